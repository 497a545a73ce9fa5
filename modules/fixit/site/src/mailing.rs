//! The desk of letters about issues: to which shared inbox each goes, and in which words. None says what an issue is about.

use directory_site::read as directory;
use journal::{Fault, Job, JobEnd, Journal, NotDone, Reading};
use kernel::Personal;
use mail::{Address, Desk, Letter, Unsent};
use policy::{Actor, Kind, Permit, Relations, Subject};

use crate::acts::{MAIL, Message, NoteNotDelivered};
use crate::read;

/// Words and addresses of messages about issues.
#[derive(Clone)]
pub struct Mailing {
    /// The journal of the place.
    pub journal: Journal,
    /// The program itself.
    pub program: Actor,
    /// Where the place is reached, without a slash at the end.
    pub base: String,
}

/// The kind of job that this desk answers.
pub const KIND: &str = MAIL;

/// A reading for the program's own jobs.
pub(crate) fn reading(journal: &Journal, program: &Actor) -> Result<Reading, Fault> {
    let subject = Subject::new(Kind::Issue, Relations::NONE);
    journal.reading(program, Permit::KeepIssueTime, subject).map_err(|why| match why {
        NotDone::Fault(fault) => fault,
        NotDone::NotAllowed(_)
        | NotDone::AgainstTheRules(())
        | NotDone::Changed { .. }
        | NotDone::KeyUsedForAnother => Fault::plain("look after issues: the program may not"),
    })
}

fn message(job: &Job) -> Result<Message, Fault> {
    serde_json::from_str(&job.body).map_err(|why| Fault::new("read a message that waits to be sent", why))
}

impl Desk for Mailing {
    async fn letter(&self, job: &Job) -> Result<Result<Option<Letter>, Unsent>, Fault> {
        let message = message(job)?;
        let reading = reading(&self.journal, &self.program)?;
        let specialty = match &message.specialty {
            Some(code) => read::specialty(&reading, code)?,
            None => None,
        };
        let inbox = specialty.as_ref().map(|of| of.inbox.clone()).filter(|inbox| !inbox.trim().is_empty());
        let inbox = match inbox {
            Some(inbox) => inbox,
            None => directory::organisation(&reading, message.org)?.map(|of| of.inbox).unwrap_or_default(),
        };
        if inbox.trim().is_empty() {
            return Ok(Err(Unsent::ByVoice("no shared inbox is given for it".to_owned())));
        }
        let reference = match message.issue {
            Some(issue) => format!("Reference {}.\n", read::reference(&issue.to_string())),
            None => String::new(),
        };
        let whom = specialty.map_or_else(String::new, |of| format!("For: {}\n\n", of.name));
        let text = format!(
            "{whom}{}\n\n{reference}{}{}\n\nThis message says nothing about anybody. Do not answer it: it is sent by a program.\n",
            words(&message.template),
            self.base,
            message.path
        );
        Ok(Ok(Some(Letter {
            id: job.id.to_string(),
            to: Address::Email(Personal::new(inbox)),
            subject: format!("Roundtable: {}", subject(&message.template)),
            text,
            calendar: None,
        })))
    }

    async fn not_delivered(&self, job: &Job, why: &str) -> Result<(), Fault> {
        let Ok(message) = message(job) else {
            return self.journal.end_job(job.id.clone(), JobEnd::Failed(why.to_owned())).await;
        };
        let act = NoteNotDelivered {
            issue: message.issue,
            org: message.org,
            template: message.template,
            why: why.to_owned(),
            job: job.id.clone(),
        };
        match self.journal.submit_as(&self.program, act, mail::given_up_once(job)).await {
            Ok(_) => Ok(()),
            Err(NotDone::Fault(fault)) => Err(fault),
            Err(other) => Err(Fault::plain(format!("record that a message was not delivered: {other:?}"))),
        }
    }
}

fn subject(template: &str) -> &'static str {
    match template {
        "new-issue" | "yours-to-answer" | "reopened" => "a Fix-It issue to answer",
        "answered" | "closed" | "planned" => "news of a Fix-It issue you reported",
        "recall-late" => "a recall is late",
        "glass-broken" => "a record was opened by breaking the glass",
        "result-handed" => "something is put to you",
        "result-declined" => "something came back to you",
        "weekly-list" => "what is overdue in Fix-It this week",
        "what-changed" => "what changed because you told us",
        _ => "news of a Fix-It issue",
    }
}

fn words(template: &str) -> &'static str {
    match template {
        "new-issue" => "A new Fix-It issue is about your specialty. You can answer it at once.",
        "yours-to-answer" => "A Fix-It issue is yours to answer within ten working days.",
        "rerouted" => "A Fix-It issue that you reported went to another specialty.",
        "answered" => {
            "A Fix-It issue that you reported was answered. Say within ten working days if you disagree."
        }
        "judged" => "Whoever reported a Fix-It issue has said what they think of your answer.",
        "planned" => "A Fix-It issue that you reported has a plan with a day.",
        "closed" => {
            "A Fix-It issue that you reported has ended. You can open it again once, within thirty days."
        }
        "reopened" => "A Fix-It issue was opened again. It is yours to answer within five working days.",
        "merged" => "A Fix-It issue that you reported is the same as another. You now follow that one.",
        "recall-late" => "A recall of your specialty is late. Open it today.",
        "result-handed" => {
            "Something is put to you. Accept or decline it by the day that stands on its page."
        }
        "result-declined" => "Something that you put to others was declined. It is yours: open it today.",
        "glass-broken" => {
            "A record of yours was opened by breaking the glass. The reason stands on the access log."
        }
        "weekly-list" => "The list of what is overdue in Fix-It is ready for the weekly meeting.",
        "what-changed" => "You reported something in Fix-It. Here is what changed because of it.",
        _ => "There is news of a Fix-It issue.",
    }
}
