//! The sum: the later of two counts, and when only one of them may be used.

use std::fmt;

use kernel::{Day, Moment};

use crate::{Answer, Basis, Cycle, Fitting, OnlyUpsi, Question, UsedThisCycle, Working, rows};

const HOURS_IN_DAY: i64 = 24;

/// Dates that do not fit together. Shown as “check the dates; ring now”, with the numbers: never a blank refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckTheDates {
    /// What does not fit.
    pub clash: Clash,
    /// The end of the hours from the first unprotected sex as typed: what would hold if that date is the right one.
    pub by_upsi_alone: Moment,
}

/// Two dates that cannot both be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clash {
    /// The first unprotected sex of this cycle lies before the cycle.
    UpsiBeforeLastPeriod {
        /// The sex.
        upsi: Moment,
        /// The first day of the last period.
        last_period: Day,
    },
    /// The sex lies after the time of asking.
    UpsiStillToCome {
        /// The sex.
        upsi: Moment,
        /// The time of asking.
        now: Moment,
    },
    /// The birth lies after the day of asking.
    BirthStillToCome {
        /// The birth.
        birth: Day,
        /// The time of asking.
        now: Moment,
    },
    /// Ulipristal was taken after the time of asking.
    TabletStillToCome {
        /// When it is said to have been taken.
        taken: Moment,
        /// The time of asking.
        now: Moment,
    },
}

impl fmt::Display for Clash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Clash::UpsiBeforeLastPeriod { upsi, last_period } => write!(
                f,
                "the first unprotected sex of this cycle ({}) is before the first day of the last period ({})",
                upsi.in_words(),
                last_period.in_words()
            ),
            Clash::UpsiStillToCome { upsi, now } => {
                write!(f, "the unprotected sex ({}) is later than now ({})", upsi.in_words(), now.in_words())
            }
            Clash::BirthStillToCome { birth, now } => {
                write!(f, "the birth ({}) is later than today ({})", birth.in_words(), now.day().in_words())
            }
            Clash::TabletStillToCome { taken, now } => {
                write!(f, "ulipristal was taken ({}) later than now ({})", taken.in_words(), now.in_words())
            }
        }
    }
}

impl fmt::Display for CheckTheDates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "check the dates; ring now: {}. By the date of the sex alone, the window shuts at {}",
            self.clash,
            self.by_upsi_alone.in_words()
        )
    }
}

impl std::error::Error for CheckTheDates {}

/// The last safe time for a copper coil as emergency contraception: the later of two moments. One is 120 real hours after
/// the first unprotected sex of the cycle; the other is the end of the fifth day after the earliest likely ovulation. “End
/// of a day” is 00:00 of the next day on the wall in England. Where the cycle says nothing certain, the first alone.
///
/// Refuses dates that do not fit together. Source: the rows named in [`rows`].
pub fn last_safe_time(question: &Question) -> Result<Answer, CheckTheDates> {
    let today = question.now.day();
    let hours = rows::HOURS_AFTER_UPSI.on(today);
    let by_upsi = question.first_upsi.plus_hours(hours);
    if let Some(clash) = clash(question) {
        return Err(CheckTheDates { clash, by_upsi_alone: by_upsi });
    }
    let mut workings = vec![Working::AfterUpsi { upsi: question.first_upsi, hours, until: by_upsi }];
    let (last_safe, basis) = match usable_cycle(question) {
        Err(why) => {
            workings.push(Working::OnlyUpsi(why));
            (by_upsi, Basis::Upsi)
        }
        Ok((last_period, cycle)) => {
            let by_ovulation = after_ovulation(last_period, cycle, today, &mut workings);
            later(by_upsi, by_ovulation, &mut workings)
        }
    };
    period_long_ago(question, &mut workings);
    let fitting = after_birth(question, last_safe, &mut workings);
    let hormones_from = after_ulipristal(question, &mut workings);
    oral_meanwhile(question, &mut workings);
    Ok(Answer { last_safe, basis, now: question.now, fitting, hormones_from, workings })
}

fn clash(question: &Question) -> Option<Clash> {
    let Question { first_upsi: upsi, cycle, used, birth, now } = *question;
    if upsi > now {
        return Some(Clash::UpsiStillToCome { upsi, now });
    }
    if let Cycle::Known { last_period, .. } = cycle
        && upsi.day() < last_period
    {
        return Some(Clash::UpsiBeforeLastPeriod { upsi, last_period });
    }
    if let Some(birth) = birth
        && birth > now.day()
    {
        return Some(Clash::BirthStillToCome { birth, now });
    }
    match used {
        UsedThisCycle::Ulipristal { taken } if taken > now => Some(Clash::TabletStillToCome { taken, now }),
        UsedThisCycle::Ulipristal { .. }
        | UsedThisCycle::Nothing
        | UsedThisCycle::Hormones
        | UsedThisCycle::Levonorgestrel => None,
    }
}

