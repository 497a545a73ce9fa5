//! The NHS number: ten digits, the last of which checks the others.

use std::fmt;
use std::str::FromStr;

/// A number whose check digit is right. It prints as `NhsNumber(…)`; only [`NhsNumber::reveal`] shows it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct NhsNumber(u64);

/// Why a text is no NHS number. The message never repeats what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NhsNumberRefused {
    /// Not ten digits.
    NotTenDigits,
    /// The last digit does not check the first nine.
    WrongCheckDigit,
}

impl fmt::Display for NhsNumberRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NhsNumberRefused::NotTenDigits => "an NHS number has ten digits",
            NhsNumberRefused::WrongCheckDigit => {
                "that NHS number has a digit wrong: read it again from the record"
            }
        })
    }
}

impl std::error::Error for NhsNumberRefused {}

/// The check digit for nine digits by modulus 11, or nothing where no number with them is issued.
/// Source: NHS Data Model and Dictionary, NHS NUMBER.
fn check_digit(nine: u64) -> Option<u64> {
    let mut sum = 0;
    let mut rest = nine;
    for weight in 2..=10 {
        sum += (rest % 10) * weight;
        rest /= 10;
    }
    match 11 - sum % 11 {
        11 => Some(0),
        10 => None,
        digit => Some(digit),
    }
}

impl NhsNumber {
    /// The number whose first nine digits these are, or nothing where none is issued with them.
    pub fn from_first_nine(nine: u32) -> Option<NhsNumber> {
        let nine = u64::from(nine);
        if nine > 999_999_999 {
            return None;
        }
        check_digit(nine).map(|digit| NhsNumber(nine * 10 + digit))
    }

    /// Begins with 999: the range kept for tests, never a real person.
    pub fn is_synthetic(self) -> bool {
        self.0 / 10_000_000 == 999
    }

    /// The digits in their usual groups, for a page whose reader may see them.
    pub fn reveal(self) -> String {
        let digits = format!("{:010}", self.0);
        let (first, rest) = digits.split_at(3);
        let (second, third) = rest.split_at(3);
        format!("{first} {second} {third}")
    }

    /// The ten digits run together, for a record or a keyed hash.
    pub fn reveal_digits(self) -> String {
        format!("{:010}", self.0)
    }
}

impl fmt::Debug for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NhsNumber(…)")
    }
}

impl FromStr for NhsNumber {
    type Err = NhsNumberRefused;

    fn from_str(text: &str) -> Result<NhsNumber, NhsNumberRefused> {
        let mut digits = String::new();
        for letter in text.chars() {
            match letter {
                '0'..='9' => digits.push(letter),
                ' ' | '-' | '\u{a0}' => {}
                _ => return Err(NhsNumberRefused::NotTenDigits),
            }
        }
        if digits.len() != 10 {
            return Err(NhsNumberRefused::NotTenDigits);
        }
        let number: u64 = digits.parse().map_err(|_| NhsNumberRefused::NotTenDigits)?;
        if check_digit(number / 10) != Some(number % 10) {
            return Err(NhsNumberRefused::WrongCheckDigit);
        }
        Ok(NhsNumber(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_s_two_numbers_check() {
        for text in ["999 000 0182", "9994567896", "999-456-7896"] {
            let number: NhsNumber = text.parse().unwrap();
            assert!(number.is_synthetic());
            assert_eq!(number.reveal().replace(' ', ""), number.reveal_digits());
        }
    }

    #[test]
    fn one_wrong_digit_is_found_wherever_it_is() {
        let right = "9994567896";
        for place in 0..10 {
            for digit in '0'..='9' {
                let mut typed: Vec<char> = right.chars().collect();
                typed[place] = digit;
                let typed: String = typed.into_iter().collect();
                assert_eq!(typed.parse::<NhsNumber>().is_ok(), typed == right, "{typed}");
            }
        }
    }

    #[test]
    fn it_never_prints_itself() {
        let number: NhsNumber = "9994567896".parse().unwrap();
        assert_eq!(format!("{number:?}"), "NhsNumber(…)");
    }
}
