//! Home: what is mine to do, first what is latest. One primary action, at most seven rows.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use journal::{Query, Reading};
use kernel::Day;
use maud::{Markup, html};
use policy::{Permit, Role};
use web::components::{Button, Column, Table, TableCell};
use web::markup::Attributes;
use web::{Page, SignedIn, Stop};

use super::access::{self, fault};
use super::list::{self, Line, Orgs, lines};
use super::words;
use crate::Site;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/mine", get(show))
}

/// Rows above the fold.
const ROWS_MAX: i64 = 7;

const MINE: Query = Query {
    name: "referrals.mine-to-do",
    sql: lines!(
        "((a.host = ?1 and a.next_move = 'host' and not (a.state = 'booked' and a.act_by > ?2))
          or (a.sender = ?1 and a.next_move = 'sender')) and a.state <> 'void'";
        "a.act_by is null, a.act_by, a.sent_on, a.id limit ?3"
    ),
};

const WITH_OTHERS: Query = Query {
    name: "referrals.late-with-others",
    sql: lines!(
        "a.sender = ?1 and a.host <> ?1 and a.next_move = 'host' and a.act_by < ?2";
        "a.act_by, a.sent_on, a.id limit ?3"
    ),
};

const COUNTS: Query = Query {
    name: "referrals.mine-counts",
    sql: "select sum(case when a.act_by < ?2 then 1 else 0 end), count(*) from referral_ask a
          where (a.host = ?1 and a.next_move = 'host' and not (a.state = 'booked' and a.act_by > ?2))
          or (a.sender = ?1 and a.next_move = 'sender')",
};

const DRAFTS: Query = Query {
    name: "referrals.drafts-of-organisation",
    sql: "select id, saved_at, ticked_by is not null from referral_draft
          where org = ?1 and (for_booking = 1 or ?2 = 0) order by saved_at desc limit 3",
};

async fn show(who: SignedIn, State(site): State<Site>) -> Result<Page, Stop> {
    let actor = who.actor();
    if actor.role == Role::Guardian {
        return guardians(&site, &who);
    }
    let today = site.journal.now().day();
    let besides = (site.besides)(&site.journal, actor)?;
    let Ok(reading) = access::own(&site, actor, Permit::SeeEnvelope) else {
        return Ok(nothing_here(&who, besides));
    };
    let values = [actor.org.into(), today.into(), ROWS_MAX.into()];
    let mine = list::lines_of(&reading, &MINE, &values)?;
    let others = list::lines_of(&reading, &WITH_OTHERS, &values)?;
    let (late, all) = counts(&reading, &who, today)?;
    let drafts = drafts(&reading, &who)?;
    drop(reading);
    // A manager sees how late asks are, never whom they are about.
    let mine = list::with_names(&site, actor, mine).await?;
    let reading = access::own(&site, actor, Permit::SeeEnvelope)?;
    let mut orgs = Orgs::new(&reading);
    let table = mine_table(&mine, &mut orgs, &who, today)?;
    let others = others_table(&others, &mut orgs, today)?;
    let raised = super::raised::on_home(&reading, actor)?;
    let empty = mine.is_empty();
    Ok(Page::new("Mine to do")
        .now(first_line(&mine, late, today))
        .audience(format!("Everybody with a seat at {}; names only for those who see her.", who.org_name))
        .part("/mine")
        .wide()
        .body(html! {
            div class="nhsuk-button-group" { (primary(actor.role)) }
            (raised)
            @if empty { p { "Nothing waits for your organisation. " (what_next(actor.role)) } } @else { (table) }
            @if all > ROWS_MAX { p { a href="/inbox?show=all" { "All " (all) " that are yours to do" } } }
            @for (href, saved) in &drafts { p { a href=(href) { (saved) } } }
            (others)
            @if let Some(besides) = &besides { (besides) }
        }))
}

/// A guardian moves no ask: what is theirs is who looked, and whether it was right.
fn guardians(site: &Site, who: &SignedIn) -> Result<Page, Stop> {
    let waiting = super::glass_review::waiting(site, who.actor())?;
    let now = match waiting.len() {
        0 => "Nothing waits for you: every look that broke the glass has been judged.".to_owned(),
        1 => "Say whether one look that broke the glass was right.".to_owned(),
        many => format!("Say whether {many} looks that broke the glass were right."),
    };
    Ok(Page::new("Mine to do")
        .now(now)
        .part("/mine")
        .audience(format!("You, as {} at {}.", who.seat_title, who.org_name))
        .body(html! {
            div class="nhsuk-button-group" {
                (Button::link("Who looked at a record", "/access-log"))
                (Button::secondary("What flows to whom").href("/flows"))
            }
            @if !waiting.is_empty() {
                ul class="nhsuk-list" {
                    @for (href, reference) in &waiting { li { a href=(href) { "Judge the look at " (reference) } } }
                }
            }
        }))
}

fn nothing_here(who: &SignedIn, besides: Option<Markup>) -> Page {
    Page::new("Mine to do")
        .now(if besides.is_some() {
            "What is yours besides asks about a person."
        } else {
            "Nothing here is yours to do."
        })
        .part("/mine")
        .audience(format!("You, as {} at {}.", who.seat_title, who.org_name))
        .body(html! {
            @if let Some(besides) = &besides { (besides) }
            p { "Asks about a person are seen only by the organisations that are party to them." }
        })
}

