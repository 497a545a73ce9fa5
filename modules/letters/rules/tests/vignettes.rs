#![allow(clippy::expect_used, reason = "a test stops where its own fixtures are not of the right form")]
//! The thirty vignettes: each text gets exactly the rule and verdict of the table.

use letters_rules::local::LocalRules;
use letters_rules::verdicts;
use letters_rules::{Letter, Reader, Setting};

const FILE: &str = include_str!("../fixtures/vignettes.txt");

fn read(reader: &Reader, heading: &str, text: &str) -> Option<String> {
    let parts: Vec<&str> = heading.split('|').map(str::trim).collect();
    let [name, setting, specialty, set, day, expected] = parts.as_slice() else {
        return Some(format!("{heading}: six parts are needed"));
    };
    let letter = Letter { text, setting: Setting::from_name(setting), specialty: Some(specialty) };
    let rules = LocalRules::shipped(set).expect("a shipped set");
    let findings = reader.read(&letter);
    let judged = verdicts::verdicts(&letter, &findings, &rules, day.parse().expect("a day"));
    let mut words: Vec<String> = judged
        .iter()
        .flatten()
        .map(|j| format!("{} {}{}", j.rule.name(), j.verdict.name(), if j.outside { " outside" } else { "" }))
        .collect();
    if verdicts::stop(&letter).is_some() {
        words.push("stop".to_owned());
    }
    let found = if words.is_empty() { "none".to_owned() } else { words.join(" + ") };
    (found != *expected).then(|| format!("{name}: expected {expected}, found {found}: {findings:?}"))
}

#[test]
fn every_vignette_gets_its_rule_and_verdict() {
    let reader = Reader::new();
    let mut wrong = Vec::new();
    let mut count = 0;
    for part in FILE.split("\n=== ").skip(1) {
        let (heading, text) = part.split_once('\n').expect("a heading line");
        count += 1;
        wrong.extend(read(&reader, heading, text.trim_end()));
    }
    assert!(count >= 30, "only {count} vignettes");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
