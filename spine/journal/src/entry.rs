//! A fact as it stands in the journal: where it belongs, who recorded it, its open envelope and its sealed contents.

use kernel::{Id, Moment, OrgId, SeatId, UserId};

use crate::{Fault, KeyName};

/// The thing a fact is about: its family (`ask`, `site`, `seat` …) and its id within the family.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stream {
    /// The family of the thing, a short stable name.
    pub family: &'static str,
    /// Its id, as text; an organisation's code where the thing is an organisation.
    pub id: String,
}

impl Stream {
    /// The stream of this thing.
    pub fn new(family: &'static str, id: impl ToString) -> Stream {
        Stream { family, id: id.to_string() }
    }

    /// The stream of a thing with a random id.
    pub fn of(family: &'static str, id: Id) -> Stream {
        Stream { family, id: id.to_string() }
    }
}

/// The kind of fact that a deleted key leaves behind.
pub(crate) const ERASED: &str = "key-erased.1";

/// The family of those facts.
pub(crate) const ERASED_FAMILY: &str = "erased";

/// The stream that has a fact once this key was deleted: the tombstone.
pub(crate) fn erasure(key: &KeyName) -> Stream {
    Stream::new(ERASED_FAMILY, key)
}

/// How many facts a stream has; the version a form was opened on.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Version(pub i64);

/// What became of sealed contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contents {
    /// The fact never had any.
    None,
    /// Opened with the key of the place, for the projections.
    Opened(Vec<u8>),
    /// The key was deleted: the person was erased.
    Erased,
}

/// One fact of the journal, as projections see it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The place of the act in the journal, counted from 1, without gaps.
    pub seq: i64,
    /// The place of the fact within its act, counted from 0.
    pub nth: i64,
    /// When it was recorded.
    pub at: Moment,
    /// Who recorded it.
    pub user: UserId,
    /// In which seat.
    pub seat: SeatId,
    /// Of which organisation.
    pub org: OrgId,
    /// The family of the thing it is about.
    pub family: String,
    /// The id of the thing.
    pub stream: String,
    /// The version of the stream with this fact.
    pub version: Version,
    /// What kind of fact, a short stable name with its version: `ask-sent.1`.
    pub kind: String,
    /// The envelope: JSON without a person in it.
    pub open: Vec<u8>,
    /// The key its contents are sealed to, where it has any.
    pub key: Option<KeyName>,
    /// The contents.
    pub contents: Contents,
}

impl Entry {
    /// The key whose deletion this fact records, where it records one: a module then empties what it keeps under it.
    pub fn erased(&self) -> Option<KeyName> {
        if self.family == ERASED_FAMILY { self.stream.parse().ok() } else { None }
    }

    /// The envelope as its type; a fault names the kind of fact, never what stands in it.
    pub fn envelope<'e, T: serde::Deserialize<'e>>(&'e self) -> Result<T, Fault> {
        serde_json::from_slice(&self.open)
            .map_err(|error| Fault::new(format!("read the envelope of {} ({})", self.kind, self.seq), error))
    }

    /// The contents as their type; nothing where there never were any or the person was erased.
    pub fn contents<T: serde::de::DeserializeOwned>(&self) -> Result<Option<T>, Fault> {
        match &self.contents {
            Contents::None | Contents::Erased => Ok(None),
            Contents::Opened(bytes) => serde_json::from_slice(bytes)
                .map(Some)
                // The error's text could quote the contents: it is left out.
                .map_err(|_| Fault::plain(format!("read the contents of {} ({})", self.kind, self.seq))),
        }
    }
}
