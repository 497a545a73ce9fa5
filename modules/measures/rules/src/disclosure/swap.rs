//! The quick way to a witness: a few asks are thought to stand in other rows. Moving one ask from “practice, met” to
//! “practice, not met” while another moves from “clinic, not met” to “clinic, met” leaves every margin as it was and
//! changes four cells by one; the same in another month leaves the year as it was, too. Such a thing can happen to asks,
//! so it breaks no sum. Where every changed cell still looks as it was published, the star among them cannot be worked
//! out. What this does not find, the simplex looks for.

use std::collections::{BTreeMap, HashMap};

use super::system::{Link, Place, rest_of};

/// By how much each cell changes.
pub(super) type Changes = BTreeMap<usize, i64>;

/// Words by number, so that a cell is found without comparing texts.
#[derive(Clone, Debug, Default)]
struct Words {
    numbers: HashMap<String, u32>,
}

impl Words {
    fn number(&mut self, word: &str) -> u32 {
        if let Some(known) = self.numbers.get(word) {
            return *known;
        }
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        self.numbers.insert(word.to_owned(), next);
        next
    }

    fn find(&self, word: &str) -> Option<u32> {
        self.numbers.get(word).copied()
    }
}

/// Cells that fix the same dimensions of the same thing counted.
#[derive(Clone, Debug, Default)]
struct Family {
    dimensions: Vec<u32>,
    cells: HashMap<Vec<u32>, usize>,
}

/// Everything known of cells by their names.
#[derive(Clone, Debug, Default)]
pub(super) struct Swaps {
    words: Words,
    /// Families by what is counted.
    families: HashMap<u32, Vec<Family>>,
    /// Published values by what is counted and dimension.
    values: HashMap<(u32, u32), Vec<u32>>,
    /// Value → the wholes that hold it, by dimension.
    wholes: HashMap<(u32, u32), Vec<u32>>,
    /// Whole → its parts, by dimension.
    parts: HashMap<(u32, u32), Vec<u32>>,
}

/// So many ways are looked at for one star.
const WAYS_MAX: usize = 4_000;
/// Other periods, areas … that one dimension is swapped for, at most.
const OTHERS_MAX: usize = 12;

impl Swaps {
    pub(super) fn new(links: &[Link]) -> Swaps {
        let mut made = Swaps::default();
        for link in links {
            let (dimension, whole) = (made.words.number(&link.dimension), made.words.number(&link.whole));
            for part in &link.parts {
                let part = made.words.number(part);
                made.parts.entry((dimension, whole)).or_default().push(part);
                made.wholes.entry((dimension, part)).or_default().push(whole);
            }
        }
        made
    }

    /// Takes in a cell.
    pub(super) fn add(&mut self, place: &Place, cell: usize) {
        let counted = self.words.number(&place.measure);
        let mut at: Vec<(u32, u32)> = Vec::with_capacity(place.at.len());
        for (dimension, value) in &place.at {
            let (dimension, number) = (self.words.number(dimension), self.words.number(value));
            at.push((dimension, number));
            if let Some(parts) = rest_of(value) {
                // What nobody published of a whole: it holds each of its parts and is never chosen itself.
                let parts: Vec<u32> = parts.map(|part| self.words.number(part)).collect();
                for part in parts {
                    let holds = self.wholes.entry((dimension, part)).or_default();
                    if !holds.contains(&number) {
                        holds.push(number);
                    }
                }
            } else {
                let values = self.values.entry((counted, dimension)).or_default();
                if !values.contains(&number) {
                    values.push(number);
                }
            }
        }
        at.sort_unstable();
        let dimensions: Vec<u32> = at.iter().map(|(dimension, _)| *dimension).collect();
        let families = self.families.entry(counted).or_default();
        let place = families.iter().position(|family| family.dimensions == dimensions).unwrap_or_else(|| {
            families.push(Family { dimensions, cells: HashMap::new() });
            families.len() - 1
        });
        if let Some(family) = families.get_mut(place) {
            family.cells.insert(at.into_iter().map(|(_, value)| value).collect(), cell);
        }
    }

