//! Marks that follow from the shape of a word: numbers, dates, "6/52", doses, the endings of medicine names, points.

use crate::tags::{Tag, Tags};
use crate::words::{Piece, Token};

/// Endings that medicine names share (the stems of the international non-proprietary names).
const DRUG_ENDINGS: [&str; 46] = [
    "pril",
    "sartan",
    "olol",
    "statin",
    "mycin",
    "cillin",
    "conazole",
    "prazole",
    "dipine",
    "xaban",
    "gliptin",
    "gliflozin",
    "umab",
    "ximab",
    "zumab",
    "tinib",
    "solone",
    "sonide",
    "asone",
    "triptan",
    "azepam",
    "tidine",
    "floxacin",
    "cycline",
    "parin",
    "profen",
    "oxetine",
    "dronate",
    "dronic",
    "formin",
    "gabalin",
    "thiazide",
    "semide",
    "setron",
    "vudine",
    "ciclovir",
    "prost",
    "terol",
    "tropium",
    "glutide",
    "lukast",
    "barbital",
    "racetam",
    "apine",
    "idone",
    "fibrate",
];

/// Endings of the names of specialties and specialists.
const SERVICE_ENDINGS: [&str; 10] = [
    "ologist",
    "ologists",
    "ology",
    "iatrist",
    "iatrists",
    "iatrics",
    "surgeon",
    "surgeons",
    "therapist",
    "therapists",
];

/// The marks of a token by its shape alone.
#[must_use]
pub fn of(lower: &str, token: &Token) -> Tags {
    let text = lower.get(token.start..token.end).unwrap_or_default();
    match token.piece {
        Piece::Word if text.len() >= 7 && DRUG_ENDINGS.iter().any(|end| text.ends_with(end)) => {
            Tags::of(&[Tag::Drug])
        }
        Piece::Word if text.len() >= 8 && SERVICE_ENDINGS.iter().any(|end| text.ends_with(end)) => {
            Tags::of(&[Tag::Hosp, Tag::Hosp2])
        }
        Piece::Word
            if text.len() >= 8
                && ["ectomy", "plasty", "otomy", "ostomy"].iter().any(|end| text.ends_with(end)) =>
        {
            Tags::of(&[Tag::Surgery])
        }
        Piece::Word if text.len() >= 8 && text.ends_with("oscopy") => Tags::of(&[Tag::Diag]),
        Piece::Word
            if text.len() >= 8 && ["ography", "ogram", "ograms"].iter().any(|end| text.ends_with(end)) =>
        {
            Tags::of(&[Tag::Imaging])
        }
        Piece::Word => match text {
            "mg" | "mcg" | "micrograms" | "ml" | "units" | "mmol" | "puffs" | "puff" | "g" | "grams"
            | "mgs" | "bd" | "tds" | "qds" | "od" | "om" | "prn" | "nocte" | "mane" => Tags::of(&[Tag::Dose]),
            _ => Tags::EMPTY,
        },
        Piece::Number => number(text),
        Piece::Line => Tags::EMPTY,
        Piece::Point(c) => point(c, token.spaced),
    }
}

fn number(text: &str) -> Tags {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let tail = text.get(digits..).unwrap_or_default();
    let duration = |t: &str| matches!(t, "/7" | "/52" | "/12" | "/24");
    match tail {
        "mg" | "mcg" | "ml" | "g" | "mmol" | "iu" => Tags::of(&[Tag::Num, Tag::Dose]),
        "st" | "nd" | "rd" | "th" | "h" | "hr" | "hrs" | "d" | "w" | "wk" | "wks" | "m" | "am" | "pm"
        | "weeks" | "days" => Tags::of(&[Tag::Num, Tag::Time]),
        t if duration(t) || t.matches('/').count() == 2 || is_day_and_month(text) => {
            Tags::of(&[Tag::Num, Tag::Time])
        }
        _ => Tags::of(&[Tag::Num]),
    }
}

/// "12/8" or "3.7": a day and a month. "162/98" and "1.4" are not, as far as their size tells.
fn is_day_and_month(text: &str) -> bool {
    let Some((day, month)) = text.split_once('/') else { return false };
    matches!((day.parse::<u8>(), month.parse::<u8>()), (Ok(1..=31), Ok(1..=12)))
}

fn point(c: char, spaced: bool) -> Tags {
    match c {
        ',' => Tags::of(&[Tag::Pause]),
        ';' => Tags::of(&[Tag::Stop]),
        ':' => Tags::of(&[Tag::Colon]),
        '-' | '\u{2010}'..='\u{2015}' if spaced => Tags::of(&[Tag::Dash]),
        '\u{2013}' | '\u{2014}' => Tags::of(&[Tag::Dash]),
        '(' | '[' => Tags::of(&[Tag::Open]),
        ')' | ']' => Tags::of(&[Tag::Close]),
        '|' => Tags::of(&[Tag::Cell]),
        '&' | '+' => Tags::of(&[Tag::And]),
        '=' | '\u{2192}' => Tags::of(&[Tag::Dash]),
        _ => Tags::EMPTY,
    }
}
