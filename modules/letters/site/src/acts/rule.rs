//! Entering what a group agreed about requests of a kind. A rule that moves pictures to the hospital waits until every
//! specialty has somebody for them: stopping an ask must not drop the work.

use journal::{Act, Allowed, Draft, Fault, Loading, Stream};
use kernel::Day;
use letters_rules::facts::v1::{RuleKept, family, kind};
use letters_rules::local::{Rule, Verdict};
use policy::{Actor, Kind, Permit, Relations, Subject};
use recalls_rules::Test;

use crate::read;

/// Enters a row.
pub struct KeepRule(pub RuleKept);

/// Why it was not entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleRefused {
    /// Nobody agreed it.
    NoGroup,
    /// It ends before it begins.
    EndsFirst,
    /// It was agreed on a day that is still to come.
    AgreedLater,
    /// A row of that rule begins on that day already.
    Already,
    /// These specialties have nobody to own what it moves to the hospital.
    WithoutOwner(Vec<String>),
}

/// What must be known.
pub struct Known {
    already: bool,
    today: Day,
    without: Vec<String>,
}

/// The recall that a rule moves to the hospital when it says that the hospital does such things.
const fn moves(rule: Rule, verdict: Verdict) -> Option<Test> {
    match (rule, verdict) {
        (Rule::Investigation, Verdict::Inappropriate) => Some(Test::ChestXRay),
        _ => None,
    }
}

impl Act for KeepRule {
    const NAME: &'static str = "keep-letter-rule";
    const NEEDS: Permit = Permit::KeepRules;
    type State = Known;
    type Refusal = RuleRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Known, Fault> {
        let today = from.now().day();
        let already =
            read::rules_kept(from)?.iter().any(|row| row.rule == self.0.rule && row.from == self.0.from);
        let without = match moves(self.0.rule, self.0.verdict) {
            Some(test) => recalls_site::acts::missing(from, test, today)?.0,
            None => Vec::new(),
        };
        Ok(Known { already, today, without })
    }

    fn subject(&self, _state: &Known, _actor: &Actor) -> Subject {
        Subject::new(Kind::Figures, Relations::NONE)
    }

    fn decide(self, known: Known, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, RuleRefused> {
        if self.0.agreed_by.trim().is_empty() {
            return Err(RuleRefused::NoGroup);
        }
        if self.0.until.is_some_and(|until| until < self.0.from) {
            return Err(RuleRefused::EndsFirst);
        }
        if self.0.agreed_on > known.today {
            return Err(RuleRefused::AgreedLater);
        }
        if known.already {
            return Err(RuleRefused::Already);
        }
        if !known.without.is_empty() {
            return Err(RuleRefused::WithoutOwner(known.without));
        }
        Ok(allowed.draft(()).fact(Stream::new(family::RULE, self.0.rule.name()), kind::RULE, &self.0))
    }
}
