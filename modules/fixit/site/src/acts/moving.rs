//! Moving an issue: one road for every move. The rules of its life decide; everybody who posted it is told.

use std::marker::PhantomData;

use directory_site::read as directory;
use fixit_rules::facts::v1::{Move, Moved, Outcome, Specialty, Words, kind};
use fixit_rules::{Clean, Issue, MoveRefused, State};
use journal::{Act, Allowed, Draft, Expected, Fault, KeyName, Loading, Sealing, Version};
use kernel::{Id, OrgId, SeatId};
use policy::{Actor, Kind, Permit, Relations, Subject};

use super::{new_key, stream, told};
use crate::{england, read};

/// A way of moving an issue: its permit, and the moves that are made in this way.
pub trait Way: Send + 'static {
    /// The act's stable name.
    const NAME: &'static str;
    /// The permit that it needs.
    const NEEDS: Permit;
    /// Whether a move is made in this way.
    fn makes(what: &Move) -> bool;
}

macro_rules! ways {
    ($($(#[$doc:meta])* $name:ident, $act:literal, $permit:ident, $pattern:pat,)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Way for $name {
            const NAME: &'static str = $act;
            const NEEDS: Permit = Permit::$permit;

            fn makes(what: &Move) -> bool {
                matches!(what, $pattern)
            }
        }
    )+};
}

ways! {
    /// The office screens, names owners, merges, plans and settles for the group, takes words out.
    Screening, "screen-issue", ScreenIssue,
        Move::Screened { .. } | Move::Given { .. } | Move::Rerouted { by_owner: false, .. } | Move::Merged { .. }
        | Move::Planned { .. } | Move::Settled { .. } | Move::WordsTakenOut,
    /// The owner answers, passes on, plans and settles.
    Owning, "answer-issue", AnswerIssue,
        Move::PassedOn { .. } | Move::Rerouted { by_owner: true, .. } | Move::Answered | Move::Planned { .. }
        | Move::Settled { .. },
    /// The poster agrees, disputes, opens again, says that another specialty is meant.
    Judging, "judge-issue", JudgeIssue,
        Move::Agreed { by_silence: false } | Move::Disputed | Move::Reopened | Move::Rerouted { by_owner: false, .. },
    /// Ten days of silence are agreement.
    ByTime, "agree-by-silence", KeepIssueTime, Move::Agreed { by_silence: true },
}

/// Makes a move.
pub struct MoveIssue<W> {
    /// The issue.
    pub issue: Id,
    /// The version the form was opened on.
    pub seen: Option<Version>,
    /// The move. The lead of a specialty is filled in from the list of specialties, whatever stands here.
    pub what: Move,
    /// What is said with it.
    pub words: Option<Clean>,
    /// The way of moving.
    pub way: PhantomData<fn(W)>,
}

/// Why a move was not made.
#[derive(Debug, PartialEq, Eq)]
pub enum MoveNotMade {
    /// The rules of an issue's life say no.
    Life(MoveRefused),
    /// The move is not made in this way.
    NotThisWay,
    /// It needs words: an answer, a reason, a plan.
    NeedsWords,
    /// There is no such specialty.
    NoSuchSpecialty,
    /// There is no such seat any more.
    NoSuchSeat,
    /// There is no such issue to be the same as, or it goes on as another itself.
    NoSuchIssue,
}

/// What must be known to move an issue.
pub struct Known {
    folded: Issue,
    posters: Vec<(OrgId, SeatId)>,
    specialty: Option<Specialty>,
    seat_exists: bool,
    other: Option<Issue>,
    keys: Vec<KeyName>,
}

impl<W: Way> Act for MoveIssue<W> {
    const NAME: &'static str = W::NAME;
    const NEEDS: Permit = W::NEEDS;
    type State = Option<Known>;
    type Refusal = MoveNotMade;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Option<Known>, Fault> {
        let id = self.issue.to_string();
        let Some(folded) = read::folded(from, &id)? else { return Ok(None) };
        let specialty =
            if let Move::Screened { specialty, .. } | Move::Rerouted { specialty, .. } = &self.what {
                specialty
            } else {
                &folded.now.specialty
            };
        let code = specialty.clone();
        let seat_exists = if let Move::Given { owner } | Move::PassedOn { owner } = &self.what {
            directory::seat(from, *owner)?.is_some_and(|seat| !seat.ended)
        } else {
            true
        };
        let other = if let Move::Merged { into } = &self.what {
            read::folded(from, &into.to_string())?
        } else {
            None
        };
        let keys = if self.what == Move::WordsTakenOut { keys(from, &id)? } else { Vec::new() };
        let (posters, specialty) = (read::posters(from, &id)?, read::specialty(from, &code)?);
        Ok(Some(Known { folded, posters, specialty, seat_exists, other, keys }))
    }

    fn subject(&self, state: &Option<Known>, actor: &Actor) -> Subject {
        state.as_ref().map_or(Subject::new(Kind::Issue, Relations::NONE), |known| {
            read::subject(actor, &known.posters, known.folded.now.owner)
        })
    }

