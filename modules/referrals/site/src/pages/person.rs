//! The person's own page. Its address alone shows nothing: whoever opens it gives the second fact that she chose, and then
//! it stays open for a while in that browser. No account, no service and no method in a title.

mod done;
mod shown;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use journal::{NotDone, Reading, Version};
use kernel::{AskId, Id, Moment};
use maud::html;
use policy::{Actor, Kind, OrgKind, Permit, Relations, Subject};
use referrals_rules::facts::v1::{Moved, Sent, Written};
use referrals_rules::facts::{Folded, fold};
use referrals_rules::person;
use web::components::{Button, DateInput, Input};
use web::{Cookie, FormToken, Page, Problems, Stop, Typed, see_other};

use super::access::fault;
use crate::acts::reach::{self, DATE_OF_BIRTH, Door, Link, LookAtOwn, SECOND_WORD, TryLink};
use crate::acts::stream;
use crate::{Site, england, mailing, read};

/// What every page of a person is called: it may stand in a shared browser's history.
pub(super) const TITLE: &str = "Your appointment";

/// What these pages hold.
#[derive(Clone)]
struct Pages {
    site: Site,
    program: Actor,
    open: Arc<Open>,
}

/// The pages of people without an account, to be put into the shell beside the others. `program` is the program itself,
/// which tries second facts on their behalf.
pub fn routes(site: Site, program: Actor) -> Router {
    Router::new()
        .route("/me/{link}", get(show).post(try_second))
        .route("/me/{link}/appointment.ics", get(shown::calendar))
        .route("/me/{link}/choose", post(done::choose))
        .route("/me/{link}/cannot", post(done::cannot))
        .route("/me/{link}/change", post(done::change))
        .route("/me/{link}/wishes", post(done::wishes))
        .route("/me/{link}/second", post(done::second))
        .route("/me/{link}/withdraw", post(done::withdraw))
        .route("/me/{link}/feedback", post(done::feedback))
        .route("/me/{link}/leave", post(leave))
        .with_state(Pages { site, program, open: Arc::default() })
}

/// Pages that are open, by the secret in their browser. Kept in memory: a restart shuts them, and they are opened again by
/// the second fact.
#[derive(Default)]
struct Open(Mutex<HashMap<String, Opened>>);

#[derive(Clone, Copy)]
struct Opened {
    link: Id,
    ask: AskId,
    until: Moment,
}

impl Open {
    fn begin(&self, link: Id, ask: AskId, now: Moment) -> String {
        let secret = format!("{}{}", Id::from_bits(rand::random()), Id::from_bits(rand::random()));
        let until = now.plus_minutes(person::PAGE.on(now.day()).open_minutes);
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, page| page.until > now);
        open.insert(secret.clone(), Opened { link, ask, until });
        secret
    }

    fn find(&self, secret: &str, link: Id, now: Moment) -> Option<AskId> {
        let open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.get(secret).filter(|page| page.link == link && page.until > now).map(|page| page.ask)
    }

    fn end(&self, secret: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(secret);
    }
}

/// Her page, opened: she is let in, and her look is on record.
struct Hers {
    link: Id,
    second: String,
    ask: AskId,
    actor: Actor,
    sent: Sent,
    moves: Vec<Moved>,
    folded: Folded,
    version: Version,
    wishes: Written,
    now: Moment,
}

fn link_id(text: &str) -> Result<Id, Stop> {
    text.parse().map_err(|_| Stop::NotFound)
}

impl Pages {
    fn as_program(&self) -> Result<Reading, Stop> {
        let subject = Subject::new(Kind::Ask, Relations::NONE);
        let reading = self.site.journal.reading(&self.program, Permit::SeeBookingPart, subject);
        reading.map_err(|why| Stop::fault("opening a link", format!("{why:?}")))
    }

    fn link(&self, id: Id) -> Result<Option<Link>, Stop> {
        reach::link(&self.as_program()?, id).map_err(fault("reading a link"))
    }

    /// The page if this browser has been let in; nothing where the second fact must be asked for.
    async fn hers(&self, text: &str, headers: &HeaderMap) -> Result<Option<Hers>, Stop> {
        let id = link_id(text)?;
        let now = self.site.journal.now();
        let secret = Cookie::Person.read(&self.site.place, headers).unwrap_or_default();
        let Some(ask) = self.open.find(&secret, id, now) else { return Ok(None) };
        let Some(link) = self.link(id)? else { return Ok(None) };
        let actor = self.actor(&link)?;
        let viewing = match self.site.journal.submit(&actor, LookAtOwn(ask)).await {
            Ok(done) => done.viewing(),
            Err(NotDone::Fault(why)) => return Err(Stop::fault("recording a look", why)),
            Err(_) => return Ok(None),
        };
        let reading = self.reading(&actor)?;
        let known =
            read::history(&reading, &ask.to_string()).map_err(fault("reading the history of an ask"))?;
        let Some((sent, moves)) = known else { return Ok(None) };
        let folded = fold(&sent, &moves, england()).map_err(|why| Stop::fault("folding an ask", why))?;
        let version = reading.version(&stream(ask)).map_err(fault("reading the version of an ask"))?;
        let wishes =
            mailing::last_wishes(&reading, ask, &viewing).map_err(fault("reading contact wishes"))?;
        let wishes = wishes.unwrap_or_default();
        let second = link.second;
        Ok(Some(Hers { link: id, second, ask, actor, sent, moves, folded, version, wishes, now }))
    }

