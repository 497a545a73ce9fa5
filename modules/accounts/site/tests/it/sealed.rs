//! Nothing that names somebody or opens an account stands in the file, in a log or in an address.

use std::fmt::Write;
use std::sync::{Arc, Mutex};

use accounts_rules::InvitationKind;
use accounts_site::acts::SendLink;
use accounts_site::program;
use journal::verify;
use kernel::Clock;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::browser::{Browser, set_up};
use crate::place::{MODULES, NURSE, PASSWORD, Place, RECEPTION, email, keyring, name, user};

/// Hears every event and span of every level, and writes down all their fields.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

struct Fields<'l>(&'l mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, "{field}={value:?} ");
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Fields(&mut self.0.lock().unwrap()));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Fields(&mut self.0.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Fields(&mut self.0.lock().unwrap()));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn holds(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
}

#[tokio::test]
async fn nobody_is_named_and_no_secret_stands_in_file_log_or_address() {
    let log = Log::default();
    tracing::subscriber::set_global_default(log.clone()).unwrap();
    tracing::info!(heard = true);

    let place = Place::new();
    let (mut browser, secret, codes) = set_up(&place, NURSE).await;
    browser.gives_password(NURSE, "a wrong password here").await;
    browser.signs_in(&place, NURSE, &secret).await;
    browser.get("/account").await;
    let token = browser.cookies["roundtable"].clone();
    let act = SendLink { user: user(RECEPTION), of: InvitationKind::Invite, link: place.accounts.new_link() };
    place.journal.submit(&program(), act).await.unwrap();
    let invitation = place.mailed_code("account-invitation").unwrap();
    let now = secret.code_at(place.clock.now());

    let mut hidden =
        vec![PASSWORD.to_owned(), "a wrong password here".into(), secret.in_letters(), token, invitation];
    hidden.extend([name(NURSE).into(), "Merrow".into(), email(NURSE), name(RECEPTION).into()]);
    hidden.extend(codes.clone());
    hidden.extend(codes.iter().map(|code| code.replace('-', "")));
    let file = place.bytes();
    let addresses = browser.led_to.lock().unwrap().join("\n");
    let log = log.0.lock().unwrap().clone();
    assert!(log.contains("heard=true"));
    for text in &hidden {
        assert!(!holds(&file, text), "{text} stands in the file");
        assert!(!holds(log.as_bytes(), text), "{text} stands in the log");
        assert!(!holds(addresses.as_bytes(), text), "{text} stands in an address");
    }
    assert!(!holds(addresses.as_bytes(), &now));
    assert!(!file.windows(20).any(|window| window == secret.bytes()), "the secret stands in the file");
    assert!(!holds(&file, "$argon2"), "not even the stretched password stands open");
}

#[tokio::test]
async fn the_tables_follow_from_the_journal() {
    let place = Place::new();
    let (mut browser, secret, codes) = set_up(&place, NURSE).await;
    browser.signs_in(&place, NURSE, &secret).await;
    browser.get("/account").await;
    browser.post("/sign-out", &[]).await;
    let mut again = Browser::at(&place);
    again.gives_password(NURSE, PASSWORD).await;
    again.get("/sign-in/code").await;
    again.post("/sign-in/code", &[("code", &codes[0])]).await;
    let verified = verify(&place.file, &keyring(), MODULES).unwrap();
    assert_eq!(verified.findings, []);
}
