//! Reaching people: the person's link and its second fact, how she wishes to be reached, what could not be delivered, and
//! alarms to named seats.

use journal::found_by::plain;
use journal::{Act, Allowed, Draft, Fault, JobId, KeyName, Loading, Party, Query, Sealing, Stream};
use kernel::{AskId, Id, Moment, OrgId, SeatId, UserId};
use policy::{Actor, Kind, OrgKind, Permit, Relations, Role, Subject};
use referrals_rules::facts::v1::{
    Alarmed, LINKS, LOOKS, LinkMade, LinkTried, Looked, MESSAGES, NotDelivered, RATINGS, Rated, Settled,
    Told, WISHES, Written, kind,
};
use referrals_rules::person;
use serde::{Deserialize, Serialize};

use super::told::{self, Message};
use crate::read::{self, Parties, Rows};

/// The second fact that a link asks for until the person chooses another.
pub const DATE_OF_BIRTH: &str = "date_of_birth";
/// A word that the person chose.
pub const SECOND_WORD: &str = "second_word";
/// Letters of such a word, at the least.
pub const SECOND_WORD_LETTERS_MIN: usize = 6;

/// Why one of these acts was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReachRefused {
    /// There is no such ask or link.
    NotThere,
    /// It has not ended yet, or was entered in error: nothing to say about how it went.
    NotEnded,
    /// She has said it already.
    SaidAlready,
    /// A word that is too short to be a second fact.
    WordTooShort,
    /// Not from 1 to 5.
    NotOneToFive,
}

/// The person whom an ask is about, as an actor, once she has given her second fact.
pub fn the_person(ask: AskId, sender: OrgId, sender_kind: OrgKind) -> Actor {
    Actor {
        user: UserId::from_bits(ask.id().bits()),
        seat: SeatId::from_bits(0),
        org: sender,
        org_kind: sender_kind,
        role: Role::Person,
        second_factor: true,
    }
}

/// Adds the person's link to a draft that sends an ask.
pub(crate) fn with_link<T>(draft: Draft<T>, link: u128, ask: AskId, sender: OrgId) -> Draft<T> {
    let made = LinkMade { ask, org: sender, second: DATE_OF_BIRTH.to_owned() };
    draft.fact(Stream::of(LINKS, Id::from_bits(link)), kind::LINK_MADE, &made)
}

const LINK: Query = Query {
    name: "referrals.link",
    sql: "select link, ask, org, second, wrong, wrong_at from referral_link where link = ?1",
};

const LINK_OF_ASK: Query = Query {
    name: "referrals.link-of-ask",
    sql: "select link, ask, org, second, wrong, wrong_at from referral_link where ask = ?1 order by made_at desc, link",
};

/// A link as it stands.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its id: what stands in the address.
    pub id: Id,
    /// To which ask it leads.
    pub ask: AskId,
    /// Who sent that ask.
    pub org: OrgId,
    /// Which second fact it asks for.
    pub second: String,
    wrong: i64,
    wrong_at: Option<Moment>,
}

fn link_row(rows: &[journal::Row]) -> Result<Option<Link>, Fault> {
    let read = |row: &journal::Row| {
        Ok(Link {
            id: row.get(0)?,
            ask: row.get(1)?,
            org: row.get(2)?,
            second: row.get(3)?,
            wrong: row.get(4)?,
            wrong_at: row.get(5)?,
        })
    };
    rows.first().map(read).transpose()
}

/// A link, or nothing where there is none of that id.
pub fn link(from: &impl Rows, id: Id) -> Result<Option<Link>, Fault> {
    link_row(&from.all(&LINK, &[id.into()])?)
}

/// The link of an ask, where it has one.
pub fn link_of(from: &impl Rows, ask: AskId) -> Result<Option<Link>, Fault> {
    link_row(&from.all(&LINK_OF_ASK, &[ask.into()])?)
}

