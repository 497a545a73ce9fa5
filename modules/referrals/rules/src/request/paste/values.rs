//! What a pasted value means to the form, or why it is not taken.

use kernel::{Day, NhsNumber};

use super::super::Field;
use super::super::read::telephone;
use super::NotTakenWhy;

/// The value as the form writes it, or why it is not taken.
pub(super) fn value_of(field: Field, text: &str) -> Result<String, NotTakenWhy> {
    let text = text.trim().trim_matches(['"', ',']).trim();
    let small = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| small.contains(word));
    let choice = |known: Option<&str>| known.map(str::to_owned).ok_or(NotTakenWhy::Choice);
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other field is plain text")]
    match field {
        Field::DateOfBirth | Field::LastPeriod | Field::LastUpsi => {
            day_in(text).map(|day| day.to_string()).ok_or(NotTakenWhy::Date)
        }
        Field::NhsNumber => {
            let number: String =
                text.chars().take_while(|letter| !letter.is_alphabetic() && *letter != '(').collect();
            let number = number.trim().parse::<NhsNumber>().map_err(|_| NotTakenWhy::NhsNumber)?;
            Ok(number.reveal_digits())
        }
        Field::Contact => {
            let number: String = text.chars().take_while(|letter| !letter.is_alphabetic()).collect();
            telephone(number.trim().trim_end_matches(['(', ' '])).ok_or(NotTakenWhy::Telephone)
        }
        Field::Method => choice(match () {
            () if has(&["copper", "cu-iud", "cu iud", "cuiud"]) => Some("cu-iud"),
            () if has(&["lng", "hormon", "ius", "levonorgestrel"]) => Some("lng-iud"),
            () if has(&["implant", "etonogestrel", "sdi"]) => Some("implant"),
            () if has(&["discuss", "unsure", "undecided"]) => Some("discuss"),
            () => None,
        }),
        Field::Purpose => {
            let (bleeding, contraception) =
                (has(&["bleed", "menorrh", "endometri", "hmb"]), has(&["contracep"]));
            choice(match (bleeding, contraception, has(&["emergency"])) {
                (_, _, true) => Some("emergency"),
                (true, true, false) => Some("mixed"),
                (true, false, false) => Some("heavy-bleeding"),
                (false, true, false) => Some("contraception"),
                (false, false, false) => None,
            })
        }
        Field::ShortestCycle => {
            let days: String = text.chars().take_while(char::is_ascii_digit).collect();
            let plain = !days.is_empty() && !small.contains('-') && !small.contains("to") && days.len() <= 3;
            if plain { Ok(days) } else { Err(NotTakenWhy::Choice) }
        }
        Field::Chaperone => choice(match () {
            () if has(&["declin", "none", "not want", "no chaperone"]) || small == "no" => Some("none"),
            () if has(&["female", "woman"]) => Some("woman"),
            () if has(&["male", "man"]) => Some("man"),
            () if has(&["any", "yes", "either"]) => Some("any"),
            () => None,
        }),
        _ => Ok(text.to_owned()),
    }
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A date as records write it: 08/03/2025, 8.3.2025, 08-Mar-2025, 8 March 2025, 2025-03-08. Day before month, four digits
/// for the year. What follows it, such as an age in brackets, is left.
fn day_in(text: &str) -> Option<Day> {
    let mut words = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .skip_while(|word| weekday(word));
    let (first, second, third) = (words.next()?, words.next()?, words.next()?);
    let number = |word: &str| word.trim_end_matches(['s', 't', 'n', 'd', 'r', 'h']).parse::<i16>().ok();
    let month = |word: &str| {
        let begins = word.get(..3)?.to_lowercase();
        let place = MONTHS.iter().position(|known| *known == begins)?;
        i8::try_from(place + 1).ok()
    };
    let small = |value: i16| i8::try_from(value).ok();
    if first.len() == 4 && first.bytes().all(|letter| letter.is_ascii_digit()) {
        let third: String = third.chars().take_while(char::is_ascii_digit).collect();
        return Day::of(number(first)?, small(number(second)?)?, small(number(&third)?)?);
    }
    if third.len() != 4 {
        return None;
    }
    let month = month(second).or_else(|| small(second.parse::<i16>().ok()?))?;
    Day::of(third.parse().ok()?, month, small(number(first)?)?)
}

fn weekday(word: &str) -> bool {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    word.get(..3).is_some_and(|begins| days.contains(&begins.to_lowercase().as_str()))
}
