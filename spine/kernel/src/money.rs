//! Money in whole pence.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};
use std::str::FromStr;

/// An amount in pence; negative amounts are owed back.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Pence(pub i64);

/// A text that is not an amount of pounds and pence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PenceRefused {
    given: String,
}

impl fmt::Display for PenceRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is not an amount: write pounds and pence, as in 81.31", self.given)
    }
}

impl std::error::Error for PenceRefused {}

impl Add for Pence {
    type Output = Pence;
    fn add(self, other: Pence) -> Pence {
        Pence(self.0.saturating_add(other.0))
    }
}

impl Sub for Pence {
    type Output = Pence;
    fn sub(self, other: Pence) -> Pence {
        Pence(self.0.saturating_sub(other.0))
    }
}

impl Neg for Pence {
    type Output = Pence;
    fn neg(self) -> Pence {
        Pence(self.0.saturating_neg())
    }
}

impl Sum for Pence {
    fn sum<I: Iterator<Item = Pence>>(amounts: I) -> Pence {
        amounts.fold(Pence(0), |total, amount| total + amount)
    }
}

impl fmt::Display for Pence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "−" } else { "" };
        let pounds = (self.0.unsigned_abs() / 100).to_string();
        let mut grouped = String::new();
        for (place, digit) in pounds.chars().enumerate() {
            if place > 0 && (pounds.len() - place).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        write!(f, "{sign}£{grouped}.{:02}", self.0.unsigned_abs() % 100)
    }
}

impl fmt::Debug for Pence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Pence {
    type Err = PenceRefused;

    fn from_str(text: &str) -> Result<Pence, PenceRefused> {
        let refused = || PenceRefused { given: text.chars().take(40).collect() };
        let plain: String = text.trim().chars().filter(|c| *c != ',' && *c != '£').collect();
        let (negative, digits) = match plain.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, plain.as_str()),
        };
        let (pounds, pence) = digits.split_once('.').unwrap_or((digits, "00"));
        let numeric = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !numeric(pounds) || !numeric(pence) || pence.len() > 2 {
            return Err(refused());
        }
        let pounds: i64 = pounds.parse().map_err(|_| refused())?;
        let tenths = if pence.len() == 1 { 10 } else { 1 };
        let pence: i64 = pence.parse::<i64>().map_err(|_| refused())? * tenths;
        let amount = pounds.checked_mul(100).and_then(|p| p.checked_add(pence)).ok_or_else(refused)?;
        Ok(Pence(if negative { -amount } else { amount }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_and_print_as_people_write_them() {
        for (text, pence, printed) in [
            ("81.31", 8131, "£81.31"),
            ("£6,000,000.00", 600_000_000, "£6,000,000.00"),
            ("-0.5", -50, "−£0.50"),
            ("12", 1200, "£12.00"),
        ] {
            let amount: Pence = text.parse().unwrap();
            assert_eq!((amount.0, amount.to_string().as_str()), (pence, printed));
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["", "1.234", "one", "1.", ".5", "--2", "99999999999999999999"] {
            assert!(text.parse::<Pence>().is_err(), "{text}");
        }
    }
}