fn primary(role: Role) -> Markup {
    html! {
        @match role {
            Role::Clinician => { (Button::link("Refer", "/refer")) (Button::secondary("Inbox").href("/inbox")) }
            Role::Fitter => { (Button::link("My session", "/session")) (Button::secondary("Inbox").href("/inbox")) (Button::secondary("Refer").href("/refer")) }
            Role::Booking => { (Button::link("Inbox", "/inbox")) (Button::secondary("Sent").href("/sent")) (Button::secondary("Start a referral").href("/refer")) }
            Role::Manager | Role::ContractLead | Role::Commissioner | Role::Guardian | Role::Administrator
            | Role::CharityWorker | Role::Convener | Role::Person | Role::OrganisationToken | Role::System => { (Button::link("All that are open", "/inbox?show=all")) (Button::secondary("Sent").href("/sent")) }
        }
    }
}

fn what_next(role: Role) -> &'static str {
    if role == Role::Clinician {
        return "To ask another practice or a clinic, press “Refer”.";
    }
    if role == Role::Fitter {
        return "Your next session is under “My session”.";
    }
    "New asks appear here as soon as they are sent."
}

fn first_line(mine: &[Line], late: i64, today: Day) -> String {
    let Some(first) = mine.first() else { return "Nothing now.".to_owned() };
    let step = words::next_step(&first.state, first.next_move.as_deref() == Some("host"));
    match late {
        0 => format!(
            "Nothing is late. Next: {}: {}, {}.",
            words::continued(step),
            list::who(first),
            words::continued(&words::lateness(first.act_by, today))
        ),
        1 => format!("One is late. {step}: {}.", list::who(first)),
        late => format!("{late} are late. First: {}, {}.", words::continued(step), list::who(first)),
    }
}

fn counts(reading: &Reading, who: &SignedIn, today: Day) -> Result<(i64, i64), Stop> {
    let row = reading.first(&COUNTS, &[who.actor().org.into(), today.into()]);
    let row = row.map_err(fault("counting what is to do"))?;
    let Some(row) = row else { return Ok((0, 0)) };
    let late = row.get::<Option<i64>>(0).map_err(fault("counting what is late"))?;
    Ok((late.unwrap_or(0), row.get(1).map_err(fault("counting what is to do"))?))
}

fn drafts(reading: &Reading, who: &SignedIn) -> Result<Vec<(String, String)>, Stop> {
    if !matches!(who.actor().role, Role::Clinician | Role::Fitter | Role::Booking) {
        return Ok(Vec::new());
    }
    let reception = who.actor().role == Role::Booking;
    let rows = reading
        .rows(&DRAFTS, &[who.actor().org.into(), reception.into()])
        .map_err(fault("reading drafts"))?;
    rows.iter()
        .map(|row| {
            let id: String = row.get(0).map_err(fault("reading a draft"))?;
            let at: kernel::Moment = row.get(1).map_err(fault("reading a draft"))?;
            let ticked: bool = row.get(2).map_err(fault("reading a draft"))?;
            let words = match (ticked, reception) {
                (true, true) => "Send the referral that a clinician checked on",
                (true, false) => "Left to reception to send: the referral checked on",
                (false, _) => "Go on with the referral saved on",
            };
            Ok((format!("/refer?draft={id}"), format!("{words} {}", at.in_words())))
        })
        .collect()
}

fn mine_table(mine: &[Line], orgs: &mut Orgs<'_>, who: &SignedIn, today: Day) -> Result<Table, Stop> {
    let head = ["By when", "What to do", "About", "With", "Why"].map(Column::words).to_vec();
    let mut rows = Vec::new();
    for line in mine {
        let host = line.next_move.as_deref() == Some("host");
        let other = if line.host == who.actor().org { line.sender } else { line.host };
        let other = orgs.of(other)?;
        let why = if line.act_by.is_some_and(|by| by < today) {
            format!(
                "{}; {}",
                words::why_late(&line.state, line.is_read),
                words::owner(line.next_move.as_deref().unwrap_or_default())
            )
        } else {
            words::state(&line.state, line.is_read).to_owned()
        };
        rows.push(vec![
            TableCell::from(list::due(line, today)),
            TableCell::link(words::next_step(&line.state, host), act_at(line, host)),
            format!("{}, {}", list::who(line), words::method(&line.method)).into(),
            format!("{}, {}", other.name, other.telephone).into(),
            why.into(),
        ]);
    }
    Ok(Table::new("Yours to do, first what is due first", head, rows)
        .attributes(Attributes::none().bare("data-keys")))
}

/// Where the next step is done.
fn act_at(line: &Line, host: bool) -> String {
    match (line.state.as_str(), host) {
        ("sent" | "redirected" | "accepted" | "not-fitted" | "waiting-patient", true) => {
            format!("/asks/{}/offer", line.id)
        }
        _ => format!("/asks/{}", line.id),
    }
}

fn others_table(others: &[Line], orgs: &mut Orgs<'_>, today: Day) -> Result<Markup, Stop> {
    if others.is_empty() {
        return Ok(html! {});
    }
    let head = ["By when", "With whom", "Number to ring", "Why it is late"].map(Column::words).to_vec();
    let mut rows = Vec::new();
    for line in others {
        let host = orgs.of(line.host)?;
        rows.push(vec![
            TableCell::from(list::due(line, today)),
            TableCell::link(format!("{} ({})", host.name, line.reference), format!("/asks/{}", line.id)),
            host.telephone.into(),
            format!("{}; {}", words::why_late(&line.state, line.is_read), words::owner("host")).into(),
        ]);
    }
    Ok(html! { (Table::new("Sent by you, late with others: ring them", head, rows)) })
}
