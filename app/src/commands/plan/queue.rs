//! `roundtable plan queue`: exact figures, or a simulation as second opinion.

use cli::{Failure, Outcome};
use planning_rules::queue::{self, Interval, Model, Run};
use serde_json::{Map, Value, json};

use super::watching;

/// How long people wait in a queue.
#[derive(clap::Args)]
pub struct Queue {
    /// Which kind of queue.
    #[arg(long, value_enum)]
    model: Kind,
    /// Arrivals a unit of time.
    #[arg(long)]
    lambda: Option<f64>,
    /// Services a unit of time and server.
    #[arg(long)]
    mu: f64,
    /// Servers.
    #[arg(long, default_value_t = 1)]
    servers: usize,
    /// Room for people in all, those being served included (mmck).
    #[arg(long)]
    capacity: Option<usize>,
    /// Squared coefficient of variation of service times (mg1).
    #[arg(long, default_value_t = 1.0)]
    cv2: f64,
    /// Arrival rate and priority of each class, as in 1.5:1,3.0:2; priority 1 is the most urgent.
    #[arg(long)]
    classes: Option<String>,
    /// Exact formulas (the default).
    #[arg(long, conflicts_with = "simulate")]
    exact: bool,
    /// Simulate instead.
    #[arg(long)]
    simulate: bool,
    /// Customers in each replication.
    #[arg(long, default_value_t = 200_000)]
    customers: u64,
    /// Independent replications.
    #[arg(long, default_value_t = 30)]
    replications: u32,
    /// Where chance starts.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Confidence of the intervals.
    #[arg(long, default_value_t = 0.999)]
    confidence: f64,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Kind {
    /// Many servers, endless room.
    Mmc,
    /// Many servers, limited room.
    Mmck,
    /// One server, any service times.
    Mg1,
    /// Classes that go before one another.
    Priority,
}

/// Answers.
pub fn run(arguments: &Queue) -> Outcome {
    let began = watching::now();
    let model = model(arguments)?;
    let refused = |why: queue::Refusal| Failure::refused(why);
    let (measures, events) = if arguments.simulate {
        let run = Run {
            customers: arguments.customers,
            replications: arguments.replications,
            seed: arguments.seed,
        };
        let simulated = queue::simulate(&model, run, arguments.confidence).map_err(refused)?;
        (simulated.measures, simulated.events)
    } else {
        let exact = queue::exact(&model).map_err(refused)?;
        (exact.into_iter().map(|m| (m.name, Interval::exact(m.value))).collect(), 0)
    };
    if arguments.json {
        let interval = |i: &Interval| json!({"mean": i.mean, "low": i.low, "high": i.high});
        let named: Map<String, Value> =
            measures.iter().map(|(name, i)| (name.clone(), interval(i))).collect();
        return cli::json_line(&json!({
            "measures": named,
            "events": events,
            "cpu_seconds": watching::cpu_seconds(began),
        }));
    }
    for (name, i) in &measures {
        if arguments.simulate {
            cli::text_line(format_args!("{name} {:.6} ({:.6} to {:.6})", i.mean, i.low, i.high))?;
        } else {
            cli::text_line(format_args!("{name} {:.9}", i.mean))?;
        }
    }
    Ok(())
}

fn model(arguments: &Queue) -> Result<Model, Failure> {
    let lambda = || {
        arguments
            .lambda
            .ok_or_else(|| Failure::usage("--lambda is missing: give the arrivals a unit of time"))
    };
    let (mu, servers) = (arguments.mu, arguments.servers);
    Ok(match arguments.model {
        Kind::Mmc => Model::Mmc { lambda: lambda()?, mu, servers },
        Kind::Mmck => {
            let capacity =
                arguments.capacity.ok_or_else(|| Failure::usage("--capacity is missing: mmck needs it"))?;
            Model::Mmck { lambda: lambda()?, mu, servers, capacity }
        }
        Kind::Mg1 => Model::Mg1 { lambda: lambda()?, mu, cv2: arguments.cv2 },
        Kind::Priority => {
            let text = arguments.classes.as_deref();
            let text =
                text.ok_or_else(|| Failure::usage("--classes is missing: give them as in 1.5:1,3.0:2"))?;
            Model::Priority { lambdas: classes(text)?, mu, servers }
        }
    })
}

/// Arrival rates by priority; classes of one priority are served as one.
fn classes(text: &str) -> Result<Vec<f64>, Failure> {
    let wrong = |part: &str| {
        Failure::usage(format_args!("--classes: “{part}” is not rate:priority, as in 1.5:1,3.0:2"))
    };
    let mut by_priority = std::collections::BTreeMap::<u32, f64>::new();
    for part in text.split(',') {
        let (rate, priority) = part.split_once(':').ok_or_else(|| wrong(part))?;
        let rate: f64 = rate.trim().parse().map_err(|_| wrong(part))?;
        let priority: u32 = priority.trim().parse().map_err(|_| wrong(part))?;
        *by_priority.entry(priority).or_default() += rate;
    }
    Ok(by_priority.into_values().collect())
}

/// What a waiting list needs to meet its target.
#[derive(clap::Args)]
pub struct WaitingList {
    /// People added a week.
    #[arg(long)]
    demand: f64,
    /// People who can be seen a week.
    #[arg(long)]
    capacity: f64,
    /// People waiting now.
    #[arg(long)]
    waiting: f64,
    /// Weeks within which nearly everybody is to be seen.
    #[arg(long)]
    target_weeks: f64,
    /// The mean wait is to be the target over this.
    #[arg(long, default_value_t = 4.0)]
    factor: f64,
    /// Weeks in which a list that is too long is to be brought down.
    #[arg(long, default_value_t = 26.0)]
    relief_weeks: f64,
    /// Coefficient of variation of the times between additions.
    #[arg(long, default_value_t = 1.0)]
    cv_demand: f64,
    /// Coefficient of variation of the times between people being seen.
    #[arg(long, default_value_t = 1.0)]
    cv_capacity: f64,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

/// Answers.
pub fn waiting_list(arguments: &WaitingList) -> Outcome {
    let list = queue::WaitingList {
        demand: arguments.demand,
        capacity: arguments.capacity,
        waiting: arguments.waiting,
        target_weeks: arguments.target_weeks,
        factor: arguments.factor,
        relief_weeks: arguments.relief_weeks,
        cv_demand: arguments.cv_demand,
        cv_capacity: arguments.cv_capacity,
    };
    let answer = list.answer().map_err(Failure::refused)?;
    if arguments.json {
        return cli::json_line(&json!({
            "load": answer.load,
            "target_mean_wait": answer.target_mean_wait,
            "target_queue": answer.target_queue,
            "relief_capacity": answer.relief_capacity,
            "target_capacity": answer.target_capacity,
            "pressure": answer.pressure,
        }));
    }
    let relief = answer.relief_capacity.map_or_else(|| "not needed".to_owned(), |c| format!("{c:.2} a week"));
    cli::text_line(format_args!("demand over capacity {:.3}", answer.load))?;
    cli::text_line(format_args!("longest list that meets the target {:.1} people", answer.target_queue))?;
    cli::text_line(format_args!("relief capacity {relief}"))?;
    cli::text_line(format_args!("capacity that keeps the target {:.2} a week", answer.target_capacity))?;
    cli::text_line(format_args!("pressure {:.2} (above 1 the target will be missed)", answer.pressure))
}
