//! The list of every day: by owner, what is due first, nobody left out because a seat stands empty. Prints, and goes out as
//! a file without names.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use kernel::{Day, SeatId};
use maud::{Markup, Render, html};
use policy::Role;
use web::components::{Button, Colour, Column, Select, SelectItem, Table, TableCell, Tag};
use web::{ListQuery, Page, SignedIn, Stop, csv_file};

use super::Site;
use super::access::{self, Names, fault};
use super::person;
use crate::acts::Recalls;
use crate::read::{self, Acts, Line, Which};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/recalls", get(show)).route("/recalls.csv", get(csv))
}

const SHOWN: [(&str, &str); 4] =
    [("open", "To be done"), ("late", "Late"), ("ended", "Ended"), ("all", "All")];

fn which(query: &ListQuery, who: &SignedIn, today: Day) -> Which {
    let show =
        query.filter("show").filter(|show| SHOWN.iter().any(|(name, _)| name == show)).unwrap_or("open");
    Which {
        org: Some(who.actor().org),
        specialty: query.filter("specialty").map(str::to_owned),
        show: show.to_owned(),
        today,
    }
}

/// When it is due, in words, with a colour that only repeats it.
pub(super) fn due(line: &Line, today: Day) -> Markup {
    let (words, colour) = if line.state != "open" {
        (
            recalls_rules::End::named(&line.state).map_or("Ended", recalls_rules::End::in_words).to_owned(),
            Colour::Green,
        )
    } else if line.due < today {
        (format!("Late since {}", line.due.in_words()), Colour::Red)
    } else if line.due == today {
        ("Due today".to_owned(), Colour::Orange)
    } else {
        (format!("Due {}", line.due.in_words()), Colour::Grey)
    };
    html! { (Tag::new(words, colour).render()) }
}

async fn show(who: SignedIn, query: ListQuery, State(site): State<Site>) -> Result<Page, Stop> {
    let actor = who.actor();
    let today = site.journal.now().day();
    let which = which(&query, &who, today);
    let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let (lines, in_all, late) = {
        let reading = access::own(&site, actor)?;
        let lines = read::list(&reading, &which, whole(query.rows), whole(query.offset()))
            .map_err(fault("reading recalls"))?;
        let in_all = read::count(&reading, &which).map_err(fault("counting recalls"))?;
        let late = Which { show: "late".to_owned(), ..which.clone() };
        (lines, in_all, read::count(&reading, &late).map_err(fault("counting late recalls"))?)
    };
    let viewing = access::look::<Recalls>(&site, actor, lines.iter().map(|line| line.id).collect()).await?;
    let reading = access::own(&site, actor)?;
    let mut names = Names::new(&reading)?;
    let mut acts = Acts::new(&reading, today).map_err(fault("reading who owns recalls"))?;
    let mut by_owner: Vec<(Option<SeatId>, Vec<Vec<TableCell>>)> = Vec::new();
    for line in &lines {
        let acting = acts.of(line).map_err(fault("finding who acts for a recall"))?;
        let person = person::opened(&reading, viewing.as_ref(), line.id, line.person_sealed.as_ref())?;
        let name =
            person.as_ref().map_or_else(|| format!("Recall {}", short(line)), |person| person.name.clone());
        let reach = person.map_or_else(String::new, |person| person.telephone);
        let row = vec![
            TableCell::from(due(line, today)),
            TableCell::link(name, format!("/recalls/{}", line.id)),
            TableCell::from(access::telephone(&reach)),
            TableCell::from(format!("{}. {}", names.specialty(&line.specialty), line.test.in_words())),
            TableCell::from(told(line, acting.why())),
        ];
        match by_owner.iter_mut().find(|(seat, _)| *seat == acting.seat()) {
            Some((_, rows)) => rows.push(row),
            None => by_owner.push((acting.seat(), vec![row])),
        }
    }
    let mut tables = Vec::new();
    for (seat, rows) in by_owner {
        let owner = match seat {
            Some(seat) => {
                let (title, number) = names.seat(seat)?;
                format!("{title}, {number}")
            }
            None => "Nobody holds a seat for these: ring the office".to_owned(),
        };
        let head = ["By when", "Who", "Ring", "What", "Told"].map(Column::words).to_vec();
        tables.push(Table::new(owner.as_str(), head, rows).responsive(true));
    }
    let mut specialties = vec![SelectItem::new("", "Any specialty")];
    specialties.extend(names.specialties().map(|of| SelectItem::new(of.code.clone(), of.name.clone())));
    let plans = matches!(actor.role, Role::Clinician | Role::Fitter | Role::Booking);
    Ok(Page::new("Recalls")
        .now(match late {
            0 => "No recall is late.".to_owned(),
            1 => "One recall is late: do it, or say why not and by when.".to_owned(),
            late => format!("{late} recalls are late: begin with the first."),
        })
        .audience(format!("{}. Names only for those who arrange or see the person; this look is on record.", who.org_name))
        .part("/recalls")
        .prints()
        .wide()
        .body(html! {
            @if plans { div class="nhsuk-button-group" { (Button::link("Plan a recall", "/recalls/new")) } }
            p { @if plans { a href="/results/find" { "Find a person’s recalls" } " · " } a href="/recalls/owners" { "Who owns which recalls" } " · " a href="/recalls/rules" { "Rules in force" } }
            (filters(&query, specialties))
            @if tables.is_empty() { p { "There is nothing of the kind. " a href="/recalls?show=all" { "Show all" } } }
            @for table in &tables { (table) }
            @if let Some(pages) = query.pagination(usize::try_from(in_all).unwrap_or(0)) { (pages) }
            p { a href={ "/recalls.csv?show=" (which.show) } { "These as a file for a spreadsheet, without names" } }
        }))
}

