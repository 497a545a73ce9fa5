//! What the place says of itself, and its small areas: read by pages, plans and the envelope of an ask.

use directory_rules::facts::v1::{Description, SmallArea};
use journal::{Fault, Query, Row};
use kernel::Point;

use crate::read::{Rows, list, point};

const DESCRIPTION: Query = Query {
    name: "directory.description",
    sql: "select office, name, synthetic, label, sources from directory_place",
};

/// What the place says of itself; nothing where it says nothing.
pub fn description(from: &impl Rows) -> Result<Option<Description>, Fault> {
    let read = |row: &Row| {
        Ok(Description {
            office: row.get(0)?,
            name: row.get(1)?,
            synthetic: row.get(2)?,
            label: row.get(3)?,
            sources: list(row, 4)?,
        })
    };
    from.all(&DESCRIPTION, &[])?.first().map(read).transpose()
}

const SMALL_AREAS: Query = Query {
    name: "directory.small-areas",
    sql: "select code, name, district, council, latitude, longitude, people, women_16_to_49, fifth, rural
          from directory_small_area order by code",
};

fn small_area(row: &Row) -> Result<SmallArea, Fault> {
    let count = |column| row.get::<Option<i64>>(column);
    let small = |count: i64| u32::try_from(count).unwrap_or(0);
    Ok(SmallArea {
        code: row.get(0)?,
        name: row.get(1)?,
        district: row.get(2)?,
        council: row.get(3)?,
        at: point(row, 4)?,
        people: small(row.get(6)?),
        women_16_to_49: count(7)?.map(small),
        fifth: u8::try_from(row.get::<i64>(8)?).unwrap_or(0),
        rural: row.get(9)?,
    })
}

/// Every small area, by code; empty where the place has none.
pub fn small_areas(from: &impl Rows) -> Result<Vec<SmallArea>, Fault> {
    from.all(&SMALL_AREAS, &[])?.iter().map(small_area).collect()
}

/// The small area that a point belongs to: the one whose middle is nearest. Nothing where the place has none.
pub fn small_area_at(from: &impl Rows, at: Point) -> Result<Option<SmallArea>, Fault> {
    let metres = |area: &SmallArea| at.straight_line_to(area.at).0;
    Ok(small_areas(from)?.into_iter().min_by(|a, b| metres(a).total_cmp(&metres(b))))
}
