//! The life of a slot: free, held for a while, booked, free again. Two bookers never both win.

use kernel::{AskId, Moment};

/// Who has a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotState {
    /// Nobody.
    Free,
    /// Kept for an ask until a moment; free again from that moment on, with no act needed.
    Held {
        /// The ask.
        by: AskId,
        /// The moment from which it is free again.
        until: Moment,
    },
    /// Taken by an ask.
    Booked {
        /// The ask.
        by: AskId,
    },
    /// Taken back by the host: nobody can have it.
    Withdrawn,
}

/// Why a slot was not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotRefused {
    /// Somebody else holds it until then.
    HeldByAnother {
        /// When it may be free again.
        until: Moment,
    },
    /// Somebody else has booked it.
    BookedByAnother,
    /// The host took it back.
    Withdrawn,
    /// A hold must end after it begins.
    HoldInThePast,
    /// It is not this ask's to give back.
    NotYours,
}

impl SlotRefused {
    /// For people: what happened and what to do.
    pub fn in_words(self) -> String {
        match self {
            SlotRefused::HeldByAnother { until } => {
                format!(
                    "Somebody else is choosing this time until {}: choose another.",
                    until.time_in_words()
                )
            }
            SlotRefused::BookedByAnother => "This time has just been taken: choose another.".to_owned(),
            SlotRefused::Withdrawn => "The clinic took this time back: choose another.".to_owned(),
            SlotRefused::HoldInThePast => "The time to choose is over: choose again.".to_owned(),
            SlotRefused::NotYours => "This time belongs to another ask.".to_owned(),
        }
    }
}

impl SlotState {
    /// The state as it stands at that moment: a hold that is over is free.
    pub fn at(self, now: Moment) -> SlotState {
        match self {
            SlotState::Held { until, .. } if until <= now => SlotState::Free,
            SlotState::Free | SlotState::Held { .. } | SlotState::Booked { .. } | SlotState::Withdrawn => {
                self
            }
        }
    }

    /// Keeps it for an ask. Holding again lengthens or shortens one's own hold.
    pub fn hold(self, by: AskId, until: Moment, now: Moment) -> Result<SlotState, SlotRefused> {
        if until <= now {
            return Err(SlotRefused::HoldInThePast);
        }
        match self.at(now) {
            SlotState::Free => Ok(SlotState::Held { by, until }),
            SlotState::Held { by: holder, .. } if holder == by => Ok(SlotState::Held { by, until }),
            SlotState::Held { until, .. } => Err(SlotRefused::HeldByAnother { until }),
            SlotState::Booked { .. } => Err(SlotRefused::BookedByAnother),
            SlotState::Withdrawn => Err(SlotRefused::Withdrawn),
        }
    }

    /// Books it for an ask: from free, or from its own hold. Booking what one has booked changes nothing.
    pub fn book(self, by: AskId, now: Moment) -> Result<SlotState, SlotRefused> {
        match self.at(now) {
            SlotState::Free => Ok(SlotState::Booked { by }),
            SlotState::Held { by: holder, .. } | SlotState::Booked { by: holder } if holder == by => {
                Ok(SlotState::Booked { by })
            }
            SlotState::Held { until, .. } => Err(SlotRefused::HeldByAnother { until }),
            SlotState::Booked { .. } => Err(SlotRefused::BookedByAnother),
            SlotState::Withdrawn => Err(SlotRefused::Withdrawn),
        }
    }

    /// Gives it back, held or booked, by the ask that has it. A hold that is over is already free.
    pub fn release(self, by: AskId, now: Moment) -> Result<SlotState, SlotRefused> {
        match self.at(now) {
            SlotState::Held { by: holder, .. } | SlotState::Booked { by: holder } if holder == by => {
                Ok(SlotState::Free)
            }
            SlotState::Free => Ok(SlotState::Free),
            SlotState::Held { .. } | SlotState::Booked { .. } => Err(SlotRefused::NotYours),
            SlotState::Withdrawn => Err(SlotRefused::Withdrawn),
        }
    }

    /// The host takes it back. Whoever held or had booked it is told; the ask is returned for that.
    pub fn withdraw(self, now: Moment) -> (SlotState, Option<AskId>) {
        match self.at(now) {
            SlotState::Held { by, .. } | SlotState::Booked { by } => (SlotState::Withdrawn, Some(by)),
            SlotState::Free | SlotState::Withdrawn => (SlotState::Withdrawn, None),
        }
    }
}
