//! `roundtable rule propose|compare|adopt|list`: a rule proposed, tried on last year's asks, and adopted by a decision.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};
use cli::{BadRecord, Failure, Outcome, json_line, report, text_line};
use journal::{Journal, NotDone, Reading};
use kernel::{Clock as _, Day};
use measures_rules::differ;
use measures_rules::facts::v1::RuleName;
use measures_rules::proposal::Written;
use measures_rules::publication::Comparison;
use measures_site::acts::{Adopt, Freeze, Propose, ProposeRefused, RuleRefused};
use measures_site::compare::compare;
use measures_site::kept::Kept;
use measures_site::{read, rules};
use policy::{Kind, Permit, Relations, Subject};
use web::SystemClock;

use crate::place::{At, program};

/// Rules that asks are judged by: propose one, try it on last year's asks, adopt it.
#[derive(Args)]
pub struct Rule {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Proposes the rule of a TOML file. It judges nobody.
    Propose {
        /// The file: id, title, why, settings, from, and one or two [[measure]] with stop, limit, unit, leaves_out.
        file: PathBuf,
        /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
        #[arg(long)]
        db: At,
    },
    /// Tries a proposed rule on the last four closed quarters and freezes the table.
    Compare {
        /// The rule, as FAIR-21 or FAIR-21.v2.
        name: String,
        /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
        #[arg(long)]
        db: At,
        /// Shows the table without freezing it.
        #[arg(long)]
        dry: bool,
        /// The frozen bytes are written here as well.
        #[arg(long)]
        out: Option<PathBuf>,
        /// Each count as one line of JSON.
        #[arg(long)]
        json: bool,
    },
    /// Adopts a rule by a decision, on the table that was frozen last.
    Adopt {
        /// The rule.
        name: String,
        /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
        #[arg(long)]
        db: At,
        /// The decision, by its reference in the minutes.
        #[arg(long)]
        decision: String,
        /// First day in force: the first day of a quarter to come.
        #[arg(long)]
        from: Day,
        /// Rules that it takes the place of, separated by commas.
        #[arg(long, value_delimiter = ',')]
        instead_of: Vec<String>,
    },
    /// Every rule that asks are judged by, and how it stands.
    List {
        /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
        #[arg(long)]
        db: At,
        /// One line of JSON each.
        #[arg(long)]
        json: bool,
    },
}

/// Does it.
pub fn run(arguments: &Rule) -> Outcome {
    match &arguments.what {
        What::Propose { file, db } => propose(file, db),
        What::Compare { name, db, dry, out, json } => try_it(name, db, *dry, out.as_ref(), *json),
        What::Adopt { name, db, decision, from, instead_of } => adopt(name, db, decision, *from, instead_of),
        What::List { db, json } => list(db, *json),
    }
}

fn open(db: &At) -> Result<Journal, Failure> {
    db.open(Arc::new(SystemClock))
}

fn looking(journal: &Journal) -> Result<Reading, Failure> {
    let place = Subject::new(Kind::Place, Relations::NONE);
    journal
        .reading(&program()?, Permit::SeeHealth, place)
        .map_err(|refused| Failure::refused(format!("the place cannot be read: {refused:?}")))
}

fn not_done<R: std::fmt::Debug>(what: &str, why: &NotDone<R>) -> Failure {
    Failure::refused(format!("{what}: {why:?}"))
}

fn propose(file: &PathBuf, db: &At) -> Outcome {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::refused(format!("{name} cannot be read: {error}")))?;
    let written: Written = toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| text.get(..span.start).unwrap_or("").lines().count().max(1));
        Failure::refused(format!("{name}, line {line}: {}", error.message()))
    })?;
    let journal = open(db)?;
    match journal.submit_here(&program()?, Propose(written)) {
        Ok(done) => text_line(format!(
            "{} is proposed; try it with “roundtable rule compare {}”",
            done.answer, done.answer.id
        )),
        Err(NotDone::AgainstTheRules(ProposeRefused(wrong))) => {
            let bad: Vec<BadRecord> = wrong
                .into_iter()
                .map(|one| {
                    let line = line_of(&text, &one.field);
                    BadRecord { file: name.clone(), line, field: Some(one.field), why: one.why }
                })
                .collect();
            report(&bad)?;
            Err(Failure::refused(format!("the rule was not proposed: {} fields are to be mended", bad.len())))
        }
        Err(other) => Err(not_done("proposing a rule", &other)),
    }
}

