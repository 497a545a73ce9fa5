//! Simulations that run beside the pages: each tells how far it is, can be stopped, and goes on where it was. They are in
//! memory, and seen by whoever began them alone; what is to last is kept as a trial.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kernel::UserId;
use lawbook::Calendar;
use planning_rules::simulation::{Experiment, Scenario, Simulated, SoFar, go_on_with};

/// Simulations that are remembered; the oldest that does not run is forgotten first.
const KEPT_MAX: usize = 20;

/// Simulations that run at once in the whole place: each takes all processors that pages leave it.
const RUNNING_MAX: usize = 2;

/// Why a simulation does not begin or go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Busy {
    /// Its owner has one that runs.
    Own,
    /// Others have as many as the place runs at once.
    Others,
}

impl Busy {
    /// What to do about it.
    pub const fn in_words(self) -> &'static str {
        match self {
            Busy::Own => "One of your simulations is running: wait for it, or stop it, then begin another",
            Busy::Others => {
                "Others are simulating now, as many as this place does at once: try again in a few minutes"
            }
        }
    }
}

/// All of them.
#[derive(Clone, Default)]
pub struct Jobs(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    last: u64,
    jobs: BTreeMap<u64, Arc<Job>>,
}

/// One simulation.
pub(crate) struct Job {
    pub owner: UserId,
    pub scenarios: Vec<Scenario>,
    pub how: Experiment,
    pub asked: String,
    done: AtomicU32,
    stop: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    running: bool,
    so_far: SoFar,
    found: Option<Simulated>,
    failed: Option<String>,
}

/// How a simulation stands.
pub(crate) enum Standing {
    Running(u32),
    Stopped(u32),
    Done(Box<Simulated>),
    Failed(String),
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Jobs {
    /// Begins one, unless too many run.
    pub fn begin(
        &self,
        owner: UserId,
        scenarios: Vec<Scenario>,
        how: Experiment,
        asked: String,
    ) -> Result<u64, Busy> {
        let mut inner = locked(&self.0);
        inner.room_for(owner)?;
        inner.last += 1;
        let id = inner.last;
        let job = Arc::new(Job {
            owner,
            scenarios,
            how,
            asked,
            done: AtomicU32::new(0),
            stop: AtomicBool::new(false),
            state: Mutex::default(),
        });
        inner.jobs.insert(id, job.clone());
        while inner.jobs.len() > KEPT_MAX {
            let oldest = inner.jobs.iter().find(|(_, job)| !locked(&job.state).running).map(|(id, _)| *id);
            let Some(oldest) = oldest else { break };
            inner.jobs.remove(&oldest);
        }
        job.run();
        Ok(id)
    }

    /// Goes on with one where it was stopped, unless too many run.
    pub(crate) fn go_on(&self, job: &Arc<Job>) -> Result<(), Busy> {
        let inner = locked(&self.0);
        inner.room_for(job.owner)?;
        job.clone().run();
        Ok(())
    }

    /// One of that owner.
    pub(crate) fn of(&self, owner: UserId, id: u64) -> Option<Arc<Job>> {
        locked(&self.0).jobs.get(&id).filter(|job| job.owner == owner).cloned()
    }

    /// All of that owner, the newest first.
    pub(crate) fn all_of(&self, owner: UserId) -> Vec<(u64, Arc<Job>)> {
        let inner = locked(&self.0);
        inner
            .jobs
            .iter()
            .rev()
            .filter(|(_, job)| job.owner == owner)
            .map(|(id, job)| (*id, job.clone()))
            .collect()
    }
}

impl Inner {
    fn room_for(&self, owner: UserId) -> Result<(), Busy> {
        let running: Vec<_> = self.jobs.values().filter(|job| locked(&job.state).running).collect();
        if running.iter().any(|job| job.owner == owner) {
            return Err(Busy::Own);
        }
        if running.len() >= RUNNING_MAX { Err(Busy::Others) } else { Ok(()) }
    }
}

impl Job {
    pub fn standing(&self) -> Standing {
        let state = locked(&self.state);
        let done = self.done.load(Ordering::Relaxed);
        match (&state.failed, &state.found) {
            (Some(why), _) => Standing::Failed(why.clone()),
            (None, Some(found)) if !state.running && !found.stopped => {
                Standing::Done(Box::new(found.clone()))
            }
            (None, _) if state.running => Standing::Running(done),
            (None, _) => Standing::Stopped(done),
        }
    }

    /// Asks it to stop; it does after the replications that run.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Begins, or goes on where it was stopped. Nothing where it runs or is done.
    fn run(self: Arc<Self>) {
        let mut state = locked(&self.state);
        if state.running || state.found.as_ref().is_some_and(|found| !found.stopped) {
            return;
        }
        state.running = true;
        let mut so_far = std::mem::take(&mut state.so_far);
        drop(state);
        self.stop.store(false, Ordering::Relaxed);
        let job = self.clone();
        tokio::task::spawn_blocking(move || {
            let calendar = Calendar::england();
            let found = go_on_with(&job.scenarios, job.how, &calendar, &mut so_far, &mut |done, _| {
                job.done.store(done, Ordering::Relaxed);
                !job.stop.load(Ordering::Relaxed)
            });
            let mut state = locked(&job.state);
            state.running = false;
            state.so_far = so_far;
            match found {
                Ok(found) => state.found = Some(found),
                Err(wrong) => state.failed = Some(wrong.to_string()),
            }
        });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;

    fn job(owner: u128, running: bool) -> Arc<Job> {
        let state = State { running, ..State::default() };
        Arc::new(Job {
            owner: UserId::from_bits(owner),
            scenarios: Vec::new(),
            how: Experiment::default(),
            asked: String::new(),
            done: AtomicU32::new(0),
            stop: AtomicBool::new(false),
            state: Mutex::new(state),
        })
    }

    #[test]
    fn nobody_runs_two_and_the_place_runs_no_more_than_it_can() {
        let jobs = Jobs::default();
        let stopped = job(1, false);
        {
            let mut inner = locked(&jobs.0);
            inner.jobs.insert(1, stopped.clone());
            inner.jobs.insert(2, job(2, true));
            assert_eq!(inner.room_for(UserId::from_bits(2)), Err(Busy::Own));
            assert_eq!(inner.room_for(UserId::from_bits(1)), Ok(()));
            inner.jobs.insert(3, job(3, true));
            assert_eq!(inner.room_for(UserId::from_bits(1)), Err(Busy::Others));
        }
        // What was stopped goes on no sooner than a new one would begin.
        assert_eq!(jobs.go_on(&stopped), Err(Busy::Others));
        let another = jobs.begin(UserId::from_bits(1), Vec::new(), Experiment::default(), String::new());
        assert_eq!(another, Err(Busy::Others));
        assert!(jobs.of(UserId::from_bits(1), 2).is_none(), "somebody else's is not there");
    }
}
