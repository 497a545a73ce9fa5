//! Work that is passed on and treatment that is kept up, where the words that say so stand apart: "heart failure team told",
//! "seen by the nurses, who will take him on", "keep the emollient going".

use super::Unit;
use crate::tags::{Tag, Tags};
use crate::words::Piece;

const SERVICE: Tags = Tags::of(&[Tag::Hosp, Tag::Hosp2, Tag::Comm]);

/// Marks such words over the whole text.
pub(super) fn mark_passing(lower: &str, units: &mut [Unit]) {
    let text = |unit: &Unit| lower.get(unit.start..unit.end).unwrap_or_default();
    for index in 0..units.len() {
        let Some(unit) = units.get(index) else { continue };
        let word = text(unit);
        if matches!(word, "keep" | "keeping" | "kept") {
            keep_going(units, index, &text);
        } else if matches!(
            word,
            "told" | "informed" | "alerted" | "notified" | "dictated" | "posted" | "faxed"
        ) {
            if told_alone(units, index) {
                mark(units, index, Tags::of(&[Tag::Referred, Tag::Arranged]));
            }
        } else if word == "who"
            && units.get(index + 1).is_some_and(|next| next.tags.has(Tag::Will))
            && units.get(index + 2).is_some_and(|next| next.tags.has(Tag::Referred))
            && let Some(who) = units.get_mut(index)
        {
            who.tags = who.tags.without(Tags::of(&[Tag::Sub]));
        }
    }
}

fn mark(units: &mut [Unit], index: usize, tags: Tags) {
    if let Some(unit) = units.get_mut(index) {
        unit.tags = tags;
    }
}

/// "Keep the bisoprolol going": a medicine between the two words, and no joint.
fn keep_going<'t>(units: &mut [Unit], index: usize, text: &impl Fn(&Unit) -> &'t str) {
    let mut drug = false;
    for ahead in index + 1..(index + 9).min(units.len()) {
        let Some(unit) = units.get(ahead) else { return };
        if !matches!(unit.piece, Piece::Word | Piece::Number) {
            return;
        }
        drug |= unit.tags.any(Tags::of(&[Tag::Drug]));
        if drug && matches!(text(unit), "going" | "up" | "running") {
            mark(units, index, Tags::of(&[Tag::Base, Tag::Continue]));
            mark(units, ahead, Tags::of(&[Tag::Continue]));
            return;
        }
    }
}

/// "Frailty team told." and "community rehab informed, they will": a service before the word, and no story behind it
/// ("haematology informed and advised").
fn told_alone(units: &[Unit], index: usize) -> bool {
    let served = units
        .get(index.saturating_sub(2)..index)
        .is_some_and(|before| before.iter().any(|unit| unit.tags.any(SERVICE) && !unit.tags.has(Tag::Gp)));
    let stops = |unit: &Unit| !matches!(unit.piece, Piece::Word | Piece::Number) || unit.tags.has(Tag::And);
    served
        && units.get(index + 1).is_none_or(stops)
        && !units
            .get(index + 1..(index + 5).min(units.len()))
            .unwrap_or_default()
            .iter()
            .any(|unit| unit.tags.any(Tags::of(&[Tag::Past, Tag::Suggest])) && !unit.tags.has(Tag::Will))
}
