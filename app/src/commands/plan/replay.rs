//! `roundtable plan replay`: last year's journal through changed rules, before and after, as a trial.

mod beside;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use cli::{Failure, Outcome};
use clocks::Period;
use kernel::{Clock, Day};
use lawbook::{Limit, Measure, Owners, RuleSet, Setting, Source, Start, Stop, shipped};
use planning_rules::facts::v1::{self as kept, Section};
use planning_rules::replay::{self, Choice, Chooser, Paid, Past, Promise, Ready, Shift};
use planning_site::Trial;
use policy::{Kind, Permit, Relations, Subject};
use serde::Deserialize;
use serde_json::{Value, json};
use web::SystemClock;

use super::{file, simulate};
use crate::place::{At, program};
use beside::{modelled, money, paid_value};

/// Last year's asks judged by changed rules.
#[derive(clap::Args)]
pub struct Replay {
    /// The place, as sqlite:FILE.
    #[arg(long)]
    db: At,
    /// What changes: a TOML file; see the README of modules/planning.
    #[arg(long)]
    change: PathBuf,
    /// Write the report to this file: .html or .csv.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Keep the report in the place as a trial, so that it can be found and put before a meeting. Small counts are hidden.
    #[arg(long)]
    keep: bool,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

/// A change as its file says it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    title: String,
    /// First and last day of the period; the twelve months to yesterday where not given.
    from: Option<String>,
    until: Option<String>,
    #[serde(default, rename = "rule")]
    rules: Vec<ChangedRule>,
    choice: Option<Chosen>,
    /// Sessions and sites that change, and what people do: as in a scenario, and simulated.
    #[serde(default)]
    service: Vec<toml::Value>,
    behaviour: Option<toml::Value>,
    /// The price list of the trial, and the one in force.
    #[serde(default)]
    price: Vec<toml::Value>,
    #[serde(default)]
    price_in_force: Vec<toml::Value>,
    /// Contracts of the trial, and those in force.
    #[serde(default)]
    contract: Vec<Contract>,
    #[serde(default)]
    contract_in_force: Vec<Contract>,
}

/// A block: so much a year, whatever is done.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Contract {
    provider: String,
    payer: String,
    block_pence: i64,
}

/// A rule of the change: a shipped one by its name, or one written out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangedRule {
    /// The name of a shipped rule set.
    shipped: Option<String>,
    id: Option<String>,
    title: Option<String>,
    #[serde(default)]
    settings: Vec<Setting>,
    #[serde(default, rename = "measure")]
    measures: Vec<ChangedMeasure>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangedMeasure {
    stop: Stop,
    limit: Limit,
    #[serde(default)]
    person_leaves_out: Owners,
    #[serde(default)]
    host_leaves_out: Owners,
}

/// How people choose between a practice and a clinic, and, where the rules' own promises are not meant, what is promised.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    a_day: f64,
    a_mile: f64,
    #[serde(default)]
    clinic: f64,
    #[serde(default = "hundred")]
    replications: u32,
    #[serde(default = "one")]
    seed: u64,
    before: Option<Promised>,
    after: Option<Promised>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Promised {
    practice_days: f64,
    clinic_days: f64,
}

const fn hundred() -> u32 {
    100
}

const fn one() -> u64 {
    1
}

/// The rules in force that count days to a fitting or an offer.
const IN_FORCE: [&str; 4] = ["GP-28", "CL-5c", "CL-5w", "OFFER-14"];
const YEAR_DAYS: i32 = 365;

