//! One connection: statements kept prepared, rows read, and what becomes of it when the line breaks.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use fallible_iterator::FallibleIterator;
use postgres_protocol::IsNull;
use postgres_protocol::message::backend::{DataRowBody, Message};
use postgres_protocol::message::frontend;

use super::types;
use super::wire::{Trouble, Wire};
use crate::Fault;
use crate::store::first_words;
use crate::value::{Row, Value};

/// Rows that are fetched at once where the caller takes them one by one.
const ROWS_AT_ONCE: i32 = 500;

/// Statements that a connection keeps prepared at the most; past that all are forgotten.
const STATEMENTS_KEPT: usize = 1_000;

/// The server has no room on its disk.
const DISK_FULL: &str = "53100";

/// A statement that the server keeps prepared, with the types of its columns.
struct Kept {
    name: String,
    columns: Vec<u32>,
}

/// The same statement, by what its values were told to be.
type Variants = Vec<(Vec<u32>, Arc<Kept>)>;

/// By statement.
#[derive(Default)]
struct Statements {
    kept: HashMap<String, Variants>,
    made: u64,
}

/// A connection whose line may be down; whoever begins a transaction brings it up again.
pub(super) struct Connection {
    wire: RefCell<Option<Wire>>,
    statements: RefCell<Statements>,
    portals: Cell<u64>,
}

/// What an exchange brought.
struct Answered {
    rows: Vec<Row>,
    touched: usize,
    more: bool,
}

impl Connection {
    pub(super) fn new() -> Connection {
        Connection {
            wire: RefCell::new(None),
            statements: RefCell::new(Statements::default()),
            portals: Cell::new(0),
        }
    }

    /// Takes a line on which somebody has signed in.
    pub(super) fn use_line(&self, wire: Wire) {
        *self.statements.borrow_mut() = Statements::default();
        *self.wire.borrow_mut() = Some(wire);
    }

    pub(super) fn hang_up(&self) {
        *self.wire.borrow_mut() = None;
    }

    pub(super) fn is_up(&self) -> bool {
        self.wire.borrow().is_some()
    }

    pub(super) fn in_transaction(&self) -> bool {
        self.wire.borrow().as_ref().is_some_and(|wire| wire.status != b'I')
    }

    /// All rows, in one exchange.
    pub(super) fn rows(&self, name: &str, sql: &str, values: &[Value]) -> Result<Vec<Row>, Fault> {
        self.asking(|| format!("read {name}"), |wire| self.bound(wire, sql, values, "", 0))
            .map(|all| all.rows)
    }

    /// The first row.
    pub(super) fn first(&self, name: &str, sql: &str, values: &[Value]) -> Result<Option<Row>, Fault> {
        let answered = self.asking(|| format!("read {name}"), |wire| self.bound(wire, sql, values, "", 1))?;
        Ok(answered.rows.into_iter().next())
    }

    /// Hands each row to the caller until it answers `false`; other statements may be run meanwhile. Outside a transaction
    /// all rows are fetched first.
    pub(super) fn each(
        &self,
        name: &str,
        sql: &str,
        values: &[Value],
        take: &mut dyn FnMut(Row) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        if !self.in_transaction() {
            for row in self.rows(name, sql, values)? {
                if !take(row)? {
                    break;
                }
            }
            return Ok(());
        }
        let doing = || format!("read {name}");
        let nth = self.portals.get();
        self.portals.set(nth.wrapping_add(1));
        let portal = format!("p{nth}");
        let mut answered = self.asking(doing, |wire| self.bound(wire, sql, values, &portal, ROWS_AT_ONCE))?;
        loop {
            let mut wanted = true;
            for row in answered.rows {
                wanted = take(row)?;
                if !wanted {
                    break;
                }
            }
            if !wanted || !answered.more {
                break;
            }
            let columns = self.columns(sql, values);
            answered = self.asking(doing, |wire| {
                frontend::execute(&portal, ROWS_AT_ONCE, &mut wire.outgoing)?;
                exchange(wire, &columns)
            })?;
        }
        // Goes with whatever is sent next.
        if let Some(wire) = self.wire.borrow_mut().as_mut() {
            let _ = frontend::close(b'P', &portal, &mut wire.outgoing);
        }
        Ok(())
    }

    /// Runs one statement that writes; how many rows it touched.
    pub(super) fn run(&self, sql: &str, values: &[Value]) -> Result<usize, Fault> {
        let doing = || format!("write ({} …)", first_words(sql));
        self.asking(doing, |wire| self.bound(wire, sql, values, "", 0)).map(|answered| answered.touched)
    }

    /// Runs statements without values; what the server says each did.
    pub(super) fn batch(&self, sql: &str) -> Result<Vec<String>, Fault> {
        self.asking(|| format!("run ({} …)", first_words(sql)), |wire| tell(wire, sql))
    }

    /// Lets go of what the server keeps prepared, where that has become much.
    pub(super) fn forget_much(&self) {
        let made = self.statements.borrow().kept.len();
        if made > STATEMENTS_KEPT && self.batch("deallocate all").is_ok() {
            *self.statements.borrow_mut() = Statements::default();
        }
    }

