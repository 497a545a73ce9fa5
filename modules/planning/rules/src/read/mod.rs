//! The text formats that problems come in. Every refusal names the line and says what to do.

use std::fmt;

mod capacitated;
mod clinics;
mod csv_sites;
mod flow;
mod graph;
mod indicators;
mod registers;
mod small_areas;
mod table;
mod tsplib;

pub use capacitated::{Capacitated, pmedcap, sjc};
pub use clinics::{Clinic, clinics, matrix};
pub use csv_sites::{CsvSites, csv};
pub use flow::{assign, dimacs};
pub use graph::{Graph, pmed};
pub use indicators::{Indicator, indicators, population};
pub use registers::{
    Address, OnRegister, WomenOnList, addresses, check_printed, pharmacies, practices, women_by_practice,
};
pub use small_areas::{
    Area, Printed, SmallArea, area, check_total, printed_number, printed_total, women_on_lists,
};
pub use tsplib::tsplib;

/// Why a text could not be read: where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The line, counted from 1; 0 where it is the whole text that is at fault.
    pub line: usize,
    /// The field at fault, where it is one.
    pub field: Option<&'static str>,
    /// What is wrong and what to do.
    pub why: String,
}

impl Unreadable {
    pub(crate) fn whole(why: impl Into<String>) -> Unreadable {
        Unreadable { line: 0, field: None, why: why.into() }
    }

    pub(crate) fn at(line: usize, field: &'static str, why: impl Into<String>) -> Unreadable {
        Unreadable { line, field: Some(field), why: why.into() }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {}", self.line)?;
            if let Some(field) = self.field {
                write!(f, ", {field}")?;
            }
            write!(f, ": ")?;
        }
        f.write_str(&self.why)
    }
}

impl std::error::Error for Unreadable {}

/// More customers or sites than a plan can be made for here.
pub(crate) const PLACES_MAX: usize = 1_000_000;

/// The words of a text, each with its line.
pub(crate) struct Words<'a> {
    lines: std::iter::Enumerate<std::str::Lines<'a>>,
    words: std::str::SplitWhitespace<'a>,
    line: usize,
}

impl<'a> Words<'a> {
    pub(crate) fn new(text: &'a str) -> Words<'a> {
        Words { lines: text.lines().enumerate(), words: "".split_whitespace(), line: 1 }
    }

    pub(crate) fn next(&mut self) -> Option<(usize, &'a str)> {
        loop {
            if let Some(word) = self.words.next() {
                return Some((self.line, word));
            }
            let (at, line) = self.lines.next()?;
            self.line = at + 1;
            self.words = line.split_whitespace();
        }
    }

    /// The next word as a whole number from `least` to `most`.
    pub(crate) fn whole(&mut self, field: &'static str, least: u64, most: u64) -> Result<u64, Unreadable> {
        let Some((line, word)) = self.next() else {
            return Err(Unreadable::at(self.line, field, "the file ends here: a number is missing"));
        };
        whole(line, field, word, least, most)
    }

    /// The next word as a finite number.
    pub(crate) fn real(&mut self, field: &'static str) -> Result<f64, Unreadable> {
        let Some((line, word)) = self.next() else {
            return Err(Unreadable::at(self.line, field, "the file ends here: a number is missing"));
        };
        real(line, field, word)
    }
}

pub(crate) fn shown(word: &str) -> String {
    word.chars().take(40).collect()
}

pub(crate) fn whole(
    line: usize,
    field: &'static str,
    word: &str,
    least: u64,
    most: u64,
) -> Result<u64, Unreadable> {
    let number = word.parse::<i128>().or_else(|e| real_whole(word).ok_or(e));
    let refused = |why: String| Err(Unreadable::at(line, field, why));
    match number {
        Ok(n) if n < i128::from(least) => {
            refused(format!("{} is too small: it must be at least {least}", shown(word)))
        }
        Ok(n) if n > i128::from(most) => {
            refused(format!("{} is too large: it may be at most {most}", shown(word)))
        }
        Ok(n) => Ok(n as u64),
        Err(_) => refused(format!("“{}” is not a whole number", shown(word))),
    }
}

/// A whole number written as `120.0` or `1.2e2`.
fn real_whole(word: &str) -> Option<i128> {
    let number = word.parse::<f64>().ok()?;
    (number.is_finite() && number.fract() == 0.0 && number.abs() < 1e15).then_some(number as i128)
}

pub(crate) fn real(line: usize, field: &'static str, word: &str) -> Result<f64, Unreadable> {
    match word.parse::<f64>() {
        Ok(number) if number.is_finite() && number.abs() < 1e12 => Ok(number),
        Ok(_) => Err(Unreadable::at(
            line,
            field,
            format!("{} is not a usable number: give a finite one", shown(word)),
        )),
        Err(_) => Err(Unreadable::at(line, field, format!("“{}” is not a number", shown(word)))),
    }
}
