//! The organisations of Marlshire and where they stand.

use directory_rules::facts::v1::Organisation;
use kernel::{OrgId, Point};

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

struct Told<'t> {
    prefix: &'t str,
    kind: &'t str,
    first_number: usize,
}

impl Told<'_> {
    fn organisation(&self, number: usize, name: String, patch: &str, at: Point) -> Option<Organisation> {
        Some(Organisation {
            code: unissued(self.prefix, number + 1)?,
            inbox: format!("inbox@{}.example", names::slug(&name)),
            address: format!("{name}, Marlshire"),
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
        let told = Told { prefix: "ZP", kind: "practice", first_number: 0 };
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
        let told = Told { prefix: "ZS", kind: "sexual_health_clinic", first_number: 100 };
        let trusts = ["Castermere Hospitals", "Mid Marlshire Hospitals", "North Marlshire Community Health"];
        let clinics_orgs = trusts.iter().enumerate().filter_map(|(number, trust)| {
            let patch = Patch::ALL.get(number + 1).copied().unwrap_or(Patch::City);
            let name = format!("Marlshire Sexual Health, {trust} NHS Trust");
            told.organisation(number, name, "", near(patch, chance))
        });
        let clinics_orgs = clinics_orgs.collect();
        let told = Told { prefix: "ZF", kind: "pharmacy", first_number: 200 };
        let mut pharmacies = Vec::new();
        for number in 0..118 {
            let patch = Patch::ALL.get(number % 4).copied().unwrap_or(Patch::Mid);
            let name = format!("{} Pharmacy", village(100 + number));
            pharmacies.extend(told.organisation(number, name, patch.name(), near(patch, chance)));
        }
        Organisations {
            practices,
            clinics_orgs,
            pharmacies,
            charities: charities(chance),
            councils: councils(chance),
            commissioner: one_body(
                "ZI",
                "nhs_commissioner",
                "NHS Marlshire Integrated Care Board",
                420,
                chance,
            ),
            office: one_body("ZO", "place_office", "Marlshire partnership office", 430, chance),
            hospitals: one_body("ZH", "hospital", "Castermere University Hospitals NHS Trust", 440, chance),
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
        self.practices.iter().rev().find(|practice| practice.patch == "South").map(|practice| practice.code)
    }
}

fn one_body(prefix: &str, kind: &str, name: &str, number: usize, chance: &mut Chance) -> Vec<Organisation> {
    let told = Told { prefix, kind, first_number: number };
    told.organisation(0, name.to_owned(), "", near(Patch::City, chance)).into_iter().collect()
}

fn councils(chance: &mut Chance) -> Vec<Organisation> {
    let told = Told { prefix: "ZA", kind: "council", first_number: 410 };
    let mut found = Vec::new();
    for (number, name) in ["Marlshire County Council", "Castermere City Council"].iter().enumerate() {
        found.extend(told.organisation(number, (*name).to_owned(), "", near(Patch::City, chance)));
    }
    found
}

fn charities(chance: &mut Chance) -> Vec<Organisation> {
    const NAMES: &[&str] = &[
        "Lantern Outreach",
        "Marlshire Rainbow Trust",
        "Open Door Castermere",
        "The Linen House",
        "Marl Young People’s Forum",
        "Safe Harbour Women’s Project",
        "Castermere Drugs and Alcohol Aid",
        "Marlshire Deaf Association",
        "Good Neighbours Befriending",
    ];
    let told = Told { prefix: "ZV", kind: "charity", first_number: 400 };
    let mut found = Vec::new();
    for (number, name) in NAMES.iter().enumerate() {
        found.extend(told.organisation(number, (*name).to_owned(), "", near(Patch::City, chance)));
    }
    found
}
