//! The directory for programs: who can take her, how far and how soon, and who was left out and why.

use std::sync::Arc;

use api::{Answer, Caller, Kind as Problems, Operation, Parameter, Parameters, Problem, Routes, schema_of};
use axum::Json;
use axum::extract::State;
use axum::http::Method;
use axum::routing::get;
use directory_rules::facts::v1;
use journal::{Journal, NotDone};
use policy::{Kind, Permit, Relations, Role, Subject};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use crate::hosts::{self, Asked, Hosts, NotAsked};
use crate::index::Kept;
use crate::read;

/// What the calls need.
#[derive(Clone)]
pub struct Shared {
    /// The journal of the place.
    pub journal: Journal,
    /// The index of hosts, the same that the pages ask.
    pub hosts: Arc<Kept>,
}

/// The routes.
pub fn routes(shared: Shared) -> Routes {
    Routes::default().with(operation(), get(find)).with(seats_operation(), get(seats)).with_state(shared)
}

fn operation() -> Operation {
    let of = |name, needed, says, schema| Parameter { name, place: "query", needed, says, schema };
    let text = || json!({ "type": "string" });
    let one_of = |names: &[&str]| json!({ "type": "string", "enum": names });
    Operation {
        method: Method::GET,
        path: "/api/hosts",
        id: "findHosts",
        title: "Who can fit a method, near and soon",
        says: "The same search as the page and the command: hosts that can be asked by your organisation, best first; who \
               could if an agreement were signed; who is near and was left out, and why. Says nothing about any person, so \
               nothing is put on record.",
        parameters: vec![
            of("method", true, "The method.", one_of(&["cu-iud", "lng-iud", "implant"])),
            of(
                "purpose",
                false,
                "What for; contraception where none is given.",
                one_of(&["contraception", "heavy-bleeding", "mixed", "emergency"]),
            ),
            of(
                "from",
                false,
                "From where she travels: an organisation’s code, or latitude,longitude; your own place where none is given.",
                text(),
            ),
            of(
                "on",
                false,
                "The first day that counts; today where none is given.",
                json!({ "type": "string", "format": "date" }),
            ),
            of("order", false, "The order of the list.", one_of(&["combined", "nearest", "soonest"])),
            of(
                "age",
                false,
                "Her age in years.",
                json!({ "type": "integer", "minimum": 0, "maximum": 65535 }),
            ),
            of("complicated", false, "A complicating factor is known.", json!({ "type": "boolean" })),
            of("bsl", false, "British Sign Language is needed.", json!({ "type": "boolean" })),
            of("language", false, "The language in which she is best spoken to.", text()),
            of("access", false, "Access needs, with commas between.", text()),
            of("chaperone", false, "The chaperone she wishes for.", one_of(&["woman", "man", "any", "none"])),
            of(
                "travel_miles",
                false,
                "The farthest she can travel, in miles.",
                json!({ "type": "integer", "minimum": 0, "maximum": 65535 }),
            ),
        ],
        body: None,
        answers: vec![
            Answer { status: 200, says: "Hosts.", schema: Some(schema_of::<Hosts>) },
            Answer { status: 401, says: "No token that is taken.", schema: None },
            Answer { status: 422, says: "A parameter cannot be taken; it is named.", schema: None },
        ],
    }
}

/// A seat of the caller's own organisation. Who holds it is not said.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct SeatLine {
    /// Its id: what “clinician” and “talk_to” take.
    id: String,
    /// Its title.
    title: String,
    /// Its role.
    role: String,
    /// Its number.
    telephone: String,
    /// It may stand behind a clinical act: a clinician’s or fitter’s.
    clinical: bool,
}

/// Seats.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct SeatLines {
    /// Those that have not ended.
    seats: Vec<SeatLine>,
}

fn seats_operation() -> Operation {
    Operation {
        method: Method::GET,
        path: "/api/seats",
        id: "listSeats",
        title: "The seats of your own organisation",
        says: "Their ids stand behind clinical acts (“clinician”) and are whom a sender may talk to (“talk_to”). Names of \
               people are not told.",
        parameters: vec![],
        body: None,
        answers: vec![
            Answer { status: 200, says: "Seats.", schema: Some(schema_of::<SeatLines>) },
            Answer { status: 401, says: "No token that is taken.", schema: None },
            Answer {
                status: 403,
                says: "This kind of organisation has no seats for a system.",
                schema: None,
            },
        ],
    }
}

async fn seats(Caller(actor): Caller, State(shared): State<Shared>) -> Result<Json<SeatLines>, Problem> {
    let subject = Subject::new(Kind::Directory, Relations::OWN_ORGANISATION);
    let reading = shared.journal.reading(&actor, Permit::SeeOwnDirectory, subject).map_err(not_read)?;
    let seats = read::seats(&reading, actor.org).map_err(|why| Problem::fault("reading seats", why))?;
    let line = |seat: v1::Seat| SeatLine {
        clinical: matches!(seat.role.parse(), Ok(Role::Clinician | Role::Fitter)),
        id: seat.id.to_string(),
        title: seat.title,
        role: seat.role,
        telephone: seat.telephone,
    };
    Ok(Json(SeatLines { seats: seats.into_iter().filter(|seat| !seat.ended).map(line).collect() }))
}

fn not_read(why: NotDone<()>) -> Problem {
    match why {
        NotDone::Fault(why) => Problem::fault("reading the directory", why),
        NotDone::NotAllowed(_)
        | NotDone::AgainstTheRules(())
        | NotDone::Changed { .. }
        | NotDone::KeyUsedForAnother => Problem::new(Problems::NotYours),
    }
}

async fn find(
    Caller(actor): Caller,
    Parameters(asked): Parameters<Asked>,
    State(shared): State<Shared>,
) -> Result<Json<Hosts>, Problem> {
    let subject = Subject::new(Kind::Directory, Relations::NONE);
    let reading = shared.journal.reading(&actor, Permit::SeeDirectory, subject).map_err(not_read)?;
    let today = shared.journal.now().day();
    match hosts::find(&shared.hosts, &reading, &asked, Some(actor.org), today) {
        Ok(found) => Ok(Json(found)),
        Err(NotAsked::Wrong(of)) => Err(Problem::new(Problems::FieldsWrong).field(of.field, of.why)),
        Err(NotAsked::Fault(why)) => Err(Problem::fault("finding hosts", why)),
    }
}