/// Somebody gives the second fact of a link. Tried by the program on their behalf: nobody is let in yet.
pub struct TryLink {
    /// The link.
    pub link: Id,
    /// What was given, in the spellings in which it may have been kept.
    pub given: Vec<String>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Door {
    /// It was right.
    Open(AskId),
    /// It was not, or there is no such link: the answer is the same.
    Wrong,
    /// Too many were wrong: none is heard before this moment, right or wrong.
    Wait(Moment),
}

const HASH: Query = Query {
    name: "referrals.second-fact",
    sql: "select hash from referral_lookup where ask = ?1 and org = ?2 and field = ?3",
};

impl Act for TryLink {
    const NAME: &'static str = "try-link";
    const NEEDS: Permit = Permit::RecordMessage;
    type State = Option<(Link, bool)>;
    type Refusal = ReachRefused;
    type Answer = Door;

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Self::State, Fault> {
        let Some(found) = link(from, self.link)? else { return Ok(None) };
        let values = [found.ask.into(), found.org.into(), found.second.as_str().into()];
        let right = match from.first(&HASH, &values)? {
            None => false,
            Some(row) => {
                let kept: Vec<u8> = row.get(0)?;
                self.given.iter().any(|given| {
                    let given = plain(given);
                    !given.is_empty() && from.lookup_hash(found.org, &found.second, &given) == kept
                })
            }
        };
        Ok(Some((found, right)))
    }

    fn subject(&self, _state: &Self::State, _actor: &Actor) -> Subject {
        Subject::new(Kind::Ask, Relations::NONE)
    }

    fn decide(self, state: Self::State, allowed: &Allowed<'_, Self>) -> Result<Draft<Door>, ReachRefused> {
        let Some((found, right)) = state else { return Ok(allowed.draft(Door::Wrong)) };
        if let Some(until) = person::waits_until(found.wrong, found.wrong_at, allowed.now()) {
            return Ok(allowed.draft(Door::Wait(until)));
        }
        let door = if right { Door::Open(found.ask) } else { Door::Wrong };
        Ok(allowed.draft(door).fact(Stream::of(LINKS, found.id), kind::LINK_TRIED, &LinkTried { right }))
    }
}

/// The person chooses a word as her second fact.
pub struct ChooseSecond {
    /// Her ask.
    pub ask: AskId,
    /// The word.
    pub word: String,
}

impl Act for ChooseSecond {
    const NAME: &'static str = "choose-second-fact";
    const NEEDS: Permit = Permit::ChangeContactWishes;
    type State = Option<(Parties, Link)>;
    type Refusal = ReachRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Self::State, Fault> {
        Ok(read::parties(from, self.ask)?.zip(link_of(from, self.ask)?))
    }

    fn subject(&self, state: &Self::State, actor: &Actor) -> Subject {
        read::subject(self.ask, state.as_ref().map(|(parties, _)| parties), actor)
    }

    fn decide(self, state: Self::State, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ReachRefused> {
        let (_, link) = state.ok_or(ReachRefused::NotThere)?;
        if plain(&self.word).chars().count() < SECOND_WORD_LETTERS_MIN {
            return Err(ReachRefused::WordTooShort);
        }
        let made = LinkMade { ask: self.ask, org: link.org, second: SECOND_WORD.to_owned() };
        let contents = Written { fields: vec![(SECOND_WORD.to_owned(), self.word)] };
        // For nobody but the place: no organisation can read the word back.
        let sealing = Sealing { key: KeyName::Ask(self.ask), parties: &[], contents: &contents };
        Ok(allowed.draft(()).sealed_fact(Stream::of(LINKS, link.id), kind::LINK_MADE, &made, &sealing))
    }
}

/// The person looks at her own ask, or somebody of the program does for her.
pub struct LookAtOwn(pub AskId);

impl Act for LookAtOwn {
    const NAME: &'static str = "look-at-own";
    const NEEDS: Permit = Permit::SeeOwnWait;
    type State = Option<Parties>;
    type Refusal = ReachRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Option<Parties>, Fault> {
        read::parties(from, self.0)
    }

    fn subject(&self, state: &Option<Parties>, actor: &Actor) -> Subject {
        read::subject(self.0, state.as_ref(), actor)
    }

