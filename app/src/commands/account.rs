//! `roundtable account`: a year's account on one page, from what was published of it.

use std::path::PathBuf;

use clap::Args;
use cli::{Failure, Outcome, json_line, text_line};
use kernel::Clock as _;
use measures_rules::period::Quarter;
use measures_site::account::{self, Account as Of};
use measures_site::kept::Kept;
use measures_site::{account_paper, pages};
use policy::{Kind, Permit, Relations, Subject};
use web::SystemClock;

use crate::place::{At, label, program};

/// A year's account on one page: asks, waits, miles saved, and what was not recorded. Small counts are hidden.
///
/// Counts and waits are those that were published of the year; its four quarters must have been published. Each line comes
/// with what it counts.
#[derive(Args)]
pub struct Account {
    /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
    #[arg(long)]
    db: At,
    /// The year: 2025, or 2025-26 for the year from April 2025; the last four closed quarters by default.
    #[arg(long)]
    year: Option<String>,
    /// The account as one line of JSON.
    #[arg(long)]
    json: bool,
    /// The account as CSV.
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// Writes the account to a PDF, too.
    #[arg(long, value_name = "FILE")]
    pdf: Option<PathBuf>,
    /// What the place is called, for the PDF.
    #[arg(long, default_value = "")]
    place: String,
    /// The place is made up: what is written says so. A place that says so of itself needs no flag.
    #[arg(long)]
    synthetic: bool,
}

/// Does it.
pub fn run(arguments: &Account) -> Outcome {
    let last = match &arguments.year {
        Some(year) => account::year_named(year).map_err(|why| Failure::usage(format!("--year: {why}")))?,
        None => Quarter::closed_before(SystemClock.now().day()),
    };
    let subject = Subject::new(Kind::Place, Relations::NONE);
    let reading = arguments
        .db
        .look()?
        .reading(&program()?, Permit::SeeHealth, subject)
        .map_err(|refused| Failure::refused(format!("the place cannot be read: {refused:?}")))?;
    let account =
        account::account(&reading, &Kept::default(), last).map_err(Failure::refused)?.ok_or_else(|| {
            Failure::refused(format!(
                "{} has no account: all its four quarters must be published first, on the page of waits",
                last.year().in_words()
            ))
        })?;
    let label = label(&reading, arguments.synthetic)?;
    if let Some(file) = &arguments.pdf {
        let document = account_paper::document(&account, &arguments.place, &label);
        std::fs::write(file, pdf::write(&document).map_err(Failure::refused)?)?;
    }
    if arguments.json {
        return json_line(&account);
    }
    if arguments.csv {
        return csv(&account, &label);
    }
    text(&account)
}

fn csv(account: &Of, label: &str) -> Outcome {
    let (head, rows) = pages::account_lines(account);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let fault = |error: csv::Error| Failure::refused(format!("writing CSV: {error}"));
    let last = |cell| (!label.is_empty()).then_some(cell);
    writer.write_record(head.into_iter().chain(last(web::LABEL_COLUMN))).map_err(fault)?;
    for row in &rows {
        writer.write_record(row.iter().map(String::as_str).chain(last(label))).map_err(fault)?;
    }
    let bytes = writer.into_inner().map_err(|error| Failure::refused(format!("writing CSV: {error}")))?;
    text_line(String::from_utf8_lossy(&bytes).trim_end())
}

fn text(account: &Of) -> Outcome {
    text_line(format!("Account of {}", account.year))?;
    for line in &account.lines {
        let beside = if line.beside.is_empty() { String::new() } else { format!(" ({})", line.beside) };
        let before =
            if line.before.is_empty() { String::new() } else { format!("; the year before {}", line.before) };
        text_line(format!("  {}: {}{beside}{before}", line.what, line.value))?;
    }
    text_line("\nWhat each figure counts")?;
    for line in &account.lines {
        text_line(format!("  {}: {}", line.what, line.counts))?;
    }
    text_line(format!("\nAs asks stood at the end of {}. {}", account.as_of.in_words(), account.policy))
}