    fn expected(&self) -> Option<Expected> {
        self.seen.map(|version| Expected { stream: stream(self.issue), version })
    }

    fn decide(self, state: Option<Known>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, MoveNotMade> {
        let Some(mut known) = state else { return Err(MoveNotMade::NoSuchIssue) };
        if !W::makes(&self.what) {
            return Err(MoveNotMade::NotThisWay);
        }
        if needs_words(&self.what) && self.words.is_none() {
            return Err(MoveNotMade::NeedsWords);
        }
        if !known.seat_exists {
            return Err(MoveNotMade::NoSuchSeat);
        }
        let was = known.folded.now.specialty.clone();
        let moved = Moved { on: allowed.now().day(), what: with_lead(self.what, known.specialty.as_ref())? };
        known.folded.follow(&moved, england()).map_err(MoveNotMade::Life)?;
        let mut draft = allowed.draft(());
        draft = match &self.words {
            Some(words) => {
                let words = Words { text: words.as_str().to_owned() };
                let sealing = Sealing { key: new_key(allowed.new_bits()), parties: &[], contents: &words };
                draft.sealed_fact(stream(self.issue), kind::MOVED, &moved, &sealing)
            }
            None => draft.fact(stream(self.issue), kind::MOVED, &moved),
        };
        if let Move::Merged { into } = &moved.what {
            if *into == self.issue {
                return Err(MoveNotMade::Life(MoveRefused::SameAsItself));
            }
            let mut other =
                known.other.filter(|of| of.now.state != State::Merged).ok_or(MoveNotMade::NoSuchIssue)?;
            let absorbed = Moved { on: moved.on, what: Move::Absorbed { from: self.issue } };
            other.follow(&absorbed, england()).map_err(MoveNotMade::Life)?;
            draft = draft.fact(stream(*into), kind::MOVED, &absorbed);
        }
        for key in known.keys {
            draft = draft.erase(key);
        }
        for message in messages(self.issue, &moved.what, &known.posters, known.specialty.as_ref(), &was) {
            draft = told::send(draft, allowed.now(), &message);
        }
        Ok(draft)
    }
}

/// The keys of everything that was said about an issue.
fn keys(from: &Loading<'_>, issue: &str) -> Result<Vec<KeyName>, Fault> {
    const OF_POST: journal::Query = journal::Query {
        name: "fixit.key-of-post",
        sql: "select words_key from fixit_issue where id = ?1 and words is not null",
    };
    let mut found: Vec<String> = Vec::new();
    for row in from.rows(&OF_POST, &[issue.into()])? {
        found.extend(row.get::<Option<String>>(0)?);
    }
    found.extend(
        read::steps(from, issue)?.into_iter().filter(|step| step.words.is_some()).filter_map(|step| step.key),
    );
    found.sort();
    found.dedup();
    Ok(found.iter().filter_map(|key| key.parse().ok()).collect())
}

/// Moves that say nothing without words.
pub(crate) const fn needs_words(what: &Move) -> bool {
    matches!(
        what,
        Move::PassedOn { .. }
            | Move::Rerouted { .. }
            | Move::Answered
            | Move::Disputed
            | Move::Planned { .. }
            | Move::Settled { outcome: Outcome::NoBecause, .. }
            | Move::Reopened
    )
}

fn with_lead(what: Move, of: Option<&Specialty>) -> Result<Move, MoveNotMade> {
    let known = || of.filter(|of| !of.ended).ok_or(MoveNotMade::NoSuchSpecialty);
    if let Move::Screened { broken, .. } = what {
        let of = known()?;
        return Ok(Move::Screened { specialty: of.code.clone(), broken, lead: of.lead });
    }
    if let Move::Rerouted { by_owner, .. } = what {
        let of = known()?;
        return Ok(Move::Rerouted { specialty: of.code.clone(), lead: of.lead, by_owner });
    }
    Ok(what)
}

fn messages(
    issue: Id,
    what: &Move,
    posters: &[(OrgId, SeatId)],
    specialty: Option<&Specialty>,
    was: &str,
) -> Vec<told::Message> {
    let owner = |template| {
        specialty
            .map(|of| told::to_specialty(issue, &of.code, of.org, template))
            .into_iter()
            .collect::<Vec<_>>()
    };
    let posters = |template| told::to_posters(issue, posters, template);
    match what {
        Move::Screened { .. }
        | Move::WordsTakenOut
        | Move::Absorbed { .. }
        | Move::Agreed { by_silence: true } => Vec::new(),
        Move::Given { .. } | Move::PassedOn { .. } => owner("yours-to-answer"),
        Move::Rerouted { specialty, .. } if specialty == was => Vec::new(),
        Move::Rerouted { .. } => owner("yours-to-answer").into_iter().chain(posters("rerouted")).collect(),
        Move::Answered => posters("answered"),
        Move::Agreed { by_silence: false } | Move::Disputed => owner("judged"),
        Move::Planned { .. } => posters("planned"),
        Move::Settled { .. } => posters("closed"),
        Move::Reopened => owner("reopened"),
        Move::Merged { .. } => posters("merged"),
    }
}
