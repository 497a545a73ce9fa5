//! The publication of a quarter through the one door. Before anything new leaves, the door takes in again everything that
//! was published before, so that no star of any quarter can be worked out from all of them together.

use std::collections::{BTreeMap, BTreeSet};

use super::PERIOD;
use super::tables::{RECEIVED, Spec, Tried, months};
use crate::disclosure::system::{Link, TOTAL, Table, TableRefused};
use crate::disclosure::{DiscloseRefused, Door, Figure, Policy, Released, Shown};
use crate::facts::v1::{Cell, Published, PublishedShifts, PublishedTable, PublishedValue};
use crate::period::{Quarter, Year};

/// Why a quarter was not published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublishRefused {
    /// A table is not whole: ours to mend.
    Table(TableRefused),
    /// The door held a figure back.
    Door(DiscloseRefused),
    /// What was published before cannot be read.
    Before(String),
}

impl std::fmt::Display for PublishRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PublishRefused::Table(refused) => refused.fmt(f),
            PublishRefused::Door(refused) => refused.fmt(f),
            PublishRefused::Before(why) => write!(f, "what was published before cannot be read: {why}"),
        }
    }
}

impl std::error::Error for PublishRefused {}

/// What readers know of wholes and parts over these quarters: months in quarters, quarters in years.
pub fn links(quarters: impl IntoIterator<Item = Quarter>) -> Vec<Link> {
    let link = |whole: String, parts: Vec<String>| Link { dimension: PERIOD.to_owned(), whole, parts };
    quarters
        .into_iter()
        .flat_map(|quarter| {
            let parts = months(quarter).into_iter().map(|(name, _)| name).collect();
            let year = quarter.year();
            let quarters = year.quarters().map(|part| part.to_string()).to_vec();
            [link(quarter.to_string(), parts), link(year.to_string(), quarters)]
        })
        .collect()
}

/// What was shown before: publications, oldest first; and every table of them and of the comparisons that were frozen for a
/// meeting, in the order in which they went out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Before<'b> {
    /// The publications.
    pub published: &'b [Published],
    /// All tables.
    pub tables: &'b [PublishedTable],
}

/// The quarters of these tables, and those with which their years end.
pub(super) fn quarters_of(tables: &[PublishedTable]) -> BTreeSet<Quarter> {
    let name = |table: &PublishedTable| {
        let name = table.cells.first()?.at.first()?;
        name.parse::<Quarter>().or_else(|_| name.parse::<Year>().map(|year| year.last)).ok()
    };
    tables.iter().filter_map(name).collect()
}

/// Passes a quarter's tables through the door, after everything that was shown before, oldest first.
pub fn publish(
    quarter: Quarter,
    specs: Vec<Spec>,
    values: Vec<PublishedValue>,
    rules: &[Tried],
    shown: Before<'_>,
    policy: &Policy,
) -> Result<Published, PublishRefused> {
    let period = quarter.period();
    let mut published = Published {
        quarter: quarter.to_string(),
        first: period.first,
        last: period.last,
        policy: policy.name.clone(),
        policy_in_words: policy.in_words(),
        rules: rules.iter().map(|tried| tried.set.clone()).collect(),
        tables: Vec::new(),
        values,
        shifts: PublishedShifts::default(),
        held_back: Vec::new(),
    };
    let before = shown.published;
    let mut quarters: Vec<Quarter> = Vec::new();
    for earlier in before {
        quarters.push(earlier.quarter.parse().map_err(PublishRefused::Before)?);
    }
    quarters.push(quarter);
    let tried_on: Vec<Quarter> =
        quarters_of(shown.tables).into_iter().filter(|of| !quarters.contains(of)).collect();
    quarters.extend(tried_on);
    // Each thing that is counted stands alone: no sum joins two of them, so each has a door of its own.
    let mut by_counted: BTreeMap<String, Vec<Spec>> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    for spec in specs {
        if !order.contains(&spec.counted) {
            order.push(spec.counted.clone());
        }
        by_counted.entry(spec.counted.clone()).or_default().push(spec);
    }
    for counted in order {
        let mut door = Door::new(policy.clone(), links(quarters.iter().copied()));
        let earlier = shown.tables.iter().filter(|table| table.counted == counted);
        let recalled = earlier.map(recalled).collect::<Result<Vec<_>, PublishRefused>>()?;
        door.recall(recalled).map_err(PublishRefused::Door)?;
        for spec in by_counted.remove(&counted).unwrap_or_default() {
            let year = spec.by_year.then(|| year_of(&spec, quarter, before)).flatten();
            let period = spec.period.clone().unwrap_or_else(|| quarter.in_words());
            let mut spans = vec![(spec.cells.clone(), period, "")];
            spans.extend(year.map(|cells| (cells, quarter.year().in_words(), ".year")));
            for (cells, period, ending) in spans {
                match release(&mut door, &spec, cells, period.clone()) {
                    Ok(mut table) => {
                        table.id.push_str(ending);
                        published.tables.push(table);
                    }
                    // A table in which a star could be worked out whatever is withheld stays inside, and is said to.
                    // So does one that was shown at a meeting with other counts, before something was corrected.
                    Err(PublishRefused::Door(
                        DiscloseRefused::Solvable(_) | DiscloseRefused::Restated(_),
                    )) => {
                        published.held_back.push(format!("{}, {period}", spec.title));
                    }
                    Err(refused) => return Err(refused),
                }
            }
        }
    }
    stand_behind(&mut published);
    Ok(published)
}

