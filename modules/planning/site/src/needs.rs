//! Need beside supply: an indicator that somebody brought, people, and the sessions that the directory shows, by patch.

use std::collections::BTreeMap;

use directory_site::read as directory;
use journal::{Fault, Reading};
use kernel::Day;
use planning_rules::facts::v1::{Grid, Section, Trial};
use planning_rules::needs::{District, rank};
use planning_rules::read::{Indicator, Unreadable, indicators, population};

/// Weeks of sessions that supply is read from.
const WEEKS: i32 = 6;

/// What is asked.
pub struct Asked<'a> {
    /// The indicator file's text.
    pub indicator: &'a str,
    /// The population file's text, where people are not in the first.
    pub population: Option<&'a str>,
    /// Which indicator, where there are several.
    pub wanted: Option<&'a str>,
    /// A high value means need.
    pub high_is_need: bool,
}

/// Why need cannot be shown beside supply.
#[derive(Debug)]
pub enum Refused {
    /// The indicator file.
    Indicator(Unreadable),
    /// The population file.
    Population(Unreadable),
    /// No area of the file has the name of a patch of the place.
    NoPatch {
        /// Names in the file.
        file: String,
        /// Patches.
        patches: String,
    },
    /// An area has no people in either file.
    NoPeople(String),
    /// Ours.
    Fault(Fault),
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Refused::Indicator(why) => write!(f, "the indicators, {why}"),
            Refused::Population(why) => write!(f, "the population, {why}"),
            Refused::NoPatch { file, patches } => write!(
                f,
                "no “Area Name” of the file ({file}) is a patch of this place ({patches}): name them as the directory does"
            ),
            Refused::NoPeople(area) => write!(
                f,
                "{area} has no people in the files: add its “Denominator”, or bring a population file with Area Code, Area Name, Population"
            ),
            Refused::Fault(why) => write!(f, "{why}"),
        }
    }
}

/// Slots a week by patch of the organisation that shows them, and those of organisations that serve the whole place.
fn supply(reading: &Reading, today: Day) -> Result<(BTreeMap<String, f64>, f64), Fault> {
    let mut patches: BTreeMap<String, f64> = BTreeMap::new();
    let mut everywhere = 0.0;
    for of in directory::organisations(reading)? {
        let sessions = directory::sessions_of(reading, of.code, today, today + 7 * WEEKS - 1)?;
        let slots: usize = sessions.iter().map(|planned| planned.session.slots.len()).sum();
        let a_week = slots as f64 / f64::from(WEEKS);
        if of.patch.is_empty() {
            everywhere += a_week;
        } else {
            *patches.entry(of.patch).or_default() += a_week;
        }
    }
    Ok((patches, everywhere))
}

/// Shows need beside supply, as a trial that can be kept.
pub fn needs(reading: &Reading, today: Day, asked: &Asked<'_>) -> Result<Trial, Refused> {
    let (found, left_out) = indicators(asked.indicator, asked.wanted).map_err(Refused::Indicator)?;
    let people = match asked.population {
        Some(text) => population(text).map_err(Refused::Population)?,
        None => Vec::new(),
    };
    let (patches, everywhere) = supply(reading, today).map_err(Refused::Fault)?;
    let mut districts = Vec::new();
    let mut elsewhere: Vec<&Indicator> = Vec::new();
    for one in &found {
        let patch = patches.iter().find(|(name, _)| name.eq_ignore_ascii_case(&one.area));
        let Some((name, slots)) = patch else {
            elsewhere.push(one);
            continue;
        };
        let listed =
            people.iter().find(|(code, area, _)| *code == one.code || area.eq_ignore_ascii_case(&one.area));
        let people = listed.map(|(_, _, people)| *people).or(one.people);
        let people = people.ok_or_else(|| Refused::NoPeople(one.area.clone()))?;
        districts.push(District { name: name.clone(), need: one.value, people, slots_a_week: *slots });
    }
    let joined = |names: Vec<&str>| names.into_iter().take(6).collect::<Vec<_>>().join(", ");
    if districts.is_empty() {
        return Err(Refused::NoPatch {
            file: joined(found.iter().map(|one| one.area.as_str()).collect()),
            patches: joined(patches.keys().map(String::as_str).collect()),
        });
    }
    let without: Vec<&String> =
        patches.keys().filter(|name| districts.iter().all(|of| of.name != **name)).collect();
    let (name, time) = found.first().map_or(("", ""), |one| (one.name.as_str(), one.time.as_str()));
    let ranked = rank(districts, asked.high_is_need);
    let gaps: Vec<&str> = ranked.iter().filter(|one| one.gap).map(|one| one.district.name.as_str()).collect();
    let mut words = vec![
        if gaps.is_empty() {
            "No district is both among the third that needs most and the third that has least.".to_owned()
        } else {
            format!("Among the third that needs most and the third that has least: {}.", gaps.join(", "))
        },
        format!(
            "Need is “{name}”, {time}, as published; {} value means need. {left_out} rows without a value or of a category are left out.",
            if asked.high_is_need { "a high" } else { "a low" }
        ),
        format!("Supply is the slots a week that the directory shows for the next {WEEKS} weeks, for 10,000 people. {everywhere:.0} slots a week of organisations that serve the whole place belong to no district."),
        "Districts are put in order, never people or organisations. No count of people seen is shown, so no small number leaves.".to_owned(),
    ];
    if !elsewhere.is_empty() {
        let names: Vec<&str> = elsewhere.iter().map(|one| one.area.as_str()).collect();
        words.push(format!("In the file and not a patch of this place: {}.", joined(names)));
    }
    if !without.is_empty() {
        words.push(format!(
            "Patches without a value: {}.",
            joined(without.into_iter().map(String::as_str).collect())
        ));
    }
    let rows = ranked.iter().map(|one| {
        vec![
            one.district.name.clone(),
            one.need_place.to_string(),
            format!("{:.1}", one.district.need),
            one.supply_place.to_string(),
            format!("{:.1}", one.supply),
            format!("{:.0}", one.district.people),
            if one.gap { "needs most and has least".to_owned() } else { "no".to_owned() },
        ]
    });
    let head = [
        "District",
        "Need, 1 = most",
        "Indicator",
        "Supply, 1 = least",
        "Slots a week for 10,000",
        "People",
        "Gap",
    ]
    .map(str::to_owned)
    .to_vec();
    Ok(Trial {
        title: format!("Need beside supply: {name}, {time}"),
        about: "needs".to_owned(),
        made_on: today,
        first: today,
        last: today + 7 * WEEKS - 1,
        plan: None,
        sections: vec![Section {
            heading: "Need beside supply".to_owned(),
            words,
            tables: vec![Grid { title: "By district".to_owned(), head, rows: rows.collect(), result: true }],
        }],
        asked: format!(
            "an indicator file with {} areas{}",
            found.len(),
            if people.is_empty() { "" } else { " and a population file" }
        ),
    })
}
