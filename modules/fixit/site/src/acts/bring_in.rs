//! Bringing in specialties and issues from elsewhere: whole histories, folded by the same rules as live ones, their words
//! looked at by the same guard.

use fixit_rules::facts::v1::{BroughtIn, BroughtWords, Specialty, kind};
use fixit_rules::{Issue, MoveRefused};
use journal::{Act, Allowed, Draft, Fault, Loading, Sealing};
use kernel::Id;
use policy::{Actor, Kind, Permit, Relations, Subject};

use super::specialty::{self, SpecialtyRefused};
use super::{new_key, stream};
use crate::england;

/// One issue with its history.
#[derive(Clone, Debug)]
pub struct Brought {
    /// Its id.
    pub issue: Id,
    /// Its history.
    pub history: BroughtIn,
    /// What was said: of the post, and of each move.
    pub words: BroughtWords,
}

/// Brings issues in. All are taken or none.
pub struct BringInIssues(pub Vec<Brought>);

/// Brings specialties in. All are taken or none.
pub struct BringInSpecialties(pub Vec<Specialty>);

/// Which issue could not have happened, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotBrought {
    /// Its place among those given, from 0.
    pub nth: usize,
    /// Which rule it breaks; none where its words tell who somebody is.
    pub why: Option<MoveRefused>,
}

impl Act for BringInIssues {
    const NAME: &'static str = "bring-in-issues";
    const NEEDS: Permit = Permit::ImportHistory;
    type State = ();
    type Refusal = NotBrought;
    type Answer = usize;

    fn load(&self, _actor: &Actor, _from: &Loading<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn subject(&self, _state: &(), _actor: &Actor) -> Subject {
        Subject::new(Kind::Place, Relations::NONE)
    }

    fn decide(self, _state: (), allowed: &Allowed<'_, Self>) -> Result<Draft<usize>, NotBrought> {
        let mut draft = allowed.draft(self.0.len());
        let today = allowed.now().day();
        for (nth, brought) in self.0.iter().enumerate() {
            let mut issue = Issue::posted(&brought.history.posted, brought.history.on, england());
            for moved in &brought.history.moves {
                issue.follow(moved, england()).map_err(|why| NotBrought { nth, why: Some(why) })?;
            }
            let said = std::iter::once(&brought.words.text).chain(&brought.words.moves);
            if said.into_iter().any(|text| !fixit_rules::guard::look(text, today).is_empty()) {
                return Err(NotBrought { nth, why: None });
            }
            let sealing =
                Sealing { key: new_key(allowed.new_bits()), parties: &[], contents: &brought.words };
            draft = draft.sealed_fact(stream(brought.issue), kind::BROUGHT_IN, &brought.history, &sealing);
        }
        Ok(draft)
    }
}

impl Act for BringInSpecialties {
    const NAME: &'static str = "bring-in-specialties";
    const NEEDS: Permit = Permit::ImportHistory;
    type State = ();
    type Refusal = (usize, SpecialtyRefused);
    type Answer = usize;

    fn load(&self, _actor: &Actor, _from: &Loading<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn subject(&self, _state: &(), _actor: &Actor) -> Subject {
        Subject::new(Kind::Place, Relations::NONE)
    }

    fn decide(self, _state: (), allowed: &Allowed<'_, Self>) -> Result<Draft<usize>, Self::Refusal> {
        let mut draft = allowed.draft(self.0.len());
        for (nth, of) in self.0.iter().enumerate() {
            if let Some(refused) = specialty::fault_of(of) {
                return Err((nth, refused));
            }
            draft = draft.fact(specialty::stream(of), kind::SPECIALTY, of);
        }
        Ok(draft)
    }
}
