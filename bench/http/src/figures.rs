//! What a run came to.

use std::time::Duration;

use crate::Outcome;

/// Waits of single calls, the wall time of all, and what they cost the place.
pub struct Figures {
    waits: Vec<Duration>,
    wall: Duration,
    cost: Duration,
}

impl Figures {
    /// Of one run.
    pub fn new(mut waits: Vec<Duration>, wall: Duration, cost: Duration) -> Figures {
        waits.sort_unstable();
        Figures { waits, wall, cost }
    }

    fn wait(&self, part: f64) -> f64 {
        let nth = (self.waits.len().saturating_sub(1) as f64 * part) as usize;
        self.waits.get(nth).map_or(f64::NAN, |wait| wait.as_secs_f64() * 1e3)
    }

    /// One row of the table of `./x bench`.
    pub fn print(&self, what: &str, beside: &str, bar: &str) {
        let count = self.waits.len() as f64;
        println!(
            "| {what} | {:.0}/s, {:.3} ms CPU each; waits p50 {:.1}, p99 {:.1} ms | {beside} | {bar} |",
            count / self.wall.as_secs_f64(),
            self.cost.as_secs_f64() * 1e3 / count,
            self.wait(0.5),
            self.wait(0.99),
        );
    }
}

/// The processor time of another program so far, as Linux keeps it: fields 14 and 15 of its stat line, in ticks of 10 ms.
pub fn processor_time(pid: u32) -> Outcome<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let after = stat.rsplit(')').next().ok_or("a stat line without a name")?;
    let fields: Vec<u64> =
        after.split_whitespace().skip(11).take(2).map(str::parse).collect::<Result<_, _>>()?;
    Ok(Duration::from_millis(fields.iter().sum::<u64>() * 10))
}
