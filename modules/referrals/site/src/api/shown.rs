//! An ask as a program reads it.

use clocks::Verdict;
use directory_site::read as directory;
use journal::{Fault, Reading};
use kernel::{Day, OrgId};
use referrals_rules::facts::v1::{Move, Written};
use referrals_rules::life::{EventKind, states_before};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::pages::access::{self, Opened};
use crate::pages::ask::{Known, Step};
use crate::pages::offer;
use crate::{tables, verdicts};

/// An organisation with its number.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct Party {
    /// Its code.
    pub org: String,
    /// Its name.
    pub name: String,
    /// Its number.
    pub telephone: String,
}

/// A time that stands offered or is booked.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct Time {
    /// The slot; none where the time was agreed by telephone.
    pub slot: Option<String>,
    /// When.
    #[schemars(extend("format" = "date-time"))]
    pub at: String,
}

/// Whose the days are. Together they are the raw wait.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct Days {
    /// All days so far.
    pub raw: i32,
    /// The hosts’.
    pub host: i32,
    /// The sender’s.
    pub sender: i32,
    /// Her own.
    pub patient: i32,
    /// For a clinical reason.
    pub clinical: i32,
}

/// What a rule says as of today.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct Rule {
    /// Its id.
    pub rule: String,
    /// `met`, `failed`, `open` or `excluded`.
    #[schemars(extend("enum" = ["met", "failed", "open", "excluded"]))]
    pub verdict: String,
    /// Days counted.
    pub days: Option<i32>,
    /// The last day on which it is met.
    #[schemars(with = "Option<String>")]
    pub due: Option<Day>,
}

/// Something that happened to it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct Happened {
    /// What, by the name under which it is posted.
    #[serde(rename = "type")]
    pub what: String,
    /// The day on which it took effect.
    #[schemars(with = "String", extend("format" = "date"))]
    pub on: Day,
    /// When it was recorded.
    #[schemars(extend("format" = "date-time"))]
    pub at: String,
    /// By which organisation.
    pub org: String,
    /// By which seat or system.
    pub seat: String,
    /// The version that it led to.
    pub version: i64,
    /// Its particulars: reasons, days, slots.
    pub particulars: Map<String, Value>,
    /// What was written with it: a question, an answer, a summary.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub written: Map<String, Value>,
}

/// One ask.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct Ask {
    /// Its id.
    pub id: String,
    /// The short reference that is said on the telephone.
    pub reference: String,
    /// Its version: what the next event states.
    pub version: i64,
    /// Its state.
    pub state: String,
    /// Whose move it is: `host`, `sender`, `patient` or `clinical`; none once it has ended.
    pub next_move: Option<String>,
    /// Who asks.
    pub from: Party,
    /// Who has it.
    pub to: Party,
    /// The service that has it.
    pub service: String,
    /// Whom to talk to there, with a number.
    pub talk_to: String,
    /// The method wanted, or `discuss`.
    pub method: String,
    /// What for.
    pub purpose: String,
    /// `council` or `nhs`.
    pub payer: String,
    /// The day on which it was sent.
    #[schemars(with = "String", extend("format" = "date"))]
    pub sent_on: Day,
    /// A person of the host has opened it.
    pub opened: bool,
    /// Under 18: speak first to whoever is named in the contents.
    pub under_18: bool,
    /// A complicating factor was ticked.
    pub complicated: bool,
    /// Times that stand offered.
    pub offered: Vec<Time>,
    /// Free times of the service that can be offered now, for the host.
    pub free: Vec<Time>,
    /// The time that is booked.
    pub booked: Option<Time>,
    /// Whose the days are.
    pub days: Days,
    /// What each rule says as of today.
    pub rules: Vec<Rule>,
    /// What happened, in order.
    pub events: Vec<Happened>,
    /// What the parties may read: fields of the form as they were sent. None where it was not asked for, or the person was
    /// erased, or it was brought in without a person.
    pub contents: Option<Map<String, Value>>,
}

/// Fields as an object; what was ticked more than once is a list.
pub(super) fn object(written: &Written) -> Map<String, Value> {
    let mut object: Map<String, Value> = Map::new();
    for (field, text) in &written.fields {
        match object.get_mut(field) {
            None => {
                object.insert(field.clone(), json!(text));
            }
            Some(Value::Array(all)) => all.push(json!(text)),
            Some(first) => *first = json!([first.clone(), text]),
        }
    }
    object
}

