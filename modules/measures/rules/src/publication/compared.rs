//! A proposed rule beside the rules in force over the last four closed quarters: for every kind of provider, for each
//! organisation under its code, and who moves and why. Counts go through the door like everything that is read at a table.

use std::collections::{BTreeMap, BTreeSet};

use clocks::Calendar;
use serde::{Deserialize, Serialize};

use super::door::{PublishRefused, links, quarters_of, recalled, release};
use super::tables::{Spec, Tried, beside, by_host, kept};
use crate::asks::{Asks, Judged};
use crate::disclosure::{DiscloseRefused, Door, Policy};
use crate::facts::v1::{PublishedTable, RuleName};
use crate::history::Broken;
use crate::period::{Quarter, Year};

/// A rule tried on a year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The rule that is tried.
    pub rule: RuleName,
    /// The rule in a line.
    pub in_a_line: String,
    /// The rules in force that it stands beside.
    pub beside: Vec<RuleName>,
    /// The year, in words.
    pub period: String,
    /// The policy of disclosure control, in words.
    pub policy_in_words: String,
    /// The tables, as they passed the door.
    pub tables: Vec<PublishedTable>,
}

/// The tables of one quarter; the rule that is tried stands last among the rules. They are added up by [`compared`].
pub fn compared_specs(
    asks: &Asks,
    judged: &Judged,
    rules: &[Tried],
    quarter: Quarter,
    calendar: &Calendar,
) -> Result<Vec<Spec>, Broken> {
    let mut made = Vec::new();
    for (place, tried) in rules.iter().enumerate() {
        made.extend(kept(asks, judged, place, tried, quarter));
        made.push(by_host(asks, judged, place, tried, quarter));
    }
    if let Some((last, proposed)) = rules.iter().enumerate().next_back() {
        for (place, tried) in rules.iter().enumerate().take(last) {
            made.extend(beside(asks, judged, (place, tried), (last, proposed), quarter, calendar)?);
        }
    }
    Ok(made)
}

/// Adds four quarters up and passes the year through the door, after everything that was shown before.
pub fn compared(
    year: Year,
    quarters: Vec<Vec<Spec>>,
    rules: &[Tried],
    before: &[PublishedTable],
    policy: &Policy,
) -> Result<Option<Comparison>, PublishRefused> {
    let Some((proposed, in_force)) = rules.split_last() else { return Ok(None) };
    let mut years: BTreeMap<String, Spec> = BTreeMap::new();
    let mut order = Vec::new();
    for mut spec in quarters.into_iter().flatten() {
        let cells = std::mem::take(&mut spec.cells);
        let id = spec.id.clone();
        let whole = years.entry(id.clone()).or_insert_with(|| {
            order.push(id);
            spec
        });
        for (mut at, count) in cells {
            if let Some(period) = at.first_mut() {
                *period = year.to_string();
            }
            *whole.cells.entry(at).or_default() += count;
        }
    }
    let mut doors: BTreeMap<String, Door> = BTreeMap::new();
    let mut tables = Vec::new();
    for spec in order.iter().filter_map(|id| years.get(id)) {
        let door = match doors.entry(spec.counted.clone()) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(new) => {
                let known = quarters_of(before).into_iter().chain(year.quarters());
                let mut door = Door::new(policy.clone(), links(known.collect::<BTreeSet<_>>()));
                let earlier = before.iter().filter(|table| table.counted == spec.counted);
                let earlier = earlier.map(recalled).collect::<Result<Vec<_>, PublishRefused>>()?;
                door.recall(earlier).map_err(PublishRefused::Door)?;
                new.insert(door)
            }
        };
        match release(door, spec, spec.cells.clone(), year.in_words()) {
            Ok(table) => tables.push(table),
            // Published with other counts: something was corrected since. What was read then is read now.
            Err(PublishRefused::Door(DiscloseRefused::Restated(_))) => {
                let id = format!("{}.year", spec.id);
                let period = year.in_words();
                tables.extend(before.iter().find(|table| table.id == id && table.period == period).cloned());
            }
            Err(PublishRefused::Door(DiscloseRefused::Solvable(_))) => {}
            Err(refused) => return Err(refused),
        }
    }
    Ok(Some(Comparison {
        rule: RuleName::of(&proposed.set),
        in_a_line: crate::differ::in_a_line(&proposed.rule),
        beside: in_force.iter().map(|tried| RuleName::of(&tried.set)).collect(),
        period: year.in_words(),
        policy_in_words: policy.in_words(),
        tables,
    }))
}
