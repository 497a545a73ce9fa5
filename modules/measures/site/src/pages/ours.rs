//! `/waits/ours` and `/waits/ours/asks`: an organisation's own figures as they are, with the asks behind them. What it sent
//! and what it was asked; nobody else's.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use clocks::{OwnerDays, Period, Place};
use journal::Reading;
use kernel::Day;
use maud::{Markup, Render as _, html};
use measures_rules::asks::{Ask, Judged};
use measures_rules::differ;
use measures_rules::flows::{self, FLOW_RULE, Way};
use measures_rules::publication::Tried;
use measures_rules::report::{self, place_in_words};
use policy::{Actor, Kind, Permit, Relations, Subject};
use web::components as nhs;
use web::components::table::Format;
use web::{ListQuery, Page, SignedIn, Stop};

use super::Site;
use super::access::{OURS, fault, may, reading};
use super::waits::HERE as WAITS;
use crate::kept::View;
use crate::rules;

/// The pages' addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route(HERE, get(show)).route("/waits/ours/asks", get(asks))
}

const HERE: &str = "/waits/ours";

/// On which side of its asks an organisation stands.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Asked,
    Sent,
}

impl Side {
    const fn name(self) -> &'static str {
        match self {
            Side::Asked => "asked",
            Side::Sent => "sent",
        }
    }

    const fn in_words(self) -> &'static str {
        match self {
            Side::Asked => "Asked of us",
            Side::Sent => "Sent by us to others",
        }
    }

    fn has(self, ask: &Ask, own: u32) -> bool {
        match self {
            Side::Asked => ask.host == own,
            Side::Sent => ask.sender == own && ask.host != own,
        }
    }
}

struct Own {
    view: View,
    rules: Vec<Tried>,
    org: Option<u32>,
    period: Period,
    /// The organisation's own asks on each side, found once.
    asked: Vec<usize>,
    sent: Vec<usize>,
}

impl Own {
    fn side(&self, side: Side) -> &[usize] {
        match side {
            Side::Asked => &self.asked,
            Side::Sent => &self.sent,
        }
    }
}

fn own(site: &Site, reading: &Reading, actor: &Actor) -> Result<Own, Stop> {
    let year = rules::last_year(reading, site.journal.now().day()).map_err(fault("reading the rules"))?;
    let period = year.period;
    let view = site
        .kept
        .view(reading, &year.plain(), period.last)
        .map_err(fault("judging the organisation’s asks"))?;
    let rules = year.rules;
    let code = actor.org.to_string();
    let org = view.asks.orgs.iter().zip(0..).find(|(org, _)| org.code == code).map(|(_, place)| place);
    let (mut asked, mut sent) = (Vec::new(), Vec::new());
    for (number, ask) in view.asks.rows.iter().enumerate() {
        let has = |side: Side| org.is_some_and(|own| side.has(ask, own));
        asked.extend(has(Side::Asked).then_some(number));
        sent.extend(has(Side::Sent).then_some(number));
    }
    Ok(Own { view, rules, org, period, asked, sent })
}

/// Which asks of a side are listed.
#[derive(Clone, Copy, PartialEq)]
enum Wanted {
    /// Those that a rule puts in a place.
    Judged(Place),
    /// Those received in the period, whatever a rule says of them.
    Received,
}

impl Wanted {
    fn in_words(self, rule: &str) -> String {
        match self {
            Wanted::Judged(place) => format!("{} under {rule}", place_in_words(place).to_lowercase()),
            Wanted::Received => "received".to_owned(),
        }
    }
}

fn listed(of: &Own, rule: usize, side: Side, wanted: Wanted) -> Vec<usize> {
    match wanted {
        Wanted::Judged(place) => counted(of, rule, side, place),
        Wanted::Received => received(of, side),
    }
}

/// The asks of a side that were received in the period; those entered in error count nowhere.
fn received(of: &Own, side: Side) -> Vec<usize> {
    let is_it = |ask: &usize| {
        let (Some(row), Some(stood)) = (of.view.asks.rows.get(*ask), of.view.judged.stood.get(*ask)) else {
            return false;
        };
        (of.period.first..=of.period.last).contains(&row.sent_on) && !stood.void()
    };
    of.side(side).iter().copied().filter(is_it).collect()
}

