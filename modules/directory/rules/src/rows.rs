//! The numbers of this module, each a dated row with its source. Rows marked `group` are starting values of rule rows that
//! a group of partners owns and may change on a page.

use kernel::Day;

use lawbook::{Dated, Src, date};

/// 1 January 2017: the first row holds from here and, for older days, before.
const FROM: Day = date(2017, 1, 1);
/// 1 June 2021, when the copper age rule was published as seen.
const JUNE_2021: Day = date(2021, 6, 1);
/// 1 May 2024, when every 52 mg device became an eight-year device.
const MAY_2024: Day = date(2024, 5, 1);

/// Years for which a ten-year copper coil works.
pub const COPPER_TEN_YEARS: Dated<u8> = Dated(&[(FROM, 10, Src("device-life", "copper, 10-year kinds"))]);
/// Years for which a five-year copper coil works.
pub const COPPER_FIVE_YEARS: Dated<u8> = Dated(&[(FROM, 5, Src("device-life", "copper, 5-year kinds"))]);
/// Years for which a 52 mg hormonal coil works, fitted below the age of the age rule.
pub const HORMONAL_52_YEARS: Dated<u8> = Dated(&[
    (FROM, 5, Src("device-life", "52 mg, before the statement")),
    (MAY_2024, 8, Src("lng-52-statement", "May 2024")),
]);
/// Years for which a 19.5 mg hormonal coil works.
pub const HORMONAL_19_YEARS: Dated<u8> = Dated(&[(FROM, 5, Src("device-life", "19.5 mg"))]);
/// Years for which a 13.5 mg hormonal coil works.
pub const HORMONAL_13_YEARS: Dated<u8> = Dated(&[(FROM, 3, Src("device-life", "13.5 mg"))]);
/// Years for which an implant works.
pub const IMPLANT_YEARS: Dated<u8> = Dated(&[(FROM, 3, Src("device-life", "etonogestrel implant"))]);
/// Weeks for which an injection works.
pub const INJECTABLE_WEEKS: Dated<u8> = Dated(&[(FROM, 13, Src("device-life", "injectable"))]);

/// A coil fitted from this age may stay until the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AgeRule {
    /// The age at fitting, in years.
    pub fitted_from: u8,
    /// The birthday until which it may stay.
    pub stays_to: u8,
}

/// The age rule of copper coils.
pub const COPPER_AGE_RULE: Dated<AgeRule> =
    Dated(&[(JUNE_2021, AgeRule { fitted_from: 40, stays_to: 55 }, Src("age-rules", "copper from 40"))]);
/// The age rule of 52 mg hormonal coils.
pub const HORMONAL_52_AGE_RULE: Dated<AgeRule> =
    Dated(&[(JUNE_2021, AgeRule { fitted_from: 45, stays_to: 55 }, Src("age-rules", "52 mg from 45"))]);

/// Years for which a certificate is current.
pub const CERTIFICATE_YEARS: Dated<u8> = Dated(&[(FROM, 5, Src("recertification", "every five years"))]);
/// Days after that in which renewal is overdue and the certificate still counts for what is booked.
pub const OVERDUE_DAYS: Dated<u8> = Dated(&[(FROM, 42, Src("recertification", "to 6 weeks after"))]);
/// Whether a certificate whose renewal is overdue counts for new bookings (group).
pub const OVERDUE_TAKES_NEW: Dated<bool> =
    Dated(&[(FROM, false, Src("group", "overdue: booked stay, none new"))]);
/// Months for which life-support training counts.
pub const LIFE_SUPPORT_MONTHS: Dated<u8> = Dated(&[(FROM, 18, Src("group", "life support"))]);
/// Days before the end of a certificate at which fitter and manager are warned.
pub const WARNING_DAYS: Dated<[u16; 2]> = Dated(&[(FROM, [90, 30], Src("group", "warnings"))]);
/// Fittings in 12 months under which a low volume is pointed out: coils, implants.
pub const LOW_VOLUME: Dated<[u16; 2]> =
    Dated(&[(FROM, [12, 6], Src("enhanced-service", "at least one a month"))]);
/// Days after its last confirmation at which an entry is marked as old, and at which others no longer see it (group).
pub const ENTRY_DAYS: Dated<[u16; 2]> = Dated(&[(FROM, [90, 120], Src("group", "directory entries"))]);

/// How the combined order of hosts weighs a day, and who counts as equally good (group).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SearchRule {
    /// Metres that one day of waiting counts as much as.
    pub metres_a_day: u32,
    /// Hosts within so many metres of each other …
    pub spread_metres: u32,
    /// … and so many days share the asks.
    pub spread_days: u16,
    /// Days ahead in which free slots are counted as the shares.
    pub share_days: u16,
    /// Days until the first date at a host that offers by telephone and has not said.
    pub telephone_days: u16,
    /// Hosts in the list.
    pub list: usize,
}

/// A mile counts as much as a day; a mile and three days are no difference.
pub const SEARCH: Dated<SearchRule> = Dated(&[(
    FROM,
    SearchRule {
        metres_a_day: 1_609,
        spread_metres: 1_609,
        spread_days: 3,
        share_days: 28,
        telephone_days: 14,
        list: 5,
    },
    Src("group", "host search"),
)]);
