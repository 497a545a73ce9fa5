//! Posting: which specialty, what is broken, what happens. Thirty seconds from a phone. What tells who somebody is comes
//! back to the writer at once, kept on the page and nowhere else; this form has no saved draft for that reason.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use fixit_rules::Broken;
use fixit_rules::door::{Door, reads_like};
use fixit_rules::guard::{Clean, Waived};
use journal::{NotDone, Reading};
use kernel::Id;
use maud::{Markup, html};
use policy::Permit;
use web::components::card::{Card, Variant};
use web::components::{Button, Checkboxes, Choice, Heading, InsetText, Radios, Select, SelectItem, Textarea};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::access::{self, fault};
use super::{Site, door, words};
use crate::acts::{PostIssue, PostRefused};
use crate::read;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/fix-it/post", get(form).post(post))
}

/// Every specialty that goes on, to choose from.
pub(super) fn specialty_items(reading: &Reading, first: &str) -> Result<Vec<SelectItem>, Stop> {
    let all = read::specialties(reading).map_err(fault("reading specialties"))?;
    let mut items = vec![SelectItem::new("", first)];
    items.extend(all.into_iter().filter(|of| !of.ended).map(|of| SelectItem::new(of.code, of.name)));
    Ok(items)
}

async fn form(who: SignedIn, token: FormToken, State(site): State<Site>) -> Result<Page, Stop> {
    let typed = Typed::of([("issue", Id::from_bits(rand::random()).to_string())]);
    page(&site, &who, &token, &typed, &Problems::default(), Asks::default())
}

/// What the form asks beside its fields, once something spoke against posting.
#[derive(Clone, Copy, Default)]
struct Asks {
    waive: bool,
    door: Option<Door>,
}

fn page(
    site: &Site,
    who: &SignedIn,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
    asks: Asks,
) -> Result<Page, Stop> {
    let reading = access::reading(site, who.actor())?;
    if !access::may(&reading, Permit::PostIssue) {
        return Err(Stop::NotFound);
    }
    let specialties = specialty_items(&reading, "Choose")?;
    drop(reading);
    let broken = Broken::ALL.iter().map(|of| Choice::new(of.name(), of.in_words())).collect();
    Ok(Page::new("Post to Fix-It")
        .now("Three fields. Write nothing that tells who a patient is.")
        .part("/fix-it")
        .back("/fix-it/door")
        .errors(problems.summary())
        .body(html! {
            @if let Some(door) = asks.door { (wrong_door(site, who, door)?) }
            form method="post" action="/fix-it/post" novalidate {
                (token)
                input type="hidden" name="issue" value=(typed.text("issue"));
                (Select::new("specialty", "Which specialty?", specialties).value(typed.text("specialty")).error_message(problems.of("specialty")))
                (Radios::new("broken", "What is it about?", broken).small(true).value(typed.text("broken")).error_message(problems.of("broken")))
                (Textarea::new("text", "What happens, and how often?").rows(4u32)
                    .hint("No names, numbers or dates of birth: they are stopped before anything is kept")
                    .value(typed.text("text")).error_message(problems.of("text")))
                @if asks.waive {
                    (Checkboxes::new("waived", "Is it nobody’s name or number?", vec![Choice::new("yes", "I have looked: what was found is the name of a place or a thing, and nobody’s")])
                        .values(typed.all("waived")))
                }
                @if asks.door.is_some() {
                    (Checkboxes::new("nobody", "Is it about a process?", vec![Choice::new("yes", "Nobody is at risk now, and it is about a process, not one patient’s care")])
                        .values(typed.all("nobody")).error_message(problems.of("nobody")))
                }
                (InsetText::new(html! { p { "Posting does not move care: whoever holds the patient keeps the responsibility." } }))
                (Button::new("Post"))
            }
        }))
}

fn wrong_door(site: &Site, who: &SignedIn, which: Door) -> Result<Markup, Stop> {
    Ok(match which {
        Door::Harm => {
            let hospitals = door::hospitals(site, who)?;
            let numbers = door::numbers(site, &hospitals);
            let card = Card::default()
                .heading(Heading::from("This reads as if somebody is at risk now: ring"))
                .variant(Variant::Urgent)
                .body(numbers);
            html! { (card) }
        }
        Door::OnePatient => {
            let words = html! { p { "This reads as if it were about one patient’s care. " a href="/fix-it/one-patient" { "Ring the clinical team" } ": nobody reads Fix-It for that." } };
            html! { (InsetText::new(words)) }
        }
        Door::Post => html! {},
    })
}

async fn post(
    who: SignedIn,
    token: FormToken,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    let mut problems = Problems::default();
    let today = site.journal.now().day();
    let mut asks = Asks { waive: typed.text("waived") == "yes", door: None };
    let specialty = problems.need(&typed, "specialty", "Choose the specialty").map(str::to_owned);
    let broken = problems.need(&typed, "broken", "Choose what it is about").and_then(Broken::named);
    let text = typed.text("text");
    let clean = match Clean::new(text, today, Waived(typed.text("waived") == "yes")) {
        Ok(clean) => Some(clean),
        Err(why) => {
            asks.waive |= words::may_waive(&why);
            problems.add("text", words::not_clean(text, &why, "Write what happens"));
            None
        }
    };
    if let Some(door) = reads_like(text).filter(|_| typed.text("nobody") != "yes") {
        asks.door = Some(door);
        if problems.is_empty() {
            problems.add(
                "nobody",
                match door {
                    Door::Harm => "Ring first. Then say that nobody is at risk now, or leave this page",
                    Door::OnePatient | Door::Post => {
                        "Ring the clinical team, or say that it is about a process"
                    }
                },
            );
        }
    }
    let issue = typed.text("issue").parse::<Id>().map_err(|_| Stop::NotFound)?;
    if let (Some(specialty), Some(broken), Some(words), true) =
        (specialty, broken, clean, problems.is_empty())
    {
        match site.journal.submit(who.actor(), PostIssue { issue, specialty, broken, words }).await {
            Ok(done) => {
                let to = format!("/fix-it/issues/{}", done.answer);
                return Ok(see_other(to).saying("Posted. Its owner sees it now.").into_response());
            }
            Err(NotDone::AgainstTheRules(PostRefused::NoSuchSpecialty)) => {
                problems.add("specialty", "Choose a specialty of the list");
            }
            Err(NotDone::NotAllowed(why)) => return Err(access::refused(&site, &why)),
            Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => return Err(Stop::NotFound),
            Err(NotDone::Fault(why)) => return Err(Stop::fault("posting an issue", why)),
        }
    }
    Ok(page(&site, &who, &token, &typed, &problems, asks)?.into_response())
}
