//! The facts of plans, first version: a trial, frozen as it was shown.

use kernel::Day;
use serde::{Deserialize, Serialize};

/// The family of streams: a trial, by its seal.
pub const TRIALS: &str = "trial";
/// The family of streams: a run, by its id.
pub const RUNS: &str = "run";

/// The kinds of fact, by the names under which they stand in the journal.
pub mod kind {
    /// [`super::Kept`]
    pub const KEPT: &str = "trial-kept.1";
    /// [`super::Begun`]
    pub const BEGUN: &str = "run-begun.1";
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
    /// `simulation`, `replay`, `needs` or `sites`.
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
    /// The plan of sites and what it was made of, where the trial is one; so that two can be laid side by side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
}

/// A plan of sites, with the people and the journeys that it was made for. People are published counts of places, never of
/// asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What it is about.
    pub of: String,
    /// Who is counted, in words.
    pub people_are: String,
    /// `metres`, `seconds` or `brought`: what a journey is counted in.
    pub unit: String,
    /// Where the people are.
    pub areas: Vec<Area>,
    /// The sites that are open, before or after.
    pub sites: Vec<Site>,
    /// Area by area, the journey to each of those sites.
    pub journeys: Vec<u32>,
    /// What the people are grouped by.
    pub groupings: Vec<String>,
    /// Whether the plan is proved to be the best of what was asked.
    pub proven: bool,
}

/// Where some of the people of a plan are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Its code.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Metres east and north, for drawing.
    pub at: (i64, i64),
    /// How many people.
    pub people: u32,
    /// Its group in each grouping.
    pub groups: Vec<String>,
}

/// A site of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Its code.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Metres east and north, for drawing.
    pub at: (i64, i64),
    /// Open on the day of the plan.
    pub today: bool,
    /// Open in the plan.
    pub open: bool,
}

/// A trial that somebody kept, with its seal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The trial.
    pub trial: Trial,
    /// SHA-256 of the trial as it is written here.
    pub seal: String,
}

/// A run that somebody began: a search for sites, a year simulated, last year judged again. It holds all that was asked, so that
/// it can be begun again after the program was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// The run.
    pub run: String,
    /// `sites`, `simulation` or `replay`.
    pub about: String,
    /// What it is called.
    pub title: String,
    /// The fields of the form and what was typed in them.
    pub asked: Vec<(String, String)>,
    /// The day that counted as today.
    pub on: Day,
    /// What tells whether it is made of the same place: SHA-256, in 64 hexadecimal digits.
    pub print: String,
}