/// The asks of a side that a rule puts in a place.
fn counted(of: &Own, rule: usize, side: Side, wanted: Place) -> Vec<usize> {
    let is_it = |ask: &usize| report::place(&of.view.judged, rule, *ask, of.period) == Some(wanted);
    of.side(side).iter().copied().filter(is_it).collect()
}

async fn show(State(site): State<Site>, who: SignedIn) -> Result<Page, Stop> {
    let actor = who.actor();
    let reading = reading(&site, actor, Permit::SeeOwnFigures, OURS)?;
    let of = own(&site, &reading, actor)?;
    let late = open_late(&of);
    let now = match late {
        0 => "Nothing is late: no open ask of ours is past its last day under any rule in force.".to_owned(),
        1 => "One open ask of ours is past its last day. It is first in the list.".to_owned(),
        late => format!("{late} open asks of ours are past their last day under a rule in force."),
    };
    Ok(Page::new("Our own waits")
        .now(now)
        .audience(format!("Clinicians, fitters, managers and contract leads of {}: exact figures of its own asks.", who.org_name))
        .part(WAITS)
        .back(WAITS)
        .wide()
        .prints()
        .body(html! {
            p { "Asks that fell due from " (of.period.first.in_words()) " to " (of.period.last.in_words()) "." }
            (side(&of, Side::Asked))
            (side(&of, Side::Sent))
            (days(&of))
            (shifts(&of)?)
            (counted_how(&of))
            p { a href=(WAITS) { "The whole place, as published" } }
        }))
}

/// Open asks put to this organisation that are past their last day under a rule in force.
fn open_late(of: &Own) -> usize {
    let late = |ask: &&usize| {
        let open = of.view.judged.stood.get(**ask).is_some_and(|stood| stood.sent && stood.end.is_none());
        let past = || {
            of.rules.iter().enumerate().any(|(rule, tried)| {
                let scored = of.view.judged.scores.get(rule).and_then(|list| list.get(**ask));
                tried.set.in_force(of.period.last)
                    && scored.and_then(|scored| scored.score.due).is_some_and(|due| due < of.period.last)
            })
        };
        open && past()
    };
    of.side(Side::Asked).iter().filter(late).count()
}

fn number(count: usize) -> String {
    super::sections::thousands(u32::try_from(count).unwrap_or(u32::MAX))
}

fn figures(text: impl Into<web::markup::Content>) -> nhs::TableCell {
    nhs::TableCell::default().content(text).format(Format::Numeric)
}

fn side(of: &Own, side: Side) -> Markup {
    let rows: Vec<Vec<nhs::TableCell>> = of
        .rules
        .iter()
        .enumerate()
        .map(|(rule, tried)| {
            let counts = report::PLACES.map(|place| counted(of, rule, side, place).len());
            let link = |place: usize| {
                let count = counts.get(place).copied().unwrap_or(0);
                let words = number(count);
                if count == 0 {
                    return figures(words);
                }
                let place = ["met", "failed", "ended"].get(place).copied().unwrap_or("met");
                nhs::TableCell::link(
                    words,
                    format!("{HERE}/asks?side={}&rule={}&place={place}", side.name(), tried.set.id),
                )
                .format(Format::Numeric)
            };
            let [met, failed, _] = counts;
            let share = if met + failed == 0 {
                "None due".to_owned()
            } else {
                format!("{:.1}%", 100.0 * met as f64 / (met + failed) as f64)
            };
            let standing = if tried.set.proposed { " (proposed)" } else { "" };
            vec![
                nhs::TableCell::from(format!(
                    "{}{standing}: {}",
                    tried.set.id,
                    differ::in_a_line(&tried.rule)
                )),
                figures(share),
                link(0),
                link(1),
                link(2),
            ]
        })
        .collect();
    let head = vec![
        nhs::Column::words("Rule"),
        nhs::Column::figures("Share met"),
        nhs::Column::figures("Met"),
        nhs::Column::figures("Not met"),
        nhs::Column::figures("Ended without fitting"),
    ];
    html! {
        h2 class="nhsuk-heading-m" { (side.in_words()) }
        (nhs::Table::new(format!("{}, under each rule", side.in_words()).as_str(), head, rows).first_cell_is_header(true).scroll(true))
    }
}

