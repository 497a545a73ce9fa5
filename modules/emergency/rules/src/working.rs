//! The workings, one sentence a step, so that a clinician can follow the sum with a finger on a calendar.

use std::fmt;

use kernel::{Day, Moment};

/// One step of the sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Working {
    /// First unprotected sex + hours.
    AfterUpsi {
        /// The first unprotected sex.
        upsi: Moment,
        /// Hours added.
        hours: i64,
        /// The end of them.
        until: Moment,
    },
    /// First day of the last period + (shortest cycle − days).
    EarliestOvulation {
        /// The first day of the last period.
        last_period: Day,
        /// The shortest usual cycle.
        cycle: u8,
        /// Days taken off it.
        less: u8,
        /// The earliest likely ovulation.
        ovulation: Day,
    },
    /// Earliest ovulation + days, to the end of that day.
    AfterOvulation {
        /// Days added.
        days: u8,
        /// The last day.
        last_day: Day,
        /// 00:00 of the day after.
        until: Moment,
    },
    /// The ovulation rule is left out, and why.
    OnlyUpsi(OnlyUpsi),
    /// The later of the two counts.
    Later(Moment),
    /// Both rules give the same moment.
    Same(Moment),
    /// More days than a cycle have passed since the last period began.
    PeriodLongAgo {
        /// Days from the last period to the first unprotected sex.
        days: i32,
        /// The shortest usual cycle.
        cycle: u8,
    },
    /// No coil before so many days after birth.
    NotBeforeAfterBirth {
        /// The day of birth.
        birth: Day,
        /// Days to wait.
        days: u8,
        /// The first day on which a coil may be fitted.
        from: Day,
        /// Whether that is before the window shuts.
        in_time: bool,
    },
    /// Sex so soon after birth that pregnancy may already count as excluded.
    SoonAfterBirth {
        /// Days from birth to the first unprotected sex.
        days: i32,
        /// The limit of the criterion.
        under: u8,
    },
    /// After ulipristal, hormonal methods wait.
    HormonesWait {
        /// When it was taken.
        taken: Moment,
        /// Days to wait.
        days: u8,
        /// The first moment for an implant or a pill.
        from: Moment,
    },
    /// An oral method is offered meanwhile, and until when each kind may be taken.
    OralMeanwhile {
        /// The last moment for levonorgestrel.
        levonorgestrel: Moment,
        /// The last moment for ulipristal.
        ulipristal: Moment,
        /// Above this weight the choice changes.
        kilograms: u8,
        /// Above this body-mass index the choice changes.
        body_mass_index: u8,
        /// The time of asking.
        now: Moment,
    },
    /// A pregnancy test before this day would miss a pregnancy from that sex.
    TestFrom {
        /// Days to wait.
        days: u8,
        /// The first day.
        from: Day,
    },
}

/// Why only the hours from the first unprotected sex count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnlyUpsi {
    /// The cycle is not known or irregular.
    CycleUnknown,
    /// Hormones were taken in this cycle.
    HormonesThisCycle,
    /// There was a birth in the last days.
    BirthInLast {
        /// How many days back it counts.
        days: u8,
    },
    /// The last period lies before the birth, so that no cycle has begun.
    NoPeriodSinceBirth,
}

impl fmt::Display for OnlyUpsi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OnlyUpsi::CycleUnknown => f.write_str("the cycle is irregular or not known"),
            OnlyUpsi::HormonesThisCycle => f.write_str(
                "a hormonal method or an oral emergency method was used in this cycle, which can move ovulation",
            ),
            OnlyUpsi::BirthInLast { days } => write!(f, "there was a birth in the last {days} days"),
            OnlyUpsi::NoPeriodSinceBirth => f.write_str("there has been no period since the birth"),
        }
    }
}

impl fmt::Display for Working {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Working::AfterUpsi { upsi, hours, until } => {
                write!(
                    f,
                    "First unprotected sex in this cycle {} + {hours} hours = {}.",
                    upsi.in_words(),
                    until.in_words()
                )
            }
            Working::EarliestOvulation { last_period, cycle, less, ovulation } => write!(
                f,
                "Earliest likely ovulation: first day of the last period {} + ({cycle} − {less}) days = {}.",
                last_period.in_words(),
                ovulation.in_words()
            ),
            Working::AfterOvulation { days, last_day, until } => write!(
                f,
                "Earliest ovulation + {days} days = the end of {}, which is {}.",
                last_day.in_words(),
                until.in_words()
            ),
            Working::OnlyUpsi(why) => {
                write!(f, "Only the hours from the first unprotected sex count, because {why}.")
            }
            Working::Later(until) => write!(f, "The later of the two counts: {}.", until.in_words()),
            Working::Same(until) => write!(f, "Both rules give {}.", until.in_words()),
            Working::PeriodLongAgo { days, cycle } => write!(
                f,
                "The last period began {days} days before, longer than the shortest cycle of {cycle} days: check for an \
                 earlier pregnancy before fitting."
            ),
            Working::NotBeforeAfterBirth { birth, days, from, in_time: true } => write!(
                f,
                "No coil before {days} days after the birth on {}: fit from {}.",
                birth.in_words(),
                from.in_words()
            ),
            Working::NotBeforeAfterBirth { birth, days, from, in_time: false } => write!(
                f,
                "No coil before {days} days after the birth on {}, which is {}: too late for this window, so speak about \
                 an oral method.",
                birth.in_words(),
                from.in_words()
            ),
            Working::SoonAfterBirth { days, under } => write!(
                f,
                "The sex was {days} days after the birth: if she is not breastfeeding, under {under} days pregnancy is \
                 reasonably excluded."
            ),
            Working::HormonesWait { taken, days, from } => write!(
                f,
                "Ulipristal was taken {}: hormonal methods (implant, pill) wait {days} days, to {}. A copper coil does \
                 not wait.",
                taken.in_words(),
                from.in_words()
            ),
            Working::OralMeanwhile { levonorgestrel, ulipristal, kilograms, body_mass_index, now } => {
                oral(f, *levonorgestrel, *ulipristal, *now)?;
                write!(
                    f,
                    " A weight above {kilograms} kg or a BMI above {body_mass_index} changes the choice."
                )
            }
            Working::TestFrom { days, from } => write!(
                f,
                "A pregnancy test is reliable from {} ({days} days after the last unprotected sex, if that was the last).",
                from.in_words()
            ),
        }
    }
}

fn oral(f: &mut fmt::Formatter<'_>, levonorgestrel: Moment, ulipristal: Moment, now: Moment) -> fmt::Result {
    let why = "in case the fitting fails or is missed";
    match (now <= levonorgestrel, now <= ulipristal) {
        (true, _) => write!(
            f,
            "Offer an oral method now {why}: levonorgestrel until {}, ulipristal until {}.",
            levonorgestrel.in_words(),
            ulipristal.in_words()
        ),
        (false, true) => write!(
            f,
            "Offer an oral method now {why}: ulipristal until {}; levonorgestrel's time ended {}.",
            ulipristal.in_words(),
            levonorgestrel.in_words()
        ),
        (false, false) => write!(
            f,
            "The time for an oral method ended {} by the first unprotected sex; later sex may still be in time.",
            ulipristal.in_words()
        ),
    }
}
