//! Open registers of an area: its practices with their lists, its pharmacies, and the women on each practice's list. Each
//! stands where it really does; what is asked of it is for others to make up.

use std::collections::{HashMap, HashSet};

use super::table::Table;
use super::tsplib::coordinate;
use super::{Unreadable, real, shown, whole};

/// A practice or a pharmacy as an open register has it.
#[derive(Clone, Debug, PartialEq)]
pub struct OnRegister {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its postal address or postcode, on one line.
    pub address: String,
    /// The district that it stands in.
    pub district: String,
    /// Latitude and longitude in degrees.
    pub degrees: [f64; 2],
    /// Registered patients; 0 where it keeps no list.
    pub patients: u32,
}

/// Women among those aged 15 to 44 on a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WomenOnList {
    /// Women.
    pub women: u64,
    /// Everybody of that age.
    pub all: u64,
}

/// The practices that a register puts in an area, in file order (columns ods_code, name, postcode, patients_2021_01, lat,
/// lon, lad22nm, area). Refused: a code given twice, a missing code or name, a number that is none, an area without any.
pub fn practices(text: &str, area: &str) -> Result<Vec<OnRegister>, Unreadable> {
    register(text, area, &["postcode"], Some("patients_2021_01"))
}

/// The pharmacies that a register puts in an area, in file order (columns ods_code, name, address, postcode, lat, lon,
/// lad22nm, area). Refused as for practices.
pub fn pharmacies(text: &str, area: &str) -> Result<Vec<OnRegister>, Unreadable> {
    register(text, area, &["address", "postcode"], None)
}

fn register(
    text: &str,
    name: &str,
    address: &[&'static str],
    list: Option<&'static str>,
) -> Result<Vec<OnRegister>, Unreadable> {
    let table = Table::read(text)?;
    let column = |name| table.column(name);
    let (code, named, area) = (column("ods_code")?, column("name")?, column("area")?);
    let (lat, lon, district) = (column("lat")?, column("lon")?, column("lad22nm")?);
    let address = address.iter().map(|part| column(part)).collect::<Result<Vec<_>, _>>()?;
    let list = list.map(|field| column(field).map(|at| (field, at))).transpose()?;
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for (line, row) in &table.rows {
        let text = |column: usize| row.get(column).unwrap_or_default();
        if !text(area).eq_ignore_ascii_case(name.trim()) {
            continue;
        }
        for (field, at) in [("ods_code", code), ("name", named)] {
            if text(at).is_empty() {
                return Err(Unreadable::at(*line, field, "is empty: fill it in"));
            }
        }
        if !seen.insert(text(code).to_owned()) {
            let why = format!("“{}” was given before: its patients would count twice", shown(text(code)));
            return Err(Unreadable::at(*line, "ods_code", why));
        }
        let parts: Vec<&str> = address.iter().map(|at| text(*at)).filter(|part| !part.is_empty()).collect();
        found.push(OnRegister {
            code: text(code).to_owned(),
            name: text(named).to_owned(),
            address: parts.join(", "),
            district: text(district).to_owned(),
            degrees: [
                degrees(*line, "lat", text(lat), (49.0, 61.0))?,
                degrees(*line, "lon", text(lon), (-9.0, 2.0))?,
            ],
            patients: match list {
                None => 0,
                Some((field, at)) => whole(*line, field, text(at), 0, u64::from(u32::MAX))? as u32,
            },
        });
    }
    if found.is_empty() {
        return Err(Unreadable::whole(format!("nothing in it stands in “{}”", shown(name))));
    }
    Ok(found)
}

/// Degrees within the British Isles, where a typing slip is likelier than a journey.
pub(super) fn degrees(
    line: usize,
    field: &'static str,
    text: &str,
    (least, most): (f64, f64),
) -> Result<f64, Unreadable> {
    let found = real(line, field, text)?;
    if !(least..=most).contains(&found) {
        let why = format!("{found} is no place in the British Isles: {least} to {most}");
        return Err(Unreadable::at(line, field, why));
    }
    Ok(found)
}

/// Women and everybody aged 15 to 44 by practice (columns ods_code, male_15_24, female_15_24 … female_35_44).
pub fn women_by_practice(lists: &str) -> Result<HashMap<String, WomenOnList>, Unreadable> {
    const BANDS: [(&str, &str); 3] =
        [("male_15_24", "female_15_24"), ("male_25_34", "female_25_34"), ("male_35_44", "female_35_44")];
    let table = Table::read(lists)?;
    let of = table.column("ods_code")?;
    let mut found: HashMap<String, WomenOnList> = HashMap::new();
    for (men_of, women_of) in BANDS {
        let (his, hers) = (table.column(men_of)?, table.column(women_of)?);
        for (line, row) in &table.rows {
            let count =
                |field, at| whole(*line, field, row.get(at).unwrap_or_default(), 0, u64::from(u32::MAX));
            let (his, hers) = (count(men_of, his)?, count(women_of, hers)?);
            let list = found
                .entry(row.get(of).unwrap_or_default().to_owned())
                .or_insert(WomenOnList { women: 0, all: 0 });
            list.women += hers;
            list.all += his + hers;
        }
    }
    Ok(found)
}

/// Compares what was read with the number that its source prints; another number is an error, never a warning.
pub fn check_printed(what: &str, read: u64, printed: u64) -> Result<(), Unreadable> {
    if read == printed {
        return Ok(());
    }
    Err(Unreadable::whole(format!(
        "{read} {what} are in it, but its source prints {printed}: some were lost or counted twice; mend the file"
    )))
}

/// An entry of a register with where it says it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Address {
    /// Its name.
    pub name: String,
    /// Its address, the parts with commas between.
    pub address: String,
    /// Easting and northing in metres.
    pub at: [f64; 2],
}

