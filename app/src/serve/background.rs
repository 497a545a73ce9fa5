//! What goes on beside the pages: letters leave and come back, what time calls for is done, the evening's lists are made.
//! Each is left when the program ends; what was not done waits in the journal for the next start.

use std::time::Duration;

use accounts_site::Accounts;
use kernel::{Day, Moment};
use referrals_site::upkeep;

use super::{Evening, Serving, returned};
use crate::serve::evening;

/// Between two looks at the letters that are due.
const LETTERS_EVERY: Duration = Duration::from_secs(5);
/// Between two looks at what came back.
const RETURNED_EVERY: Duration = Duration::from_secs(60);
/// Between two looks at what time calls for: days decide, so an hour is soon enough.
const UPKEEP_EVERY: Duration = Duration::from_secs(3600);
/// Between two looks at whether it is evening.
const EVENING_EVERY: Duration = Duration::from_secs(300);

/// Begins it, on the runtime that serves the pages.
pub fn begin(of: &Serving, accounts: &Accounts) {
    let asks = referrals_site::mailing::Mailing {
        journal: of.journal.clone(),
        program: of.program.clone(),
        base: of.base.clone(),
    };
    let own = accounts_site::mailing::Mailing { accounts: accounts.clone() };
    if let Some(post) = of.mail.clone() {
        let (journal, desk, other) = (of.journal.clone(), asks.clone(), post.clone());
        tokio::spawn(async move {
            mail::run(&journal, referrals_site::mailing::KIND, &desk, &*other, LETTERS_EVERY).await;
        });
        let (journal, desk) = (of.journal.clone(), own.clone());
        tokio::spawn(async move {
            mail::run(&journal, accounts_site::mailing::KIND, &desk, &*post, LETTERS_EVERY).await;
        });
    }
    if let Some(folder) = of.bounces.clone() {
        let desks = returned::Desks { journal: of.journal.clone(), asks, accounts: own };
        tokio::spawn(async move {
            let mut minutes = tokio::time::interval(RETURNED_EVERY);
            loop {
                minutes.tick().await;
                returned::folder(&desks, &folder).await;
            }
        });
    }
    let (journal, program) = (of.journal.clone(), of.program.clone());
    tokio::spawn(async move {
        let mut hours = tokio::time::interval(UPKEEP_EVERY);
        loop {
            hours.tick().await;
            match upkeep::tick(&journal, &program).await {
                Ok(done) => {
                    tracing::info!(alarms = done.alarms, closed = done.closed, "did what time calls for")
                }
                Err(fault) => tracing::error!(%fault, "doing what time calls for"),
            }
            match referrals_site::retention::carry_out(&journal, &program).await {
                Ok(carried) => tracing::info!(?carried, "looked at deletion runs"),
                Err(fault) => tracing::error!(%fault, "carrying out a deletion run"),
            }
        }
    });
    if let Some(evening) = of.evening.clone() {
        let (journal, program, name, synthetic) =
            (of.journal.clone(), of.program.clone(), of.name.clone(), of.synthetic);
        tokio::spawn(async move {
            let mut last: Option<Day> = None;
            let mut minutes = tokio::time::interval(EVENING_EVERY);
            loop {
                minutes.tick().await;
                let now = journal.now();
                if last == Some(now.day()) || !is_evening(&evening, now) {
                    continue;
                }
                match evening::print(&journal, &program, &evening.folder, &name, synthetic, None).await {
                    Ok(printed) => {
                        last = Some(now.day());
                        tracing::info!(
                            lists = printed.lists,
                            asks = printed.asks,
                            "made the evening's lists"
                        );
                    }
                    Err(why) => tracing::error!(%why, "making the evening's lists"),
                }
            }
        });
    }
}

fn is_evening(evening: &Evening, now: Moment) -> bool {
    Moment::local(now.day(), evening.hour, 0).is_ok_and(|from| now >= from)
}
