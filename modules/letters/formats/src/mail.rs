//! A reply as a draft of mail, which the reader's own mail program opens, addressed and ready to be sent by a person. Nothing
//! is sent from here, and nothing of it is kept.

use thiserror::Error;

use crate::base64;

/// Why there is no draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoDraft {
    /// The address is not one.
    #[error("that is not one mail address: write it as name@place")]
    Address,
}

/// Mail between these places is encrypted on its way by the NHS's own service (DCB1596); to any other, `[secure]` at the
/// front of the subject asks NHSmail to encrypt it.
const SECURE: &str = "@nhs.net";

/// One address and nothing that could begin another header.
fn is_address(text: &str) -> bool {
    let plain =
        text.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>' | ',' | ';' | '"' | '(' | ')'));
    plain && text.split('@').filter(|part| !part.is_empty()).count() == 2 && text.matches('@').count() == 1
}

/// A draft as an `.eml` file. The subject must name nobody, because subjects are not encrypted; letters outside ASCII and
/// line breaks are left out of it. The body is sent as UTF-8.
///
/// # Errors
/// [`NoDraft::Address`] where `to` is not one address.
pub fn draft(to: &str, subject: &str, body: &str) -> Result<Vec<u8>, NoDraft> {
    if !is_address(to) {
        return Err(NoDraft::Address);
    }
    let subject: String = subject.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect();
    let secure = if to.to_ascii_lowercase().ends_with(SECURE) { "" } else { "[secure] " };
    let lines = body.replace("\r\n", "\n").replace('\n', "\r\n");
    Ok(format!(
        "X-Unsent: 1\r\nTo: {to}\r\nSubject: {secure}{subject}\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
        base64::lines(lines.as_bytes())
    )
    .into_bytes())
}

#[cfg(test)]
mod tests {
    use super::{NoDraft, draft};
    use crate::base64;

    #[test]
    fn the_body_comes_back_and_the_subject_asks_for_encryption_where_it_must() {
        let body = "We\u{2019}d be glad.\nThe work is yours \u{2013} rule WT-1.";
        for (to, subject) in [
            ("cardiology@trust.example", "Subject: [secure] Reply to a letter"),
            ("clinic@NHS.net", "Subject: Reply to a letter"),
        ] {
            let text = String::from_utf8(draft(to, "Reply to a letter", body).unwrap()).unwrap();
            let (head, packed) = text.split_once("\r\n\r\n").unwrap();
            assert!(head.lines().any(|line| line == subject), "{head}");
            assert!(head.lines().any(|line| line == "X-Unsent: 1"), "it opens as a draft");
            let back = String::from_utf8(base64::decode(packed).unwrap()).unwrap();
            assert_eq!(back.replace("\r\n", "\n"), body);
        }
    }

    #[test]
    fn no_address_and_no_subject_begins_another_header() {
        for to in ["", "a", "a@b\r\nBcc: c@d", "a@b, c@d", "<a@b>", "a@b@c", "@b", "a b@c"] {
            assert_eq!(draft(to, "s", "b"), Err(NoDraft::Address), "{to:?}");
        }
        let text = String::from_utf8(draft("a@b", "s\r\nBcc: c@d", "b").unwrap()).unwrap();
        assert!(!text.lines().any(|line| line.starts_with("Bcc")), "{text}");
    }
}
