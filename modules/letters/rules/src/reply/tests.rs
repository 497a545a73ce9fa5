use super::*;
use crate::reader::Reader;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn try_reply(text: &str, specialty: &str, number: usize, given: &Given) -> Result<Reply, NoReply> {
    let letter = Letter { text, setting: None, specialty: Some(specialty) };
    let rules = LocalRules::shipped("five-asks").unwrap();
    let on = day("2025-03-01");
    let all = requests(&letter, &Reader::new().read(&letter), &rules, on);
    reply(&letter, &all, number, (&rules, on), &|_| None, given, (day("2025-03-03"), day("2025-03-17")))
}

#[test]
fn a_reply_quotes_the_request_names_the_rule_and_says_that_nobody_is_in_danger() {
    let given = Given {
        date: "1 March 2025".into(),
        reference: "AB/1".into(),
        department: "respiratory medicine".into(),
        practice: "Elm Tree Surgery".into(),
        seat: "the duty doctor".into(),
        phone: "01632 960111".into(),
        told: Some(true),
        safety: Some(Safety::NothingUnsafe),
        call: None,
    };
    let written =
        try_reply("Dear Doctor\nGP to arrange a repeat chest X-ray in 6 weeks.", "respiratory", 1, &given)
            .unwrap();
    assert!(written.gaps.is_empty(), "{:?}", written.gaps);
    for words in [
        "repeat chest X-ray in 6 weeks",
        "rule A3b",
        "Mon 1 Apr 2024",
        "Nothing is unsafe",
        "Mon 17 Mar 2025",
        "the work is with your team",
        "have told the patient",
    ] {
        assert!(written.text.contains(words), "{words} in {}", written.text);
    }
    assert!(!written.text.contains('{') && !written.text.contains('['), "{}", written.text);
    // Without the line about safety it is a draft, and says so.
    let draft = try_reply(
        "Dear Doctor\nGP to arrange a repeat chest X-ray in 6 weeks.",
        "respiratory",
        1,
        &Given { safety: None, ..given },
    )
    .unwrap();
    assert_eq!(draft.gaps.len(), 1);
}

#[test]
fn what_cannot_wait_is_rung_first() {
    let text = "Dear Doctor\nGP to chase the blood culture results.";
    let unsafe_given = Given { safety: Some(Safety::NothingUnsafe), ..Given::default() };
    assert_eq!(try_reply(text, "medicine", 1, &unsafe_given).unwrap_err(), NoReply::RingFirst(Rule::Result));
    let rung = Given { call: Some("ward 3, 4 March at 10:20".into()), ..unsafe_given };
    assert!(try_reply(text, "medicine", 1, &rung).unwrap().text.contains("We rang: ward 3"));
}

#[test]
fn a_letter_of_sexual_health_without_consent_is_not_answered() {
    let stopped = try_reply(
        "Sexual health clinic\nGP to chase the chlamydia result.",
        "sexual health",
        1,
        &Given::default(),
    );
    assert!(matches!(stopped, Err(NoReply::Confidential(_))), "{stopped:?}");
}

#[test]
fn a_template_without_its_safety_line_is_none() {
    for ask in 1..=5 {
        let template = Template::shipped(ask).unwrap();
        template.check().unwrap();
        for field in COMPULSORY {
            let words = template.words.replace(&format!("{{{field}}}"), "");
            assert_eq!(Template { words, ..template.clone() }.check(), Err(TemplateRefused::Missing(field)));
        }
    }
    let typed = Template {
        words: Template::shipped(3).unwrap().words + "{nonsense}",
        ..Template::shipped(3).unwrap()
    };
    assert_eq!(typed.check(), Err(TemplateRefused::Unknown("nonsense".into())));
}
