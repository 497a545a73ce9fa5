//! By what a person is found again without being named: the fields that are hashed, and how they are written first. One
//! way for all modules, so that what one organisation knows of a person is found together.

/// The fields, by their names in what is sealed.
pub const FIELDS: &[&str] = &["name", "date_of_birth", "nhs_number"];

/// What was typed without what people write differently: capitals, spaces, marks.
pub fn plain(typed: &str) -> String {
    typed.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
