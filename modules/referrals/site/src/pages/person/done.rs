//! What she does: chooses, changes, says how she is reached, stops it, says how it went. A form that is older than the ask
//! is shown again with what is now.

use std::marker::PhantomData;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use journal::{Act, NotDone, Version};
use kernel::{Day, Moment};
use referrals_rules::facts::v1::{Move, Written};
use referrals_rules::person;
use referrals_rules::request::reasons::WithdrawnReason;
use web::{FormToken, Problems, Stop, Typed, see_other};

use super::super::words;
use super::{Hers, Pages, address, link_id, shown};
use crate::acts::reach::{
    ChangeWishes, ChooseSecond, Rate, ReachRefused, SECOND_WORD, SECOND_WORD_LETTERS_MIN,
};
use crate::acts::{Choosing, MoveAsk, MoveRefused, Mover, Withdrawing};

/// What a form came to: said on the next page, or a problem beside a field.
enum Came {
    Done(&'static str),
    Wrong(&'static str, String),
    Stop(Stop),
}

/// Everything that a handler gets.
struct Sent<'s> {
    pages: &'s Pages,
    hers: &'s Hers,
    typed: &'s Typed,
}

macro_rules! handlers {
    ($($name:ident => $does:ident;)+) => {$(
        pub(super) async fn $name(
            State(pages): State<Pages>,
            Path(link): Path<String>,
            headers: HeaderMap,
            token: FormToken,
            typed: Typed,
        ) -> Result<Response, Stop> {
            let id = link_id(&link)?;
            let Some(hers) = pages.hers(&link, &headers).await? else {
                return Ok(see_other(address(id)).into_response());
            };
            let mut problems = Problems::default();
            let came = $does(&Sent { pages: &pages, hers: &hers, typed: &typed }, &mut problems).await;
            match came {
                None => {}
                Some(Came::Done(words)) => return Ok(see_other(address(id)).saying(words).into_response()),
                Some(Came::Stop(stop)) => return Err(stop),
                Some(Came::Wrong(field, words)) => problems.add(field, words),
            }
            // What is shown again is what stands now.
            let now = pages.hers(&link, &headers).await?.unwrap_or(hers);
            Ok(shown::page(&pages, &now, &token, &problems, &typed)?.into_response())
        }
    )+};
}

handlers! {
    choose => chosen;
    cannot => cannot_come;
    change => changed;
    wishes => wished;
    second => second_chosen;
    withdraw => withdrawn;
    feedback => rated;
}

const CHANGED: &str = "Something changed while this page was open. This is how it stands now: look again";

async fn submit<A: Act>(
    of: &Sent<'_>,
    act: A,
    field: &'static str,
    said: &'static str,
    why: impl FnOnce(A::Refusal) -> String,
) -> Came {
    match of.pages.site.journal.submit(&of.hers.actor, act).await {
        Ok(_) => Came::Done(said),
        Err(NotDone::AgainstTheRules(refused)) => Came::Wrong(field, why(refused)),
        Err(NotDone::Changed { .. }) => Came::Wrong(field, CHANGED.to_owned()),
        Err(NotDone::NotAllowed(_) | NotDone::KeyUsedForAnother) => Came::Stop(Stop::NotFound),
        Err(NotDone::Fault(why)) => Came::Stop(Stop::fault("doing what a person asked for", why)),
    }
}

async fn moving<M: Mover>(of: &Sent<'_>, what: Move, field: &'static str, said: &'static str) -> Came {
    let seen = of.typed.text("version").parse().ok().map(Version);
    // A form without its version is none of ours.
    let Some(seen) = seen else { return Came::Wrong(field, CHANGED.to_owned()) };
    let act =
        MoveAsk::<M> { ask: of.hers.ask, seen: Some(seen), what, on: None, written: None, way: PhantomData };
    submit(of, act, field, said, |why| in_her_words(&why)).await
}

fn in_her_words(why: &MoveRefused) -> String {
    match why {
        MoveRefused::Slot(why) => why.in_words(),
        MoveRefused::Life(_) | MoveRefused::NoSuchSlot | MoveRefused::NotThisWay => CHANGED.to_owned(),
        MoveRefused::NoAgreement { .. }
        | MoveRefused::NoSuchHost
        | MoveRefused::NotYet(_)
        | MoveRefused::BeforeItsDay(_)
        | MoveRefused::Broken(_) => words::not_moved(why),
    }
}

async fn chosen(of: &Sent<'_>, problems: &mut Problems) -> Option<Came> {
    let time = problems.need(of.typed, "time", "Choose a time")?;
    let at = time.parse().ok().map(Moment::from_micros).filter(|at| shown::times(of.hers).contains(at));
    let Some(at) = at else { return Some(Came::Wrong("time", CHANGED.to_owned())) };
    // Only what was offered to her: any other slot's time is not among them.
    let slot = of.hers.folded.offered.iter().find(|slot| slot.at == at)?.slot;
    let what = Move::Booked { slot, at, by_person: true };
    Some(moving::<Choosing>(of, what, "time", "Your time is booked.").await)
}

/// The day from which she can come: tomorrow at the soonest.
fn available(of: &Sent<'_>, problems: &mut Problems) -> Option<Day> {
    let from = problems.day(of.typed, "from", "the day from which you can come")?;
    let today = of.hers.now.day();
    if from <= today {
        problems.add("from", "Enter a day after today");
        return None;
    }
    if from - today > 365 {
        problems.add("from", "Enter a day within a year, or stop it and ask again later");
        return None;
    }
    Some(from)
}

async fn cannot_come(of: &Sent<'_>, problems: &mut Problems) -> Option<Came> {
    let available_from = available(of, problems)?;
    let mut declined: Vec<Day> = of.hers.folded.offered.iter().map(|slot| slot.at.day()).collect();
    declined.sort_unstable();
    declined.dedup();
    let what = Move::WaitingPatient { declined, available_from };
    Some(moving::<Choosing>(of, what, "from", "You will be offered other times.").await)
}

async fn changed(of: &Sent<'_>, problems: &mut Problems) -> Option<Came> {
    let available_from = available(of, problems)?;
    let Some((_, at)) = of.hers.folded.booked else { return Some(Came::Wrong("from", CHANGED.to_owned())) };
    if !person::may_change(at, of.hers.now) {
        let words = "It is too soon to change it here: ring the number on this page";
        return Some(Came::Wrong("from", words.to_owned()));
    }
    let what = Move::PatientCancelled { day: at.day(), available_from };
    Some(moving::<Choosing>(of, what, "from", "Your time was given back. You will be offered others.").await)
}

async fn withdrawn(of: &Sent<'_>, problems: &mut Problems) -> Option<Came> {
    let code = problems.need(of.typed, "reason", "Choose a reason: “another reason” is one")?;
    let Some(reason) = WithdrawnReason::of_code(code) else {
        return Some(Came::Wrong("reason", "Choose a reason from the list".to_owned()));
    };
    let what = Move::Withdrawn { reason: reason.code().to_owned(), by_person: true };
    Some(moving::<Withdrawing>(of, what, "reason", "It is stopped.").await)
}

async fn wished(of: &Sent<'_>, problems: &mut Problems) -> Option<Came> {
    let channel = problems.need(of.typed, "channel", "Choose how to reach you")?;
    let contact = match person::reached_at(channel, of.typed.text("contact")) {
        Ok(contact) => contact,
        Err(why) => return Some(Came::Wrong("contact", why.to_owned())),
    };
    let discreet = if of.typed.text("discreet") == "yes" { "yes" } else { "no" };
    let times: String = of.typed.text("times").trim().chars().take(200).collect();
    let fields = [
        ("channel", channel.to_owned()),
        ("contact", contact),
        ("discreet", discreet.to_owned()),
        ("times", times),
    ];
    let written = Written { fields: fields.map(|(field, text)| (field.to_owned(), text)).to_vec() };
    let act = ChangeWishes { ask: of.hers.ask, written };
    Some(submit(of, act, "channel", "Saved.", refused).await)
}

async fn second_chosen(of: &Sent<'_>, problems: &mut Problems) -> Option<Came> {
    let word = problems.need(of.typed, SECOND_WORD, "Enter a word")?;
    let act = ChooseSecond { ask: of.hers.ask, word: word.to_owned() };
    Some(submit(of, act, SECOND_WORD, "From now on this page asks for your word.", refused).await)
}

/// Letters of an answer that are kept, at the most.
const WORDS_MAX: usize = 1000;

async fn rated(of: &Sent<'_>, problems: &mut Problems) -> Option<Came> {
    let ease = problems.need(of.typed, "ease", "Choose how easy it was")?;
    let Ok(ease) = ease.parse() else {
        return Some(Came::Wrong("ease", "Choose how easy it was".to_owned()));
    };
    let words = of.typed.text("words").trim().chars().take(WORDS_MAX).collect();
    let act = Rate { ask: of.hers.ask, ease, words };
    Some(submit(of, act, "ease", "Thank you.", refused).await)
}

fn refused(why: ReachRefused) -> String {
    match why {
        ReachRefused::WordTooShort => format!("Use {SECOND_WORD_LETTERS_MIN} letters or figures at least"),
        ReachRefused::NotOneToFive => "Choose one of the five".to_owned(),
        ReachRefused::SaidAlready => "You have said it already. Thank you".to_owned(),
        ReachRefused::NotEnded => "You can say it when it is done".to_owned(),
        ReachRefused::NotThere => CHANGED.to_owned(),
    }
}
