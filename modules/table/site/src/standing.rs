//! How an actor stands to a group on a day: whether their seat sits there, chairs it, writes for it. Asked in every act and
//! for every page, so that the powers of a chair move on the day and not a page later.

use directory_site::read::Rows;
use journal::Fault;
use kernel::{Day, GroupId, ItemId, SeatId};
use policy::{Actor, Kind, Relations, Subject};
use table_rules::chair;
use table_rules::facts::v1::{Chair, Seat};

use crate::read::{self, Known};

/// A group with its table, as an act or a page needs it.
#[derive(Clone, Debug)]
pub struct Table {
    /// The group.
    pub known: Known,
    /// The seats in force today.
    pub seats: Vec<Seat>,
    /// Its chairs, from the first.
    pub chairs: Vec<Chair>,
    /// The day.
    pub today: Day,
}

impl Table {
    /// Reads a group with its table; nothing where there is no such group.
    pub fn read(from: &impl Rows, group: GroupId, today: Day) -> Result<Option<Table>, Fault> {
        let Some(known) = read::group(from, group)? else { return Ok(None) };
        let seats = read::seats_in_force(from, group, today)?;
        Ok(Some(Table { known, seats, chairs: read::chairs(from, group)?, today }))
    }

    /// The seats at the table at which a seat of an organisation sits.
    pub fn seats_of(&self, seat: SeatId) -> impl Iterator<Item = &Seat> {
        self.seats.iter().filter(move |one| one.holder == Some(seat) || one.deputy == Some(seat))
    }

    /// How an actor stands to it.
    pub fn relations(&self, actor: &Actor) -> Relations {
        let is_at = |id| self.seats_of(actor.seat).any(|seat| seat.id == id);
        let sits = self.seats_of(actor.seat).next().is_some();
        let chairs = chair::seat_on(&self.chairs, self.today).is_some_and(is_at);
        let offered = chair::proposed(&self.chairs).is_some_and(|chair| is_at(chair.seat));
        Relations::NONE
            .and_if(sits, Relations::SITS)
            .and_if(chairs, Relations::CHAIRS)
            .and_if(self.known.group.secretary == Some(actor.seat), Relations::WRITES)
            .and_if(offered, Relations::OFFERED)
    }

    /// The table as a subject of policy.
    pub fn subject(&self, actor: &Actor) -> Subject {
        Subject::new(Kind::Group, self.relations(actor))
    }
}

/// The subject of a group that may not exist: one to which nobody stands in any way.
pub fn subject(table: Option<&Table>, actor: &Actor) -> Subject {
    table.map_or(Subject::new(Kind::Group, Relations::NONE), |table| table.subject(actor))
}

/// Whether a seat is a guest for an item whose meeting has not ended: closed by its chair, or its day gone by.
pub fn is_invited(from: &impl Rows, actor: &Actor, item: ItemId, today: Day) -> Result<bool, Fault> {
    for (group, original, invited_to) in read::guests_of_seat(from, actor.seat)? {
        if invited_to != item {
            continue;
        }
        let Some(known) = read::group(from, group)? else { continue };
        let Some(at) = read::at(from, &known.group, original)? else { continue };
        if at.on >= today && at.row.closed.is_none() && !at.cancelled {
            return Ok(true);
        }
    }
    Ok(false)
}
