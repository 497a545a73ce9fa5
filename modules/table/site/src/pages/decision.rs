//! `/groups/{id}/decisions` and `/groups/{id}/decisions/{decision}`: what was decided, on what ground, and how it stands. It
//! is never changed; a later decision may take its place.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use kernel::DecisionId;
use maud::{Markup, html};
use policy::Permit;
use table_rules::decision::{self, Position};
use web::components::{Button, Column, Row, Select, SelectItem, SummaryList, Table as Grid, TableCell};
use web::{FormToken, ListQuery, Page, SignedIn, Stop, Typed, see_other};

use super::access::{Opened, fault, open, outcome, refused_page};
use super::names::Names;
use super::{Site, group_parts as parts, groups};
use crate::acts::{At, Confirm, Ratify};
use crate::read::{self, DecisionRow, england};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/groups/{id}/decisions", get(list))
        .route("/groups/{id}/decisions/{decision}", get(show))
        .route("/groups/{id}/decisions/{decision}/confirm", post(confirm))
        .route("/groups/{id}/decisions/{decision}/ratify", post(ratify))
}

async fn list(
    State(site): State<Site>,
    who: SignedIn,
    Path(id): Path<String>,
    query: ListQuery,
) -> Result<Page, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::SeeGroup)?;
    let all = read::decisions(&opened.reading, opened.group().id).map_err(fault("reading decisions"))?;
    let waits = all.iter().filter(|row| row.is_proposed()).count();
    let shown: Vec<&DecisionRow> = all.iter().skip(query.offset()).take(query.rows).collect();
    Ok(Page::new("Decisions")
        .caption(opened.group().name.as_str())
        .now(match waits {
            0 => "Nothing waits for a quorum.".to_owned(),
            1 => "One decision waits for a quorum.".to_owned(),
            several => format!("{several} decisions wait for a quorum."),
        })
        .audience("everybody with a seat at this table")
        .part(groups::HERE)
        .back(opened.href())
        .prints()
        .wide()
        .body(html! {
            @if shown.is_empty() { p { "Nothing has been decided yet. Decisions are recorded at meetings." } }
            @else { (parts::decisions(&opened, &shown)) }
            @if let Some(pages) = query.pagination(all.len()) { (pages) }
        }))
}

fn found(opened: &Opened, id: &str) -> Result<DecisionRow, Stop> {
    let id = id.parse::<DecisionId>().map_err(|_| Stop::NotFound)?;
    let row = read::decision(&opened.reading, id).map_err(fault("reading a decision"))?;
    row.filter(|row| row.decision.group == opened.group().id).ok_or(Stop::NotFound)
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path((id, decision)): Path<(String, String)>,
) -> Result<Page, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::SeeGroup)?;
    let row = found(&opened, &decision)?;
    let actions =
        read::actions_of_group(&opened.reading, opened.group().id).map_err(fault("reading actions"))?;
    let actions: Vec<_> = actions.iter().filter(|one| one.action.decision == Some(row.decision.id)).collect();
    let names = Names::read(&opened.reading, &opened.table, actions.iter().map(|one| one.action.owner))?;
    Ok(Page::new(row.decision.title.as_str())
        .caption(format!("Decision D{}, {}", row.nth, opened.group().name))
        .now(first_line(&row))
        .audience("everybody with a seat at this table. It is never changed: a later decision may take its place")
        .part(groups::HERE)
        .back(opened.href())
        .prints()
        .wide()
        .body(html! {
            (summary(&opened, &row, &names))
            (options(&row))
            (positions(&row, &names))
            @for figures in &row.decision.figures {
                (Grid::new(figures.title.as_str(), figures.head.iter().map(|one| Column::words(one.as_str())).collect(),
                    figures.rows.iter().map(|cells| cells.iter().map(|cell| TableCell::from(cell.as_str())).collect()).collect()))
            }
            (waiting(&opened, &row, &names, &token, &who)?)
            h2 class="nhsuk-heading-m" { "Actions that follow" }
            @if actions.is_empty() { p { "None." } }
            @else { (parts::actions("Who does what by when", &actions, &names, opened.today())) }
        }))
}

fn first_line(row: &DecisionRow) -> String {
    match (&row.replaced_by, row.is_proposed()) {
        (Some(_), _) => "A later decision has taken its place.".to_owned(),
        (None, true) => {
            "Proposed: not enough organisations were there. The absent confirm it, or a later meeting does."
                .to_owned()
        }
        (None, false) => "Nothing.".to_owned(),
    }
}

fn summary(opened: &Opened, row: &DecisionRow, names: &Names) -> SummaryList {
    let of = &row.decision;
    let meeting = format!("{}/meetings/{}", opened.href(), of.original);
    let day = |day: Option<kernel::Day>| day.map_or_else(|| "Not recorded".to_owned(), |day| day.in_words());
    let interests: Vec<String> =
        of.interests.iter().map(|(seat, what)| format!("{}: {what}", names.at_table(*seat))).collect();
    let mut rows = vec![
        Row::new("Stands", html! { (parts::decision_tag(row)) }),
        Row::new("Taken", html! { (row.taken_on.in_words()) ", " a href=(meeting) { "at this meeting" } }),
        Row::new("Quorum then", of.quorum.as_str()),
    ];
    if let Some((on, at, quorum)) = &row.ratified {
        let how = at.map_or_else(
            || "confirmed by the absent".to_owned(),
            |at| format!("ratified at the meeting of {}", at.in_words()),
        );
        rows.push(Row::new("Agreed", format!("{}, {how}. {quorum}", on.in_words())));
    }
    if !of.words.is_empty() {
        rows.push(Row::new("In full", html! { span class="rt-typed" { (of.words) } }));
    }
    rows.push(Row::new("In force from", day(of.from)));
    rows.push(Row::new("Look at it again", day(of.review)));
    rows.push(Row::new(
        "Interests",
        if interests.is_empty() { "None declared".to_owned() } else { interests.join("; ") },
    ));
    if let Some(id) = row.replaced_by {
        rows.push(Row::new(
            "Replaced by",
            html! { a href={ (opened.href()) "/decisions/" (id) } { "A later decision" } },
        ));
    }
    if let Some(id) = of.instead_of {
        rows.push(Row::new(
            "Takes the place of",
            html! { a href={ (opened.href()) "/decisions/" (id) } { "An earlier decision" } },
        ));
    }
    if let Some(hash) = &of.pack {
        rows.push(Row::new("Pack on the table", html! { a href={ (meeting) "/pack" } { "As it was frozen" } ", " code { (hash.get(..16).unwrap_or(hash)) } }));
    }
    SummaryList::new(rows)
}

