//! Organisation codes, as the NHS Organisation Data Service (ODS) gives them, or as a place gives to partners without one.

use std::fmt;
use std::str::FromStr;

const LENGTH_MAX: usize = 12;

/// The code of an organisation: two to twelve capital letters, digits or hyphens. Small enough to copy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrgId {
    length: u8,
    letters: [u8; LENGTH_MAX],
}

/// A text that is not an organisation code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRefused {
    given: String,
}

impl fmt::Display for CodeRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is not an organisation code: two to twelve letters, digits or hyphens", self.given)
    }
}

impl std::error::Error for CodeRefused {}

impl OrgId {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        let used = self.letters.get(..usize::from(self.length)).unwrap_or_default();
        std::str::from_utf8(used).unwrap_or_default()
    }
}

impl FromStr for OrgId {
    type Err = CodeRefused;

    fn from_str(text: &str) -> Result<OrgId, CodeRefused> {
        let refused = || CodeRefused { given: text.chars().take(40).collect() };
        let text = text.trim();
        let fits = (2..=LENGTH_MAX).contains(&text.len());
        if !fits || !text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(refused());
        }
        let mut letters = [0; LENGTH_MAX];
        for (place, letter) in letters.iter_mut().zip(text.bytes()) {
            *place = letter.to_ascii_uppercase();
        }
        let length = u8::try_from(text.len()).map_err(|_| refused())?;
        Ok(OrgId { length, letters })
    }
}

impl fmt::Display for OrgId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for OrgId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OrgId({self})")
    }
}

impl serde::Serialize for OrgId {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for OrgId {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<OrgId, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_trimmed_and_raised_to_capitals() {
        let code: OrgId = " y01234 ".parse().unwrap();
        assert_eq!(code.as_str(), "Y01234");
    }

    #[test]
    fn too_short_too_long_and_odd_letters_are_refused() {
        for text in ["", "A", "ABCDEFGHIJKLM", "A B", "É1"] {
            assert!(text.parse::<OrgId>().is_err(), "{text}");
        }
    }
}
