//! How many whole histories a second one core reads and judges by five rule sets, every event checked, by processor
//! time: `cargo run --release -p referrals-rules --example speed_of_histories`.

#![allow(clippy::print_stdout, reason = "it prints its one result")]

use clocks::{Calendar, Rule, judge};
use kernel::Day;
use lawbook::{date, shipped};
use referrals_rules::life::{Course, Event, Party, Refusal};

const ROUNDS: i32 = 2_000_000;
const RULES: [&str; 5] = ["GP-28", "CL-5c", "CL-5w", "OFFER-14", "HARM"];

fn main() -> Result<(), Refusal> {
    let calendar = Calendar::england();
    let rules: Vec<Rule> =
        RULES.iter().filter_map(|id| shipped::rule_set(id)).filter_map(|set| Rule::of(&set).ok()).collect();
    let mut course = Course::draft();
    let begun = cpu_nanos();
    let (mut days, mut events) = (0_i64, 0_u64);
    for round in 0..ROUNDS {
        let sent = date(2024, 1, 1) + round % 700;
        course.begin();
        events += if round % 2 == 0 {
            plain(&mut course, sent, &calendar)?
        } else {
            waiting(&mut course, sent, &calendar)?
        };
        let journey = course.track().journey();
        for rule in &rules {
            let standing = judge(rule, course.track(), &journey, sent + 60, &calendar);
            days += i64::from(standing.score.days.unwrap_or_default());
        }
    }
    let seconds = (cpu_nanos() - begun) as f64 / 1e9;
    println!(
        "| clock verdicts, {:.1} checked events a history, {} rule sets ({days} days counted) | {:.0} histories/s a core | – | 1,000,000/s |",
        events as f64 / f64::from(ROUNDS),
        rules.len(),
        f64::from(ROUNDS) / seconds,
    );
    Ok(())
}

fn record(course: &mut Course, calendar: &Calendar, events: &[(Day, Event<'_>)]) -> Result<u64, Refusal> {
    for (on, event) in events {
        course.record(*on, event, calendar)?;
    }
    Ok(events.len() as u64)
}

fn plain(course: &mut Course, sent: Day, calendar: &Calendar) -> Result<u64, Refusal> {
    let slots = [sent + 9, sent + 11];
    record(
        course,
        calendar,
        &[
            (sent, Event::Sent { to: Party(0) }),
            (sent + 1, Event::Accepted),
            (sent + 2, Event::Offered { slots: &slots }),
            (sent + 2, Event::Booked { slot: sent + 9 }),
            (sent + 9, Event::Fitted),
        ],
    )
}

fn waiting(course: &mut Course, sent: Day, calendar: &Calendar) -> Result<u64, Refusal> {
    let slots = [sent + 7, sent + 9];
    let later = [sent + 30];
    record(
        course,
        calendar,
        &[
            (sent, Event::Sent { to: Party(0) }),
            (sent + 1, Event::Accepted),
            (sent + 2, Event::Offered { slots: &slots }),
            (sent + 3, Event::WaitingPatient { declined: &slots, available_from: sent + 28 }),
            (sent + 17, Event::Offered { slots: &later }),
            (sent + 17, Event::Booked { slot: sent + 30 }),
            (sent + 30, Event::Fitted),
        ],
    )
}

/// Nanoseconds this thread has spent on a processor, as Linux keeps them; nothing elsewhere.
fn cpu_nanos() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or_default()
}
