//! One recall: who owns it, by when, whether the person was told, and how it ends.

use std::marker::PhantomData;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use journal::{NotDone, Version};
use kernel::{Day, SeatId};
use maud::{Markup, Render, html};
use policy::{Permit, Role};
use recalls_rules::facts::v1::{Move, Person};
use recalls_rules::{End, NotDoneWhy};
use web::components::{
    Button, Choice, Column, Details, Input, Radios, Row, Select, SelectItem, SummaryList, Table, TableCell,
};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::Site;
use super::access::{self, Names, fault};
use super::list::{due, short};
use super::person;
use crate::acts::{Keeping, MoveNotMade, MoveRecall, Recalls, stream};
use crate::read::{self, Acts, Line};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/recalls/{recall}", get(show)).route("/recalls/{recall}/move", post(make))
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
        let (_reading, line) = access::open(site, actor, id)?;
        line
    };
    let viewing = access::look::<Recalls>(site, actor, vec![line.id]).await?;
    let reading = access::own(site, actor)?;
    let today = site.journal.now().day();
    let mut names = Names::new(&reading)?;
    let mut acts = Acts::new(&reading, today).map_err(fault("reading who owns recalls"))?;
    let acting = acts.of(&line).map_err(fault("finding who acts for a recall"))?;
    let owner = acting.seat().map(|seat| names.seat(seat)).transpose()?;
    let mut person = person::opened(&reading, viewing.as_ref(), line.id, line.person_sealed.as_ref())?;
    if let (Some(person), Some(viewing), Role::Clinician | Role::Fitter) = (&mut person, &viewing, actor.role)
    {
        let facts = reading.facts(&stream(line.id), Some(viewing)).map_err(fault("reading a recall"))?;
        let whole = facts
            .first()
            .map(|fact| fact.contents::<Person>())
            .transpose()
            .map_err(fault("reading a recall"))?;
        if let Some(Some(whole)) = whole {
            person.why = whole.why;
        }
    }
    let version = reading.version(&stream(line.id)).map_err(fault("reading the version of a recall"))?;
    let moves = read::moves(&reading, id).map_err(fault("reading what happened to a recall"))?;
    let may = reading.permits(Permit::AnswerAsk, read::subject(actor, Some(line.org), false)).is_ok();
    let forms = if may && line.state == "open" {
        Forms { token, line: &line, version, typed, problems }.all(&reading)?
    } else {
        html! {}
    };
    let mut rows = vec![
        Row::new("By when", due(&line, today)),
        Row::new(
            "Owner",
            html! {
                @match &owner { Some((title, number)) => { (title) ", " (access::telephone(number)) } None => { "Nobody holds a seat for it: ring the office, " (site.office) } }
                @if let Some(why) = acting.why() { br; "Here because " (why) "." }
            },
        ),
        Row::new("What", line.test.in_words()),
        Row::new("Specialty", names.specialty(&line.specialty)),
        Row::new("The person has been told", if line.told { "Yes" } else { "Not yet" }),
    ];
    if let Some(person) = &person {
        rows.extend(person::rows(person, actor.role));
        if !person.why.is_empty() {
            rows.push(Row::new("Why", person.why.as_str()));
        }
    }
    let mut steps = Vec::new();
    for (moved, seat) in &moves {
        let by = if matches!(moved.what, Move::Raised { .. }) {
            "by itself".to_owned()
        } else {
            names.seat(*seat)?.0
        };
        steps.push(vec![
            TableCell::from(moved.on.in_words()),
            TableCell::from(happened(&moved.what, &mut names)?),
            TableCell::from(by),
        ]);
    }
    let head = ["When", "What", "By"].map(Column::words).to_vec();
    Ok(Page::new(format!("Recall {}", short(&line)))
        .now(match (line.state.as_str(), line.due < today) {
            ("open", true) => "It is late. Do it, or say why not and by when.",
            ("open", false) => "To be done by its day.",
            _ => "Nothing is left to do.",
        })
        .audience(format!(
            "{}. Name and number only for those who arrange or see the person; this look is on record.",
            who.org_name
        ))
        .part("/recalls")
        .back("/recalls")
        .prints()
        .errors(problems.summary())
        .body(html! {
            (SummaryList::new(rows))
            (forms)
            @if !steps.is_empty() { (Table::new("What happened", head, steps).responsive(true)) }
        }))
}

fn happened(what: &Move, names: &mut Names<'_>) -> Result<String, Stop> {
    Ok(match what {
        Move::Told => "The person was told".to_owned(),
        Move::NotDone { why, next } => {
            format!("Not done: {}. Next by {}", why.in_words().to_lowercase(), next.in_words())
        }
        Move::Ended { end } => end.in_words().to_owned(),
        Move::Given { owner } => format!("Given to {}", names.seat(*owner)?.0),
        Move::Raised { to: Some(to), .. } => format!("Late: raised to {}", names.seat(*to)?.0),
        Move::Raised { to: None, .. } => "Late: raised, and nobody holds a seat".to_owned(),
    })
}

