//! A rule set made ready for judging millions of histories: numbers and flags only, and no memory of its own.

use std::fmt;

use lawbook::{Measure, Owners, RuleSet, Stop, Unit};

/// How many clocks one rule set may have.
pub(crate) const CLOCKS_MAX: usize = 2;

/// One clock that counts days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Where it stops.
    pub stop: Stop,
    /// The kind of day it counts.
    pub unit: Unit,
    /// How many.
    pub limit: i32,
    /// Owners whose days the person's score leaves out.
    pub person_leaves_out: Owners,
    /// Owners whose days the host's score leaves out.
    pub host_leaves_out: Owners,
}

/// A rule set whose clocks count days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    clocks: [Option<Clock>; CLOCKS_MAX],
}

/// A rule set that does not count days, and so is not judged from a track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotInDays {
    /// A limit in hours, minutes, or by another module's reckoning.
    OtherUnit {
        /// The rule set.
        rule: String,
    },
    /// No clock at all, or more than two.
    ClockCount {
        /// The rule set.
        rule: String,
        /// How many it has.
        count: usize,
    },
}

impl fmt::Display for NotInDays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotInDays::OtherUnit { rule } => {
                write!(f, "{rule} does not count days, so a history of days can't be judged by it")
            }
            NotInDays::ClockCount { rule, count } => {
                write!(f, "{rule} has {count} clocks; one to {CLOCKS_MAX} can be judged")
            }
        }
    }
}

impl std::error::Error for NotInDays {}

impl Rule {
    /// Makes a rule set ready, or says why it can't be judged by days.
    pub fn of(set: &RuleSet) -> Result<Rule, NotInDays> {
        let count = set.measures.len();
        if !(1..=CLOCKS_MAX).contains(&count) {
            return Err(NotInDays::ClockCount { rule: set.id.to_string(), count });
        }
        let mut clocks = [None; CLOCKS_MAX];
        for (place, measure) in clocks.iter_mut().zip(&set.measures) {
            *place = Some(clock(measure).ok_or_else(|| NotInDays::OtherUnit { rule: set.id.to_string() })?);
        }
        Ok(Rule { clocks })
    }

    /// A rule of a single clock.
    pub const fn single(clock: Clock) -> Rule {
        Rule { clocks: [Some(clock), None] }
    }

    /// Its clocks, in order; the last one's days and due date are the rule's.
    pub fn clocks(&self) -> impl Iterator<Item = &Clock> {
        self.clocks.iter().flatten()
    }
}

fn clock(measure: &Measure) -> Option<Clock> {
    let (unit, limit) = measure.limit.days()?;
    Some(Clock {
        stop: measure.stop,
        unit,
        limit: i32::from(limit),
        person_leaves_out: measure.person_leaves_out,
        host_leaves_out: measure.host_leaves_out,
    })
}
