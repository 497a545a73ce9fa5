//! The list of specialties: whom everybody may ring, and whose seat owns an issue from its first minute.

use directory_site::read as directory;
use fixit_rules::facts::v1::{Specialty, family, kind};
use journal::{Act, Allowed, Draft, Fault, Loading, Stream};
use policy::{Actor, Kind, Permit, Relations, Subject};

/// Keeps a specialty as it is given.
pub struct KeepSpecialty(pub Specialty);

/// Why it was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpecialtyRefused {
    /// It has no name, or its short name is none.
    NoName,
    /// A specialty without a number helps nobody.
    NoTelephone,
    /// The seat that leads it does not exist, or is of another organisation.
    NoSuchSeat,
}

pub(super) fn fault_of(of: &Specialty) -> Option<SpecialtyRefused> {
    let is_slug = !of.code.is_empty()
        && of.code.len() <= 40
        && of
            .code
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-');
    if !is_slug || of.name.trim().is_empty() {
        return Some(SpecialtyRefused::NoName);
    }
    let digits = of.telephone.chars().filter(char::is_ascii_digit).count();
    (!(9..=17).contains(&digits)).then_some(SpecialtyRefused::NoTelephone)
}

pub(super) fn stream(of: &Specialty) -> Stream {
    Stream::new(family::SPECIALTY, &of.code)
}

impl Act for KeepSpecialty {
    const NAME: &'static str = "keep-specialty";
    const NEEDS: Permit = Permit::ScreenIssue;
    /// Whether its lead is a seat of its organisation.
    type State = bool;
    type Refusal = SpecialtyRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<bool, Fault> {
        let Some(lead) = self.0.lead else { return Ok(true) };
        Ok(directory::seat(from, lead)?.is_some_and(|seat| seat.org == self.0.org && !seat.ended))
    }

    fn subject(&self, _state: &bool, _actor: &Actor) -> Subject {
        Subject::new(Kind::Issue, Relations::NONE)
    }

    fn decide(self, lead_exists: bool, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, SpecialtyRefused> {
        if let Some(refused) = fault_of(&self.0) {
            return Err(refused);
        }
        if !lead_exists {
            return Err(SpecialtyRefused::NoSuchSeat);
        }
        Ok(allowed.draft(()).fact(stream(&self.0), kind::SPECIALTY, &self.0))
    }
}
