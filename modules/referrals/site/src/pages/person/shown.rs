//! What she sees: the next step first, then what she can do about it, then who sees what.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use directory_rules::facts::v1::Site as Place;
use directory_site::read as directory;
use journal::{Query, Reading};
use kernel::{Moment, OrgId};
use maud::{Markup, html};
use policy::{Kind, Permit, Relations, Subject};
use referrals_rules::facts::v1::Move;
use referrals_rules::life::State as Standing;
use referrals_rules::person::{self, CHANNELS};
use referrals_rules::request::messages;
use referrals_rules::request::reasons::WithdrawnReason;
use web::components::date_input::DateValues;
use web::components::{
    Button, Checkboxes, Choice, DateInput, Details, Input, InsetText, Radios, Row, SummaryList, Textarea,
};
use web::{Appointment, FormToken, Page, Problems, Stop, Typed, calendar_file};

use super::super::access::{fault, named};
use super::{Hers, Pages, TITLE, address};
use crate::acts::reach::{self, SECOND_WORD};
use crate::mailing;

/// Minutes that a calendar keeps free: nobody has told how long it takes.
const CALENDAR_MINUTES: i64 = 30;

/// Who has her ask now, with the place she would go to.
struct Host {
    name: String,
    telephone: String,
    place: Option<Place>,
}

impl Host {
    fn label(&self) -> String {
        let label = self.place.as_ref().map(|place| place.discreet_label.clone());
        label.filter(|label| messages::is_discreet(label)).unwrap_or_else(|| "See your page".to_owned())
    }
}

fn host(reading: &Reading, hers: &Hers) -> Result<Host, Stop> {
    let org = hers.folded.host().unwrap_or(hers.sent.to);
    let of = named(reading, org)?;
    let entered = directory::service(reading, mailing::service_now(&hers.sent, &hers.moves))
        .map_err(fault("reading a service of the directory"))?;
    let place = match entered {
        Some(entered) => directory::site(reading, entered.service.site).map_err(fault("reading a site"))?,
        None => None,
    };
    let telephone = place.as_ref().map_or(of.telephone, |place| place.telephone.clone());
    Ok(Host { name: of.name, telephone, place })
}

/// The times that she can still choose from, each once.
pub(super) fn times(hers: &Hers) -> Vec<Moment> {
    let mut times: Vec<Moment> =
        hers.folded.offered.iter().map(|slot| slot.at).filter(|at| *at > hers.now).collect();
    times.sort_unstable();
    times.dedup();
    times
}

pub(super) fn page(
    pages: &Pages,
    hers: &Hers,
    token: &FormToken,
    problems: &Problems,
    typed: &Typed,
) -> Result<Page, Stop> {
    let reading = pages.reading(&hers.actor)?;
    let host = host(&reading, hers)?;
    let sender = named(&reading, hers.sent.from)?;
    let rated = reach::rating(&reading, hers.ask).map_err(fault("reading a rating"))?;
    let who_sees = who_sees(&reading, pages, hers, &host, &sender.name)?;
    let form = Form { hers, token, problems, typed };
    Ok(Page::new(TITLE).now(next_step(hers, &host)).errors(problems.summary()).body(html! {
        (appointment(hers, &host))
        (form.to_choose())
        (form.to_change(&host))
        (form.to_rate(rated))
        p { "Any question: ring " (telephone(&host.telephone)) ". Reference " strong { (hers.sent.reference) } "." }
        (form.wishes())
        (form.second())
        (Details::new("Who sees what, and who looked", who_sees))
        (form.to_withdraw())
        form method="post" action={ (address(hers.link)) "/leave" } {
            (token)
            (Button::secondary("Close this page"))
        }
    }))
}

fn telephone(number: &str) -> Markup {
    let digits: String = number.chars().filter(|letter| letter.is_ascii_digit() || *letter == '+').collect();
    html! { a href={ "tel:" (digits) } { (number) } }
}

