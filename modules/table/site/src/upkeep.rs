//! What time alone calls for at the table: polite nudges, what is twice overdue to the group above. Doing it again does
//! nothing twice.

use std::collections::BTreeMap;

use journal::{Fault, Journal, NotDone, Reading};
use kernel::{ActionId, OrgId, SeatId};
use policy::{Actor, Kind, Permit, Relations, Subject};
use table_rules::working::pack_freezes_on;
use table_rules::{GroupState, action};

use crate::acts::{EscalateByTime, FreezePack, Nudge, overdue_at};
use crate::pack;
use crate::read::{self, england};
use crate::standing::Table;

/// What one look did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticked {
    /// Seats that were nudged.
    pub nudged: usize,
    /// Actions that went to the group above.
    pub escalated: usize,
    /// Packs that were frozen.
    pub frozen: usize,
}

fn reading(journal: &Journal, program: &Actor) -> Result<Reading, Fault> {
    let subject = Subject::new(Kind::Group, Relations::NONE);
    journal.reading(program, Permit::KeepTableTime, subject).map_err(|why| match why {
        NotDone::Fault(fault) => fault,
        NotDone::NotAllowed(_)
        | NotDone::AgainstTheRules(())
        | NotDone::Changed { .. }
        | NotDone::KeyUsedForAnother => {
            Fault::plain("look what time calls for at the table: the program may not")
        }
    })
}

/// Does what is due today.
pub async fn tick(journal: &Journal, program: &Actor) -> Result<Ticked, Fault> {
    let mut nudges: BTreeMap<(InOrder, OrgId), Vec<ActionId>> = BTreeMap::new();
    let mut above: Vec<ActionId> = Vec::new();
    {
        let reading = reading(journal, program)?;
        let now = journal.now();
        for row in read::open_actions(&reading, now.day())? {
            let last = read::nudged(&reading, row.action.owner)?;
            let before = row.nudged_on.is_some();
            if action::is_nudged(england(), row.state, row.action.due, before, last, now.day()) {
                let key = (InOrder(row.action.owner), row.action.org);
                nudges.entry(key).or_default().push(row.action.id);
            }
            let (meetings, parent) = overdue_at(&reading, &row, now)?;
            if parent.is_some() && action::goes_above(row.state, row.escalation(), meetings, now.day()) {
                above.push(row.action.id);
            }
        }
    }
    let mut ticked = Ticked::default();
    for ((seat, org), actions) in nudges {
        let act = Nudge { seat: seat.0, org, actions };
        ticked.nudged += usize::from(done(journal.submit(program, act).await.map(|_| ()))?);
    }
    for action in above {
        ticked.escalated +=
            usize::from(done(journal.submit(program, EscalateByTime { action }).await.map(|_| ()))?);
    }
    for act in packs(journal, program)? {
        ticked.frozen += usize::from(done(journal.submit(program, act).await.map(|_| ()))?);
    }
    Ok(ticked)
}

/// Packs whose day has come: of running groups, for the next meeting, built as the records stand now.
fn packs(journal: &Journal, program: &Actor) -> Result<Vec<FreezePack>, Fault> {
    let reading = reading(journal, program)?;
    let today = journal.now().day();
    let mut found = Vec::new();
    for known in read::groups(&reading)? {
        if known.group.state != GroupState::Running {
            continue;
        }
        let Some(at) = read::next_meeting(&reading, &known.group, today)? else { continue };
        let is_due = pack_freezes_on(england(), at.on) <= today;
        if !is_due || read::pack(&reading, known.group.id, at.original)?.is_some() {
            continue;
        }
        let Some(table) = Table::read(&reading, known.group.id, today)? else { continue };
        let pack = pack::build(&reading, &table, &at)?;
        found.push(FreezePack { group: known.group.id, original: at.original, pack });
    }
    Ok(found)
}

fn done<R>(outcome: Result<(), NotDone<R>>) -> Result<bool, Fault> {
    match outcome {
        Ok(()) => Ok(true),
        Err(NotDone::Fault(fault)) => Err(fault),
        // Somebody was quicker: what was due is no longer.
        Err(NotDone::AgainstTheRules(_) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => Ok(false),
        Err(NotDone::NotAllowed(why)) => {
            Err(Fault::plain(format!("do what time calls for at the table: {:?}", why.why)))
        }
    }
}

/// A seat in the order of its id's letters, so that letters leave in one order.
#[derive(Clone, Copy, PartialEq, Eq)]
struct InOrder(SeatId);

impl Ord for InOrder {
    fn cmp(&self, other: &InOrder) -> std::cmp::Ordering {
        self.0.id().cmp(&other.0.id())
    }
}

impl PartialOrd for InOrder {
    fn partial_cmp(&self, other: &InOrder) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
