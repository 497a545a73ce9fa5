//! `/agreements`, `/agreements/{code}` and `/agreements.csv`: who signed what, whether it is in force, whom to ask; and
//! signing for one's own organisation.

use std::collections::HashMap;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use directory_rules::facts::v1::AgreementSort;
use journal::{NotDone, Reading};
use kernel::{Day, OrgId};
use maud::{Markup, html};
use policy::{Actor, Kind, Permit, Relations, Subject};
use web::components as nhs;
use web::{FormToken, ListQuery, Order, Page, SignedIn, Stop, csv_file, see_other};

use super::access::{fault, may, reading, stop};
use super::{Site, words};
use crate::acts::{Sign, SignRefused};
use crate::read::{self, Signed};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route(HERE, get(show))
        .route("/agreements.csv", get(file))
        .route("/agreements/{code}", get(one))
        .route("/agreements/{code}/sign", post(signed))
}

pub(super) const HERE: &str = "/agreements";
const COLUMNS: &[&str] = &["title", "from", "until", "signed"];
const PARTIES: &[&str] = &["party", "signed"];

/// How an actor stands to an agreement: its parties are the organisations that it is about.
pub(super) fn subject(of: &Signed, actor: &Actor) -> Subject {
    let party = of.agreement.parties.contains(&actor.org);
    Subject::new(Kind::Agreement, Relations::NONE.and_if(party, Relations::OWN_ORGANISATION))
}

/// The agreements that the reader may see for a permit.
pub(super) fn seen(site: &Site, actor: &Actor, permit: Permit) -> Result<(Reading, Vec<Signed>), Stop> {
    let reading = reading(site, actor, permit, Subject::new(Kind::Agreement, Relations::OWN_ORGANISATION))?;
    let mut all = read::agreements(&reading).map_err(fault("reading agreements"))?;
    all.retain(|one| reading.permits(permit, subject(one, actor)).is_ok());
    Ok((reading, all))
}

/// Names of organisations by code.
pub(super) fn names(reading: &Reading) -> Result<HashMap<OrgId, String>, Stop> {
    let all = read::organisations(reading).map_err(fault("reading the names of organisations"))?;
    Ok(all.into_iter().map(|org| (org.code, org.name)).collect())
}

/// Days before its last on which an agreement is warned of: long enough for the parties to draft and sign another
/// (our own default).
const WARNED_DAYS: i32 = 90;

/// It is in force and ends soon: a new one must be drafted and signed before.
pub(super) fn ends_soon(of: &Signed, today: Day) -> bool {
    of.agreement.from <= today
        && of.agreement.until.is_some_and(|until| until >= today && until - today <= WARNED_DAYS)
}

/// How an agreement stands on a day.
pub(super) fn force(of: &Signed, today: Day) -> (&'static str, nhs::Colour, String) {
    let soon = ends_soon(of, today);
    let of = &of.agreement;
    match of.until {
        Some(until) if soon => {
            let left = until - today;
            ("Ends soon", nhs::Colour::Orange, format!("on {}, in {left} days: renew it", until.in_words()))
        }
        Some(until) if until < today => ("Ended", nhs::Colour::Red, format!("on {}", until.in_words())),
        _ if of.from > today => ("To come", nhs::Colour::Blue, format!("from {}", of.from.in_words())),
        Some(until) => ("In force", nhs::Colour::Green, format!("until {}", until.in_words())),
        None => ("In force", nhs::Colour::Green, "with no last day".to_owned()),
    }
}

fn force_in_words(of: &Signed, today: Day) -> Markup {
    let (tag, colour, words) = force(of, today);
    html! { (nhs::Tag::new(tag, colour)) " " (words) }
}

fn ours(of: &Signed, org: OrgId) -> Option<Day> {
    of.signatures.iter().find(|one| one.org == org).map(|one| one.on)
}

/// Agreements that one's own organisation is party to, has not signed, and still can.
fn waiting(all: &[Signed], org: OrgId, today: Day) -> Vec<&Signed> {
    let can = |one: &&Signed| {
        one.agreement.parties.contains(&org)
            && ours(one, org).is_none()
            && one.agreement.until.is_none_or(|until| until >= today)
    };
    all.iter().filter(can).collect()
}

