//! Site plans against trying everything, and against what must hold whatever the numbers are.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]

use planning_rules::sites::{self, Journeys, Plan, Problem, Standing};
use planning_rules::{Chance, Watch, unwatched};

fn random(seed: u64, customers: usize, sites: usize, open_count: usize) -> Problem {
    let mut chance = Chance::new(seed, 21);
    let place = |chance: &mut Chance| [chance.below(100) as f64, chance.below(100) as f64];
    let people: Vec<[f64; 2]> = (0..customers).map(|_| place(&mut chance)).collect();
    let candidates = (0..sites).map(|_| place(&mut chance)).collect();
    let weights = (0..customers).map(|_| chance.below(6) as u32).collect();
    let journeys = if seed.is_multiple_of(2) {
        Journeys::Plane { customers: people, sites: candidates }
    } else {
        let cells = (0..customers * sites).map(|_| chance.below(30) as u32).collect();
        Journeys::Table { sites, cells }
    };
    Problem::new(journeys, weights, open_count).unwrap()
}

fn subsets(sites: usize, size: usize) -> Vec<Vec<usize>> {
    (0u32..1 << sites)
        .filter(|mask| mask.count_ones() as usize == size)
        .map(|mask| (0..sites).filter(|s| mask >> s & 1 == 1).collect())
        .collect()
}

#[test]
fn the_median_is_the_best_of_all_plans() {
    for seed in 0..150 {
        let sites = 5 + (seed % 6) as usize;
        let open_count = 1 + (seed as usize / 7) % (sites - 1);
        let problem = random(seed, 14, sites, open_count);
        let best = subsets(sites, open_count).iter().map(|s| problem.cost(s)).min().unwrap();
        let answer = unwatched(|w| sites::solve(&problem, seed, w));
        assert!(answer.proven, "seed {seed}");
        assert_eq!(answer.plan.cost, best, "seed {seed}");
        assert_eq!(answer.plan.cost, problem.cost(&answer.plan.sites), "seed {seed}");
    }
}

#[test]
fn settled_sites_stay_settled_and_the_rest_is_best() {
    for seed in 0..80 {
        let mut problem = random(seed, 14, 9, 4);
        problem.settle(2, Standing::Open).unwrap();
        problem.settle(5, Standing::Closed).unwrap();
        let fits = |s: &Vec<usize>| s.contains(&2) && !s.contains(&5);
        let best = subsets(9, 4).iter().filter(|s| fits(s)).map(|s| problem.cost(s)).min().unwrap();
        let answer = unwatched(|w| sites::solve(&problem, seed, w));
        assert!(answer.proven && fits(&answer.plan.sites), "seed {seed}");
        assert_eq!(answer.plan.cost, best, "seed {seed}");
        let fixing = unwatched(|w| sites::cost_of_fixing(&problem, &answer, seed, w));
        let free = subsets(9, 4).iter().map(|s| problem.cost(s)).min().unwrap();
        assert_eq!((fixing.adds, fixing.proven), (best - free, true), "seed {seed}");
    }
}

#[test]
fn the_centre_is_the_best_of_all_plans() {
    for seed in 0..100 {
        let problem = random(seed, 14, 9, 3);
        let longest = |open: &Vec<usize>| {
            let nearest = |c: usize| open.iter().map(|s| problem.journey(c, *s)).min().unwrap();
            (0..14).filter(|c| problem.weight(*c) > 0).map(nearest).max().unwrap()
        };
        let best = subsets(9, 3).iter().map(longest).min().unwrap();
        let answer = unwatched(|w| sites::centre(&problem, seed, w));
        assert!(answer.proven, "seed {seed}");
        assert_eq!(answer.plan.cost, i64::from(best), "seed {seed}");
        assert_eq!(longest(&answer.plan.sites), best);
    }
}

