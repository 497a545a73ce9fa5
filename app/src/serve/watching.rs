//! What is told on the private address to whoever looks after the machine: is it alive, does it take work, and numbers for
//! a dashboard. Counts and times alone; nothing about a person, an ask or an address.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::{COMMIT_MICROS, Fault, Journal, Reading};
use policy::{Actor, Kind, Permit, Relations, Subject};
use tokio::sync::watch;

use super::requests::{Requests, WITHIN_MICROS};

/// What is watched.
#[derive(Clone)]
pub struct Watched {
    /// The journal of the place.
    pub journal: Journal,
    /// The program, which may see how the place is doing.
    pub program: Actor,
    /// The pages' requests.
    pub requests: Arc<Requests>,
    /// Told to stop: what is under way is finished, nothing new is taken.
    pub stop: watch::Receiver<bool>,
}

/// The private addresses.
pub fn routes(watched: Watched) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(watched)
}

/// Ready to answer pages. A full disk leaves it ready, for reading goes on; the words say that writing does not.
async fn ready(State(watched): State<Watched>) -> Response {
    if *watched.stop.borrow() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping: what is under way is being finished\n")
            .into_response();
    }
    match numbers(&watched) {
        Err(fault) => {
            tracing::error!(%fault, "looking whether the place is ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database cannot be read; see the log\n").into_response()
        }
        Ok(_) if !watched.journal.running().writes => {
            "reading; the last write was refused by the disk, see the log\n".into_response()
        }
        Ok(_) => "ready\n".into_response(),
    }
}

async fn metrics(State(watched): State<Watched>) -> Response {
    match numbers(&watched) {
        Ok(text) => {
            ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
        }
        Err(fault) => {
            tracing::error!(%fault, "counting for the dashboard");
            (StatusCode::SERVICE_UNAVAILABLE, "the database cannot be read; see the log\n").into_response()
        }
    }
}

fn reading(watched: &Watched) -> Result<Reading, Fault> {
    let subject = Subject::new(Kind::Place, Relations::NONE);
    watched
        .journal
        .reading(&watched.program, Permit::SeeHealth, subject)
        .map_err(|why| Fault::plain(format!("look at the health of the place: {why:?}")))
}

/// Everything, in the text form that dashboards read.
fn numbers(watched: &Watched) -> Result<String, Fault> {
    let mut out = Numbers::default();
    let stopping = *watched.stop.borrow();
    out.one(
        "roundtable_build_info",
        "gauge",
        "The version that runs",
        &[("version", env!("CARGO_PKG_VERSION"))],
        1,
    );
    out.one(
        "roundtable_stopping",
        "gauge",
        "1 while what is under way is being finished",
        &[],
        i64::from(stopping),
    );
    writer(watched, &mut out);
    pages(watched, &mut out);
    let reading = reading(watched)?;
    chain(watched, &reading, &mut out)?;
    jobs(watched, &reading, &mut out)?;
    let today = watched.journal.now().day();
    out.head(
        "roundtable_asks_silent",
        "gauge",
        "Asks past the day by which their owner had to act, by state",
    );
    for (state, asks) in referrals_site::upkeep::silent(&reading, today)? {
        out.line("roundtable_asks_silent", &[("state", &state)], asks);
    }
    memory(&mut out);
    Ok(out.0)
}

fn writer(watched: &Watched, out: &mut Numbers) {
    let running = watched.journal.running();
    let number = |of: usize| i64::try_from(of).unwrap_or(i64::MAX);
    out.one("roundtable_write_queue", "gauge", "Acts that wait for the writer", &[], number(running.waiting));
    out.one("roundtable_write_queue_most", "gauge", "Acts that may wait", &[], number(running.waiting_most));
    let writes = i64::from(running.writes);
    out.one("roundtable_writing", "gauge", "0 while the disk refuses what is written", &[], writes);
    out.one(
        "roundtable_commits_failed_total",
        "counter",
        "Commits that came to nothing",
        &[],
        whole(running.commits_failed),
    );
    out.one(
        "roundtable_works_total",
        "counter",
        "Acts and upkeep that were committed",
        &[],
        whole(running.works),
    );
    let bounds = COMMIT_MICROS.iter().copied().zip(running.commits_within);
    out.times(
        "roundtable_commit_seconds",
        "Time until a commit was on disk",
        bounds,
        running.commit_micros,
        running.commits,
    );
}

