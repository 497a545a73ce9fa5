//! From Refer to the answer that the sender reads, as posts; and two people at one ask.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it is wrong"
)]

use axum::http::StatusCode;
use kernel::OrgId;

use crate::world::{World, good_but};

/// An ask that was sent: its address, the sender's nurse, the host.
pub async fn placed(world: &World) -> (String, String, OrgId) {
    let nurse = world.who(world.sender(0), "clinician");
    let ask = world.get(&nurse, "/refer").await.hidden("ask");
    let hosts = world.post(&nurse, "/refer", &good_but(&[("ask", &ask), ("do", "hosts")])).await;
    let service = hosts.values("service")[0].clone();
    let sent = world
        .post(&nurse, "/refer", &good_but(&[("ask", &ask), ("service", &service), ("do", "send")]))
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let fitting =
        world.county.place.services.fittings.iter().find(|of| of.service.id.to_string() == service).unwrap();
    (sent.location, nurse, fitting.service.org)
}

#[tokio::test]
async fn the_whole_way_from_refer_to_the_answer() {
    let world = World::new();
    let (ask, nurse, host) = placed(&world).await;
    let desk = world.who(host, "booking");
    let inbox = world.get(&desk, "/inbox").await;
    assert!(inbox.says("Amara Fairweather") && inbox.says(&format!("{ask}/offer")), "{}", inbox.body);

    // Two times on different days, ticked; the desk sees a number and no clinical word.
    let form = world.get(&desk, &format!("{ask}/offer")).await;
    assert!(form.says("07700 900123") && !form.says("STI check"));
    let (slots, version) = (form.values("slot"), form.hidden("version"));
    let fields = match slots.as_slice() {
        [first, .., last] => {
            vec![("version", version.as_str()), ("slot", first.as_str()), ("slot", last.as_str())]
        }
        _ => {
            vec![("version", version.as_str()), ("time1", "2025-03-11T10:00"), ("time2", "2025-03-13T10:00")]
        }
    };
    let offered = world.post(&desk, &format!("{ask}/offer"), &fields).await;
    assert_eq!(offered.status, StatusCode::SEE_OTHER, "{}", offered.body);

    let page = world.get(&desk, &ask).await;
    let book = [("version", page.hidden("version")), ("move", "book".to_owned()), ("slot", "0".to_owned())];
    let book: Vec<(&str, &str)> = book.iter().map(|(field, text)| (*field, text.as_str())).collect();
    assert_eq!(world.post(&desk, &format!("{ask}/move"), &book).await.status, StatusCode::SEE_OTHER);

    let fitter = world.who(host, "fitter");
    let session = world.get(&fitter, "/session").await;
    assert!(session.says("Amara Fairweather") && session.says("Green: done"), "{}", session.body);

    // The day has come.
    world.clock.set(kernel::Clock::now(world.clock.as_ref()).plus_hours(60 * 24));
    let form = world.get(&fitter, &format!("{ask}/fit")).await;
    let record = [
        ("version", form.hidden("version")),
        ("fitted_on", "2025-05-02".to_owned()),
        ("fitted_device", "implant".to_owned()),
        ("brand", "Madeupanon".to_owned()),
        ("batch", "B7".to_owned()),
        ("expiry", "2027-01-01".to_owned()),
        ("arm", "left".to_owned()),
        ("chaperone_offer", "declined".to_owned()),
        ("effective_from", "at-once".to_owned()),
        ("supplied_by", "host".to_owned()),
        ("sti_tests", "taken in secret".to_owned()),
        ("sti_told", "no".to_owned()),
        ("do", "fitted".to_owned()),
    ];
    let record: Vec<(&str, &str)> = record.iter().map(|(field, text)| (*field, text.as_str())).collect();
    let done = world.post(&fitter, &format!("{ask}/fit"), &record).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);

    // The sender reads the answer, and it closes.
    assert!(world.get(&nurse, "/mine").await.says("Read the answer and close"));
    let answer = world.get(&nurse, &ask).await;
    assert!(answer.says("batch B7"), "{}", answer.body);
    assert!(answer.says("Replace by") && !answer.says("taken in secret"));
    let close = [("version", answer.hidden("version")), ("move", "acknowledge".to_owned())];
    let close: Vec<(&str, &str)> = close.iter().map(|(field, text)| (*field, text.as_str())).collect();
    assert_eq!(world.post(&nurse, &format!("{ask}/move"), &close).await.status, StatusCode::SEE_OTHER);
    assert!(world.get(&nurse, &ask).await.says("Closed"));
}

