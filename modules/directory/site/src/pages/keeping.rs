//! What every form of a record does: typed words become a record, all mistakes come at once, and a form that was opened
//! on an older version shows both.

use directory_rules::facts::v1::kind;
use journal::{NotDone, Reading, Stream, Version};
use policy::Actor;
use web::{Conflict, ConflictField, Problems, Stop, Typed};

use super::Site;
use super::access::{fault, stop};
use super::own::Own;
use crate::acts::{FieldWrong, Keep, OwnRecord, Refusal};
use crate::read;

/// A record that a form and a file can fill.
pub(super) trait Kept: OwnRecord + Sized {
    /// “this site”.
    const WHAT: &'static str;
    /// Fields in the order of the form, with their labels.
    const LABELS: &'static [(&'static str, &'static str)];

    /// The record of an id that the organisation keeps, as a form shows it.
    fn typed(&self, own: &Own) -> Vec<(String, String)>;

    /// The record that the words make, or everything that is wrong with them. With an id, a record that is kept already;
    /// without, a new one.
    fn parsed(typed: &Typed, own: &Own, id: Option<&str>) -> Result<Self, Problems>;
}

/// A problem for each field that is wrong, in the words of its label.
pub(super) fn add(problems: &mut Problems, labels: &[(&str, &str)], wrong: &[FieldWrong]) {
    for FieldWrong { field, why } in wrong {
        let label = labels.iter().find(|(known, _)| known == field).map_or(*field, |(_, label)| *label);
        if problems.of(field).is_none() {
            problems.add(*field, format!("{label} {why}"));
        }
    }
}

/// The record, if nothing is wrong with it by its own rules either.
pub(super) fn checked<R: Kept>(record: Option<R>, mut problems: Problems) -> Result<R, Problems> {
    if let Some(record) = &record {
        add(&mut problems, R::LABELS, &record.wrong());
    }
    match record {
        Some(record) if problems.is_empty() => Ok(record),
        Some(_) | None => Err(problems),
    }
}

/// The version that a form was opened on, from its hidden field.
pub(super) fn seen(typed: &Typed) -> Option<Version> {
    typed.word("version").and_then(|text| text.parse().ok()).map(Version)
}

/// A record as last kept, and the version it has: what a form is opened on.
pub(super) fn version(reading: &Reading, stream: &Stream) -> Result<Version, Stop> {
    reading.version(stream).map_err(fault("reading the version of a record"))
}

/// What became of a form.
pub(super) enum Outcome {
    /// It is kept.
    Kept,
    /// These fields are wrong.
    Wrong(Problems),
}

/// Where a form stands.
pub(super) struct At<'a> {
    pub(super) site: &'a Site,
    pub(super) actor: &'a Actor,
    /// The form's own address.
    pub(super) action: &'a str,
}

/// Keeps a record. A newer version than the form's is the conflict page, with what is kept now beside what was typed.
pub(super) async fn keep<R: Kept>(
    at: &At<'_>,
    record: R,
    typed: &Typed,
    theirs: impl FnOnce() -> Result<Vec<(String, String)>, Stop>,
) -> Result<Outcome, Stop> {
    let stream = record.stream();
    let act = Keep { record, seen: seen(typed) };
    match at.site.journal.submit(at.actor, act).await {
        Ok(_) => Ok(Outcome::Kept),
        Err(NotDone::AgainstTheRules(Refusal::Fields(wrong))) => {
            let mut problems = Problems::default();
            add(&mut problems, R::LABELS, &wrong);
            Ok(Outcome::Wrong(problems))
        }
        Err(NotDone::AgainstTheRules(Refusal::Anothers)) => Err(Stop::NotFound),
        Err(NotDone::Changed { now, .. }) => {
            let theirs = Typed::of(theirs()?);
            Err(conflict::<R>(at, typed, &theirs, &stream, now))
        }
        Err(other) => Err(stop(at.site, at.actor, "keeping a record", other)),
    }
}

/// A field as one text: everything ticked, or the three parts of a date.
fn whole(typed: &Typed, field: &str) -> String {
    let day = typed.date(field).unwrap_or_default();
    let all =
        typed.all(field).into_iter().filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join(", ");
    if all.is_empty() { day } else { all }
}

fn conflict<R: Kept>(at: &At<'_>, typed: &Typed, theirs: &Typed, stream: &Stream, now: Version) -> Stop {
    let fields = R::LABELS
        .iter()
        .map(|(field, label)| ConflictField {
            label: (*label).to_owned(),
            theirs: whole(theirs, field),
            yours: whole(typed, field),
        })
        .filter(|field| field.theirs != field.yours)
        .collect();
    let mut again: Vec<(String, String)> =
        typed.pairs().iter().filter(|(field, _)| field != "version").cloned().collect();
    again.push(("version".to_owned(), now.0.to_string()));
    Stop::Conflict(Box::new(Conflict {
        what: R::WHAT.to_owned(),
        by_whom: by_whom(at, stream).unwrap_or_default(),
        fields,
        action: at.action.to_owned(),
        page: at.action.to_owned(),
        typed: again,
    }))
}

/// Who kept it last, by seat, and when.
fn by_whom(at: &At<'_>, stream: &Stream) -> Option<String> {
    let reading = super::access::of_all(at.site, at.actor).ok()?;
    let facts = reading.facts(stream, None).ok()?;
    let last = facts.last()?;
    let title =
        read::seat(&reading, last.seat).ok()?.map_or_else(|| "somebody".to_owned(), |seat| seat.title);
    let what = if last.kind == kind::CONFIRMATION { " confirmed it on " } else { ", " };
    Some(format!("{title}{what}{}", last.at.in_words()))
}