fn days(of: &Own) -> Markup {
    let rule = of.rules.first().map_or("", |tried| tried.set.id.as_ref());
    let line = |side: Side| {
        let asks = received(of, side);
        let mut sum = OwnerDays::default();
        for stood in asks.iter().filter_map(|ask| of.view.judged.stood.get(*ask)) {
            sum.host += stood.days.host;
            sum.sender += stood.days.sender;
            sum.patient += stood.days.patient;
            sum.clinical += stood.days.clinical;
        }
        let each = [sum.host, sum.sender, sum.patient, sum.clinical, sum.total()];
        let count = if asks.is_empty() {
            figures(number(0))
        } else {
            let to = format!("{HERE}/asks?side={}&rule={rule}&place=received", side.name());
            nhs::TableCell::link(number(asks.len()), to).format(Format::Numeric)
        };
        let mut row = vec![nhs::TableCell::from(side.in_words()), count];
        row.extend(each.map(|days| figures(number(usize::try_from(days).unwrap_or(0)))));
        row
    };
    let head = [
        "",
        "Asks received",
        "Host’s days",
        "Sender’s days",
        "The person’s days",
        "Clinical days",
        "Raw wait, days",
    ];
    let mut head: Vec<nhs::Column> = head.map(nhs::Column::figures).to_vec();
    if let Some(first) = head.first_mut() {
        *first = nhs::Column::words("Asks");
    }
    html! {
        h2 class="nhsuk-heading-m" { "Whose days they were" }
        (nhs::Table::new("Days by who had the next move; together they are the raw wait", head, vec![line(Side::Asked), line(Side::Sent)]).first_cell_is_header(true).scroll(true))
    }
}

/// What stands behind each number of this page.
fn counted_how(of: &Own) -> Markup {
    nhs::Details::new(
        "What is counted",
        html! {
            p { "An ask is due in the period in which its last day under the rule falls; an open one past that day counts as not met. "
                "Asks that ended without a fitting on or before it are left out of the share and counted beside it. "
                "Whose days: of asks received in the period, up to the fitting, the end or today, by who had the next move. "
                "Nothing is rounded or hidden here: these are your own organisation’s asks, and each count opens to them." }
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for tried in &of.rules { li { (tried.set.id) ": " (tried.set.title) ". " (differ::in_a_line(&tried.rule)) "." } }
            }
        },
    )
    .render()
}

fn shifts(of: &Own) -> Result<Markup, Stop> {
    let with_us = |from, to| Some(from) == of.org || Some(to) == of.org;
    let ours = report::pairs_where(&of.view.asks, of.period.last, 52, with_us)
        .map_err(|why| Stop::fault("counting who asks whom", why))?;
    let found = flows::shifts(&ours, &FLOW_RULE);
    let name = |org| of.view.asks.org_at(org).map_or("", |org| org.name.as_str());
    Ok(html! {
        h2 class="nhsuk-heading-m" { "Who began to ask us, or whom we began to ask, more or less" }
        @if found.flagged.is_empty() {
            p { "Of " (found.judged) " pairs with us that carry enough asks to be judged, none has shifted." }
        } @else {
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for one in &found.flagged {
                    li { (name(one.from)) " → " (name(one.to)) ": "
                        @if one.flag.way == Way::Up { "more" } @else { "fewer" } " asks, "
                        (format!("{:.1}", one.flag.mean_before)) " a week before, " (format!("{:.1}", one.flag.mean_after)) " since." }
                }
            }
        }
        p class="nhsuk-body-s" { (FLOW_RULE.in_words(found.expected)) " " (FLOW_RULE.judged_in_words(found.judged, Some(ours.len()))) }
    })
}

const COLUMNS: &[&str] = &["received", "days", "due"];

