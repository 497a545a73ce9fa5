//! A trial as a page, as a file that stands alone, and as comma-separated text: the same parts in each.

use maud::{Markup, html};
use planning_rules::facts::v1::{Grid, LABEL, Section, Trial};
use web::components::{Column, Table, TableCell};

/// The body of a trial.
pub fn body(sections: &[Section]) -> Markup {
    html! {
        @for section in sections {
            h2 class="nhsuk-heading-m" { (section.heading) }
            @if let [one] = section.words.as_slice() { p { (one) } }
            @else if !section.words.is_empty() {
                ul class="nhsuk-list nhsuk-list--bullet" { @for words in &section.words { li { (words) } } }
            }
            @for table in &section.tables { (grid(table)) }
        }
    }
}

fn is_figure(cell: &str) -> bool {
    cell.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '−' | '£' | '*' | '–' | '+'))
}

fn grid(of: &Grid) -> Markup {
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