fn options(row: &DecisionRow) -> Markup {
    let head = ["Option", "Taken", "Why not"].map(Column::words).to_vec();
    let rows: Vec<Vec<TableCell>> = row
        .decision
        .options
        .iter()
        .map(|one| {
            let taken = if one.taken { "Taken" } else { "Not taken" };
            vec![one.words.as_str().into(), taken.into(), one.why_not.as_str().into()]
        })
        .collect();
    html! { @if !rows.is_empty() { (Grid::new("What was considered", head, rows)) } }
}

fn positions(row: &DecisionRow, names: &Names) -> Markup {
    let head = ["Organisation", "Position"].map(Column::words).to_vec();
    let rows: Vec<Vec<TableCell>> = row
        .decision
        .positions
        .iter()
        .map(|(org, position)| vec![names.org(*org).into(), position.words().into()])
        .collect();
    html! {
        @if rows.is_empty() { p { "By consensus of those who were there." } }
        @else { (Grid::new("Positions of organisations", head, rows)) }
    }
}

/// What is still to be done about a proposed decision.
fn waiting(
    opened: &Opened,
    row: &DecisionRow,
    names: &Names,
    token: &FormToken,
    who: &SignedIn,
) -> Result<Markup, Stop> {
    if !row.is_proposed() {
        return Ok(html! {});
    }
    let confirmed =
        read::confirmations(&opened.reading, row.decision.id).map_err(fault("reading confirmations"))?;
    let may_confirm = decision::absent_may_confirm(england(), row.taken_on, opened.today());
    let by = table_rules::working::confirm_by(england(), row.taken_on);
    let href = format!("{}/decisions/{}", opened.href(), row.decision.id);
    let has_said = confirmed.get(&who.actor().org);
    let meetings = read::meetings(&opened.reading, opened.group(), row.decision.original + 1, opened.today())
        .map_err(fault("reading meetings"))?;
    let meetings: Vec<SelectItem> = meetings
        .into_iter()
        .filter(|at| !at.cancelled && at.on <= opened.today())
        .map(|at| SelectItem::new(at.original.to_string(), at.in_words()))
        .collect();
    Ok(html! {
        h2 class="nhsuk-heading-m" { "What is still to be done" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for (org, (position, on)) in &confirmed { li { (names.org(*org)) ": " (position.words()) ", " (on.in_words()) } }
        }
        @if may_confirm && opened.may(Permit::SpeakAtTable) {
            @if let Some((position, _)) = has_said { p { "Your organisation has said: " (position.words()) "." } }
            form method="post" action={ (href) "/confirm" } {
                (token)
                p { "The absent confirm until " (by.in_words()) "." }
                div class="nhsuk-button-group" {
                    button class="nhsuk-button" type="submit" name="position" value="for" { "Confirm for " (who.org_name) }
                    button class="nhsuk-button nhsuk-button--secondary" type="submit" name="position" value="against" { "Do not confirm" }
                }
            }
        } @else { p { "The absent could confirm until " (by.in_words()) "; the next quorate meeting ratifies it." } }
        @if opened.may(Permit::CloseItem) && !meetings.is_empty() {
            form method="post" action={ (href) "/ratify" } {
                (token)
                (Select::new("at", "Ratified at", meetings))
                (Button::secondary("Ratify"))
            }
        }
    })
}

async fn confirm(
    State(site): State<Site>,
    who: SignedIn,
    Path((id, decision)): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::SpeakAtTable)?;
    let decision = found(&opened, &decision)?.decision.id;
    let position = typed.text("position").parse().unwrap_or(Position::Against);
    let back = format!("{}/decisions/{decision}", opened.href());
    let act = Confirm { group: opened.group().id, decision, position };
    match outcome(site.journal.submit(who.actor(), At(act)).await, "confirming a decision")? {
        Ok(true) => Ok(see_other(back).saying("Confirmed; with that it is agreed.").into_response()),
        Ok(false) => Ok(see_other(back).saying("Your organisation’s answer is recorded.").into_response()),
        Err(problems) => Ok(refused_page("It was not confirmed", &problems, &back).into_response()),
    }
}

async fn ratify(
    State(site): State<Site>,
    who: SignedIn,
    Path((id, decision)): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::CloseItem)?;
    let decision = found(&opened, &decision)?.decision.id;
    let back = format!("{}/decisions/{decision}", opened.href());
    let at = typed.word("at").and_then(|day| day.parse().ok()).ok_or(Stop::NotFound)?;
    let act = Ratify { group: opened.group().id, decision, at };
    match outcome(site.journal.submit(who.actor(), At(act)).await, "ratifying a decision")? {
        Ok(()) => Ok(see_other(back).saying("Ratified.").into_response()),
        Err(problems) => Ok(refused_page("It was not ratified", &problems, &back).into_response()),
    }
}