    fn actor(&self, link: &Link) -> Result<Actor, Stop> {
        let reading = self.as_program()?;
        let sender = directory_site::read::organisation(&reading, link.org)
            .map_err(fault("reading an organisation"))?;
        let kind = sender.and_then(|of| of.kind.parse::<OrgKind>().ok()).unwrap_or(OrgKind::Practice);
        Ok(reach::the_person(link.ask, link.org, kind))
    }

    fn reading(&self, actor: &Actor) -> Result<Reading, Stop> {
        let subject = Subject::new(Kind::Ask, Relations::THE_PERSON);
        let reading = self.site.journal.reading(actor, Permit::SeeOwnWait, subject);
        reading.map_err(|why| Stop::fault("opening a reading", format!("{why:?}")))
    }
}

fn address(link: Id) -> String {
    format!("/me/{link}")
}

async fn show(
    State(pages): State<Pages>,
    Path(link): Path<String>,
    headers: HeaderMap,
    token: FormToken,
) -> Result<Page, Stop> {
    match pages.hers(&link, &headers).await? {
        Some(hers) => shown::page(&pages, &hers, &token, &Problems::default(), &Typed::default()),
        None => {
            let id = link_id(&link)?;
            Ok(door(&token, id, &asks_for(pages.link(id)?), &Problems::default()))
        }
    }
}

/// A link that is not there asks like one that is.
fn asks_for(link: Option<Link>) -> String {
    link.map_or_else(|| DATE_OF_BIRTH.to_owned(), |link| link.second)
}

fn door(token: &FormToken, link: Id, second: &str, problems: &Problems) -> Page {
    Page::new(TITLE).now("Show that it is you.").errors(problems.summary()).body(html! {
        form method="post" action=(address(link)) novalidate {
            (token)
            @if second == SECOND_WORD {
                (Input::new(SECOND_WORD, "The word that you chose").width("20").error_message(problems.of(SECOND_WORD))
                    .autocomplete("off").spellcheck(false))
            } @else {
                (DateInput::new(DATE_OF_BIRTH, "Your date of birth").hint("For example, 31 3 1994")
                    .error_message(problems.of(DATE_OF_BIRTH)))
            }
            (Button::new("Continue"))
        }
        p { "You need no account. If this is not yours, close the page." }
    })
}

async fn try_second(
    State(pages): State<Pages>,
    Path(link): Path<String>,
    token: FormToken,
    typed: Typed,
) -> Result<Response, Stop> {
    let id = link_id(&link)?;
    let second = asks_for(pages.link(id)?);
    let mut problems = Problems::default();
    let given = if second == SECOND_WORD {
        problems.need(&typed, SECOND_WORD, "Enter the word that you chose").map(|word| vec![word.to_owned()])
    } else {
        problems.day(&typed, DATE_OF_BIRTH, "your date of birth").map(spellings)
    };
    let Some(given) = given else { return Ok(door(&token, id, &second, &problems).into_response()) };
    let tried = pages.site.journal.submit(&pages.program, TryLink { link: id, given }).await;
    match tried.map(|done| done.answer) {
        Ok(Door::Open(ask)) => {
            let secret = pages.open.begin(id, ask, pages.site.journal.now());
            let cookie = Cookie::Person.set(&pages.site.place, &secret);
            Ok(([(header::SET_COOKIE, cookie)], see_other(address(id))).into_response())
        }
        Ok(Door::Wrong) => {
            problems.add(
                field(&second),
                "This does not match. Check it and try again, or ring the number you were given",
            );
            Ok(door(&token, id, &second, &problems).into_response())
        }
        Ok(Door::Wait(until)) => {
            let words = format!("This was wrong too often. Try again after {}", until.time_in_words());
            problems.add(field(&second), words);
            Ok(door(&token, id, &second, &problems).into_response())
        }
        Err(why) => Err(Stop::fault("trying a second fact", format!("{why:?}"))),
    }
}

fn field(second: &str) -> &'static str {
    if second == SECOND_WORD { SECOND_WORD } else { DATE_OF_BIRTH }
}

/// A day as it may have been kept: as forms write it, and as people do.
fn spellings(day: kernel::Day) -> Vec<String> {
    let date = day.civil();
    let (year, month, of_month) = (date.year(), date.month(), date.day());
    vec![
        format!("{year:04}-{month:02}-{of_month:02}"),
        format!("{of_month:02}/{month:02}/{year:04}"),
        format!("{of_month}/{month}/{year}"),
    ]
}

async fn leave(
    State(pages): State<Pages>,
    Path(link): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Stop> {
    let id = link_id(&link)?;
    if let Some(secret) = Cookie::Person.read(&pages.site.place, &headers) {
        pages.open.end(&secret);
    }
    let gone = Cookie::Person.gone(&pages.site.place);
    Ok(([(header::SET_COOKIE, gone)], see_other(address(id))).into_response())
}
