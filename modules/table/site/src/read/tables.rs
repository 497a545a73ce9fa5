//! Groups, their seats and chairs.

use directory_site::read::Rows;
use journal::{Fault, Query, Row};
use kernel::{Day, GroupId, Id, SeatId};
use serde::de::DeserializeOwned;
use std::str::FromStr;
use table_rules::facts::v1::{Chair, Group, Seat};

/// A group with what its rows know beside it.
#[derive(Clone, Debug)]
pub struct Known {
    /// The group.
    pub group: Group,
    /// How often its rhythm has been kept.
    pub rhythm_kept: i64,
    /// The day on which it was made.
    pub begun: Day,
}

pub(super) fn json<T: DeserializeOwned>(row: &Row, column: usize) -> Result<T, Fault> {
    serde_json::from_str(&row.get::<String>(column)?)
        .map_err(|error| Fault::new(format!("read a column of the table ({column})"), error))
}

pub(super) fn named<T: FromStr>(row: &Row, column: usize) -> Result<T, Fault> {
    row.get::<String>(column)?
        .parse()
        .map_err(|_| Fault::plain(format!("read a name of the table (column {column}): it is not known")))
}

pub(super) fn small(row: &Row, column: usize) -> Result<u16, Fault> {
    u16::try_from(row.get::<i64>(column)?)
        .map_err(|error| Fault::new(format!("read a number of the table (column {column})"), error))
}

macro_rules! groups {
    ($rest:literal) => {
        concat!(
            "select id, name, kind, patch, purpose, terms, parent, state, product, ends, quorum, secretary, rhythms, ",
            "feed, rhythm_kept, begun_on from table_group g ",
            $rest
        )
    };
}

const GROUP: Query = Query { name: "table.group", sql: groups!("where id = ?1") };
const BY_FEED: Query = Query { name: "table.group-by-feed", sql: groups!("where feed = ?1") };
const GROUPS: Query = Query { name: "table.groups", sql: groups!("order by name, id") };
const CHILDREN: Query =
    Query { name: "table.groups-below", sql: groups!("where parent = ?1 order by name, id") };
const OF_SEAT: Query = Query {
    name: "table.groups-of-seat",
    sql: groups!(
        "where secretary = ?1 or exists (select 1 from table_seat s where s.grp = g.id
         and (s.holder = ?1 or s.deputy = ?1) and s.from_day <= ?2 and (s.until_day is null or s.until_day >= ?2))
         order by name, id"
    ),
};

fn group_row(row: &Row) -> Result<Known, Fault> {
    Ok(Known {
        group: Group {
            id: row.get(0)?,
            name: row.get(1)?,
            kind: named(row, 2)?,
            patch: row.get(3)?,
            purpose: row.get(4)?,
            terms: row.get(5)?,
            parent: row.get(6)?,
            state: named(row, 7)?,
            product: row.get(8)?,
            ends: row.get(9)?,
            quorum: json(row, 10)?,
            secretary: row.get(11)?,
            rhythms: json(row, 12)?,
            feed: row.get(13)?,
            on: None,
        },
        rhythm_kept: row.get(14)?,
        begun: row.get(15)?,
    })
}

/// A group, or nothing where there is none of that id.
pub fn group(from: &impl Rows, id: GroupId) -> Result<Option<Known>, Fault> {
    from.all(&GROUP, &[id.into()])?.first().map(group_row).transpose()
}

/// The group whose calendar has that unguessable name.
pub fn group_by_feed(from: &impl Rows, feed: Id) -> Result<Option<Known>, Fault> {
    from.all(&BY_FEED, &[feed.into()])?.first().map(group_row).transpose()
}

/// All groups by name: for the convener and the program.
pub fn groups(from: &impl Rows) -> Result<Vec<Known>, Fault> {
    from.all(&GROUPS, &[])?.iter().map(group_row).collect()
}

/// Groups that report to one.
pub fn children(from: &impl Rows, id: GroupId) -> Result<Vec<Known>, Fault> {
    from.all(&CHILDREN, &[id.into()])?.iter().map(group_row).collect()
}

/// Groups at whose table a seat of an organisation sits on a day, or for which it writes.
pub fn groups_of_seat(from: &impl Rows, seat: SeatId, on: Day) -> Result<Vec<Known>, Fault> {
    from.all(&OF_SEAT, &[seat.into(), on.into()])?.iter().map(group_row).collect()
}

/// Which group each reports to, for the look-out for circles.
pub fn parent_of(from: &impl Rows) -> Result<std::collections::HashMap<GroupId, GroupId>, Fault> {
    let pairs =
        groups(from)?.into_iter().filter_map(|one| one.group.parent.map(|above| (one.group.id, above)));
    Ok(pairs.collect())
}

const SEATS: Query = Query {
    name: "table.seats",
    sql: "select id, grp, party, org, title, holder, deputy, from_day, until_day, votes, decides
          from table_seat where grp = ?1 order by party, title, id",
};

fn seat_row(row: &Row) -> Result<Seat, Fault> {
    Ok(Seat {
        id: row.get(0)?,
        group: row.get(1)?,
        party: named(row, 2)?,
        org: row.get(3)?,
        title: row.get(4)?,
        holder: row.get(5)?,
        deputy: row.get(6)?,
        from: row.get(7)?,
        until: row.get(8)?,
        votes: row.get(9)?,
        decides: row.get(10)?,
    })
}

/// Every seat that a group's table has or had.
pub fn seats(from: &impl Rows, group: GroupId) -> Result<Vec<Seat>, Fault> {
    let mut all: Vec<Seat> =
        from.all(&SEATS, &[group.into()])?.iter().map(seat_row).collect::<Result<_, _>>()?;
    // By the order in which parties stand, not by their names.
    all.sort_by(|a, b| a.party.cmp(&b.party).then_with(|| a.title.cmp(&b.title)));
    Ok(all)
}

/// The seats of a group's table on a day.
pub fn seats_in_force(from: &impl Rows, group: GroupId, on: Day) -> Result<Vec<Seat>, Fault> {
    let mut all = seats(from, group)?;
    all.retain(|seat| seat.is_in_force(on));
    Ok(all)
}

const CHAIRS: Query = Query {
    name: "table.chairs",
    sql: "select seat, led_by, from_day, until_day, proposed_on, accepted_on from table_chair where grp = ?1
          order by from_day, proposed_on, seat",
};

/// The chairs of a group, from the first.
pub fn chairs(from: &impl Rows, group: GroupId) -> Result<Vec<Chair>, Fault> {
    let read = |row: &Row| {
        Ok(Chair {
            seat: row.get(0)?,
            led_by: named(row, 1)?,
            from: row.get(2)?,
            until: row.get(3)?,
            proposed: row.get(4)?,
            accepted: row.get(5)?,
        })
    };
    from.all(&CHAIRS, &[group.into()])?.iter().map(read).collect()
}

const SEAT_GROUP: Query =
    Query { name: "table.group-of-seat", sql: "select grp from table_seat where id = ?1" };

/// At whose table a seat stands.
pub fn seat_group(from: &impl Rows, seat: kernel::TableSeatId) -> Result<Option<GroupId>, Fault> {
    from.all(&SEAT_GROUP, &[seat.into()])?.first().map(|row| row.get(0)).transpose()
}
