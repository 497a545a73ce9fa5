//! The commands, one file each. A command reads its arguments, calls the module that does the work, and prints the result.

mod clock;
mod emergency_coil;
mod golden;

use clap::Subcommand;
use cli::Outcome;

/// Everything that can be asked of the program from a terminal.
#[derive(Subcommand)]
pub enum Command {
    /// What each rule set says of histories in a JSONL file.
    Clock(clock::Clock),
    /// Until when a copper coil can be fitted as emergency contraception.
    EmergencyCoil(emergency_coil::EmergencyCoil),
    /// Counts the cases with known answers that the rules get right.
    Golden(golden::Golden),
}

/// Does one command.
pub fn run(command: Command) -> Outcome {
    match command {
        Command::Clock(arguments) => clock::run(&arguments),
        Command::EmergencyCoil(arguments) => emergency_coil::run(&arguments),
        Command::Golden(arguments) => golden::run(&arguments),
    }
}
