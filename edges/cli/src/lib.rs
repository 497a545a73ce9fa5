//! What every command shares: how it ends, how it writes JSON, and how a bad record is reported.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

/// How a command ends: done, or one line that says why not.
pub type Outcome = Result<(), Failure>;

/// Why a command did not do what was asked: one line for a person, ending in what to do.
#[derive(Debug)]
pub struct Failure {
    line: String,
    code: u8,
}

impl Failure {
    /// A refusal or a fault: exit code 1.
    pub fn refused(why: impl fmt::Display) -> Failure {
        Failure { line: why.to_string(), code: 1 }
    }

    /// Arguments that do not fit together: exit code 2.
    pub fn usage(why: impl fmt::Display) -> Failure {
        Failure { line: why.to_string(), code: 2 }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line)
    }
}

impl std::error::Error for Failure {}

/// A reader that closed the pipe early has had what it wanted; anything else is worth a line.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Failure { line: String::new(), code: 0 };
        }
        Failure::refused(error)
    }
}

/// Turns the end of a command into the exit code of the process, with its line on standard error.
pub fn finish(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure { line, code }) => {
            if !line.is_empty() {
                let _ = writeln!(io::stderr(), "roundtable: {line}");
            }
            ExitCode::from(code)
        }
    }
}

/// Where in somebody's file a bad record stands, and what to do about it. Good records are kept.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct BadRecord {
    /// The file as the person named it.
    pub file: String,
    /// The line, counted from 1; 0 where the file as a whole is at fault.
    pub line: usize,
    /// The field, where one field is at fault.
    pub field: Option<String>,
    /// What is wrong and what to do, in words.
    pub why: String,
}

impl fmt::Display for BadRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ", line {}", self.line)?;
        }
        if let Some(field) = &self.field {
            write!(f, ", {field}")?;
        }
        write!(f, ": {}", self.why)
    }
}

/// Writes one value as one line of JSON on standard output.
pub fn json_line(value: &impl serde::Serialize) -> Outcome {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, value).map_err(|error| Failure::from(io::Error::from(error)))?;
    out.write_all(b"\n")?;
    Ok(())
}

/// Writes a line of text on standard output.
pub fn text_line(text: impl fmt::Display) -> Outcome {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    Ok(())
}

/// Tells of bad records on standard error, one line each, and how many there were.
pub fn report(bad: &[BadRecord]) -> Outcome {
    let mut out = io::stderr().lock();
    for record in bad {
        writeln!(out, "{record}")?;
    }
    Ok(())
}
