//! A county on an open map: practices and pharmacies stand where real ones do, with their list sizes, and people live in
//! its real small areas. Everything that happens there is made up by the same hand as in Marlshire.

use std::collections::{HashMap, HashSet};

use directory_rules::facts::v1::{Description, Organisation, SmallArea};
use directory_site::acts::Brought;
use kernel::{OrgId, Point};
use planning_rules::read::{Area, OnRegister, WomenOnList};

use crate::chance::Chance;
use crate::marlshire::county::{County, Home, Homes};
use crate::marlshire::names;
use crate::marlshire::organisations::{Organisations, Told, bodies, charities, whole_place};
use crate::marlshire::{Place, Recipe};

/// People on lists in Marlshire: what is asked there is scaled by them.
const MARLSHIRE_ON_LISTS: u64 = 827_000;
/// Clinics for so many practices, as in Marlshire.
const CLINICS: (usize, usize) = (13, 84);
/// The fewest clinics: one for each trust.
const CLINICS_MIN: usize = 3;

/// What was read of an area.
pub struct Map {
    /// Its small areas.
    pub area: Area,
    /// Its practices.
    pub practices: Vec<OnRegister>,
    /// Its pharmacies.
    pub pharmacies: Vec<OnRegister>,
    /// Women aged 15 to 44 on lists, by practice.
    pub women: HashMap<String, WomenOnList>,
    /// The same on all lists of the area.
    pub women_of_area: WomenOnList,
}

/// How the county is made of it.
#[derive(Clone, Copy, Debug)]
pub struct How {
    /// Practices, pharmacies and councils keep their names and codes.
    pub real_names: bool,
    /// Days of history before the recipe's day.
    pub history_days: i32,
    /// Quarters whose figures are published.
    pub quarters: usize,
}

/// Makes the place; nothing where the map lacks what it is made of: a middle and ages for each small area.
pub fn place(map: &Map, recipe: Recipe, how: How) -> Option<Place> {
    let chance = &mut Chance::new(recipe.seed, 31);
    let villages = names::places(chance, 520);
    let (mut county, councils_by) = county(map, how, chance, &villages);
    let councils = councils(map, &county, &councils_by, how.real_names, &villages);
    let council_of = |district: &str| -> Option<OrgId> {
        let place = county.patches.iter().position(|patch| patch == district)?;
        councils.get(*county.council_of_patch.get(place)?).map(|of| of.code)
    };
    let areas = small_areas(map, &council_of)?;
    let mut village = villages.iter().cycle();
    let mut taken: HashSet<OrgId> = HashSet::new();
    let mut listed =
        |told: &Told<'_>, of: &OnRegister, number: usize, name: String| -> Option<Organisation> {
            let mut made = told.organisation(number, name, &of.district, point(of.degrees)?)?;
            made.list_size = Some(of.patients).filter(|patients| *patients > 0);
            if how.real_names {
                // Two branches under one code, or one that cannot be read: the second keeps the invented one.
                let issued = issued(&of.code).filter(|code| taken.insert(*code));
                made.code = issued.unwrap_or(made.code);
                made.name = capitals_only_first(&of.name);
                made.address = if of.address.is_empty() { made.name.clone() } else { of.address.clone() };
            }
            Some(made)
        };
    let told = Told { county: &county, prefix: "ZP", kind: "practice", first_number: 0 };
    let mut practices = Vec::new();
    for (number, of) in map.practices.iter().enumerate() {
        practices.push(listed(&told, of, number, names::surgery(village.next()?, number))?);
    }
    let told = Told { county: &county, prefix: "ZF", kind: "pharmacy", first_number: 200 };
    let mut pharmacies = Vec::new();
    for (number, of) in map.pharmacies.iter().enumerate() {
        pharmacies.push(listed(&told, of, number, format!("{} Pharmacy", village.next()?))?);
    }
    let middles: Vec<Point> = areas.iter().map(|area| area.at).collect();
    let at = &mut |chance: &mut Chance| {
        chance.one_of(&middles).copied().unwrap_or(Point { latitude: 53.0, longitude: -1.0 })
    };
    let trusts: Vec<String> = county
        .trusts
        .iter()
        .map(|trust| format!("{} Sexual Health, {trust} NHS Trust", county.name))
        .collect();
    let clinics_orgs = bodies(&county, "ZS", "sexual_health_clinic", &trusts, 100, at, chance);
    let charities = charities(&county, at, chance);
    let [commissioner, office, hospitals] = whole_place(&county, at, chance);
    county.homes = Some(homes(map, &areas, &practices));
    let made = Organisations {
        practices,
        clinics_orgs,
        pharmacies,
        charities,
        councils,
        commissioner,
        office,
        hospitals,
        county,
    };
    let description = describe(map, &made, how.real_names)?;
    let mut place = Place::of(made, recipe, None);
    place.records.insert(0, Brought::Description(description));
    place.records.extend(areas.into_iter().map(Brought::SmallArea));
    Some(place)
}

