//! A letter answered in kind; a rule that waits for its owners; an audit from its basis to its rates, and what must not be
//! seen on the way.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it is wrong"
)]

use axum::http::StatusCode;

use crate::world::{Answer, World};

const LETTER: &str = "Dear Dr Elm\nRe: Mrs Ada Birch, DOB 1/2/1950, NHS 999 000 0018\nSeen in clinic on 3 February 2025.\nGP to arrange a repeat chest X-ray in 6 weeks.\nYours sincerely\nDr C Cedar";

async fn paste(world: &World, who: &str, text: &str, specialty: &str, more: &[(&str, &str)]) -> Answer {
    let mut fields =
        vec![("text", text), ("specialty", specialty), ("setting", "outpatient"), ("on", "2025-02-03")];
    fields.extend_from_slice(more);
    world.post(who, "/letters/reply", &fields).await
}

/// What a reply needs beside the letter.
const ANSWERS: [(&str, &str); 5] =
    [("step", "write"), ("span", "1"), ("safety", "nothing"), ("told", "yes"), ("phone", "01632 960111")];

#[tokio::test]
async fn a_letter_is_answered_in_kind_and_nothing_of_it_is_kept() {
    let world = World::new();
    let gp = world.who("GP", 0);
    let seen = paste(&world, &gp, LETTER, "respiratory-medicine", &[("step", "read")]).await;
    assert!(seen.says("repeat chest X-ray in 6 weeks"), "{}", seen.body);
    // A picture is a matter for talk until a group agreed that the hospital does it.
    assert!(seen.says("Nothing is agreed: talk first"), "{}", seen.body);
    let text = LETTER
        .replace("GP to arrange a repeat chest X-ray in 6 weeks", "GP please refer to the sleep clinic");
    let bare = paste(
        &world,
        &gp,
        &text,
        "respiratory-medicine",
        &[("step", "write"), ("span", "1"), ("told", "yes"), ("phone", "01632 960111")],
    )
    .await;
    assert!(bare.says("no reply leaves without it"), "{}", bare.body);
    let written = paste(&world, &gp, &text, "respiratory-medicine", &ANSWERS).await;
    for words in
        ["refer to the sleep clinic", "rule A2a", "Nothing is unsafe while you arrange this", "Respiratory"]
    {
        assert!(written.says(words), "{words}: {}", written.body);
    }
    let file = world
        .post(
            &gp,
            "/letters/reply",
            &[
                ("text", &text),
                ("specialty", "respiratory-medicine"),
                ("step", "file"),
                ("as", "txt"),
                ("reply", "Dear colleagues"),
            ],
        )
        .await;
    assert_eq!((file.status, file.body.as_str()), (StatusCode::OK, "Dear colleagues"));
    let kept = std::fs::read(&world.file).unwrap();
    assert!(!kept.windows(5).any(|window| window == b"Birch"), "the letter is nowhere in the place");
}

#[tokio::test]
async fn what_cannot_wait_is_rung_first_and_a_confidential_letter_stops() {
    let world = World::new();
    let gp = world.who("GP", 0);
    let text = LETTER.replace("arrange a repeat chest X-ray in 6 weeks", "chase the sputum culture result");
    let stopped = paste(&world, &gp, &text, "respiratory-medicine", &ANSWERS).await;
    assert!(stopped.says("Ring first") && stopped.says("tel:"), "{}", stopped.body);
    let mut rung = ANSWERS.to_vec();
    rung.push(("rang", "the ward clerk, 3 March at 9:10"));
    let written = paste(&world, &gp, &text, "respiratory-medicine", &rung).await;
    assert!(written.says("We rang: the ward clerk"), "{}", written.body);
    let secret = "Sexual health clinic\nDear Doctor\nGP to chase the chlamydia result.";
    let confidential = paste(&world, &gp, secret, "respiratory-medicine", &rung).await;
    assert!(confidential.says("Nothing of this letter goes back or on"), "{}", confidential.body);
    assert!(!confidential.says("Write the reply") && !confidential.says("We rang"), "{}", confidential.body);
    let agreed = format!("{secret}\nThe patient gave consent to this letter.");
    let without = paste(&world, &gp, &agreed, "respiratory-medicine", &rung).await;
    assert!(without.says("We rang: the ward clerk"), "{}", without.body);
}

