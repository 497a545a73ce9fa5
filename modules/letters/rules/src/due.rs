//! By when something is asked for: the first length of time in a clause, in days.

const NUMBERS: [(&str, u32); 20] = [
    ("a", 1),
    ("an", 1),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("couple", 2),
    ("few", 3),
    ("half", 0),
    ("next", 1),
    ("every", 1),
    ("each", 1),
];

fn unit_days(word: &str) -> Option<u32> {
    Some(match word {
        "day" | "days" | "7" => 1,
        "week" | "weeks" | "wk" | "wks" | "52" => 7,
        "fortnight" => 14,
        "month" | "months" | "12" => 30,
        "year" | "years" | "yr" | "yrs" => 365,
        _ => return None,
    })
}

/// The first length of time in a clause, in days; a range counts by its longer end. Nothing where none is named.
#[must_use]
pub fn days(clause: &str) -> Option<u32> {
    let words: Vec<&str> =
        clause.split(|c: char| !c.is_alphanumeric() && c != '/').filter(|w| !w.is_empty()).collect();
    for (index, word) in words.iter().enumerate() {
        if let Some((count, unit)) = word.split_once('/')
            && let (Ok(count), Some(days)) = (count.parse::<u32>(), unit_days(unit))
        {
            return count.checked_mul(days);
        }
        match *word {
            "tomorrow" | "today" => return Some(1),
            "weekly" => return Some(7),
            "fortnightly" => return Some(14),
            "monthly" => return Some(30),
            "quarterly" => return Some(91),
            "yearly" | "annually" | "annual" => return Some(365),
            _ => {}
        }
        let Some(days) = unit_days(word).filter(|_| !word.starts_with(|c: char| c.is_ascii_digit())) else {
            continue;
        };
        let count =
            words.get(..index).and_then(|before| before.iter().rev().take(2).find_map(|word| number(word)));
        return count.unwrap_or(1).checked_mul(days);
    }
    None
}

fn number(word: &str) -> Option<u32> {
    word.parse().ok().or_else(|| NUMBERS.iter().find(|(name, _)| name == &word).map(|(_, value)| *value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_read_as_people_write_them() {
        for (text, expected) in [
            ("in 1 week", Some(7)),
            ("rpt 6/52", Some(42)),
            ("in a fortnight", Some(14)),
            ("HbA1c in three months", Some(90)),
            ("10/7", Some(10)),
            ("at 6-8 weeks", Some(56)),
            ("monthly", Some(30)),
            ("please recheck", None),
        ] {
            assert_eq!(days(text), expected, "{text}");
        }
    }
}
