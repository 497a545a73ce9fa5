//! What is sealed, as lines to read: all of it for clinicians, the booking part for those who book.

use kernel::Day;
use referrals_rules::request::{Factor, Field, FraserPoint};
use web::components::Row;

/// The fields that booking needs and no others.
const BOOKING: &[&str] = &[
    "name",
    "contact",
    "channel",
    "discreet",
    "times",
    "language",
    "bsl",
    "access",
    "chaperone",
    "speak_to",
    "travel_miles",
];

/// The fields whose value is somebody's own words or a number, shown as they are.
fn label(field: &str) -> Option<&'static str> {
    match field {
        "rang" => Some("Rung before it was sent"),
        "checked_by" => Some("Checked by"),
        "question" => Some("Question"),
        "answer" => Some("Answer"),
        "next_step" => Some("Next step"),
        _ => Field::ALL.iter().find(|known| known.name() == field).map(|known| known.label()),
    }
}

fn value(field: &str, text: &str, today: Day) -> String {
    let known = match (field, text) {
        ("factors", _) => Factor::of_name(text, today).map(|factor| factor.in_words(today).to_owned()),
        ("fraser", _) => FraserPoint::ALL
            .into_iter()
            .find(|point| point.name() == text)
            .map(|point| point.in_words().to_owned()),
        ("pregnancy", "not-excluded") => Some("Not excluded".to_owned()),
        ("pregnancy", _) => emergency_rules::Criterion::of_name(text).map(|of| of.in_words(today)),
        ("date_of_birth" | "last_upsi" | "last_period", _) => text.parse::<Day>().ok().map(Day::in_words),
        ("channel", "she-rings") => Some("She rings".to_owned()),
        ("channel", "telephone") => Some("Ring".to_owned()),
        ("device", "host-supplies") => Some("The host has it".to_owned()),
        ("device", "prescribed-and-brought") => Some("Prescribed: she brings it".to_owned()),
        _ => None,
    };
    known.unwrap_or_else(|| {
        let plain = [
            "yes",
            "no",
            "text",
            "email",
            "woman",
            "man",
            "any",
            "none",
            "done",
            "offered",
            "declined",
            "not-needed",
            "not-done",
        ];
        if plain.contains(&text) || field == "access" || field == "allergies" {
            let words = text.replace('-', " ");
            let mut letters = words.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
                .unwrap_or_default()
        } else {
            text.to_owned()
        }
    })
}

/// Lines of what was typed. Fields that the envelope shows already are left out, and what was ticked several times under
/// one name stands on one line.
pub(super) fn rows<'w>(fields: impl Iterator<Item = (&'w str, &'w str)>, today: Day) -> Vec<Row> {
    let shown_elsewhere = ["method", "purpose", "summary", "consent"];
    let mut lines: Vec<(&str, Vec<String>)> = Vec::new();
    for (field, text) in fields {
        if shown_elsewhere.contains(&field) || text.trim().is_empty() || label(field).is_none() {
            continue;
        }
        let words = value(field, text, today);
        match lines.iter_mut().find(|(known, _)| *known == field) {
            Some((_, several)) => several.push(words),
            None => lines.push((field, vec![words])),
        }
    }
    // Who it is stands first, whatever the order of the form.
    let first = ["name", "date_of_birth", "nhs_number", "contact"];
    lines.sort_by_key(|(field, _)| first.iter().position(|known| known == field).unwrap_or(first.len()));
    lines.into_iter().filter_map(|(field, words)| Some(Row::new(label(field)?, words.join("; ")))).collect()
}

/// The same for those who book.
pub(super) fn booking_rows<'w>(fields: impl Iterator<Item = (&'w str, &'w str)>, today: Day) -> Vec<Row> {
    rows(fields.filter(|(field, _)| BOOKING.contains(field)), today)
}
