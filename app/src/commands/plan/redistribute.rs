//! `roundtable plan match --place`: the waiting list arranged over the sessions of the coming weeks, and what one more
//! session would change.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use cli::{Failure, Outcome};
use kernel::Clock;
use planning_rules::matching::{self, Figures, OneMore};
use planning_site::List;
use policy::{Kind, Permit, Relations, Subject};
use serde_json::{Value, json};
use web::SystemClock;

use super::{file, watching};
use crate::place::{At, program};

/// What is asked of a place's waiting list.
#[derive(clap::Args)]
pub struct Asked {
    /// A place, as sqlite:FILE or postgres://USER@localhost/NAME: its waiting list over its sessions.
    #[arg(long, conflicts_with_all = ["file", "format"])]
    pub place: Option<At>,
    /// How many weeks ahead.
    #[arg(long, default_value_t = 6)]
    weeks: u32,
    /// The rule set whose due day counts: GP-28, CL-5c, CL-5w, OFFER-14 or HARM.
    #[arg(long, default_value = "GP-28")]
    rule: String,
    /// Who would go elsewhere: a file with one reference a line. All others stay. Without it all are taken to agree.
    #[arg(long)]
    consent: Option<PathBuf>,
    /// How many miles a move must save to be worth it, where it saves nobody from being late.
    #[arg(long, default_value_t = 3.0)]
    worth_moving: f64,
    /// The day that counts as today.
    #[arg(long)]
    on: Option<kernel::Day>,
}

/// Host and method pairs for which one more session is worked out: those with the most to gain first.
const SESSIONS_TRIED: usize = 24;

/// Arranges.
pub fn run(asked: &Asked, place: &At, json: bool) -> Outcome {
    let began = watching::now();
    if !(1..=52).contains(&asked.weeks) {
        return Err(Failure::usage(format_args!("--weeks {}: give 1 to 52", asked.weeks)));
    }
    let known = ["GP-28", "CL-5c", "CL-5w", "OFFER-14", "HARM"];
    if !known.contains(&asked.rule.as_str()) {
        return Err(Failure::usage(format_args!(
            "--rule {}: choose one of {}",
            asked.rule,
            known.join(", ")
        )));
    }
    let consent = asked.consent.as_deref().map(consents).transpose()?;
    let today = asked.on.unwrap_or_else(|| SystemClock.now().day());
    let reading = place
        .look()?
        .reading(&program()?, Permit::KeepPlace, Subject::new(Kind::Place, Relations::NONE))
        .map_err(|refused| Failure::refused(format!("the place cannot be read: {refused:?}")))?;
    let mut list = planning_site::waiting_list(&reading, today, asked.weeks, &asked.rule, consent.as_ref())
        .map_err(Failure::refused)?;
    drop(reading);
    if !(0.0..=500.0).contains(&asked.worth_moving) {
        return Err(Failure::usage(format_args!(
            "--worth-moving {}: give 0 to 500 miles",
            asked.worth_moving
        )));
    }
    for person in &mut list.people {
        person.move_tenths = (asked.worth_moving * 10.0).round() as u32;
    }
    if list.people.is_empty() {
        return Err(Failure::refused(format!("nobody in {} waits for a time", place.database)));
    }
    let stay = matching::arrange(&list.people, &list.rooms, false).map_err(Failure::refused)?;
    let best = matching::arrange(&list.people, &list.rooms, true).map_err(Failure::refused)?;
    let wanted = wanted(&list);
    let mut more = matching::one_more_session(&list.people, &list.rooms, asked.weeks, &wanted)
        .map_err(Failure::refused)?;
    more.sort_by_key(|one| {
        (one.then.urgent_breaches, one.then.breaches, -one.then.seen, one.then.tenths, one.host, one.method)
    });
    let seconds = began.elapsed().as_secs_f64();
    if json {
        let moves: Vec<Value> = moves(&list, &best)
            .map(
                |(person, to, in_days)| json!({"ask": person, "to": to, "on": (today + in_days).to_string()}),
            )
            .collect();
        let sessions: Vec<Value> = more
            .iter()
            .map(|one| {
                json!({
                    "service": list.hosts.get(one.host),
                    "method": list.methods.get(usize::from(one.method)).map(|m| m.name()),
                    "places": one.places,
                    "then": figures(&one.then),
                    "in_words": words(&list, one, &best.figures, asked.weeks),
                })
            })
            .collect();
        return cli::json_line(&json!({
            "waiting": list.people.len(),
            "places": list.rooms.iter().map(|room| u64::from(room.places)).sum::<u64>(),
            "as_it_is": figures(&stay.figures),
            "best": figures(&best.figures),
            "moves": moves,
            "one_more_session": sessions,
            "left_out": list.left_out.iter().map(|(ask, why)| json!({"ask": ask, "why": why})).collect::<Vec<_>>(),
            "notes": list.notes,
            "seconds": seconds,
        }));
    }
    tell(&list, &stay.figures, &best, &more, asked.weeks)
}

