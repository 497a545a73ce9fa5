//! The rulebook: policies read once, then asked for every act and every page.
//!
//! A decision depends only on the kind of organisation, the role, the second factor, the permit and the relations
//! that matter to that kind of subject. There are few such tuples in the life of a place, so each is worked out once
//! and remembered: the writer asks on its own thread, for every fact, and may not wait for a policy engine.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, PoisonError, RwLock};

use crate::engine::{Engine, Question, Verdict};
use crate::{
    Actor, Fault, Grant, Kind, Permit, PolicyId, PolicyNote, Refused, RefusedWhy, Relations, Subject, shipped,
};

/// The policies of the place, checked and ready to be asked from any thread.
pub struct Rulebook {
    engine: Engine,
    remembered: RwLock<HashMap<u64, Answer, BuildHasherDefault<Scatter>>>,
}

type Answer = Result<Arc<[PolicyId]>, (RefusedWhy, Arc<[PolicyId]>)>;

impl Rulebook {
    /// The policies this program ships with, read and strictly checked against their schema.
    pub fn shipped() -> Result<Rulebook, Fault> {
        Rulebook::from_text(shipped::SCHEMA, shipped::POLICIES)
    }

    /// Policies from texts, each with its file name. For tests that change one sentence and look what opens.
    pub fn from_text(schema: (&str, &str), files: &[(&str, &str)]) -> Result<Rulebook, Fault> {
        Ok(Rulebook { engine: Engine::read(schema, files)?, remembered: RwLock::default() })
    }

    /// Every policy with its sentence and source, by file and id: what the guardian signs.
    pub fn policies(&self) -> &[PolicyNote] {
        self.engine.notes()
    }

    /// May this actor do this to that subject? The policies that decided come with the answer, either way.
    ///
    /// Refuses a subject of another kind than the permit's. Says `NotThere` wherever the actor may not even know of
    /// the subject.
    pub fn decide(&self, actor: &Actor, permit: Permit, subject: Subject) -> Result<Grant, Refused> {
        if permit.kind() != subject.kind {
            return Err(Refused { permit, why: RefusedWhy::WrongKind, policies: Arc::new([]) });
        }
        let question = Question {
            org_kind: actor.org_kind,
            role: actor.role,
            second_factor: actor.second_factor,
            permit,
            relations: subject.relations.within(subject.kind.relations()),
        };
        match self.recall(question) {
            Ok(policies) => Ok(Grant { permit, policies }),
            Err((why, policies)) => Err(Refused { permit, why, policies }),
        }
    }

    /// The same, straight from the policies and without a reason: what the matrix is made of.
    pub(crate) fn verdict(&self, question: Question) -> Verdict {
        self.engine.ask(question)
    }

    /// The relations that the policies about this permit mention; no other can change the answer.
    pub fn relations_that_matter(&self, permit: Permit) -> Relations {
        self.engine.mentions(permit)
    }

    fn recall(&self, question: Question) -> Answer {
        let key = packed(question);
        let known = self.remembered.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(answer) = known {
            return answer;
        }
        // Two threads may both work out a new tuple; they come to the same answer.
        let answer = self.work_out(question);
        self.remembered.write().unwrap_or_else(PoisonError::into_inner).insert(key, answer.clone());
        answer
    }

    /// The answer straight from the policies, remembering nothing.
    fn work_out(&self, question: Question) -> Answer {
        let Verdict { granted, policies } = self.engine.ask(question);
        if granted { Ok(policies) } else { Err((self.why(question), policies)) }
    }

    /// Why not: first whether something within reach would have changed it, then whether the actor may know of it.
    fn why(&self, asked: Question) -> RefusedWhy {
        let granted = |question| self.engine.ask(question).granted;
        let remedied = REMEDIES.iter().fold(asked, |question, remedy| remedy.apply(question));
        if granted(remedied) {
            for remedy in REMEDIES {
                let without = REMEDIES.iter().filter(|r| r.why != remedy.why).fold(asked, |q, r| r.apply(q));
                if !granted(without) {
                    return remedy.why;
                }
            }
        }
        let looks = looks_at(asked.permit.kind());
        let may_know = looks.iter().any(|look| granted(Question { permit: *look, ..asked }));
        if may_know || !asked.permit.kind().is_private() {
            RefusedWhy::NotYours
        } else {
            RefusedWhy::NotThere
        }
    }
}

