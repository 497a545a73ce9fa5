//! Find a recall or a result of one's own organisation again by name, date of birth or NHS number. What is typed is hashed
//! with the organisation's own key; nothing is found across organisations.

use std::collections::BTreeSet;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::found_by::{FIELDS, plain};
use journal::{Query, Reading, Value};
use kernel::{Day, Id};
use maud::html;
use policy::{Actor, OrgKind, RefusedWhy, Role};
use web::components::{Button, Column, Input, Table, TableCell};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed};

use super::access::{self, fault};
use super::{Site, list, person, results as result_pages};
use crate::acts::{Recalls, Results};
use crate::{look_up, read, results};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/results/find", get(show).post(find))
}

/// A name is typed only by those who may read one, with their second factor: who is found is told by what is found.
fn may_look(site: &Site, actor: &Actor) -> Result<(), Stop> {
    let names = matches!(actor.role, Role::Clinician | Role::Fitter | Role::Booking);
    if !names || !result_pages::uses_results(actor) {
        return Err(Stop::NotFound);
    }
    if actor.second_factor {
        return Ok(());
    }
    Err(Stop::refused(RefusedWhy::SecondFactorNeeded, || site.office.to_string(), |_| None))
}

/// The most that is shown: more is not one person's.
const SHOWN_MOST: usize = 50;

async fn show(who: SignedIn, token: FormToken, State(site): State<Site>) -> Result<Page, Stop> {
    may_look(&site, who.actor())?;
    Ok(page(&who, &token, &Typed::default(), &Problems::default(), None))
}

/// Who, what it is, where it stands.
type Found = (String, String, String, String);

fn page(
    who: &SignedIn,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
    found: Option<&[Found]>,
) -> Page {
    let head = ["Who", "What", "State"].map(Column::words).to_vec();
    let row = |(name, address, what, state): &Found| {
        vec![TableCell::link(name.as_str(), address.as_str()), what.as_str().into(), state.as_str().into()]
    };
    let input = |name: &str, label: &str| {
        Input::new(name, label).value(typed.text(name)).error_message(problems.of(name))
    };
    Page::new("Find a result or a recall")
        .now("Type what you know of the person.")
        .audience(format!(
            "You. Only results and recalls of {} are found; a name that is shown is on record as a look.",
            who.org_name
        ))
        .part("/results")
        .errors(problems.summary())
        .body(html! {
            // Posted, so that no name stands in an address.
            form method="post" action="/results/find" novalidate autocomplete="off" {
                (token)
                (input("name", "Name, in full"))
                (input("date_of_birth", "Date of birth").kind("date").width("10"))
                (input("nhs_number", "NHS number").width("20"))
                (Button::new("Find"))
            }
            @if let Some(found) = found {
                @if found.is_empty() { p { "None found among those of your organisation. Check the spelling: names are found only as they were written." } }
                @else { (Table::new("Found", head, found.iter().map(row).collect()).responsive(true)) }
            }
        })
}

/// Records that fit all that was typed; nothing where nothing was typed.
fn fitting(reading: &Reading, query: &Query, org: &Value, typed: &Typed) -> Result<Option<Vec<Id>>, Stop> {
    let mut found: Option<Vec<Id>> = None;
    for field in FIELDS {
        let Some(text) = typed.word(field) else { continue };
        let hash = Value::Blob(reading.lookup_hash(field, &plain(text)));
        let rows = reading.rows(query, &[org.clone(), Value::from(*field), hash]);
        let these =
            rows.and_then(|rows| rows.iter().map(|row| row.get(0)).collect::<Result<BTreeSet<Id>, _>>());
        let these = these.map_err(fault("finding by what was typed"))?;
        found = Some(match found {
            None => these.into_iter().collect(),
            Some(before) => before.into_iter().filter(|id| these.contains(id)).collect(),
        });
    }
    Ok(found.map(|mut found| {
        found.truncate(SHOWN_MOST);
        found
    }))
}

async fn find(
    who: SignedIn,
    token: FormToken,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    let actor = who.actor();
    may_look(&site, actor)?;
    let mut problems = Problems::default();
    if typed.word("date_of_birth").is_some_and(|text| text.parse::<Day>().is_err()) {
        problems.add("date_of_birth", "Enter the date of birth as a day that exists, as in 1994-03-31");
    }
    if FIELDS.iter().all(|field| typed.word(field).is_none()) {
        problems.add("name", "Type a name, a date of birth or an NHS number");
    }
    if !problems.is_empty() {
        return Ok(page(&who, &token, &typed, &problems, None).into_response());
    }
    let mut found = of_results(&site, actor, &typed).await?;
    if actor.org_kind == OrgKind::Hospital {
        found.extend(of_recalls(&site, actor, &typed).await?);
    }
    Ok(page(&who, &token, &typed, &problems, Some(&found)).into_response())
}

async fn of_results(site: &Site, actor: &Actor, typed: &Typed) -> Result<Vec<Found>, Stop> {
    let ids = {
        let reading = result_pages::own(site, actor)?;
        fitting(&reading, &look_up::RESULTS, &actor.org.into(), typed)?.unwrap_or_default()
    };
    let Some(viewing) = access::look::<Results>(site, actor, ids.clone()).await? else {
        return Ok(Vec::new());
    };
    let reading = result_pages::own(site, actor)?;
    let mut found = Vec::new();
    for id in ids {
        let line = results::result(&reading, &id.to_string()).map_err(fault("reading a result"))?;
        let Some(line) = line else { continue };
        let person = person::opened(&reading, Some(&viewing), id, line.person_sealed.as_ref())?;
        let name = person.map_or_else(|| format!("Result {}", person::short(id)), |person| person.name);
        let what = format!("Result: {}", line.test.in_words());
        found.push((name, format!("/results/{id}"), what, line.state.in_words().to_owned()));
    }
    Ok(found)
}

async fn of_recalls(site: &Site, actor: &Actor, typed: &Typed) -> Result<Vec<Found>, Stop> {
    let ids = {
        let reading = access::own(site, actor)?;
        fitting(&reading, &look_up::RECALLS, &actor.org.into(), typed)?.unwrap_or_default()
    };
    let Some(viewing) = access::look::<Recalls>(site, actor, ids.clone()).await? else {
        return Ok(Vec::new());
    };
    let reading = access::own(site, actor)?;
    let mut found = Vec::new();
    for id in ids {
        let line = read::recall(&reading, &id.to_string()).map_err(fault("reading a recall"))?;
        let Some(line) = line else { continue };
        let person = person::opened(&reading, Some(&viewing), id, line.person_sealed.as_ref())?;
        let name = person.map_or_else(|| format!("Recall {}", list::short(&line)), |person| person.name);
        let what = format!("Recall: {}", line.test.in_words());
        let state = match line.state.as_str() {
            "open" => format!("Due {}", line.due.in_words()),
            ended => {
                recalls_rules::End::named(ended).map_or("Ended", recalls_rules::End::in_words).to_owned()
            }
        };
        found.push((name, format!("/recalls/{id}"), what, state));
    }
    Ok(found)
}
