//! An audit over the day of a rule: what letters asked before and since, what the group may see of it, and on paper.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it is wrong"
)]

use axum::http::StatusCode;
use kernel::{Day, Id};
use letters_rules::deidentify::Deidentifier;
use letters_rules::facts::v1::{Basis, Begun, RuleKept, Sampling};
use letters_rules::local::{Rule, Verdict};
use letters_rules::{Reader, Setting};
use letters_site::acts::{BeginAudit, CodeLetter, KeepLetters, KeepRule};
use letters_site::importing::{Came, Importing};
use letters_site::read;
use policy::{Actor, OrgKind, Role};
use recalls_rules::Test;
use recalls_rules::facts::v1::Owner;
use recalls_site::acts::NameOwner;

use crate::world::World;

const CHEST: &str = "GP to arrange a repeat chest X-ray in 6 weeks.";

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Everybody has an owner for chest X-rays, and the rule is in force from the middle of January.
async fn rule(world: &World) {
    let program = world.county.program();
    let seat =
        world.county.place.people.iter().find(|of| of.seat.title.ends_with("recall coordinator")).unwrap();
    for of in &world.county.place.specialties {
        let owner =
            Owner { org: of.org, specialty: of.code.clone(), test: Test::ChestXRay, seat: seat.seat.id };
        world.journal.submit(&program, NameOwner(owner)).await.unwrap();
    }
    let row = RuleKept {
        rule: Rule::Investigation,
        from: day("2025-01-15"),
        until: None,
        verdict: Verdict::Inappropriate,
        agreed_by: "Interface group".to_owned(),
        agreed_on: day("2024-12-10"),
    };
    world.journal.submit(&program, KeepRule::new(row)).await.unwrap();
}

fn reader(world: &World, title: &str) -> Actor {
    let of = world.county.place.people.iter().find(|of| of.seat.title == title).unwrap();
    Actor {
        user: of.user,
        seat: of.seat.id,
        org: of.seat.org,
        org_kind: OrgKind::Hospital,
        role: of.seat.role.parse::<Role>().unwrap(),
        second_factor: true,
    }
}

const READERS: [&str; 3] = ["Respiratory consultant", "Renal service manager", "Genetics service manager"];

/// An audit of the office with so many letters of a month that ask for a chest X-ray, and so many that ask for nothing.
async fn audit(world: &World, months: &[(&str, usize, usize)]) -> Id {
    let (program, audit) = (world.county.program(), Id::from_bits(77));
    let begun = Begun {
        org: program.org,
        title: "Over the rule".to_owned(),
        basis: Basis::DeidentifiedAtTrust {
            agreement: "Agreement".to_owned(),
            assessment: "DPIA 1".to_owned(),
        },
        readers: READERS.iter().map(|title| reader(world, title).seat).collect(),
        parties: Vec::new(),
        sampling: Sampling::All,
    };
    world.journal.submit(&program, BeginAudit { audit, begun }).await.unwrap();
    let importing = {
        let reading = world
            .journal
            .reading(&program, policy::Permit::SeeAudit, read::subject(&program, None, &[]))
            .unwrap();
        Importing {
            audit,
            sampling: Sampling::All,
            rules: read::rules(&reading).unwrap(),
            specialties: world.county.place.specialties.clone(),
            setting: Some(Setting::Inpatient),
            today: world.journal.now().day(),
        }
    };
    let (machine, people) = (Reader::new(), Deidentifier::new());
    for (month, asking, others) in months {
        let letters = (0..asking + others)
            .map(|nth| {
                let asks = if nth < *asking { CHEST } else { "No GP action required." };
                let text = format!("Discharged 04/{month}\nStayed {} days on bay {nth}.\n{asks}", nth + 2);
                importing.letter(
                    &Came { name: "respiratory-medicine/a.txt".to_owned(), text },
                    &machine,
                    &people,
                )
            })
            .collect();
        world.journal.submit(&program, KeepLetters { audit, letters }).await.unwrap();
    }
    audit
}

const MONTHS: [(&str, usize, usize); 3] = [("11/2024", 20, 20), ("01/2025", 1, 2), ("02/2025", 2, 18)];

