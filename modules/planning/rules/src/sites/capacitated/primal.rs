//! Plans that fit: customers are given to open sites by regret, then moved and exchanged while that helps, and the sites
//! of the groups so made are chosen again.

use super::CapacitatedProblem;
use super::reshape::Reshaper;
use crate::Chance;

/// The best plan so far.
pub(super) struct Best<'a> {
    problem: &'a CapacitatedProblem,
    chance: Chance,
    plan: Option<(i64, Vec<usize>)>,
    tried: std::collections::HashSet<Vec<usize>>,
    reshaper: Reshaper<'a>,
}

const FREE: usize = usize::MAX;

impl<'a> Best<'a> {
    pub(super) fn new(problem: &'a CapacitatedProblem, seed: u64) -> Best<'a> {
        Best {
            problem,
            chance: Chance::new(seed, 77),
            plan: None,
            tried: std::collections::HashSet::new(),
            reshaper: Reshaper::new(problem, seed),
        }
    }

    /// The largest cost still of interest.
    pub(super) fn wanted(&self) -> i64 {
        self.plan.as_ref().map_or(1 << 41, |(cost, _)| cost - 1)
    }

    pub(super) fn cost(&self) -> Option<i64> {
        self.plan.as_ref().map(|(cost, _)| *cost)
    }

    pub(super) fn into_plan(self) -> Option<(i64, Vec<usize>)> {
        self.plan
    }

    pub(super) fn offer(&mut self, assignment: Vec<usize>) {
        let cost = self.problem.total(&assignment);
        if cost <= self.wanted() {
            self.plan = Some((cost, assignment));
        }
    }

    /// So many rounds of taking groups apart and making them anew.
    pub(super) fn reshape(&mut self, rounds: u64) {
        if let Some((cost, assignment)) = &self.plan {
            self.reshaper.begin(assignment, *cost);
        }
        if let Some(found) = self.reshaper.rounds(rounds) {
            self.offer(found);
        }
    }

    /// Whether more rounds are hardly worth while.
    pub(super) fn is_vain(&self) -> bool {
        self.reshaper.is_vain()
    }

    /// Starts from random sites, several times.
    pub(super) fn start(&mut self) {
        for _ in 0..10 {
            let mut sites: Vec<usize> = (0..self.problem.sites).collect();
            for at in 0..self.problem.open_count {
                let other = at + self.chance.below(sites.len() - at);
                sites.swap(at, other);
            }
            sites.truncate(self.problem.open_count);
            self.try_sites(&sites);
        }
    }

    /// Tries a set of open sites, and those that its groups would rather have.
    pub(super) fn try_sites(&mut self, sites: &[usize]) {
        let mut sites = sites.to_vec();
        sites.sort_unstable();
        for _ in 0..8 {
            if sites.len() != self.problem.open_count || !self.tried.insert(sites.clone()) {
                return;
            }
            let Some(mut assignment) = by_regret(self.problem, &sites) else { return };
            let far = self.cost().is_some_and(|best| self.problem.total(&assignment) > best + best / 30);
            if far {
                return;
            }
            improve(self.problem, &sites, &mut assignment);
            let moved = better_sites(self.problem, &sites, &mut assignment);
            self.offer(assignment);
            if moved == sites {
                return;
            }
            sites = moved;
        }
    }
}

/// Whoever would lose most by waiting goes first; `None` where somebody does not fit any more.
fn by_regret(problem: &CapacitatedProblem, sites: &[usize]) -> Option<Vec<usize>> {
    let mut room: Vec<i64> = sites.iter().map(|s| problem.capacity[*s]).collect();
    let mut assignment = vec![FREE; problem.customers()];
    // The two cheapest places with room for a customer, and what the second costs more.
    let look = |customer: usize, room: &[i64]| -> Option<(i64, usize, usize)> {
        let (mut first, mut second) = ((i64::MAX, FREE), (i64::MAX, FREE));
        for (place, site) in sites.iter().enumerate() {
            if room[place] >= problem.demand[customer] {
                let here = (problem.cost(customer, *site), place);
                if here < first {
                    (second, first) = (first, here);
                } else if here < second {
                    second = here;
                }
            }
        }
        let regret = if second.1 == FREE { 1 << 50 } else { second.0 - first.0 };
        (first.1 != FREE).then_some((regret, first.1, second.1))
    };
    let mut choice: Vec<(i64, usize, usize)> =
        (0..problem.customers()).map(|c| look(c, &room)).collect::<Option<Vec<_>>>()?;
    let mut left: Vec<usize> = (0..problem.customers()).collect();
    while let Some(at) =
        (0..left.len()).max_by_key(|at| (choice[left[*at]].0, problem.demand[left[*at]], left[*at]))
    {
        let customer = left.swap_remove(at);
        let place = choice[customer].1;
        room[place] -= problem.demand[customer];
        assignment[customer] = sites[place];
        for other in &left {
            let (_, first, second) = choice[*other];
            if (first == place || second == place) && room[place] < problem.demand[*other] {
                choice[*other] = look(*other, &room)?;
            }
        }
    }
    Some(assignment)
}

/// Moves one customer, or exchanges two, while that saves something.
fn improve(problem: &CapacitatedProblem, sites: &[usize], assignment: &mut [usize]) {
    let mut room = vec![0i64; problem.sites];
    for site in sites {
        room[*site] = problem.capacity[*site];
    }
    for (customer, site) in assignment.iter().enumerate() {
        room[*site] -= problem.demand[customer];
    }
    let mut better = true;
    while better {
        better = false;
        for one in 0..problem.customers() {
            let demand = problem.demand[one];
            let here = assignment[one];
            let fits = |s: &&usize| {
                **s != here && room[**s] >= demand && problem.cost(one, **s) < problem.cost(one, here)
            };
            if let Some(to) = sites.iter().filter(fits).min_by_key(|s| problem.cost(one, **s)) {
                room[here] += demand;
                room[*to] -= demand;
                assignment[one] = *to;
                better = true;
            }
            for two in 0..one {
                let (a, b) = (assignment[one], assignment[two]);
                let shift = problem.demand[one] - problem.demand[two];
                if a == b || room[a] + shift < 0 || room[b] - shift < 0 {
                    continue;
                }
                let saves =
                    problem.cost(one, a) + problem.cost(two, b) - problem.cost(one, b) - problem.cost(two, a);
                if saves > 0 {
                    room[a] += shift;
                    room[b] -= shift;
                    assignment.swap(one, two);
                    better = true;
                }
            }
        }
    }
}

/// Gives each group the site that serves it cheapest, and says which sites that makes.
fn better_sites(problem: &CapacitatedProblem, sites: &[usize], assignment: &mut [usize]) -> Vec<usize> {
    let mut now = sites.to_vec();
    for place in 0..now.len() {
        let site = now[place];
        let group: Vec<usize> = (0..problem.customers()).filter(|c| assignment[*c] == site).collect();
        let demand: i64 = group.iter().map(|c| problem.demand[*c]).sum();
        let cost = |s: usize| group.iter().map(|c| problem.cost(*c, s)).sum::<i64>();
        let best = (0..problem.sites)
            .filter(|s| problem.capacity[*s] >= demand && (*s == site || !now.contains(s)))
            .min_by_key(|s| (cost(*s), *s != site, *s));
        if let Some(best) = best.filter(|b| *b != site) {
            for customer in group {
                assignment[customer] = best;
            }
            now[place] = best;
        }
    }
    now.sort_unstable();
    now
}
