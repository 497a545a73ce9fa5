//! `roundtable person`: everything that is held about one person, found, given to her, erased by two people, merged, parted.

use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use cli::{Failure, Outcome, json_line, text_line};
use directory_site::read as directory;
use journal::{Journal, NotDone, Reading, Viewing};
use kernel::{AskId, Clock, OrgId, SeatId};
use persons_rules::{CaseNumber, CaseRefused, WhyErase, WhySame};
use persons_site::acts::{AskErasure, EndErasure, Merge, PersonRefused};
use persons_site::find::{self, Found};
use persons_site::given;
use policy::{Actor, Kind, Permit, Relations, Subject};
use recalls_site::acts as recalls;
use referrals_site::acts::BreakGlass;
use referrals_site::retention;
use web::SystemClock;

use crate::place::{At, program};

/// Everything that is held about one person.
#[derive(Args)]
pub struct Person {
    #[command(subcommand)]
    what: What,
}

/// Where, and who does it.
#[derive(Args)]
struct Who {
    /// The place, as sqlite:FILE or postgres://USER@localhost/NAME. A file must not be served meanwhile, save for find.
    #[arg(long)]
    db: At,
    /// The seat that acts, by its id: a guardian or administrator who holds it today.
    #[arg(long)]
    seat: SeatId,
}

#[derive(Subcommand)]
enum What {
    /// Which asks, results and recalls are hers, as one organisation knows: what an export or an erasure would take. Names
    /// nobody.
    Find {
        /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
        #[arg(long)]
        db: At,
        /// An ask of hers, by its reference; or a result or a recall, by the id in its address.
        #[arg(long)]
        ask: String,
        /// Whose knowledge is asked; the sender's and then the host's where none is named.
        #[arg(long)]
        org: Option<OrgId>,
        /// One line of JSON for each.
        #[arg(long)]
        json: bool,
    },
    /// Writes everything that is held about her to a new folder. Each ask is opened as by break-glass: both organisations
    /// are told, and the look is on record.
    Export {
        #[command(flatten)]
        who: Who,
        /// Her asks, by their references, and her results and recalls, by their ids, as find named them.
        #[arg(long, required = true)]
        ask: Vec<String>,
        /// The case number, as SAR-2026/014.
        #[arg(long)]
        case: String,
        /// The new folder.
        folder: PathBuf,
    },
    /// Asks for her erasure: the first of two people. Nothing is erased yet.
    Erase {
        #[command(flatten)]
        who: Who,
        /// Her asks, by their references, and her results and recalls, by their ids, as find named them.
        #[arg(long, required = true)]
        ask: Vec<String>,
        /// own-request, order, entered-in-error or retention.
        #[arg(long)]
        why: String,
        /// The case number, as SAR-2026/014.
        #[arg(long)]
        case: String,
    },
    /// The erasures that were asked for, and what became of them.
    Erasures {
        /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
        #[arg(long)]
        db: At,
    },
    /// Releases an erasure that somebody else asked for: the keys go, and nobody can ever read it again.
    Release {
        #[command(flatten)]
        who: Who,
        /// The erasure, by its id.
        erasure: kernel::Id,
    },
    /// Drops an erasure that was asked for.
    Drop {
        #[command(flatten)]
        who: Who,
        /// The erasure, by its id.
        erasure: kernel::Id,
    },
    /// Two asks are one person's, though they were typed differently.
    Merge(Same),
    /// They are not, after all.
    Part(Same),
}

/// Two asks of one organisation.
#[derive(Args)]
struct Same {
    #[command(flatten)]
    who: Who,
    /// One ask, by its reference.
    one: String,
    /// The other.
    other: String,
    /// mistyped, changed, confirmed or merged-by-mistake.
    #[arg(long)]
    why: String,
    /// The case number, as SAR-2026/014.
    #[arg(long)]
    case: String,
}

