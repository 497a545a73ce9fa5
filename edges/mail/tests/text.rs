//! Texts through an HTTP adapter, against a listener of this machine.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it is wrong"
)]

use kernel::Personal;
use mail::{Address, Folder, Letter, NotSent, Post, Sending, TextAdapter, Ways};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

fn letter() -> Letter {
    Letter {
        id: "0h2k9m3n5p7r8s1t4v6w0xaybz".to_owned(),
        to: Address::Text(Personal::new("07700 900123".to_owned())),
        subject: String::new(),
        text: "There is news for you.\nLook at your page.".to_owned(),
        calendar: None,
    }
}

/// Answers one call with that and gives back what was sent.
async fn answering(answer: &'static str) -> (TextAdapter, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/send", listener.local_addr().unwrap());
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut sent = Vec::new();
        let mut bytes = [0; 4096];
        while !sent.ends_with(b"}") {
            let read = stream.read(&mut bytes).await.unwrap();
            sent.extend(&bytes[..read]);
        }
        stream.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8(sent).unwrap()
    });
    (TextAdapter::new(&url, Some("s3cret".to_owned())).unwrap(), heard)
}

#[tokio::test]
async fn a_text_leaves_with_its_id_and_the_number_written_for_the_world() {
    let (adapter, heard) = answering("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n").await;
    assert!(adapter.send(&letter()).await.is_ok());
    let sent = heard.await.unwrap();
    let (head, body) = sent.split_once("\r\n\r\n").unwrap();
    assert!(
        head.starts_with("POST /send HTTP/1.1\r\n") && head.contains("Authorization: Bearer s3cret"),
        "{head}"
    );
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["to"], "+447700900123");
    assert_eq!(
        (body["id"].as_str(), body["text"].as_str()),
        (Some(letter().id.as_str()), Some(letter().text.as_str()))
    );
}

#[tokio::test]
async fn busy_is_later_and_no_is_never_and_neither_repeats_the_number() {
    for (answer, later) in [
        ("HTTP/1.1 503 Busy\r\n\r\n", true),
        ("HTTP/1.1 429 Slow\r\n\r\n", true),
        ("HTTP/1.1 400 No such number 07700 900123\r\n\r\n", false),
        ("HTTP/1.1 302 Elsewhere\r\nLocation: http://evil.example/\r\n\r\n", false),
        ("nonsense\n", true),
        ("", true),
    ] {
        let (adapter, _heard) = answering(answer).await;
        let why = adapter.send(&letter()).await.unwrap_err();
        assert_eq!(matches!(why, NotSent::Later(_)), later, "{answer}: {why}");
        assert!(!why.to_string().contains("07700"), "{why}");
    }
    let nobody = TextAdapter::new("http://127.0.0.1:1/send", None).unwrap();
    assert!(matches!(nobody.send(&letter()).await, Err(NotSent::Later(_))));
}

#[tokio::test]
async fn letters_and_texts_go_their_own_ways() {
    let folder = std::env::temp_dir().join(format!("roundtable-ways-{}", std::process::id()));
    let (adapter, heard) = answering("HTTP/1.1 200 OK\r\n\r\n").await;
    let letters = Sending::Folder(Folder::new(&folder, "roundtable@localhost").unwrap());
    let ways = Ways { letters, texts: Some(adapter) };
    let to = Address::Email(Personal::new("desk@practice.example".to_owned()));
    ways.send(&Letter { to, subject: "news".to_owned(), ..letter() }).await.unwrap();
    ways.send(&letter()).await.unwrap();
    assert!(heard.await.unwrap().contains("+447700900123"));
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    std::fs::remove_dir_all(&folder).unwrap();
}