fn next_step(hers: &Hers, host: &Host) -> String {
    let state = hers.folded.course.life().state;
    match state {
        Standing::Draft | Standing::Sent | Standing::Redirected | Standing::Accepted => {
            format!("Nothing for you to do now. {} has been asked and will offer you times.", host.name)
        }
        Standing::NeedsInfo => {
            "Nothing for you to do now. They are asking each other something first.".to_owned()
        }
        Standing::Declined => "Nothing for you to do now. Another place is being found for you.".to_owned(),
        Standing::Offered if times(hers).is_empty() => "The times have passed. Ring for new ones.".to_owned(),
        Standing::Offered => "Choose a time.".to_owned(),
        Standing::Booked => match hers.folded.booked {
            Some((_, at)) if at > hers.now => format!("Come on {}.", at.in_words()),
            Some(_) | None => "Your appointment has passed. Ring if you could not come.".to_owned(),
        },
        Standing::WaitingPatient => "You will be offered times from the day you gave.".to_owned(),
        Standing::Deferred => {
            "It has been put off for now. You will be offered times, or be rung.".to_owned()
        }
        Standing::NotFitted => "They will tell you what happens next.".to_owned(),
        Standing::Fitted
        | Standing::Withdrawn
        | Standing::Returned
        | Standing::Answered
        | Standing::Closed => how_it_ended(hers).to_owned(),
        Standing::Void => "This was entered in error.".to_owned(),
    }
}

/// The answer follows the end at once, so the end is read from what happened last.
fn how_it_ended(hers: &Hers) -> &'static str {
    let done = "It is done. There is nothing more you have to do.";
    let last = hers.moves.iter().rev().map(|moved| &moved.what);
    // The answer and the close follow by themselves.
    let mut ends = last.filter(|what| !matches!(what, Move::Answered | Move::Closed { .. }));
    let Some(end) = ends.next() else { return done };
    if let Move::Withdrawn { by_person, .. } = end {
        return if *by_person {
            "You stopped this. You can ask again at any time."
        } else {
            "Those who asked for you stopped this. Ring them if you did not expect it."
        };
    }
    if matches!(end, Move::Returned { .. }) {
        return "It has gone back to those who asked. The door stays open: ring them.";
    }
    if matches!(end, Move::NotFitted { .. }) {
        return "It was not done. Those who asked for you have been told: ring them.";
    }
    done
}

fn appointment(hers: &Hers, host: &Host) -> Markup {
    let Some((_, at)) = hers.folded.booked.filter(|_| hers.folded.course.life().state == Standing::Booked)
    else {
        return html! {};
    };
    let address_of =
        host.place.as_ref().map_or_else(|| "Not recorded".to_owned(), |place| place.address.clone());
    html! {
        (SummaryList::new(vec![
            Row::new("When", at.in_words()),
            Row::new("Where", html! {
                // The address may begin with the label: said once.
                @if !address_of.starts_with(&host.label()) { (host.label()) br; }
                (address_of)
            }),
            Row::new("Telephone", telephone(&host.telephone)),
        ]))
        p { a href={ (address(hers.link)) "/appointment.ics" } { "Put it in your calendar" }
            " – it says only “" (messages::CALENDAR_TITLE) "” and “" (host.label()) "”." }
    }
}

/// The forms of the page.
struct Form<'f> {
    hers: &'f Hers,
    token: &'f FormToken,
    problems: &'f Problems,
    typed: &'f Typed,
}

