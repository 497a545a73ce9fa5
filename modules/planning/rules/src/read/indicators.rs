//! Indicators as OHID's Fingertips writes them: one row for an indicator, an area, a time; and a population by area.

use super::table::Table;
use super::{Unreadable, real};

/// A value of an indicator in an area.
#[derive(Clone, Debug, PartialEq)]
pub struct Indicator {
    /// The indicator's number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The area's code.
    pub code: String,
    /// The area's name.
    pub area: String,
    /// The time, as written.
    pub time: String,
    /// The value.
    pub value: f64,
    /// People it is counted of; none where the file does not say.
    pub people: Option<f64>,
}

/// Reads Fingertips' columns: `Indicator ID`, `Indicator Name`, `Area Code`, `Area Name`, `Time period` and `Value` must be
/// there; `Area Type`, `Sex`, `Age`, `Category`, `Time period Sortable` and `Denominator` are used where they are. Rows of a category (as
/// a deprivation decile) and rows without a value are left out, and counted. Of each area the latest time is kept. Refused where one
/// area stands twice for the latest time: then sex, age or type of area must be chosen first.
pub fn indicators(text: &str, wanted: Option<&str>) -> Result<(Vec<Indicator>, usize), Unreadable> {
    let table = Table::read(text)?;
    let id = table.column("Indicator ID")?;
    let name = table.column("Indicator Name")?;
    let code = table.column("Area Code")?;
    let area = table.column("Area Name")?;
    let time = table.column("Time period")?;
    let value = table.column("Value")?;
    let category = table.column_if_any("Category");
    let sortable = table.column_if_any("Time period Sortable");
    let denominator = table.column_if_any("Denominator");
    let sex = table.column_if_any("Sex");
    let mut found: Vec<(usize, String, Indicator)> = Vec::new();
    let mut left_out = 0;
    for (line, row) in &table.rows {
        let cell = |column: usize| row.get(column).unwrap_or_default().trim();
        let of_category = category.is_some_and(|column| !cell(column).is_empty());
        if wanted.is_some_and(|wanted| cell(id) != wanted) {
            continue;
        }
        if of_category || cell(value).is_empty() {
            left_out += 1;
            continue;
        }
        if cell(code).is_empty() {
            return Err(Unreadable::at(*line, "Area Code", "is empty: every row is about an area"));
        }
        let people = match denominator.map(cell).filter(|text| !text.is_empty()) {
            Some(text) => Some(real(*line, "Denominator", text)?),
            None => None,
        };
        let one = Indicator {
            id: cell(id).to_owned(),
            name: cell(name).to_owned(),
            code: cell(code).to_owned(),
            area: cell(area).to_owned(),
            time: cell(time).to_owned(),
            value: real(*line, "Value", cell(value))?,
            people,
        };
        let when = sortable.map_or_else(|| one.time.clone(), |column| cell(column).to_owned());
        let sex_here = sex.map_or("", cell).to_owned();
        match found.iter_mut().find(|(_, _, known)| known.code == one.code && known.id == one.id) {
            None => found.push((*line, when, one)),
            Some(known) if known.1 < when => *known = (*line, when, one),
            Some(known) if known.1 == when => {
                return Err(Unreadable::at(
                    *line,
                    "Area Code",
                    format!(
                        "{} stands twice for {}, on line {} too{}: leave one sex, one age and one type of area in the file",
                        one.area,
                        one.time,
                        known.0,
                        if sex_here.is_empty() { String::new() } else { format!(" (here for {sex_here})") }
                    ),
                ));
            }
            Some(_) => {}
        }
    }
    if found.is_empty() {
        return Err(Unreadable::whole(match wanted {
            Some(wanted) => {
                format!("there is no value of indicator {wanted}: look at the column Indicator ID")
            }
            None => {
                "there is no row with a value: export the indicator for the districts of the place".to_owned()
            }
        }));
    }
    if let Some((line, _, other)) =
        found.iter().find(|(_, _, one)| Some(&one.id) != found.first().map(|(_, _, first)| &first.id))
    {
        let words = format!(
            "there are several indicators ({} and {} among them): choose one with --indicator",
            found.first().map_or("", |(_, _, one)| one.id.as_str()),
            other.id
        );
        return Err(Unreadable::at(*line, "Indicator ID", words));
    }
    Ok((found.into_iter().map(|(_, _, one)| one).collect(), left_out))
}