#[test]
fn the_cover_reaches_as_many_as_any_plan() {
    for seed in 0..100 {
        let problem = random(seed, 14, 9, 3);
        let reached = |open: &Vec<usize>| -> i64 {
            let near = |c: &usize| open.iter().any(|s| problem.journey(*c, *s) <= 12);
            (0..14).filter(near).map(|c| i64::from(problem.weight(c))).sum()
        };
        let best = subsets(9, 3).iter().map(reached).max().unwrap();
        let answer = unwatched(|w| sites::cover(&problem, 12, seed, w));
        assert!(answer.answer.proven, "seed {seed}");
        assert_eq!((answer.reached, answer.reached_bound), (best, best), "seed {seed}");
    }
}

#[test]
fn the_ten_best_plans_differ_and_are_the_best_that_do() {
    for seed in 0..30 {
        let (sites, open_count) = if seed % 2 == 0 { (8, 3) } else { (10, 5) };
        let problem = random(seed, 12, sites, open_count);
        let first = unwatched(|w| sites::solve(&problem, seed, w));
        let differing = sites::really_different(open_count);
        let choices = unwatched(|w| sites::best_plans(&problem, 10, differing, &first, seed, w));
        let mut earlier: Vec<&Plan> = Vec::new();
        for choice in &choices {
            assert!(choice.proven, "seed {seed}");
            let differs = |s: &[usize]| {
                earlier.iter().all(|e| s.iter().filter(|x| !e.sites.contains(x)).count() >= differing)
            };
            let best =
                subsets(sites, open_count).iter().filter(|s| differs(s)).map(|s| problem.cost(s)).min();
            assert_eq!(Some(choice.plan.cost), best, "seed {seed}");
            assert!(differs(&choice.plan.sites), "seed {seed}");
            earlier.push(&choice.plan);
        }
        if choices.len() < 10 {
            let left = subsets(sites, open_count);
            let differs = |s: &&Vec<usize>| {
                earlier.iter().all(|e| s.iter().filter(|x| !e.sites.contains(x)).count() >= differing)
            };
            assert_eq!(left.iter().filter(differs).count(), 0, "seed {seed}");
        }
    }
}

#[test]
fn more_sites_never_cost_more() {
    for seed in 0..10 {
        let problem = random(seed * 2, 60, 40, 1);
        let curve = unwatched(|w| sites::curve(&problem, 1..=40, seed, w)).unwrap();
        assert!(curve.windows(2).all(|w| w[0].1.plan.cost >= w[1].1.plan.cost));
        assert!(curve.iter().all(|(p, a)| a.proven && a.plan.sites.len() == *p));
    }
}

#[test]
fn the_order_of_the_file_does_not_matter() {
    for seed in 0..20 {
        let mut chance = Chance::new(seed, 5);
        let points: Vec<[f64; 2]> =
            (0..50).map(|_| [chance.below(500) as f64, chance.below(500) as f64]).collect();
        let mut shuffled = points.clone();
        for at in (1..50).rev() {
            shuffled.swap(at, chance.below(at + 1));
        }
        let solve = |points: Vec<[f64; 2]>| {
            let journeys = Journeys::Plane { customers: points.clone(), sites: points };
            let problem = Problem::new(journeys, vec![1; 50], 6).unwrap();
            unwatched(|w| sites::solve(&problem, 1, w)).plan.cost
        };
        assert_eq!(solve(points), solve(shuffled), "seed {seed}");
    }
}

#[test]
fn a_stopped_search_is_repeatable_and_never_calls_itself_proven() {
    let problem = random(4, 400, 200, 12);
    let stopped = |steps| {
        let mut tell = |_| {};
        let mut watch = Watch::new(&|| false, &mut tell, Some(steps));
        sites::solve(&problem, 9, &mut watch)
    };
    let proven = unwatched(|w| sites::solve(&problem, 9, w));
    for steps in [0, 1, 2, 3, 5] {
        let answer = stopped(steps);
        assert_eq!(answer, stopped(steps));
        assert!(answer.bound <= proven.plan.cost && proven.plan.cost <= answer.plan.cost);
        assert!(!answer.proven || answer.plan.cost == proven.plan.cost);
    }
}

