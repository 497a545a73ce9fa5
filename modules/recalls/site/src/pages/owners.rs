//! Who owns which recalls: of each specialty, for each test, a seat.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::NotDone;
use kernel::SeatId;
use maud::html;
use policy::{Kind, Permit, Relations, Subject};
use recalls_rules::Test;
use recalls_rules::facts::v1::Owner;
use web::components::{Button, Column, Details, Select, SelectItem, Table, TableCell};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::Site;
use super::access::{self, Names, fault};
use crate::acts::{NameOwner, OwnerRefused};
use crate::read;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/recalls/owners", get(owners).post(name))
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
