//! Lines, headings and sentences: which words stand together, and under whose heading.

mod head;
mod heading;
mod spoken;

use crate::kinds::Actor;
use crate::lexicon::Unit;
use crate::tags::{Tag, Tags};
use crate::words::Piece;
use head::names_a_department;
use heading::{Heading, heading, label, plan_of};
use spoken::{begins_thought, runs_on, spoken_stop};

/// What kind of part of the letter a sentence stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Before any heading, or running text.
    Body,
    /// Under "Plan", "Actions for ...": bare fragments are acts.
    Plan,
    /// Under "Diagnosis", "Medication", "History": only plain requests are acts.
    Closed,
    /// Under "Results awaited": fragments are results.
    Pending,
}

/// A sentence, as a range of units, and the heading over it.
#[derive(Clone, Copy, Debug)]
pub struct Sentence {
    /// First unit.
    pub from: usize,
    /// One past the last unit.
    pub to: usize,
    /// The part of the letter.
    pub part: Part,
    /// Whom the heading names.
    pub actor: Option<Actor>,
    /// True where it stands alone on its line or is the whole text: a fragment of it is meant as a whole.
    pub whole_line: bool,
    /// The box before it is empty: it was not chosen.
    pub unticked: bool,
    /// It stands in a text of several lines, where bare words are more often story than act.
    pub letter: bool,
}

/// A line without its bullet.
#[derive(Clone, Copy)]
struct Line {
    from: usize,
    to: usize,
    bullet: bool,
    unticked: bool,
}

fn point(unit: &Unit) -> Option<char> {
    match unit.piece {
        Piece::Point(c) => Some(c),
        Piece::Word | Piece::Number | Piece::Line => None,
    }
}

/// How many units of the line are its bullet, and whether it is an empty box.
fn bullet(units: &[Unit], lower: &str) -> (usize, bool) {
    let at = |index: usize| units.get(index).and_then(point);
    let text = |index: usize| units.get(index).and_then(|u| lower.get(u.start..u.end)).unwrap_or_default();
    match (at(0), at(1), at(2)) {
        (Some('[' | '('), Some(']' | ')'), _) => (2, true),
        (Some('[' | '('), None, Some(']' | ')')) if matches!(text(1), "x" | "y" | "yes") => (3, false),
        (Some('[' | '('), Some('*' | '\u{2713}' | '\u{2714}' | '\u{2715}'), Some(']' | ')')) => (3, false),
        (Some('('), None, Some(')')) if text(1).len() <= 2 => (3, false),
        (Some('\u{2610}' | '\u{25a1}'), ..) => (1, true),
        (
            Some(
                '-' | '*' | '>' | '\u{2022}' | '\u{2013}' | '\u{2014}' | '\u{b7}' | '\u{2611}' | '\u{2612}'
                | '\u{2713}' | '\u{2714}' | '\u{25cf}' | '\u{25aa}' | '\u{25e6}' | '\u{f0b7}' | '+'
                | '\u{2192}',
            ),
            ..,
        ) => (1, false),
        (None, Some('.' | ')'), _) if text(0).len() <= 2 => (2, false),
        (None, None, _)
            if text(0).parse::<u8>().is_ok_and(|n| n <= 20)
                && units.get(1).is_some_and(|next| next.capital && next.piece == Piece::Word) =>
        {
            (1, false)
        }
        _ => (0, false),
    }
}

fn lines(units: &[Unit], lower: &str) -> Vec<Line> {
    let mut found = Vec::new();
    let mut from = 0;
    for index in 0..=units.len() {
        let ends = units.get(index).is_none_or(|unit| unit.piece == Piece::Line);
        if !ends {
            continue;
        }
        let line = units.get(from..index).unwrap_or_default();
        // The strokes at the edges of a row are its frame.
        let is_cell = |unit: &Unit| unit.tags.has(Tag::Cell);
        let open = usize::from(line.first().is_some_and(is_cell));
        let close = usize::from(line.len() > 1 && line.last().is_some_and(is_cell));
        let line = line.get(open..line.len() - close).unwrap_or_default();
        let (skip, unticked) = bullet(line, lower);
        found.push(Line { from: from + open + skip, to: index - close, bullet: skip > 0, unticked });
        from = index + 1;
    }
    found
}