async fn show(State(site): State<Site>, who: SignedIn, list: ListQuery) -> Result<Page, Stop> {
    let (_, mut all) = seen(&site, who.actor(), Permit::SeeAgreements)?;
    let (org, today) = (who.actor().org, site.journal.now().day());
    let to_sign = waiting(&all, org, today).len();
    let soon = all.iter().filter(|one| ends_soon(one, today)).count();
    let renew = match soon {
        0 => String::new(),
        1 => format!(" One ends within {WARNED_DAYS} days: draft the next."),
        several => format!(" {several} end within {WARNED_DAYS} days: draft the next."),
    };
    let now = match (to_sign, may(&site, who.actor(), Permit::SignAgreement)) {
        (0, _) => "Nothing. Your organisation has signed all that it is asked to.".to_owned(),
        (1, true) => "Sign one agreement, or ask about it.".to_owned(),
        (several, true) => format!("Sign {several} agreements, or ask about them."),
        (_, false) => "Ask your Caldicott guardian to sign what is not yet signed.".to_owned(),
    };
    let now = now + &renew;
    let drafts = may(&site, who.actor(), Permit::KeepAgreements);
    all.retain(|one| list.filter("kind").is_none_or(|sort| sort == one.agreement.sort.as_str()));
    all.retain(|one| list.filter("state").is_none_or(|state| state == force(one, today).0));
    let by = list.sorted_by(COLUMNS);
    all.sort_by(|a, b| {
        let order = match by {
            "from" => a.agreement.from.cmp(&b.agreement.from),
            "until" => a.agreement.until.cmp(&b.agreement.until),
            "signed" => a.signatures.len().cmp(&b.signatures.len()),
            _ => a.agreement.title.cmp(&b.agreement.title),
        };
        if list.order == Order::Descending { order.reverse() } else { order }
    });
    Ok(Page::new("Agreements")
        .now(now)
        .audience("partners who are party to an agreement, and the partnership’s office")
        .part(HERE)
        .wide()
        .prints()
        .body(html! {
            @if drafts { p class="rt-noprint" { (nhs::Button::secondary("Draft an agreement").href("/agreements/new")) } }
            (filter(&list))
            @if all.is_empty() { p { "No agreement to show." } }
            @else { (table(&all, &list, org, today)) }
            @if let Some(pages) = list.pagination(all.len()) { (pages) }
            p { a href="/agreements.csv" { "Who signed what, as a CSV file" } }
        }))
}

fn filter(list: &ListQuery) -> Markup {
    let states = [
        ("", "All"),
        ("In force", "In force"),
        ("Ends soon", "Ends soon"),
        ("To come", "To come"),
        ("Ended", "Ended"),
    ];
    let sorts = AgreementSort::ALL.map(|sort| nhs::SelectItem::new(sort.as_str(), sort.words()));
    let sorts: Vec<nhs::SelectItem> = [nhs::SelectItem::new("", "All")].into_iter().chain(sorts).collect();
    let states = states.map(|(value, words)| nhs::SelectItem::new(value, words)).to_vec();
    html! {
        form method="get" action=(HERE) class="rt-filter" {
            (nhs::Select::new("kind", "Kind", sorts).value(list.filter("kind").unwrap_or_default()))
            (nhs::Select::new("state", "Which", states).value(list.filter("state").unwrap_or_default()))
            (nhs::Button::secondary("Show").small(true))
        }
    }
}

