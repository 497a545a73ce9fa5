//! What time alone calls for: silence becomes agreement, and what is overdue lists itself for the weekly meeting.

use std::marker::PhantomData;

use fixit_rules::facts::v1::Move;
use fixit_rules::rows;
use journal::{Fault, Journal, NotDone, Query};
use kernel::{Day, Id};
use policy::Actor;

use crate::acts::{ByTime, ListOverdue, MoveIssue};
use crate::mailing::reading;

/// What one tick did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticked {
    /// Answers that silence agreed to.
    pub agreed: usize,
    /// Lists made for a meeting.
    pub lists: usize,
}

const SILENT: Query = Query {
    name: "fixit.silent",
    sql: "select id from fixit_issue where state = 'answered' and due < ?1 order by due, id limit 500",
};

/// The day of the weekly meeting that a day leads to: itself, where it is one.
pub fn meeting_from(day: Day) -> Day {
    let weekday = i32::from(rows::MEETING_WEEKDAY.on(day));
    // 1 January 1970 was a Thursday, the fourth day.
    let today = (day.epoch_days() + 3).rem_euclid(7) + 1;
    day + (weekday - today).rem_euclid(7)
}

/// Does what is due. Doing it again does nothing twice.
pub async fn tick(journal: &Journal, program: &Actor) -> Result<Ticked, Fault> {
    let mut ticked = Ticked::default();
    let today = journal.now().day();
    let silent: Vec<Id> = {
        let reading = reading(journal, program)?;
        reading.rows(&SILENT, &[today.into()])?.iter().map(|row| row.get(0)).collect::<Result<_, Fault>>()?
    };
    for issue in silent {
        let what = Move::Agreed { by_silence: true };
        let act = MoveIssue::<ByTime> { issue, seen: None, what, words: None, way: PhantomData };
        match journal.submit(program, act).await {
            Ok(_) => ticked.agreed += 1,
            Err(NotDone::Fault(fault)) => return Err(fault),
            Err(NotDone::NotAllowed(why)) => {
                return Err(Fault::plain(format!("agree by silence: {:?}", why.why)));
            }
            // Somebody was quicker.
            Err(NotDone::AgainstTheRules(_) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => {}
        }
    }
    // The list is made on the day before the meeting, so that it is there when the meeting opens.
    let meeting = meeting_from(today);
    if meeting <= today.next() {
        match journal.submit(program, ListOverdue { on: meeting }).await {
            Ok(done) => ticked.lists += usize::from(done.answer > 0),
            Err(NotDone::Fault(fault)) => return Err(fault),
            Err(other) => return Err(Fault::plain(format!("list what is overdue: {other:?}"))),
        }
    }
    Ok(ticked)
}