#[tokio::test]
async fn a_stale_form_shows_both_and_keeps_what_was_typed() {
    let world = World::new();
    let (ask, _, host) = placed(&world).await;
    let (desk, fitter) = (world.who(host, "booking"), world.who(host, "fitter"));
    let old = world.get(&desk, &ask).await.hidden("version");
    let first = [("version", old.as_str()), ("move", "question"), ("question", "Which arm?")];
    assert_eq!(world.post(&fitter, &format!("{ask}/move"), &first).await.status, StatusCode::SEE_OTHER);
    let second = [("version", old.as_str()), ("move", "question"), ("question", "Which language?")];
    let conflict = world.post(&desk, &format!("{ask}/move"), &second).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.says("Which language?") && conflict.says("asked a question"));
}

#[tokio::test]
async fn a_question_goes_to_the_sender_and_its_answer_back() {
    let world = World::new();
    let (ask, nurse, host) = placed(&world).await;
    let fitter = world.who(host, "fitter");
    let version = world.get(&fitter, &ask).await.hidden("version");
    let fields = [("version", version.as_str()), ("move", "question"), ("question", "Any earlier implant?")];
    world.post(&fitter, &format!("{ask}/move"), &fields).await;
    assert!(world.get(&nurse, "/mine").await.says("Answer the question"));
    let page = world.get(&nurse, &ask).await;
    assert!(page.says("Any earlier implant?"));
    let version = page.hidden("version");
    let fields = [("version", version.as_str()), ("move", "answer"), ("answer", "None")];
    assert_eq!(world.post(&nurse, &format!("{ask}/move"), &fields).await.status, StatusCode::SEE_OTHER);
    // Reception reads that there was a question, not what it said.
    let desk = world.who(host, "booking");
    assert!(!world.get(&desk, &ask).await.says("Any earlier implant?"));
}

#[tokio::test]
async fn a_declined_ask_goes_to_another_host_on_the_same_clock() {
    let world = World::new();
    let (ask, nurse, host) = placed(&world).await;
    let fitter = world.who(host, "fitter");
    let version = world.get(&fitter, &ask).await.hidden("version");
    let missing =
        world.post(&fitter, &format!("{ask}/move"), &[("version", &version), ("move", "decline")]).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("version", version.as_str()), ("move", "decline"), ("decline_reason", "capacity")];
    assert_eq!(world.post(&fitter, &format!("{ask}/move"), &fields).await.status, StatusCode::SEE_OTHER);
    let page = world.get(&nurse, &ask).await;
    let (to, version) = (page.values("to"), page.hidden("version"));
    let fields = [
        ("version", version.as_str()),
        ("move", "redirect"),
        ("to", to[0].as_str()),
        ("redirect_reason", "declined-before"),
    ];
    assert_eq!(world.post(&nurse, &format!("{ask}/move"), &fields).await.status, StatusCode::SEE_OTHER);
    // The first host is no longer party to it.
    assert_eq!(world.get(&fitter, &ask).await.status, StatusCode::NOT_FOUND);
    assert!(world.get(&nurse, &ask).await.says("passed it on"));
}

#[tokio::test]
async fn an_ask_is_found_again_within_its_organisations_only() {
    let world = World::new();
    let (ask, nurse, _) = placed(&world).await;
    let found = world.post(&nurse, "/find", &[("name", "amara FAIRWEATHER")]).await;
    assert!(found.says(&ask), "{}", found.body);
    let other = world.who(world.sender(1), "clinician");
    assert!(!world.post(&other, "/find", &[("name", "Amara Fairweather")]).await.says(&ask));
    let narrowed = [
        ("name", "Amara Fairweather"),
        ("date_of_birth[day]", "8"),
        ("date_of_birth[month]", "3"),
        ("date_of_birth[year]", "1994"),
    ];
    assert!(!world.post(&nurse, "/find", &narrowed).await.says(&ask));
}
