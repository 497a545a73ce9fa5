//! Exact means. Sources: Erlang 1917 (B and C); Pollaczek 1930 and Khinchine 1932 (M/G/1); Cobham 1954, Kella and
//! Yechiali 1985 (non-preemptive priorities with equal service rates); Jackson 1957 (networks).

use super::{Model, Refusal};

/// A named figure of a queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Its name, as in `mean_wait`.
    pub name: String,
    /// Its value.
    pub value: f64,
}

/// The exact figures of a queue.
pub fn exact(model: &Model) -> Result<Vec<Measure>, Refusal> {
    model.check()?;
    Ok(match model {
        Model::Mmc { lambda, mu, servers } => mmc(*lambda, *mu, *servers),
        Model::Mmck { lambda, mu, servers, capacity } => mmck(*lambda, *mu, *servers, *capacity),
        Model::Mg1 { lambda, mu, cv2 } => {
            let load = lambda / mu;
            let mean_wait = load * (1.0 + cv2) / (2.0 * (1.0 - load)) / mu;
            vec![
                measure("mean_wait", mean_wait),
                measure("prob_wait", load),
                measure("mean_in_queue", lambda * mean_wait),
            ]
        }
        Model::Priority { lambdas, mu, servers } => priority(lambdas, *mu, *servers),
        Model::Tandem { lambda, mu, servers, feedback } => {
            let through = lambda / (1.0 - feedback);
            let wait = |at: usize| {
                let servers = servers[at];
                erlang_c(through / mu[at], servers) / (servers as f64 * mu[at] - through)
            };
            vec![measure("mean_wait_per_visit_1", wait(0)), measure("mean_wait_per_visit_2", wait(1))]
        }
    })
}

fn measure(name: &str, value: f64) -> Measure {
    Measure { name: name.to_owned(), value }
}

/// The share turned away where nobody can wait: Erlang B, by its stable recursion.
fn erlang_b(offered: f64, servers: usize) -> f64 {
    (1..=servers).fold(1.0, |blocked, n| offered * blocked / (n as f64 + offered * blocked))
}

/// The share that must wait: Erlang C.
fn erlang_c(offered: f64, servers: usize) -> f64 {
    let blocked = erlang_b(offered, servers);
    let load = offered / servers as f64;
    blocked / (1.0 - load * (1.0 - blocked))
}

fn mmc(lambda: f64, mu: f64, servers: usize) -> Vec<Measure> {
    let waits = erlang_c(lambda / mu, servers);
    let spare = servers as f64 * mu - lambda;
    let mean_wait = waits / spare;
    vec![
        measure("mean_wait", mean_wait),
        measure("prob_wait", waits),
        measure("prob_wait_more_than_1", waits * (-spare).exp()),
        measure("mean_in_queue", lambda * mean_wait),
    ]
}

/// Birth and death: probabilities of 0..=K present, scaled as they are made so that nothing overflows.
fn mmck(lambda: f64, mu: f64, servers: usize, capacity: usize) -> Vec<Measure> {
    let offered = lambda / mu;
    let (mut term, mut total, mut waiting) = (1.0f64, 1.0f64, 0.0f64);
    for present in 1..=capacity {
        term *= offered / present.min(servers) as f64;
        total += term;
        waiting += term * present.saturating_sub(servers) as f64;
        if total > 1e200 {
            term /= 1e200;
            total /= 1e200;
            waiting /= 1e200;
        }
    }
    let blocked = term / total;
    let in_queue = waiting / total;
    let admitted = lambda * (1.0 - blocked);
    vec![
        measure("prob_block", blocked),
        measure("mean_wait_of_admitted", if admitted > 0.0 { in_queue / admitted } else { 0.0 }),
        measure("mean_in_queue", in_queue),
    ]
}

fn priority(lambdas: &[f64], mu: f64, servers: usize) -> Vec<Measure> {
    let all: f64 = lambdas.iter().sum();
    let room = servers as f64 * mu;
    let residual = erlang_c(all / mu, servers) / room;
    let mut before = 0.0;
    let mut measures = Vec::new();
    let mut mean_wait = 0.0;
    for (class, lambda) in lambdas.iter().enumerate() {
        let with = before + lambda / room;
        let wait = residual / ((1.0 - before) * (1.0 - with));
        measures.push(measure(&format!("mean_wait_class_{}", class + 1), wait));
        mean_wait += wait * lambda / all;
        before = with;
    }
    measures.push(measure("mean_wait", mean_wait));
    measures
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(model: &Model, name: &str) -> f64 {
        exact(model).unwrap().into_iter().find(|m| m.name == name).unwrap().value
    }

    #[test]
    fn one_server_agrees_with_the_text_book() {
        let model = Model::Mmc { lambda: 0.5, mu: 1.0, servers: 1 };
        assert!((value(&model, "mean_wait") - 1.0).abs() < 1e-12);
        assert!((value(&Model::Mg1 { lambda: 0.5, mu: 1.0, cv2: 1.0 }, "mean_wait") - 1.0).abs() < 1e-12);
        assert!((value(&Model::Mg1 { lambda: 0.5, mu: 1.0, cv2: 0.0 }, "mean_wait") - 0.5).abs() < 1e-12);
    }

    #[test]
    fn room_without_end_is_no_limit() {
        let (open, limited) = (
            Model::Mmc { lambda: 3.0, mu: 1.0, servers: 4 },
            Model::Mmck { lambda: 3.0, mu: 1.0, servers: 4, capacity: 400 },
        );
        assert!((value(&open, "mean_wait") - value(&limited, "mean_wait_of_admitted")).abs() < 1e-9);
    }

    #[test]
    fn classes_share_the_wait_that_one_class_would_have() {
        let classes = Model::Priority { lambdas: vec![1.0, 2.0], mu: 1.0, servers: 4 };
        let one = Model::Mmc { lambda: 3.0, mu: 1.0, servers: 4 };
        assert!((value(&classes, "mean_wait") - value(&one, "mean_wait")).abs() < 1e-12);
    }

    #[test]
    fn very_large_rooms_do_not_overflow() {
        let model = Model::Mmck { lambda: 1000.0, mu: 1.0, servers: 10, capacity: 5000 };
        assert!((value(&model, "prob_block") - 0.99).abs() < 1e-9);
    }

    #[test]
    fn overload_is_said_in_words() {
        let why = exact(&Model::Mmc { lambda: 5.0, mu: 1.0, servers: 5 }).unwrap_err().to_string();
        assert!(why.starts_with("overloaded: 100.0%"), "{why}");
        assert!(exact(&Model::Mmc { lambda: f64::NAN, mu: 1.0, servers: 5 }).is_err());
        assert!(exact(&Model::Mmck { lambda: 1.0, mu: 1.0, servers: 5, capacity: 4 }).is_err());
    }
}
