//! Meetings: those that a rhythm brings and those that were moved, cancelled or added, as one list; who came, which items,
//! guests, interests and pressures.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use directory_site::read::Rows;
use journal::{Fault, Query, Row};
use kernel::{Day, GroupId, ItemId, Moment, OrgId, SeatId, TableSeatId};
use lawbook::Calendar;
use table_rules::facts::v1::{Group, Item, Meeting, Pressure};
use table_rules::quorum::Presence;
use table_rules::rhythm::Time;

use super::tables::{named, small};

/// England's working days, made once.
pub fn england() -> &'static Calendar {
    static MADE: OnceLock<Calendar> = OnceLock::new();
    MADE.get_or_init(Calendar::england)
}

/// What is recorded of a meeting.
#[derive(Clone, Debug, Default)]
pub struct MeetingRow {
    /// As it was set, where it was moved, cancelled or added.
    pub set: Option<Meeting>,
    /// How often it has been set.
    pub sequence: i64,
    /// When it was closed.
    pub closed: Option<Day>,
    /// What its minutes say beside what was recorded.
    pub words: Option<String>,
    /// The meeting at which they were agreed.
    pub agreed_at: Option<Day>,
    /// When organisations were asked what presses them.
    pub asked: Option<Day>,
}

/// A meeting of a group, as a page shows it.
#[derive(Clone, Debug)]
pub struct At {
    /// The day by which it is named.
    pub original: Day,
    /// The day on which it is held.
    pub on: Day,
    /// When it begins.
    pub at: Time,
    /// How long, in minutes.
    pub minutes: u16,
    /// Where.
    pub place: String,
    /// It is not held.
    pub cancelled: bool,
    /// Why it was moved or cancelled.
    pub why: String,
    /// What else is recorded of it.
    pub row: MeetingRow,
}

impl At {
    /// When it begins.
    pub fn starts(&self) -> Moment {
        // A time that a clock change skips or repeats is at night: the start of the day stands in.
        Moment::local(self.on, self.at.hour, self.at.minute).unwrap_or(Moment::start_of(self.on))
    }

    /// When it ends.
    pub fn ends(&self) -> Moment {
        self.starts().plus_minutes(i64::from(self.minutes))
    }

    /// For people: “Wed 14 Oct 2026, 14:00”.
    pub fn in_words(&self) -> String {
        format!("{}, {}", self.on.in_words(), self.at)
    }
}

macro_rules! meeting_rows {
    ($rest:literal) => {
        concat!(
            "select original, on_day, at_time, minutes, place, cancelled, why, sequence, closed_on, words, agreed_at, ",
            "asked_on from table_meeting where grp = ?1 ",
            $rest
        )
    };
}

const ROWS: Query = Query { name: "table.meetings", sql: meeting_rows!("order by original") };
const ONE: Query = Query { name: "table.meeting", sql: meeting_rows!("and original = ?2") };

fn meeting(group: GroupId, row: &Row) -> Result<(Day, MeetingRow), Fault> {
    let original: Day = row.get(0)?;
    let set = match row.get::<Option<Day>>(1)? {
        None => None,
        Some(on) => Some(Meeting {
            group,
            original,
            on,
            at: named(row, 2)?,
            minutes: small(row, 3)?,
            place: row.get(4)?,
            cancelled: row.get(5)?,
            why: row.get(6)?,
        }),
    };
    Ok((
        original,
        MeetingRow {
            set,
            sequence: row.get(7)?,
            closed: row.get(8)?,
            words: row.get(9)?,
            agreed_at: row.get(10)?,
            asked: row.get(11)?,
        },
    ))
}

/// What is recorded of each meeting of a group, by the day that names it.
pub fn meeting_rows(from: &impl Rows, group: GroupId) -> Result<BTreeMap<Day, MeetingRow>, Fault> {
    from.all(&ROWS, &[group.into()])?.iter().map(|row| meeting(group, row)).collect()
}

/// What is recorded of one meeting.
pub fn meeting_row(from: &impl Rows, group: GroupId, original: Day) -> Result<MeetingRow, Fault> {
    let rows = from.all(&ONE, &[group.into(), original.into()])?;
    Ok(rows.first().map(|row| meeting(group, row)).transpose()?.map(|(_, row)| row).unwrap_or_default())
}

/// A meeting by the day that names it, or nothing where the group has none there.
pub fn at(from: &impl Rows, group: &Group, original: Day) -> Result<Option<At>, Fault> {
    let row = meeting_row(from, group.id, original)?;
    let rows = BTreeMap::from([(original, row)]);
    Ok(merged(group, &rows, original, original).into_iter().find(|one| one.original == original))
}

