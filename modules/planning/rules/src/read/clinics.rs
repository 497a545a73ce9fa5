//! A person's own list of sites on a map, and a matrix of journeys that somebody else measured.

use std::collections::{HashMap, HashSet};

use super::table::Table;
use super::{Unreadable, shown, tsplib::coordinate, whole};

/// A site that is open or could be.
#[derive(Clone, Debug, PartialEq)]
pub struct Clinic {
    /// Its id.
    pub id: String,
    /// Its name; the id where the list has no names.
    pub name: String,
    /// Easting and northing in metres.
    pub at: [f64; 2],
    /// Whether it is open today.
    pub today: bool,
}

/// Reads a list of sites: columns id, easting, northing; name and today (1 or 0) where it has them.
pub fn clinics(text: &str) -> Result<Vec<Clinic>, Unreadable> {
    let table = Table::read(text)?;
    let (id, easting, northing) = (table.column("id")?, table.column("easting")?, table.column("northing")?);
    let (name, today) = (table.column_if_any("name"), table.column_if_any("today"));
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for (line, row) in &table.rows {
        let text = |column: usize| row.get(column).unwrap_or_default();
        if !seen.insert(text(id).to_owned()) {
            let why = format!("“{}” was given before: every site needs its own id", shown(text(id)));
            return Err(Unreadable::at(*line, "id", why));
        }
        found.push(Clinic {
            id: text(id).to_owned(),
            name: text(name.unwrap_or(id)).to_owned(),
            at: [
                coordinate(*line, "easting", text(easting))?,
                coordinate(*line, "northing", text(northing))?,
            ],
            today: match today {
                Some(column) => whole(*line, "today", text(column), 0, 1)? == 1,
                None => false,
            },
        });
    }
    if found.is_empty() {
        return Err(Unreadable::whole("there are no sites below the column names"));
    }
    Ok(found)
}

/// Reads measured journeys (columns from, to, cost; whole numbers of any unit) for these customers and sites, customer
/// by customer. A pair that is missing is an error: a guess beside measurements would look like one of them.
pub fn matrix(text: &str, customers: &[&str], sites: &[&str]) -> Result<Vec<u32>, Unreadable> {
    let table = Table::read(text)?;
    let (from, to, cost) = (table.column("from")?, table.column("to")?, table.column("cost")?);
    let row_of: HashMap<&str, usize> = customers.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let column_of: HashMap<&str, usize> = sites.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let mut cells: Vec<Option<u32>> = vec![None; customers.len() * sites.len()];
    for (line, row) in &table.rows {
        let text = |column: usize| row.get(column).unwrap_or_default();
        let value = whole(*line, "cost", text(cost), 0, u64::from(u32::MAX))? as u32;
        let (Some(at), Some(site)) = (row_of.get(text(from)), column_of.get(text(to))) else { continue };
        if let Some(cell) = cells.get_mut(at * sites.len() + site) {
            if cell.is_some_and(|known| known != value) {
                let why = format!(
                    "{} to {} was given before with another cost",
                    shown(text(from)),
                    shown(text(to))
                );
                return Err(Unreadable::at(*line, "cost", why));
            }
            *cell = Some(value);
        }
    }
    let missing = cells.iter().filter(|cell| cell.is_none()).count();
    if let Some(first) = cells.iter().position(Option::is_none) {
        let (at, site) = (first / sites.len().max(1), first % sites.len().max(1));
        return Err(Unreadable::whole(format!(
            "{missing} journeys are missing, the first from {} to {}: measure them, or leave out --matrix",
            customers.get(at).copied().unwrap_or_default(),
            sites.get(site).copied().unwrap_or_default()
        )));
    }
    Ok(cells.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_may_leave_out_name_and_today() {
        let read = clinics("id,easting,northing\nA,1,2\n").unwrap();
        assert_eq!((read[0].name.as_str(), read[0].today), ("A", false));
        let read = clinics("id,name,easting,northing,today\nA,Mill Lane,1,2,1\n").unwrap();
        assert_eq!((read[0].name.as_str(), read[0].today), ("Mill Lane", true));
        assert!(
            clinics("id,easting,northing,today\nA,1,2,yes\n")
                .unwrap_err()
                .to_string()
                .starts_with("line 2, today")
        );
    }

    #[test]
    fn a_matrix_with_holes_or_two_answers_is_refused() {
        let ask = |rows: &str| matrix(&format!("from,to,cost\n{rows}"), &["a", "b"], &["s"]);
        assert_eq!(ask("a,s,5\nb,s,7\nx,s,1\n").unwrap(), [5, 7]);
        assert!(
            ask("a,s,5\n").unwrap_err().to_string().contains("1 journeys are missing, the first from b to s")
        );
        assert!(ask("a,s,5\na,s,6\nb,s,7\n").unwrap_err().to_string().starts_with("line 3, cost"));
        assert!(ask("a,s,-5\n").unwrap_err().to_string().starts_with("line 2, cost"));
    }
}