    /// Forgets the cells from that number on.
    pub(super) fn forget_from(&mut self, cells: usize) {
        for family in self.families.values_mut().flatten() {
            family.cells.retain(|_, cell| *cell < cells);
        }
    }

    /// A value with everything that holds it, itself first.
    fn closure(&self, dimension: u32, value: u32) -> Vec<u32> {
        let mut found = vec![value];
        let mut next = 0;
        while let Some(value) = found.get(next) {
            for whole in self.wholes.get(&(dimension, *value)).into_iter().flatten() {
                if !found.contains(whole) {
                    found.push(*whole);
                }
            }
            next += 1;
        }
        found
    }

    /// The smallest published parts of a value; itself where it has none.
    fn bases(&self, counted: u32, dimension: u32, value: u32) -> Vec<u32> {
        let published = self.values.get(&(counted, dimension)).map_or(&[][..], Vec::as_slice);
        let parts = self.parts.get(&(dimension, value)).into_iter().flatten();
        let parts: Vec<u32> = parts.copied().filter(|part| published.contains(part)).collect();
        if parts.is_empty() {
            return vec![value];
        }
        parts.into_iter().flat_map(|part| self.bases(counted, dimension, part)).collect()
    }

    fn smallest(&self, counted: u32, dimension: u32) -> Vec<u32> {
        let values = self.values.get(&(counted, dimension)).into_iter().flatten().copied();
        values.filter(|value| self.bases(counted, dimension, *value) == [*value]).collect()
    }

    /// The changes by which a star is one more or one less, where every cell stays as it was shown. `fits` says whether
    /// a cell may be so much more.
    pub(super) fn find(&self, place: &Place, fits: &dyn Fn(usize, i64) -> bool) -> Option<Changes> {
        let counted = self.words.find(&place.measure)?;
        let mut own: Vec<(u32, u32)> = Vec::new();
        for (dimension, value) in &place.at {
            own.push((self.words.find(dimension)?, self.words.find(value)?));
        }
        own.sort_unstable();
        let families = self.families.get(&counted)?;
        let mut ways = 0;
        // First what touches fewest cells: every dimension of the star swapped at once; then fewer.
        let mut kept: Vec<Vec<bool>> = subsets(own.len());
        kept.sort_by_key(|swapped| std::cmp::Reverse(swapped.iter().filter(|one| **one).count()));
        for swapped in kept {
            let search = Search { of: self, counted, families, own: &own, swapped: &swapped, fits };
            if let Some(found) = search.run(&mut ways) {
                return Some(found);
            }
            if ways > WAYS_MAX {
                return None;
            }
        }
        None
    }
}

/// Every choice of dimensions to swap but none at all.
fn subsets(length: usize) -> Vec<Vec<bool>> {
    (1..1_usize << length.min(5))
        .map(|bits| (0..length).map(|place| bits >> place & 1 == 1).collect())
        .collect()
}

struct Search<'s> {
    of: &'s Swaps,
    counted: u32,
    families: &'s [Family],
    own: &'s [(u32, u32)],
    swapped: &'s [bool],
    fits: &'s dyn Fn(usize, i64) -> bool,
}

/// A dimension settled: its own value with what holds it, and the other where it is swapped.
struct Settled {
    dimension: u32,
    /// Value and sign.
    values: Vec<(u32, i64)>,
}

