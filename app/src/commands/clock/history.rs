//! One line of a JSONL file read as the history of one ask. Every refusal names the field and says what to write.

use kernel::Day;
use referrals_rules::life::{Event, EventKind, Party};
use serde_json::{Map, Value};

/// What is wrong with a line: the field, where one is at fault, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub struct Wrong {
    pub field: Option<String>,
    pub why: String,
}

impl Wrong {
    pub fn line(why: impl Into<String>) -> Wrong {
        Wrong { field: None, why: why.into() }
    }

    pub fn field(field: impl Into<String>, why: impl Into<String>) -> Wrong {
        Wrong { field: Some(field.into()), why: why.into() }
    }
}

/// The history of one ask.
#[derive(Debug)]
pub struct History {
    /// As given: a text or a number.
    pub id: Value,
    /// Every organisation named: the first host, then each one it was redirected to.
    pub orgs: Vec<String>,
    /// In the order given.
    pub events: Vec<Dated>,
}

/// An event with its day.
#[derive(Debug)]
pub struct Dated {
    pub on: Day,
    happened: Happened,
}

/// An event that owns its dates.
#[derive(Debug)]
enum Happened {
    Plain(EventKind),
    Redirected(Party),
    Offered(Vec<Day>),
    Booked(Day),
    HostCancelled(Day),
    PatientCancelled(Day, Day),
    WaitingPatient(Vec<Day>, Day),
    DidNotAttend(Day, Option<Day>),
    Deferred(Day),
}

impl Dated {
    /// The event as the rules know it.
    pub fn event(&self) -> Event<'_> {
        match &self.happened {
            Happened::Plain(kind) => plain(*kind),
            Happened::Redirected(to) => Event::Redirected { to: *to },
            Happened::Offered(slots) => Event::Offered { slots },
            Happened::Booked(slot) => Event::Booked { slot: *slot },
            Happened::HostCancelled(slot) => Event::HostCancelled { slot: *slot },
            Happened::PatientCancelled(slot, from) => {
                Event::PatientCancelled { slot: *slot, available_from: *from }
            }
            Happened::WaitingPatient(declined, from) => {
                Event::WaitingPatient { declined, available_from: *from }
            }
            Happened::DidNotAttend(slot, recontact) => {
                Event::DidNotAttend { slot: *slot, recontact: *recontact }
            }
            Happened::Deferred(review_on) => Event::Deferred { review_on: *review_on },
        }
    }
}

/// Events that carry no dates; the others are never asked for here.
fn plain(kind: EventKind) -> Event<'static> {
    match kind {
        EventKind::Sent
        | EventKind::Redirected
        | EventKind::Offered
        | EventKind::Booked
        | EventKind::HostCancelled
        | EventKind::PatientCancelled
        | EventKind::WaitingPatient
        | EventKind::DidNotAttend
        | EventKind::Deferred => Event::Sent { to: FIRST_HOST },
        EventKind::NeedsInfo => Event::NeedsInfo,
        EventKind::InfoGiven => Event::InfoGiven,
        EventKind::Accepted => Event::Accepted,
        EventKind::Declined => Event::Declined,
        EventKind::FitToProceed => Event::FitToProceed,
        EventKind::Fitted => Event::Fitted,
        EventKind::NotFitted => Event::NotFitted,
        EventKind::Withdrawn => Event::Withdrawn,
        EventKind::Returned => Event::Returned,
        EventKind::Answered => Event::Answered,
        EventKind::Closed => Event::Closed,
        EventKind::Void => Event::Void,
    }
}

const FIRST_HOST: Party = Party(0);

/// Reads one line. What stands beside `id`, `sender`, `host` and `events` is somebody else's and is left alone.
pub fn read(line: &str) -> Result<History, Wrong> {
    let value: Value =
        serde_json::from_str(line).map_err(|error| Wrong::line(format!("not JSON: {error}")))?;
    let Value::Object(fields) = value else {
        return Err(Wrong::line("a history is an object: {\"id\", \"sender\", \"host\", \"events\": […]}"));
    };
    let id = match fields.get("id") {
        Some(Value::String(text)) if text.trim().is_empty() => return Err(Wrong::field("id", "is empty")),
        Some(id @ (Value::String(_) | Value::Number(_))) => id.clone(),
        Some(_) => return Err(Wrong::field("id", "write a text or a number")),
        None => return Err(Wrong::field("id", "is missing")),
    };
    text(&fields, "sender", "sender")?;
    let mut names = Names { orgs: vec![text(&fields, "host", "host")?] };
    let mut events = Vec::new();
    let mut hosts = vec![0];
    for (place, value) in list(&fields, "events", "events")?.iter().enumerate() {
        let at = format!("events[{place}]");
        let Value::Object(event) = value else {
            return Err(Wrong::field(at, "an event is an object: {\"on\": date, \"type\": name, …}"));
        };
        let read = dated(event, &at, &mut names)?;
        if let Happened::Redirected(Party(org)) = &read.happened {
            hosts.push(usize::try_from(*org).unwrap_or_default());
        }
        events.push(read);
    }
    if events.is_empty() {
        return Err(Wrong::field("events", "there are none: an ask begins by being sent"));
    }
    let orgs = hosts.into_iter().filter_map(|org| names.orgs.get(org).cloned()).collect();
    Ok(History { id, orgs, events })
}

