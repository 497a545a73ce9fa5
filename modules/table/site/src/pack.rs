//! The pack of a meeting: what the group's own records say on a day, in sections. Frozen, it stays that day's pack.

use std::collections::{BTreeMap, BTreeSet};

use directory_site::read as directory;
use directory_site::read::Rows;
use journal::Fault;
use kernel::{Day, OrgId, SeatId};
use measures_rules::period::Quarter;
use table_rules::action::ActionState;
use table_rules::facts::v1::Level;
use table_rules::pack::{Pack, Section};

use crate::read::{self, ActionRow, At, DecisionRow};
use crate::standing::Table;

mod figures;

/// Days that a pack looks back on: a quarter.
const LOOKS_BACK_DAYS: i32 = 91;

/// Names that a pack needs, each read once.
struct Names<'r, R: Rows> {
    from: &'r R,
    orgs: BTreeMap<OrgId, String>,
}

impl<R: Rows> Names<'_, R> {
    fn org(&mut self, org: OrgId) -> Result<String, Fault> {
        if let Some(name) = self.orgs.get(&org) {
            return Ok(name.clone());
        }
        let name = directory::organisation(self.from, org)?.map_or_else(|| org.to_string(), |one| one.name);
        self.orgs.insert(org, name.clone());
        Ok(name)
    }

    fn seat(&mut self, seat: SeatId) -> Result<String, Fault> {
        match directory::seat(self.from, seat)? {
            Some(one) => Ok(format!("{}, {}", one.title, self.org(one.org)?)),
            None => Ok("A seat that has ended".to_owned()),
        }
    }
}

/// Builds the pack for a meeting as the records stand today, with the figures of the last quarter that has closed.
pub fn build(from: &impl Rows, table: &Table, at: &At) -> Result<Pack, Fault> {
    build_for(from, table, at, Quarter::closed_before(table.today))
}

/// The same with the figures of another quarter.
pub fn build_for(from: &impl Rows, table: &Table, at: &At, quarter: Quarter) -> Result<Pack, Fault> {
    let group = &table.known.group;
    let (today, since) = (table.today, table.today - LOOKS_BACK_DAYS);
    let actions = read::actions_of_group(from, group.id)?;
    let decisions = read::decisions(from, group.id)?;
    let published = figures::of(from, &group.patch, quarter)?;
    let mut names = Names { from, orgs: BTreeMap::new() };
    let mut sections = vec![open_actions(&actions, today, &mut names)?, published.waits];
    sections.extend([
        ended_actions(&actions, since, &mut names)?,
        completion(&actions, since, today),
        decided(&decisions, since),
        attendance(from, table, since, &mut names)?,
        pressures(from, table, at, &mut names)?,
        seats(table, &mut names)?,
    ]);
    sections.extend(published.definitions);
    Ok(Pack {
        group: group.name.clone(),
        meeting: format!("Meeting, {}", at.in_words()),
        on: today,
        period: (since, today),
        policy: published.policy,
        highlights: highlights(&actions, &decisions, table, today),
        sections,
    })
}

fn highlights(actions: &[ActionRow], decisions: &[DecisionRow], table: &Table, today: Day) -> Vec<String> {
    let mut found = Vec::new();
    let late: Vec<&ActionRow> = actions.iter().filter(|row| row.is_overdue(today)).collect();
    match late.as_slice() {
        [] => {}
        [one] => found.push(format!("One action is late: {}.", one.action.words)),
        several => found.push(format!("{} actions are late.", several.len())),
    }
    let waits = decisions.iter().filter(|row| row.is_proposed()).count();
    if waits > 0 {
        found.push(format!("Decisions that wait for a quorum: {waits}."));
    }
    let empty = table.seats.iter().filter(|seat| seat.org.is_none() || seat.holder.is_none()).count();
    if empty > 0 {
        found.push(format!("Seats that nobody has been named for: {empty}."));
    }
    if let Some(next) = table_rules::chair::to_come(&table.chairs, today) {
        found.push(format!("The chair passes on {}: {}.", next.from.in_words(), next.led_by.words()));
    }
    found.truncate(3);
    found
}

