//! A simulated queue as second opinion on the formulas: independent replications, each with its own streams of chance
//! for arrivals, services and routes, so that two settings can be compared on the same luck.

use std::collections::VecDeque;

use rayon::prelude::*;

use super::{Agenda, Interval, Model, Refusal};
use crate::Chance;

/// How long to simulate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Customers counted in each replication, after a warm-up of a tenth of as many again.
    pub customers: u64,
    /// Independent replications.
    pub replications: u32,
    /// Where chance starts.
    pub seed: u64,
}

/// What a simulation found.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulated {
    /// Each measure with its interval, by name.
    pub measures: Vec<(String, Interval)>,
    /// Arrivals and departures simulated.
    pub events: u64,
}

/// Simulates; each interval holds the true value with the given confidence (0.999 for the acceptance tests).
pub fn simulate(model: &Model, run: Run, confidence: f64) -> Result<Simulated, Refusal> {
    model.check()?;
    if run.customers < 10 {
        return Err(Refusal::TooFew("customers"));
    }
    if run.replications < 2 {
        return Err(Refusal::TooFew("replications"));
    }
    if !(0.0..1.0).contains(&confidence) || confidence == 0.0 {
        return Err(Refusal::OutOfRange("confidence"));
    }
    let one = |replication: u32| Station::new(model, run.seed, replication).run(run.customers);
    let replications: Vec<Tally> = (0..run.replications).into_par_iter().map(one).collect();
    let events = replications.iter().map(|t| t.events).sum();
    let names = names(model);
    let measures = names
        .into_iter()
        .map(|(name, measure)| {
            let values: Vec<f64> = replications.iter().map(|t| t.value(measure)).collect();
            (name, Interval::of_means(&values, confidence))
        })
        .collect();
    Ok(Simulated { measures, events })
}

/// Which figure of a tally a name asks for.
#[derive(Clone, Copy)]
enum Asked {
    Wait,
    WaitOf(usize),
    Waits,
    WaitsOverOne,
    InQueue,
    Blocked,
}

fn names(model: &Model) -> Vec<(String, Asked)> {
    let named = |name: &str, asked| (name.to_owned(), asked);
    match model {
        Model::Mmc { .. } => vec![
            named("mean_wait", Asked::Wait),
            named("prob_wait", Asked::Waits),
            named("prob_wait_more_than_1", Asked::WaitsOverOne),
            named("mean_in_queue", Asked::InQueue),
        ],
        Model::Mg1 { .. } => vec![
            named("mean_wait", Asked::Wait),
            named("prob_wait", Asked::Waits),
            named("mean_in_queue", Asked::InQueue),
        ],
        Model::Mmck { .. } => vec![
            named("prob_block", Asked::Blocked),
            named("mean_wait_of_admitted", Asked::Wait),
            named("mean_in_queue", Asked::InQueue),
        ],
        Model::Priority { lambdas, .. } => (0..lambdas.len())
            .map(|class| (format!("mean_wait_class_{}", class + 1), Asked::WaitOf(class)))
            .chain([named("mean_wait", Asked::Wait)])
            .collect(),
        Model::Tandem { .. } => vec![
            named("mean_wait_per_visit_1", Asked::WaitOf(0)),
            named("mean_wait_per_visit_2", Asked::WaitOf(1)),
        ],
    }
}

/// What one replication counted.
#[derive(Clone, Debug, Default)]
struct Tally {
    events: u64,
    arrived: u64,
    blocked: u64,
    served: Vec<u64>,
    wait: Vec<f64>,
    waited: u64,
    waited_over_one: u64,
    in_queue: f64,
    time: f64,
}

impl Tally {
    fn value(&self, asked: Asked) -> f64 {
        let served: u64 = self.served.iter().sum();
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        match asked {
            Asked::Wait => share(self.wait.iter().sum(), served as f64),
            Asked::WaitOf(line) => share(self.wait[line], self.served[line] as f64),
            Asked::Waits => share(self.waited as f64, served as f64),
            Asked::WaitsOverOne => share(self.waited_over_one as f64, served as f64),
            Asked::InQueue => share(self.in_queue, self.time),
            Asked::Blocked => share(self.blocked as f64, self.arrived as f64),
        }
    }
}

#[derive(Clone, Copy)]
enum Event {
    Arrival,
    Departure(u32),
}

/// How long a service takes, as a multiple of its mean.
#[derive(Clone, Copy)]
enum Shape {
    Exponential,
    Fixed,
    /// A mixture of k − 1 and k exponential stages (cv2 below 1).
    Stages {
        fewer: f64,
        stages: u32,
        scale: f64,
    },
    /// Two kinds of customer with balanced means (cv2 above 1).
    TwoKinds {
        quick: f64,
        quick_mean: f64,
        slow_mean: f64,
    },
}

