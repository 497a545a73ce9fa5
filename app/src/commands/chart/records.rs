//! Reading a CSV file by the names of its columns: good records are kept, bad ones named by file, line and field.

use std::path::Path;
use std::str::FromStr;

use cli::{BadRecord, Failure, Outcome};

/// A file with a heading line.
pub struct Records {
    file: String,
    headings: Vec<String>,
    rows: Vec<(usize, Vec<String>)>,
    bad: Vec<BadRecord>,
}

/// One record, being read field by field.
pub struct Record<'a> {
    line: usize,
    fields: &'a [String],
    headings: &'a [String],
}

impl Records {
    /// Reads a file. Refused where it can't be read or has no heading line.
    pub fn read(path: &Path) -> Result<Records, Failure> {
        let file = path.display().to_string();
        let fault = |error: csv::Error| Failure::refused(format_args!("{file}: {error}"));
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .comment(Some(b'#'))
            .from_path(path)
            .map_err(fault)?;
        let plain = |text: &str| text.trim_start_matches('\u{feff}').trim().to_lowercase();
        let headings: Vec<String> = reader.headers().map_err(fault)?.iter().map(plain).collect();
        let mut records = Records { file: file.clone(), headings, rows: Vec::new(), bad: Vec::new() };
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let line = record.position().map_or(0, |p| usize::try_from(p.line()).unwrap_or(0));
                    records.rows.push((line, record.iter().map(str::to_owned).collect()));
                }
                Err(error) => {
                    let line = error.position().map_or(0, |p| usize::try_from(p.line()).unwrap_or(0));
                    records.bad.push(BadRecord {
                        file: file.clone(),
                        line,
                        field: None,
                        why: error.to_string(),
                    });
                }
            }
        }
        Ok(records)
    }

    /// Refused where a column is missing.
    pub fn need(&self, columns: &[&str]) -> Outcome {
        match columns.iter().find(|column| !self.headings.iter().any(|heading| heading == *column)) {
            None => Ok(()),
            Some(missing) => Err(Failure::refused(format_args!(
                "{}, line 1: there is no column “{missing}”; the first line must name {}",
                self.file,
                columns.join(", ")
            ))),
        }
    }

    /// Reads every record with `read`, which says which field is wrong and why. Good ones are returned with their line.
    pub fn each<T>(&mut self, read: impl Fn(&Record<'_>) -> Result<T, (String, String)>) -> Vec<T> {
        let mut good = Vec::with_capacity(self.rows.len());
        for (line, fields) in &self.rows {
            match read(&Record { line: *line, fields, headings: &self.headings }) {
                Ok(value) => good.push(value),
                Err((field, why)) => {
                    self.bad.push(BadRecord { file: self.file.clone(), line: *line, field: Some(field), why })
                }
            }
        }
        good
    }

    /// Tells of bad records, and refuses where nothing good is left.
    pub fn report(&self, good: usize) -> Result<usize, Failure> {
        cli::report(&self.bad)?;
        if good == 0 {
            return Err(Failure::refused(format_args!("{}: no record could be read", self.file)));
        }
        Ok(self.bad.len())
    }
}

impl Record<'_> {
    /// The line in the file.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The text of a column; empty where there is none.
    pub fn text(&self, column: &str) -> &str {
        let place = self.headings.iter().position(|heading| heading == column);
        place.and_then(|place| self.fields.get(place)).map_or("", String::as_str)
    }

    /// The value of a column, or which field is wrong and what to write there.
    pub fn value<T: FromStr>(&self, column: &str, write: &str) -> Result<T, (String, String)> {
        let text = self.text(column);
        text.parse().map_err(|_| (column.to_owned(), format!("“{text}” cannot be read; write {write}")))
    }

    /// The same, or nothing where the field is empty.
    pub fn optional<T: FromStr>(&self, column: &str, write: &str) -> Result<Option<T>, (String, String)> {
        if self.text(column).is_empty() { Ok(None) } else { self.value(column, write).map(Some) }
    }
}