/// Does a full stop here end the sentence?
fn ends(units: &[Unit], index: usize, lower: &str) -> bool {
    let Some(c) = units.get(index).and_then(point) else { return false };
    if !matches!(c, '.' | '?' | '!') {
        return false;
    }
    let spaced = units
        .get(index + 1)
        .is_none_or(|next| next.spaced || point(next).is_some() || next.piece == Piece::Line);
    if c != '.' {
        return true;
    }
    let before = index.checked_sub(1).and_then(|at| units.get(at));
    let word = before.and_then(|u| lower.get(u.start..u.end)).unwrap_or_default();
    let short = word.len() == 1 && word.chars().all(char::is_alphabetic);
    spaced
        && !short
        && !matches!(
            word,
            "dr" | "mr" | "mrs" | "ms" | "prof" | "st" | "no" | "approx" | "tel" | "eg" | "ie" | "vs"
        )
}

/// Letter furniture that is never an act.
fn is_furniture(units: &[Unit], lower: &str) -> bool {
    let first = units.first().and_then(|u| lower.get(u.start..u.end)).unwrap_or_default();
    let second = units.get(1).and_then(|u| lower.get(u.start..u.end)).unwrap_or_default();
    units.len() <= 9
        && matches!(
            first,
            "dear"
                | "yours"
                | "nhs"
                | "dob"
                | "sincerely"
                | "address"
                | "postcode"
                | "tel"
                | "telephone"
                | "fax"
                | "cc"
                | "ref"
                | "dictated"
                | "typed"
                | "electronically"
                | "hi"
                | "hello"
        )
        && (first != "telephone" && first != "tel" || second == ":")
        || units.len() > 2 && (first, second) == ("patient", ":") && is_identity(units, lower)
        || matches!(
            (first, second),
            ("with", "best")
                | ("kind", "regards")
                | ("best", "wishes")
                | ("re", ":")
                | ("date", ":")
                | ("name", ":")
                | ("consultant", ":")
                | ("ward", ":")
                | ("clinic", ":")
        )
}

/// All sentences of a letter.
#[must_use]
pub fn sentences(units: &[Unit], lower: &str) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut scope = Heading { part: Part::Body, actor: None };
    let all = lines(units, lower);
    let mut index = 0;
    let mut seen = 0;
    while let Some(line) = all.get(index) {
        index += 1;
        let content = units.get(line.from..line.to).unwrap_or_default();
        if content.is_empty() || is_furniture(content, lower) {
            continue;
        }
        seen += 1;
        // The first lines of a letter are its title and who it is about.
        let head = all.len() > 3
            && !line.bullet
            && (seen == 1 && content.len() <= 10 || seen <= 5 && is_identity(content, lower));
        let question = asks_what(content, lower);
        let colon = question || content.last().is_some_and(|u| u.tags.has(Tag::Colon));
        let bare = if colon { content.split_last().map_or(content, |(_, rest)| rest) } else { content };
        let stops = bare.iter().any(|u| {
            matches!(point(u), Some('.' | ',' | ';' | '?' | '='))
                || u.tags.any(Tags::of(&[Tag::Dash, Tag::Cell]))
        }) || (!colon && content.iter().any(|u| u.tags.has(Tag::Colon)));
        if !stops
            && !line.bullet
            && all.len() > 1
            && (seen != 1 || all.len() <= 3)
            && let Some(next) = heading(bare, lower, colon)
        {
            scope = next;
            continue;
        }
        if !line.bullet
            && all.len() > 3
            && let Some(next) = plan_of(content, lower)
        {
            scope = next;
            continue;
        }
        if seen <= 10 && all.len() > 3 && !line.bullet && names_a_department(content, lower) {
            continue;
        }
        if question || !stops && stands_over(content, line, all.get(index)) {
            continue;
        }
        let mut to = line.to;
        while let Some(next) = all.get(index).filter(|next| !head && wraps(units, to, line, next)) {
            to = next.to;
            index += 1;
        }
        if head && !content.iter().any(|unit| unit.tags.has(Tag::Polite)) {
            continue;
        }
        cut_line(units, lower, Line { to, ..*line }, &scope, &mut found);
    }
    let long = all.len() > 3;
    for sentence in &mut found {
        sentence.letter = long;
    }
    found
}

