//! `roundtable emergency-coil`: until when a copper coil can be fitted as emergency contraception, with the workings.

use clap::Args;
use cli::{Failure, Outcome};
use emergency_rules::{Answer, Cycle, CycleDays, Question, UsedThisCycle, last_safe_time};
use kernel::{Day, Moment, MomentRefused};

/// Until when a copper coil can be fitted as emergency contraception. It never decides and never queues: ring.
#[derive(Args)]
pub struct EmergencyCoil {
    /// When unprotected sex first happened in this cycle, as in 2025-03-08T22:00 (English time).
    #[arg(long, value_name = "TIME")]
    first_upsi: String,
    /// The first day of the last period.
    #[arg(long, value_name = "DATE", requires = "shortest_cycle", conflicts_with = "cycle_unknown")]
    last_period: Option<Day>,
    /// The shortest usual cycle, in days.
    #[arg(long, value_name = "DAYS", requires = "last_period", allow_negative_numbers = true)]
    shortest_cycle: Option<i64>,
    /// The cycle is irregular or not known. The same is taken where neither date nor days are given.
    #[arg(long)]
    cycle_unknown: bool,
    /// A hormonal method or an oral emergency method was used in this cycle.
    #[arg(long)]
    hormonal_this_cycle: bool,
    /// The day of the last birth, where there was one lately.
    #[arg(long, value_name = "DATE")]
    birth: Option<Day>,
    /// The time to answer for.
    #[arg(long, value_name = "TIME")]
    now: String,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

/// What `--json` prints. The field names are a promise to other programs.
#[derive(serde::Serialize)]
struct Printed {
    last_safe: String,
    basis: emergency_rules::Basis,
    hours_left: f64,
    open: bool,
    workings: Vec<String>,
}

/// Answers, or refuses dates that do not fit with the numbers in the line.
pub fn run(arguments: &EmergencyCoil) -> Outcome {
    let answer = last_safe_time(&question(arguments)?).map_err(Failure::refused)?;
    if arguments.json { cli::json_line(&printed(&answer)) } else { in_words(&answer) }
}

fn question(arguments: &EmergencyCoil) -> Result<Question, Failure> {
    let now = moment("--now", &arguments.now)?;
    let first_upsi = moment("--first-upsi", &arguments.first_upsi)?;
    let cycle = match (arguments.last_period, arguments.shortest_cycle) {
        (Some(last_period), Some(days)) => {
            let shortest = CycleDays::new(days, now.day()).map_err(Failure::refused)?;
            Cycle::Known { last_period, shortest }
        }
        (None, _) | (_, None) => Cycle::Unknown,
    };
    let used = if arguments.hormonal_this_cycle { UsedThisCycle::Hormones } else { UsedThisCycle::Nothing };
    Ok(Question { first_upsi, cycle, used, birth: arguments.birth, now })
}

/// A time that cannot be read is bad usage; one that a clock change skips or repeats is refused, with what to write instead.
fn moment(option: &str, text: &str) -> Result<Moment, Failure> {
    text.parse().map_err(|why: MomentRefused| {
        let line = format!("{option}: {why}");
        match why {
            MomentRefused::Unreadable(_) => Failure::usage(line),
            MomentRefused::SkippedByClockChange(_) | MomentRefused::RepeatedByClockChange(_) => {
                Failure::refused(line)
            }
        }
    })
}

fn printed(answer: &Answer) -> Printed {
    Printed {
        last_safe: answer.last_safe.in_london(),
        basis: answer.basis,
        hours_left: answer.hours_left(),
        open: answer.open(),
        workings: answer.workings.iter().map(ToString::to_string).collect(),
    }
}

fn in_words(answer: &Answer) -> Outcome {
    cli::text_line(answer.in_a_line())?;
    cli::text_line("")?;
    for step in &answer.workings {
        cli::text_line(format_args!("- {step}"))?;
    }
    cli::text_line("")?;
    cli::text_line(
        "This is a sum with dates, not advice: a clinician decides. The sooner it is fitted, the better.",
    )
}
