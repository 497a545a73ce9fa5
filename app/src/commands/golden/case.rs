//! Reading cases and comparing numbers within a tolerance.

use std::path::Path;

use cli::Failure;
use serde::de::DeserializeOwned;

/// Reads a JSON file of cases.
pub fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::refused(format_args!("reading {}: {error}", path.display())))?;
    serde_json::from_str(&text).map_err(|error| Failure::refused(format_args!("{}: {error}", path.display())))
}

/// Reads a CSV file with a heading line into one map a line.
pub fn read_csv(path: &Path) -> Result<Vec<Line>, Failure> {
    let fault = |error: csv::Error| Failure::refused(format_args!("{}: {error}", path.display()));
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(path).map_err(fault)?;
    let headings: Vec<String> = reader
        .headers()
        .map_err(fault)?
        .iter()
        .map(|heading| heading.trim_start_matches('\u{feff}').trim().trim_matches('"').trim().to_owned())
        .collect();
    let mut lines = Vec::new();
    for (place, record) in reader.records().enumerate() {
        let record = record.map_err(fault)?;
        lines.push(Line {
            place: place + 2,
            fields: headings.iter().cloned().zip(record.iter().map(str::to_owned)).collect(),
        });
    }
    Ok(lines)
}

/// One line of a CSV file, by heading.
pub struct Line {
    /// The line in the file, from 1.
    pub place: usize,
    fields: std::collections::BTreeMap<String, String>,
}

impl Line {
    /// The text under a heading; empty where there is none.
    pub fn text(&self, heading: &str) -> &str {
        self.fields.get(heading).map_or("", String::as_str)
    }

    /// The number under a heading; none where the field is empty or no number.
    pub fn number(&self, heading: &str) -> Option<f64> {
        self.text(heading).parse().ok()
    }
}

/// Compares two numbers at a relative tolerance; two that are missing agree.
pub fn near(what: &str, got: Option<f64>, wanted: Option<f64>, tolerance: f64) -> Result<(), String> {
    let same = match (got, wanted) {
        (None, None) => true,
        (Some(got), Some(wanted)) => (got - wanted).abs() <= tolerance * wanted.abs().max(got.abs()) + 1e-13,
        (Some(_), None) | (None, Some(_)) => false,
    };
    if same { Ok(()) } else { Err(format!("{what} is {}, expected {}", shown(got), shown(wanted))) }
}

fn shown(number: Option<f64>) -> String {
    number.map_or("not given".to_owned(), |number| number.to_string())
}

/// Compares two values that must be equal.
pub fn same<T: PartialEq + std::fmt::Debug>(what: &str, got: T, wanted: T) -> Result<(), String> {
    if got == wanted { Ok(()) } else { Err(format!("{what} is {got:?}, expected {wanted:?}")) }
}
