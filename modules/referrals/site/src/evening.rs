//! The evening's list of one organisation: its open asks with next dates and numbers, on a page to print, for a day on which
//! this program cannot be reached. Names are opened by a look that is on record before the page is made.

use directory_site::read as directory;
use journal::{Fault, Journal, NotDone, Query, Reading, Viewing};
use kernel::{AskId, Day, Moment, OrgId};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use policy::{Actor, Kind, Permit, Relations, Subject};
use referrals_rules::facts::v1::Written;

use crate::acts::{PrintEvening, stream};
use crate::mailing::last_wishes;
use crate::pages::words;

/// A list that was made.
#[derive(Clone, Debug)]
pub struct Printed {
    /// Asks on it.
    pub asks: usize,
    /// The page, whole.
    pub html: String,
}

/// What stands above a list.
#[derive(Clone, Debug)]
pub struct Heading<'a> {
    /// What the place is called.
    pub place: &'a str,
    /// Everybody in it is made up.
    pub synthetic: bool,
}

const OPEN: Query = Query {
    name: "referrals.open-asks-of-organisation",
    sql: "select id, reference, sender, host, method, state, is_read, act_by, booked_at, brought_in, under_18
          from referral_ask where (sender = ?1 or host = ?1)
          and state not in ('draft', 'fitted', 'withdrawn', 'returned', 'answered', 'closed', 'void')
          order by coalesce(booked_at, 0) = 0, booked_at, act_by, reference",
};

/// Names on record in one act.
const LOOKED_AT_ONCE: usize = 200;

struct Line {
    ask: AskId,
    reference: String,
    host: OrgId,
    other: OrgId,
    method: String,
    state: String,
    is_read: bool,
    act_by: Option<Day>,
    booked_at: Option<Moment>,
    has_person: bool,
    under_18: bool,
    person: Option<Person>,
}

struct Person {
    name: String,
    reached: String,
}

/// Organisations that have joined and have an open ask.
pub fn organisations(reading: &Reading) -> Result<Vec<OrgId>, Fault> {
    let mut found = Vec::new();
    for of in directory::organisations(reading)?.into_iter().filter(|of| of.joined) {
        if !reading.rows(&OPEN, &[of.code.into()])?.is_empty() {
            found.push(of.code);
        }
    }
    Ok(found)
}

/// A reading for the program, which words messages and prints lists.
pub fn reading(journal: &Journal, program: &Actor) -> Result<Reading, Fault> {
    let subject = Subject::new(Kind::Ask, Relations::NONE);
    journal.reading(program, Permit::SeeBookingPart, subject).map_err(|why| match why {
        NotDone::Fault(fault) => fault,
        NotDone::NotAllowed(_)
        | NotDone::AgainstTheRules(())
        | NotDone::Changed { .. }
        | NotDone::KeyUsedForAnother => Fault::plain("print an evening’s list: the program may not"),
    })
}

/// Makes the list of one organisation; none where nothing of its is open.
pub async fn print(
    journal: &Journal,
    program: &Actor,
    org: OrgId,
    heading: &Heading<'_>,
) -> Result<Option<Printed>, Fault> {
    let mut lines = {
        let reading = reading(journal, program)?;
        let rows = reading.rows(&OPEN, &[org.into()])?;
        rows.iter().map(|row| line(row, org)).collect::<Result<Vec<_>, _>>()?
    };
    if lines.is_empty() {
        return Ok(None);
    }
    for some in lines.chunks_mut(LOOKED_AT_ONCE) {
        let asks: Vec<AskId> = some.iter().filter(|of| of.has_person).map(|of| of.ask).collect();
        if asks.is_empty() {
            continue;
        }
        let viewing = match journal.submit(program, PrintEvening { org, asks }).await {
            Ok(done) => done.viewing(),
            Err(NotDone::Fault(fault)) => return Err(fault),
            Err(other) => return Err(Fault::plain(format!("print an evening’s list: {other:?}"))),
        };
        let reading = reading(journal, program)?;
        for line in some.iter_mut().filter(|of| of.has_person) {
            line.person = person(&reading, line.ask, &viewing)?;
        }
    }
    let reading = reading(journal, program)?;
    let html = page(&reading, org, &lines, heading, journal.now())?.into_string();
    Ok(Some(Printed { asks: lines.len(), html }))
}