fn pages(watched: &Watched, out: &mut Numbers) {
    let requests = &watched.requests;
    out.one("roundtable_requests_under_way", "gauge", "Requests being answered", &[], requests.under_way());
    out.head("roundtable_requests_total", "counter", "Answers, by the hundreds of their code");
    for (class, count) in ["1xx", "2xx", "3xx", "4xx", "5xx"].iter().zip(requests.by_class()) {
        out.line("roundtable_requests_total", &[("class", class)], whole(count));
    }
    let bounds = WITHIN_MICROS.iter().copied().zip(requests.within());
    let count = requests.by_class().iter().sum();
    out.times("roundtable_request_seconds", "Time until an answer began", bounds, requests.micros(), count);
}

fn chain(watched: &Watched, reading: &Reading, out: &mut Numbers) -> Result<(), Fault> {
    let last = journal::last_act(reading)?;
    let acts = last.map_or(0, |(seq, _)| seq);
    out.one("roundtable_chain_acts", "gauge", "Acts in the journal", &[], acts);
    if let Some((_, at)) = last {
        let age = (watched.journal.now().micros() - at.micros()) / 1_000_000;
        out.one(
            "roundtable_chain_age_seconds",
            "gauge",
            "Since the last act; below 0, the clock was set back",
            &[],
            age,
        );
    }
    Ok(())
}

fn jobs(watched: &Watched, reading: &Reading, out: &mut Numbers) -> Result<(), Fault> {
    let backlog = journal::backlog(reading)?;
    out.head(
        "roundtable_jobs",
        "gauge",
        "Jobs that are not done; failed ones of a kind that sends were not delivered",
    );
    for of in &backlog {
        out.line("roundtable_jobs", &[("kind", &of.kind), ("state", &of.state)], of.jobs);
    }
    out.head(
        "roundtable_jobs_overdue_seconds",
        "gauge",
        "Since the first of them was due; 0 where none is due yet",
    );
    for of in &backlog {
        let overdue = (watched.journal.now().micros() - of.first_due.micros()).max(0) / 1_000_000;
        out.line("roundtable_jobs_overdue_seconds", &[("kind", &of.kind), ("state", &of.state)], overdue);
    }
    let told = referrals_site::upkeep::not_delivered_count(reading)?;
    out.one(
        "roundtable_messages_not_delivered",
        "gauge",
        "Messages given up and raised to an owner",
        &[],
        told,
    );
    Ok(())
}

/// Resident memory, where the system tells it.
fn memory(out: &mut Numbers) {
    let kilobytes = std::fs::read_to_string("/proc/self/status").ok().and_then(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.split_whitespace().next()?.parse::<i64>().ok()
    });
    if let Some(kilobytes) = kilobytes {
        out.one("process_resident_memory_bytes", "gauge", "Resident memory", &[], kilobytes * 1024);
    }
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Lines in the text form.
#[derive(Default)]
struct Numbers(String);

impl Numbers {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn line(&mut self, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
        // Labels are names of ours: kinds of job, states of an ask. Anything else in one would be taken apart here.
        let safe =
            |text: &str| text.replace(|c: char| !c.is_ascii_alphanumeric() && !"-_.+".contains(c), "_");
        let labels: Vec<String> =
            labels.iter().map(|(name, of)| format!("{name}=\"{}\"", safe(of))).collect();
        let _ = match labels.is_empty() {
            true => writeln!(self.0, "{name} {value}"),
            false => writeln!(self.0, "{name}{{{}}} {value}", labels.join(",")),
        };
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, labels: &[(&str, &str)], value: i64) {
        self.head(name, kind, help);
        self.line(name, labels, value);
    }

    fn times(
        &mut self,
        name: &str,
        help: &str,
        bounds: impl Iterator<Item = (u64, u64)>,
        micros: u64,
        count: u64,
    ) {
        let seconds = |micros: u64| format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
        self.head(name, "histogram", help);
        for (most, within) in bounds {
            self.line(&format!("{name}_bucket"), &[("le", &seconds(most))], within);
        }
        self.line(&format!("{name}_bucket"), &[("le", "+Inf")], count);
        self.line(&format!("{name}_sum"), &[], seconds(micros));
        self.line(&format!("{name}_count"), &[], count);
    }
}
