//! The question: customers with demand, sites that could open, what each journey costs, and what is already settled.

use std::fmt;

/// The largest table of journeys kept in memory; above it, journeys are worked out when asked for.
const TABLE_CELLS_MAX: usize = 50_000_000;

/// The most journeys that are looked at: about a minute of one processor. Beyond it nobody would wait for an answer.
const PAIRS_MAX: u64 = 4_000_000_000;

/// The largest total cost that is counted exactly: everything is kept in integers that a double holds without rounding.
const TOTAL_MAX: u64 = 1 << 50;

/// What one person's journey from each customer to each site costs (metres, seconds or any whole number).
#[derive(Clone, Debug)]
pub enum Journeys {
    /// A full table, one row for each customer.
    Table {
        /// How many sites, the length of a row.
        sites: usize,
        /// Customer by customer.
        cells: Vec<u32>,
    },
    /// Straight lines on a plane, rounded down to whole units.
    Plane {
        /// Where the customers are.
        customers: Vec<[f64; 2]>,
        /// Where the sites are.
        sites: Vec<[f64; 2]>,
    },
}

impl Journeys {
    /// How many customers.
    pub fn customers(&self) -> usize {
        match self {
            Journeys::Table { sites, cells } => cells.len().checked_div(*sites).unwrap_or(0),
            Journeys::Plane { customers, .. } => customers.len(),
        }
    }

    /// How many sites.
    pub fn sites(&self) -> usize {
        match self {
            Journeys::Table { sites, .. } => *sites,
            Journeys::Plane { sites, .. } => sites.len(),
        }
    }

    /// What the journey costs.
    #[inline]
    pub fn cost(&self, customer: usize, site: usize) -> u32 {
        match self {
            Journeys::Table { sites, cells } => cells[customer * sites + site],
            Journeys::Plane { customers, sites } => straight(customers[customer], sites[site]),
        }
    }

    /// For each customer a journey that no site is farther than: exact for a table, on a plane the way to the farthest corner of
    /// the box that the sites lie in.
    pub(crate) fn farthest(&self) -> Vec<u32> {
        match self {
            Journeys::Table { sites, cells } => {
                cells.chunks(*sites).map(|row| row.iter().copied().max().unwrap_or(0)).collect()
            }
            Journeys::Plane { customers, sites } => {
                let edge = |axis: usize| {
                    let along = sites.iter().map(|site| site[axis]);
                    along.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)))
                };
                let ((west, east), (south, north)) = (edge(0), edge(1));
                let far = |[x, y]: &[f64; 2]| {
                    straight(
                        [0.0; 2],
                        [(x - west).abs().max((east - x).abs()), (y - south).abs().max((north - y).abs())],
                    )
                };
                customers.iter().map(far).collect()
            }
        }
    }

    fn is_symmetric(&self) -> bool {
        let count = self.sites();
        if matches!(self, Journeys::Plane { .. }) {
            // Only a table is quicker to read one way than the other.
            return false;
        }
        let pair = |(one, other): (usize, usize)| self.cost(one, other) == self.cost(other, one);
        count == self.customers() && (0..count).all(|one| (0..one).map(|other| (one, other)).all(pair))
    }

    /// The same journeys as a table where it fits in memory.
    fn settled(self) -> Journeys {
        match self {
            Journeys::Plane { customers, sites } if customers.len() * sites.len() <= TABLE_CELLS_MAX => {
                let cells = customers.iter().flat_map(|c| sites.iter().map(|s| straight(*c, *s))).collect();
                Journeys::Table { sites: sites.len(), cells }
            }
            other @ (Journeys::Plane { .. } | Journeys::Table { .. }) => other,
        }
    }
}

fn straight(a: [f64; 2], b: [f64; 2]) -> u32 {
    let (x, y) = (a[0] - b[0], a[1] - b[1]);
    (x * x + y * y).sqrt() as u32
}

/// What is settled about a site before the search begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// The search may choose.
    Free,
    /// It opens, whatever it costs.
    Open,
    /// It does not open.
    Closed,
}

/// One question about sites. Customers and sites are numbered from 0 here; people count from 1.
#[derive(Clone, Debug)]
pub struct Problem {
    pub(crate) journeys: Journeys,
    pub(crate) weights: Vec<u32>,
    pub(crate) open_count: usize,
    pub(crate) standing: Vec<Standing>,
    /// Whether every journey costs the same there and back: a table is then read along its rows either way.
    pub(crate) symmetric: bool,
}

