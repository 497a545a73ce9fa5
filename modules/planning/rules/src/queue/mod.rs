//! How long people wait: exact formulas first, then a simulator as second opinion, and what a waiting list needs.

mod agenda;
mod formulas;
mod interval;
mod simulate;
mod waiting_list;
mod warm_up;

pub use agenda::Agenda;
pub use formulas::{Measure, exact};
pub use interval::{Interval, student_t};
pub use simulate::{Run, Simulated, simulate};
pub use waiting_list::{WaitingList, WaitingListAnswer};
pub use warm_up::mser5;

use std::fmt;

/// A queue to ask about. Rates are per unit of time; times come out in the same unit.
#[derive(Clone, Debug, PartialEq)]
pub enum Model {
    /// M/M/c: arrivals at `lambda`, `servers` each serving at `mu`, endless room.
    Mmc {
        /// Arrivals a unit of time.
        lambda: f64,
        /// Services a unit of time and server.
        mu: f64,
        /// Servers.
        servers: usize,
    },
    /// M/M/c/K: the same with room for `capacity` people in all; who finds it full goes away.
    Mmck {
        /// Arrivals a unit of time.
        lambda: f64,
        /// Services a unit of time and server.
        mu: f64,
        /// Servers.
        servers: usize,
        /// Most people present, those being served included.
        capacity: usize,
    },
    /// M/G/1: one server whose times have mean 1/`mu` and squared coefficient of variation `cv2`.
    Mg1 {
        /// Arrivals a unit of time.
        lambda: f64,
        /// One over the mean service time.
        mu: f64,
        /// Variance over squared mean of the service time.
        cv2: f64,
    },
    /// M/M/c where class 1 goes before class 2 and so on, without interrupting anyone.
    Priority {
        /// Arrivals of each class a unit of time, most urgent first.
        lambdas: Vec<f64>,
        /// Services a unit of time and server, the same for every class.
        mu: f64,
        /// Servers.
        servers: usize,
    },
    /// Two M/M/c stations one after the other; after the second a share comes back to the first (Jackson 1957).
    Tandem {
        /// Arrivals from outside a unit of time.
        lambda: f64,
        /// Service rate of each station.
        mu: [f64; 2],
        /// Servers of each station.
        servers: [usize; 2],
        /// Share that comes back, from 0 to below 1.
        feedback: f64,
    },
}

/// Why a queue cannot be asked about.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// A rate that is not positive and finite, by its name.
    NotPositive(&'static str),
    /// No servers, or more than the formulas are made for.
    Servers(usize),
    /// Room for fewer people than there are servers.
    Capacity {
        /// Room.
        capacity: usize,
        /// Servers.
        servers: usize,
    },
    /// A share outside 0 to 1, or a negative variation.
    OutOfRange(&'static str),
    /// More comes in than can be served: the queue grows without end.
    Overload {
        /// Arrivals over what can be served.
        load: f64,
    },
    /// Too few customers or replications to say anything.
    TooFew(&'static str),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NotPositive(name) => write!(f, "{name} must be a positive finite number"),
            Refusal::Servers(servers) => write!(f, "{servers} servers: give from 1 to {SERVERS_MAX}"),
            Refusal::Capacity { capacity, servers } => {
                write!(
                    f,
                    "room for {capacity} is less than {servers} servers: give --capacity of at least {servers}"
                )
            }
            Refusal::OutOfRange(name) => write!(f, "{name} is out of range"),
            Refusal::Overload { load } => write!(
                f,
                "overloaded: {:.1}% of what can be served arrives, so the wait grows without end; add servers or reduce arrivals",
                load * 100.0
            ),
            Refusal::TooFew(what) => write!(f, "too few {what}: give more"),
        }
    }
}

impl std::error::Error for Refusal {}

const SERVERS_MAX: usize = 100_000;

impl Model {
    /// Refuses what no formula and no simulation can answer.
    pub fn check(&self) -> Result<(), Refusal> {
        let positive = |value: f64, name| {
            if value.is_finite() && value > 0.0 { Ok(()) } else { Err(Refusal::NotPositive(name)) }
        };
        let some = |servers| {
            if (1..=SERVERS_MAX).contains(&servers) { Ok(()) } else { Err(Refusal::Servers(servers)) }
        };
        let stable = |load: f64| if load < 1.0 { Ok(()) } else { Err(Refusal::Overload { load }) };
        match self {
            Model::Mmc { lambda, mu, servers } => {
                positive(*lambda, "lambda").and(positive(*mu, "mu")).and(some(*servers))?;
                stable(lambda / (mu * *servers as f64))
            }
            Model::Mmck { lambda, mu, servers, capacity } => {
                positive(*lambda, "lambda").and(positive(*mu, "mu")).and(some(*servers))?;
                if capacity < servers || *capacity > 10_000_000 {
                    return Err(Refusal::Capacity { capacity: *capacity, servers: *servers });
                }
                Ok(())
            }
            Model::Mg1 { lambda, mu, cv2 } => {
                positive(*lambda, "lambda").and(positive(*mu, "mu"))?;
                if !cv2.is_finite() || *cv2 < 0.0 {
                    return Err(Refusal::OutOfRange("cv2"));
                }
                stable(lambda / mu)
            }
            Model::Priority { lambdas, mu, servers } => {
                positive(*mu, "mu").and(some(*servers))?;
                if lambdas.is_empty() {
                    return Err(Refusal::TooFew("classes"));
                }
                lambdas.iter().try_for_each(|l| positive(*l, "the arrival rate of a class"))?;
                stable(lambdas.iter().sum::<f64>() / (mu * *servers as f64))
            }
            Model::Tandem { lambda, mu, servers, feedback } => {
                positive(*lambda, "lambda").and(positive(mu[0], "mu 1")).and(positive(mu[1], "mu 2"))?;
                some(servers[0]).and(some(servers[1]))?;
                if !(0.0..1.0).contains(feedback) {
                    return Err(Refusal::OutOfRange("feedback"));
                }
                let through = lambda / (1.0 - feedback);
                let load = |at: usize| through / (mu[at] * servers[at] as f64);
                stable(load(0).max(load(1)))
            }
        }
    }
}
