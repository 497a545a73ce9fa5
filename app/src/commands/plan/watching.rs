//! How a search is watched from a terminal: progress on standard error, a time limit, and Ctrl-C, which ends the search
//! with the best plan so far.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use planning_rules::{Progress, Watch};

/// Least time between two lines of progress.
const BETWEEN_LINES: Duration = Duration::from_millis(500);

/// Limits of a search.
#[derive(Clone, Copy, clap::Args)]
pub struct Limits {
    /// Stop after this many seconds with the best plan and bound so far.
    #[arg(long)]
    seconds: Option<f64>,
    /// Stop after this many steps: the same plan every time, on any number of threads.
    #[arg(long)]
    steps: Option<u64>,
    /// Threads to use; all processors where not given. The plan does not depend on it.
    #[arg(long)]
    threads: Option<usize>,
    /// Where chance starts.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// What a watched search took.
pub struct Taken<T> {
    /// What it found.
    pub found: T,
    /// Wall-clock seconds.
    pub seconds: f64,
    /// Steps done.
    pub steps: u64,
    /// Whether it was ended before it was done.
    pub stopped: bool,
    /// Each cost that was the best so far, and the seconds until it was first told.
    improvements: Vec<(i64, f64)>,
}

impl<T> Taken<T> {
    /// Seconds until a plan of this cost was first told; all of them where it was found at the very end.
    pub fn seconds_to(&self, cost: i64) -> f64 {
        self.improvements.iter().find(|(c, _)| *c == cost).map_or(self.seconds, |(_, seconds)| *seconds)
    }
}

/// Begins the clock of a command.
#[allow(
    clippy::disallowed_methods,
    reason = "a terminal command says how long it took and keeps a time limit"
)]
pub fn now() -> Instant {
    Instant::now()
}

/// Processor seconds of this process so far, where the system tells.
pub fn cpu_seconds(since: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/self/stat").ok().and_then(|text| {
        let mut fields = text.rsplit(')').next()?.split_whitespace().skip(11);
        let user: f64 = fields.next()?.parse().ok()?;
        let system: f64 = fields.next()?.parse().ok()?;
        // Linux counts in hundredths of a second (USER_HZ) whatever the processor.
        Some((user + system) / 100.0)
    });
    told.unwrap_or_else(|| since.elapsed().as_secs_f64())
}

impl Limits {
    /// Sets the number of threads for everything that follows.
    pub fn set_threads(&self) {
        if let Some(threads) = self.threads {
            // Refused only where a pool exists already, and then its size is as good.
            let _ = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build_global();
        }
    }

    /// Runs a search under these limits. `began` is when the command began, so that reading counts too.
    pub fn watch<T>(&self, began: Instant, search: impl FnOnce(&mut Watch<'_>) -> T) -> Taken<T> {
        let cancelled = listen();
        let out_of_time = || self.seconds.is_some_and(|most| began.elapsed().as_secs_f64() > most);
        let stop = || cancelled.load(Ordering::Relaxed) || out_of_time();
        let mut last: Option<Instant> = None;
        let mut improvements: Vec<(i64, f64)> = Vec::new();
        let mut tell = |progress: Progress| {
            if let Some(cost) =
                progress.incumbent.filter(|c| improvements.iter().all(|(known, _)| known != c))
            {
                improvements.push((cost, began.elapsed().as_secs_f64()));
            }
            let due = last.map_or(began.elapsed() > BETWEEN_LINES, |last| last.elapsed() > BETWEEN_LINES);
            if due {
                last = Some(now());
                let _ = writeln!(std::io::stderr().lock(), "{}", line(progress));
            }
        };
        let mut watch = Watch::new(&stop, &mut tell, self.steps);
        let found = search(&mut watch);
        let (steps, stopped) = (watch.steps(), watch.was_stopped());
        Taken { found, steps, stopped, seconds: began.elapsed().as_secs_f64(), improvements }
    }
}

fn line(progress: Progress) -> String {
    match progress.incumbent {
        Some(cost) => {
            format!("step {}: best so far {cost}, nothing below {}", progress.steps, progress.bound)
        }
        None => format!("step {}: nothing yet, nothing below {}", progress.steps, progress.bound),
    }
}

/// Listens for Ctrl-C on a thread of its own; where that cannot be had, Ctrl-C ends the program as usual.
pub fn listen() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&flag);
    std::thread::spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else { return };
        if runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
            raised.store(true, Ordering::Relaxed);
        }
    });
    flag
}
