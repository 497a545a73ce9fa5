//! What is given to a person who asks what is held about her: every fact of her asks, with what it sealed, and who looked,
//! as plain text and as JSON.

use std::fmt::Write as _;

use directory_site::read as directory;
use journal::{Contents, Entry, Fault, Query, Reading, Viewing};
use kernel::{AskId, Moment, OrgId, SeatId};
use serde_json::{Value, json};

use crate::find::{Found, What};

/// One file of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// What stands in it.
    pub text: String,
}

const LOOKS: Query = Query {
    name: "persons.looks",
    sql: "select at, org, seat, what, why, seq, nth from referral_look where ask = ?1
          union all select at, org, seat, what, why, seq, nth from result_look where result = ?1
          union all select at, org, seat, what, why, seq, nth from recall_look where recall = ?1
          order by at, seq, nth",
};

/// The files of one record: what is held, and who looked.
pub fn of_record(reading: &Reading, found: &Found, viewing: Option<&Viewing>) -> Result<Vec<File>, Fault> {
    let facts = reading.facts_about(found.id.id(), &journal::KeyName::Ask(found.id), viewing)?;
    let (reference, on, sender) = (&found.reference, found.on, named(reading, found.sender)?);
    let begun = match found.what {
        What::Ask => {
            format!("Ask {reference}\nSent on {on} by {sender} to {}.", named(reading, found.host)?)
        }
        What::Result => {
            format!("Result {reference}\nPut on {on} by {sender} to {}.", named(reading, found.host)?)
        }
        What::Recall => format!("Recall {reference}\nPlanned on {on} by {sender}."),
    };
    let mut text = format!("{begun} It stands at: {}.\n\n", found.state);
    let mut every = Vec::new();
    for fact in &facts {
        told(reading, fact, &mut text)?;
        every.push(as_json(fact));
    }
    let every = json!({ "reference": found.reference, "what": found.what.name(), "id": found.id.to_string(), "facts": every });
    let every =
        serde_json::to_string_pretty(&every).map_err(|error| Fault::new("write what is held", error))?;
    Ok(vec![
        File { name: format!("{}-{}.txt", found.what.name(), found.reference), text },
        File { name: format!("{}-{}.json", found.what.name(), found.reference), text: every + "\n" },
        File { name: format!("who-looked-{}.csv", found.reference), text: looks(reading, found.id)? },
    ])
}

fn named(reading: &Reading, org: OrgId) -> Result<String, Fault> {
    Ok(directory::organisation(reading, org)?.map_or_else(|| org.to_string(), |of| of.name))
}

fn titled(reading: &Reading, seat: SeatId) -> Result<String, Fault> {
    Ok(directory::seat(reading, seat)?.map_or_else(|| "the program".to_owned(), |of| of.title))
}

fn told(reading: &Reading, fact: &Entry, text: &mut String) -> Result<(), Fault> {
    let by = format!("{}, {}", titled(reading, fact.seat)?, named(reading, fact.org)?);
    let _ = writeln!(text, "{}  {} ({by})", fact.at.in_words(), fact.kind);
    if let Ok(open) = serde_json::from_slice::<Value>(&fact.open) {
        lines(&open, "", text);
    }
    match &fact.contents {
        Contents::Opened(bytes) => {
            if let Ok(contents) = serde_json::from_slice::<Value>(bytes) {
                let _ = writeln!(text, "    sealed, and opened for you:");
                lines(&contents, "", text);
            }
        }
        Contents::Erased => {
            let _ = writeln!(text, "    what was sealed here has been erased and cannot be read by anybody");
        }
        Contents::None => {}
    }
    text.push('\n');
    Ok(())
}

/// Each leaf of a value on a line of its own, with the names that lead to it.
fn lines(value: &Value, path: &str, text: &mut String) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}, {name}") };
                lines(field, &path, text);
            }
        }
        Value::Array(items) => {
            for (nth, item) in items.iter().enumerate() {
                // A field of a form is kept as its name and what was typed.
                match item.as_array().map(Vec::as_slice) {
                    Some([Value::String(field), typed]) => lines(typed, field, text),
                    Some(_) | None => lines(item, &format!("{path} {}", nth + 1), text),
                }
            }
        }
        Value::Null => {
            let _ = writeln!(text, "    {path}: not recorded");
        }
        Value::String(words) => {
            let _ = writeln!(text, "    {path}: {words}");
        }
        Value::Bool(_) | Value::Number(_) => {
            let _ = writeln!(text, "    {path}: {value}");
        }
    }
}

fn as_json(fact: &Entry) -> Value {
    let read = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap_or(Value::Null);
    let contents = match &fact.contents {
        Contents::Opened(bytes) => read(bytes),
        Contents::Erased => json!("erased"),
        Contents::None => Value::Null,
    };
    json!({
        "at": fact.at.in_words(), "kind": fact.kind, "organisation": fact.org.to_string(),
        "envelope": read(&fact.open), "contents": contents,
    })
}

fn looks(reading: &Reading, ask: AskId) -> Result<String, Fault> {
    let mut text = "when,organisation,seat,what was looked at,reason\n".to_owned();
    for row in reading.rows(&LOOKS, &[ask.into()])? {
        let (at, org, seat): (Moment, OrgId, SeatId) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let cells = [at.in_words(), named(reading, org)?, titled(reading, seat)?, row.get(3)?, row.get(4)?];
        let cells: Vec<String> = cells.iter().map(|cell| csv_cell(cell)).collect();
        let _ = writeln!(text, "{}", cells.join(","));
    }
    Ok(text)
}

/// A cell that no spreadsheet takes for a formula.
fn csv_cell(text: &str) -> String {
    let plain =
        if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() };
    format!("\"{}\"", plain.replace('"', "\"\""))
}
