//! `roundtable recalls`: what hospitals have to repeat, by owner; and bringing recalls in from a file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use cli::{BadRecord, Failure, Outcome, json_line, report, text_line};
use directory_site::read as directory;
use journal::{Journal, Query, Reading};
use kernel::{Clock, Day, Id, NhsNumber, OrgId};
use policy::{Kind, Permit, Relations, Subject};
use recalls_rules::Test;
use recalls_rules::facts::v1::{Person, Planned};
use recalls_site::acts::{BringInRecalls, Brought};
use recalls_site::read::{self, Acts, Which};
use serde::Serialize;
use web::SystemClock;

use crate::place::{At, program};

/// What hospitals have to repeat, by owner; and bringing recalls in from a file.
#[derive(Args)]
pub struct Recalls {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Lists open recalls by owner, without names: who acts for each today, and how late it is.
    List {
        /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
        #[arg(long)]
        db: At,
        /// Only what is late.
        #[arg(long)]
        late: bool,
        /// As of this day; today where none is given.
        #[arg(long)]
        on: Option<Day>,
        /// One line of JSON a recall.
        #[arg(long)]
        json: bool,
    },
    /// Brings recalls in from a CSV file. Good lines are kept, the others reported; the same file again changes nothing.
    Import {
        /// The file: reference, specialty, test, due, name, nhs_number, date_of_birth, telephone, told.
        file: PathBuf,
        /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
        #[arg(long)]
        db: At,
        /// One line of JSON with the counts.
        #[arg(long)]
        json: bool,
    },
}

/// Does it.
pub fn run(arguments: &Recalls) -> Outcome {
    match &arguments.what {
        What::List { db, late, on, json } => {
            list(db, *late, on.unwrap_or_else(|| SystemClock.now().day()), *json)
        }
        What::Import { file, db, json } => import(file, db, *json),
    }
}

fn place() -> Subject {
    Subject::new(Kind::Place, Relations::NONE)
}

#[derive(Serialize)]
struct Line {
    recall: String,
    specialty: String,
    test: &'static str,
    due: Day,
    days_late: i32,
    owner: Option<String>,
    owner_telephone: Option<String>,
    why_not_its_own: Option<&'static str>,
    told: bool,
}

/// As many as are listed at once.
const MOST: i64 = 1_000_000;

fn list(db: &At, late: bool, on: Day, json: bool) -> Outcome {
    let onlooker = db.look()?;
    let reading = onlooker
        .reading(&program()?, Permit::ExportPlace, place())
        .map_err(|refused| Failure::refused(format!("the place cannot be read: {refused:?}")))?;
    let show = if late { "late" } else { "open" };
    let which = Which { org: None, specialty: None, show: show.to_owned(), today: on };
    let found = read::list(&reading, &which, MOST, 0).map_err(Failure::refused)?;
    let mut acts = Acts::new(&reading, on).map_err(Failure::refused)?;
    let mut by_owner: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    for line in found {
        let acting = acts.of(&line).map_err(Failure::refused)?;
        let seat = match acting.seat() {
            Some(seat) => directory::seat(&reading, seat).map_err(Failure::refused)?,
            None => None,
        };
        let owner = seat.as_ref().map(|seat| seat.title.clone());
        let told = Line {
            recall: line.reference.clone().unwrap_or_else(|| line.id.to_string()),
            specialty: line.specialty.clone(),
            test: line.test.name(),
            due: line.due,
            days_late: (on.epoch_days() - line.due.epoch_days()).max(0),
            owner: owner.clone(),
            owner_telephone: seat.map(|seat| seat.telephone),
            why_not_its_own: acting.why(),
            told: line.told,
        };
        by_owner.entry(owner.unwrap_or_else(|| "nobody: ring the office".to_owned())).or_default().push(told);
    }
    let count: usize = by_owner.values().map(Vec::len).sum();
    for (owner, lines) in &by_owner {
        if !json {
            let number = lines.first().and_then(|line| line.owner_telephone.clone()).unwrap_or_default();
            text_line(format!("{owner}, {number}: {} recalls", lines.len()))?;
        }
        for line in lines {
            if json {
                json_line(line)?;
                continue;
            }
            let late =
                if line.days_late > 0 { format!(", {} days late", line.days_late) } else { String::new() };
            let told = if line.told { "told" } else { "not told yet" };
            text_line(format!(
                "  {}  {}  {} {}{late}, {told}",
                line.recall, line.due, line.specialty, line.test
            ))?;
        }
    }
    if json { Ok(()) } else { text_line(format!("{count} recalls, every one with who acts for it")) }
}

