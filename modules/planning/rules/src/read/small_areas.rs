//! Small areas of a map: who lives there, how deprived and how rural it is, checked against the totals that the source
//! prints, because small areas get lost in look-ups without a word.

use std::collections::HashSet;

use super::registers::{degrees as degrees_of, women_by_practice};
use super::table::Table;
use super::{Unreadable, shown, tsplib::coordinate, whole};

/// One small area, by its population-weighted centre.
#[derive(Clone, Debug, PartialEq)]
pub struct SmallArea {
    /// Its code.
    pub id: String,
    /// Its name; the code where the table has no names.
    pub name: String,
    /// The district it lies in.
    pub district: String,
    /// The district's code; empty where the table has none.
    pub district_code: String,
    /// Latitude and longitude in degrees; none where the table has none.
    pub degrees: Option<[f64; 2]>,
    /// Easting and northing in metres.
    pub at: [f64; 2],
    /// Everybody who lives there.
    pub people: u32,
    /// People aged 16 to 49; none where the table has no ages.
    pub aged_16_to_49: Option<u32>,
    /// Deprivation fifth, 1 the most deprived.
    pub deprivation_fifth: u8,
    /// Whether its class is a rural one.
    pub rural: bool,
    /// The name of its class; the class's code where the table has no names.
    pub rural_class: String,
    /// `urban`, `town-and-fringe` or `village`, by the code of its class.
    pub kind: &'static str,
}

/// An area of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// Its name as the table writes it.
    pub name: String,
    /// Its small areas in file order.
    pub areas: Vec<SmallArea>,
}

impl Area {
    /// Everybody who lives in it.
    pub fn people(&self) -> u64 {
        self.areas.iter().map(|area| u64::from(area.people)).sum()
    }
}

/// Reads one area of a small-area table (columns lsoa21cd, lad22nm, area, easting, northing, pop_all,
/// imd2019_decile, ruc11cd; lsoa21nm, ruc11 and pop_16_24, pop_25_34, pop_35_49 where it has them).
pub fn area(text: &str, name: &str) -> Result<Area, Unreadable> {
    let table = Table::read(text)?;
    let column = |name| table.column(name);
    let (id, district, area) = (column("lsoa21cd")?, column("lad22nm")?, column("area")?);
    let (easting, northing, people) = (column("easting")?, column("northing")?, column("pop_all")?);
    let (decile, class) = (column("imd2019_decile")?, column("ruc11cd")?);
    let (names, class_names) = (table.column_if_any("lsoa21nm"), table.column_if_any("ruc11"));
    let bands: Vec<_> = ["pop_16_24", "pop_25_34", "pop_35_49"]
        .into_iter()
        .filter_map(|band| table.column_if_any(band).map(|column| (band, column)))
        .collect();
    let district_codes = table.column_if_any("lad22cd");
    let degrees = table.column_if_any("lat").zip(table.column_if_any("lon"));
    let mut found = Area { name: String::new(), areas: Vec::new() };
    let (mut known, mut seen) = (HashSet::new(), HashSet::new());
    for (line, row) in &table.rows {
        let text = |column: usize| row.get(column).unwrap_or_default();
        known.insert(text(area).to_owned());
        if !text(area).eq_ignore_ascii_case(name.trim()) {
            continue;
        }
        if !seen.insert(text(id).to_owned()) {
            let why = format!("“{}” was given before: its people would count twice", shown(text(id)));
            return Err(Unreadable::at(*line, "lsoa21cd", why));
        }
        let count = |field, column| whole(*line, field, text(column), 0, u64::from(u32::MAX));
        let mut aged = (bands.len() == 3).then_some(0u64);
        for (band, column) in &bands {
            let more = count(band, *column)?;
            aged = aged.map(|so_far| so_far + more);
        }
        let tenth = whole(*line, "imd2019_decile", text(decile), 1, 10)? as u8;
        text(area).clone_into(&mut found.name);
        found.areas.push(SmallArea {
            id: text(id).to_owned(),
            name: text(names.unwrap_or(id)).to_owned(),
            district: text(district).to_owned(),
            district_code: district_codes.map_or_else(String::new, |column| text(column).to_owned()),
            degrees: match degrees {
                None => None,
                Some((lat, lon)) => {
                    let (north, east) = ((49.0, 61.0), (-9.0, 2.0));
                    Some([
                        degrees_of(*line, "lat", text(lat), north)?,
                        degrees_of(*line, "lon", text(lon), east)?,
                    ])
                }
            },
            at: [
                coordinate(*line, "easting", text(easting))?,
                coordinate(*line, "northing", text(northing))?,
            ],
            people: count("pop_all", people)? as u32,
            aged_16_to_49: aged.and_then(|aged| u32::try_from(aged).ok()),
            deprivation_fifth: tenth.div_ceil(2),
            // Classes D, E and F of the 2011 classification are rural (ONS, Rural Urban Classification 2011).
            rural: matches!(text(class).chars().next(), Some('D' | 'E' | 'F')),
            rural_class: text(class_names.unwrap_or(class)).to_owned(),
            kind: match text(class).chars().next() {
                Some('D') => "town-and-fringe",
                Some('E' | 'F') => "village",
                Some(_) | None => "urban",
            },
        });
    }
    if found.areas.is_empty() {
        let mut known: Vec<String> = known.into_iter().collect();
        known.sort();
        let known = known.join(", ");
        return Err(Unreadable::whole(format!("there is no area “{}”: the file has {known}", shown(name))));
    }
    Ok(found)
}

/// What the source prints about an area, to check a reading by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// Small areas in it.
    pub areas: usize,
    /// People in it.
    pub people: u64,
}

