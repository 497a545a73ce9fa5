//! Marks that a word has by its neighbours: pairs that mean one thing together, and names that look like words of the lists.

use super::Unit;
use crate::tags::{Tag, Tags};
use crate::words::Piece;

/// Marks that two words give together: "now 40 mg" is a change of dose, "no rubbing" is a ban.
pub(super) fn mark_pairs(lower: &str, units: &mut [Unit]) {
    for index in 1..units.len() {
        let begins = index < 2
            || units.get(index - 2).is_none_or(|before| {
                before.piece != Piece::Word && before.piece != Piece::Number || before.tags.has(Tag::Refer)
            });
        let (front, back) = units.split_at_mut(index);
        let (Some(first), Some(second)) = (front.last_mut(), back.first()) else { continue };
        let is = |unit: &Unit, word: &str| {
            unit.end - unit.start == word.len() && lower.get(unit.start..unit.end) == Some(word)
        };
        // "To 125 mcg" is a change of dose; "tomorrow AM" is a time of day.
        if first.tags.has(Tag::To)
            && second.tags.has(Tag::Num)
            && !second.tags.has(Tag::Time)
            && (second.tags.has(Tag::Dose) || back.get(1).is_some_and(|unit| unit.tags.has(Tag::Dose)))
        {
            first.tags.add(Tag::MedChange);
        }
        let Some(second) = back.first_mut() else { continue };
        if is(second, "am") && first.tags.any(Tags::of(&[Tag::Time, Tag::Num])) {
            second.tags = Tags::of(&[Tag::Time]);
        }
        let amount = Tags::of(&[Tag::Num, Tag::Dose]);
        let tested = Tags::of(&[Tag::Test, Tag::Vital]);
        if first.tags.any(tested) && second.tags.has(Tag::Num) && !second.tags.has(Tag::Time) {
            first.tags.add(Tag::Value);
        }
        if is(first, "now") && second.tags.has(Tag::Num) && !second.tags.has(Tag::Time) {
            first.tags.add(Tag::MedChange);
        }
        if is(second, "now") && first.tags.any(amount) && first.tags.has(Tag::Dose) {
            second.tags.add(Tag::MedChange);
        }
        // "Should the wound gape": a condition, unlike "should be seen".
        let noun =
            second.tags.is_empty() || second.tags.any(Tags::of(&[Tag::Symptom, Tag::Pron, Tag::Theirs]));
        let verb = second.tags.any(Tags::of(&[Tag::Be, Tag::Base, Tag::Neg, Tag::Present, Tag::You]));
        if is(first, "should") && begins && noun && !verb {
            first.tags = Tags::of(&[Tag::If, Tag::Sub]);
        }
        if second.tags.is_empty()
            && is(first, "no")
            && lower.get(second.start..second.end).is_some_and(|word| word.ends_with("ing"))
        {
            second.tags.add(Tag::Life);
        }
    }
}

/// "Test PATIENT" and "Sample ASH" are people, as made-up letters name them; so is any listed word before a surname.
pub(super) fn drop_names(lower: &str, units: &mut [Unit]) {
    for index in 1..units.len() {
        let (front, back) = units.split_at_mut(index);
        let (Some(name), Some(next)) = (front.last_mut(), back.first_mut()) else { continue };
        let surname = next.upper && next.piece == Piece::Word && next.end - next.start >= 3;
        let made_up = next.tags.is_empty() || next.tags.has(Tag::Pat);
        if !(surname && made_up && name.capital && !name.upper) {
            continue;
        }
        if matches!(lower.get(name.start..name.end), Some("test" | "sample")) {
            name.tags = Tags::EMPTY;
            next.tags = Tags::EMPTY;
        }
    }
}
