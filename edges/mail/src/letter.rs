//! A letter: to whom, and what it says.

use kernel::Personal;

/// Where a letter goes. Never printed.
#[derive(Clone, Debug)]
pub enum Address {
    /// An e-mail address.
    Email(Personal<String>),
    /// A telephone number that takes text messages.
    Text(Personal<String>),
}

/// A letter, worded and addressed.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The same for the same letter, however often it is tried: a mailbox that gets it twice can show it once.
    pub id: String,
    /// To whom.
    pub to: Address,
    /// The subject; texts have none.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// An invitation for a calendar that goes with it (RFC 6047): its method, and the text. Texts leave it out.
    pub calendar: Option<(&'static str, String)>,
}
