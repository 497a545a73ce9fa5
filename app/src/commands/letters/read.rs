//! `roundtable letters read FILE…|DIR|-` and `--jsonl FILE`.

use std::io::{BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};

use cli::{BadRecord, Failure, Outcome};
use kernel::Day;
use letters_rules::local::{LocalRules, Written};
use letters_rules::reader::{Finding, Room};
use letters_rules::verdicts::{self, Judged};
use letters_rules::{Letter, Reader, Setting};
use serde::Serialize;

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

fn setting(text: &str) -> Result<Setting, String> {
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
    bad: Vec<BadRecord>,
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

    fn refuse(&mut self, file: &str, line: usize, field: Option<&str>, why: impl ToString) {
        self.bad.push(BadRecord {
            file: file.to_owned(),
            line,
            field: field.map(str::to_owned),
            why: why.to_string(),
        });
    }
}

/// Reads the letters.
pub fn run(arguments: &Read) -> Outcome {
    let table = table(arguments)?;
    let mut work = Work { reader: Reader::new(), room: Room::default(), table, bad: Vec::new(), read: 0 };
    let _ = arguments.json;
    match &arguments.jsonl {
        Some(path) => records(path, arguments, &mut work)?,
        None => {
            for path in &arguments.files {
                files(path, arguments, &mut work)?;
            }
        }
    }
    cli::report(&work.bad)?;
    if work.read == 0 && !work.bad.is_empty() {
        return Err(Failure::refused("no letter could be read"));
    }
    Ok(())
}

fn table(arguments: &Read) -> Result<Table, Failure> {
    let (Some(name), Some(on)) = (&arguments.rules, &arguments.on) else { return Ok(None) };
    let on: Day = on.parse().map_err(|why| Failure::usage(format_args!("--on: {why}")))?;
    if let Some(rules) = LocalRules::shipped(name) {
        return Ok(Some((rules, on)));
    }
    let shipped = LocalRules::SHIPPED.join(", ");
    let text = std::fs::read_to_string(name)
        .map_err(|why| Failure::refused(format_args!("{name}: {why}; name a file, or one of {shipped}")))?;
    let written: Written =
        serde_json::from_str(&text).map_err(|why| Failure::refused(format_args!("{name}: {why}")))?;
    Ok(Some((written.into_rules().map_err(|why| Failure::refused(format_args!("{name}: {why}")))?, on)))
}

/// A file, a folder of files in the order of their names, or standard input.
fn files(path: &Path, arguments: &Read, work: &mut Work) -> Outcome {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        let limit = letters_formats::FILE_BYTES_MAX as u64 + 1;
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
        return one("-", &bytes, arguments, work);
    }
    if path.is_dir() {
        let entries = std::fs::read_dir(path)
            .map_err(|why| Failure::refused(format_args!("{}: {why}", path.display())))?;
        let mut inside: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        inside.sort();
        // A link could lead round in a circle, so folders inside are followed only where they are folders themselves.
        for path in inside.iter().filter(|path| !path.is_symlink() || path.is_file()) {
            files(path, arguments, work)?;
        }
        return Ok(());
    }
    let name = path.display().to_string();
    let size = std::fs::metadata(path).map(|about| about.len()).unwrap_or(0);
    if size > 16 * letters_formats::FILE_BYTES_MAX as u64 {
        work.refuse(&name, 0, None, "it is too large for a letter or an archive of letters");
        return Ok(());
    }
    match std::fs::read(path) {
        Ok(bytes) => one(&name, &bytes, arguments, work),
        Err(why) => {
            work.refuse(&name, 0, None, why);
            Ok(())
        }
    }
}

fn one(name: &str, bytes: &[u8], arguments: &Read, work: &mut Work) -> Outcome {
    if letters_formats::format(bytes) == letters_formats::Format::Zip {
        let mut ended = Ok(());
        let opened = letters_formats::entries(bytes, |entry| {
            let inner = format!("{name}/{}", entry.name);
            if ended.is_ok() {
                ended = told(&inner, entry.letter, arguments, work);
            }
        });
        if let Err(why) = opened {
            work.refuse(name, 0, None, why);
        }
        return ended;
    }
    told(name, letters_formats::text(bytes), arguments, work)
}

fn told(
    name: &str,
    letter: Result<letters_formats::Text, letters_formats::Refused>,
    arguments: &Read,
    work: &mut Work,
) -> Outcome {
    match letter {
        Ok(found) => {
            let letter = Letter {
                text: &found.text,
                setting: arguments.setting,
                specialty: arguments.specialty.as_deref(),
            };
            work.letter(name, &letter, true)
        }
        Err(why) => {
            work.refuse(name, 0, None, why);
            Ok(())
        }
    }
}

/// A file of records; those that are not of the form are reported and the rest are read.
fn records(path: &Path, arguments: &Read, work: &mut Work) -> Outcome {
    let name = path.display().to_string();
    let file = std::fs::File::open(path).map_err(|why| Failure::refused(format_args!("{name}: {why}")))?;
    for (index, line) in BufReader::new(file).lines().enumerate() {
        let line = line.map_err(|why| Failure::refused(format_args!("{name}, line {}: {why}", index + 1)))?;
        if line.trim().is_empty() {
            continue;
        }
        let value: serde_json::Value = match serde_json::from_str(&line) {
            Ok(value) => value,
            Err(why) => {
                work.refuse(&name, index + 1, None, why);
                continue;
            }
        };
        let field = |key: &str| value.get(key).and_then(serde_json::Value::as_str);
        let (Some(id), Some(text)) = (field("id"), field("text")) else {
            let missing = if field("id").is_none() { "id" } else { "text" };
            work.refuse(&name, index + 1, Some(missing), "a text is needed here");
            continue;
        };
        let setting = field("setting").and_then(Setting::from_name).or(arguments.setting);
        let specialty = field("specialty").or(arguments.specialty.as_deref());
        work.letter(id, &Letter { text, setting, specialty }, false)?;
    }
    Ok(())
}