#[tokio::test]
async fn what_letters_asked_stands_before_and_since_the_day_of_a_rule() {
    let world = World::new();
    rule(&world).await;
    let id = audit(&world, &MONTHS).await;
    let (office, at) = (world.who("Convener", 0), format!("/letters/audits/{id}"));
    let page = world.get(&office, &at).await;
    for words in [
        "Before and since Wed 15 Jan 2025: rule A3b",
        // A matter for talk before the rule, and asked for all the same.
        "0 per 1,000",
        "500 per 1,000",
        "100 per 1,000",
        "3 letters of the month in which the rule began",
        "people must settle letters of both kinds first",
        "That is an assumption",
    ] {
        assert!(page.says(words), "{words}: {}", page.body);
    }
    // Two readers find what the machine found, in all letters since.
    let [one, two, _] = READERS.map(|title| reader(&world, title));
    let letters = {
        let reading = world
            .journal
            .reading(
                &one,
                policy::Permit::SeeDirectory,
                policy::Subject::new(policy::Kind::Directory, policy::Relations::NONE),
            )
            .unwrap();
        read::letters(&reading, id).unwrap()
    };
    for letter in &letters {
        for who in [&one, &two] {
            let code = letter.machine;
            world.journal.submit(who, CodeLetter { audit: id, letter: letter.id, code }).await.unwrap();
        }
    }
    let page = world.get(&office, &at).await;
    assert!(page.says("by 40 letters that people settled") && page.says("by 20 letters"), "{}", page.body);
    assert!(page.says("kappa 1.00"), "{}", page.body);
    let file = world.get(&office, &format!("{at}/rates.csv")).await;
    assert!(
        file.says("Before 2025-01-15 (A3b),Ask the practice for a repeat chest X-ray,40,20,500"),
        "{}",
        file.body
    );
    let paper = world.get(&office, &format!("{at}/report.pdf")).await;
    assert!(paper.status == StatusCode::OK && paper.bytes.starts_with(b"%PDF"), "{}", paper.body);
    // The sentences behind a rate are as many as it counts.
    let behind = world.get(&office, &format!("{at}/requests?ask=3")).await;
    assert!(
        behind.says("2 requests, as many as the rate counts") && behind.says("chest X-ray"),
        "{}",
        behind.body
    );
}

#[tokio::test]
async fn the_group_sees_no_small_count_and_none_that_can_be_worked_out() {
    let world = World::new();
    rule(&world).await;
    let id = audit(&world, &MONTHS).await;
    let (office, at) = (world.who("Convener", 0), format!("/letters/audits/{id}/group"));
    let page = world.get(&office, &at).await;
    assert!(page.status == StatusCode::OK && page.says("counts of 1 to 7 are shown as *"), "{}", page.body);
    let file = world.get(&office, &format!("{at}.csv")).await;
    let february: Vec<&str> = file.body.lines().filter(|line| line.contains("February 2025")).collect();
    assert!(february.iter().any(|line| line.contains(",20,*,hidden")), "{february:?}");
    // January has three letters in all: its total is starred too, and what is left of the whole does not give it away.
    let january: Vec<&str> = file.body.lines().filter(|line| line.contains("January 2025")).collect();
    assert!(january.iter().all(|line| line.contains(",*,0,hidden") || line.contains("[c]")), "{january:?}");
    for stranger in ["GP", "Renal service manager", "Clinic nurse"] {
        let who = world.who(stranger, 0);
        for path in [at.clone(), format!("{at}.csv"), format!("/letters/audits/{id}/report.pdf")] {
            assert_eq!(world.get(&who, &path).await.status, StatusCode::NOT_FOUND, "{stranger} {path}");
        }
    }
}

#[tokio::test]
async fn templates_and_replies_are_taken_as_files() {
    let world = World::new();
    let gp = world.who("GP", 0);
    let template = world.get(&gp, "/letters/templates/2/file?as=txt").await;
    assert!(template.says("{request}") && template.says("{safety}"), "{}", template.body);
    assert!(world.get(&gp, "/letters/templates/2/file").await.bytes.starts_with(b"PK"));
    assert_eq!(world.get(&gp, "/letters/templates/9/file").await.status, StatusCode::NOT_FOUND);
    let fields = world.get(&gp, "/letters/templates/fields.csv").await;
    assert!(fields.says("{safety},the line about safety,yes,"), "{}", fields.body);
    let fields = [
        ("text", "GP please refer to the sleep clinic"),
        ("specialty", "respiratory-medicine"),
        ("on", "2025-02-03"),
        ("step", "file"),
        ("as", "pdf"),
        ("reply", "Dear colleagues\n\nThank you."),
    ];
    let paper = world.post(&gp, "/letters/reply", &fields).await;
    assert!(paper.status == StatusCode::OK && paper.bytes.starts_with(b"%PDF"), "{}", paper.body);
    // A draft of mail goes to the specialty's own inbox, whatever the form says, and its subject names nobody.
    let mut fields = fields;
    (fields[0].1, fields[4].1) = ("Re: Ada Birch\nGP please refer to the sleep clinic", "eml");
    let forged: Vec<(&str, &str)> =
        fields.iter().copied().chain([("to", "thief@elsewhere.example")]).collect();
    let draft = world.post(&gp, "/letters/reply", &forged).await;
    assert!(draft.says("X-Unsent: 1\r\nTo: respiratory-medicine@"), "{}", draft.body);
    assert!(draft.says("Subject: [secure] Reply to a request in a letter of"), "{}", draft.body);
    assert!(!draft.says("thief") && !draft.says("Birch"), "{}", draft.body);
}
