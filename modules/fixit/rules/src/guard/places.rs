//! Postcodes, e-mail addresses, and numbers that a word or a shape gives away.

use std::sync::OnceLock;

use regex::Regex;

use super::{Found, What, pattern};

/// The areas that postcodes begin with.
const AREAS: &[&str] = &[
    "AB", "AL", "B", "BA", "BB", "BD", "BF", "BH", "BL", "BN", "BR", "BS", "BT", "BX", "CA", "CB", "CF",
    "CH", "CM", "CO", "CR", "CT", "CV", "CW", "DA", "DD", "DE", "DG", "DH", "DL", "DN", "DT", "DY", "E",
    "EC", "EH", "EN", "EX", "FK", "FY", "G", "GL", "GU", "GY", "HA", "HD", "HG", "HP", "HR", "HS", "HU",
    "HX", "IG", "IM", "IP", "IV", "JE", "KA", "KT", "KW", "KY", "L", "LA", "LD", "LE", "LL", "LN", "LS",
    "LU", "M", "ME", "MK", "ML", "N", "NE", "NG", "NN", "NP", "NR", "NW", "OL", "OX", "PA", "PE", "PH", "PL",
    "PO", "PR", "RG", "RH", "RM", "S", "SA", "SE", "SG", "SK", "SL", "SM", "SN", "SO", "SP", "SR", "SS",
    "ST", "SW", "SY", "TA", "TD", "TF", "TN", "TQ", "TR", "TS", "TW", "UB", "W", "WA", "WC", "WD", "WF",
    "WN", "WR", "WS", "WV", "YO", "ZE", "ZZ",
];

struct Patterns {
    postcode: Option<Regex>,
    spaced: Option<Regex>,
    email: Option<Regex>,
    email_in_words: Option<Regex>,
    insurance: Option<Regex>,
    said: Option<Regex>,
    initials: Option<Regex>,
}

fn patterns() -> &'static Patterns {
    static PATTERNS: OnceLock<Patterns> = OnceLock::new();
    PATTERNS.get_or_init(|| Patterns {
        postcode: pattern(
            r"(?i)(?:^|[^a-z0-9])([a-z]{1,2})([0-9o][0-9o]?[a-z]?)[\s.\-–_,/]{0,3}([0-9o][abd-hjlnp-uw-z]{2})(?:[^a-z0-9]|$)",
        ),
        spaced: pattern(r"(?i)(?:^|[^a-z0-9])((?:[a-z0-9][ .\-]){4,6}[a-z0-9])(?:[^a-z0-9]|$)"),
        email: pattern(r"(?i)[a-z0-9._%+\-]+\s?@\s?[a-z0-9\-]+(?:\.[a-z0-9\-]+)+"),
        email_in_words: pattern(r"(?i)[a-z0-9._\-]+ ?(?:\(at\)|\[at\]| at ) ?[a-z0-9\-]+ ?(?:\(dot\)|\[dot\]| dot ) ?[a-z]{2,}"),
        insurance: pattern(r"(?i)(?:^|[^a-z0-9])([a-ceghj-prstw-z]{2}[ ]?\d{2}[ ]?\d{2}[ ]?\d{2}[ ]?[a-d])(?:[^a-z0-9]|$)"),
        said: pattern(
            r"(?i)(?:^|[^a-z])((?:hospital|hosp|unit|mrn|case ?-?note|record|patient|pt|district|pas|chi|registration|reg|lab|accession|specimen|sample|request|referral|ubrn|identifier)[ \-]?(?:(?:no\.?|number|num|id|ref(?:erence)?|#)[ ]?[:.#=\-]?[ ]*(?:is )?[a-z]{0,3}[ \-]?\d{3}|[:.#=]?[ ]*[a-z]{0,3}\d{4})[ \-]?\d{1,6}[a-z]?|mrn[ ]?[:.#=\-]?[ ]*[a-z]{0,3}\d{4,})(?:[^a-z0-9]|$)",
        ),
        initials: pattern(r"(?i)(?:^|[^a-z])(initials?(?: are| is|:| -)? ?(?-i:[A-Z]\.? ?[A-Z]\.?(?: ?[A-Z]\.?)?))(?:[^a-z]|$)"),
    })
}

fn is_postcode(area: &str, district: &str, inward: &str) -> bool {
    let known = AREAS.contains(&area.to_uppercase().as_str());
    // “2nd”, “1st”: the ends of ordinals are no postcodes.
    let ordinal = matches!(inward.to_lowercase().as_str(), "1st" | "2nd" | "3rd")
        || inward.to_lowercase().ends_with("th");
    // O stands for nought at most once or twice: “bloods” is no postcode.
    let figures = district.chars().any(|letter| letter.is_ascii_digit());
    known && figures && !ordinal
}

/// Postcodes and the rest in the text.
pub(super) fn look(text: &str) -> Vec<Found> {
    let patterns = patterns();
    let mut found = Vec::new();
    if let Some(pattern) = &patterns.postcode {
        let mut from = 0;
        while let Some(hit) = pattern.captures_at(text, from) {
            let (Some(area), Some(district), Some(inward)) = (hit.get(1), hit.get(2), hit.get(3)) else {
                break;
            };
            if is_postcode(area.as_str(), district.as_str(), inward.as_str()) {
                found.push(Found { what: What::Postcode, start: area.start(), end: inward.end() });
            }
            from = inward.end();
        }
    }
    if let Some(pattern) = &patterns.spaced {
        for hit in pattern.captures_iter(text).filter_map(|hit| hit.get(1)) {
            let joined: String = hit.as_str().chars().filter(char::is_ascii_alphanumeric).collect();
            let (outward, inward) = joined.split_at(joined.len().saturating_sub(3));
            let area: String = outward.chars().take_while(char::is_ascii_alphabetic).collect();
            let shaped = patterns.postcode.as_ref().is_some_and(|pattern| pattern.is_match(&joined));
            if shaped && is_postcode(&area, outward, inward) {
                found.push(Found { what: What::Postcode, start: hit.start(), end: hit.end() });
            }
        }
    }
    let whole = [(&patterns.email, What::Email), (&patterns.email_in_words, What::Email)];
    for (pattern, what) in whole {
        let hits = pattern.iter().flat_map(|pattern| pattern.find_iter(text));
        found.extend(hits.map(|hit| Found { what, start: hit.start(), end: hit.end() }));
    }
    let parts = [
        (&patterns.insurance, What::HospitalNumber),
        (&patterns.said, What::HospitalNumber),
        (&patterns.initials, What::Name),
    ];
    for (pattern, what) in parts {
        let hits =
            pattern.iter().flat_map(|pattern| pattern.captures_iter(text)).filter_map(|hit| hit.get(1));
        found.extend(hits.map(|hit| Found { what, start: hit.start(), end: hit.end() }));
    }
    found
}
