//! `roundtable clock`: what each rule set says of histories in a JSONL file. The same code as the pages.

mod answer;
mod history;

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use cli::{BadRecord, Failure, Outcome};
use clocks::{Calendar, Rule};
use kernel::{Day, Moment};
use lawbook::Start;
use referrals_rules::life::Course;

use answer::{Answer, Chosen};
use history::{History, Wrong};

/// Judge histories by one or more rule sets.
///
/// The file holds one history a line:
/// {"id","sender","host","events":[{"on":"2025-03-03","type":"sent"},…]}.
/// An impossible history is told of on standard error by its line and the rule it breaks; the rest go on, and the
/// command then ends with exit code 1.
#[derive(Args)]
pub struct Clock {
    /// The JSONL file, or - for standard input.
    file: PathBuf,
    /// Rule sets, separated by commas.
    #[arg(long, value_delimiter = ',', default_value = "GP-28,CL-5c,CL-5w,OFFER-14,HARM")]
    rules: Vec<String>,
    /// Judge as of this day, as if later events had not happened. Without it: today, or a history's last event where
    /// that is later.
    #[arg(long)]
    as_of: Option<Day>,
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
}

/// Does the command.
pub fn run(arguments: &Clock) -> Outcome {
    let rules = chosen(&arguments.rules)?;
    let name = arguments.file.display().to_string();
    let mut from = open(arguments, &name)?;
    let mut judging = Judging {
        rules,
        calendar: Calendar::england(),
        course: Course::draft(),
        as_of: arguments.as_of,
        today: today(),
        json: arguments.json,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut judged, mut refused, mut number) = (0_usize, 0_usize, 0_usize);
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let read = from.read_until(b'\n', &mut bytes);
        if read.map_err(|error| Failure::refused(format!("{name}: reading line {}: {error}", number + 1)))?
            == 0
        {
            break;
        }
        number += 1;
        let text = match line_of(&bytes, number) {
            Ok("") => continue,
            other => other,
        };
        match text.and_then(|text| judging.answer(text, &mut out)) {
            Ok(written) => {
                written?;
                judged += 1;
            }
            Err(Wrong { field, why }) => {
                out.flush()?;
                cli::report(&[BadRecord { file: name.clone(), line: number, field, why }])?;
                refused += 1;
            }
        }
    }
    out.flush()?;
    if refused > 0 {
        let total = judged + refused;
        return Err(Failure::refused(format!(
            "{refused} of {total} histories were not judged; the lines above say why"
        )));
    }
    Ok(())
}

fn open(arguments: &Clock, name: &str) -> Result<Box<dyn BufRead>, Failure> {
    if name == "-" {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    let file = File::open(&arguments.file).map_err(|error| Failure::refused(format!("{name}: {error}")))?;
    Ok(Box::new(BufReader::new(file)))
}

/// The line without byte-order mark, line end and blanks.
fn line_of(bytes: &[u8], number: usize) -> Result<&str, Wrong> {
    let bytes = if number == 1 { bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes) } else { bytes };
    let text = std::str::from_utf8(bytes).map_err(|_| Wrong::line("not UTF-8: save the file as UTF-8"))?;
    Ok(text.trim())
}

#[allow(
    clippy::disallowed_methods,
    reason = "the edge at which a command learns what day it is; --as-of sets another"
)]
fn today() -> Day {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Moment::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX)).day()
}

/// The rule sets asked for, each once, or what is wrong with a name.
fn chosen(names: &[String]) -> Result<Vec<Chosen>, Failure> {
    // Other shipped rule sets start at a contact, a discharge or a posted issue, and have no history here.
    let known: Vec<_> = lawbook::shipped::rule_sets()
        .into_iter()
        .filter(|set| set.measures.iter().all(|measure| measure.start == Start::Received))
        .collect();
    let mut chosen: Vec<Chosen> = Vec::new();
    for name in names.iter().map(|name| name.trim()) {
        let Some(set) = known.iter().find(|set| set.id == name) else {
            let ids: Vec<_> = known.iter().map(|set| set.id.as_ref()).collect();
            let why = format!(
                "--rules: there is no rule set “{name}” for these histories; known are {}",
                ids.join(", ")
            );
            return Err(Failure::usage(why));
        };
        let rule = Rule::of(set).map_err(Failure::usage)?;
        if chosen.iter().all(|before| before.set.id != set.id) {
            chosen.push(Chosen { set: set.clone(), rule });
        }
    }
    Ok(chosen)
}

struct Judging {
    rules: Vec<Chosen>,
    calendar: Calendar,
    course: Course,
    as_of: Option<Day>,
    today: Day,
    json: bool,
}

impl Judging {
    /// Reads, checks and judges one line and writes what is said of it.
    fn answer(&mut self, line: &str, out: &mut impl Write) -> Result<Outcome, Wrong> {
        let history = history::read(line)?;
        // The whole history must be possible, also what lies after the day it is judged as of.
        self.fold(&history, None)?;
        let last = self.course.life().on;
        let as_of = self.as_of.unwrap_or_else(|| self.today.max(last));
        let sent = self.course.track().start();
        if as_of < sent {
            return Err(Wrong::line(format!(
                "sent on {sent}, after {as_of}: there was nothing to judge yet"
            )));
        }
        if as_of < last {
            self.fold(&history, Some(as_of))?;
        }
        let answer = Answer::of(&history.id, &history.orgs, &self.course, &self.rules, as_of, &self.calendar);
        Ok(if self.json { write_json(&answer, out) } else { write_words(&answer, out) })
    }

    fn fold(&mut self, history: &History, up_to: Option<Day>) -> Result<(), Wrong> {
        self.course.begin();
        let within = |on: Day| up_to.is_none_or(|last| on <= last);
        for (place, event) in history.events.iter().enumerate().filter(|(_, event)| within(event.on)) {
            self.course
                .record(event.on, &event.event(), &self.calendar)
                .map_err(|refusal| Wrong::field(format!("events[{place}]"), refusal.to_string()))?;
        }
        Ok(())
    }
}

fn write_json(answer: &Answer<'_>, out: &mut impl Write) -> Outcome {
    serde_json::to_writer(&mut *out, answer).map_err(|error| Failure::from(io::Error::from(error)))?;
    out.write_all(b"\n")?;
    Ok(())
}

fn write_words(answer: &Answer<'_>, out: &mut impl Write) -> Outcome {
    out.write_all(answer.in_words().as_bytes())?;
    Ok(())
}
