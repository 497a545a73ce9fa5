//! Recording what is decided and who does what by when, as it is said; closing a meeting; declaring an interest.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use kernel::{Day, OrgId};
use maud::{Markup, html};
use policy::Permit;
use table_rules::decision::Position;
use table_rules::facts::v1::{Choice, FrozenFigures, Interest};
use web::components::{Button, Details, Select, SelectItem, Textarea};
use web::{FormToken, Problems, SignedIn, Stop, Typed, see_other};

use super::access::{Opened, fault, meeting, open, outcome, refused_page};
use super::form::{line, owners, voting};
use super::meeting_parts::Met;
use super::names::Names;
use super::{Site, meeting as shown};
use crate::acts::{At, CloseMeeting, DeclareInterest, NewAction, NewDecision, Record};
use crate::read;

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/groups/{id}/meetings/{day}/record", post(record))
        .route("/groups/{id}/meetings/{day}/close", post(close))
        .route("/groups/{id}/meetings/{day}/interest", post(interest))
}

/// Rows of actions in the form; a second press of “Record” brings fresh ones.
const ACTIONS: usize = 3;
/// Rows of options.
const OPTIONS: usize = 3;

/// The days that an action's date is chosen from: the next meeting first.
fn days(opened: &Opened, met: &Met) -> Result<Vec<SelectItem>, Stop> {
    let next = read::run_next(&opened.reading, opened.group(), &met.at)
        .map_err(fault("reading the next meeting"))?;
    let today = opened.today();
    let mut items = Vec::new();
    if let Some(next) = next.filter(|next| next.on >= today) {
        items.push(SelectItem::new(next.on.to_string(), format!("Next meeting, {}", next.on.in_words())));
    }
    for (days, words) in [(7, "In a week"), (14, "In two weeks"), (28, "In four weeks"), (91, "In a quarter")]
    {
        let day = today + days;
        items.push(SelectItem::new(day.to_string(), format!("{words}, {}", day.in_words())));
    }
    items.push(SelectItem::new(today.to_string(), "Today"));
    Ok(items)
}

/// The form, in the order in which things are said: what was decided, then who does what.
pub(super) fn form(
    opened: &Opened,
    met: &Met,
    names: &Names,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
) -> Result<Markup, Stop> {
    let href = format!("{}/meetings/{}/record", opened.href(), met.at.original);
    let days = days(opened, met)?;
    let who = owners(&met.seats, names, opened.group().secretary);
    let mut items = vec![SelectItem::new("", "No item of the agenda")];
    items.extend(
        met.its_items().map(|told| SelectItem::new(told.item.id.to_string(), told.item.title.as_str())),
    );
    let before = met.decisions.iter().filter(|row| row.replaced_by.is_none());
    let mut instead = vec![SelectItem::new("", "No earlier decision")];
    instead.extend(before.map(|row| {
        SelectItem::new(row.decision.id.to_string(), format!("D{}: {}", row.nth, row.decision.title))
    }));
    let trials = opened.trials()?;
    let mut figures = vec![SelectItem::new("", "None")];
    figures.extend(trials.iter().map(|trial| SelectItem::new(trial.seal.as_str(), trial.words.as_str())));
    Ok(html! {
        h2 class="nhsuk-heading-m" id="record" { "Record a decision and actions" }
        form method="post" action=(href) id="form" novalidate {
            (token)
            (line(typed, problems, "decision", "What was decided").hint("In one line. Leave it empty to record actions only"))
            (Details::new("Options, positions, dates", html! {
                (Select::new("item", "About", items).value(typed.text("item")))
                (Textarea::new("words", "In full").value(typed.text("words")).rows(3u32).error_message(problems.of("words")))
                (options(typed, problems))
                (positions(met, names, typed, problems))
                (line(typed, problems, "from", "In force from").kind("date").width("10"))
                (line(typed, problems, "review", "Look at it again on").kind("date").width("10"))
                (Select::new("instead_of", "Takes the place of", instead).value(typed.text("instead_of")))
                @if !trials.is_empty() {
                    (Select::new("trial", "Figures", figures).hint("A trial that was kept: its tables are frozen with the decision").value(typed.text("trial")).error_message(problems.of("trial")))
                }
            }))
            @for nth in 1..=ACTIONS {
                fieldset class="nhsuk-fieldset rt-row" {
                    legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s" { "Action " (nth) }
                    div class="rt-filter" {
                        (line(typed, problems, &format!("action{nth}"), "What"))
                        (Select::new(format!("owner{nth}"), "Who", who.clone()).value(typed.text(&format!("owner{nth}"))).error_message(problems.of(&format!("owner{nth}"))))
                        (Select::new(format!("due{nth}"), "By when", days.clone()).value(typed.text(&format!("due{nth}"))).error_message(problems.of(&format!("due{nth}"))))
                    }
                }
            }
            (Button::new("Record"))
        }
    })
}