#[tokio::test]
async fn a_block_refuses_an_action_without_an_owner_and_one_line_is_answered() {
    let world = World::new();
    let doctor = world.who("GP", 0);
    let refused = world
        .post(
            &doctor,
            "/letters/actions",
            &[("what-0", "repeat potassium"), ("when-0", "1 week"), ("why-0", "new tablet")],
        )
        .await;
    assert!(
        refused.says("an action without an owner is done by nobody") && refused.says("repeat potassium"),
        "{}",
        refused.body
    );
    let block = world
        .post(
            &doctor,
            "/letters/actions",
            &[("who-0", "us"), ("what-0", "repeat potassium"), ("when-0", "1 week"), ("why-0", "new tablet")],
        )
        .await;
    assert!(block.says("Hospital: repeat potassium. By: 1 week. Why: new tablet."), "{}", block.body);
    let no = world
        .post(
            &doctor,
            "/letters/may-i-ask",
            &[("line", "refer to electrophysiology"), ("setting", "outpatient")],
        )
        .await;
    assert!(no.says("it is your own team"), "{}", no.body);
    let page = world.get(&doctor, "/letters/asks").await;
    assert!(
        page.says("Not yet agreed by a group here") && page.says("3 Keep tests and results"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn a_rule_that_moves_pictures_waits_for_an_owner_in_every_specialty() {
    let world = World::new();
    let (office, gp) = (world.who("Convener", 0), world.who("GP", 0));
    let row = [
        ("rule", "A3b"),
        ("verdict", "inappropriate"),
        ("from", "2025-04-01"),
        ("agreed_by", "Interface group"),
        ("agreed_on", "2025-02-20"),
    ];
    let waits = world.post(&office, "/letters/rules", &row).await;
    assert!(waits.says("have nobody for them") && waits.says("Respiratory"), "{}", waits.body);
    // Any test that a row moves waits in the same way.
    let mut moving = row.to_vec();
    moving[0] = ("rule", "A3c");
    moving.push(("moves", "blood-test"));
    let waits = world.post(&office, "/letters/rules", &moving).await;
    assert!(waits.says("45 specialties have nobody for them"), "{}", waits.body);
    let mut other = row;
    other[0] = ("rule", "A3c");
    assert_eq!(
        world.post(&gp, "/letters/rules", &other).await.status,
        StatusCode::FORBIDDEN,
        "a GP enters no rule"
    );
    assert_eq!(world.post(&office, "/letters/rules", &other).await.status, StatusCode::SEE_OTHER);
    let again = world.post(&office, "/letters/rules", &other).await;
    assert!(again.says("begins on that day already"), "{}", again.body);
    let page = world.get(&gp, "/letters/rules").await;
    assert!(
        page.says("The hospital does it from Tue 1 Apr 2025") && !page.says("Enter what was agreed"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn a_template_is_used_once_both_sides_have_signed_it() {
    let world = World::new();
    let (office, gp) = (world.who("Convener", 0), world.who("GP", 0));
    let hospital = world.county.place.specialties.first().unwrap().org;
    let doctor = world.county.at(hospital, "clinician");
    let words = letters_rules::reply::Template::shipped(2)
        .unwrap()
        .words
        .replace("Dear colleagues", "Good morning, colleagues");
    let unsafe_words = words.replace("{safety}", "");
    let refused =
        world.post(&office, "/letters/templates", &[("ask", "2"), ("words-2", &unsafe_words)]).await;
    assert!(refused.says("every reply needs {safety}") && refused.says("Good morning"), "{}", refused.body);
    assert_eq!(
        world.post(&gp, "/letters/templates", &[("ask", "2"), ("words-2", &words)]).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        world.post(&office, "/letters/templates", &[("ask", "2"), ("words-2", &words)]).await.status,
        StatusCode::SEE_OTHER
    );
    let text = LETTER
        .replace("GP to arrange a repeat chest X-ray in 6 weeks", "GP please refer to the sleep clinic");
    for (who, used) in [(&gp, false), (&doctor, true)] {
        let signed = world.post(who, "/letters/templates", &[("ask", "2"), ("version", "2")]).await;
        assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.body);
        let written = paste(&world, &gp, &text, "respiratory-medicine", &ANSWERS).await;
        assert_eq!(written.says("Good morning, colleagues"), used, "{}", written.body);
    }
    assert!(world.get(&gp, "/letters/templates").await.says("version 2, agreed by both sides"));
}

/// A practice audits the letters it received: three of its seats read.
async fn begun(world: &World) -> (String, Vec<String>) {
    let org = world.county.place.organisations.practices.iter().find(|org| {
        ["clinician", "manager", "booking"].iter().all(|role| {
            world.county.place.people.iter().any(|of| of.seat.org == org.code && of.seat.role == *role)
        })
    });
    let org = org.unwrap().code;
    let readers: Vec<String> =
        ["clinician", "manager", "booking"].iter().map(|role| world.county.at(org, role)).collect();
    let seats: Vec<String> = ["clinician", "manager", "booking"]
        .iter()
        .map(|role| {
            world
                .county
                .place
                .people
                .iter()
                .find(|of| of.seat.org == org && of.seat.role == *role)
                .unwrap()
                .seat
                .id
                .to_string()
        })
        .collect();
    let form = world.get(&readers[0], "/letters/audits/new").await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.body);
    let audit = form.hidden("audit");
    let few = world
        .post(
            &readers[0],
            "/letters/audits/new",
            &[("audit", &audit), ("title", "Spring letters"), ("sampling", "all"), ("readers", &seats[0])],
        )
        .await;
    assert!(few.says("three readers at least") && few.says("Spring letters"), "{}", few.body);
    let fields = [
        ("audit", audit.as_str()),
        ("title", "Spring letters"),
        ("sampling", "all"),
        ("readers", &seats[0]),
        ("readers", &seats[1]),
        ("readers", &seats[2]),
    ];
    let sent = world.post(&readers[0], "/letters/audits/new", &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    (sent.location, readers)
}

#[tokio::test]
async fn an_audit_from_its_basis_to_its_rates() {
    let world = World::new();
    let (at, readers) = begun(&world).await;
    let brought = world
        .send(
            &readers[0],
            &format!("{at}/letters"),
            &LETTER.replace(
                "arrange a repeat chest X-ray in 6 weeks",
                "chase the sputum culture result for Mrs Birch",
            ),
        )
        .await;
    assert_eq!(brought.status, StatusCode::SEE_OTHER, "{}", brought.body);
    world.send(&readers[0], &format!("{at}/letters"), "Dear Dr Elm\nMr Oak was well on 4 February 2025. No follow up is needed.\nYours sincerely\nDr Fir").await;
    let page = world.get(&readers[0], &at).await;
    assert!(
        page.says("2 letters are in it") && page.says("Read the next letter") && !page.says("per 1,000"),
        "{}",
        page.body
    );
    assert_eq!(
        world.get(&readers[0], &format!("{at}/requests")).await.status,
        StatusCode::NOT_FOUND,
        "blind until coded"
    );
    // The same letter sent again is the same letter.
    world.send(&readers[0], &format!("{at}/letters"), "Dear Dr Elm\nMr Oak was well on 4 February 2025. No follow up is needed.\nYours sincerely\nDr Fir").await;
    assert!(world.get(&readers[0], &at).await.says("2 letters are in it"));
    // Blind: the reader sees the letter without people, and no label.
    let read = world.get(&readers[1], &format!("{at}/read")).await;
    assert!(read.says("accesskey=\"0\"") && !read.says("Birch") && !read.says("A3a"), "{}", read.body);
    for (who, codes) in [(&readers[0], ["3", "3"]), (&readers[1], ["3", "0"])] {
        for code in codes {
            let page = world.get(who, &format!("{at}/read")).await;
            let letter = page.hidden("letter");
            let code = if page.says("sputum") {
                "3"
            } else if code == "3" && who == &readers[0] {
                "1"
            } else {
                "0"
            };
            let done = world.post(who, &format!("{at}/read"), &[("letter", &letter), ("code", code)]).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
            let twice = world.post(who, &format!("{at}/read"), &[("letter", &letter), ("code", "5")]).await;
            assert_eq!(twice.status, StatusCode::SEE_OTHER);
        }
    }
    // They differ about the second: a third decides, and nobody who has read it.
    assert!(world.get(&readers[0], &format!("{at}/read")).await.says("Nothing is left for you"));
    let third = world.get(&readers[2], &format!("{at}/read")).await;
    assert!(third.says("Two readers differ"), "{}", third.body);
    let letter = third.hidden("letter");
    world.post(&readers[2], &format!("{at}/read"), &[("letter", &letter), ("code", "0")]).await;
    let page = world.get(&readers[0], &at).await;
    for words in [
        "1 of 2 letters",
        "2 settled",
        "kappa",
        "AC1",
        "per 1,000",
        "That is an assumption",
        "No clinician is named",
    ] {
        assert!(page.says(words), "{words}: {}", page.body);
    }
    let requests = world.get(&readers[0], &format!("{at}/requests?ask=3")).await;
    assert!(requests.says("chase the sputum culture result") && !requests.says("Birch"), "{}", requests.body);
    assert!(world.get(&readers[0], &format!("{at}/rates.csv")).await.says("3 Keep tests and results"));
    let kept = std::fs::read(&world.file).unwrap();
    for word in ["Birch", "sputum", "9990000018"] {
        assert!(
            !kept.windows(word.len()).any(|window| window == word.as_bytes()),
            "{word} stands in the open"
        );
    }
}

#[tokio::test]
async fn nobody_else_finds_an_audit() {
    let world = World::new();
    let (at, readers) = begun(&world).await;
    world.send(&readers[0], &format!("{at}/letters"), LETTER).await;
    let commissioner = world.county.place.people.iter().find(|of| of.seat.role == "commissioner").unwrap();
    let pays = world.county.at(commissioner.seat.org, "commissioner");
    let elsewhere = world.who("Renal service manager", 0);
    for who in [&pays, &elsewhere] {
        for path in ["", "/read", "/requests", "/rates.csv", "/specialties/respiratory-medicine"] {
            let answer = world.get(who, &format!("{at}{path}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}: {}", answer.body);
        }
    }
    // A named reader who does not run it reads letters, and the practice sees its own rates.
    assert_eq!(world.get(&readers[2], &format!("{at}/read")).await.status, StatusCode::OK);
}
