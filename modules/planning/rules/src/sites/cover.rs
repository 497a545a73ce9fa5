//! Maximal cover: the sites that bring most people within a longest journey. It is the p-median in which a journey
//! costs nothing within the radius and 1 beyond it (Church and ReVelle 1976).

use super::median::{self, Answer};
use super::problem::{Journeys, Problem};
use crate::Watch;

/// The best cover, with how many people it reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    /// The plan; its cost is the number of people *not* reached.
    pub answer: Answer,
    /// People reached.
    pub reached: i64,
    /// No plan reaches more.
    pub reached_bound: i64,
}

impl Problem {
    /// The question whose cost is the number of people farther than the radius from an open site.
    pub fn beyond(&self, radius: u32) -> Problem {
        let sites = self.sites();
        let cells = (0..self.customers())
            .flat_map(|c| (0..sites).map(move |s| u32::from(self.journey(c, s) > radius)))
            .collect();
        Problem { journeys: Journeys::Table { sites, cells }, ..self.clone() }
    }
}

/// Finds the sites that reach most people within the radius.
pub fn cover(problem: &Problem, radius: u32, seed: u64, watch: &mut Watch<'_>) -> Cover {
    let answer = median::solve(&problem.beyond(radius), seed, watch);
    let people: i64 = problem.weights.iter().map(|w| i64::from(*w)).sum();
    Cover { reached: people - answer.plan.cost, reached_bound: people - answer.bound, answer }
}
