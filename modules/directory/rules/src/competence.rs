//! Who may fit: certificates, how long each counts, and warnings before it ends.

use kernel::{Day, SeatId};

use crate::{Method, Procedure, rows};

/// What a certificate is for. Codes of the College's letters of competence, and local equivalents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Skill {
    /// `IUT`: coils in and out.
    Iut,
    /// `SDI-IR`: implants in and out.
    SdiIr,
    /// `SDI-IO`: implants in only (abortion and maternity settings).
    SdiIo,
    /// `SDI-RO`: implants out only (deep-implant settings).
    SdiRo,
    /// `LOCAL`: an equivalent that the commissioner accepted, with its own last day.
    Local {
        /// The code that it stands for.
        stands_for: LocalSkill,
        /// The last day on which it counts.
        until: Day,
    },
}

/// What a local equivalent stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum LocalSkill {
    /// Coils in and out.
    Iut,
    /// Implants in and out.
    SdiIr,
}

impl Skill {
    /// The code as written on a certificate.
    pub const fn code(self) -> &'static str {
        match self {
            Skill::Iut => "IUT",
            Skill::SdiIr => "SDI-IR",
            Skill::SdiIo => "SDI-IO",
            Skill::SdiRo => "SDI-RO",
            Skill::Local { .. } => "LOCAL",
        }
    }

    /// Whether it is the skill for doing that with that method.
    pub const fn covers(self, method: Method, procedure: Procedure) -> bool {
        let coil = method.is_coil();
        match self {
            Skill::Iut | Skill::Local { stands_for: LocalSkill::Iut, .. } => coil,
            Skill::SdiIr | Skill::Local { stands_for: LocalSkill::SdiIr, .. } => !coil,
            Skill::SdiIo => !coil && matches!(procedure, Procedure::Fit),
            Skill::SdiRo => !coil && matches!(procedure, Procedure::Remove),
        }
    }
}

/// One certificate of one fitter, with the life-support date that it needs beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Competence {
    /// What it is for.
    pub skill: Skill,
    /// The date on the certificate.
    pub certified: Day,
    /// The last life-support and anaphylaxis training.
    pub life_support: Day,
}

/// How a certificate stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Counts.
    Current,
    /// Its years are over and the weeks for renewal are not: what is booked stays; new bookings only if a rule row says so.
    RenewalOverdue {
        /// The last of those days.
        until: Day,
    },
    /// Does not count: the certificate is not yet dated.
    NotYet,
    /// Does not count: the certificate ended.
    Lapsed,
    /// Does not count: life support is out of date.
    LifeSupportOutOfDate,
}

/// A warning to fitter and manager: so many days or fewer to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Warning {
    /// The first of the two warnings (90 days).
    First {
        /// The last day on which it is current.
        ends: Day,
    },
    /// The last of the two warnings (30 days).
    Last {
        /// The last day on which it is current.
        ends: Day,
    },
}

impl Competence {
    /// The last day on which it is current: the earlier of the certificate's and, where it ends sooner, life support's.
    pub fn current_until(&self) -> Day {
        self.certificate_until().min(self.life_support_until())
    }

    fn certificate_until(&self) -> Day {
        match self.skill {
            Skill::Local { until, .. } => until,
            Skill::Iut | Skill::SdiIr | Skill::SdiIo | Skill::SdiRo => {
                let years = rows::CERTIFICATE_YEARS.on(self.certified);
                self.certified.plus_months(12 * i32::from(years))
            }
        }
    }

    fn life_support_until(&self) -> Day {
        self.life_support.plus_months(i32::from(rows::LIFE_SUPPORT_MONTHS.on(self.life_support)))
    }

    /// How it stands on that day. A local equivalent has no weeks for renewal: its last day is its own.
    pub fn standing(&self, on: Day) -> Standing {
        if on < self.certified {
            return Standing::NotYet;
        }
        if on > self.life_support_until() {
            return Standing::LifeSupportOutOfDate;
        }
        let until = self.certificate_until();
        if on <= until {
            return Standing::Current;
        }
        match self.skill {
            Skill::Local { .. } => Standing::Lapsed,
            Skill::Iut | Skill::SdiIr | Skill::SdiIo | Skill::SdiRo => {
                let last = until + i32::from(rows::OVERDUE_DAYS.on(on));
                if on <= last { Standing::RenewalOverdue { until: last } } else { Standing::Lapsed }
            }
        }
    }

    /// Whether it counts for a new booking on that day.
    pub fn takes_new(&self, on: Day) -> bool {
        match self.standing(on) {
            Standing::Current => true,
            Standing::RenewalOverdue { .. } => rows::OVERDUE_TAKES_NEW.on(on),
            Standing::NotYet | Standing::Lapsed | Standing::LifeSupportOutOfDate => false,
        }
    }

    /// Whether it still counts for what is booked on that day.
    pub fn keeps_booked(&self, on: Day) -> bool {
        match self.standing(on) {
            Standing::Current | Standing::RenewalOverdue { .. } => true,
            Standing::NotYet | Standing::Lapsed | Standing::LifeSupportOutOfDate => false,
        }
    }

    /// The warning that stands on that day, if one does. A daily job tells people on the day it changes.
    pub fn warning(&self, on: Day) -> Option<Warning> {
        let ends = self.current_until();
        let left = ends - on;
        let [first, last] = rows::WARNING_DAYS.on(on);
        if left < 0 || left > i32::from(first) {
            return None;
        }
        Some(if left <= i32::from(last) { Warning::Last { ends } } else { Warning::First { ends } })
    }
}

/// Somebody who fits: a seat, the certificates, and how much was fitted in the last 12 months.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fitter {
    /// The seat.
    pub seat: SeatId,
    /// The certificates.
    pub competences: Vec<Competence>,
    /// Coils fitted in the last 12 months.
    pub coils_last_year: u16,
    /// Implants fitted in the last 12 months.
    pub implants_last_year: u16,
}

/// A volume low enough to point out. A warning, never a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LowVolume {
    /// Coils (true) or implants (false).
    pub coils: bool,
    /// Fitted in the last 12 months.
    pub fitted: u16,
    /// Expected at the least.
    pub expected: u16,
}

impl Fitter {
    /// Whether a certificate counts for a new booking of that kind on that day.
    pub fn takes_new(&self, method: Method, procedure: Procedure, on: Day) -> bool {
        self.competences.iter().any(|held| held.skill.covers(method, procedure) && held.takes_new(on))
    }

    /// Whether a certificate counts for what is booked of that kind on that day.
    pub fn keeps_booked(&self, method: Method, procedure: Procedure, on: Day) -> bool {
        self.competences.iter().any(|held| held.skill.covers(method, procedure) && held.keeps_booked(on))
    }

    /// Low volumes among the skills that are held on that day.
    pub fn low_volumes(&self, on: Day) -> Vec<LowVolume> {
        let [coils, implants] = rows::LOW_VOLUME.on(on);
        let holds = |method| self.keeps_booked(method, Procedure::Fit, on);
        let mut found = Vec::new();
        if holds(Method::CuIud) && self.coils_last_year < coils {
            found.push(LowVolume { coils: true, fitted: self.coils_last_year, expected: coils });
        }
        if holds(Method::Implant) && self.implants_last_year < implants {
            found.push(LowVolume { coils: false, fitted: self.implants_last_year, expected: implants });
        }
        found
    }
}
