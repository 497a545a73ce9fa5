//! `/actions/{id}`: one action: the owner answers, the chair closes, the group above answers what it is asked.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use kernel::ActionId;
use maud::{Markup, html};
use policy::{Permit, Relations};
use table_rules::action::{ActionState, Escalation, Outcome};
use web::components::{Button, Details, Input, Row, Select, SummaryList};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::access::{Opened, fault, open, open_as, outcome, reading};
use super::form::owners;
use super::names::Names;
use super::{Site, action_list, group_parts as parts};
use crate::acts::{AnswerEscalation, At, ChairAction, Escalate, MoveAction};
use crate::read::{self, ActionRow};
use crate::standing::Table;

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route("/actions/{id}", get(show)).route("/actions/{id}/{step}", post(sent))
}

/// An action of an address with its group, for whoever may see it; and whether the reader chairs the group above.
fn found(site: &Site, who: &SignedIn, id: &str) -> Result<(Opened, ActionRow), Stop> {
    let id = id.parse::<ActionId>().map_err(|_| Stop::NotFound)?;
    let (row, own) = {
        let reading = reading(site, who.actor(), Permit::SeeAction)?;
        let row = read::action(&reading, id).map_err(fault("reading an action"))?.ok_or(Stop::NotFound)?;
        let above = match &row.above {
            None => false,
            Some((above, _, _)) => {
                let today = site.journal.now().day();
                let table = Table::read(&reading, *above, today).map_err(fault("reading the group above"))?;
                table.is_some_and(|table| {
                    let relations = table.relations(who.actor());
                    relations.has(Relations::SITS)
                        || relations.has(Relations::WRITES)
                        || relations.has(Relations::CHAIRS)
                })
            }
        };
        let own = Relations::NONE
            .and_if(row.action.owner == who.actor().seat, Relations::OWN_SEAT)
            .and_if(above, Relations::SITS_ABOVE);
        (row, own)
    };
    let opened = open_as(site, who.actor(), &row.action.group.to_string(), Permit::SeeAction, own)?;
    Ok((opened, row))
}

fn page(
    site: &Site,
    who: &SignedIn,
    opened: &Opened,
    row: &ActionRow,
    token: &FormToken,
    problems: &Problems,
) -> Result<Page, Stop> {
    let names = Names::read(&opened.reading, &opened.table, [row.action.owner])?;
    let sees_group = opened.may(Permit::SeeGroup);
    let is_owner = opened.may(Permit::AnswerAction);
    let now = first_line(row, is_owner, opened);
    let group = if sees_group {
        html! { a href=(opened.href()) { (opened.group().name) } }
    } else {
        html! { (opened.group().name) }
    };
    let mut rows = vec![
        Row::new("Stands", html! { (parts::action_tag(row, opened.today())) " " (row.state.words()) }),
        Row::new("Owner", names.seat_with_number(row.action.owner)),
        Row::new("By when", row.action.due.in_words()),
        Row::new("Asked", html! { (row.asked_on.in_words()) " by " (group) }),
    ];
    if !row.outcome.is_empty() {
        rows.push(Row::new("What came of it", row.outcome.as_str()));
    }
    if let Some(on) = row.nudged_on {
        rows.push(Row::new("Reminded", on.in_words()));
    }
    if let Some((above, question, on)) = &row.above {
        let known = read::group(&opened.reading, *above).map_err(fault("reading the group above"))?;
        let name = known.map_or_else(|| "The group above".to_owned(), |known| known.group.name);
        rows.push(Row::new("Asked of the group above", format!("{name}, {}: {question}", on.in_words())));
        let answer = row
            .answer
            .as_ref()
            .map_or_else(|| "Not yet".to_owned(), |(answer, on)| format!("{answer} ({})", on.in_words()));
        rows.push(Row::new("Its answer", answer));
    }
    Ok(Page::new(row.action.words.as_str())
        .caption(format!("Action A{}, {}", row.nth, opened.group().name))
        .now(now)
        .audience(
            "its owner, everybody with a seat at the group’s table, and the group above where it was asked",
        )
        .part(super::groups::HERE)
        .back(if is_owner || !sees_group {
            action_list::HERE.to_owned()
        } else {
            format!("{}#actions", opened.href())
        })
        .errors(problems.summary())
        .body(html! {
            (SummaryList::new(rows))
            div id="form" {
                @if is_owner && row.state.is_open() { (owner_forms(row, token, problems)) }
                @if opened.may(Permit::CloseItem) { (chair_forms(opened, row, &names, token)) }
                @if opened.may(Permit::RunMeeting) { (escalate_form(opened, row, token)) }
                (answer_form(site, who, opened, row, token)?)
            }
        }))
}