fn heads(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn open_actions<R: Rows>(
    actions: &[ActionRow],
    today: Day,
    names: &mut Names<'_, R>,
) -> Result<Section, Fault> {
    let mut rows = Vec::new();
    for row in actions.iter().filter(|row| row.state.is_open()) {
        let late = (today - row.action.due).max(0);
        rows.push(vec![
            format!("A{}", row.nth),
            row.action.words.clone(),
            names.seat(row.action.owner)?,
            row.action.due.in_words(),
            late.to_string(),
            if row.above.is_some() {
                "Asked of the group above".to_owned()
            } else {
                row.state.words().to_owned()
            },
        ]);
    }
    Ok(Section {
        title: "Open actions".to_owned(),
        note: "Every action without an outcome, first what is due first. From the group’s own records."
            .to_owned(),
        head: heads(&["No.", "What", "Owner", "By when", "Days late", "Stands"]),
        figures: vec![4],
        rows,
        empty: "No action is open.".to_owned(),
    })
}

fn ended_actions<R: Rows>(
    actions: &[ActionRow],
    since: Day,
    names: &mut Names<'_, R>,
) -> Result<Section, Fault> {
    let mut rows = Vec::new();
    for row in actions.iter().filter(|row| !row.state.is_open() && row.moved_on >= since) {
        rows.push(vec![
            format!("A{}", row.nth),
            row.action.words.clone(),
            names.seat(row.action.owner)?,
            row.outcome.clone(),
            row.moved_on.in_words(),
        ]);
    }
    Ok(Section {
        title: "Actions that ended in the quarter".to_owned(),
        note: "Done or not done, with what came of it.".to_owned(),
        head: heads(&["No.", "What", "Owner", "What came of it", "On"]),
        figures: Vec::new(),
        rows,
        empty: "No action ended in the quarter.".to_owned(),
    })
}

fn completion(actions: &[ActionRow], since: Day, today: Day) -> Section {
    let due: Vec<&ActionRow> =
        actions.iter().filter(|row| row.action.due >= since && row.action.due <= today).collect();
    let ended = due.iter().filter(|row| !row.state.is_open()).count();
    let not_done = due.iter().filter(|row| row.state == ActionState::NotDone).count();
    Section {
        title: "How much was done".to_owned(),
        note: "Actions whose day fell in the quarter, and how many have their outcome.".to_owned(),
        head: heads(&["Due in the quarter", "With an outcome", "Not done", "Still open"]),
        figures: vec![0, 1, 2, 3],
        rows: vec![vec![
            due.len().to_string(),
            ended.to_string(),
            not_done.to_string(),
            (due.len() - ended).to_string(),
        ]],
        empty: String::new(),
    }
}

fn decided(decisions: &[DecisionRow], since: Day) -> Section {
    let rows = decisions
        .iter()
        .filter(|row| row.taken_on >= since || row.is_proposed())
        .map(|row| {
            vec![
                format!("D{}", row.nth),
                row.decision.title.clone(),
                row.taken_on.in_words(),
                row.standing().words().to_owned(),
                row.decision.from.map_or_else(|| "Not recorded".to_owned(), |day| day.in_words()),
            ]
        })
        .collect();
    Section {
        title: "Decisions".to_owned(),
        note: "Taken in the quarter, and older ones that still wait for a quorum.".to_owned(),
        head: heads(&["No.", "Decision", "Taken", "Stands", "In force from"]),
        figures: Vec::new(),
        rows,
        empty: "Nothing was decided in the quarter.".to_owned(),
    }
}

fn attendance<R: Rows>(
    from: &R,
    table: &Table,
    since: Day,
    names: &mut Names<'_, R>,
) -> Result<Section, Fault> {
    let group = &table.known.group;
    let held = read::meetings(from, group, since - 300, table.today)?;
    let mut came: BTreeMap<OrgId, usize> =
        table.seats.iter().filter_map(|seat| Some((seat.org?, 0))).collect();
    let mut meetings = 0;
    for at in held.iter().filter(|at| !at.cancelled && at.on <= table.today) {
        let marks = read::attendance(from, group.id, at.original)?;
        if marks.is_empty() {
            continue;
        }
        meetings += 1;
        let there: BTreeSet<OrgId> = table
            .seats
            .iter()
            .filter(|seat| marks.get(&seat.id).is_some_and(|mark| mark.came()))
            .filter_map(|seat| seat.org)
            .collect();
        for org in there {
            *came.entry(org).or_default() += 1;
        }
    }
    let mut rows = Vec::new();
    for (org, count) in came {
        rows.push(vec![names.org(org)?, count.to_string(), meetings.to_string()]);
    }
    rows.sort();
    Ok(Section {
        title: "Who came, by organisation".to_owned(),
        note: "Meetings of about a year at which somebody of the organisation sat, and meetings held."
            .to_owned(),
        head: heads(&["Organisation", "Came", "Of meetings"]),
        figures: vec![1, 2],
        rows,
        empty: "No organisation has a seat.".to_owned(),
    })
}

fn pressures<R: Rows>(from: &R, table: &Table, at: &At, names: &mut Names<'_, R>) -> Result<Section, Fault> {
    let mut rows = Vec::new();
    for one in read::pressures(from, table.known.group.id, at.original)? {
        let until = one.until.map_or_else(|| "Not recorded".to_owned(), |day| day.in_words());
        rows.push((
            one.level != Level::Failing,
            vec![names.org(one.org)?, one.level.words().to_owned(), one.words, until],
        ));
    }
    rows.sort();
    Ok(Section {
        title: "What presses".to_owned(),
        note: "One line an organisation, as each told it.".to_owned(),
        head: heads(&["Organisation", "Level", "In one line", "Until"]),
        figures: Vec::new(),
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        empty: "No organisation had told what presses it by that day.".to_owned(),
    })
}

fn seats<R: Rows>(table: &Table, names: &mut Names<'_, R>) -> Result<Section, Fault> {
    let mut by_party: BTreeMap<table_rules::Party, (usize, usize, BTreeSet<String>)> = BTreeMap::new();
    for seat in &table.seats {
        let entry = by_party.entry(seat.party).or_default();
        entry.0 += 1;
        entry.1 += usize::from(seat.holder.is_none());
        if let Some(org) = seat.org {
            let name = names.org(org)?;
            entry.2.insert(name);
        }
    }
    let rows = by_party
        .into_iter()
        .map(|(party, (seats, empty, orgs))| {
            vec![party.words().to_owned(), seats.to_string(), empty.to_string(), orgs.len().to_string()]
        })
        .collect();
    Ok(Section {
        title: "Seats".to_owned(),
        note: "By kind of party.".to_owned(),
        head: heads(&["For", "Seats", "Nobody named", "Organisations"]),
        figures: vec![1, 2, 3],
        rows,
        empty: "The table has no seat.".to_owned(),
    })
}
