//! What goes on beside the pages: letters leave, and what time calls for is done. Each is left when the program ends; what
//! was not done waits in the journal for the next start.

use std::time::Duration;

use referrals_site::mailing::{KIND, Mailing};
use referrals_site::upkeep;

use super::Serving;

/// Between two looks at the letters that are due.
const LETTERS_EVERY: Duration = Duration::from_secs(5);
/// Between two looks at what time calls for: days decide, so an hour is soon enough.
const UPKEEP_EVERY: Duration = Duration::from_secs(3600);

/// Begins it, on the runtime that serves the pages.
pub fn begin(of: &Serving) {
    if let Some(post) = of.mail.clone() {
        let journal = of.journal.clone();
        let desk = Mailing { journal: journal.clone(), program: of.program.clone(), base: of.base.clone() };
        let (issues, issues_post) = (fix_it(of), post.clone());
        tokio::spawn(async move {
            let journal = issues.journal.clone();
            mail::run(&journal, fixit_site::mailing::KIND, &issues, &*issues_post, LETTERS_EVERY).await
        });
        tokio::spawn(async move { mail::run(&journal, KIND, &desk, &*post, LETTERS_EVERY).await });
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
            match fixit_site::upkeep::tick(&journal, &program).await {
                Ok(done) => tracing::info!(agreed = done.agreed, lists = done.lists, "looked after Fix-It"),
                Err(fault) => tracing::error!(%fault, "looking after Fix-It"),
            }
            match recalls_site::upkeep::tick(&journal, &program).await {
                Ok(raised) => tracing::info!(raised, "raised late recalls"),
                Err(fault) => tracing::error!(%fault, "raising late recalls"),
            }
        }
    });
}

fn fix_it(of: &Serving) -> fixit_site::mailing::Mailing {
    fixit_site::mailing::Mailing {
        journal: of.journal.clone(),
        program: of.program.clone(),
        base: of.base.clone(),
    }
}