/// Behind each average stands how many asks were received: the same count as in the table of asks received, so it is shown
/// as it is there. An average of a count that is withheld is withheld too.
fn stand_behind(published: &mut Published) {
    const NOT_SHOWN: &str = "Withheld, so that a small count stays hidden";
    let Published { tables, values, .. } = published;
    for value in values.iter_mut().filter(|value| value.measure == "M2" || value.measure == "M3") {
        let ending = if value.id.ends_with(".year") { ".year" } else { "" };
        let shown = tables.iter().filter(|table| {
            let by = table.id.strip_prefix("received.").and_then(|id| id.strip_suffix(ending));
            // The total is the same count in every comparison.
            table.period == value.period && by.is_some_and(|by| by == value.by || value.by.is_empty())
        });
        let at = |table: &PublishedTable| {
            let is_it = |cell: &&Cell| cell.at.get(1).is_some_and(|at| *at == value.category);
            // Where there is one category there is no total beside it: the one is the whole.
            let lone = value.by.is_empty() && table.cells.len() == 1;
            let cell = table.cells.iter().find(|cell| lone || is_it(cell));
            cell.map(|cell| cell.shown.clone())
        };
        let people = shown.into_iter().find_map(at).unwrap_or_else(|| Shown::Withheld.to_string());
        if people.parse() == Ok(Shown::Withheld) && value.value.is_some() {
            (value.value, value.low, value.high) = (None, None, None);
            NOT_SHOWN.clone_into(&mut value.why_not);
        }
        value.people = people;
    }
}

/// The counts that stand behind a publication's averages, as the attacker reads them: as tables of asks received.
pub fn behind_averages(published: &Published) -> Vec<Table<Shown>> {
    let mut tables: BTreeMap<(String, String), Table<Shown>> = BTreeMap::new();
    let quarter: Option<Quarter> = published.quarter.parse().ok();
    for value in published.values.iter().filter(|value| value.id.starts_with("median.")) {
        let whole = value.by.is_empty();
        let year = quarter.filter(|_| value.id.ends_with(".year")).map(|quarter| quarter.year().to_string());
        let period = year.unwrap_or_else(|| published.quarter.clone());
        let dimensions =
            if whole { vec![PERIOD.to_owned()] } else { vec![PERIOD.to_owned(), value.by.clone()] };
        let Ok(people) = value.people.parse() else { continue };
        let table = tables.entry((value.by.clone(), period.clone())).or_insert_with(|| Table {
            name: format!("behind-averages.{}.{period}", if whole { "all" } else { &value.by }),
            measure: RECEIVED.to_owned(),
            dimensions,
            cells: Vec::new(),
        });
        let mut at = vec![period];
        at.extend((!whole).then(|| value.category.clone()));
        table.cells.push((at, people));
    }
    tables.into_values().collect()
}

