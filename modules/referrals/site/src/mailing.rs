//! The desk of letters about asks: to whom each message goes, in which words, and what is raised where it cannot go.
//!
//! The words come from `referrals_rules::request::messages` for the person and from here for organisations; none names a
//! service, a method or a person. The person's number is opened as the booking part, and that look is on record like any
//! other.

use journal::{Fault, Job, JobEnd, Journal, NotDone, Reading, Stream, Viewing};
use kernel::{AskId, Moment, OrgId, Personal, SeatId, ServiceId};
use mail::{Address, Desk, Letter, Unsent};
use policy::{Actor, Kind, Permit, Relations, Subject};
use referrals_rules::facts::v1::{Move, Moved, Sent, WISHES, Written};
use referrals_rules::facts::{Folded, fold};
use referrals_rules::life::State;
use referrals_rules::request::messages::{self, Message as Words};

use crate::acts::reach::{self, NoteNotDelivered, SEAT};
use crate::acts::{Look, MAIL, Message, stream};
use crate::{england, read};
use directory_site::read as directory;

/// Words and addresses of messages about asks.
#[derive(Clone)]
pub struct Mailing {
    /// The journal of the place.
    pub journal: Journal,
    /// The program itself.
    pub program: Actor,
    /// Where the place is reached, without a slash at the end.
    pub base: String,
}

/// The kind of job that this desk answers.
pub const KIND: &str = MAIL;

type Worded = Result<Option<Letter>, Unsent>;

impl Desk for Mailing {
    async fn letter(&self, job: &Job) -> Result<Worded, Fault> {
        let message = message(job)?;
        let letter = match message.org {
            Some(org) => self.to_organisation(&message, org)?,
            None => self.to_person(&message).await?,
        };
        Ok(letter.map(|letter| {
            letter.map(|letter| {
                // The same for each try, different for each message; and nobody can guess it, so that a report which names
                // it has seen the letter.
                Letter { id: job.id.to_string(), ..letter }
            })
        }))
    }

    async fn not_delivered(&self, job: &Job, why: &str) -> Result<(), Fault> {
        let Ok(message) = message(job) else {
            return self.journal.end_job(job.id.clone(), JobEnd::Failed(why.to_owned())).await;
        };
        let act = NoteNotDelivered { message, why: why.to_owned(), job: job.id.clone() };
        match self.journal.submit_as(&self.program, act, mail::given_up_once(job)).await {
            Ok(_) => Ok(()),
            Err(NotDone::Fault(fault)) => Err(fault),
            Err(other) => Err(Fault::plain(format!("record that a message was not delivered: {other:?}"))),
        }
    }
}

fn message(job: &Job) -> Result<Message, Fault> {
    serde_json::from_str(&job.body).map_err(|why| Fault::new("read a message that waits to be sent", why))
}

fn by_voice(why: &str) -> Worded {
    Err(Unsent::ByVoice(why.to_owned()))
}

/// How the person is reached, as she said last.
struct Wishes {
    channel: String,
    contact: String,
}

/// An ask as its messages need to know it.
struct Known {
    sent: Sent,
    moves: Vec<Moved>,
    folded: Folded,
}

impl Known {
    fn state(&self) -> State {
        self.folded.course.life().state
    }
}

impl Mailing {
    fn reading(&self) -> Result<Reading, Fault> {
        let subject = Subject::new(Kind::Ask, Relations::NONE);
        self.journal.reading(&self.program, Permit::SeeBookingPart, subject).map_err(|why| match why {
            NotDone::Fault(fault) => fault,
            NotDone::NotAllowed(_)
            | NotDone::AgainstTheRules(())
            | NotDone::Changed { .. }
            | NotDone::KeyUsedForAnother => Fault::plain("address a message: the program may not"),
        })
    }

    fn known(&self, reading: &Reading, ask: AskId) -> Result<Option<Known>, Fault> {
        let Some((sent, moves)) = read::history(reading, &ask.to_string())? else { return Ok(None) };
        let folded =
            fold(&sent, &moves, england()).map_err(|why| Fault::plain(format!("fold an ask: {why}")))?;
        Ok(Some(Known { sent, moves, folded }))
    }

