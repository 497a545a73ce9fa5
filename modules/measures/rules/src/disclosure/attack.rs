//! The attacker: from nothing but what is published, what can each hidden cell be?
//!
//! Bounds are tightened by the sums first. What is left falls into groups of cells that share sums; each group is solved
//! to the last whole number. A group too large for that is solved table by table, again and again, until no table
//! narrows another any more: the ranges are then outer ones, and said to be so.

use super::policy::{Policy, Shown};
use super::simplex::{self, Program, Range, Trouble};
use super::system::{Link, Place, System, Table, TableRefused};

/// A hidden cell as the attacker sees it.
#[derive(Clone, Debug)]
pub struct Exposure {
    /// The cell.
    pub place: Place,
    /// How it was shown.
    pub shown: Shown,
    /// What it can be.
    pub range: Range,
}

impl Exposure {
    /// Whether the attacker knows the count.
    pub fn solved(&self) -> bool {
        self.range.low == self.range.high
    }
}

/// What the attack found.
#[derive(Clone, Debug)]
pub struct Report {
    /// Every hidden cell once, in the order of the tables.
    pub hidden: Vec<Exposure>,
    /// Cells and sums taken together.
    pub cells: usize,
    /// Sums between them.
    pub sums: usize,
}

impl Report {
    /// Starred cells whose count follows from the rest.
    pub fn solved(&self) -> impl Iterator<Item = &Exposure> {
        self.hidden.iter().filter(|cell| cell.shown == Shown::Star && cell.solved())
    }
}

/// Why there is no report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttackRefused {
    /// A table is not whole.
    Table(TableRefused),
    /// The same cell is shown in two ways.
    ShownTwice(Place),
    /// The published counts contradict each other: they can't all come from one set of people under this policy.
    Contradiction,
    /// The numbers outgrew the method.
    TooLarge,
}

impl std::fmt::Display for AttackRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            AttackRefused::Table(refused) => refused.fmt(f),
            AttackRefused::ShownTwice(place) => {
                write!(f, "“{place}” is shown in two different ways; a published figure is never restated")
            }
            AttackRefused::Contradiction => f.write_str(
                "the published counts contradict each other under this policy; check the policy and the links",
            ),
            AttackRefused::TooLarge => f.write_str("the sums are too large to be solved exactly"),
        }
    }
}

impl From<Trouble> for AttackRefused {
    fn from(trouble: Trouble) -> AttackRefused {
        match trouble {
            Trouble::Contradiction => AttackRefused::Contradiction,
            Trouble::TooLarge => AttackRefused::TooLarge,
        }
    }
}

/// A table as published, with the population its policy looks at where it is known.
pub type Published = Table<Shown>;

/// Attacks everything published together under one policy. `population` gives the population of a cell where known.
pub fn attack(
    tables: &[Published],
    links: &[Link],
    policy: &Policy,
    population: impl Fn(&Place) -> Option<u32>,
) -> Result<Report, AttackRefused> {
    let mut system = System::default();
    let mut shown: Vec<Option<Shown>> = Vec::new();
    for (number, table) in tables.iter().enumerate() {
        table.check().map_err(AttackRefused::Table)?;
        let cells = system.take_in(table, links, number);
        shown.resize(system.places.len(), None);
        for ((_, new), cell) in table.cells.iter().zip(cells) {
            let place = system.places.get(cell).cloned();
            let (Some(slot), Some(place)) = (shown.get_mut(cell), place) else { continue };
            if slot.is_some_and(|old| old != *new) {
                return Err(AttackRefused::ShownTwice(place));
            }
            *slot = Some(*new);
            if let Some(bounds) = system.program.bounds.get_mut(cell) {
                *bounds = policy.reading(*new, population(&place));
            }
        }
    }
    system.take_in_links(links, 0, tables.len());
    shown.resize(system.places.len(), None);
    let targets: Vec<usize> = shown
        .iter()
        .enumerate()
        .filter(|(_, shown)| matches!(shown, Some(Shown::Star | Shown::Withheld)))
        .map(|(cell, _)| cell)
        .collect();
    let ranges = solve(&system.program, &system.brought_by, &targets)?;
    let hidden = targets
        .iter()
        .zip(ranges)
        .filter_map(|(&cell, range)| {
            let shown = shown.get(cell).copied().flatten()?;
            Some(Exposure { place: system.places.get(cell)?.clone(), shown, range })
        })
        .collect();
    Ok(Report { hidden, cells: system.places.len(), sums: system.program.sums.len() })
}

/// A group whose tableau would hold more numbers than this is solved in blocks.
const DENSE_MAX: usize = 100_000;
/// So many rounds of blocks at most.
const ROUNDS_MAX: usize = 3;

/// The range of each target. Groups are solved whole where they fit, in blocks where they do not.
pub fn solve(program: &Program, brought_by: &[usize], targets: &[usize]) -> Result<Vec<Range>, Trouble> {
    let mut known = program.clone();
    simplex::tighten(&mut known)?;
    let mut ranges: Vec<Option<Range>> = vec![None; known.bounds.len()];
    let wanted: std::collections::BTreeSet<usize> = targets.iter().copied().collect();
    for group in groups(&known) {
        let own: Vec<usize> = group.cells.iter().copied().filter(|cell| wanted.contains(cell)).collect();
        if own.is_empty() {
            continue;
        }
        if group.cells.len() * group.sums.len() <= DENSE_MAX {
            solve_block(&known, &group.cells, &group.sums, &own, &mut ranges)?;
        } else {
            solve_in_blocks(&mut known, &group, brought_by, &own, &mut ranges)?;
        }
    }
    let outer = |cell: usize| {
        let (low, high) = known.bounds.get(cell).copied().unwrap_or((0, simplex::UNBOUNDED));
        Range { low, high, proved: low == high }
    };
    Ok(targets
        .iter()
        .map(|&cell| ranges.get(cell).copied().flatten().unwrap_or_else(|| outer(cell)))
        .collect())
}