    fn decide(self, _state: Option<Parties>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ReachRefused> {
        let looked = Looked { what: "own".to_owned(), why: String::new() };
        let draft = allowed.draft(()).fact(Stream::of(LOOKS, self.0.id()), kind::LOOKED, &looked);
        Ok(draft.opens(KeyName::Ask(self.0)))
    }
}

/// Changes how the person is reached: by herself, or by those whom she told.
pub struct ChangeWishes {
    /// The ask.
    pub ask: AskId,
    /// `channel`, `contact`, `discreet` and `times`.
    pub written: Written,
}

impl Act for ChangeWishes {
    const NAME: &'static str = "change-contact-wishes";
    const NEEDS: Permit = Permit::ChangeContactWishes;
    type State = Option<Parties>;
    type Refusal = ReachRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Option<Parties>, Fault> {
        read::parties(from, self.ask)
    }

    fn subject(&self, state: &Option<Parties>, actor: &Actor) -> Subject {
        read::subject(self.ask, state.as_ref(), actor)
    }

    fn decide(self, state: Option<Parties>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ReachRefused> {
        let parties = state.ok_or(ReachRefused::NotThere)?;
        let by = if allowed.actor().role == Role::Person { "person" } else { "staff" };
        let sealing = Sealing {
            key: KeyName::Ask(self.ask),
            parties: &[Party::Org(parties.sender), Party::Org(parties.host), Party::Person],
            contents: &self.written,
        };
        let told = Told { by: by.to_owned() };
        Ok(allowed.draft(()).sealed_fact(Stream::of(WISHES, self.ask.id()), kind::TOLD, &told, &sealing))
    }
}

/// The person says how it went. Two questions.
pub struct Rate {
    /// Her ask.
    pub ask: AskId,
    /// How easy it was, 1 to 5.
    pub ease: u8,
    /// In her words; sealed to those who saw her.
    pub words: String,
}

const RATED: Query =
    Query { name: "referrals.rated", sql: "select ease from referral_rating where ask = ?1" };

/// How she rated it, where she did.
pub fn rating(from: &impl Rows, ask: AskId) -> Result<Option<i64>, Fault> {
    from.all(&RATED, &[ask.into()])?.first().map(|row| row.get(0)).transpose()
}

impl Act for Rate {
    const NAME: &'static str = "say-how-it-went";
    const NEEDS: Permit = Permit::GiveFeedback;
    type State = Option<(Parties, bool)>;
    type Refusal = ReachRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Self::State, Fault> {
        let said = rating(from, self.ask)?.is_some();
        Ok(read::parties(from, self.ask)?.map(|parties| (parties, said)))
    }

    fn subject(&self, state: &Self::State, actor: &Actor) -> Subject {
        let hers = actor.role == Role::Person && actor.user.id() == self.ask.id() && state.is_some();
        Subject::new(Kind::Feedback, Relations::NONE.and_if(hers, Relations::THE_PERSON))
    }

    fn decide(self, state: Self::State, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ReachRefused> {
        let (parties, said) = state.ok_or(ReachRefused::NotThere)?;
        if said {
            return Err(ReachRefused::SaidAlready);
        }
        if !(1..=5).contains(&self.ease) {
            return Err(ReachRefused::NotOneToFive);
        }
        if !has_ended(&parties.state) {
            return Err(ReachRefused::NotEnded);
        }
        let contents = Written { fields: vec![("words".to_owned(), self.words)] };
        let sealing = Sealing {
            key: KeyName::Ask(self.ask),
            parties: &[Party::Org(parties.host)],
            contents: &contents,
        };
        let rated = Rated { ease: self.ease };
        Ok(allowed.draft(()).sealed_fact(Stream::of(RATINGS, self.ask.id()), kind::RATED, &rated, &sealing))
    }
}

/// Whether an ask in that state has come to its end.
pub fn has_ended(state: &str) -> bool {
    matches!(state, "fitted" | "answered" | "closed" | "withdrawn" | "returned")
}

/// Records that a message was given up, raises it to whoever must act now, and ends its job.
pub struct NoteNotDelivered {
    /// The message.
    pub message: Message,
    /// Why, without a person in it.
    pub why: String,
    /// The job that it was.
    pub job: JobId,
}

impl Act for NoteNotDelivered {
    const NAME: &'static str = "note-not-delivered";
    const NEEDS: Permit = Permit::RecordMessage;
    type State = Option<(Parties, Option<String>)>;
    type Refusal = ReachRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Self::State, Fault> {
        let Some(parties) = read::parties(from, self.message.ask)? else { return Ok(None) };
        let next = from.first(&NEXT_MOVE, &[self.message.ask.into()])?;
        let next = next.map(|row| row.get::<Option<String>>(0)).transpose()?.flatten();
        Ok(Some((parties, next)))
    }

