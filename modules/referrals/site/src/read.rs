//! What acts and pages read of asks.

use journal::{Fault, Loading, Query, Reading, Row, Value, Writing};
use kernel::{AskId, Moment, OrgId, SeatId};
use lawbook::{Dated, Src, date};
use policy::{Actor, Kind, Relations, Role, Subject};
use referrals_rules::facts::Successors;
use referrals_rules::facts::v1::{Move, Moved, Sent};

/// Whatever can read rows: an act that decides, a page, a projection.
pub trait Rows {
    /// All rows of a query.
    fn all(&self, query: &Query, values: &[Value]) -> Result<Vec<Row>, Fault>;
}

impl Rows for Loading<'_> {
    fn all(&self, query: &Query, values: &[Value]) -> Result<Vec<Row>, Fault> {
        self.rows(query, values)
    }
}

impl Rows for Reading {
    fn all(&self, query: &Query, values: &[Value]) -> Result<Vec<Row>, Fault> {
        self.rows(query, values)
    }
}

/// A projection that reads what it has written.
pub(crate) struct Written<'w, 't>(pub(crate) &'w Writing<'t>);

impl Rows for Written<'_, '_> {
    fn all(&self, query: &Query, values: &[Value]) -> Result<Vec<Row>, Fault> {
        self.0.rows(query, values)
    }
}

const ENVELOPE: Query = Query {
    name: "referrals.envelope",
    sql: "select a.reference, a.sender, a.sender_seat, t.org, a.service, a.sent_on, a.agreement, a.method, a.purpose,
          a.payer, a.age_band, a.fifth, a.rural, a.council, a.under_18, a.complicated, a.miles_tenths,
          a.clinic_miles_tenths, a.person
          from referral_ask a join referral_tenure t on t.ask = a.id and t.nth = 0 where a.id = ?1",
};

const MOVES: Query = Query {
    name: "referrals.moves",
    sql: "select on_day, what from referral_move where ask = ?1 order by nth",
};

/// An ask as sent, with its moves in order; nothing where there is none of that id.
pub fn history(from: &impl Rows, ask: &str) -> Result<Option<(Sent, Vec<Moved>)>, Fault> {
    let Some(row) = from.all(&ENVELOPE, &[ask.into()])?.into_iter().next() else { return Ok(None) };
    let sent = envelope(&row)?;
    let mut moves = Vec::new();
    for row in from.all(&MOVES, &[ask.into()])? {
        moves.push(Moved { on: row.get(0)?, what: what(&row.get::<String>(1)?)? });
    }
    Ok(Some((sent, moves)))
}

/// A move as the table keeps it.
pub fn what(text: &str) -> Result<Move, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::new("read a move of an ask", error))
}

pub(crate) fn envelope(row: &Row) -> Result<Sent, Fault> {
    let small = |column| -> Result<Option<u32>, Fault> {
        Ok(row.get::<Option<i64>>(column)?.and_then(|number| u32::try_from(number).ok()))
    };
    Ok(Sent {
        reference: row.get(0)?,
        from: row.get(1)?,
        from_seat: row.get(2)?,
        to: row.get(3)?,
        service: row.get(4)?,
        on: row.get(5)?,
        agreement: row.get(6)?,
        method: row.get(7)?,
        purpose: row.get(8)?,
        payer: row.get(9)?,
        age_band: small(10)?.and_then(|age| u16::try_from(age).ok()),
        fifth: small(11)?.and_then(|fifth| u8::try_from(fifth).ok()),
        rural: row.get(12)?,
        council: row.get(13)?,
        under_18: row.get(14)?,
        complicated: row.get(15)?,
        miles_tenths: small(16)?,
        clinic_miles_tenths: small(17)?,
        person: row.get(18)?,
    })
}

const PARTIES: Query = Query {
    name: "referrals.parties",
    sql: "select sender, host, is_read, state, sender_seat, placed_at, sender_now, host_now from referral_ask
          where id = ?1",
};

/// Who is party to an ask: what the policies need to know of it.
#[derive(Clone, Debug)]
pub struct Parties {
    /// Who sent it.
    pub sender: OrgId,
    /// Who has it.
    pub host: OrgId,
    /// Who took over from them after it was closed.
    pub after_closing: Successors,
    /// The host has opened it.
    pub read: bool,
    /// Its state, by its stable name.
    pub state: String,
    /// Who placed it here, and when; none where it was brought in from a file, or where that was not asked.
    pub author: Option<Author>,
}

impl Parties {
    /// The organisation sent it, or took over from whoever did.
    pub fn on_senders_side(&self, org: OrgId) -> bool {
        org == self.sender || self.after_closing.sender == Some(org)
    }

    /// The organisation has it, or took over from whoever had it last.
    pub fn on_hosts_side(&self, org: OrgId) -> bool {
        org == self.host || self.after_closing.host == Some(org)
    }
}

/// Who placed an ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Author {
    /// The seat.
    pub seat: SeatId,
    /// When.
    pub at: Moment,
}

impl Author {
    /// Whether this seat may still take its own slip out at that moment.
    fn may_take_out(self, seat: SeatId, now: Moment) -> bool {
        let hours = OWN_SLIP_HOURS.at_or(self.at.day(), 24);
        self.seat == seat && now <= self.at.plus_hours(i64::from(hours))
    }
}

/// Hours within which whoever placed an ask may take it out as entered in error.
pub const OWN_SLIP_HOURS: Dated<u16> = Dated(&[(date(2017, 1, 1), 24, Src("hand-over-terms", "void"))]);

/// The parties of an ask; nothing where there is none of that id.
pub fn parties(from: &impl Rows, ask: AskId) -> Result<Option<Parties>, Fault> {
    let rows = from.all(&PARTIES, &[ask.into()])?;
    let read = |row: &Row| {
        let (seat, at) = (row.get(4)?, row.get::<Option<Moment>>(5)?);
        let author = at.map(|at| Author { seat, at });
        let after_closing = Successors { sender: row.get(6)?, host: row.get(7)? };
        let (sender, host, read, state) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        Ok(Parties { sender, host, after_closing, read, state, author })
    };
    rows.first().map(read).transpose()
}

/// The subject that an ask is to an actor. One that is not there has no relations, so that it is refused like one that is
/// somebody else's.
pub fn subject(ask: AskId, parties: Option<&Parties>, actor: &Actor) -> Subject {
    let Some(parties) = parties else { return Subject::new(Kind::Ask, Relations::NONE) };
    if actor.role == Role::Person {
        // The person's link makes her the actor whose id is the ask's.
        let hers = actor.user.id() == ask.id();
        return Subject::new(Kind::Ask, Relations::NONE.and_if(hers, Relations::THE_PERSON));
    }
    let relations = Relations::NONE
        .and_if(parties.on_senders_side(actor.org), Relations::SENDER)
        .and_if(parties.on_hosts_side(actor.org), Relations::HOST);
    Subject::new(Kind::Ask, relations)
}

/// The same at a moment: whoever placed it may for a day take it out as a slip of their own.
pub fn subject_now(ask: AskId, parties: Option<&Parties>, actor: &Actor, now: Moment) -> Subject {
    let subject = subject(ask, parties, actor);
    let author = parties.and_then(|parties| parties.author);
    let own_slip = actor.role != Role::Person && author.is_some_and(|of| of.may_take_out(actor.seat, now));
    Subject::new(subject.kind, subject.relations.and_if(own_slip, Relations::AUTHOR))
}
