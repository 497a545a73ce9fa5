//! One exchange with the server: a statement with its values out, rows in.

use std::sync::Arc;

use fallible_iterator::FallibleIterator;
use postgres_protocol::IsNull;
use postgres_protocol::message::backend::{DataRowBody, Message};
use postgres_protocol::message::frontend;

use super::types;
use super::wire::{Kept, Trouble, Wire};
use crate::value::{Row, Value};

/// What an exchange brought.
pub(super) struct Answered {
    pub(super) rows: Vec<Row>,
    pub(super) touched: usize,
    pub(super) more: bool,
}

/// Writes a statement with its values, to be run for so many rows; all of them where that is 0.
pub(super) fn bind(
    wire: &mut Wire,
    kept: &Kept,
    values: &[Value],
    portal: &str,
    most: i32,
) -> Result<(), Trouble> {
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
    Ok(())
}

/// Sends what was written, and reads the rows that come of it.
pub(super) fn exchange(wire: &mut Wire, columns: &[u32]) -> Result<Answered, Trouble> {
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
    unread.map_or(Ok(answered), |column| Err(odd_column(column)))
}

/// The same for several statements of which one row each is wanted.
pub(super) fn exchange_each(wire: &mut Wire, all: &[Arc<Kept>]) -> Result<Vec<Option<Row>>, Trouble> {
    frontend::sync(&mut wire.outgoing);
    wire.send()?;
    let mut firsts: Vec<Option<Row>> = Vec::with_capacity(all.len());
    let (mut first, mut unread) = (None, None);
    wire.until_ready(|message| {
        if let Message::DataRow(body) = &message {
            match row(body, all.get(firsts.len()).map_or(&[], |kept| &kept.columns)) {
                Ok(row) => first = Some(row),
                Err(column) => unread = unread.or(Some(column)),
            }
        } else if matches!(message, Message::CommandComplete(_) | Message::PortalSuspended) {
            firsts.push(first.take());
        }
    })?;
    unread.map_or(Ok(firsts), |column| Err(odd_column(column)))
}

fn odd_column(column: usize) -> Trouble {
    Trouble::Said(super::wire::Said {
        code: "rows".to_owned(),
        sentence: format!("column {column} holds a fraction, or what is neither number, text nor bytes"),
    })
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
