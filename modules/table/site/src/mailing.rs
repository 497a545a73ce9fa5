//! The desk of the table's letters: content-free, to the shared inbox of an organisation, for one of its seats.

use directory_site::read as directory;
use journal::{Fault, Job, JobEnd, Journal, NotDone, Reading};
use kernel::Personal;
use mail::{Address, Desk, Letter, Unsent};
use policy::{Actor, Kind, Permit, Relations, Subject};

use crate::acts::told::{self, MAIL};

/// The kind of job that this desk answers.
pub const KIND: &str = MAIL;

/// Words and addresses of letters about groups.
#[derive(Clone)]
pub struct Mailing {
    /// The journal of the place.
    pub journal: Journal,
    /// The program itself.
    pub program: Actor,
    /// Where the place is reached, without a slash at the end.
    pub base: String,
}

impl Desk for Mailing {
    async fn letter(&self, job: &Job) -> Result<Result<Option<Letter>, Unsent>, Fault> {
        let told: told::Letter = serde_json::from_str(&job.body)
            .map_err(|why| Fault::new("read a letter of the table that waits to be sent", why))?;
        let reading = self.reading()?;
        let by_voice = |why: &str| Ok(Err(Unsent::ByVoice(why.to_owned())));
        let Some(org) = directory::organisation(&reading, told.org)? else {
            return by_voice("the organisation is no longer in the directory");
        };
        if org.inbox.trim().is_empty() {
            return by_voice("the organisation has given no shared inbox");
        }
        let seat = match told.seat {
            Some(seat) => directory::seat(&reading, seat)?,
            None => None,
        };
        let heading = seat.map_or_else(String::new, |seat| format!("For: {}\n\n", seat.title));
        let (subject, words) = words(&told.template);
        Ok(Ok(Some(Letter {
            // The same for each try, different for each letter of one act.
            id: format!(
                "{}-{}-{}",
                job.seq,
                told.template,
                told.seat.map_or_else(String::new, |seat| seat.to_string())
            ),
            to: Address::Email(Personal::new(org.inbox)),
            subject: format!("Roundtable: {subject}"),
            text: format!(
                "{heading}{words}\n\n{}{}\n\nSign in to see it. Do not answer this message: it is sent by a program.\n",
                self.base, told.path
            ),
        })))
    }

    async fn not_delivered(&self, job: &Job, why: &str) -> Result<(), Fault> {
        // Nobody's care hangs on it, and the page shows the same: it is given up, and the log says so.
        tracing::warn!(job = job.seq, why, "a letter of the table was not delivered");
        self.journal.end_job(job.id.clone(), JobEnd::Failed(why.to_owned())).await
    }
}

impl Mailing {
    fn reading(&self) -> Result<Reading, Fault> {
        let subject = Subject::new(Kind::Group, Relations::NONE);
        self.journal.reading(&self.program, Permit::KeepTableTime, subject).map_err(|why| match why {
            NotDone::Fault(fault) => fault,
            NotDone::NotAllowed(_)
            | NotDone::AgainstTheRules(())
            | NotDone::Changed { .. }
            | NotDone::KeyUsedForAnother => {
                Fault::plain("address a letter of the table: the program may not")
            }
        })
    }
}

/// Subject and words: what to do, and nothing of what it is about.
fn words(template: &str) -> (&'static str, &'static str) {
    match template {
        "action-asked" => ("an action for you", "A group has asked an action of your seat."),
        "actions-late" => (
            "actions of yours",
            "This is a friendly reminder: one or more actions of your seat are past their day. Say what came of them, or give them another day.",
        ),
        "action-escalated" => (
            "an action went to the group above",
            "An action of your seat was past its day at two meetings. The group above has been asked what should happen.",
        ),
        "escalation-answered" => ("an answer", "The group above has answered about an action of your seat."),
        "chair-offered" => {
            ("a chair is offered", "A group offers its chair to your seat. Accept it, or say no.")
        }
        "guest-invited" => ("an invitation", "A group invites you to one item of its next meeting."),
        "pressure-asked" => (
            "one line before the meeting",
            "Before its next meeting a group asks your organisation for one line about what presses it.",
        ),
        _ => ("news of a group", "There is news of a group."),
    }
}
