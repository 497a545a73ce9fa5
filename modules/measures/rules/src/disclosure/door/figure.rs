//! What comes to the door, what passes it, and why something does not.

use std::collections::BTreeMap;

use super::super::policy::Shown;
use super::super::system::{Place, TOTAL, Table, TableRefused};

/// True counts on their way to the door. They can't be read, printed or compared from outside.
pub struct Figure {
    pub(super) table: Table<u32>,
}

/// Nothing of a figure may reach a log.
impl std::fmt::Debug for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Figure({}, …)", self.table.name)
    }
}

impl Figure {
    /// A table of inner counts, each cell of the cross of all values once; every margin is worked out from the true
    /// counts. Refused where a cell is missing, stands twice, or is itself called a total.
    pub fn new(
        name: &str,
        measure: &str,
        dimensions: &[&str],
        cells: Vec<(Vec<String>, u32)>,
    ) -> Result<Figure, TableRefused> {
        let mut table = Table {
            name: name.to_owned(),
            measure: measure.to_owned(),
            dimensions: dimensions.iter().map(|d| (*d).to_owned()).collect(),
            cells,
        };
        table.check()?;
        if let Some((values, _)) = table.cells.iter().find(|(values, _)| values.iter().any(|v| v == TOTAL)) {
            return Err(TableRefused::Twice { table: table.name.clone(), place: values.join(", ") });
        }
        for dimension in 0..dimensions.len() {
            // A dimension with one value has no total of its own: it says which table this is.
            if table.values(dimension).len() > 1 {
                add_margin(&mut table, dimension);
            }
        }
        Ok(Figure { table })
    }

    /// Every cell with its true count, margins among them: what a publication keeps within the place.
    pub(crate) fn with_margins(&self) -> impl Iterator<Item = (Vec<String>, u32)> {
        self.table.cells.iter().cloned()
    }
}

fn add_margin(table: &mut Table<u32>, dimension: usize) {
    let mut sums: Vec<(Vec<String>, u32)> = Vec::new();
    let mut index: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for (values, count) in &table.cells {
        let mut values = values.clone();
        if let Some(value) = values.get_mut(dimension) {
            *value = TOTAL.to_owned();
        }
        let place = *index.entry(values.clone()).or_insert_with(|| {
            sums.push((values, 0));
            sums.len() - 1
        });
        if let Some(sum) = sums.get_mut(place) {
            sum.1 = sum.1.saturating_add(*count);
        }
    }
    table.cells.extend(sums);
}

/// A table that has passed the door. Only the door makes one.
#[derive(Clone, Debug)]
pub struct Released {
    pub(super) table: Table<Shown>,
    pub(super) note: String,
}

impl Released {
    /// The table as it may be printed, with its margins.
    pub fn table(&self) -> &Table<Shown> {
        &self.table
    }

    /// The sentence that stands under it.
    pub fn note(&self) -> &str {
        &self.note
    }
}

/// Why a figure did not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiscloseRefused {
    /// The same cell was published with another count. Past figures are never restated.
    Restated(Place),
    /// Parts do not come to their whole: the links are wrong, or the counts.
    PartsAreNotWhole(Place),
    /// A star could be solved whatever is withheld now.
    Solvable(Place),
}

impl std::fmt::Display for DiscloseRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            DiscloseRefused::Restated(place) => {
                write!(f, "“{place}” was published with another count; past figures are never restated")
            }
            DiscloseRefused::PartsAreNotWhole(place) => {
                write!(f, "the parts of “{place}” do not come to the whole; check the links")
            }
            DiscloseRefused::Solvable(place) => {
                write!(f, "“{place}” could be worked out whatever is withheld")
            }
        }
    }
}
