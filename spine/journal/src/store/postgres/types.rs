//! Values and statements as PostgreSQL takes them: `?1` is written `$1`, `blob` is `bytea`, and what a value is told to be.

use crate::value::Value;

/// The types that go over the line, by the numbers that every PostgreSQL gives them.
pub(super) const BOOL: u32 = 16;
const BYTEA: u32 = 17;
const NAME: u32 = 19;
const INT8: u32 = 20;
const INT2: u32 = 21;
const INT4: u32 = 23;
const TEXT: u32 = 25;
const OID: u32 = 26;
const UNKNOWN: u32 = 705;
const VARCHAR: u32 = 1043;
const NUMERIC: u32 = 1700;
const VOID: u32 = 2278;

/// What a value is told to be. Of nothing, the server finds the type from where it stands in the statement.
pub(super) fn type_of(value: &Value) -> u32 {
    match value {
        Value::Null => 0,
        Value::Int(_) => INT8,
        Value::Text(_) => TEXT,
        Value::Blob(_) => BYTEA,
    }
}

/// A column as it came, or nothing where the value is of a kind that SQLite does not have.
pub(super) fn read(of: u32, bytes: Option<&[u8]>) -> Option<Value> {
    let Some(bytes) = bytes else { return Some(Value::Null) };
    match of {
        INT8 => bytes.try_into().ok().map(|bytes| Value::Int(i64::from_be_bytes(bytes))),
        INT4 => bytes.try_into().ok().map(|bytes| Value::Int(i64::from(i32::from_be_bytes(bytes)))),
        INT2 => bytes.try_into().ok().map(|bytes| Value::Int(i64::from(i16::from_be_bytes(bytes)))),
        OID => bytes.try_into().ok().map(|bytes| Value::Int(i64::from(u32::from_be_bytes(bytes)))),
        BOOL => bytes.first().map(|byte| Value::Int(i64::from(*byte != 0))),
        TEXT | VARCHAR | NAME | UNKNOWN => String::from_utf8(bytes.to_vec()).ok().map(Value::Text),
        BYTEA => Some(Value::Blob(bytes.to_vec())),
        NUMERIC => whole(bytes).map(Value::Int),
        VOID => Some(Value::Null),
        _ => None,
    }
}

/// A `numeric` without a fraction: what sums of whole numbers come as. Digits in base 10,000, the first of weight `weight`.
fn whole(bytes: &[u8]) -> Option<i64> {
    let word = |nth: usize| -> Option<i64> {
        let two = bytes.get(nth * 2..nth * 2 + 2)?;
        Some(i64::from(i16::from_be_bytes(two.try_into().ok()?)))
    };
    let (digits, weight, sign) = (word(0)?, word(1)?, word(2)?);
    let mut number: i64 = 0;
    for place in 0..=weight {
        let digit = if place < digits { word(4 + usize::try_from(place).ok()?)? } else { 0 };
        number = number.checked_mul(10_000)?.checked_add(digit)?;
    }
    if digits > weight + 1 {
        return None;
    }
    match sign {
        0 => Some(number),
        0x4000 => Some(-number),
        _ => None,
    }
}

/// A statement with its parameters as the server counts them; what stands between quotes is left alone. Where a statement asks
/// whether a parameter is null, the server cannot tell its type from there: one that is null is written out.
pub(super) fn parameters(sql: &str, values: &[Value]) -> String {
    let mut written = outside_quotes(sql, |part| part.replace('?', "$"));
    for (nth, _) in nulls_asked_about(sql, values) {
        written = outside_quotes(&written, |part| without(part, nth));
    }
    written
}

/// What the values of a statement are told to be.
pub(super) fn told(sql: &str, values: &[Value]) -> Vec<u32> {
    let mut told: Vec<u32> = values.iter().map(type_of).collect();
    for (_, at) in nulls_asked_about(sql, values) {
        if let Some(of) = told.get_mut(at) {
            *of = TEXT;
        }
    }
    told
}

/// The number and the place of each value that is null and that the statement asks about.
fn nulls_asked_about(sql: &str, values: &[Value]) -> Vec<(usize, usize)> {
    let all = values.iter().enumerate().map(|(at, value)| (at + 1, at, value));
    all.filter(|(nth, _, value)| **value == Value::Null && sql.contains(&format!("?{nth} is ")))
        .map(|(nth, at, _)| (nth, at))
        .collect()
}

