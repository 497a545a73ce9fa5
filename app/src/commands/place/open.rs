//! `roundtable place import-open`: a county on a real map. What the open files say is read and held against the totals that
//! their source prints before anything is written; what happens there is made up, and the place says so on every page.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use cli::{Failure, Outcome, text_line};
use journal::{Keyring, Query};
use kernel::{Clock as _, Day};
use measures_rules::period::Quarter;
use planning_rules::read::{self, OnRegister, WomenOnList};
use policy::{Kind, Permit, Relations, Subject};
use trial::marlshire::Recipe;
use trial::open::{How, Map};
use web::SystemClock;

use super::super::plan::file;
use crate::demo::{clock::DemoClock, whole};
use crate::place::{At, program};

/// Makes a place on the open map of a real county: real coordinates, list sizes and small areas, and everything else made up.
#[derive(Args)]
pub struct Open {
    /// The folder of open files: lsoa.csv, gp_practices.csv, gp_list_age_sex_2016q1.csv, pharmacies_2014.csv, README.md.
    dir: PathBuf,
    /// The area, as the files write it: Nottinghamshire, Derbyshire or Dorset.
    #[arg(long)]
    area: String,
    /// Practices, pharmacies and councils keep their names and codes; otherwise they get invented ones.
    #[arg(long)]
    real_names: bool,
    /// The seed: the same seed gives the same place.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// The place, as sqlite:FILE: a new one, or one in which nothing has been written yet.
    #[arg(long)]
    db: At,
}

/// Quarters whose figures are published, so that there is a year.
const QUARTERS: usize = 4;

/// Does it.
pub fn run(arguments: &Open) -> Outcome {
    let file = arguments.db.file()?;
    let keys = keys_of_empty(&arguments.db)?;
    let map = read(&arguments.dir, &arguments.area)?;
    let patients: u64 = map.practices.iter().map(|of| u64::from(of.patients)).sum();
    text_line(format!(
        "{}: {} small areas with {} people, {} practices with {patients} registered patients, {} pharmacies: as README.md prints",
        map.area.name,
        map.area.areas.len(),
        map.area.people(),
        map.practices.len(),
        map.pharmacies.len()
    ))?;
    let today = SystemClock.now().day();
    let recipe = Recipe { seed: arguments.seed, today };
    let history_days = today - first_day(today);
    let how = How { real_names: arguments.real_names, history_days, quarters: QUARTERS };
    let place = trial::open::place(&map, recipe, how).ok_or_else(|| {
        let path = arguments.dir.join(AREAS);
        let why = "columns lat, lon, pop_16_24, pop_25_34 and pop_35_49 are needed to make a place";
        Failure::refused(format_args!("{}: {why}", path.display()))
    })?;
    // Built beside its name and put under it when it is whole: nobody finds half a place.
    let part: At = part_of(file).parse().map_err(Failure::usage)?;
    remove(&part)?;
    let built = build(&part, keys.as_ref(), place, recipe);
    if built.is_err() {
        remove(&part)?;
    }
    built?;
    put(&part, &arguments.db, keys.is_some())?;
    text_line(format!(
        "the place is at {}, its keys in {}; every page says that it is synthetic",
        file.display(),
        arguments.db.keys.display()
    ))?;
    text_line(format!(
        "look at it: ROUNDTABLE_SYNTHETIC=yes ROUNDTABLE_TRAINING=yes roundtable serve --db sqlite:{}",
        file.display()
    ))
}

/// The history begins with the four quarters that have closed, so that a year can be published.
fn first_day(today: Day) -> Day {
    Quarter::closed_before(today).year().period().first
}

fn build(
    at: &At,
    keys: Option<&Keyring>,
    place: trial::marlshire::Place,
    recipe: Recipe,
) -> Result<(), Failure> {
    let clock = Arc::new(DemoClock::before(recipe.today));
    let journal = match keys {
        Some(keys) => at.make_with(keys.clone(), clock.clone())?,
        None => at.make(clock.clone())?,
    };
    let tell = &mut |line: &str| text_line(line).unwrap_or(());
    whole::make(&journal, &clock, &program()?, place, recipe, None, tell).map(|_| ())
}

/// Puts what was built where it is wanted. What was written last may still lie in the log beside it.
fn put(part: &At, db: &At, has_keys: bool) -> Result<(), Failure> {
    let (from, to) = (part.file()?, db.file()?);
    let beside = |file: &Path, ending: &str| PathBuf::from(format!("{}{ending}", file.display()));
    for empty in [beside(to, "-wal"), beside(to, "-shm")] {
        if empty.exists() {
            fs::remove_file(empty)?;
        }
    }
    if beside(from, "-wal").exists() {
        fs::rename(beside(from, "-wal"), beside(to, "-wal"))?;
    }
    if !has_keys {
        fs::rename(&part.keys, &db.keys)?;
    }
    fs::rename(from, to)?;
    remove(part)
}

