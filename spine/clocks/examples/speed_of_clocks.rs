//! How many histories a second one core judges by five rule sets, by processor time:
//! `cargo run --release -p clocks --example speed_of_histories`.

#![allow(clippy::print_stdout, reason = "it prints its one result")]

use clocks::{Calendar, End, Owner, Rule, SlotState, Track, judge};
use kernel::Day;
use lawbook::{date, shipped};

const ROUNDS: i32 = 3_000_000;
const RULES: [&str; 5] = ["GP-28", "CL-5c", "CL-5w", "OFFER-14", "HARM"];

fn main() {
    let calendar = Calendar::england();
    let rules: Vec<Rule> =
        RULES.iter().filter_map(|id| shipped::rule_set(id)).filter_map(|set| Rule::of(&set).ok()).collect();
    let mut track = Track::default();
    let first = date(2024, 1, 1);
    for (what, with_parts) in [("journeys", false), ("journeys and each organisation's part", true)] {
        let begun = cpu_nanos();
        let mut days = 0_i64;
        for round in 0..ROUNDS {
            let sent = first + round % 700;
            tell(&mut track, sent, round % 4);
            let as_of = sent + 60;
            days += judged(&track, &rules, as_of, &calendar, with_parts);
        }
        let seconds = (cpu_nanos() - begun) as f64 / 1e9;
        let a_second = f64::from(ROUNDS) / seconds;
        println!(
            "{a_second:.0} histories/s a core, {} rule sets, {what} (days counted: {days})",
            rules.len()
        );
    }
}

/// One of four lives: fitted plainly; declined and waited; redirected and deferred; asked for more and withdrawn.
fn tell(track: &mut Track, sent: Day, kind: i32) {
    track.begin(sent);
    match kind {
        0 => {
            track.offer(sent + 9, true);
            track.offer(sent + 11, true);
            track.finish(sent + 9, End::Done);
        }
        1 => {
            track.offer(sent + 7, true);
            track.offer(sent + 9, true);
            track.mark_slots(sent + 7, SlotState::Spent);
            track.mark_slots(sent + 9, SlotState::Spent);
            track.own(Owner::Patient, sent + 7, Some(sent + 28));
            track.offer(sent + 30, false);
            track.finish(sent + 30, End::Done);
        }
        2 => {
            track.hand_over(sent + 3);
            track.own(Owner::Clinical, sent + 5, Some(sent + 17));
            track.stop_owning(Owner::Clinical, sent + 15);
            track.offer(sent + 21, false);
            track.finish(sent + 21, End::Done);
        }
        _ => {
            track.own(Owner::Sender, sent + 1, None);
            track.host_owns(sent + 8);
            track.offer(sent + 17, false);
            track.finish(sent + 15, End::Left);
        }
    }
}

fn judged(track: &Track, rules: &[Rule], as_of: Day, calendar: &Calendar, with_parts: bool) -> i64 {
    let mut days = 0;
    let journey = track.journey();
    for rule in rules {
        days += i64::from(judge(rule, track, &journey, as_of, calendar).score.days.unwrap_or_default());
    }
    if with_parts {
        for part in track.segments() {
            for rule in rules {
                days += i64::from(judge(rule, track, &part, as_of, calendar).score.days.unwrap_or_default());
            }
        }
    }
    days + i64::from(track.owner_days(&journey, as_of).host)
}

/// Nanoseconds this thread has spent on a processor, as Linux keeps them; nothing elsewhere.
fn cpu_nanos() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or_default()
}
