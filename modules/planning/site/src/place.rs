//! A place as a study: its sites, and where the people are who need them.

use directory_site::areas;
use directory_site::read as directory;
use journal::{Fault, Reading};
use kernel::{Day, Point};
use planning_rules::study::{Customer, Grouping, Site, Study, Unit};
use referrals_site::past;

/// Who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// Patients on the practices' lists, which are published.
    Lists,
    /// Women aged 16 to 49 in the place's small areas, which are public statistics.
    Women,
    /// The asks of the last twelve months between organisations, by who sent them. Exact counts: not for pages that
    /// others read.
    Asks,
}

/// Whose sites are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Sexual-health clinics.
    Clinics,
    /// Practices that fit.
    Practices,
    /// Everybody's.
    Everybody,
}

impl Whose {
    /// All three, by the names under which they are chosen.
    pub const ALL: [(Whose, &'static str, &'static str); 3] = [
        (Whose::Clinics, "clinics", "Sexual-health clinics"),
        (Whose::Practices, "practices", "Practices that fit"),
        (Whose::Everybody, "all", "Every site with a service"),
    ];

    /// The one of that name.
    pub fn named(name: &str) -> Option<Whose> {
        Whose::ALL.iter().find(|(_, known, _)| *known == name).map(|(whose, _, _)| *whose)
    }

    fn has(self, kind: &str) -> bool {
        match self {
            Whose::Clinics => kind == "sexual_health_clinic",
            Whose::Practices => kind == "practice",
            Whose::Everybody => true,
        }
    }
}

/// Days of a year whose asks are counted.
const YEAR_DAYS: i32 = 365;

/// Metres of a degree of latitude on a sphere of the Earth's mean radius; for drawing, not for journeys.
const METRES_A_DEGREE: f64 = 111_195.0;

/// East and north of a middle, in metres, for drawing.
pub(crate) fn drawn(point: Point, middle: Point) -> [f64; 2] {
    let across = middle.latitude.to_radians().cos();
    [
        (point.longitude - middle.longitude) * across * METRES_A_DEGREE,
        (point.latitude - middle.latitude) * METRES_A_DEGREE,
    ]
}

pub(crate) fn middle(points: &[Point]) -> Point {
    let count = points.len().max(1) as f64;
    let mean = |of: fn(&Point) -> f64| points.iter().map(of).sum::<f64>() / count;
    Point { latitude: mean(|at| at.latitude), longitude: mean(|at| at.longitude) }
}

/// People at one point, and their groups by name.
struct Someone {
    id: String,
    name: String,
    at: Point,
    people: u32,
    deprived: bool,
    groups: Vec<String>,
}

/// Makes a study of a place. Journeys are straight lines.
pub fn study(
    reading: &Reading,
    title: &str,
    demand: Demand,
    whose: Whose,
    today: Day,
) -> Result<Study, Fault> {
    let (people, people_are, mut notes) = match demand {
        Demand::Lists => lists(reading)?,
        Demand::Women => women(reading)?,
        Demand::Asks => asks(reading, today)?,
    };
    let organisations = directory::organisations(reading)?;
    let mut sites: Vec<(String, String, Point)> = Vec::new();
    for entered in directory::services(reading)?.iter().filter(|entered| !entered.service.ended) {
        let kind = organisations.iter().find(|of| of.code == entered.service.org);
        if !kind.is_some_and(|of| whose.has(&of.kind)) {
            continue;
        }
        let Some(site) = directory::site(reading, entered.service.site)? else { continue };
        let id = site.id.to_string();
        if sites.iter().all(|(known, _, _)| *known != id) {
            sites.push((id, site.name, site.at));
        }
    }
    sites.sort_by(|one, other| (&one.1, &one.0).cmp(&(&other.1, &other.0)));
    let points: Vec<Point> = people.iter().map(|of| of.at).chain(sites.iter().map(|of| of.2)).collect();
    let middle = middle(&points);
    let journeys = people
        .iter()
        .flat_map(|from| sites.iter().map(|to| from.at.straight_line_to(to.2).0 as u32))
        .collect();
    notes.push(
        "Journeys are straight lines; roads are longer, most of all where there are rivers and hills."
            .to_owned(),
    );
    let names = ["Patch", "Deprivation fifth", "Kind of place"];
    let groupings = names.iter().enumerate().filter_map(|(nth, by)| {
        let of: Option<Vec<String>> = people.iter().map(|of| of.groups.get(nth).cloned()).collect();
        of.map(|of| Grouping::by(*by, &of))
    });
    Ok(Study {
        title: title.to_owned(),
        people_are,
        unit: Unit::Metres,
        groupings: groupings.collect(),
        customers: people
            .iter()
            .map(|of| Customer {
                id: of.id.clone(),
                name: of.name.clone(),
                at: drawn(of.at, middle),
                people: of.people,
                deprived: of.deprived,
            })
            .collect(),
        sites: sites
            .into_iter()
            .map(|(id, name, at)| Site { id, name, at: drawn(at, middle), today: true })
            .collect(),
        journeys,
        notes,
    })
}

