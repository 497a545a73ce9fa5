//! A longest journey on points like a county's: proved in little time, and never exceeded.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "every function here is a test or serves one"
)]

use planning_rules::sites::{self, Journeys, Problem};
use planning_rules::{Chance, Watch};

/// Points in a few towns and scattered between them, with people at each.
fn county(points: usize, open_count: usize) -> Problem {
    let mut chance = Chance::new(11, 4);
    let towns: Vec<[f64; 2]> =
        (0..6).map(|_| [chance.fraction() * 60_000.0, chance.fraction() * 40_000.0]).collect();
    let at: Vec<[f64; 2]> = (0..points)
        .map(|nth| {
            if nth % 4 == 0 {
                [chance.fraction() * 60_000.0, chance.fraction() * 40_000.0]
            } else {
                let town = towns[chance.below(towns.len())];
                [town[0] + 4_000.0 * (chance.fraction() - 0.5), town[1] + 4_000.0 * (chance.fraction() - 0.5)]
            }
        })
        .collect();
    let people = (0..points).map(|_| 1_200 + chance.below(900) as u32).collect();
    Problem::new(Journeys::Plane { customers: at.clone(), sites: at }, people, open_count).unwrap()
}

#[test]
fn a_longest_journey_is_kept_and_the_optimum_within_it_proved() {
    let problem = county(300, 10);
    let free = planning_rules::unwatched(|w| sites::solve(&problem, 1, w));
    let centre = planning_rules::unwatched(|w| sites::centre(&problem, 1, w));
    // Between what the free plan gives somebody and the best that can be had.
    let longest = (centre.plan.cost as u32 + centre.plan.cost as u32 / 6) as u32;
    let mut tell = |_| {};
    let mut watch = Watch::new(&|| false, &mut tell, Some(4_000));
    let within = sites::within(&problem, longest, 1, &mut watch).unwrap();
    let kept = within.solve(1, &mut watch);
    assert!(kept.proven, "gap {} after {} steps", kept.gap(), watch.steps());
    assert!(kept.plan.cost >= free.plan.cost);
    assert_eq!(problem.cost(&kept.plan.sites), kept.plan.cost);
    let farthest = (0..problem.customers())
        .map(|c| kept.plan.sites.iter().map(|s| problem.journey(c, *s)).min().unwrap())
        .max()
        .unwrap();
    assert!(farthest <= longest);
}
