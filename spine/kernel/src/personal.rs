//! A value about a person that must not find its way into a log.

use std::fmt;

/// Something about a person. It prints as `…`; whoever may show it says [`Personal::reveal`].
#[derive(Clone, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Personal<T>(T);

impl<T> Personal<T> {
    /// Wraps a value about a person.
    pub const fn new(value: T) -> Personal<T> {
        Personal(value)
    }

    /// The value, for a page or a record whose reader may see it.
    pub const fn reveal(&self) -> &T {
        &self.0
    }

    /// The value itself, for whoever keeps it sealed.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl<T> From<T> for Personal<T> {
    fn from(value: T) -> Personal<T> {
        Personal(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_keeps_its_value_and_prints_none_of_it() {
        let name = Personal::new("Amara".to_owned());
        assert_eq!(format!("{name:?}"), "…");
        assert_eq!(name.reveal(), "Amara");
    }
}
