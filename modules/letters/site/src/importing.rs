//! Bringing letters in: people are taken out before anything else is done, and only what is left is kept. A letter's id
//! comes from its words, so a folder that broke off half-way is simply sent again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use fixit_rules::facts::v1::Specialty;
use journal::{Journal, NotDone};
use kernel::{Day, Id};
use letters_rules::deidentify::Deidentifier;
use letters_rules::facts::v1::{Kept, LineKept, Sampling, Words};
use letters_rules::local::LocalRules;
use letters_rules::points::Points;
use letters_rules::{Letter, Reader, Setting, dated, reply, verdicts};
use policy::Actor;
use recalls_rules::Test;
use sha2::{Digest, Sha256};

use crate::acts::{KeepLetters, LetterToKeep};
use crate::read;

/// Letters in one act.
pub const AN_ACT: usize = 100;

/// The specialty of letters that name none.
pub const NOT_RECORDED: &str = "not-recorded";

/// A letter as it came.
pub struct Came {
    /// Its name in the archive.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Reads letters for one audit.
pub struct Importing {
    /// The audit.
    pub audit: Id,
    /// Which of them people read.
    pub sampling: Sampling,
    /// The rules, each letter by its own day.
    pub rules: LocalRules,
    /// The list of specialties.
    pub specialties: Vec<Specialty>,
    /// Where the letters were written.
    pub setting: Option<Setting>,
    /// Today.
    pub today: Day,
}

fn digest(audit: Id, text: &str) -> u128 {
    let mut hash = Sha256::new();
    hash.update(audit.bits().to_le_bytes());
    hash.update(text.as_bytes());
    hash.finalize().iter().take(16).fold(0, |bits, byte| bits << 8 | u128::from(*byte))
}

/// Words beside its name in a head that says which specialty wrote a letter.
const HEAD: [&str; 20] = [
    "and",
    "at",
    "clinic",
    "department",
    "dept",
    "directorate",
    "discharge",
    "division",
    "electronic",
    "foundation",
    "hospital",
    "hospitals",
    "letter",
    "nhs",
    "of",
    "service",
    "summary",
    "the",
    "trust",
    "unit",
];

/// Whether words only name the specialty that wrote the letter, with at most one more word for the place
/// or the month: a head like
/// "Castermere Hospitals, Colorectal surgery" asks for nothing, though a surgery is also a practice.
pub fn only_names(words: &str, specialty: &str) -> bool {
    let (words, name) = (words.to_lowercase(), specialty.to_lowercase());
    let Some(at) = words.find(&name).filter(|_| !name.is_empty()) else { return false };
    let rest = [words.get(..at), words.get(at + name.len()..)].into_iter().flatten();
    let strange = rest
        .flat_map(|part| part.split(|letter: char| !letter.is_alphanumeric()))
        .filter(|word| !word.is_empty() && !HEAD.contains(word) && word.parse::<u32>().is_err())
        .count();
    strange <= 1
}

impl Importing {
    /// The specialty that the name of a letter's folder tells.
    fn specialty(&self, name: &str) -> String {
        let folder = name.rsplit('/').nth(1).unwrap_or_default().to_lowercase().replace([' ', '_'], "-");
        let found = self
            .specialties
            .iter()
            .find(|of| of.code == folder || of.name.to_lowercase().replace(' ', "-") == folder);
        found.map_or_else(|| NOT_RECORDED.to_owned(), |of| of.code.clone())
    }