/// The last period and the shortest cycle, or why nothing may be built on them. The first reason is enough.
fn usable_cycle(question: &Question) -> Result<(Day, u8), OnlyUpsi> {
    let today = question.now.day();
    match question.used {
        UsedThisCycle::Nothing => {}
        UsedThisCycle::Hormones | UsedThisCycle::Levonorgestrel | UsedThisCycle::Ulipristal { .. } => {
            return Err(OnlyUpsi::HormonesThisCycle);
        }
    }
    let lately = rows::DAYS_FROM_BIRTH_TO_COIL.on(today);
    if question.birth.is_some_and(|birth| today - birth <= i32::from(lately)) {
        return Err(OnlyUpsi::BirthInLast { days: lately });
    }
    match (question.cycle, question.birth) {
        (Cycle::Unknown, _) => Err(OnlyUpsi::CycleUnknown),
        (Cycle::Known { last_period, .. }, Some(birth)) if last_period <= birth => {
            Err(OnlyUpsi::NoPeriodSinceBirth)
        }
        (Cycle::Known { last_period, shortest }, _) => Ok((last_period, shortest.days())),
    }
}

fn after_ovulation(last_period: Day, cycle: u8, today: Day, workings: &mut Vec<Working>) -> Moment {
    let less = rows::DAYS_OFF_SHORTEST_CYCLE.on(today);
    let ovulation = last_period + (i32::from(cycle) - i32::from(less));
    workings.push(Working::EarliestOvulation { last_period, cycle, less, ovulation });
    let days = rows::DAYS_AFTER_OVULATION.on(today);
    let last_day = ovulation + i32::from(days);
    let until = Moment::start_of(last_day.next());
    workings.push(Working::AfterOvulation { days, last_day, until });
    until
}

fn later(by_upsi: Moment, by_ovulation: Moment, workings: &mut Vec<Working>) -> (Moment, Basis) {
    if by_ovulation > by_upsi {
        workings.push(Working::Later(by_ovulation));
        return (by_ovulation, Basis::Ovulation);
    }
    workings.push(if by_ovulation == by_upsi { Working::Same(by_upsi) } else { Working::Later(by_upsi) });
    (by_upsi, Basis::Upsi)
}

fn period_long_ago(question: &Question, workings: &mut Vec<Working>) {
    if let Cycle::Known { last_period, shortest } = question.cycle {
        let days = question.first_upsi.day() - last_period;
        if days > i32::from(shortest.days()) {
            workings.push(Working::PeriodLongAgo { days, cycle: shortest.days() });
        }
    }
}

fn after_birth(question: &Question, last_safe: Moment, workings: &mut Vec<Working>) -> Fitting {
    let Some(birth) = question.birth else { return Fitting::AnyTime };
    let today = question.now.day();
    let soon = question.first_upsi.day() - birth;
    let under = rows::DAYS_FROM_BIRTH_WITHOUT_RISK.on(today);
    if (0..i32::from(under)).contains(&soon) {
        workings.push(Working::SoonAfterBirth { days: soon, under });
    }
    let days = rows::DAYS_FROM_BIRTH_TO_COIL.on(today);
    let from = birth + i32::from(days);
    if from <= today {
        return Fitting::AnyTime;
    }
    let in_time = Moment::start_of(from) < last_safe;
    workings.push(Working::NotBeforeAfterBirth { birth, days, from, in_time });
    if in_time { Fitting::NotBefore(from) } else { Fitting::NotInTime(from) }
}

fn after_ulipristal(question: &Question, workings: &mut Vec<Working>) -> Option<Moment> {
    let UsedThisCycle::Ulipristal { taken } = question.used else { return None };
    let days = rows::DAYS_HORMONES_WAIT_AFTER_ULIPRISTAL.on(question.now.day());
    let from = taken.plus_hours(HOURS_IN_DAY * i64::from(days));
    workings.push(Working::HormonesWait { taken, days, from });
    Some(from)
}

fn oral_meanwhile(question: &Question, workings: &mut Vec<Working>) {
    let today = question.now.day();
    let oral = rows::ORAL_METHODS.on(today);
    workings.push(Working::OralMeanwhile {
        levonorgestrel: question.first_upsi.plus_hours(oral.levonorgestrel_hours),
        ulipristal: question.first_upsi.plus_hours(oral.ulipristal_hours),
        kilograms: oral.weight_kilograms,
        body_mass_index: oral.body_mass_index,
        now: question.now,
    });
    let days = rows::DAYS_FROM_UPSI_TO_TEST.on(today);
    workings.push(Working::TestFrom { days, from: question.first_upsi.day() + i32::from(days) });
}