    fn to_organisation(&self, message: &Message, org: OrgId) -> Result<Worded, Fault> {
        let reading = self.reading()?;
        let Some(known) = self.known(&reading, message.ask)? else { return Ok(Ok(None)) };
        let Some(organisation) = directory::organisation(&reading, org)? else {
            return Ok(by_voice("the organisation is no longer in the directory"));
        };
        if organisation.inbox.trim().is_empty() {
            return Ok(by_voice("the organisation has given no shared inbox"));
        }
        let seat = match message.to.strip_prefix(SEAT).and_then(|seat| seat.parse::<SeatId>().ok()) {
            Some(seat) => directory::seat(&reading, seat)?,
            None => None,
        };
        let what = to_an_inbox(&message.template);
        let heading = seat.map_or_else(String::new, |seat| format!("For: {}\n\n", seat.title));
        let text = format!(
            "{heading}{what}\n\nReference {}.\n{}/asks/{}\n\nThis message says nothing about the person. Do not answer it: \
             it is sent by a program.\n",
            known.sent.reference, self.base, message.ask
        );
        Ok(Ok(Some(Letter {
            id: String::new(),
            to: Address::Email(Personal::new(organisation.inbox)),
            subject: format!("Roundtable: {}", subject(&message.template)),
            text,
            calendar: None,
        })))
    }

    async fn to_person(&self, message: &Message) -> Result<Worded, Fault> {
        let Some((known, link)) = self.about(message.ask)? else { return Ok(Ok(None)) };
        if !is_wanted(&message.template, &known) {
            return Ok(Ok(None));
        }
        let Some(link) = link else { return Ok(by_voice("she has no link yet")) };
        let viewing = self.look(message.ask).await?;
        let reading = self.reading()?;
        let Some(wishes) = wishes(&reading, message.ask, &viewing)? else {
            // Erased, or history without a person: there is nobody to tell.
            return Ok(Ok(None));
        };
        if wishes.channel == "she-rings" {
            return Ok(Ok(None));
        }
        if known.sent.under_18 {
            return Ok(by_voice("under 18: speak first to the person who is named in the ask"));
        }
        let contact = Personal::new(wishes.contact);
        let to = match wishes.channel.as_str() {
            "text" => Address::Text(contact),
            "email" => Address::Email(contact),
            "telephone" => return Ok(by_voice("she asked to be rung")),
            _ => return Ok(by_voice("how to reach her is not recorded")),
        };
        let link = format!("{}/me/{link}", self.base);
        let label = label(&reading, &known)?;
        let text = to_her(&message.template, &known, &label, &link);
        Ok(Ok(Some(Letter {
            id: String::new(),
            to,
            subject: text.1.to_owned(),
            text: text.0,
            calendar: None,
        })))
    }

    fn about(&self, ask: AskId) -> Result<Option<(Known, Option<kernel::Id>)>, Fault> {
        let reading = self.reading()?;
        let Some(known) = self.known(&reading, ask)? else { return Ok(None) };
        Ok(Some((known, reach::link_of(&reading, ask)?.map(|link| link.id))))
    }

    async fn look(&self, ask: AskId) -> Result<Viewing, Fault> {
        match self.journal.submit(&self.program, Look::<true>(ask)).await {
            Ok(done) => Ok(done.viewing()),
            Err(NotDone::Fault(fault)) => Err(fault),
            Err(other) => Err(Fault::plain(format!("look up how a person is reached: {other:?}"))),
        }
    }
}

fn wishes(reading: &Reading, ask: AskId, viewing: &Viewing) -> Result<Option<Wishes>, Fault> {
    Ok(last_wishes(reading, ask, viewing)?.map(|written| Wishes {
        channel: written.text("channel").to_owned(),
        contact: written.text("contact").trim().to_owned(),
    }))
}

/// How the person said, after the ask was sent, that she is reached.
pub(crate) fn later_wishes(
    reading: &Reading,
    ask: AskId,
    viewing: &Viewing,
) -> Result<Option<Written>, Fault> {
    for fact in reading.facts(&Stream::of(WISHES, ask.id()), Some(viewing))?.iter().rev() {
        if let Some(written) = fact.contents::<Written>()? {
            return Ok(Some(written));
        }
    }
    Ok(None)
}

