//! What a run does: it tells how far it is, and ends with what it found. A search for sites and a simulation go on from
//! what is done of them; a replay begins again.

use journal::Journal;
use lawbook::Calendar;
use planning_rules::facts::v1::Trial;
use planning_rules::replay::Change;
use planning_rules::simulation::{self, Experiment, Scenario, Simulated, go_on_with};
use planning_rules::study::{self, PLAN, Story, Study, Wanted};
use planning_rules::{Progress, Watch};
use policy::Actor;

use crate::replaying::{self, ReplayRefused};

/// What a run is made of; it never changes while the run is remembered.
pub(crate) enum Input {
    /// A year, and variants of it on the same luck.
    Year { scenarios: Vec<Scenario>, how: Experiment },
    /// Where sites should be.
    Sites { study: Box<Study>, wanted: Wanted },
    /// Last year judged again.
    Replay { journal: Journal, actor: Box<Actor>, place: String, change: Box<Change>, on: kernel::Day },
}

/// What is done of it.
#[derive(Default)]
pub(crate) enum SoFar {
    #[default]
    Nothing,
    Year(simulation::SoFar),
    Sites(Box<study::SoFar>),
}

/// How far a run is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Far {
    /// Of so many; nothing where nobody can know.
    pub done: u32,
    pub of: Option<u32>,
    /// What it does now, in words.
    pub at: String,
    /// Of a search for sites: steps, the cost of the best plan so far, and what no plan is below.
    pub steps: u64,
    pub best: Option<i64>,
    pub bound: i64,
}

/// What a run found.
pub(crate) enum Found {
    Year(Box<Simulated>),
    Sites { story: Box<Story>, stopped: bool },
    Replay { trial: Box<Trial>, stopped: bool },
}

impl Found {
    /// Whether it was stopped before it was done.
    pub fn is_stopped(&self) -> bool {
        match self {
            Found::Year(found) => found.stopped,
            Found::Sites { stopped, .. } | Found::Replay { stopped, .. } => *stopped,
        }
    }
}

impl Input {
    /// What kind of run, for the log.
    pub const fn kind(&self) -> &'static str {
        match self {
            Input::Year { .. } => "a simulated year",
            Input::Sites { .. } => "a search for sites",
            Input::Replay { .. } => "a replay",
        }
    }

    /// Runs, from what is done; in words where it cannot be done.
    pub fn run(
        &self,
        so_far: &mut SoFar,
        stop: &dyn Fn() -> bool,
        tell: &mut dyn FnMut(Far),
    ) -> Result<Found, String> {
        match self {
            Input::Year { scenarios, how } => {
                let mut done = match std::mem::take(so_far) {
                    SoFar::Year(done) => done,
                    SoFar::Nothing | SoFar::Sites(_) => simulation::SoFar::default(),
                };
                let mut go_on = years(stop, tell);
                let found = go_on_with(scenarios, *how, &Calendar::england(), &mut done, &mut go_on);
                drop(go_on);
                *so_far = SoFar::Year(done);
                found.map(|found| Found::Year(Box::new(found))).map_err(|wrong| wrong.to_string())
            }
            Input::Sites { study, wanted } => {
                let mut done = match std::mem::take(so_far) {
                    SoFar::Sites(done) => done,
                    SoFar::Nothing | SoFar::Year(_) => Box::default(),
                };
                let mut plan = Far::default();
                let mut heard = |progress: Progress| {
                    // Other parts have other costs: what is said of the best is said of the plan itself.
                    if progress.part == PLAN {
                        (plan.best, plan.bound) = (progress.incumbent, progress.bound);
                    }
                    (plan.steps, plan.at) = (progress.steps, progress.part.to_owned());
                    tell(plan.clone());
                };
                let mut watch = Watch::new(stop, &mut heard, None);
                let story = study.answer_on(wanted, &mut done, &mut watch);
                let stopped = watch.was_stopped();
                *so_far = SoFar::Sites(done);
                match story {
                    Ok(story) => Ok(Found::Sites { story: Box::new(story), stopped }),
                    Err(why) => Err(crate::page::refused(&why, study).1),
                }
            }
            Input::Replay { journal, actor, place, change, on } => {
                tell(Far {
                    at: "reading the year and judging it by both lists of rules".to_owned(),
                    ..Far::default()
                });
                let reading = crate::page::figures(journal, actor)
                    .map_err(|_| "Your seat does not see these figures any more".to_owned())?;
                let mut go_on = years(stop, tell);
                let made = replaying::replayed(&reading, place, change, *on, &mut go_on);
                let made = made.map_err(|why| told(&why))?;
                let stopped = made.stopped;
                let trial = made.kept(change, *on).map_err(|why| why.to_string())?;
                Ok(Found::Replay { trial: Box::new(trial), stopped })
            }
        }
    }
}

/// Why a year was not judged again, for its owner. What is wrong with the journal names single asks: that is for the log of
/// whoever keeps the place.
fn told(why: &ReplayRefused) -> String {
    match why {
        ReplayRefused::Change(_) | ReplayRefused::Line(_) | ReplayRefused::Model(_) => why.to_string(),
        ReplayRefused::Differ(differ, ..) => {
            tracing::error!(
                differ,
                "verdicts worked out anew differ from the journal’s: run “roundtable verify”"
            );
            "The verdicts worked out anew differ from those that the journal keeps, so this would be no replay of it. That is our fault: tell the office.".to_owned()
        }
        ReplayRefused::Fault(why) => {
            tracing::error!(%why, "a replay could not be read");
            "The year could not be read. That is our fault: tell the office.".to_owned()
        }
    }
}

/// Hears of simulated years, and says whether to go on.
fn years<'a>(stop: &'a dyn Fn() -> bool, tell: &'a mut dyn FnMut(Far)) -> impl FnMut(u32, u32) -> bool + 'a {
    move |done, of| {
        tell(Far { done, of: Some(of), at: "simulating".to_owned(), ..Far::default() });
        !stop()
    }
}
