//! “Reasonably certain not pregnant”: seven criteria, any one of which is enough, and what follows when none holds.

use kernel::Day;

use crate::rows;

/// One of the seven. A clinician ticks it; the dates, where known, may speak against it. Source: `quick-start`, criteria.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Criterion {
    /// No intercourse since the last normal period, childbirth, abortion, miscarriage or ectopic pregnancy.
    NoIntercourse,
    /// A reliable method, used correctly and every time.
    ReliableMethod,
    /// Within the first days of a normal period.
    StartOfPeriod,
    /// Few enough days after birth, and not breastfeeding.
    SoonAfterBirth,
    /// Fully breastfeeding, no periods, less than six months after birth.
    FullyBreastfeeding,
    /// Within a few days after abortion, miscarriage or ectopic pregnancy.
    AfterPregnancyLoss,
    /// No intercourse for more than 21 days, and a negative high-sensitivity test.
    NegativeTest,
}

impl Criterion {
    /// All seven, in the order of the source.
    pub const ALL: [Criterion; 7] = [
        Criterion::NoIntercourse,
        Criterion::ReliableMethod,
        Criterion::StartOfPeriod,
        Criterion::SoonAfterBirth,
        Criterion::FullyBreastfeeding,
        Criterion::AfterPregnancyLoss,
        Criterion::NegativeTest,
    ];

    /// The short stable name, for forms and stores.
    pub const fn name(self) -> &'static str {
        match self {
            Criterion::NoIntercourse => "no-intercourse",
            Criterion::ReliableMethod => "reliable-method",
            Criterion::StartOfPeriod => "start-of-period",
            Criterion::SoonAfterBirth => "soon-after-birth",
            Criterion::FullyBreastfeeding => "fully-breastfeeding",
            Criterion::AfterPregnancyLoss => "after-pregnancy-loss",
            Criterion::NegativeTest => "negative-test",
        }
    }

    /// The criterion of that short name.
    pub fn of_name(name: &str) -> Option<Criterion> {
        Criterion::ALL.into_iter().find(|known| known.name() == name)
    }

    /// The words beside the tick-box, with the numbers of the day.
    pub fn in_words(self, on: Day) -> String {
        let limits = rows::NOT_PREGNANT.on(on);
        match self {
            Criterion::NoIntercourse => {
                "No intercourse since the last normal period, childbirth, abortion, miscarriage \
                                         or ectopic pregnancy"
                    .to_owned()
            }
            Criterion::ReliableMethod => "A reliable method used correctly and every time".to_owned(),
            Criterion::StartOfPeriod => {
                format!("Within the first {} days of a normal period", limits.period_days)
            }
            Criterion::SoonAfterBirth => format!(
                "Less than {} days after birth, not breastfeeding",
                rows::DAYS_FROM_BIRTH_WITHOUT_RISK.on(on)
            ),
            Criterion::FullyBreastfeeding => {
                format!(
                    "Fully breastfeeding, no periods, less than {} months after birth",
                    limits.breastfeeding_months
                )
            }
            Criterion::AfterPregnancyLoss => {
                format!("Within {} days after abortion, miscarriage or ectopic pregnancy", limits.loss_days)
            }
            Criterion::NegativeTest => format!(
                "No intercourse for more than {} days and a negative high-sensitivity test",
                rows::DAYS_FROM_UPSI_TO_TEST.on(on)
            ),
        }
    }

    /// Whether the dates that are known speak for the criterion, against it, or not at all. It decides nothing: a date
    /// against a tick is shown beside it.
    pub fn agrees(self, dates: &KnownDates, on: Day) -> Agreement {
        let limits = rows::NOT_PREGNANT.on(on);
        let within = |day: Option<Day>, below: i32| match day {
            Some(day) if (0..below).contains(&(on - day)) => Agreement::Agrees,
            Some(_) => Agreement::Disagrees,
            None => Agreement::CannotTell,
        };
        match self {
            Criterion::NoIntercourse => match (dates.last_intercourse, dates.last_period) {
                (Some(sex), Some(period)) if sex < period => Agreement::Agrees,
                (Some(_), Some(_)) => Agreement::Disagrees,
                (None, _) | (_, None) => Agreement::CannotTell,
            },
            Criterion::ReliableMethod => Agreement::CannotTell,
            // The first day of the period is its day 1, so five days are day 0 to day 4 after it.
            Criterion::StartOfPeriod => within(dates.last_period, i32::from(limits.period_days)),
            Criterion::SoonAfterBirth => {
                within(dates.birth, i32::from(rows::DAYS_FROM_BIRTH_WITHOUT_RISK.on(on)))
            }
            Criterion::FullyBreastfeeding => match dates.birth {
                Some(birth)
                    if birth <= on && on < birth.plus_months(i32::from(limits.breastfeeding_months)) =>
                {
                    Agreement::Agrees
                }
                Some(_) => Agreement::Disagrees,
                None => Agreement::CannotTell,
            },
            // “Within 5 days after” counts the fifth day.
            Criterion::AfterPregnancyLoss => within(dates.pregnancy_loss, i32::from(limits.loss_days) + 1),
            Criterion::NegativeTest => match dates.last_intercourse {
                Some(sex) if on - sex > i32::from(rows::DAYS_FROM_UPSI_TO_TEST.on(on)) => Agreement::Agrees,
                Some(_) => Agreement::Disagrees,
                None => Agreement::CannotTell,
            },
        }
    }
}