/// What a recall is called where no name may be shown.
pub(super) fn short(line: &Line) -> String {
    line.reference.clone().unwrap_or_else(|| person::short(line.id))
}

fn told(line: &Line, why: Option<&str>) -> String {
    let mut words = if line.told { "Told".to_owned() } else { "Not told yet".to_owned() };
    if line.not_done > 0 {
        words.push_str(&format!("; not done {} times", line.not_done));
    }
    if line.raised_for == Some(line.due) && line.state == "open" {
        words.push_str("; raised to the lead");
    }
    if let Some(why) = why {
        words.push_str(&format!("; here because {why}"));
    }
    words
}

fn filters(query: &ListQuery, specialties: Vec<SelectItem>) -> Markup {
    let shown = SHOWN.iter().map(|(name, words)| SelectItem::new(*name, *words)).collect();
    html! {
        details class="nhsuk-details rt-filters" {
            summary class="nhsuk-details__summary" { span class="nhsuk-details__summary-text" { "Filter" } }
            div class="nhsuk-details__text" {
                form method="get" action="/recalls" {
                    (Select::new("show", "Which", shown).value(query.filter("show").unwrap_or("open")))
                    (Select::new("specialty", "Specialty", specialties).value(query.filter("specialty").unwrap_or_default()))
                    (Button::secondary("Filter"))
                }
            }
        }
    }
}

async fn csv(who: SignedIn, query: ListQuery, State(site): State<Site>) -> Result<Response, Stop> {
    let today = site.journal.now().day();
    let reading = access::own(&site, who.actor())?;
    let lines =
        read::list(&reading, &which(&query, &who, today), 10_000, 0).map_err(fault("reading recalls"))?;
    let mut names = Names::new(&reading)?;
    let mut acts = Acts::new(&reading, today).map_err(fault("reading who owns recalls"))?;
    let mut rows = Vec::new();
    for line in &lines {
        let acting = acts.of(line).map_err(fault("finding who acts for a recall"))?;
        let (owner, number) = acting.seat().map(|seat| names.seat(seat)).transpose()?.unwrap_or_default();
        let late = if line.state == "open" && line.due < today {
            today.epoch_days() - line.due.epoch_days()
        } else {
            0
        };
        rows.push(vec![
            short(line),
            names.specialty(&line.specialty),
            line.test.in_words().to_owned(),
            line.due.to_string(),
            late.to_string(),
            owner,
            number,
            if line.told { "yes" } else { "no" }.to_owned(),
            line.state.clone(),
        ]);
    }
    let head = [
        "recall",
        "specialty",
        "test",
        "due",
        "days_late",
        "owner",
        "owner_telephone",
        "person_told",
        "state",
    ];
    csv_file(&format!("recalls-{today}.csv"), &head, rows)
}