fn table(all: &[Signed], list: &ListQuery, org: OrgId, today: Day) -> nhs::Table {
    let head = vec![
        list.column(nhs::Column::words("Agreement"), "title", COLUMNS),
        nhs::Column::words("Kind"),
        nhs::Column::words("Stands"),
        list.column(nhs::Column::words("From"), "from", COLUMNS),
        list.column(nhs::Column::words("Until"), "until", COLUMNS),
        list.column(nhs::Column::figures("Signed by"), "signed", COLUMNS),
        nhs::Column::words("Your organisation"),
        nhs::Column::words("Whom to ask"),
    ];
    let rows = all.iter().skip(list.offset()).take(list.rows).map(|one| {
        let of = &one.agreement;
        vec![
            nhs::TableCell::link(of.title.as_str(), format!("/agreements/{}", of.code)),
            of.sort.words().into(),
            force_in_words(one, today).into(),
            of.from.in_words().into(),
            of.until.map_or_else(|| "No last day".to_owned(), Day::in_words).into(),
            format!("{} of {}", one.signatures.len(), of.parties.len()).into(),
            match (of.parties.contains(&org), ours(one, org)) {
                (_, Some(on)) => format!("Signed on {}", on.in_words()).into(),
                (true, None) => "Not yet signed".into(),
                (false, None) => "Not a party".into(),
            },
            of.person_to_ask.as_str().into(),
        ]
    });
    nhs::Table::new("Agreements", head, rows.collect())
}

fn found(all: Vec<Signed>, code: &str) -> Result<Signed, Stop> {
    all.into_iter().find(|one| one.agreement.code.to_string() == code).ok_or(Stop::NotFound)
}

async fn one(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(code): Path<String>,
    list: ListQuery,
) -> Result<Page, Stop> {
    let (reading, all) = seen(&site, who.actor(), Permit::SeeAgreements)?;
    let one = found(all, &code)?;
    let names = names(&reading)?;
    let (org, today) = (who.actor().org, site.journal.now().day());
    let can_sign = may(&site, who.actor(), Permit::SignAgreement);
    let unsigned = !waiting(std::slice::from_ref(&one), org, today).is_empty();
    let of = &one.agreement;
    let now = match (unsigned, can_sign) {
        (false, _) => "Nothing.".to_owned(),
        (true, true) => "Read it, then sign or ask.".to_owned(),
        (true, false) => "Ask your Caldicott guardian to sign it.".to_owned(),
    };
    let rows = vec![
        nhs::Row::new("Kind", of.sort.words()),
        nhs::Row::new("Stands", force_in_words(&one, today)),
        nhs::Row::new(
            "Asks it covers",
            if of.families.is_empty() {
                "None: it is no data agreement".to_owned()
            } else {
                words::listed(of.families.iter().map(|family| words::family(family)))
            },
        ),
        nhs::Row::new("Why information flows", of.purpose.as_str()),
        nhs::Row::new("What flows", of.items.as_str()),
        nhs::Row::new("Law and confidence", of.basis.as_str()),
        nhs::Row::new("How long it is kept", of.kept.as_str()),
        nhs::Row::new("Whom to ask", of.person_to_ask.as_str()),
        nhs::Row::new(
            "Where the document lies",
            if of.reference.is_empty() { "Not recorded" } else { of.reference.as_str() },
        ),
    ];
    let seats = seats(&reading, &one)?;
    let keeps = reading.permits(Permit::KeepAgreements, subject(&one, who.actor())).is_ok();
    Ok(Page::new(of.title.as_str())
        .caption("Agreement")
        .now(now)
        .audience("its parties, and the partnership’s office")
        .part(HERE)
        .back(HERE)
        .prints()
        .body(html! {
            (nhs::SummaryList::new(rows))
            @if keeps { p class="rt-noprint" { a href={ "/agreements/" (of.code) "/change" } { "Put it right, or end it" } } }
            @if unsigned && can_sign {
                form method="post" action={ "/agreements/" (of.code) "/sign" } {
                    (token)
                    p { "Signing holds from today, for your whole organisation. With another party that has signed, asks can then be sent." }
                    (nhs::Button::new(format!("Sign for {}", who.org_name)))
                }
            }
            (parties(&one, &names, &seats, &list))
        }))
}

/// The titles of the seats that signed.
fn seats(reading: &Reading, of: &Signed) -> Result<HashMap<OrgId, String>, Stop> {
    let mut found = HashMap::new();
    for signature in &of.signatures {
        let Some(seat) = signature.seat else { continue };
        if let Some(seat) = read::seat(reading, seat).map_err(fault("reading who signed"))? {
            found.insert(signature.org, seat.title);
        }
    }
    Ok(found)
}

