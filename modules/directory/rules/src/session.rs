//! A session: a day at a site with fitters, a room, perhaps an assistant, and free slots.

use kernel::Day;

use crate::{Fitter, Method, Procedure};

/// One session as the search and the booking see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The day.
    pub day: Day,
    /// Which of the service's fitters are on it, by their place in its list.
    pub fitters: Vec<usize>,
    /// Whether it has a room.
    pub room: bool,
    /// Whether it has a trained assistant, who may be the chaperone; needed for coils.
    pub assistant: bool,
    /// Free slots in it.
    pub free: u16,
}

/// Why a session does not offer a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotOffered {
    /// Nobody on it has a certificate that counts on its day.
    NobodyValid,
    /// No room.
    NoRoom,
    /// A coil needs a trained assistant.
    NoAssistant,
}

impl NotOffered {
    /// For people.
    pub const fn in_words(self) -> &'static str {
        match self {
            NotOffered::NobodyValid => "nobody on the session has a certificate for it that counts that day",
            NotOffered::NoRoom => "the session has no room",
            NotOffered::NoAssistant => "the session has no trained assistant, whom a coil needs",
        }
    }
}

impl Session {
    /// Whether a new booking of that kind can be made on it: somebody valid, a room, and for a coil an assistant.
    pub fn offers(&self, method: Method, procedure: Procedure, fitters: &[Fitter]) -> Result<(), NotOffered> {
        let valid = |place: &usize| {
            fitters.get(*place).is_some_and(|fitter| fitter.takes_new(method, procedure, self.day))
        };
        if !self.fitters.iter().any(valid) {
            return Err(NotOffered::NobodyValid);
        }
        self.staffed(method)
    }

    /// Whether what is booked on it can go ahead. A lapse lists the bookings it touches; it cancels none by itself.
    pub fn keeps(&self, method: Method, procedure: Procedure, fitters: &[Fitter]) -> Result<(), NotOffered> {
        let valid = |place: &usize| {
            fitters.get(*place).is_some_and(|fitter| fitter.keeps_booked(method, procedure, self.day))
        };
        if !self.fitters.iter().any(valid) {
            return Err(NotOffered::NobodyValid);
        }
        self.staffed(method)
    }

    fn staffed(&self, method: Method) -> Result<(), NotOffered> {
        if !self.room {
            return Err(NotOffered::NoRoom);
        }
        if method.is_coil() && !self.assistant {
            return Err(NotOffered::NoAssistant);
        }
        Ok(())
    }
}
