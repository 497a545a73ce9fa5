//! Asking for an erasure, releasing or dropping it, and merging or parting what one organisation knows.

use journal::{Act, Allowed, Draft, Fault, KeyName, Loading, Query, Stream};
use kernel::{AskId, Id, OrgId, UserId};
use persons_rules::{CaseNumber, ErasureAsked, ErasureEnded, Same, WhyErase, WhySame, family, kind, pair};
use policy::{Actor, Kind, Permit, Relations, Subject};
use referrals_site::retention;

/// Why it is not done.
#[derive(Debug, PartialEq, Eq)]
pub enum PersonRefused {
    /// No ask was named.
    Nothing,
    /// There is no ask of that id, or it has no contents that could be erased.
    NoContents(AskId),
    /// An erasure of that ask has been asked for and is not ended.
    AskedAlready(AskId),
    /// A guardian holds that ask back: it is evidence somebody waits for. It can be let go on the page of retention.
    Held(AskId),
    /// There is no erasure of that id, or it is ended.
    NoErasure,
    /// They are one ask.
    SameAsk,
    /// The two are not both asks of this organisation.
    NotOurs,
    /// They are merged already, or not merged.
    NothingToChange,
}

/// The most asks that one erasure names: a person's, not a practice's.
const ASKS_MAX: usize = 200;

/// Asks for the erasure of a person: the first of two people.
pub struct AskErasure {
    /// The asks, as the preview named them.
    pub asks: Vec<AskId>,
    /// Why.
    pub why: WhyErase,
    /// Where the story stands.
    pub case: CaseNumber,
}

const HAS_KEY: Query = Query {
    name: "persons.has-key",
    sql: "select count(*) from journal_key where name = ?1 and party = 'place'",
};

const ASKED: Query = Query {
    name: "persons.erasure-asked",
    sql: "select count(*) from persons_erasure_ask x join persons_erasure e on e.id = x.erasure
          where x.ask = ?1 and e.state = 'asked'",
};

/// What stands against an erasure of each ask.
pub struct Standing {
    against: Option<PersonRefused>,
}

impl Act for AskErasure {
    const NAME: &'static str = "ask-erasure";
    const NEEDS: Permit = Permit::RunRetention;
    type State = Standing;
    type Refusal = PersonRefused;
    type Answer = Id;

    fn load(&self, _: &Actor, from: &Loading<'_>) -> Result<Standing, Fault> {
        for ask in &self.asks {
            let count = |query, value: String| -> Result<i64, Fault> {
                from.first(query, &[value.into()])?.map_or(Ok(0), |row| row.get(0))
            };
            if count(&HAS_KEY, KeyName::Ask(*ask).to_string())? == 0 {
                return Ok(Standing { against: Some(PersonRefused::NoContents(*ask)) });
            }
            if count(&ASKED, ask.to_string())? > 0 {
                return Ok(Standing { against: Some(PersonRefused::AskedAlready(*ask)) });
            }
            if retention::is_held(from, *ask)? {
                return Ok(Standing { against: Some(PersonRefused::Held(*ask)) });
            }
        }
        let empty = self.asks.is_empty() || self.asks.len() > ASKS_MAX;
        Ok(Standing { against: empty.then_some(PersonRefused::Nothing) })
    }

    fn subject(&self, _: &Standing, _: &Actor) -> Subject {
        Subject::new(Kind::Retention, Relations::NONE)
    }

    fn decide(self, state: Standing, allowed: &Allowed<'_, Self>) -> Result<Draft<Id>, PersonRefused> {
        if let Some(against) = state.against {
            return Err(against);
        }
        let id = Id::from_bits(allowed.new_bits());
        let mut asks = self.asks;
        asks.sort();
        asks.dedup();
        let asked = ErasureAsked { asks, why: self.why, case: self.case };
        Ok(allowed.draft(id).fact(Stream::of(family::ERASURE, id), kind::ASKED, &asked))
    }
}

/// Ends an erasure that somebody asked for: the second of two people releases it, and the keys go; or it is dropped.
pub struct EndErasure<const RELEASE: bool>(pub Id);

/// An erasure that waits.
pub struct Waiting {
    asked_by: UserId,
    asks: Vec<AskId>,
    /// One of them that is held back.
    held: Option<AskId>,
}

const WAITING: Query = Query {
    name: "persons.erasure-waiting",
    sql: "select asked_by from persons_erasure where id = ?1 and state = 'asked'",
};

const ASKS: Query = Query {
    name: "persons.erasure-asks",
    sql: "select ask from persons_erasure_ask where erasure = ?1 order by ask",
};