/// "What happens next?" on a line of its own is a heading.
fn asks_what(units: &[Unit], lower: &str) -> bool {
    let first = units.first().and_then(|unit| lower.get(unit.start..unit.end)).unwrap_or_default();
    units.len() <= 8
        && units.last().and_then(point) == Some('?')
        && matches!(first, "what" | "who" | "how" | "when" | "why" | "where")
}

/// "Driving & work" over a list: a few words with no time, no number and nobody told to do anything.
fn stands_over(units: &[Unit], line: &Line, next: Option<&Line>) -> bool {
    let said =
        Tags::of(&[Tag::Time, Tag::Freq, Tag::Num, Tag::Polite, Tag::To, Tag::Base, Tag::Need, Tag::Will]);
    !line.bullet
        && units.len() <= 5
        && next.is_some_and(|next| next.bullet && next.from < next.to)
        && !units.iter().any(|unit| unit.tags.any(said))
}

/// A line that says whom the letter is about: an age with a sex, a date of birth.
fn is_identity(units: &[Unit], lower: &str) -> bool {
    let text = |unit: &Unit| lower.get(unit.start..unit.end).unwrap_or_default();
    units.iter().any(|unit| matches!(text(unit), "dob" | "d.o.b" | "nhs"))
        || units.windows(2).any(|pair| match pair {
            [age, sex] => {
                age.piece == Piece::Number
                    && matches!(text(sex), "m" | "f" | "male" | "female" | "yo")
                    && age.end <= sex.start
                    && text(age).parse::<u8>().is_ok_and(|n| n > 0)
                    && units.len() <= 24
            }
            _ => false,
        }) && units.iter().filter(|u| u.capital).count() >= 2
        || matches!(units, [first, second, ..] if first.capital && !first.upper && second.upper && second.piece == Piece::Word && second.tags.is_empty() && second.end - second.start >= 4)
        || units.iter().any(|unit| text(unit) == "aged") && units.iter().filter(|u| u.capital).count() >= 2
        || units.iter().any(|unit| {
            let word = text(unit);
            unit.piece == Piece::Number
                && word.len() <= 4
                && word.len() >= 2
                && (word.ends_with('m') || word.ends_with('f'))
                && word.trim_end_matches(['m', 'f']).parse::<u8>().is_ok()
        })
}

/// Is the next line the rest of this one, broken only by the width of the page?
fn wraps(units: &[Unit], to: usize, line: &Line, next: &Line) -> bool {
    let (Some(first), Some(last)) = (units.get(line.from), to.checked_sub(1).and_then(|at| units.get(at)))
    else {
        return false;
    };
    let Some(start) = units.get(next.from).filter(|_| next.from < next.to) else { return false };
    let long = last.end.saturating_sub(first.start) >= 60;
    let open = !matches!(point(last), Some('.' | '?' | '!' | ':' | ';'));
    // "… again in / 6 weeks": a line that begins with a number goes on too, where it is no item of a list.
    let goes_on = start.piece == Piece::Word && !start.capital || start.piece == Piece::Number;
    long && open && !next.bullet && goes_on
}

/// A box inside a line ("[x] clinic [ ] discharge") begins a sentence of its own: how many units it takes, and whether it is
/// empty.
fn begins_box(units: &[Unit], lower: &str) -> Option<(usize, bool)> {
    match units.first().and_then(point)? {
        '[' | '\u{2610}' | '\u{25a1}' | '\u{2611}' | '\u{2612}' | '(' => {}
        _ => return None,
    }
    let (skip, unticked) = bullet(units, lower);
    let box_ = match units.first().and_then(point)? {
        // "(a)" and "(x2)" in running text are no boxes; "( )" and "(x)" are.
        '(' => {
            units.get(1).and_then(point) == Some(')') && units.get(1).is_some_and(|unit| unit.spaced)
                || units.get(1).is_some_and(|unit| lower.get(unit.start..unit.end) == Some("x"))
        }
        _ => true,
    };
    (skip > 0 && box_).then_some((skip, unticked))
}

