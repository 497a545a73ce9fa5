//! Results between organisations: whose each one is now, what waits to be accepted, what came back.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use journal::Reading;
use kernel::{Day, OrgId};
use maud::{Markup, Render, html};
use policy::{Actor, OrgKind, Role};
use recalls_rules::HandedState;
use web::components::{Button, Colour, Column, Select, SelectItem, Table, TableCell, Tag};
use web::{ListQuery, Page, SignedIn, Stop, csv_file};

use super::access::{self, Names, fault};
use super::{Site, person};
use crate::acts::Results;
use crate::results::{self, Line};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/results", get(show)).route("/results.csv", get(csv))
}

/// Whether somebody's organisation asks for tests, and their seat sees that there are results.
pub(super) fn uses_results(actor: &Actor) -> bool {
    let care = matches!(
        actor.org_kind,
        OrgKind::Practice | OrgKind::Hospital | OrgKind::SexualHealthClinic | OrgKind::Pharmacy
    );
    care && matches!(actor.role, Role::Clinician | Role::Fitter | Role::Booking | Role::Manager)
}

/// A reading of the results of the reader's own organisation; to anybody else there are none.
pub(super) fn own(site: &Site, actor: &Actor) -> Result<Reading, Stop> {
    if !uses_results(actor) {
        return Err(Stop::NotFound);
    }
    access::reading(site, actor, results::subject(actor, Some((actor.org, actor.org)), true, false))
}

/// Where a result stands for an organisation, with a colour that only repeats it.
pub(super) fn standing(line: &Line, own: OrgId, today: Day) -> Markup {
    let (words, colour) = match line.state {
        HandedState::Waiting if line.handed.to == own => ("Accept or decline it", Colour::Orange),
        HandedState::Waiting if line.is_late(today) => ("Not accepted in time: still yours", Colour::Red),
        HandedState::Waiting => ("Waits for them: still yours", Colour::Yellow),
        HandedState::Accepted if line.handed.to == own => ("Yours: act on it", Colour::Orange),
        HandedState::Accepted => ("Theirs now", Colour::Grey),
        HandedState::Declined if line.handed.from == own => ("Came back: yours", Colour::Red),
        HandedState::Declined => ("Declined: theirs", Colour::Grey),
        HandedState::TakenBack if line.handed.from == own => ("Taken back: yours", Colour::Orange),
        HandedState::TakenBack => ("Taken back: theirs", Colour::Grey),
        HandedState::ActedOn => ("Acted on", Colour::Green),
    };
    html! { (Tag::new(words, colour).render()) }
}

const SHOWN: [(&str, &str); 3] = [("open", "Not acted on yet"), ("ended", "Acted on"), ("all", "All")];

fn chosen(query: &ListQuery) -> &str {
    query.filter("show").filter(|show| SHOWN.iter().any(|(name, _)| name == show)).unwrap_or("open")
}

async fn show(who: SignedIn, query: ListQuery, State(site): State<Site>) -> Result<Page, Stop> {
    let actor = who.actor();
    let today = site.journal.now().day();
    let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let (lines, in_all, ours) = {
        let reading = own(&site, actor)?;
        let lines =
            results::list(&reading, actor.org, chosen(&query), whole(query.rows), whole(query.offset()))
                .map_err(fault("reading results"))?;
        let in_all =
            results::count(&reading, actor.org, chosen(&query)).map_err(fault("counting results"))?;
        (lines, in_all, results::to_act_on(&reading, actor.org).map_err(fault("counting results"))?)
    };
    let viewing = access::look::<Results>(&site, actor, lines.iter().map(|line| line.id).collect()).await?;
    let reading = own(&site, actor)?;
    let mut names = Names::new(&reading)?;
    let mut rows = Vec::new();
    for line in &lines {
        let person = person::opened(&reading, viewing.as_ref(), line.id, line.person_sealed.as_ref())?;
        let name = person.map_or_else(|| format!("Result {}", person::short(line.id)), |person| person.name);
        rows.push(vec![
            TableCell::from(standing(line, actor.org, today)),
            TableCell::link(name, format!("/results/{}", line.id)),
            TableCell::from(line.test.in_words()),
            TableCell::from(names.organisation(line.handed.from)?),
            TableCell::from(names.organisation(line.handed.to)?),
            TableCell::from(line.handed.on.in_words()),
        ]);
    }
    let empty = rows.is_empty();
    let head = ["Where it stands", "Who", "Test", "Asked for by", "Put to", "On"].map(Column::words).to_vec();
    let items = SHOWN.iter().map(|(name, words)| SelectItem::new(*name, *words)).collect();
    let hands_over = actor.role != Role::Manager;
    Ok(Page::new("Results between organisations")
        .now(match ours {
            0 => "No result waits for you.".to_owned(),
            1 => "One result is yours to answer or to act on.".to_owned(),
            ours => format!("{ours} results are yours to answer or to act on."),
        })
        .audience(format!(
            "{}. Names only for those who arrange or see the person; this look is on record.",
            who.org_name
        ))
        .part("/results")
        .prints()
        .wide()
        .body(html! {
            p { "A result stays with whoever asked for the test until the other accepts it." }
            @if hands_over { div class="nhsuk-button-group" { (Button::link("Hand a result over", "/results/new")) } }
            @if hands_over { p { a href="/results/find" { "Find a person’s results" } } }
            form method="get" action="/results" class="rt-filters" {
                (Select::new("show", "Which", items).value(chosen(&query)))
                (Button::secondary("Show"))
            }
            @if empty { p { "There is none of the kind. " a href="/results?show=all" { "Show all" } } }
            @else { (Table::new("Results", head, rows).responsive(true)) }
            @if let Some(pages) = query.pagination(usize::try_from(in_all).unwrap_or(0)) { (pages) }
            p { a href={ "/results.csv?show=" (chosen(&query)) } { "These as a file for a spreadsheet, without names" } }
        }))
}

async fn csv(who: SignedIn, query: ListQuery, State(site): State<Site>) -> Result<Response, Stop> {
    let today = site.journal.now().day();
    let reading = own(&site, who.actor())?;
    let lines = results::list(&reading, who.actor().org, chosen(&query), 10_000, 0)
        .map_err(fault("reading results"))?;
    let row = |line: &Line| {
        [
            person::short(line.id),
            line.test.in_words().to_owned(),
            line.handed.from.to_string(),
            line.handed.to.to_string(),
            line.handed.on.to_string(),
            line.state.name().to_owned(),
            line.since.to_string(),
            line.owner().to_string(),
            if line.is_late(today) { "yes" } else { "no" }.to_owned(),
        ]
    };
    let head = [
        "result",
        "test",
        "asked_for_by",
        "put_to",
        "on",
        "state",
        "since",
        "whose_now",
        "not_accepted_in_time",
    ];
    csv_file(&format!("results-{today}.csv"), &head, lines.iter().map(row))
}
