//! Files that were spoiled on the way, by hand or on purpose: whatever is sent is answered in words, what was kept before
//! can still be read, and a file taken out afterwards comes back whole. `./x fuzz practice-files` goes on for longer.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "what was tried is printed; a longer run keeps its time"
)]

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use fuzz::Mutator;

use crate::world::World;

/// Changes of each file with every run of the tests; the longer run goes by the clock.
const CHANGES: usize = 60;

#[tokio::test]
async fn a_spoiled_file_loses_nothing() {
    let setting = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seed = setting("SEED").unwrap_or(1);
    let longer = setting("SECONDS_MOST").map(|seconds| Duration::from_secs(seconds / 4));
    for what in ["sites", "services", "fitters", "sessions"] {
        // A place of its own each, so that what one kind of file leaves does not decide the next.
        let world = World::new().await;
        let path = format!("/practice/files/{what}");
        let good = world.get("manager", &path).await.body.into_bytes();
        let examples = [good.clone(), "a,b\n1,2\n".into(), good.repeat(3)];
        let mut mutator = Mutator::new(seed);
        let (began, mut tried) = (Instant::now(), 0);
        while longer.map_or(tried < CHANGES, |longer| began.elapsed() < longer) {
            let input = mutator.change(&good, &examples);
            let answer = world.send("manager", &path, &input).await;
            let said = String::from_utf8_lossy(&input);
            let told = match answer.status {
                StatusCode::OK => answer.says(&format!("{what} taken")),
                StatusCode::UNPROCESSABLE_ENTITY => answer.says("There is a problem"),
                _ => false,
            };
            assert!(told, "{what}, seed {seed}, change {tried}: {}\n{said}\n{}", answer.status, answer.body);
            tried += 1;
        }
        let out = world.get("manager", &path).await;
        assert_eq!(out.status, StatusCode::OK);
        assert_eq!(world.get("manager", "/practice").await.status, StatusCode::OK, "{what}, seed {seed}");
        let records = world.send("manager", &path, &out.body).await;
        assert!(
            records.says("The whole file was taken"),
            "{what}, seed {seed}: {}\n{}",
            out.body,
            records.body
        );
        assert_eq!(world.get("manager", &path).await.body, out.body, "{what}, seed {seed}");
        println!("{what}: {tried} spoiled files, seed {seed}");
    }
}
