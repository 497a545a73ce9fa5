//! Letters to people and to shared inboxes: what the journal's `mail` jobs say is sent, tried again, and given up aloud.
//!
//! This crate knows how a letter travels and nothing of what it is about. Whoever leaves the jobs implements [`Desk`]: it
//! addresses and words a letter, and records that one could not be delivered.

pub mod bounce;
mod folder;
mod letter;
mod post;
mod settings;
mod smtp;
mod text;
mod work;

pub use folder::Folder;
pub use letter::{Address, Letter};
pub use post::{Accepted, NotSent, Post};
pub use settings::{Sending, SettingWrong, Settings, Ways};
pub use smtp::{Smtp, Tls};
pub use text::TextAdapter;
pub use work::{Desk, Round, TRIES, Unsent, given_up_once, round, run};
