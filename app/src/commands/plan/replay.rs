//! `roundtable plan replay`: last year's journal through changed rules, before and after, as a trial.

use std::path::{Path, PathBuf};

use cli::{Failure, Outcome};
use kernel::Clock;
use planning_rules::facts::v1::{self as kept, Section};
use planning_rules::replay::{self, Change, Paid};
use planning_site::{ReplayRefused, Trial};
use policy::{Kind, Permit, Relations, Subject};
use serde_json::{Value, json};
use web::SystemClock;

use super::{file, simulate};
use crate::place::{At, program};

/// Last year's asks judged by changed rules.
#[derive(clap::Args)]
pub struct Replay {
    /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
    #[arg(long)]
    db: At,
    /// What changes: a TOML file; see the README of modules/planning.
    #[arg(long)]
    change: PathBuf,
    /// Write the report to this file: .html or .csv; .pdf as everybody at the table may see it, small counts hidden.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Keep the report in the place as a trial, so that it can be found and put before a meeting. Small counts are hidden.
    #[arg(long)]
    keep: bool,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

/// Replays.
pub fn run(arguments: &Replay) -> Outcome {
    if let Some(out) = &arguments.out {
        As::of(out)?;
    }
    let path = &arguments.change;
    let text = file::text(path)?;
    let change =
        Change::read(&text).map_err(|why| Failure::refused(format_args!("{}, {why}", path.display())))?;
    let today = SystemClock.now().day();
    let reading = arguments
        .db
        .look()?
        .reading(&program()?, Permit::KeepPlace, Subject::new(Kind::Place, Relations::NONE))
        .map_err(|why| Failure::refused(format!("the place cannot be read: {why:?}")))?;
    let name = arguments.db.title();
    let made = planning_site::tried(&reading, &name, &change, today, &mut |_, _| true);
    drop(reading);
    let made = made.map_err(|why| match why {
        ReplayRefused::Change(_) | ReplayRefused::Model(_) => {
            Failure::refused(format_args!("{}: {why}", path.display()))
        }
        ReplayRefused::Line(_) => Failure::refused(format_args!("{}, {why}", path.display())),
        ReplayRefused::Differ(..) | ReplayRefused::Fault(_) => Failure::refused(why),
    })?;
    let trial = made.trial(today);
    let kept = made.kept(&change, today).map_err(Failure::refused)?;
    let mut shown: Vec<Section> = made.money_exact().into_iter().collect();
    shown.extend(made.modelled_sections());
    if let Some(out) = &arguments.out {
        write(out, &trial, &shown, &kept, &name)?;
    }
    if arguments.keep {
        simulate::keep(&arguments.db, kept.clone())?;
    }
    if arguments.json {
        let mut line = value(&trial);
        if let (Some(fields), Some(money)) = (line.as_object_mut(), &made.tried.money) {
            fields.insert(
                "money".to_owned(),
                json!({"in_force": paid_value(&money.0), "trial": paid_value(&money.1)}),
            );
        }
        if let (Some(fields), Some(modelled)) = (line.as_object_mut(), &made.modelled) {
            fields.insert("modelled".to_owned(), json!(modelled));
        }
        return cli::json_line(&line);
    }
    tell(&trial)?;
    for section in &shown {
        cli::text_line(&section.heading)?;
        for words in &section.words {
            cli::text_line(format_args!("  {words}"))?;
        }
        for row in section.tables.iter().filter(|table| table.result).flat_map(|table| &table.rows) {
            cli::text_line(format_args!("  {}", row.join("; ")))?;
        }
    }
    Ok(())
}

/// What is paid, for programs.
fn paid_value(of: &Paid) -> Value {
    let sum = |sum: &replay::Sum| json!({"count": sum.count, "pence": sum.pence});
    json!({
        "pence": of.pence(),
        "unpriced": of.unpriced,
        "payers": of.payers.iter().map(|(name, of)| (name.clone(), sum(of))).collect::<serde_json::Map<_, _>>(),
        "providers": of.providers.iter().map(|(name, of)| (name.to_string(), sum(of))).collect::<serde_json::Map<_, _>>(),
        "fifths": of.fifths.iter().map(|(name, of)| (name.to_string(), sum(of))).collect::<serde_json::Map<_, _>>(),
        "shadow": of.shadow.iter().map(|(name, of)| (name.to_string(), sum(of))).collect::<serde_json::Map<_, _>>(),
    })
}

/// What a report is written as, by how the file's name ends.
#[derive(Clone, Copy)]
pub enum As {
    Html,
    Csv,
    Pdf,
}

impl As {
    /// By the ending of the file's name.
    pub fn of(out: &Path) -> Result<As, Failure> {
        match out.extension().and_then(|ending| ending.to_str()) {
            Some("html" | "htm") => Ok(As::Html),
            Some("csv") => Ok(As::Csv),
            Some("pdf") => Ok(As::Pdf),
            _ => Err(Failure::usage(format_args!("{}: a report ends in .html, .csv or .pdf", out.display()))),
        }
    }
}

/// A trial on paper, written whole or not at all.
pub fn write_paper(out: &Path, kept: &kept::Trial, place: &str) -> Result<(), Failure> {
    let seal = planning_site::seal(kept).map_err(Failure::refused)?;
    let bytes = pdf::write(&planning_site::paper::document(kept, place, &seal)).map_err(Failure::refused)?;
    file::write_bytes(out, &bytes)
}

fn write(
    out: &Path,
    trial: &Trial<'_>,
    more: &[Section],
    kept: &kept::Trial,
    place: &str,
) -> Result<(), Failure> {
    match As::of(out)? {
        As::Pdf => return write_paper(out, kept, place),
        As::Html => {
            let body = maud::html! { (planning_site::replayed(trial)) (planning_site::sections::body(more)) };
            let text =
                planning_site::document(trial.title, &planning_site::label(trial), &body).into_string();
            return file::write(out, &text);
        }
        As::Csv => {}
    }
    let fault = |why: csv::Error| Failure::refused(format_args!("writing the tables: {why}"));
    let mut table = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let (mut head, rows) = planning_site::rows(trial);
    head.push("Trial".to_owned());
    table.write_record(&head).map_err(fault)?;
    for mut row in rows {
        row.push(planning_site::label(trial));
        table.write_record(row.iter().map(|cell| web::harmless(cell))).map_err(fault)?;
    }
    for grid in more.iter().flat_map(|section| &section.tables) {
        table.write_record([grid.title.as_str()]).map_err(fault)?;
        for row in std::iter::once(&grid.head).chain(&grid.rows) {
            table.write_record(row.iter().map(|cell| web::harmless(cell))).map_err(fault)?;
        }
    }
    let bytes =
        table.into_inner().map_err(|why| Failure::refused(format_args!("writing the tables: {why}")))?;
    file::write(out, &String::from_utf8(bytes).map_err(Failure::refused)?)
}

fn tell(trial: &Trial<'_>) -> Outcome {
    cli::text_line(planning_site::label(trial))?;
    cli::text_line(format_args!(
        "{}: {} to {}; {} asks read, {} verdicts equal to the journal's own",
        trial.title, trial.period.0, trial.period.1, trial.read.0, trial.read.1
    ))?;
    let (head, rows) = planning_site::rows(trial);
    for row in rows {
        let cells: Vec<String> = head
            .iter()
            .zip(&row)
            .skip(2)
            .map(|(name, cell)| format!("{} {cell}", name.to_lowercase()))
            .collect();
        let group = row.get(1).map_or("", String::as_str);
        cli::text_line(format_args!("{group}: {}", cells.join("; ")))?;
    }
    if let Some(shift) = trial.shift {
        let of = shift.difference;
        cli::text_line(format_args!(
            "share at the clinic: {:.1}% before, {:.1}% after, difference {:.2} ({:.2} to {:.2})",
            shift.before.mean, shift.after.mean, of.mean, of.low, of.high
        ))?;
    }
    if let Some(why) = trial.no_shift {
        cli::text_line(why)?;
    }
    Ok(())
}

fn value(trial: &Trial<'_>) -> Value {
    let (head, rows) = planning_site::rows(trial);
    let row = |row: &Vec<String>| -> Value {
        head.iter()
            .zip(row)
            .map(|(name, cell)| (name.clone(), json!(cell)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let interval =
        |of: &planning_rules::queue::Interval| json!({"mean": of.mean, "low": of.low, "high": of.high});
    json!({
        "trial": true,
        "title": trial.title,
        "from": trial.period.0.to_string(),
        "until": trial.period.1.to_string(),
        "asks_read": trial.read.0,
        "verdicts_equal": trial.read.1,
        "groups": rows.iter().map(row).collect::<Vec<_>>(),
        "shift": trial.shift.map(|shift| json!({
            "before": interval(&shift.before),
            "after": interval(&shift.after),
            "difference": interval(&shift.difference),
        })),
    })
}
