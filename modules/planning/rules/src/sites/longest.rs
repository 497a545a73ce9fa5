//! A longest journey that nobody may exceed. Whether it can be kept is decided first, with a proof, as in the p-centre;
//! then a journey beyond it is given a cost that no plan within it reaches, so that the optimum of the question with
//! that cost is the optimum within the limit.

use super::centre;
use super::median::{self, Answer, Plan, Wish};
use super::problem::{Journeys, Problem, Refusal};
use crate::Watch;

/// A question with a longest journey, and a plan that keeps it.
#[derive(Clone, Debug)]
pub struct Within {
    /// The question: a plan that exceeds the limit costs more than the plan below.
    pub problem: Problem,
    /// A plan within the limit.
    pub first: Plan,
}

/// Asks the same question with nobody farther than `longest` from an open site. Customers without demand do not count.
/// Refused where a proof says that it can't be kept, and where the search was stopped before it knew.
pub fn within(problem: &Problem, longest: u32, seed: u64, watch: &mut Watch<'_>) -> Result<Within, Refusal> {
    let asked: Vec<usize> = (0..problem.customers()).filter(|c| problem.weights[*c] > 0).collect();
    let may_open = |site: &usize| problem.standing[*site] != super::Standing::Closed;
    for customer in &asked {
        let nearest = (0..problem.sites()).filter(may_open).map(|s| problem.journey(*customer, s)).min();
        if nearest.is_none_or(|nearest| nearest > longest) {
            let nearest = nearest.unwrap_or(u32::MAX);
            return Err(Refusal::NobodyNear { customer: customer + 1, nearest, longest });
        }
    }
    let mut question = problem.beyond(longest);
    for weight in question.weights.iter_mut().filter(|weight| **weight > 0) {
        *weight = 1;
    }
    centre::narrow(&mut question);
    let wish = Wish { ceiling: Some(0), ..Wish::default() };
    let found = median::find(&question, seed, &wish, watch);
    let Some(plan) = found.best.filter(|plan| plan.cost == 0) else {
        return Err(if found.bound >= 1 {
            Refusal::LongestTooShort { longest, open_count: problem.open_count }
        } else {
            Refusal::StoppedTooSoon
        });
    };
    let first = Plan { cost: problem.cost(&plan.sites), sites: plan.sites };
    let beyond = |customer: usize| -> Option<u32> {
        let weight = i64::from(problem.weights[customer].max(1));
        u32::try_from(first.cost / weight + 1).ok()
    };
    let mut cells = Vec::with_capacity(problem.customers() * problem.sites());
    for customer in 0..problem.customers() {
        let dear = if problem.weights[customer] == 0 { Some(0) } else { beyond(customer) };
        let dear = dear.ok_or(Refusal::TooLarge)?;
        for site in 0..problem.sites() {
            let journey = problem.journey(customer, site);
            cells.push(if journey > longest { journey.max(dear) } else { journey });
        }
    }
    let costs = Journeys::Table { sites: problem.sites(), cells };
    let mut strict = Problem::new(costs, problem.weights.clone(), problem.open_count)?;
    strict.standing.clone_from(&problem.standing);
    Ok(Within { problem: strict, first })
}

impl Within {
    /// Solves it; the plan keeps the limit even where the search is stopped.
    pub fn solve(&self, seed: u64, watch: &mut Watch<'_>) -> Answer {
        let known = [self.first.clone()];
        median::solve_from(&self.problem, &known, seed, watch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unwatched;

    /// Five people at 0, one each at 10 and 20 on a line; sites at all three.
    fn line(open_count: usize) -> Problem {
        let cells = vec![0, 10, 20, 10, 0, 10, 20, 10, 0];
        Problem::new(Journeys::Table { sites: 3, cells }, vec![5, 1, 1], open_count).unwrap()
    }

    #[test]
    fn a_limit_moves_the_site_to_where_everybody_is_within_it() {
        let free = unwatched(|w| median::solve(&line(1), 1, w));
        assert_eq!(free.plan.sites, [0]);
        let within = unwatched(|w| within(&line(1), 10, 1, w)).unwrap();
        let kept = unwatched(|w| within.solve(1, w));
        assert_eq!((kept.plan.sites.as_slice(), kept.plan.cost, kept.proven), ([1].as_slice(), 60, true));
    }

    #[test]
    fn a_limit_that_cannot_be_kept_is_refused_with_the_reason() {
        let why = |longest, p| unwatched(|w| within(&line(p), longest, 1, w)).unwrap_err();
        assert_eq!(why(5, 1), Refusal::LongestTooShort { longest: 5, open_count: 1 });
        let cells = vec![7, 9];
        let far = Problem::new(Journeys::Table { sites: 2, cells }, vec![1], 1).unwrap();
        let why = unwatched(|w| within(&far, 5, 1, w)).unwrap_err();
        assert_eq!(why, Refusal::NobodyNear { customer: 1, nearest: 7, longest: 5 });
    }
}