struct Group {
    cells: Vec<usize>,
    sums: Vec<usize>,
}

/// Cells that hang together by sums in which they are still open.
fn groups(program: &Program) -> Vec<Group> {
    let mut parent: Vec<usize> = (0..program.bounds.len()).collect();
    fn root(parent: &mut [usize], mut cell: usize) -> usize {
        while let Some(&above) = parent.get(cell).filter(|above| **above != cell) {
            let next = parent.get(above).copied().unwrap_or(above);
            if let Some(slot) = parent.get_mut(cell) {
                *slot = next;
            }
            cell = next;
        }
        cell
    }
    let open = |cell: usize| program.bounds.get(cell).is_some_and(|(low, high)| low < high);
    for (terms, _) in &program.sums {
        let mut cells = terms.iter().map(|(cell, _)| *cell).filter(|cell| open(*cell));
        if let Some(first) = cells.next() {
            let first = root(&mut parent, first);
            for other in cells {
                let other = root(&mut parent, other);
                if let Some(slot) = parent.get_mut(other) {
                    *slot = first;
                }
            }
        }
    }
    let mut groups: std::collections::BTreeMap<usize, Group> = std::collections::BTreeMap::new();
    for cell in (0..program.bounds.len()).filter(|cell| open(*cell)) {
        let root = root(&mut parent, cell);
        groups.entry(root).or_insert(Group { cells: Vec::new(), sums: Vec::new() }).cells.push(cell);
    }
    for (number, (terms, _)) in program.sums.iter().enumerate() {
        if let Some(cell) = terms.iter().map(|(cell, _)| *cell).find(|cell| open(*cell)) {
            let root = root(&mut parent, cell);
            if let Some(group) = groups.get_mut(&root) {
                group.sums.push(number);
            }
        }
    }
    groups.into_values().collect()
}

/// The program of some cells and sums alone; cells outside count with their fixed value, or as free within their bounds.
fn part_of(program: &Program, cells: &[usize], sums: &[usize]) -> (Program, Vec<usize>) {
    let mut names: Vec<usize> = cells.to_vec();
    for &sum in sums {
        if let Some((terms, _)) = program.sums.get(sum) {
            names.extend(terms.iter().map(|(cell, _)| *cell));
        }
    }
    names.sort_unstable();
    names.dedup();
    let bound = |cell: usize| program.bounds.get(cell).copied().unwrap_or((0, simplex::UNBOUNDED));
    names.retain(|cell| {
        let (low, high) = bound(*cell);
        low < high
    });
    let mut part = Program {
        bounds: names.iter().map(|cell| bound(*cell)).collect(),
        sums: Vec::with_capacity(sums.len()),
    };
    for (terms, total) in sums.iter().filter_map(|sum| program.sums.get(*sum)) {
        let mut rest = *total;
        let mut kept = Vec::with_capacity(terms.len());
        for (cell, factor) in terms {
            match names.binary_search(cell) {
                Ok(place) => kept.push((place, *factor)),
                Err(_) => rest -= factor * bound(*cell).0,
            }
        }
        part.sums.push((kept, rest));
    }
    (part, names)
}

/// Solves a block and keeps the ranges of the targets in it.
fn solve_block(
    program: &Program,
    cells: &[usize],
    sums: &[usize],
    targets: &[usize],
    ranges: &mut [Option<Range>],
) -> Result<(), Trouble> {
    let (part, names) = part_of(program, cells, sums);
    let own: Vec<usize> = targets.iter().filter_map(|target| names.binary_search(target).ok()).collect();
    let found = simplex::ranges(&part, &own)?;
    for (place, range) in own.into_iter().zip(found) {
        if let Some(slot) = names.get(place).and_then(|cell| ranges.get_mut(*cell)) {
            *slot = Some(range);
        }
    }
    Ok(())
}

/// Solves a large group table by table, letting each narrow the next, until nothing moves.
fn solve_in_blocks(
    known: &mut Program,
    group: &Group,
    brought_by: &[usize],
    targets: &[usize],
    ranges: &mut [Option<Range>],
) -> Result<(), Trouble> {
    let mut blocks: std::collections::BTreeMap<usize, Vec<usize>> = std::collections::BTreeMap::new();
    for &sum in &group.sums {
        blocks.entry(brought_by.get(sum).copied().unwrap_or(usize::MAX)).or_default().push(sum);
    }
    for _ in 0..ROUNDS_MAX {
        let mut narrowed = false;
        for sums in blocks.values().flat_map(|sums| sums.chunks(60)) {
            let (part, names) = part_of(known, &[], sums);
            let all: Vec<usize> = (0..names.len())
                .filter(|place| names.get(*place).is_some_and(|cell| targets.binary_search(cell).is_ok()))
                .collect();
            for (place, range) in all.iter().zip(simplex::ranges(&part, &all)?) {
                let slot = names.get(*place).and_then(|cell| known.bounds.get_mut(*cell));
                if let Some(bounds) = slot.filter(|bounds| **bounds != (range.low, range.high)) {
                    *bounds = (bounds.0.max(range.low), bounds.1.min(range.high));
                    narrowed = true;
                }
            }
        }
        simplex::tighten(known)?;
        if !narrowed {
            break;
        }
    }
    for &cell in targets {
        if let (Some(slot), Some(&(low, high))) = (ranges.get_mut(cell), known.bounds.get(cell)) {
            *slot = Some(Range { low, high, proved: low == high });
        }
    }
    Ok(())
}
