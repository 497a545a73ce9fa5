//! What goes on beside the pages: letters leave and come back, what time calls for is done, the evening's lists are made.
//! Each ends between two rounds once the program is told to stop; what was not done waits in the journal for the next
//! start.

use std::time::Duration;

use accounts_site::Accounts;
use kernel::{Day, Moment};
use policy::{Kind, Permit, Relations, Subject};
use referrals_site::upkeep;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::connections::told;
use super::{Evening, Serving, evening, returned};

/// Between two looks at the letters that are due.
const LETTERS_EVERY: Duration = Duration::from_secs(5);
/// Between two looks at what came back.
const RETURNED_EVERY: Duration = Duration::from_secs(60);
/// Between two looks at what time calls for: days decide, so an hour is soon enough.
const UPKEEP_EVERY: Duration = Duration::from_secs(3600);
/// Between two looks at whether the asks in memory are those of today: soon after midnight they are.
const FIGURES_EVERY: Duration = Duration::from_secs(60);
/// Between two looks at whether it is evening.
const EVENING_EVERY: Duration = Duration::from_secs(300);

/// What goes on beside the pages, until it has ended.
pub struct Beside(JoinSet<()>);

impl Beside {
    /// Waits until all of it has ended, which it does between two rounds once it was told to stop.
    pub async fn ended(mut self) {
        while self.0.join_next().await.is_some() {}
    }
}

/// Begins it, on the runtime that serves the pages.
pub fn begin(of: &Serving, accounts: &Accounts, stop: &watch::Receiver<bool>) -> Beside {
    let mut beside = JoinSet::new();
    letters(of, accounts, stop, &mut beside);
    came_back(of, accounts, stop, &mut beside);
    what_time_calls_for(of, stop, &mut beside);
    evenings(of, stop, &mut beside);
    figures_in_memory(of, stop, &mut beside);
    Beside(beside)
}

fn asks(of: &Serving) -> referrals_site::mailing::Mailing {
    referrals_site::mailing::Mailing {
        journal: of.journal.clone(),
        program: of.program.clone(),
        base: of.base.clone(),
    }
}

fn own(accounts: &Accounts) -> accounts_site::mailing::Mailing {
    accounts_site::mailing::Mailing { accounts: accounts.clone() }
}

/// One worker for the letters of each module: a slow desk keeps no other waiting.
fn letters(of: &Serving, accounts: &Accounts, stop: &watch::Receiver<bool>, beside: &mut JoinSet<()>) {
    let Some(post) = of.mail.clone() else { return };
    let issues = issues(of);
    let tables = table_site::mailing::Mailing {
        journal: of.journal.clone(),
        program: of.program.clone(),
        base: of.base.clone(),
    };
    post_of(referrals_site::mailing::KIND, asks(of), &of.journal, &post, stop, beside);
    post_of(accounts_site::mailing::KIND, own(accounts), &of.journal, &post, stop, beside);
    post_of(fixit_site::mailing::KIND, issues, &of.journal, &post, stop, beside);
    post_of(table_site::mailing::KIND, tables, &of.journal, &post, stop, beside);
}

fn post_of<D: mail::Desk + Send + Sync + 'static>(
    kind: &'static str,
    desk: D,
    journal: &journal::Journal,
    post: &std::sync::Arc<mail::Ways>,
    stop: &watch::Receiver<bool>,
    beside: &mut JoinSet<()>,
) {
    let (journal, post, mut stop) = (journal.clone(), post.clone(), stop.clone());
    beside.spawn(async move {
        mail::run(&journal, kind, &desk, &*post, LETTERS_EVERY, told(&mut stop)).await;
    });
}

fn issues(of: &Serving) -> fixit_site::mailing::Mailing {
    fixit_site::mailing::Mailing {
        journal: of.journal.clone(),
        program: of.program.clone(),
        base: of.base.clone(),
    }
}

fn came_back(of: &Serving, accounts: &Accounts, stop: &watch::Receiver<bool>, beside: &mut JoinSet<()>) {
    let Some(folder) = of.bounces.clone() else { return };
    let desks = returned::Desks {
        journal: of.journal.clone(),
        asks: asks(of),
        accounts: own(accounts),
        issues: issues(of),
    };
    let mut stop = stop.clone();
    beside.spawn(async move {
        let mut minutes = tokio::time::interval(RETURNED_EVERY);
        while next(&mut minutes, &mut stop).await {
            returned::folder(&desks, &folder).await;
        }
    });
}

