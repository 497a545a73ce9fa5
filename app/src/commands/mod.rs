//! The commands, one file each. A command reads its arguments, calls the module that does the work, and prints the result.

mod emergency_coil;

use clap::Subcommand;
use cli::Outcome;

/// Everything that can be asked of the program from a terminal.
#[derive(Subcommand)]
pub enum Command {
    /// Until when a copper coil can be fitted as emergency contraception.
    EmergencyCoil(emergency_coil::EmergencyCoil),
}

/// Does one command.
pub fn run(command: Command) -> Outcome {
    match command {
        Command::EmergencyCoil(arguments) => emergency_coil::run(&arguments),
    }
}
