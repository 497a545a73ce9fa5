//! Keeping an agreement: drafting it, and correcting it. What somebody has signed stays as they read it: after the first
//! signature only its title, whom to ask, where the document lies and an earlier or later last day can be put right.

use std::collections::BTreeSet;

use directory_rules::facts::v1::{Agreement, family};
use journal::{Act, Allowed, Draft, Expected, Fault, Loading, Stream, Version};
use kernel::OrgId;
use policy::{Actor, Kind, Permit, Relations, Subject};

use super::record::{FieldWrong, Record};
use crate::read::{self, Signed};

/// Keeps an agreement as it should stand from now on.
pub struct KeepAgreement {
    /// The agreement.
    pub agreement: Agreement,
    /// It is a new one: a code that is taken is refused.
    pub new: bool,
    /// The version that the form was opened on.
    pub seen: Option<Version>,
}

/// Why it was not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AgreementRefused {
    /// These fields cannot be taken as they stand.
    Fields(Vec<FieldWrong>),
    /// There is no such agreement.
    NotThere,
}

/// The agreement as it is kept, and parties that are not in the directory.
pub struct Known {
    kept: Option<Signed>,
    unknown: Vec<OrgId>,
}

impl Act for KeepAgreement {
    const NAME: &'static str = "keep-agreement";
    const NEEDS: Permit = Permit::KeepAgreements;
    type State = Known;
    type Refusal = AgreementRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Known, Fault> {
        let code = self.agreement.code;
        let kept = read::agreements(from)?.into_iter().find(|one| one.agreement.code == code);
        let mut unknown = Vec::new();
        for party in &self.agreement.parties {
            if read::organisation(from, *party)?.is_none() {
                unknown.push(*party);
            }
        }
        Ok(Known { kept, unknown })
    }

    fn subject(&self, state: &Known, actor: &Actor) -> Subject {
        // Whoever takes an agreement over must be party to it as it stands and as it should stand.
        let party = |of: &Agreement| of.parties.contains(&actor.org);
        let both = party(&self.agreement) && state.kept.as_ref().is_none_or(|kept| party(&kept.agreement));
        Subject::new(Kind::Agreement, Relations::NONE.and_if(both, Relations::OWN_ORGANISATION))
    }

    fn expected(&self) -> Option<Expected> {
        let stream = Stream::new(family::AGREEMENT, self.agreement.code);
        self.seen.map(|version| Expected { stream, version })
    }

    fn decide(self, known: Known, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, AgreementRefused> {
        let mut wrong = self.agreement.wrong();
        let mut add = |field: &'static str, why: String| wrong.push(FieldWrong { field, why });
        if !known.unknown.is_empty() {
            let codes: Vec<String> = known.unknown.iter().map(ToString::to_string).collect();
            add("parties", format!("are not all in the directory: {}", codes.join(", ")));
        }
        match (&known.kept, self.new) {
            (None, false) => return Err(AgreementRefused::NotThere),
            (Some(_), true) => add("code", "is another agreement’s: choose another".to_owned()),
            (None, true) => {}
            (Some(kept), false) => {
                for field in signed_fields(kept, &self.agreement) {
                    add(field, "is what has been signed: end this agreement and draft a new one".to_owned());
                }
            }
        }
        if !wrong.is_empty() {
            return Err(AgreementRefused::Fields(wrong));
        }
        Ok(self.agreement.record(allowed.draft(())))
    }
}

/// Fields that would change under somebody’s signature.
fn signed_fields(kept: &Signed, now: &Agreement) -> Vec<&'static str> {
    if kept.signatures.is_empty() {
        return Vec::new();
    }
    let was = &kept.agreement;
    let mut changed = Vec::new();
    let signers: BTreeSet<&str> = kept.signatures.iter().map(|one| one.org.as_str()).collect();
    let parties: BTreeSet<&str> = now.parties.iter().map(OrgId::as_str).collect();
    for (field, same) in [
        ("sort", was.sort == now.sort),
        ("families", was.families == now.families),
        ("parties", signers.is_subset(&parties)),
        ("purpose", was.purpose == now.purpose),
        ("items", was.items == now.items),
        ("basis", was.basis == now.basis),
        ("kept", was.kept == now.kept),
        ("from", was.from == now.from),
    ] {
        if !same {
            changed.push(field);
        }
    }
    changed
}