fn point([latitude, longitude]: [f64; 2]) -> Option<Point> {
    Point::new(latitude, longitude).ok()
}

/// The code that was issued, out of how a register writes it: `FA031`, or `PH_FA031__000001_DN227UZ`.
fn issued(text: &str) -> Option<OrgId> {
    let text = text.strip_prefix("PH_").and_then(|rest| rest.split('_').next()).unwrap_or(text);
    text.parse().ok()
}

/// “SPRINGS HEALTH CENTRE” as it is written on its door; a name that is not all capitals is left as it is.
fn capitals_only_first(name: &str) -> String {
    if name.chars().any(char::is_lowercase) {
        return name.to_owned();
    }
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_string() + &letters.as_str().to_lowercase())
    };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Who governs a district: the county council, or its own council (code `E07…` is a district of a county).
#[derive(Clone, Debug, PartialEq, Eq)]
enum Governed {
    ByTheCounty,
    ByItself(String),
}

fn county(map: &Map, how: How, chance: &mut Chance, villages: &[String]) -> (County, Vec<Governed>) {
    let mut districts: Vec<(&str, &str, u64)> = Vec::new();
    for area in &map.area.areas {
        match districts.iter_mut().find(|(name, _, _)| *name == area.district) {
            Some((_, _, people)) => *people += u64::from(area.people),
            None => districts.push((&area.district, &area.district_code, u64::from(area.people))),
        }
    }
    for of in &map.practices {
        if districts.iter().all(|(name, _, _)| *name != of.district) {
            districts.push((&of.district, "", 0));
        }
    }
    // The city is the district where most people live, and stands last.
    districts.sort_by_key(|(name, _, people)| (*people, *name));
    let mut councils: Vec<Governed> = Vec::new();
    let mut council_of_patch = Vec::new();
    for (name, code, _) in &districts {
        let governed = if code.is_empty() || code.starts_with("E07") {
            Governed::ByTheCounty
        } else {
            Governed::ByItself((*name).to_owned())
        };
        let place = councils.iter().position(|one| *one == governed).unwrap_or_else(|| {
            councils.push(governed);
            councils.len() - 1
        });
        council_of_patch.push(place);
    }
    let people: u64 = map.practices.iter().map(|of| u64::from(of.patients)).sum();
    let scaled = |asks: i64| {
        i64::try_from(people.saturating_mul(asks.unsigned_abs()) / MARLSHIRE_ON_LISTS).unwrap_or(asks).max(1)
    };
    let marlshire = County::marlshire();
    let (few, of) = CLINICS;
    let nth = |number: usize| villages.iter().rev().nth(number).cloned().unwrap_or_default();
    let county = County {
        name: names::county(chance),
        city: nth(0),
        trusts: vec![
            format!("{} Hospitals", nth(1)),
            format!("{} Hospitals", nth(2)),
            format!("{} Community Health", nth(3)),
        ],
        patches: districts.iter().map(|(name, _, _)| (*name).to_owned()).collect(),
        council_of_patch,
        clinics: (map.practices.len() * few / of).max(CLINICS_MIN),
        history_days: how.history_days,
        quarters: how.quarters,
        peer_asks_a_year: scaled(marlshire.peer_asks_a_year),
        clinic_asks_a_year: scaled(marlshire.clinic_asks_a_year),
        letters: 0,
        homes: None,
    };
    (county, councils)
}

fn councils(
    map: &Map,
    county: &County,
    by: &[Governed],
    real_names: bool,
    villages: &[String],
) -> Vec<Organisation> {
    let told = Told { county, prefix: "ZA", kind: "council", first_number: 410 };
    let mut made = Vec::new();
    for (number, governed) in by.iter().enumerate() {
        let within = |district: &str| match governed {
            Governed::ByTheCounty => true,
            Governed::ByItself(own) => own == district,
        };
        let name = match (governed, real_names) {
            (Governed::ByTheCounty, true) => format!("{} County Council", map.area.name),
            (Governed::ByTheCounty, false) => format!("{} County Council", county.name),
            (Governed::ByItself(own), true) => format!("{own} Council"),
            (Governed::ByItself(_), false) => {
                format!("{} Council", villages.iter().rev().nth(4 + number).cloned().unwrap_or_default())
            }
        };
        let at = map.area.areas.iter().find(|area| within(&area.district)).and_then(|area| area.degrees);
        made.extend(at.and_then(point).and_then(|at| told.organisation(number, name, "", at)));
    }
    made
}

