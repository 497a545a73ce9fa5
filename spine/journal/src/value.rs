//! Values as both engines know them, rows of them, and named queries.

use kernel::{Day, Id, Moment, OrgId};

use crate::Fault;

/// A value of a column: whole numbers, text and bytes only, which SQLite and PostgreSQL keep alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Not recorded.
    Null,
    /// A whole number; days since 1970, microseconds since 1970, pence, microdegrees.
    Int(i64),
    /// Text.
    Text(String),
    /// Bytes: sealed contents, hashes.
    Blob(Vec<u8>),
}

/// A read, written once: its name for logs and the contract suite, and its SQL in the subset both engines accept, with
/// parameters as `?1`, `?2` …
#[derive(Clone, Copy, Debug)]
pub struct Query {
    /// `module.what`, unique in the program.
    pub name: &'static str,
    /// One statement.
    pub sql: &'static str,
}

/// One row of a query, its columns counted from 0.
#[derive(Clone, Debug)]
pub struct Row(pub(crate) Vec<Value>);

impl Row {
    /// The column as the type the caller expects; a fault names the column when it holds something else.
    pub fn get<T: FromValue>(&self, column: usize) -> Result<T, Fault> {
        let value = self
            .0
            .get(column)
            .ok_or_else(|| Fault::plain(format!("read column {column}: no such column")))?;
        T::from_value(value)
            .ok_or_else(|| Fault::plain(format!("read column {column}: not the expected type")))
    }
}

/// Types that a column can be read as.
pub trait FromValue: Sized {
    /// The value as this type, or nothing where it holds something else.
    fn from_value(value: &Value) -> Option<Self>;
}

impl FromValue for i64 {
    fn from_value(value: &Value) -> Option<i64> {
        match value {
            Value::Int(number) => Some(*number),
            Value::Null | Value::Text(_) | Value::Blob(_) => None,
        }
    }
}

impl FromValue for String {
    fn from_value(value: &Value) -> Option<String> {
        match value {
            Value::Text(text) => Some(text.clone()),
            Value::Null | Value::Int(_) | Value::Blob(_) => None,
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: &Value) -> Option<Vec<u8>> {
        match value {
            Value::Blob(bytes) => Some(bytes.clone()),
            Value::Null | Value::Int(_) | Value::Text(_) => None,
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Option<Option<T>> {
        match value {
            Value::Null => Some(None),
            Value::Int(_) | Value::Text(_) | Value::Blob(_) => T::from_value(value).map(Some),
        }
    }
}

impl FromValue for bool {
    fn from_value(value: &Value) -> Option<bool> {
        i64::from_value(value).map(|number| number != 0)
    }
}

impl FromValue for Day {
    fn from_value(value: &Value) -> Option<Day> {
        i64::from_value(value).and_then(|days| i32::try_from(days).ok()).map(Day::from_epoch_days)
    }
}

impl FromValue for Moment {
    fn from_value(value: &Value) -> Option<Moment> {
        i64::from_value(value).map(Moment::from_micros)
    }
}

macro_rules! read_as_text {
    ($($type:ty),+) => {$(
        impl FromValue for $type {
            fn from_value(value: &Value) -> Option<$type> {
                match value {
                    Value::Text(text) => text.parse().ok(),
                    Value::Null | Value::Int(_) | Value::Blob(_) => None,
                }
            }
        }

        impl From<$type> for Value {
            fn from(id: $type) -> Value {
                Value::Text(id.to_string())
            }
        }
    )+};
}

read_as_text!(
    Id,
    OrgId,
    kernel::ActionId,
    kernel::AskId,
    kernel::DecisionId,
    kernel::GroupId,
    kernel::ItemId,
    kernel::PersonKey,
    kernel::SeatId,
    kernel::ServiceId,
    kernel::SessionId,
    kernel::SiteId,
    kernel::SlotId,
    kernel::TableSeatId,
    kernel::UserId
);

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Int(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Value {
        Value::Int(i64::from(flag))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::from(text.to_owned())
    }
}

/// Without the letter NUL, which PostgreSQL does not keep: a place that has one in an old fact comes out alike on both engines.
impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(if text.contains('\0') { text.replace('\0', "") } else { text })
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Value {
        Value::Blob(bytes)
    }
}

impl From<Day> for Value {
    fn from(day: Day) -> Value {
        Value::Int(i64::from(day.epoch_days()))
    }
}

impl From<Moment> for Value {
    fn from(moment: Moment) -> Value {
        Value::Int(moment.micros())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}
