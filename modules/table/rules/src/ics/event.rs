//! Events from a calendar of another program: when, what, where, who answered. Times are read by the zone that the file
//! names; where nobody knows the zone, that is told and England's is taken.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use kernel::{Day, Moment};

use super::tree::{Component, Problem, Property, Tree};

/// When something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// A whole day.
    Day(Day),
    /// A moment.
    At(Moment),
}

/// Somebody who is asked to come, and what they answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendee {
    /// Their address, without `mailto:`.
    pub address: String,
    /// `ACCEPTED`, `DECLINED`, `TENTATIVE`, `NEEDS-ACTION`, or whatever else the file says.
    pub answer: String,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The calendar's method: `REQUEST`, `REPLY`, `CANCEL`, `PUBLISH`; empty where it has none.
    pub method: String,
    /// Its name.
    pub uid: String,
    /// Greater for a later version.
    pub sequence: u32,
    /// Which occurrence of a series it is, where it is one alone.
    pub recurrence: Option<When>,
    /// When it begins.
    pub starts: Option<When>,
    /// When it ends.
    pub ends: Option<When>,
    /// What it is called.
    pub summary: String,
    /// Where.
    pub location: String,
    /// It is cancelled.
    pub cancelled: bool,
    /// The rule by which it comes again, as it stands.
    pub rule: Option<String>,
    /// Occurrences that are left out.
    pub left_out: Vec<When>,
    /// Who is asked.
    pub attendees: Vec<Attendee>,
    /// The line on which it begins.
    pub line: usize,
}

/// The events of a file, and what is wrong with them beside what the tree told.
pub fn events(tree: &Tree) -> (Vec<Event>, Vec<Problem>) {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for calendar in &tree.components {
        let method = calendar.first("METHOD").map(|of| of.value.trim().to_ascii_uppercase());
        let method = method.unwrap_or_default();
        for component in calendar.all().into_iter().filter(|one| one.name == "VEVENT") {
            found.push(event(component, &method, &mut problems));
        }
    }
    (found, problems)
}

fn event(of: &Component, method: &str, problems: &mut Vec<Problem>) -> Event {
    let text = |name: &str| of.first(name).map(Property::text).unwrap_or_default();
    let mut when = |name: &str| of.first(name).and_then(|property| time(property, problems));
    let (recurrence, starts) = (when("RECURRENCE-ID"), when("DTSTART"));
    let ends = when("DTEND").or_else(|| ended(starts?, of.first("DURATION")?));
    let left_out = of
        .properties
        .iter()
        .filter(|property| property.name == "EXDATE")
        .flat_map(|property| property.value.split(',').map(move |one| (property, one)))
        .filter_map(|(property, one)| time(&Property { value: one.to_owned(), ..property.clone() }, problems))
        .collect();
    if starts.is_none() && method != "REPLY" {
        let what = "an event without a time that can be read: it is shown without one".to_owned();
        problems.push(Problem { line: of.line, what });
    }
    let attendees = of.properties.iter().filter(|property| property.name == "ATTENDEE");
    Event {
        method: method.to_owned(),
        uid: text("UID"),
        sequence: of.first("SEQUENCE").and_then(|of| of.value.trim().parse().ok()).unwrap_or(0),
        recurrence,
        starts,
        ends,
        summary: text("SUMMARY"),
        location: text("LOCATION"),
        cancelled: text("STATUS").eq_ignore_ascii_case("CANCELLED") || method == "CANCEL",
        rule: of.first("RRULE").map(|of| of.value.clone()),
        left_out,
        attendees: attendees.map(attendee).collect(),
        line: of.line,
    }
}

fn attendee(of: &Property) -> Attendee {
    let lower = of.value.to_ascii_lowercase();
    let address = if lower.starts_with("mailto:") { of.value.get(7..) } else { Some(of.value.as_str()) };
    Attendee {
        address: address.unwrap_or_default().trim().to_owned(),
        answer: of.parameter("PARTSTAT").unwrap_or("NEEDS-ACTION").to_ascii_uppercase(),
    }
}

/// The moment or day that a property names, or a problem with its line.
fn time(of: &Property, problems: &mut Vec<Problem>) -> Option<When> {
    let text = of.value.trim();
    let mut wrong = |what: String| problems.push(Problem { line: of.line, what });
    let shown: String = text.chars().take(40).collect();
    if let Some(day) = day(text) {
        return Some(When::Day(day));
    }
    let Some((wall, is_utc)) = wall(text) else {
        wrong(format!("“{shown}” is no date or time in {}: it is left out", of.name));
        return None;
    };
    let zone = match (is_utc, of.parameter("TZID")) {
        (true, _) => TimeZone::UTC,
        (false, None) => england(),
        (false, Some(name)) => match zone(name) {
            Some(zone) => zone,
            None => {
                let name: String = name.chars().take(60).collect();
                wrong(format!("nobody knows the time zone “{name}”: {shown} is read as time in England"));
                england()
            }
        },
    };
    match wall.to_zoned(zone) {
        Ok(zoned) => Some(When::At(Moment::from_timestamp(zoned.timestamp()))),
        Err(_) => {
            wrong(format!("“{shown}” is outside the years that can be read: it is left out"));
            None
        }
    }
}

fn england() -> TimeZone {
    zone("Europe/London").unwrap_or(TimeZone::UTC)
}

/// A zone by its usual name, or by the name that Windows gives it.
fn zone(name: &str) -> Option<TimeZone> {
    let name = name.trim().trim_start_matches('/');
    let known = TimeZone::get(name).ok();
    known.or_else(|| {
        let (_, usual) = WINDOWS.iter().find(|(windows, _)| windows.eq_ignore_ascii_case(name))?;
        TimeZone::get(usual).ok()
    })
}

