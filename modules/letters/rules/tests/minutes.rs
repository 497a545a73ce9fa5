#![allow(clippy::unwrap_used, reason = "a test")]
//! Minutes of practices, by each letter's own rules and by one set held for letters of every day.

use kernel::Day;
use letters_rules::audit::{Counted, Line, Work, audit, minutes};
use letters_rules::local::{Rule, Verdict};

fn letter(verdict: Verdict, outside: bool) -> Counted {
    let line =
        Line { work: Work::Imaging, rule: Rule::Investigation, verdict, words: "repeat CXR".to_owned() };
    let vague =
        Line { work: Work::Other, rule: Rule::Unclear, verdict: Verdict::Unclear, words: String::new() };
    Counted {
        id: "1".to_owned(),
        specialty: "respiratory".to_owned(),
        month: Day::of(2024, 1, 1),
        lines: vec![line, vague],
        stopped: false,
        outside,
        weight: 1.0,
    }
}

#[test]
fn work_that_a_rule_moves_counts_before_it_too_where_its_verdict_is_held() {
    let before = [letter(Verdict::Borderline, false), letter(Verdict::Borderline, true)];
    let counted = audit(&before, "2025-06-01".parse().unwrap());
    let assumed = counted.assumed;
    assert_eq!(counted.minutes, u64::from(assumed.unclear), "nothing was agreed about the picture yet");
    let held = |line: &Line| {
        if line.rule == Rule::Investigation { Verdict::Inappropriate } else { line.verdict }
    };
    let both = u64::from(assumed.unclear) + u64::from(assumed.test);
    assert_eq!(minutes(&before, &assumed, held), both, "the picture counts, the private provider's does not");
}