const REFERENCES: Query = Query {
    name: "recalls.references",
    sql: "select org, reference from recall_recall where reference is not null",
};

/// Recalls in one act.
const AN_ACT: usize = 200;

const COLUMNS: [&str; 9] =
    ["reference", "specialty", "test", "due", "name", "nhs_number", "date_of_birth", "telephone", "told"];

#[derive(Serialize)]
struct Counts {
    taken: usize,
    known_already: usize,
    not_taken: usize,
}

fn import(file: &Path, db: &At, json: bool) -> Outcome {
    let text = std::fs::read(file)
        .map_err(|why| Failure::refused(format!("{} cannot be read: {why}", file.display())))?;
    let text = String::from_utf8(text).map_err(|_| {
        Failure::refused(format!(
            "{} is not UTF-8: save it as “CSV UTF-8” and import it again",
            file.display()
        ))
    })?;
    let journal = db.open(Arc::new(SystemClock))?;
    let actor = program()?;
    let mut taking = {
        let reading = journal
            .reading(&actor, Permit::ImportHistory, place())
            .map_err(|refused| Failure::refused(format!("the place cannot be read: {refused:?}")))?;
        Taking::read(&reading, file)?
    };
    taking.all(&text)?;
    let Taking { good, bad, known, .. } = taking;
    let taken = good.len();
    bring_in(&journal, &actor, &good)?;
    report(&bad)?;
    let counts = Counts { taken, known_already: known, not_taken: bad.len() };
    if json {
        json_line(&counts)?;
    } else {
        text_line(format!("{taken} recalls taken, {known} known already, {} not taken", bad.len()))?;
    }
    match bad.len() {
        0 => Ok(()),
        count => {
            Err(Failure::refused(format!("{count} things are wrong: mend them and import the file again")))
        }
    }
}

fn bring_in(journal: &Journal, actor: &policy::Actor, good: &[Brought]) -> Outcome {
    let acts = good.chunks(AN_ACT).map(|chunk| BringInRecalls(chunk.to_vec()));
    for done in journal.submit_many(actor, acts).map_err(Failure::refused)? {
        done.map_err(|refused| Failure::refused(format!("recalls could not be brought in: {refused:?}")))?;
    }
    Ok(())
}

/// A file that is being read against the place.
struct Taking<'f> {
    file: &'f Path,
    specialties: Vec<fixit_rules::facts::v1::Specialty>,
    owners: Vec<read::Owned>,
    there: Vec<(OrgId, String)>,
    good: Vec<Brought>,
    bad: Vec<BadRecord>,
    known: usize,
}