/// Replays.
pub fn run(arguments: &Replay) -> Outcome {
    if let Some(out) = &arguments.out {
        is_html(out)?;
    }
    let path = &arguments.change;
    let refused = |why: &dyn std::fmt::Display| Failure::refused(format_args!("{}: {why}", path.display()));
    let text = file::text(path)?;
    let change: Change = toml::from_str(&text).map_err(|why| unreadable(path, &text, &why))?;
    let today = SystemClock.now().day();
    let period = period(&change, today).map_err(|why| refused(&why))?;
    let in_force: Vec<RuleSet> = IN_FORCE.iter().filter_map(|id| shipped::rule_set(id)).collect();
    let changed = change.rules.iter().enumerate().map(|(nth, rule)| rule_set(rule, nth, period.first));
    let changed: Vec<RuleSet> = changed.collect::<Result<_, String>>().map_err(|why| refused(&why))?;
    let ready = |sets: &[RuleSet]| -> Result<Vec<Ready>, Failure> {
        sets.iter().map(|set| Ready::of(set).map_err(|why| refused(&why))).collect()
    };
    // With no rule of its own a change is the unchanged year.
    let after = if changed.is_empty() { in_force.clone() } else { changed };
    let rules = (ready(&in_force)?, ready(&after)?);
    let reading = arguments
        .db
        .look()?
        .reading(&program()?, Permit::KeepPlace, Subject::new(Kind::Place, Relations::NONE))
        .map_err(|why| Failure::refused(format!("the place cannot be read: {why:?}")))?;
    let read = planning_site::past(&reading, period.first, period.last).map_err(Failure::refused)?;
    drop(reading);
    if let Some(first) = read.differ.first() {
        return Err(Failure::refused(format_args!(
            "{} of {} verdicts worked out anew differ from those that the journal keeps, the first {first}: a replay would not be of this journal; run “roundtable verify”",
            read.differ.len(),
            read.compared
        )));
    }
    let calendar = referrals_site::england();
    let before = replay::replay(&read.past, period, &rules.0, calendar);
    let then = replay::replay(&read.past, period, &rules.1, calendar);
    let shift = match &change.choice {
        None => None,
        Some(chosen) => {
            Some(incentive(chosen, &in_force, &after, &read.past, period).map_err(|why| refused(&why))?)
        }
    };
    let money = money(&change, &text, path, &read.past, period)?;
    let trial = Trial {
        title: &change.title,
        period: (period.first, period.last),
        made_on: today,
        read: (read.past.len(), read.compared),
        rules: (&rules.0, &rules.1),
        sides: (&before, &then),
        shift: shift.as_ref(),
    };
    let mut kept = planning_site::trial_of(&trial, money.as_ref(), &text).map_err(Failure::refused)?;
    let modelled = modelled(&change, &text, path, &arguments.db, today)?;
    if let Some(modelled) = &modelled {
        kept.sections.extend(modelled.sections.iter().map(|section| Section {
            heading: format!("Modelled: {}", section.heading.to_lowercase()),
            ..section.clone()
        }));
    }
    let shown = shown(&kept, money.as_ref());
    if let Some(out) = &arguments.out {
        write(out, &trial, &shown)?;
    }
    if arguments.keep {
        simulate::keep(&arguments.db, kept.clone())?;
    }
    if arguments.json {
        let mut line = value(&trial);
        if let (Some(fields), Some(money)) = (line.as_object_mut(), &money) {
            fields.insert(
                "money".to_owned(),
                json!({"in_force": paid_value(&money.0), "trial": paid_value(&money.1)}),
            );
        }
        if let (Some(fields), Some(modelled)) = (line.as_object_mut(), &modelled) {
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

/// What stands below the tables of a report: money to the penny, and what was modelled.
fn shown(kept: &kept::Trial, money: Option<&(Paid, Paid)>) -> Vec<Section> {
    let exact =
        money.map(|(before, then)| planning_site::money_section(before, then, planning_site::Money::Exact));
    let modelled = kept.sections.iter().filter(|section| section.heading.starts_with("Modelled"));
    exact.into_iter().chain(modelled.cloned()).collect()
}

/// One line with the file's own line in it.
fn unreadable(path: &Path, text: &str, why: &toml::de::Error) -> Failure {
    let before = why.span().and_then(|span| text.get(..span.start));
    let line = before.map_or(1, |before| before.matches('\n').count() + 1);
    let words = why.message().replace('\n', " ");
    Failure::refused(format_args!("{}, line {line}: {words}", path.display()))
}

fn period(change: &Change, today: Day) -> Result<Period, String> {
    let day = |text: &Option<String>, field: &str| -> Result<Option<Day>, String> {
        let Some(text) = text else { return Ok(None) };
        let wrong = |_| format!("{field}: “{text}” is not a day: write it as in 2025-03-31");
        text.parse().map(Some).map_err(wrong)
    };
    let last = day(&change.until, "until")?.unwrap_or(today - 1);
    let first = day(&change.from, "from")?.unwrap_or(last - YEAR_DAYS + 1);
    if last < first {
        return Err(format!("until ({last}) is before from ({first})"));
    }
    if today <= last {
        return Err(format!("until ({last}) has not passed: only the past can be replayed"));
    }
    Ok(Period { first, last })
}

fn rule_set(of: &ChangedRule, nth: usize, from: Day) -> Result<RuleSet, String> {
    let place = nth + 1;
    if let Some(name) = &of.shipped {
        if of.id.is_some() || !of.measures.is_empty() {
            return Err(format!("rule {place}: give either “shipped” or a rule of its own, not both"));
        }
        return shipped::rule_set(name).ok_or_else(|| {
            let known: Vec<String> = shipped::rule_sets().iter().map(|set| set.id.to_string()).collect();
            format!("rule {place}, shipped: “{name}” is no rule set: choose one of {}", known.join(", "))
        });
    }
    let id = of.id.clone().ok_or_else(|| format!("rule {place}, id: give it a short name"))?;
    if of.settings.is_empty() {
        return Err(format!(
            "rule {place} ({id}), settings: say where it applies, as in [\"practice\", \"clinic\"]"
        ));
    }
    let measure = |measure: &ChangedMeasure| Measure {
        name: Cow::Owned(id.clone()),
        start: Start::Received,
        stop: measure.stop,
        limit: measure.limit,
        person_leaves_out: measure.person_leaves_out,
        host_leaves_out: measure.host_leaves_out,
    };
    Ok(RuleSet {
        title: Cow::Owned(of.title.clone().unwrap_or_else(|| id.clone())),
        version: 1,
        measures: of.measures.iter().map(measure).collect(),
        settings: of.settings.clone(),
        owner_group: Cow::Borrowed("trial"),
        from,
        to: None,
        proposed: true,
        source: Source { id: Cow::Borrowed("trial"), clause: Cow::Borrowed("the change file") },
        id: Cow::Owned(id),
    })
}

fn incentive(
    chosen: &Chosen,
    in_force: &[RuleSet],
    after: &[RuleSet],
    past: &[Past],
    period: Period,
) -> Result<Shift, String> {
    let promise = |given: Option<Promised>, rules: &[RuleSet], which: &str| -> Result<Promise, String> {
        if let Some(given) = given {
            return Ok(Promise { practice: given.practice_days, clinic: given.clinic_days });
        }
        replay::promise(rules).ok_or_else(|| {
            format!("choice: the rules {which} promise no fitting at a practice and at a clinic: give choice.{which}")
        })
    };
    let before = promise(chosen.before, in_force, "before")?;
    let then = promise(chosen.after, after, "after")?;
    let numbers = [
        chosen.a_day,
        chosen.a_mile,
        chosen.clinic,
        before.practice,
        before.clinic,
        then.practice,
        then.clinic,
    ];
    if numbers.iter().any(|number| !number.is_finite()) {
        return Err("choice: every coefficient must be a finite number".to_owned());
    }
    let miles = |tenths: u32| f64::from(tenths) / 10.0;
    let choosers: Vec<Chooser> = past
        .iter()
        .filter(|one| !one.sent.complicated && period.first <= one.sent.on && one.sent.on <= period.last)
        .filter_map(|one| {
            let (practice, clinic) = (one.sent.miles_tenths?, one.sent.clinic_miles_tenths?);
            Some(Chooser { practice_miles: miles(practice), clinic_miles: miles(clinic) })
        })
        .collect();
    let choice = Choice { a_day: chosen.a_day, a_mile: chosen.a_mile, clinic: chosen.clinic };
    replay::shift(&choosers, choice, before, then, chosen.replications, chosen.seed)
        .ok_or_else(|| "choice: no uncomplicated ask of the period has both distances, or there are fewer than 2 replications".to_owned())
}

pub fn is_html(out: &Path) -> Result<bool, Failure> {
    match out.extension().and_then(|ending| ending.to_str()) {
        Some("html" | "htm") => Ok(true),
        Some("csv") => Ok(false),
        _ => Err(Failure::usage(format_args!("{}: a report ends in .html or .csv", out.display()))),
    }
}

fn write(out: &Path, trial: &Trial<'_>, more: &[Section]) -> Result<(), Failure> {
    if is_html(out)? {
        let body = maud::html! { (planning_site::replayed(trial)) (planning_site::sections::body(more)) };
        let text = planning_site::document(trial.title, &planning_site::label(trial), &body).into_string();
        return file::write(out, &text);
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