async fn asks(State(site): State<Site>, who: SignedIn, list: ListQuery) -> Result<Page, Stop> {
    let actor = who.actor();
    let reading = reading(&site, actor, Permit::SeeOwnFigures, OURS)?;
    let of = own(&site, &reading, actor)?;
    let side = if list.filter("side") == Some("sent") { Side::Sent } else { Side::Asked };
    let wanted = match list.filter("place") {
        Some("met") => Wanted::Judged(Place::Met),
        Some("ended") => Wanted::Judged(Place::EndedWithout),
        Some("received") => Wanted::Received,
        _ => Wanted::Judged(Place::Failed),
    };
    let rule = list.filter("rule").and_then(|name| of.rules.iter().position(|tried| tried.set.id == name));
    let Some((number_of_rule, tried)) = rule.and_then(|rule| Some((rule, of.rules.get(rule)?))) else {
        return Err(Stop::NotFound);
    };
    let mut rows = listed(&of, number_of_rule, side, wanted);
    let judged = &of.view.judged;
    let by = list.sorted_by(COLUMNS);
    rows.sort_by_key(|ask| match by {
        "days" => days_of(judged, *ask),
        "due" => due_of(judged, number_of_rule, *ask).map_or(0, Day::epoch_days),
        _ => of.view.asks.rows.get(*ask).map_or(0, |ask| ask.sent_on.epoch_days()),
    });
    if list.order == web::Order::Descending {
        rows.reverse();
    }
    let relation = if side == Side::Asked { Relations::HOST } else { Relations::SENDER };
    let opens = may(&site, actor, Permit::SeeEnvelope, Subject::new(Kind::Ask, relation));
    let lines = rows.iter().skip(list.offset()).take(list.rows);
    let lines = lines.filter_map(|ask| line(&of, number_of_rule, *ask, side, opens));
    let head = vec![
        list.column(nhs::Column::words("Received"), "received", COLUMNS),
        nhs::Column::words("With"),
        list.column(nhs::Column::figures("Raw wait, days"), "days", COLUMNS),
        list.column(nhs::Column::words("Last day under the rule"), "due", COLUMNS),
        nhs::Column::words("Whose days"),
    ];
    let title = format!("{}: {}", side.in_words(), wanted.in_words(&tried.set.id));
    Ok(Page::new(title.as_str())
        .now(format!("{} asks. {}.", number(rows.len()), differ::in_a_line(&tried.rule)))
        .audience(format!("Clinicians, fitters, managers and contract leads of {}. No names here; an ask itself opens to those who are party to it.", who.org_name))
        .part(WAITS)
        .back(HERE)
        .wide()
        .body(html! {
            @if rows.is_empty() { p { "There are none." } }
            @else { (nhs::Table::new(title.as_str(), head, lines.collect()).scroll(true)) }
            @if let Some(pages) = list.pagination(rows.len()) { (pages) }
        }))
}

fn days_of(judged: &Judged, ask: usize) -> i32 {
    judged.stood.get(ask).map_or(0, |stood| stood.days.total())
}

fn due_of(judged: &Judged, rule: usize, ask: usize) -> Option<Day> {
    judged.scores.get(rule)?.get(ask)?.score.due
}

fn line(of: &Own, rule: usize, number: usize, side: Side, opens: bool) -> Option<Vec<nhs::TableCell>> {
    let ask = of.view.asks.rows.get(number)?;
    let stood = of.view.judged.stood.get(number)?;
    let other = if side == Side::Asked { ask.sender } else { ask.host };
    let other = if ask.sender == ask.host {
        "Came by herself"
    } else {
        of.view.asks.org_at(other).map_or("", |org| org.name.as_str())
    };
    let received = ask.sent_on.in_words();
    let OwnerDays { host, sender, patient, clinical } = stood.days;
    let parts = [(host, "host"), (sender, "sender"), (patient, "the person"), (clinical, "clinical")];
    let whose: Vec<String> =
        parts.into_iter().filter(|(days, _)| *days > 0).map(|(days, who)| format!("{who} {days}")).collect();
    Some(vec![
        if opens { nhs::TableCell::link(received, format!("/asks/{}", ask.id)) } else { received.into() },
        other.into(),
        figures(stood.days.total().to_string()),
        due_of(&of.view.judged, rule, number).map_or_else(String::new, Day::in_words).into(),
        if whose.is_empty() { "None".to_owned() } else { whose.join(", ") }.into(),
    ])
}