impl Shape {
    fn of(cv2: f64) -> Shape {
        if cv2 == 0.0 {
            return Shape::Fixed;
        }
        if (cv2 - 1.0).abs() < 1e-12 {
            return Shape::Exponential;
        }
        if cv2 > 1.0 {
            let quick = 0.5 * (1.0 + ((cv2 - 1.0) / (cv2 + 1.0)).sqrt());
            return Shape::TwoKinds { quick, quick_mean: 0.5 / quick, slow_mean: 0.5 / (1.0 - quick) };
        }
        // Tijms (2003), Erlang(k − 1, k): k is the least with 1/k ≤ cv2.
        let stages = (1.0 / cv2).ceil();
        let fewer =
            (stages * cv2 - (stages * (1.0 + cv2) - stages * stages * cv2).max(0.0).sqrt()) / (1.0 + cv2);
        Shape::Stages { fewer, stages: stages as u32, scale: 1.0 / (stages - fewer) }
    }

    #[inline]
    fn draw(self, chance: &mut Chance) -> f64 {
        match self {
            Shape::Exponential => chance.exponential(),
            Shape::Fixed => 1.0,
            Shape::Stages { fewer, stages, scale } => {
                let stages = if chance.fraction() <= fewer { stages - 1 } else { stages };
                scale * (0..stages).map(|_| chance.exponential()).sum::<f64>()
            }
            Shape::TwoKinds { quick, quick_mean, slow_mean } => {
                let mean = if chance.fraction() <= quick { quick_mean } else { slow_mean };
                mean * chance.exponential()
            }
        }
    }
}

/// One or two stations. A `line` is a class at the only station, or the station itself in a tandem.
struct Station {
    agenda: Agenda<Event>,
    lines: Vec<VecDeque<f64>>,
    free: [usize; 2],
    class_shares: Vec<f64>,
    between_arrivals: f64,
    service_mean: [f64; 2],
    shape: Shape,
    room: usize,
    tandem: bool,
    feedback: f64,
    arrivals: Chance,
    services: Chance,
    routes: Chance,
    waiting: usize,
    now: f64,
    tally: Tally,
}

impl Station {
    fn new(model: &Model, seed: u64, replication: u32) -> Station {
        let one =
            |lambda: f64, mu: f64, servers: usize| (vec![lambda], [mu, mu], [servers, 0], Shape::Exponential);
        let (lambdas, mu, free, shape) = match model {
            Model::Mmc { lambda, mu, servers } | Model::Mmck { lambda, mu, servers, .. } => {
                one(*lambda, *mu, *servers)
            }
            Model::Mg1 { lambda, mu, cv2 } => (vec![*lambda], [*mu, *mu], [1, 0], Shape::of(*cv2)),
            Model::Priority { lambdas, mu, servers } => {
                (lambdas.clone(), [*mu, *mu], [*servers, 0], Shape::Exponential)
            }
            Model::Tandem { lambda, mu, servers, .. } => (vec![*lambda], *mu, *servers, Shape::Exponential),
        };
        let room =
            if let Model::Mmck { servers, capacity, .. } = model { capacity - servers } else { usize::MAX };
        let tandem = matches!(model, Model::Tandem { .. });
        let feedback = if let Model::Tandem { feedback, .. } = model { *feedback } else { 0.0 };
        let all: f64 = lambdas.iter().sum();
        let mut so_far = 0.0;
        let shares = lambdas.iter().map(|l| {
            so_far += l / all;
            so_far
        });
        let lines = if tandem { 2 } else { lambdas.len() };
        let stream = |purpose: u64| Chance::new(seed, u64::from(replication) * 8 + purpose);
        Station {
            agenda: Agenda::default(),
            lines: vec![VecDeque::new(); lines],
            free,
            class_shares: shares.collect(),
            between_arrivals: 1.0 / all,
            service_mean: [1.0 / mu[0], 1.0 / mu[1]],
            shape,
            room,
            tandem,
            feedback,
            arrivals: stream(1),
            services: stream(2),
            routes: stream(3),
            waiting: 0,
            now: 0.0,
            tally: Tally { served: vec![0; lines], wait: vec![0.0; lines], ..Tally::default() },
        }
    }

    fn run(mut self, customers: u64) -> Tally {
        self.agenda.put(self.between_arrivals * self.arrivals.exponential(), Event::Arrival);
        let warm_up = customers / 10;
        let mut events = 0;
        let mut arrived = 0;
        while let Some((time, event)) = self.agenda.next() {
            self.tally.in_queue += self.waiting as f64 * (time - self.now);
            self.tally.time += time - self.now;
            self.now = time;
            events += 1;
            match event {
                Event::Arrival => {
                    let next = time + self.between_arrivals * self.arrivals.exponential();
                    self.agenda.replace_next(next, Event::Arrival);
                    arrived += 1;
                    self.arrive();
                    if arrived == warm_up {
                        self.forget();
                    }
                    if arrived == warm_up + customers {
                        break;
                    }
                }
                Event::Departure(station) => self.depart(station as usize),
            }
        }
        self.tally.events = events;
        self.tally
    }

