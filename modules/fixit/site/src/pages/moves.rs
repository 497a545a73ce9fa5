//! Moves of an issue, from the small forms on its page. A form carries the version that it was opened on.

use std::marker::PhantomData;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use fixit_rules::facts::v1::Move;
use fixit_rules::guard::{Clean, NotClean, Waived};
use fixit_rules::{Broken, Outcome};
use journal::{NotDone, Version};
use kernel::{Day, SeatId};
use policy::{Permit, Subject};
use web::{Conflict, ConflictField, FormToken, Problems, SignedIn, Stop, Typed, see_other};

use super::access::{self, Names, fault};
use super::issue::{self, Opened};
use super::{Site, words};
use crate::acts::{Judging, MoveIssue, MoveNotMade, Owning, Screening, Way};
use crate::read;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/fix-it/issues/{issue}/move", post(make))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Office,
    Owner,
    Poster,
}

enum NotMade {
    Stop(Stop),
    Refused(MoveNotMade),
    Changed(Version),
}

async fn submit<W: Way>(
    site: &Site,
    who: &SignedIn,
    opened: &Opened,
    seen: Option<Version>,
    what: Move,
    words: Option<Clean>,
) -> Result<(), NotMade> {
    let act = MoveIssue::<W> { issue: opened.line.id, seen, what, words, way: PhantomData };
    match site.journal.submit(who.actor(), act).await {
        Ok(_) => Ok(()),
        Err(NotDone::NotAllowed(why)) => Err(NotMade::Stop(access::refused(site, &why))),
        Err(NotDone::AgainstTheRules(why)) => Err(NotMade::Refused(why)),
        Err(NotDone::Changed { now, .. }) => Err(NotMade::Changed(now)),
        Err(NotDone::KeyUsedForAnother) => Err(NotMade::Stop(Stop::NotFound)),
        Err(NotDone::Fault(why)) => Err(NotMade::Stop(Stop::fault("moving an issue", why))),
    }
}

async fn make(
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    let mut problems = Problems::default();
    let (opened, wanted) = asked_for(&site, &who, &id, &typed, &mut problems)?;
    let name = typed.text("move").to_owned();
    let field = format!("{name}_words");
    let mut waive = typed.text("waived") == "yes";
    let words = match Clean::new(typed.text(&field), site.journal.now().day(), Waived(waive)) {
        Ok(clean) => Some(clean),
        Err(NotClean::Empty) => None,
        Err(why) => {
            waive |= words::may_waive(&why);
            problems.add(&field, words::not_clean(typed.text(&field), &why, ""));
            None
        }
    };
    let again = |problems: &Problems, waive| issue::page(&site, &who, &token, &id, &typed, problems, waive);
    let Some((by, steps)) = wanted.filter(|_| problems.is_empty()) else {
        return if problems.is_empty() {
            Err(Stop::NotFound)
        } else {
            Ok(again(&problems, waive)?.into_response())
        };
    };
    let mut seen = typed.text("version").parse().ok().map(Version);
    for what in steps {
        let done = match by {
            By::Office => submit::<Screening>(&site, &who, &opened, seen, what, words.clone()).await,
            By::Owner => submit::<Owning>(&site, &who, &opened, seen, what, words.clone()).await,
            By::Poster => submit::<Judging>(&site, &who, &opened, seen, what, words.clone()).await,
        };
        match done {
            Ok(()) => seen = seen.map(|version| Version(version.0 + 1)),
            Err(NotMade::Stop(stop)) => return Err(stop),
            Err(NotMade::Refused(why)) => {
                problems.add(field_of(&name, &why), words::not_made(&why));
                return Ok(again(&problems, false)?.into_response());
            }
            Err(NotMade::Changed(now)) => return Err(conflict(&site, &who, &id, &typed, now)?),
        }
    }
    Ok(see_other(opened.path()).saying("Recorded.").into_response())
}

/// The moves that a form asks for, and by which right.
type Wanted = (By, Vec<Move>);

/// The issue, and the moves that the form asks for.
fn asked_for(
    site: &Site,
    who: &SignedIn,
    id: &str,
    typed: &Typed,
    problems: &mut Problems,
) -> Result<(Opened, Option<Wanted>), Stop> {
    let (reading, opened) = issue::open(site, who, id)?;
    let subject = opened.subject(who);
    let may = |permit, subject: Subject| reading.permits(permit, subject).is_ok();
    let roles = Roles { owns: may(Permit::AnswerIssue, subject), screens: may(Permit::ScreenIssue, subject) };
    let wanted = wanted(typed, &roles, &reading, problems)?;
    Ok((opened, wanted))
}

