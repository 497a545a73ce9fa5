//! The rolling agenda: it makes itself from what is open, and fits the time there is.

use kernel::{ActionId, DecisionId, ItemId};

/// What an agenda is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The seats that are empty.
    EmptySeats(usize),
    /// The minutes of the last meeting, to be agreed.
    MinutesToAgree,
    /// A decision that waits for a quorum.
    ToRatify(DecisionId),
    /// What a group below has asked.
    ToAnswer(ActionId),
    /// Actions that are overdue.
    Overdue(Vec<ActionId>),
    /// A figure that has shifted.
    Figure,
    /// An item that somebody raised, or that was not closed last time.
    Item(ItemId),
    /// Pressures that organisations have told.
    Pressures(usize),
    /// A task-and-finish group whose end has passed.
    PastItsEnd,
    /// The chair's term has run out.
    ChairPastTerm,
}

/// A line of an agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is about.
    pub subject: Subject,
    /// In words.
    pub words: String,
    /// The time it may take, in minutes.
    pub minutes: u16,
}

/// An agenda that fits its meeting, and what does not fit any more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agenda {
    /// Lines in order.
    pub lines: Vec<Line>,
    /// How long they take together.
    pub minutes: u16,
    /// Minutes over the time there is; 0 where it fits.
    pub over: u16,
}

/// What comes first: what cannot wait for another meeting, then what others wait for, then what is new.
const fn rank(subject: &Subject) -> u8 {
    match subject {
        Subject::MinutesToAgree => 0,
        Subject::ToAnswer(_) => 1,
        Subject::ToRatify(_) => 2,
        Subject::Overdue(_) => 3,
        Subject::Figure => 4,
        Subject::Pressures(_) => 5,
        Subject::Item(_) => 6,
        Subject::ChairPastTerm => 7,
        Subject::EmptySeats(_) => 8,
        Subject::PastItsEnd => 9,
    }
}

/// Puts lines in order; those of one kind keep the order in which they came.
pub fn rolling(mut lines: Vec<Line>, minutes_there_are: u16) -> Agenda {
    lines.sort_by_key(|line| rank(&line.subject));
    let minutes = lines.iter().fold(0_u16, |sum, line| sum.saturating_add(line.minutes));
    Agenda { over: minutes.saturating_sub(minutes_there_are), lines, minutes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wait_for_comes_before_what_is_new_and_too_much_is_told() {
        let line = |subject, minutes| Line { subject, words: String::new(), minutes };
        let item = |bits| Subject::Item(ItemId::from_bits(bits));
        let agenda = rolling(
            vec![
                line(item(1), 20),
                line(Subject::EmptySeats(1), 5),
                line(Subject::Overdue(vec![ActionId::from_bits(1)]), 5),
                line(item(2), 10),
                line(Subject::MinutesToAgree, 2),
            ],
            30,
        );
        let order: Vec<u16> = agenda.lines.iter().map(|line| line.minutes).collect();
        assert_eq!((order, agenda.minutes, agenda.over), (vec![2, 5, 20, 10, 5], 42, 12));
    }
}