fn first_line(row: &ActionRow, is_owner: bool, opened: &Opened) -> String {
    let late = row.is_overdue(opened.today());
    match (row.state.is_open(), is_owner, late) {
        (true, true, true) => {
            "It is late: say what came of it, or give it another date with a reason.".to_owned()
        }
        (true, true, false) => "It is yours: say what came of it when it is done.".to_owned(),
        (true, false, true) => "It is late, and with its owner: ring them.".to_owned(),
        (true, false, false) => "Nothing: it is with its owner.".to_owned(),
        (false, _, _) if row.state == ActionState::Closed => "Nothing: it is closed.".to_owned(),
        (false, _, _) if row.escalation() == Escalation::Waiting => {
            "The group above has yet to answer; it closes after that.".to_owned()
        }
        (false, _, _) => "It has its outcome: the chair closes it.".to_owned(),
    }
}

fn owner_forms(row: &ActionRow, token: &FormToken, problems: &Problems) -> Markup {
    let href = format!("/actions/{}", row.action.id);
    html! {
        form method="post" action={ (href) "/done" } {
            (token)
            (Input::new("outcome", "What came of it").error_message(problems.of("outcome")))
            (Button::new("Done"))
        }
        @if row.state == ActionState::Asked {
            form method="post" action={ (href) "/accepted" } { (token) (Button::secondary("I take it on")) }
        }
        (Details::new("Another date, not done, or not mine", html! {
            form method="post" action={ (href) "/moved" } {
                (token)
                (Input::new("due", "New date").kind("date").width("10"))
                (Input::new("why", "Why").id("why-moved"))
                (Button::secondary("Give it another date"))
            }
            form method="post" action={ (href) "/not-done" } {
                (token)
                (Input::new("why", "Why it will not be done").id("why-not-done"))
                (Button::secondary("It will not be done"))
            }
            form method="post" action={ (href) "/declined" } {
                (token)
                (Input::new("why", "Why it is not yours").id("why-declined"))
                (Button::secondary("Decline it"))
            }
        }))
    }
}

fn chair_forms(opened: &Opened, row: &ActionRow, names: &Names, token: &FormToken) -> Markup {
    let href = format!("/actions/{}", row.action.id);
    let can_close =
        !row.state.is_open() && row.state != ActionState::Closed || row.state == ActionState::Declined;
    html! {
        @if can_close && row.escalation() != Escalation::Waiting {
            form method="post" action={ (href) "/close" } { (token) (Button::new("Close the action")) }
        }
        @if row.state.is_open() {
            (Details::new("As chair: another owner or date", html! {
                form method="post" action={ (href) "/chair-pass" } {
                    (token)
                    (Select::new("owner", "Another owner", owners(&opened.table.seats, names, opened.group().secretary)))
                    (Input::new("why", "Why").id("why-pass"))
                    (Button::secondary("Pass it on"))
                }
                form method="post" action={ (href) "/chair-move" } {
                    (token)
                    (Input::new("due", "Another date").kind("date").width("10").id("due-chair"))
                    (Input::new("why", "Why").id("why-chair"))
                    (Button::secondary("Give it another date"))
                }
            }))
        }
    }
}

