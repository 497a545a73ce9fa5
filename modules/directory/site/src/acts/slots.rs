//! Slots as part of somebody else's act: a booking changes an ask and a slot in one decision. The rule of a slot's life is
//! `directory_rules::slot`; here it is read from the tables and its next fact added to a draft.

use directory_rules::facts::v1::{SlotFact, family, kind};
use directory_rules::slot::{SlotRefused, SlotState};
use journal::{Draft, Fault, Loading, Query, Stream};
use kernel::{AskId, Moment, OrgId, ServiceId, SessionId, SlotId};

/// A slot as it stands.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// Its id.
    pub id: SlotId,
    /// When it begins.
    pub at: Moment,
    /// Its session.
    pub session: SessionId,
    /// Its service.
    pub service: ServiceId,
    /// Whose it is.
    pub org: OrgId,
    /// Who has it.
    pub state: SlotState,
}

const SLOT: Query = Query {
    name: "directory.slot",
    sql: "select s.id, s.at, s.session, s.service, n.org, s.state, s.ask, s.held_until
          from directory_slot s join directory_session n on n.id = s.session where s.id = ?1",
};

const SLOTS_OF_ASK: Query = Query {
    name: "directory.slots-of-ask",
    sql: "select s.id, s.at, s.session, s.service, n.org, s.state, s.ask, s.held_until
          from directory_slot s join directory_session n on n.id = s.session where s.ask = ?1 order by s.at",
};

fn standing(row: &journal::Row) -> Result<Standing, Fault> {
    let ask: Option<AskId> = row.get(6)?;
    let until: Option<Moment> = row.get(7)?;
    let state = match (row.get::<String>(5)?.as_str(), ask, until) {
        ("held", Some(by), Some(until)) => SlotState::Held { by, until },
        ("booked", Some(by), _) => SlotState::Booked { by },
        ("withdrawn", _, _) => SlotState::Withdrawn,
        _ => SlotState::Free,
    };
    Ok(Standing {
        id: row.get(0)?,
        at: row.get(1)?,
        session: row.get(2)?,
        service: row.get(3)?,
        org: row.get(4)?,
        state,
    })
}

const SLOTS_OF_SESSION: Query = Query {
    name: "directory.slots-of-session",
    sql: "select s.id, s.at, s.session, s.service, n.org, s.state, s.ask, s.held_until
          from directory_slot s join directory_session n on n.id = s.session where s.session = ?1 order by s.at, s.id",
};

/// The slots of a session in order of time, those that were taken back too.
pub fn slots_of_session(from: &impl crate::read::Rows, session: SessionId) -> Result<Vec<Standing>, Fault> {
    from.all(&SLOTS_OF_SESSION, &[session.into()])?.iter().map(standing).collect()
}

/// A slot, or nothing where there is none of that id.
pub fn slot(from: &Loading<'_>, id: SlotId) -> Result<Option<Standing>, Fault> {
    from.first(&SLOT, &[id.into()])?.map(|row| standing(&row)).transpose()
}

/// The slots that an ask holds or has booked.
pub fn slots_of(from: &Loading<'_>, ask: AskId) -> Result<Vec<Standing>, Fault> {
    from.rows(&SLOTS_OF_ASK, &[ask.into()])?.iter().map(standing).collect()
}

impl Standing {
    fn stream(&self) -> Stream {
        Stream::of(family::SLOT, self.id.id())
    }

    /// Keeps the slot for an ask until a moment.
    pub fn hold<T>(
        &self,
        by: AskId,
        until: Moment,
        now: Moment,
        draft: Draft<T>,
    ) -> Result<Draft<T>, SlotRefused> {
        self.state.hold(by, until, now)?;
        Ok(draft.fact(self.stream(), kind::SLOT, &SlotFact::Held { ask: by, until }))
    }

    /// Books the slot for an ask.
    pub fn book<T>(&self, by: AskId, now: Moment, draft: Draft<T>) -> Result<Draft<T>, SlotRefused> {
        self.state.book(by, now)?;
        Ok(draft.fact(self.stream(), kind::SLOT, &SlotFact::Booked { ask: by }))
    }

    /// Gives the slot back. One that the ask does not have any more is left as it is.
    pub fn release<T>(&self, by: AskId, now: Moment, draft: Draft<T>) -> Draft<T> {
        match self.state.at(now) {
            SlotState::Held { by: holder, .. } | SlotState::Booked { by: holder } if holder == by => {
                draft.fact(self.stream(), kind::SLOT, &SlotFact::Freed)
            }
            SlotState::Free | SlotState::Held { .. } | SlotState::Booked { .. } | SlotState::Withdrawn => {
                draft
            }
        }
    }

    /// The host takes the slot back.
    pub fn withdraw<T>(&self, draft: Draft<T>) -> Draft<T> {
        draft.fact(self.stream(), kind::SLOT, &SlotFact::Withdrawn)
    }
}
