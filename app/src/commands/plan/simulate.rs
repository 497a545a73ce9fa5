//! `roundtable plan simulate`: a year of a place, simulated by the program's own rules, and variants on the same luck.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use cli::{Failure, Outcome};
use kernel::{Clock, Day};
use planning_rules::facts::v1::{LABEL, Trial};
use planning_rules::queue::Interval;
use planning_rules::simulation::{self, Did, Experiment, Scenario, Simulated, Story, file as scenario_file};
use planning_site::Made;
use policy::{Kind, Permit, Relations, Subject};
use referrals_rules::life::EventKind;
use serde_json::{Map, Value, json};
use web::SystemClock;

use super::{file, replay, watching};
use crate::place::{At, program};

/// A year of a place, simulated: waits, miles, verdicts and cost, with variants on the same luck.
#[derive(clap::Args)]
pub struct Simulate {
    /// The scenario: a TOML file; see the README of modules/planning.
    scenario: PathBuf,
    /// Takes who asks, who sees people and what people do from this place, as sqlite:FILE or postgres://USER@localhost/NAME;
    /// the file then says what is changed.
    #[arg(long)]
    place: Option<At>,
    /// At most so many replications; the file's, or 30.
    #[arg(long)]
    replications: Option<u32>,
    /// Where chance starts; the file's, or 1.
    #[arg(long)]
    seed: Option<u64>,
    /// Threads to use; all processors where not given. The result does not depend on it.
    #[arg(long)]
    threads: Option<usize>,
    /// So many copies of the place side by side, to see how time grows with people.
    #[arg(long, default_value_t = 1)]
    copies: u32,
    /// Write the report to this file: .html, .csv or .pdf.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Write every counted ask of the first replication as a history that “roundtable clock” reads, with its verdicts.
    #[arg(long)]
    history: Option<PathBuf>,
    /// Keep the report in the place as a trial, so that it can be found and put before a meeting.
    #[arg(long, requires = "place")]
    keep: bool,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

/// Simulates.
pub fn run(arguments: &Simulate) -> Outcome {
    let began = watching::now();
    if let Some(out) = &arguments.out {
        replay::As::of(out)?;
    }
    if let Some(threads) = arguments.threads {
        // Refused only where a pool exists already, and then its size is as good.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build_global();
    }
    let path = &arguments.scenario;
    let text = file::text(path)?;
    let today = SystemClock.now().day();
    let (base, share) = match &arguments.place {
        Some(at) => place(at, today)?,
        None => (scenario_file::empty(today), None),
    };
    let asked = scenario_file::read(&text, base, share);
    let asked = asked.map_err(|why| Failure::refused(format_args!("{}, {why}", path.display())))?;
    let how = Experiment {
        replications: arguments.replications.unwrap_or(asked.how.replications),
        seed: arguments.seed.unwrap_or(asked.how.seed),
        ..asked.how
    };
    let scenarios: Vec<Scenario> =
        asked.scenarios.into_iter().map(|of| copied(of, arguments.copies)).collect();
    let refused = |why: simulation::Wrong| Failure::refused(format_args!("{}: {why}", path.display()));
    let calendar = referrals_site::england();
    let limits = watching::listen();
    let mut told = watching::now();
    let found = simulation::experiment(&scenarios, how, calendar, &mut |done, all| {
        if told.elapsed().as_millis() > 500 {
            told = watching::now();
            let _ = writeln!(std::io::stderr().lock(), "{done} of {all} replications");
        }
        !limits.load(std::sync::atomic::Ordering::Relaxed)
    })
    .map_err(refused)?;
    if let Some(out) = &arguments.history
        && let Some(first) = scenarios.first()
    {
        let stories = simulation::stories(first, how.seed, calendar).map_err(refused)?;
        file::write(out, &histories(&stories, first))?;
    }
    let made = Made {
        asked: &text,
        how,
        on: today,
        program: concat!("Roundtable ", env!("CARGO_PKG_VERSION")),
        again: &format!(
            "roundtable plan simulate {} --seed {} --replications {}",
            path.display(),
            how.seed,
            found.replications
        ),
    };
    let trial = planning_site::simulated(&scenarios, &found, &made);
    if let Some(out) = &arguments.out {
        write(out, &trial)?;
    }
    if arguments.keep
        && let Some(at) = &arguments.place
    {
        keep(at, trial.clone())?;
    }
    if arguments.json {
        let seconds = (began.elapsed().as_secs_f64(), watching::cpu_seconds(began));
        return cli::json_line(&value(&found, how, seconds));
    }
    tell(&found, &trial)
}

/// A place as a scenario for the year from a day.
fn place(at: &At, today: Day) -> Result<(Scenario, Option<f64>), Failure> {
    let reading = at
        .look()?
        .reading(&program()?, Permit::KeepPlace, Subject::new(Kind::Place, Relations::NONE))
        .map_err(|why| Failure::refused(format!("the place cannot be read: {why:?}")))?;
    let place = planning_site::year(&reading, "The place", today, today).map_err(Failure::refused)?;
    Ok((place.scenario, place.clinic_share))
}

/// Keeps a trial in a place, and says where.
pub fn keep(at: &At, trial: Trial) -> Outcome {
    let journal = at.open(std::sync::Arc::new(SystemClock))?;
    match journal.submit_here(&program()?, planning_site::KeepTrial(trial)) {
        Ok(done) => {
            let _ = writeln!(std::io::stderr().lock(), "kept: /plan/trials/{}", done.answer);
            Ok(())
        }
        Err(journal::NotDone::AgainstTheRules(refused)) => Err(Failure::refused(refused)),
        Err(other) => Err(Failure::refused(format!("keeping the trial: {other:?}"))),
    }
}

/// Writes a trial as a report that stands alone, as tables, or on paper.
pub fn write(out: &Path, trial: &Trial) -> Outcome {
    match replay::As::of(out)? {
        replay::As::Html => file::write(out, &planning_site::sections::alone(trial)),
        replay::As::Csv => file::write(out, &planning_site::sections::comma_separated(trial)),
        replay::As::Pdf => replay::write_paper(out, trial, ""),
    }
}

/// So many copies side by side, too far from one another to be chosen.
fn copied(mut of: Scenario, copies: u32) -> Scenario {
    let apart = 2_000.0 * of.choice.farthest_miles.max(40.0) * 4.0;
    let (areas, services) = (of.areas.clone(), of.services.clone());
    for nth in 1..copies {
        let east = f64::from(nth) * apart;
        of.areas.extend(areas.iter().cloned().map(|mut area| {
            (area.id, area.at[0]) = (format!("{}.{nth}", area.id), area.at[0] + east);
            area
        }));
        of.services.extend(services.iter().cloned().map(|mut service| {
            (service.id, service.at[0]) = (format!("{}.{nth}", service.id), service.at[0] + east);
            service.home = service.home.map(|home| format!("{home}.{nth}"));
            service
        }));
    }
    of
}

fn event(on: Day, did: &Did, scenario: &Scenario) -> Value {
    let days = |slots: &[Day]| slots.iter().map(Day::to_string).collect::<Vec<_>>();
    let mut event = Map::new();
    event.insert("on".to_owned(), json!(on.to_string()));
    event.insert("type".to_owned(), json!(did.event().kind().name()));
    let mut put = |field: &str, value: Value| event.insert(field.to_owned(), value);
    match did {
        Did::Plain(EventKind::NotFitted) => drop(put("reason", json!("simulated"))),
        Did::Plain(_) | Did::To(EventKind::Sent, _) => {}
        Did::To(_, to) => drop(put("to", json!(named(scenario, *to)))),
        Did::Offered(..) => drop(put("slots", json!(days(did.slots())))),
        Did::Booked(slot) | Did::HostCancelled(slot) => drop(put("slot", json!(slot.to_string()))),
        Did::PatientCancelled(slot, from) => {
            put("slot", json!(slot.to_string()));
            put("available_from", json!(from.to_string()));
        }
        Did::WaitingPatient(_, _, from) => {
            put("declined", json!(days(did.slots())));
            put("available_from", json!(from.to_string()));
        }
        Did::DidNotAttend(slot, again) => {
            put("slot", json!(slot.to_string()));
            put("recontact", json!(again.to_string()));
        }
        Did::Deferred(review) => drop(put("review_on", json!(review.to_string()))),
    }
    Value::Object(event)
}

fn named(scenario: &Scenario, service: u32) -> &str {
    scenario.services.get(service as usize).map_or("", |of| of.id.as_str())
}

/// One history a line, as “roundtable clock” reads them; what the simulator counted stands beside it.
fn histories(stories: &[Story], scenario: &Scenario) -> String {
    let mut text = String::new();
    for story in stories {
        let host = story
            .events
            .iter()
            .find_map(|(_, did)| if let Did::To(EventKind::Sent, to) = did { Some(*to) } else { None });
        let verdicts: Map<String, Value> = scenario
            .rules
            .iter()
            .zip(&story.verdicts)
            .filter_map(|(rule, said)| {
                let (verdict, days, due) = (*said)?;
                Some((
                    rule.id.to_string(),
                    json!({"verdict": verdict, "days": days, "due": due.map(|due| due.to_string())}),
                ))
            })
            .collect();
        let line = json!({
            "id": story.number,
            "sender": scenario.areas.get(story.area).map_or("", |area| area.id.as_str()),
            "host": named(scenario, host.unwrap_or_default()),
            "events": story.events.iter().map(|(on, did)| event(*on, did, scenario)).collect::<Vec<_>>(),
            "simulated_verdicts": verdicts,
        });
        let _ = writeln!(text, "{line}");
    }
    text
}

fn interval(of: &Interval) -> Value {
    json!({"mean": of.mean, "low": of.low, "high": of.high})
}

fn value(found: &Simulated, how: Experiment, (seconds, cpu_seconds): (f64, f64)) -> Value {
    let outcomes = found.outcomes.iter().map(|of| {
        let mut groups: Vec<Value> = Vec::new();
        for (family, names) in of.families.iter().enumerate() {
            for (group, name) in names.names.iter().enumerate() {
                let mut measures = Map::new();
                let mut differences = Map::new();
                for one in of.values.iter().filter(|one| (one.family, one.group) == (family, group)) {
                    let Some(measure) = of.measures.get(one.measure) else { continue };
                    measures.insert(measure.clone(), one.value.as_ref().map_or(Value::Null, interval));
                    if let Some(difference) = &one.difference {
                        differences.insert(measure.clone(), interval(difference));
                    }
                }
                groups.push(
                    json!({"by": names.by, "group": name, "measures": measures, "differences": differences}),
                );
            }
        }
        let whole: Map<String, Value> =
            of.whole.iter().map(|(name, value, _)| (name.clone(), interval(value))).collect();
        let apart: Map<String, Value> = of
            .whole
            .iter()
            .filter_map(|(name, _, difference)| Some((name.clone(), interval(difference.as_ref()?))))
            .collect();
        let payers: Map<String, Value> =
            of.payers.iter().map(|(name, value, _)| (name.clone(), interval(value))).collect();
        json!({
            "title": of.title,
            "groups": groups,
            "whole": whole,
            "whole_differences": apart,
            "paid_pounds": payers,
            "overload": of.overload,
            "warm_up_days": of.warm_up_days,
            "warm": of.warm,
        })
    });
    json!({
        "trial": true,
        "label": LABEL,
        "seed": how.seed,
        "replications": found.replications,
        "settled": found.settled,
        "stopped": found.stopped,
        "scenarios": outcomes.collect::<Vec<_>>(),
        "events": found.events,
        "seconds": seconds,
        "cpu_seconds": cpu_seconds,
    })
}

fn tell(found: &Simulated, trial: &Trial) -> Outcome {
    cli::text_line(LABEL)?;
    for section in &trial.sections {
        cli::text_line(format_args!("\n{}", section.heading))?;
        for words in &section.words {
            cli::text_line(format_args!("  {words}"))?;
        }
        for table in section.tables.iter().filter(|table| table.result) {
            cli::text_line(format_args!("  {}", table.title))?;
            for row in
                table.rows.iter().filter(|row| row.first().is_none_or(|by| by != "Patch" && by != "Service"))
            {
                let cells: Vec<String> = table
                    .head
                    .iter()
                    .zip(row)
                    .map(|(name, cell)| format!("{} {cell}", name.to_lowercase()))
                    .collect();
                cli::text_line(format_args!("    {}", cells.join("; ")))?;
            }
        }
    }
    cli::text_line(format_args!("\n{} events", found.events))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "days = 120\nfrom = \"2026-01-05\"\nrun_in_days = 60\nfollow_days = 40\n[[area]]\nid = \"a\"\nat = [0, 0]\nasks_a_year = 400\n[[service]]\nid = \"p\"\nsetting = \"practice\"\nat = [0, 0]\n[[service.fitter]]\nid = \"n\"\nskills = [\"IUT\", \"SDI-IR\"]\ncertified = \"2024-06-01\"\nlife_support = \"2026-01-01\"\n[[service.session]]\nweekday = \"tue\"\nstarts = \"09:00\"\nhours = 4\nslots = 10\n[behaviour]\ndid_not_attend = 0.1\ncancels = 0.1\ndeferred = 0.1\nhost_cancels = 0.05\ndeclines = 0.1\nnot_fitted = 0.05\n";

    #[test]
    fn every_exported_history_is_judged_by_the_clock_command_as_the_simulator_judged_it() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let asked = scenario_file::read(SMALL, scenario_file::empty(day("2026-01-05")), None).unwrap();
        let scenario = &asked.scenarios[0];
        let stories = simulation::stories(scenario, 3, referrals_site::england()).unwrap();
        let text = histories(&stories, scenario);
        assert!(text.lines().count() > 80);
        let folder = std::env::temp_dir().join(format!("roundtable-simulate-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let as_of = scenario.first + 119 + 40;
        for line in text.lines() {
            let given: Value = serde_json::from_str(line).unwrap();
            let said = crate::commands::clock::judged(line, &["GP-28", "OFFER-14"], as_of).unwrap();
            for rule in ["GP-28", "OFFER-14"] {
                let Some(kept) = given["simulated_verdicts"].get(rule) else { continue };
                assert_eq!(said["verdicts"][rule]["verdict"], kept["verdict"], "{line}");
                assert_eq!(said["verdicts"][rule]["days"], kept["days"], "{line}");
                assert_eq!(said["verdicts"][rule]["due"], kept["due"], "{line}");
            }
        }
        let _ = std::fs::remove_dir_all(&folder);
    }

    #[test]
    fn copies_do_not_touch_one_another() {
        let day: Day = "2026-01-05".parse().unwrap();
        let asked = scenario_file::read(SMALL, scenario_file::empty(day), None).unwrap();
        let one = asked.scenarios[0].clone();
        let three = copied(one.clone(), 3);
        assert_eq!((three.areas.len(), three.services.len()), (3, 3));
        let how = Experiment { replications: 4, ..asked.how };
        let count = |of: &Scenario| {
            let found = simulation::experiment(
                std::slice::from_ref(of),
                how,
                referrals_site::england(),
                &mut |_, _| true,
            );
            let of = &found.unwrap().outcomes[0];
            of.values.iter().find(|one| one.measure == 0 && one.family == 0).unwrap().value.unwrap().mean
        };
        assert!((count(&three) / count(&one) - 3.0).abs() < 0.4);
    }
}
