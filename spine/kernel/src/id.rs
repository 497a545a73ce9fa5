//! Ids: 128 random bits that nobody can guess, written as 26 characters that can be read over a telephone.

use std::fmt;
use std::str::FromStr;

use crate::Moment;

/// Crockford's base 32 in lower case: no `i`, `l`, `o` or `u`, so that nothing is misheard or spells a word.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 26;

/// 128 bits that name one thing. Made from chance that the caller passes in; this crate has none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(u128);

/// A text that is not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdRefused;

impl fmt::Display for IdRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id has 26 letters and digits, without i, l, o and u")
    }
}

impl std::error::Error for IdRefused {}

impl Id {
    /// The id made of these bits.
    pub const fn from_bits(bits: u128) -> Id {
        Id(bits)
    }

    /// The id of something that begins at this moment: its milliseconds since 1970 in the first 48 bits, then 80 bits of
    /// chance, which is more than anybody can guess. Ids in the order of their beginnings are in order, so that what is
    /// kept by id lies together on the disk: an ask that is written touches few pages beside those of the ask before it.
    pub const fn beginning(at: Moment, chance: u128) -> Id {
        let milliseconds = at.micros().div_euclid(1_000) as u128 & ((1 << 48) - 1);
        Id((milliseconds << 80) | (chance & ((1 << 80) - 1)))
    }

    /// The bits of the id.
    pub const fn bits(self) -> u128 {
        self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [b'0'; LENGTH];
        let mut rest = self.0;
        for place in text.iter_mut().rev() {
            let digit = usize::try_from(rest & 31).unwrap_or_default();
            *place = ALPHABET.get(digit).copied().unwrap_or(b'0');
            rest >>= 5;
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Id {
    type Err = IdRefused;

    fn from_str(text: &str) -> Result<Id, IdRefused> {
        if text.len() != LENGTH {
            return Err(IdRefused);
        }
        let mut bits: u128 = 0;
        for letter in text.bytes() {
            let digit = ALPHABET.iter().position(|known| *known == letter).ok_or(IdRefused)?;
            if bits >> 123 != 0 {
                return Err(IdRefused);
            }
            bits = (bits << 5) | digit as u128;
        }
        Ok(Id(bits))
    }
}

impl serde::Serialize for Id {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Id {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Id, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(Id);

        impl $name {
            /// The id made of these random bits.
            pub const fn from_bits(bits: u128) -> Self {
                Self(Id::from_bits(bits))
            }

            /// The id of something that begins at this moment; see [`Id::beginning`].
            pub const fn beginning(at: Moment, chance: u128) -> Self {
                Self(Id::beginning(at, chance))
            }

            /// The plain id, for a store that knows only text.
            pub const fn id(self) -> Id {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdRefused;

            fn from_str(text: &str) -> Result<Self, IdRefused> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// One action of a group: an ask to one seat.
    ActionId,
    /// One ask between two organisations.
    AskId,
    /// One decision of a group.
    DecisionId,
    /// One group at the table.
    GroupId,
    /// One item of a group's agenda.
    ItemId,
    /// A person as one service knows them; never the same key in two services.
    PersonKey,
    /// A role in an organisation that acts; people hold it for dates.
    SeatId,
    /// What an organisation offers at its sites.
    ServiceId,
    /// A clinic session: a site, a time, fitters, methods.
    SessionId,
    /// A place with an address where people are seen.
    SiteId,
    /// One appointment time within a session.
    SlotId,
    /// One seat at a group's table; a seat of an organisation sits there.
    TableSeatId,
    /// Somebody who signs in.
    UserId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_id_reads_back_as_it_was_written(bits: u128) {
            let id = Id::from_bits(bits);
            prop_assert_eq!(id.to_string().parse::<Id>(), Ok(id));
        }

        #[test]
        fn what_began_later_comes_later_also_in_writing(
            began in 0..4_000_000_000_000_000_i64, later in 1_000..1_000_000_000_i64, one: u128, other: u128,
        ) {
            let first = Id::beginning(Moment::from_micros(began), one);
            let second = Id::beginning(Moment::from_micros(began + later), other);
            prop_assert!(first < second);
            prop_assert!(first.to_string() < second.to_string());
            prop_assert_eq!(first.bits() << 48, one << 48, "80 bits of chance are all there");
        }
    }

    #[test]
    fn what_is_not_an_id_is_refused() {
        for text in [
            "",
            "0",
            "zzzzzzzzzzzzzzzzzzzzzzzzzz",
            "0000000000000000000000000i",
            "00000000000000000000000000x",
        ] {
            assert_eq!(text.parse::<Id>(), Err(IdRefused), "{text}");
        }
    }
}
