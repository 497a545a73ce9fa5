//! Sites and customers from comma-separated text: a person's own list.

use std::collections::HashSet;

use super::table::Table;
use super::{Unreadable, shown, tsplib::coordinate, whole};
use crate::sites::Journeys;

/// Places read from a list with columns id, easting, northing, demand, candidate.
#[derive(Clone, Debug)]
pub struct CsvSites {
    /// The id of every place, in file order.
    pub ids: Vec<String>,
    /// Metres between every place and every candidate.
    pub journeys: Journeys,
    /// People at every place.
    pub demand: Vec<u32>,
    /// For each candidate, its place in file order (from 0).
    pub candidates: Vec<usize>,
}

/// Reads a list of places; `candidate` is 1 where a site could open and 0 where not.
pub fn csv(text: &str) -> Result<CsvSites, Unreadable> {
    let table = Table::read(text)?;
    let (id, easting, northing) = (table.column("id")?, table.column("easting")?, table.column("northing")?);
    let (demand, candidate) = (table.column("demand")?, table.column("candidate")?);
    let mut seen = HashSet::new();
    let (mut ids, mut points, mut demands, mut candidates) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (line, row) in &table.rows {
        let text = |column: usize| row.get(column).unwrap_or_default();
        if !seen.insert(text(id).to_owned()) {
            let why = format!("“{}” was given before: every place needs its own id", shown(text(id)));
            return Err(Unreadable::at(*line, "id", why));
        }
        points.push([
            coordinate(*line, "easting", text(easting))?,
            coordinate(*line, "northing", text(northing))?,
        ]);
        demands.push(whole(*line, "demand", text(demand), 0, u64::from(u32::MAX))? as u32);
        if whole(*line, "candidate", text(candidate), 0, 1)? == 1 {
            candidates.push(ids.len());
        }
        ids.push(text(id).to_owned());
    }
    if ids.is_empty() {
        return Err(Unreadable::whole("there are no places below the column names"));
    }
    if candidates.is_empty() {
        return Err(Unreadable::whole(
            "no place is a candidate: put 1 in “candidate” where a site could open",
        ));
    }
    Ok(places(ids, points, demands, candidates))
}

fn places(ids: Vec<String>, points: Vec<[f64; 2]>, demand: Vec<u32>, candidates: Vec<usize>) -> CsvSites {
    let sites = candidates.iter().map(|c| points[*c]).collect();
    CsvSites { ids, journeys: Journeys::Plane { customers: points, sites }, demand, candidates }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "id,easting,northing,demand,candidate\n";

    #[test]
    fn candidates_keep_their_place_in_the_file() {
        let read = csv(&format!("{HEAD}a,0,0,5,0\nb,3,4,2,1\n")).unwrap();
        assert_eq!(read.candidates, [1]);
        assert_eq!(read.journeys.cost(0, 0), 5);
    }

    #[test]
    fn a_character_that_no_database_keeps_is_refused_with_line_and_field() {
        let why = csv(&format!("{HEAD}a,0,0,5,0\nb\0c,3,4,2,1\n")).unwrap_err().to_string();
        assert!(why.contains("line 3") && why.contains("id holds the character NUL"), "{why}");
    }

    #[test]
    fn bad_lists_are_refused_with_line_and_field() {
        let why = |rows: &str| csv(&format!("{HEAD}{rows}")).unwrap_err().to_string();
        assert!(why("").contains("no places"));
        assert!(why("a,0,0,5,0\n").contains("no place is a candidate"));
        assert_eq!(
            why("a,0,0,5,1\na,1,1,1,1\n"),
            "line 3, id: “a” was given before: every place needs its own id"
        );
        assert!(why("a,nan,0,5,1\n").starts_with("line 2, easting"));
        assert!(why("a,0,0,-5,1\n").starts_with("line 2, demand"));
        assert!(why("a,0,0,5\n").starts_with("line 2: 4 fields"));
        assert!(csv("id,easting\n1,2\n").unwrap_err().to_string().contains("northing"));
    }
}
