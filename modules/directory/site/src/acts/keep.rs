//! Keeping a record of one's own organisation: the whole record as it should stand from now on.

use directory_rules::facts::v1::{self, family};
use journal::{Act, Allowed, Draft, Expected, Fault, Loading, Stream, Version};
use kernel::OrgId;
use policy::{Actor, Permit, Subject};

use super::record::{FieldWrong, Record};

/// A record that its own organisation keeps by itself. A signature, a holding and an agreement are none: each has an act
/// of its own that looks at both sides.
pub trait OwnRecord: Record {
    /// The other records that it names, by its own field: each must be the same organisation's.
    fn leans_on(&self) -> Vec<(&'static str, Stream)> {
        Vec::new()
    }
}

impl OwnRecord for v1::Organisation {}
impl OwnRecord for v1::Site {}

impl OwnRecord for v1::Seat {}

impl OwnRecord for v1::Service {
    fn leans_on(&self) -> Vec<(&'static str, Stream)> {
        vec![("site", Stream::of(family::SITE, self.site.id()))]
    }
}

impl OwnRecord for v1::Fitter {
    fn leans_on(&self) -> Vec<(&'static str, Stream)> {
        vec![("seat", Stream::of(family::SEAT, self.seat.id()))]
    }
}

impl OwnRecord for v1::Session {
    fn leans_on(&self) -> Vec<(&'static str, Stream)> {
        let fitters = self.fitters.iter().map(|seat| ("fitters", Stream::of(family::FITTER, seat.id())));
        [("service", Stream::of(family::SERVICE, self.service.id()))].into_iter().chain(fitters).collect()
    }
}

impl OwnRecord for v1::Confirmation {
    fn leans_on(&self) -> Vec<(&'static str, Stream)> {
        vec![("service", Stream::of(family::SERVICE, self.service.id()))]
    }
}

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

/// Whose the record is, where it is there already; and the fields that name a record which is not of the same organisation.
pub struct Known {
    owner: Option<OrgId>,
    not_ours: Vec<&'static str>,
}

impl<R: OwnRecord> Act for Keep<R> {
    const NAME: &'static str = "keep-record";
    const NEEDS: Permit = R::NEEDS;
    type State = Known;
    type Refusal = Refusal;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Known, Fault> {
        let mut not_ours = Vec::new();
        for (field, stream) in self.record.leans_on() {
            if crate::read::owner_of(from, &stream)? != Some(self.record.org()) {
                not_ours.push(field);
            }
        }
        Ok(Known { owner: crate::read::owner_of(from, &self.record.stream())?, not_ours })
    }

    fn subject(&self, _state: &Known, actor: &Actor) -> Subject {
        self.record.subject(actor.org)
    }

    fn expected(&self) -> Option<Expected> {
        self.seen.map(|version| Expected { stream: self.record.stream(), version })
    }

    fn decide(self, known: Known, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, Refusal> {
        if known.owner.is_some_and(|owner| owner != self.record.org()) {
            return Err(Refusal::Anothers);
        }
        let mut wrong = self.record.wrong();
        wrong.extend(known.not_ours.into_iter().map(|field| FieldWrong {
            field,
            // Whether it is another's or nobody's is not told.
            why: "is none of yours: choose one of your own".to_owned(),
        }));
        if !wrong.is_empty() {
            return Err(Refusal::Fields(wrong));
        }
        Ok(self.record.record(allowed.draft(())))
    }
}
