//! Host search among 10,000 services with slots, beside a look at every service, with the same answers.
//! `cargo run --release -p directory-rules --example speed_of_hosts`

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a measurement may stop at the first surprise"
)]

#[path = "../tests/world/mod.rs"]
mod world;

use std::time::{Duration, Instant};

use directory_rules::search::{Found, Index, Order, Query};
use kernel::ServiceId;
use rand::SeedableRng;
use rand_pcg::Pcg64;

const SERVICES: usize = 10_000;
const QUERIES: usize = 1_000;
const TRIES: usize = 3;

#[allow(clippy::disallowed_methods, reason = "this measures")]
fn timed<T>(work: impl Fn() -> T) -> (T, Duration) {
    // The least of a few: what the search costs, not what a neighbour on the machine took meanwhile.
    let mut least = Duration::MAX;
    for _ in 0..TRIES {
        let start = Instant::now();
        let done = work();
        least = least.min(start.elapsed());
        drop(done);
    }
    (work(), least)
}

fn ids(found: &Found<'_>) -> Vec<ServiceId> {
    found.hosts.iter().map(|hit| hit.service.id).collect()
}

#[allow(clippy::print_stdout, reason = "this prints its figures")]
fn main() {
    let services = world::services(SERVICES, 1);
    let agreements = world::agreements(&services, 1);
    let (index, building) = timed(|| Index::build(services.clone(), agreements.clone()));
    println!("{SERVICES} services, built in {:.1} ms", building.as_secs_f64() * 1e3);
    for order in [Order::Combined, Order::Nearest, Order::Soonest] {
        let mut chance = Pcg64::seed_from_u64(2);
        let (mut quick, mut slow) = (Vec::new(), Vec::new());
        for _ in 0..QUERIES {
            let query = Query { order, ..world::query(&mut chance) };
            let (found, took) = timed(|| index.find(&query));
            quick.push(took);
            let (all, took) = timed(|| index.find_by_looking_at_all(&query));
            slow.push(took);
            assert_eq!(ids(&found), ids(&all), "{query:?}");
        }
        println!(
            "| host search among {SERVICES} services, {} | {} | brute force {}, same answers | p99 5 ms |",
            format!("{order:?}").to_lowercase(),
            percentiles(quick),
            percentiles(slow)
        );
    }
}

fn percentiles(mut took: Vec<Duration>) -> String {
    took.sort_unstable();
    let at = |part: f64| took[((took.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e3;
    format!("p50 {:.3} ms p99 {:.3} ms", at(0.5), at(0.99))
}
