//! The numbers of this module, each a dated row with its source. Clinical rows change only with a second clinical signature.

use kernel::Day;
use lawbook::{Dated, Src, date};

/// 1 January 2017, from when the rows are shown to hold; asks older than the first row use the first row.
const FROM: Day = date(2017, 1, 1);

/// Hours from the first unprotected sex of the cycle in which a copper coil works as emergency contraception.
pub const HOURS_AFTER_UPSI: Dated<i64> =
    Dated(&[(FROM, 120, Src("emergency-coil-window", "copper coil, first rule"))]);

/// Days after the earliest likely ovulation in which it works.
pub const DAYS_AFTER_OVULATION: Dated<u8> =
    Dated(&[(FROM, 5, Src("emergency-coil-window", "copper coil, second rule"))]);

/// Days taken off the shortest usual cycle to give the days from the first day of the period to the earliest ovulation:
/// day 14 of 28 is the first day + 13.
pub const DAYS_OFF_SHORTEST_CYCLE: Dated<u8> =
    Dated(&[(FROM, 15, Src("ovulation-day", "day 14 of 28, day 21 of 35"))]);

/// Days after birth before which no coil is fitted.
pub const DAYS_FROM_BIRTH_TO_COIL: Dated<u8> =
    Dated(&[(FROM, 28, Src("emergency-coil-leaflet", "after birth"))]);

/// Days after birth in which pregnancy is reasonably excluded without breastfeeding (under so many).
pub const DAYS_FROM_BIRTH_WITHOUT_RISK: Dated<u8> = Dated(&[(FROM, 21, Src("quick-start", "criterion 4"))]);

/// Days from the last unprotected sex before a pregnancy test can be relied on.
pub const DAYS_FROM_UPSI_TO_TEST: Dated<u8> = Dated(&[(FROM, 21, Src("quick-start", "follow-up test"))]);

/// Days that hormonal methods wait after ulipristal.
pub const DAYS_HORMONES_WAIT_AFTER_ULIPRISTAL: Dated<u8> =
    Dated(&[(FROM, 5, Src("oral-emergency", "ulipristal"))]);

/// The shortest and longest number of days believed as a shortest usual cycle.
pub const USUAL_CYCLE: Dated<CycleRange> = Dated(&[(
    FROM,
    CycleRange { shortest: 20, longest: 45 },
    Src("our-decision-0020", "range of a usual cycle"),
)]);

/// The other limits of the seven criteria.
pub const NOT_PREGNANT: Dated<NotPregnantLimits> = Dated(&[(
    FROM,
    NotPregnantLimits { period_days: 5, breastfeeding_months: 6, loss_days: 5 },
    Src("quick-start", "criteria 3, 5 and 6"),
)]);

/// The oral methods that are offered meanwhile.
pub const ORAL_METHODS: Dated<OralMethods> = Dated(&[(
    FROM,
    OralMethods {
        levonorgestrel_hours: 72,
        ulipristal_hours: 120,
        weight_kilograms: 70,
        body_mass_index: 26,
    },
    Src("oral-emergency", "time limits and weight"),
)]);

/// Days, both included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CycleRange {
    /// The shortest believed.
    pub shortest: u8,
    /// The longest believed.
    pub longest: u8,
}

/// Limits of criteria 3, 5 and 6.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NotPregnantLimits {
    /// Days of the period that count as its start.
    pub period_days: u8,
    /// Months of full breastfeeding (under so many).
    pub breastfeeding_months: u8,
    /// Days after the loss (so many or fewer).
    pub loss_days: u8,
}

/// Hours from the unprotected sex, and the weight and body-mass index above which the choice changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OralMethods {
    /// Hours for levonorgestrel.
    pub levonorgestrel_hours: i64,
    /// Hours for ulipristal.
    pub ulipristal_hours: i64,
    /// Kilograms above which the choice changes.
    pub weight_kilograms: u8,
    /// Body-mass index above which the choice changes.
    pub body_mass_index: u8,
}
