//! Tables of counts in CSV files, as `disclose` and `attack` read and write them.
//!
//! Long: one column for each dimension, then `count`; a column `measure` says what is counted. Crossed: the first field
//! of the heading names both dimensions, as in `area/band`, the others are the values of the second. Lines that begin
//! with `#` before the heading fix further dimensions, as in `# quarter: 2025 Q1`, or the measure, as in
//! `# measure: asks`. `Total` is all of a dimension.

use std::fs;
use std::path::Path;
use std::str::FromStr;

use cli::{BadRecord, Failure};
use measures_rules::disclosure::system::{Link, TOTAL, Table};

/// How the file was laid out, so that it can be written the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One line a cell.
    Long,
    /// Rows and columns.
    Crossed,
}

/// What is counted where a file does not say.
const MEASURE: &str = "count";

/// Reads a table whose cells are of one type.
pub fn read<T: FromStr>(path: &Path) -> Result<(Table<T>, Layout), Failure>
where
    T::Err: std::fmt::Display,
{
    let file = path.display().to_string();
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::refused(format_args!("reading {file}: {error}")))?;
    let text = text.trim_start_matches('\u{feff}');
    let mut measure = MEASURE.to_owned();
    let mut fixed: Vec<(String, String)> = Vec::new();
    for line in text.lines().take_while(|line| line.starts_with('#')) {
        if let Some((name, value)) = line.trim_start_matches('#').split_once(':') {
            match name.trim() {
                "measure" => measure = value.trim().to_owned(),
                // The sentence under a published table is no dimension of it.
                "note" => {}
                name => fixed.push((name.to_owned(), value.trim().to_owned())),
            }
        }
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let mut lines: Vec<(usize, Vec<String>)> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| Failure::refused(format_args!("{file}: {error}")))?;
        let line = record.position().map_or(0, |p| usize::try_from(p.line()).unwrap_or(0));
        if record.iter().any(|field| !field.is_empty()) {
            lines.push((line, record.iter().map(str::to_owned).collect()));
        }
    }
    let mut lines = lines.into_iter();
    let (_, headings) =
        lines.next().ok_or_else(|| Failure::refused(format_args!("{file}: the file is empty")))?;
    let name = path.file_stem().map_or_else(|| file.clone(), |stem| stem.to_string_lossy().into_owned());
    let mut table = Table {
        name,
        measure,
        dimensions: fixed.iter().map(|(dimension, _)| dimension.clone()).collect(),
        cells: Vec::new(),
    };
    let before: Vec<String> = fixed.into_iter().map(|(_, value)| value).collect();
    let source = Source { file, headings };
    let long = source.headings.iter().any(|heading| heading == "count");
    if long {
        source.read_long(lines, &before, &mut table)?;
    } else {
        source.read_crossed(lines, &before, &mut table)?;
    }
    Ok((table, if long { Layout::Long } else { Layout::Crossed }))
}

struct Source {
    file: String,
    headings: Vec<String>,
}

type Lines = std::vec::IntoIter<(usize, Vec<String>)>;

impl Source {
    fn bad(&self, line: usize, field: &str, why: impl std::fmt::Display) -> Failure {
        let record =
            BadRecord { file: self.file.clone(), line, field: Some(field.to_owned()), why: why.to_string() };
        Failure::refused(record)
    }

    fn count<T: FromStr>(&self, line: usize, field: &str, text: Option<&String>) -> Result<T, Failure>
    where
        T::Err: std::fmt::Display,
    {
        let text = text.map_or("", String::as_str);
        text.parse().map_err(|_| {
            self.bad(
                line,
                field,
                format_args!("“{text}” is not a count: write a whole number, 0 where there is none"),
            )
        })
    }

    fn read_long<T: FromStr>(
        &self,
        lines: Lines,
        before: &[String],
        table: &mut Table<T>,
    ) -> Result<(), Failure>
    where
        T::Err: std::fmt::Display,
    {
        let of = |name: &str| self.headings.iter().position(|heading| heading == name);
        let (count, measure) = (of("count"), of("measure"));
        let own: Vec<(usize, &String)> = self
            .headings
            .iter()
            .enumerate()
            .filter(|(place, _)| Some(*place) != count && Some(*place) != measure)
            .collect();
        table.dimensions.extend(own.iter().map(|(_, name)| (*name).clone()));
        let mut said: Option<String> = None;
        for (line, fields) in lines {
            let mut values = before.to_vec();
            for (place, name) in &own {
                match fields.get(*place).filter(|field| !field.is_empty()) {
                    Some(field) => values.push(field.clone()),
                    None => return Err(self.bad(line, name, "is empty; write a value, or Total for all")),
                }
            }
            if let Some(measure) = measure.and_then(|place| fields.get(place)) {
                if said.as_ref().is_some_and(|said| said != measure) {
                    return Err(self.bad(
                        line,
                        "measure",
                        "a file holds one measure; put others in files of their own",
                    ));
                }
                said = Some(measure.clone());
            }
            let value = self.count(line, "count", count.and_then(|place| fields.get(place)))?;
            table.cells.push((values, value));
        }
        if let Some(said) = said {
            table.measure = said;
        }
        Ok(())
    }

