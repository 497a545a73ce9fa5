//! `roundtable letters import DIR --db PLACE [--audit ID]`: a folder of letters into an audit, in any of their formats. People
//! are taken out before anything is kept. A letter's id is made of its words: an import that broke off is run again.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cli::{Failure, Outcome, json_line, report, text_line};
use journal::{Journal, NotDone};
use kernel::{Clock, Id};
use letters_rules::deidentify::Deidentifier;
use letters_rules::{Reader, Setting};
use letters_site::acts::KeepLetters;
use letters_site::importing::{AN_ACT, Came, Importing};
use letters_site::read::{self, Audit};
use policy::{Actor, Permit};
use rayon::prelude::*;
use web::SystemClock;

use super::source::{Source, Sources};
use crate::commands::plan::now;
use crate::place::{At, program};

/// A folder, an archive or files of letters into an audit. What is there already is left as it is.
#[derive(clap::Args)]
pub struct Import {
    /// Letters, folders of letters, or archives. The folder that a letter lies in is its specialty.
    #[arg(required = true)]
    from: Vec<PathBuf>,
    /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
    #[arg(long)]
    db: At,
    /// The audit, by its id or its title; where the place has one alone, that one.
    #[arg(long)]
    audit: Option<String>,
    /// Where the letters were written: inpatient, outpatient or ED.
    #[arg(long, value_parser = super::read::setting)]
    setting: Option<Setting>,
    /// One line of JSON with the counts.
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct Counts {
    audit: String,
    read: usize,
    new: usize,
    known_already: usize,
    not_read: usize,
    seconds: f64,
}

/// Letters that are read and kept together, so that memory stays flat however many there are.
const TOGETHER: usize = 10 * AN_ACT;

struct Bringing<'a> {
    journal: &'a Journal,
    actor: &'a Actor,
    importing: Importing,
    reader: Reader,
    people: Deidentifier,
    read: usize,
    new: usize,
}

impl Bringing<'_> {
    fn some(&mut self, came: &mut Vec<Came>) -> Outcome {
        let audit = self.importing.audit;
        let acts: Vec<KeepLetters> = came
            .chunks(AN_ACT)
            .map(|some| {
                let read = |came: &Came| self.importing.letter(came, &self.reader, &self.people);
                KeepLetters { audit, letters: some.par_iter().map(read).collect() }
            })
            .collect();
        for done in self.journal.submit_many(self.actor, acts).map_err(Failure::refused)? {
            match done {
                Ok(done) => self.new += done.answer,
                Err(NotDone::AgainstTheRules(never)) => match never {},
                Err(other) => {
                    return Err(Failure::refused(format!(
                        "after {} letters: {other:?}; run the same import again, what is there is left as it is",
                        self.read
                    )));
                }
            }
        }
        self.read += came.len();
        came.clear();
        eprintln!("{} letters read, {} of them new", self.read, self.new);
        Ok(())
    }
}

/// Reads, takes people out and keeps.
pub fn run(arguments: &Import) -> Outcome {
    let began = now();
    let journal = arguments.db.open(Arc::new(SystemClock))?;
    let actor = program()?;
    let (audit, importing) = opened(&journal, &actor, arguments)?;
    let mut bringing = Bringing {
        journal: &journal,
        actor: &actor,
        importing,
        reader: Reader::new(),
        people: Deidentifier::new(),
        read: 0,
        new: 0,
    };
    let mut sources = Sources::new(arguments.setting, None);
    let mut came: Vec<Came> = Vec::new();
    for from in &arguments.from {
        let mut take = |source: Source<'_>| {
            came.push(Came { name: inner(from, source.id), text: source.letter.text.to_owned() });
            if came.len() >= TOGETHER { bringing.some(&mut came) } else { Ok(()) }
        };
        sources.files(from, &mut take)?;
    }
    bringing.some(&mut came)?;
    report(&sources.bad)?;
    let counts = Counts {
        audit: audit.id.to_string(),
        read: bringing.read,
        new: bringing.new,
        known_already: bringing.read - bringing.new,
        not_read: sources.bad.len(),
        seconds: began.elapsed().as_secs_f64(),
    };
    if arguments.json {
        json_line(&counts)?;
    } else {
        text_line(format!(
            "“{}”: {} letters read, {} new, {} there already, {} not read, in {:.1} s",
            audit.begun.title, counts.read, counts.new, counts.known_already, counts.not_read, counts.seconds
        ))?;
    }
    if counts.read == 0 {
        return Err(Failure::refused("no letter could be read"));
    }
    Ok(())
}

/// The name of a letter inside what was named; its folder is its specialty.
fn inner(from: &Path, id: &str) -> String {
    Path::new(id).strip_prefix(from).map_or_else(|_| id.to_owned(), |inner| inner.display().to_string())
}

fn opened(journal: &Journal, actor: &Actor, arguments: &Import) -> Result<(Audit, Importing), Failure> {
    let reading = journal
        .reading(actor, Permit::SeeAudit, read::subject(actor, None, &[]))
        .map_err(|why| Failure::refused(format!("the audits of the place cannot be read: {why:?}")))?;
    let all = read::audits(&reading).map_err(Failure::refused)?;
    let titles =
        || all.iter().map(|of| format!("{} ({})", of.begun.title, of.id)).collect::<Vec<_>>().join("; ");
    let found = match &arguments.audit {
        Some(named) => {
            let id = named.parse::<Id>().ok();
            all.iter().find(|of| Some(of.id) == id || of.begun.title == *named)
        }
        None => all.first().filter(|_| all.len() == 1),
    };
    let Some(audit) = found.cloned() else {
        return Err(Failure::refused(match all.len() {
            0 => "the place has no audit: begin one on /letters/audits/new, with its basis and its readers"
                .to_owned(),
            _ => format!("which audit? Name one with --audit: {}", titles()),
        }));
    };
    let importing = Importing {
        audit: audit.id,
        sampling: audit.begun.sampling,
        rules: read::rules(&reading).map_err(Failure::refused)?,
        specialties: fixit_site::read::specialties(&reading).map_err(Failure::refused)?,
        setting: arguments.setting,
        today: SystemClock.now().day(),
    };
    Ok((audit, importing))
}
