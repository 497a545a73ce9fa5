//! `roundtable waits`: the same asks under two or more rule sets, as they are published.

use std::sync::Arc;

use clap::Args;
use cli::{Failure, Outcome, json_line, text_line};
use kernel::Clock as _;
use measures_rules::asks::By;
use measures_rules::disclosure::system::TOTAL;
use measures_rules::facts::v1::{Published, PublishedTable};
use measures_rules::period::Quarter;
use measures_site::kept::Kept;
use measures_site::{prepare, read};
use policy::{Kind, Permit, Relations, Subject};
use web::SystemClock;

use crate::place::{At, label, program};

/// The same asks under two or more rule sets, as they leave their parties: small counts hidden.
///
/// A quarter that has been published is read as it was frozen. One that has closed and is not published is counted and
/// passed through disclosure control together with everything published before; nothing is recorded.
#[derive(Args)]
pub struct Waits {
    /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
    #[arg(long)]
    db: At,
    /// Rule sets, separated by commas.
    #[arg(long, value_delimiter = ',', default_value = "GP-28,CL-5c")]
    rules: Vec<String>,
    /// By what asks are compared: setting, patch, deprivation or age.
    #[arg(long, default_value = "setting")]
    by: String,
    /// The quarter, as in 2026-Q1; the last that has closed by default.
    #[arg(long)]
    quarter: Option<Quarter>,
    /// The quarter alone; without it the year that ends with it, where its quarters are published.
    #[arg(long)]
    only_quarter: bool,
    /// Every figure as one line of JSON.
    #[arg(long)]
    json: bool,
    /// Every figure as CSV.
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

/// Does it.
pub fn run(arguments: &Waits) -> Outcome {
    let by = By::named(&arguments.by).ok_or_else(|| {
        let known = By::ALL.map(By::name).join(", ");
        Failure::usage(format!("--by: “{}” is not a comparison; choose one of {known}", arguments.by))
    })?;
    let today = SystemClock.now().day();
    let quarter = arguments.quarter.unwrap_or(Quarter::closed_before(today));
    let subject = Subject::new(Kind::Place, Relations::NONE);
    let reading = arguments
        .db
        .look()?
        .reading(&program()?, Permit::SeeHealth, subject)
        .map_err(|refused| Failure::refused(format!("the place cannot be read: {refused:?}")))?;
    let published = match read::publication(&reading, quarter).map_err(Failure::refused)? {
        Some((published, _, _)) => published,
        None => prepare::prepare(&reading, &Arc::new(Kept::default()), quarter, today)
            .map_err(|refused| Failure::refused(format!("{}: {refused}", quarter.in_words())))?
            .published()
            .clone(),
    };
    for name in &arguments.rules {
        if !published.rules.iter().any(|set| set.id == name.trim()) {
            let mut known: Vec<&str> = published.rules.iter().map(|set| set.id.as_ref()).collect();
            known.dedup();
            return Err(Failure::usage(format!(
                "--rules: “{name}” was not counted for {}; known are {}",
                quarter.in_words(),
                known.join(", ")
            )));
        }
    }
    let chosen = Chosen {
        published: &published,
        rules: &arguments.rules,
        by,
        only_quarter: arguments.only_quarter,
        label: label(&reading, false)?,
    };
    if arguments.json {
        return chosen.json();
    }
    if arguments.csv {
        return chosen.csv();
    }
    chosen.text()
}

struct Chosen<'c> {
    published: &'c Published,
    rules: &'c [String],
    by: By,
    only_quarter: bool,
    label: String,
}

