//! A CSV file as lines of typed words: the same words that a form would send.

use web::Typed;

use super::practice_files::What;

/// Lines that a file may have: more than any organisation has sessions in a year.
const LINES_MAX: usize = 2_000;

/// One line: its number in the file, the id it names, and its words.
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) id: Option<String>,
    pub(super) typed: Typed,
}

/// Something that was not taken.
pub(super) struct Left {
    pub(super) line: u64,
    pub(super) field: String,
    pub(super) why: String,
}

/// The lines of a file and what could not be read of it, or why it is no such file at all.
pub(super) fn rows(what: What, bytes: &[u8]) -> Result<(Vec<Line>, Vec<Left>), String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(bytes);
    let head = reader
        .headers()
        .map_err(|_| "The file is no CSV file in UTF-8: save it again as “CSV UTF-8”".to_owned())?;
    let head: Vec<String> =
        head.iter().map(|name| name.trim().to_ascii_lowercase().replace(' ', "_")).collect();
    if !head.iter().any(|name| name == what.needed()) {
        return Err(format!(
            "The first line has no column “{}”: begin with the columns {}",
            what.needed(),
            what.columns().join(", ")
        ));
    }
    let mut left = Vec::new();
    for (nth, name) in head.iter().enumerate() {
        // What a synthetic place says of itself in its own files is nothing that somebody typed.
        if name == web::LABEL_COLUMN {
            continue;
        }
        if !what.columns().contains(&name.as_str()) {
            left.push(Left {
                line: 1,
                field: name.clone(),
                why: "This column is not known: it was not read.".to_owned(),
            });
        } else if head.iter().take(nth).any(|before| before == name) {
            return Err(format!("The column “{name}” stands twice: keep one"));
        }
    }
    let mut lines = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let number = record.position().map_or(0, csv::Position::line);
                if record.len() != head.len() {
                    let why = format!(
                        "The line has {} cells and the first line {}: put a quote around cells with commas.",
                        record.len(),
                        head.len()
                    );
                    left.push(Left { line: number, field: "the whole line".to_owned(), why });
                    continue;
                }
                if let Some(name) =
                    head.iter().zip(&record).find_map(|(name, cell)| cell.contains('\0').then_some(name))
                {
                    let why = "It holds the character NUL: save the file again as “CSV UTF-8”.".to_owned();
                    left.push(Left { line: number, field: name.clone(), why });
                    continue;
                }
                lines.push(line(number, &head, &record));
            }
            Err(why) => {
                let number = why.position().map_or(0, csv::Position::line);
                left.push(Left {
                    line: number,
                    field: "the whole line".to_owned(),
                    why: "It is not written in UTF-8: save the file again as “CSV UTF-8”.".to_owned(),
                });
            }
        }
        if lines.len() > LINES_MAX {
            return Err(format!("The file has more than {LINES_MAX} lines: send it in parts"));
        }
    }
    Ok((lines, left))
}

fn line(number: u64, head: &[String], record: &csv::StringRecord) -> Line {
    let mut pairs = Vec::new();
    let mut id = None;
    for (name, cell) in head.iter().zip(record.iter()) {
        let cell = plain(cell);
        match name.as_str() {
            "id" => id = Some(cell.to_owned()).filter(|id| !id.is_empty()),
            "day" | "certified" | "life_support" | "until" => pairs.extend(day(name, cell)),
            _ => pairs.push((name.clone(), cell.to_owned())),
        }
    }
    Line { number, id, typed: Typed::of(pairs) }
}

/// The cell without the apostrophe that a file out carries before what a spreadsheet would run.
fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start().starts_with(['=', '+', '-', '@']) => rest,
        Some(_) | None => cell,
    }
}

/// A day as the three fields of a form: `2026-03-31`, or `31/03/2026` as a spreadsheet in England leaves it.
fn day(name: &str, cell: &str) -> Vec<(String, String)> {
    let parts: Vec<&str> = cell.split(['-', '/']).collect();
    let (day, month, year) = match (cell.contains('/'), parts.as_slice()) {
        (_, [""]) => return Vec::new(),
        (true, [day, month, year]) | (false, [year, month, day]) => (*day, *month, *year),
        // Whatever else it is, the form says that it is no day.
        _ => (cell, "?", "?"),
    };
    [("day", day), ("month", month), ("year", year)]
        .map(|(part, text)| (format!("{name}[{part}]"), text.to_owned()))
        .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_that_no_database_keeps_is_left_out_with_line_and_field() {
        let (lines, left) =
            rows(What::Sites, b"id,name,discreet_label\n,Orchard,Front door\n,Mea\0dow,Side door\n").unwrap();
        let left: Vec<_> = left.iter().map(|left| (left.line, left.field.as_str())).collect();
        assert_eq!((lines.len(), left), (1, vec![(3, "name")]));
    }
}
