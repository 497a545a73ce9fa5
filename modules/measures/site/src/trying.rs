//! Trying a rule beside the pages: the work runs on a thread of its own, tells how far it is, and freezes its table when it
//! is done. Where it is quick, the page waits for it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use journal::{NotDone, Reading};
use measures_rules::facts::v1::RuleName;
use policy::Actor;

use crate::acts::Freeze;
use crate::compare;
use crate::pages::Site;

/// What is being tried, by rule, with how many in a hundred are done.
#[derive(Clone, Default)]
pub struct Trying(Arc<Mutex<HashMap<String, Arc<AtomicU32>>>>);

/// So long a page waits before it sends its reader on.
const PAGE_WAITS: Duration = Duration::from_secs(3);

impl Trying {
    /// How far a rule is, in hundredths; nothing where it is not being tried.
    pub fn progress(&self, name: &RuleName) -> Option<u32> {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.get(&name.to_string()).map(|done| done.load(Ordering::Relaxed))
    }

    /// Tries a rule and freezes the table. What to say to whoever asked for it.
    pub async fn run(&self, site: &Site, actor: &Actor, reading: Reading, name: &RuleName) -> String {
        let done = Arc::new(AtomicU32::new(0));
        {
            let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if running.contains_key(&name.to_string()) {
                return "It is being tried already".to_owned();
            }
            running.insert(name.to_string(), done.clone());
        }
        let (site, actor, name, all) = (site.clone(), actor.clone(), name.clone(), self.clone());
        let work = tokio::spawn(async move {
            let said = try_it(&site, &actor, reading, &name, done).await;
            all.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&name.to_string());
            said
        });
        match tokio::time::timeout(PAGE_WAITS, work).await {
            Ok(Ok(said)) => said,
            Ok(Err(_)) => "It could not be tried; the log has why".to_owned(),
            Err(_) => "It is being tried; the table is frozen when it is done".to_owned(),
        }
    }
}

async fn try_it(
    site: &Site,
    actor: &Actor,
    reading: Reading,
    name: &RuleName,
    done: Arc<AtomicU32>,
) -> String {
    let (kept, of, today) = (site.kept.clone(), name.clone(), site.journal.now().day());
    let work = tokio::task::spawn_blocking(move || {
        compare::compare(&reading, &kept, &of, today, &mut |so_far, all| {
            let hundredths = so_far.saturating_mul(100) / all.max(1);
            done.store(u32::try_from(hundredths).unwrap_or(100), Ordering::Relaxed);
            true
        })
    });
    let frozen = match work.await {
        Ok(Ok(Some(frozen))) => frozen,
        Ok(Ok(None)) => return "It was stopped".to_owned(),
        Ok(Err(refused)) => return format!("It could not be tried: {refused}"),
        Err(_) => return "It could not be tried; try again".to_owned(),
    };
    match site.journal.submit(actor, Freeze(frozen)).await {
        Ok(_) => "The table is frozen".to_owned(),
        Err(NotDone::AgainstTheRules(refused)) => format!("The table was not frozen: {refused}"),
        Err(_) => "The table was not frozen; try again".to_owned(),
    }
}
