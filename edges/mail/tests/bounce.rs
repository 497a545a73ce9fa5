//! Reports of delivery as servers write them, cut and broken ones, and what is no report.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it is wrong"
)]

use mail::bounce::{Bounce, NotABounce, read};

const ID: &str = "0h2k9m3n5p7r8s1t4v6w0xaybz";

fn report(action: &str, status: &str, headers: &str) -> String {
    format!(
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example (Mail Delivery System)\r\nTo: roundtable@place.example\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"B\"\r\n\r\n--B\r\n\
         Content-Type: text/plain\r\n\r\nThis is the mail system at host mx.example.\r\n--B\r\n\
         Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
         Final-Recipient: rfc822; her@example.org\r\nAction: {action}\r\nStatus: {status}\r\n\r\n--B\r\n\
         Content-Type: {headers}\r\n\r\nFrom: roundtable@place.example\r\nMessage-ID: <{ID}@place.example>\r\n\
         Subject: news\r\n\r\n--B--\r\n"
    )
}

#[test]
fn reports_of_several_servers_are_read_and_no_address_is_kept() {
    for headers in ["message/rfc822", "text/rfc822-headers"] {
        let heard = read(report("failed", "5.1.1", headers).as_bytes()).unwrap();
        assert_eq!(heard, Bounce { letter: ID.to_owned(), failed: true, code: Some("5.1.1".to_owned()) });
        assert_eq!(heard.in_words(), "there is no such mailbox (5.1.1)");
    }
    assert!(!read(report("delayed", "4.4.1", "message/rfc822").as_bytes()).unwrap().failed);
    let without = report("failed", "5.2.2", "message/rfc822").replace("\r\n", "\n");
    assert_eq!(read(without.as_bytes()).unwrap().in_words(), "the mailbox takes nothing now (5.2.2)");
    // An old server writes a letter, with ours below it.
    let old = format!(
        "From: MAILER-DAEMON@old.example\nSubject: failure notice\n\nHi. I wasn't able to deliver your message.\n\
         <her@example.org>: 550 5.7.1 not taken\n\n--- Below this line is a copy of the message.\n\n\
         Message-ID: <{ID}@place.example>\n"
    );
    assert_eq!(read(old.as_bytes()).unwrap().in_words(), "the other side refused it (5.7.1)");
}

#[test]
fn somebody_away_a_receipt_and_a_letter_from_a_person_are_no_reports() {
    let away = format!(
        "Return-Path: <>\nFrom: desk@practice.example\nAuto-Submitted: auto-replied\nIn-Reply-To: <{ID}@place.example>\n\
         Subject: out of office\n\nBack on Monday. Action: failed to attend.\n"
    );
    let receipt =
        report("displayed", "2.0.0", "message/rfc822").replace("delivery-status", "disposition-notification");
    let person =
        format!("From: nurse@practice.example\nIn-Reply-To: <{ID}@place.example>\n\nAction: failed\n");
    for text in [away, receipt, person, String::new()] {
        assert!(
            matches!(read(text.as_bytes()), Err(NotABounce::NoReport | NotABounce::Unreadable)),
            "{text}"
        );
    }
    let foreign = report("failed", "5.1.1", "message/rfc822").replace(ID, "somebody-elses");
    assert_eq!(read(foreign.as_bytes()), Err(NotABounce::NotOurs));
}

#[test]
fn cut_and_broken_reports_are_answered_and_break_nothing() {
    let whole = report("failed", "5.1.1", "message/rfc822").into_bytes();
    for cut in 0..whole.len() {
        let _ = read(&whole[..cut]);
        let mut broken = whole.clone();
        broken[cut] = 0xff;
        let _ = read(&broken);
    }
}