/// "Plan: 1) physiotherapy 2) gel": a small number and a bracket inside a line begin a sentence of their own.
fn begins_number(units: &[Unit], index: usize, lower: &str) -> bool {
    let number = units.get(index).is_some_and(|unit| {
        unit.piece == Piece::Number
            && unit.spaced
            && lower.get(unit.start..unit.end).is_some_and(|text| text.parse::<u8>().is_ok_and(|n| n <= 20))
    });
    if !number || !units.get(index + 1).is_some_and(|next| point(next) == Some(')') && !next.spaced) {
        return false;
    }
    !units.get(..index).unwrap_or_default().iter().rev().take(8).any(|unit| unit.tags.has(Tag::Open))
}

/// A row of a table: a cell that only names somebody stands over the cells behind it, as a heading would. In a row of two
/// the first may be the topic of the second, so that they stay one sentence.
fn cut_line(units: &[Unit], lower: &str, line: Line, over: &Heading, found: &mut Vec<Sentence>) {
    let cells: Vec<(usize, usize)> = {
        let stops =
            (line.from..line.to).filter(|at| units.get(*at).is_some_and(|unit| unit.tags.has(Tag::Cell)));
        let mut from = line.from;
        let mut cells: Vec<(usize, usize)> = stops
            .map(|at| {
                let cell = (from, at);
                from = at + 1;
                cell
            })
            .collect();
        cells.push((from, line.to));
        cells.retain(|(from, to)| from < to);
        cells
    };
    if cells.len() < 3 {
        return cut_cell(units, lower, line, over, found);
    }
    let mut over = Heading { part: over.part, actor: over.actor };
    for (nth, (from, to)) in cells.iter().enumerate() {
        let cell = units.get(*from..*to).unwrap_or_default();
        let last = nth + 1 == cells.len();
        if let Some(next) = heading(cell, lower, true).filter(|_| !last) {
            over.part = next.part;
            over.actor = next.actor.or(over.actor);
        } else if last || cell.len() > 3 {
            cut_cell(units, lower, Line { from: *from, to: *to, ..line }, &over, found);
        }
    }
}

fn cut_cell(units: &[Unit], lower: &str, line: Line, over: &Heading, found: &mut Vec<Sentence>) {
    let mut unticked = line.unticked;
    let mut from = line.from;
    let (mut part, mut actor) = (over.part, over.actor);
    let first = found.len();
    let dictated = runs_on(units.get(line.from..line.to).unwrap_or_default());
    for index in line.from..line.to {
        let last = index + 1 == line.to;
        let numbered = !last && begins_number(units, index + 1, lower);
        let ticks =
            if last { None } else { begins_box(units.get(index + 1..line.to).unwrap_or_default(), lower) };
        let spoken = if last { 0 } else { spoken_stop(units, index + 1, lower) };
        let thought = dictated && !last && begins_thought(units, line.from, index + 1, lower);
        if !last && !numbered && ticks.is_none() && spoken == 0 && !thought && !ends(units, index, lower) {
            continue;
        }
        let chosen = unticked;
        let to = if ends(units, index, lower) { index } else { index + 1 };
        let from_here = from;
        from = if numbered { index + 3 } else { index + 1 + spoken };
        if let Some((skip, empty)) = ticks {
            (from, unticked) = (index + 1 + skip, empty);
        }
        let number = from_here == line.from && begins_number(units, from_here, lower);
        let from = if number { from_here + 2 } else { from_here };
        let (label, next) = label(units.get(from..to).unwrap_or_default(), lower);
        let outside = (part, actor);
        let closed = next.as_ref().is_some_and(|label| label.part == Part::Closed);
        if let Some(label) = next {
            part = label.part;
            actor = label.actor.or(if label.part == Part::Plan { actor } else { None });
        }
        if from + label < to {
            found.push(Sentence {
                from: from + label,
                to,
                part,
                actor,
                whole_line: false,
                unticked: chosen,
                letter: false,
            });
        }
        // "Medicines held: A, B." closes its own sentence; "GP:" holds to the end of the line.
        if closed {
            (part, actor) = outside;
        }
    }
    let lone = found.len() == first + 1;
    for sentence in found.iter_mut().skip(first) {
        sentence.whole_line = lone || line.bullet;
    }
}