fn options(typed: &Typed, problems: &Problems) -> Markup {
    let mut taken = vec![SelectItem::new("", "No options were considered")];
    taken.extend((1..=OPTIONS).map(|nth| SelectItem::new(nth.to_string(), format!("Option {nth}"))));
    html! {
        p { "What was considered, and why the others were not taken:" }
        @for nth in 1..=OPTIONS {
            div class="rt-filter" {
                (line(typed, problems, &format!("option{nth}"), &format!("Option {nth}")))
                (line(typed, problems, &format!("why{nth}"), &format!("Why not option {nth}")))
            }
        }
        (Select::new("taken", "Taken", taken).value(typed.text("taken")).error_message(problems.of("taken")))
    }
}

fn positions(met: &Met, names: &Names, typed: &Typed, problems: &Problems) -> Markup {
    let choices = || {
        let mut items = vec![SelectItem::new("", "By consensus")];
        items.extend(Position::ALL.iter().map(|one| SelectItem::new(one.as_str(), one.words())));
        items
    };
    let came: Vec<_> = met
        .seats
        .iter()
        .filter(|seat| met.marks.get(&seat.id).is_some_and(|mark| mark.came()))
        .cloned()
        .collect();
    html! {
        (Details::new("Positions of organisations, where there was no consensus", html! {
            @for (name, org) in voting(&came, names) {
                (Select::new(format!("position-{org}"), name, choices()).value(typed.text(&format!("position-{org}"))))
            }
            @if let Some(why) = problems.of("positions") { p class="nhsuk-error-message" { (why) } }
        }))
    }
}

async fn record(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path((id, day)): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::RunMeeting)?;
    let at = meeting(&opened, &day)?;
    let original = at.original;
    let mut problems = Problems::default();
    let figures = figures_of(&opened, &typed, &mut problems)?;
    let act = read_form(&opened, original, &typed, figures, &mut problems);
    if problems.is_empty() {
        match outcome(site.journal.submit(who.actor(), At(act)).await, "recording an outcome")? {
            Ok(recorded) => {
                let actions = match recorded.actions.len() {
                    0 => "no action",
                    1 => "one action",
                    2 => "two actions",
                    _ => "three actions",
                };
                let decision = if recorded.decision.is_some() { "a decision and " } else { "" };
                let back = format!("{}/meetings/{original}#outcomes", opened.href());
                return Ok(see_other(back).saying(format!("Recorded: {decision}{actions}.")).into_response());
            }
            Err(why) => problems = why,
        }
    }
    let met = Met::read(&opened, at)?;
    Ok(shown::page(&opened, &met, &token, &typed, &problems)?.into_response())
}

/// The tables of the trial that was chosen; none where none was.
fn figures_of(opened: &Opened, typed: &Typed, problems: &mut Problems) -> Result<Vec<FrozenFigures>, Stop> {
    let Some(seal) = typed.word("trial") else { return Ok(Vec::new()) };
    let found = opened.trials()?.into_iter().find(|trial| trial.seal == seal);
    if found.is_none() {
        problems.add("trial", "There is no such trial any more: choose another, or none");
    }
    if typed.word("decision").is_none() {
        problems.add("trial", "Figures go with a decision: write what was decided");
    }
    Ok(found.map_or_else(Vec::new, |trial| trial.figures))
}

