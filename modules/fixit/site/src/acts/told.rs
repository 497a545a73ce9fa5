//! Who is told of what: messages left as jobs in the same transaction. A message holds ids and the name of a template, and
//! no word of the issue.

use std::collections::BTreeSet;

use journal::{Draft, NewJob};
use kernel::{Id, Moment, OrgId, SeatId};
use serde::{Deserialize, Serialize};

/// The kind of job.
pub const MAIL: &str = "fixit-mail";

/// A message to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// About which issue; none where it is about a theme or a meeting.
    pub issue: Option<Id>,
    /// The specialty whose inbox gets it, by its short name.
    pub specialty: Option<String>,
    /// The organisation whose inbox gets it otherwise.
    pub org: OrgId,
    /// The name of the template.
    pub template: String,
    /// Where the reader is led, without the address of the place.
    pub path: String,
}

/// Leaves a message as a job.
pub(crate) fn send<T>(draft: Draft<T>, now: Moment, message: &Message) -> Draft<T> {
    match serde_json::to_string(message) {
        Ok(body) => draft.job(NewJob { kind: MAIL, due: now, body }),
        // A few short names always write; were it otherwise, the issue itself must not fail for a message.
        Err(_) => draft,
    }
}

/// A message about an issue to a specialty's inbox.
pub(crate) fn to_specialty(issue: Id, specialty: &str, org: OrgId, template: &str) -> Message {
    Message {
        issue: Some(issue),
        specialty: Some(specialty.to_owned()),
        org,
        template: template.to_owned(),
        path: format!("/fix-it/issues/{issue}"),
    }
}

/// The same to everybody who posted, each organisation once.
pub(crate) fn to_posters(issue: Id, posters: &[(OrgId, SeatId)], template: &str) -> Vec<Message> {
    let orgs: BTreeSet<OrgId> = posters.iter().map(|(org, _)| *org).collect();
    orgs.into_iter()
        .map(|org| Message {
            issue: Some(issue),
            specialty: None,
            org,
            template: template.to_owned(),
            path: format!("/fix-it/issues/{issue}"),
        })
        .collect()
}
