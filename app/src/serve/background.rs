//! What goes on beside the pages: letters leave, and what time calls for is done. Each ends between two rounds once the
//! program is told to stop; what was not done waits in the journal for the next start.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use referrals_site::mailing::{KIND, Mailing};
use referrals_site::upkeep;

use super::Serving;
use super::connections::told;

/// Between two looks at the letters that are due.
const LETTERS_EVERY: Duration = Duration::from_secs(5);
/// Between two looks at what time calls for: days decide, so an hour is soon enough.
const UPKEEP_EVERY: Duration = Duration::from_secs(3600);

/// What goes on beside the pages, until it has ended.
pub struct Beside(JoinSet<()>);

impl Beside {
    /// Waits until all of it has ended, which it does between two rounds once it was told to stop.
    pub async fn ended(mut self) {
        while self.0.join_next().await.is_some() {}
    }
}

/// Begins it, on the runtime that serves the pages.
pub fn begin(of: &Serving, stop: &watch::Receiver<bool>) -> Beside {
    let mut beside = JoinSet::new();
    if let Some(post) = of.mail.clone() {
        let journal = of.journal.clone();
        let desk = Mailing { journal: journal.clone(), program: of.program.clone(), base: of.base.clone() };
        let mut stop = stop.clone();
        beside.spawn(async move {
            mail::run(&journal, KIND, &desk, &*post, LETTERS_EVERY, told(&mut stop)).await;
        });
    }
    let (journal, program, mut stop) = (of.journal.clone(), of.program.clone(), stop.clone());
    beside.spawn(async move {
        let mut hours = tokio::time::interval(UPKEEP_EVERY);
        loop {
            tokio::select! {
                biased;
                () = told(&mut stop) => return,
                _ = hours.tick() => {}
            }
            match upkeep::tick(&journal, &program).await {
                Ok(done) => {
                    tracing::info!(alarms = done.alarms, closed = done.closed, "did what time calls for")
                }
                Err(fault) => tracing::error!(%fault, "doing what time calls for"),
            }
        }
    });
    Beside(beside)
}
