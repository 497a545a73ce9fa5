//! What time alone calls for: the list for the weekly meeting, and what became of messages.

use fixit_rules::facts::v1::{Agenda, AgendaLine, NotDelivered, family, kind};
use journal::{Act, Allowed, Draft, Fault, JobId, Loading, Query, Stream};
use kernel::{Day, Id, OrgId};
use policy::{Actor, Kind, Permit, Relations, Subject};

use super::{stream, told};
use crate::read;

/// Lists what is overdue for the meeting of a day, once. The answer is how many lines it has.
pub struct ListOverdue {
    /// The day of the meeting.
    pub on: Day,
}

/// Nothing stands against it but the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NothingAgainst {}

/// What must be known: whether there is a list already, what is overdue, and whose office is told.
pub struct Listing {
    listed: bool,
    lines: Vec<AgendaLine>,
    offices: Vec<OrgId>,
}

const OFFICES: Query = Query {
    name: "fixit.offices",
    sql: "select code from directory_organisation where kind = 'place_office' order by code",
};

fn agenda(on: Day) -> Stream {
    Stream::new(family::AGENDA, on)
}

impl Act for ListOverdue {
    const NAME: &'static str = "list-overdue-issues";
    const NEEDS: Permit = Permit::KeepIssueTime;
    type State = Listing;
    type Refusal = NothingAgainst;
    type Answer = usize;

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Listing, Fault> {
        let lines = read::overdue(from, self.on)?
            .into_iter()
            .filter_map(|line| {
                Some(AgendaLine {
                    issue: line.id,
                    reference: line.reference,
                    specialty: line.specialty,
                    state: line.state.name().to_owned(),
                    due: line.due?,
                    owner: line.owner,
                })
            })
            .collect();
        let offices =
            from.rows(&OFFICES, &[])?.iter().map(|row| row.get(0)).collect::<Result<Vec<OrgId>, Fault>>()?;
        Ok(Listing { listed: from.version(&agenda(self.on))?.0 > 0, lines, offices })
    }

    fn subject(&self, _state: &Listing, _actor: &Actor) -> Subject {
        Subject::new(Kind::Issue, Relations::NONE)
    }

    fn decide(self, state: Listing, allowed: &Allowed<'_, Self>) -> Result<Draft<usize>, NothingAgainst> {
        if state.listed {
            return Ok(allowed.draft(0));
        }
        let count = state.lines.len();
        let fact = Agenda { on: self.on, lines: state.lines };
        let mut draft = allowed.draft(count).fact(agenda(self.on), kind::AGENDA, &fact);
        for org in state.offices {
            let message = told::Message {
                issue: None,
                specialty: None,
                org,
                template: "weekly-list".to_owned(),
                path: format!("/fix-it/weekly/{}", self.on),
            };
            draft = told::send(draft, allowed.now(), &message);
        }
        Ok(draft)
    }
}

/// Notes that a message could not be sent, and ends its job.
pub struct NoteNotDelivered {
    /// About which issue; a message about none is noted nowhere but in the log.
    pub issue: Option<Id>,
    /// To which organisation.
    pub org: OrgId,
    /// Which message.
    pub template: String,
    /// Why, without a person in it.
    pub why: String,
    /// The job that it was.
    pub job: JobId,
}

impl Act for NoteNotDelivered {
    const NAME: &'static str = "note-issue-message-not-delivered";
    const NEEDS: Permit = Permit::KeepIssueTime;
    type State = ();
    type Refusal = NothingAgainst;
    type Answer = ();

    fn load(&self, _actor: &Actor, _from: &Loading<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn subject(&self, _state: &(), _actor: &Actor) -> Subject {
        Subject::new(Kind::Issue, Relations::NONE)
    }

    fn decide(self, _state: (), allowed: &Allowed<'_, Self>) -> Result<Draft<()>, NothingAgainst> {
        let draft = allowed.draft(()).ends_job(self.job);
        let Some(issue) = self.issue else { return Ok(draft) };
        let fact = NotDelivered { org: self.org, template: self.template, why: self.why };
        Ok(draft.fact(stream(issue), kind::NOT_DELIVERED, &fact))
    }
}
