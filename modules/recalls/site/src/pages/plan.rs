//! Planning a recall: what, by when, of whom. Its owner is found by the specialty and the test.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::NotDone;
use kernel::{Day, Id};
use maud::html;
use policy::Role;
use recalls_rules::Test;
use web::components::{Button, Checkboxes, Choice, Input, Radios, Select, SelectItem, Textarea};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::Site;
use super::access::{self, Names};
use super::person;
use crate::acts::{PlanRecall, PlanRefused};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/recalls/new", get(form).post(plan))
}

async fn form(who: SignedIn, token: FormToken, State(site): State<Site>) -> Result<Page, Stop> {
    let typed = Typed::of([("recall", Id::from_bits(rand::random()).to_string())]);
    page(&site, &who, &token, &typed, &Problems::default())
}

fn page(
    site: &Site,
    who: &SignedIn,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, Stop> {
    if !matches!(who.actor().role, Role::Clinician | Role::Fitter | Role::Booking) {
        return Err(Stop::NotFound);
    }
    let reading = access::own(site, who.actor())?;
    let names = Names::new(&reading)?;
    let mut specialties = vec![SelectItem::new("", "Choose")];
    specialties.extend(
        names
            .specialties()
            .filter(|of| of.org == who.actor().org)
            .map(|of| SelectItem::new(of.code.clone(), of.name.clone())),
    );
    let tests = Test::ALL.iter().map(|test| Choice::new(test.name(), test.in_words())).collect();
    Ok(Page::new("Plan a recall")
        .now("What, by when, and of whom. It is listed every day until it is done.")
        .audience(format!("{}: those who arrange it and those who see the person.", who.org_name))
        .part("/recalls")
        .back("/recalls")
        .errors(problems.summary())
        .body(html! {
            form method="post" action="/recalls/new" novalidate {
                (token)
                input type="hidden" name="recall" value=(typed.text("recall"));
                (Select::new("specialty", "Which specialty asked for it?", specialties).value(typed.text("specialty")).error_message(problems.of("specialty")))
                (Radios::new("test", "What is to be done?", tests).small(true).value(typed.text("test")).error_message(problems.of("test")))
                (Input::new("due", "By which day?").kind("date").width("10").value(typed.text("due")).error_message(problems.of("due")))
                (person::fields(typed, problems))
                (Textarea::new("why", "Why, for clinicians").rows(2u32).value(typed.text("why")).error_message(problems.of("why")))
                (Checkboxes::new("told", "The person", vec![Choice::new("yes", "has been told that it will be done, and why")]).values(typed.all("told")))
                (person::tick(who.actor().role, "recall", typed, problems))
                (Button::new("Plan it"))
            }
        }))
}

async fn plan(
    who: SignedIn,
    token: FormToken,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    let mut problems = Problems::default();
    let specialty = problems.need(&typed, "specialty", "Choose the specialty").map(str::to_owned);
    let test = problems.need(&typed, "test", "Choose what is to be done").and_then(Test::named);
    let due = problems.parse::<Day>(&typed, "due", "Give the day by which it is done");
    let why = typed.word("why").unwrap_or_default().to_owned();
    let person = person::read(&typed, why, &mut problems);
    let ticked = person::ticked(who.actor().role, &typed, &mut problems);
    let recall = typed.text("recall").parse::<Id>().map_err(|_| Stop::NotFound)?;
    if let (Some(specialty), Some(test), Some(due), Some(person), true) =
        (specialty, test, due, person, problems.is_empty())
    {
        let act =
            PlanRecall { recall, specialty, test, due, told: typed.text("told") == "yes", person, ticked };
        match site.journal.submit(who.actor(), act).await {
            Ok(done) => {
                return Ok(see_other(format!("/recalls/{}", done.answer)).saying("Planned.").into_response());
            }
            Err(NotDone::AgainstTheRules(why)) => match why {
                PlanRefused::NoSuchSpecialty => problems.add("specialty", "Choose a specialty of the list"),
                PlanRefused::NobodyOwnsIt => problems.add(
                    "specialty",
                    "Nobody owns recalls of this specialty: its manager names a seat first",
                ),
                PlanRefused::Person(why) => person::refused(why, &mut problems),
                PlanRefused::IdTaken => problems.add("name", person::SENT_ALREADY),
                PlanRefused::DueInThePast => problems.add("due", "Give a day that is still to come"),
            },
            Err(NotDone::NotAllowed(why)) => return Err(access::refused(&site, &why)),
            Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => return Err(Stop::NotFound),
            Err(NotDone::Fault(why)) => return Err(Stop::fault("planning a recall", why)),
        }
    }
    Ok(page(&site, &who, &token, &typed, &problems)?.into_response())
}