/// Organisations by name, each numbered when it is first named.
struct Names {
    orgs: Vec<String>,
}

impl Names {
    fn number(&mut self, name: String) -> Party {
        let place = self.orgs.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.orgs.push(name);
            self.orgs.len() - 1
        });
        Party(u32::try_from(place).unwrap_or(u32::MAX))
    }
}

fn dated(event: &Map<String, Value>, at: &str, names: &mut Names) -> Result<Dated, Wrong> {
    let name = text(event, "type", &format!("{at}.type"))?;
    let kind = EventKind::named(&name).ok_or_else(|| {
        let known: Vec<_> = EventKind::ALL.into_iter().map(EventKind::name).collect();
        Wrong::field(
            format!("{at}.type"),
            format!("“{name}” is no event of an ask: write one of {}", known.join(", ")),
        )
    })?;
    let own = own_fields(kind);
    let anywhere = ["on", "type", "reason", "note"];
    if let Some(other) =
        event.keys().find(|key| !own.contains(&key.as_str()) && !anywhere.contains(&key.as_str()))
    {
        let takes = anywhere.iter().chain(own).copied().collect::<Vec<_>>().join(", ");
        return Err(Wrong::field(
            format!("{at}.{other}"),
            format!("“{name}” has no such field: it takes {takes}"),
        ));
    }
    let field = |of: &str| format!("{at}.{of}");
    let on = day(event, "on", &field("on"))?;
    let date = |of: &str| day(event, of, &field(of));
    let happened = match kind {
        EventKind::Redirected => Happened::Redirected(names.number(text(event, "to", &field("to"))?)),
        EventKind::Offered => Happened::Offered(days(event, "slots", &field("slots"))?),
        EventKind::Booked => Happened::Booked(date("slot")?),
        EventKind::HostCancelled => Happened::HostCancelled(date("slot")?),
        EventKind::PatientCancelled => Happened::PatientCancelled(date("slot")?, date("available_from")?),
        EventKind::WaitingPatient => {
            Happened::WaitingPatient(days(event, "declined", &field("declined"))?, date("available_from")?)
        }
        EventKind::DidNotAttend => {
            // Null says that nobody has been in touch yet; leaving the field out says nothing, and is refused.
            let recontact =
                if event.get("recontact") == Some(&Value::Null) { None } else { Some(date("recontact")?) };
            Happened::DidNotAttend(date("slot")?, recontact)
        }
        EventKind::Deferred => Happened::Deferred(date("review_on")?),
        EventKind::Declined | EventKind::NotFitted => {
            text(event, "reason", &field("reason"))?;
            Happened::Plain(kind)
        }
        EventKind::Sent
        | EventKind::NeedsInfo
        | EventKind::InfoGiven
        | EventKind::Accepted
        | EventKind::FitToProceed
        | EventKind::Fitted
        | EventKind::Withdrawn
        | EventKind::Returned
        | EventKind::Answered
        | EventKind::Closed
        | EventKind::Void => Happened::Plain(kind),
    };
    Ok(Dated { on, happened })
}

fn own_fields(kind: EventKind) -> &'static [&'static str] {
    match kind {
        EventKind::Redirected => &["to"],
        EventKind::Offered => &["slots"],
        EventKind::Booked | EventKind::HostCancelled => &["slot"],
        EventKind::PatientCancelled => &["slot", "available_from"],
        EventKind::WaitingPatient => &["declined", "available_from"],
        EventKind::DidNotAttend => &["slot", "recontact"],
        EventKind::Deferred => &["review_on"],
        EventKind::Sent
        | EventKind::NeedsInfo
        | EventKind::InfoGiven
        | EventKind::Accepted
        | EventKind::Declined
        | EventKind::FitToProceed
        | EventKind::Fitted
        | EventKind::NotFitted
        | EventKind::Withdrawn
        | EventKind::Returned
        | EventKind::Answered
        | EventKind::Closed
        | EventKind::Void => &[],
    }
}