type Found = (Vec<Someone>, String, Vec<String>);

fn lists(reading: &Reading) -> Result<Found, Fault> {
    let organisations = directory::organisations(reading)?;
    let practices = organisations.iter().filter(|of| of.kind == "practice");
    let (with, without): (Vec<_>, Vec<_>) = practices.partition(|of| of.list_size.is_some());
    let mut notes = vec![
        "People are patients on the practices’ lists, counted at their practice. Lists are published; how deprived the people on them are is not in the directory.".to_owned(),
    ];
    if !without.is_empty() {
        notes.push(format!("{} practices without a list size in the directory are left out.", without.len()));
    }
    let people = with.into_iter().map(|of| Someone {
        id: of.code.to_string(),
        name: of.name.clone(),
        at: of.at,
        people: of.list_size.unwrap_or(0),
        deprived: false,
        groups: vec![or_not_recorded(&of.patch)],
    });
    Ok((people.collect(), "patients on practice lists".to_owned(), notes))
}

fn or_not_recorded(name: &str) -> String {
    if name.is_empty() { "not recorded".to_owned() } else { name.to_owned() }
}

fn fifth_in_words(fifth: Option<u8>) -> String {
    match fifth {
        Some(1) => "1, the most deprived".to_owned(),
        Some(5) => "5, the least deprived".to_owned(),
        Some(fifth) => fifth.to_string(),
        None => "not recorded".to_owned(),
    }
}

fn women(reading: &Reading) -> Result<Found, Fault> {
    let all = areas::small_areas(reading)?;
    let people = all.iter().filter_map(|of| {
        Some(Someone {
            id: of.code.clone(),
            name: of.name.clone(),
            at: of.at,
            people: of.women_16_to_49?,
            deprived: of.fifth == 1,
            groups: vec![of.district.clone(), fifth_in_words(Some(of.fifth)), of.rural.replace('-', " ")],
        })
    });
    let people: Vec<Someone> = people.collect();
    let notes = vec![format!(
        "People are women aged 16 to 49, as far as they are known or estimated, counted at the middle of each of {} small areas.",
        people.len()
    )];
    Ok((people, "women aged 16 to 49".to_owned(), notes))
}

fn asks(reading: &Reading, today: Day) -> Result<Found, Fault> {
    let first = today - YEAR_DAYS + 1;
    let (found, straight_there) = past::from_where(reading, first, today)?;
    let organisations = directory::organisations(reading)?;
    let mut people = Vec::new();
    let mut elsewhere = 0u64;
    for of in found {
        let Some(org) = organisations.iter().find(|org| org.code == of.sender) else {
            elsewhere += u64::from(of.asks);
            continue;
        };
        let fifth = fifth_in_words(of.fifth);
        people.push(Someone {
            id: org.code.to_string(),
            name: org.name.clone(),
            at: org.at,
            people: of.asks,
            deprived: of.fifth == Some(1),
            groups: vec![
                or_not_recorded(&org.patch),
                fifth,
                or_not_recorded(&of.rural.unwrap_or_default().replace('-', " ")),
            ],
        });
    }
    let mut notes = vec![format!(
        "People are the asks that organisations sent one another from {} to {}, counted at the sender.",
        first.in_words(),
        today.in_words()
    )];
    notes.push(format!(
        "{straight_there} people came straight to where they were seen: where they live is not recorded, so they are left out."
    ));
    if elsewhere > 0 {
        notes.push(format!(
            "{elsewhere} asks of organisations that the directory no longer has are left out."
        ));
    }
    Ok((people, "asks".to_owned(), notes))
}
