//! `roundtable messages`: what a restore holds back, because the lost machine may have sent it (decision 0043). Somebody
//! looks and lets each go, or gives it up.

use std::sync::Arc;

use clap::{Args, Subcommand};
use cli::{Failure, Outcome, json_line, text_line};
use journal::{Job, JobEnd, JobId, Journal};
use web::SystemClock;

use crate::place::At;

/// Messages that a restore holds: held, release, drop.
#[derive(Args)]
pub struct Messages {
    #[command(subcommand)]
    what: What,
}

#[derive(Args)]
struct Which {
    /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
    #[arg(long)]
    db: At,
    /// One message, by its id.
    #[arg(required_unless_present = "all")]
    message: Option<String>,
    /// All of them.
    #[arg(long, conflicts_with = "message")]
    all: bool,
}

#[derive(Subcommand)]
enum What {
    /// Lists them. None names a person: what they say is worded when they are sent.
    Held {
        /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
        #[arg(long)]
        db: At,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Lets messages go: they are sent when the place is next served.
    Release(Which),
    /// Gives messages up, because the lost machine has sent them.
    Drop(Which),
}

#[derive(serde::Serialize)]
struct PrintedMessage {
    id: String,
    kind: String,
    act: i64,
    template: String,
    to: String,
    about: String,
}

/// Does it.
pub fn run(arguments: &Messages) -> Outcome {
    match &arguments.what {
        What::Held { db, json } => held(db, *json),
        What::Release(which) => {
            each(which, "let go: they are sent when the place is next served", async |journal, job| {
                journal.release_job(job).await.map(|_| ())
            })
        }
        What::Drop(which) => each(which, "given up: they are not sent", async |journal, job| {
            journal.end_job(job, JobEnd::Failed("given up after a restore".to_owned())).await
        }),
    }
}

fn printed(job: &Job) -> PrintedMessage {
    let body: serde_json::Value = serde_json::from_str(&job.body).unwrap_or_default();
    let text = |field: &str| body.get(field).and_then(|text| text.as_str()).unwrap_or_default().to_owned();
    let to = [text("to"), text("org")].join(" ").trim().to_owned();
    PrintedMessage {
        id: job.id.to_string(),
        kind: job.kind.clone(),
        act: job.seq,
        template: text("template"),
        to: if to.is_empty() { format!("user {}", text("user")) } else { to },
        about: text("ask"),
    }
}

fn wait<T>(future: impl Future<Output = Result<T, journal::Fault>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(future).map_err(Failure::refused)
}

fn held(db: &At, json: bool) -> Outcome {
    let journal = db.open(Arc::new(SystemClock))?;
    let jobs = wait(journal.held_jobs())?;
    if jobs.is_empty() && !json {
        return text_line("No message is held.");
    }
    for job in &jobs {
        let of = printed(job);
        if json {
            json_line(&of)?;
        } else {
            let about = if of.about.is_empty() { String::new() } else { format!(", about ask {}", of.about) };
            text_line(format!(
                "{}  “{}” to {}{about}, called for by act {}",
                of.id, of.template, of.to, of.act
            ))?;
        }
    }
    if json {
        Ok(())
    } else {
        text_line(format!(
            "{} held; let each go with “messages release”, or give it up with “messages drop”",
            jobs.len()
        ))
    }
}

fn each(
    which: &Which,
    done: &str,
    end: impl AsyncFn(&Journal, JobId) -> Result<(), journal::Fault>,
) -> Outcome {
    let journal = which.db.open(Arc::new(SystemClock))?;
    let mut jobs = wait(journal.held_jobs())?;
    if let Some(wanted) = &which.message {
        jobs.retain(|job| job.id.to_string() == *wanted);
        if jobs.is_empty() {
            return Err(Failure::refused(format!("{wanted} is not held: see “roundtable messages held”")));
        }
    }
    for job in &jobs {
        wait(end(&journal, job.id.clone()))?;
    }
    text_line(format!("{} {done}", jobs.len()))
}
