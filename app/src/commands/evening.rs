//! `roundtable evening`: the lists to print for a day without this program. A place that is being served makes them itself
//! at the hour that its settings name.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use cli::{Failure, Outcome, json_line, text_line};
use kernel::OrgId;
use web::SystemClock;

use crate::place::{At, program};
use crate::serve::evening;
use crate::settings::Settings;

/// Prints each organisation's open asks, with next dates and numbers, as a page of its own.
#[derive(Args)]
pub struct Evening {
    /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
    #[arg(long)]
    db: At,
    /// The folder; a folder of the day is made in it.
    to: PathBuf,
    /// Only of this organisation.
    #[arg(long)]
    org: Option<OrgId>,
    /// Settings, for what the place is called.
    #[arg(long)]
    config: Option<PathBuf>,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct Printed {
    folder: String,
    lists: usize,
    asks: usize,
}

/// Does it.
pub fn run(arguments: &Evening) -> Outcome {
    let settings = Settings::read(arguments.config.as_deref())?;
    let journal = arguments.db.open(Arc::new(SystemClock))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let program = program()?;
    let made = runtime
        .block_on(evening::print(
            &journal,
            &program,
            &arguments.to,
            &settings.name,
            settings.synthetic,
            arguments.org,
        ))
        .map_err(|why| Failure::refused(format!("the lists could not be made: {why}")))?;
    let folder = arguments.to.join(journal.now().day().to_string()).display().to_string();
    if arguments.json {
        return json_line(&Printed { folder, lists: made.lists, asks: made.asks });
    }
    text_line(format!(
        "{} lists with {} asks in {folder}. Each look is on record. Give each organisation its own, and no other's",
        made.lists, made.asks
    ))
}
