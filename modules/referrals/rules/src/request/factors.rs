//! Complicating factors: any one of them suggests the specialist clinic; none, general practice first.

use kernel::Day;
use lawbook::{Dated, Setting, Src, date};

/// A complicating factor, by its short stable name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Factor(&'static str);

/// One row of the list, which the group's clinicians own. A changed row needs a second clinical signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactorRow {
    /// The factor.
    pub factor: Factor,
    /// The words beside the tick-box.
    pub words: &'static str,
}

const fn row(name: &'static str, words: &'static str) -> FactorRow {
    FactorRow { factor: Factor(name), words }
}

/// The list that ships; a group's own list replaces it by a dated rule row.
pub const FACTORS: Dated<&[FactorRow]> = Dated(&[(
    date(2017, 1, 1),
    &[
        row("previous-failed", "Failed or difficult previous fitting or removal"),
        row("threads-lost", "Threads not seen, or device lost"),
        row("implant-deep", "Implant deep or not felt"),
        row("uterus", "Uterine anomaly or distorting fibroids"),
        row("bleeding-unexplained", "Unexplained bleeding"),
        row("infection", "Current pelvic infection or untreated STI"),
        row("faint-epilepsy-heart", "Epilepsy, heart condition or severe faint with procedures"),
        row("bleeding-disorder", "Bleeding disorder or anticoagulant"),
        row("after-birth", "48 hours to 4 weeks after birth"),
        row("immune", "Immune suppression"),
        row("trauma-pain", "Past trauma, or need for more pain relief"),
        row("under-16-concern", "Under 16 with a safeguarding concern"),
    ],
    Src("complicating-factors", "first line; the rest for the group's clinicians to own"),
)]);

impl Factor {
    /// The short stable name.
    pub const fn name(self) -> &'static str {
        self.0
    }

    /// The factor of that name in the list of the day.
    pub fn of_name(name: &str, on: Day) -> Option<Factor> {
        FACTORS.on(on).iter().map(|row| row.factor).find(|known| known.0 == name)
    }

    /// Its words in the list of the day.
    pub fn in_words(self, on: Day) -> &'static str {
        FACTORS.on(on).iter().find(|row| row.factor == self).map_or(self.0, |row| row.words)
    }
}

/// The setting that the factors suggest. A clinician decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suggested {
    /// Uncomplicated: general practice first.
    GeneralPracticeFirst,
    /// The specialist clinic, because of these.
    Clinic(Vec<Factor>),
}

impl Suggested {
    /// The setting.
    pub const fn setting(&self) -> Setting {
        match self {
            Suggested::GeneralPracticeFirst => Setting::Practice,
            Suggested::Clinic(_) => Setting::Clinic,
        }
    }

    /// For people, with the reasons.
    pub fn in_words(&self, on: Day) -> String {
        match self {
            Suggested::GeneralPracticeFirst => "Uncomplicated: general practice first.".to_owned(),
            Suggested::Clinic(factors) => {
                let words: Vec<&str> = factors.iter().map(|factor| factor.in_words(on)).collect();
                format!("Suggested: the specialist clinic, because of: {}.", words.join("; "))
            }
        }
    }
}

/// What the ticked factors suggest: any one of them the clinic, none general practice first.
pub fn suggested_setting(ticked: &[Factor]) -> Suggested {
    if ticked.is_empty() { Suggested::GeneralPracticeFirst } else { Suggested::Clinic(ticked.to_vec()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_factor_alone_suggests_the_clinic_and_none_suggests_general_practice() {
        let on = date(2025, 3, 3);
        assert_eq!(FACTORS.on(on).len(), 12);
        for row in FACTORS.on(on) {
            let suggested = suggested_setting(&[row.factor]);
            assert_eq!(suggested.setting(), Setting::Clinic, "{row:?}");
            assert!(suggested.in_words(on).contains(row.words));
            assert_eq!(Factor::of_name(row.factor.name(), on), Some(row.factor));
        }
        assert_eq!(suggested_setting(&[]).setting(), Setting::Practice);
        assert_eq!(Factor::of_name("left-handed", on), None);
    }
}
