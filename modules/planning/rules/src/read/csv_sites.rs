//! Sites and customers from comma-separated text: a person's own list, or an area of the small-area table.

use std::collections::HashSet;

use super::{PLACES_MAX, Unreadable, shown, tsplib::coordinate, whole};
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

/// An area of the small-area table: every small area is a customer and a candidate.
#[derive(Clone, Debug)]
pub struct AreaSites {
    /// The places.
    pub places: CsvSites,
    /// District of each small area.
    pub district: Vec<String>,
    /// Deprivation fifth of each small area, 1 the most deprived.
    pub deprivation_fifth: Vec<u8>,
    /// Whether each small area is classed as rural.
    pub rural: Vec<bool>,
    /// Easting and northing of each, in metres.
    pub points: Vec<[f64; 2]>,
}

struct Table {
    rows: Vec<(usize, csv::StringRecord)>,
    headers: csv::StringRecord,
}

impl Table {
    fn read(text: &str) -> Result<Table, Unreadable> {
        if text.trim().is_empty() {
            return Err(Unreadable::whole(
                "the file is empty: expected a line of column names and then one place a line",
            ));
        }
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let broken = |e: csv::Error| {
            let line = e.position().map_or(0, |p| p.line() as usize);
            let why = if let csv::ErrorKind::UnequalLengths { expected_len, len, .. } = e.kind() {
                format!("{len} fields where the column names promise {expected_len}")
            } else {
                "not comma-separated text".to_owned()
            };
            Unreadable { line, field: None, why }
        };
        let headers = reader.headers().map_err(broken)?.clone();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(broken)?;
            rows.push((record.position().map_or(0, |p| p.line() as usize), record));
        }
        if rows.len() > PLACES_MAX {
            return Err(Unreadable::whole(format!(
                "{} places: at most {PLACES_MAX} can be planned for",
                rows.len()
            )));
        }
        Ok(Table { rows, headers })
    }

    fn column(&self, name: &'static str) -> Result<usize, Unreadable> {
        let named =
            self.headers.iter().position(|h| h.trim_start_matches('\u{feff}').eq_ignore_ascii_case(name));
        named.ok_or_else(|| Unreadable::at(1, name, "there is no such column: add it"))
    }
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

/// Reads one area of a small-area table (columns lsoa21cd, lad22nm, area, easting, northing, pop_all,
/// imd2019_decile, ruc11cd).
pub fn area(text: &str, name: &str) -> Result<AreaSites, Unreadable> {
    let table = Table::read(text)?;
    let column = |name| table.column(name);
    let (id, district, area) = (column("lsoa21cd")?, column("lad22nm")?, column("area")?);
    let (easting, northing, people) = (column("easting")?, column("northing")?, column("pop_all")?);
    let (decile, rural_class) = (column("imd2019_decile")?, column("ruc11cd")?);
    let mut found = AreaSites {
        places: places(Vec::new(), Vec::new(), Vec::new(), Vec::new()),
        district: Vec::new(),
        deprivation_fifth: Vec::new(),
        rural: Vec::new(),
        points: Vec::new(),
    };
    let (mut ids, mut demand, mut names) = (Vec::new(), Vec::new(), HashSet::new());
    for (line, row) in &table.rows {
        let text = |column: usize| row.get(column).unwrap_or_default();
        names.insert(text(area).to_owned());
        if !text(area).eq_ignore_ascii_case(name) {
            continue;
        }
        ids.push(text(id).to_owned());
        demand.push(whole(*line, "pop_all", text(people), 0, u64::from(u32::MAX))? as u32);
        found.points.push([
            coordinate(*line, "easting", text(easting))?,
            coordinate(*line, "northing", text(northing))?,
        ]);
        found.district.push(text(district).to_owned());
        let tenth = whole(*line, "imd2019_decile", text(decile), 1, 10)? as u8;
        found.deprivation_fifth.push(tenth.div_ceil(2));
        // Classes D, E and F of the 2011 classification are rural (ONS, Rural Urban Classification 2011).
        found.rural.push(matches!(text(rural_class).chars().next(), Some('D' | 'E' | 'F')));
    }
    if ids.is_empty() {
        let mut names: Vec<String> = names.into_iter().collect();
        names.sort();
        return Err(Unreadable::whole(format!(
            "there is no area “{}”: the file has {}",
            shown(name),
            names.join(", ")
        )));
    }
    let all = (0..ids.len()).collect();
    found.places = places(ids, found.points.clone(), demand, all);
    Ok(found)
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
