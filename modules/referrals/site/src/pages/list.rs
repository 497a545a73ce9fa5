//! Rows of asks for lists: what the table keeps of the envelope, sorted by deadline, with names only after a look.

use std::collections::HashMap;

use journal::{Fault, KeyName, NotDone, Query, Reading, Row, Value, Viewing};
use kernel::{AskId, Day, Moment, OrgId};
use maud::{Markup, Render, html};
use policy::{Actor, Permit};
use referrals_rules::facts::Successors;
use web::components::{Colour, Tag};
use web::{ListQuery, Order, Stop};

use super::access::{self, Named, Sees, fault};
use super::words;
use crate::Site;
use crate::acts::LookAtList;
use crate::read::{self, Parties};

/// One ask in a list.
pub struct Line {
    /// Its id.
    pub id: AskId,
    /// Its reference.
    pub reference: String,
    /// Who sent it.
    pub sender: OrgId,
    /// Who has it.
    pub host: OrgId,
    /// Who took over from them after it was closed.
    after_closing: Successors,
    /// Its method, by its stable name.
    pub method: String,
    /// Its state, by its stable name.
    pub state: String,
    /// Whose move it is.
    pub next_move: Option<String>,
    /// The host has opened it.
    pub is_read: bool,
    /// By when.
    pub act_by: Option<Day>,
    /// When it was sent.
    pub sent_on: Day,
    /// When the appointment is.
    pub booked_at: Option<Moment>,
    /// Under 18.
    pub under_18: bool,
    /// The name, sealed.
    name_sealed: Option<Vec<u8>>,
    /// The name, once a look is on record.
    pub name: Option<String>,
}

macro_rules! lines {
    ($($where:literal),+ ; $order:literal) => {
        concat!(
            "select a.id, a.reference, a.sender, a.host, a.method, a.state, a.next_move, a.is_read, a.act_by, a.sent_on, \
             a.booked_at, a.under_18, a.name_sealed, a.sender_now, a.host_now from referral_ask a where ",
            $($where,)+ " order by ", $order
        )
    };
}
pub(crate) use lines;

/// Reads the lines of a query, and asks the policy about each.
pub fn lines_of(reading: &Reading, query: &Query, values: &[Value]) -> Result<Vec<Line>, Stop> {
    let rows = reading.rows(query, values).map_err(fault("reading a list of asks"))?;
    let mut found = Vec::new();
    for row in rows {
        let line = line(&row).map_err(fault("reading a row of a list of asks"))?;
        let parties = Parties {
            sender: line.sender,
            host: line.host,
            after_closing: line.after_closing,
            read: line.is_read,
            state: line.state.clone(),
            author: None,
        };
        let subject = read::subject(line.id, Some(&parties), reading.actor());
        if reading.permits(Permit::SeeEnvelope, subject).is_ok() {
            found.push(line);
        }
    }
    Ok(found)
}

fn line(row: &Row) -> Result<Line, Fault> {
    Ok(Line {
        id: row.get(0)?,
        reference: row.get(1)?,
        sender: row.get(2)?,
        host: row.get(3)?,
        method: row.get(4)?,
        state: row.get(5)?,
        next_move: row.get(6)?,
        is_read: row.get(7)?,
        act_by: row.get(8)?,
        sent_on: row.get(9)?,
        booked_at: row.get(10)?,
        under_18: row.get(11)?,
        name_sealed: row.get(12)?,
        after_closing: Successors { sender: row.get(13)?, host: row.get(14)? },
        name: None,
    })
}

/// Puts the names into a list, after the look at it is on record; a seat that may not see names gets none.
pub async fn with_names(site: &Site, actor: &Actor, mut lines: Vec<Line>) -> Result<Vec<Line>, Stop> {
    let with: Vec<AskId> =
        lines.iter().filter(|line| line.name_sealed.is_some()).map(|line| line.id).collect();
    if with.is_empty() || access::sees(actor.role) == Sees::Envelope {
        return Ok(lines);
    }
    let viewing = match site.journal.submit(actor, LookAtList(with)).await {
        Ok(done) => done.viewing(),
        Err(NotDone::Fault(why)) => return Err(Stop::fault("recording a look at a list", why)),
        Err(
            NotDone::NotAllowed(_)
            | NotDone::AgainstTheRules(_)
            | NotDone::Changed { .. }
            | NotDone::KeyUsedForAnother,
        ) => return Ok(lines),
    };
    let reading = access::own(site, actor, Permit::SeeBookingPart)?;
    for line in &mut lines {
        line.name = name(&reading, &viewing, line)?;
    }
    Ok(lines)
}

fn name(reading: &Reading, viewing: &Viewing, line: &Line) -> Result<Option<String>, Stop> {
    let Some(sealed) = &line.name_sealed else { return Ok(None) };
    let opened = reading.unseal(viewing, &KeyName::Ask(line.id), "name_sealed", sealed);
    let bytes = opened.map_err(fault("opening a name on a list"))?;
    Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
}

/// Names of organisations, each read once.
pub struct Orgs<'r> {
    reading: &'r Reading,
    known: HashMap<OrgId, Named>,
}

impl<'r> Orgs<'r> {
    /// None read yet.
    pub fn new(reading: &'r Reading) -> Orgs<'r> {
        Orgs { reading, known: HashMap::new() }
    }

    /// The name and number of one.
    pub fn of(&mut self, org: OrgId) -> Result<Named, Stop> {
        if let Some(known) = self.known.get(&org) {
            return Ok(known.clone());
        }
        let named = access::named(self.reading, org)?;
        self.known.insert(org, named.clone());
        Ok(named)
    }
}

/// Lateness in words, with a colour that only repeats it.
pub fn due(line: &Line, today: Day) -> Markup {
    let words = words::lateness(line.act_by, today);
    let late = line.act_by.is_some_and(|by| by < today);
    let today = line.act_by == Some(today);
    let colour = if late {
        Colour::Red
    } else if today {
        Colour::Orange
    } else {
        Colour::Grey
    };
    html! { (Tag::new(words, colour).render()) }
}

/// The person on a line, or the reference where no name may be shown.
pub fn who(line: &Line) -> String {
    match &line.name {
        Some(name) if !name.is_empty() => format!("{name} ({})", line.reference),
        _ => line.reference.clone(),
    }
}

/// A page of a list as two values for “limit” and “offset”.
pub fn stretch(query: &ListQuery) -> (i64, i64) {
    let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    (whole(query.rows), whole(query.offset()))
}

/// Whether the list runs backwards.
pub fn backwards(query: &ListQuery) -> bool {
    query.order == Order::Descending
}
