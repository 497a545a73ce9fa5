//! The commands, one file each. A command reads its arguments, calls the module that does the work, and prints the result.

mod account;
mod attack;
mod chart;
mod clock;
mod config;
mod demo;
mod disclose;
mod emergency_coil;
mod evening;
mod golden;
mod hosts;
mod keep;
mod letters;
mod mail;
mod messages;
mod pack;
mod person;
#[cfg(test)]
mod person_tests;
mod place;
mod plan;
mod recalls;
mod retention;
mod rule;
mod serve;
mod tables;
mod token;
mod user;
mod waits;

use clap::Subcommand;
use cli::Outcome;

/// Everything that can be asked of the program from a terminal.
#[derive(Subcommand)]
pub enum Command {
    /// A year's account on one page.
    Account(account::Account),
    /// Tries to work out the starred counts of published tables, taken together.
    Attack(attack::Attack),
    /// The same asks under two or more rule sets, small counts hidden.
    Waits(waits::Waits),
    /// Draws a chart of the numbers in a CSV file.
    Chart(chart::Chart),
    /// Builds a made-up place and serves it.
    Demo(demo::Demo),
    /// Copies a place, while it is served, into a new file.
    Backup(keep::Backup),
    /// Who can fit a method, near and soon.
    Hosts(hosts::Hosts),
    /// The keys of a place: status, rotate, escrow.
    Keys(keep::Keys),
    /// The pack of a group for a quarter: page, spreadsheet, PDF.
    Pack(pack::PackOf),
    /// Everything that is held about one person: found, given to her, erased by two people, merged, parted.
    Person(person::Person),
    /// A new place, and records in and out of it.
    Place(place::Place),
    /// Puts a backup where a place can be served from.
    Restore(keep::Restore),
    /// Upgrades a copy of a place and verifies it, before the day.
    RehearseUpgrade(keep::Rehearse),
    /// A rule proposed, tried on last year's asks, and adopted.
    Rule(rule::Rule),
    /// Serves a place.
    Serve(serve::Serve),
    /// Writes the acts since the last batch to a folder, while the place is served.
    Ship(keep::Ship),
    /// Checks a settings file.
    Config(config::Config),
    /// Checks every link of the chain and every table against the journal.
    Verify(keep::Verify),
    /// Makes tables of true counts fit to publish.
    Disclose(disclose::Disclose),
    /// What each rule set says of histories in a JSONL file.
    Clock(clock::Clock),
    /// Until when a copper coil can be fitted as emergency contraception.
    EmergencyCoil(emergency_coil::EmergencyCoil),
    /// Counts the cases with known answers that the rules get right.
    Golden(golden::Golden),
    /// Reads hospital letters: what they ask, of whom, and whether it was agreed.
    Letters(letters::Letters),
    /// Prints each organisation's open asks, for a day without this program.
    Evening(evening::Evening),
    /// Letters: those that came back.
    Mail(mail::Mail),
    /// Messages that a restore holds: held, release, drop.
    Messages(messages::Messages),
    /// What goes by the schedule: preview, run.
    Retention(retention::Retention),
    /// Tokens of organisations' own systems: new, list, end.
    Token(token::Token),
    /// Who signs in: invite, list, leave, reset.
    User(user::User),
    /// What hospitals have to repeat, by owner.
    Recalls(recalls::Recalls),
    /// Where clinics should be, who goes where, and how long people wait.
    Plan(plan::Plan),
}

/// Does one command.
pub fn run(command: Command) -> Outcome {
    match command {
        Command::Account(arguments) => account::run(&arguments),
        Command::Attack(arguments) => attack::run(&arguments),
        Command::Waits(arguments) => waits::run(&arguments),
        Command::Chart(arguments) => chart::run(&arguments),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Backup(arguments) => keep::backup(&arguments),
        Command::Hosts(arguments) => hosts::run(&arguments),
        Command::Keys(arguments) => keep::keys(&arguments),
        Command::Pack(arguments) => pack::run(&arguments),
        Command::Person(arguments) => person::run(&arguments),
        Command::Place(arguments) => place::run(&arguments),
        Command::Restore(arguments) => keep::restore(&arguments),
        Command::RehearseUpgrade(arguments) => keep::rehearse(&arguments),
        Command::Rule(arguments) => rule::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Ship(arguments) => keep::ship(&arguments),
        Command::Config(arguments) => config::run(&arguments),
        Command::Verify(arguments) => keep::verify(&arguments),
        Command::Disclose(arguments) => disclose::run(&arguments),
        Command::Clock(arguments) => clock::run(&arguments),
        Command::EmergencyCoil(arguments) => emergency_coil::run(&arguments),
        Command::Golden(arguments) => golden::run(&arguments),
        Command::Letters(arguments) => letters::run(&arguments),
        Command::Evening(arguments) => evening::run(&arguments),
        Command::Mail(arguments) => mail::run(&arguments),
        Command::Messages(arguments) => messages::run(&arguments),
        Command::Retention(arguments) => retention::run(&arguments),
        Command::Token(arguments) => token::run(&arguments),
        Command::User(arguments) => user::run(&arguments),
        Command::Recalls(arguments) => recalls::run(&arguments),
        Command::Plan(arguments) => plan::run(&arguments),
    }
}
