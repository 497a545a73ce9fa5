//! Where a label stands in a line, in any of the usual spellings, and what follows it.

use super::super::Field;

/// Labels as records write them, in small letters without full stops; longer before shorter where one begins the other.
const LABELS: &[(&str, Field)] = &[
    ("patient name", Field::Name),
    ("full name", Field::Name),
    ("name of patient", Field::Name),
    ("patient", Field::Name),
    ("name", Field::Name),
    ("date of birth", Field::DateOfBirth),
    ("birth date", Field::DateOfBirth),
    ("birthdate", Field::DateOfBirth),
    ("d o b", Field::DateOfBirth),
    ("dob", Field::DateOfBirth),
    ("born", Field::DateOfBirth),
    ("nhs number", Field::NhsNumber),
    ("nhs no", Field::NhsNumber),
    ("nhs num", Field::NhsNumber),
    ("nhs", Field::NhsNumber),
    ("emis number", Field::LocalNumber),
    ("emis no", Field::LocalNumber),
    ("patient number", Field::LocalNumber),
    ("patient id", Field::LocalNumber),
    ("local number", Field::LocalNumber),
    ("clinic number", Field::LocalNumber),
    ("mobile telephone", Field::Contact),
    ("mobile phone", Field::Contact),
    ("mobile number", Field::Contact),
    ("mobile tel", Field::Contact),
    ("mobile no", Field::Contact),
    ("mobile", Field::Contact),
    ("contact number", Field::Contact),
    ("telephone number", Field::Contact),
    ("telephone", Field::Contact),
    ("phone number", Field::Contact),
    ("phone", Field::Contact),
    ("tel no", Field::Contact),
    ("tel", Field::Contact),
    ("method requested", Field::Method),
    ("method wanted", Field::Method),
    ("device requested", Field::Method),
    ("larc requested", Field::Method),
    ("requested method", Field::Method),
    ("method", Field::Method),
    ("reason for referral", Field::Purpose),
    ("indication", Field::Purpose),
    ("purpose", Field::Purpose),
    ("first day of last menstrual period", Field::LastPeriod),
    ("first day of last period", Field::LastPeriod),
    ("last menstrual period", Field::LastPeriod),
    ("last period", Field::LastPeriod),
    ("l m p", Field::LastPeriod),
    ("lmp", Field::LastPeriod),
    ("shortest cycle", Field::ShortestCycle),
    ("cycle length", Field::ShortestCycle),
    ("last unprotected sexual intercourse", Field::LastUpsi),
    ("last unprotected intercourse", Field::LastUpsi),
    ("last unprotected sex", Field::LastUpsi),
    ("last upsi", Field::LastUpsi),
    ("current contraception", Field::CurrentMethod),
    ("current contraceptive method", Field::CurrentMethod),
    ("current method", Field::CurrentMethod),
    ("contraception", Field::CurrentMethod),
    ("previous insertion problem", Field::PreviousProblem),
    ("previous problems", Field::PreviousProblem),
    ("previous problem", Field::PreviousProblem),
    ("main spoken language", Field::Language),
    ("first language", Field::Language),
    ("preferred language", Field::Language),
    ("language", Field::Language),
    ("chaperone", Field::Chaperone),
];

/// A stretch of a line: with a known label, or without.
pub(super) struct Part {
    pub(super) field: Option<Field>,
    pub(super) value: String,
}

/// Cuts a line where a known label stands: at its start, or after a gap, and followed by a mark or a gap.
pub(super) fn parts(line: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for piece in line.split(['\t', '|', ';']).flat_map(|piece| piece.split("  ")) {
        let mut rest = piece.trim();
        while !rest.is_empty() {
            let Some((field, after)) = label_at(rest) else {
                let (before, next) = next_label(rest);
                parts.push(Part { field: None, value: before.trim().to_owned() });
                rest = next;
                continue;
            };
            let (value, next) = next_label(after);
            parts.push(Part { field: Some(field), value: value.trim().to_owned() });
            rest = next;
        }
    }
    parts.retain(|part| part.field.is_some() || part.value.chars().any(char::is_alphanumeric));
    parts
}

/// The label with which a text begins, and the text after it and its mark.
fn label_at(text: &str) -> Option<(Field, &str)> {
    LABELS.iter().find_map(|(label, field)| {
        let after = without(text, label)?;
        let trimmed = after.trim_start_matches([' ', '.', '\u{a0}']);
        let marked = trimmed.trim_start_matches([':', '=', '–', '—']);
        if marked.len() < trimmed.len() {
            return Some((*field, marked.trim_start_matches([':', ' '])));
        }
        if trimmed.is_empty() {
            return Some((*field, trimmed));
        }
        // “DOB 12-Mar-1990” and “Phone - 01632 960111” need no colon; “Patient declined” is no label: only labels whose
        // value must hold a digit may stand without a mark.
        let digits = trimmed.trim_start_matches(['-', ' ']);
        let numeric = matches!(
            field,
            Field::DateOfBirth | Field::NhsNumber | Field::Contact | Field::LastPeriod | Field::LastUpsi
        );
        if numeric && digits.starts_with(|letter: char| letter.is_ascii_digit() || letter == '+') {
            return Some((*field, digits));
        }
        trimmed.strip_prefix("- ").map(|value| (*field, value))
    })
}

/// The text after a label that may be written in capitals and with full stops in it; the label must end there.
fn without<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let mut rest = text;
    for wanted in label.chars() {
        rest = loop {
            let mut letters = rest.chars();
            let letter = letters.next()?;
            if letter.to_lowercase().eq([wanted]) || (wanted == ' ' && letter == '\u{a0}') {
                break letters.as_str();
            }
            // “D.O.B.” for “d o b”: a full stop where the label has a gap, or within it.
            match letter {
                '.' if wanted == ' ' => break letters.as_str(),
                '.' => rest = letters.as_str(),
                _ => return None,
            }
        };
    }
    let ends = rest.chars().next().is_none_or(|letter| !letter.is_alphanumeric());
    ends.then_some(rest)
}

/// Where the next known label begins after a gap, if one does with a mark: the text before it and from it.
fn next_label(text: &str) -> (&str, &str) {
    for (at, gap) in
        text.char_indices().filter(|(_, letter)| *letter == ' ' || *letter == ',' || *letter == '(')
    {
        let from = text.get(at + gap.len_utf8()..).unwrap_or_default();
        if let Some((_, after)) = label_at(from) {
            let label = from.get(..from.len() - after.len()).unwrap_or_default();
            let numeric = after.starts_with(|letter: char| letter.is_ascii_digit() || letter == '+');
            if label.contains([':', '=']) || numeric {
                return (text.get(..at).unwrap_or_default().trim_end_matches([',', '(']), from);
            }
        }
    }
    (text, "")
}