/// All meetings of a group that are named for a day within the two, in the order in which they are held.
pub fn meetings(from: &impl Rows, group: &Group, first: Day, last: Day) -> Result<Vec<At>, Fault> {
    Ok(merged(group, &meeting_rows(from, group.id)?, first, last))
}

fn merged(group: &Group, rows: &BTreeMap<Day, MeetingRow>, first: Day, last: Day) -> Vec<At> {
    if first > last {
        return Vec::new();
    }
    let mut found: BTreeMap<Day, At> = BTreeMap::new();
    for rhythm in &group.rhythms {
        for one in rhythm.between(first, last, england()) {
            found.insert(
                one.original,
                At {
                    original: one.original,
                    on: one.on,
                    at: rhythm.at,
                    minutes: rhythm.minutes,
                    place: rhythm.place.clone(),
                    cancelled: one.cancelled,
                    why: if one.cancelled || one.on != one.original {
                        "Bank holiday".to_owned()
                    } else {
                        String::new()
                    },
                    row: MeetingRow::default(),
                },
            );
        }
    }
    for (original, row) in rows.range(first..=last) {
        match (&row.set, found.get_mut(original)) {
            (Some(set), _) => {
                found.insert(
                    *original,
                    At {
                        original: *original,
                        on: set.on,
                        at: set.at,
                        minutes: set.minutes,
                        place: set.place.clone(),
                        cancelled: set.cancelled,
                        why: set.why.clone(),
                        row: row.clone(),
                    },
                );
            }
            (None, Some(at)) => at.row = row.clone(),
            (None, None) => {}
        }
    }
    let mut all: Vec<At> = found.into_values().collect();
    all.sort_by_key(|one| (one.on, one.at, one.original));
    all
}

/// Days ahead that are looked through for the next meeting: a group that meets once a year has one within them.
const LOOK_AHEAD_DAYS: i32 = 400;

/// The next meeting that is held on or after a day and not closed yet.
pub fn next_meeting(from: &impl Rows, group: &Group, today: Day) -> Result<Option<At>, Fault> {
    let all = meetings(from, group, today - 60, today + LOOK_AHEAD_DAYS)?;
    Ok(all.into_iter().find(|one| one.on >= today && !one.cancelled && one.row.closed.is_none()))
}

/// The meeting after that one which is not cancelled: to it everything carries itself.
pub fn run_next(from: &impl Rows, group: &Group, after: &At) -> Result<Option<At>, Fault> {
    let all = meetings(from, group, after.original - 60, after.on + LOOK_AHEAD_DAYS)?;
    Ok(all.into_iter().find(|one| one.on > after.on && !one.cancelled))
}

const ATTENDANCE: Query = Query {
    name: "table.attendance",
    sql: "select seat, presence from table_attendance where grp = ?1 and original = ?2",
};

/// How each seat was at a meeting; a seat that was not marked is not there.
pub fn attendance(
    from: &impl Rows,
    group: GroupId,
    original: Day,
) -> Result<HashMap<TableSeatId, Presence>, Fault> {
    let rows = from.all(&ATTENDANCE, &[group.into(), original.into()])?;
    rows.iter().map(|row| Ok((row.get(0)?, named(row, 1)?))).collect()
}

const INTERESTS: Query = Query {
    name: "table.interests",
    sql: "select item, seat, what from table_interest where grp = ?1 and original = ?2 order by item, seat",
};

/// Interests declared for a meeting: in which item, by which seat, what.
pub fn interests(
    from: &impl Rows,
    group: GroupId,
    original: Day,
) -> Result<Vec<(Option<ItemId>, TableSeatId, String)>, Fault> {
    let rows = from.all(&INTERESTS, &[group.into(), original.into()])?;
    rows.iter().map(|row| Ok((row.get::<String>(0)?.parse().ok(), row.get(1)?, row.get(2)?))).collect()
}

const GUESTS: Query = Query {
    name: "table.guests",
    sql: "select item, seat from table_guest where grp = ?1 and original = ?2 order by item, seat",
};

