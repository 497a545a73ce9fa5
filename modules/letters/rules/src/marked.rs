//! Labelled text as people write it: `[g.te.0|GP to repeat U&E in a week].` Used by fixtures and by readers' own sets.

use thiserror::Error;

use crate::kinds::{Action, Actor, Ask, Setting};
use crate::score::Span;

/// A labelled passage or letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The text without its marks.
    pub text: String,
    /// Where it was written.
    pub setting: Setting,
    /// The specialty, as written.
    pub specialty: String,
    /// The labelled spans, in code points.
    pub spans: Vec<Span>,
    /// True for a whole letter.
    pub letter: bool,
}

/// Why a labelled file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MarkedRefused {
    /// A heading line without a known setting.
    #[error("line {0}: write `@ setting | specialty` with setting inpatient, outpatient or ED")]
    Heading(usize),
    /// A mark that is not `[actor.action.ask|text]`.
    #[error("line {0}: a mark must read [actor.action.ask|text]")]
    Mark(usize),
    /// A passage before any heading.
    #[error("line {0}: text stands before the first heading")]
    NoHeading(usize),
}

fn action(code: &str) -> Option<Action> {
    Some(match code {
        "te" => Action::Test,
        "im" => Action::Imaging,
        "re" => Action::Referral,
        "ch" => Action::ChaseResult,
        "rx" => Action::Prescription,
        "mc" => Action::MedicationChange,
        "fn" => Action::FitNote,
        "mo" => Action::Monitoring,
        "fu" => Action::FollowUp,
        "va" => Action::Vaccination,
        "sn" => Action::SafetyNet,
        "ot" => Action::Other,
        _ => return None,
    })
}

fn actor(code: &str) -> Option<Actor> {
    Some(match code {
        "g" => Actor::Gp,
        "h" => Actor::Hospital,
        "p" => Actor::Patient,
        "n" => Actor::Nobody,
        _ => return None,
    })
}

fn label(code: &str) -> Option<(Actor, Action, Ask)> {
    let mut parts = code.split('.');
    let found = (actor(parts.next()?)?, action(parts.next()?)?, Ask::new(parts.next()?.parse().ok()?)?);
    parts.next().is_none().then_some(found)
}

fn unmark(body: &str, line: usize) -> Result<(String, Vec<Span>), MarkedRefused> {
    let mut text = String::with_capacity(body.len());
    let mut spans = Vec::new();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        let Some((code, tail)) = after.split_once('|').filter(|(code, _)| code.len() <= 8) else {
            // A bracket of the letter itself, such as an empty tick box.
            text.push('[');
            rest = after;
            continue;
        };
        let (actor, action, ask) = label(code).ok_or(MarkedRefused::Mark(line))?;
        let (inside, tail) = tail.split_once(']').ok_or(MarkedRefused::Mark(line))?;
        let start = text.chars().count();
        text.push_str(inside);
        spans.push(Span { start, end: text.chars().count(), actor, action, ask });
        rest = tail;
    }
    text.push_str(rest);
    Ok((text, spans))
}

fn heading(rest: &str, line: usize) -> Result<(Setting, String), MarkedRefused> {
    let (setting, specialty) = rest.split_once('|').ok_or(MarkedRefused::Heading(line))?;
    let setting = Setting::from_name(setting.trim()).ok_or(MarkedRefused::Heading(line))?;
    Ok((setting, specialty.trim().to_owned()))
}

/// Reads a file of passages: `@ setting | specialty`, then a passage a line; `\n` in a passage is a new line.
///
/// # Errors
/// Names the line that is not of that form.
pub fn passages(file: &str) -> Result<Vec<Marked>, MarkedRefused> {
    let mut under = None;
    let mut found = Vec::new();
    for (number, line) in file.lines().enumerate().map(|(index, line)| (index + 1, line)) {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(rest) = line.strip_prefix('@') {
            under = Some(heading(rest, number)?);
            continue;
        }
        let (setting, specialty) = under.clone().ok_or(MarkedRefused::NoHeading(number))?;
        let (text, spans) = unmark(&line.replace("\\n", "\n"), number)?;
        found.push(Marked { text, setting, specialty, spans, letter: false });
    }
    Ok(found)
}

/// Reads a file of letters: each begins with `=== setting | specialty`.
///
/// # Errors
/// Names the line that is not of that form.
pub fn letters(file: &str) -> Result<Vec<Marked>, MarkedRefused> {
    let mut found = Vec::new();
    let mut open: Option<(usize, Setting, String, String)> = None;
    let close = |open: &mut Option<(usize, Setting, String, String)>| match open.take() {
        Some((line, setting, specialty, body)) => unmark(body.trim_end(), line)
            .map(|(text, spans)| Some(Marked { text, setting, specialty, spans, letter: true })),
        None => Ok(None),
    };
    for (number, line) in file.lines().enumerate().map(|(index, line)| (index + 1, line)) {
        if let Some(rest) = line.strip_prefix("===") {
            found.extend(close(&mut open)?);
            let (setting, specialty) = heading(rest, number)?;
            open = Some((number, setting, specialty, String::new()));
        } else if let Some((_, _, _, body)) = &mut open {
            body.push_str(line);
            body.push('\n');
        } else if !line.trim().is_empty() && !line.starts_with('#') {
            return Err(MarkedRefused::NoHeading(number));
        }
    }
    found.extend(close(&mut open)?);
    Ok(found)
}

/// The half a labelled text belongs to, fixed by its own words: false to look at while writing rules, true to report on.
#[must_use]
pub fn is_kept_back(text: &str) -> bool {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    (hash >> 17) & 1 == 1
}
