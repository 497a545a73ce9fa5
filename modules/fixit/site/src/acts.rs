//! Everything that can be done in Fix-It. Words become part of an issue only as [`fixit_rules::Clean`].

mod bring_in;
mod moving;
mod post;
mod specialty;
mod theme;
mod time;
mod told;

pub use bring_in::{BringInIssues, BringInSpecialties, Brought};
pub use moving::{ByTime, Judging, MoveIssue, MoveNotMade, Owning, Screening, Way};
pub use post::{PostIssue, PostRefused};
pub use specialty::{KeepSpecialty, SpecialtyRefused};
pub(crate) use theme::is_link;
pub use theme::{KeepProject, TellReporters, ThemeRefused};
pub use time::{ListOverdue, NoteNotDelivered};
pub use told::{MAIL, Message};

use journal::{KeyName, Stream};
use kernel::{AskId, Id};

/// The stream of an issue.
pub(crate) fn stream(issue: Id) -> Stream {
    Stream::of(fixit_rules::facts::v1::family::ISSUE, issue)
}

/// A key for one text. Each has its own, so that words can be taken out and more be said afterwards.
pub(crate) fn new_key(bits: u128) -> KeyName {
    KeyName::Ask(AskId::from_bits(bits))
}