    fn read_crossed<T: FromStr>(
        &self,
        lines: Lines,
        before: &[String],
        table: &mut Table<T>,
    ) -> Result<(), Failure>
    where
        T::Err: std::fmt::Display,
    {
        let corner = self.headings.first().map_or("", String::as_str);
        let (rows, columns) =
            corner.split_once('/').unwrap_or((if corner.is_empty() { "row" } else { corner }, "column"));
        table.dimensions.extend([rows.trim().to_owned(), columns.trim().to_owned()]);
        for (line, fields) in lines {
            let row = fields.first().cloned().unwrap_or_default();
            if row.is_empty() {
                return Err(self.bad(line, rows, "is empty; write a value, or Total for all"));
            }
            if fields.len() != self.headings.len() {
                let why =
                    format_args!("has {} fields where the heading has {}", fields.len(), self.headings.len());
                return Err(self.bad(line, &row, why));
            }
            for (column, field) in self.headings.iter().zip(&fields).skip(1) {
                let mut values = before.to_vec();
                values.extend([row.clone(), column.clone()]);
                table.cells.push((values, self.count(line, column, Some(field))?));
            }
        }
        Ok(())
    }
}

/// Reads links: the columns dimension, whole and part, one line a part.
pub fn read_links(path: &Path) -> Result<Vec<Link>, Failure> {
    let fault = |error: csv::Error| Failure::refused(format_args!("{}: {error}", path.display()));
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(path).map_err(fault)?;
    let mut links: Vec<Link> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(fault)?;
        let (Some(dimension), Some(whole), Some(part)) = (record.get(0), record.get(1), record.get(2)) else {
            return Err(Failure::refused(format_args!(
                "{}: each line needs dimension,whole,part",
                path.display()
            )));
        };
        match links.iter_mut().find(|link| link.dimension == dimension && link.whole == whole) {
            Some(link) => link.parts.push(part.to_owned()),
            None => links.push(Link {
                dimension: dimension.to_owned(),
                whole: whole.to_owned(),
                parts: vec![part.to_owned()],
            }),
        }
    }
    Ok(links)
}

/// The table as text, laid out as it was read.
pub fn written<T: std::fmt::Display>(table: &Table<T>, layout: Layout, note: &str) -> String {
    let crossed = table.dimensions.len().checked_sub(2).filter(|_| layout == Layout::Crossed);
    let mut lines = vec![format!("# note: {note}")];
    if table.measure != MEASURE && crossed.is_some() {
        lines.push(format!("# measure: {}", table.measure));
    }
    match crossed {
        Some(fixed) => lines.extend(crossed_lines(table, fixed)),
        None => {
            let mut headings = table.dimensions.clone();
            headings.extend(["measure".to_owned(), "count".to_owned()]);
            lines.push(line(&headings));
            for (values, count) in &table.cells {
                let mut fields = values.clone();
                fields.extend([table.measure.clone(), count.to_string()]);
                lines.push(line(&fields));
            }
        }
    }
    lines.join("\n") + "\n"
}

fn crossed_lines<T: std::fmt::Display>(table: &Table<T>, fixed: usize) -> Vec<String> {
    let mut lines: Vec<String> = (0..fixed)
        .filter_map(|place| {
            Some(format!("# {}: {}", table.dimensions.get(place)?, table.values(place).first()?))
        })
        .collect();
    let columns = totals_last(table.values(fixed + 1));
    let corner: Vec<&str> = table.dimensions.iter().skip(fixed).map(String::as_str).collect();
    let mut headings = vec![corner.join("/")];
    headings.extend(columns.iter().map(|column| (*column).to_owned()));
    lines.push(line(&headings));
    for row in totals_last(table.values(fixed)) {
        let mut fields = vec![row.to_owned()];
        for column in &columns {
            let at = |values: &[String]| {
                values.get(fixed).is_some_and(|v| v == row)
                    && values.get(fixed + 1).is_some_and(|v| v == column)
            };
            let cell = table.cells.iter().find(|(values, _)| at(values));
            fields.push(cell.map_or_else(String::new, |(_, count)| count.to_string()));
        }
        lines.push(line(&fields));
    }
    lines
}

fn totals_last(values: Vec<&str>) -> Vec<&str> {
    let (totals, mut others): (Vec<&str>, Vec<&str>) = values.into_iter().partition(|value| *value == TOTAL);
    others.extend(totals);
    others
}

fn line(fields: &[String]) -> String {
    let quoted = |field: &String| {
        if field.contains([',', '"', '\n']) {
            format!("\"{}\"", field.replace('"', "\"\""))
        } else {
            field.clone()
        }
    };
    fields.iter().map(quoted).collect::<Vec<_>>().join(",")
}