/// The line on which a field stands, or the first.
fn line_of(text: &str, field: &str) -> usize {
    let name = field.rsplit('.').next().unwrap_or(field);
    let stands = |line: &str| {
        line.trim_start().strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    text.lines().position(stands).map_or(1, |line| line + 1)
}

/// The latest version of a rule of the place by that name.
fn own(reading: &Reading, name: &str) -> Result<RuleName, Failure> {
    let all: Vec<_> = rules::own(reading)
        .map_err(Failure::refused)?
        .into_iter()
        .filter_map(|rule| rules::tried(rule.set).ok())
        .collect();
    rules::named(&all, name).map(|tried| RuleName::of(&tried.set)).ok_or_else(|| {
        let known = if all.is_empty() { "none yet".to_owned() } else { rules::names(&all) };
        Failure::usage(format!("this place has proposed no rule “{name}”; it has {known}"))
    })
}

fn try_it(name: &str, db: &At, dry: bool, out: Option<&PathBuf>, json: bool) -> Outcome {
    let journal = open(db)?;
    let reading = looking(&journal)?;
    let rule = own(&reading, name)?;
    let today = SystemClock.now().day();
    let mut told = 0;
    let compared = compare(&reading, &Kept::default(), &rule, today, &mut |done, all| {
        let tenth = done * 10 / all.max(1);
        if tenth > told {
            told = tenth;
            let _ = writeln!(std::io::stderr().lock(), "{}% of {all} asks judged", tenth * 10);
        }
        true
    });
    let frozen = compared
        .map_err(|refused| Failure::refused(format!("{rule}: {refused}")))?
        .ok_or_else(|| Failure::refused("stopped"))?;
    if let Some(out) = out {
        std::fs::write(out, frozen.text())
            .map_err(|error| Failure::refused(format!("writing {}: {error}", out.display())))?;
    }
    let (comparison, sha256) = (frozen.comparison().clone(), frozen.sha256().to_owned());
    drop(reading);
    // On record before a word is printed: whoever reads only the first lines has frozen it all the same.
    let last = if dry {
        format!("not frozen; its hash would be {sha256}")
    } else {
        match journal.submit_here(&program()?, Freeze(frozen)) {
            Ok(_) => format!("frozen: SHA-256 {sha256}"),
            Err(NotDone::AgainstTheRules(refused)) => return Err(Failure::refused(refused)),
            Err(other) => return Err(not_done("freezing a comparison", &other)),
        }
    };
    show(&comparison, json)?;
    if json { Ok(()) } else { text_line(last) }
}

fn show(of: &Comparison, json: bool) -> Outcome {
    if json {
        for table in &of.tables {
            for cell in &table.cells {
                json_line(&serde_json::json!({
                    "figure": table.id, "period": table.period, "at": cell.at.get(1..), "shown": cell.shown,
                    "rule": table.rule.as_ref().map(ToString::to_string),
                }))?;
            }
        }
        return Ok(());
    }
    text_line(format!("{} ({}), tried on {}", of.rule, of.in_a_line, of.period))?;
    for table in of.tables.iter().filter(|table| table.id.contains("kept.") && table.id.contains(".setting"))
    {
        let Some(rule) = &table.rule else { continue };
        let mut categories: Vec<&String> = table.cells.iter().filter_map(|cell| cell.at.get(1)).collect();
        categories.dedup();
        categories.sort_unstable();
        categories.dedup();
        for category in categories {
            let share = read::share(table, category);
            text_line(format!("  {:<12} {:<24} {}", rule.id, category, share.with_limits()))?;
        }
    }
    for table in of.tables.iter().filter(|table| table.id.starts_with("why.")) {
        text_line(&table.title)?;
        for cell in table.cells.iter().filter(|cell| cell.shown != "0") {
            text_line(format!("  {:>7}  {}", cell.shown, cell.at.last().map_or("", String::as_str)))?;
        }
    }
    text_line(&of.policy_in_words)
}

fn adopt(name: &str, db: &At, decision: &str, from: Day, instead_of: &[String]) -> Outcome {
    let journal = open(db)?;
    let reading = looking(&journal)?;
    let rule = own(&reading, name)?;
    let sha256 =
        measures_site::compare::last_frozen(&reading, &rule).map_err(Failure::refused)?.unwrap_or_default();
    drop(reading);
    let act = Adopt {
        rule: rule.clone(),
        decision: decision.to_owned(),
        from,
        instead_of: instead_of.to_vec(),
        sha256,
    };
    match journal.submit_here(&program()?, act) {
        Ok(done) => text_line(format!(
            "{rule} is in force from {}; the rules before it are shown beside it until {}",
            from.in_words(),
            done.answer.in_words()
        )),
        Err(NotDone::AgainstTheRules(refused @ RuleRefused::NotCompared)) => {
            Err(Failure::refused(format!("{refused}: roundtable rule compare {}", rule.id)))
        }
        Err(NotDone::AgainstTheRules(refused)) => Err(Failure::refused(refused)),
        Err(other) => Err(not_done("adopting a rule", &other)),
    }
}

fn list(db: &At, json: bool) -> Outcome {
    let place = Subject::new(Kind::Place, Relations::NONE);
    let reading = db
        .look()?
        .reading(&program()?, Permit::SeeHealth, place)
        .map_err(|refused| Failure::refused(format!("the place cannot be read: {refused:?}")))?;
    let today = SystemClock.now().day();
    for tried in rules::all(&reading).map_err(Failure::refused)? {
        let set = &tried.set;
        let stands = if set.proposed {
            "proposed".to_owned()
        } else if set.from > today {
            format!("in force from {}", set.from)
        } else {
            set.to.map_or_else(|| "in force".to_owned(), |to| format!("in force until {to}"))
        };
        if json {
            json_line(&serde_json::json!({
                "id": set.id, "version": set.version, "title": set.title, "stands": stands, "from": set.from,
                "to": set.to, "counts": differ::in_a_line(&tried.rule),
            }))?;
        } else {
            text_line(format!(
                "{:<10} v{}  {:<26} {}",
                set.id,
                set.version,
                stands,
                differ::in_a_line(&tried.rule)
            ))?;
        }
    }
    Ok(())
}
