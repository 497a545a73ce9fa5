//! `/rules` and `/rules/{name}`: the rules in force and those proposed; one rule with what it would have done, who signed
//! it, and what adopted it.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use journal::{Query, Reading};
use kernel::{Day, Moment, OrgId};
use maud::{Markup, html};
use measures_rules::differ;
use measures_rules::facts::v1::RuleName;
use measures_rules::period::Quarter;
use policy::{Actor, Permit};
use web::components as nhs;
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed};

use super::access::{PLACE, fault, may, reading};
use super::{Site, comparison, rule_acts};
use crate::acts::SIGNATURES_NEEDED;
use crate::rules::{self, OwnRule};
use crate::tables::{name_of, stream_of};

/// The pages' addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route(HERE, get(list)).route("/rules/{name}", get(one))
}

/// Where the list is.
pub(super) const HERE: &str = "/rules";

/// The address of a rule.
pub(super) fn path(name: &RuleName) -> String {
    format!("{HERE}/{}", stream_of(name))
}

fn standing(rule: &OwnRule, today: Day) -> (&'static str, nhs::Colour, String) {
    match &rule.adopted {
        None => ("Proposed", nhs::Colour::Grey, "judges nobody".to_owned()),
        Some(adopted) if adopted.from > today => {
            ("Adopted", nhs::Colour::Blue, format!("in force from {}", adopted.from.in_words()))
        }
        Some(adopted) if rule.set.to.is_some_and(|to| to < today) => {
            ("Ended", nhs::Colour::Grey, format!("was in force from {}", adopted.from.in_words()))
        }
        Some(adopted) => ("In force", nhs::Colour::Green, format!("since {}", adopted.from.in_words())),
    }
}

async fn list(State(site): State<Site>, who: SignedIn) -> Result<Page, Stop> {
    let actor = who.actor();
    let reading = reading(&site, actor, Permit::SeeFigures, PLACE)?;
    let today = site.journal.now().day();
    let all = rules::all(&reading).map_err(fault("reading the rules"))?;
    let own = rules::own(&reading).map_err(fault("reading the rules of the place"))?;
    let waiting = own.iter().filter(|rule| rule.adopted.is_none()).count();
    let now = match waiting {
        0 => "Nothing waits. Anybody at the table may propose a rule and try it on last year’s asks."
            .to_owned(),
        1 => "One proposed rule waits for a decision.".to_owned(),
        several => format!("{several} proposed rules wait for a decision."),
    };
    let own_rows = own.iter().rev().map(|rule| {
        let name = RuleName::of(&rule.set);
        let (tag, colour, words) = standing(rule, today);
        vec![
            nhs::TableCell::link(name.to_string(), path(&name)),
            rule.set.title.as_ref().into(),
            rules::tried(rule.set.clone())
                .map_or_else(|why| why.to_string(), |tried| differ::in_a_line(&tried.rule))
                .into(),
            html! { (nhs::Tag::new(tag, colour)) " " (words) }.into(),
        ]
    });
    let shipped = all.iter().filter(|tried| own.iter().all(|rule| rule.set.id != tried.set.id));
    let shipped_rows = shipped.map(|tried| {
        let stands = match tried.set.to {
            _ if tried.set.proposed => "Proposed with the program; judges nobody".to_owned(),
            Some(to) if to < today => format!("Ended on {}", to.in_words()),
            Some(to) => format!("In force until {}", to.in_words()),
            None => "In force".to_owned(),
        };
        vec![
            nhs::TableCell::from(RuleName::of(&tried.set).to_string()),
            tried.set.title.as_ref().into(),
            differ::in_a_line(&tried.rule).into(),
            stands.into(),
        ]
    });
    let head = || ["Rule", "In words", "What it counts", "Stands"].map(nhs::Column::words).to_vec();
    let own_rows: Vec<_> = own_rows.collect();
    Ok(Page::new("Rules that asks are judged by")
        .now(now)
        .audience("Everybody at the table.")
        .part(super::waits::HERE)
        .back(super::waits::HERE)
        .wide()
        .prints()
        .body(html! {
            @if may(&site, actor, Permit::ProposeRules, PLACE) { (nhs::Button::link("Propose a rule", rule_acts::PROPOSE)) }
            @if own_rows.is_empty() { p { "This place has proposed no rule of its own yet." } }
            @else { (nhs::Table::new("Rules of this place", head(), own_rows).responsive(true)) }
            (nhs::Table::new("Rules that come with the program", head(), shipped_rows.collect()).responsive(true))
        }))
}

/// What is shown of a rule.
pub(super) struct Shown {
    pub(super) rule: OwnRule,
    pub(super) name: RuleName,
    signatures: Vec<(String, Moment)>,
    pub(super) frozen: Vec<(String, String, Moment)>,
}

const SIGNATURES: Query = Query {
    name: "measures.signatures",
    sql: "select org, at from measures_signature where id = ?1 and version = ?2 order by at, user_id",
};
const COMPARISONS: Query = Query {
    name: "measures.comparisons",
    sql: "select sha256, body, at from measures_comparison where id = ?1 and version = ?2 order by at desc, sha256",
};

