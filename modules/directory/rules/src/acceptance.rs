//! Whom a host takes.

use kernel::Day;

use crate::{Method, Purpose};

/// Whether patients of other practices are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutsidePatients {
    /// Yes.
    Taken,
    /// No: its own only.
    NotTaken,
}

/// A kind of person whom a host cannot take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CannotTake {
    /// Younger than so many years.
    Under(u8),
    /// With a complicating factor.
    Complicated,
    /// For that purpose.
    For(Purpose),
}

/// The rules of one host, as it last confirmed them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// Patients of other practices.
    pub outside: OutsidePatients,
    /// The most that are taken in a week (Monday to Sunday); none = no limit.
    pub weekly_limit: Option<u16>,
    /// Already taken, by the Monday of the week in which they are seen.
    pub taken: Vec<(Day, u16)>,
    /// Methods taken from outside.
    pub methods: Vec<Method>,
    /// Kinds of person who cannot be taken.
    pub cannot_take: Vec<CannotTake>,
}

/// What acceptance needs to know of a person, and no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// Age in years; none = not recorded.
    pub age: Option<u16>,
    /// Any complicating factor.
    pub complicated: bool,
}

/// Why a host does not take a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAccepted {
    /// Not from other practices.
    OwnPatientsOnly,
    /// Not that method from outside.
    NotThatMethod,
    /// A kind of person whom it cannot take.
    CannotTake(CannotTake),
}

impl NotAccepted {
    /// For people.
    pub fn in_words(self) -> String {
        match self {
            NotAccepted::OwnPatientsOnly => "takes its own patients only".to_owned(),
            NotAccepted::NotThatMethod => "does not take this method from other practices".to_owned(),
            NotAccepted::CannotTake(CannotTake::Under(age)) => format!("cannot take people under {age}"),
            NotAccepted::CannotTake(CannotTake::Complicated) => {
                "cannot take people with a complicating factor".to_owned()
            }
            NotAccepted::CannotTake(CannotTake::For(purpose)) => {
                format!("cannot take people for {}", purpose.in_words())
            }
        }
    }
}

/// The Monday of a day's week.
pub fn monday_of(day: Day) -> Day {
    day - i32::from(day.weekday().to_monday_zero_offset())
}

impl Acceptance {
    /// Whether the person is taken, the week apart. A person whose age is not recorded is not refused for it.
    pub fn takes(&self, method: Method, purpose: Purpose, person: Person) -> Result<(), NotAccepted> {
        if self.outside == OutsidePatients::NotTaken {
            return Err(NotAccepted::OwnPatientsOnly);
        }
        if !self.methods.contains(&method) {
            return Err(NotAccepted::NotThatMethod);
        }
        let refused = self.cannot_take.iter().find(|kind| match kind {
            CannotTake::Under(age) => person.age.is_some_and(|years| years < u16::from(*age)),
            CannotTake::Complicated => person.complicated,
            CannotTake::For(refused) => *refused == purpose,
        });
        refused.map_or(Ok(()), |kind| Err(NotAccepted::CannotTake(*kind)))
    }

    /// How many more can be seen in the week of that day; none = no limit.
    pub fn left_in_week_of(&self, day: Day) -> Option<u16> {
        let monday = monday_of(day);
        let taken = self.taken.iter().find(|(week, _)| *week == monday).map_or(0, |(_, taken)| *taken);
        self.weekly_limit.map(|limit| limit.saturating_sub(taken))
    }
}
