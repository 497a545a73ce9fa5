//! A module as small as one can be that has everything: an ask with sealed contents between two organisations, slots
//! that can be taken once, looks at contents, messages, and erasure.

use journal::{
    Act, Allowed, Draft, Entry, Expected, Fault, JobId, KeyName, Loading, Migration, Module, NewJob, Party,
    Query, Sealing, Stream, Value, Writing,
};
use kernel::{AskId, OrgId, SlotId};
use policy::{Actor, Kind, Permit, Relations, Subject};
use serde::{Deserialize, Serialize};

pub const MODULE: Module = Module {
    name: "visits",
    migrations: &[Migration {
        name: "0001-visits",
        sql: "
create table visits_ask (
    id text not null primary key,
    sender text not null,
    host text not null,
    state text not null,
    slot text,
    name blob,
    phone_hash blob
);
create index visits_ask_host on visits_ask (host, state);
create table visits_slot (id text not null primary key, ask text not null);
create table visits_count (org text not null primary key, asks bigint not null default 0);
",
    }],
    tables: &["visits_ask", "visits_slot", "visits_count"],
    retained: &[],
    in_name_of: &[],
    behind_glass: &[],
    project,
};

#[derive(Serialize, Deserialize)]
struct Placed {
    host: OrgId,
}

#[derive(Serialize, Deserialize)]
pub struct Contents {
    pub name: String,
    pub phone: String,
}

#[derive(Serialize, Deserialize)]
struct Taken {
    ask: AskId,
}

#[derive(Serialize, Deserialize)]
struct Marked {
    state: Option<String>,
}

pub fn stream(ask: AskId) -> Stream {
    Stream::new("ask", ask)
}

fn project(entry: &Entry, to: &mut Writing<'_>) -> Result<(), Fault> {
    if let Some(KeyName::Ask(ask)) = entry.erased() {
        let key = [("id", ask.into())];
        return to.update("visits_ask", &key, &[("name", Value::Null), ("phone_hash", Value::Null)]);
    }
    let key = [("id", entry.stream.as_str().into())];
    match entry.kind.as_str() {
        "ask-placed.1" => project_placed(entry, to),
        "ask-marked.1" => {
            let marked: Marked = entry.envelope()?;
            to.update("visits_ask", &key, &[("state", marked.state.into())])
        }
        "ask-answered.1" => to.update("visits_ask", &key, &[("state", "answered".into())]),
        "slot-taken.1" => {
            let taken: Taken = entry.envelope()?;
            to.upsert("visits_slot", &key, &[("ask", taken.ask.into())])?;
            let ask = [("id", taken.ask.into())];
            to.update("visits_ask", &ask, &[("slot", entry.stream.as_str().into())])
        }
        _ => Ok(()),
    }
}

fn project_placed(entry: &Entry, to: &mut Writing<'_>) -> Result<(), Fault> {
    let placed: Placed = entry.envelope()?;
    let contents: Option<Contents> = entry.contents()?;
    let (name, phone_hash) = match &contents {
        Some(contents) => (
            to.seal(entry, "name", contents.name.as_bytes())?,
            to.lookup_hash(entry.org, "phone", &contents.phone),
        ),
        None => (Value::Null, Value::Null),
    };
    let columns = [
        ("sender", entry.org.into()),
        ("host", placed.host.into()),
        ("state", "waiting".into()),
        ("name", name),
        ("phone_hash", phone_hash),
    ];
    to.upsert("visits_ask", &[("id", entry.stream.as_str().into())], &columns)?;
    let org = [("org", entry.org.into())];
    to.upsert("visits_count", &org, &[])?;
    to.add("visits_count", &org, "asks", 1)
}

pub struct Ask {
    pub sender: OrgId,
    pub host: OrgId,
    pub slot: Option<String>,
}

const ASK: Query =
    Query { name: "visits.ask", sql: "select sender, host, slot from visits_ask where id = ?1" };

fn load(ask: AskId, from: &Loading<'_>) -> Result<Option<Ask>, Fault> {
    let row = from.first(&ASK, &[ask.into()])?;
    row.map(|row| Ok(Ask { sender: row.get(0)?, host: row.get(1)?, slot: row.get(2)? })).transpose()
}