impl Form<'_> {
    fn begin(&self, to: &str, inside: Markup) -> Markup {
        html! {
            form method="post" action={ (address(self.hers.link)) "/" (to) } novalidate {
                (self.token)
                input type="hidden" name="version" value=(self.hers.version.0);
                (inside)
            }
        }
    }

    fn state(&self) -> Standing {
        self.hers.folded.course.life().state
    }

    fn wrong(&self, field: &str) -> Option<String> {
        self.problems.of(field)
    }

    fn first_day(&self, name: &str, question: &str) -> DateInput {
        let part = |which: &str| self.typed.text(&format!("{name}[{which}]")).to_owned();
        DateInput::new(name, question)
            .hint("For example, 14 7 2025")
            .error_message(self.wrong(name))
            .values(DateValues::default().day(part("day")).month(part("month")).year(part("year")))
    }

    fn to_choose(&self) -> Markup {
        let times = times(self.hers);
        if self.state() != Standing::Offered {
            return html! {};
        }
        let choices: Vec<Choice> =
            times.iter().map(|at| Choice::new(at.micros().to_string(), at.in_words())).collect();
        html! {
            @if !times.is_empty() {
                (self.begin("choose", html! {
                    (Radios::new("time", "When can you come?", choices).value(self.typed.text("time"))
                        .error_message(self.wrong("time")))
                    (Button::new("Choose this time"))
                }))
            }
            (Details::new("I can come at none of these times", self.begin("cannot", html! {
                (self.first_day("from", "From which day can you come?"))
                (Button::secondary("Ask for other times"))
            })))
        }
    }

    fn to_change(&self, host: &Host) -> Markup {
        let Some((_, at)) = self.hers.folded.booked.filter(|_| self.state() == Standing::Booked) else {
            return html! {};
        };
        if at <= self.hers.now {
            return html! {};
        }
        if !person::may_change(at, self.hers.now) {
            return html! {
                (InsetText::new(html! { p { "It is soon. To change or cancel, ring " (telephone(&host.telephone)) "." } }))
            };
        }
        Details::new(
            "I cannot come then",
            self.begin(
                "change",
                html! {
                    p { "Your time is given back. You will be offered others." }
                    (self.first_day("from", "From which day can you come?"))
                    (Button::secondary("Cancel this time and ask for others"))
                },
            ),
        )
        .render_it()
    }

    fn to_rate(&self, said: Option<i64>) -> Markup {
        if !reach::has_ended(self.state().name()) {
            return html! {};
        }
        if said.is_some() {
            return html! { (InsetText::new(html! { p { "Thank you. You have said how it went." } })) };
        }
        let ease =
            [("5", "Very easy"), ("4", "Easy"), ("3", "In between"), ("2", "Hard"), ("1", "Very hard")];
        let ease = ease.into_iter().map(|(value, words)| Choice::new(value, words)).collect();
        self.begin("feedback", html! {
            (Radios::new("ease", "How easy was it?", ease).value(self.typed.text("ease")).error_message(self.wrong("ease")))
            (Textarea::new("words", "What should be better? (if you like)").rows(3u32).value(self.typed.text("words")))
            (Button::new("Send"))
        })
    }

    fn wishes(&self) -> Markup {
        let kept = |field: &str| match self.typed.word(field) {
            Some(typed) => typed.to_owned(),
            None => self.hers.wishes.text(field).to_owned(),
        };
        let channels = CHANNELS.into_iter().map(|(value, words)| Choice::new(value, words)).collect();
        let discreet: Vec<String> =
            (kept("discreet") == "yes").then(|| "yes".to_owned()).into_iter().collect();
        Details::new("How you are reached", self.begin("wishes", html! {
            (Radios::new("channel", "How shall we reach you?", channels).value(kept("channel"))
                .error_message(self.wrong("channel")))
            (Input::new("contact", "Number or address").value(kept("contact")).error_message(self.wrong("contact")))
            (Checkboxes::new("discreet", "If somebody else might notice", vec![
                Choice::new("yes", "Be discreet: leave no message, say no name of a place")]).values(discreet))
            (Input::new("times", "Good times to ring").value(kept("times")))
            (Button::secondary("Save"))
        }))
        .open(self.wrong("channel").is_some() || self.wrong("contact").is_some())
        .render_it()
    }

    fn second(&self) -> Markup {
        let now =
            if self.hers.second == SECOND_WORD { "a word that you chose" } else { "your date of birth" };
        Details::new("What this page asks you for", self.begin("second", html! {
            p { "It now asks for " (now) ". A word that nobody near you can guess is safer." }
            (Input::new(SECOND_WORD, "A word of your own").hint("6 letters or figures at least").width("20")
                .error_message(self.wrong(SECOND_WORD)).autocomplete("off").spellcheck(false))
            (Button::secondary("Use this word"))
        }))
        .open(self.wrong(SECOND_WORD).is_some())
        .render_it()
    }

    fn to_withdraw(&self) -> Markup {
        if !self.state().is_open() {
            return html! {};
        }
        let reasons = WithdrawnReason::ALL.iter().map(|of| Choice::new(of.code(), of.in_words())).collect();
        Details::new("I do not want this any more", self.begin("withdraw", html! {
            p { "Whoever asked and whoever was asked are told that you stopped it. You can ask again at any time." }
            (Radios::new("reason", "Why? (any answer is fine)", reasons).error_message(self.wrong("reason")))
            (Button::secondary("Stop it"))
        }))
        .open(self.wrong("reason").is_some())
        .render_it()
    }
}

