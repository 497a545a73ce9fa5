//! A table as a file for a spreadsheet.

use std::sync::Arc;

use axum::response::Response;

use crate::file::file;
use crate::stop::Stop;

/// The last column of a file of a synthetic place: it says so in every row, so that a row says it wherever it is copied to.
pub const LABEL_COLUMN: &str = "synthetic";

/// The head and rows of a CSV file, which the shell writes anew with the label of a synthetic place.
#[derive(Clone)]
pub(crate) struct Lines(Arc<Vec<Vec<String>>>);

impl Lines {
    /// The file with the label of its place in every row.
    pub(crate) fn labelled(&self, label: &str) -> Result<Vec<u8>, Stop> {
        write(&self.0, Some(label))
    }
}

/// A file of that name with that head and those rows. A cell that a spreadsheet would take for a formula is written
/// with an apostrophe before it, so that opening the file runs nothing. In a synthetic place the shell adds a column that
/// says so.
pub fn csv_file<Row, Cell>(
    name: &str,
    head: &[&str],
    rows: impl IntoIterator<Item = Row>,
) -> Result<Response, Stop>
where
    Row: IntoIterator<Item = Cell>,
    Cell: AsRef<str>,
{
    let mut lines: Vec<Vec<String>> = vec![head.iter().map(|cell| (*cell).to_owned()).collect()];
    lines.extend(rows.into_iter().map(|row| row.into_iter().map(|cell| harmless(cell.as_ref())).collect()));
    let mut response = file(name, "text/csv; charset=utf-8", write(&lines, None)?);
    response.extensions_mut().insert(Lines(Arc::new(lines)));
    Ok(response)
}

fn write(lines: &[Vec<String>], label: Option<&str>) -> Result<Vec<u8>, Stop> {
    // The mark at the start tells a spreadsheet that the letters are UTF-8.
    let mut out = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    for (nth, cells) in lines.iter().enumerate() {
        let last = label.map(|label| if nth == 0 { LABEL_COLUMN } else { label });
        let cells = cells.iter().map(String::as_str).chain(last);
        out.write_record(cells).map_err(|why: csv::Error| Stop::fault("writing a CSV file", why))?;
    }
    out.into_inner().map_err(|why| Stop::fault("writing a CSV file", why.error()))
}

/// The cell, with an apostrophe before it if a spreadsheet would take it for a formula. Numbers stay numbers.
pub fn harmless(cell: &str) -> String {
    let begins_one = cell.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let is_number = !digits.is_empty()
        && digits.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
        && digits.matches('.').count() <= 1;
    if begins_one && !is_number { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_runs_nothing() {
        for formula in ["=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "\t=1", " =1"] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        for plain in ["-12", "+3.5", "Orchard Street", "", "07700 900123"] {
            assert_eq!(harmless(plain), plain);
        }
    }
}