/// Beside which field a refusal stands.
fn field_of(form: &str, why: &MoveNotMade) -> String {
    match (form, why) {
        (_, MoveNotMade::NeedsWords) => format!("{form}_words"),
        ("screen", MoveNotMade::NoSuchSpecialty) => "screen_specialty".to_owned(),
        ("screen", _) => "screen_owner".to_owned(),
        ("pass", MoveNotMade::NoSuchSeat | MoveNotMade::Life(_)) => "pass_owner".to_owned(),
        ("reroute", MoveNotMade::NoSuchSpecialty) => "reroute_specialty".to_owned(),
        ("merge", _) => "merge_into".to_owned(),
        ("plan", _) => "plan_by".to_owned(),
        ("settle", _) => "outcome".to_owned(),
        (form, _) => format!("{form}_words"),
    }
}

struct Roles {
    owns: bool,
    screens: bool,
}

/// The moves that a form asks for; what is wrong with it beside its fields.
fn wanted(
    typed: &Typed,
    roles: &Roles,
    reading: &journal::Reading,
    problems: &mut Problems,
) -> Result<Option<(By, Vec<Move>)>, Stop> {
    let owner_or_office = if roles.owns { By::Owner } else { By::Office };
    let seat = |problems: &mut Problems, field: &str| {
        problems.need(typed, field, "Choose the owner").and_then(|text| text.parse::<SeatId>().ok())
    };
    Ok(match typed.text("move") {
        "screen" => {
            let specialty =
                problems.need(typed, "screen_specialty", "Choose the specialty").map(str::to_owned);
            let broken =
                problems.need(typed, "screen_broken", "Choose what it is about").and_then(Broken::named);
            let owner = seat(problems, "screen_owner");
            let (Some(specialty), Some(broken), Some(owner)) = (specialty, broken, owner) else {
                return Ok(None);
            };
            // What was rerouted to a specialty without a lead is screened already.
            let screened = Move::Screened { specialty, broken, lead: None };
            let steps = if typed.text("state") == "screened" {
                vec![Move::Given { owner }]
            } else {
                vec![screened, Move::Given { owner }]
            };
            Some((By::Office, steps))
        }
        "answer" => Some((By::Owner, vec![Move::Answered])),
        "agree" => Some((By::Poster, vec![Move::Agreed { by_silence: false }])),
        "dispute" => Some((By::Poster, vec![Move::Disputed])),
        "reopen" => Some((By::Poster, vec![Move::Reopened])),
        "pass" => seat(problems, "pass_owner").map(|owner| (By::Owner, vec![Move::PassedOn { owner }])),
        "reroute" => {
            let specialty =
                problems.need(typed, "reroute_specialty", "Choose the specialty").map(str::to_owned);
            let by = match (roles.owns, roles.screens) {
                (true, _) => By::Owner,
                (false, true) => By::Office,
                (false, false) => By::Poster,
            };
            specialty.map(|specialty| {
                (by, vec![Move::Rerouted { specialty, lead: None, by_owner: by == By::Owner }])
            })
        }
        "settle" => {
            let outcome = problems.need(typed, "outcome", "Choose how it ends").and_then(Outcome::named);
            let link = typed.word("link").unwrap_or_default().to_owned();
            if !crate::acts::is_link(&link) {
                problems.add("link", "Write an address that begins with https://, or leave it empty");
            }
            outcome.map(|outcome| (owner_or_office, vec![Move::Settled { outcome, link }]))
        }
        "plan" => problems
            .parse::<Day>(typed, "plan_by", "Give the day")
            .map(|by| (owner_or_office, vec![Move::Planned { by }])),
        "merge" => {
            let Some(reference) = problems.need(typed, "merge_into", "Give the reference of the other issue")
            else {
                return Ok(None);
            };
            let other =
                read::issue_by_reference(reading, reference).map_err(fault("looking for an issue"))?;
            if other.is_none() {
                problems.add("merge_into", words::not_made(&MoveNotMade::NoSuchIssue));
            }
            other.map(|other| (By::Office, vec![Move::Merged { into: other.id }]))
        }
        "take-out" => Some((By::Office, vec![Move::WordsTakenOut])),
        _ => None,
    })
}

/// Both versions, and what was typed, to be sent again on the newer one.
fn conflict(site: &Site, who: &SignedIn, id: &str, typed: &Typed, now: Version) -> Result<Stop, Stop> {
    let (reading, opened) = issue::open(site, who, id)?;
    let mut names = Names::new(&reading)?;
    let steps = read::steps(&reading, id).map_err(fault("reading what happened to an issue"))?;
    let (by_whom, theirs) = match steps.last() {
        Some(step) => (
            format!("{} at {}", names.org(step.org)?, step.at.time_in_words()),
            words::happened(&step.moved.what, &names),
        ),
        None => (String::new(), String::new()),
    };
    let yours = typed.text(&format!("{}_words", typed.text("move"))).to_owned();
    let typed = typed
        .pairs()
        .iter()
        .map(|(field, text)| {
            (field.clone(), if field == "version" { now.0.to_string() } else { text.clone() })
        })
        .collect();
    Ok(Stop::Conflict(Box::new(Conflict {
        what: "this issue".to_owned(),
        by_whom,
        fields: vec![ConflictField { label: "What was done".to_owned(), theirs, yours }],
        action: format!("{}/move", opened.path()),
        page: opened.path(),
        typed,
    })))
}
