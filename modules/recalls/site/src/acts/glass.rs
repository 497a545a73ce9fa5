//! Breaking the glass of a recall or a result: opened for a written reason by somebody who is no party to it. Its
//! organisations are told, and it stands on the access log.

use std::marker::PhantomData;

use journal::{Act, Allowed, Draft, Fault, KeyName, Loading, Party};
use kernel::{Id, OrgId};
use policy::{Actor, GLASS_REASON_LETTERS_MIN, Kind, Permit, Relations, Subject};
use recalls_rules::facts::v1::{Looked, key_of};

use super::{About, told};

/// Opens one for a written reason.
pub struct BreakGlass<A> {
    /// Which.
    pub id: Id,
    /// Why.
    pub why: String,
    /// Of what.
    pub about: PhantomData<fn(A)>,
}

/// Why it is not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GlassRefused {
    /// There is no such record.
    NotThere,
    /// The reason is too short to be judged.
    ReasonTooShort,
}

impl<A: About> Act for BreakGlass<A> {
    const NAME: &'static str = A::GLASS;
    const NEEDS: Permit = Permit::BreakGlass;
    type State = Vec<OrgId>;
    type Refusal = GlassRefused;
    type Answer = ();

    fn load(&self, _: &Actor, from: &Loading<'_>) -> Result<Vec<OrgId>, Fault> {
        A::parties(from, self.id)
    }

    fn subject(&self, parties: &Vec<OrgId>, actor: &Actor) -> Subject {
        let own = parties.contains(&actor.org);
        Subject::new(Kind::Ask, Relations::NONE.and_if(own, Relations::SENDER))
    }

    fn decide(self, parties: Vec<OrgId>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, GlassRefused> {
        if parties.is_empty() {
            return Err(GlassRefused::NotThere);
        }
        let why = self.why.trim().to_owned();
        if why.chars().count() < GLASS_REASON_LETTERS_MIN {
            return Err(GlassRefused::ReasonTooShort);
        }
        let key = KeyName::Ask(key_of(self.id));
        let mut draft = allowed
            .draft(())
            .fact(A::stream(self.id), A::LOOKED, &Looked { what: "break-glass".to_owned(), why })
            .share(key, Party::Org(allowed.actor().org))
            .opens(key);
        for org in parties {
            let letter = told::letter(org, None, "glass-broken", A::address(self.id), allowed.now());
            draft = letter.into_iter().fold(draft, Draft::job);
        }
        Ok(draft)
    }
}
