//! What time alone calls for: a recall that is late is raised to the specialty's lead, once for each day it missed.

use std::marker::PhantomData;

use fixit_site::england;
use journal::{Fault, Journal, NotDone};
use policy::{Actor, Kind, Permit, Relations, Subject};
use recalls_rules::facts::v1::Move;

use crate::acts::{MoveRecall, Raising};
use crate::read::{self, Acts, Which};

/// Recalls looked at in one tick; the next takes the rest.
const TICK_MAX: i64 = 2_000;

/// Raises what is due to be raised; how many.
pub async fn tick(journal: &Journal, program: &Actor) -> Result<usize, Fault> {
    let today = journal.now().day();
    let mut due = Vec::new();
    {
        let subject = Subject::new(Kind::Ask, Relations::NONE);
        let reading = journal.reading(program, Permit::RaiseAlarm, subject).map_err(|why| match why {
            NotDone::Fault(fault) => fault,
            NotDone::NotAllowed(_)
            | NotDone::AgainstTheRules(())
            | NotDone::Changed { .. }
            | NotDone::KeyUsedForAnother => Fault::plain("look for late recalls: the program may not"),
        })?;
        let which = Which { org: None, specialty: None, show: "to-raise".to_owned(), today };
        let mut acts = Acts::new(&reading, today)?;
        for line in read::list(&reading, &which, TICK_MAX, 0)? {
            let Some(folded) = read::folded(&reading, &line.id.to_string())? else { continue };
            if folded.must_be_raised(today, england()) {
                due.push((line.id, Move::Raised { to: acts.raised_to(&line)?, due: line.due }));
            }
        }
    }
    let mut raised = 0;
    for (recall, what) in due {
        match journal
            .submit(program, MoveRecall::<Raising> { recall, seen: None, what, way: PhantomData })
            .await
        {
            Ok(_) => raised += 1,
            Err(NotDone::Fault(fault)) => return Err(fault),
            Err(NotDone::NotAllowed(why)) => {
                return Err(Fault::plain(format!("raise a late recall: {:?}", why.why)));
            }
            // Somebody was quicker.
            Err(NotDone::AgainstTheRules(_) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => {}
        }
    }
    Ok(raised)
}