impl<'f> Taking<'f> {
    fn read(reading: &Reading, file: &'f Path) -> Result<Taking<'f>, Failure> {
        let there = reading.rows(&REFERENCES, &[]).map_err(Failure::refused)?;
        let there = there
            .iter()
            .map(|row| Ok((row.get(0)?, row.get(1)?)))
            .collect::<Result<_, journal::Fault>>()
            .map_err(Failure::refused)?;
        Ok(Taking {
            file,
            specialties: fixit_site::read::specialties(reading).map_err(Failure::refused)?,
            owners: read::owners(reading).map_err(Failure::refused)?,
            there,
            good: Vec::new(),
            bad: Vec::new(),
            known: 0,
        })
    }

    fn all(&mut self, text: &str) -> Outcome {
        let mut rows = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let head = rows
            .headers()
            .map_err(|why| Failure::refused(format!("{}: {why}", self.file.display())))?
            .clone();
        let missing: Vec<&str> =
            COLUMNS.iter().copied().filter(|name| !head.iter().any(|cell| cell.trim() == *name)).collect();
        if !missing.is_empty() {
            return Err(Failure::refused(format!(
                "{}, line 1: these columns are missing: {}. The first line names {}",
                self.file.display(),
                missing.join(", "),
                COLUMNS.join(", ")
            )));
        }
        for row in rows.records() {
            match row {
                Ok(row) => {
                    let line = row.position().map_or(0, |at| usize::try_from(at.line()).unwrap_or(0));
                    let cell = |name: &str| {
                        let place = head.iter().position(|cell| cell.trim() == name);
                        place.and_then(|place| row.get(place)).unwrap_or_default().trim().to_owned()
                    };
                    match head.iter().zip(&row).find(|(_, cell)| cell.contains('\0')) {
                        Some((name, _)) => self.wrong(
                            line,
                            Some(name.trim()),
                            "it holds the character NUL: save the file again as “CSV UTF-8”".to_owned(),
                        ),
                        None => self.one(line, &cell),
                    }
                }
                Err(why) => {
                    let line = why.position().map_or(0, |at| usize::try_from(at.line()).unwrap_or(0));
                    self.wrong(line, None, format!("cannot be read: {why}"));
                }
            }
        }
        Ok(())
    }

    fn wrong(&mut self, line: usize, field: Option<&str>, why: String) {
        let file = self.file.display().to_string();
        self.bad.push(BadRecord { file, line, field: field.map(str::to_owned), why });
    }

    fn one(&mut self, line: usize, cell: &dyn Fn(&str) -> String) {
        let before = self.bad.len();
        let plain = cell("specialty").to_lowercase();
        let of =
            self.specialties.iter().find(|of| of.code == plain || of.name.to_lowercase() == plain).cloned();
        if of.is_none() {
            self.wrong(
                line,
                Some("specialty"),
                format!(
                    "“{}” is not a specialty of the place: write its name as on the page Specialties",
                    cell("specialty")
                ),
            );
        }
        let test = Test::named(&cell("test"));
        if test.is_none() {
            let names: Vec<&str> = Test::ALL.iter().map(|test| test.name()).collect();
            self.wrong(
                line,
                Some("test"),
                format!("“{}” is not known: choose one of {}", cell("test"), names.join(", ")),
            );
        }
        let due = cell("due").parse::<Day>().ok();
        if due.is_none() {
            self.wrong(line, Some("due"), "is no day: write it as in 2025-03-08".to_owned());
        }
        if cell("reference").is_empty() {
            self.wrong(
                line,
                Some("reference"),
                "is empty: give the hospital’s own number, so that the line is taken once".to_owned(),
            );
        }
        if cell("name").is_empty() {
            self.wrong(line, Some("name"), "is empty: a recall of nobody cannot be done".to_owned());
        }
        if !cell("nhs_number").is_empty() && cell("nhs_number").parse::<NhsNumber>().is_err() {
            self.wrong(
                line,
                Some("nhs_number"),
                "its ten digits do not fit together: check them, or leave it empty".to_owned(),
            );
        }
        if !cell("date_of_birth").is_empty() && cell("date_of_birth").parse::<Day>().is_err() {
            self.wrong(
                line,
                Some("date_of_birth"),
                "is no day: write it as in 1994-03-31, or leave it empty".to_owned(),
            );
        }
        // It stays on record for ever, the person's number does not.
        if cell("reference").parse::<NhsNumber>().is_ok() {
            self.wrong(
                line,
                Some("reference"),
                "could be a person’s NHS number, and it stays on record for ever: give the recall’s own number"
                    .to_owned(),
            );
        }
        let told = match cell("told").to_lowercase().as_str() {
            "yes" | "y" | "true" => Some(true),
            "" | "no" | "n" | "false" => Some(false),
            _ => None,
        };
        if told.is_none() {
            self.wrong(line, Some("told"), "is neither yes nor no".to_owned());
        }
        let (Some(of), Some(test), Some(due), Some(told), true) =
            (of, test, due, told, self.bad.len() == before)
        else {
            return;
        };
        let reference = cell("reference");
        if self.there.contains(&(of.org, reference.clone())) {
            self.known += 1;
            return;
        }
        let named = self
            .owners
            .iter()
            .find(|(org, code, which, _)| *org == of.org && *code == of.code && *which == test);
        let Some(owner) = named.map(|(_, _, _, seat)| *seat).or(of.lead) else {
            return self.wrong(
                line,
                Some("specialty"),
                "nobody owns its recalls and it has no lead: name one first".to_owned(),
            );
        };
        // A day that has passed is taken: the recall is late, and that is what must be seen.
        self.there.push((of.org, reference.clone()));
        self.good.push(Brought {
            recall: Id::from_bits(rand::random()),
            planned: Planned {
                org: of.org,
                specialty: of.code,
                test,
                due,
                owner,
                told,
                reference: Some(reference),
            },
            moves: Vec::new(),
            person: Person {
                name: cell("name"),
                nhs_number: cell("nhs_number"),
                date_of_birth: cell("date_of_birth"),
                telephone: cell("telephone"),
                why: String::new(),
            },
        });
    }
}
