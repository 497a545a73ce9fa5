//! `roundtable letters`: read letters in any of their formats, take people out of them, and score a reading.

mod audit;
mod deidentify;
mod import;
mod read;
mod reply;
mod report;
mod score;
mod source;

use cli::Outcome;

/// Reads hospital letters: what they ask, of whom, and whether it was agreed.
#[derive(clap::Args)]
pub struct Letters {
    #[command(subcommand)]
    kind: Kind,
}

#[derive(clap::Subcommand)]
enum Kind {
    /// Every request in letters: a line of JSON a letter.
    Read(read::Read),
    /// A letter without the people in it.
    Deidentify(deidentify::Deidentify),
    /// What the letters of a folder come to, by kind, ask, specialty and month.
    Audit(audit::Audit),
    /// A folder of letters into an audit of a place.
    Import(import::Import),
    /// The reply to a request that is the hospital's by agreement.
    Reply(reply::Reply),
    /// How well the reader does on labelled letters, by the published guideline.
    Score(score::Score),
}

/// Does what was asked.
pub fn run(arguments: &Letters) -> Outcome {
    match &arguments.kind {
        Kind::Read(arguments) => read::run(arguments),
        Kind::Deidentify(arguments) => deidentify::run(arguments),
        Kind::Audit(arguments) => audit::run(arguments),
        Kind::Import(arguments) => import::run(arguments),
        Kind::Reply(arguments) => reply::run(arguments),
        Kind::Score(arguments) => score::run(arguments),
    }
}

pub use score::labelled;