impl<const RELEASE: bool> Act for EndErasure<RELEASE> {
    const NAME: &'static str = if RELEASE { "release-erasure" } else { "drop-erasure" };
    const NEEDS: Permit = if RELEASE { Permit::ReleaseRetention } else { Permit::RunRetention };
    type State = Option<Waiting>;
    type Refusal = PersonRefused;
    type Answer = usize;

    fn load(&self, _: &Actor, from: &Loading<'_>) -> Result<Option<Waiting>, Fault> {
        let Some(row) = from.first(&WAITING, &[self.0.into()])? else { return Ok(None) };
        let asks = from.rows(&ASKS, &[self.0.into()])?;
        let asks = asks.iter().map(|row| row.get(0)).collect::<Result<Vec<AskId>, Fault>>()?;
        let mut held = None;
        for ask in &asks {
            if retention::is_held(from, *ask)? {
                held = Some(*ask);
            }
        }
        Ok(Some(Waiting { asked_by: row.get(0)?, asks, held }))
    }

    fn subject(&self, state: &Option<Waiting>, actor: &Actor) -> Subject {
        let another = state.as_ref().is_some_and(|waiting| waiting.asked_by != actor.user);
        Subject::new(Kind::Retention, Relations::NONE.and_if(another, Relations::ASKED_BY_ANOTHER))
    }

    fn decide(
        self,
        state: Option<Waiting>,
        allowed: &Allowed<'_, Self>,
    ) -> Result<Draft<usize>, PersonRefused> {
        let waiting = state.ok_or(PersonRefused::NoErasure)?;
        if let Some(held) = waiting.held.filter(|_| RELEASE) {
            return Err(PersonRefused::Held(held));
        }
        let keys = if RELEASE { waiting.asks.len() } else { 0 };
        let kind = if RELEASE { kind::RELEASED } else { kind::DROPPED };
        let mut draft =
            allowed.draft(keys).fact(Stream::of(family::ERASURE, self.0), kind, &ErasureEnded { keys });
        if RELEASE {
            for ask in waiting.asks {
                draft = draft.erase(KeyName::Ask(ask));
            }
        }
        Ok(draft)
    }
}

/// Merges what an organisation knows of two asks, or parts it again. It is that organisation's knowledge alone.
pub struct Merge<const TOGETHER: bool> {
    /// One ask.
    pub one: AskId,
    /// The other.
    pub other: AskId,
    /// Why.
    pub why: WhySame,
    /// Where the story stands.
    pub case: CaseNumber,
}

const OURS: Query = Query {
    name: "persons.records-of-organisation",
    sql: "select count(*) from (
          select id from referral_ask where id in (?1, ?2) and (sender = ?3 or host = ?3)
          union all select id from result_result where id in (?1, ?2) and (from_org = ?3 or to_org = ?3)
          union all select id from recall_recall where id in (?1, ?2) and org = ?3) x",
};

const ARE_MERGED: Query = Query {
    name: "persons.are-merged",
    sql: "select count(*) from persons_same where org = ?3 and one = ?1 and other = ?2",
};

/// How two asks stand to an organisation.
pub struct Two {
    ours: bool,
    merged: bool,
    org: OrgId,
}

impl<const TOGETHER: bool> Act for Merge<TOGETHER> {
    const NAME: &'static str = if TOGETHER { "merge-persons" } else { "part-persons" };
    const NEEDS: Permit = Permit::MergePersons;
    type State = Two;
    type Refusal = PersonRefused;
    type Answer = ();

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<Two, Fault> {
        let (one, other) = pair(self.one, self.other).unwrap_or((self.one, self.other));
        let values = [one.into(), other.into(), actor.org.into()];
        let count =
            |query| -> Result<i64, Fault> { from.first(query, &values)?.map_or(Ok(0), |row| row.get(0)) };
        Ok(Two { ours: count(&OURS)? == 2, merged: count(&ARE_MERGED)? > 0, org: actor.org })
    }

    fn subject(&self, _: &Two, _: &Actor) -> Subject {
        Subject::new(Kind::Retention, Relations::NONE)
    }

    fn decide(self, state: Two, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, PersonRefused> {
        let (one, other) = pair(self.one, self.other).ok_or(PersonRefused::SameAsk)?;
        if !state.ours {
            return Err(PersonRefused::NotOurs);
        }
        if state.merged == TOGETHER {
            return Err(PersonRefused::NothingToChange);
        }
        let kind = if TOGETHER { kind::MERGED } else { kind::PARTED };
        let same = Same { org: state.org, one, other, why: self.why, case: self.case };
        let stream = Stream::new(family::SAME, format!("{}-{one}-{other}", state.org));
        Ok(allowed.draft(()).fact(stream, kind, &same))
    }
}