/// A rule of the place by the name in an address.
pub(super) fn shown(reading: &Reading, name: &str) -> Result<Shown, Stop> {
    let name = name_of(name).map_err(|_| Stop::NotFound)?;
    let own = rules::own(reading).map_err(fault("reading the rules of the place"))?;
    let rule = own.into_iter().find(|rule| RuleName::of(&rule.set) == name).ok_or(Stop::NotFound)?;
    let values = [name.id.as_str().into(), i64::from(name.version).into()];
    let mut signatures = Vec::new();
    for row in reading.rows(&SIGNATURES, &values).map_err(fault("reading signatures"))? {
        let org: OrgId = row.get(0).map_err(fault("reading a signature"))?;
        let found =
            directory_site::read::organisation(reading, org).map_err(fault("reading an organisation"))?;
        let at = row.get(1).map_err(fault("reading a signature"))?;
        signatures.push((found.map_or_else(|| org.to_string(), |org| org.name), at));
    }
    let mut frozen = Vec::new();
    for row in reading.rows(&COMPARISONS, &values).map_err(fault("reading comparisons"))? {
        let read = || Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        frozen.push(read().map_err(fault("reading a comparison"))?);
    }
    Ok(Shown { rule, name, signatures, frozen })
}

async fn one(
    State(site): State<Site>,
    who: SignedIn,
    Path(name): Path<String>,
    token: FormToken,
) -> Result<Page, Stop> {
    let reading = reading(&site, who.actor(), Permit::SeeFigures, PLACE)?;
    let shown = shown(&reading, &name)?;
    page(&site, who.actor(), &shown, &token, &Typed::default(), &Problems::default())
}

/// The page of a rule, with the form to adopt it as it was typed.
pub(super) fn page(
    site: &Site,
    actor: &Actor,
    of: &Shown,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, Stop> {
    let today = site.journal.now().day();
    let (tag, colour, words) = standing(&of.rule, today);
    let running = site.trying.progress(&of.name);
    let now = match (&of.rule.adopted, of.frozen.is_empty(), &running) {
        (_, _, Some(percent)) => {
            format!("It is being tried on last year’s asks: {percent}% done. Look again in a moment.")
        }
        (Some(adopted), _, _) => {
            format!("Adopted by {}, in force from {}.", adopted.decision, adopted.from.in_words())
        }
        (None, true, _) => "Try it on last year’s asks; the table is then frozen for the meeting.".to_owned(),
        (None, false, _) => {
            "The table is frozen. The group decides; the convener enters the decision.".to_owned()
        }
    };
    let latest = of.frozen.first();
    let table = latest.map(|(_, body, _)| crate::compare::parse(body)).transpose();
    let table = table.map_err(fault("reading a frozen comparison"))?;
    Ok(Page::new(format!("{}: {}", of.name, of.rule.set.title))
        .now(now)
        .audience("Everybody at the table: counts that hide small numbers.")
        .part(super::waits::HERE)
        .back(HERE)
        .errors(problems.summary())
        .wide()
        .prints()
        .body(html! {
            p { (nhs::Tag::new(tag, colour)) " " (words) }
            (facts(of))
            (rule_acts::buttons(site, actor, of, running.is_some(), token))
            @if let (Some(comparison), Some((sha256, _, at))) = (&table, latest) {
                (comparison::show(comparison))
                p class="nhsuk-body-s" { "Frozen on " (at.day().in_words()) ". Fingerprint (SHA-256): " span class="rt-typed" { (sha256) } }
            }
            @if of.rule.adopted.is_none() && latest.is_some() { (rule_acts::adopt_form(site, actor, of, token, typed, problems)) }
        }))
}

fn facts(of: &Shown) -> Markup {
    let rule = &of.rule;
    let counts = rules::tried(rule.set.clone())
        .map_or_else(|why| why.to_string(), |tried| differ::in_a_line(&tried.rule));
    let settings: Vec<&str> = rule
        .set
        .settings
        .iter()
        .map(|setting| match setting {
            lawbook::Setting::Practice => "general practices",
            lawbook::Setting::Clinic => "sexual-health clinics",
            lawbook::Setting::Hospital => "hospitals",
            lawbook::Setting::Pharmacy => "pharmacies",
        })
        .collect();
    let mut rows = vec![
        nhs::Row::new("What it counts", counts),
        nhs::Row::new("Where it applies", settings.join(" and ")),
    ];
    if !rule.why_not_all.is_empty() {
        rows.push(nhs::Row::new("Why it differs by setting", rule.why_not_all.as_str()));
    }
    rows.push(nhs::Row::new("Why it is proposed", rule.why.as_str()));
    rows.push(nhs::Row::new("Proposed on", rule.proposed_at.day().in_words()));
    if rule.clinical || !of.signatures.is_empty() {
        let signed: Vec<String> = of
            .signatures
            .iter()
            .map(|(org, at)| format!("a clinician of {org} on {}", at.day().in_words()))
            .collect();
        let need = if rule.clinical {
            format!(
                " ({} of {SIGNATURES_NEEDED} clinicians needed)",
                of.signatures.len().min(SIGNATURES_NEEDED)
            )
        } else {
            String::new()
        };
        let words = if signed.is_empty() {
            format!("Nobody yet{need}")
        } else {
            format!("{}{need}", signed.join("; "))
        };
        rows.push(nhs::Row::new("Signed by", words));
    }
    if let Some(adopted) = &rule.adopted {
        rows.push(nhs::Row::new("Decision", adopted.decision.as_str()));
        rows.push(nhs::Row::new("In force from", adopted.from.in_words()));
        let old =
            if adopted.instead_of.is_empty() { "nothing".to_owned() } else { adopted.instead_of.join(", ") };
        rows.push(nhs::Row::new("Takes the place of", old));
        let quarter = Quarter::of(adopted.overlap_until).in_words();
        rows.push(nhs::Row::new("Both are shown for", quarter));
        rows.push(nhs::Row::new(
            "Decided on the table",
            html! { span class="rt-typed" { (adopted.sha256) } },
        ));
    } else {
        rows.push(nhs::Row::new("Meant to begin on", rule.set.from.in_words()));
    }
    html! { (nhs::SummaryList::new(rows)) }
}
