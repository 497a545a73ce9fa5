//! Who is told of a move: a letter to a shared inbox that says there is something, and nothing of it.

use fixit_site::acts::{MAIL, Message};
use journal::NewJob;
use kernel::{Moment, OrgId};

/// A letter to an organisation's shared inbox, or to that of one of its specialties, with the address to look at.
pub(super) fn letter(
    org: OrgId,
    specialty: Option<String>,
    template: &str,
    path: String,
    now: Moment,
) -> Option<NewJob> {
    let message = Message { issue: None, specialty, org, template: template.to_owned(), path };
    serde_json::to_string(&message).ok().map(|body| NewJob { kind: MAIL, due: now, body })
}
