//! Entering what a group agreed about requests of a kind. A rule that moves a test to the hospital waits until every
//! specialty has somebody for it, and puts it on record with recalls in the same act: stopping an ask must not drop the
//! work.

use journal::{Act, Allowed, Draft, Fault, Loading, Stream};
use kernel::Day;
use letters_rules::facts::v1::{RuleKept, family, kind};
use letters_rules::local::{Rule, Verdict};
use policy::{Actor, Kind, Permit, Relations, Subject};
use recalls_rules::Test;
use recalls_site::acts::Moving;

use crate::read;

/// Enters a row.
pub struct KeepRule {
    /// The row.
    pub row: RuleKept,
    /// Further tests that the hospital repeats itself from then on, beside those that the rule always moves.
    pub moves: Vec<Test>,
}

impl KeepRule {
    /// A row that moves what its rule always moves.
    pub const fn new(row: RuleKept) -> KeepRule {
        KeepRule { row, moves: Vec::new() }
    }

    /// The tests that the row moves to the hospital.
    fn tests(&self) -> Vec<Test> {
        let mut all: Vec<Test> = match (self.row.rule, self.row.verdict) {
            (Rule::Investigation, Verdict::Inappropriate) => vec![Test::ChestXRay],
            _ => Vec::new(),
        };
        if self.row.verdict == Verdict::Inappropriate {
            all.extend(&self.moves);
        }
        all.sort();
        all.dedup();
        all
    }
}

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
    /// There is no specialty yet that could own what it moves.
    NoSpecialties,
}

/// What must be known.
pub struct Known {
    already: bool,
    today: Day,
    moving: Vec<Moving>,
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
            read::rules_kept(from)?.iter().any(|row| row.rule == self.row.rule && row.from == self.row.from);
        let moving =
            self.tests().into_iter().map(|test| Moving::load(from, test)).collect::<Result<_, _>>()?;
        Ok(Known { already, today, moving })
    }

    fn subject(&self, _state: &Known, _actor: &Actor) -> Subject {
        Subject::new(Kind::Figures, Relations::NONE)
    }

    fn decide(self, known: Known, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, RuleRefused> {
        if self.row.agreed_by.trim().is_empty() {
            return Err(RuleRefused::NoGroup);
        }
        if self.row.until.is_some_and(|until| until < self.row.from) {
            return Err(RuleRefused::EndsFirst);
        }
        if self.row.agreed_on > known.today {
            return Err(RuleRefused::AgreedLater);
        }
        if known.already {
            return Err(RuleRefused::Already);
        }
        if known.moving.iter().any(|moving| !moving.has_specialties()) {
            return Err(RuleRefused::NoSpecialties);
        }
        let mut without: Vec<String> = known.moving.iter().flat_map(Moving::without_owner).cloned().collect();
        without.sort();
        without.dedup();
        if !without.is_empty() {
            return Err(RuleRefused::WithoutOwner(without));
        }
        let stream = Stream::new(family::RULE, self.row.rule.name());
        let mut draft = allowed.draft(()).fact(stream, kind::RULE, &self.row);
        for moving in &known.moving {
            let (stream, kind, fact) = moving.fact(self.row.from);
            draft = draft.fact(stream, kind, &fact);
        }
        Ok(draft)
    }
}
