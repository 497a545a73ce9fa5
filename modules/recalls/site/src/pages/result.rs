//! One result between two organisations: whose it is now, what it says for those who may read it, and the next move.

use std::marker::PhantomData;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use journal::{NotDone, Reading, Viewing};
use kernel::{Id, OrgId};
use maud::{Markup, Render, html};
use policy::Role;
use recalls_rules::HandedState;
use recalls_rules::facts::v1::{HandedMove, Person, Reason, kind};
use web::components::{Button, Column, Details, Row, SummaryList, Table, TableCell, Textarea};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::Site;
use super::access::{self, Names, fault};
use super::person;
use super::results::{own, standing};
use crate::acts::{Giving, MoveResult, ResultNotMoved, Results, Taking, Way};
use crate::results::{self, Line, stream};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/results/{result}", get(show)).route("/results/{result}/move", post(make))
}

/// Opens one result to its two organisations; to anybody else there is none.
fn open(site: &Site, who: &SignedIn, id: &str) -> Result<(Reading, Line), Stop> {
    id.parse::<Id>().map_err(|_| Stop::NotFound)?;
    let reading = own(site, who.actor())?;
    let line = results::result(&reading, id).map_err(fault("reading a result"))?.ok_or(Stop::NotFound)?;
    if !line.is_party(who.actor().org) {
        return Err(Stop::NotFound);
    }
    Ok((reading, line))
}

/// What clinicians read: what the result says, and why it was declined.
fn for_clinicians(
    reading: &Reading,
    viewing: Option<&Viewing>,
    line: &Line,
    role: Role,
) -> Result<(Option<String>, Option<String>), Stop> {
    let (Some(viewing), Role::Clinician | Role::Fitter) = (viewing, role) else { return Ok((None, None)) };
    let (mut says, mut declined) = (None, None);
    for fact in reading.facts(&stream(line.id), Some(viewing)).map_err(fault("reading a result"))? {
        if fact.kind == kind::HANDED {
            says = fact.contents::<Person>().map_err(fault("reading a result"))?.map(|person| person.why);
        } else if fact.kind == kind::HANDED_MOVED {
            let said = fact.contents::<Reason>().map_err(fault("reading why a result was declined"))?;
            declined = said.map(|reason| reason.words).or(declined);
        }
    }
    Ok((says, declined))
}

async fn show(
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
    State(site): State<Site>,
) -> Result<Page, Stop> {
    page(&site, &who, &token, &id, &Typed::default(), &Problems::default()).await
}

async fn page(
    site: &Site,
    who: &SignedIn,
    token: &FormToken,
    id: &str,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, Stop> {
    let actor = who.actor();
    let line = {
        let (_reading, line) = open(site, who, id)?;
        line
    };
    let viewing = access::look::<Results>(site, actor, vec![line.id]).await?;
    let reading = own(site, actor)?;
    let today = site.journal.now().day();
    let mut names = Names::new(&reading)?;
    let told = person::opened(&reading, viewing.as_ref(), line.id, line.person_sealed.as_ref())?;
    let (says, declined) = for_clinicians(&reading, viewing.as_ref(), &line, actor.role)?;
    let (seat, number) = names.seat(line.handed.back_to)?;
    let mut rows = vec![
        Row::new("Where it stands", standing(&line, actor.org, today)),
        Row::new("Whose it is now", names.organisation(line.owner())?),
        Row::new("Test", line.test.in_words()),
        Row::new("Asked for by", names.organisation(line.handed.from)?),
        Row::new("Put to", names.organisation(line.handed.to)?),
        Row::new("To be accepted by", line.accepted_by().in_words()),
        Row::new("Comes back to", html! { (seat) ", " (access::telephone(&number)) }),
    ];
    if let Some(told) = &told {
        rows.extend(person::rows(told, actor.role));
    }
    rows.extend(says.map(|says| Row::new("What it shows, and what is to be done", says)));
    rows.extend(declined.map(|why| Row::new("Why it was declined", why)));
    let mut steps = vec![vec![
        TableCell::from(line.handed.on.in_words()),
        TableCell::from("Handed over"),
        TableCell::from(names.organisation(line.handed.from)?),
    ]];
    for (what, org, seat, on) in
        results::moves(&reading, id).map_err(fault("reading what happened to a result"))?
    {
        steps.push(vec![
            TableCell::from(on.in_words()),
            TableCell::from(happened(&what)),
            TableCell::from(format!("{}, {}", names.seat(seat)?.0, names.organisation(org)?)),
        ]);
    }
    let forms = if matches!(actor.role, Role::Clinician | Role::Fitter | Role::Booking) {
        forms(token, &line, actor.org, typed, problems)
    } else {
        html! {}
    };
    let head = ["When", "What", "By"].map(Column::words).to_vec();
    Ok(Page::new(format!("Result {}", person::short(line.id)))
        .now(now(&line, actor.org))
        .audience("The two organisations. Name only for those who arrange or see the person, what it shows for clinicians; this look is on record")
        .part("/results")
        .back("/results")
        .prints()
        .errors(problems.summary())
        .body(html! {
            (SummaryList::new(rows))
            (forms)
            (Table::new("What happened", head, steps).responsive(true))
        }))
}

fn now(line: &Line, own: OrgId) -> &'static str {
    let owns = line.owner() == own;
    match line.state {
        HandedState::Waiting if owns => {
            "It is still yours until they accept it. If it cannot wait, ring them and act."
        }
        HandedState::Waiting => "Accept it or decline it: until you accept, it is not yours.",
        HandedState::Accepted | HandedState::Declined | HandedState::TakenBack if owns => {
            "It is yours: act on it."
        }
        HandedState::Accepted => "They have it now. Nothing is left for you to do.",
        HandedState::Declined | HandedState::TakenBack => "It is not yours.",
        HandedState::ActedOn => "Nothing is left to do.",
    }
}