struct Forms<'a> {
    token: &'a FormToken,
    line: &'a Line,
    version: Version,
    typed: &'a Typed,
    problems: &'a Problems,
}

impl Forms<'_> {
    fn form(&self, name: &str, button: Button, body: &Markup) -> Markup {
        html! {
            form method="post" action={ "/recalls/" (self.line.id) "/move" } novalidate id=(name) {
                (self.token)
                input type="hidden" name="version" value=(self.version.0);
                input type="hidden" name="move" value=(name);
                (body)
                (button)
            }
        }
    }

    fn all(&self, reading: &journal::Reading) -> Result<Markup, Stop> {
        let ends = End::ALL.iter().map(|end| Choice::new(end.name(), end.in_words())).collect();
        let whys = NotDoneWhy::ALL.iter().map(|why| Choice::new(why.name(), why.in_words())).collect();
        let end = Radios::new("end", "How did it end?", ends)
            .value(self.typed.text("end"))
            .error_message(self.problems.of("end"))
            .render();
        let not_done = html! {
            (Radios::new("why", "Why was it not done?", whys).small(true).value(self.typed.text("why")).error_message(self.problems.of("why")))
            (Input::new("next", "By which day now?").kind("date").width("10").value(self.typed.text("next")).error_message(self.problems.of("next")))
        };
        let mut items = vec![SelectItem::new("", "Choose")];
        let seats = read::seats(reading, self.line.org).map_err(fault("reading seats"))?;
        items.extend(
            seats.iter().map(|seat| {
                SelectItem::new(seat.id.to_string(), format!("{}, {}", seat.title, seat.telephone))
            }),
        );
        let give = Select::new("owner", "To which seat?", items)
            .value(self.typed.text("owner"))
            .error_message(self.problems.of("owner"))
            .render();
        let open = |name: &str| self.typed.text("move") == name && !self.problems.is_empty();
        Ok(html! {
            (self.form("end", Button::new("Record how it ended"), &end))
            @if !self.line.told { (self.form("told", Button::secondary("The person has been told"), &html! {})) }
            (Details::new("It was not done: give another day", self.form("not-done", Button::secondary("Keep the new day"), &not_done)).open(open("not-done")))
            (Details::new("Give it to another seat", self.form("give", Button::secondary("Give it"), &give)).open(open("give")))
        })
    }
}

async fn make(
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    let recall = {
        let (_reading, line) = access::open(&site, who.actor(), &id)?;
        line.id
    };
    let mut problems = Problems::default();
    let what = match typed.text("move") {
        "told" => Some(Move::Told),
        "end" => problems
            .need(&typed, "end", "Choose how it ended")
            .and_then(End::named)
            .map(|end| Move::Ended { end }),
        "not-done" => {
            let why = problems.need(&typed, "why", "Choose why it was not done").and_then(NotDoneWhy::named);
            let next = problems.parse::<Day>(&typed, "next", "Give the next day");
            why.zip(next).map(|(why, next)| Move::NotDone { why, next })
        }
        "give" => problems
            .need(&typed, "owner", "Choose a seat")
            .and_then(|text| text.parse::<SeatId>().ok())
            .map(|owner| Move::Given { owner }),
        _ => return Err(Stop::NotFound),
    };
    if let Some(what) = what.filter(|_| problems.is_empty()) {
        let seen = typed.text("version").parse().ok().map(Version);
        match site
            .journal
            .submit(who.actor(), MoveRecall::<Keeping> { recall, seen, what, way: PhantomData })
            .await
        {
            Ok(_) => return Ok(see_other(format!("/recalls/{id}")).saying("Recorded.").into_response()),
            Err(NotDone::AgainstTheRules(why)) => {
                let field = match typed.text("move") {
                    "not-done" => "next",
                    "give" => "owner",
                    _ => "end",
                };
                problems.add(
                    field,
                    match why {
                        MoveNotMade::Life(why) => why.to_string(),
                        MoveNotMade::NoSuchSeat => "Choose a seat of this hospital".to_owned(),
                        MoveNotMade::NotThisWay => "This cannot be done from your seat".to_owned(),
                    },
                );
            }
            Err(NotDone::Changed { .. }) => problems
                .add("end", "Somebody else has just changed this recall: look at it again, then send it"),
            Err(NotDone::NotAllowed(why)) => return Err(access::refused(&site, &why)),
            Err(NotDone::KeyUsedForAnother) => return Err(Stop::NotFound),
            Err(NotDone::Fault(why)) => return Err(Stop::fault("moving a recall", why)),
        }
    }
    Ok(page(&site, &who, &token, &id, &typed, &problems).await?.into_response())
}
