//! Readers that are reached through the program alone: a file is given to a command, which must end with 0 or with 1 and a
//! clear line, and never by a panic or a signal.

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
}

impl Program {
    /// All of them.
    pub const ALL: [Program; 2] = [Program::Clock, Program::Chart];

    /// Its name, and that of its folder of examples.
    pub const fn name(self) -> &'static str {
        match self {
            Program::Clock => "clock",
            Program::Chart => "chart",
        }
    }

    const fn before(self) -> &'static [&'static str] {
        match self {
            Program::Clock => &["clock"],
            Program::Chart => &["chart", "spc"],
        }
    }

    const fn after(self) -> &'static [&'static str] {
        match self {
            Program::Clock => {
                &["--rules", "GP-28,CL-5c,CL-5w,OFFER-14,HARM", "--as-of", "2025-06-30", "--json"]
            }
            Program::Chart => &["--json"],
        }
    }

    /// Gives the bytes to the command; what it broke, in words.
    pub fn read(self, binary: &Path, bytes: &[u8]) -> Result<(), String> {
        let file = scratch(self.name());
        std::fs::write(&file, bytes).map_err(|why| format!("{}: {why}", file.display()))?;
        let begun = |why: std::io::Error| format!("{}: {why}", binary.display());
        let told = file.with_extension("told");
        let mut child = Command::new(binary)
            .args(self.before())
            .arg(&file)
            .args(self.after())
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