/// Does it.
pub fn run(arguments: &Person) -> Outcome {
    match &arguments.what {
        What::Find { db, ask, org, json } => found(&look(db)?, ask, *org, *json),
        What::Export { who, ask, case, folder } => export(who, ask, case, folder),
        What::Erase { who, ask, why, case } => erase(who, ask, why, case),
        What::Erasures { db } => erasures(&look(db)?),
        What::Release { who, erasure } => end::<true>(who, *erasure),
        What::Drop { who, erasure } => end::<false>(who, *erasure),
        What::Merge(same) => merge::<true>(same),
        What::Part(same) => merge::<false>(same),
    }
}

fn look(db: &At) -> Result<Reading, Failure> {
    db.look()?.reading(&program()?, Permit::RunRetention, subject()).map_err(not_done)
}

fn subject() -> Subject {
    Subject::new(Kind::Retention, Relations::NONE)
}

fn reading(journal: &Journal) -> Result<Reading, Failure> {
    journal.reading(&program()?, Permit::RunRetention, subject()).map_err(not_done)
}

/// Whoever holds that seat today. The machine's own command line stands in for the second factor: whoever reads the keys
/// file here could open everything anyway.
pub(super) fn actor(reading: &Reading, seat: SeatId) -> Result<Actor, Failure> {
    let today = SystemClock.now().day();
    let of = directory::seat(reading, seat).map_err(Failure::refused)?;
    let of =
        of.filter(|of| !of.ended).ok_or_else(|| Failure::refused("there is no such seat, or it is ended"))?;
    let holding = directory::holdings_of_organisation(reading, of.org)
        .map_err(Failure::refused)?
        .into_iter()
        .find(|holding| {
            holding.seat == seat && holding.from <= today && holding.until.is_none_or(|until| until >= today)
        });
    let holding = holding.ok_or_else(|| Failure::refused("nobody holds that seat today"))?;
    let org = directory::organisation(reading, of.org).map_err(Failure::refused)?;
    let org = org.ok_or_else(|| Failure::refused("the seat's organisation is not in the directory"))?;
    Ok(Actor {
        user: holding.user,
        seat,
        org: of.org,
        org_kind: org
            .kind
            .parse()
            .map_err(|_| Failure::refused("the kind of the seat's organisation is not known"))?,
        role: of.role.parse().map_err(|_| Failure::refused("the role of the seat is not known"))?,
        second_factor: true,
    })
}

fn named(reading: &Reading, reference: &str) -> Result<(AskId, OrgId, OrgId), Failure> {
    let found = retention::named(reading, reference).map_err(Failure::refused)?;
    let reference = reference.trim();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(Failure::refused(format!(
            "there is no ask, result or recall with the reference “{reference}”"
        ))),
        several => {
            let ids: Vec<String> = several.iter().map(|(id, _, _)| id.to_string()).collect();
            Err(Failure::refused(format!(
                "{} records bear the reference “{reference}”: name one by its id, {}",
                several.len(),
                ids.join(" or ")
            )))
        }
    }
}

fn asks(reading: &Reading, references: &[String]) -> Result<Vec<AskId>, Failure> {
    references.iter().map(|reference| named(reading, reference).map(|(ask, _, _)| ask)).collect()
}

fn case(text: &str) -> Result<CaseNumber, Failure> {
    CaseNumber::read(text).map_err(|why| {
        Failure::usage(match why {
            CaseRefused::NotOne => format!("--case: “{text}” is not a case number, as in SAR-2026/014"),
            CaseRefused::LikeAPersonsNumber => {
                "--case: it could be a person's number, and it stays on record for ever; use your own file's number".to_owned()
            }
        })
    })
}

fn not_done<R: std::fmt::Debug>(why: NotDone<R>) -> Failure {
    match why {
        NotDone::NotAllowed(refused) => {
            Failure::refused(format!("this seat may not do that: {}", refused.why.as_str()))
        }
        NotDone::Fault(fault) => Failure::refused(fault),
        NotDone::AgainstTheRules(_) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother => {
            Failure::refused(format!("it was not done: {why:?}"))
        }
    }
}

