//! What the person whom an ask is about does with her own page: how often she may try the second fact, until when she may
//! change an appointment by herself, and how she says that she wishes to be reached.

use kernel::Moment;
use lawbook::{Dated, Src, date};

/// The numbers of the person's page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageRule {
    /// Wrong second facts that are heard at once.
    pub tries: i64,
    /// Minutes before the next one is heard.
    pub wait_minutes: i64,
    /// Minutes that the page stays open after the right one.
    pub open_minutes: i64,
    /// Hours before an appointment until which she changes it by herself; later she rings.
    pub notice_hours: i64,
}

/// The numbers of the day.
pub const PAGE: Dated<PageRule> = Dated(&[(
    date(2017, 1, 1),
    PageRule { tries: 5, wait_minutes: 15, open_minutes: 30, notice_hours: 24 },
    Src("hand-over-terms", "the person’s own page; cancelling with 24 hours’ notice"),
)]);

/// The first moment at which another second fact is heard; nothing while one is heard now.
pub fn waits_until(wrong: i64, last_wrong: Option<Moment>, now: Moment) -> Option<Moment> {
    let rule = PAGE.on(now.day());
    let until = last_wrong?.plus_minutes(rule.wait_minutes);
    (wrong >= rule.tries && until > now).then_some(until)
}

/// Whether she may change or cancel the appointment by herself, or must ring.
pub fn may_change(appointment: Moment, now: Moment) -> bool {
    now.plus_hours(PAGE.on(now.day()).notice_hours) <= appointment
}

/// The ways of reaching her, by their stable names, with words.
pub const CHANNELS: [(&str, &str); 4] = [
    ("text", "By text message"),
    ("telephone", "By telephone"),
    ("email", "By e-mail"),
    ("she-rings", "Not at all: I will look here, or ring"),
];

/// The number or address as it is kept; what to write where it cannot be used.
pub fn reached_at(channel: &str, typed: &str) -> Result<String, &'static str> {
    let typed = typed.trim();
    match channel {
        "she-rings" => Ok(String::new()),
        "text" | "telephone" => {
            let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
            let is_plain = typed.chars().all(|letter| letter.is_ascii_digit() || " +()-".contains(letter));
            let is_number = match digits.strip_prefix("44") {
                Some(rest) if typed.starts_with('+') => (9..=10).contains(&rest.len()),
                Some(_) | None => digits.starts_with('0') && (10..=11).contains(&digits.len()),
            };
            if is_plain && is_number {
                Ok(typed.to_owned())
            } else {
                Err("Enter a telephone number of 10 or 11 digits")
            }
        }
        "email" => match typed.split_once('@') {
            Some((name, host))
                if !name.is_empty() && host.contains('.') && !typed.contains(char::is_whitespace) =>
            {
                Ok(typed.to_owned())
            }
            Some(_) | None => Err("Enter an e-mail address, as in name@example.org"),
        },
        _ => Err("Choose how to reach you"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_before_she_changes_it_herself_and_a_minute_later_she_rings() {
        let appointment = at("2025-03-25T10:20");
        assert!(may_change(appointment, at("2025-03-24T10:20")));
        assert!(!may_change(appointment, at("2025-03-24T10:21")));
        // Over the clocks’ change it is hours that count.
        assert!(!may_change(at("2025-03-30T10:20"), at("2025-03-29T10:20")));
    }

    #[test]
    fn after_five_wrong_ones_the_sixth_waits() {
        let (last, now) = (at("2025-03-03T09:00"), at("2025-03-03T09:05"));
        assert_eq!(waits_until(4, Some(last), now), None);
        assert_eq!(waits_until(5, Some(last), now), Some(at("2025-03-03T09:15")));
        assert_eq!(waits_until(5, Some(last), at("2025-03-03T09:15")), None);
        assert_eq!(waits_until(0, None, now), None);
    }

    #[test]
    fn a_number_or_an_address_is_kept_as_typed_or_refused_in_words() {
        for (channel, typed, good) in [
            ("text", "07700 900123", true),
            ("text", "+44 7700 900123", true),
            ("telephone", "01632 960123", true),
            ("text", "7700 900123", false),
            ("text", "07700 900123 ask for Mum", false),
            ("email", "amara@example.org", true),
            ("email", "amara at example.org", false),
            ("email", "a b@example.org", false),
            ("she-rings", "", true),
            ("pigeon", "x", false),
        ] {
            assert_eq!(reached_at(channel, typed).is_ok(), good, "{channel} {typed}");
        }
    }
}
