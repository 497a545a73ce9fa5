//! What the envelope says of a person: bands wide enough that they name nobody. “Not recorded” is a category.

use std::fmt;

/// A value of a category, or that nobody recorded it. Written out on every page, never a blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recorded<T> {
    /// Known.
    Known(T),
    /// Not recorded.
    NotRecorded,
}

impl<T> From<Option<T>> for Recorded<T> {
    fn from(value: Option<T>) -> Recorded<T> {
        value.map_or(Recorded::NotRecorded, Recorded::Known)
    }
}

impl<T: fmt::Display> fmt::Display for Recorded<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Recorded::Known(value) => value.fmt(f),
            Recorded::NotRecorded => f.write_str("not recorded"),
        }
    }
}

const BAND_YEARS: u16 = 5;
const OLDEST_BAND_STARTS: u16 = 55;
const YOUNGEST_BAND_ENDS: u16 = 14;

/// A five-year age band: under 15, 15–19 and so on to 55 and over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct AgeBand {
    starts: u16,
}

impl AgeBand {
    /// The band of an age in years.
    pub fn of(age: u16) -> AgeBand {
        if age <= YOUNGEST_BAND_ENDS {
            return AgeBand { starts: 0 };
        }
        AgeBand { starts: (age - age % BAND_YEARS).min(OLDEST_BAND_STARTS) }
    }

    /// The first age of the band.
    pub const fn starts(self) -> u16 {
        self.starts
    }
}

impl fmt::Display for AgeBand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.starts {
            0 => write!(f, "under {}", YOUNGEST_BAND_ENDS + 1),
            OLDEST_BAND_STARTS => write!(f, "{OLDEST_BAND_STARTS} and over"),
            starts => write!(f, "{starts}–{}", starts + BAND_YEARS - 1),
        }
    }
}

/// A fifth of England's small areas by deprivation; 1 is the most deprived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Fifth(u8);

impl Fifth {
    /// The fifth of that number, 1 to 5.
    pub fn new(number: u8) -> Option<Fifth> {
        (1..=5).contains(&number).then_some(Fifth(number))
    }

    /// Its number.
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Fifth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => f.write_str("1 (most deprived)"),
            5 => f.write_str("5 (least deprived)"),
            number => write!(f, "{number}"),
        }
    }
}

/// Whether the small area is urban or rural.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuralClass {
    /// Urban.
    Urban,
    /// Town and fringe.
    TownAndFringe,
    /// Village or dispersed.
    Village,
}

impl fmt::Display for RuralClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            RuralClass::Urban => "urban",
            RuralClass::TownAndFringe => "town and fringe",
            RuralClass::Village => "village",
        })
    }
}

/// What is known of where the person lives, derived from the postcode by the caller, which does not keep the postcode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// The deprivation fifth.
    pub deprivation: Option<Fifth>,
    /// Urban or rural.
    pub rural: Option<RuralClass>,
    /// The council, by its organisation code.
    pub council: Option<kernel::OrgId>,
}
