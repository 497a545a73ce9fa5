//! Asks that go over to whoever took an organisation's work over: what stands in its name, and the hour in which the
//! program carries them.

use directory_rules::succession::Step;
use directory_site::succession;
use journal::{Fault, InNameOf, Journal, Loading, NotDone, Query, Reading};
use kernel::{AskId, OrgId};
use policy::{Actor, Kind, Permit, Relations, Subject};

use crate::acts::CarryAsks;

/// What of this module stands in an organisation's name.
pub(crate) const IN_NAME_OF: &[InNameOf] = &[
    InNameOf {
        what: "asks sent and not closed",
        goes_over: true,
        counted: Query {
            name: "referrals.count-open-asks-sent",
            sql: "select count(*) from referral_ask where sender = ?1 and state not in ('closed', 'void')",
        },
    },
    InNameOf {
        what: "asks received and not closed",
        goes_over: true,
        counted: Query {
            name: "referrals.count-open-asks-received",
            sql: "select count(*) from referral_ask where host = ?1 and state not in ('closed', 'void')",
        },
    },
    InNameOf {
        what: "closed asks, to be read on",
        goes_over: true,
        counted: Query {
            name: "referrals.count-closed-asks",
            sql: "select count(*) from referral_ask
                  where (sender = ?1 or host = ?1) and state in ('closed', 'void')",
        },
    },
    InNameOf {
        what: "drafts of asks: send or drop them before its day",
        goes_over: false,
        counted: Query {
            name: "referrals.count-drafts",
            sql: "select count(*) from referral_draft where org = ?1",
        },
    },
];

/// An ask that still stands in a name which has passed on.
pub struct ToCarry {
    /// Which.
    pub ask: AskId,
    /// It has contents, and a key that the successor is given.
    pub sealed: bool,
}

const TO_CARRY: Query = Query {
    name: "referrals.asks-to-carry-over",
    sql: "select id, name_sealed is not null from referral_ask
          where (sender = ?1 and sender_now is null) or (host = ?1 and host_now is null)
          or sender_now = ?1 or host_now = ?1
          order by id limit ?2",
};

/// Asks that stand in an organisation's name still, so many at the most.
pub(crate) fn to_carry(from: &Loading<'_>, org: OrgId, most: i64) -> Result<Vec<ToCarry>, Fault> {
    let read = |row: &journal::Row| Ok(ToCarry { ask: row.get(0)?, sealed: row.get(1)? });
    from.rows(&TO_CARRY, &[org.into(), most.into()])?.iter().map(read).collect()
}

/// Carries asks over for every entry that has gone over, until none is left. Doing it again does nothing twice.
pub async fn tick(journal: &Journal, program: &Actor) -> Result<usize, Fault> {
    let due = {
        let reading = reading(journal, program)?;
        let mut all = succession::successions(&reading)?;
        all.retain(|one| one.step == Step::Carried);
        all
    };
    let mut carried = 0;
    for one in due {
        loop {
            match journal.submit(program, CarryAsks(one.of.organisation)).await {
                Ok(done) if done.answer == 0 => break,
                Ok(done) => carried += done.answer,
                Err(NotDone::Fault(fault)) => return Err(fault),
                // Another node was quicker.
                Err(NotDone::AgainstTheRules(_) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => {
                    break;
                }
                Err(NotDone::NotAllowed(why)) => {
                    return Err(Fault::plain(format!("carry asks over: {:?}", why.why)));
                }
            }
        }
    }
    Ok(carried)
}

fn reading(journal: &Journal, program: &Actor) -> Result<Reading, Fault> {
    let subject = Subject::new(Kind::Ask, Relations::NONE);
    journal.reading(program, Permit::CarryOver, subject).map_err(|why| match why {
        NotDone::Fault(fault) => fault,
        NotDone::NotAllowed(_)
        | NotDone::AgainstTheRules(())
        | NotDone::Changed { .. }
        | NotDone::KeyUsedForAnother => Fault::plain("look for asks to carry over: the program may not"),
    })
}
