//! `roundtable retention`: what goes by the schedule. `--preview` says what would go; `--run` carries out a run that two named
//! people have released on the page, or asks for one where none waits.

use std::sync::Arc;

use clap::Args;
use cli::{Failure, Outcome, json_line, text_line};
use journal::NotDone;
use kernel::{Clock, Id};
use policy::{Kind, Permit, Relations, Subject};
use referrals_rules::retention::contents_closed_by;
use referrals_site::acts::{AskRetention, RetentionRefused};
use referrals_site::retention::{self, Carried};
use web::SystemClock;

use crate::place::{At, program};

/// What goes by the schedule: preview, run.
#[derive(Args)]
pub struct Retention {
    /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
    #[arg(long)]
    db: At,
    /// What would go, by organisation and class; also while the place is served.
    #[arg(long, required_unless_present = "run")]
    preview: bool,
    /// Carries out the run that two named people have released; asks for one where none waits.
    #[arg(long, conflicts_with = "preview")]
    run: bool,
    /// JSON.
    #[arg(long)]
    json: bool,
}

/// Does it.
pub fn run(arguments: &Retention) -> Outcome {
    if arguments.run { carry_out(arguments) } else { preview(arguments) }
}

fn preview(arguments: &Retention) -> Outcome {
    let today = SystemClock.now().day();
    let closed_by = contents_closed_by(today);
    let subject = Subject::new(Kind::Retention, Relations::NONE);
    let reading = arguments
        .db
        .look()?
        .reading(&program()?, Permit::RunRetention, subject)
        .map_err(|why| Failure::refused(format!("the place cannot be read: {why:?}")))?;
    let all = retention::preview(&reading, closed_by).map_err(Failure::refused)?;
    if arguments.json {
        return json_line(&serde_json::json!({ "closed_by": closed_by, "would_go": all }));
    }
    text_line(format!("of what was closed on or before {}:", closed_by.in_words()))?;
    for of in &all {
        text_line(format!("{}  {}: {} would go, {} held back", of.org, of.class, of.go, of.held))?;
    }
    let total: i64 = all.iter().map(|of| of.go).sum();
    text_line(format!("{total} would go in all; their envelopes stay. Nothing was changed"))
}

fn carry_out(arguments: &Retention) -> Outcome {
    let journal = arguments.db.open(Arc::new(SystemClock))?;
    let program = program()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let carried = runtime.block_on(retention::carry_out(&journal, &program)).map_err(Failure::refused)?;
    match carried {
        Carried::Gone(records) if arguments.json => json_line(&serde_json::json!({ "gone": records })),
        Carried::Gone(records) => text_line(format!(
            "{records} records went: their keys are deleted. Backups made before still hold them: keep none longer than you must"
        )),
        Carried::NotReleased(run) => Err(waits(run)),
        Carried::NoRun => {
            let run = Id::from_bits(rand::random());
            match journal.submit_here(&program, AskRetention(run)) {
                Ok(_) => Err(waits(run)),
                Err(NotDone::AgainstTheRules(RetentionRefused::NothingDue)) if arguments.json => {
                    json_line(&serde_json::json!({ "gone": 0 }))
                }
                Err(NotDone::AgainstTheRules(RetentionRefused::NothingDue)) => {
                    text_line("nothing is due today")
                }
                Err(NotDone::Fault(fault)) => Err(Failure::refused(fault)),
                Err(other) => Err(Failure::refused(format!("the run was not asked for: {other:?}"))),
            }
        }
    }
}

fn waits(run: Id) -> Failure {
    Failure::refused(format!(
        "run {run} waits: two named people, guardian and administrator of the place, say yes to it at /retention; then run \
         this again, or let the served place carry it out within the hour"
    ))
}
