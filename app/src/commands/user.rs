//! `roundtable user`: who signs in. At the machine itself, for a place whose manager has no account yet or has lost it; in
//! daily work managers do this on their own page.

use std::path::PathBuf;
use std::sync::Arc;

use accounts_site::acts::{InviteRefused, Leave, LeaveRefused};
use accounts_site::commands::{self, Newcomer};
use accounts_site::{Accounts, read};
use clap::{Args, Subcommand};
use cli::{Failure, Outcome, json_line, text_line};
use directory_site::read as directory;
use journal::{Journal, NotDone, Reading};
use kernel::{Clock, Day, OrgId, SeatId, UserId};
use policy::{Kind, Permit, Relations, Subject};
use web::SystemClock;

use crate::place::{At, program};
use crate::settings::Settings;

/// Who signs in: invite, list, leave, reset.
#[derive(Args)]
pub struct User {
    #[command(subcommand)]
    what: What,
}

#[derive(Args)]
struct Where {
    /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
    #[arg(long)]
    db: At,
    /// Settings, for the address that people open.
    #[arg(long)]
    config: Option<PathBuf>,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Subcommand)]
enum What {
    /// Invites somebody to a seat; prints what to hand over, once.
    Invite {
        #[command(flatten)]
        at: Where,
        /// The seat, by its id: see “roundtable place export” or GET /api/seats.
        #[arg(long)]
        seat: SeatId,
        /// Their name.
        #[arg(long)]
        name: String,
        /// Their own e-mail address, with which they sign in.
        #[arg(long)]
        email: String,
        /// The first day; today where none is given.
        #[arg(long)]
        from: Option<Day>,
        /// The last day, where it is known.
        #[arg(long)]
        until: Option<Day>,
        /// Stands in for the holder.
        #[arg(long)]
        deputy: bool,
    },
    /// Lists who signs in, with their seats. Opening their names is on record.
    List {
        #[command(flatten)]
        at: Where,
        /// Only of this organisation.
        #[arg(long)]
        org: Option<OrgId>,
    },
    /// Ends all that somebody holds in an organisation after their last day; before today they are out at once.
    Leave {
        #[command(flatten)]
        at: Where,
        /// Who: their e-mail address or id.
        who: String,
        /// From which organisation.
        #[arg(long)]
        org: OrgId,
        /// Their last day; yesterday where none is given, which ends their sessions now.
        #[arg(long)]
        last_day: Option<Day>,
    },
    /// Gives somebody who has lost password, telephone and codes a new invitation; prints it, once.
    Reset {
        #[command(flatten)]
        at: Where,
        /// Who: their e-mail address or id.
        who: String,
    },
}

#[derive(serde::Serialize)]
struct PrintedInvitation {
    user: String,
    hand_over: Option<String>,
}

#[derive(serde::Serialize)]
struct PrintedUser {
    user: String,
    name: String,
    email: String,
    is_set_up: bool,
    seats: Vec<PrintedSeat>,
}

#[derive(serde::Serialize)]
struct PrintedSeat {
    seat: String,
    title: String,
    org: String,
    role: String,
    from: Day,
    until: Option<Day>,
    deputy: bool,
}

/// Does it.
pub fn run(arguments: &User) -> Outcome {
    match &arguments.what {
        What::Invite { at, seat, name, email, from, until, deputy } => {
            let (accounts, _) = open(at)?;
            let newcomer = Newcomer {
                name: name.clone(),
                email: email.clone(),
                seat: *seat,
                from: from.unwrap_or_else(|| SystemClock.now().day()),
                until: *until,
                deputy: *deputy,
            };
            let invited =
                commands::invite(&accounts, &program()?, newcomer).map_err(|why| not_invited(&why))?;
            handed_over(at, invited.user, invited.text)
        }
        What::List { at, org } => list(at, *org),
        What::Leave { at, who, org, last_day } => {
            let (accounts, journal) = open(at)?;
            let user = find(&accounts, who)?;
            let last_day = last_day.unwrap_or_else(|| SystemClock.now().day() - 1);
            let done = journal.submit_here(&program()?, Leave { user, org: *org, last_day });
            let empty = done.map_err(|why| not_left(&why))?.answer;
            if at.json {
                let empty: Vec<String> = empty.iter().map(ToString::to_string).collect();
                return json_line(
                    &serde_json::json!({ "user": user.to_string(), "last_day": last_day, "seats_left_empty": empty }),
                );
            }
            text_line(format!("{user} leaves {org}: last day {}", last_day.in_words()))?;
            for seat in empty {
                text_line(format!("nobody acts in seat {seat} on the day after: invite somebody"))?;
            }
            Ok(())
        }
        What::Reset { at, who } => {
            let (accounts, _) = open(at)?;
            let user = find(&accounts, who)?;
            let invited = commands::invite_again(&accounts, user).map_err(|why| not_invited(&why))?;
            handed_over(at, invited.user, invited.text)
        }
    }
}

fn open(at: &Where) -> Result<(Accounts, Journal), Failure> {
    let settings = Settings::read(at.config.as_deref())?;
    let journal = at.db.open(Arc::new(SystemClock))?;
    let accounts = Accounts::open(accounts_site::Settings {
        journal: journal.clone(),
        key: at.db.secret()?,
        place_name: settings.name.clone(),
        base: settings.base.clone().unwrap_or_else(|| format!("http://{}", settings.listen)),
        synthetic: settings.synthetic,
        training: false,
        listening: None,
        trusts_proxy: false,
    })
    .map_err(Failure::refused)?;
    Ok((accounts, journal))
}