fn escalate_form(opened: &Opened, row: &ActionRow, token: &FormToken) -> Markup {
    let may = opened.group().parent.is_some()
        && row.state != ActionState::Closed
        && row.escalation() != Escalation::Waiting;
    html! {
        @if may {
            (Details::new("Ask the group above", html! {
                form method="post" action={ "/actions/" (row.action.id) "/escalate" } {
                    (token)
                    (Input::new("question", "What you ask"))
                    p { "The action does not close before it answers." }
                    (Button::secondary("Ask the group above"))
                }
            }))
        }
    }
}

/// The form of the chair of the group above.
fn answer_form(
    site: &Site,
    who: &SignedIn,
    opened: &Opened,
    row: &ActionRow,
    token: &FormToken,
) -> Result<Markup, Stop> {
    let Some((above, _, _)) = row.above.as_ref().filter(|_| row.escalation() == Escalation::Waiting) else {
        return Ok(html! {});
    };
    let table = Table::read(&opened.reading, *above, site.journal.now().day())
        .map_err(fault("reading the group above"))?;
    let chairs = table.is_some_and(|table| table.relations(who.actor()).has(Relations::CHAIRS));
    Ok(html! {
        @if chairs {
            form method="post" action={ "/actions/" (row.action.id) "/answer" } {
                (token)
                (Input::new("answer", "The answer of your group"))
                (Button::new("Answer"))
            }
        }
    })
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
) -> Result<Page, Stop> {
    let (opened, row) = found(&site, &who, &id)?;
    page(&site, &who, &opened, &row, &token, &Problems::default())
}

async fn sent(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path((id, step)): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, Stop> {
    let (opened, row) = found(&site, &who, &id)?;
    let (group, action) = (row.action.group, row.action.id);
    let why = || typed.text("why").to_owned();
    let mut problems = Problems::default();
    let attempt = "answering an action";
    let done = match step.as_str() {
        "done" | "accepted" | "not-done" | "declined" | "moved" => {
            let what = match step.as_str() {
                "done" => Some(Outcome::Done { outcome: typed.text("outcome").to_owned() }),
                "accepted" => Some(Outcome::Accepted),
                "not-done" => Some(Outcome::NotDone { why: why() }),
                "declined" => Some(Outcome::Declined { why: why() }),
                _ => problems
                    .parse(&typed, "due", "Enter the new date")
                    .map(|due| Outcome::Moved { due, why: why() }),
            };
            match what {
                None => Err(problems),
                Some(what) => outcome(
                    site.journal.submit(who.actor(), At(MoveAction { group, action, what })).await,
                    attempt,
                )?,
            }
        }
        "close" | "chair-pass" | "chair-move" => {
            let what = match step.as_str() {
                "close" => Some(Outcome::Closed),
                "chair-pass" => problems
                    .parse(&typed, "owner", "Choose another owner")
                    .map(|to| Outcome::PassedOn { to, org: row.action.org, why: why() }),
                _ => problems
                    .parse(&typed, "due", "Enter the new date")
                    .map(|due| Outcome::Moved { due, why: why() }),
            };
            match what {
                None => Err(problems),
                Some(what) => outcome(
                    site.journal.submit(who.actor(), At(ChairAction { group, action, what })).await,
                    attempt,
                )?,
            }
        }
        "escalate" => {
            let act = Escalate { group, action, question: typed.text("question").to_owned() };
            outcome(site.journal.submit(who.actor(), At(act)).await, "asking the group above")?
        }
        "answer" => {
            let Some((by, _, _)) = row.above.clone() else { return Err(Stop::NotFound) };
            let act = AnswerEscalation { by, action, answer: typed.text("answer").to_owned() };
            outcome(site.journal.submit(who.actor(), At(act)).await, "answering a group below")?
        }
        _ => return Err(Stop::NotFound),
    };
    match done {
        Ok(()) => {
            // Who passed it on may not see it any more.
            let still = open(&site, who.actor(), &group.to_string(), Permit::SeeGroup).is_ok()
                || row.action.owner == who.actor().seat;
            let back = if still { format!("/actions/{action}") } else { action_list::HERE.to_owned() };
            Ok(see_other(back).saying("Saved.").into_response())
        }
        Err(problems) => Ok(page(&site, &who, &opened, &row, &token, &problems)?.into_response()),
    }
}