/// The year of four quarters as each stood at its own close: past figures are never restated.
fn year_of(spec: &Spec, quarter: Quarter, before: &[Published]) -> Option<BTreeMap<Vec<String>, u32>> {
    let year = quarter.year();
    let [first, second, third, _] = year.quarters().map(|part| part.to_string());
    let mut cells: BTreeMap<Vec<String>, u32> = BTreeMap::new();
    let mut add = |at: &[String], count: u32| {
        let mut at = at.to_vec();
        if let Some(period) = at.first_mut() {
            *period = year.to_string();
        }
        *cells.entry(at).or_default() += count;
    };
    for part in [first, second, third] {
        let published = before.iter().find(|one| one.quarter == part)?;
        let table = published.tables.iter().find(|table| table.id == spec.id)?;
        if table.dimensions.iter().skip(1).ne(&spec.dimensions) {
            return None;
        }
        let inner = |cell: &&Cell| cell.at.iter().all(|value| value != TOTAL);
        table.cells.iter().filter(inner).for_each(|cell| add(&cell.at, cell.truth));
    }
    spec.cells.iter().for_each(|(at, count)| add(at, *count));
    Some(cells)
}

/// A category that came or went between quarters is there with 0, so that sums can be followed.
fn whole_cross(cells: BTreeMap<Vec<String>, u32>) -> Vec<(Vec<String>, u32)> {
    let width = cells.keys().next().map_or(0, Vec::len);
    let values: Vec<BTreeSet<&String>> =
        (0..width).map(|place| cells.keys().filter_map(|at| at.get(place)).collect()).collect();
    let mut cross: Vec<Vec<String>> = vec![Vec::new()];
    for list in &values {
        cross = cross
            .iter()
            .flat_map(|before| {
                list.iter().map(move |value| [before.as_slice(), &[(*value).clone()]].concat())
            })
            .collect();
    }
    cross
        .into_iter()
        .map(|at| {
            let count = cells.get(&at).copied().unwrap_or(0);
            (at, count)
        })
        .collect()
}

pub(super) fn release(
    door: &mut Door,
    spec: &Spec,
    cells: BTreeMap<Vec<String>, u32>,
    period: String,
) -> Result<PublishedTable, PublishRefused> {
    let figure = Figure::new(&spec.id, &spec.counted, &spec.all_dimensions(), whole_cross(cells))
        .map_err(PublishRefused::Table)?;
    let truth: BTreeMap<Vec<String>, u32> = figure.with_margins().collect();
    let released: Released = door.disclose(figure).map_err(PublishRefused::Door)?;
    let cell = |(at, shown): &(Vec<String>, Shown)| Cell {
        truth: truth.get(at).copied().unwrap_or(0),
        at: at.clone(),
        shown: shown.to_string(),
    };
    Ok(PublishedTable {
        id: spec.id.clone(),
        measure: spec.measure.to_owned(),
        counted: spec.counted.clone(),
        title: spec.title.clone(),
        definition: spec.definition.clone(),
        rule: spec.rule.clone(),
        period,
        dimensions: spec.all_dimensions().into_iter().map(str::to_owned).collect(),
        cells: released.table().cells.iter().map(cell).collect(),
        note: released.note().to_owned(),
    })
}

/// A table that was published before, with its true counts and as it was shown.
pub(super) fn recalled(
    table: &PublishedTable,
) -> Result<(Figure, BTreeMap<Vec<String>, Shown>), PublishRefused> {
    let inner = |cell: &&Cell| cell.at.iter().all(|value| value != TOTAL);
    let cells = table.cells.iter().filter(inner).map(|cell| (cell.at.clone(), cell.truth)).collect();
    let dimensions: Vec<&str> = table.dimensions.iter().map(String::as_str).collect();
    let figure = Figure::new(&table.id, &table.counted, &dimensions, cells).map_err(PublishRefused::Table)?;
    let mut shown = BTreeMap::new();
    for cell in &table.cells {
        let as_shown: Shown = cell.shown.parse().map_err(PublishRefused::Before)?;
        shown.insert(cell.at.clone(), as_shown);
    }
    Ok((figure, shown))
}

