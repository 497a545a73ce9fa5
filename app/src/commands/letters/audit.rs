//! `roundtable letters audit DIR [--out report.html|.xlsx|.pdf|.csv]`: what the letters of a folder come to. People are taken
//! out of every letter before anything of it is kept or shown.

use std::path::{Path, PathBuf};

use cli::{Failure, Outcome};
use kernel::{Clock, Day};
use letters_rules::audit::{Counted, audit};
use letters_rules::deidentify::Deidentifier;
use letters_rules::points::Points;
use letters_rules::reader::Room;
use letters_rules::{Letter, Reader, Setting, dated, reply, verdicts};
use letters_site::importing::only_names;
use rayon::prelude::*;

use super::report;
use super::source::{Source, Sources};

/// What the letters of a folder come to: rates per 1,000 letters by kind, ask, specialty and month.
#[derive(clap::Args)]
pub struct Audit {
    /// A folder of letters, an archive, or a file of records that ends in .jsonl. The folder that a letter lies in is
    /// its specialty.
    dir: PathBuf,
    /// Where the letters were written: inpatient, outpatient or ED.
    #[arg(long, value_parser = super::read::setting)]
    setting: Option<Setting>,
    /// The specialty of all of them.
    #[arg(long)]
    specialty: Option<String>,
    /// The rule set: a file, or one that comes with the program.
    #[arg(long, default_value = "five-asks")]
    rules: String,
    /// The day whose rules judge every letter; without it each letter has the rules of its own day.
    #[arg(long)]
    on: Option<String>,
    /// Where the report is written: .html, .xlsx, .pdf or .csv; else a line of JSON is printed.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// A letter that waits to be read.
struct Waiting {
    id: String,
    text: String,
    setting: Option<Setting>,
    specialty: String,
}

/// Letters that are read at a time, so that memory stays flat however many there are.
const AT_A_TIME: usize = 512;

struct Reading<'a> {
    reader: Reader,
    people: Deidentifier,
    rules: &'a letters_rules::local::LocalRules,
    on: Option<Day>,
    today: Day,
}

impl Reading<'_> {
    fn count(&self, waiting: &Waiting) -> Counted {
        let cleaned = self.people.clean(&waiting.text, self.reader.lexicon());
        let day = dated::letter_day(&cleaned.text, self.today);
        // The reader reads what the hospital wrote; only the words of requests are kept, and without people.
        let letter =
            Letter { text: &waiting.text, setting: waiting.setting, specialty: Some(&waiting.specialty) };
        let findings = self.reader.read_in(&letter, &mut Room::default());
        let on = self.on.or(day).unwrap_or(self.today);
        let mut all = reply::requests(&letter, &findings, self.rules, on);
        all.retain(|request| !only_names(&request.words, &waiting.specialty));
        let points = Points::of(&waiting.text);
        for request in &mut all {
            request.words = cleaned.between(&points, request.finding.start, request.finding.end);
        }
        let stopped = verdicts::stop_whoever_wrote(&letter).is_some();
        Counted::new(&waiting.id, &waiting.specialty, day.map(dated::month_of), &all, stopped)
    }
}

/// Reads, counts and writes the report.
pub fn run(arguments: &Audit) -> Outcome {
    let today = web::SystemClock.now().day();
    let on = arguments.on.as_deref().map(str::parse::<Day>).transpose();
    let on = on.map_err(|why| Failure::usage(format_args!("--on: {why}")))?;
    let rules = super::read::rules(&arguments.rules)?;
    let reading = Reading { reader: Reader::new(), people: Deidentifier::new(), rules: &rules, on, today };
    let mut sources = Sources::new(arguments.setting, arguments.specialty.as_deref());
    let (mut waiting, mut counted) = (Vec::new(), Vec::new());
    let read = |waiting: &mut Vec<Waiting>, counted: &mut Vec<Counted>| {
        counted.par_extend(waiting.par_iter().map(|one| reading.count(one)));
        waiting.clear();
    };
    let mut take = |source: Source<'_>| {
        waiting.push(Waiting {
            id: name(&arguments.dir, source.id),
            specialty: source
                .letter
                .specialty
                .map_or_else(|| folder(&arguments.dir, source.id), str::to_owned),
            text: source.letter.text.to_owned(),
            setting: source.letter.setting,
        });
        if waiting.len() >= AT_A_TIME {
            read(&mut waiting, &mut counted);
        }
        Ok(())
    };
    if arguments.dir.extension().is_some_and(|end| end == "jsonl") {
        sources.records(&arguments.dir, &mut take)?;
    } else {
        sources.files(&arguments.dir, &mut take)?;
    }
    read(&mut waiting, &mut counted);
    cli::report(&sources.bad)?;
    if counted.is_empty() {
        return Err(Failure::refused(format_args!("no letter could be read in {}", arguments.dir.display())));
    }
    let made = audit(&counted, today);
    let about = report::About { rules: &rules, today, bad: sources.bad.len() };
    match &arguments.out {
        None => cli::json_line(&report::json(&made, &about)),
        Some(path) => {
            let bytes = match path.extension().and_then(|end| end.to_str()) {
                Some("html") => report::html(&made, &counted, &about).into_bytes(),
                Some("csv") => report::csv(&made)?,
                Some("xlsx") => report::xlsx(&made, &counted)?,
                Some("pdf") => report::pdf(&made, &about)?,
                _ => return Err(Failure::usage("--out: a report is written as .html, .xlsx, .pdf or .csv")),
            };
            std::fs::write(path, bytes)
                .map_err(|why| Failure::refused(format_args!("{}: {why}", path.display())))
        }
    }
}

/// The name of a letter inside the folder.
fn name(dir: &Path, id: &str) -> String {
    Path::new(id).strip_prefix(dir).map_or_else(|_| id.to_owned(), |inner| inner.display().to_string())
}

/// The folder that a letter lies in, as the specialty; none where it lies at the top.
fn folder(dir: &Path, id: &str) -> String {
    let inner = Path::new(id).strip_prefix(dir).unwrap_or(Path::new(""));
    inner
        .parent()
        .and_then(Path::file_name)
        .map_or_else(|| "specialty not recorded".to_owned(), |name| name.to_string_lossy().replace('-', " "))
}
