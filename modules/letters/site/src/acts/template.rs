//! The words of replies: the convener writes a version, a clinician of each side signs it, and from then on it is used.

use journal::{Act, Allowed, Draft, Fault, Loading, Stream};
use letters_rules::facts::v1::{Side, TemplateKept, TemplateSigned, family, kind};
use letters_rules::reply::{Template, TemplateRefused};
use policy::{Actor, Kind, OrgKind, Permit, Relations, Subject};

use crate::templates;

fn stream(ask: u8) -> Stream {
    Stream::new(family::TEMPLATE, ask.to_string())
}

fn subject() -> Subject {
    Subject::new(Kind::Figures, Relations::NONE)
}

/// Writes the next version.
pub struct KeepTemplate {
    /// Which ask.
    pub ask: u8,
    /// The words.
    pub words: String,
}

impl Act for KeepTemplate {
    const NAME: &'static str = "keep-reply-template";
    const NEEDS: Permit = Permit::KeepRules;
    /// The version that is next.
    type State = u32;
    type Refusal = TemplateRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<u32, Fault> {
        let all = templates::versions(from)?;
        let newest = all.iter().filter(|of| of.template.ask == self.ask).map(|of| of.template.version).max();
        Ok(newest.unwrap_or(1) + 1)
    }

    fn subject(&self, _state: &u32, _actor: &Actor) -> Subject {
        subject()
    }

    fn decide(self, version: u32, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, TemplateRefused> {
        let template = Template { ask: self.ask, version, words: self.words, agreed_on: None };
        template.check()?;
        let fact = TemplateKept { ask: template.ask, version, words: template.words };
        Ok(allowed.draft(()).fact(stream(fact.ask), kind::TEMPLATE, &fact))
    }
}

/// Signs a version for one's side.
pub struct SignTemplate {
    /// Which ask.
    pub ask: u8,
    /// Which version, as it was read.
    pub version: u32,
}

/// Why it was not signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignRefused {
    /// There is no such version.
    NoSuchVersion,
    /// A newer version has been written: that one is to be signed.
    Overtaken,
    /// The side has signed it.
    SignedAlready,
    /// Only practices and hospitals are sides of a letter.
    NoSide,
}

/// The side that an actor signs for.
pub fn side_of(actor: &Actor) -> Option<Side> {
    match actor.org_kind {
        OrgKind::Practice => Some(Side::Practice),
        OrgKind::Hospital => Some(Side::Hospital),
        OrgKind::SexualHealthClinic
        | OrgKind::Pharmacy
        | OrgKind::Charity
        | OrgKind::Council
        | OrgKind::NhsCommissioner
        | OrgKind::PlaceOffice => None,
    }
}

impl Act for SignTemplate {
    const NAME: &'static str = "sign-reply-template";
    const NEEDS: Permit = Permit::SignRules;
    type State = Vec<templates::Version>;
    type Refusal = SignRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Self::State, Fault> {
        templates::versions(from)
    }

    fn subject(&self, _state: &Self::State, _actor: &Actor) -> Subject {
        subject()
    }

    fn decide(self, all: Self::State, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, SignRefused> {
        let side = side_of(allowed.actor()).ok_or(SignRefused::NoSide)?;
        let newest = all.iter().find(|of| of.template.ask == self.ask).ok_or(SignRefused::NoSuchVersion)?;
        if newest.template.version > self.version {
            return Err(SignRefused::Overtaken);
        }
        if newest.template.version != self.version {
            return Err(SignRefused::NoSuchVersion);
        }
        if newest.signed(side).is_some() {
            return Err(SignRefused::SignedAlready);
        }
        let fact = TemplateSigned { ask: self.ask, version: self.version, side };
        Ok(allowed.draft(()).fact(stream(self.ask), kind::SIGNED, &fact))
    }
}
