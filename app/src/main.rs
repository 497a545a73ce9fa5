//! The one binary. Exit codes: 0 done, 1 refused or failed with one clear line, 2 bad usage.

mod commands;
mod demo;
mod place;
mod serve;
mod settings;

use std::process::ExitCode;

use clap::Parser;
use clap::error::{ContextKind, ContextValue};

/// An act is many small pieces of memory, of ours and of SQLite's; with this an ask over HTTP takes a tenth less of the
/// processor than with the system's own (docs/decisions/0127).
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Asks between the organisations of one health-and-care partnership: written once, owned, timed, answered.
#[derive(Parser)]
#[command(name = "roundtable", version, about, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: commands::Command,
}

/// What was typed is repeated in a complaint about it, but for the password in an address.
fn without_passwords(mut why: clap::Error) -> clap::Error {
    if let Some(ContextValue::String(typed)) = why.get(ContextKind::InvalidValue) {
        let shown = journal::without_password(typed);
        why.insert(ContextKind::InvalidValue, ContextValue::String(shown));
    }
    why
}

fn main() -> ExitCode {
    let arguments = Arguments::try_parse().unwrap_or_else(|why| without_passwords(why).exit());
    let levels =
        tracing_subscriber::EnvFilter::try_from_env("ROUNDTABLE_LOG").unwrap_or_else(|_| "warn".into());
    let log = tracing_subscriber::fmt().with_env_filter(levels).with_writer(std::io::stderr);
    match std::env::var("ROUNDTABLE_LOG_FORM").as_deref() {
        Ok("json") => log.json().init(),
        Ok(_) | Err(_) => log.init(),
    }
    cli::finish(commands::run(arguments.command))
}