    /// Asks over the line. A line that broke is given up, and with it whatever transaction there was.
    fn asking<T>(
        &self,
        doing: impl Fn() -> String,
        ask: impl FnOnce(&mut Wire) -> Result<T, Trouble>,
    ) -> Result<T, Fault> {
        let mut held = self.wire.borrow_mut();
        let wire = held
            .as_mut()
            .ok_or_else(|| Fault::plain(format!("{}: there is no line to the database server", doing())))?;
        ask(wire).map_err(|trouble| match trouble {
            Trouble::Lost(_) | Trouble::Ended(_) => {
                *held = None;
                Fault::new(doing(), trouble)
            }
            Trouble::Said(said) if said.code == DISK_FULL => Fault::disk_full(doing()),
            Trouble::Said(_) => Fault::new(doing(), trouble),
        })
    }

    fn columns(&self, sql: &str, values: &[Value]) -> Vec<u32> {
        self.known(sql, values).map_or_else(Vec::new, |kept| kept.columns.clone())
    }

    fn known(&self, sql: &str, values: &[Value]) -> Option<Arc<Kept>> {
        let statements = self.statements.borrow();
        let same = |types: &[u32]| {
            types.iter().copied().eq(values.iter().map(types::type_of)) && types.len() == values.len()
        };
        statements.kept.get(sql)?.iter().find(|(types, _)| same(types)).map(|(_, kept)| kept.clone())
    }

    /// Binds values to a statement and runs it, preparing it first where it is new.
    fn bound(
        &self,
        wire: &mut Wire,
        sql: &str,
        values: &[Value],
        portal: &str,
        most: i32,
    ) -> Result<Answered, Trouble> {
        let kept = match self.known(sql, values) {
            Some(kept) => kept,
            None => self.prepare(wire, sql, values)?,
        };
        let bound = frontend::bind(
            portal,
            &kept.name,
            [1],
            values,
            |value, to| {
                match value {
                    Value::Null => return Ok(IsNull::Yes),
                    Value::Int(number) => to.extend_from_slice(&number.to_be_bytes()),
                    Value::Text(text) => to.extend_from_slice(text.as_bytes()),
                    Value::Blob(bytes) => to.extend_from_slice(bytes),
                }
                Ok(IsNull::No)
            },
            [1],
            &mut wire.outgoing,
        );
        bound.map_err(|error| {
            let why = match error {
                frontend::BindError::Conversion(why) => std::io::Error::other(why),
                frontend::BindError::Serialization(why) => why,
            };
            Trouble::Lost(why)
        })?;
        frontend::execute(portal, most, &mut wire.outgoing)?;
        exchange(wire, &kept.columns)
    }

    fn prepare(&self, wire: &mut Wire, sql: &str, values: &[Value]) -> Result<Arc<Kept>, Trouble> {
        let mut statements = self.statements.borrow_mut();
        statements.made += 1;
        let name = format!("s{}", statements.made);
        let known_by: Vec<u32> = values.iter().map(types::type_of).collect();
        frontend::parse(
            &name,
            &types::parameters(sql, values),
            types::told(sql, values),
            &mut wire.outgoing,
        )?;
        frontend::describe(b'S', &name, &mut wire.outgoing)?;
        frontend::sync(&mut wire.outgoing);
        wire.send()?;
        let mut columns = Vec::new();
        wire.until_ready(|message| {
            if let Message::RowDescription(body) = message {
                let mut fields = body.fields();
                while let Ok(Some(field)) = fields.next() {
                    columns.push(field.type_oid());
                }
            }
        })?;
        let kept = Arc::new(Kept { name, columns });
        statements.kept.entry(sql.to_owned()).or_default().push((known_by, kept.clone()));
        Ok(kept)
    }
}

/// Sends what was written, and reads the rows that come of it.
fn exchange(wire: &mut Wire, columns: &[u32]) -> Result<Answered, Trouble> {
    frontend::sync(&mut wire.outgoing);
    wire.send()?;
    let mut answered = Answered { rows: Vec::new(), touched: 0, more: false };
    let mut unread = None;
    wire.until_ready(|message| {
        if let Message::DataRow(body) = &message {
            match row(body, columns) {
                Ok(row) => answered.rows.push(row),
                Err(column) => unread = unread.or(Some(column)),
            }
        } else if let Message::CommandComplete(body) = &message {
            let tag = body.tag().unwrap_or_default();
            answered.touched = tag.rsplit(' ').next().and_then(|rows| rows.parse().ok()).unwrap_or(0);
        } else if matches!(message, Message::PortalSuspended) {
            answered.more = true;
        }
    })?;
    match unread {
        None => Ok(answered),
        Some(column) => Err(Trouble::Said(super::wire::Said {
            code: "rows".to_owned(),
            sentence: format!("column {column} holds a fraction, or what is neither number, text nor bytes"),
        })),
    }
}

fn row(body: &DataRowBody, columns: &[u32]) -> Result<Row, usize> {
    let mut values = Vec::with_capacity(columns.len());
    let mut ranges = body.ranges();
    for (nth, column) in columns.iter().enumerate() {
        let range = ranges.next().ok().flatten().ok_or(nth)?;
        let bytes = range.map(|range| body.buffer().get(range).ok_or(nth)).transpose()?;
        values.push(types::read(*column, bytes).ok_or(nth)?);
    }
    Ok(Row(values))
}

/// Runs statements as text, and says what each did.
pub(super) fn tell(wire: &mut Wire, sql: &str) -> Result<Vec<String>, Trouble> {
    frontend::query(sql, &mut wire.outgoing)?;
    wire.send()?;
    let mut did = Vec::new();
    wire.until_ready(|message| {
        if let Message::CommandComplete(body) = message {
            did.push(body.tag().unwrap_or_default().to_owned());
        }
    })?;
    Ok(did)
}
