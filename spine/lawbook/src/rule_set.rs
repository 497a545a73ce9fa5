//! The type of every rule set: dated data that turns a history into a verdict. National ones are shipped with the
//! program; what a group owns is the same type, journalled and edited on pages.

use std::borrow::Cow;

use kernel::Day;
use serde::{Deserialize, Serialize};

/// Who has the next move on a day of an ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    /// The organisation asked.
    Host,
    /// The organisation asking: it owes an answer, or a new host.
    Sender,
    /// The person: not available, or did not attend.
    Patient,
    /// A clinician's reason to wait, with a review date.
    Clinical,
}

impl Owner {
    /// All four, in the order in which they are printed.
    pub const ALL: [Owner; 4] = [Owner::Host, Owner::Sender, Owner::Patient, Owner::Clinical];
}

/// A set of owners, as for the days that a rule leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Owner>", into = "Vec<Owner>")]
pub struct Owners(u8);

impl Owners {
    /// Nobody.
    pub const NONE: Owners = Owners(0);

    /// These owners.
    pub const fn of(owners: &[Owner]) -> Owners {
        let mut bits = 0;
        let mut rest = owners;
        while let [owner, others @ ..] = rest {
            bits |= 1 << *owner as u8;
            rest = others;
        }
        Owners(bits)
    }

    /// Whether the owner is among them.
    #[inline]
    pub const fn has(self, owner: Owner) -> bool {
        self.0 & (1 << owner as u8) != 0
    }

    /// Whether there is nobody.
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl From<Vec<Owner>> for Owners {
    fn from(owners: Vec<Owner>) -> Owners {
        Owners::of(&owners)
    }
}

impl From<Owners> for Vec<Owner> {
    fn from(owners: Owners) -> Vec<Owner> {
        Owner::ALL.into_iter().filter(|owner| owners.has(*owner)).collect()
    }
}

/// Where a clock begins. What each family of ask calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Start {
    /// The ask reached the host; inside the platform the day it was sent.
    Received,
    /// Somebody asked for emergency contraception.
    EmergencyAsked,
    /// A person got in touch about an infection.
    Contact,
    /// A step-up was raised.
    Raised,
    /// The person left hospital.
    Discharged,
    /// The out-patient clinic took place.
    ClinicHeld,
    /// The issue was posted.
    IssuePosted,
}

/// Where a clock stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stop {
    /// What was asked for is done: fitted, seen, received, answered.
    Done,
    /// The earliest date among the slots offered and not later cancelled by the host.
    FirstValidSlot,
}

/// The kind of day a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Every day.
    CalendarDays,
    /// Monday to Friday less the calendar's closed days.
    WorkingDays,
}

/// How long may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// Calendar days; day 0 is the day of the start.
    CalendarDays(u16),
    /// Working days; day 0 is the day of the start.
    WorkingDays(u16),
    /// Hours that really passed, whatever the clocks on the wall did.
    Hours(u16),
    /// Minutes that really passed.
    Minutes(u16),
    /// Until the clinic closes on the day of the start.
    ClinicClose,
    /// Until the last safe time for an emergency coil, which the emergency module works out for each person.
    LastSafeTime,
}

impl Limit {
    /// The kind of day and how many, where the limit counts days.
    pub const fn days(self) -> Option<(Unit, u16)> {
        match self {
            Limit::CalendarDays(count) => Some((Unit::CalendarDays, count)),
            Limit::WorkingDays(count) => Some((Unit::WorkingDays, count)),
            Limit::Hours(_) | Limit::Minutes(_) | Limit::ClinicClose | Limit::LastSafeTime => None,
        }
    }
}

/// One clock of a rule set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// Its name where a rule set has several, as in `FIT-28`.
    pub name: Cow<'static, str>,
    /// Where it begins.
    pub start: Start,
    /// Where it stops.
    pub stop: Stop,
    /// How long may pass.
    pub limit: Limit,
    /// Owners whose days are left out when the wait is judged as the person's.
    pub person_leaves_out: Owners,
    /// Owners whose days are left out when the wait is judged as the host's. This score decides.
    pub host_leaves_out: Owners,
}

/// Kinds of place a rule set applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Setting {
    /// A general practice.
    Practice,
    /// A sexual-health clinic.
    Clinic,
    /// A hospital.
    Hospital,
    /// A pharmacy.
    Pharmacy,
}

/// Where a rule set is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Id in `docs/law/sources.toml`, or of the decision that made the rule.
    pub id: Cow<'static, str>,
    /// Clause, page or sentence.
    pub clause: Cow<'static, str>,
}

/// Dated data that turns a history into a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSet {
    /// Short stable name, as in `GP-28`.
    pub id: Cow<'static, str>,
    /// Counts up; an old ask keeps the version of its day.
    pub version: u16,
    /// In words, for a page.
    pub title: Cow<'static, str>,
    /// One clock, or several that must all be kept. Days and due date shown are the last one's.
    pub measures: Vec<Measure>,
    /// Where it applies. A rule that differs by setting must say why on the page.
    pub settings: Vec<Setting>,
    /// The group that may change it.
    pub owner_group: Cow<'static, str>,
    /// First day in force.
    pub from: Day,
    /// Last day in force, where an end is set.
    pub to: Option<Day>,
    /// Whether it is only proposed: shown beside the rules in force, and judging nobody yet.
    pub proposed: bool,
    /// Where it is written.
    pub source: Source,
}

impl RuleSet {
    /// Whether the rule set is in force on that day.
    pub fn in_force(&self, day: Day) -> bool {
        !self.proposed && self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_owners_knows_its_members_and_reads_back_as_written() {
        let owners = Owners::of(&[Owner::Clinical, Owner::Sender]);
        assert!(owners.has(Owner::Sender) && owners.has(Owner::Clinical));
        assert!(!owners.has(Owner::Host) && !owners.has(Owner::Patient));
        let listed: Vec<Owner> = owners.into();
        assert_eq!(Owners::from(listed), owners);
        assert!(Owners::NONE.is_empty());
    }
}
