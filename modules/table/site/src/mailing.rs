//! The desk of the table's letters: content-free, to the shared inbox of an organisation, for one of its seats.

use directory_site::read as directory;
use journal::{Fault, Job, JobEnd, Journal, NotDone, Reading};
use kernel::Personal;
use mail::{Address, Desk, Letter, Unsent};
use policy::{Actor, Kind, Permit, Relations, Subject};
use table_rules::facts::v1::Meeting;
use table_rules::ics::{Invitation, invitation};

use crate::acts::told::{self, MAIL};
use crate::read::{self, england};

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
        let calendar = match told.template.as_str() {
            INVITED => match self.invitation(&reading, &told.path, &org.inbox)? {
                Some(invitation) => Some(invitation),
                None => return Ok(Ok(None)),
            },
            _ => None,
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
            calendar,
        })))
    }

    async fn not_delivered(&self, job: &Job, why: &str) -> Result<(), Fault> {
        // Nobody's care hangs on it, and the page shows the same: it is given up, and the log says so.
        tracing::warn!(job = job.seq, why, "a letter of the table was not delivered");
        self.journal.end_job(job.id.clone(), JobEnd::Failed(why.to_owned())).await
    }
}

/// The template of a letter that carries an invitation.
pub(crate) const INVITED: &str = "meeting-invited";

impl Mailing {
    /// The invitation to the meeting of a path, as the meeting stands now; nothing where it is no more.
    fn invitation(
        &self,
        reading: &Reading,
        path: &str,
        inbox: &str,
    ) -> Result<Option<(&'static str, String)>, Fault> {
        let mut parts = path.trim_start_matches('/').split('/');
        let (Some("groups"), Some(group), Some("meetings"), Some(day)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Ok(None);
        };
        let (Ok(group), Ok(original)) = (group.parse(), day.parse()) else { return Ok(None) };
        let Some(known) = read::group(reading, group)? else { return Ok(None) };
        let Some(at) = read::at(reading, &known.group, original)? else { return Ok(None) };
        let meeting = Meeting {
            group,
            original,
            on: at.on,
            at: at.at,
            minutes: at.minutes,
            place: at.place,
            cancelled: at.cancelled,
            why: String::new(),
        };
        let writer = match known.group.secretary {
            Some(seat) => directory::seat(reading, seat)?,
            None => None,
        };
        let office = match writer {
            Some(seat) => directory::organisation(reading, seat.org)?.map(|org| org.inbox),
            None => None,
        };
        let office = office.filter(|inbox| !inbox.trim().is_empty());
        let text = invitation(
            &Invitation {
                group,
                name: &known.group.name,
                base: &self.base,
                rhythms: &known.group.rhythms,
                meeting: &meeting,
                sequence: at.row.sequence.max(known.rhythm_kept),
                inbox,
                organiser: office.as_deref(),
                stamp: self.journal.now(),
            },
            england(),
        );
        Ok(Some((if meeting.cancelled { "CANCEL" } else { "REQUEST" }, text)))
    }

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
        INVITED => (
            "a meeting of a group",
            "A group has set, moved or cancelled a meeting. The invitation that comes with this message puts it into your calendar.",
        ),
        "pressure-asked" => (
            "one line before the meeting",
            "Before its next meeting a group asks your organisation for one line about what presses it.",
        ),
        _ => ("news of a group", "There is news of a group."),
    }
}
