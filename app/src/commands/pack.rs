//! `roundtable pack`: the pack of a group for a quarter, as it was frozen or as it would freeze today.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use cli::{Failure, Outcome, json_line, text_line};
use journal::Fault;
use kernel::{Clock as _, Day};
use measures_rules::period::Quarter;
use policy::{Kind, Permit, Relations, Subject};
use table_rules::facts::v1::Group;
use table_rules::pack::{self as rules, Pack};
use table_site::read::{self, At as Meeting};
use table_site::standing::Table;
use table_site::{pack, paper, spreadsheet};
use web::SystemClock;

use crate::place::{At, label, program};

/// The pack of a group for a quarter: its actions, decisions and seats, and the place’s published figures of the quarter.
///
/// A pack that was frozen with the figures of that quarter is printed as it was frozen. Where there is none, the pack of the
/// next meeting is built as the records stand now, and says so; nothing is recorded.
#[derive(Args)]
pub struct PackOf {
    /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
    #[arg(long)]
    db: At,
    /// The group: its name, or the beginning of it, or its id.
    #[arg(long)]
    group: String,
    /// The quarter, as in 2026-Q1; the last that has closed by default.
    #[arg(long)]
    quarter: Option<Quarter>,
    /// The pack as one line of JSON.
    #[arg(long)]
    json: bool,
    /// The pack as CSV.
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// Writes the pack to a spreadsheet, too.
    #[arg(long, value_name = "FILE")]
    xlsx: Option<PathBuf>,
    /// Writes the pack to a PDF, too.
    #[arg(long, value_name = "FILE")]
    pdf: Option<PathBuf>,
    /// The place is made up: what is written says so. A place that says so of itself needs no flag.
    #[arg(long)]
    synthetic: bool,
}

/// Does it.
#[allow(clippy::disallowed_methods, reason = "it says how long the work took; nothing is decided by it")]
pub fn run(arguments: &PackOf) -> Outcome {
    let began = Instant::now();
    let today = SystemClock.now().day();
    let quarter = arguments.quarter.unwrap_or(Quarter::closed_before(today));
    let subject = Subject::new(Kind::Group, Relations::NONE);
    let reading = arguments
        .db
        .look()?
        .reading(&program()?, Permit::KeepTableTime, subject)
        .map_err(|refused| Failure::refused(format!("the place cannot be read: {refused:?}")))?;
    let group = named(
        read::groups(&reading).map_err(Failure::refused)?.into_iter().map(|known| known.group),
        &arguments.group,
    )?;
    let (pack, seal) = match frozen(&reading, &group, quarter).map_err(Failure::refused)? {
        Some(frozen) => (frozen.pack, Some(frozen.hash)),
        None => (preview(&reading, &group, quarter, today)?, None),
    };
    let made = began.elapsed();
    let label = label(&reading, arguments.synthetic)?;
    if let Some(file) = &arguments.xlsx {
        std::fs::write(file, spreadsheet::write(&pack, &label).map_err(Failure::refused)?)?;
    }
    let began = Instant::now();
    if let Some(file) = &arguments.pdf {
        let document = paper::of_pack(&pack, seal.as_deref(), &label);
        std::fs::write(file, pdf::write(&document).map_err(Failure::refused)?)?;
        eprintln!("PDF in {:.3} s", began.elapsed().as_secs_f64());
    }
    eprintln!("pack in {:.3} s", made.as_secs_f64());
    if arguments.json {
        return json_line(&pack);
    }
    if arguments.csv {
        return text_line(rules::csv(&pack, &label).trim_start_matches('\u{feff}').trim_end());
    }
    text(&pack, seal.as_deref())
}

/// The group of that name: the whole of it, or its beginning where that is one group’s alone.
fn named(groups: impl Iterator<Item = Group>, wanted: &str) -> Result<Group, Failure> {
    let groups: Vec<Group> = groups.collect();
    let low = wanted.trim().to_lowercase();
    if let Some(one) =
        groups.iter().find(|one| one.id.to_string() == wanted || one.name.to_lowercase() == low)
    {
        return Ok(one.clone());
    }
    let mut begin = groups.iter().filter(|one| !low.is_empty() && one.name.to_lowercase().starts_with(&low));
    match (begin.next(), begin.next()) {
        (Some(one), None) => Ok(one.clone()),
        (Some(_), Some(_)) => Err(Failure::usage(format!(
            "--group: more than one group begins with “{wanted}”: {}",
            names(&groups)
        ))),
        (None, _) => Err(Failure::usage(format!(
            "--group: there is no group “{wanted}”; known are {}",
            names(&groups)
        ))),
    }
}

fn names(groups: &[Group]) -> String {
    let mut names: Vec<&str> = groups.iter().map(|one| one.name.as_str()).collect();
    names.sort_unstable();
    names.join(", ")
}

type Frozen = table_rules::facts::v1::Frozen;

/// The first pack that was frozen while that quarter was the last that had closed.
fn frozen(from: &journal::Reading, group: &Group, quarter: Quarter) -> Result<Option<Frozen>, Fault> {
    let mut packs: Vec<(Day, Day)> = read::packs(from, group.id)?;
    packs.sort_by_key(|(original, _)| *original);
    for (original, _) in packs {
        let pack = read::pack(from, group.id, original)?;
        if let Some(pack) = pack.filter(|pack| Quarter::closed_before(pack.on) == quarter) {
            return Ok(Some(pack));
        }
    }
    Ok(None)
}

fn preview(from: &journal::Reading, group: &Group, quarter: Quarter, today: Day) -> Result<Pack, Failure> {
    let next: Option<Meeting> = read::next_meeting(from, group, today).map_err(Failure::refused)?;
    let at = match next {
        Some(at) => at,
        None => read::meetings(from, group, today - 400, today)
            .map_err(Failure::refused)?
            .pop()
            .ok_or_else(|| Failure::refused(format!("{} has no meeting: set one first", group.name)))?,
    };
    let table = Table::read(from, group.id, today)
        .map_err(Failure::refused)?
        .ok_or_else(|| Failure::refused("the group is not there any more"))?;
    pack::build_for(from, &table, &at, quarter).map_err(Failure::refused)
}

fn text(pack: &Pack, seal: Option<&str>) -> Outcome {
    text_line(format!("{}: {}", pack.group, pack.meeting))?;
    text_line(match seal {
        Some(seal) => {
            format!("frozen: the figures of {}, seal {}", pack.on.in_words(), seal.get(..16).unwrap_or(seal))
        }
        None => format!("a preview of the figures of {}; nothing is frozen", pack.on.in_words()),
    })?;
    for one in &pack.highlights {
        text_line(format!("needs the meeting: {one}"))?;
    }
    for section in &pack.sections {
        text_line(format!("\n{}\n{}", section.title, section.note))?;
        if section.rows.is_empty() {
            text_line(format!("  {}", section.empty))?;
            continue;
        }
        text_line(format!("  {}", section.head.join(" | ")))?;
        for row in &section.rows {
            text_line(format!("  {}", row.join(" | ")))?;
        }
    }
    Ok(())
}