/// `(component)` inside `html!` needs no name; as a value it does.
trait RenderIt {
    fn render_it(self) -> Markup;
}

impl<T: maud::Render> RenderIt for T {
    fn render_it(self) -> Markup {
        self.render()
    }
}

const LOOKS: Query = Query {
    name: "referrals.looks-by-organisation",
    sql: "select org, count(*), max(at) from referral_look where ask = ?1 and user_id <> ?2 group by org order by 3 desc, org",
};

fn who_sees(
    reading: &Reading,
    pages: &Pages,
    hers: &Hers,
    host: &Host,
    sender: &str,
) -> Result<Markup, Stop> {
    let subject = Subject::new(Kind::AccessLog, Relations::THE_PERSON);
    reading.permits(Permit::SeeWhoLooked, subject).map_err(|_| Stop::NotFound)?;
    let values = [hers.ask.into(), hers.actor.user.into()];
    let rows = reading.rows(&LOOKS, &values).map_err(fault("reading who looked"))?;
    let mut looked = Vec::new();
    for row in rows {
        let read = || -> Result<(OrgId, i64, Moment), journal::Fault> {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        };
        let (org, times, last) = read().map_err(fault("reading who looked"))?;
        let name = if org == pages.program.org {
            "This program, to send your messages".to_owned()
        } else {
            named(reading, org)?.name
        };
        let times = if times == 1 { "once".to_owned() } else { format!("{times} times") };
        looked.push((name, times, last));
    }
    Ok(html! {
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { (sender) ", who asked for you: all that you told them" }
            li { (host.name) ", who was asked: the same" }
            li { "their reception: your name, how to reach you, and times – nothing else" }
            li { "those who pay: counts, never you" }
        }
        p { "Nobody else, unless the law requires it; then it is on record." }
        @if looked.is_empty() { p { "Nobody has looked yet." } } @else {
            (SummaryList::new(looked.iter().map(|(name, times, last)| {
                Row::new(name, format!("{times}, last {}", last.in_words()))
            }).collect()))
        }
    })
}

/// The appointment as a file for a calendar, which others may see.
pub(super) async fn calendar(
    State(pages): State<Pages>,
    Path(link): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Stop> {
    let Some(hers) = pages.hers(&link, &headers).await? else { return Err(Stop::NotFound) };
    let booked = hers.folded.booked.filter(|_| hers.folded.course.life().state == Standing::Booked);
    let (_, at) = booked.ok_or(Stop::NotFound)?;
    let host = host(&pages.reading(&hers.actor)?, &hers)?;
    Ok(calendar_file(
        "appointment.ics",
        &Appointment {
            // Neither the link nor the id of the ask: calendars are shared.
            uid: format!("{}@appointments", hers.sent.reference.to_lowercase()),
            sequence: u32::try_from(hers.version.0).unwrap_or_default(),
            written_at: hers.now,
            starts_at: at,
            ends_at: at.plus_minutes(CALENDAR_MINUTES),
            summary: messages::CALENDAR_TITLE.to_owned(),
            location: host.label(),
        },
    ))
}