const fn happened(what: &HandedMove) -> &'static str {
    match what {
        HandedMove::Accepted => "Accepted",
        HandedMove::Declined => "Declined",
        HandedMove::TakenBack => "Taken back",
        HandedMove::ActedOn => "Acted on",
    }
}

fn forms(token: &FormToken, line: &Line, own: OrgId, typed: &Typed, problems: &Problems) -> Markup {
    let form = |name: &str, button: Button, body: Markup| {
        html! {
            form method="post" action={ "/results/" (line.id) "/move" } novalidate id=(name) {
                (token)
                input type="hidden" name="move" value=(name);
                (body)
                (button)
            }
        }
    };
    let asked = line.state == HandedState::Waiting && line.handed.to == own;
    let gave = line.state == HandedState::Waiting && line.handed.from == own;
    let why = Textarea::new("why", "Why do you not take it?")
        .rows(2u32)
        .value(typed.text("why"))
        .error_message(problems.of("why"))
        .render();
    html! {
        @if asked {
            (form("accepted", Button::new("Accept it: it is ours from now on"), html! {}))
            (Details::new("Decline it: it goes back to the named seat", form("declined", Button::secondary("Decline it"), why)).open(!problems.is_empty()))
        }
        @if line.owner() == own && line.state != HandedState::ActedOn {
            (form("acted-on", if gave { Button::secondary("We have acted on it ourselves") } else { Button::new("We have acted on it") }, html! {}))
        }
        @if gave { (form("taken-back", Button::secondary("Take it back"), html! {})) }
    }
}

async fn make(
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    let line = {
        let (_reading, line) = open(&site, &who, &id)?;
        line
    };
    let what = match typed.text("move") {
        "accepted" => HandedMove::Accepted,
        "declined" => HandedMove::Declined,
        "taken-back" => HandedMove::TakenBack,
        "acted-on" => HandedMove::ActedOn,
        _ => return Err(Stop::NotFound),
    };
    let mut problems = Problems::default();
    // Whoever was asked moves it as the one who takes it, whoever asked for the test as the one who gives it.
    let made = if line.handed.to == who.actor().org {
        submit::<Taking>(&site, &who, &line, what, &typed).await
    } else {
        submit::<Giving>(&site, &who, &line, what, &typed).await
    };
    match made {
        Ok(()) => return Ok(see_other(format!("/results/{id}")).saying("Recorded.").into_response()),
        Err(NotDone::AgainstTheRules(why)) => problems.add(
            "why",
            match why {
                ResultNotMoved::Rule(why) => why.to_string(),
                ResultNotMoved::OtherSide => "It is the other side\u{2019}s move: ring them".to_owned(),
                ResultNotMoved::TooLong => person::TOO_LONG.to_owned(),
                ResultNotMoved::NoReason => "Say why, so that they know what to do with it".to_owned(),
            },
        ),
        Err(NotDone::NotAllowed(why)) => return Err(access::refused(&site, &why)),
        Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => return Err(Stop::NotFound),
        Err(NotDone::Fault(why)) => return Err(Stop::fault("moving a result", why)),
    }
    Ok(page(&site, &who, &token, &id, &typed, &problems).await?.into_response())
}

async fn submit<W: Way<Move = HandedMove>>(
    site: &Site,
    who: &SignedIn,
    line: &Line,
    what: HandedMove,
    typed: &Typed,
) -> Result<(), NotDone<ResultNotMoved>> {
    let act =
        MoveResult::<W> { result: line.id, what, why: typed.text("why").trim().to_owned(), way: PhantomData };
    site.journal.submit(who.actor(), act).await.map(|_| ())
}
