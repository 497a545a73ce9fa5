//! The facts of plans, first version: a trial, frozen as it was shown.

use kernel::Day;
use serde::{Deserialize, Serialize};

/// The family of streams: a trial, by its seal.
pub const TRIALS: &str = "trial";

/// The kinds of fact, by the names under which they stand in the journal.
pub mod kind {
    /// [`super::Kept`]
    pub const KEPT: &str = "trial-kept.1";
}

/// The line that stands over every trial, on every page and print.
pub const LABEL: &str = "Trial: nothing here is payable, and no past figure is changed by it.";

/// A table of a trial, as it was shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grid {
    /// What it shows.
    pub title: String,
    /// The heads of the columns.
    pub head: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
    /// It is what came out, so that it goes with a decision; else it says how it was made.
    pub result: bool,
}

/// A part of a trial.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// Sentences.
    pub words: Vec<String>,
    /// Tables.
    pub tables: Vec<Grid>,
}

/// A trial: a year that was simulated, or last year judged by changed rules. Never payable; never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// What it is called.
    pub title: String,
    /// `simulation` or `replay`.
    pub about: String,
    /// The day on which it was made.
    pub made_on: Day,
    /// The first day that it is about.
    pub first: Day,
    /// The last.
    pub last: Day,
    /// What came out, and how it was made.
    pub sections: Vec<Section>,
    /// What was asked for, as it was written.
    pub asked: String,
}

/// A trial that somebody kept, with its seal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The trial.
    pub trial: Trial,
    /// SHA-256 of the trial as it is written here.
    pub seal: String,
}
