//! Find an ask of one's own organisation: by its reference, or by name, date of birth or NHS number. What is typed is
//! hashed with the organisation's own key; nothing is found across organisations.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::found_by::plain;
use journal::{Query, Value};
use kernel::{AskId, Day};
use maud::html;
use policy::{Permit, RefusedWhy};
use web::components::{Button, Column, DateInput, Input, Table, TableCell, date_input::DateValues};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed};

use super::access::{self, Sees};
use super::list::{self, Line, lines};
use super::words;
use crate::Site;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/find", get(show).post(find))
}

const BY_REFERENCE: Query = Query {
    name: "referrals.by-reference",
    sql: lines!("a.reference = ?2 and ?1 in (a.sender, a.host, a.sender_now, a.host_now)"; "a.sent_on desc, a.id limit 20"),
};

const BY_HASH: Query = Query {
    name: "referrals.by-look-up",
    sql: lines!(
        "?1 in (a.sender, a.host, a.sender_now, a.host_now) and exists (select 1 from referral_lookup l
         where l.ask = a.id and l.org = ?1 and l.field = ?2 and l.hash = ?3)";
        "a.sent_on desc, a.id limit 50"
    ),
};

async fn show(who: SignedIn, token: FormToken) -> Page {
    page(&who, &token, &Typed::default(), &Problems::default(), None)
}

fn page(
    who: &SignedIn,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
    found: Option<&[Line]>,
) -> Page {
    let names = access::sees(who.actor().role) != Sees::Envelope;
    let born = DateValues::default()
        .day(typed.text("date_of_birth[day]"))
        .month(typed.text("date_of_birth[month]"))
        .year(typed.text("date_of_birth[year]"));
    let head = ["Who", "What", "State", "Sent"].map(Column::words).to_vec();
    let rows = |lines: &[Line]| {
        lines
            .iter()
            .map(|line| {
                vec![
                    TableCell::link(list::who(line), format!("/asks/{}", line.id)),
                    words::method(&line.method).into(),
                    words::state(&line.state, line.is_read).into(),
                    line.sent_on.in_words().into(),
                ]
            })
            .collect::<Vec<_>>()
    };
    Page::new("Find an ask")
        .now("Type the reference, or what you know of her.")
        .audience(format!("You. Only asks of {} are found; a name that is shown is on record as a look.", who.org_name))
        .part("/find")
        .errors(problems.summary())
        .body(html! {
            // Posted, so that no name stands in an address.
            form method="post" action="/find" novalidate autocomplete="off" {
                (token)
                (Input::new("reference", "Reference").hint("For example, 7K2P-9XQ4").width("10").value(typed.text("reference")).error_message(problems.of("reference")))
                @if names {
                    (Input::new("name", "Name, in full").value(typed.text("name")))
                    (DateInput::new("date_of_birth", "Date of birth").values(born).error_message(problems.of("date_of_birth")))
                    (Input::new("nhs_number", "NHS number").width("20").value(typed.text("nhs_number")))
                }
                (Button::new("Find"))
            }
            @if let Some(lines) = found {
                @if lines.is_empty() { p { "None found among the asks of your organisation. Check the spelling: names are found only as they were written." } }
                @else { (Table::new("Found", head.clone(), rows(lines))) }
            }
        })
}

async fn find(
    who: SignedIn,
    token: FormToken,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    let mut problems = Problems::default();
    let reading = access::own(&site, who.actor(), Permit::SeeEnvelope)?;
    let org: Value = who.actor().org.into();
    let mut found: Option<Vec<Line>> = None;
    if let Some(reference) = typed.word("reference") {
        let reference = reference.to_uppercase().replace(' ', "-");
        found = Some(list::lines_of(&reading, &BY_REFERENCE, &[org.clone(), reference.into()])?);
    }
    if access::sees(who.actor().role) != Sees::Envelope {
        let born = typed.date("date_of_birth").filter(|text| text.parse::<Day>().is_ok());
        if typed.date("date_of_birth").is_some() && born.is_none() {
            problems
                .add("date_of_birth", "Enter the date of birth as a day that exists, in figures: 31 3 1994");
        }
        let typed_for = [
            ("name", typed.word("name").map(str::to_owned)),
            ("date_of_birth", born),
            ("nhs_number", typed.word("nhs_number").map(str::to_owned)),
        ];
        // Whom something is about is told by what is found, so it is asked for as a name is.
        let asks_for_a_person = typed_for.iter().any(|(_, text)| text.is_some());
        if asks_for_a_person && !who.actor().second_factor {
            return Err(Stop::refused(RefusedWhy::SecondFactorNeeded, || site.office.to_string(), |_| None));
        }
        for (field, text) in typed_for {
            let Some(text) = text else { continue };
            let hash = reading.lookup_hash(field, &plain(&text));
            let these = list::lines_of(&reading, &BY_HASH, &[org.clone(), field.into(), Value::Blob(hash)])?;
            let ids: Vec<AskId> = these.iter().map(|line| line.id).collect();
            // Each thing that is typed narrows what is found.
            found = Some(match found {
                None => these,
                Some(before) => before.into_iter().filter(|line| ids.contains(&line.id)).collect(),
            });
        }
    }
    drop(reading);
    if found.is_none() && problems.is_empty() {
        problems.add("reference", "Type the reference, or a name, or a date of birth");
    }
    let found = match found {
        Some(lines) => Some(list::with_names(&site, who.actor(), lines).await?),
        None => None,
    };
    Ok(page(&who, &token, &typed, &problems, found.as_deref()).into_response())
}
