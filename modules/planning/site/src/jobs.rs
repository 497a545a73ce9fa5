//! Runs beside the pages: a search for sites, a year simulated, last year judged again. Each tells how far it is, can be
//! stopped, and goes on where it was; a replay, which takes seconds but for what it simulates, from its beginning. What they found is in memory, and seen by whoever began them alone; what is to last is
//! kept as a trial. What was asked of them is a fact (`begun.rs`), so that a run outlives the program.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kernel::{Day, UserId};

use crate::work::{Far, Found, Input, SoFar};

/// Runs that are remembered; the oldest that does not run is forgotten first.
const KEPT_MAX: usize = 20;

/// Runs of one owner that are remembered, so that nobody's crowd out everybody's.
const OWN_KEPT_MAX: usize = 5;

/// Runs at once in the whole place: each takes all processors that pages leave it.
const RUNNING_MAX: usize = 2;

/// Why a run does not begin or go on.
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
            Busy::Own => "One of your runs is under way: wait for it, or stop it, then begin another",
            Busy::Others => {
                "Others have runs under way now, as many as this place does at once: try again in a few minutes"
            }
        }
    }
}

/// All of them.
#[derive(Clone, Default)]
pub struct Jobs(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    /// The order in which they were begun.
    last: u64,
    jobs: BTreeMap<String, (u64, Arc<Job>)>,
}

/// One run.
pub(crate) struct Job {
    pub owner: UserId,
    /// What was asked, in words.
    pub asked: String,
    /// The day that counts as today.
    pub on: Day,
    pub input: Input,
    far: Mutex<Far>,
    stop: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    running: bool,
    so_far: SoFar,
    found: Option<Arc<Found>>,
    failed: Option<String>,
}

/// How a run stands.
pub(crate) enum Standing {
    Running(Far),
    /// With what it had found, where that is worth showing.
    Stopped(Far, Option<Arc<Found>>),
    Done(Arc<Found>),
    Failed(String),
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Jobs {
    /// Whether that owner may begin one now.
    pub(crate) fn room_for(&self, owner: UserId) -> Result<(), Busy> {
        locked(&self.0).room_for(owner)
    }

    /// Begins one under that id, unless too many run.
    pub(crate) fn begin(&self, id: &str, job: Job) -> Result<(), Busy> {
        let mut inner = locked(&self.0);
        inner.room_for(job.owner)?;
        inner.last += 1;
        let (nth, job) = (inner.last, Arc::new(job));
        inner.jobs.insert(id.to_owned(), (nth, job.clone()));
        let owner = job.owner;
        inner.forget_oldest(OWN_KEPT_MAX, &|of| of == owner);
        inner.forget_oldest(KEPT_MAX, &|_| true);
        job.run();
        Ok(())
    }

    /// Goes on with one where it was stopped, unless too many run.
    pub(crate) fn go_on(&self, job: &Arc<Job>) -> Result<(), Busy> {
        let inner = locked(&self.0);
        inner.room_for(job.owner)?;
        job.clone().run();
        Ok(())
    }

    /// One of that owner.
    pub(crate) fn of(&self, owner: UserId, id: &str) -> Option<Arc<Job>> {
        locked(&self.0).jobs.get(id).map(|(_, job)| job).filter(|job| job.owner == owner).cloned()
    }

    /// Forgets all, as the end of the program does.
    pub fn forget(&self) {
        let mut inner = locked(&self.0);
        inner.jobs.values().for_each(|(_, job)| job.stop());
        inner.jobs.clear();
    }
}

impl Inner {
    /// Forgets the oldest of these owners' that do not run, until so many are left.
    fn forget_oldest(&mut self, most: usize, whose: &dyn Fn(UserId) -> bool) {
        loop {
            let theirs = || self.jobs.iter().filter(|(_, (_, job))| whose(job.owner));
            if theirs().count() <= most {
                return;
            }
            let idle = theirs().filter(|(_, (_, job))| !locked(&job.state).running);
            let oldest = idle.min_by_key(|(_, (nth, _))| *nth).map(|(id, _)| id.clone());
            let Some(oldest) = oldest else { return };
            self.jobs.remove(&oldest);
        }
    }

