//! `/groups/{id}/meetings/{day}/minutes.pdf`: the minutes on paper, with how they stand at the foot of each page.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use pdf::{Column, Document, Level, Part, Table};
use policy::Permit;
use web::{SignedIn, Stop, written};

use super::access::{Opened, meeting, open};
use super::meeting_parts::Met;
use super::names::Names;
use super::{Site, minutes};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route("/groups/{id}/meetings/{day}/minutes.pdf", get(show))
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    Path((id, day)): Path<(String, String)>,
) -> Result<Response, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::SeeGroup)?;
    let met = Met::read(&opened, meeting(&opened, &day)?)?;
    let document = document(&opened, &met, site.place.said())?;
    let name = format!("minutes-{}.pdf", met.at.original);
    written(&name, pdf::KIND, move || pdf::write(&document)).await
}

fn document(opened: &Opened, met: &Met, label: &str) -> Result<Document, Stop> {
    let names = met.names(opened)?;
    let (at, today) = (&met.at, opened.today());
    let mut document = Document::new(format!("Minutes, {}", at.in_words()), today);
    document.owner = opened.group().name.clone();
    document.head = label.to_owned();
    document.foot =
        vec![format!("{} Printed as they stood on {}.", minutes::stands(at, today), today.in_words())];
    let parts = &mut document.parts;
    parts.push(section("Who came"));
    parts.push(Part::Words(if met.is_taken() {
        let quorate = met.quorate(opened);
        format!("{} {} people of {} seats.", quorate.in_words(), quorate.heads, met.seats.len())
    } else {
        "Who came has not been recorded.".to_owned()
    }));
    for (words, all) in minutes::who(met, &names) {
        parts.push(Part::Labelled(words.to_owned(), format!("{}.", all.join("; "))));
    }
    outcomes(met, &names, parts);
    if let Some(kept) = at.row.words.as_ref().filter(|kept| !kept.is_empty()) {
        parts.push(section("What was said"));
        parts.push(Part::Words(kept.clone()));
    }
    Ok(document)
}

fn section(title: &str) -> Part {
    Part::Heading(Level::Section, title.to_owned())
}

fn outcomes(met: &Met, names: &Names, parts: &mut Vec<Part>) {
    if !met.interests.is_empty() {
        parts.push(section("Interests"));
        let told = met.interests.iter().map(|(_, seat, what)| format!("{}: {what}", names.at_table(*seat)));
        parts.push(Part::List(told.collect()));
    }
    let closed = met.its_items().filter_map(|told| Some((&told.item.title, &told.closed.as_ref()?.1)));
    let closed: Vec<String> = closed.map(|(title, outcome)| format!("{title}: {outcome}")).collect();
    if !closed.is_empty() {
        parts.push(section("Items closed"));
        parts.push(Part::List(closed));
    }
    parts.push(section("Decisions"));
    let mut none = true;
    for row in met.its_decisions() {
        none = false;
        let stands = if row.replaced_by.is_some() { "replaced since" } else { row.standing().words() };
        let words = format!("{}\n{stands}. {}", row.decision.title, row.decision.words);
        parts.push(Part::Labelled(format!("D{}", row.nth), words.trim_end().to_owned()));
    }
    if none {
        parts.push(Part::Words("None.".to_owned()));
    }
    parts.push(section("Actions"));
    let rows: Vec<Vec<String>> = met
        .its_actions()
        .map(|row| {
            vec![
                format!("A{}", row.nth),
                row.action.words.clone(),
                names.seat(row.action.owner),
                row.action.due.in_words(),
                row.state.words().to_owned(),
            ]
        })
        .collect();
    if rows.is_empty() {
        parts.push(Part::Words("None.".to_owned()));
        return;
    }
    let columns = ["No.", "What", "Owner", "By when", "Stands"].map(Column::words).to_vec();
    parts.push(Part::Table(Table { caption: String::new(), columns, rows, row_heads: true }));
}
