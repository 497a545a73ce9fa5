//! From what was typed to a question. Whatever is wrong, the numbers to ring stay on the page.

use emergency_rules::{Cycle, CycleDays, Question, UsedThisCycle};
use kernel::{Day, Moment};
use web::{Problems, Typed};

/// The fields of the page, carried along when the call is recorded so that the sum stays in sight.
pub(crate) const FIELDS: [&str; 14] = [
    "upsi[day]",
    "upsi[month]",
    "upsi[year]",
    "upsi_time",
    "period[day]",
    "period[month]",
    "period[year]",
    "cycle",
    "known",
    "used",
    "tablet",
    "birth[day]",
    "birth[month]",
    "birth[year]",
];

/// The question, or problems beside their fields.
pub(crate) fn question(typed: &Typed, now: Moment, problems: &mut Problems) -> Option<Question> {
    let first_upsi = first_upsi(typed, problems);
    let cycle = cycle(typed, now, problems);
    let used = used(typed, problems);
    let birth = match typed.date("birth") {
        None => Some(None),
        Some(_) => problems.day(typed, "birth", "the day of the birth").map(Some),
    };
    Some(Question { first_upsi: first_upsi?, cycle: cycle?, used: used?, birth: birth?, now })
}

fn first_upsi(typed: &Typed, problems: &mut Problems) -> Option<Moment> {
    let day = problems.day(typed, "upsi", "the day of the first unprotected sex in this cycle")?;
    match typed.word("upsi_time") {
        // Not known: the beginning of the day gives the shortest time, and so the safe one.
        None => Some(Moment::start_of(day)),
        Some(time) => moment(day, time, "upsi_time", problems),
    }
}

/// A time of the day as people type it: 22:00, 22.00, 9:05.
fn moment(day: Day, time: &str, field: &str, problems: &mut Problems) -> Option<Moment> {
    let (hour, minute) = time.split_once([':', '.']).unwrap_or((time, "00"));
    let read = format!("{day}T{hour:0>2}:{minute:0>2}").parse::<Moment>();
    read.map_err(|_| problems.add(field, "Enter a time as in 22:00, or leave it empty")).ok()
}

fn cycle(typed: &Typed, now: Moment, problems: &mut Problems) -> Option<Cycle> {
    let says_nothing = typed.date("period").is_none() && typed.word("cycle").is_none();
    if typed.text("known") == "no" || says_nothing {
        return Some(Cycle::Unknown);
    }
    let last_period = problems.day(typed, "period", "the first day of the last period");
    let days = problems.parse::<i64>(
        typed,
        "cycle",
        "Enter the shortest usual cycle in days, or say it is not known",
    );
    let shortest = CycleDays::new(days?, now.day());
    let shortest = shortest.map_err(|why| problems.add("cycle", why.to_string())).ok();
    Some(Cycle::Known { last_period: last_period?, shortest: shortest? })
}

fn used(typed: &Typed, problems: &mut Problems) -> Option<UsedThisCycle> {
    match typed.text("used") {
        "" | "nothing" => Some(UsedThisCycle::Nothing),
        "hormones" => Some(UsedThisCycle::Hormones),
        "levonorgestrel" => Some(UsedThisCycle::Levonorgestrel),
        "ulipristal" => match typed.word("tablet") {
            None => Some(UsedThisCycle::Hormones),
            Some(text) => match text.replace(' ', "T").parse() {
                Ok(taken) => Some(UsedThisCycle::Ulipristal { taken }),
                Err(_) => {
                    problems.add("tablet", "Enter day and time as in 2025-03-08 22:00, or leave it empty");
                    None
                }
            },
        },
        _ => {
            problems.add("used", "Choose what was used in this cycle");
            None
        }
    }
}