fn tell(list: &List, stay: &Figures, best: &matching::Arrangement, more: &[OneMore], weeks: u32) -> Outcome {
    let places: u64 = list.rooms.iter().map(|room| u64::from(room.places)).sum();
    cli::text_line(format_args!(
        "{} people wait; {places} free places in {weeks} weeks; {} left as they are",
        list.people.len(),
        list.left_out.len()
    ))?;
    for (name, of) in [("if everybody stays", stay), ("arranged best", &best.figures)] {
        cli::text_line(format_args!(
            "{name}: {} seen, {} not seen by their due day ({} of them most urgent), {:.1} miles in all, {} moved",
            of.seen,
            of.breaches,
            of.urgent_breaches,
            of.tenths as f64 / 10.0,
            of.moved
        ))?;
    }
    cli::text_line("what one more session a week would change:")?;
    for one in more.iter().take(10) {
        cli::text_line(format_args!("  {}", words(list, one, &best.figures, weeks)))?;
    }
    for note in &list.notes {
        cli::text_line(format_args!("note: {note}"))?;
    }
    Ok(())
}

/// “One more implant session at Mill Lane saves 31.0 miles and 4.0 breaches a week.”
fn words(list: &List, one: &OneMore, best: &Figures, weeks: u32) -> String {
    let a_week = |difference: i64| difference as f64 / f64::from(weeks);
    let breaches = a_week(best.breaches - one.then.breaches);
    let seen = a_week(one.then.seen - best.seen);
    let miles = a_week(best.tenths - one.then.tenths) / 10.0;
    let method = list.methods.get(usize::from(one.method)).map_or("", |method| method.name());
    let host = list.hosts.get(one.host).map_or("", String::as_str);
    // Miles of different people cannot be compared: with more people seen, more miles are travelled.
    let miles = if seen > 0.0 {
        format!("{seen:.1} more people seen")
    } else if miles >= 0.05 {
        format!("saves {miles:.1} miles")
    } else if miles <= -0.05 {
        format!("costs {:.1} miles", -miles)
    } else {
        "changes no miles".to_owned()
    };
    format!(
        "one more {method} session at {host} ({} places): {miles} and {breaches:.1} fewer breaches a week",
        one.places
    )
}

fn figures(of: &Figures) -> Value {
    json!({
        "seen": of.seen,
        "breaches": of.breaches,
        "urgent_breaches": of.urgent_breaches,
        "miles": of.tenths as f64 / 10.0,
        "moved": of.moved,
    })
}

fn moves<'l>(
    list: &'l List,
    best: &'l matching::Arrangement,
) -> impl Iterator<Item = (&'l str, &'l str, i32)> {
    list.people.iter().zip(&list.references).zip(&best.room).filter_map(|((person, reference), room)| {
        let room = list.rooms.get((*room)?)?;
        if room.host == person.host {
            return None;
        }
        Some((reference.as_str(), list.hosts.get(room.host)?.as_str(), room.in_days))
    })
}

/// Hosts and methods where most of those who wait could be seen, by how many.
fn wanted(list: &List) -> Vec<(usize, u8, u32)> {
    let mut found: Vec<(usize, usize, u8)> = Vec::new();
    for host in 0..list.hosts.len() {
        for method in 0..u8::try_from(list.methods.len()).unwrap_or(u8::MAX) {
            let could = list
                .people
                .iter()
                .filter(|of| of.method == method && (of.may_move || of.host == host))
                .filter(|of| of.tenths.get(host).copied().flatten().is_some_and(|tenths| tenths <= 100))
                .count();
            if could > 0 {
                found.push((could, host, method));
            }
        }
    }
    found.sort_by_key(|(could, host, method)| (usize::MAX - could, *host, *method));
    let places = |host: usize| list.places.get(host).copied().flatten().unwrap_or(4).clamp(1, 12);
    found.into_iter().take(SESSIONS_TRIED).map(|(_, host, method)| (host, method, places(host))).collect()
}

fn consents(path: &Path) -> Result<HashSet<String>, Failure> {
    let text = file::text(path)?;
    let found: HashSet<String> =
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    if found.is_empty() {
        let why = "no reference of an ask in it: write one a line, or leave out --consent";
        return Err(Failure::refused(format_args!("{}: {why}", path.display())));
    }
    Ok(found)
}
