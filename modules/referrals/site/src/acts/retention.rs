//! Deletion by the schedule: asked for by one person, released by another, carried out by the program in small acts; records
//! that somebody holds back stay. A deleted key erases (decision 0041).

use journal::{Act, Allowed, Draft, Fault, KeyName, Loading, Stream};
use kernel::{AskId, Id};
use policy::{Actor, Kind, Permit, Relations, Role, Subject};
use referrals_rules::retention::{
    Asked, Erased, HOLDS, Held, REASONS, RUNS, contents_closed_by, is_released, kind,
};

use crate::retention::{self, Run};

/// Why a step of a run was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetentionRefused {
    /// Nothing is due.
    NothingDue,
    /// A run waits already for its second yes.
    OneWaits,
    /// There is no such run, or it is done.
    NoSuchRun,
    /// Two named people have not said yes.
    NotReleased,
    /// There is no ask, result or recall of that reference at this organisation.
    NoSuchRecord,
    /// Several records bear that reference.
    OfSeveral,
    /// This organisation does not hold it back.
    NotHeld,
    /// Not a reason of the list.
    NoSuchReason,
}

/// Asks for a run over all that is due today.
pub struct AskRetention(pub Id);

impl Act for AskRetention {
    const NAME: &'static str = "ask-retention";
    const NEEDS: Permit = Permit::RunRetention;
    /// How much is due, and a run that waits.
    type State = (i64, Option<Run>);
    type Refusal = RetentionRefused;
    type Answer = Id;

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Self::State, Fault> {
        let due = retention::count_due(from, contents_closed_by(from.now().day()))?;
        Ok((due, retention::waiting(from)?))
    }

    fn subject(&self, _state: &Self::State, _actor: &Actor) -> Subject {
        Subject::new(Kind::Retention, Relations::NONE)
    }

    fn decide(
        self,
        (records, waiting): Self::State,
        allowed: &Allowed<'_, Self>,
    ) -> Result<Draft<Id>, RetentionRefused> {
        if waiting.is_some() {
            return Err(RetentionRefused::OneWaits);
        }
        if records == 0 {
            return Err(RetentionRefused::NothingDue);
        }
        let asked = Asked { run: self.0, closed_by: contents_closed_by(allowed.now().day()), records };
        Ok(allowed.draft(self.0).fact(Stream::of(RUNS, self.0), kind::ASKED, &asked))
    }
}

/// A second person releases a run.
pub struct ReleaseRetention(pub Id);

impl Act for ReleaseRetention {
    const NAME: &'static str = "release-retention";
    const NEEDS: Permit = Permit::ReleaseRetention;
    type State = Option<Run>;
    type Refusal = RetentionRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Option<Run>, Fault> {
        Ok(retention::waiting(from)?.filter(|run| run.id == self.0))
    }

    fn subject(&self, state: &Option<Run>, actor: &Actor) -> Subject {
        let said_yes = state.as_ref().is_none_or(|run| run.people.contains(&actor.user));
        Subject::new(Kind::Retention, Relations::NONE.and_if(!said_yes, Relations::ASKED_BY_ANOTHER))
    }

    fn decide(self, state: Option<Run>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, RetentionRefused> {
        let run = state.ok_or(RetentionRefused::NoSuchRun)?;
        Ok(allowed.draft(()).fact(Stream::of(RUNS, run.id), kind::RELEASED, &serde_json::json!({})))
    }
}

/// Records that go in one act.
pub const ERASED_AT_ONCE: i64 = 200;

/// Carries out some of a run that two people have released. Only the program does.
pub struct EraseReleased(pub Id);

impl Act for EraseReleased {
    const NAME: &'static str = "erase-released";
    const NEEDS: Permit = Permit::RunRetention;
    type State = Option<(Run, Vec<AskId>)>;
    type Refusal = RetentionRefused;
    /// How many went, and whether none is left.
    type Answer = (i64, bool);

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Self::State, Fault> {
        let Some(run) = retention::waiting(from)?.filter(|run| run.id == self.0) else { return Ok(None) };
        let due = retention::due(from, run.closed_by, ERASED_AT_ONCE + 1)?;
        Ok(Some((run, due)))
    }

    fn subject(&self, _state: &Self::State, _actor: &Actor) -> Subject {
        Subject::new(Kind::Retention, Relations::NONE)
    }

    fn decide(
        self,
        state: Self::State,
        allowed: &Allowed<'_, Self>,
    ) -> Result<Draft<(i64, bool)>, RetentionRefused> {
        let (run, mut due) = state.ok_or(RetentionRefused::NoSuchRun)?;
        // Whoever carries it out, two others have said yes.
        if allowed.actor().role != Role::System || !is_released(&run.people, allowed.now().day()) {
            return Err(RetentionRefused::NotReleased);
        }
        let most = usize::try_from(ERASED_AT_ONCE).unwrap_or(usize::MAX);
        let is_done = due.len() <= most;
        due.truncate(most);
        let records = i64::try_from(due.len()).unwrap_or(i64::MAX);
        let erased = Erased { records, is_done };
        let draft = allowed.draft((records, is_done)).fact(Stream::of(RUNS, run.id), kind::ERASED, &erased);
        Ok(due.into_iter().fold(draft, |draft, ask| draft.erase(KeyName::Ask(ask))))
    }
}

/// Holds a record back for the actor's organisation, or lets it go again; what another holds stays held.
pub struct HoldRecord {
    /// Its reference, as it is said on the telephone.
    pub reference: String,
    /// Why; none lets it go.
    pub why: Option<String>,
}

impl Act for HoldRecord {
    const NAME: &'static str = "hold-record";
    const NEEDS: Permit = Permit::HoldRetention;
    /// Those of that reference that are theirs to hold, each with whether they do.
    type State = Vec<(AskId, bool)>;
    type Refusal = RetentionRefused;
    type Answer = ();

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<Self::State, Fault> {
        // A guardian holds what is their own organisation's; the place's guardian any.
        let of_place = actor.org_kind == policy::OrgKind::PlaceOffice;
        retention::named(from, &self.reference)?
            .into_iter()
            .filter(|(_, one, other)| of_place || *one == actor.org || *other == actor.org)
            .map(|(ask, _, _)| Ok((ask, retention::is_held_by(from, ask, actor.org)?)))
            .collect()
    }

    fn subject(&self, _state: &Self::State, _actor: &Actor) -> Subject {
        Subject::new(Kind::Retention, Relations::NONE)
    }

    fn decide(self, state: Self::State, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, RetentionRefused> {
        let (ask, holds) = match state.as_slice() {
            [] => return Err(RetentionRefused::NoSuchRecord),
            [one] => *one,
            _ => return Err(RetentionRefused::OfSeveral),
        };
        let stream = Stream::of(HOLDS, ask.id());
        match self.why {
            None if !holds => Err(RetentionRefused::NotHeld),
            None => Ok(allowed.draft(()).fact(stream, kind::LET_GO, &serde_json::json!({}))),
            Some(why) if REASONS.iter().any(|(code, _)| *code == why) => {
                Ok(allowed.draft(()).fact(stream, kind::HELD, &Held { why }))
            }
            Some(_) => Err(RetentionRefused::NoSuchReason),
        }
    }
}
