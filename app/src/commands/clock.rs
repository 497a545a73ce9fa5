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
    let Count { judged, refused } = judging.lines(&name, &mut from, &mut out, |bad| cli::report(&[bad]))?;
    out.flush()?;
    if refused > 0 {
        let total = judged + refused;
        return Err(Failure::refused(format!(
            "{refused} of {total} histories were not judged; the lines above say why"
        )));
    }
    Ok(())
}

/// What the command says of one line, as its JSON.
#[cfg(test)]
pub(super) fn judged(line: &str, rules: &[&str], as_of: Day) -> Result<serde_json::Value, Failure> {
    let names: Vec<String> = rules.iter().map(|name| (*name).to_owned()).collect();
    let mut judging = Judging {
        rules: chosen(&names)?,
        calendar: Calendar::england(),
        course: Course::draft(),
        as_of: Some(as_of),
        today: as_of,
        json: true,
    };
    let mut out = Vec::new();
    judging.lines("history", &mut line.as_bytes(), &mut out, |bad| Err(Failure::refused(bad.why)))?;
    serde_json::from_slice(&out).map_err(Failure::refused)
}

/// How many histories were judged, and how many not.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    judged: usize,
    refused: usize,
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
    /// Judges line by line; a bad one is told of as soon as it is met, after what was said of those before it.
    fn lines(
        &mut self,
        name: &str,
        from: &mut impl BufRead,
        out: &mut impl Write,
        mut tell: impl FnMut(BadRecord) -> Outcome,
    ) -> Result<Count, Failure> {
        let mut count = Count::default();
        let mut bytes = Vec::new();
        for line in 1.. {
            bytes.clear();
            let read = from.read_until(b'\n', &mut bytes);
            if read.map_err(|error| Failure::refused(format!("{name}: reading line {line}: {error}")))? == 0 {
                break;
            }
            let text = match line_of(&bytes, line) {
                Ok("") => continue,
                other => other,
            };
            match text.and_then(|text| self.answer(text, out)) {
                Ok(written) => {
                    written?;
                    count.judged += 1;
                }
                Err(Wrong { field, why }) => {
                    out.flush()?;
                    tell(BadRecord { file: name.to_owned(), line, field, why })?;
                    count.refused += 1;
                }
            }
        }
        Ok(count)
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    fn judging(rules: &[&str], as_of: Option<&str>) -> Judging {
        let names: Vec<String> = rules.iter().map(|name| (*name).to_owned()).collect();
        Judging {
            rules: chosen(&names).unwrap(),
            calendar: Calendar::england(),
            course: Course::draft(),
            as_of: as_of.map(|day| day.parse().unwrap()),
            today: "2025-06-02".parse().unwrap(),
            json: true,
        }
    }

    /// What is printed, and what is told of each bad line.
    fn judged(judging: &mut Judging, text: &[u8]) -> (String, Vec<String>, Count) {
        let (mut out, mut bad) = (Vec::new(), Vec::new());
        let mut from = text;
        let tell = |record: BadRecord| {
            bad.push(record.to_string());
            Ok(())
        };
        let count = judging.lines("asks.jsonl", &mut from, &mut out, tell).unwrap();
        (String::from_utf8(out).unwrap(), bad, count)
    }

    const REDIRECTED: &str = r#"{"id":"C8","sender":"S","host":"practice","events":[{"on":"2025-03-03","type":"sent"},{"on":"2025-03-06","type":"redirected","to":"clinic"},{"on":"2025-03-06","type":"accepted"},{"on":"2025-03-06","type":"offered","slots":["2025-03-20"]},{"on":"2025-03-07","type":"booked","slot":"2025-03-20"},{"on":"2025-03-20","type":"fitted"}]}"#;

    #[test]
    fn the_answer_has_the_promised_shape() {
        let (said, bad, _) = judged(&mut judging(&["CL-5c"], None), REDIRECTED.as_bytes());
        assert!(bad.is_empty());
        assert_eq!(
            said,
            concat!(
                r#"{"id":"C8","state":"fitted","raw_days":17,"#,
                r#""owner_days":{"host":17,"sender":0,"patient":0,"clinical":0},"segments":["#,
                r#"{"org":"practice","days":3,"verdicts":{"CL-5c":{"verdict":"excluded","days":3,"due":"2025-03-08"}}},"#,
                r#"{"org":"clinic","days":14,"verdicts":{"CL-5c":{"verdict":"failed","days":14,"due":"2025-03-11"}}}],"#,
                r#""verdicts":{"CL-5c":{"verdict":"failed","days":17,"due":"2025-03-08"}}}"#,
                "\n"
            )
        );
    }

    #[test]
    fn the_harmonised_rule_shows_its_limbs_and_the_persons_score() {
        let asked = r#"{"id":7,"sender":"S","host":"P","events":[{"on":"2025-03-03","type":"sent"},{"on":"2025-03-04","type":"needs-info"},{"on":"2025-03-11","type":"info-given"}]}"#;
        let (said, _, _) = judged(&mut judging(&["HARM"], Some("2025-03-20")), asked.as_bytes());
        let answer: serde_json::Value = serde_json::from_str(&said).unwrap();
        let harm = &answer["verdicts"]["HARM"];
        assert_eq!((answer["id"].as_i64(), answer["state"].as_str()), (Some(7), Some("sent")));
        assert_eq!((harm["verdict"].as_str(), harm["days"].as_i64()), (Some("open"), Some(10)));
        assert_eq!(
            (harm["person"]["verdict"].as_str(), harm["person"]["days"].as_i64()),
            (Some("failed"), Some(17))
        );
        assert_eq!(harm["limbs"]["OFFER-14"]["due"], "2025-03-24");
        assert_eq!(harm["limbs"]["FIT-28"]["due"], "2025-04-07");
    }

    #[test]
    fn good_lines_are_kept_and_bad_ones_named_by_line_field_and_rule() {
        let mut text = b"\xEF\xBB\xBF".to_vec();
        let bad_move = r#"{"id":"b","sender":"S","host":"P","events":[{"on":"2025-03-03","type":"sent"},{"on":"2025-03-04","type":"fitted"}]}"#;
        for line in [REDIRECTED, "", bad_move, "oops", REDIRECTED] {
            text.extend_from_slice(line.as_bytes());
            text.extend_from_slice(b"\r\n");
        }
        text.extend_from_slice(b"\xFF\n");
        let (said, bad, count) = judged(&mut judging(&["GP-28"], None), &text);
        assert_eq!(count, Count { judged: 2, refused: 3 });
        assert_eq!(said.lines().count(), 2);
        assert_eq!(
            bad[0],
            "asks.jsonl, line 3, events[1]: “fitted” can't follow “sent”: it may come after booked"
        );
        assert!(bad[1].starts_with("asks.jsonl, line 4: not JSON"), "{}", bad[1]);
        assert_eq!(bad[2], "asks.jsonl, line 6: not UTF-8: save the file as UTF-8");
    }

    #[test]
    fn as_of_a_day_later_events_have_not_happened_yet() {
        let said = |as_of| judged(&mut judging(&["OFFER-14"], as_of), REDIRECTED.as_bytes());
        assert!(said(Some("2025-03-05")).0.contains(r#""state":"sent","raw_days":2"#));
        assert!(said(Some("2025-03-06")).0.contains(r#""state":"offered","raw_days":3"#));
        assert!(said(Some("2025-03-07")).0.contains(r#""state":"booked","raw_days":4"#));
        assert!(said(None).0.contains(r#""state":"fitted","raw_days":17"#));
        assert!(said(Some("2025-03-02")).1[0].contains("sent on 2025-03-03, after 2025-03-02"));
    }

    #[test]
    fn a_misspelt_rule_is_answered_with_the_known_ones() {
        let Err(failure) = chosen(&["GP28".to_owned()]) else { panic!("taken") };
        assert!(
            failure.to_string().contains("“GP28”")
                && failure.to_string().contains("GP-28, CL-5c, CL-5w, OFFER-14, HARM")
        );
        assert!(chosen(&["DISCH-24".to_owned()]).is_err());
        assert_eq!(chosen(&["GP-28".to_owned(), " GP-28".to_owned()]).unwrap().len(), 1);
    }
}