/// The guests of a meeting: the one item that each sees, and their seat.
pub fn guests(from: &impl Rows, group: GroupId, original: Day) -> Result<Vec<(ItemId, SeatId)>, Fault> {
    let rows = from.all(&GUESTS, &[group.into(), original.into()])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

const GUEST_OF: Query = Query {
    name: "table.invitations-of-seat",
    sql: "select grp, original, item from table_guest where seat = ?1 order by original desc, item limit 50",
};

/// What a seat was invited to as a guest: group, meeting, item; the latest first.
pub fn guests_of_seat(from: &impl Rows, seat: SeatId) -> Result<Vec<(GroupId, Day, ItemId)>, Fault> {
    let rows = from.all(&GUEST_OF, &[seat.into()])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// An item with what became of it.
#[derive(Clone, Debug)]
pub struct Told {
    /// The item.
    pub item: Item,
    /// When it was raised.
    pub raised_on: Day,
    /// The meeting that closed it, and what came of it.
    pub closed: Option<(Day, String)>,
}

macro_rules! items {
    ($rest:literal) => {
        concat!(
            "select id, grp, original, title, about, minutes, raised_by, raised_on, closed_at, outcome from table_item ",
            $rest
        )
    };
}

const ITEMS: Query =
    Query { name: "table.items", sql: items!("where grp = ?1 order by original, raised_on, id") };
const ITEM: Query = Query { name: "table.item", sql: items!("where id = ?1") };

fn item_row(row: &Row) -> Result<Told, Fault> {
    let closed: Option<Day> = row.get(8)?;
    Ok(Told {
        item: Item {
            id: row.get(0)?,
            group: row.get(1)?,
            original: row.get(2)?,
            title: row.get(3)?,
            about: row.get(4)?,
            minutes: small(row, 5)?,
            raised_by: row.get(6)?,
            on: None,
        },
        raised_on: row.get(7)?,
        closed: closed.map(|day| Ok((day, row.get::<Option<String>>(9)?.unwrap_or_default()))).transpose()?,
    })
}

/// Every item of a group, oldest first.
pub fn items(from: &impl Rows, group: GroupId) -> Result<Vec<Told>, Fault> {
    from.all(&ITEMS, &[group.into()])?.iter().map(item_row).collect()
}

/// An item, or nothing where there is none of that id.
pub fn item(from: &impl Rows, id: ItemId) -> Result<Option<Told>, Fault> {
    from.all(&ITEM, &[id.into()])?.first().map(item_row).transpose()
}

const PRESSURES: Query = Query {
    name: "table.pressures",
    sql: "select org, level, words, until_day from table_pressure where grp = ?1 and original = ?2 order by org",
};

/// What organisations told for a meeting.
pub fn pressures(from: &impl Rows, group: GroupId, original: Day) -> Result<Vec<Pressure>, Fault> {
    let read = |row: &Row| {
        Ok(Pressure {
            group,
            original,
            org: row.get::<OrgId>(0)?,
            level: named(row, 1)?,
            words: row.get(2)?,
            until: row.get(3)?,
        })
    };
    from.all(&PRESSURES, &[group.into(), original.into()])?.iter().map(read).collect()
}

const LAST_ATTENDED: Query = Query {
    name: "table.last-meeting-attended",
    sql: "select max(original) from table_attendance where grp = ?1 and presence in ('present', 'deputy')
          and original <= ?2",
};

/// The last meeting at which attendance was recorded, and whether it was quorate.
pub fn last_quorate(
    from: &impl Rows,
    table: &crate::standing::Table,
) -> Result<Option<(Day, table_rules::Quorate)>, Fault> {
    let group = &table.known.group;
    // A meeting may be named for a later day than the one to which it was brought forward.
    let values = [group.id.into(), (table.today + 31).into()];
    let row = from.all(&LAST_ATTENDED, &values)?;
    let Some(original) = row.first().map(|row| row.get::<Option<Day>>(0)).transpose()?.flatten() else {
        return Ok(None);
    };
    let marks = attendance(from, group.id, original)?;
    let seats = super::tables::seats(from, group.id)?;
    Ok(Some((original, counted(group, &seats, original, &marks))))
}

/// The quorum of a meeting by those who came; seats that were not at the table that day do not count.
pub fn counted(
    group: &Group,
    seats: &[table_rules::facts::v1::Seat],
    on: Day,
    marks: &HashMap<TableSeatId, Presence>,
) -> table_rules::Quorate {
    let attended = seats.iter().filter(|seat| seat.is_in_force(on)).map(|seat| table_rules::Attended {
        seat,
        presence: marks.get(&seat.id).copied().unwrap_or(Presence::Absent),
    });
    table_rules::quorum::count(&group.quorum, attended)
}
