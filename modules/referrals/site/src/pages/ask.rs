//! One ask: what must I do now, who has it, whose the days are, what was said; and only the actions that are the reader's.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use clocks::Verdict;
use directory_site::read as directory;
use journal::{Entry, Query, Reading, Viewing};
use kernel::{AskId, Day, Moment, OrgId, SeatId};
use lawbook::shipped;
use maud::{Markup, Render, html};
use referrals_rules::facts::v1::{Move, Written, kind};
use web::components::{Column, Details, InsetText, Row, SummaryList, Table, TableCell};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, csv_file};

use super::access::{self, Opened, Sees, fault};
use super::list::Orgs;
use super::{actions, contents, moves, words};
use crate::acts::Answering;
use crate::{Site, read, verdicts};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/asks/{ask}", get(show)).route("/asks/{ask}/history", get(history))
}

const DONE_BY: Query = Query {
    name: "referrals.moves-with-who",
    sql: "select on_day, what, at, org, seat, version from referral_move where ask = ?1 order by nth",
};

/// A move with who made it.
pub(crate) struct Step {
    pub on: Day,
    pub what: Move,
    pub at: Moment,
    pub org: OrgId,
    pub seat: SeatId,
    pub version: i64,
}

/// The moves of an ask with who made them.
pub(crate) fn steps(reading: &Reading, ask: AskId) -> Result<Vec<Step>, Stop> {
    let rows = reading.rows(&DONE_BY, &[ask.into()]).map_err(fault("reading who moved an ask"))?;
    let step = |row: &journal::Row| {
        Ok(Step {
            on: row.get(0)?,
            what: read::what(&row.get::<String>(1)?)?,
            at: row.get(2)?,
            org: row.get(3)?,
            seat: row.get(4)?,
            version: row.get(5)?,
        })
    };
    rows.iter().map(step).collect::<Result<_, _>>().map_err(fault("reading who moved an ask"))
}

async fn show(
    who: SignedIn,
    token: FormToken,
    Path(ask): Path<String>,
    State(site): State<Site>,
) -> Result<Page, Stop> {
    page(&site, &who, &token, &ask, &Typed::default(), &Problems::default()).await
}

/// What the reader may know of the person: looked at, on record.
pub(crate) struct Known {
    pub sees: Sees,
    pub facts: Vec<Entry>,
    /// How she said later that she is reached.
    wishes: Option<Written>,
}

impl Known {
    /// Looks, as the reader's seat may.
    pub async fn of(site: &Site, who: &SignedIn, ask: AskId) -> Result<Known, Stop> {
        Known::of_actor(site, who.actor(), ask).await
    }

    /// The same for a program, which has no session.
    pub async fn of_actor(site: &Site, actor: &policy::Actor, ask: AskId) -> Result<Known, Stop> {
        let (sees, viewing) = access::look(site, actor, ask).await?;
        let reading = access::own(site, actor, policy::Permit::SeeEnvelope)?;
        let wishes = match &viewing {
            Some(viewing) => crate::mailing::later_wishes(&reading, ask, viewing)
                .map_err(fault("reading contact wishes"))?,
            None => None,
        };
        Ok(Known { sees, facts: facts(&reading, ask, viewing.as_ref())?, wishes })
    }

    /// What a look that is on record has opened already.
    pub fn through(reading: &Reading, ask: AskId, viewing: &Viewing) -> Result<Known, Stop> {
        let wishes =
            crate::mailing::later_wishes(reading, ask, viewing).map_err(fault("reading contact wishes"))?;
        Ok(Known { sees: Sees::Contents, facts: facts(reading, ask, Some(viewing))?, wishes })
    }

    /// What was written when it was sent.
    pub fn written(&self) -> Option<Written> {
        let sent = self.facts.iter().find(|fact| fact.kind == kind::SENT)?;
        let mut written = sent.contents::<Written>().ok().flatten()?;
        // What she said last about being reached stands: nobody rings an old number.
        if let Some(wishes) = &self.wishes {
            written.fields.retain(|(field, _)| !wishes.fields.iter().any(|(later, _)| later == field));
            written.fields.extend(wishes.fields.iter().cloned());
        }
        Some(written)
    }

