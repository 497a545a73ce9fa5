//! Who is told of what happens at the table: a letter without contents to the shared inbox of an organisation.

use journal::{Draft, NewJob};
use kernel::{Moment, OrgId, SeatId};
use serde::{Deserialize, Serialize};

/// The kind of job that the table's letters are.
pub const MAIL: &str = "mail-table";

/// A letter to be sent: to which seat of which organisation, in which words, and where it leads.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Letter {
    /// The words, by name.
    pub template: String,
    /// To whose inbox.
    pub org: OrgId,
    /// For which seat.
    #[serde(default)]
    pub seat: Option<SeatId>,
    /// The page it leads to.
    pub path: String,
}

/// Leaves a letter.
pub(crate) fn tell<T>(draft: Draft<T>, now: Moment, letter: &Letter) -> Draft<T> {
    match serde_json::to_string(letter) {
        Ok(body) => draft.job(NewJob { kind: MAIL, due: now, body }),
        // Three texts and two ids always have a JSON form.
        Err(_) => draft,
    }
}

/// A letter in these words.
pub(crate) fn letter(template: &str, org: OrgId, seat: Option<SeatId>, path: String) -> Letter {
    Letter { template: template.to_owned(), org, seat, path }
}
