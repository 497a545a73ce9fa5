//! A replay as a trial that can be kept: every count through the door, shares and waits from eight asks, money in whole
//! pence.

use std::collections::{BTreeMap, BTreeSet};

use kernel::OrgId;
use measures_rules::disclosure::system::TOTAL;
use measures_rules::disclosure::{DiscloseRefused, Door, Figure, Policy, Shown};
use planning_rules::facts::v1::{self as kept, Grid, Section};
use planning_rules::replay::{Paid, Shift, Sum};

use crate::trial::{FIGURES, STEPPED, Trial, rows};

/// Why a replay cannot be kept.
#[derive(Debug)]
pub enum CannotKeep {
    /// No rule for small numbers had begun on that day.
    NoPolicy,
    /// The door refused.
    Door(String),
}

impl std::fmt::Display for CannotKeep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            CannotKeep::NoPolicy => {
                f.write_str("no rule for small numbers is in force that day, so no count may be shown")
            }
            CannotKeep::Door(why) => write!(f, "small counts cannot be hidden: {why}"),
        }
    }
}

type Counts = BTreeMap<(String, String), Shown>;

/// The counts of asks by group as they may be shown: each kind of group is a table with the same total.
fn shown(
    trial: &Trial<'_>,
    door: &mut Door,
    name: &str,
    of: &dyn Fn(&planning_rules::replay::Figures) -> u64,
) -> Result<Counts, CannotKeep> {
    let refused = |why: DiscloseRefused| CannotKeep::Door(why.to_string());
    let mut found = Counts::new();
    for (by, groups) in trial.sides.0.groups.iter().filter(|(by, _)| *by != "Everybody") {
        let cells: Vec<(Vec<String>, u32)> = groups
            .iter()
            .map(|(group, figures)| (vec![group.clone()], u32::try_from(of(figures)).unwrap_or(u32::MAX)))
            .collect();
        if cells.is_empty() {
            continue;
        }
        let figure = Figure::new(&format!("{name} by {by}"), name, &[by], cells)
            .map_err(|why| CannotKeep::Door(why.to_string()))?;
        let released = door.disclose(figure).map_err(refused)?;
        for (at, cell) in &released.table().cells {
            let Some(group) = at.first() else { continue };
            if group == TOTAL {
                found.insert(("Everybody".to_owned(), "everybody".to_owned()), *cell);
            } else {
                found.insert(((*by).to_owned(), group.clone()), *cell);
            }
        }
    }
    Ok(found)
}