    fn subject(&self, _state: &Self::State, _actor: &Actor) -> Subject {
        Subject::new(Kind::Ask, Relations::NONE)
    }

    fn decide(self, state: Self::State, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ReachRefused> {
        let draft = allowed.draft(()).ends_job(self.job);
        let Some((parties, next)) = state else { return Ok(draft) };
        let owner = owner(&self.message, &parties, next.as_deref());
        let fact =
            NotDelivered { to: self.message.to, template: self.message.template, why: self.why, owner };
        Ok(draft.fact(Stream::of(MESSAGES, self.message.ask.id()), kind::NOT_DELIVERED, &fact))
    }
}

const NEXT_MOVE: Query =
    Query { name: "referrals.next-move", sql: "select next_move from referral_ask where id = ?1" };

/// Who picks up the telephone: whoever has the ask; but never the one whose own mailbox failed, if there is another.
fn owner(message: &Message, parties: &Parties, next: Option<&str>) -> OrgId {
    let has = if next == Some("sender") { parties.sender } else { parties.host };
    match message.org {
        Some(failed) if failed == has && parties.sender == has => parties.host,
        Some(failed) if failed == has => parties.sender,
        Some(_) | None => has,
    }
}

/// Somebody has done by voice what the messages could not.
pub struct SettleMessages(pub AskId);

impl Act for SettleMessages {
    const NAME: &'static str = "settle-messages";
    const NEEDS: Permit = Permit::ChangeContactWishes;
    type State = Option<Parties>;
    type Refusal = ReachRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Option<Parties>, Fault> {
        read::parties(from, self.0)
    }

    fn subject(&self, state: &Option<Parties>, actor: &Actor) -> Subject {
        read::subject(self.0, state.as_ref(), actor)
    }

    fn decide(self, _state: Option<Parties>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ReachRefused> {
        Ok(allowed.draft(()).fact(Stream::of(MESSAGES, self.0.id()), kind::SETTLED, &Settled {}))
    }
}

/// Tells a named seat that something waits too long. Once for each host that has it.
pub struct RaiseAlarm {
    /// The ask.
    pub ask: AskId,
    /// `unread` or `not-rerouted`.
    pub what: &'static str,
    /// Whose seat.
    pub org: OrgId,
    /// Which; none where the organisation has none.
    pub seat: Option<SeatId>,
}

const ALARMED: Query = Query {
    name: "referrals.alarmed",
    sql: "select a.hosts, (select count(*) from referral_alarm m where m.ask = a.id and m.what = ?2 and m.hosts = a.hosts)
          from referral_ask a where a.id = ?1",
};

impl Act for RaiseAlarm {
    const NAME: &'static str = "raise-alarm";
    const NEEDS: Permit = Permit::RaiseAlarm;
    type State = Option<(i64, bool)>;
    type Refusal = ReachRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Self::State, Fault> {
        let row = from.first(&ALARMED, &[self.ask.into(), self.what.into()])?;
        row.map(|row| Ok((row.get(0)?, row.get::<i64>(1)? > 0))).transpose()
    }

    fn subject(&self, _state: &Self::State, _actor: &Actor) -> Subject {
        Subject::new(Kind::Ask, Relations::NONE)
    }

    fn decide(self, state: Self::State, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ReachRefused> {
        let (hosts, raised) = state.ok_or(ReachRefused::NotThere)?;
        if raised {
            return Ok(allowed.draft(()));
        }
        let fact = Alarmed { what: self.what.to_owned(), org: self.org, seat: self.seat, hosts };
        let draft = allowed.draft(()).fact(Stream::of(MESSAGES, self.ask.id()), kind::ALARMED, &fact);
        let to = self.seat.map_or_else(|| "inbox".to_owned(), |seat| format!("{SEAT}{seat}"));
        let message =
            Message { ask: self.ask, to, org: Some(self.org), template: format!("alarm-{}", self.what) };
        Ok(told::send(draft, allowed.now(), &message))
    }
}

/// What a message to a named seat begins with.
pub(crate) const SEAT: &str = "seat:";