fn parties(
    of: &Signed,
    names: &HashMap<OrgId, String>,
    seats: &HashMap<OrgId, String>,
    list: &ListQuery,
) -> Markup {
    let name = |org: &OrgId| names.get(org).cloned().unwrap_or_else(|| org.to_string());
    let by_whom = |org: &OrgId| match (ours(of, *org), seats.get(org)) {
        (None, _) => String::new(),
        (Some(_), Some(title)) => title.clone(),
        (Some(_), None) => "Not recorded".to_owned(),
    };
    let party = |org: &OrgId| (name(org), ours(of, *org), by_whom(org));
    let mut all: Vec<(String, Option<Day>, String)> = of.agreement.parties.iter().map(party).collect();
    let by = list.sorted_by(PARTIES);
    all.sort_by(|a, b| {
        let order = if by == "signed" { a.1.cmp(&b.1) } else { a.0.cmp(&b.0) };
        if list.order == Order::Descending { order.reverse() } else { order }
    });
    let head = vec![
        list.column(nhs::Column::words("Party"), "party", PARTIES),
        list.column(nhs::Column::words("Signed"), "signed", PARTIES),
        nhs::Column::words("By the seat"),
    ];
    let rows = all.iter().skip(list.offset()).take(list.rows);
    let rows = rows.map(|(name, on, seat)| {
        let on = on.map_or_else(|| "Not yet signed".to_owned(), Day::in_words);
        vec![name.as_str().into(), on.into(), seat.as_str().into()]
    });
    html! {
        (nhs::Table::new("Who has signed", head, rows.collect()))
        @if let Some(pages) = list.pagination(all.len()) { (pages) }
    }
}

async fn signed(State(site): State<Site>, who: SignedIn, Path(code): Path<String>) -> Result<Response, Stop> {
    let code = code.parse::<OrgId>().map_err(|_| Stop::NotFound)?;
    let back = format!("/agreements/{code}");
    match site.journal.submit(who.actor(), Sign(code)).await {
        Ok(_) => Ok(see_other(back).saying("Signed. It holds from today.").into_response()),
        Err(NotDone::AgainstTheRules(SignRefused::Already)) => {
            Ok(see_other(back).saying("Your organisation had signed it before.").into_response())
        }
        Err(NotDone::AgainstTheRules(SignRefused::Ended)) => Ok(Page::new("This agreement has ended")
            .now("Ask whoever keeps it for a new one.")
            .back(back)
            .part(HERE)
            .status(axum::http::StatusCode::CONFLICT)
            .into_response()),
        Err(other) => Err(stop(&site, who.actor(), "signing an agreement", other)),
    }
}

async fn file(State(site): State<Site>, who: SignedIn) -> Result<Response, Stop> {
    let (reading, all) = seen(&site, who.actor(), Permit::SeeAgreements)?;
    let names = names(&reading)?;
    let today = site.journal.now().day();
    let mut signers: HashMap<(OrgId, OrgId), String> = HashMap::new();
    for one in &all {
        let code = one.agreement.code;
        signers.extend(seats(&reading, one)?.into_iter().map(|(org, title)| ((code, org), title)));
    }
    let head = [
        "agreement",
        "title",
        "stands",
        "from",
        "until",
        "party",
        "name",
        "signed_on",
        "whom_to_ask",
        "kind",
        "covers",
        "signed_by",
        "reference",
    ];
    let rows = all.iter().flat_map(|one| {
        let (names, signers) = (&names, &signers);
        one.agreement.parties.iter().map(move |party| {
            let of = &one.agreement;
            [
                of.code.to_string(),
                of.title.clone(),
                force(one, today).0.to_owned(),
                of.from.to_string(),
                of.until.map_or_else(String::new, |until| until.to_string()),
                party.to_string(),
                names.get(party).cloned().unwrap_or_default(),
                ours(one, *party).map_or_else(String::new, |on| on.to_string()),
                of.person_to_ask.clone(),
                of.sort.words().to_owned(),
                of.families.join(" "),
                signers.get(&(of.code, *party)).cloned().unwrap_or_default(),
                of.reference.clone(),
            ]
        })
    });
    csv_file("agreements.csv", &head, rows)
}