/// The name of a move as programs post it, and its particulars.
fn particulars(what: &Move) -> (String, Map<String, Value>) {
    let Ok(Value::Object(mut object)) = serde_json::to_value(what) else { return Default::default() };
    let name = object.remove("move").and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default();
    let name = match name.as_str() {
        "did-not-attend" => "dna".to_owned(),
        "closed" => "acknowledged".to_owned(),
        _ => name,
    };
    (name, object)
}

fn party(reading: &Reading, org: OrgId) -> Result<Party, web::Stop> {
    let named = access::named(reading, org)?;
    Ok(Party { org: org.to_string(), name: named.name, telephone: named.telephone })
}

fn happened(reading: &Reading, step: &Step, known: Option<&Known>) -> Result<Happened, Fault> {
    let (what, particulars) = particulars(&step.what);
    let seat = directory::seat(reading, step.seat)?;
    let written = known.and_then(|known| known.with(step.version)).map(|written| object(&written));
    Ok(Happened {
        what,
        on: step.on,
        at: step.at.to_string(),
        org: step.org.to_string(),
        seat: seat.map_or_else(|| "its own system".to_owned(), |seat| seat.title),
        version: step.version,
        particulars,
        written: written.unwrap_or_default(),
    })
}

/// The times that the host may offer in this state: those that the page shows.
fn free(reading: &Reading, opened: &Opened) -> Result<Vec<(kernel::SlotId, kernel::Moment)>, web::Stop> {
    let state = opened.folded.course.life().state;
    if !opened.hosts() || !states_before(EventKind::Offered).contains(&state) {
        return Ok(Vec::new());
    }
    offer::free(reading, opened.service(), opened.now)
}

/// An ask that was opened, with what is known of the person where the look at it is on record.
pub(super) fn ask(
    reading: &Reading,
    opened: &Opened,
    steps: &[Step],
    known: Option<&Known>,
) -> Result<Ask, web::Stop> {
    let fault = access::fault("showing an ask to a program");
    let life = opened.folded.course.life();
    let track = opened.folded.course.track();
    let of = track.owner_days(&track.journey(), opened.today);
    let to = party(reading, opened.parties.host)?;
    let service = directory::service(reading, opened.service()).map_err(&fault)?;
    let talk_to = service.map_or_else(
        || format!("{}, {}", to.name, to.telephone),
        |of| format!("{}: {}, {}", of.service.name, of.service.person_to_ask, of.service.telephone),
    );
    let time = |slot: Option<kernel::SlotId>, at: kernel::Moment| Time {
        slot: slot.map(|slot| slot.to_string()),
        at: at.to_string(),
    };
    let rule = |(id, standing): (&'static str, clocks::Standing)| {
        let score = standing.score;
        Rule {
            rule: id.to_owned(),
            verdict: match score.verdict {
                Verdict::Met => "met",
                Verdict::Failed => "failed",
                Verdict::Open => "open",
                Verdict::Excluded => "excluded",
            }
            .to_owned(),
            days: score.days,
            due: score.due,
        }
    };
    let events: Result<Vec<Happened>, Fault> =
        steps.iter().map(|step| happened(reading, step, known)).collect();
    Ok(Ask {
        id: opened.id.to_string(),
        reference: opened.sent.reference.clone(),
        version: opened.version.0,
        state: life.state.name().to_owned(),
        next_move: life.state.next_move().map(|owner| tables::owner_name(owner).to_owned()),
        from: party(reading, opened.parties.sender)?,
        to,
        service: opened.service().to_string(),
        talk_to,
        method: opened.sent.method.clone(),
        purpose: opened.sent.purpose.clone(),
        payer: opened.sent.payer.clone(),
        sent_on: opened.sent.on,
        opened: opened.folded.read,
        under_18: opened.sent.under_18,
        complicated: opened.sent.complicated,
        offered: opened.folded.offered.iter().map(|of| time(of.slot, of.at)).collect(),
        free: free(reading, opened)?.into_iter().map(|(slot, at)| time(Some(slot), at)).collect(),
        booked: opened.folded.booked.map(|(slot, at)| time(slot, at)),
        days: Days {
            raw: of.total(),
            host: of.host,
            sender: of.sender,
            patient: of.patient,
            clinical: of.clinical,
        },
        rules: verdicts::standings(track, opened.today).map(rule).collect(),
        events: events.map_err(&fault)?,
        contents: known.and_then(Known::written).map(|written| object(&written)),
    })
}
