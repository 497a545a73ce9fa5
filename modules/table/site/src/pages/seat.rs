//! `/groups/{id}/seats/{seat}`: one seat at the table: for whom, who sits there, who stands in, from when to when.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use directory_site::read as directory;
use kernel::{OrgId, TableSeatId};
use maud::html;
use policy::Permit;
use table_rules::Party;
use table_rules::facts::v1::Seat;
use web::components::{Button, Select, SelectItem};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::access::{Opened, fault, open, outcome};
use super::form::{choose, day, line};
use super::names::Names;
use super::{Site, groups};
use crate::acts::{At, KeepSeat};
use crate::read;

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route("/groups/{id}/seats/{seat}", get(show).post(sent))
}

const NEW: &str = "new";

fn found(opened: &Opened, seat: &str) -> Result<Option<Seat>, Stop> {
    if seat == NEW {
        return Ok(None);
    }
    let id = seat.parse::<TableSeatId>().map_err(|_| Stop::NotFound)?;
    let all = read::seats(&opened.reading, opened.group().id).map_err(fault("reading seats"))?;
    all.into_iter().find(|one| one.id == id).map(Some).ok_or(Stop::NotFound)
}

fn typed_of(seat: Option<&Seat>, opened: &Opened) -> Typed {
    let Some(seat) = seat else {
        return Typed::of([("from", opened.today().to_string()), ("votes", "yes".to_owned())]);
    };
    let text = |id: Option<String>| id.unwrap_or_default();
    Typed::of([
        ("party", seat.party.as_str().to_owned()),
        ("title", seat.title.clone()),
        ("org", text(seat.org.map(|org| org.to_string()))),
        ("holder", text(seat.holder.map(|one| one.to_string()))),
        ("deputy", text(seat.deputy.map(|one| one.to_string()))),
        ("from", seat.from.to_string()),
        ("until", text(seat.until.map(|day| day.to_string()))),
        ("votes", if seat.votes { "yes" } else { "no" }.to_owned()),
        ("decides", seat.decides.clone()),
    ])
}

fn page(
    opened: &Opened,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
    seat: &str,
) -> Result<Page, Stop> {
    let org = typed.word("org").and_then(|code| code.parse::<OrgId>().ok());
    let names = Names::of(&opened.reading, org, opened.today())?;
    let orgs = directory::organisations(&opened.reading).map_err(fault("reading organisations"))?;
    let mut orgs: Vec<SelectItem> =
        orgs.into_iter().map(|one| SelectItem::new(one.code.to_string(), one.name)).collect();
    orgs.insert(0, SelectItem::new("", "No organisation yet"));
    let mut seats = vec![SelectItem::new("", "Nobody named")];
    seats.extend(
        org.iter()
            .flat_map(|org| names.seats_of(*org))
            .map(|one| SelectItem::new(one.id.to_string(), one.title.as_str())),
    );
    let href = format!("{}/seats/{seat}", opened.href());
    Ok(Page::new(if seat == NEW { "Add a seat" } else { "Change a seat" })
        .caption(opened.group().name.as_str())
        .now("Choose the organisation first; its own seats then stand below.")
        .audience("whoever chairs or writes for the group, and the partnership’s office")
        .part(groups::HERE)
        .back(format!("{}#seats", opened.href()))
        .errors(problems.summary())
        .body(html! {
            form method="post" action=(href) id="form" novalidate {
                (token)
                (choose(typed, problems, "party", "For what kind of party", Party::ALL.iter().map(|one| (one.as_str(), one.words()))))
                (line(typed, problems, "title", "What the seat is called").hint("As in “Practice nursing, Mid”"))
                (Select::new("org", "Organisation", orgs).value(typed.text("org")).error_message(problems.of("org")))
                @if org.is_some() {
                    (Select::new("holder", "Who sits there", seats.clone()).value(typed.text("holder")).error_message(problems.of("holder")).hint("A seat of that organisation: whoever holds it sits here"))
                    (Select::new("deputy", "Who stands in", seats).value(typed.text("deputy")))
                }
                (day(typed, problems, "from", "First day"))
                (day(typed, problems, "until", "Last day").hint("Leave empty where there is none"))
                (choose(typed, problems, "votes", "Takes part", [("yes", "Counts for the quorum and takes positions"), ("no", "Observes")]))
                (line(typed, problems, "decides", "What it can decide alone").hint("As in “up to £10,000 of the council’s budget for training”"))
                div class="nhsuk-button-group" {
                    (Button::new(if org.is_some() || seat != NEW { "Save" } else { "Go on" }))
                }
            }
        }))
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path((id, seat)): Path<(String, String)>,
) -> Result<Page, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::KeepGroup)?;
    let kept = found(&opened, &seat)?;
    page(&opened, &token, &typed_of(kept.as_ref(), &opened), &Problems::default(), &seat)
}

async fn sent(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path((id, seat)): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::KeepGroup)?;
    let kept = found(&opened, &seat)?;
    let org = typed.word("org").and_then(|code| code.parse::<OrgId>().ok());
    let changed_org = org.is_some() && kept.as_ref().and_then(|one| one.org) != org;
    // An organisation was just chosen: its seats are shown before anything is kept.
    if changed_org
        && typed.word("holder").is_none()
        && !typed.pairs().iter().any(|(field, _)| field == "holder")
    {
        return Ok(page(&opened, &token, &typed, &Problems::default(), &seat)?.into_response());
    }
    let mut problems = Problems::default();
    let party = problems.parse::<Party>(&typed, "party", "Choose for what kind of party it is");
    let from = problems.parse(&typed, "from", "Enter the first day");
    let until = match typed.word("until") {
        None => None,
        Some(_) => problems.parse(&typed, "until", "Enter the last day"),
    };
    let (Some(party), Some(from), true) = (party, from, problems.is_empty()) else {
        return Ok(page(&opened, &token, &typed, &problems, &seat)?.into_response());
    };
    let act = KeepSeat {
        seat: Seat {
            id: kept.map_or_else(|| TableSeatId::from_bits(rand::random()), |one| one.id),
            group: opened.group().id,
            party,
            org,
            title: typed.word("title").unwrap_or_else(|| party.words()).to_owned(),
            // Where another organisation was chosen, names of the one before are left behind.
            holder: typed.word("holder").and_then(|id| id.parse().ok()),
            deputy: typed.word("deputy").and_then(|id| id.parse().ok()),
            from,
            until,
            votes: typed.text("votes") != "no",
            decides: typed.text("decides").to_owned(),
        },
    };
    match outcome(site.journal.submit(who.actor(), At(act)).await, "keeping a seat")? {
        Ok(()) => Ok(see_other(opened.href()).saying("The seat is saved.").into_response()),
        Err(problems) => Ok(page(&opened, &token, &typed, &problems, &seat)?.into_response()),
    }
}
