//! The organisations of Marlshire and where they stand.

use directory_rules::facts::v1::Organisation;
use kernel::{OrgId, Point};

use super::county::County;
use super::names;
use crate::chance::{Chance, unissued};

/// A part of the county, with its own working group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Patch {
    /// The middle: its group runs.
    Mid,
    /// The south: its group runs.
    South,
    /// The north: its group is forming.
    North,
    /// The city of Castermere.
    City,
}

impl Patch {
    /// All four.
    pub const ALL: [Patch; 4] = [Patch::Mid, Patch::South, Patch::North, Patch::City];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Patch::Mid => "Mid",
            Patch::South => "South",
            Patch::North => "North",
            Patch::City => "Castermere",
        }
    }

    /// Practices in it.
    const fn practices(self) -> usize {
        match self {
            Patch::Mid => 22,
            Patch::South => 18,
            Patch::North => 16,
            Patch::City => 28,
        }
    }

    /// Its middle, and how far practices lie from it, in degrees. The county lies where no such county is.
    const fn middle(self) -> (f64, f64, f64) {
        match self {
            Patch::Mid => (53.00, -0.95, 0.11),
            Patch::South => (52.83, -0.90, 0.10),
            Patch::North => (53.18, -0.92, 0.12),
            Patch::City => (52.955, -0.72, 0.05),
        }
    }
}

/// Everybody at the table, by kind.
pub struct Organisations {
    /// What the county is called, how large it is and how much is asked in it.
    pub county: County,
    /// General practices.
    pub practices: Vec<Organisation>,
    /// The three trusts' sexual-health services: together one service line.
    pub clinics_orgs: Vec<Organisation>,
    /// Pharmacies.
    pub pharmacies: Vec<Organisation>,
    /// Charities.
    pub charities: Vec<Organisation>,
    /// The county and the city council.
    pub councils: Vec<Organisation>,
    /// The NHS commissioner.
    pub commissioner: Vec<Organisation>,
    /// The partnership's own office.
    pub office: Vec<Organisation>,
    /// The hospital trust with its specialties.
    pub hospitals: Vec<Organisation>,
}

fn near(patch: Patch, chance: &mut Chance) -> Point {
    let (latitude, longitude, spread) = patch.middle();
    // A degree of longitude here is about 0.6 of a degree of latitude on the ground.
    let round = |degrees: f64| (degrees * 1e5).round() / 1e5;
    Point {
        latitude: round(latitude + chance.bell() * spread * 0.5),
        longitude: round(longitude + chance.bell() * spread * 0.8),
    }
}

/// Organisations of one kind as they are told one after the other.
pub(crate) struct Told<'t> {
    pub(crate) county: &'t County,
    pub(crate) prefix: &'t str,
    pub(crate) kind: &'t str,
    pub(crate) first_number: usize,
}

impl Told<'_> {
    /// The next of its kind.
    pub(crate) fn organisation(
        &self,
        number: usize,
        name: String,
        patch: &str,
        at: Point,
    ) -> Option<Organisation> {
        Some(Organisation {
            code: unissued(self.prefix, number + 1)?,
            inbox: format!("inbox@{}.example", names::slug(&name)),
            address: format!("{name}, {}", self.county.name),
            name,
            kind: self.kind.to_owned(),
            patch: patch.to_owned(),
            telephone: names::telephone(self.first_number + number),
            at,
            joined: true,
            list_size: None,
        })
    }
}