/// A replay as a trial. The tables are those of the report, with every count as it may be shown outside its parties.
pub fn trial_of(
    trial: &Trial<'_>,
    money: Option<&(Paid, Paid)>,
    asked: &str,
    names: &dyn Fn(OrgId) -> String,
) -> Result<kept::Trial, CannotKeep> {
    let policy = Policy::named("contraception", trial.made_on).ok_or(CannotKeep::NoPolicy)?;
    let mut door = Door::new(policy.clone(), Vec::new());
    let asks = shown(trial, &mut door, "asks", &|of| of.asks)?;
    let fitted = shown(trial, &mut door, "fitted", &|of| of.fitted)?;
    let passed = shown(trial, &mut door, "passed on", &|of| of.passed_on.0)?;
    let same_day = shown(trial, &mut door, "passed on and seen that day", &|of| of.passed_on.1)?;
    let (head, mut lines) = rows(trial);
    let silent = silent(trial, &policy);
    let groups = trial.sides.0.groups.iter().zip(&trial.sides.1.groups);
    let sides = groups.flat_map(|((_, one), (_, other))| one.iter().zip(other));
    for (row, ((_, before), (_, then))) in lines.iter_mut().zip(sides) {
        let (Some(by), Some(group)) = (row.first().cloned(), row.get(1).cloned()) else { continue };
        let key = (by, group);
        if silent.contains(&key) {
            row.iter_mut().skip(4).take(3).for_each(|cell| "–".clone_into(cell));
        }
        let known = u32::try_from(before.tenths.1).unwrap_or(u32::MAX);
        if let Some(miles) = row.get_mut(7)
            && (silent.contains(&key) || !policy.shows_average(known, None))
        {
            "–".clone_into(miles);
        }
        if let Some(right) = row.get_mut(8) {
            *right = share(&policy, before.right_first_time, before.fitted).unwrap_or_else(|| "–".to_owned());
        }
        for (column, counts) in [(2, &asks), (3, &fitted), (9, &passed), (10, &same_day)] {
            if let Some(cell) = row.get_mut(column) {
                *cell = counts.get(&key).map_or_else(|| "*".to_owned(), ToString::to_string);
            }
        }
        // A share is worked out of counts as they may be shown, so that two limits a day apart tell of nobody.
        let judged = before.judged.iter().chain(&then.judged);
        for (cell, judged) in row.iter_mut().skip(FIGURES).zip(judged) {
            let due = judged.met + judged.failed;
            let said = share(&policy, judged.met, due);
            *cell = said.unwrap_or_else(|| if due == 0 { "none fell due" } else { "*" }.to_owned());
        }
    }
    let part = |from: usize, to: usize| -> Vec<Vec<String>> {
        lines.iter().map(|row| pick(row, from, to)).collect()
    };
    let mut words = vec![format!(
        "Asks from {} to {}, judged as of that last day. The verdicts worked out anew are equal to those that the journal keeps.",
        trial.period.0.in_words(),
        trial.period.1.in_words()
    )];
    words.push(policy.in_words());
    words.push(format!("A changed rule judges the same waits: what people would do differently is not in these figures. {STEPPED}"));
    if let Some(shift) = trial.shift {
        words.push(shift_in_words(&policy, shift));
    }
    words.extend(trial.no_shift.map(str::to_owned));
    let named =
        trial.rules.0.iter().map(|of| (of, "in force")).chain(trial.rules.1.iter().map(|of| (of, "trial")));
    let rules =
        named.map(|(of, standing)| vec![of.id.clone(), of.title.clone(), standing.to_owned()]).collect();
    let words_of = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let tables = vec![
        Grid {
            title: "Rules".to_owned(),
            head: words_of(&["Rule", "What it says", "Here"]),
            rows: rules,
            result: true,
        },
        Grid {
            title: "Waits, the same under every rule".to_owned(),
            head: pick(&head, 2, FIGURES),
            rows: part(2, FIGURES),
            result: true,
        },
        Grid {
            title: "Met, of those that fell due".to_owned(),
            head: pick(&head, FIGURES, head.len()),
            rows: part(FIGURES, head.len()),
            result: true,
        },
    ];
    let mut sections = vec![Section { heading: "Before and after".to_owned(), words, tables }];
    sections.extend(money.map(|(before, then)| money_section(before, then, Money::Shown(&policy), names)));
    Ok(kept::Trial {
        title: trial.title.to_owned(),
        about: "replay".to_owned(),
        made_on: trial.made_on,
        first: trial.period.0,
        last: trial.period.1,
        sections,
        asked: asked.to_owned(),
        plan: None,
    })
}

/// Groups whose averages are not shown: those of too few, and where one alone of a kind would be, the smallest beside it,
/// so that the averages of the others and of everybody do not tell it.
fn silent(trial: &Trial<'_>, policy: &Policy) -> BTreeSet<(String, String)> {
    let fitted = |of: &planning_rules::replay::Figures| u32::try_from(of.fitted).unwrap_or(u32::MAX);
    let mut found = BTreeSet::new();
    for (by, groups) in &trial.sides.0.groups {
        let mut sized: Vec<(u32, &String)> = groups
            .iter()
            .map(|(name, figures)| (fitted(figures), name))
            .filter(|(count, _)| *count > 0)
            .collect();
        sized.sort();
        let few = sized.iter().filter(|(count, _)| !policy.shows_average(*count, None)).count();
        let hidden = if few == 1 { 2 } else { few };
        found.extend(sized.iter().take(hidden).map(|(_, name)| ((*by).to_owned(), (*name).clone())));
    }
    found
}

/// A share, of how many, out of counts as they may be shown; nothing where they may not be, or there are none.
fn share(policy: &Policy, part: u64, whole: u64) -> Option<String> {
    let count = |of: u64| policy.show(u32::try_from(of).unwrap_or(u32::MAX), None);
    let share = policy.share(count(part), count(whole))?;
    Some(format!("{:.0}% of {}", share.min(1.0) * 100.0, count(whole)))
}

/// Where the promises send people: of counts as they may be shown, for coefficients can be chosen so that they pick out
/// single people.
fn shift_in_words(policy: &Policy, of: &Shift) -> String {
    let whole = policy.show(of.of, None);
    let part = |hundredths: f64| {
        let people = (hundredths / 100.0 * f64::from(of.of)).round() as u32;
        policy.share(policy.show(people, None), whole).map(|share| (share.min(1.0) * 100.0).round())
    };
    match (part(of.before.mean), part(of.after.mean)) {
        (Some(before), Some(after)) => {
            let chance = (of.difference.high - of.difference.low) / 2.0;
            let difference = after - before;
            format!(
                "Share of uncomplicated asks at a clinic, by the promises alone: {before:.0} of a hundred before, {after:.0} after, of {whole}; difference {difference:.0} ({:.0} to {:.0}).",
                difference - chance,
                difference + chance
            )
        }
        _ => "Share of uncomplicated asks at a clinic, by the promises alone: too few people to show."
            .to_owned(),
    }
}

