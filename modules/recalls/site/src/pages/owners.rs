//! Who owns which recalls, and the rules that move a test to the hospital: none comes into force while a specialty has nobody.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::{NotDone, Query, Reading};
use kernel::{Day, SeatId};
use maud::html;
use policy::{Actor, Kind, OrgKind, Permit, Relations, Role, Subject};
use recalls_rules::Test;
use recalls_rules::facts::v1::Owner;
use web::components::{Button, Column, Details, Input, Select, SelectItem, Table, TableCell, WarningCallout};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::Site;
use super::access::{self, Names, fault};
use crate::acts::{ForceRefused, NameOwner, OwnerRefused, PutInForce, missing};
use crate::read;

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/recalls/owners", get(owners).post(name))
        .route("/recalls/rules", get(rules).post(put))
}

async fn owners(who: SignedIn, token: FormToken, State(site): State<Site>) -> Result<Page, Stop> {
    owners_page(&site, &who, &token, &Typed::default(), &Problems::default())
}

fn owners_page(
    site: &Site,
    who: &SignedIn,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, Stop> {
    let reading = access::own(site, who.actor())?;
    let org = who.actor().org;
    let mut names = Names::new(&reading)?;
    let named = read::owners(&reading).map_err(fault("reading who owns recalls"))?;
    let mut rows = Vec::new();
    for (_, specialty, test, seat) in named.iter().filter(|(of, _, _, _)| *of == org) {
        let (title, number) = names.seat(*seat)?;
        rows.push(vec![
            TableCell::from(names.specialty(specialty)),
            TableCell::from(test.in_words()),
            TableCell::from(title),
            TableCell::from(access::telephone(&number)),
        ]);
    }
    let head = ["Specialty", "Test", "Owner", "Ring"].map(Column::words).to_vec();
    let empty = rows.is_empty();
    let table = Table::new("Named owners", head, rows).responsive(true);
    let subject = Subject::new(Kind::Directory, Relations::OWN_ORGANISATION);
    let keeps = reading.permits(Permit::KeepDirectory, subject).is_ok();
    let choose = || SelectItem::new("", "Choose");
    let of_specialties: Vec<SelectItem> = std::iter::once(choose())
        .chain(
            names
                .specialties()
                .filter(|of| of.org == org)
                .map(|of| SelectItem::new(of.code.clone(), of.name.clone())),
        )
        .collect();
    let tests = std::iter::once(choose())
        .chain(Test::ALL.iter().map(|test| SelectItem::new(test.name(), test.in_words())))
        .collect();
    let seats = read::seats(&reading, org).map_err(fault("reading seats"))?;
    let seats =
        std::iter::once(choose())
            .chain(seats.iter().map(|seat| {
                SelectItem::new(seat.id.to_string(), format!("{}, {}", seat.title, seat.telephone))
            }))
            .collect();
    let form = html! {
        form method="post" action="/recalls/owners" novalidate {
            (token)
            (Select::new("specialty", "Specialty", of_specialties).value(typed.text("specialty")).error_message(problems.of("specialty")))
            (Select::new("test", "Test", tests).value(typed.text("test")).error_message(problems.of("test")))
            (Select::new("seat", "Owner", seats).value(typed.text("seat")).error_message(problems.of("seat")))
            (Button::new("Name this owner"))
        }
    };
    Ok(Page::new("Who owns which recalls")
        .now("Each specialty has a seat for each test. Where there is none, its lead has the recall.")
        .audience(format!("Everybody with a seat at {}.", who.org_name))
        .part("/recalls")
        .back("/recalls")
        .prints()
        .errors(problems.summary())
        .body(html! {
            @if empty { p { "Nobody is named yet: the hospital’s managers name the first." } } @else { (table) }
            @if keeps { (Details::new("Name an owner", form).open(empty || !problems.is_empty())) }
        }))
}

async fn name(
    who: SignedIn,
    token: FormToken,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    access::own(&site, who.actor())?;
    let mut problems = Problems::default();
    let specialty = problems.need(&typed, "specialty", "Choose the specialty").map(str::to_owned);
    let test = problems.need(&typed, "test", "Choose the test").and_then(Test::named);
    let seat = problems.need(&typed, "seat", "Choose the owner").and_then(|text| text.parse::<SeatId>().ok());
    if let (Some(specialty), Some(test), Some(seat)) = (specialty, test, seat) {
        let owner = Owner { org: who.actor().org, specialty, test, seat };
        match site.journal.submit(who.actor(), NameOwner(owner)).await {
            Ok(_) => return Ok(see_other("/recalls/owners").saying("Named.").into_response()),
            Err(NotDone::AgainstTheRules(OwnerRefused::NoSuchSeat)) => {
                problems.add("seat", "Choose a seat of this hospital that arranges or sees")
            }
            Err(NotDone::AgainstTheRules(OwnerRefused::NoSuchSpecialty)) => {
                problems.add("specialty", "Choose a specialty of this hospital")
            }
            Err(NotDone::NotAllowed(why)) => return Err(access::refused(&site, &why)),
            Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => return Err(Stop::NotFound),
            Err(NotDone::Fault(why)) => return Err(Stop::fault("naming who owns recalls", why)),
        }
    } else if problems.is_empty() {
        problems.add("specialty", "Choose one of each list");
    }
    Ok(owners_page(&site, &who, &token, &typed, &problems)?.into_response())
}

const IN_FORCE: Query =
    Query { name: "recalls.rules", sql: "select test, from_day, specialties from recall_rule order by test" };

/// A reading for rules: the hospital's people and the office that enters them.
fn rules_reading(site: &Site, actor: &Actor) -> Result<Reading, Stop> {
    if actor.org_kind == OrgKind::Hospital {
        return access::own(site, actor);
    }
    if actor.role != Role::Convener {
        return Err(Stop::NotFound);
    }
    site.journal.reading(actor, Permit::KeepRules, Subject::new(Kind::Figures, Relations::NONE)).map_err(
        |why| match why {
            NotDone::Fault(why) => Stop::fault("opening a reading of rules", why),
            NotDone::NotAllowed(_)
            | NotDone::AgainstTheRules(())
            | NotDone::Changed { .. }
            | NotDone::KeyUsedForAnother => Stop::NotFound,
        },
    )
}

async fn rules(who: SignedIn, token: FormToken, State(site): State<Site>) -> Result<Page, Stop> {
    rules_page(&site, &who, &token, &Typed::default(), &Problems::default(), &[])
}

fn rules_page(
    site: &Site,
    who: &SignedIn,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
    without: &[String],
) -> Result<Page, Stop> {
    let reading = rules_reading(site, who.actor())?;
    let today = site.journal.now().day();
    let in_force = reading.rows(&IN_FORCE, &[]).map_err(fault("reading rules"))?;
    let mut rows = Vec::new();
    for test in Test::ALL {
        let row = in_force.iter().find(|row| row.get::<String>(0).is_ok_and(|name| name == test.name()));
        let from: Option<Day> = row.map(|row| row.get(1)).transpose().map_err(fault("reading a rule"))?;
        let (lacking, all) = missing(&reading, *test, today).map_err(fault("reading who owns recalls"))?;
        rows.push(vec![
            TableCell::from(test.in_words()),
            TableCell::from(from.map_or_else(
                || "Not in force".to_owned(),
                |from| format!("The hospital arranges it from {}", from.in_words()),
            )),
            TableCell::from(format!(
                "{} of {all} specialties",
                usize::try_from(all).unwrap_or(0).saturating_sub(lacking.len())
            )),
        ]);
    }
    let head = ["Test", "Rule", "Have an owner"].map(Column::words).to_vec();
    let table = Table::new("Tests that the hospital arranges itself", head, rows).responsive(true);
    let enters = reading.permits(Permit::KeepRules, Subject::new(Kind::Figures, Relations::NONE)).is_ok();
    let tests = std::iter::once(SelectItem::new("", "Choose"))
        .chain(Test::ALL.iter().map(|test| SelectItem::new(test.name(), test.in_words())))
        .collect();
    Ok(Page::new("Rules that move a test to the hospital")
        .now("Stopping an ask must not drop the work: a rule comes into force once every specialty has somebody for it.")
        .part(if who.actor().org_kind == OrgKind::Hospital { "/recalls" } else { "/recalls/rules" })
        .back(if who.actor().org_kind == OrgKind::Hospital { "/recalls" } else { "/mine" })
        .prints()
        .errors(problems.summary())
        .body(html! {
            @if !without.is_empty() {
                (WarningCallout::new("Nobody owns such recalls here yet", html! { ul class="nhsuk-list nhsuk-list--bullet" { @for name in without { li { (name) } } } }))
            }
            (table)
            @if enters {
                form method="post" action="/recalls/rules" novalidate {
                    (token)
                    (Select::new("test", "Which test does the hospital arrange?", tests).value(typed.text("test")).error_message(problems.of("test")))
                    (Input::new("from", "From which day?").kind("date").width("10").value(typed.text("from")).error_message(problems.of("from")))
                    (Button::new("Put it in force"))
                }
            }
        }))
}

async fn put(
    who: SignedIn,
    token: FormToken,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    rules_reading(&site, who.actor())?;
    let mut problems = Problems::default();
    let test = problems.need(&typed, "test", "Choose the test").and_then(Test::named);
    let from = problems.parse::<Day>(&typed, "from", "Give the day");
    let mut without = Vec::new();
    if let (Some(test), Some(from)) = (test, from) {
        match site.journal.submit(who.actor(), PutInForce { test, from }).await {
            Ok(_) => return Ok(see_other("/recalls/rules").saying("In force.").into_response()),
            Err(NotDone::AgainstTheRules(ForceRefused::WithoutOwner(names))) => {
                problems.add(
                    "test",
                    format!(
                        "{} specialties have nobody for it: ask their managers to name a seat",
                        names.len()
                    ),
                );
                without = names;
            }
            Err(NotDone::AgainstTheRules(ForceRefused::NoSpecialties)) => {
                problems.add("test", "There are no specialties yet")
            }
            Err(NotDone::NotAllowed(why)) => return Err(access::refused(&site, &why)),
            Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => return Err(Stop::NotFound),
            Err(NotDone::Fault(why)) => return Err(Stop::fault("putting a rule in force", why)),
        }
    }
    Ok(rules_page(&site, &who, &token, &typed, &problems, &without)?.into_response())
}