impl Organisations {
    /// Makes them.
    pub fn make(chance: &mut Chance) -> Organisations {
        let villages = names::places(chance, 240);
        let village =
            |number: usize| villages.get(number % villages.len().max(1)).cloned().unwrap_or_default();
        let county = &County::marlshire();
        let told = Told { county, prefix: "ZP", kind: "practice", first_number: 0 };
        let mut practices = Vec::new();
        for patch in Patch::ALL {
            for _ in 0..patch.practices() {
                let number = practices.len();
                let name = names::surgery(&village(number), number);
                let mut practice = told.organisation(number, name, patch.name(), near(patch, chance));
                if let Some(practice) = &mut practice {
                    practice.list_size = u32::try_from(chance.between(3_200, 16_500)).ok();
                }
                practices.extend(practice);
            }
        }
        // Three practices have not joined yet: they get a printed ask and a call.
        for practice in practices.iter_mut().filter(|practice| practice.patch == "North").take(3) {
            practice.joined = false;
        }
        let told = Told { county, prefix: "ZS", kind: "sexual_health_clinic", first_number: 100 };
        let clinics_orgs = county.trusts.iter().enumerate().filter_map(|(number, trust)| {
            let patch = Patch::ALL.get(number + 1).copied().unwrap_or(Patch::City);
            let name = format!("{} Sexual Health, {trust} NHS Trust", county.name);
            told.organisation(number, name, "", near(patch, chance))
        });
        let clinics_orgs = clinics_orgs.collect();
        let told = Told { county, prefix: "ZF", kind: "pharmacy", first_number: 200 };
        let mut pharmacies = Vec::new();
        for number in 0..118 {
            let patch = Patch::ALL.get(number % 4).copied().unwrap_or(Patch::Mid);
            let name = format!("{} Pharmacy", village(100 + number));
            pharmacies.extend(told.organisation(number, name, patch.name(), near(patch, chance)));
        }
        let county = County::marlshire();
        let city = &mut |chance: &mut Chance| near(Patch::City, chance);
        let charities = charities(&county, city, chance);
        let councils = ["Marlshire County Council", "Castermere City Council"].map(str::to_owned);
        let councils = bodies(&county, "ZA", "council", &councils, 410, city, chance);
        let [commissioner, office, hospitals] = whole_place(&county, city, chance);
        Organisations {
            practices,
            clinics_orgs,
            pharmacies,
            charities,
            councils,
            commissioner,
            office,
            hospitals,
            county,
        }
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Organisation> {
        self.practices
            .iter()
            .chain(&self.clinics_orgs)
            .chain(&self.pharmacies)
            .chain(&self.charities)
            .chain(&self.councils)
            .chain(&self.commissioner)
            .chain(&self.office)
            .chain(&self.hospitals)
    }

    /// The practice whose agreement ran out and that has not signed the new one.
    pub fn agreement_ended(&self) -> Option<OrgId> {
        let patch = self.county.patches.get(1).or(self.county.patches.first())?;
        self.practices.iter().rev().find(|practice| practice.patch == *patch).map(|practice| practice.code)
    }

    /// The council of a patch.
    pub fn council_of(&self, patch: &str) -> Option<OrgId> {
        let place = self.county.patches.iter().position(|of| of == patch);
        let council = place.and_then(|place| self.county.council_of_patch.get(place)).copied().unwrap_or(0);
        self.councils.get(council).map(|of| of.code)
    }
}

/// Bodies of one kind, each at a place that is drawn.
pub(crate) fn bodies(
    county: &County,
    prefix: &str,
    kind: &str,
    names: &[String],
    first_number: usize,
    at: &mut dyn FnMut(&mut Chance) -> Point,
    chance: &mut Chance,
) -> Vec<Organisation> {
    let told = Told { county, prefix, kind, first_number };
    let mut found = Vec::new();
    for (number, name) in names.iter().enumerate() {
        found.extend(told.organisation(number, name.clone(), "", at(chance)));
    }
    found
}

/// The NHS commissioner, the partnership's office and the hospital.
pub(crate) fn whole_place(
    county: &County,
    at: &mut dyn FnMut(&mut Chance) -> Point,
    chance: &mut Chance,
) -> [Vec<Organisation>; 3] {
    [
        ("ZI", "nhs_commissioner", format!("NHS {} Integrated Care Board", county.name), 420),
        ("ZO", "place_office", format!("{} partnership office", county.name), 430),
        ("ZH", "hospital", format!("{} University Hospitals NHS Trust", county.city), 440),
    ]
    .map(|(prefix, kind, name, number)| bodies(county, prefix, kind, &[name], number, at, chance))
}

/// Nine charities.
pub(crate) fn charities(
    county: &County,
    at: &mut dyn FnMut(&mut Chance) -> Point,
    chance: &mut Chance,
) -> Vec<Organisation> {
    let (name, city) = (&county.name, &county.city);
    let names = [
        "Lantern Outreach".to_owned(),
        format!("{name} Rainbow Trust"),
        format!("Open Door {city}"),
        "The Linen House".to_owned(),
        format!("{} Young People’s Forum", name.strip_suffix("shire").unwrap_or(name)),
        "Safe Harbour Women’s Project".to_owned(),
        format!("{city} Drugs and Alcohol Aid"),
        format!("{name} Deaf Association"),
        "Good Neighbours Befriending".to_owned(),
    ];
    bodies(county, "ZV", "charity", &names, 400, at, chance)
}