/// Something that could still be done about a refusal.
struct Remedy {
    why: RefusedWhy,
    give: Relations,
    take: Relations,
}

impl Remedy {
    const fn apply(&self, question: Question) -> Question {
        let relations =
            question.relations.and(self.give).without(self.take).within(question.permit.kind().relations());
        let second_factor = question.second_factor || matches!(self.why, RefusedWhy::SecondFactorNeeded);
        Question { relations, second_factor, ..question }
    }
}

/// In the order in which they are named when several are wanting.
const REMEDIES: [Remedy; 4] = [
    Remedy { why: RefusedWhy::SecondFactorNeeded, give: Relations::NONE, take: Relations::NONE },
    Remedy { why: RefusedWhy::RingFirst, give: Relations::NONE, take: Relations::EMERGENCY },
    Remedy { why: RefusedWhy::NoAgreement, give: Relations::AGREEMENT_IN_FORCE, take: Relations::NONE },
    Remedy { why: RefusedWhy::ClinicianMustTick, give: Relations::CLINICIAN_TICKED, take: Relations::NONE },
];

/// The permits that show an actor that such a thing exists.
const fn looks_at(kind: Kind) -> &'static [Permit] {
    match kind {
        Kind::Ask => {
            &[Permit::SeeEnvelope, Permit::SeeBookingPart, Permit::SeeNeedAndContact, Permit::SeeOwnWait]
        }
        Kind::AccessLog => &[Permit::SeeAccessLog, Permit::SeeWhoLooked],
        Kind::EmergencyCall => &[Permit::SeeCall],
        Kind::Directory => &[Permit::SeeDirectory],
        Kind::Agreement => &[Permit::SeeAgreements],
        Kind::Figures => &[Permit::SeeFigures],
        Kind::ClaimLine => &[Permit::SeeClaimLines],
        Kind::Feedback => &[Permit::SeeFeedback],
        Kind::Issue => &[Permit::SeeIssue],
        Kind::LetterAudit => &[Permit::SeeAudit],
        Kind::Seat => &[Permit::SeeSeats, Permit::KeepOwnAccount],
        Kind::Retention => &[Permit::RunRetention],
        Kind::Place => &[Permit::SeeHealth],
        Kind::Group => &[Permit::SeeGroup, Permit::SeeItem, Permit::SeeAction],
    }
}

const fn packed(question: Question) -> u64 {
    (question.relations.bits() as u64)
        | (question.permit as u64) << 32
        | (question.role as u64) << 40
        | (question.org_kind as u64) << 48
        | (question.second_factor as u64) << 56
}

/// Spreads the packed key by one multiplication: no stranger chooses these keys, so nothing stronger is needed.
#[derive(Default)]
struct Scatter(u64);

impl Hasher for Scatter {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(self.0 ^ u64::from(*byte));
        }
    }

    fn write_u64(&mut self, key: u64) {
        // The odd number nearest to 2^64 divided by the golden ratio; the high half is folded down for the table.
        let spread = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = spread ^ (spread >> 32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_policies_pass_the_strict_check() {
        let rulebook = Rulebook::shipped().unwrap();
        assert!(rulebook.policies().len() > 50);
    }

    #[test]
    fn a_policy_with_an_unknown_word_is_refused() {
        let wrong =
            r#"@id("a") @says("b") @source("c") permit (principal in Role::"clinican", action, resource);"#;
        let fault = Rulebook::from_text(shipped::SCHEMA, &[("wrong.cedar", wrong)]).err().unwrap();
        assert!(fault.what.contains("clinican"), "{fault}");
    }

    #[test]
    fn a_policy_that_says_nothing_is_refused() {
        let silent =
            r#"@id("a") @source("c") permit (principal, action == Action::"see_directory", resource);"#;
        let fault = Rulebook::from_text(shipped::SCHEMA, &[("silent.cedar", silent)]).err().unwrap();
        assert!(fault.what.contains("@says"), "{fault}");
    }
}
