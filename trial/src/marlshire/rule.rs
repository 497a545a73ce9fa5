//! The one rule that the alliance agreed: judged by it, a practice and a clinic are judged alike.

use kernel::{Day, DecisionId};
use measures_rules::proposal::{Written, WrittenClock};
use table_rules::decision::Standing;
use table_rules::facts::v1::{Choice, Decision};
use table_site::acts::Brought;

use super::table::Tables;

/// Its short name.
pub const ONE_RULE: &str = "FAIR-21";

/// The rules that it takes the place of: the general practices' and the clinics'.
pub const INSTEAD_OF: [&str; 2] = ["GP-28", "CL-5c"];

/// What was decided, in the words of the minutes.
pub const DECIDED: &str =
    "One rule for general practices and clinics: fitted in 21 days, her own days left out";

/// The rule as it was proposed, to be in force from a day.
pub fn written(from: Day) -> Written {
    Written {
        id: ONE_RULE.to_owned(),
        title: "Fitted in three weeks, whoever fits; her own days and clinical days left out".to_owned(),
        why: "Four weeks flatter the practices and five days blame the clinics: the same wait should look the same."
            .to_owned(),
        settings: vec!["practice".to_owned(), "clinic".to_owned()],
        from: from.to_string(),
        measure: vec![WrittenClock {
            name: String::new(),
            stop: "fitted".to_owned(),
            limit: 21,
            unit: "calendar-days".to_owned(),
            leaves_out: vec!["patient".to_owned(), "clinical".to_owned()],
        }],
        ..Written::default()
    }
}

impl Tables {
    /// Puts the decision on record at the last quorate meeting before a day; the meeting's day. Nothing where there was none.
    pub fn agree(&mut self, before: Day) -> Option<Day> {
        let held = self.records.iter().rev().find_map(|record| {
            let Brought::Decision(of) = record else { return None };
            let agreed = of.group == self.alliance && of.standing == Standing::Agreed;
            of.on.filter(|on| agreed && *on < before).map(|on| (on, of.quorum.clone()))
        });
        let (on, quorum) = held?;
        let choice = |words: &str, taken, why_not: &str| Choice {
            words: words.to_owned(),
            taken,
            why_not: why_not.to_owned(),
        };
        self.records.push(Brought::Decision(Decision {
            // An id of its own, and the same each time.
            id: DecisionId::from_bits(
                self.alliance.id().bits() ^ u128::from(before.epoch_days().unsigned_abs()),
            ),
            group: self.alliance,
            original: on,
            item: None,
            title: DECIDED.to_owned(),
            words: format!(
                "{ONE_RULE} from {}; the old rules are shown beside it for one quarter.",
                before.in_words()
            ),
            options: vec![
                choice("Three weeks for everybody", true, ""),
                choice("Five days for everybody", false, "no practice has a session every week"),
                choice("Four weeks for everybody", false, "clinics are quicker than that today"),
            ],
            positions: Vec::new(),
            interests: Vec::new(),
            standing: Standing::Agreed,
            quorum,
            from: Some(before),
            review: Some(before.plus_months(12)),
            instead_of: None,
            figures: Vec::new(),
            pack: None,
            on: Some(on),
        }));
        Some(on)
    }
}