/// Why a question cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No customers, or no sites.
    Nothing,
    /// Weights and journeys disagree about how many customers there are.
    WeightsDoNotFit {
        /// Customers in the weights.
        weights: usize,
        /// Customers in the journeys.
        customers: usize,
    },
    /// The number of sites to open is 0 or more than there are.
    OpenCount {
        /// How many were asked for.
        asked: usize,
        /// How many sites may open.
        sites: usize,
    },
    /// More sites are required open than may open.
    RequiredTooMany {
        /// Required.
        required: usize,
        /// To be opened in all.
        open_count: usize,
    },
    /// A site is required and forbidden, or its number is not a site.
    NoSuchSite {
        /// The site, from 1.
        site: usize,
        /// How many sites there are.
        sites: usize,
    },
    /// A site is both required and forbidden.
    RequiredAndForbidden {
        /// The site, from 1.
        site: usize,
    },
    /// Costs that cannot be added up exactly.
    TooLarge,
    /// More journeys than can be looked at.
    TooMany {
        /// How many customers.
        customers: usize,
        /// How many candidate sites.
        sites: usize,
    },
    /// Somebody has no site within the longest journey that may open.
    NobodyNear {
        /// The customer, from 1.
        customer: usize,
        /// The shortest journey to a site that may open.
        nearest: u32,
        /// The longest that is allowed.
        longest: u32,
    },
    /// No plan of that many sites keeps everybody within the longest journey: proved.
    LongestTooShort {
        /// The longest journey allowed.
        longest: u32,
        /// Sites to open.
        open_count: usize,
    },
    /// The search was stopped before it knew whether there is a plan.
    StoppedTooSoon,
    /// More hubs than open sites, or none.
    HubCount {
        /// Hubs asked for.
        asked: usize,
        /// Sites to open.
        open_count: usize,
    },
    /// No hubs lie so far apart.
    HubsTooFarApart,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Nothing => {
                write!(f, "there are no customers or no candidate sites: give at least one of each")
            }
            Refusal::WeightsDoNotFit { weights, customers } => {
                write!(f, "{weights} demands for {customers} customers: give one for each")
            }
            Refusal::OpenCount { asked, sites } => {
                write!(f, "{asked} sites asked for, but {sites} may open: choose p from 1 to {sites}")
            }
            Refusal::RequiredTooMany { required, open_count } => {
                write!(
                    f,
                    "{required} sites are required but only {open_count} may open: raise p or require fewer"
                )
            }
            Refusal::NoSuchSite { site, sites } => {
                write!(f, "there is no candidate site {site}: candidates are numbered within 1 to {sites}")
            }
            Refusal::RequiredAndForbidden { site } => {
                write!(f, "site {site} is both required and forbidden: choose one")
            }
            Refusal::TooLarge => write!(
                f,
                "demand times journey adds up to more than 2^50: use larger units, for example metres instead of millimetres"
            ),
            Refusal::TooMany { customers, sites } => write!(
                f,
                "{customers} customers by {sites} candidate sites are more than {PAIRS_MAX} journeys: mark fewer candidates, or take neighbouring places together"
            ),
            Refusal::NobodyNear { customer, nearest, longest } => write!(
                f,
                "customer {customer} has no site within {longest}: the nearest that may open is {nearest} away; allow a longer journey or another site"
            ),
            Refusal::LongestTooShort { longest, open_count } => write!(
                f,
                "no plan of {open_count} sites brings everybody within {longest}, and that is proved: allow a longer journey or more sites"
            ),
            Refusal::StoppedTooSoon => {
                write!(
                    f,
                    "stopped before it was known whether the longest journey can be kept: allow more time"
                )
            }
            Refusal::HubCount { asked, open_count } => {
                write!(f, "{asked} hubs among {open_count} open sites: ask for 1 to {open_count}")
            }
            Refusal::HubsTooFarApart => {
                write!(f, "no set of hubs lies so far apart: allow them to be nearer, or ask for fewer")
            }
        }
    }
}

impl std::error::Error for Refusal {}

impl Problem {
    /// Asks for the `open_count` sites with the least total of demand times journey.
    pub fn new(journeys: Journeys, weights: Vec<u32>, open_count: usize) -> Result<Problem, Refusal> {
        let (customers, sites) = (journeys.customers(), journeys.sites());
        if customers == 0 || sites == 0 {
            return Err(Refusal::Nothing);
        }
        if weights.len() != customers {
            return Err(Refusal::WeightsDoNotFit { weights: weights.len(), customers });
        }
        if open_count == 0 || open_count > sites {
            return Err(Refusal::OpenCount { asked: open_count, sites });
        }
        if customers as u64 * sites as u64 > PAIRS_MAX {
            return Err(Refusal::TooMany { customers, sites });
        }
        let journeys = journeys.settled();
        let farthest = journeys.farthest();
        let total = weights.iter().zip(farthest).fold(0u64, |total, (weight, farthest)| {
            total.saturating_add(u64::from(*weight) * u64::from(farthest))
        });
        if total > TOTAL_MAX {
            return Err(Refusal::TooLarge);
        }
        let symmetric = journeys.is_symmetric();
        Ok(Problem { journeys, weights, open_count, standing: vec![Standing::Free; sites], symmetric })
    }

