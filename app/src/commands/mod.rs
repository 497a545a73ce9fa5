//! The commands, one file each. A command reads its arguments, calls the module that does the work, and prints the result.

use clap::Subcommand;
use cli::Outcome;

/// Everything that can be asked of the program from a terminal.
#[derive(Subcommand)]
pub enum Command {}

/// Does one command.
pub fn run(command: Command) -> Outcome {
    match command {}
}