fn text(fields: &Map<String, Value>, name: &str, at: &str) -> Result<String, Wrong> {
    match fields.get(name) {
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(text.clone()),
        Some(Value::String(_)) => Err(Wrong::field(at, "is empty")),
        Some(_) => Err(Wrong::field(at, "write a text")),
        None => Err(Wrong::field(at, "is missing")),
    }
}

fn list<'a>(fields: &'a Map<String, Value>, name: &str, at: &str) -> Result<&'a Vec<Value>, Wrong> {
    match fields.get(name) {
        Some(Value::Array(items)) => Ok(items),
        Some(_) => Err(Wrong::field(at, "write a list in square brackets")),
        None => Err(Wrong::field(at, "is missing")),
    }
}

fn day(fields: &Map<String, Value>, name: &str, at: &str) -> Result<Day, Wrong> {
    match fields.get(name) {
        Some(value) => as_day(value, at),
        None => Err(Wrong::field(at, "is missing")),
    }
}

fn days(fields: &Map<String, Value>, name: &str, at: &str) -> Result<Vec<Day>, Wrong> {
    let items = list(fields, name, at)?;
    items.iter().enumerate().map(|(place, value)| as_day(value, &format!("{at}[{place}]"))).collect()
}

fn as_day(value: &Value, at: &str) -> Result<Day, Wrong> {
    match value {
        Value::String(text) => {
            text.parse().map_err(|error: kernel::DayRefused| Wrong::field(at, error.to_string()))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Err(Wrong::field(at, "write a date as text, as in \"2025-03-08\""))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(events: &str, expected: &str) {
        let line = format!(r#"{{"id":"a","sender":"S","host":"H","events":[{events}]}}"#);
        let said = match read(&line) {
            Ok(_) => "read".to_owned(),
            Err(Wrong { field, why }) => format!("{}: {why}", field.unwrap_or_default()),
        };
        assert!(said.starts_with(expected), "{said}");
    }

    #[test]
    fn each_fault_of_an_event_is_named_with_its_field() {
        check(r#"{"on":"2025-03-03","type":"sent"}"#, "read");
        check("", "events: there are none");
        check("7", "events[0]: an event is an object");
        check(r#"{"on":"2025-03-03","type":"posted"}"#, "events[0].type: “posted” is no event");
        check(r#"{"on":"3 March","type":"sent"}"#, "events[0].on: “3 March” is not a date");
        check(r#"{"on":20250303,"type":"sent"}"#, "events[0].on: write a date as text");
        check(r#"{"type":"sent"}"#, "events[0].on: is missing");
        check(r#"{"on":"2025-03-03"}"#, "events[0].type: is missing");
        check(
            r#"{"on":"2025-03-03","type":"sent","slot":"2025-03-04"}"#,
            "events[0].slot: “sent” has no such field",
        );
        check(
            r#"{"on":"2025-03-03","type":"offered","slots":"2025-03-04"}"#,
            "events[0].slots: write a list",
        );
        check(
            r#"{"on":"2025-03-03","type":"offered","slots":["2025-02-30"]}"#,
            "events[0].slots[0]: “2025-02-30”",
        );
        check(r#"{"on":"2025-03-03","type":"declined"}"#, "events[0].reason: is missing");
        check(r#"{"on":"2025-03-03","type":"dna","slot":"2025-03-03"}"#, "events[0].recontact: is missing");
        check(r#"{"on":"2025-03-03","type":"dna","slot":"2025-03-03","recontact":null}"#, "read");
    }

    #[test]
    fn each_fault_of_a_line_is_named() {
        for (line, expected) in [
            ("{", "not JSON"),
            ("[]", "a history is an object"),
            (r#"{"sender":"S","host":"H","events":[]}"#, "is missing"),
            (r#"{"id":"a","host":"H","events":[]}"#, "is missing"),
            (r#"{"id":"a","sender":"S","host":" ","events":[]}"#, "is empty"),
            (r#"{"id":"a","sender":"S","host":"H"}"#, "is missing"),
        ] {
            let Wrong { why, .. } = read(line).unwrap_err();
            assert!(why.starts_with(expected), "{line}: {why}");
        }
    }
}
