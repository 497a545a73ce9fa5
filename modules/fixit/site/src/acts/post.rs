//! Posting an issue: what is broken, of which specialty, in words that the guard has let through.

use fixit_rules::Clean;
use fixit_rules::facts::v1::{Broken, Posted, Specialty, Words, kind};
use journal::{Act, Allowed, Draft, Fault, Loading, Sealing};
use kernel::Id;
use policy::{Actor, Kind, Permit, Relations, Subject};

use super::{new_key, stream, told};
use crate::read;

/// Posts an issue.
pub struct PostIssue {
    /// Its id, made when the form was shown: sending the form twice posts one issue.
    pub issue: Id,
    /// Of which specialty, by its short name.
    pub specialty: String,
    /// What is broken.
    pub broken: Broken,
    /// What happens, in words without anybody's identity.
    pub words: Clean,
}

/// Why an issue was not posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PostRefused {
    /// There is no such specialty any more.
    NoSuchSpecialty,
}

impl Act for PostIssue {
    const NAME: &'static str = "post-issue";
    const NEEDS: Permit = Permit::PostIssue;
    type State = (bool, Option<Specialty>);
    type Refusal = PostRefused;
    type Answer = Id;

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Self::State, Fault> {
        let posted = from.version(&stream(self.issue))?.0 > 0;
        Ok((posted, read::specialty(from, &self.specialty)?))
    }

    fn subject(&self, _state: &Self::State, _actor: &Actor) -> Subject {
        Subject::new(Kind::Issue, Relations::SENDER)
    }

    fn decide(self, state: Self::State, allowed: &Allowed<'_, Self>) -> Result<Draft<Id>, PostRefused> {
        let (posted, specialty) = state;
        if posted {
            return Ok(allowed.draft(self.issue));
        }
        let Some(specialty) = specialty.filter(|of| !of.ended) else {
            return Err(PostRefused::NoSuchSpecialty);
        };
        let fact = Posted {
            specialty: specialty.code.clone(),
            broken: self.broken,
            lead: specialty.lead,
            waived: self.words.waived(),
        };
        let words = Words { text: self.words.as_str().to_owned() };
        let sealing = Sealing { key: new_key(allowed.new_bits()), parties: &[], contents: &words };
        let draft = allowed.draft(self.issue).sealed_fact(stream(self.issue), kind::POSTED, &fact, &sealing);
        let message = told::to_specialty(self.issue, &specialty.code, specialty.org, "new-issue");
        Ok(told::send(draft, allowed.now(), &message))
    }
}
