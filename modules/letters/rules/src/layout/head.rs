//! Lines of the head of a letter that only say who writes, or what kind of letter it is.

use super::point;
use crate::lexicon::Unit;
use crate::tags::{Tag, Tags};
use crate::words::Piece;

/// "Colorectal surgery Department", "Castermere Hospitals, Colorectal surgery": a line of the head that only says who writes.
pub(super) fn names_a_department(units: &[Unit], lower: &str) -> bool {
    let words = || {
        units
            .iter()
            .filter(|unit| unit.piece == Piece::Word)
            .flat_map(|unit| lower.get(unit.start..unit.end).unwrap_or_default().split([' ', '-', '/']))
    };
    let body = |word: &str| {
        matches!(
            word,
            "department"
                | "dept"
                | "directorate"
                | "division"
                | "hospital"
                | "hospitals"
                | "infirmary"
                | "trust"
                | "faculty"
                | "foundation"
        )
    };
    let titles = |word: &str| {
        matches!(word, "letter" | "summary" | "notification" | "note" | "notes" | "sheet" | "proforma")
    };
    let acts = Tags::of(&[
        Tag::Time,
        Tag::Freq,
        Tag::Polite,
        Tag::Need,
        Tag::Will,
        Tag::Gp,
        Tag::You,
        Tag::ByYou,
        Tag::Refer,
        Tag::Referred,
        Tag::Arranged,
        Tag::Pending,
        Tag::Pat,
        Tag::Pron,
        Tag::We,
        Tag::Imaging,
        Tag::Test,
        Tag::Diag,
        Tag::Drug,
        Tag::Result,
        Tag::Vaccine,
        Tag::Past,
        Tag::Neg,
        Tag::If,
        Tag::Suggest,
        Tag::Advised,
        Tag::Check,
        Tag::Return,
    ]);
    units.len() <= 10
        && units.first().is_some_and(|unit| unit.capital)
        && (words().any(body) || units.len() <= 6 && words().last().is_some_and(titles))
        && !units.iter().any(|unit| unit.tags.any(acts) && !unit.tags.any(Tags::of(&[Tag::Hosp, Tag::Hosp2])))
        && units.last().and_then(point) != Some('.')
}
