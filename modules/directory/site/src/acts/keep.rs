//! Keeping a record of one's own organisation: the whole record as it should stand from now on.

use journal::{Act, Allowed, Draft, Expected, Fault, Loading, Version};
use kernel::OrgId;
use policy::{Actor, Permit, Subject};

use super::record::{FieldWrong, Record};

/// Keeps a record. Where it exists, the version on which the form was opened must still be the last.
pub struct Keep<R> {
    /// The record as it should stand.
    pub record: R,
    /// The version the form was opened on; none for a new record or a file.
    pub seen: Option<Version>,
}

/// Why a record was not kept.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// These fields cannot be taken as they stand.
    Fields(Vec<FieldWrong>),
    /// A record of that id belongs to another organisation.
    Anothers,
}

impl<R: Record> Act for Keep<R> {
    const NAME: &'static str = "keep-record";
    const NEEDS: Permit = R::NEEDS;
    type State = Option<OrgId>;
    type Refusal = Refusal;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Option<OrgId>, Fault> {
        crate::read::owner_of(from, &self.record.stream())
    }

    fn subject(&self, _state: &Option<OrgId>, actor: &Actor) -> Subject {
        self.record.subject(actor.org)
    }

    fn expected(&self) -> Option<Expected> {
        self.seen.map(|version| Expected { stream: self.record.stream(), version })
    }

    fn decide(self, owner: Option<OrgId>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, Refusal> {
        if owner.is_some_and(|owner| owner != self.record.org()) {
            return Err(Refusal::Anothers);
        }
        let wrong = self.record.wrong();
        if !wrong.is_empty() {
            return Err(Refusal::Fields(wrong));
        }
        Ok(self.record.record(allowed.draft(())))
    }
}
