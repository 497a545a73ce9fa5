//! The life of a recall: open until it is done, died or declined; each day it is late it is listed.

use kernel::{Day, SeatId};
use lawbook::Calendar;

use crate::facts::v1::{End, Move, Moved, Planned};
use crate::rows;

/// Where a recall stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is to be done.
    Open,
    /// It ended so.
    Ended(End),
}

/// A recall after its moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recall {
    /// Where it stands.
    pub state: State,
    /// The seat that owns it.
    pub owner: SeatId,
    /// By when.
    pub due: Day,
    /// The person has been told.
    pub told: bool,
    /// How often it was not done on its day.
    pub not_done: u32,
    /// The day for which it was raised last.
    pub raised_for: Option<Day>,
}

/// Why a move may not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecallRefused {
    /// It has ended already.
    Ended(End),
    /// The next day is not after today.
    NextInThePast,
    /// The next day is further off than may be at once; the last that may be is this.
    PutOffTooLong(Day),
    /// It is not late yet, or was raised for this day already.
    NothingToRaise,
}

impl std::fmt::Display for RecallRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            RecallRefused::Ended(end) => write!(f, "It has ended already: {}", end.in_words().to_lowercase()),
            RecallRefused::NextInThePast => f.write_str("Give a next day that is still to come"),
            RecallRefused::PutOffTooLong(last) => {
                write!(
                    f,
                    "Give a next day up to {}: later than that it would be out of sight",
                    last.in_words()
                )
            }
            RecallRefused::NothingToRaise => f.write_str("There is nothing to raise"),
        }
    }
}

impl Recall {
    /// As planned.
    pub fn planned(of: &Planned) -> Recall {
        Recall {
            state: State::Open,
            owner: of.owner,
            due: of.due,
            told: of.told,
            not_done: 0,
            raised_for: None,
        }
    }

    /// Whether it should have been done by now.
    pub fn is_late(&self, today: Day) -> bool {
        self.state == State::Open && self.due < today
    }

    /// Whether it is so late that its specialty's lead must know, and does not yet for this day.
    pub fn must_be_raised(&self, today: Day, calendar: &Calendar) -> bool {
        let days = i32::from(rows::RAISED_AFTER.on(today));
        self.is_late(today)
            && calendar.working_days(self.due, today) > days
            && self.raised_for != Some(self.due)
    }

    /// Takes a move, or says why it may not come.
    pub fn follow(&mut self, moved: &Moved, calendar: &Calendar) -> Result<(), RecallRefused> {
        if let State::Ended(end) = self.state {
            return Err(RecallRefused::Ended(end));
        }
        match &moved.what {
            Move::Told => self.told = true,
            Move::NotDone { next, .. } => {
                let last = moved.on + i32::from(rows::PUT_OFF_DAYS_MAX.on(moved.on));
                if *next <= moved.on {
                    return Err(RecallRefused::NextInThePast);
                }
                if *next > last {
                    return Err(RecallRefused::PutOffTooLong(last));
                }
                self.due = *next;
                self.not_done += 1;
            }
            Move::Ended { end } => self.state = State::Ended(*end),
            Move::Given { owner } => self.owner = *owner,
            Move::Raised { due, .. } => {
                if !self.must_be_raised(moved.on, calendar) || *due != self.due {
                    return Err(RecallRefused::NothingToRaise);
                }
                self.raised_for = Some(*due);
            }
        }
        Ok(())
    }
}