    /// Settles that a site (from 0) opens, or that it does not.
    pub fn settle(&mut self, site: usize, standing: Standing) -> Result<(), Refusal> {
        let sites = self.standing.len();
        let Some(now) = self.standing.get_mut(site) else {
            return Err(Refusal::NoSuchSite { site: site + 1, sites });
        };
        if *now != Standing::Free && standing != Standing::Free && *now != standing {
            return Err(Refusal::RequiredAndForbidden { site: site + 1 });
        }
        *now = standing;
        let count = |which| self.standing.iter().filter(|s| **s == which).count();
        let (required, closed) = (count(Standing::Open), count(Standing::Closed));
        if required > self.open_count {
            return Err(Refusal::RequiredTooMany { required, open_count: self.open_count });
        }
        if sites - closed < self.open_count {
            return Err(Refusal::OpenCount { asked: self.open_count, sites: sites - closed });
        }
        Ok(())
    }

    /// The same question for another number of open sites.
    pub fn with_open_count(&self, open_count: usize) -> Result<Problem, Refusal> {
        let may_open = self.standing.iter().filter(|s| **s != Standing::Closed).count();
        let required = self.standing.iter().filter(|s| **s == Standing::Open).count();
        if open_count == 0 || open_count > may_open {
            return Err(Refusal::OpenCount { asked: open_count, sites: may_open });
        }
        if required > open_count {
            return Err(Refusal::RequiredTooMany { required, open_count });
        }
        Ok(Problem { open_count, ..self.clone() })
    }

    /// The same question with other demand.
    pub(crate) fn with_weights(&self, weights: Vec<u32>) -> Result<Problem, Refusal> {
        let standing = self.standing.clone();
        Ok(Problem { standing, ..Problem::new(self.journeys.clone(), weights, self.open_count)? })
    }

    /// The same question with nothing settled beforehand.
    pub fn unsettled(&self) -> Problem {
        Problem { standing: vec![Standing::Free; self.standing.len()], ..self.clone() }
    }

    /// How many customers.
    pub fn customers(&self) -> usize {
        self.weights.len()
    }

    /// How many sites, settled or not.
    pub fn sites(&self) -> usize {
        self.standing.len()
    }

    /// How many sites are to open.
    pub fn open_count(&self) -> usize {
        self.open_count
    }

    /// One person's journey.
    pub fn journey(&self, customer: usize, site: usize) -> u32 {
        self.journeys.cost(customer, site)
    }

    /// The same, for looking at every customer of one site: along a row of the table where both ways cost the same.
    #[inline]
    pub(crate) fn journey_to(&self, site: usize, customer: usize) -> u32 {
        if self.symmetric { self.journeys.cost(site, customer) } else { self.journeys.cost(customer, site) }
    }

    /// How many people a customer stands for.
    pub fn weight(&self, customer: usize) -> u32 {
        self.weights[customer]
    }

    /// The site each customer is nearest to among these, the lower number first where two are equally near.
    pub fn assignment(&self, open: &[usize]) -> Vec<usize> {
        let nearest =
            |customer| open.iter().copied().min_by_key(|s| (self.journey(customer, *s), *s)).unwrap_or(0);
        (0..self.customers()).map(nearest).collect()
    }

    /// Demand times journey to the nearest of these sites, added up.
    pub fn cost(&self, open: &[usize]) -> i64 {
        let one = |customer| {
            let nearest = open.iter().map(|s| self.journey(customer, *s)).min().unwrap_or(u32::MAX);
            i64::from(self.weights[customer]) * i64::from(nearest)
        };
        (0..self.customers()).map(one).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_that_nobody_would_wait_for_is_refused_at_once() {
        let plane = |count: usize| {
            let points: Vec<[f64; 2]> = (0..count).map(|at| [at as f64, 0.0]).collect();
            Journeys::Plane { customers: points.clone(), sites: points }
        };
        let why = Problem::new(plane(1_000_000), vec![1; 1_000_000], 3).unwrap_err();
        assert_eq!(why, Refusal::TooMany { customers: 1_000_000, sites: 1_000_000 });
        assert!(why.to_string().contains("mark fewer candidates"));
        assert!(Problem::new(plane(3_000), vec![1; 3_000], 3).is_ok());
    }

    #[test]
    fn nobody_is_farther_than_the_farthest() {
        let journeys =
            Journeys::Plane { customers: vec![[0.0, 0.0], [5.0, 5.0]], sites: vec![[3.0, 4.0], [9.0, 5.0]] };
        let farthest = journeys.farthest();
        for (customer, farthest) in farthest.iter().enumerate() {
            assert!((0..2).all(|site| journeys.cost(customer, site) <= *farthest));
        }
    }
}
