//! Speech that was typed as it was said, with hardly a mark: where one thought ends and the next begins.

use crate::lexicon::Unit;
use crate::tags::{Tag, Tags};
use crate::words::Piece;

/// Many words and hardly a mark between them: spoken and never punctuated.
pub(super) fn runs_on(units: &[Unit]) -> bool {
    let marks = units.iter().filter(|unit| matches!(unit.piece, Piece::Point(_))).count();
    units.len() >= 25 && marks * 25 < units.len()
}

/// "… full stop new line …" as a typist heard it: how many units it takes.
pub(super) fn spoken_stop(units: &[Unit], at: usize, lower: &str) -> usize {
    // Few words of a letter have these letters: the others cost one look.
    let Some(first) = units.get(at).filter(|unit| matches!(unit.end - unit.start, 3 | 4 | 8 | 9 | 13)) else {
        return 0;
    };
    if !matches!(lower.as_bytes().get(first.start), Some(b'f' | b'n')) {
        return 0;
    }
    let text = |nth: usize| units.get(nth).and_then(|u| lower.get(u.start..u.end)).unwrap_or_default();
    match (text(at), text(at + 1)) {
        ("full", "stop") | ("new", "line" | "paragraph") => 2,
        ("full stop" | "new line" | "new paragraph", _) => 1,
        _ => 0,
    }
}

/// In speech without marks: somebody who begins to say what he does or asks.
pub(super) fn begins_thought(units: &[Unit], from: usize, at: usize, lower: &str) -> bool {
    let (Some(unit), Some(before)) = (units.get(at), units.get(at - 1)) else { return false };
    if at < from + 4 {
        return false;
    }
    let text = lower.get(unit.start..unit.end).unwrap_or_default();
    let joined =
        Tags::of(&[Tag::Sub, Tag::If, Tag::To, Tag::With, Tag::Which, Tag::By, Tag::Neg, Tag::Suggest]);
    let bound = before.tags.any(joined)
        || matches!(
            lower.get(before.start..before.end),
            Some("that" | "what" | "than" | "whom" | "said" | "says" | "think")
        );
    if matches!(
        text,
        "first" | "second" | "third" | "fourth" | "firstly" | "secondly" | "thirdly" | "lastly" | "finally"
    ) {
        let next = units.get(at + 1);
        return next.is_some_and(|next| {
            next.tags.any(Tags::of(&[Tag::Base, Tag::We, Tag::Polite, Tag::Pron, Tag::Gp, Tag::You]))
        });
    }
    let people = Tags::of(&[Tag::We, Tag::Pron, Tag::Gp, Tag::Pat, Tag::Hosp]);
    let does = Tags::of(&[
        Tag::Will,
        Tag::Past,
        Tag::Present,
        Tag::Be,
        Tag::Need,
        Tag::May,
        Tag::Advised,
        Tag::Referred,
        Tag::Arranged,
    ]);
    let next = units.get(at + 1).is_some_and(|next| next.tags.any(does));
    !bound && (unit.tags.any(people) && next || unit.tags.has(Tag::Polite) && text.contains(' '))
}
