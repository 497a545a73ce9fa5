//! `roundtable plan`: where clinics should be, who goes where, how long people wait.

pub(super) mod file;
mod matching;
mod needs;
mod queue;
mod redistribute;
mod replay;
mod simulate;
mod sites;
mod watching;

use cli::Outcome;

pub use file::{text, unreadable};
pub use sites::cost_by_file;
pub use watching::now;

/// Where clinics should be, who goes where, and how long people wait.
#[derive(clap::Args)]
pub struct Plan {
    #[command(subcommand)]
    question: Question,
}

#[derive(clap::Subcommand)]
enum Question {
    /// Which sites to open, with a proof or an honest gap.
    Sites(Box<sites::Sites>),
    /// Who goes where at least cost.
    Match(matching::Match),
    /// Last year's asks judged by changed rules: before and after, as a trial.
    Replay(replay::Replay),
    /// A year of a place, simulated by the program's own rules, and variants of it on the same luck.
    Simulate(Box<simulate::Simulate>),
    /// Need beside supply, by district: an indicator as Fingertips exports it, beside the slots of the place.
    Needs(needs::Needs),
    /// How long people wait in a queue.
    Queue(queue::Queue),
    /// What a waiting list needs to meet its target.
    WaitingList(queue::WaitingList),
}

/// Answers one question.
pub fn run(plan: &Plan) -> Outcome {
    match &plan.question {
        Question::Sites(arguments) => sites::run(arguments),
        Question::Match(arguments) => matching::run(arguments),
        Question::Replay(arguments) => replay::run(arguments),
        Question::Simulate(arguments) => simulate::run(arguments),
        Question::Needs(arguments) => needs::run(arguments),
        Question::Queue(arguments) => queue::run(arguments),
        Question::WaitingList(arguments) => queue::waiting_list(arguments),
    }
}
