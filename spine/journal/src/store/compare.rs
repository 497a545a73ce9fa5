//! Comparing one table of two databases, row by row, in the order of its primary key.

use std::fmt;

use rusqlite::Statement;
use rusqlite::types::ValueRef;

use super::sqlite::{Db, fault};
use crate::Fault;

/// Where two tables first differ. The key is made of ids; bytes in it are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The journal says that there is a row with this key.
    Lacks(String),
    /// The journal knows no row with this key.
    HasToo(String),
    /// The row with this key has another value in this column.
    Differs {
        /// The key of the row.
        key: String,
        /// The first column that differs.
        column: String,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Difference::Lacks(key) => write!(f, "it lacks the row {key}"),
            Difference::HasToo(key) => write!(f, "it has a row {key} too many"),
            Difference::Differs { key, column } => write!(f, "column {column} of row {key} differs"),
        }
    }
}

/// The columns of a table, those of its primary key first.
struct Columns {
    names: Vec<String>,
    keys: usize,
}

impl Db {
    /// How many rows of a table were compared with the table that follows from the journal, and where they differ.
    pub(crate) fn first_difference(
        &self,
        expected: &Db,
        table: &str,
    ) -> Result<(i64, Option<Difference>), Fault> {
        let doing = |error| fault(format!("compare the rows of {table}"), error);
        let columns = columns(expected, table).map_err(doing)?;
        if columns.names.is_empty() {
            return Err(Fault::plain(format!("compare the rows of {table}: no such table")));
        }
        // Where there is no primary key, the whole row is one.
        let ordered = if columns.keys == 0 { columns.names.len() } else { columns.keys };
        let order: Vec<String> = (1..=ordered).map(|place| place.to_string()).collect();
        let sql = format!("select {} from {table} order by {}", columns.names.join(", "), order.join(", "));
        let mut here = self.connection().prepare(&sql).map_err(doing)?;
        let mut there = expected.connection().prepare(&sql).map_err(doing)?;
        walk(&mut here, &mut there, &columns, ordered).map_err(doing)
    }
}

fn columns(db: &Db, table: &str) -> rusqlite::Result<Columns> {
    let mut statement = db.connection().prepare(
        "select name, pk from pragma_table_info(?1) order by case when pk = 0 then 1 else 0 end, pk, cid",
    )?;
    let rows = statement.query_map([table], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    let named = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let keys = named.iter().filter(|(_, place)| *place > 0).count();
    Ok(Columns { names: named.into_iter().map(|(name, _)| name).collect(), keys })
}

fn walk(
    here: &mut Statement<'_>,
    there: &mut Statement<'_>,
    columns: &Columns,
    ordered: usize,
) -> rusqlite::Result<(i64, Option<Difference>)> {
    let (mut here, mut there) = (here.query([])?, there.query([])?);
    let mut compared = 0;
    loop {
        let (ours, follows) = (here.next()?, there.next()?);
        let difference = match (ours, follows) {
            (None, None) => return Ok((compared, None)),
            (Some(row), None) => Some(Difference::HasToo(key(row, columns.keys)?)),
            (None, Some(row)) => Some(Difference::Lacks(key(row, columns.keys)?)),
            (Some(ours), Some(follows)) => differs(ours, follows, columns, ordered)?,
        };
        compared += 1;
        if difference.is_some() {
            return Ok((compared, difference));
        }
    }
}

fn differs(
    ours: &rusqlite::Row<'_>,
    follows: &rusqlite::Row<'_>,
    columns: &Columns,
    ordered: usize,
) -> rusqlite::Result<Option<Difference>> {
    for (place, column) in columns.names.iter().enumerate() {
        let (mine, other) = (ours.get_ref(place)?, follows.get_ref(place)?);
        if mine == other {
            continue;
        }
        return Ok(Some(if place >= ordered || columns.keys == 0 {
            Difference::Differs { key: key(ours, columns.keys)?, column: column.clone() }
        } else if before(mine, other) {
            Difference::HasToo(key(ours, columns.keys)?)
        } else {
            Difference::Lacks(key(follows, columns.keys)?)
        }));
    }
    Ok(None)
}

/// The order in which SQLite sorts values: nothing, numbers, text, bytes.
fn before(one: ValueRef<'_>, other: ValueRef<'_>) -> bool {
    fn rank(value: ValueRef<'_>) -> u8 {
        match value {
            ValueRef::Null => 0,
            ValueRef::Integer(_) | ValueRef::Real(_) => 1,
            ValueRef::Text(_) => 2,
            ValueRef::Blob(_) => 3,
        }
    }
    match (one, other) {
        (ValueRef::Integer(one), ValueRef::Integer(other)) => one < other,
        (ValueRef::Text(one), ValueRef::Text(other)) | (ValueRef::Blob(one), ValueRef::Blob(other)) => {
            one < other
        }
        (one, other) => rank(one) < rank(other),
    }
}

fn key(row: &rusqlite::Row<'_>, keys: usize) -> rusqlite::Result<String> {
    if keys == 0 {
        return Ok("without a key".to_owned());
    }
    let mut parts = Vec::with_capacity(keys);
    for place in 0..keys {
        parts.push(match row.get_ref(place)? {
            ValueRef::Integer(number) => number.to_string(),
            ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
            ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => "…".to_owned(),
        });
    }
    Ok(parts.join("/"))
}
