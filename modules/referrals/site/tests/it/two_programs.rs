//! Two programs on one database: each looks every hour for what time calls for, at the same moment, and nothing is done twice.
//! Left out, by name, where no PostgreSQL server is named.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops where it is wrong, and says when it is left out"
)]

use std::sync::Arc;

use axum::http::StatusCode;
use journal::{Journal, Settings, verify};
use kernel::Clock as _;
use policy::Rulebook;
use rand::{Rng as _, SeedableRng as _};
use referrals_site::upkeep::{self, Ticked};
use referrals_site::{retention, succession};

use crate::person::program;
use crate::stories::placed;
use crate::successions::agree;
use crate::world::{MODULES, World, keys};

/// One more program on the place of that world.
fn second(world: &World) -> Journal {
    let mut chance = rand_pcg::Pcg64::seed_from_u64(23);
    Journal::open(Settings {
        database: engines::at(&world.file),
        keys: keys(),
        rulebook: Arc::new(Rulebook::shipped().unwrap()),
        clock: world.clock.clone(),
        modules: MODULES,
        chance: Box::new(move || u128::from(chance.next_u64()) << 64 | u128::from(chance.next_u64())),
    })
    .unwrap()
}

/// The hour of both, at once.
fn both(world: &World, other: &Journal) -> (Ticked, Ticked) {
    let hour = |journal: &Journal| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            directory_site::succession::tick(journal, &program(world)).await.unwrap();
            succession::tick(journal, &program(world)).await.unwrap();
            retention::carry_out(journal, &program(world)).await.unwrap();
            upkeep::tick(journal, &program(world)).await.unwrap()
        })
    };
    std::thread::scope(|scope| {
        let theirs = scope.spawn(|| hour(other));
        (hour(&world.journal), theirs.join().unwrap())
    })
}

fn count(world: &World, sql: &str) -> i64 {
    engines::count(&engines::at(&world.file), sql)
}

#[test]
fn two_programs_do_what_time_calls_for_once() {
    if engines::engine() != engines::Engine::Postgres {
        println!("skipped: two programs on one database, which needs a PostgreSQL server: ./x test postgres");
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let world = World::new();
    let mut host = None;
    runtime.block_on(async {
        for nth in 0..4 {
            let (ask, nurse, to) = placed(&world).await;
            host = Some(to);
            if nth % 2 == 0 {
                let version = world.get(&nurse, &ask).await.hidden("version");
                let fields =
                    [("version", version.as_str()), ("move", "withdraw"), ("withdraw_reason", "other")];
                let done = world.post(&nurse, &format!("{ask}/move"), &fields).await;
                assert_eq!(done.status, StatusCode::SEE_OTHER);
            }
        }
    });
    let other = second(&world);

    // Two unread asks are alarmed, each once; two answered ones are closed by silence, each once.
    world.clock.set(world.clock.now().plus_hours(30 * 24));
    for _ in 0..3 {
        both(&world, &other);
    }
    assert_eq!(count(&world, "select count(*) from referral_alarm"), 2);
    let facts =
        |kind: &str| count(&world, &format!("select count(*) from journal_fact where kind = '{kind}'"));
    assert_eq!(facts("alarm-raised.1"), 2);
    assert_eq!(count(&world, "select count(*) from referral_move where kind = 'closed'"), 2);

    // The host's work goes over, carried by whichever comes first.
    let (from, to) = (host.unwrap(), world.sender(1));
    runtime.block_on(async {
        let office = world.county.place.organisations.office[0].code;
        let (a, b, on) = (from.to_string(), to.to_string(), world.clock.now().day().to_string());
        let fields = [
            ("organisation", a.as_str()),
            ("successor", b.as_str()),
            ("on", on.as_str()),
            ("why", "The contract passed on"),
        ];
        let administrator = world.who(office, "administrator");
        assert_eq!(world.post(&administrator, "/successions", &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(agree(&world, from, to).await.status, StatusCode::SEE_OTHER);
    });
    for _ in 0..2 {
        both(&world, &other);
    }
    assert_eq!(facts("succession-carried.1"), 1);
    assert_eq!(count(&world, "select count(*) from referral_move where kind = 'succeeded'"), 4);
    let verified = verify(engines::at(&world.file), &keys(), MODULES).unwrap();
    assert!(verified.findings.is_empty(), "{:?}", verified.findings.first());
}
