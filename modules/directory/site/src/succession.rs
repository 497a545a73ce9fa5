//! Successions as they stand, and the hour in which the program carries entries over.

use directory_rules::succession::{Announced, Step, Succession};
use journal::{Fault, Journal, NotDone, Query, Reading, Row};
use kernel::OrgId;
use policy::{Actor, Kind, Permit, Relations, Subject};

use crate::acts::CarryEntry;
use crate::read::Rows;

const SUCCESSIONS: Query = Query {
    name: "directory.successions",
    sql: "select org, successor, on_day, why, announced_by, step from directory_succession
          where ?1 is null or org = ?1 order by on_day desc, org",
};

fn successions_where(from: &impl Rows, org: Option<OrgId>) -> Result<Vec<Succession>, Fault> {
    let read = |row: &Row| {
        let step = row.get::<String>(5)?;
        Ok(Succession {
            of: Announced {
                organisation: row.get(0)?,
                successor: row.get(1)?,
                on: row.get(2)?,
                why: row.get(3)?,
            },
            announced_by: row.get(4)?,
            step: Step::named(&step)
                .ok_or_else(|| Fault::plain(format!("read a succession: “{step}” is no step of one")))?,
        })
    };
    from.all(&SUCCESSIONS, &[org.into()])?.iter().map(read).collect()
}

/// Every succession that was announced, the latest day first.
pub fn successions(from: &impl Rows) -> Result<Vec<Succession>, Fault> {
    successions_where(from, None)
}

/// Who takes an organisation's work over; nothing where nobody does.
pub fn succession_of(from: &impl Rows, org: OrgId) -> Result<Option<Succession>, Fault> {
    Ok(successions_where(from, Some(org))?.into_iter().next())
}

/// Carries over each entry whose day has come. Doing it again does nothing twice.
pub async fn tick(journal: &Journal, program: &Actor) -> Result<usize, Fault> {
    let due = {
        let reading = reading(journal, program)?;
        let today = journal.now().day();
        let mut all = successions(&reading)?;
        all.retain(|one| one.step == Step::Agreed && one.holds_on(today));
        all
    };
    let mut carried = 0;
    for one in due {
        match journal.submit(program, CarryEntry(one.of.organisation)).await {
            Ok(_) => carried += 1,
            Err(NotDone::Fault(fault)) => return Err(fault),
            // Taken back, or carried by another node, in the meantime.
            Err(NotDone::AgainstTheRules(_) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => {}
            Err(NotDone::NotAllowed(why)) => {
                return Err(Fault::plain(format!("carry an entry over: {:?}", why.why)));
            }
        }
    }
    Ok(carried)
}

fn reading(journal: &Journal, program: &Actor) -> Result<Reading, Fault> {
    let place = Subject::new(Kind::Place, Relations::NONE);
    journal.reading(program, Permit::KeepPlace, place).map_err(|why| match why {
        NotDone::Fault(fault) => fault,
        NotDone::NotAllowed(_)
        | NotDone::AgainstTheRules(())
        | NotDone::Changed { .. }
        | NotDone::KeyUsedForAnother => Fault::plain("look for entries to carry over: the program may not"),
    })
}