    /// What was written with the move of that version, for those who may read it.
    pub fn with(&self, version: i64) -> Option<Written> {
        if self.sees != Sees::Contents {
            return None;
        }
        let fact = self.facts.iter().find(|fact| fact.version.0 == version && fact.kind == kind::MOVED)?;
        fact.contents::<Written>().ok().flatten()
    }
}

fn facts(reading: &Reading, ask: AskId, viewing: Option<&Viewing>) -> Result<Vec<Entry>, Stop> {
    reading.facts(&crate::acts::stream(ask), viewing).map_err(fault("reading an ask"))
}

/// The page of an ask, with what was typed into one of its forms and what is wrong with it.
pub(super) async fn page(
    site: &Site,
    who: &SignedIn,
    token: &FormToken,
    ask: &str,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, Stop> {
    let (reading, opened) = access::open(site, who.actor(), ask)?;
    drop(reading);
    let known = Known::of(site, who, opened.id).await?;
    if opened.hosts() && !opened.parties.read && known.sees != Sees::Envelope {
        // Opening it is the host's first move; somebody else may have been a moment quicker, which is as good.
        let _ = moves::submit::<Answering>(site, who.actor(), opened.id, None, Move::Read, None).await;
    }
    let (reading, opened) = access::open(site, who.actor(), ask)?;
    let mut orgs = Orgs::new(&reading);
    let steps = steps(&reading, opened.id)?;
    let (from, to) = (orgs.of(opened.parties.sender)?, orgs.of(opened.parties.host)?);
    let state = opened.folded.course.life().state.name();
    let person =
        known.written().map(|written| written.text("name").to_owned()).filter(|name| !name.is_empty());
    let title = match &person {
        Some(name) => format!("{name}: {}", words::method(&opened.sent.method)),
        None => format!("Ask {}: {}", opened.sent.reference, words::method(&opened.sent.method)),
    };
    let raised = super::raised::on_ask(&reading, who.actor(), opened.id, token)?;
    let actions = actions::of(&reading, site, who, token, &opened, &known, typed, problems)?;
    Ok(Page::new(title)
        .caption(format!("Ask {}", opened.sent.reference))
        .now(now(&opened, state))
        .audience(audience(&reading, &opened, &from.name, &to.name)?)
        .part(if opened.hosts() { "/inbox" } else { "/sent" })
        .errors(problems.summary())
        .prints()
        .wide()
        .body(html! {
            (raised)
            (not_lost(typed, problems))
            div class="rt-noprint" { (actions) }
            (summary_to_copy(&steps, &known))
            div class="nhsuk-grid-row" {
                div class="nhsuk-grid-column-one-half" { (envelope(&reading, &opened, &from, &to, state)?) }
                div class="nhsuk-grid-column-one-half" { (person_part(&opened, &known)) }
            }
            (timeline(&reading, &mut orgs, &opened, &steps, &known)?)
            (days(&mut orgs, &opened)?)
            p class="rt-noprint" { a href=(format!("{}/history", opened.path())) { "This history as a file (CSV)" } }
        }))
}

/// What was written into a form whose move was not made: it stands here, since the form itself may be gone by now.
fn not_lost(typed: &Typed, problems: &Problems) -> Markup {
    let written: Vec<&str> =
        ["question", "answer", "note"].into_iter().filter_map(|field| typed.word(field)).collect();
    html! {
        @if !problems.is_empty() && !written.is_empty() {
            (InsetText::new(html! {
                p { strong { "What you wrote was not sent, and is not lost:" } }
                @for text in &written { p class="rt-typed" { (text) } }
            }))
        }
    }
}

fn now(opened: &Opened, state: &str) -> String {
    let owner = opened.folded.course.life().state.next_move();
    let mine = match owner {
        Some(clocks::Owner::Host) => opened.hosts(),
        Some(clocks::Owner::Sender) => opened.sends(),
        Some(clocks::Owner::Patient | clocks::Owner::Clinical) => opened.hosts(),
        None => false,
    };
    if mine {
        format!("{}.", words::next_step(state, opened.hosts() && owner != Some(clocks::Owner::Sender)))
    } else {
        format!("Nothing for you now. {}.", words::state(state, opened.folded.read))
    }
}

fn audience(reading: &Reading, opened: &Opened, from: &str, to: &str) -> Result<String, Stop> {
    let under = match opened.sent.agreement {
        Some(code) => format!("agreement {code}"),
        None if opened.parties.sender == opened.parties.host => "her own visit to this service".to_owned(),
        None => "no agreement on record".to_owned(),
    };
    let _ = reading;
    Ok(format!(
        "Clinicians and fitters of {from} and {to} see all; reception sees name, number and times; managers see the \
         envelope. Under {under}. Each look is on record, and she can see which organisations looked."
    ))
}

fn seat_title(reading: &Reading, seat: SeatId) -> Result<String, Stop> {
    let found = directory::seat(reading, seat).map_err(fault("reading a seat"))?;
    Ok(found.map_or_else(|| "a seat not recorded".to_owned(), |of| of.title))
}

/// A seat and its organisation, which the seat's own title may name already.
fn seat_of(title: &str, org: &str) -> String {
    let short = org.split(',').next().unwrap_or(org);
    if title.contains(short) { title.to_owned() } else { format!("{title}, {org}") }
}

fn envelope(
    reading: &Reading,
    opened: &Opened,
    from: &access::Named,
    to: &access::Named,
    state: &str,
) -> Result<Markup, Stop> {
    let service = directory::service(reading, opened.service()).map_err(fault("reading a service"))?;
    let talk_to = service.map_or_else(
        || format!("{}, {}", to.name, to.telephone),
        |of| format!("{}: {}, {}", of.service.name, of.service.person_to_ask, of.service.telephone),
    );
    let sender_seat = seat_title(reading, opened.sent.from_seat)?;
    let purpose = directory_rules::Purpose::of_name(&opened.sent.purpose);
    let payer = if opened.sent.payer == "council" { "the council" } else { "the NHS" };
    let booked = opened.folded.booked.map(|(_, at)| at.in_words());
    let offered: Vec<String> = opened.folded.offered.iter().map(|slot| slot.at.in_words()).collect();
    let mut rows = vec![
        Row::new("State", words::state(state, opened.folded.read)),
        Row::new(
            "What for",
            format!(
                "{}; paid by {payer}",
                purpose.map_or("not recorded", directory_rules::Purpose::in_words)
            ),
        ),
        Row::new("Sent", opened.sent.on.in_words()),
        Row::new("From", format!("{}, {}", seat_of(&sender_seat, &from.name), from.telephone)),
        Row::new("Host", talk_to),
    ];
    if let Some(at) = booked {
        rows.push(Row::new("When", at));
    } else if !offered.is_empty() {
        rows.push(Row::new("Times offered", offered.join("; ")));
    }
    if opened.sent.under_18 {
        rows.push(Row::new("Under 18", "Speak to the person named in the contents before contacting her"));
    }
    if opened.sent.complicated {
        rows.push(Row::new("Complicating factor", "Yes: ticked by the sender"));
    }
    Ok(html! { h2 class="nhsuk-heading-m" { "The ask" } (SummaryList::new(rows)) })
}

pub(super) fn person_part(opened: &Opened, known: &Known) -> Markup {
    let written = known.written();
    let pairs = |written: &Written| written.fields.clone();
    let rows = match (&written, known.sees) {
        (Some(written), Sees::Contents) => {
            let pairs = pairs(written);
            contents::rows(pairs.iter().map(|(field, text)| (field.as_str(), text.as_str())), opened.today)
        }
        (Some(written), Sees::Booking) => {
            let pairs = pairs(written);
            contents::booking_rows(
                pairs.iter().map(|(field, text)| (field.as_str(), text.as_str())),
                opened.today,
            )
        }
        (None, _) | (_, Sees::Envelope) => Vec::new(),
    };
    html! {
        h2 class="nhsuk-heading-m" { "The person" }
        @if rows.is_empty() {
            p { (match known.sees {
                Sees::Envelope => "Your seat sees the envelope only.",
                Sees::Contents | Sees::Booking => "No contents are on record here: the ask was brought in from a file, or its time has passed.",
            }) }
        } @else { (SummaryList::new(rows)) }
    }
}

/// The text to put into the record, once there is an answer.
fn summary_to_copy(steps: &[Step], known: &Known) -> Markup {
    let last = steps.iter().rev().find_map(|step| known.with(step.version));
    let text = last.as_ref().map(|written| written.text("summary")).filter(|text| !text.is_empty());
    html! {
        @if let Some(text) = text {
            h2 class="nhsuk-heading-m" { "The answer, to copy into the record" }
            div id="copy-out" class="rt-typed" { (text) }
            button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="button" hidden data-copy="copy-out" { "Copy" }
        }
    }
}

pub(super) fn timeline(
    reading: &Reading,
    orgs: &mut Orgs<'_>,
    opened: &Opened,
    steps: &[Step],
    known: &Known,
) -> Result<Markup, Stop> {
    let sender = orgs.of(opened.sent.from)?;
    let mut lines =
        vec![html! { li { strong { (opened.sent.on.in_words()) } " " (sender.name) " sent it" } }];
    for step in steps {
        let org = orgs.of(step.org)?;
        let who = seat_of(&seat_title(reading, step.seat)?, &org.name);
        let said = known.with(step.version);
        let text = said.map(|written| {
            let of = |field: &str| written.text(field).to_owned();
            [of("question"), of("answer"), of("next_step"), of("note")]
                .into_iter()
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        });
        let words = words::happened(&step.what);
        let text = text.filter(|text| !text.is_empty());
        lines.push(html! {
            li { strong { (step.on.in_words()) } " " (who) ": " (words) @if let Some(text) = text { ": “" (text) "”" } }
        });
    }
    Ok(html! {
        h2 class="nhsuk-heading-m" { "What happened" }
        ol class="nhsuk-list" { @for line in &lines { (line) } }
    })
}

/// Whose the days are, and what each rule says as of today.
fn days(orgs: &mut Orgs<'_>, opened: &Opened) -> Result<Markup, Stop> {
    let track = opened.folded.course.track();
    let of = track.owner_days(&track.journey(), opened.today);
    let whose = format!(
        "{} days so far: host {}, sender {}, her own {}, clinical {}.",
        of.total(),
        of.host,
        of.sender,
        of.patient,
        of.clinical
    );
    let mut rows: Vec<Vec<TableCell>> = Vec::new();
    for (id, standing) in verdicts::standings(track, opened.today) {
        let title = shipped::rule_set(id).map_or_else(|| id.to_owned(), |set| set.title.to_string());
        let verdict = match standing.score.verdict {
            Verdict::Met => "Met",
            Verdict::Failed => "Not met",
            Verdict::Open => "Still open",
            Verdict::Excluded => "Does not count",
        };
        let due = standing.score.due.map_or_else(|| "no day".to_owned(), Day::in_words);
        let days = standing.score.days.map_or_else(|| "not counted".to_owned(), |days| days.to_string());
        rows.push(vec![format!("{title} ({id})").into(), verdict.into(), days.into(), due.into()]);
    }
    let mut held = Vec::new();
    for (window, org) in track.segments().zip(&opened.folded.hosts) {
        held.push(format!("{}: {} days", orgs.of(*org)?.name, window.days(opened.today)));
    }
    let head = vec![
        Column::words("Rule"),
        Column::words("As of today"),
        Column::figures("Days counted"),
        Column::words("Due"),
    ];
    Ok(html! {
        (InsetText::new(format!("{whose} {}.", held.join("; "))))
        div class="rt-noprint" { (Details::new("What each rule says", Table::new("Rules, as of today", head, rows).render())) }
    })
}

async fn history(who: SignedIn, Path(ask): Path<String>, State(site): State<Site>) -> Result<Response, Stop> {
    let (reading, opened) = access::open(&site, who.actor(), &ask)?;
    let mut orgs = Orgs::new(&reading);
    let sender = orgs.of(opened.sent.from)?.name;
    let mut rows = vec![vec![
        opened.sent.on.to_string(),
        sender,
        seat_title(&reading, opened.sent.from_seat)?,
        "sent it".to_owned(),
        String::new(),
    ]];
    for step in steps(&reading, opened.id)? {
        rows.push(vec![
            step.on.to_string(),
            orgs.of(step.org)?.name,
            seat_title(&reading, step.seat)?,
            words::happened(&step.what),
            step.at.in_london(),
        ]);
    }
    csv_file(
        &format!("ask-{}.csv", opened.sent.reference),
        &["day", "organisation", "seat", "what", "recorded at"],
        rows,
    )
}
