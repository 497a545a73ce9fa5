//! What a decision costs, remembered and not: `cargo run --release -p policy --example speed_of_policy`.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a bench reads the clock and prints")]

use std::hint::black_box;
use std::time::Instant;

use kernel::{SeatId, UserId};
use policy::{Actor, Kind, OrgKind, Permit, Relations, Role, Rulebook, Subject};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let loaded = Instant::now();
    let rulebook = Rulebook::shipped()?;
    println!("read and check the policies  {:>9.1} ms", loaded.elapsed().as_secs_f64() * 1e3);
    let actor = Actor {
        user: UserId::from_bits(1),
        seat: SeatId::from_bits(2),
        org: "Y01234".parse()?,
        org_kind: OrgKind::Practice,
        role: Role::Clinician,
        second_factor: true,
    };
    let questions: Vec<(Permit, Subject)> = Permit::ALL
        .iter()
        .filter(|permit| permit.kind() == Kind::Ask)
        .flat_map(|permit| {
            Kind::Ask.relations().subsets().step_by(7).map(|r| (*permit, Subject::new(Kind::Ask, r)))
        })
        .collect();
    let first = Instant::now();
    for (permit, subject) in &questions {
        let _ = black_box(rulebook.decide(&actor, *permit, *subject));
    }
    println!(
        "first time  {:>9.0} ns a decision ({} decisions)",
        per(first, questions.len()),
        questions.len()
    );
    let rounds = 500;
    let again = Instant::now();
    for _ in 0..rounds {
        for (permit, subject) in &questions {
            let _ = black_box(rulebook.decide(black_box(&actor), *permit, *subject));
        }
    }
    println!(
        "remembered  {:>9.1} ns a decision, {} tuples",
        per(again, rounds * questions.len()),
        questions.len()
    );
    let one = Subject::new(Kind::Ask, Relations::SENDER | Relations::AGREEMENT_IN_FORCE);
    let same = Instant::now();
    for _ in 0..2_000_000 {
        let _ = black_box(rulebook.decide(black_box(&actor), Permit::PlaceAsk, one));
    }
    println!("the same one{:>9.1} ns a decision", per(same, 2_000_000));
    Ok(())
}

fn per(since: Instant, times: usize) -> f64 {
    since.elapsed().as_secs_f64() * 1e9 / times as f64
}