/// Reads the entries of an area of a register with addresses (columns name, address, easting, northing, area).
pub fn addresses(text: &str, area: &str) -> Result<Vec<Address>, Unreadable> {
    let table = Table::read(text)?;
    let (name, address, place) = (table.column("name")?, table.column("address")?, table.column("area")?);
    let (easting, northing) = (table.column("easting")?, table.column("northing")?);
    let mut found = Vec::new();
    for (line, row) in &table.rows {
        let text = |column: usize| row.get(column).unwrap_or_default();
        if text(place).eq_ignore_ascii_case(area.trim()) {
            found.push(Address {
                name: text(name).to_owned(),
                address: text(address).to_owned(),
                at: [
                    coordinate(*line, "easting", text(easting))?,
                    coordinate(*line, "northing", text(northing))?,
                ],
            });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "ods_code,name,postcode,patients_2021_01,lat,lon,lad22nm,area\n";

    #[test]
    fn practices_of_the_area_are_read_in_order() {
        let rows = "A1,Mill,AA1 1AA,1200,53.1,-1.2,Low,Vale\nB1,Other,BB,9,50,-2,Far,Dale\nA2,Ford,AA2,0,53,-1,Low,vale\n";
        let read = practices(&format!("{HEAD}{rows}"), "Vale").unwrap();
        assert_eq!((read.len(), read[0].patients, read[1].code.as_str()), (2, 1200, "A2"));
        assert_eq!((read[0].degrees, read[0].address.as_str()), ([53.1, -1.2], "AA1 1AA"));
    }

    #[test]
    fn bad_input_is_named_by_line_and_field() {
        let why = |rows: &str| practices(&format!("{HEAD}{rows}"), "Vale").unwrap_err().to_string();
        let twice = why("A1,Mill,A,1,53,-1,Low,Vale\nA1,Mill,A,1,53,-1,Low,Vale\n");
        assert!(twice.starts_with("line 3, ods_code: “A1” was given before"), "{twice}");
        assert!(why("A1,Mill,A,many,53,-1,Low,Vale\n").starts_with("line 2, patients_2021_01: “many”"));
        assert!(why("A1,Mill,A,1,99,-1,Low,Vale\n").starts_with("line 2, lat: 99 is no place"));
        assert!(why("A1,,A,1,53,-1,Low,Vale\n").starts_with("line 2, name: is empty"));
        assert!(why("A1,Mill,A,1,53,-1,Low,Dale\n").contains("nothing in it stands in “Vale”"));
    }

    #[test]
    fn women_are_counted_by_practice_and_totals_are_held_against_the_source() {
        let lists = "ods_code,male_15_24,female_15_24,male_25_34,female_25_34,male_35_44,female_35_44\nA,1,2,3,4,5,6\n";
        assert_eq!(women_by_practice(lists).unwrap()["A"], WomenOnList { women: 12, all: 21 });
        let why = check_printed("practices", 133, 134).unwrap_err().to_string();
        assert!(why.contains("133") && why.contains("134"), "{why}");
    }
}
