//! Words of the pages: lateness, moves, what the guard found.

use fixit_rules::facts::v1::{Broken, Move};
use fixit_rules::guard::NotClean;
use fixit_rules::{MoveRefused, State};
use kernel::Day;
use maud::{Markup, Render, html};
use web::components::{Colour, SelectItem, Tag};

use super::access::Names;
use crate::acts::MoveNotMade;
use crate::read::Line;

/// When the next move is due, in words, with a colour that only repeats it.
pub fn due(line: &Line, today: Day) -> Markup {
    let (words, colour) = match (line.state, line.due, line.next.as_deref()) {
        (State::Closed, _, _) => (ended(line), Colour::Green),
        (State::Merged, _, _) => ("Goes on as another".to_owned(), Colour::Grey),
        (_, Some(due), Some("poster")) => {
            (format!("Agreed by silence after {}", due.in_words()), Colour::Grey)
        }
        (_, Some(due), _) if due < today => (format!("Late since {}", due.in_words()), Colour::Red),
        (_, Some(due), _) if due == today => ("Due today".to_owned(), Colour::Orange),
        (_, Some(due), _) => (format!("Due {}", due.in_words()), Colour::Grey),
        (_, None, _) => ("No day".to_owned(), Colour::Grey),
    };
    html! { (Tag::new(words, colour).render()) }
}

/// How it ended.
pub fn ended(line: &Line) -> String {
    match (line.outcome, line.ended_on) {
        (Some(outcome), Some(on)) => format!("{}, {}", outcome.in_words(), on.in_words()),
        _ => "Ended".to_owned(),
    }
}

/// What must happen next, as a step.
pub const fn next_step(state: State) -> &'static str {
    match state {
        State::New => "The office screens it; the specialty can answer at once",
        State::Screened => "The office names its owner",
        State::WithOwner => "The owner answers",
        State::Answered => "Whoever posted it agrees or disputes",
        State::Agreed | State::Disputed => "The owner says how it ends, or by when",
        State::Closed => "Nothing",
        State::Reopened => "The owner answers again",
        State::Merged => "Follow the other",
    }
}

/// A move in the past, for the history.
pub fn happened(what: &Move, names: &Names<'_>) -> String {
    match what {
        Move::Screened { specialty, broken, .. } => {
            format!("Screened: {}, {}", names.specialty(specialty), broken.in_words().to_lowercase())
        }
        Move::Given { .. } => "Given to its owner".to_owned(),
        Move::PassedOn { .. } => "Passed on by its owner".to_owned(),
        Move::Rerouted { specialty, .. } => format!("Moved to {}", names.specialty(specialty)),
        Move::Answered => "Answered".to_owned(),
        Move::Agreed { by_silence: true } => "Agreed: ten working days of silence".to_owned(),
        Move::Agreed { by_silence: false } => "Agreed".to_owned(),
        Move::Disputed => "Disputed".to_owned(),
        Move::Planned { by } => format!("Planned for {}", by.in_words()),
        Move::Settled { outcome, .. } => format!("Ended: {}", outcome.in_words().to_lowercase()),
        Move::Reopened => "Opened again".to_owned(),
        Move::Merged { .. } => "Found to be the same as another".to_owned(),
        Move::Absorbed { .. } => "Another was found to be the same".to_owned(),
        Move::WordsTakenOut => "The office took out the words: they told of somebody".to_owned(),
    }
}

/// What is wrong with words, naming each piece, so that it can be found and changed. Shown to the writer alone.
pub fn not_clean(text: &str, why: &NotClean, empty: &str) -> String {
    match why {
        NotClean::Empty => empty.to_owned(),
        NotClean::TooLong => "Use at most 2,000 letters".to_owned(),
        NotClean::Identity(found) => {
            let pieces: Vec<String> = found
                .iter()
                .take(4)
                .map(|one| format!("“{}” {}", one.of(text.trim()).trim(), one.what.in_words()))
                .collect();
            let more =
                if found.len() > 4 { format!("; and {} more", found.len() - 4) } else { String::new() };
            format!("Nothing was kept yet. {}{more}", pieces.join("; "))
        }
    }
}

/// Whether a tick may say that what was found is nobody's: only names and long numbers, never with anything graver.
pub fn may_waive(why: &NotClean) -> bool {
    matches!(why, NotClean::Identity(found) if found.iter().all(|one| one.what.may_be_waived()))
}

/// Why a move was not made.
pub fn not_made(why: &MoveNotMade) -> String {
    match why {
        MoveNotMade::Life(MoveRefused::NotFrom(state)) => {
            format!("The issue is “{}” now: look at it again", state.in_words().to_lowercase())
        }
        MoveNotMade::Life(why) => why.to_string(),
        MoveNotMade::NotThisWay => "This cannot be done from your seat: ring the office".to_owned(),
        MoveNotMade::NeedsWords => "Write what happened, or why".to_owned(),
        MoveNotMade::NoSuchSpecialty => "Choose a specialty of the list".to_owned(),
        MoveNotMade::NoSuchSeat => "Choose a seat of the list: this one has ended".to_owned(),
        MoveNotMade::NoSuchIssue => {
            "There is no such issue that goes on: give its reference, as in FX-8K2J9Q".to_owned()
        }
    }
}

/// What can be broken, to choose from.
pub fn broken_items(first: Option<&str>) -> Vec<SelectItem> {
    let mut items: Vec<SelectItem> = first.map(|words| SelectItem::new("", words)).into_iter().collect();
    items.extend(Broken::ALL.iter().map(|broken| SelectItem::new(broken.name(), broken.in_words())));
    items
}

/// A telephone number that a thumb can press.
pub fn telephone(number: &str) -> Markup {
    let digits: String = number.chars().filter(|letter| letter.is_ascii_digit() || *letter == '+').collect();
    html! { @if digits.is_empty() { "number not recorded" } @else { a href={ "tel:" (digits) } { (number) } } }
}