/// A part of a statement in which `$nth` is written out as null.
fn without(part: &str, nth: usize) -> String {
    let name = format!("${nth}");
    let mut written = String::with_capacity(part.len());
    let mut rest = part;
    while let Some(at) = rest.find(&name) {
        let (before, found) = rest.split_at(at);
        let after = found.strip_prefix(name.as_str()).unwrap_or_default();
        written.push_str(before);
        let longer = after.starts_with(|next: char| next.is_ascii_digit());
        written.push_str(if longer { &name } else { "null" });
        rest = after;
    }
    written + rest
}

/// Tables as the server makes them. SQLite wants `integer` for a key that is the row's own number; here that is 32 bits.
/// Tables in the order of their key are SQLite's alone.
pub(super) fn tables(sql: &str) -> String {
    outside_quotes(sql, |part| {
        let mut written = String::with_capacity(part.len());
        let mut word = String::new();
        for letter in part.replace(" without rowid", "").chars().chain(std::iter::once('\0')) {
            if letter.is_ascii_alphanumeric() || letter == '_' {
                word.push(letter);
                continue;
            }
            written.push_str(match word.as_str() {
                "blob" => "bytea",
                "integer" => "bigint",
                other => other,
            });
            word.clear();
            if letter != '\0' {
                written.push(letter);
            }
        }
        written
    })
}

/// Changes what stands neither in quotes nor in a comment: an apostrophe there begins no quote.
fn outside_quotes(sql: &str, change: impl Fn(&str) -> String) -> String {
    let mut written = String::with_capacity(sql.len());
    let mut rest = sql;
    while !rest.is_empty() {
        let open = rest.find('\'').unwrap_or(rest.len()).min(rest.find("--").unwrap_or(rest.len()));
        let (plain, kept) = rest.split_at(open);
        let end = if kept.starts_with('\'') {
            kept.char_indices().skip(1).find(|(_, letter)| *letter == '\'').map(|(at, _)| at + 1)
        } else {
            kept.find('\n')
        };
        let (kept, after) = kept.split_at(end.unwrap_or(kept.len()));
        written.push_str(&change(plain));
        written.push_str(kept);
        rest = after;
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_rewritten_outside_quotes_alone() {
        let asked =
            "select '?1', a from t where b = ?1 or c like '%?%' and (?2 is null or d = ?2 or e = ?21)";
        assert_eq!(
            parameters(asked, &[Value::Null, Value::Null]),
            "select '?1', a from t where b = $1 or c like '%?%' and (null is null or d = null or e = $21)"
        );
        assert_eq!(told(asked, &[Value::Null, Value::Null]), [0, TEXT]);
        assert_eq!(told(asked, &[Value::Int(1), Value::Int(2)]), [INT8, INT8]);
        assert_eq!(
            tables("create table t (a text primary key) without rowid;"),
            "create table t (a text primary key);"
        );
        assert_eq!(
            tables(
                "-- its own\ncreate table t (a blob default '') without rowid; -- another's\ndrop table u"
            ),
            "-- its own\ncreate table t (a bytea default ''); -- another's\ndrop table u"
        );
        assert_eq!(
            tables("-- hers: it's\ncreate table t (a blob) without rowid"),
            "-- hers: it's\ncreate table t (a bytea)"
        );
        assert_eq!(
            tables("create table t (a integer not null primary key, b blob, blobs text default 'blob')"),
            "create table t (a bigint not null primary key, b bytea, blobs text default 'blob')"
        );
    }

    #[test]
    fn sums_come_as_whole_numbers() {
        let numeric = |words: &[i16]| words.iter().flat_map(|word| word.to_be_bytes()).collect::<Vec<u8>>();
        for (words, number) in [
            (&[0, 0, 0, 0][..], Some(0)),
            (&[1, 0, 0, 0, 7], Some(7)),
            (&[2, 1, 0x4000, 0, 12, 3456], Some(-123_456)),
            (&[1, 2, 0, 0, 5], Some(500_000_000)),
            (&[1, -1, 0, 4, 5000], None),
            (&[2, 0, 0, 4, 1, 5000], None),
        ] {
            assert_eq!(whole(&numeric(words)), number, "{words:?}");
        }
    }
}
