//! Comma-separated text with a line of column names, each refusal with its line.

use super::{PLACES_MAX, Unreadable};

/// The rows below the column names, each with its line.
pub(crate) struct Table {
    pub(crate) rows: Vec<(usize, csv::StringRecord)>,
    headers: csv::StringRecord,
}

impl Table {
    pub(crate) fn read(text: &str) -> Result<Table, Unreadable> {
        if text.trim().is_empty() {
            return Err(Unreadable::whole(
                "the file is empty: expected a line of column names and then one place a line",
            ));
        }
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let broken = |e: csv::Error| {
            let line = e.position().map_or(0, |p| p.line() as usize);
            let why = if let csv::ErrorKind::UnequalLengths { expected_len, len, .. } = e.kind() {
                format!("{len} fields where the column names promise {expected_len}")
            } else {
                "not comma-separated text".to_owned()
            };
            Unreadable { line, field: None, why }
        };
        let headers = reader.headers().map_err(broken)?.clone();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(broken)?;
            if let Some(nth) = record.iter().position(|cell| cell.contains('\0')) {
                let line = record.position().map_or(0, |p| p.line() as usize);
                let name = headers.get(nth).unwrap_or("the field");
                let why = format!("{name} holds the character NUL: save the file again as “CSV UTF-8”");
                return Err(Unreadable { line, field: None, why });
            }
            rows.push((record.position().map_or(0, |p| p.line() as usize), record));
        }
        if rows.len() > PLACES_MAX {
            return Err(Unreadable::whole(format!("{} rows: at most {PLACES_MAX} can be read", rows.len())));
        }
        Ok(Table { rows, headers })
    }

    pub(crate) fn column(&self, name: &'static str) -> Result<usize, Unreadable> {
        self.column_if_any(name).ok_or_else(|| Unreadable::at(1, name, "there is no such column: add it"))
    }

    /// The column of that name, where there is one.
    pub(crate) fn column_if_any(&self, name: &str) -> Option<usize> {
        self.headers.iter().position(|h| h.trim_start_matches('\u{feff}').eq_ignore_ascii_case(name))
    }
}
