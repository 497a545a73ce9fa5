//! Drafts of asks: kept as they are typed, sealed, given back to the same organisation, gone after a week.

use emergency_rules::Criterion;
use journal::{Act, Allowed, Draft, Fault, KeyName, Loading, NewJob, Party, Query, Sealing, Stream};
use kernel::{AskId, Day, Moment, OrgId, SeatId};
use lawbook::{Dated, Src, date};
use policy::{Actor, Kind, Permit, Relations, Role, Subject};
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
    /// Reception may open it: it began it, or a clinician left it to reception to send.
    #[serde(default)]
    pub for_booking: bool,
    /// A clinician ticked the checks as they stand in this version.
    #[serde(default)]
    pub ticked: bool,
}

/// Whose a draft is and when it was last saved.
#[derive(Clone, Copy, Debug)]
pub struct Saved {
    /// Whose.
    pub org: OrgId,
    /// When.
    pub at: Moment,
    /// Reception may open it.
    pub for_booking: bool,
    /// The seat that ticked the checks.
    pub ticked_by: Option<SeatId>,
}

impl Saved {
    /// What the draft is to an actor: reception meets only what it began itself or was left to send.
    fn is_open_to(self, actor: &Actor) -> bool {
        self.org == actor.org && (is_clinical(actor.role) || self.for_booking)
    }
}

/// Whether a seat of that kind ticks the checks of a referral.
pub(crate) const fn is_clinical(role: Role) -> bool {
    matches!(role, Role::Clinician | Role::Fitter)
}

const SAVED: Query = Query {
    name: "referrals.draft",
    sql: "select org, saved_at, for_booking, ticked_by, ticked_hash from referral_draft where id = ?1",
};

fn saved(from: &Loading<'_>, ask: AskId) -> Result<Option<Saved>, Fault> {
    let row = from.first(&SAVED, &[ask.into()])?;
    row.map(|row| {
        let (org, at) = (row.get(0)?, row.get(1)?);
        Ok(Saved { org, at, for_booking: row.get(2)?, ticked_by: row.get(3)? })
    })
    .transpose()
}

/// A draft crosses no border, so no agreement and no tick is needed for it yet: only the seat that may send one.
const AS_ITS_WRITER: Relations =
    Relations::SENDER.and(Relations::AGREEMENT_IN_FORCE).and(Relations::CLINICIAN_TICKED);

/// The name of the hash of what was ticked.
pub(crate) const CHECKS: &str = "ticked-checks";

/// What reception may still set right after a clinician's tick: how she is reached, and nothing that was checked.
const OF_RECEPTION: &[&str] =
    &["contact", "channel", "times", "discreet", "local_number", "travel_miles", "rang", "ask"];
/// Kept only where pregnancy is not excluded; nothing of a referral without them.
const DATES: &[&str] = &["first_upsi", "last_upsi", "last_period", "shortest_cycle", "hormones_this_cycle"];
const BORN: &str = "date_of_birth";

