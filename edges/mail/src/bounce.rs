//! Letters that came back: reading a report of delivery (RFC 3464, as far as mail servers keep to it). All that is taken
//! from one is which of our letters it is about, whether it failed for good, and the code; addresses in it are not kept.

use mail_parser::{MessageParser, MimeHeaders, PartType};

/// A report about one of our letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounce {
    /// The id of the letter, as [`crate::Letter::id`] gave it.
    pub letter: String,
    /// It failed for good; otherwise it is late and still being tried.
    pub failed: bool,
    /// The code, as in 5.1.1, where there is one.
    pub code: Option<String>,
}

impl Bounce {
    /// Why it was not delivered, without an address in it.
    pub fn in_words(&self) -> String {
        let code = self.code.as_ref().map_or_else(String::new, |code| format!(" ({code})"));
        let why = match self.code.as_deref() {
            Some(code) if code.starts_with("5.1.") => "there is no such mailbox",
            Some(code) if code.starts_with("5.2.") => "the mailbox takes nothing now",
            Some(code) if code.starts_with("5.7.") => "the other side refused it",
            _ => "it came back",
        };
        format!("{why}{code}")
    }
}

/// Why a message is no report about a letter of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotABounce {
    /// It cannot be read as a mail.
    Unreadable,
    /// It is a mail and no report of delivery: somebody may have answered a letter.
    NoReport,
    /// It is a report and names no letter of ours.
    NotOurs,
}

impl std::fmt::Display for NotABounce {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            NotABounce::Unreadable => "this cannot be read as a mail",
            NotABounce::NoReport => {
                "this is no report of delivery: somebody may have answered a letter, so read it"
            }
            NotABounce::NotOurs => "this report names no letter of this place",
        })
    }
}

/// The most bytes that are looked at: a report is short, whatever it brings along.
pub const BYTES_MAX: usize = 1024 * 1024;
const DEPTH_MAX: usize = 8;

/// Reads a report.
pub fn read(bytes: &[u8]) -> Result<Bounce, NotABounce> {
    let bytes = bytes.get(..BYTES_MAX).unwrap_or(bytes);
    let message = MessageParser::default().parse(bytes).ok_or(NotABounce::Unreadable)?;
    let mut text = String::new();
    let mut statuses = String::new();
    gather(&message, &mut text, &mut statuses, DEPTH_MAX);
    let whole = String::from_utf8_lossy(bytes);
    let is_report = !statuses.is_empty() || looks_like_one(&message);
    if !is_report {
        return Err(NotABounce::NoReport);
    }
    if statuses.is_empty() {
        statuses.push_str(&whole);
    }
    let code = field(&statuses, "status").and_then(code_of).or_else(|| code_in(&text));
    let action = field(&statuses, "action").map(str::to_lowercase);
    let failed = match action.as_deref() {
        Some("failed") => true,
        Some(_) => false,
        None => code.as_ref().is_none_or(|code| code.starts_with('5')),
    };
    let about = [statuses.as_str(), text.as_str(), &whole];
    let letter = about.iter().find_map(|text| ours(text, &message)).ok_or(NotABounce::NotOurs)?;
    Ok(Bounce { letter, failed, code })
}

/// What is told in the parts of a report, and in a message that it brings along.
fn gather(message: &mail_parser::Message<'_>, text: &mut String, statuses: &mut String, depth: usize) {
    for part in &message.parts {
        let subtype = part.content_type().and_then(|kind| kind.subtype()).unwrap_or_default().to_lowercase();
        match &part.body {
            PartType::Text(words) | PartType::Html(words) => {
                let into = if subtype.ends_with("delivery-status") { &mut *statuses } else { &mut *text };
                into.push_str(words);
                into.push('\n');
            }
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
                let into = if subtype.ends_with("delivery-status") { &mut *statuses } else { &mut *text };
                into.push_str(&String::from_utf8_lossy(bytes));
                into.push('\n');
            }
            PartType::Message(inner) if depth > 0 => {
                if let Some(id) = inner.message_id() {
                    text.push_str(&format!("Message-ID: <{id}>\n"));
                }
                gather(inner, text, statuses, depth - 1);
            }
            PartType::Message(_) | PartType::Multipart(_) => {}
        }
    }
}

fn looks_like_one(message: &mail_parser::Message<'_>) -> bool {
    let kind = message.content_type();
    let report = kind.is_some_and(|kind| kind.subtype().is_some_and(|of| of.eq_ignore_ascii_case("report")));
    let from =
        message.from().and_then(|from| from.first()).and_then(|from| from.address()).unwrap_or_default();
    let from = from.to_lowercase();
    // Somebody who is away, or a receipt that it was read, is no report that it was not delivered.
    let receipt = kind.and_then(|kind| kind.attribute("report-type"));
    let receipt = receipt.is_some_and(|of| of.eq_ignore_ascii_case("disposition-notification"));
    let away = message.header("Auto-Submitted").and_then(|of| of.as_text());
    let away = away.is_some_and(|of| of.trim().to_lowercase().starts_with("auto-replied"));
    let daemon = from.starts_with("mailer-daemon@") || from.starts_with("postmaster@");
    !receipt && (report || (daemon && !away))
}

/// The first line of that name, in any case.
fn field<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.lines().find_map(|line| {
        let (known, value) = line.split_once(':')?;
        known.trim().eq_ignore_ascii_case(name).then(|| value.trim()).filter(|value| !value.is_empty())
    })
}

fn code_of(text: &str) -> Option<String> {
    let word = text.split(|of: char| !of.is_ascii_digit() && of != '.').find(|word| !word.is_empty())?;
    let parts: Vec<&str> = word.split('.').collect();
    let fits = parts.len() == 3 && parts.iter().all(|part| !part.is_empty() && part.len() <= 3);
    (fits && matches!(parts.first(), Some(&("2" | "4" | "5")))).then(|| word.to_owned())
}

fn code_in(text: &str) -> Option<String> {
    text.split_whitespace().find_map(|word| code_of(word.trim_matches(|of: char| !of.is_ascii_digit())))
}

/// The letters of an id of ours.
const ID_LETTERS: usize = 26;

/// The first id that can be one of ours: in a Message-ID, or as the one that the report answers.
fn ours(text: &str, message: &mail_parser::Message<'_>) -> Option<String> {
    let ids = ["message-id", "original-envelope-id", "x-original-message-id", "in-reply-to", "references"];
    let from_lines = text.lines().filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        ids.iter().any(|known| name.trim().eq_ignore_ascii_case(known)).then_some(value)
    });
    let answered = message.in_reply_to().as_text_list().unwrap_or_default();
    let answered = answered.iter().map(|text| text.as_ref());
    let all: Vec<&str> = from_lines.chain(answered).collect();
    all.iter().find_map(|value| {
        value.split(|of: char| of.is_whitespace() || matches!(of, '<' | '>' | ';' | '"')).find_map(|word| {
            let local = word.split('@').next().unwrap_or_default();
            let fits = local.len() == ID_LETTERS
                && local.bytes().all(|of| of.is_ascii_digit() || of.is_ascii_lowercase());
            fits.then(|| local.to_owned())
        })
    })
}