#[test]
fn questions_that_cannot_be_asked_are_refused() {
    let table = |cells: Vec<u32>| Journeys::Table { sites: 2, cells };
    let why = |journeys, weights, p| Problem::new(journeys, weights, p).unwrap_err().to_string();
    assert!(why(table(vec![]), vec![], 1).contains("no customers"));
    assert!(why(table(vec![1, 2]), vec![1], 3).contains("3 sites asked for, but 2 may open"));
    assert!(why(table(vec![1, 2]), vec![1], 0).contains("choose p from 1"));
    assert!(why(table(vec![1, 2]), vec![1, 2], 1).contains("2 demands for 1 customers"));
    assert!(why(table(vec![u32::MAX; 4000]), vec![u32::MAX; 2000], 1).contains("2^50"));
    let mut problem = Problem::new(table(vec![1, 2]), vec![1], 1).unwrap();
    problem.settle(0, Standing::Open).unwrap();
    assert!(problem.settle(0, Standing::Closed).unwrap_err().to_string().contains("required and forbidden"));
    assert!(problem.settle(1, Standing::Open).unwrap_err().to_string().contains("2 sites are required"));
    assert!(
        problem.clone().settle(7, Standing::Open).unwrap_err().to_string().contains("no candidate site 8")
    );
}

#[test]
fn plans_with_capacities_are_the_best_that_fit() {
    use planning_rules::sites::{CapacitatedProblem, solve_capacitated};
    let mut solved = 0;
    for seed in 0..120 {
        let mut chance = Chance::new(seed, 31);
        let (customers, sites, open_count) = (7, 5, 2 + (seed % 2) as usize);
        let costs: Vec<i64> = (0..customers * sites).map(|_| chance.below(40) as i64).collect();
        let demand: Vec<i64> = (0..customers).map(|_| 1 + chance.below(9) as i64).collect();
        let capacity: Vec<i64> = (0..sites).map(|_| 10 + chance.below(20) as i64).collect();
        let mut best: Option<i64> = None;
        for open in subsets(sites, open_count) {
            'plans: for code in 0..open.len().pow(customers as u32) {
                let mut room: Vec<i64> = open.iter().map(|s| capacity[*s]).collect();
                let (mut code, mut cost) = (code, 0);
                for c in 0..customers {
                    let at = code % open.len();
                    code /= open.len();
                    room[at] -= demand[c];
                    cost += costs[c * sites + open[at]];
                    if room[at] < 0 {
                        continue 'plans;
                    }
                }
                best = Some(best.map_or(cost, |b: i64| b.min(cost)));
            }
        }
        match CapacitatedProblem::new(costs, demand, capacity, open_count) {
            Ok(problem) => {
                let answer = unwatched(|w| solve_capacitated(&problem, seed, w));
                assert!(answer.proven, "seed {seed}");
                assert_eq!(answer.cost, best, "seed {seed}");
                solved += usize::from(best.is_some());
            }
            Err(why) => assert!(best.is_none(), "seed {seed}: {why}"),
        }
    }
    assert!(solved > 40, "{solved}");
}

/// A stop by whoever watches after so many steps, as a clock makes it, and the same by a limit of steps.
#[test]
fn a_search_stopped_by_the_clock_is_made_again_by_its_number_of_steps() {
    use std::cell::Cell;
    let problem = random(6, 300, 120, 11);
    let differing = sites::really_different(11);
    let whole = |watch: &mut Watch<'_>| {
        let first = sites::solve(&problem, 5, watch);
        let plans = sites::best_plans(&problem, 6, differing, &first, 5, watch);
        let centre = sites::centre(&problem, 5, watch);
        (first, plans, centre)
    };
    let mut asked_in_all = 0;
    for asked_most in [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233] {
        let asked = Cell::new(0u32);
        let stop = || {
            asked.set(asked.get() + 1);
            asked.get() > asked_most
        };
        let mut tell = |_| {};
        let mut by_clock = Watch::new(&stop, &mut tell, None);
        let found = whole(&mut by_clock);
        let (steps, stopped) = (by_clock.steps(), by_clock.was_stopped());
        let mut tell = |_| {};
        let mut by_steps = Watch::new(&|| false, &mut tell, Some(steps));
        assert_eq!(whole(&mut by_steps), found, "{steps} steps");
        asked_in_all += u32::from(stopped);
    }
    assert!(asked_in_all >= 6, "{asked_in_all} searches were really stopped");
}