/// What a clinician's tick covers, in one text that is the same for the form as it is kept and as it is sent.
pub(crate) fn checks(written: &Written) -> String {
    let excluded = Criterion::of_name(written.text("pregnancy")).is_some();
    let part = |name: &str| written.text(&format!("{BORN}[{name}]")).trim().to_owned();
    let number = |name: &str| part(name).parse::<i16>().ok();
    let born = match (number("year"), number("month"), number("day")) {
        (Some(year), Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        _ => written.text(BORN).parse::<Day>().map_or_else(|_| String::new(), |day| day.to_string()),
    };
    let mut lines: Vec<String> = written
        .fields
        .iter()
        .map(|(field, text)| (field.as_str(), text.trim()))
        .filter(|(field, text)| !text.is_empty() && !field.starts_with(BORN) && !OF_RECEPTION.contains(field))
        .filter(|(field, _)| !(excluded && DATES.contains(field)))
        .map(|(field, text)| format!("{field}={text}"))
        .collect();
    lines.push(format!("{BORN}={born}"));
    lines.sort();
    lines.join("\n")
}

/// The seat of the clinician whose tick covers what is about to be sent: none where nobody ticked, or where something
/// that was ticked reads otherwise now.
pub(crate) fn ticked_by(
    from: &Loading<'_>,
    ask: AskId,
    org: OrgId,
    written: &Written,
) -> Result<Option<SeatId>, Fault> {
    let Some(row) = from.first(&SAVED, &[ask.into()])? else { return Ok(None) };
    let (of, seat, hash): (OrgId, Option<SeatId>, Option<Vec<u8>>) = (row.get(0)?, row.get(3)?, row.get(4)?);
    let now = from.lookup_hash(org, CHECKS, &checks(written));
    Ok(seat.filter(|_| of == org && hash == Some(now)))
}

/// Whether a draft of that id is kept.
pub(crate) fn is_there(from: &Loading<'_>, ask: AskId) -> Result<bool, Fault> {
    Ok(saved(from, ask)?.is_some())
}

/// Keeps what was typed so far.
pub struct SaveDraft {
    /// The ask that it may become.
    pub ask: AskId,
    /// What was typed.
    pub written: Written,
    /// A clinician has checked it, and leaves it to reception to send.
    pub ticked: bool,
}

/// What must be known to keep a draft.
pub struct Known {
    draft: Option<Saved>,
    sent: bool,
    /// The id is another record's: keeping a draft under it would hand over, and dropping it would delete, the key of that.
    taken: bool,
}

impl Known {
    fn of(from: &Loading<'_>, ask: AskId) -> Result<Known, Fault> {
        let (draft, sent) = (saved(from, ask)?, read::parties(from, ask)?.is_some());
        let taken = draft.is_none() && !sent && from.key_is_taken(&KeyName::Ask(ask))?;
        Ok(Known { draft, sent, taken })
    }

    /// Erases the draft. An ask that was sent keeps its key; a draft that was never saved has none.
    fn ended(&self, ask: AskId, draft: Draft<()>) -> Draft<()> {
        match self.draft {
            Some(_) if !self.sent => draft.erase(KeyName::Ask(ask)),
            Some(_) | None => draft,
        }
    }
}

impl Act for SaveDraft {
    const NAME: &'static str = "save-draft";
    const NEEDS: Permit = Permit::PlaceAsk;
    type State = Known;
    type Refusal = ();
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Known, Fault> {
        Known::of(from, self.ask)
    }

    fn subject(&self, state: &Known, actor: &Actor) -> Subject {
        let own = state.draft.is_none_or(|draft| draft.is_open_to(actor));
        let relations = if own { AS_ITS_WRITER } else { Relations::NONE };
        // A tick is a clinician's alone: nobody else may place an ask without one.
        let tick = if self.ticked { Relations::CLINICIAN_TICKED } else { Relations::NONE };
        Subject::new(Kind::Ask, relations.without(tick))
    }

    fn decide(self, state: Known, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ()> {
        let empty = allowed.draft(());
        if state.sent {
            // The form that was just sent may save once more on its way out: nothing is left to keep.
            return Ok(empty);
        }
        if state.taken {
            return Err(());
        }
        let org = allowed.actor().org;
        let sealing =
            Sealing { key: KeyName::Ask(self.ask), parties: &[Party::Org(org)], contents: &self.written };
        let began = state.draft.map_or(!is_clinical(allowed.actor().role), |draft| draft.for_booking);
        let drafted = Drafted { org, for_booking: began || self.ticked, ticked: self.ticked };
        let draft = empty.sealed_fact(Stream::of(DRAFTS, self.ask.id()), DRAFTED, &drafted, &sealing);
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
        let own = state.is_some_and(|draft| draft.is_open_to(actor));
        Subject::new(Kind::Ask, if own { AS_ITS_WRITER } else { Relations::NONE })
    }

    fn decide(self, _state: Option<Saved>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ()> {
        Ok(allowed.draft(()).opens(KeyName::Ask(self.0)))
    }
}

/// Ends a draft by one of those who may write in it, before its time: its key goes, and with it every version of it.
pub struct DropDraft(pub AskId);

impl Act for DropDraft {
    const NAME: &'static str = "drop-draft";
    const NEEDS: Permit = Permit::PlaceAsk;
    type State = Known;
    type Refusal = ();
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Known, Fault> {
        Known::of(from, self.0)
    }

    fn subject(&self, state: &Known, actor: &Actor) -> Subject {
        let own = state.draft.is_none_or(|draft| draft.is_open_to(actor));
        Subject::new(Kind::Ask, if own { AS_ITS_WRITER } else { Relations::NONE })
    }

    fn decide(self, state: Known, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ()> {
        Ok(state.ended(self.0, allowed.draft(())))
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
        Known::of(from, self.0)
    }

    fn subject(&self, _state: &Known, _actor: &Actor) -> Subject {
        Subject::new(Kind::Ask, Relations::NONE)
    }

    fn decide(self, state: Known, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ()> {
        Ok(state.ended(self.0, allowed.draft(())))
    }
}
