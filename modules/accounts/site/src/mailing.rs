//! The desk of letters about accounts: the address is opened and the code worked out when a letter is sent, so that no job
//! and no table holds either. No letter names a service or says more of the place than its address.

use accounts_rules::InvitationStanding;
use accounts_rules::facts::v1::{self, kind};
use journal::{Act, Allowed, Draft, Fault, Job, JobEnd, JobId, Loading, NotDone};
use kernel::Personal;
use mail::{Address, Desk, Letter, Unsent};
use policy::{Actor, Kind, Permit, Relations, Subject};

use crate::Accounts;
use crate::acts::{MAIL, Message};
use crate::names::program;
use crate::read;

/// The kind of job that this desk answers.
pub const KIND: &str = MAIL;

/// Words and addresses of letters about accounts.
#[derive(Clone)]
pub struct Mailing {
    /// The accounts of the place.
    pub accounts: Accounts,
}

fn message(job: &Job) -> Result<Message, Fault> {
    serde_json::from_str(&job.body).map_err(|why| Fault::new("read a letter that waits to be sent", why))
}

impl Desk for Mailing {
    async fn letter(&self, job: &Job) -> Result<Result<Option<Letter>, Unsent>, Fault> {
        let message = message(job)?;
        let Some((subject, text)) = self.words(&message)? else { return Ok(Ok(None)) };
        let Some(to) = self.accounts.mail_of(message.user).await? else { return Ok(Ok(None)) };
        if to.trim().is_empty() {
            return Ok(Err(Unsent::ByVoice("no address is on record".to_owned())));
        }
        Ok(Ok(Some(Letter {
            id: job.id.to_string(),
            to: Address::Email(Personal::new(to)),
            subject: subject.to_owned(),
            text: format!("{text}\n\nDo not answer this letter: it is sent by a program.\n"),
            calendar: None,
        })))
    }

    async fn not_delivered(&self, job: &Job, why: &str) -> Result<(), Fault> {
        let journal = self.accounts.journal();
        let Ok(message) = message(job) else {
            return journal.end_job(job.id.clone(), JobEnd::Failed(why.to_owned())).await;
        };
        let act = NoteNotDelivered { message, why: why.to_owned(), job: job.id.clone() };
        match journal.submit_as(&program(), act, mail::given_up_once(job)).await {
            Ok(_) => Ok(()),
            Err(NotDone::Fault(fault)) => Err(fault),
            Err(other) => Err(Fault::plain(format!("record that a letter was not delivered: {other:?}"))),
        }
    }
}

impl Mailing {
    /// Subject and text; nothing where nobody wants the letter any more.
    fn words(&self, message: &Message) -> Result<Option<(&'static str, String)>, Fault> {
        let base = &self.accounts.0.base;
        let code = match message.link {
            None => None,
            Some(link) => {
                let last = read::last_link(&self.accounts.reading()?, message.user)?;
                let open = last.filter(|last| last.id == link).is_some_and(|last| {
                    matches!(last.of.standing(self.accounts.now()), InvitationStanding::Open { .. })
                });
                // Used, replaced or too old: the letter would only mislead.
                if !open {
                    return Ok(None);
                }
                Some(self.accounts.code_of(link))
            }
        };
        Ok(match (message.template.as_str(), code) {
            ("account-invitation", Some(code)) => Some((
                "Roundtable: an invitation",
                format!(
                    "You have been invited to sign in.\n\nOpen {base}/invitation and type this code: {code}\n\nIt works once, within seven days. \
                     If you do not know what this is about, ask your manager and leave it."
                ),
            )),
            ("account-reset", Some(code)) => Some((
                "Roundtable: a new password",
                format!(
                    "Somebody asked for a new password for your account.\n\nOpen {base}/invitation and type this code: {code}\n\nIt works once, within \
                     one hour. If it was not you, leave it and tell your manager."
                ),
            )),
            ("account-password-changed", _) => Some((
                "Roundtable: your way of signing in was changed",
                format!(
                    "The password or the telephone of your account was changed, and all sessions were ended.\n\nIf it was not you, tell your manager \
                     at once and open {base}/reset."
                ),
            )),
            ("account-seat-given", _) => Some((
                "Roundtable: a seat is yours",
                format!("You were given a seat. Sign in as you do: {base}/sign-in"),
            )),
            _ => None,
        })
    }
}

/// Records that a letter was not delivered, and ends its job. The organisation's seats page shows it.
struct NoteNotDelivered {
    message: Message,
    why: String,
    job: JobId,
}

impl Act for NoteNotDelivered {
    const NAME: &'static str = "note-account-letter-not-delivered";
    const NEEDS: Permit = Permit::EndSessions;
    type State = bool;
    type Refusal = ();
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<bool, Fault> {
        Ok(read::user(from, self.message.user)?.is_some())
    }

    fn subject(&self, _state: &bool, _actor: &Actor) -> Subject {
        Subject::new(Kind::Seat, Relations::NONE)
    }

    fn decide(self, state: bool, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ()> {
        let draft = allowed.draft(()).ends_job(self.job);
        if !state {
            return Ok(draft);
        }
        let fact = v1::NotDelivered { template: self.message.template, why: self.why };
        Ok(draft.fact(crate::acts::account(self.message.user), kind::NOT_DELIVERED, &fact))
    }
}