/// People by area: columns `Area Code`, `Area Name` and `Population`. A total printed in a last row of the area `Total` must be
/// the sum of the others.
pub fn population(text: &str) -> Result<Vec<(String, String, f64)>, Unreadable> {
    let table = Table::read(text)?;
    let (code, area) = (table.column("Area Code")?, table.column("Area Name")?);
    let people = table.column("Population")?;
    let mut found: Vec<(String, String, f64)> = Vec::new();
    for (line, row) in &table.rows {
        let cell = |column: usize| row.get(column).unwrap_or_default().trim();
        let count = real(*line, "Population", cell(people))?;
        if count < 0.0 {
            return Err(Unreadable::at(*line, "Population", format!("{count} is below 0")));
        }
        if cell(area).eq_ignore_ascii_case("total") {
            let sum: f64 = found.iter().map(|(_, _, people)| people).sum();
            if (sum - count).abs() > 0.5 {
                return Err(Unreadable::at(
                    *line,
                    "Population",
                    format!("the printed total is {count}, but the areas come to {sum}: rows were lost"),
                ));
            }
            continue;
        }
        if found.iter().any(|(known, _, _)| known == cell(code)) {
            return Err(Unreadable::at(*line, "Area Code", format!("{} stands twice", cell(code))));
        }
        found.push((cell(code).to_owned(), cell(area).to_owned(), count));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "Indicator ID,Indicator Name,Parent Code,Area Code,Area Name,Sex,Category,Time period,Value,Count,Denominator,Time period Sortable\n\
        92254,LARC rate,E9,E1,East,Female,,2021,31.5,630,20000,20210000\n\
        92254,LARC rate,E9,E1,East,Female,,2022,34.0,680,20000,20220000\n\
        92254,LARC rate,E9,E2,West,Female,,2022,51.2,512,10000,20220000\n\
        92254,LARC rate,E9,E2,West,Female,Most deprived decile,2022,9,,,20220000\n\
        92254,LARC rate,E9,E3,North,Female,,2022,,,,20220000\n";

    #[test]
    fn the_latest_value_of_each_area_is_kept() {
        let (found, left_out) = indicators(FILE, None).unwrap();
        let short: Vec<_> = found.iter().map(|one| (one.area.as_str(), one.value, one.people)).collect();
        assert_eq!(short, [("East", 34.0, Some(20000.0)), ("West", 51.2, Some(10000.0))]);
        assert_eq!(left_out, 2);
    }

    #[track_caller]
    fn refused(text: &str, words: &str) {
        let why = indicators(text, None).unwrap_err().to_string();
        assert!(why.contains(words), "{why}");
    }

    #[test]
    fn each_fault_names_its_line_and_field() {
        refused("", "the file is empty");
        refused("Indicator ID,Area Code\n1,E1\n", "line 1, Indicator Name: there is no such column");
        refused(&FILE.replace("51.2", "many"), "line 4, Value: “many” is not a number");
        refused(&FILE.replace("51.2", "NaN"), "line 4, Value: NaN is not a usable number");
        refused(&FILE.replace(",20210000", ",20220000"), "line 3, Area Code: East stands twice for 2022");
        refused(
            &FILE.replacen("92254,LARC rate,E9,E2", "91819,Other,E9,E2", 1),
            "line 4, Indicator ID: there are several indicators",
        );
        assert!(indicators(FILE, Some("1")).unwrap_err().to_string().contains("no value of indicator 1"));
        let people = "Area Code,Area Name,Population\nE1,East,100\nE2,West,50\n,Total,160\n";
        assert!(population(people).unwrap_err().to_string().contains("the areas come to 150"));
        assert_eq!(population(&people.replace("160", "150")).unwrap().len(), 2);
    }
}
