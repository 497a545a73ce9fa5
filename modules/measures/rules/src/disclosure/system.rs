//! Everything published together as one set of sums. A cell is known by its measure and by the dimensions that it fixes
//! (`area=Castermere`, `quarter=2025 Q1`); a total fixes one dimension fewer. So the same count in two tables is one
//! cell, and tables are linked without anybody saying so.

use std::collections::{BTreeMap, BTreeSet};

use super::simplex::{Program, UNBOUNDED};

/// The word for “all of this dimension”.
pub const TOTAL: &str = "Total";

/// A whole and its parts within a dimension: a year and its quarters, an area and its overlapping pieces. Parts that are
/// not all published leave a rest that nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The dimension, as the tables name it.
    pub dimension: String,
    /// The whole.
    pub whole: String,
    /// Its parts; together they make up the whole.
    pub parts: Vec<String>,
}

/// A cell's name: measure, and the dimensions it fixes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// What is counted.
    pub measure: String,
    /// Dimension → value; totals are left out.
    pub at: BTreeMap<String, String>,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.measure)?;
        for (dimension, value) in &self.at {
            write!(f, ", {dimension} {value}")?;
        }
        Ok(())
    }
}

/// One table with its cells in the order given: a value for each dimension, and what stands there.
#[derive(Clone, Debug)]
pub struct Table<T> {
    /// The name that messages use.
    pub name: String,
    /// What is counted.
    pub measure: String,
    /// The dimensions.
    pub dimensions: Vec<String>,
    /// The cells.
    pub cells: Vec<(Vec<String>, T)>,
}

/// Why a table cannot be taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableRefused {
    /// A cell has more or fewer values than there are dimensions.
    Ragged {
        /// The table.
        table: String,
        /// The cell, from 1.
        cell: usize,
    },
    /// The same cell stands twice.
    Twice {
        /// The table.
        table: String,
        /// The cell.
        place: String,
    },
    /// A cell of the cross of all values is not there, so that sums cannot be followed. Write 0 where there is none.
    Missing {
        /// The table.
        table: String,
        /// The cell.
        place: String,
    },
}

impl std::fmt::Display for TableRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            TableRefused::Ragged { table, cell } => {
                write!(f, "{table}: cell {cell} does not give one value for each dimension")
            }
            TableRefused::Twice { table, place } => write!(f, "{table}: “{place}” stands twice; keep one"),
            TableRefused::Missing { table, place } => {
                write!(f, "{table}: “{place}” is not there; write 0 where there is none")
            }
        }
    }
}

impl<T> Table<T> {
    /// The name of a cell.
    pub fn place(&self, values: &[String]) -> Place {
        let at = self.dimensions.iter().zip(values).filter(|(_, value)| value.as_str() != TOTAL);
        Place { measure: self.measure.clone(), at: at.map(|(d, v)| (d.clone(), v.clone())).collect() }
    }

    /// The values of a dimension in the order in which they first appear.
    pub fn values(&self, dimension: usize) -> Vec<&str> {
        let mut values: Vec<&str> = Vec::new();
        for (cell, _) in &self.cells {
            if let Some(value) =
                cell.get(dimension).map(String::as_str).filter(|value| !values.contains(value))
            {
                values.push(value);
            }
        }
        values
    }

    /// Checks that the cells are the whole cross of the dimensions' values, each once.
    pub fn check(&self) -> Result<(), TableRefused> {
        let table = self.name.clone();
        let mut seen = BTreeSet::new();
        for (number, (values, _)) in self.cells.iter().enumerate() {
            if values.len() != self.dimensions.len() {
                return Err(TableRefused::Ragged { table, cell: number + 1 });
            }
            if !seen.insert(values) {
                return Err(TableRefused::Twice { table, place: values.join(", ") });
            }
        }
        let mut cross = vec![Vec::new()];
        for dimension in 0..self.dimensions.len() {
            let values = self.values(dimension);
            cross = cross
                .iter()
                .flat_map(|before| {
                    values.iter().map(move |value| [before.as_slice(), &[(*value).to_owned()]].concat())
                })
                .collect();
        }
        match cross.into_iter().find(|values| !seen.contains(values)) {
            Some(missing) if !self.cells.is_empty() => {
                Err(TableRefused::Missing { table, place: missing.join(", ") })
            }
            Some(_) | None => Ok(()),
        }
    }
}