/// Finds an area in the table of totals that a source prints about itself: the table, in lines with bars between, whose
/// head has “area” and “people”. Nothing where there is no such table or the area isn't in it.
pub fn printed_total(text: &str, name: &str) -> Option<Printed> {
    let areas = printed_number(text, name, "lsoas").and_then(|count| usize::try_from(count).ok())?;
    Some(Printed { areas, people: printed_number(text, name, "people")? })
}

/// One number that a source prints about an area: of the same table, in the column whose head begins with that word.
pub fn printed_number(text: &str, name: &str, column: &str) -> Option<u64> {
    let cells = |line: &str| -> Vec<String> {
        line.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_lowercase()).collect()
    };
    let mut columns: Option<(usize, usize)> = None;
    for line in text.lines() {
        if !line.trim_start().starts_with('|') {
            columns = None;
            continue;
        }
        let row = cells(line);
        let place = |wanted: &str| row.iter().position(|cell| cell == wanted);
        if let (Some(area), Some(_)) = (place("area"), place("people")) {
            columns = row.iter().position(|cell| cell.starts_with(column)).map(|column| (area, column));
            continue;
        }
        let Some((area, column)) = columns else { continue };
        if row.get(area).is_some_and(|cell| *cell == name.trim().to_lowercase()) {
            return row.get(column).and_then(|cell| cell.replace([',', ' ', '\u{a0}'], "").parse().ok());
        }
    }
    None
}

/// Compares a reading with what its source prints; another total is an error, never a warning.
pub fn check_total(area: &Area, printed: &Printed) -> Result<(), Unreadable> {
    let (areas, people) = (area.areas.len(), area.people());
    if areas == printed.areas && people == printed.people {
        return Ok(());
    }
    Err(Unreadable::whole(format!(
        "{} has {areas} small areas with {people} people, but its source prints {} with {}: areas were lost or counted twice; mend the file",
        area.name, printed.areas, printed.people
    )))
}

/// Women among those aged 15 to 44 on practice lists (columns ods_code, male_15_24, female_15_24 … female_35_44), of
/// the practices that a second table puts in an area (columns ods_code, area): women and everybody.
pub fn women_on_lists(lists: &str, practices: &str, name: &str) -> Result<(u64, u64), Unreadable> {
    let places = Table::read(practices)?;
    let (code, area) = (places.column("ods_code")?, places.column("area")?);
    let of_practice = women_by_practice(lists)?;
    let (mut women, mut all) = (0, 0);
    let mut counted = HashSet::new();
    for (_, row) in &places.rows {
        let code = row.get(code).unwrap_or_default();
        let here = row.get(area).unwrap_or_default().eq_ignore_ascii_case(name.trim());
        if let Some(list) = of_practice.get(code).filter(|_| here && counted.insert(code)) {
            women += list.women;
            all += list.all;
        }
    }
    if all == 0 {
        let why = format!("no practice of {} has a list by sex and age", shown(name));
        return Err(Unreadable::whole(why));
    }
    Ok((women, all))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "lsoa21cd,lsoa21nm,lad22nm,area,easting,northing,pop_16_24,pop_25_34,pop_35_49,pop_all,imd2019_decile,ruc11cd,ruc11\n";

    fn two() -> Area {
        let rows =
            "E1,Low 1A,Low,Vale,0,0,1,2,3,10,1,C1,Urban\nE2,Hill 1A,Hill,Vale,3,4,4,5,6,20,10,E1,Rural\n";
        area(&format!("{HEAD}{rows}"), "vale").unwrap()
    }

    #[test]
    fn an_area_is_read_with_its_people_and_classes() {
        let read = two();
        assert_eq!((read.people(), read.areas[1].aged_16_to_49), (30, Some(15)));
        assert_eq!((read.areas[0].deprivation_fifth, read.areas[1].deprivation_fifth), (1, 5));
        assert!(read.areas[1].rural && !read.areas[0].rural);
    }

    #[test]
    fn a_total_other_than_the_printed_one_is_an_error() {
        let text = "# Totals\n\n| area | LSOAs | people |\n| --- | --- | --- |\n| Vale | 2 | 1,030 |\n";
        let printed = printed_total(text, "VALE").unwrap();
        assert_eq!(printed, Printed { areas: 2, people: 1030 });
        let why = check_total(&two(), &printed).unwrap_err().to_string();
        assert!(why.contains("2 small areas with 30 people") && why.contains("1030"), "{why}");
        assert!(check_total(&two(), &Printed { areas: 2, people: 30 }).is_ok());
        assert_eq!(printed_total(text, "Dale"), None);
    }

    #[test]
    fn an_area_given_twice_is_refused() {
        let rows = "E1,Low,Low,Vale,0,0,1,2,3,10,1,C1,Urban\nE1,Low,Low,Vale,0,0,1,2,3,10,1,C1,Urban\n";
        let why = area(&format!("{HEAD}{rows}"), "Vale").unwrap_err().to_string();
        assert!(why.starts_with("line 3, lsoa21cd"), "{why}");
    }

    #[test]
    fn women_are_counted_at_the_areas_own_practices() {
        let lists = "ods_code,male_15_24,female_15_24,male_25_34,female_25_34,male_35_44,female_35_44\nA,1,2,3,4,5,6\nB,9,9,9,9,9,9\n";
        let practices = "ods_code,area\nA,Vale\nB,Dale\n";
        assert_eq!(women_on_lists(lists, practices, "Vale").unwrap(), (12, 21));
        assert!(women_on_lists(lists, practices, "Moor").is_err());
    }
}
