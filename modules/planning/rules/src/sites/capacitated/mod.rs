//! The capacitated p-median: sites have room for so much demand, and nobody is split between two of them.
//!
//! The bound gives every customer's "is served once" a price (Lagrange); what is left is one knapsack a site and the
//! `p` best knapsacks (Ceselli and Righini 2005 reach the same bound by columns). Pairs and sites that no good plan can
//! use are struck out by their reduced costs; the rest is branched on sites first, then on pairs.

mod knapsack;
mod node;
mod primal;
mod proof;
mod reshape;

use std::fmt;

use crate::Watch;

/// A question with capacities; whole numbers throughout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapacitatedProblem {
    pub(crate) sites: usize,
    pub(crate) costs: Vec<i64>,
    pub(crate) demand: Vec<i64>,
    pub(crate) capacity: Vec<i64>,
    pub(crate) open_count: usize,
}

/// The best plan found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapacitatedAnswer {
    /// Cost of the plan; `None` where no plan was found that fits.
    pub cost: Option<i64>,
    /// The open sites from 0, in order.
    pub sites: Vec<usize>,
    /// The site of each customer.
    pub assignment: Vec<usize>,
    /// No plan costs less.
    pub bound: i64,
    /// Whether the bound reaches the cost (or no plan exists at all).
    pub proven: bool,
}

/// Why a question with capacities cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CapacitatedRefusal {
    /// Lengths disagree, or there is nothing.
    Ragged,
    /// The number of sites to open is 0 or more than there are.
    OpenCount {
        /// Asked for.
        asked: usize,
        /// There are.
        sites: usize,
    },
    /// The largest sites together have too little room.
    RoomMissing {
        /// All demand.
        demand: i64,
        /// Room of the largest sites that may open together.
        room: i64,
        /// How many may open.
        open_count: usize,
    },
    /// One customer fits no site.
    TooBig {
        /// The customer, from 1.
        customer: usize,
        /// Its demand.
        demand: i64,
        /// The largest room anywhere.
        room: i64,
    },
    /// Costs too large to add up, or negative.
    Costs,
}

impl fmt::Display for CapacitatedRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CapacitatedRefusal::Ragged => {
                write!(f, "costs, demands and capacities disagree about how many there are")
            }
            CapacitatedRefusal::OpenCount { asked, sites } => {
                write!(f, "{asked} sites asked for, but {sites} may open: choose p from 1 to {sites}")
            }
            CapacitatedRefusal::RoomMissing { demand, room, open_count } => write!(
                f,
                "capacity is below demand: the {open_count} largest sites have room for {room} of {demand}; {} is missing",
                demand - room
            ),
            CapacitatedRefusal::TooBig { customer, demand, room } => write!(
                f,
                "customer {customer} has demand {demand} but the largest site has room for {room}: {} is missing there",
                demand - room
            ),
            CapacitatedRefusal::Costs => write!(f, "costs are negative or too large to add up exactly"),
        }
    }
}

impl std::error::Error for CapacitatedRefusal {}

impl CapacitatedProblem {
    /// Asks for the cheapest plan; `costs` is customer by customer, the cost of serving all of a customer's demand.
    pub fn new(
        costs: Vec<i64>,
        demand: Vec<i64>,
        capacity: Vec<i64>,
        open_count: usize,
    ) -> Result<CapacitatedProblem, CapacitatedRefusal> {
        let sites = capacity.len();
        if sites == 0 || demand.is_empty() || costs.len() != sites * demand.len() {
            return Err(CapacitatedRefusal::Ragged);
        }
        if open_count == 0 || open_count > sites {
            return Err(CapacitatedRefusal::OpenCount { asked: open_count, sites });
        }
        let dearest = costs.iter().copied().max().unwrap_or(0);
        let negative = costs.iter().chain(&demand).chain(&capacity).any(|v| *v < 0);
        if negative || dearest > (1 << 40) / demand.len() as i64 {
            return Err(CapacitatedRefusal::Costs);
        }
        let mut rooms = capacity.clone();
        rooms.sort_unstable_by(|a, b| b.cmp(a));
        let room: i64 = rooms.iter().take(open_count).sum();
        let all: i64 = demand.iter().sum();
        if room < all {
            return Err(CapacitatedRefusal::RoomMissing { demand: all, room, open_count });
        }
        if let Some(at) = demand.iter().position(|d| *d > rooms[0]) {
            return Err(CapacitatedRefusal::TooBig { customer: at + 1, demand: demand[at], room: rooms[0] });
        }
        Ok(CapacitatedProblem { sites, costs, demand, capacity, open_count })
    }

    #[inline]
    pub(crate) fn cost(&self, customer: usize, site: usize) -> i64 {
        self.costs[customer * self.sites + site]
    }

    pub(crate) fn customers(&self) -> usize {
        self.demand.len()
    }

    /// The cost of a plan.
    pub fn total(&self, assignment: &[usize]) -> i64 {
        assignment.iter().enumerate().map(|(customer, site)| self.cost(customer, *site)).sum()
    }
}

/// Rounds of the first search for plans that count as one step.
const ROUNDS_A_STEP: u64 = 200;
/// So many of them at most come before the first bound.
const FIRST_STEPS_MAX: usize = 40;

/// Solves, deterministically for a seed.
pub fn solve_capacitated(
    problem: &CapacitatedProblem,
    seed: u64,
    watch: &mut Watch<'_>,
) -> CapacitatedAnswer {
    let mut best = primal::Best::new(problem, seed);
    best.start();
    for _ in 0..problem.customers().div_ceil(10).min(FIRST_STEPS_MAX) {
        if !watch.step() {
            break;
        }
        best.reshape(ROUNDS_A_STEP);
        watch.tell(best.cost(), 0);
    }
    let bound = proof::prove(problem, &mut best, watch);
    match best.into_plan() {
        Some((cost, assignment)) => {
            let mut sites = assignment.clone();
            sites.sort_unstable();
            sites.dedup();
            // A site that serves nobody may still be needed to make up the number.
            let spare: Vec<usize> = (0..problem.sites).filter(|s| sites.binary_search(s).is_err()).collect();
            let missing = problem.open_count.saturating_sub(sites.len());
            sites.extend(spare.into_iter().take(missing));
            sites.sort_unstable();
            let bound = bound.min(cost);
            CapacitatedAnswer { cost: Some(cost), sites, assignment, bound, proven: bound >= cost }
        }
        None => CapacitatedAnswer {
            cost: None,
            sites: Vec::new(),
            assignment: Vec::new(),
            bound: if bound == i64::MAX { 0 } else { bound },
            proven: bound == i64::MAX,
        },
    }
}