fn part_of(file: &Path) -> String {
    file.with_extension("part.sqlite").to_string_lossy().into_owned()
}

/// What an earlier attempt left behind.
fn remove(part: &At) -> Result<(), Failure> {
    let file = part.file()?;
    let beside = |ending: &str| PathBuf::from(format!("{}{ending}", file.display()));
    for path in [file.to_owned(), part.keys.clone(), beside("-wal"), beside("-shm"), beside("-lock")] {
        if path.exists() {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

const FACTS: Query = Query { name: "place.facts", sql: "select count(*) from journal_fact" };

/// The keys of an empty place; nothing where there is no place yet. One that holds anything is refused.
fn keys_of_empty(db: &At) -> Result<Option<Keyring>, Failure> {
    if !db.file()?.exists() && !db.keys.exists() {
        return Ok(None);
    }
    let reading = db
        .look()?
        .reading(&program()?, Permit::ExportPlace, Subject::new(Kind::Place, Relations::NONE))
        .map_err(|refused| Failure::refused(format!("the place cannot be read: {refused:?}")))?;
    let facts: i64 = match reading.first(&FACTS, &[]).map_err(Failure::refused)? {
        Some(row) => row.get(0).map_err(Failure::refused)?,
        None => 0,
    };
    if facts > 0 {
        return Err(Failure::refused(format!(
            "{} already holds {facts} facts, and a made-up county is never mixed with what people wrote: name a new place",
            db.database
        )));
    }
    Keyring::read(&db.keys).map(Some).map_err(Failure::refused)
}

const AREAS: &str = "lsoa.csv";
const PRACTICES: &str = "gp_practices.csv";
const LISTS: &str = "gp_list_age_sex_2016q1.csv";
const PHARMACIES: &str = "pharmacies_2014.csv";
const ABOUT: &str = "README.md";

/// Reads an area and holds every total against the one that the source prints.
pub(super) fn read(dir: &Path, area: &str) -> Result<Map, Failure> {
    let of = |name: &str| -> Result<(PathBuf, String), Failure> {
        let path = dir.join(name);
        file::text(&path).map(|text| (path, text))
    };
    let (areas_path, areas) = of(AREAS)?;
    let (practices_path, practices) = of(PRACTICES)?;
    let (lists_path, lists) = of(LISTS)?;
    let (pharmacies_path, pharmacies) = of(PHARMACIES)?;
    let (about_path, about) = of(ABOUT)?;
    let area = read::area(&areas, area).map_err(|why| file::unreadable(&areas_path, &why))?;
    let name = area.name.clone();
    let practices =
        read::practices(&practices, &name).map_err(|why| file::unreadable(&practices_path, &why))?;
    let pharmacies =
        read::pharmacies(&pharmacies, &name).map_err(|why| file::unreadable(&pharmacies_path, &why))?;
    let women = read::women_by_practice(&lists).map_err(|why| file::unreadable(&lists_path, &why))?;
    let sum = |of: fn(&OnRegister) -> u64, list: &[OnRegister]| list.iter().map(of).sum::<u64>();
    for (path, what, column, read) in [
        (&areas_path, "small areas", "lsoas", area.areas.len() as u64),
        (&areas_path, "people", "people", area.people()),
        (&practices_path, "practices", "gp practices", sum(|_| 1, &practices)),
        (
            &practices_path,
            "registered patients",
            "registered patients",
            sum(|of| u64::from(of.patients), &practices),
        ),
        (&pharmacies_path, "pharmacies", "pharmacies", sum(|_| 1, &pharmacies)),
    ] {
        let printed = read::printed_number(&about, &name, column).ok_or_else(|| {
            Failure::refused(format_args!(
                "{}: it prints no {what} for {name}, so that {} cannot be checked: add the line to its table of totals",
                about_path.display(),
                path.display()
            ))
        })?;
        let what = format!("{what} of {name}");
        read::check_printed(&what, read, printed).map_err(|why| file::unreadable(path, &why))?;
    }
    let here = practices.iter().filter_map(|of| women.get(&of.code));
    let women_of_area = here.fold(WomenOnList { women: 0, all: 0 }, |sum, list| WomenOnList {
        women: sum.women + list.women,
        all: sum.all + list.all,
    });
    if women_of_area.all == 0 {
        let why = format!("no practice of {name} has a list by sex and age");
        return Err(Failure::refused(format_args!("{}: {why}", lists_path.display())));
    }
    Ok(Map { area, practices, pharmacies, women, women_of_area })
}
