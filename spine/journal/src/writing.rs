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
        let names = || key.iter().chain(columns).map(|(name, _)| *name);
        let mut sql = Sql::of(&["insert into ", table, " ("]);
        sql.list(names(), Sql::word);
        sql.word(") values (");
        sql.list(1..=key.len() + columns.len(), Sql::place);
        sql.word(")");
        if !key.is_empty() {
            sql.word(" on conflict (");
            sql.list(key.iter().map(|(name, _)| *name), Sql::word);
            sql.word(if columns.is_empty() { ") do nothing" } else { ") do update set " });
            sql.list(columns.iter().map(|(name, _)| *name), |sql, name| {
                for word in [name, " = excluded.", name] {
                    sql.word(word);
                }
            });
        }
        self.db.run(&sql.0, &values(key, columns))
    }

    /// Changes columns of the rows with that key, where there are any.
    pub fn update(
        &mut self,
        table: &str,
        key: &[(&str, Value)],
        columns: &[(&str, Value)],
    ) -> Result<(), Fault> {
        self.own(table)?;
        let mut sql = Sql::of(&["update ", table, " set "]);
        sql.list(columns.iter().zip(1..), |sql, ((name, _), place)| sql.equals(name, place));
        sql.matching(key, columns.len());
        self.db.run(&sql.0, &values(columns, key))
    }

    /// Adds to a whole-number column of the rows with that key, where there are any.
    pub fn add(&mut self, table: &str, key: &[(&str, Value)], column: &str, by: i64) -> Result<(), Fault> {
        self.own(table)?;
        let mut sql = Sql::of(&["update ", table, " set ", column, " = ", column, " + ?1"]);
        sql.matching(key, 1);
        self.db.run(&sql.0, &values(&[(column, Value::Int(by))], key))
    }

    /// Deletes the rows with that key, where there are any.
    pub fn delete(&mut self, table: &str, key: &[(&str, Value)]) -> Result<(), Fault> {
        self.own(table)?;
        let mut sql = Sql::of(&["delete from ", table]);
        sql.matching(key, 0);
        self.db.run(&sql.0, &values(key, &[]))
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

fn values(first: &[(&str, Value)], then: &[(&str, Value)]) -> Vec<Value> {
    first.iter().chain(then).map(|(_, value)| value.clone()).collect()
}

/// A statement as it is put together; the same words each time, so that it is prepared once.
struct Sql(String);

impl Sql {
    /// Room for the longest statement of a module, so that it grows once.
    const ROOM: usize = 1_024;

    fn of(words: &[&str]) -> Sql {
        let mut sql = Sql(String::with_capacity(Sql::ROOM));
        words.iter().for_each(|word| sql.word(word));
        sql
    }

    fn word(&mut self, word: &str) {
        self.0.push_str(word);
    }

    fn place(&mut self, nth: usize) {
        let _ = write!(self.0, "?{nth}");
    }

    fn equals(&mut self, name: &str, place: usize) {
        self.word(name);
        self.word(" = ");
        self.place(place);
    }

    fn list<T>(&mut self, all: impl IntoIterator<Item = T>, mut each: impl FnMut(&mut Sql, T)) {
        for (nth, one) in all.into_iter().enumerate() {
            if nth > 0 {
                self.word(", ");
            }
            each(self, one);
        }
    }

    /// The rows with that key; its values come after so many others.
    fn matching(&mut self, key: &[(&str, Value)], before: usize) {
        for (nth, (name, _)) in key.iter().enumerate() {
            self.word(if nth == 0 { " where " } else { " and " });
            self.equals(name, before + nth + 1);
        }
    }
}
