//! The small readings that every field is made of: one of a list, yes or no, a text, a day, a number, an address.

use kernel::Day;

use super::super::Field;
use super::Reading;

impl Reading {
    pub(super) fn one_of<T>(
        &mut self,
        field: Field,
        text: &str,
        why: &str,
        known: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        match known(text.trim()) {
            Some(value) => Some(value),
            None => self.wrong(field, why),
        }
    }

    pub(super) fn yes_or_no(&mut self, field: Field, text: &str, when_empty: Option<bool>) -> Option<bool> {
        match text.trim() {
            "yes" => Some(true),
            "no" => Some(false),
            "" if when_empty.is_some() => when_empty,
            _ => self.wrong(field, "answer yes or no"),
        }
    }

    pub(super) fn text(&mut self, field: Field, text: &str, letters_max: usize) -> Option<String> {
        let text = text.trim();
        if text.chars().count() > letters_max {
            return self.wrong(field, format!("at most {letters_max} letters: say it shorter"));
        }
        if text
            .chars()
            .any(|letter| letter.is_control() && letter != '\n' && letter != '\r' && letter != '\t')
        {
            return self.wrong(field, "it holds letters that cannot be printed: type it again");
        }
        Some(text.to_owned())
    }

    pub(super) fn past_day(&mut self, field: Field, text: &str) -> Option<Day> {
        match text.parse::<Day>() {
            Ok(day) if day <= self.today => Some(day),
            Ok(_) => self.wrong(field, "this is later than today: check the date"),
            Err(_) => self.wrong(field, "write year-month-day, as in 2025-03-08"),
        }
    }
}

/// A British number without its spaces, or nothing.
pub(in crate::request) fn telephone(text: &str) -> Option<String> {
    let mut digits = String::new();
    for (place, letter) in text.trim().chars().enumerate() {
        match letter {
            '0'..='9' => digits.push(letter),
            '+' if place == 0 => digits.push('+'),
            ' ' | '-' | '(' | ')' | '.' | '\u{a0}' => {}
            _ => return None,
        }
    }
    let national = match digits.strip_prefix("+44") {
        Some(rest) => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
        None => digits,
    };
    (national.starts_with('0') && matches!(national.len(), 10 | 11)).then_some(national)
}

pub(super) fn email(text: &str) -> bool {
    let Some((user, host)) = text.split_once('@') else { return false };
    let plain = |part: &str| {
        !part.is_empty() && !part.contains(char::is_whitespace) && !part.contains(['@', ',', ';', '<', '>'])
    };
    plain(user)
        && plain(host)
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && text.len() <= 254
}
