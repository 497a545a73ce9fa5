//! Why a person's record is erased, merged or parted, and the facts of it. No reason is free text: a fact that outlives the
//! person must not name her.

use kernel::{AskId, OrgId};
use serde::{Deserialize, Serialize};

/// The families of streams.
pub mod family {
    /// An erasure, from being asked for to its end.
    pub const ERASURE: &str = "erasure";
    /// Two asks that one organisation knows to be one person's.
    pub const SAME: &str = "same-person";
}

/// The kinds of fact, by the names under which they stand in the journal.
pub mod kind {
    /// [`super::ErasureAsked`]
    pub const ASKED: &str = "erasure-asked.1";
    /// [`super::ErasureEnded`]
    pub const RELEASED: &str = "erasure-released.1";
    /// [`super::ErasureEnded`]
    pub const DROPPED: &str = "erasure-dropped.1";
    /// [`super::Same`]
    pub const MERGED: &str = "persons-merged.1";
    /// [`super::Same`]
    pub const PARTED: &str = "persons-parted.1";
}

/// Why somebody is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyErase {
    /// She asked for it, and nothing stands against it.
    OwnRequest,
    /// A court or the regulator ordered it.
    Order,
    /// The record was of somebody else, or should never have been made.
    EnteredInError,
    /// Its time is over.
    Retention,
}

/// Why two records are merged or parted again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhySame {
    /// A name, date or number was mistyped.
    Mistyped,
    /// She changed her name or was given another number.
    Changed,
    /// She said so, and two facts were confirmed with her.
    Confirmed,
    /// They were merged by mistake.
    MergedByMistake,
}

macro_rules! named {
    ($type:ty, $($name:literal => $variant:ident),+) => {
        impl $type {
            /// Every name, as it is typed.
            pub const NAMES: &'static [&'static str] = &[$($name),+];

            /// Its stable name.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),+
                }
            }

            /// The reason of that name.
            pub fn named(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

named!(WhyErase, "own-request" => OwnRequest, "order" => Order, "entered-in-error" => EnteredInError, "retention" => Retention);
named!(WhySame, "mistyped" => Mistyped, "changed" => Changed, "confirmed" => Confirmed, "merged-by-mistake" => MergedByMistake);

/// The number of the case in the organisation's own files, where the whole story stands: letters, digits, `-` and `/`, 3 to
/// 30 of them, and never so many digits that it could be somebody's number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseNumber(String);

/// Why a text is no case number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseRefused {
    /// Too short, too long, or with something else in it.
    NotOne,
    /// Nine digits or more: it could be a person's number.
    LikeAPersonsNumber,
}

impl CaseNumber {
    /// Reads one.
    pub fn read(text: &str) -> Result<CaseNumber, CaseRefused> {
        let text = text.trim();
        let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '/';
        if !(3..=30).contains(&text.len())
            || !text.chars().all(fits)
            || !text.chars().any(|letter| letter.is_ascii_digit())
        {
            return Err(CaseRefused::NotOne);
        }
        if text.chars().filter(char::is_ascii_digit).count() >= 9 {
            return Err(CaseRefused::LikeAPersonsNumber);
        }
        Ok(CaseNumber(text.to_owned()))
    }

    /// As it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An erasure was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureAsked {
    /// The asks whose keys are to go.
    pub asks: Vec<AskId>,
    /// Why.
    pub why: WhyErase,
    /// Where the story stands.
    pub case: CaseNumber,
}

/// An erasure came to its end: released by a second person, or dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureEnded {
    /// How many keys went.
    pub keys: usize,
}

/// Two asks are one person's, or are not after all, as one organisation knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Same {
    /// Whose knowledge it is; no other organisation hears of it.
    pub org: OrgId,
    /// The lesser of the two ids.
    pub one: AskId,
    /// The greater.
    pub other: AskId,
    /// Why.
    pub why: WhySame,
    /// Where the story stands.
    pub case: CaseNumber,
}

/// The two in the one order in which they are kept; nothing where they are the same ask.
pub fn pair(one: AskId, other: AskId) -> Option<(AskId, AskId)> {
    match one.cmp(&other) {
        std::cmp::Ordering::Less => Some((one, other)),
        std::cmp::Ordering::Greater => Some((other, one)),
        std::cmp::Ordering::Equal => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_number_is_none_that_could_be_a_persons() {
        for well in ["SAR-2026/014", "c12", "IG/2026/0123"] {
            assert_eq!(CaseNumber::read(well).map(|case| case.as_str().to_owned()), Ok(well.to_owned()));
        }
        for person in ["9990001234", "999-000-1234", "SAR/999000123"] {
            assert_eq!(CaseNumber::read(person), Err(CaseRefused::LikeAPersonsNumber), "{person}");
        }
        for not in ["", "ab", "Amara Planted", "amara", "a1;drop", "x1@example.org"] {
            assert_eq!(CaseNumber::read(not), Err(CaseRefused::NotOne), "{not}");
        }
    }

    #[test]
    fn reasons_are_named_and_found_by_their_names() {
        for name in WhyErase::NAMES {
            assert_eq!(WhyErase::named(name).map(WhyErase::name), Some(*name));
        }
        for name in WhySame::NAMES {
            assert_eq!(WhySame::named(name).map(WhySame::name), Some(*name));
        }
        assert_eq!(WhyErase::named("because"), None);
    }

    #[test]
    fn a_pair_is_kept_in_one_order() {
        let (low, high) = (AskId::from_bits(1), AskId::from_bits(2));
        assert_eq!(pair(low, high), pair(high, low));
        assert_eq!(pair(low, low), None);
    }
}