/// The names of a row, and some of its cells.
fn pick(row: &[String], from: usize, to: usize) -> Vec<String> {
    row.iter()
        .enumerate()
        .filter(|(at, _)| *at < 2 || (from..to).contains(at))
        .map(|(_, cell)| cell.clone())
        .collect()
}

/// Whole pence as pounds.
fn pounds(pence: i64) -> String {
    let sign = if pence < 0 { "−" } else { "" };
    format!("{sign}£{}.{:02}", pence.unsigned_abs() / 100, pence.unsigned_abs() % 100)
}

/// The fewest things done whose cost is shown: fewer would tell how many there were.
const FEWEST: u64 = 8;

/// How exactly money is shown: an exact sum over one price tells how many things were done.
#[derive(Clone, Copy, Debug)]
pub enum Money<'p> {
    /// To the penny, for whoever keeps the place.
    Exact,
    /// For everybody at the table: counts are rounded as this policy shows them before they are multiplied.
    Shown(&'p Policy),
}

/// What a small count counts as in a sum that everybody sees.
const SMALL_AS: u64 = 5;

/// What is paid before and after; providers by their names.
pub fn money_section(
    before: &Paid,
    then: &Paid,
    exactly: Money<'_>,
    names: &dyn Fn(OrgId) -> String,
) -> Section {
    let rounded = |of: &Paid| match exactly {
        Money::Exact => of.clone(),
        Money::Shown(policy) => {
            of.rounded(&|count| match policy.show(u32::try_from(count).unwrap_or(u32::MAX), None) {
                Shown::Count(count) => u64::from(count),
                Shown::Star | Shown::Withheld => SMALL_AS,
            })
        }
    };
    let (before, then) = (&rounded(before), &rounded(then));
    let is_exact = matches!(exactly, Money::Exact);
    let sum = |of: Option<&Sum>| match of {
        None => pounds(0),
        Some(of) if (1..FEWEST).contains(&of.count) => "*".to_owned(),
        Some(of) => pounds(of.pence),
    };
    let differ = |one: Option<&Sum>, other: Option<&Sum>| {
        let few = |of: Option<&Sum>| of.is_some_and(|of| (1..FEWEST).contains(&of.count));
        if few(one) || few(other) {
            "*".to_owned()
        } else {
            pounds(other.map_or(0, |of| of.pence) - one.map_or(0, |of| of.pence))
        }
    };
    let mut rows = vec![vec![
        "All".to_owned(),
        "everything paid".to_owned(),
        pounds(before.pence()),
        pounds(then.pence()),
        pounds(then.pence() - before.pence()),
    ]];
    let mut line = |by: &str, name: String, one: Option<&Sum>, other: Option<&Sum>| {
        rows.push(vec![by.to_owned(), name, sum(one), sum(other), differ(one, other)]);
    };
    let payers: std::collections::BTreeSet<&String> =
        before.payers.keys().chain(then.payers.keys()).collect();
    for payer in payers {
        line("Payer", payer.clone(), before.payers.get(payer), then.payers.get(payer));
    }
    let providers: std::collections::BTreeSet<&OrgId> =
        before.providers.keys().chain(then.providers.keys()).collect();
    for provider in providers {
        line("Provider", names(*provider), before.providers.get(provider), then.providers.get(provider));
    }
    for fifth in 0..=5u8 {
        let name = if fifth == 0 { "not recorded".to_owned() } else { fifth.to_string() };
        line("Deprivation fifth", name, before.fifths.get(&fifth), then.fifths.get(&fifth));
    }
    let shadow: i64 = then.shadow.values().map(|sum| sum.pence).sum();
    let mut words = vec![
        "Prices and contracts are those of the change file: this place holds no agreed list yet. Each thing done has the price of its day and is paid by the side that its purpose names.".to_owned(),
        if is_exact {
            format!("Things done without a price: {} in force, {} in the trial; they cost nothing here.", before.unpriced, then.unpriced)
        } else {
            "Things done without a price cost nothing here.".to_owned()
        },
    ];
    if !is_exact {
        words.push(format!("Each count of things done is rounded as counts of people are, 1 to {} counting as {SMALL_AS}, before it is multiplied by its price: no sum tells how many people were seen, and they need not add.", FEWEST - 1));
    }
    if shadow > 0 {
        words.push(format!("What is done under block contracts would have cost {} by the trial’s list: shown beside them, never added.", pounds(shadow)));
    }
    let head = ["By", "Who", "In force", "Trial", "Difference"].map(str::to_owned).to_vec();
    Section {
        heading: "Money".to_owned(),
        words,
        tables: vec![Grid { title: "Paid for the period".to_owned(), head, rows, result: true }],
    }
}
