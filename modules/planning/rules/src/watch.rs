//! How a long search is watched: it tells how far it is, counts its steps, and can be asked to stop.

/// How far a search is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Steps done: a step is one search from a new start, one block of bound iterations, or one node of the proof.
    pub steps: u64,
    /// Cost of the best plan found, if there is one yet.
    pub incumbent: Option<i64>,
    /// No plan can cost less than this.
    pub bound: i64,
    /// Which part of the answer is being looked for, in words; empty where there is but one.
    pub part: &'static str,
}

/// The caller's view of a running search. Steps are counted, not timed, so that a run can be made again exactly; a stop
/// by the clock is the caller's affair, through `stop`.
pub struct Watch<'a> {
    stop: &'a dyn Fn() -> bool,
    tell: &'a mut dyn FnMut(Progress),
    steps: u64,
    steps_max: Option<u64>,
    stopped: bool,
    part: &'static str,
}

impl<'a> Watch<'a> {
    /// Watches a search: `stop` is asked between steps, `tell` hears of each improvement.
    pub fn new(
        stop: &'a dyn Fn() -> bool,
        tell: &'a mut dyn FnMut(Progress),
        steps_max: Option<u64>,
    ) -> Watch<'a> {
        Watch { stop, tell, steps: 0, steps_max, stopped: false, part: "" }
    }

    /// Counts a step; true where the search may go on. A limit of steps and a stop by the caller are both looked at here and
    /// nowhere else, so that a search that was stopped after N steps is made again by a limit of N.
    pub(crate) fn step(&mut self) -> bool {
        let used_up = self.steps_max.is_some_and(|most| self.steps >= most);
        self.stopped = self.stopped || used_up || (self.stop)();
        if !self.stopped {
            self.steps += 1;
        }
        !self.stopped
    }

    /// False once a step was refused; false for ever then.
    pub(crate) fn may_go_on(&self) -> bool {
        !self.stopped
    }

    /// Another part of the answer begins: what is told from here on is about it.
    pub(crate) fn begin(&mut self, part: &'static str) {
        self.part = part;
    }

    /// Tells the caller.
    pub(crate) fn tell(&mut self, incumbent: Option<i64>, bound: i64) {
        (self.tell)(Progress { steps: self.steps, incumbent, bound, part: self.part });
    }

    /// Steps done so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// True where the search was ended before it was done.
    pub fn was_stopped(&self) -> bool {
        self.stopped
    }
}

/// Runs a search to its end, unwatched.
pub fn unwatched<T>(search: impl FnOnce(&mut Watch<'_>) -> T) -> T {
    let mut tell = |_| {};
    search(&mut Watch::new(&|| false, &mut tell, None))
}