    /// Ends the warm-up: what was counted so far does not count.
    fn forget(&mut self) {
        let lines = self.lines.len();
        self.tally = Tally { served: vec![0; lines], wait: vec![0.0; lines], ..Tally::default() };
    }

    #[inline]
    fn arrive(&mut self) {
        self.tally.arrived += 1;
        let class = if self.class_shares.len() > 1 {
            let share = self.routes.fraction();
            self.class_shares.iter().position(|s| share <= *s).unwrap_or(self.class_shares.len() - 1)
        } else {
            0
        };
        if self.free[0] == 0 && self.waiting >= self.room {
            self.tally.blocked += 1;
            return;
        }
        self.join(0, class);
    }

    /// Comes to a station: served at once or put in line.
    #[inline]
    fn join(&mut self, station: usize, line: usize) {
        if self.free[station] > 0 {
            self.free[station] -= 1;
            self.count(line, 0.0);
            let done = self.now + self.service_mean[station] * self.shape.draw(&mut self.services);
            self.agenda.put(done, Event::Departure(station as u32));
        } else {
            self.waiting += 1;
            self.lines[line].push_back(self.now);
        }
    }

    /// A service ends: the next in line begins, and in a tandem who was served goes on.
    #[inline]
    fn depart(&mut self, station: usize) {
        let lines = if self.tandem { station..station + 1 } else { 0..self.lines.len() };
        let mut next = None;
        for line in lines {
            if let Some(since) = self.lines[line].pop_front() {
                next = Some((line, since));
                break;
            }
        }
        match next {
            Some((line, since)) => {
                self.waiting -= 1;
                self.count(line, self.now - since);
                let done = self.now + self.service_mean[station] * self.shape.draw(&mut self.services);
                self.agenda.replace_next(done, Event::Departure(station as u32));
            }
            None => {
                self.free[station] += 1;
                self.agenda.take();
            }
        }
        if self.tandem {
            if station == 0 {
                self.join(1, 1);
            } else if self.routes.fraction() <= self.feedback {
                self.join(0, 0);
            }
        }
    }

    #[inline]
    fn count(&mut self, line: usize, wait: f64) {
        self.tally.served[line] += 1;
        self.tally.wait[line] += wait;
        self.tally.waited += u64::from(wait > 0.0);
        self.tally.waited_over_one += u64::from(wait > 1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::super::exact;
    use super::*;

    /// Every exact figure must lie inside its 99.99% interval.
    fn agrees(model: &Model, customers: u64) {
        let run = Run { customers, replications: 16, seed: 11 };
        let simulated = simulate(model, run, 0.9999).unwrap();
        for measure in exact(model).unwrap() {
            let (_, interval) = simulated.measures.iter().find(|(name, _)| *name == measure.name).unwrap();
            assert!(
                interval.low <= measure.value && measure.value <= interval.high,
                "{model:?} {measure:?} {interval:?}"
            );
        }
    }

    #[test]
    fn the_second_opinion_agrees_with_the_formulas() {
        agrees(&Model::Mmc { lambda: 4.0, mu: 1.0, servers: 5 }, 60_000);
        agrees(&Model::Mmck { lambda: 5.0, mu: 1.0, servers: 4, capacity: 10 }, 60_000);
        for cv2 in [0.0, 0.2, 0.5, 0.7, 1.0, 4.0] {
            agrees(&Model::Mg1 { lambda: 0.5, mu: 1.0, cv2 }, 60_000);
        }
        agrees(&Model::Priority { lambdas: vec![1.5, 2.0], mu: 1.0, servers: 5 }, 60_000);
        agrees(&Model::Tandem { lambda: 2.0, mu: [3.0, 1.0], servers: [1, 4], feedback: 0.1 }, 60_000);
    }

    #[test]
    fn a_seed_gives_one_answer() {
        let model = Model::Mmc { lambda: 0.5, mu: 1.0, servers: 1 };
        let run = Run { customers: 1000, replications: 3, seed: 5 };
        assert_eq!(simulate(&model, run, 0.95), simulate(&model, run, 0.95));
        assert_ne!(simulate(&model, run, 0.95), simulate(&model, Run { seed: 6, ..run }, 0.95));
    }

    #[test]
    fn too_little_is_refused() {
        let model = Model::Mmc { lambda: 0.5, mu: 1.0, servers: 1 };
        assert!(simulate(&model, Run { customers: 1, replications: 3, seed: 5 }, 0.95).is_err());
        assert!(simulate(&model, Run { customers: 100, replications: 1, seed: 5 }, 0.95).is_err());
    }
}