impl Chosen<'_> {
    /// The table of that name over the year, where there is one, or over the quarter.
    fn table(&self, id: &str) -> Option<&PublishedTable> {
        let year = format!("{id}.year");
        let of = |id: &str| self.published.tables.iter().find(|table| table.id == id);
        if self.only_quarter { of(id) } else { of(&year).or_else(|| of(id)) }
    }

    fn tables(&self) -> Vec<&PublishedTable> {
        let names: Vec<&str> = self.rules.iter().map(|name| name.trim()).collect();
        let mut found: Vec<&PublishedTable> = Vec::new();
        for name in &names {
            found.extend(self.table(&format!("kept.{name}.{}", self.by.name())));
            found.extend(self.table(&format!("ended.{name}")));
        }
        for (a, b) in names.iter().flat_map(|a| names.iter().map(move |b| (a, b))).filter(|(a, b)| a != b) {
            found.extend(self.table(&format!("beside.{a}.{b}")));
            found.extend(["01", "10"].iter().filter_map(|way| self.table(&format!("why.{a}.{b}.{way}"))));
        }
        found
    }

    fn values(&self) -> impl Iterator<Item = &measures_rules::facts::v1::PublishedValue> {
        let has_year =
            !self.only_quarter && self.published.values.iter().any(|value| value.id.ends_with(".year"));
        let by = self.by.name();
        self.published.values.iter().filter(move |value| {
            let of_span = value.id.ends_with(".year") == has_year || value.id == "misplaced";
            (value.by.is_empty() || value.by == by) && of_span
        })
    }

    fn json(&self) -> Outcome {
        for table in self.tables() {
            for cell in &table.cells {
                let at: serde_json::Map<String, serde_json::Value> = table
                    .dimensions
                    .iter()
                    .zip(&cell.at)
                    .map(|(name, value)| (name.clone(), value.as_str().into()))
                    .collect();
                json_line(&serde_json::json!({
                    "figure": table.id, "measure": table.measure, "period": table.period, "at": at,
                    "shown": cell.shown, "rule": table.rule.as_ref().map(ToString::to_string),
                }))?;
            }
        }
        for value in self.values() {
            json_line(&serde_json::json!({
                "figure": value.id, "measure": value.measure, "period": value.period, "by": value.by,
                "category": value.category, "people": value.people, "value": value.value, "low": value.low,
                "high": value.high, "unit": value.unit, "why_not": value.why_not,
            }))?;
        }
        Ok(())
    }

    fn csv(&self) -> Outcome {
        let only = Published {
            tables: self.tables().into_iter().cloned().collect(),
            values: self.values().cloned().collect(),
            ..self.published.clone()
        };
        let (head, rows) = measures_site::pages::csv_lines(&only);
        let mut writer = csv::Writer::from_writer(Vec::new());
        let fault = |error: csv::Error| Failure::refused(format!("writing CSV: {error}"));
        let last = |cell| (!self.label.is_empty()).then_some(cell);
        writer.write_record(head.into_iter().chain(last(web::LABEL_COLUMN))).map_err(fault)?;
        for row in &rows {
            writer.write_record(row.iter().map(String::as_str).chain(last(&self.label))).map_err(fault)?;
        }
        let bytes = writer.into_inner().map_err(|error| Failure::refused(format!("writing CSV: {error}")))?;
        text_line(String::from_utf8_lossy(&bytes).trim_end())
    }

    fn text(&self) -> Outcome {
        for name in self.rules.iter().map(|name| name.trim()) {
            let Some(table) = self.table(&format!("kept.{name}.{}", self.by.name())) else { continue };
            text_line(format!("{} ({})", table.title, table.period))?;
            let mut categories: Vec<&str> = Vec::new();
            for category in table.cells.iter().filter_map(|cell| cell.at.get(1)) {
                if !categories.contains(&category.as_str()) {
                    categories.push(category);
                }
            }
            for category in categories {
                let share = read::share(table, category);
                text_line(format!(
                    "  {:<24} {:<26} met {}, not met {}",
                    if category == TOTAL { "all" } else { category },
                    share.with_limits(),
                    share.met,
                    share.failed
                ))?;
            }
        }
        for table in self.tables().into_iter().filter(|table| !table.id.starts_with("kept.")) {
            text_line(format!("{} ({})", table.title, table.period))?;
            for cell in table.cells.iter().filter(|cell| cell.shown != "0") {
                text_line(format!("  {:>7}  {}", cell.shown, cell.at.get(1..).unwrap_or(&[]).join(" / ")))?;
            }
        }
        for value in self.values().filter(|value| value.by.is_empty()) {
            text_line(format!("{}: {} ({})", value.title, read::value_in_words(value), value.period))?;
        }
        text_line(&self.published.policy_in_words)
    }
}
