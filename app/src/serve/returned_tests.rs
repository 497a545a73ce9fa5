//! The folder into which a mail server puts what comes back: what is ours is raised where somebody can mend it, late news
//! raises nothing, and what is nothing of ours is laid aside for a person.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Parser;
use kernel::{Id, UserId};
use policy::{Kind, Permit, Relations, Subject};

use super::returned::{Desks, folder};
use crate::Arguments;
use crate::place::{At, program};

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const RECORDS: [(&str, &str); 2] = [
    (
        "organisations.jsonl",
        r#"{"code":"Y90001","name":"Orchard Surgery","kind":"practice","telephone":"01632 960101","at":{"latitude":54.6,"longitude":-1.5},"address":"1 Orchard Street","joined":true}"#,
    ),
    (
        "seats.jsonl",
        r#"{"id":"00000000000000000000000101","org":"Y90001","title":"Practice nurse","role":"clinician","telephone":"01632 960102"}"#,
    ),
];

fn typed(words: &[&str]) {
    let words = std::iter::once("roundtable").chain(words.iter().copied());
    crate::commands::run(Arguments::try_parse_from(words).unwrap().command).unwrap();
}

fn report(letter: &str, action: &str, status: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"B\"\r\n\r\n\
         --B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nAction: {action}\r\n\
         Status: {status}\r\n\r\n--B\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{letter}@place.example>\r\n\r\n--B--\r\n"
    )
}

fn names(of: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(of) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn what_comes_back_is_raised_or_laid_aside() {
    let room =
        Folder(std::env::temp_dir().join(format!("roundtable-returned-{}", Id::from_bits(rand::random()))));
    let (records, back) = (room.0.join("records"), room.0.join("back"));
    std::fs::create_dir_all(&records).unwrap();
    std::fs::create_dir_all(back.join("new")).unwrap();
    for (name, line) in RECORDS {
        std::fs::write(records.join(name), line).unwrap();
    }
    let db = format!("sqlite:{}", room.0.join("place.sqlite").display());
    typed(&["place", "new", "--db", &db]);
    typed(&["place", "import", &records.to_string_lossy(), "--db", &db]);
    typed(&[
        "user",
        "invite",
        "--db",
        &db,
        "--seat",
        "00000000000000000000000101",
        "--name",
        "Orla Hartsease",
        "--email",
        "orla@marlshire.example",
    ]);

    let at: At = db.parse().unwrap();
    let journal = at.open(Arc::new(web::SystemClock)).unwrap();
    let accounts = accounts_site::Accounts::open(accounts_site::Settings {
        journal: journal.clone(),
        key: at.secret().unwrap(),
        place_name: "Marlshire".to_owned(),
        base: "http://127.0.0.1:8080".to_owned(),
        synthetic: true,
        training: false,
        listening: None,
        trusts_proxy: false,
    })
    .unwrap();
    let base = String::new();
    let desks = Desks {
        journal: journal.clone(),
        asks: referrals_site::mailing::Mailing {
            journal: journal.clone(),
            program: program().unwrap(),
            base: base.clone(),
        },
        accounts: accounts_site::mailing::Mailing { accounts },
        issues: fixit_site::mailing::Mailing { journal: journal.clone(), program: program().unwrap(), base },
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let job = runtime.block_on(journal.lease(accounts_site::mailing::KIND, 1, 10)).unwrap().remove(0);
    let letter = job.id.to_string();
    let user: UserId = serde_json::from_str::<serde_json::Value>(&job.body).unwrap()["user"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    for (file, text) in [
        ("late", report(&letter, "delayed", "4.4.1")),
        ("new/ours", report(&letter, "failed", "5.1.1")),
        ("new/again", report(&letter, "failed", "5.1.1")),
        ("nobodys", report("0h2k9m3n5p7r8s1t4v6w0xaybz", "failed", "5.1.1")),
        ("a-person", "From: nurse@practice.example\r\n\r\nThank you.\r\n".to_owned()),
    ] {
        std::fs::write(back.join(file), text).unwrap();
    }
    let before = runtime.block_on(journal.head()).unwrap().seq;
    runtime.block_on(folder(&desks, &back));
    assert_eq!(names(&back.join("heard")), ["again", "late", "ours"]);
    assert_eq!(names(&back.join("to-read")), ["a-person", "nobodys"]);
    assert!(names(&back).is_empty() && names(&back.join("new")).is_empty());
    assert_eq!(
        runtime.block_on(journal.head()).unwrap().seq,
        before + 1,
        "raised once, however often it is reported"
    );
    let reading = journal
        .reading(&program().unwrap(), Permit::InviteUser, Subject::new(Kind::Seat, Relations::NONE))
        .unwrap();
    let (template, why) = accounts_site::read::undelivered(&reading, user).unwrap().unwrap();
    assert_eq!((template.as_str(), why.as_str()), ("account-invitation", "there is no such mailbox (5.1.1)"));
}
