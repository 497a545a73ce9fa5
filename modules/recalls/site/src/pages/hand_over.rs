//! Handing a result over: to whom, what it says, and to which seat it comes back.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use directory_site::read as directory;
use journal::{NotDone, Reading};
use kernel::{Day, Id, OrgId, SeatId};
use maud::html;
use policy::{Actor, Role};
use recalls_rules::Test;
use web::components::{Button, Choice, Radios, Select, SelectItem, Textarea};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::access::{self, fault};
use super::results::own;
use super::{Site, person};
use crate::acts::{HandOver, HandOverRefused};
use crate::results::FAMILY;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/results/new", get(form).post(hand_over))
}

async fn form(who: SignedIn, token: FormToken, State(site): State<Site>) -> Result<Page, Stop> {
    let typed = Typed::of([
        ("result", Id::from_bits(rand::random()).to_string()),
        ("back_to", who.actor().seat.to_string()),
    ]);
    page(&site, &who, &token, &typed, &Problems::default())
}

/// The organisations with which an agreement covers results.
fn agreed_with(reading: &Reading, actor: &Actor, today: Day) -> Result<Vec<SelectItem>, Stop> {
    let mut items = Vec::new();
    for of in directory::organisations(reading).map_err(fault("reading organisations"))? {
        let agreement = directory::agreement_between(reading, actor.org, of.code, FAMILY, today)
            .map_err(fault("reading agreements"))?;
        if of.code != actor.org && agreement.is_some() {
            items.push(SelectItem::new(of.code.to_string(), of.name));
        }
    }
    Ok(items)
}

fn page(
    site: &Site,
    who: &SignedIn,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, Stop> {
    let actor = who.actor();
    if !matches!(actor.role, Role::Clinician | Role::Fitter | Role::Booking) {
        return Err(Stop::NotFound);
    }
    let reading = own(site, actor)?;
    let others = agreed_with(&reading, actor, site.journal.now().day())?;
    let page = Page::new("Hand a result over").part("/results").back("/results").errors(problems.summary());
    if others.is_empty() {
        return Ok(page.now("No agreement covers results yet: until one does, each result stays with you.").body(html! {
            p { "A result may be handed over once both organisations have signed an agreement that covers results. " a href="/agreements" { "The agreements" } ". Until then ring whoever should know, and act on it yourselves." }
            p { "Questions: " (site.office) "." }
        }));
    }
    let to = std::iter::once(SelectItem::new("", "Choose")).chain(others).collect();
    let seats = directory::seats(&reading, actor.org).map_err(fault("reading seats"))?;
    let seats = seats
        .iter()
        .filter(|seat| !seat.ended && matches!(seat.role.as_str(), "clinician" | "fitter" | "booking"))
        .map(|seat| SelectItem::new(seat.id.to_string(), seat.title.clone()))
        .collect();
    let tests = Test::ALL.iter().map(|test| Choice::new(test.name(), test.in_words())).collect();
    Ok(page
        .now("It stays yours until they accept it. What must be done today goes by telephone.")
        .audience(format!("{} and whoever is asked to take it", who.org_name))
        .body(html! {
            form method="post" action="/results/new" novalidate {
                (token)
                input type="hidden" name="result" value=(typed.text("result"));
                (Select::new("to", "Who is asked to take it?", to).value(typed.text("to")).error_message(problems.of("to")))
                (Radios::new("test", "What was tested?", tests).small(true).value(typed.text("test")).error_message(problems.of("test")))
                (Textarea::new("why", "What does it show, and what is to be done by when?").rows(3u32).value(typed.text("why")).error_message(problems.of("why")))
                (person::fields(typed, problems))
                (Select::new("back_to", "To which seat of yours does it come back if they decline?", seats).value(typed.text("back_to")).error_message(problems.of("back_to")))
                (person::tick(actor.role, "hand-over", typed, problems))
                (Button::new("Hand it over"))
            }
        }))
}

async fn hand_over(
    who: SignedIn,
    token: FormToken,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    let mut problems = Problems::default();
    let to = problems
        .need(&typed, "to", "Choose who is asked to take it")
        .and_then(|text| text.parse::<OrgId>().ok());
    let test = problems.need(&typed, "test", "Choose what was tested").and_then(Test::named);
    let why =
        problems.need(&typed, "why", "Say what it shows and what is to be done by when").map(str::to_owned);
    let person = person::read(&typed, why.unwrap_or_default(), &mut problems);
    let back_to = problems
        .need(&typed, "back_to", "Choose to which seat it comes back")
        .and_then(|text| text.parse::<SeatId>().ok());
    let ticked = person::ticked(who.actor().role, &typed, &mut problems);
    let result = typed.text("result").parse::<Id>().map_err(|_| Stop::NotFound)?;
    if let (Some(to), Some(test), Some(person), Some(back_to), true) =
        (to, test, person, back_to, problems.is_empty())
    {
        match site.journal.submit(who.actor(), HandOver { result, test, to, back_to, person, ticked }).await {
            Ok(done) => {
                let at = format!("/results/{}", done.answer);
                return Ok(see_other(at)
                    .saying("Handed over. It stays yours until they accept it.")
                    .into_response());
            }
            Err(NotDone::AgainstTheRules(why)) => match why {
                HandOverRefused::NoSuchOrganisation => {
                    problems.add("to", "Choose another organisation of the list")
                }
                HandOverRefused::NoSuchSeat => {
                    problems.add("back_to", "Choose a seat of your own organisation")
                }
                HandOverRefused::Person(why) => person::refused(why, &mut problems),
                HandOverRefused::IdTaken => problems.add("name", person::SENT_ALREADY),
                HandOverRefused::NothingToDo => {
                    problems.add("why", "Say what it shows and what is to be done by when")
                }
            },
            Err(NotDone::NotAllowed(why)) => return Err(access::refused(&site, &why)),
            Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => return Err(Stop::NotFound),
            Err(NotDone::Fault(why)) => return Err(Stop::fault("handing a result over", why)),
        }
    } else if problems.is_empty() {
        problems.add("to", "Choose one of each list");
    }
    Ok(page(&site, &who, &token, &typed, &problems)?.into_response())
}
