//! A table as a file for a spreadsheet.

use axum::response::Response;

use crate::file::file;
use crate::stop::Stop;

/// A file of that name with that head and those rows. A cell that a spreadsheet would take for a formula is written
/// with an apostrophe before it, so that opening the file runs nothing.
pub fn csv_file<Row, Cell>(
    name: &str,
    head: &[&str],
    rows: impl IntoIterator<Item = Row>,
) -> Result<Response, Stop>
where
    Row: IntoIterator<Item = Cell>,
    Cell: AsRef<str>,
{
    let fault = |why: csv::Error| Stop::fault("writing a CSV file", why);
    // The mark at the start tells a spreadsheet that the letters are UTF-8.
    let mut out = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    out.write_record(head).map_err(fault)?;
    for row in rows {
        let cells: Vec<String> = row.into_iter().map(|cell| harmless(cell.as_ref())).collect();
        out.write_record(&cells).map_err(fault)?;
    }
    let bytes = out.into_inner().map_err(|why| Stop::fault("writing a CSV file", why.error()))?;
    Ok(file(name, "text/csv; charset=utf-8", bytes))
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
