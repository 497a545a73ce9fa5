//! `roundtable token`: tokens of organisations' own systems. A token is shown once, taken for a year, and can be ended at
//! once.

use std::sync::Arc;

use accounts_site::acts::TokenRefused;
use accounts_site::{commands, read};
use clap::{Args, Subcommand};
use cli::{Failure, Outcome, json_line, text_line};
use journal::NotDone;
use kernel::{Day, Id, OrgId};
use policy::{Kind, Permit, Relations, Subject};
use web::SystemClock;

use crate::place::{At, program};

/// Tokens of organisations' own systems: new, list, end.
#[derive(Args)]
pub struct Token {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Makes one and prints it, once.
    New {
        /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
        #[arg(long)]
        db: At,
        /// Whose.
        #[arg(long)]
        org: OrgId,
        /// Which system has it, as in “Record system”.
        #[arg(long)]
        title: String,
        /// One line of JSON.
        #[arg(long)]
        json: bool,
    },
    /// Lists an organisation's tokens, also while the place is served. None is shown itself: nobody keeps them.
    List {
        /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
        #[arg(long)]
        db: At,
        /// Whose.
        #[arg(long)]
        org: OrgId,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Ends one at once.
    End {
        /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
        #[arg(long)]
        db: At,
        /// Its id, as the list shows it.
        token: Id,
    },
}

#[derive(serde::Serialize)]
struct PrintedNew {
    id: String,
    org: OrgId,
    token: String,
}

#[derive(serde::Serialize)]
struct PrintedToken {
    id: String,
    org: OrgId,
    title: String,
    made: String,
    last_day: Day,
    ended: Option<String>,
}

/// Does it.
pub fn run(arguments: &Token) -> Outcome {
    match &arguments.what {
        What::New { db, org, title, json } => {
            let journal = db.open(Arc::new(SystemClock))?;
            let made =
                commands::make_token(&journal, &program()?, *org, title).map_err(|why| not_done(&why))?;
            if *json {
                return json_line(&PrintedNew { id: made.id.to_string(), org: *org, token: made.bearer });
            }
            text_line(format!(
                "{}\nThis is the token of {org} for “{title}” (id {}). It is shown once: give it to whoever connects that \
                 system, by a way that only they can read.",
                made.bearer, made.id
            ))
        }
        What::List { db, org, json } => {
            let subject = Subject::new(Kind::Seat, Relations::NONE);
            let reading = db
                .look()?
                .reading(&program()?, Permit::KeepTokens, subject)
                .map_err(|why| Failure::refused(format!("tokens cannot be read: {why:?}")))?;
            let tokens = read::tokens(&reading, *org).map_err(Failure::refused)?;
            if tokens.is_empty() && !json {
                return text_line(format!("{org} has no token yet: make one with “roundtable token new”"));
            }
            for of in tokens {
                let printed = PrintedToken {
                    id: of.id.to_string(),
                    org: of.org,
                    title: of.title,
                    made: of.made.to_string(),
                    last_day: of.until,
                    ended: of.ended.map(|at| at.to_string()),
                };
                if *json {
                    json_line(&printed)?;
                } else {
                    let until = match of.ended {
                        Some(at) => format!("ended {}", at.in_words()),
                        None => format!("taken until {}", of.until.in_words()),
                    };
                    text_line(format!(
                        "{}  {}, made {}, {until}",
                        printed.id,
                        printed.title,
                        of.made.in_words()
                    ))?;
                }
            }
            Ok(())
        }
        What::End { db, token } => {
            let journal = db.open(Arc::new(SystemClock))?;
            commands::end_token(&journal, &program()?, *token).map_err(|why| not_done(&why))?;
            text_line("ended: it is taken no more")
        }
    }
}

fn not_done(why: &NotDone<TokenRefused>) -> Failure {
    Failure::refused(match why {
        NotDone::AgainstTheRules(TokenRefused::TitleMissing) => {
            "--title: say which system it is for".to_owned()
        }
        NotDone::AgainstTheRules(TokenRefused::NoSuchOrganisation) => {
            "--org: that organisation is not in the directory of this place".to_owned()
        }
        NotDone::AgainstTheRules(TokenRefused::NoSuchToken) => {
            "there is no such token, or it has ended: see “roundtable token list”".to_owned()
        }
        NotDone::Fault(fault) => fault.to_string(),
        NotDone::NotAllowed(_) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother => {
            "the command line may not do this".to_owned()
        }
    })
}