    fn room_for(&self, owner: UserId) -> Result<(), Busy> {
        let running: Vec<_> =
            self.jobs.values().map(|(_, job)| job).filter(|job| locked(&job.state).running).collect();
        if running.iter().any(|job| job.owner == owner) {
            return Err(Busy::Own);
        }
        if running.len() >= RUNNING_MAX { Err(Busy::Others) } else { Ok(()) }
    }
}

impl Job {
    pub fn new(owner: UserId, asked: String, on: Day, input: Input) -> Job {
        Job {
            owner,
            asked,
            on,
            input,
            far: Mutex::default(),
            stop: AtomicBool::new(false),
            state: Mutex::default(),
        }
    }

    pub fn standing(&self) -> Standing {
        let state = locked(&self.state);
        let far = locked(&self.far).clone();
        match (&state.failed, &state.found) {
            (Some(why), _) => Standing::Failed(why.clone()),
            (None, _) if state.running => Standing::Running(far),
            (None, Some(found)) if !found.is_stopped() => Standing::Done(found.clone()),
            (None, found) => Standing::Stopped(far, found.clone()),
        }
    }

    /// Asks it to stop; it does after the step that runs.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Begins, or goes on where it was stopped. Nothing where it runs or is done.
    fn run(self: Arc<Self>) {
        let mut state = locked(&self.state);
        if state.running || state.found.as_ref().is_some_and(|found| !found.is_stopped()) {
            return;
        }
        state.running = true;
        let mut so_far = std::mem::take(&mut state.so_far);
        drop(state);
        self.stop.store(false, Ordering::Relaxed);
        let job = self.clone();
        tokio::task::spawn_blocking(move || {
            let stop = || job.stop.load(Ordering::Relaxed);
            let mut tell = |far: Far| *locked(&job.far) = far;
            // A run that broke is over, and told of: else nobody could begin another.
            let found = catch_unwind(AssertUnwindSafe(|| job.input.run(&mut so_far, &stop, &mut tell)));
            let found = found.unwrap_or_else(|_| {
                tracing::error!(asked = job.input.kind(), "a run broke");
                Err("This run broke on the way, and that is our fault: nothing of it is kept. Tell the office what you asked.".to_owned())
            });
            let mut state = locked(&job.state);
            state.running = false;
            state.so_far = so_far;
            match found {
                Ok(found) => state.found = Some(Arc::new(found)),
                Err(why) => state.failed = Some(why),
            }
        });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;
    use planning_rules::simulation::Experiment;

    fn job(owner: u128, running: bool) -> Job {
        let input = Input::Year { scenarios: Vec::new(), how: Experiment::default() };
        let day = Day::from_epoch_days(0);
        let job = Job::new(UserId::from_bits(owner), String::new(), day, input);
        locked(&job.state).running = running;
        job
    }

    #[test]
    fn nobody_runs_two_and_the_place_runs_no_more_than_it_can() {
        let jobs = Jobs::default();
        let stopped = Arc::new(job(1, false));
        {
            let mut inner = locked(&jobs.0);
            inner.jobs.insert("a".to_owned(), (1, stopped.clone()));
            inner.jobs.insert("b".to_owned(), (2, Arc::new(job(2, true))));
            assert_eq!(inner.room_for(UserId::from_bits(2)), Err(Busy::Own));
            assert_eq!(inner.room_for(UserId::from_bits(1)), Ok(()));
            inner.jobs.insert("c".to_owned(), (3, Arc::new(job(3, true))));
            assert_eq!(inner.room_for(UserId::from_bits(1)), Err(Busy::Others));
        }
        // What was stopped goes on no sooner than a new one would begin.
        assert_eq!(jobs.go_on(&stopped), Err(Busy::Others));
        assert_eq!(jobs.begin("d", job(1, false)), Err(Busy::Others));
        assert!(jobs.of(UserId::from_bits(1), "b").is_none(), "somebody else's is not there");
    }
}