/// The dates that a form may hold; each may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KnownDates {
    /// The first day of the last normal period.
    pub last_period: Option<Day>,
    /// The last intercourse of any kind.
    pub last_intercourse: Option<Day>,
    /// The last birth.
    pub birth: Option<Day>,
    /// The last abortion, miscarriage or ectopic pregnancy.
    pub pregnancy_loss: Option<Day>,
}

/// How a criterion stands to the dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// The dates speak for it.
    Agrees,
    /// The dates speak against it.
    Disagrees,
    /// They say nothing about it.
    CannotTell,
}

/// What the clinician found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PregnancyCheck {
    /// Reasonably certain not pregnant by this criterion, without symptoms or signs.
    Excluded(Criterion),
    /// Not excluded.
    NotExcluded(NotExcluded),
}

/// Why pregnancy is not excluded, with the dates that then matter and are asked for only then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotExcluded {
    /// A symptom or sign of pregnancy outweighs every criterion.
    pub symptoms_or_signs: bool,
    /// The last unprotected sex.
    pub last_upsi: Day,
}

/// The kind of fitting that was wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// A coil of any kind.
    Coil,
    /// An implant.
    Implant,
}

/// What becomes of the fitting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceStep {
    /// The coil waits, with a bridging method; looked at again on this day.
    DeferUntil(Day),
    /// The implant may start at once, with a pregnancy test on this day.
    StartNowTestOn(Day),
}

/// What follows when pregnancy is not excluded. The emergency window always comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WhatFollows {
    /// Then this.
    pub step: DeviceStep,
    /// A test before this day would miss a pregnancy from the last unprotected sex.
    pub test_from: Day,
}

impl WhatFollows {
    /// The sentences for the page, the first of them first.
    pub fn in_words(&self) -> Vec<String> {
        let first = "First check the emergency window: a copper coil may still be fitted in time. Ring now.";
        let then = match self.step {
            DeviceStep::DeferUntil(day) => format!(
                "Otherwise the coil waits: offer a bridging method, test from {}, and look again on {}.",
                self.test_from.in_words(),
                day.in_words()
            ),
            DeviceStep::StartNowTestOn(day) => {
                format!("The implant may be started at once, with a follow-up test from {}.", day.in_words())
            }
        };
        vec![first.to_owned(), then]
    }
}

/// What follows for this kind of fitting: a coil is deferred to last unprotected sex + 21 days, an implant may start at
/// once with a test on that day. Source: `quick-start`; [`rows::DAYS_FROM_UPSI_TO_TEST`].
pub fn what_follows(not_excluded: &NotExcluded, device: Device, on: Day) -> WhatFollows {
    let test_from = not_excluded.last_upsi + i32::from(rows::DAYS_FROM_UPSI_TO_TEST.on(on));
    let step = match device {
        Device::Coil => DeviceStep::DeferUntil(test_from),
        Device::Implant => DeviceStep::StartNowTestOn(test_from),
    };
    WhatFollows { step, test_from }
}