fn refused(reading: &Reading, why: NotDone<PersonRefused>) -> Failure {
    let reference =
        |ask: &AskId| find::reference(reading, *ask).ok().flatten().unwrap_or_else(|| ask.to_string());
    match &why {
        NotDone::AgainstTheRules(rule) => Failure::refused(match rule {
            PersonRefused::Nothing => "name between 1 and 200 records".to_owned(),
            PersonRefused::NoContents(ask) => {
                format!("{} has no contents that could be erased; leave it out", reference(ask))
            }
            PersonRefused::AskedAlready(ask) => format!(
                "the erasure of {} has been asked for already: see “roundtable person erasures”",
                reference(ask)
            ),
            PersonRefused::Held(ask) => format!(
                "{} is held back: a guardian can let it go on the page /retention, which says who holds it and why",
                reference(ask)
            ),
            PersonRefused::NoErasure => {
                "there is no such erasure that waits: see “roundtable person erasures”".to_owned()
            }
            PersonRefused::SameAsk => "name two different records".to_owned(),
            PersonRefused::NotOurs => "both must be records of this seat's organisation".to_owned(),
            PersonRefused::NothingToChange => "they stand so already".to_owned(),
        }),
        NotDone::NotAllowed(_) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother | NotDone::Fault(_) => {
            not_done(why)
        }
    }
}

#[derive(serde::Serialize)]
struct Printed<'p> {
    what: &'static str,
    reference: &'p str,
    sender: String,
    host: String,
    sent_on: String,
    state: &'p str,
    how: &'static str,
    known_to: String,
    has_contents: bool,
}

fn found(reading: &Reading, reference: &str, org: Option<OrgId>, json: bool) -> Outcome {
    let (ask, sender, host) = named(reading, reference)?;
    let orgs =
        org.map_or_else(|| if sender == host { vec![sender] } else { vec![sender, host] }, |org| vec![org]);
    for org in orgs {
        for of in find::same_person(reading, org, ask).map_err(Failure::refused)? {
            line(&of, org, json)?;
        }
    }
    if json {
        return Ok(());
    }
    text_line("to give her what is held: “roundtable person export”; to erase her: “roundtable person erase”")
}

fn line(of: &Found, org: OrgId, json: bool) -> Outcome {
    if json {
        return json_line(&Printed {
            what: of.what.name(),
            reference: &of.reference,
            sender: of.sender.to_string(),
            host: of.host.to_string(),
            sent_on: of.on.to_string(),
            state: &of.state,
            how: of.how.words(),
            known_to: org.to_string(),
            has_contents: of.has_contents,
        });
    }
    let contents = if of.has_contents { "" } else { "; its contents are gone already" };
    text_line(format!(
        "{} {}: {} to {}, on {}, {}; {}, as {org} knows{contents}",
        of.what.name(),
        of.reference,
        of.sender,
        of.host,
        of.on,
        of.state,
        of.how.words()
    ))
}

/// Opens a record for her own sake: by break-glass, so that its organisations hear of it.
fn opened(journal: &Journal, actor: &Actor, of: &Found, why: String) -> Result<Viewing, Failure> {
    let (ask, id) = (of.id, of.id.id());
    match of.what {
        find::What::Ask => {
            Ok(journal.submit_here(actor, BreakGlass { ask, why }).map_err(not_done)?.viewing())
        }
        find::What::Result => {
            let act = recalls::BreakGlass::<recalls::Results> { id, why, about: PhantomData };
            Ok(journal.submit_here(actor, act).map_err(not_done)?.viewing())
        }
        find::What::Recall => {
            let act = recalls::BreakGlass::<recalls::Recalls> { id, why, about: PhantomData };
            Ok(journal.submit_here(actor, act).map_err(not_done)?.viewing())
        }
    }
}

