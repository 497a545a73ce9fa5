//! Comparing one table of two databases, row by row, in the order of its primary key.

use std::fmt;

use rusqlite::types::ValueRef;

use super::Db;
use super::sqlite::{Sqlite, fault, reference};
use crate::Fault;
use crate::value::Value;

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
    /// How many rows of a table were compared with the table that follows from the journal, and where they differ. What
    /// follows stands in a scratch database.
    pub(crate) fn first_difference(
        &self,
        expected: &Sqlite,
        table: &str,
    ) -> Result<(i64, Option<Difference>), Fault> {
        let name = format!("compare the rows of {table}");
        let doing = |error| fault(name.clone(), error);
        let columns = columns(expected, table).map_err(doing)?;
        if columns.names.is_empty() {
            return Err(Fault::plain(format!("{name}: no such table")));
        }
        // Where there is no primary key, the whole row is one, and nothing sorts first.
        let ordered = if columns.keys == 0 { columns.names.len() } else { columns.keys };
        let nulls = if columns.keys == 0 { " nulls first" } else { "" };
        let order: Vec<String> = (1..=ordered).map(|place| format!("{place}{nulls}")).collect();
        let sql = format!("select {} from {table} order by {}", columns.names.join(", "), order.join(", "));
        let mut there = expected.connection().prepare(&sql).map_err(doing)?;
        let mut there = there.query([]).map_err(doing)?;
        let (mut compared, mut difference) = (0, None);
        self.each_of(table, &sql, &[], &mut |ours| {
            difference = match there.next().map_err(doing)? {
                None => Some(Difference::HasToo(key(&ours.0, columns.keys))),
                Some(row) => differs(&ours.0, row, &columns, ordered).map_err(doing)?,
            };
            compared += 1;
            Ok(difference.is_none())
        })?;
        if difference.is_none()
            && let Some(row) = there.next().map_err(doing)?
        {
            compared += 1;
            difference =
                Some(Difference::Lacks(key(&values(row, columns.keys).map_err(doing)?, columns.keys)));
        }
        Ok((compared, difference))
    }
}

fn columns(db: &Sqlite, table: &str) -> rusqlite::Result<Columns> {
    let mut statement = db.connection().prepare(
        "select name, pk from pragma_table_info(?1) order by case when pk = 0 then 1 else 0 end, pk, cid",
    )?;
    let rows = statement.query_map([table], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    let named = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let keys = named.iter().filter(|(_, place)| *place > 0).count();
    Ok(Columns { names: named.into_iter().map(|(name, _)| name).collect(), keys })
}

fn differs(
    ours: &[Value],
    follows: &rusqlite::Row<'_>,
    columns: &Columns,
    ordered: usize,
) -> rusqlite::Result<Option<Difference>> {
    for (place, (column, mine)) in columns.names.iter().zip(ours).enumerate() {
        let other = follows.get_ref(place)?;
        let mine = reference(mine);
        if mine == other {
            continue;
        }
        return Ok(Some(if place >= ordered || columns.keys == 0 {
            Difference::Differs { key: key(ours, columns.keys), column: column.clone() }
        } else if before(mine, other) {
            Difference::HasToo(key(ours, columns.keys))
        } else {
            Difference::Lacks(key(&values(follows, columns.keys)?, columns.keys))
        }));
    }
    Ok(None)
}

/// The first columns of a row.
fn values(row: &rusqlite::Row<'_>, columns: usize) -> rusqlite::Result<Vec<Value>> {
    (0..columns)
        .map(|place| {
            Ok(match row.get_ref(place)? {
                ValueRef::Integer(number) => Value::Int(number),
                ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
                ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
                ValueRef::Null | ValueRef::Real(_) => Value::Null,
            })
        })
        .collect()
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

fn key(row: &[Value], keys: usize) -> String {
    if keys == 0 {
        return "without a key".to_owned();
    }
    let parts = row.iter().take(keys).map(|value| match value {
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Null | Value::Blob(_) => "…".to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}
