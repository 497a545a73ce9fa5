//! Whose a list is, by the heading over it, in the words that hospitals use; and lines that look like headings and are not.
#![allow(clippy::unwrap_used, missing_docs, reason = "a test")]

use letters_rules::{Actor, Letter, Reader};

/// Who is to do a timed blood test that names nobody, under this line.
fn whose(reader: &Reader, heading: &str) -> Option<(Actor, u8)> {
    let text = format!(
        "DISCHARGE SUMMARY\nTest PATIENT-A 55 F\nShe was well on the day.\nAnother line of words.\n{heading}\n- lipids and LFTs at 3 months"
    );
    let found = Reader::read(reader, &Letter { text: &text, setting: None, specialty: None });
    found.last().map(|found| (found.actor, found.ask.number()))
}

#[test]
fn a_list_belongs_to_whom_its_heading_names() {
    let reader = Reader::new();
    let gp = "GP actions; GP Action; GP ACTIONS; GP Actions Required:; Actions - GP; Action: GP; Plan (GP); Actions for Practice; \
              Actions for the surgery; Requests for primary care; Please could the GP:; Primary care to:; Your part; \
              What the surgery does; GP tasks; Tasks for GP; Recommendations for GP; For action by GP; GP/PN; Practice nurse; \
              General practitioner; GP to do; Requested of GP; GP plan";
    let hospital = "Hospital actions; Actions - hospital; Actions for hospital team; Secondary care actions; Trust actions; \
                    Our actions; We will; What we will do; Ward to do; Ward jobs; Medical team; For us; Hospital follow up:";
    for (headings, actor) in [(gp, Actor::Gp), (hospital, Actor::Hospital)] {
        for heading in headings.split("; ") {
            assert_eq!(whose(&reader, heading), Some((actor, 0)), "{heading}");
        }
    }
}

#[test]
fn a_plan_without_a_name_leaves_its_tests_ownerless() {
    let reader = Reader::new();
    for heading in
        ["Plan", "Management plan", "Treatment plan", "Next steps", "Follow up", "Discharge advice"]
    {
        assert_eq!(whose(&reader, heading), Some((Actor::Gp, 1)), "{heading}");
    }
}

#[test]
fn a_hospitals_own_name_and_a_sentence_are_no_headings() {
    let reader = Reader::new();
    for line in
        ["Castermere General Hospital", "The clinic was busy", "Ward 7", "Her GP was kind", "Plan: we talked"]
    {
        assert_eq!(whose(&reader, line), Some((Actor::Gp, 1)), "{line}");
    }
}