/// How an actor stands to an ask; nobody stands to one that is not there.
fn standing(ask: Option<&Ask>, actor: &Actor) -> Subject {
    let relations = ask.map_or(Relations::NONE, |ask| {
        Relations::NONE
            .and_if(ask.sender == actor.org, Relations::SENDER)
            .and_if(ask.host == actor.org, Relations::HOST)
    });
    Subject::new(Kind::Ask, relations)
}

#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    NameMissing,
    AlreadyThere,
    SlotTaken,
    HasSlot,
}

/// Places an ask.
#[derive(Clone)]
pub struct Place {
    pub ask: AskId,
    pub host: OrgId,
    pub name: String,
    pub phone: String,
    pub agreed: bool,
    pub tell: bool,
}

impl Place {
    pub fn new(bits: u128) -> Place {
        Place {
            ask: AskId::from_bits(bits),
            host: super::actors::org(super::actors::CLINIC),
            name: "Amara Planted".to_owned(),
            phone: "07700 900123".to_owned(),
            agreed: true,
            tell: false,
        }
    }
}

impl Act for Place {
    const NAME: &'static str = "place-ask";
    const NEEDS: Permit = Permit::PlaceAsk;
    type State = Option<Ask>;
    type Refusal = Refusal;
    type Answer = AskId;

    fn load(&self, _: &Actor, from: &Loading<'_>) -> Result<Option<Ask>, Fault> {
        load(self.ask, from)
    }

    fn subject(&self, _: &Option<Ask>, _: &Actor) -> Subject {
        let relations = Relations::SENDER.and_if(self.agreed, Relations::AGREEMENT_IN_FORCE);
        Subject::new(Kind::Ask, relations)
    }

    fn decide(self, state: Option<Ask>, allowed: &Allowed<'_, Self>) -> Result<Draft<AskId>, Refusal> {
        if state.is_some() {
            return Err(Refusal::AlreadyThere);
        }
        if self.name.is_empty() {
            return Err(Refusal::NameMissing);
        }
        let sealing = Sealing {
            key: KeyName::Ask(self.ask),
            parties: &[Party::Org(allowed.actor().org), Party::Org(self.host)],
            contents: &Contents { name: self.name, phone: self.phone },
        };
        let draft = allowed.draft(self.ask);
        let draft =
            draft.sealed_fact(stream(self.ask), "ask-placed.1", &Placed { host: self.host }, &sealing);
        Ok(if self.tell {
            draft.job(NewJob {
                kind: "mail",
                due: allowed.now(),
                body: format!("{{\"ask\":\"{}\"}}", self.ask),
            })
        } else {
            draft
        })
    }
}

/// Answers an ask, on the version that was seen.
pub struct Answer {
    pub ask: AskId,
    pub seen: Option<Expected>,
}

impl Act for Answer {
    const NAME: &'static str = "answer-ask";
    const NEEDS: Permit = Permit::AnswerAsk;
    type State = Option<Ask>;
    type Refusal = Refusal;
    type Answer = ();

    fn load(&self, _: &Actor, from: &Loading<'_>) -> Result<Option<Ask>, Fault> {
        load(self.ask, from)
    }

    fn subject(&self, state: &Option<Ask>, actor: &Actor) -> Subject {
        standing(state.as_ref(), actor)
    }

    fn expected(&self) -> Option<Expected> {
        self.seen.clone()
    }

    fn decide(self, _: Option<Ask>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, Refusal> {
        Ok(allowed.draft(()).fact(stream(self.ask), "ask-answered.1", &()))
    }
}

/// Marks an ask, or, with nothing, in a way that the database refuses: the projection writes nothing where there must be
/// something.
pub struct Mark {
    pub ask: AskId,
    pub state: Option<String>,
}

impl Act for Mark {
    const NAME: &'static str = "mark-ask";
    const NEEDS: Permit = Permit::AnswerAsk;
    type State = Option<Ask>;
    type Refusal = Refusal;
    type Answer = ();

    fn load(&self, _: &Actor, from: &Loading<'_>) -> Result<Option<Ask>, Fault> {
        load(self.ask, from)
    }

    fn subject(&self, state: &Option<Ask>, actor: &Actor) -> Subject {
        standing(state.as_ref(), actor)
    }

