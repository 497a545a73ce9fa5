//! `roundtable mail bounced`: a mail that came back, given by hand or by a mail server's pipe. A place that is being served
//! hears of them itself, by the folder that its settings name.

use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use accounts_site::Accounts;
use clap::{Args, Subcommand};
use cli::{Failure, Outcome, json_line, text_line};
use web::SystemClock;

use crate::place::{At, program};
use crate::serve::returned::{self, Desks, Heard};

/// Letters: those that came back.
#[derive(Args)]
pub struct Mail {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Reads a report of delivery, finds the letter that it is about, and raises it to whoever must ring.
    Bounced {
        /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
        #[arg(long)]
        db: At,
        /// The mail as a file; - reads standard input.
        file: PathBuf,
        /// One line of JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(serde::Serialize)]
struct Printed {
    heard: &'static str,
    why: Option<String>,
}

/// Does it.
pub fn run(arguments: &Mail) -> Outcome {
    let What::Bounced { db, file, json } = &arguments.what;
    let bytes = bytes_of(file)?;
    // What is no report is refused before the place is opened.
    mail::bounce::read(&bytes).map_err(|why| Failure::refused(format!("{}: {why}", file.display())))?;
    let journal = db.open(Arc::new(SystemClock))?;
    let accounts = Accounts::open(accounts_site::Settings {
        journal: journal.clone(),
        key: db.secret()?,
        place_name: String::new(),
        base: String::new(),
        synthetic: false,
        training: false,
        listening: None,
        trusts_proxy: false,
    })
    .map_err(Failure::refused)?;
    let asks = referrals_site::mailing::Mailing {
        journal: journal.clone(),
        program: program()?,
        base: String::new(),
    };
    let issues =
        fixit_site::mailing::Mailing { journal: journal.clone(), program: program()?, base: String::new() };
    let desks = Desks { journal, asks, accounts: accounts_site::mailing::Mailing { accounts }, issues };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let heard = runtime.block_on(returned::hear(&desks, &bytes)).map_err(Failure::refused)?;
    let (name, why, words) = match heard {
        Heard::Raised(why) => {
            let words = format!("raised as not delivered: {why}");
            ("raised", Some(why), words)
        }
        Heard::Late => {
            ("late", None, "late, and still being tried by the mail server: nothing is raised".to_owned())
        }
        Heard::Not(why) => return Err(Failure::refused(format!("{}: {why}", file.display()))),
    };
    if *json { json_line(&Printed { heard: name, why }) } else { text_line(words) }
}

fn bytes_of(file: &PathBuf) -> Result<Vec<u8>, Failure> {
    let most = u64::try_from(mail::bounce::BYTES_MAX).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    let cannot = |why: std::io::Error| Failure::refused(format!("{} cannot be read: {why}", file.display()));
    if file.as_os_str() == "-" {
        std::io::stdin().take(most).read_to_end(&mut bytes).map_err(cannot)?;
    } else {
        std::fs::File::open(file).map_err(cannot)?.take(most).read_to_end(&mut bytes).map_err(cannot)?;
    }
    Ok(bytes)
}
