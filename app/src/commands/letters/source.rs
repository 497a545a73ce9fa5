//! Where letters come from: files, folders, archives, standard input, and files of records. What can't be read is told by
//! file, line and field, and the rest is read.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use cli::{BadRecord, Failure, Outcome};
use letters_rules::{Letter, Setting};

/// A letter as it comes.
pub struct Source<'a> {
    /// Its name: a path, or the id of a record.
    pub id: &'a str,
    /// The letter.
    pub letter: Letter<'a>,
}

/// What takes the letters.
pub type Take<'a> = &'a mut dyn FnMut(Source<'_>) -> Outcome;

/// Reads sources, and keeps what was wrong with them.
pub struct Sources<'a> {
    setting: Option<Setting>,
    specialty: Option<&'a str>,
    /// What could not be read.
    pub bad: Vec<BadRecord>,
}

impl<'a> Sources<'a> {
    /// Letters that name no setting or specialty have these.
    pub fn new(setting: Option<Setting>, specialty: Option<&'a str>) -> Sources<'a> {
        Sources { setting, specialty, bad: Vec::new() }
    }

    fn refuse(&mut self, file: &str, line: usize, field: Option<&str>, why: impl ToString) {
        self.bad.push(BadRecord {
            file: file.to_owned(),
            line,
            field: field.map(str::to_owned),
            why: why.to_string(),
        });
    }

    /// A file, a folder of files in the order of their names, or standard input.
    pub fn files(&mut self, path: &Path, take: Take<'_>) -> Outcome {
        if path == Path::new("-") {
            let mut bytes = Vec::new();
            let limit = letters_formats::FILE_BYTES_MAX as u64 + 1;
            std::io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
            return self.one("-", &bytes, take);
        }
        if path.is_dir() {
            let entries = std::fs::read_dir(path)
                .map_err(|why| Failure::refused(format_args!("{}: {why}", path.display())))?;
            let mut inside: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
            inside.sort();
            // A link could lead round in a circle, so folders inside are followed only where they are folders themselves.
            for path in inside.iter().filter(|path| !path.is_symlink() || path.is_file()) {
                self.files(path, take)?;
            }
            return Ok(());
        }
        let name = path.display().to_string();
        match whole(path) {
            Ok(bytes) => self.one(&name, &bytes, take),
            Err(why) => {
                self.refuse(&name, 0, None, why);
                Ok(())
            }
        }
    }

    fn one(&mut self, name: &str, bytes: &[u8], take: Take<'_>) -> Outcome {
        if letters_formats::format(bytes) == letters_formats::Format::Zip {
            let mut ended = Ok(());
            let opened = letters_formats::entries(bytes, |entry| {
                let inner = format!("{name}/{}", entry.name);
                if ended.is_ok() {
                    ended = self.told(&inner, entry.letter, take);
                }
            });
            if let Err(why) = opened {
                self.refuse(name, 0, None, why);
            }
            return ended;
        }
        self.told(name, letters_formats::text(bytes), take)
    }

    fn told(
        &mut self,
        name: &str,
        letter: Result<letters_formats::Text, letters_formats::Refused>,
        take: Take<'_>,
    ) -> Outcome {
        match letter {
            Ok(found) => {
                let letter = Letter { text: &found.text, setting: self.setting, specialty: self.specialty };
                take(Source { id: name, letter })
            }
            Err(why) => {
                self.refuse(name, 0, None, why);
                Ok(())
            }
        }
    }

    /// A file of records; those that are not of the form are reported and the rest are read.
    pub fn records(&mut self, path: &Path, take: Take<'_>) -> Outcome {
        let name = path.display().to_string();
        let file =
            std::fs::File::open(path).map_err(|why| Failure::refused(format_args!("{name}: {why}")))?;
        for (index, line) in BufReader::new(file).lines().enumerate() {
            let line =
                line.map_err(|why| Failure::refused(format_args!("{name}, line {}: {why}", index + 1)))?;
            if line.trim().is_empty() {
                continue;
            }
            let value: serde_json::Value = match serde_json::from_str(&line) {
                Ok(value) => value,
                Err(why) => {
                    self.refuse(&name, index + 1, None, why);
                    continue;
                }
            };
            let field = |key: &str| value.get(key).and_then(serde_json::Value::as_str);
            let (Some(id), Some(text)) = (field("id"), field("text")) else {
                let missing = if field("id").is_none() { "id" } else { "text" };
                self.refuse(&name, index + 1, Some(missing), "a text is needed here");
                continue;
            };
            let setting = field("setting").and_then(Setting::from_name).or(self.setting);
            let specialty = field("specialty").or(self.specialty);
            take(Source { id, letter: Letter { text, setting, specialty } })?;
        }
        Ok(())
    }
}

/// The most bytes of a letter or an archive of letters.
const BYTES_MAX: u64 = 16 * letters_formats::FILE_BYTES_MAX as u64;

/// A file's bytes, or one line for a person. A device or a pipe has no end, so only files are read.
fn whole(path: &Path) -> Result<Vec<u8>, String> {
    let missing = |why: std::io::Error| {
        if why.kind() == std::io::ErrorKind::NotFound {
            "there is no such file or folder: look at the name".to_owned()
        } else if why.kind() == std::io::ErrorKind::PermissionDenied {
            "this user may not read it: ask its owner".to_owned()
        } else {
            why.to_string()
        }
    };
    let about = std::fs::metadata(path).map_err(missing)?;
    if !about.is_file() {
        return Err(
            "it is a device or a pipe, not a file: name a file, or give the letter on - (standard input)"
                .to_owned(),
        );
    }
    if about.len() > BYTES_MAX {
        return Err(format!(
            "it is too large for a letter or an archive of letters ({} bytes, at most {BYTES_MAX}): split it",
            about.len()
        ));
    }
    // A file may grow while it is read.
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(BYTES_MAX).read_to_end(&mut bytes))
        .map_err(missing)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::whole;

    #[test]
    fn what_has_no_end_and_what_is_not_there_are_refused_in_words() {
        for (path, said) in [("/dev/zero", "device or a pipe"), ("/no/such/letter", "no such file")] {
            let why = whole(Path::new(path)).err().unwrap_or_default();
            assert!(why.contains(said), "{path}: {why}");
        }
    }
}