const TOGETHER: &str = " together";
const AND: &str = " + ";

/// The name of what is not published of a whole.
fn rest_name(parts: &[&str]) -> String {
    format!("{}{TOGETHER}", parts.join(AND))
}

/// The parts of what is not published, from its name; nothing for a value that is published.
pub(super) fn rest_of(name: &str) -> Option<impl Iterator<Item = &str>> {
    name.strip_suffix(TOGETHER).map(|parts| parts.split(AND))
}

/// All cells and sums.
#[derive(Clone, Debug, Default)]
pub struct System {
    index: BTreeMap<Place, usize>,
    /// The cells' names.
    pub places: Vec<Place>,
    /// What is known of each cell, and the sums.
    pub program: Program,
    /// The table, by number, that first brought each sum; links come after all tables.
    pub brought_by: Vec<usize>,
    known_sums: BTreeSet<Vec<(usize, i64)>>,
}

impl System {
    /// The number of a cell, made when it is new with nothing known about it.
    pub fn cell(&mut self, place: &Place) -> usize {
        if let Some(known) = self.index.get(place) {
            return *known;
        }
        let number = self.places.len();
        self.index.insert(place.clone(), number);
        self.places.push(place.clone());
        self.program.bounds.push((0, UNBOUNDED));
        number
    }

    /// The number of a cell that is already there.
    pub fn find(&self, place: &Place) -> Option<usize> {
        self.index.get(place).copied()
    }

    /// Takes in the sums of a table: along each dimension the total is the sum of the values that are no part of
    /// another value there. Returns the cells' numbers in the table's order.
    pub fn take_in<T>(&mut self, table: &Table<T>, links: &[Link], number: usize) -> Vec<usize> {
        let cells: Vec<usize> =
            table.cells.iter().map(|(values, _)| self.cell(&table.place(values))).collect();
        for (dimension, name) in table.dimensions.iter().enumerate() {
            let present = table.values(dimension);
            let part_of_another = |value: &str| {
                links.iter().any(|link| {
                    link.dimension == *name
                        && link.parts.iter().any(|part| part == value)
                        && present.contains(&link.whole.as_str())
                })
            };
            let mut lines: BTreeMap<Vec<&String>, (Option<usize>, Vec<usize>)> = BTreeMap::new();
            for ((values, _), &cell) in table.cells.iter().zip(&cells) {
                let others =
                    values.iter().enumerate().filter(|(d, _)| *d != dimension).map(|(_, v)| v).collect();
                let line = lines.entry(others).or_default();
                match values.get(dimension).map(String::as_str) {
                    Some(TOTAL) => line.0 = Some(cell),
                    Some(value) if !part_of_another(value) => line.1.push(cell),
                    Some(_) | None => {}
                }
            }
            for (total, parts) in lines.into_values() {
                if let (Some(total), false) = (total, parts.is_empty()) {
                    self.sum(total, &parts, number);
                }
            }
        }
        cells
    }

    /// Takes in the links of the cells from number `from` on, as wholes and as parts, with cells that are there by now.
    pub fn take_in_links(&mut self, links: &[Link], from: usize, number: usize) {
        let mut wholes: BTreeSet<(usize, usize)> = BTreeSet::new();
        for (cell, place) in self.places.iter().enumerate().skip(from) {
            for (link_number, link) in links.iter().enumerate() {
                let Some(value) = place.at.get(&link.dimension) else { continue };
                if *value == link.whole {
                    wholes.insert((cell, link_number));
                } else if link.parts.contains(value) {
                    let mut whole = place.clone();
                    whole.at.insert(link.dimension.clone(), link.whole.clone());
                    wholes.extend(self.find(&whole).map(|whole| (whole, link_number)));
                }
            }
        }
        for (whole, link_number) in wholes {
            if let (Some(place), Some(link)) = (self.places.get(whole).cloned(), links.get(link_number)) {
                self.take_in_link(whole, &place, link, number);
            }
        }
    }

