//! `roundtable letters read FILE…|DIR|-` and `--jsonl FILE`.

use std::path::PathBuf;

use cli::{Failure, Outcome};
use kernel::Day;
use letters_rules::local::{LocalRules, Written};
use letters_rules::reader::{Finding, Room};
use letters_rules::verdicts::{self, Judged};
use letters_rules::{Letter, Reader, Setting};
use serde::Serialize;

use super::source::{Source, Sources};

/// Every request in letters: a line of JSON a letter.
#[derive(clap::Args)]
pub struct Read {
    /// Letters, folders of letters, archives, or `-` for standard input.
    #[arg(required_unless_present = "jsonl", conflicts_with = "jsonl")]
    files: Vec<PathBuf>,
    /// A file of letters, one JSON object a line with id, text, setting and specialty.
    #[arg(long, value_name = "FILE")]
    jsonl: Option<PathBuf>,
    /// Where the letters were written: inpatient, outpatient or ED.
    #[arg(long, value_parser = setting)]
    setting: Option<Setting>,
    /// The specialty that wrote them.
    #[arg(long)]
    specialty: Option<String>,
    /// The local rule set: its name, or a file.
    #[arg(long, requires = "on", value_name = "SET")]
    rules: Option<String>,
    /// The day whose rules count, as in 2025-05-01.
    #[arg(long, requires = "rules", value_name = "DATE")]
    on: Option<String>,
    /// One line of JSON a letter (the only form there is; accepted as every command does).
    #[arg(long)]
    json: bool,
}

/// Where a letter was written.
pub fn setting(text: &str) -> Result<Setting, String> {
    Setting::from_name(text).ok_or_else(|| "write inpatient, outpatient or ED".to_owned())
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stop: Option<&'static str>,
    spans: Vec<SpanOut>,
}

#[derive(Serialize)]
struct SpanOut {
    start: usize,
    end: usize,
    actor: &'static str,
    action: &'static str,
    ask: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    rule: &'static str,
    why: &'static str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    outside: bool,
}

fn span(finding: &Finding, judged: Option<Judged>) -> SpanOut {
    SpanOut {
        start: finding.start,
        end: finding.end,
        actor: finding.actor.name(),
        action: finding.action.name(),
        ask: finding.ask.number(),
        verdict: judged.map(|judged| judged.verdict.name()),
        rule: judged.map_or(finding.rule, |judged| judged.rule.name()),
        why: judged.map_or(finding.why, |judged| judged.rule.title()),
        outside: judged.is_some_and(|judged| judged.outside),
    }
}

/// The local rules and the day they are asked for.
type Table = Option<(LocalRules, Day)>;

struct Work {
    reader: Reader,
    room: Room,
    table: Table,
    read: usize,
}

impl Work {
    fn letter(&mut self, id: &str, letter: &Letter<'_>, with_text: bool) -> Outcome {
        let findings = self.reader.read_in(letter, &mut self.room);
        let judged = match &self.table {
            Some((rules, on)) => verdicts::verdicts(letter, &findings, rules, *on),
            None => vec![None; findings.len()],
        };
        let spans = findings.iter().zip(judged).map(|(finding, judged)| span(finding, judged)).collect();
        let stop = verdicts::stop(letter).map(verdicts::Stop::name);
        self.read += 1;
        cli::json_line(&Line { id, text: with_text.then_some(letter.text), stop, spans })
    }
}

/// Reads the letters.
pub fn run(arguments: &Read) -> Outcome {
    let table = table(arguments)?;
    let mut work = Work { reader: Reader::new(), room: Room::default(), table, read: 0 };
    let _ = arguments.json;
    let mut sources = Sources::new(arguments.setting, arguments.specialty.as_deref());
    let with_text = arguments.jsonl.is_none();
    let mut take = |source: Source<'_>| work.letter(source.id, &source.letter, with_text);
    match &arguments.jsonl {
        Some(path) => sources.records(path, &mut take)?,
        None => {
            for path in &arguments.files {
                sources.files(path, &mut take)?;
            }
        }
    }
    cli::report(&sources.bad)?;
    if work.read == 0 && !sources.bad.is_empty() {
        return Err(Failure::refused("no letter could be read"));
    }
    Ok(())
}

fn table(arguments: &Read) -> Result<Table, Failure> {
    let (Some(name), Some(on)) = (&arguments.rules, &arguments.on) else { return Ok(None) };
    let on: Day = on.parse().map_err(|why| Failure::usage(format_args!("--on: {why}")))?;
    Ok(Some((rules(name)?, on)))
}

/// A rule set: one that comes with the program, or a file.
pub fn rules(name: &str) -> Result<LocalRules, Failure> {
    if let Some(rules) = LocalRules::shipped(name) {
        return Ok(rules);
    }
    let shipped = LocalRules::SHIPPED.join(", ");
    let text = std::fs::read_to_string(name)
        .map_err(|why| Failure::refused(format_args!("{name}: {why}; name a file, or one of {shipped}")))?;
    let written: Written =
        serde_json::from_str(&text).map_err(|why| Failure::refused(format_args!("{name}: {why}")))?;
    written.into_rules().map_err(|why| Failure::refused(format_args!("{name}: {why}")))
}
