//! `roundtable letters`: read letters in any of their formats, take people out of them, and score a reading.

mod deidentify;
mod read;
mod score;

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
    /// How well the reader does on labelled letters, by the published guideline.
    Score(score::Score),
}

/// Does what was asked.
pub fn run(arguments: &Letters) -> Outcome {
    match &arguments.kind {
        Kind::Read(arguments) => read::run(arguments),
        Kind::Deidentify(arguments) => deidentify::run(arguments),
        Kind::Score(arguments) => score::run(arguments),
    }
}

pub use score::labelled;