fn read_form(
    opened: &Opened,
    original: Day,
    typed: &Typed,
    figures: Vec<FrozenFigures>,
    problems: &mut Problems,
) -> Record {
    let mut actions = Vec::new();
    for nth in 1..=ACTIONS {
        let (what, owner, due) = (format!("action{nth}"), format!("owner{nth}"), format!("due{nth}"));
        let Some(words) = typed.word(&what) else { continue };
        let owner = problems.parse(typed, &owner, "Choose who does it");
        let due = problems.parse(typed, &due, "Choose by when");
        if let (Some(owner), Some(due)) = (owner, due) {
            actions.push(NewAction { words: words.to_owned(), owner, due });
        }
    }
    let decision = typed.word("decision").map(|title| NewDecision {
        title: title.to_owned(),
        words: typed.text("words").to_owned(),
        options: options_of(typed),
        positions: positions_of(typed),
        from: typed.word("from").and_then(|_| problems.parse(typed, "from", "Enter a day")),
        review: typed.word("review").and_then(|_| problems.parse(typed, "review", "Enter a day")),
        instead_of: typed.word("instead_of").and_then(|id| id.parse().ok()),
        figures,
    });
    if decision.is_none() && actions.is_empty() && problems.is_empty() {
        problems.add("decision", "Write what was decided, or an action");
    }
    let item = typed.word("item").and_then(|id| id.parse().ok());
    Record { group: opened.group().id, original, item, decision, actions }
}

fn options_of(typed: &Typed) -> Vec<Choice> {
    let taken = typed.text("taken");
    (1..=OPTIONS)
        .filter_map(|nth| {
            let words = typed.word(&format!("option{nth}"))?;
            Some(Choice {
                words: words.to_owned(),
                taken: taken == nth.to_string(),
                why_not: typed.text(&format!("why{nth}")).to_owned(),
            })
        })
        .collect()
}

fn positions_of(typed: &Typed) -> Vec<(OrgId, Position)> {
    let named = typed.pairs().iter().filter_map(|(field, text)| {
        let org = field.strip_prefix("position-")?.parse().ok()?;
        Some((org, text.parse().ok()?))
    });
    named.collect()
}

async fn close(
    State(site): State<Site>,
    who: SignedIn,
    Path((id, day)): Path<(String, String)>,
) -> Result<Response, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::RunMeeting)?;
    let at = meeting(&opened, &day)?;
    let back = format!("{}/meetings/{}", opened.href(), at.original);
    let act = CloseMeeting { group: opened.group().id, original: at.original };
    match outcome(site.journal.submit(who.actor(), At(act)).await, "closing a meeting")? {
        Ok(()) => Ok(see_other(format!("{back}/minutes"))
            .saying("Closed. These are its minutes, as a draft.")
            .into_response()),
        Err(problems) => Ok(refused_page("The meeting was not closed", &problems, &back).into_response()),
    }
}

async fn interest(
    State(site): State<Site>,
    who: SignedIn,
    Path((id, day)): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::RunMeeting)?;
    let at = meeting(&opened, &day)?;
    let back = format!("{}/meetings/{}#interests", opened.href(), at.original);
    let seat = typed.word("interest_seat").and_then(|id| id.parse().ok()).ok_or(Stop::NotFound)?;
    let interest = Interest {
        group: opened.group().id,
        original: at.original,
        item: typed.word("interest_item").and_then(|id| id.parse().ok()),
        seat,
        what: typed.text("what").to_owned(),
    };
    match outcome(
        site.journal.submit(who.actor(), At(DeclareInterest { interest })).await,
        "declaring an interest",
    )? {
        Ok(()) => Ok(see_other(back).saying("Declared.").into_response()),
        Err(problems) => Ok(refused_page("The interest was not declared", &problems, &back).into_response()),
    }
}
