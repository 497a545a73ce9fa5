//! What a projection may write: rows of its own module's tables, and nothing else. Lent inside `submit` and `verify`.

use std::fmt::Write as _;

use kernel::OrgId;

use crate::entry::Entry;
use crate::keys::{DataKey, Keyring};
use crate::module::Module;
use crate::store::Db;
use crate::value::{Query, Row, Value};
use crate::{Contents, Fault};

/// Lent to a projection for one fact.
pub struct Writing<'t> {
    db: &'t Db,
    module: &'t Module,
    keys: &'t Keyring,
    key: Option<&'t DataKey>,
}

impl<'t> Writing<'t> {
    pub(crate) fn new(
        db: &'t Db,
        module: &'t Module,
        keys: &'t Keyring,
        key: Option<&'t DataKey>,
    ) -> Writing<'t> {
        Writing { db, module, keys, key }
    }

    /// Writes a row: its key columns, then the others. An existing row with that key keeps the columns not named.
    pub fn upsert(
        &mut self,
        table: &str,
        key: &[(&str, Value)],
        columns: &[(&str, Value)],
    ) -> Result<(), Fault> {
        self.own(table)?;
        let all = key.iter().chain(columns);
        let names: Vec<&str> = all.clone().map(|(name, _)| *name).collect();
        let values: Vec<Value> = all.map(|(_, value)| value.clone()).collect();
        let places: Vec<String> = (1..=names.len()).map(|place| format!("?{place}")).collect();
        let mut sql = format!("insert into {table} ({}) values ({})", names.join(", "), places.join(", "));
        let keys: Vec<&str> = key.iter().map(|(name, _)| *name).collect();
        if !keys.is_empty() {
            let _ = write!(sql, " on conflict ({}) do ", keys.join(", "));
            if columns.is_empty() {
                sql.push_str("nothing");
            } else {
                let sets: Vec<String> =
                    columns.iter().map(|(name, _)| format!("{name} = excluded.{name}")).collect();
                let _ = write!(sql, "update set {}", sets.join(", "));
            }
        }
        self.db.run(&sql, &values).map(|_| ())
    }

    /// Changes columns of the rows with that key; how many rows there were.
    pub fn update(
        &mut self,
        table: &str,
        key: &[(&str, Value)],
        columns: &[(&str, Value)],
    ) -> Result<usize, Fault> {
        self.own(table)?;
        let sets: Vec<String> =
            columns.iter().enumerate().map(|(nth, (name, _))| format!("{name} = ?{}", nth + 1)).collect();
        let sql = format!("update {table} set {} where {}", sets.join(", "), matching(key, columns.len()));
        let values: Vec<Value> = columns.iter().chain(key).map(|(_, value)| value.clone()).collect();
        self.db.run(&sql, &values)
    }

    /// Adds to a whole-number column of the rows with that key.
    pub fn add(&mut self, table: &str, key: &[(&str, Value)], column: &str, by: i64) -> Result<usize, Fault> {
        self.own(table)?;
        let sql = format!("update {table} set {column} = {column} + ?1 where {}", matching(key, 1));
        let mut values = vec![Value::Int(by)];
        values.extend(key.iter().map(|(_, value)| value.clone()));
        self.db.run(&sql, &values)
    }

    /// Deletes the rows with that key; how many there were.
    pub fn delete(&mut self, table: &str, key: &[(&str, Value)]) -> Result<usize, Fault> {
        self.own(table)?;
        let sql = format!("delete from {table} where {}", matching(key, 0));
        let values: Vec<Value> = key.iter().map(|(_, value)| value.clone()).collect();
        self.db.run(&sql, &values)
    }

    /// Rows that the module has written before.
    pub fn rows(&self, query: &Query, values: &[Value]) -> Result<Vec<Row>, Fault> {
        self.db.rows(query, values)
    }

    /// The first row of a query, where it has one.
    pub fn first(&self, query: &Query, values: &[Value]) -> Result<Option<Row>, Fault> {
        self.db.first(query, values)
    }

    /// Seals a column to the key of the fact's contents, at the place named; nothing once the person is erased.
    pub fn seal(&self, entry: &Entry, column: &str, plain: &[u8]) -> Result<Value, Fault> {
        match (self.key, &entry.contents) {
            (Some(key), Contents::Opened(_)) => {
                let mut sealed = entry.seq.to_le_bytes().to_vec();
                sealed.extend(entry.nth.to_le_bytes());
                sealed.extend(key.seal(&column_place(entry.seq, entry.nth, column), plain)?);
                Ok(Value::Blob(sealed))
            }
            (None, _) | (Some(_), Contents::None | Contents::Erased) => Ok(Value::Null),
        }
    }

    /// Opens a column that the module sealed before, under the key of this fact's contents; nothing where the fact has
    /// none, or once the person is erased.
    pub fn unseal(&self, entry: &Entry, column: &str, sealed: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
        match (self.key, &entry.contents) {
            (Some(key), Contents::Opened(_)) => open_column(key, column, sealed).map(Some),
            (None, _) | (Some(_), Contents::None | Contents::Erased) => Ok(None),
        }
    }

    /// The keyed hash by which something typed is found within an organisation without storing what was typed. A
    /// module empties it, too, when the key of what was typed is erased.
    pub fn lookup_hash(&self, org: OrgId, field: &str, typed: &str) -> Value {
        Value::Blob(self.keys.lookup_hash(org, field, typed))
    }

    fn own(&self, table: &str) -> Result<(), Fault> {
        if self.module.tables.contains(&table) {
            Ok(())
        } else {
            Err(Fault::plain(format!("write {table}: not a table of {}", self.module.name)))
        }
    }
}

fn column_place(seq: i64, nth: i64, column: &str) -> String {
    format!("{seq}.{nth}.{column}")
}

/// Opens a sealed column, which begins with the fact that wrote it: its act and its place within the act.
pub(crate) fn open_column(key: &DataKey, column: &str, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
    let cut = || Fault::plain(format!("open {column}: the column is cut short"));
    let (seq, rest) = sealed.split_first_chunk::<8>().ok_or_else(cut)?;
    let (nth, sealed) = rest.split_first_chunk::<8>().ok_or_else(cut)?;
    key.open(&column_place(i64::from_le_bytes(*seq), i64::from_le_bytes(*nth), column), sealed)
}

fn matching(key: &[(&str, Value)], before: usize) -> String {
    let each: Vec<String> =
        key.iter().enumerate().map(|(nth, (name, _))| format!("{name} = ?{}", before + nth + 1)).collect();
    each.join(" and ")
}