/// A published table as the attacker reads it: nothing but what was shown.
pub fn as_table(of: &PublishedTable) -> Table<Shown> {
    let cells =
        of.cells.iter().filter_map(|cell| Some((cell.at.clone(), cell.shown.parse().ok()?))).collect();
    Table { name: of.id.clone(), measure: of.counted.clone(), dimensions: of.dimensions.clone(), cells }
}

#[cfg(test)]
#[allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "the seed is printed with what it gave, and how long it took"
)]
mod tests {
    use super::*;
    use crate::asks::{Asks, NewAsk, Org, setting};
    use crate::disclosure::attack::{Published as Attacked, attack};
    use crate::history;
    use clocks::{Calendar, Rule};
    use kernel::{AskId, Day, Moment};
    use lawbook::shipped;
    use rand::{RngExt as _, SeedableRng as _};
    use referrals_rules::facts::v1::{Move, Moved, Offered};

    /// A county in small: patches, practices and clinics, so many asks a day.
    fn county(first: Day, days: i32, a_day: f64, seed: u64) -> Asks {
        let mut chance = rand_pcg::Pcg64::seed_from_u64(seed);
        let patches = ["Mid", "South", "North", "Castermere"];
        let mut orgs: Vec<Org> = (0..24)
            .map(|nth| Org {
                code: format!("ZP{nth:03}"),
                name: format!("Practice {nth}"),
                setting: setting("practice"),
                patch: patches[nth % 4].to_owned(),
            })
            .collect();
        orgs.extend((0..3).map(|nth| Org {
            code: format!("ZS{nth:03}"),
            name: format!("Clinic {nth}"),
            setting: setting("sexual_health_clinic"),
            patch: crate::asks::NO_PATCH.to_owned(),
        }));
        let codes: Vec<String> = orgs.iter().map(|org| org.code.clone()).collect();
        let mut made = Asks::among(orgs);
        let count = (f64::from(days) * a_day) as u128;
        for id in 0..count {
            let sent_on = first + chance.random_range(0..days);
            let clinic = chance.random_bool(0.9);
            let host = if clinic { 24 + chance.random_range(0..3) } else { chance.random_range(0..8) };
            let sender = if clinic { host } else { chance.random_range(0..24) };
            let wait = if clinic { chance.random_range(1..14) } else { chance.random_range(5..45) };
            let mut bytes = Vec::new();
            let at = Moment::start_of(sent_on + wait);
            let mut on = |ahead: i32, what| {
                history::push(&mut bytes, sent_on, &Moved { on: sent_on + ahead, what });
            };
            on(0, Move::Accepted);
            on(0, Move::Offered { slots: vec![Offered { slot: None, at }] });
            on(0, Move::Booked { slot: None, at, by_person: false });
            if chance.random_bool(0.04) {
                on(wait - 1, Move::Withdrawn { reason: String::new(), by_person: true });
            } else {
                on(wait, Move::Fitted { device: String::new(), replace_by: None });
            }
            let (sender, host) = (codes[sender].as_str(), codes[host].as_str());
            let of = NewAsk {
                id: AskId::from_bits(id + 1),
                sender,
                host,
                service: host,
                sent_on,
                method: "implant",
                age_band: chance.random_bool(0.97).then(|| chance.random_range(3..9) * 5),
                fifth: chance.random_bool(0.96).then(|| chance.random_range(1..6)),
                complicated: false,
                history: &bytes,
            };
            let (sender, host) = (made.org(sender), made.org(host));
            made.take(&of, sender, host);
        }
        made
    }

    fn tried() -> Vec<Tried> {
        ["GP-28", "CL-5c", "CL-5w", "OFFER-14", "HARM"]
            .map(|id| {
                let set = shipped::rule_set(id).unwrap();
                Tried { rule: Rule::of(&set).unwrap(), set }
            })
            .to_vec()
    }