fn wait<T>(future: impl Future<Output = T>) -> Result<T, Failure> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(future))
}

fn find(accounts: &Accounts, who: &str) -> Result<UserId, Failure> {
    let known = match who.parse::<UserId>() {
        Ok(user) => wait(accounts.name_of(user))?.map_err(Failure::refused)?.map(|_| user),
        Err(_) => wait(accounts.user_of(who))?.map_err(Failure::refused)?,
    };
    known.ok_or_else(|| {
        Failure::refused("nobody signs in with that address or id: see “roundtable user list”".to_owned())
    })
}

fn handed_over(at: &Where, user: UserId, text: Option<String>) -> Outcome {
    if at.json {
        return json_line(&PrintedInvitation { user: user.to_string(), hand_over: text });
    }
    match text {
        Some(text) => {
            text_line(format!("{text}\nHand it over by a way that only they can read: it is shown once."))
        }
        None => text_line("They sign in here already: the seat is theirs, and a mail tells them so."),
    }
}

fn list(at: &Where, org: Option<OrgId>) -> Outcome {
    let (accounts, journal) = open(at)?;
    let subject = Subject::new(Kind::Seat, Relations::NONE);
    let reading = journal
        .reading(&program()?, Permit::KeepSeats, subject)
        .map_err(|why| Failure::refused(format!("who signs in cannot be read: {why:?}")))?;
    let users = read::users(&reading).map_err(Failure::refused)?;
    let (mut shown, mut all) = (0_usize, Vec::new());
    for user in users {
        let seats = seats(&reading, user, org).map_err(Failure::refused)?;
        if seats.is_empty() && org.is_some() {
            continue;
        }
        let known = read::user(&reading, user).map_err(Failure::refused)?;
        all.push((user, known.is_some_and(|known| known.is_set_up()), seats));
    }
    drop(reading);
    for (user, is_set_up, seats) in all {
        let Some(name) = wait(accounts.name_of(user))?.map_err(Failure::refused)? else { continue };
        let email = wait(accounts.mail_of(user))?.map_err(Failure::refused)?.unwrap_or_default();
        let of = PrintedUser { user: user.to_string(), name, email, is_set_up, seats };
        shown += 1;
        if at.json {
            json_line(&of)?;
            continue;
        }
        let titles: Vec<String> =
            of.seats.iter().map(|seat| format!("{} at {}", seat.title, seat.org)).collect();
        let up = if of.is_set_up { "" } else { "; has not set up the account yet" };
        let titles = if titles.is_empty() { "no seat".to_owned() } else { titles.join(", ") };
        text_line(format!("{}  {}, {}: {titles}{up}", of.user, of.name, of.email))?;
    }
    if shown == 0 && !at.json {
        return text_line("Nobody signs in here yet: invite somebody with “roundtable user invite”.");
    }
    Ok(())
}

fn seats(reading: &Reading, user: UserId, org: Option<OrgId>) -> Result<Vec<PrintedSeat>, journal::Fault> {
    let mut found = Vec::new();
    for held in directory::holdings_of_user(reading, user)? {
        if org.is_some_and(|org| org != held.org) {
            continue;
        }
        let seat = directory::seat(reading, held.seat)?;
        found.push(PrintedSeat {
            seat: held.seat.to_string(),
            title: seat.as_ref().map_or_else(String::new, |seat| seat.title.clone()),
            role: seat.map_or_else(String::new, |seat| seat.role),
            org: held.org.to_string(),
            from: held.from,
            until: held.until,
            deputy: held.deputy,
        });
    }
    Ok(found)
}

fn not_invited(why: &NotDone<InviteRefused>) -> Failure {
    let words = match why {
        NotDone::AgainstTheRules(InviteRefused::NoSuchSeat) => {
            "there is no such seat, or it has ended: see the seats with “roundtable place export”".to_owned()
        }
        NotDone::AgainstTheRules(InviteRefused::NameMissing) => "--name: write their name".to_owned(),
        NotDone::AgainstTheRules(InviteRefused::NotAnAddress) => {
            "--email: this is not an address for mail, as in name@practice.example".to_owned()
        }
        NotDone::AgainstTheRules(InviteRefused::EndsBeforeItBegins) => {
            "--until is before --from: check both days".to_owned()
        }
        NotDone::AgainstTheRules(InviteRefused::HoldsIt) => {
            "they hold that seat in those days already: nothing to do".to_owned()
        }
        NotDone::AgainstTheRules(InviteRefused::Oneself) => "nobody gives a seat to themselves".to_owned(),
        NotDone::AgainstTheRules(InviteRefused::Clash(clash)) => {
            format!("they hold a seat that must stay apart from this one ({clash:?}): choose another person")
        }
        NotDone::AgainstTheRules(InviteRefused::NoSuchUser) => {
            "nobody of that id signs in here: see “roundtable user list”".to_owned()
        }
        NotDone::Fault(fault) => fault.to_string(),
        NotDone::NotAllowed(_) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother => {
            "the command line may not do this".to_owned()
        }
    };
    Failure::refused(words)
}

fn not_left(why: &NotDone<LeaveRefused>) -> Failure {
    Failure::refused(match why {
        NotDone::AgainstTheRules(LeaveRefused::HoldsNothing) => {
            "they hold nothing there after that day: see “roundtable user list --org CODE”".to_owned()
        }
        NotDone::Fault(fault) => fault.to_string(),
        NotDone::NotAllowed(_) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother => {
            "the command line may not do this".to_owned()
        }
    })
}