fn what_time_calls_for(of: &Serving, stop: &watch::Receiver<bool>, beside: &mut JoinSet<()>) {
    let (journal, program, mut stop) = (of.journal.clone(), of.program.clone(), stop.clone());
    beside.spawn(async move {
        let mut hours = tokio::time::interval(UPKEEP_EVERY);
        while next(&mut hours, &mut stop).await {
            match upkeep::tick(&journal, &program).await {
                Ok(done) => {
                    tracing::info!(alarms = done.alarms, closed = done.closed, "did what time calls for")
                }
                Err(fault) => tracing::error!(%fault, "doing what time calls for"),
            }
            match directory_site::succession::tick(&journal, &program).await {
                Ok(entries) => tracing::info!(entries, "carried entries over to their successors"),
                Err(fault) => tracing::error!(%fault, "carrying an entry over"),
            }
            match referrals_site::succession::tick(&journal, &program).await {
                Ok(asks) => tracing::info!(asks, "carried asks over to their new parties"),
                Err(fault) => tracing::error!(%fault, "carrying asks over"),
            }
            match referrals_site::retention::carry_out(&journal, &program).await {
                Ok(carried) => tracing::info!(?carried, "looked at deletion runs"),
                Err(fault) => tracing::error!(%fault, "carrying out a deletion run"),
            }
            match fixit_site::upkeep::tick(&journal, &program).await {
                Ok(done) => tracing::info!(agreed = done.agreed, lists = done.lists, "looked after Fix-It"),
                Err(fault) => tracing::error!(%fault, "looking after Fix-It"),
            }
            match recalls_site::upkeep::tick(&journal, &program).await {
                Ok(raised) => tracing::info!(raised, "raised late recalls"),
                Err(fault) => tracing::error!(%fault, "raising late recalls"),
            }
            match table_site::upkeep::tick(&journal, &program).await {
                Ok(done) => tracing::info!(
                    nudged = done.nudged,
                    escalated = done.escalated,
                    frozen = done.frozen,
                    "kept the tables’ time"
                ),
                Err(fault) => tracing::error!(%fault, "keeping the tables’ time"),
            }
        }
    });
}

/// The asks that figures are counted from are read before anybody looks, and judged anew when a day has passed.
fn figures_in_memory(of: &Serving, stop: &watch::Receiver<bool>, beside: &mut JoinSet<()>) {
    let (journal, program, kept) = (of.journal.clone(), of.program.clone(), of.figures.clone());
    let mut stop = stop.clone();
    beside.spawn(async move {
        let mut rounds = tokio::time::interval(FIGURES_EVERY);
        let mut last: Option<Day> = None;
        while next(&mut rounds, &mut stop).await {
            let (journal, program, kept) = (journal.clone(), program.clone(), kept.clone());
            let today = journal.now().day();
            let done = tokio::task::spawn_blocking(move || {
                let place = Subject::new(Kind::Place, Relations::NONE);
                let reading = journal
                    .reading(&program, Permit::SeeHealth, place)
                    .map_err(|refused| format!("{refused:?}"))?;
                kept.get_ready(&reading, today).map_err(|fault| fault.to_string())
            });
            match done.await {
                Ok(Ok(asks)) if last != Some(today) => {
                    last = Some(today);
                    tracing::info!(asks, "read the asks that figures are counted from");
                }
                Ok(Ok(_)) => {}
                Ok(Err(fault)) => tracing::error!(%fault, "reading the asks that figures are counted from"),
                Err(why) => tracing::error!(%why, "reading the asks that figures are counted from"),
            }
        }
    });
}

fn evenings(of: &Serving, stop: &watch::Receiver<bool>, beside: &mut JoinSet<()>) {
    let Some(evening) = of.evening.clone() else { return };
    let (journal, program, name) = (of.journal.clone(), of.program.clone(), of.name.clone());
    let (synthetic, mut stop) = (of.synthetic, stop.clone());
    beside.spawn(async move {
        let mut last: Option<Day> = None;
        let mut minutes = tokio::time::interval(EVENING_EVERY);
        while next(&mut minutes, &mut stop).await {
            let now = journal.now();
            if last == Some(now.day()) || !is_evening(&evening, now) {
                continue;
            }
            match evening::print(&journal, &program, &evening.folder, &name, synthetic, None).await {
                Ok(printed) => {
                    last = Some(now.day());
                    tracing::info!(lists = printed.lists, asks = printed.asks, "made the evening's lists");
                }
                Err(why) => tracing::error!(%why, "making the evening's lists"),
            }
        }
    });
}

/// Waits for the next round; false once the program was told to stop.
async fn next(rounds: &mut tokio::time::Interval, stop: &mut watch::Receiver<bool>) -> bool {
    tokio::select! {
        biased;
        () = told(stop) => false,
        _ = rounds.tick() => true,
    }
}

fn is_evening(evening: &Evening, now: Moment) -> bool {
    Moment::local(now.day(), evening.hour, 0).is_ok_and(|from| now >= from)
}
