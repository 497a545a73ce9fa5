//! Letters over a real connection to a mail server that says yes, not now, or no; and into a folder.

#![allow(clippy::unwrap_used, clippy::panic, reason = "every function here is a test or serves one")]

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;

use kernel::Personal;
use mail::{Address, Folder, Letter, NotSent, Post, Settings, Smtp, Tls};

/// A mail server for one connection. It answers `RCPT TO` so, and hands back all that it was told.
fn server(on_recipient: &'static str) -> (u16, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut out = stream.try_clone().unwrap();
        let mut heard = String::new();
        let mut in_letter = false;
        out.write_all(b"220 ready\r\n").unwrap();
        for line in BufReader::new(stream).lines() {
            let Ok(line) = line else { break };
            heard.push_str(&line);
            heard.push('\n');
            let answer = match (in_letter, line.as_str()) {
                (true, ".") => {
                    in_letter = false;
                    "250 taken"
                }
                (true, _) => continue,
                (false, "DATA") => {
                    in_letter = true;
                    "354 go on"
                }
                (false, line) if line.starts_with("RCPT") => on_recipient,
                (false, line) if line.starts_with("QUIT") => "221 bye",
                (false, _) => "250 ok",
            };
            if out.write_all(format!("{answer}\r\n").as_bytes()).is_err() {
                break;
            }
        }
        heard
    });
    (port, heard)
}

fn letter(to: Address) -> Letter {
    Letter {
        id: "12-new-ask-Y1".to_owned(),
        to,
        subject: "Roundtable: a new ask".to_owned(),
        text: "A new ask waits for your answer.\n".to_owned(),
        calendar: None,
    }
}

fn inbox() -> Address {
    Address::Email(Personal::new("inbox@orchard.example".to_owned()))
}

async fn sent(on_recipient: &'static str) -> (Result<mail::Accepted, NotSent>, String) {
    let (port, heard) = server(on_recipient);
    let smtp = Smtp::new("127.0.0.1", port, Tls::LoopbackOnly, None, "roundtable@place.example").unwrap();
    let sent = smtp.send(&letter(inbox())).await;
    drop(smtp);
    (sent, heard.join().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_takes_it_gets_all_of_it() {
    let (sent, heard) = sent("250 ok").await;
    assert!(sent.is_ok(), "{sent:?}");
    for wanted in [
        "MAIL FROM:<roundtable@place.example>",
        "RCPT TO:<inbox@orchard.example>",
        "Message-ID: <12-new-ask-Y1@place.example>",
        "Subject: Roundtable: a new ask",
        "Auto-Submitted: auto-generated",
        "A new ask waits for your answer.",
    ] {
        assert!(heard.contains(wanted), "{wanted} in {heard}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_and_not_now_are_told_apart_and_neither_repeats_the_address() {
    let (never, _) = sent("550 no such mailbox inbox@orchard.example").await;
    assert!(matches!(&never, Err(NotSent::Never(why)) if !why.contains("orchard")), "{never:?}");
    let (later, _) = sent("451 greylisted inbox@orchard.example").await;
    assert!(matches!(&later, Err(NotSent::Later(why)) if !why.contains("orchard")), "{later:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_there_is_not_now_and_a_telephone_is_never() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let smtp = Smtp::new("127.0.0.1", port, Tls::LoopbackOnly, None, "roundtable@place.example").unwrap();
    assert!(matches!(smtp.send(&letter(inbox())).await, Err(NotSent::Later(_))));
    let text = Address::Text(Personal::new("07700 900123".to_owned()));
    assert!(matches!(smtp.send(&letter(text)).await, Err(NotSent::Never(_))));
    let nonsense = Address::Email(Personal::new("not an address\r\nBcc: all@example.org".to_owned()));
    assert!(matches!(smtp.send(&letter(nonsense)).await, Err(NotSent::Never(_))));
}

#[tokio::test]
async fn a_folder_keeps_each_letter_once_and_inside() {
    let path = std::env::temp_dir().join(format!("roundtable-mail-{}", std::process::id()));
    let folder = Folder::new(&path, "roundtable@localhost").unwrap();
    let mut letter = letter(inbox());
    letter.id = "../../etc/passwd".to_owned();
    folder.send(&letter).await.unwrap();
    folder.send(&letter).await.unwrap();
    letter.to = Address::Text(Personal::new("07700 900123".to_owned()));
    folder.send(&letter).await.unwrap();
    let mut names: Vec<String> = std::fs::read_dir(&path)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    std::fs::remove_dir_all(&path).unwrap();
    assert_eq!(names, ["______etc_passwd.eml", "______etc_passwd.txt"]);
}

#[test]
fn settings_say_which_is_wrong() {
    let read = |pairs: &[(&str, &str)]| {
        Settings::read(|name| {
            pairs.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned())
        })
        .map(|settings| settings.is_some())
        .map_err(|wrong| wrong.name)
    };
    assert_eq!(read(&[]), Ok(false));
    assert_eq!(read(&[("ROUNDTABLE_MAIL_FOLDER", "x")]), Ok(true));
    let host = ("ROUNDTABLE_SMTP_HOST", "mail.example");
    let from = ("ROUNDTABLE_MAIL_FROM", "roundtable@place.example");
    assert_eq!(read(&[host]), Err("ROUNDTABLE_MAIL_FROM"));
    assert_eq!(read(&[host, from]), Ok(true));
    assert_eq!(read(&[host, from, ("ROUNDTABLE_SMTP_TLS", "none")]), Err("ROUNDTABLE_SMTP_TLS"));
    assert_eq!(read(&[host, from, ("ROUNDTABLE_SMTP_PORT", "port")]), Err("ROUNDTABLE_SMTP_PORT"));
    assert_eq!(read(&[host, from, ("ROUNDTABLE_SMTP_USER", "u")]), Err("ROUNDTABLE_SMTP_PASSWORD"));
}
