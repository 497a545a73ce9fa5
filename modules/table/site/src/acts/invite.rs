//! Invitations to a meeting: one letter to the inbox of each organisation with a seat, with what its calendar takes.

use journal::{Allowed, Draft, Fault, Loading};
use kernel::{Day, GroupId, Moment, OrgId, SeatId};
use policy::Permit;
use table_rules::facts::v1::{Invited, kind};

use super::{At, OnTable, Refused, meeting_stream, told};
use crate::mailing::INVITED;
use crate::read;
use crate::standing::Table;

/// Leaves an invitation for every organisation at the table, each once.
pub(super) fn tell_all<T>(
    mut draft: Draft<T>,
    table: &Table,
    original: Day,
    now: Moment,
) -> (Draft<T>, usize) {
    let mut asked: Vec<(OrgId, SeatId)> =
        table.seats.iter().filter_map(|seat| Some((seat.org?, seat.holder.or(seat.deputy)?))).collect();
    asked.sort_by_key(|(org, _)| *org);
    asked.dedup_by_key(|(org, _)| *org);
    let path = format!("/groups/{}/meetings/{original}", table.known.group.id);
    let count = asked.len();
    for (org, seat) in asked {
        draft = told::tell(draft, now, &told::letter(INVITED, org, Some(seat), path.clone()));
    }
    (draft, count)
}

/// How many are told.
pub(super) fn count(table: &Table) -> usize {
    let mut orgs: Vec<OrgId> = table
        .seats
        .iter()
        .filter(|seat| seat.holder.or(seat.deputy).is_some())
        .filter_map(|seat| seat.org)
        .collect();
    orgs.sort_unstable();
    orgs.dedup();
    orgs.len()
}

/// Sends every organisation at the table the invitation to a meeting to come.
pub struct SendInvitations {
    /// Whose.
    pub group: GroupId,
    /// Which meeting.
    pub original: Day,
}

impl OnTable for SendInvitations {
    const NAME: &'static str = "send-invitations";
    const NEEDS: Permit = Permit::RunMeeting;
    type More = read::At;
    type Answer = usize;

    fn group(&self) -> GroupId {
        self.group
    }

    fn more(&self, table: &Table, from: &Loading<'_>) -> Result<Option<read::At>, Fault> {
        read::at(from, &table.known.group, self.original)
    }

    fn take(
        self,
        table: Table,
        at: read::At,
        allowed: &Allowed<'_, At<Self>>,
    ) -> Result<Draft<usize>, Refused> {
        if at.on < table.today || at.row.closed.is_some() {
            return Err(Refused::MeetingOver);
        }
        let stream = meeting_stream(self.group, self.original);
        let fact = Invited { group: self.group, original: self.original };
        let draft = allowed.draft(count(&table)).fact(stream, kind::INVITED, &fact);
        Ok(tell_all(draft, &table, self.original, allowed.now()).0)
    }
}
