//! Readers that are reached through the program alone: a file is given to a command, which must end with 0 or with 1 and a
//! clear line, and never by a panic or a signal.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A command that has not ended by then hangs, however the machine is loaded.
const PROGRAM_NOT_LONGER: Duration = Duration::from_secs(20);

/// A command that reads a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// Histories, one JSON record a line.
    Clock,
    /// Counts of a chart, as CSV.
    Chart,
    /// Records of a place. The first line of an input names the file that holds the rest.
    Place,
}

impl Program {
    /// All of them.
    pub const ALL: [Program; 3] = [Program::Clock, Program::Chart, Program::Place];

    /// Its name, and that of its folder of examples.
    pub const fn name(self) -> &'static str {
        match self {
            Program::Clock => "clock",
            Program::Chart => "chart",
            Program::Place => "place",
        }
    }

    /// Lays the bytes where the command finds them; its arguments.
    fn arguments(self, binary: &Path, bytes: &[u8]) -> std::io::Result<Vec<OsString>> {
        let at = scratch(self.name());
        let words = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
        match self {
            Program::Clock => {
                std::fs::write(&at, bytes)?;
                let after =
                    words(&["--rules", "GP-28,CL-5c,CL-5w,OFFER-14,HARM", "--as-of", "2025-06-30", "--json"]);
                Ok([words(&["clock"]), vec![at.into()], after].concat())
            }
            Program::Chart => {
                std::fs::write(&at, bytes)?;
                Ok([words(&["chart", "spc"]), vec![at.into()], words(&["--json"])].concat())
            }
            Program::Place => {
                let records = at.join("records");
                let db = format!("sqlite:{}", at.join("place.sqlite").display());
                if !records.exists() {
                    std::fs::create_dir_all(&records)?;
                    Command::new(binary)
                        .args(["place", "new", "--db", &db])
                        .stdout(Stdio::null())
                        .status()?;
                }
                for entry in std::fs::read_dir(&records)? {
                    std::fs::remove_file(entry?.path())?;
                }
                std::fs::write(records.join(named(bytes)), rest(bytes))?;
                Ok([words(&["place", "import"]), vec![records.into()], words(&["--db", &db])].concat())
            }
        }
    }

    /// Gives the bytes to the command; what it broke, in words.
    pub fn read(self, binary: &Path, bytes: &[u8]) -> Result<(), String> {
        let begun = |why: std::io::Error| format!("{}: {why}", binary.display());
        let arguments = self.arguments(binary, bytes).map_err(begun)?;
        let told = scratch(self.name()).with_extension("told");
        let mut child = Command::new(binary)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(&told).map_err(begun)?)
            .spawn()
            .map_err(begun)?;
        let began = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().map_err(begun)? {
                break status;
            }
            if began.elapsed() > PROGRAM_NOT_LONGER {
                child.kill().map_err(begun)?;
                child.wait().map_err(begun)?;
                return Err(format!("it had not ended after {PROGRAM_NOT_LONGER:?}"));
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        let said = String::from_utf8_lossy(&std::fs::read(&told).map_err(begun)?).into_owned();
        match status.code() {
            Some(0) => Ok(()),
            Some(1) if !said.trim().is_empty() && !said.contains("panicked") => Ok(()),
            Some(1) => Err(format!("it ended with 1 and said: {said}")),
            Some(code) => Err(format!("it ended with {code}: {said}")),
            None => Err(format!("it was ended by a signal: {said}")),
        }
    }
}

fn scratch(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("roundtable-fuzz-{name}-{}", std::process::id()))
}

/// The file that an input of a place is meant for; where the first line names none, that of sites.
fn named(bytes: &[u8]) -> String {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let name = String::from_utf8_lossy(line).trim().to_owned();
    let plain =
        name.strip_suffix(".jsonl").is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_lowercase()));
    if plain { name } else { "sites.jsonl".to_owned() }
}

fn rest(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1);
    bytes.get(end..).unwrap_or_default()
}
