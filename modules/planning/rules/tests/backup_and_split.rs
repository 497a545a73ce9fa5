//! Backup cover and split demand against every plan there is, on small cases.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "every function here is a test or serves one"
)]

use planning_rules::sites::{CapacitatedProblem, Journeys, Problem, backup, split};
use planning_rules::{Chance, Watch, unwatched};

fn subsets(sites: usize, p: usize) -> Vec<Vec<usize>> {
    (0..1usize << sites)
        .filter(|mask| mask.count_ones() as usize == p)
        .map(|mask| (0..sites).filter(|site| mask >> site & 1 == 1).collect())
        .collect()
}

#[test]
fn backup_cover_is_the_best_of_all_plans() {
    let mut chance = Chance::new(5, 5);
    for case in 0..60 {
        let (customers, sites, p) = (5 + chance.below(20), 4 + chance.below(6), 2 + chance.below(3));
        let cells: Vec<u32> = (0..customers * sites).map(|_| chance.below(100) as u32).collect();
        let weights: Vec<u32> = (0..customers).map(|_| 1 + chance.below(50) as u32).collect();
        let radius = 20 + chance.below(50) as u32;
        let problem =
            Problem::new(Journeys::Table { sites, cells: cells.clone() }, weights.clone(), p).unwrap();
        let found = unwatched(|watch| backup(&problem, radius, watch));
        let reached = |plan: &[usize]| -> i64 {
            (0..customers)
                .filter(|c| plan.iter().filter(|site| cells[c * sites + **site] <= radius).count() >= 2)
                .map(|c| i64::from(weights[c]))
                .sum()
        };
        let best = subsets(sites, p).iter().map(|plan| reached(plan)).max().unwrap();
        assert!(found.proven && found.reached_twice == best, "case {case}: {found:?} {best}");
        assert_eq!(reached(&found.sites), best);
        assert!(found.reached_once >= found.reached_twice && found.sites.len() == p);
        let mut tell = |_| {};
        let stopped = backup(&problem, radius, &mut Watch::new(&|| false, &mut tell, Some(1)));
        assert!(
            stopped.bound >= best && stopped.reached_twice <= best,
            "a stopped search keeps an honest bound"
        );
    }
}

/// The cheapest way to serve everybody from a plan, appointment by appointment.
fn transport(costs: &[i64], sites: usize, demand: &[i64], capacity: &[i64], plan: &[usize]) -> Option<i64> {
    use planning_rules::matching::{Arc, Network, cheapest_flow};
    let (customers, all) = (demand.len(), demand.iter().sum::<i64>());
    let mut supply = demand.to_vec();
    supply.extend(plan.iter().map(|_| 0));
    supply.push(-all);
    let end = customers + plan.len();
    let mut arcs = Vec::new();
    for c in 0..customers {
        for (nth, site) in plan.iter().enumerate() {
            arcs.push(Arc {
                from: c,
                to: customers + nth,
                low: 0,
                capacity: all,
                cost: costs[c * sites + site],
            });
        }
    }
    for (nth, site) in plan.iter().enumerate() {
        arcs.push(Arc { from: customers + nth, to: end, low: 0, capacity: capacity[*site], cost: 0 });
    }
    cheapest_flow(&Network { supply, arcs }).ok().map(|flow| i64::try_from(flow.cost).unwrap())
}

#[test]
fn split_demand_is_served_at_the_least_cost_of_all_plans() {
    let mut chance = Chance::new(9, 9);
    let mut fitted = 0;
    for case in 0..60 {
        let (customers, p) = (4 + chance.below(5), 2 + chance.below(2));
        let sites = customers;
        let points: Vec<[f64; 2]> =
            (0..customers).map(|_| [100.0 * chance.fraction(), 100.0 * chance.fraction()]).collect();
        let costs: Vec<i64> = points
            .iter()
            .flat_map(|a| points.iter().map(|b| (a[0] - b[0]).hypot(a[1] - b[1]) as i64))
            .collect();
        let demand: Vec<i64> = (0..customers).map(|_| 1 + chance.below(9) as i64).collect();
        let room = demand.iter().sum::<i64>() / p as i64 + chance.below(8) as i64 + 1;
        let capacity: Vec<i64> = (0..sites).map(|_| room + chance.below(5) as i64).collect();
        let Ok(problem) = CapacitatedProblem::new(costs.clone(), demand.clone(), capacity.clone(), p) else {
            continue;
        };
        let found = unwatched(|watch| split(&problem, watch));
        let each = subsets(sites, p);
        let best = each.iter().filter_map(|plan| transport(&costs, sites, &demand, &capacity, plan)).min();
        assert!(found.proven && found.cost == best, "case {case}: {found:?} {best:?}");
        fitted += u32::from(best.is_some());
        let mut served = vec![0; customers];
        let mut used = vec![0; sites];
        for (customer, site, amount) in &found.parts {
            served[*customer] += amount;
            used[*site] += amount;
            assert!(found.sites.contains(site));
        }
        assert!(best.is_none() || served == demand, "everybody is served whole: {served:?} {demand:?}");
        assert!(used.iter().zip(&capacity).all(|(used, room)| used <= room));
    }
    assert!(fitted > 30);
}