/// What was said last of how the person is reached: by her later, or in the ask itself.
pub(crate) fn last_wishes(
    reading: &Reading,
    ask: AskId,
    viewing: &Viewing,
) -> Result<Option<Written>, Fault> {
    if let Some(written) = later_wishes(reading, ask, viewing)? {
        return Ok(Some(written));
    }
    let first = reading.facts(&stream(ask), Some(viewing))?.into_iter().next();
    first.map_or(Ok(None), |fact| fact.contents::<Written>())
}

/// Where she goes, by the label that she accepted; one that would tell on her is left out.
fn label(reading: &Reading, known: &Known) -> Result<String, Fault> {
    let Some(entered) = directory::service(reading, service_now(&known.sent, &known.moves))? else {
        return Ok("see your page".to_owned());
    };
    let site = directory::site(reading, entered.service.site)?;
    let label = site.map(|site| site.discreet_label).filter(|label| messages::is_discreet(label));
    Ok(label.unwrap_or_else(|| "see your page".to_owned()))
}

/// Whether the message still says what is: somebody who has booked is not asked to choose.
fn is_wanted(template: &str, known: &Known) -> bool {
    match template {
        "choose-a-time" => known.state() == State::Offered,
        "appointment" => known.folded.booked.is_some(),
        _ => known.state() != State::Void,
    }
}

fn to_her(template: &str, known: &Known, label: &str, link: &str) -> (String, &'static str) {
    let words = match (template, known.folded.booked) {
        ("appointment", Some((_, at))) => Words::Appointment { at, label, link },
        ("choose-a-time", _) => Words::ChooseATime { link },
        ("missed", _) => Words::Missed { link },
        ("feedback", _) => Words::Feedback { link },
        ("cancelled", _) => match cancelled(&known.moves) {
            Some(at) => Words::Cancelled { at, link },
            None => Words::NextStep { link },
        },
        _ => Words::NextStep { link },
    };
    (words.text(), words.subject())
}

/// When the appointment was that the host took back last.
fn cancelled(moves: &[Moved]) -> Option<Moment> {
    let day = moves.iter().rev().find_map(|moved| {
        if let Move::HostCancelled { day, .. } = &moved.what { Some(*day) } else { None }
    })?;
    moves.iter().rev().find_map(|moved| {
        if let Move::Booked { at, .. } = &moved.what { Some(*at).filter(|at| at.day() == day) } else { None }
    })
}

/// The service that has the ask now: the last that it was passed on to.
pub(crate) fn service_now(sent: &Sent, moves: &[Moved]) -> ServiceId {
    let last = moves.iter().rev().find_map(|moved| {
        if let Move::Redirected { service, .. } = &moved.what { Some(*service) } else { None }
    });
    last.unwrap_or(sent.service)
}

fn subject(template: &str) -> &'static str {
    match template {
        "new-ask" => "a new ask",
        "answer" => "an answer",
        "question" => "a question",
        "glass-broken" => "an ask was opened by breaking the glass",
        "alarm-unread" | "alarm-not-rerouted" => "an ask waits too long",
        _ => "news of an ask",
    }
}

fn to_an_inbox(template: &str) -> &'static str {
    match template {
        "new-ask" => "A new ask waits for your answer.",
        "question" => "The host has a question about an ask that you sent.",
        "answered-question" => "Your question about an ask was answered.",
        "accepted" => "An ask that you sent was accepted.",
        "declined" => "An ask that you sent was declined. Choose another host within two working days.",
        "redirected" => "An ask that you sent was passed on to another host.",
        "chosen" => "A time that you offered was chosen.",
        "cancelled" => "An appointment was taken back by the host.",
        "changed" => "Something changed about an ask.",
        "answer" => "The answer to an ask that you sent is there.",
        "withdrawn" => "An ask was withdrawn.",
        "returned" => "An ask came back to you.",
        "glass-broken" => {
            "An ask was opened by breaking the glass. The reason is on record and will be reviewed."
        }
        "alarm-unread" => "An ask has not been opened in the working days agreed. Open it today.",
        "alarm-not-rerouted" => {
            "An ask was declined and has no other host in the working days agreed. Choose one today."
        }
        _ => "There is news of an ask.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_inbox_gets_names_no_service() {
        for template in [
            "new-ask",
            "question",
            "declined",
            "answer",
            "alarm-unread",
            "alarm-not-rerouted",
            "glass-broken",
        ] {
            for text in [subject(template), to_an_inbox(template)] {
                assert!(messages::is_discreet(text), "{template}: {text}");
            }
        }
    }
}
