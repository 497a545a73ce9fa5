//! `speed-of-http BASE PID TOKEN [--seconds S] [--connections N]`: places asks and reads them over HTTP at a place that is
//! served by process PID, and prints how many a second, how long each waited, and what one cost the place in processor time.
//! It is a program of its own, so that its own work is not counted. `./x bench http` starts a place and runs it.

#![allow(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "it measures and prints; JSON that lacks a field reads as null"
)]

mod connection;
mod figures;

use std::error::Error;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use connection::Connection;
use figures::{Figures, processor_time};
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// The place that is measured, and how hard.
struct Wanted {
    host: String,
    pid: u32,
    token: String,
    seconds: u64,
    connections: u64,
}

impl Wanted {
    fn read() -> Outcome<Wanted> {
        let mut words = Vec::new();
        let (mut seconds, mut connections) = (5, 64);
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut number =
                || arguments.next().ok_or("a number is missing")?.parse::<u64>().map_err(|_| "not a number");
            match argument.as_str() {
                "--seconds" => seconds = number()?,
                "--connections" => connections = number()?,
                _ => words.push(argument),
            }
        }
        let [base, pid, token] = words.as_slice() else {
            return Err("speed-of-http BASE PID TOKEN [--seconds S] [--connections N]".into());
        };
        let host = base.strip_prefix("http://").ok_or("BASE begins with http://")?.to_owned();
        Ok(Wanted { host, pid: pid.parse()?, token: token.clone(), seconds, connections })
    }

    fn open(&self) -> Outcome<Connection> {
        Connection::open(&self.host, &self.token)
    }
}

fn main() -> ExitCode {
    match Wanted::read().and_then(|wanted| run(&wanted)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn run(wanted: &Wanted) -> Outcome<()> {
    let body = ask_that_is_taken(&mut wanted.open()?)?;
    let placed = std::sync::Mutex::new(Vec::new());
    let key = AtomicU64::new(0);
    let begun = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_micros();
    let post = measure(wanted, |connection| {
        let key = format!("Idempotency-Key: bench-{begun}-{}\r\n", key.fetch_add(1, Ordering::Relaxed));
        let answer = connection.send("POST", "/api/asks", &key, Some(&body))?;
        let id = answer.of(201)?["id"].as_str().ok_or("an ask without an id")?.to_owned();
        placed.lock().map_err(|_| "another connection failed")?.push(id);
        Ok(())
    })?;
    post.print(
        "POST /api/asks, validated and durable",
        "hfs 2,221/s, 0.45 ms CPU, not durable",
        "2,000/s, 0.45 ms CPU",
    );
    let placed = placed.into_inner().map_err(|_| "a connection failed")?;
    let next = AtomicU64::new(0);
    let get = measure(wanted, |connection| {
        let nth = next.fetch_add(1, Ordering::Relaxed) as usize;
        let id = placed.get(nth % placed.len()).ok_or("no ask was placed")?;
        connection.send("GET", &format!("/api/asks/{id}"), "", None)?.of(200).map(drop)
    })?;
    get.print("GET an ask, policy checked, look on record", "hfs 0.06 ms CPU", "0.3 ms");
    let envelope = measure(wanted, |connection| {
        let nth = next.fetch_add(1, Ordering::Relaxed) as usize;
        let id = placed.get(nth % placed.len()).ok_or("no ask was placed")?;
        connection.send("GET", &format!("/api/asks/{id}?only=envelope"), "", None)?.of(200).map(drop)
    })?;
    envelope.print("GET its envelope alone, policy checked", "hfs 0.06 ms CPU", "0.3 ms");
    let page = measure(wanted, |connection| {
        connection.send("GET", "/api/asks?side=sent&limit=20", "", None)?.of(200).map(drop)
    })?;
    page.print("GET a page of 20 asks, each row checked", "hfs 0.58 ms CPU", "0.6 ms");
    Ok(())
}

/// All connections at once for so many seconds. What fails once ends the run: a figure of refusals is no figure.
fn measure(wanted: &Wanted, one: impl Fn(&mut Connection) -> Outcome<()> + Sync) -> Outcome<Figures> {
    let mut open = (0..wanted.connections).map(|_| wanted.open()).collect::<Outcome<Vec<_>>>()?;
    let (began, before) = (Instant::now(), processor_time(wanted.pid)?);
    let until = Duration::from_secs(wanted.seconds);
    let waits = std::thread::scope(|scope| {
        let one = &one;
        let each = open.iter_mut().map(|connection| {
            scope.spawn(move || {
                let mut waits = Vec::new();
                while began.elapsed() < until {
                    let asked = Instant::now();
                    one(connection)?;
                    waits.push(asked.elapsed());
                }
                Ok(waits)
            })
        });
        let running: Vec<_> = each.collect();
        running
            .into_iter()
            .map(|thread| thread.join().map_err(|_| "a connection panicked")?)
            .collect::<Outcome<Vec<_>>>()
    })?;
    let cost = processor_time(wanted.pid)?.saturating_sub(before);
    Ok(Figures::new(waits.into_iter().flatten().collect(), began.elapsed(), cost))
}

/// The body of an ask that a host takes: the first service of the search that has no weekly limit in the way.
fn ask_that_is_taken(connection: &mut Connection) -> Outcome<String> {
    let hosts = connection.send("GET", "/api/hosts?method=implant", "", None)?.of(200)?;
    let seats = connection.send("GET", "/api/seats", "", None)?.of(200)?;
    let all = |of: &Value, name: &str| of[name].as_array().cloned().unwrap_or_default();
    let seat = all(&seats, "seats").into_iter().find(|seat| seat["clinical"] == true);
    let seat = seat.ok_or("the organisation of this token has no clinician today")?;
    let mut said = Vec::new();
    for host in all(&hosts, "hosts") {
        let body = json!({
            "service": host["service"], "clinician": seat["id"], "method": "implant", "purpose": "contraception",
            "name": "Amara Fairweather", "date_of_birth": "1994-03-07", "pregnancy": "reliable-method",
            "current_method": "pill", "continue_told": true, "sti_check": "done", "chaperone": "any",
            "channel": "text", "contact": "07700 900123", "device": "host-supplies", "consent": true,
        })
        .to_string();
        let mut taken = 0;
        // As many as no weekly limit of the demo allows.
        for nth in 0..60 {
            let key =
                format!("Idempotency-Key: probe-{}-{nth}\r\n", host["service"].as_str().unwrap_or_default());
            let answer = connection.send("POST", "/api/asks", &key, Some(&body))?;
            if answer.status != 201 {
                said.push(answer.body.to_string());
                break;
            }
            taken += 1;
        }
        if taken == 60 {
            return Ok(body);
        }
    }
    Err(format!("no host takes so many asks: {}", said.join("\n")).into())
}