impl Search<'_> {
    fn run(&self, ways: &mut usize) -> Option<Changes> {
        let mut settled: Vec<Settled> = Vec::new();
        self.settle(0, &mut settled, ways)
    }

    /// Settles the star's own dimensions one after the other, then whatever else stands in a table that is touched.
    fn settle(&self, nth: usize, settled: &mut Vec<Settled>, ways: &mut usize) -> Option<Changes> {
        let Some((dimension, value)) = self.own.get(nth).copied() else {
            return self.settle_others(settled, ways);
        };
        let own_closure = |base| self.of.closure(dimension, base);
        for base in self.of.bases(self.counted, dimension, value) {
            if !self.swapped.get(nth).copied().unwrap_or(false) {
                let values = own_closure(base).into_iter().map(|value| (value, 1)).collect();
                settled.push(Settled { dimension, values });
                let found = self.settle(nth + 1, settled, ways);
                settled.pop();
                if found.is_some() {
                    return found;
                }
                continue;
            }
            let others = self.of.smallest(self.counted, dimension);
            let others = others
                .into_iter()
                .filter(|other| *other != base && !self.of.closure(dimension, *other).contains(&value));
            for other in others.take(OTHERS_MAX) {
                let mut values: Vec<(u32, i64)> =
                    own_closure(base).into_iter().map(|value| (value, 1)).collect();
                for held in self.of.closure(dimension, other) {
                    // What holds both is left as it was.
                    match values.iter().position(|(value, _)| *value == held) {
                        Some(place) => drop(values.remove(place)),
                        None => values.push((held, -1)),
                    }
                }
                settled.push(Settled { dimension, values });
                let found = self.settle(nth + 1, settled, ways);
                settled.pop();
                if found.is_some() || *ways > WAYS_MAX {
                    return found;
                }
            }
        }
        None
    }

    /// A table is touched where it has every swapped dimension. Others of its dimensions are settled for the best.
    fn settle_others(&self, settled: &mut Vec<Settled>, ways: &mut usize) -> Option<Changes> {
        *ways += 1;
        if *ways > WAYS_MAX {
            return None;
        }
        for sign in [1, -1] {
            if let Some(found) = self.extend(settled, sign, ways) {
                return Some(found);
            }
        }
        None
    }

    fn extend(&self, settled: &mut Vec<Settled>, sign: i64, ways: &mut usize) -> Option<Changes> {
        let changes = self.changes(settled, sign)?;
        let open = self
            .families
            .iter()
            .filter(|family| !family.cells.is_empty() && self.touched(family))
            .flat_map(|family| family.dimensions.iter().copied())
            .find(|dimension| settled.iter().all(|one| one.dimension != *dimension));
        let Some(dimension) = open else { return Some(changes) };
        for value in self.of.smallest(self.counted, dimension) {
            *ways += 1;
            if *ways > WAYS_MAX {
                return None;
            }
            let values = self.of.closure(dimension, value).into_iter().map(|value| (value, 1)).collect();
            settled.push(Settled { dimension, values });
            let found = self.extend(settled, sign, ways);
            settled.pop();
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn touched(&self, family: &Family) -> bool {
        let swapped = self.own.iter().zip(self.swapped).filter(|(_, swapped)| **swapped);
        swapped.map(|((dimension, _), _)| dimension).all(|dimension| family.dimensions.contains(dimension))
    }

    /// The changes in all tables whose dimensions are settled; nothing where a cell could not change so.
    fn changes(&self, settled: &[Settled], sign: i64) -> Option<Changes> {
        let mut changes = Changes::new();
        let mut key = Vec::new();
        for family in self.families.iter().filter(|family| !family.cells.is_empty() && self.touched(family)) {
            let of = |dimension: &u32| settled.iter().find(|one| one.dimension == *dimension);
            let lists: Option<Vec<&Settled>> = family.dimensions.iter().map(of).collect();
            if let Some(lists) = lists {
                key.clear();
                self.walk(family, &lists, sign, &mut key, &mut changes)?;
            }
        }
        Some(changes)
    }

    fn walk(
        &self,
        family: &Family,
        rest: &[&Settled],
        sign: i64,
        key: &mut Vec<u32>,
        changes: &mut Changes,
    ) -> Option<()> {
        let Some((next, rest)) = rest.split_first() else {
            if let Some(cell) = family.cells.get(key) {
                if !(self.fits)(*cell, sign) {
                    return None;
                }
                changes.insert(*cell, sign);
            }
            return Some(());
        };
        for (value, own) in &next.values {
            key.push(*value);
            let done = self.walk(family, rest, sign * own, key, changes);
            key.pop();
            done?;
        }
        Some(())
    }
}
