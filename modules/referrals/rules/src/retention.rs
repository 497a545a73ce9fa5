//! How long what is about a person is kept, as dated rows, and who must say yes before it goes (DOMAIN-RULES 14).

use kernel::{Day, Id, UserId};
use lawbook::{Dated, Src, date};
use serde::{Deserialize, Serialize};

/// Months that the contents of an ask between organisations are kept here after it was closed. They belong to the records of
/// host and sender; what stays is the envelope.
pub const CONTENTS_MONTHS: Dated<u16> =
    Dated(&[(date(2017, 1, 1), 24, Src("retention-schedule", "inter-practice ask contents"))]);

/// Years that envelopes and events are kept. Nothing here is so old; the journal has no way of forgetting them yet.
pub const ENVELOPE_YEARS: Dated<u16> =
    Dated(&[(date(2017, 1, 1), 10, Src("retention-schedule", "envelopes, events"))]);

/// People who must have said yes to a run, each by name.
pub const PEOPLE_MIN: Dated<u8> =
    Dated(&[(date(2017, 1, 1), 2, Src("retention-schedule", "two-person release"))]);

/// The last day on which an ask may have been closed for its contents to go on that day.
pub fn contents_closed_by(today: Day) -> Day {
    today.plus_months(-i32::from(CONTENTS_MONTHS.at_or(today, 24)))
}

/// Whether enough people have said yes. The program may ask on its day and is nobody.
pub fn is_released(people: &[UserId], today: Day) -> bool {
    let mut named: Vec<UserId> =
        people.iter().copied().filter(|user| *user != UserId::from_bits(0)).collect();
    named.sort_unstable();
    named.dedup();
    named.len() >= usize::from(PEOPLE_MIN.at_or(today, 2))
}

/// The family of deletion runs.
pub const RUNS: &str = "retention-run";
/// The family of records held back, by ask.
pub const HOLDS: &str = "retention-hold";

/// Kinds of facts.
pub mod kind {
    /// [`super::Asked`]
    pub const ASKED: &str = "retention-asked.1";
    /// An empty envelope: who released it stands on the act.
    pub const RELEASED: &str = "retention-released.1";
    /// [`super::Erased`]
    pub const ERASED: &str = "retention-erased.1";
    /// [`super::Held`]
    pub const HELD: &str = "retention-held.1";
    /// An empty envelope.
    pub const LET_GO: &str = "retention-let-go.1";
}

/// Somebody asked for a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The run.
    pub run: Id,
    /// What was closed on or before this day goes.
    pub closed_by: Day,
    /// How many records that was when it was asked.
    pub records: i64,
}

/// Some records of a run went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    /// How many.
    pub records: i64,
    /// None is left to go.
    pub is_done: bool,
}

/// A record is held back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// `inquiry`, `complaint` or `court`.
    pub why: String,
}

/// Why a record may be held back.
pub const REASONS: &[(&str, &str)] =
    &[("inquiry", "an inquiry"), ("complaint", "a complaint"), ("court", "a court or coroner")];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_go_two_years_after_the_close_and_not_a_day_before() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        assert_eq!(contents_closed_by(day("2027-03-03")), day("2025-03-03"));
        assert_eq!(contents_closed_by(day("2028-02-29")), day("2026-02-28"));
    }

    #[test]
    fn two_people_and_the_program_is_nobody() {
        let today: Day = "2027-03-03".parse().unwrap();
        let [program, one, other] = [0, 1, 2].map(UserId::from_bits);
        assert!(!is_released(&[program, one], today));
        assert!(!is_released(&[one, one], today));
        assert!(is_released(&[one, other], today) && is_released(&[program, one, other], today));
    }
}