/// Names of zones in files that Windows programs write, for the zones from which partners write.
const WINDOWS: &[(&str, &str)] = &[
    ("GMT Standard Time", "Europe/London"),
    ("Greenwich Standard Time", "Africa/Abidjan"),
    ("W. Europe Standard Time", "Europe/Berlin"),
    ("Romance Standard Time", "Europe/Paris"),
    ("Central Europe Standard Time", "Europe/Budapest"),
    ("Central European Standard Time", "Europe/Warsaw"),
    ("E. Europe Standard Time", "Europe/Chisinau"),
    ("FLE Standard Time", "Europe/Kyiv"),
    ("Eastern Standard Time", "America/New_York"),
    ("Central Standard Time", "America/Chicago"),
    ("Mountain Standard Time", "America/Denver"),
    ("Pacific Standard Time", "America/Los_Angeles"),
    ("India Standard Time", "Asia/Kolkata"),
    ("Tokyo Standard Time", "Asia/Tokyo"),
    ("AUS Eastern Standard Time", "Australia/Sydney"),
    ("UTC", "UTC"),
];

fn figures(text: &str, at: std::ops::Range<usize>) -> Option<i16> {
    let part = text.get(at)?;
    part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
}

fn day(text: &str) -> Option<Day> {
    if text.len() != 8 {
        return None;
    }
    let small = |at| figures(text, at).and_then(|number| i8::try_from(number).ok());
    Day::of(figures(text, 0..4)?, small(4..6)?, small(6..8)?)
}

fn wall(text: &str) -> Option<(DateTime, bool)> {
    let (text, is_utc) = match text.strip_suffix(['Z', 'z']) {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let on = day(text.get(..8)?)?.civil();
    if text.len() != 15 || !text.get(8..9)?.eq_ignore_ascii_case("t") {
        return None;
    }
    let small = |at| figures(text, at).and_then(|number| i8::try_from(number).ok());
    // A leap second is read as the second before it.
    let time = jiff::civil::Time::new(small(9..11)?, small(11..13)?, small(13..15)?.min(59), 0).ok()?;
    Some((on.to_datetime(time), is_utc))
}

/// The end of something that begins then and lasts as `PT1H30M`, `P1D` or `P2W` says.
fn ended(starts: When, lasts: &Property) -> Option<When> {
    let text = lasts.value.trim().trim_start_matches('+').strip_prefix('P')?;
    let (mut minutes, mut number) = (0_i64, String::new());
    for letter in text.chars() {
        if letter.is_ascii_digit() {
            number.push(letter);
            continue;
        }
        if letter == 'T' {
            continue;
        }
        let count = std::mem::take(&mut number).parse::<i64>().ok()?;
        let each = match letter {
            'W' => 7 * 24 * 60,
            'D' => 24 * 60,
            'H' => 60,
            'M' => 1,
            'S' => 0,
            _ => return None,
        };
        minutes = minutes.checked_add(count.checked_mul(each)?)?;
    }
    match starts {
        When::At(moment) => Some(When::At(moment.plus_minutes(minutes))),
        When::Day(day) => i32::try_from(minutes / (24 * 60)).ok().map(|days| When::Day(day + days)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ics::tree::read;

    fn check(lines: &str) -> (Vec<Event>, Vec<String>) {
        let file =
            format!("BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n");
        let (found, problems) = events(&read(file.as_bytes()));
        (found, problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn times_are_read_by_their_zone() {
        let at = |line: &str| check(line).0[0].starts;
        let moment = |text: &str| Some(When::At(text.parse().unwrap()));
        assert_eq!(at("DTSTART;TZID=Europe/London:20260614T140000"), moment("2026-06-14T13:00:00Z"));
        assert_eq!(at("DTSTART;TZID=GMT Standard Time:20260114T140000"), moment("2026-01-14T14:00:00Z"));
        assert_eq!(at("DTSTART:20260614T140000Z"), moment("2026-06-14T14:00:00Z"));
        assert_eq!(at("DTSTART:20260614T140000"), moment("2026-06-14T13:00:00Z"));
        assert_eq!(at("DTSTART;VALUE=DATE:20260614"), Some(When::Day("2026-06-14".parse().unwrap())));
    }

    #[test]
    fn an_unknown_zone_and_a_wrong_time_are_told() {
        let (found, told) = check("DTSTART;TZID=Middle Earth:20260614T140000\nDTEND:20261314T140000");
        assert!(found[0].starts.is_some() && found[0].ends.is_none());
        assert_eq!(
            told,
            [
                "line 4: nobody knows the time zone “Middle Earth”: 20260614T140000 is read as time in England",
                "line 5: “20261314T140000” is no date or time in DTEND: it is left out",
            ]
        );
    }

    #[test]
    fn an_answer_is_read() {
        let (found, _) = check(
            "UID:a-1\nSEQUENCE:2\nATTENDEE;PARTSTAT=declined:MAILTO:lee@trust.example\nDURATION:PT90M\nDTSTART:20260614T140000Z",
        );
        let one = &found[0];
        assert_eq!((one.uid.as_str(), one.sequence, one.method.as_str()), ("a-1", 2, "REPLY"));
        assert_eq!(one.attendees[0].address, "lee@trust.example");
        assert_eq!(one.attendees[0].answer, "DECLINED");
        assert_eq!(one.ends, Some(When::At("2026-06-14T15:30:00Z".parse().unwrap())));
    }
}
