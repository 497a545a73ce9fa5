//! A trial as a page, as a file that stands alone, and as comma-separated text: the same parts in each.

use maud::{Markup, html};
use planning_rules::facts::v1::{Grid, LABEL, Section, Trial};
use web::components::{Column, Details, Table, TableCell};

/// Rows of a table that stands open on a page; a longer one opens part by part. Paper shows all of it.
const OPEN_ROWS: usize = 16;

/// The body of a trial: what came out first and open, how it was made behind lines that open.
pub fn body(sections: &[Section]) -> Markup {
    html! {
        @for (nth, section) in sections.iter().enumerate() {
            @let comes_out = section.tables.iter().any(|table| table.result);
            @if nth == 0 || comes_out || short(section) {
                h2 class="nhsuk-heading-m" { (section.heading) }
                (inside(section))
            } @else {
                (Details::expander(section.heading.as_str(), inside(section)))
            }
        }
    }
}

fn short(section: &Section) -> bool {
    section.tables.is_empty() && section.words.len() <= 2
}

fn inside(section: &Section) -> Markup {
    html! {
        @if let [one] = section.words.as_slice() { p { (one) } }
        @else if !section.words.is_empty() {
            ul class="nhsuk-list nhsuk-list--bullet" { @for words in &section.words { li { (words) } } }
        }
        @for table in &section.tables { (folded(table)) }
    }
}

/// A table; a long one whose rows begin with what they are by, one part for each, the first open.
fn folded(of: &Grid) -> Markup {
    if of.rows.len() <= OPEN_ROWS {
        return grid(of);
    }
    if of.head.first().is_none_or(|head| head != "By") {
        let rows = of.rows.len();
        return html! { (Details::new(&format!("{} ({rows} rows)", of.title), grid(of))) };
    }
    let mut parts: Vec<(&str, Vec<Vec<String>>)> = Vec::new();
    for row in &of.rows {
        let by = row.first().map_or("", String::as_str);
        match parts.last_mut().filter(|(name, _)| *name == by) {
            Some((_, rows)) => rows.push(row.clone()),
            None => parts.push((by, vec![row.clone()])),
        }
    }
    let part = |by: &str, rows: Vec<Vec<String>>| {
        let title = format!("{}, by {}", of.title, by.to_lowercase());
        grid(&Grid { title, head: of.head.clone(), rows, result: of.result })
    };
    html! {
        @for (nth, (by, rows)) in parts.into_iter().enumerate() {
            // The whole comes first, with the first grouping where it is but a line.
            @if nth == 0 || (nth == 1 && rows.len() <= 6) { (part(by, rows)) }
            @else {
                @let count = rows.len();
                (Details::new(&format!("{}, by {} ({count} rows)", of.title, by.to_lowercase()), part(by, rows)))
            }
        }
    }
}

pub(crate) fn is_figure(cell: &str) -> bool {
    cell.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '−' | '£' | '*' | '–' | '+'))
}

pub(crate) fn grid(of: &Grid) -> Markup {
    // A column is of figures where every cell of it is one.
    let figures =
        |nth: usize| nth > 0 && of.rows.iter().all(|row| row.get(nth).is_some_and(|cell| is_figure(cell)));
    let head = of.head.iter().enumerate().map(|(nth, name)| {
        if figures(nth) { Column::figures(name.as_str()) } else { Column::words(name.as_str()) }
    });
    let rows = of.rows.iter().map(|row| row.iter().map(|cell| TableCell::from(cell.as_str())).collect());
    html! { (Table::new(of.title.as_str(), head.collect(), rows.collect()).first_cell_is_header(true).responsive(true).compact(true)) }
}

/// The whole file that stands alone.
pub fn alone(trial: &Trial) -> String {
    let first = format!("{LABEL} Made on {}.", trial.made_on.in_words());
    crate::document(&trial.title, &first, &body(&trial.sections)).into_string()
}

/// Every table of it, one under the other, each row with the section and the table it belongs to.
pub fn rows(trial: &Trial) -> Vec<Vec<String>> {
    let mut rows = vec![vec![LABEL.to_owned(), trial.title.clone(), trial.made_on.to_string()]];
    for section in &trial.sections {
        for words in &section.words {
            rows.push(vec![section.heading.clone(), words.clone()]);
        }
        for table in &section.tables {
            let named = |row: &Vec<String>| {
                [section.heading.clone(), table.title.clone()]
                    .into_iter()
                    .chain(row.iter().cloned())
                    .collect()
            };
            rows.push(named(&table.head));
            rows.extend(table.rows.iter().map(named));
        }
    }
    rows
}

/// The same as comma-separated text; no cell begins a formula.
pub fn comma_separated(trial: &Trial) -> String {
    let quoted = |cell: &String| format!("\"{}\"", web::harmless(cell).replace('"', "\"\""));
    let lines = rows(trial)
        .iter()
        .map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(","))
        .collect::<Vec<_>>();
    format!("{}\r\n", lines.join("\r\n"))
}
