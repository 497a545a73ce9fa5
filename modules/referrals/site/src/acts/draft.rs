//! Drafts of asks: kept as they are typed, sealed, given back to the same organisation, gone after a week.

use journal::{Act, Allowed, Draft, Fault, KeyName, Loading, NewJob, Party, Query, Sealing, Stream};
use kernel::{AskId, Moment, OrgId};
use lawbook::{Dated, Src, date};
use policy::{Actor, Kind, Permit, Relations, Subject};
use referrals_rules::facts::v1::Written;
use serde::{Deserialize, Serialize};

use crate::read;

/// The family of drafts, by the ask that they may become: a stream of its own, so that a host never meets one.
pub const DRAFTS: &str = "draft";
/// The kind of fact.
pub(crate) const DRAFTED: &str = "ask-drafted.1";
/// The kind of job that ends a draft.
pub const DRAFT_ENDS: &str = "draft-ends";

/// Days that a draft is kept after it was begun.
pub const DRAFT_DAYS: Dated<u16> = Dated(&[(date(2017, 1, 1), 7, Src("hand-over-terms", "draft"))]);

const HOURS_IN_DAY: i64 = 24;

/// The envelope of a draft: whose it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Drafted {
    /// Whose.
    pub org: OrgId,
}

/// Whose a draft is and when it was last saved.
#[derive(Clone, Copy, Debug)]
pub struct Saved {
    /// Whose.
    pub org: OrgId,
    /// When.
    pub at: Moment,
}

const SAVED: Query =
    Query { name: "referrals.draft", sql: "select org, saved_at from referral_draft where id = ?1" };

fn saved(from: &Loading<'_>, ask: AskId) -> Result<Option<Saved>, Fault> {
    let row = from.first(&SAVED, &[ask.into()])?;
    row.map(|row| Ok(Saved { org: row.get(0)?, at: row.get(1)? })).transpose()
}

/// A draft crosses no border, so no agreement and no tick is needed for it yet: only the seat that may send one.
const AS_ITS_WRITER: Relations =
    Relations::SENDER.and(Relations::AGREEMENT_IN_FORCE).and(Relations::CLINICIAN_TICKED);

/// Keeps what was typed so far.
pub struct SaveDraft {
    /// The ask that it may become.
    pub ask: AskId,
    /// What was typed.
    pub written: Written,
}

/// What must be known to keep a draft.
pub struct Known {
    draft: Option<Saved>,
    sent: bool,
}

impl Act for SaveDraft {
    const NAME: &'static str = "save-draft";
    const NEEDS: Permit = Permit::PlaceAsk;
    type State = Known;
    type Refusal = ();
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Known, Fault> {
        Ok(Known { draft: saved(from, self.ask)?, sent: read::parties(from, self.ask)?.is_some() })
    }

    fn subject(&self, state: &Known, actor: &Actor) -> Subject {
        let own = state.draft.is_none_or(|draft| draft.org == actor.org);
        Subject::new(Kind::Ask, if own { AS_ITS_WRITER } else { Relations::NONE })
    }

    fn decide(self, state: Known, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ()> {
        let empty = allowed.draft(());
        if state.sent {
            // The form that was just sent may save once more on its way out: nothing is left to keep.
            return Ok(empty);
        }
        let org = allowed.actor().org;
        let sealing =
            Sealing { key: KeyName::Ask(self.ask), parties: &[Party::Org(org)], contents: &self.written };
        let draft = empty.sealed_fact(Stream::of(DRAFTS, self.ask.id()), DRAFTED, &Drafted { org }, &sealing);
        if state.draft.is_some() {
            return Ok(draft);
        }
        let days = i64::from(DRAFT_DAYS.at_or(allowed.now().day(), 7));
        let due = allowed.now().plus_hours(days * HOURS_IN_DAY);
        Ok(draft.job(NewJob { kind: DRAFT_ENDS, due, body: format!("{{\"ask\":\"{}\"}}", self.ask) }))
    }
}

/// Opens a draft of one's own organisation.
pub struct OpenDraft(pub AskId);

impl Act for OpenDraft {
    const NAME: &'static str = "open-draft";
    const NEEDS: Permit = Permit::PlaceAsk;
    type State = Option<Saved>;
    type Refusal = ();
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Option<Saved>, Fault> {
        saved(from, self.0)
    }

    fn subject(&self, state: &Option<Saved>, actor: &Actor) -> Subject {
        let own = state.is_some_and(|draft| draft.org == actor.org);
        Subject::new(Kind::Ask, if own { AS_ITS_WRITER } else { Relations::NONE })
    }

    fn decide(self, _state: Option<Saved>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ()> {
        Ok(allowed.draft(()).opens(KeyName::Ask(self.0)))
    }
}

/// Ends a draft that nobody sent: its key goes, and with it every version of it.
pub struct EndDraft(pub AskId);

impl Act for EndDraft {
    const NAME: &'static str = "end-draft";
    const NEEDS: Permit = Permit::CloseByTime;
    type State = Known;
    type Refusal = ();
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Known, Fault> {
        Ok(Known { draft: saved(from, self.0)?, sent: read::parties(from, self.0)?.is_some() })
    }

    fn subject(&self, _state: &Known, _actor: &Actor) -> Subject {
        Subject::new(Kind::Ask, Relations::NONE)
    }

    fn decide(self, state: Known, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ()> {
        // An ask that was sent keeps its key; a draft that was never saved has none.
        match state.draft {
            Some(_) if !state.sent => Ok(allowed.draft(()).erase(KeyName::Ask(self.0))),
            Some(_) | None => Ok(allowed.draft(())),
        }
    }
}
