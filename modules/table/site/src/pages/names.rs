//! Names of organisations and of their seats, read once a page.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};

use directory_site::read as directory;
use journal::Reading;
use kernel::{Day, OrgId, SeatId, TableSeatId};
use table_rules::facts::v1::Seat;
use web::Stop;

use super::access::fault;
use crate::standing::Table;

/// Names of the organisations at a table and of their seats.
#[derive(Default)]
pub(super) struct Names {
    orgs: HashMap<OrgId, String>,
    seats: HashMap<SeatId, directory_rules::facts::v1::Seat>,
    filled: HashSet<SeatId>,
    table: HashMap<TableSeatId, Seat>,
}

impl Names {
    /// Of the organisations at a table, and of some more seats.
    pub(super) fn read(
        reading: &Reading,
        table: &Table,
        more: impl IntoIterator<Item = SeatId>,
    ) -> Result<Names, Stop> {
        let all = crate::read::seats(reading, table.known.group.id).map_err(fault("reading seats"))?;
        let mut names = Names::of(reading, all.iter().filter_map(|seat| seat.org), table.today)?;
        names.table = all.into_iter().map(|seat| (seat.id, seat)).collect();
        names.add(reading, more)?;
        names.add(reading, table.known.group.secretary)?;
        Ok(names)
    }

    /// Of these organisations.
    pub(super) fn of(
        reading: &Reading,
        orgs: impl IntoIterator<Item = OrgId>,
        today: Day,
    ) -> Result<Names, Stop> {
        let mut names = Names::default();
        for org in orgs.into_iter().collect::<BTreeSet<_>>() {
            names.add_org(reading, org)?;
            for seat in
                directory::seats_filled(reading, org, today).map_err(fault("reading who holds seats"))?
            {
                names.filled.insert(seat.id);
                names.seats.insert(seat.id, seat);
            }
        }
        Ok(names)
    }

    fn add_org(&mut self, reading: &Reading, org: OrgId) -> Result<(), Stop> {
        if let Entry::Vacant(free) = self.orgs.entry(org) {
            let found = directory::organisation(reading, org).map_err(fault("reading an organisation"))?;
            free.insert(found.map_or_else(|| org.to_string(), |one| one.name));
        }
        Ok(())
    }

    /// Of some more seats of organisations.
    pub(super) fn add(
        &mut self,
        reading: &Reading,
        more: impl IntoIterator<Item = SeatId>,
    ) -> Result<(), Stop> {
        for id in more {
            if self.seats.contains_key(&id) {
                continue;
            }
            if let Some(seat) = directory::seat(reading, id).map_err(fault("reading a seat"))? {
                self.add_org(reading, seat.org)?;
                self.seats.insert(id, seat);
            }
        }
        Ok(())
    }

    /// An organisation's name, or its code where it is not in the directory.
    pub(super) fn org(&self, org: OrgId) -> String {
        self.orgs.get(&org).cloned().unwrap_or_else(|| org.to_string())
    }

    /// A seat of an organisation: “Practice manager, Orchard Street Surgery”.
    pub(super) fn seat(&self, seat: SeatId) -> String {
        self.seats.get(&seat).map_or_else(
            || "A seat that has ended".to_owned(),
            |one| format!("{}, {}", one.title, self.org(one.org)),
        )
    }

    /// The same with the number on which it is reached.
    pub(super) fn seat_with_number(&self, seat: SeatId) -> String {
        match self.seats.get(&seat) {
            Some(one) => format!("{}, {}", self.seat(seat), one.telephone),
            None => self.seat(seat),
        }
    }

    /// A seat's title alone.
    pub(super) fn title(&self, seat: SeatId) -> String {
        self.seats.get(&seat).map_or_else(|| "A seat that has ended".to_owned(), |one| one.title.clone())
    }

    /// A seat at the table: “General practice, Mid: Orchard Street Surgery”.
    pub(super) fn at_table(&self, seat: TableSeatId) -> String {
        match self.table.get(&seat) {
            Some(one) => match one.org {
                Some(org) => format!("{}, {}", one.title, self.org(org)),
                None => one.title.clone(),
            },
            None => "A seat of this table".to_owned(),
        }
    }

    /// Whether somebody holds a seat of an organisation today.
    pub(super) fn is_filled(&self, seat: SeatId) -> bool {
        self.filled.contains(&seat)
    }

    /// The seats of an organisation that somebody holds, by title.
    pub(super) fn seats_of(&self, org: OrgId) -> Vec<&directory_rules::facts::v1::Seat> {
        let mut found: Vec<_> =
            self.seats.values().filter(|seat| seat.org == org && self.filled.contains(&seat.id)).collect();
        found.sort_by(|a, b| a.title.cmp(&b.title).then(a.id.to_string().cmp(&b.id.to_string())));
        found
    }
}
