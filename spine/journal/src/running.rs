//! How the journal is doing: what waits for the writer, how long commits take, what is left to do. Numbers alone; nothing
//! here could name a person.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use kernel::Moment;

use crate::Fault;
use crate::reading::Reading;
use crate::value::Query;

/// Upper ends of the commit times that are counted together, in microseconds; what took longer counts with the last.
pub const COMMIT_MICROS: [u64; 9] = [500, 1_000, 2_500, 5_000, 10_000, 25_000, 100_000, 500_000, 2_500_000];

/// What the writer counts as it goes.
#[derive(Default)]
pub(crate) struct Counts {
    commits: AtomicU64,
    failed: AtomicU64,
    works: AtomicU64,
    micros: AtomicU64,
    within: [AtomicU64; COMMIT_MICROS.len()],
    refusing: AtomicBool,
}

impl Counts {
    /// A group was committed, or was not, after so long.
    pub(crate) fn committed(&self, works: usize, took: Duration, well: bool) {
        self.refusing.store(!well, Ordering::Relaxed);
        if !well {
            self.failed.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.commits.fetch_add(1, Ordering::Relaxed);
        self.works.fetch_add(works as u64, Ordering::Relaxed);
        self.micros.fetch_add(micros, Ordering::Relaxed);
        for (most, count) in COMMIT_MICROS.iter().zip(&self.within) {
            if micros <= *most {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    pub(crate) fn read(&self, waiting: usize, waiting_most: usize) -> Running {
        let number = |of: &AtomicU64| of.load(Ordering::Relaxed);
        Running {
            waiting,
            waiting_most,
            commits: number(&self.commits),
            commits_failed: number(&self.failed),
            works: number(&self.works),
            commit_micros: number(&self.micros),
            commits_within: std::array::from_fn(|nth| self.within.get(nth).map_or(0, number)),
            writes: !self.refusing.load(Ordering::Relaxed),
        }
    }
}

/// How the writer is doing, since the program started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Running {
    /// Acts and upkeep that wait for the writer now.
    pub waiting: usize,
    /// How many may wait before a submitter has to wait to wait.
    pub waiting_most: usize,
    /// Commits that are on disk.
    pub commits: u64,
    /// Commits that came to nothing: the disk is full or broken.
    pub commits_failed: u64,
    /// Acts and upkeep that shared those commits, refused ones among them.
    pub works: u64,
    /// Time spent in commits, in microseconds.
    pub commit_micros: u64,
    /// Of the commits, those that took no longer than each of [`COMMIT_MICROS`].
    pub commits_within: [u64; COMMIT_MICROS.len()],
    /// Whether the last commit was kept. Where it was not, reading goes on and writing is refused in words.
    pub writes: bool,
}

/// Jobs of one kind in one state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// What kind of work.
    pub kind: String,
    /// `waiting`, `leased`, `held` or `failed`.
    pub state: String,
    /// How many.
    pub jobs: i64,
    /// When the first of them was or is due.
    pub first_due: Moment,
}

const BACKLOG: Query = Query {
    name: "journal.backlog",
    sql: "select kind, state, count(*), min(due) from journal_job where state <> 'done'
          group by kind, state order by kind, state",
};

const LAST: Query =
    Query { name: "journal.last-act", sql: "select seq, at from journal_act order by seq desc limit 1" };

/// Jobs that are not done, by kind and state.
pub fn backlog(reading: &Reading) -> Result<Vec<Backlog>, Fault> {
    let rows = reading.rows(&BACKLOG, &[])?;
    rows.iter()
        .map(|row| {
            Ok(Backlog { kind: row.get(0)?, state: row.get(1)?, jobs: row.get(2)?, first_due: row.get(3)? })
        })
        .collect()
}

/// The number and the moment of the last act on disk; nothing in an empty journal.
pub fn last_act(reading: &Reading) -> Result<Option<(i64, Moment)>, Fault> {
    reading.first(&LAST, &[])?.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}