    #[test]
    fn two_years_published_quarter_by_quarter_are_solved_for_no_cell() {
        let seed = 5;
        let mut quarter = Quarter { year: 2024, nth: 1 };
        let made = county(quarter.period().first - 60, 800, 9.0, seed);
        let (rules, calendar) = (tried(), Calendar::england());
        let plain: Vec<Rule> = rules.iter().map(|tried| tried.rule).collect();
        let policy = Policy::named("contraception", quarter.period().first).unwrap();
        let mut all: Vec<Published> = Vec::new();
        let started = std::time::Instant::now();
        for _ in 0..8 {
            let judged =
                made.judge(&plain, quarter.period().last, &calendar, &mut |_| true).unwrap().unwrap();
            let specs = super::super::specs(&made, &judged, &rules, &[(0, 1)], quarter, &calendar).unwrap();
            let values = super::super::values(&made, &judged, quarter, false, &policy, None);
            let tables: Vec<PublishedTable> = all.iter().flat_map(|one| one.tables.clone()).collect();
            let before = Before { published: &all, tables: &tables };
            let published = publish(quarter, specs, values, &rules, before, &policy).unwrap();
            println!(
                "{quarter}: {} tables, {} held back, {:?} so far",
                published.tables.len(),
                published.held_back.len(),
                started.elapsed()
            );
            for held in &published.held_back {
                println!("  held back: {held}");
            }
            all.push(published);
            quarter = quarter.after();
        }
        let mut tables: Vec<Attacked> = all.iter().flat_map(|one| &one.tables).map(as_table).collect();
        tables.extend(all.iter().flat_map(behind_averages));
        let stars = tables.iter().flat_map(|t| &t.cells).filter(|(_, shown)| *shown == Shown::Star).count();
        let withheld =
            tables.iter().flat_map(|t| &t.cells).filter(|(_, shown)| *shown == Shown::Withheld).count();
        let cells: usize = tables.iter().map(|t| t.cells.len()).sum();
        let quarters = all.iter().map(|one| one.quarter.parse().unwrap());
        let report = attack(&tables, &links(quarters), &policy, |_| None).unwrap();
        println!(
            "seed {seed}: {} tables, {cells} cells, {stars} starred, {withheld} withheld, {} solved; {:?} with the attack",
            tables.len(),
            report.solved().count(),
            started.elapsed()
        );
        assert!(stars > 20, "the test says something");
        assert!(
            all.iter().all(|one| one.held_back.is_empty()),
            "cells are withheld, and no table is held back"
        );
        assert_eq!(report.solved().count(), 0);
        // The year is the sum of its quarters as they stood.
        assert!(all.last().unwrap().tables.iter().any(|table| table.id == "kept.GP-28.setting.year"));
        assert!(all.first().unwrap().tables.iter().all(|table| !table.id.ends_with(".year")));
        let again = publish_last_again(&made, &all, &rules, &policy, &calendar);
        assert_eq!(again, *all.last().unwrap(), "the same asks and the same past give the same publication");
    }

    fn publish_last_again(
        made: &Asks,
        all: &[Published],
        rules: &[Tried],
        policy: &Policy,
        calendar: &Calendar,
    ) -> Published {
        let quarter: Quarter = all.last().unwrap().quarter.parse().unwrap();
        let plain: Vec<Rule> = rules.iter().map(|tried| tried.rule).collect();
        let judged = made.judge(&plain, quarter.period().last, calendar, &mut |_| true).unwrap().unwrap();
        let specs = super::super::specs(made, &judged, rules, &[(0, 1)], quarter, calendar).unwrap();
        let values = super::super::values(made, &judged, quarter, false, policy, None);
        let before = &all[..all.len() - 1];
        let tables: Vec<PublishedTable> = before.iter().flat_map(|one| one.tables.clone()).collect();
        let before = Before { published: before, tables: &tables };
        publish(quarter, specs, values, rules, before, policy).unwrap()
    }
}
