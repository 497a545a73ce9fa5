//! Bringing records in from files, as when a place begins: many records in one act, by whoever sets the place up.

use directory_rules::facts::v1;
use journal::{Act, Allowed, Draft, Fault, Loading};
use policy::{Actor, Kind, Permit, Relations, Subject};

use super::record::{FieldWrong, Record};

/// A record of any kind.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each member is the record of its name")]
pub enum Brought {
    Organisation(v1::Organisation),
    Site(v1::Site),
    Service(v1::Service),
    Fitter(v1::Fitter),
    Session(v1::Session),
    Seat(v1::Seat),
    Holding(v1::Holding),
    Agreement(v1::Agreement),
    Signature(v1::Signature),
    Description(v1::Description),
    SmallArea(v1::SmallArea),
}

/// Does one thing with whichever record it is.
macro_rules! each {
    ($brought:expr, $record:ident => $does:expr) => {
        match $brought {
            Brought::Organisation($record) => $does,
            Brought::Site($record) => $does,
            Brought::Service($record) => $does,
            Brought::Fitter($record) => $does,
            Brought::Session($record) => $does,
            Brought::Seat($record) => $does,
            Brought::Holding($record) => $does,
            Brought::Agreement($record) => $does,
            Brought::Signature($record) => $does,
            Brought::Description($record) => $does,
            Brought::SmallArea($record) => $does,
        }
    };
}

impl Brought {
    /// All that is wrong with the record.
    pub fn wrong(&self) -> Vec<FieldWrong> {
        each!(self, record => record.wrong())
    }
}

/// Brings records in. All are taken or none: whoever reads a file keeps the good records and reports the others.
pub struct BringIn(pub Vec<Brought>);

impl Act for BringIn {
    const NAME: &'static str = "bring-in-records";
    const NEEDS: Permit = Permit::ImportHistory;
    type State = ();
    type Refusal = Vec<FieldWrong>;
    type Answer = usize;

    fn load(&self, _actor: &Actor, _from: &Loading<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn subject(&self, _state: &(), _actor: &Actor) -> Subject {
        Subject::new(Kind::Place, Relations::NONE)
    }

    fn decide(self, _state: (), allowed: &Allowed<'_, Self>) -> Result<Draft<usize>, Vec<FieldWrong>> {
        let wrong: Vec<FieldWrong> = self.0.iter().flat_map(Brought::wrong).collect();
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let mut draft = allowed.draft(self.0.len());
        for brought in &self.0 {
            draft = each!(brought, record => record.record(draft));
        }
        Ok(draft)
    }
}