fn line(row: &journal::Row, org: OrgId) -> Result<Line, Fault> {
    let (sender, host): (OrgId, OrgId) = (row.get(2)?, row.get(3)?);
    Ok(Line {
        ask: row.get(0)?,
        reference: row.get(1)?,
        host,
        other: if host == org { sender } else { host },
        method: row.get(4)?,
        state: row.get(5)?,
        is_read: row.get(6)?,
        act_by: row.get(7)?,
        booked_at: row.get(8)?,
        has_person: !row.get::<bool>(9)?,
        under_18: row.get(10)?,
        person: None,
    })
}

fn person(reading: &Reading, ask: AskId, viewing: &Viewing) -> Result<Option<Person>, Fault> {
    let first = reading.facts(&stream(ask), Some(viewing))?.into_iter().next();
    let Some(sent) = first.map(|fact| fact.contents::<Written>()).transpose()?.flatten() else {
        return Ok(None);
    };
    let wishes = last_wishes(reading, ask, viewing)?.unwrap_or_default();
    let discreet = if wishes.text("discreet") == "no" { "" } else { "; discreet: leave no message" };
    let reached = match wishes.text("channel") {
        "she-rings" => "she rings".to_owned(),
        "text" => format!("text {}", wishes.text("contact")),
        "telephone" => format!("ring {}", wishes.text("contact")),
        "email" => format!("write to {}", wishes.text("contact")),
        _ => "not recorded".to_owned(),
    };
    Ok(Some(Person { name: sent.text("name").to_owned(), reached: format!("{reached}{discreet}") }))
}

const STYLE: &str = "body{font:11pt/1.35 Arial,sans-serif;margin:12mm;color:#000}h1{font-size:16pt;margin:0 0 2mm}\
p{margin:0 0 2mm;max-width:70em}ol{list-style:none;margin:0;padding:0}li{border-top:1px solid #000;padding:2mm 0;\
break-inside:avoid}b{font-size:12pt}.made-up{border:2px solid #000;padding:1mm 2mm;font-weight:bold}\
span{margin-right:1.2em;overflow-wrap:anywhere}@page{size:A4;margin:12mm}@media print{body{margin:0}}\
@media(max-width:40em){body{margin:4mm}}";

fn page(
    reading: &Reading,
    org: OrgId,
    lines: &[Line],
    heading: &Heading<'_>,
    now: Moment,
) -> Result<Markup, Fault> {
    let own = directory::organisation(reading, org)?.map_or_else(|| org.to_string(), |of| of.name);
    let mut items = Vec::new();
    for line in lines {
        items.push(item(reading, org, line)?);
    }
    let title = format!("Open asks of {own}, {}", now.in_words());
    Ok(html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (title) }
                    @if heading.synthetic { p class="made-up" { "Everybody on this page is made up." } }
                    p { "For a day on which " (heading.place) " cannot be reached. Ring the other side; write down here what was agreed and enter it afterwards. "
                        (lines.len()) " asks. For " (own) " alone: lock it away, and shred it when the next list is there." }
                    ol { @for item in &items { (item) } }
                }
            }
        }
    })
}

fn item(reading: &Reading, org: OrgId, line: &Line) -> Result<Markup, Fault> {
    let other = directory::organisation(reading, line.other)?;
    let (name, number) = other.map_or_else(
        || ("an organisation that has left".to_owned(), "number not recorded".to_owned()),
        |of| (of.name, of.telephone),
    );
    let hosts = line.host == org;
    let who = line.person.as_ref().map_or("no name on record here", |of| of.name.as_str());
    Ok(html! {
        li {
            b { (who) } " " span { (line.reference) } span { (words::method(&line.method)) }
            @if let Some(at) = line.booked_at { span { "Booked: " strong { (at.in_words()) } } }
            span { (words::state(&line.state, line.is_read)) }
            @if let Some(by) = line.act_by { span { "Next by: " strong { (by.in_words()) } } }
            br;
            @if let Some(person) = &line.person { span { "To reach her: " (person.reached) } }
            @if line.under_18 { span { strong { "Under 18: speak first to whoever is named in the ask." } } }
            span { (if hosts { "Sent by " } else { "With " }) (name) ", " (number) }
        }
    })
}