/// The small areas as the place keeps them. The women among those aged 16 to 49 are estimated by the share on the area's
/// lists, as plans estimate them.
fn small_areas(map: &Map, council_of: &dyn Fn(&str) -> Option<OrgId>) -> Option<Vec<SmallArea>> {
    let WomenOnList { women, all } = map.women_of_area;
    let one = |area: &planning_rules::read::SmallArea| {
        let aged = u64::from(area.aged_16_to_49?);
        Some(SmallArea {
            code: area.id.clone(),
            name: area.name.clone(),
            district: area.district.clone(),
            council: council_of(&area.district)?,
            at: point(area.degrees?)?,
            people: area.people,
            women_16_to_49: u32::try_from((aged * women + all / 2) / all.max(1)).ok(),
            fifth: area.deprivation_fifth,
            rural: area.kind.to_owned(),
        })
    };
    map.area.areas.iter().map(one).collect()
}

fn homes(map: &Map, areas: &[SmallArea], practices: &[Organisation]) -> Homes {
    let home = |area: &SmallArea| Home {
        at: area.at,
        women: area.women_16_to_49.unwrap_or(0),
        fifth: area.fifth,
        rural: area.rural.clone(),
        council: area.council,
    };
    let share = |of: WomenOnList| of.women as f64 / of.all.max(1) as f64;
    let on_list = |(of, made): (&OnRegister, &Organisation)| {
        let own = map.women.get(&of.code).copied().filter(|list| list.all > 0);
        (made.code, f64::from(of.patients) * share(own.unwrap_or(map.women_of_area)))
    };
    Homes {
        areas: areas.iter().map(home).collect(),
        women_on_lists: map.practices.iter().zip(practices).map(on_list).collect(),
    }
}

/// What the place says of itself, and whose data it was made of (the statements that the licences ask for).
fn describe(map: &Map, made: &Organisations, real_names: bool) -> Option<Description> {
    let names = if real_names {
        "Names and codes of practices, pharmacies and councils are real; nothing shown of them here has happened."
    } else {
        "Every name and code of an organisation is made up."
    };
    Some(Description {
        office: made.office.first()?.code,
        name: format!("{} (synthetic)", map.area.name),
        synthetic: true,
        label: format!(
            "Synthetic: people, fitters, clinics, sessions and every ask are made up. {names} Only the map is real: where \
             practices stand, how long their lists are, and who lives in which small area."
        ),
        sources: [
            "Small areas: Office for National Statistics, Census 2021 and population-weighted centres; English indices of \
             deprivation 2019 (Ministry of Housing, Communities and Local Government); Rural Urban Classification 2011 \
             (Defra and ONS).",
            "Practices and lists: NHS Digital, Patients Registered at a GP Practice, January 2021; NHS Business Services \
             Authority, patient list size by age and sex, January to March 2016. Pharmacies: NHS Choices, 2014.",
            "Contains public sector information licensed under the Open Government Licence v3.0 (pharmacies: v2.0).",
            "Contains OS data © Crown copyright and database right 2014; contains Royal Mail data © Royal Mail copyright \
             and database right 2014; contains National Statistics data © Crown copyright and database right 2014–2022.",
            "Women aged 16 to 49 are an estimate: residents of that age, of whom the share that are women is taken from \
             the area’s lists of 2016 for ages 15 to 44.",
        ]
        .map(str::to_owned)
        .to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_are_read_as_registers_write_them() {
        let code = |text: &str| issued(text).map(|code| code.to_string());
        assert_eq!(code("C81001").as_deref(), Some("C81001"));
        assert_eq!(code("PH_FA031__000001_DN227UZ").as_deref(), Some("FA031"));
        assert_eq!(code("?"), None);
        assert_eq!(capitals_only_first("SPRINGS HEALTH CENTRE"), "Springs Health Centre");
        assert_eq!(capitals_only_first("McColl’s Surgery"), "McColl’s Surgery");
    }
}