    fn take_in_link(&mut self, whole: usize, place: &Place, link: &Link, number: usize) {
        let part = |value: &str| {
            let mut part = place.clone();
            part.at.insert(link.dimension.clone(), value.to_owned());
            part
        };
        let (there, absent): (Vec<&String>, Vec<&String>) =
            link.parts.iter().partition(|value| self.find(&part(value)).is_some());
        if there.is_empty() {
            return;
        }
        let mut parts: Vec<usize> = there.iter().filter_map(|value| self.find(&part(value))).collect();
        if !absent.is_empty() {
            // Which parts make up the rest changes as more are published, and each rest is a cell of its own.
            let rest: Vec<&str> = absent.iter().map(|value| value.as_str()).collect();
            parts.push(self.cell(&part(&rest_name(&rest))));
        }
        self.sum(whole, &parts, number);
    }

    /// Forgets the cells and sums from these numbers on.
    pub fn forget_from(&mut self, cells: usize, sums: usize) {
        for place in self.places.drain(cells..) {
            self.index.remove(&place);
        }
        for (terms, _) in self.program.sums.drain(sums..) {
            self.known_sums.remove(&terms);
        }
        self.program.bounds.truncate(cells);
        self.brought_by.truncate(sums);
    }

    fn sum(&mut self, total: usize, parts: &[usize], number: usize) {
        let mut terms: Vec<(usize, i64)> = parts.iter().map(|part| (*part, 1)).collect();
        terms.push((total, -1));
        terms.sort_unstable();
        if self.known_sums.insert(terms.clone()) {
            self.program.sums.push((terms, 0));
            self.brought_by.push(number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(cells: &[(&str, &str)]) -> Table<()> {
        Table {
            name: "t".to_owned(),
            measure: "asks".to_owned(),
            dimensions: vec!["area".to_owned(), "band".to_owned()],
            cells: cells.iter().map(|(a, b)| (vec![(*a).to_owned(), (*b).to_owned()], ())).collect(),
        }
    }

    #[test]
    fn a_table_with_margins_gives_its_sums() {
        let cells =
            [("A", "x"), ("A", "y"), ("A", TOTAL), ("B", "x"), ("B", "y"), ("B", TOTAL), (TOTAL, "x")];
        let mut cells = cells.to_vec();
        assert!(matches!(table(&cells).check(), Err(TableRefused::Missing { .. })));
        cells.extend([(TOTAL, "y"), (TOTAL, TOTAL)]);
        let made = table(&cells);
        made.check().unwrap();
        let mut system = System::default();
        system.take_in(&made, &[], 0);
        assert_eq!((system.places.len(), system.program.sums.len()), (9, 6));
        // The same table again adds nothing.
        system.take_in(&made, &[], 1);
        assert_eq!((system.places.len(), system.program.sums.len()), (9, 6));
    }

    #[test]
    fn parts_beside_their_whole_are_not_counted_twice() {
        let link = Link {
            dimension: "area".to_owned(),
            whole: "B".to_owned(),
            parts: vec!["C".to_owned(), "D".to_owned()],
        };
        let made = table(&[("A", "x"), ("B", "x"), ("C", "x"), (TOTAL, "x")]);
        let mut system = System::default();
        system.take_in(&made, std::slice::from_ref(&link), 0);
        assert_eq!(system.program.sums, [(vec![(0, 1), (1, 1), (3, -1)], 0)]);
        system.take_in_links(&[link], 0, 1);
        assert_eq!(system.places.len(), 5, "a rest that nobody knows stands for D");
        assert_eq!(system.program.sums.len(), 2);
    }
}