fn export(who: &Who, references: &[String], of_case: &str, folder: &Path) -> Outcome {
    let case = case(of_case)?;
    if folder.exists() && folder.read_dir()?.next().is_some() {
        return Err(Failure::refused(format!("{} is not empty: name a new folder", folder.display())));
    }
    let journal = who.db.open(Arc::new(SystemClock))?;
    let before = reading(&journal)?;
    let (asks, actor) = (asks(&before, references)?, actor(&before, who.seat)?);
    let mut files = Vec::new();
    for ask in asks {
        let found = find::same_person(&before, actor.org, ask).map_err(Failure::refused)?;
        let found = found.into_iter().find(|found| found.id == ask);
        let found = found.ok_or_else(|| Failure::refused("the record is not there any more"))?;
        let viewing = if found.has_contents {
            let why = format!("Answer to a person who asked what is held about her, {}", case.as_str());
            Some(opened(&journal, &actor, &found, why)?)
        } else {
            None
        };
        files.extend(
            given::of_record(&reading(&journal)?, &found, viewing.as_ref()).map_err(Failure::refused)?,
        );
    }
    for_the_owner_alone(folder)?;
    let count = files.len();
    for file in files {
        std::fs::write(folder.join(&file.name), file.text)?;
    }
    std::fs::write(folder.join("README.txt"), README)?;
    text_line(format!(
        "{} records in {} files in {}; the organisations of each are told that it was opened. Hand it over and delete it here",
        references.len(),
        count + 1,
        folder.display()
    ))
}

/// Makes the folder, or takes the empty one that is there, so that no other account of the machine reads what is put into it.
fn for_the_owner_alone(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::create_dir_all(folder)?;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}

const README: &str = "What is held about you\n\
\n\
ask-….txt        each step of one ask (result-… and recall-… likewise), when, by whom, and what was written, in plain lines\n\
ask-….json       the same for a program\n\
who-looked-….csv who looked at it, when, in which seat of which organisation\n\
\n\
If something is wrong, ask the organisation that wrote it to put it right; each step names it. You can ask for it to be\n\
erased. You can complain to the Information Commissioner.\n";

fn erase(who: &Who, references: &[String], why: &str, of_case: &str) -> Outcome {
    let why = WhyErase::named(why)
        .ok_or_else(|| Failure::usage(format!("--why: “{why}” is none of {}", WhyErase::NAMES.join(", "))))?;
    let case = case(of_case)?;
    let journal = who.db.open(Arc::new(SystemClock))?;
    let before = reading(&journal)?;
    let (asks, actor) = (asks(&before, references)?, actor(&before, who.seat)?);
    let count = asks.len();
    let done = journal.submit_here(&actor, AskErasure { asks, why, case });
    let id = done.map_err(|why| refused(&before, why))?.answer;
    text_line(format!(
        "asked for the erasure of {count} asks; nothing is erased yet. Somebody else releases it with: \
         roundtable person release {id} --seat THEIRS --db …"
    ))
}

fn erasures(reading: &Reading) -> Outcome {
    let all = find::erasures(reading).map_err(Failure::refused)?;
    if all.is_empty() {
        return text_line("no erasure has been asked for");
    }
    for of in all {
        text_line(format!(
            "{}: {} asks, {}, case {}, asked {} by seat {}: {}",
            of.id,
            of.asks,
            of.why,
            of.case,
            of.asked_at.in_words(),
            of.asked_seat,
            of.state
        ))?;
    }
    Ok(())
}

fn end<const RELEASE: bool>(who: &Who, erasure: kernel::Id) -> Outcome {
    let journal = who.db.open(Arc::new(SystemClock))?;
    let before = reading(&journal)?;
    let actor = actor(&before, who.seat)?;
    let done = journal.submit_here(&actor, EndErasure::<RELEASE>(erasure));
    let keys = done.map_err(|why| refused(&before, why))?.answer;
    text_line(if RELEASE {
        format!(
            "{keys} keys are deleted. Backups made before still hold them: keep those no longer than your rule says"
        )
    } else {
        "dropped: nothing was erased".to_owned()
    })
}

fn merge<const TOGETHER: bool>(same: &Same) -> Outcome {
    let why = WhySame::named(&same.why).ok_or_else(|| {
        Failure::usage(format!("--why: “{}” is none of {}", same.why, WhySame::NAMES.join(", ")))
    })?;
    let case = case(&same.case)?;
    let journal = same.who.db.open(Arc::new(SystemClock))?;
    let before = reading(&journal)?;
    let actor = actor(&before, same.who.seat)?;
    let (one, other) = (named(&before, &same.one)?.0, named(&before, &same.other)?.0);
    let done = journal.submit_here(&actor, Merge::<TOGETHER> { one, other, why, case });
    done.map_err(|why| refused(&before, why))?;
    text_line(if TOGETHER { "merged, for this organisation alone" } else { "parted again" })
}
