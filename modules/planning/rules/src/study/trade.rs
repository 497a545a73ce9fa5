//! What else is given up for what: the best plan when the most deprived fifth weighs more, and when no site may be the one
//! for more than so many people.

use super::Study;
use super::ask::Wanted;
use super::so_far::SoFar;
use super::story::{Roomed, Weighed};
use crate::Watch;
use crate::sites::{CapacitatedProblem, CapacitatedRefusal, Refusal, effects, split};

/// Visitors that a required site has of its own, so that it is opened.
const OWN_VISITORS: i64 = 4096;

impl Study {
    /// The best plan for each weight; nothing where nobody is among the most deprived fifth, or everybody is.
    pub(super) fn weighed(
        &self,
        wanted: &Wanted,
        so_far: &mut SoFar,
        watch: &mut Watch<'_>,
    ) -> Result<Vec<Weighed>, Refusal> {
        let deprived = self.customers.iter().filter(|of| of.deprived && of.people > 0).count();
        let mut points = Vec::new();
        if deprived == 0 || deprived == self.customers.iter().filter(|of| of.people > 0).count() {
            return Ok(points);
        }
        let group: Vec<usize> = self.customers.iter().map(|of| usize::from(of.deprived)).collect();
        for more in &wanted.weights {
            let found = so_far.weighed(*more, watch, |watch| {
                let weighed = Wanted { deprived_more: *more, ..wanted.clone() };
                let question = self.question(&weighed, &wanted.required, wanted.open_count, watch)?;
                let answer = question.solve(wanted.seed, watch);
                let today = self.today();
                let before = if today.is_empty() { answer.plan.sites.clone() } else { today };
                let plain = self.plain(wanted.open_count)?;
                let mut both = effects(&plain, &before, &answer.plan.sites, &group, 2).into_iter();
                let (others, deprived) = (both.next().unwrap_or_default(), both.next().unwrap_or_default());
                Ok(Weighed { more: *more, answer, others, deprived })
            })?;
            points.extend(found);
        }
        Ok(points)
    }

    /// The best plan for each largest load. Where not all of an area's people fit the nearest site, some go to another.
    pub(super) fn roomed(&self, wanted: &Wanted, so_far: &mut SoFar, watch: &mut Watch<'_>) -> Vec<Roomed> {
        let mut points = Vec::new();
        if wanted.longest.is_some() || wanted.deprived_more > 0 {
            return points;
        }
        for share in &wanted.rooms {
            let found = so_far.roomed(*share, watch, |watch| self.with_room(wanted, *share, watch));
            points.extend(found);
        }
        points
    }

    fn with_room(&self, wanted: &Wanted, share: u32, watch: &mut Watch<'_>) -> Roomed {
        let asked: Vec<usize> =
            (0..self.customers.len()).filter(|at| self.customers[*at].people > 0).collect();
        let sites: Vec<usize> =
            (0..self.sites.len()).filter(|site| !wanted.forbidden.contains(site)).collect();
        let all: u64 = asked.iter().map(|at| u64::from(self.customers[*at].people)).sum();
        let room = (all * u64::from(share)).div_ceil(100 * wanted.open_count.max(1) as u64);
        let none = Roomed { share, room, cost: None, sites: Vec::new(), elsewhere: 0, proven: false };
        let journey = |at: usize, site: usize| self.journeys[at * self.sites.len() + site];
        // A required site has visitors of its own, who together would pay more to go elsewhere than any plan costs.
        let worst = asked
            .iter()
            .map(|at| {
                let most = sites.iter().map(|site| journey(*at, *site)).max().unwrap_or(0);
                u64::from(self.customers[*at].people) * u64::from(most)
            })
            .sum::<u64>();
        // And none of them gives way to a chain of moves that one place more would allow.
        let farthest = asked.iter().flat_map(|at| sites.iter().map(|site| journey(*at, *site))).max();
        let chain = u64::from(farthest.unwrap_or(0)) * (sites.len() as u64 + 1);
        let dear = (worst / OWN_VISITORS.unsigned_abs()).max(chain) + 1;
        let dear = i64::try_from(dear).unwrap_or(i64::MAX);
        let mut demand: Vec<i64> = asked.iter().map(|at| i64::from(self.customers[*at].people)).collect();
        let mut costs: Vec<i64> =
            asked.iter().flat_map(|at| sites.iter().map(|site| i64::from(journey(*at, *site)))).collect();
        let mut capacity = vec![i64::try_from(room).unwrap_or(i64::MAX / 4); sites.len()];
        for required in &wanted.required {
            demand.push(OWN_VISITORS);
            costs.extend(sites.iter().map(|site| if site == required { 0 } else { dear }));
            if let Some(at) = sites.iter().position(|site| site == required) {
                capacity[at] += OWN_VISITORS;
            }
        }
        let problem = match CapacitatedProblem::new(costs, demand, capacity, wanted.open_count) {
            Ok(problem) => problem,
            // Known without a search.
            Err(CapacitatedRefusal::RoomMissing { .. } | CapacitatedRefusal::TooBig { .. }) => {
                return Roomed { proven: true, ..none };
            }
            Err(
                CapacitatedRefusal::Ragged | CapacitatedRefusal::OpenCount { .. } | CapacitatedRefusal::Costs,
            ) => return none,
        };
        let found = split(&problem, watch);
        let Some(cost) = found.cost.filter(|cost| cost.unsigned_abs() <= worst) else {
            return Roomed { proven: found.proven, ..none };
        };
        let open: Vec<usize> = found.sites.iter().map(|site| sites[*site]).collect();
        let elsewhere = found
            .parts
            .iter()
            .filter(|(at, _, _)| *at < asked.len())
            .filter(|(at, site, _)| {
                let (at, site) = (asked[*at], sites[*site]);
                self.nearest(at, &open).is_some_and(|(least, _)| journey(at, site) > least)
            })
            .map(|(_, _, people)| *people as u64)
            .sum();
        Roomed { share, room, cost: Some(cost), sites: open, elsewhere, proven: found.proven }
    }
}