    fn decide(self, _: Option<Ask>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, Refusal> {
        Ok(allowed.draft(()).fact(stream(self.ask), "ask-marked.1", &Marked { state: self.state }))
    }
}

/// Takes a slot for an ask: two streams in one act.
pub struct Book {
    pub ask: AskId,
    pub slot: SlotId,
}

const SLOT: Query = Query { name: "visits.slot", sql: "select ask from visits_slot where id = ?1" };

impl Act for Book {
    const NAME: &'static str = "book-slot";
    const NEEDS: Permit = Permit::ChooseSlot;
    type State = (Option<Ask>, bool);
    type Refusal = Refusal;
    type Answer = SlotId;

    fn load(&self, _: &Actor, from: &Loading<'_>) -> Result<(Option<Ask>, bool), Fault> {
        Ok((load(self.ask, from)?, from.first(&SLOT, &[self.slot.into()])?.is_some()))
    }

    fn subject(&self, state: &(Option<Ask>, bool), actor: &Actor) -> Subject {
        standing(state.0.as_ref(), actor)
    }

    fn decide(
        self,
        (ask, taken): (Option<Ask>, bool),
        allowed: &Allowed<'_, Self>,
    ) -> Result<Draft<SlotId>, Refusal> {
        if taken {
            return Err(Refusal::SlotTaken);
        }
        if ask.is_some_and(|ask| ask.slot.is_some()) {
            return Err(Refusal::HasSlot);
        }
        let slot = Stream::new("slot", self.slot);
        Ok(allowed.draft(self.slot).fact(stream(self.ask), "ask-booked.1", &()).fact(
            slot,
            "slot-taken.1",
            &Taken { ask: self.ask },
        ))
    }
}

/// Looks at the contents of an ask.
pub struct Look(pub AskId);

impl Act for Look {
    const NAME: &'static str = "look-at-ask";
    const NEEDS: Permit = Permit::SeeContents;
    type State = Option<Ask>;
    type Refusal = Refusal;
    type Answer = ();

    fn load(&self, _: &Actor, from: &Loading<'_>) -> Result<Option<Ask>, Fault> {
        load(self.0, from)
    }

    fn subject(&self, state: &Option<Ask>, actor: &Actor) -> Subject {
        standing(state.as_ref(), actor)
    }

    fn decide(self, _: Option<Ask>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, Refusal> {
        let looks = Stream::new("looks", self.0);
        Ok(allowed.draft(()).fact(looks, "ask-looked-at.1", &()).opens(KeyName::Ask(self.0)))
    }
}

/// Erases what an ask sealed.
pub struct Erase(pub AskId);

impl Act for Erase {
    const NAME: &'static str = "erase-ask";
    const NEEDS: Permit = Permit::RunRetention;
    type State = ();
    type Refusal = Refusal;
    type Answer = ();

    fn load(&self, _: &Actor, _: &Loading<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn subject(&self, _: &(), _: &Actor) -> Subject {
        Subject::new(Kind::Retention, Relations::NONE)
    }

    fn decide(self, _: (), allowed: &Allowed<'_, Self>) -> Result<Draft<()>, Refusal> {
        Ok(allowed.draft(()).fact(stream(self.0), "ask-forgotten.1", &()).erase(KeyName::Ask(self.0)))
    }
}

/// Notes that a message went.
pub struct Sent {
    pub ask: AskId,
    pub job: JobId,
}

impl Act for Sent {
    const NAME: &'static str = "record-message";
    const NEEDS: Permit = Permit::RecordMessage;
    type State = ();
    type Refusal = Refusal;
    type Answer = ();

    fn load(&self, _: &Actor, _: &Loading<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn subject(&self, _: &(), _: &Actor) -> Subject {
        Subject::new(Kind::Ask, Relations::NONE)
    }

    fn decide(self, _: (), allowed: &Allowed<'_, Self>) -> Result<Draft<()>, Refusal> {
        Ok(allowed.draft(()).fact(stream(self.ask), "message-sent.1", &()).ends_job(self.job))
    }
}

/// An act that breaks while it decides.
pub struct Breaks;

impl Act for Breaks {
    const NAME: &'static str = "break";
    const NEEDS: Permit = Permit::PlaceAsk;
    type State = ();
    type Refusal = Refusal;
    type Answer = ();

    fn load(&self, _: &Actor, _: &Loading<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn subject(&self, _: &(), _: &Actor) -> Subject {
        Subject::new(Kind::Ask, Relations::SENDER | Relations::AGREEMENT_IN_FORCE)
    }

    fn decide(self, _: (), _: &Allowed<'_, Self>) -> Result<Draft<()>, Refusal> {
        panic!("broken on purpose")
    }
}
