//! A change of sites on a real map: who lives where, which sites are open today and which could be, what is asked, and
//! the story of the answer with those who lose shown as clearly as those who gain.

mod ask;
mod compare;
mod kept;
mod so_far;
mod story;
mod trade;

pub use ask::{HubsWanted, PLAN, Wanted};
pub use compare::{Compared, compare};
pub use so_far::SoFar;
pub use story::{Held, Point, Roomed, Story, Weighed};

use crate::sites::{Journeys, Problem, Refusal};

/// What a journey is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Metres in a straight line.
    Metres,
    /// Seconds by road, worked out from straight lines.
    Seconds,
    /// Whatever the matrix that somebody brought is in.
    Brought,
}

/// Metres in a statute mile.
const METRES_A_MILE: f64 = 1609.344;

impl Unit {
    /// What one of the units that people read is called.
    pub const fn name(self) -> &'static str {
        match self {
            Unit::Metres => "miles",
            Unit::Seconds => "minutes",
            Unit::Brought => "units of the matrix",
        }
    }

    /// A journey in the units that people read.
    pub fn shown(self, journey: f64) -> f64 {
        match self {
            Unit::Metres => journey / METRES_A_MILE,
            Unit::Seconds => journey / 60.0,
            Unit::Brought => journey,
        }
    }

    /// A journey that a person typed, in the units that are counted, rounded down; none where it is no journey.
    pub fn counted(self, shown: f64) -> Option<u32> {
        let counted = match self {
            Unit::Metres => shown * METRES_A_MILE,
            Unit::Seconds => shown * 60.0,
            Unit::Brought => shown,
        };
        (counted.is_finite() && counted >= 0.0 && counted < f64::from(u32::MAX))
            .then(|| counted.floor() as u32)
    }
}

/// Where some of the people are.
#[derive(Clone, Debug, PartialEq)]
pub struct Customer {
    /// Its code.
    pub id: String,
    /// Its name.
    pub name: String,
    /// East and north in metres.
    pub at: [f64; 2],
    /// How many people, or asks, there are.
    pub people: u32,
    /// Whether it is among the most deprived fifth.
    pub deprived: bool,
}

/// A site that is open, or could be.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Its code.
    pub id: String,
    /// Its name.
    pub name: String,
    /// East and north in metres.
    pub at: [f64; 2],
    /// Whether it is open today.
    pub today: bool,
}

/// One way of putting the people into groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouping {
    /// What the groups are: “District”.
    pub by: String,
    /// Their names.
    pub names: Vec<String>,
    /// The group of each customer.
    pub of: Vec<usize>,
}

impl Grouping {
    /// Groups customers by a name each; the groups in order of their names.
    pub fn by(by: impl Into<String>, names: &[String]) -> Grouping {
        let mut all = names.to_vec();
        all.sort();
        all.dedup();
        let of = names.iter().map(|name| all.binary_search(name).unwrap_or_default()).collect();
        Grouping { by: by.into(), names: all, of }
    }
}

/// People, sites and the journeys between them.
#[derive(Clone, Debug)]
pub struct Study {
    /// What it is about: “Dorset”.
    pub title: String,
    /// Who is counted, in words: “women aged 16 to 49 (estimated)”.
    pub people_are: String,
    /// What a journey is counted in.
    pub unit: Unit,
    /// Where the people are.
    pub customers: Vec<Customer>,
    /// The sites.
    pub sites: Vec<Site>,
    /// Customer by customer, the journey to each site.
    pub journeys: Vec<u32>,
    /// The groups by which gains and losses are shown.
    pub groupings: Vec<Grouping>,
    /// What a reader must know of where the figures come from, a sentence each.
    pub notes: Vec<String>,
}

/// Straight metres between every customer and every site, rounded down.
pub fn straight(customers: &[Customer], sites: &[Site]) -> Vec<u32> {
    customers.iter().flat_map(|from| sites.iter().map(|to| metres(from.at, to.at) as u32)).collect()
}

/// Straight metres between two points.
pub fn metres([ax, ay]: [f64; 2], [bx, by]: [f64; 2]) -> f64 {
    ((ax - bx) * (ax - bx) + (ay - by) * (ay - by)).sqrt()
}

impl Study {
    /// The question with everybody counting alike.
    pub fn plain(&self, open_count: usize) -> Result<Problem, Refusal> {
        let people = self.customers.iter().map(|customer| customer.people).collect();
        self.problem(people, open_count)
    }

    fn problem(&self, weights: Vec<u32>, open_count: usize) -> Result<Problem, Refusal> {
        let table = Journeys::Table { sites: self.sites.len(), cells: self.journeys.clone() };
        Problem::new(table, weights, open_count)
    }

    /// The sites open today.
    pub fn today(&self) -> Vec<usize> {
        (0..self.sites.len()).filter(|site| self.sites[*site].today).collect()
    }

    /// The journey from a customer to the nearest of these sites, and that site.
    pub fn nearest(&self, customer: usize, open: &[usize]) -> Option<(u32, usize)> {
        let row = customer * self.sites.len();
        open.iter().map(|site| (self.journeys[row + site], *site)).min()
    }

    /// The site with that id, that name, or that number from 1; else the only one whose name has this in it.
    pub fn site_named(&self, name: &str) -> Option<usize> {
        let name = name.trim();
        let at = |of: fn(&Site) -> &String| self.sites.iter().position(|s| of(s).eq_ignore_ascii_case(name));
        let number = || name.parse::<usize>().ok()?.checked_sub(1).filter(|at| *at < self.sites.len());
        let only = || {
            let wanted = name.to_lowercase();
            let mut alike =
                (0..self.sites.len()).filter(|at| self.sites[*at].name.to_lowercase().contains(&wanted));
            alike.next().filter(|_| wanted.len() >= 3 && alike.next().is_none())
        };
        at(|s| &s.id).or_else(|| at(|s| &s.name)).or_else(number).or_else(only)
    }

    /// Names of sites that begin like this one, for a refusal that helps.
    pub fn sites_like(&self, name: &str) -> Vec<&str> {
        let wanted = name.trim().to_lowercase();
        let alike = self.sites.iter().filter(|site| site.name.to_lowercase().contains(&wanted));
        alike.map(|site| site.name.as_str()).take(5).collect()
    }
}