    /// A letter as it is kept. The text that came is used up here.
    pub fn letter(&self, came: &Came, reader: &Reader, people: &Deidentifier) -> LetterToKeep {
        let cleaned = people.clean(&came.text, reader.lexicon());
        let day = dated::letter_day(&cleaned.text, self.today)
            .or_else(|| dated::latest_day(&came.text, self.today));
        let specialty = self.specialty(&came.name);
        let name = self.specialties.iter().find(|of| of.code == specialty).map(|of| of.name.as_str());
        let letter = Letter { text: &came.text, setting: self.setting, specialty: name };
        let found = reader.read(&letter);
        let all = reply::requests(&letter, &found, &self.rules, day.unwrap_or(self.today));
        let asked: Vec<_> = all
            .iter()
            .filter(|request| !name.is_some_and(|name| only_names(&request.words, name)))
            .filter_map(|request| Some((request, request.judged?)))
            .collect();
        let lines: Vec<LineKept> = asked
            .iter()
            .map(|(request, judged)| LineKept {
                action: request.finding.action.name().to_owned(),
                rule: judged.rule,
                verdict: judged.verdict,
            })
            .collect();
        let points = Points::of(&came.text);
        let words: Vec<String> = asked
            .iter()
            .map(|(request, _)| cleaned.between(&points, request.finding.start, request.finding.end))
            .collect();
        let mut tests: Vec<Test> = words.iter().filter_map(|words| recalls_rules::named_in(words)).collect();
        tests.sort();
        tests.dedup();
        let bits = digest(self.audit, &cleaned.text);
        let of_1000 = self.sampling.of_1000(!read::line_of(&lines).is_empty());
        // The id is as good as chance, and tells nothing of the letter: whether people read it hangs on nothing else.
        let chosen = bits % 1000 < u128::from(of_1000);
        LetterToKeep {
            id: Id::from_bits(bits),
            kept: Kept {
                audit: self.audit,
                specialty,
                month: day.map(dated::month_of),
                lines,
                chosen,
                weight_milli: if chosen { 1_000_000 / u32::from(of_1000.max(1)) } else { 0 },
                stopped: verdicts::stop_whoever_wrote(&letter).is_some(),
                outside: asked.iter().any(|(_, judged)| judged.outside),
            },
            words: Words { text: cleaned.text, lines: words },
            tests,
        }
    }
}

/// How far an import is.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Letters that are done.
    pub done: usize,
    /// Of how many.
    pub all: usize,
    /// Of those, new ones.
    pub new: usize,
    /// Files that could not be read, by name and reason.
    pub bad: Vec<(String, String)>,
    /// It has ended.
    pub ended: bool,
    /// Why it stopped before its end.
    pub stopped: Option<String>,
}

/// Imports that run beside the pages, by audit.
#[derive(Clone, Default)]
pub struct Imports(Arc<Mutex<HashMap<Id, Progress>>>);

impl Imports {
    /// How far an audit's import is; nothing where none was begun since the program started.
    pub fn progress(&self, audit: Id) -> Option<Progress> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&audit).cloned()
    }

    fn note(&self, audit: Id, change: impl FnOnce(&mut Progress)) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(all.entry(audit).or_default());
    }

    /// Brings letters in beside the pages. Nothing is done where an import of the audit runs already.
    pub fn run(
        &self,
        journal: &Journal,
        actor: &Actor,
        importing: Importing,
        came: Vec<Came>,
        bad: Vec<(String, String)>,
    ) -> Option<tokio::task::JoinHandle<()>> {
        let audit = importing.audit;
        if self.progress(audit).is_some_and(|progress| !progress.ended) {
            return None;
        }
        self.note(audit, |progress| *progress = Progress { all: came.len(), bad, ..Progress::default() });
        let (all, journal, actor) = (self.clone(), journal.clone(), actor.clone());
        Some(tokio::spawn(async move {
            let importing = Arc::new(importing);
            // The word lists and patterns are read once, not for each act.
            let tools = Arc::new((Reader::new(), Deidentifier::new()));
            let mut rest = came;
            while !rest.is_empty() {
                let now: Vec<Came> = rest.drain(..rest.len().min(AN_ACT)).collect();
                let count = now.len();
                let (reading, tools) = (importing.clone(), tools.clone());
                let work = tokio::task::spawn_blocking(move || {
                    let (reader, people) = &*tools;
                    now.iter().map(|came| reading.letter(came, reader, people)).collect::<Vec<_>>()
                });
                let Ok(letters) = work.await else {
                    all.note(audit, |progress| {
                        progress.stopped = Some("a letter could not be read".to_owned())
                    });
                    break;
                };
                match journal.submit(&actor, KeepLetters { audit, letters }).await {
                    Ok(done) => all.note(audit, |progress| {
                        progress.done += count;
                        progress.new += done.answer;
                    }),
                    Err(NotDone::AgainstTheRules(never)) => match never {},
                    Err(NotDone::NotAllowed(_)) => {
                        all.note(audit, |progress| {
                            progress.stopped = Some("your seat no longer runs it".to_owned())
                        });
                        break;
                    }
                    Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother | NotDone::Fault(_)) => {
                        all.note(audit, |progress| {
                            progress.stopped = Some("the letters could not be kept".to_owned())
                        });
                        break;
                    }
                }
            }
            all.note(audit, |progress| progress.ended = true);
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::only_names;

    #[test]
    fn a_head_that_names_the_writer_asks_for_nothing() {
        for head in [
            "Castermere Hospitals, Colorectal surgery",
            "Colorectal surgery Department",
            "Electronic discharge | Colorectal surgery",
            "Colorectal surgery clinic, 12 March 2025",
        ] {
            assert!(only_names(head, "Colorectal surgery"), "{head}");
        }
        for request in
            ["GP to refer to colorectal surgery", "Please send him to colorectal surgery", "refer urgently"]
        {
            assert!(!only_names(request, "Colorectal surgery"), "{request}");
        }
    }
}
