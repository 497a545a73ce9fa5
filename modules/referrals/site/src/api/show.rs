//! One ask: its envelope, its days, what happened, and what the parties may read. The look is on record before it is sent.

use api::{Answer, Caller, Operation, Parameter, Parameters, Problem, schema_of};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::Method;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::refusals::of_stop;
use super::shown::{self, Ask};
use crate::Site;
use crate::pages::access;
use crate::pages::ask::{Known, steps};

/// What is to be shown.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// `envelope` leaves out what is about the person: then no look is put on record.
    only: Option<Only>,
}

#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Only {
    Envelope,
}

pub(super) fn id() -> Parameter {
    Parameter {
        name: "ask",
        place: "path",
        needed: true,
        says: "The id of the ask.",
        schema: json!({ "type": "string", "pattern": "^[0-9a-z]{26}$" }),
    }
}

pub(super) fn operation() -> Operation {
    Operation {
        method: Method::GET,
        path: "/api/asks/{ask}",
        id: "readAsk",
        title: "Read one ask",
        says: "Its envelope, its days by owner, what each rule says, what happened, and the contents. Reading contents is a \
               look: it is on record before they are sent, and she can see that your organisation looked. It does not count \
               as opened: post “read” when a person has opened it.",
        parameters: vec![
            id(),
            Parameter {
                name: "only",
                place: "query",
                needed: false,
                says: "Leave out what is about the person; then nothing is put on record.",
                schema: json!({ "type": "string", "enum": ["envelope"] }),
            },
        ],
        body: None,
        answers: vec![
            Answer { status: 200, says: "The ask.", schema: Some(schema_of::<Ask>) },
            Answer { status: 401, says: "No token that is taken.", schema: None },
            Answer {
                status: 404,
                says: "No such ask, or not your organisation’s: the answer is the same.",
                schema: None,
            },
            Answer { status: 422, says: "A parameter cannot be taken; it is named.", schema: None },
        ],
    }
}

pub(super) async fn show(
    Caller(actor): Caller,
    Path(id): Path<String>,
    Parameters(wanted): Parameters<Wanted>,
    State(site): State<Site>,
) -> Result<Json<Ask>, Problem> {
    let (reading, opened) = access::open(&site, &actor, &id).map_err(of_stop)?;
    drop(reading);
    let known = match wanted.only {
        Some(Only::Envelope) => None,
        None => Some(Known::of_actor(&site, &actor, opened.id).await.map_err(of_stop)?),
    };
    // Read after the look, so that what is shown is what stood there then or later.
    let (reading, opened) = access::open(&site, &actor, &id).map_err(of_stop)?;
    let steps = steps(&reading, opened.id).map_err(of_stop)?;
    shown::ask(&reading, &opened, &steps, known.as_ref()).map(Json).map_err(of_stop)
}
