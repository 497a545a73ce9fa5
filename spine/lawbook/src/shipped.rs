//! The rule sets that come with the program. A group edits copies of them on pages; these are the first versions.

use std::borrow::Cow;

use kernel::Day;

use crate::dated::{Src, date};
use crate::rule_set::{Limit, Measure, Owner, Owners, RuleSet, Setting, Source, Start, Stop};

/// When sexual health became the councils' duty. The texts behind the rules give no day of their own, so this stands in.
const COUNCILS_BEGAN: Day = date(2013, 4, 1);

const NOT_HERS_TO_WAIT: Owners = Owners::of(&[Owner::Patient, Owner::Clinical]);
const NOT_THE_HOSTS: Owners = Owners::of(&[Owner::Patient, Owner::Clinical, Owner::Sender]);

const FITTERS: &[Setting] = &[Setting::Practice, Setting::Clinic];

/// One row of the table below: everything but the measures.
struct Row {
    id: &'static str,
    title: &'static str,
    settings: &'static [Setting],
    from: Day,
    proposed: bool,
    source: Src,
}

/// Every shipped rule set, in the order in which they are listed to people.
pub fn rule_sets() -> Vec<RuleSet> {
    [peer_coil_rules(), emergency_and_infection_rules(), letter_and_issue_rules()].concat()
}

/// The shipped rule set of that name, or nothing.
pub fn rule_set(id: &str) -> Option<RuleSet> {
    rule_sets().into_iter().find(|rule| rule.id == id)
}

fn peer_coil_rules() -> Vec<RuleSet> {
    let fitted_in = |limit| raw("FIT", Start::Received, Stop::Done, limit);
    let offered_in = adjusted("OFFER-14", Stop::FirstValidSlot, 14);
    vec![
        built(
            Row {
                id: "GP-28",
                title: "Fitted within four weeks of the referral",
                settings: &[Setting::Practice],
                from: COUNCILS_BEGAN,
                proposed: false,
                source: Src("county-case-study", "GPs: fitting within four weeks of a referral"),
            },
            vec![fitted_in(Limit::CalendarDays(28))],
        ),
        built(
            Row {
                id: "CL-5c",
                title: "Fitted within five calendar days",
                settings: &[Setting::Clinic],
                from: COUNCILS_BEGAN,
                proposed: false,
                source: Src("county-case-study", "clinics: within five days, read as calendar days"),
            },
            vec![fitted_in(Limit::CalendarDays(5))],
        ),
        built(
            Row {
                id: "CL-5w",
                title: "Fitted within five working days",
                settings: &[Setting::Clinic],
                from: COUNCILS_BEGAN,
                proposed: false,
                source: Src("county-case-study", "clinics: within five days, read as working days"),
            },
            vec![fitted_in(Limit::WorkingDays(5))],
        ),
        built(
            Row {
                id: "OFFER-14",
                title: "A first valid slot within two weeks of the referral",
                settings: FITTERS,
                from: COUNCILS_BEGAN,
                proposed: false,
                source: Src(
                    "larc-access-survey-2020",
                    "appointment for fitting within 2 weeks of first contact",
                ),
            },
            vec![offered_in.clone()],
        ),
        built(
            Row {
                id: "HARM",
                title: "One rule for every setting: a slot within two weeks and fitted within four, days fairly owned",
                settings: FITTERS,
                from: COUNCILS_BEGAN,
                proposed: true,
                source: Src("harmonised-rule-proposal", "both limbs"),
            },
            vec![offered_in, adjusted("FIT-28", Stop::Done, 28)],
        ),
    ]
}

fn emergency_and_infection_rules() -> Vec<RuleSet> {
    vec![
        built(
            Row {
                id: "EM-IUD",
                title: "Emergency coil fitted before the last safe time",
                settings: FITTERS,
                from: COUNCILS_BEGAN,
                proposed: false,
                source: Src("emergency-coil-window", "120 hours, or five days after the earliest ovulation"),
            },
            vec![raw("EM-IUD", Start::EmergencyAsked, Stop::Done, Limit::LastSafeTime)],
        ),
        built(
            Row {
                id: "STI-2",
                title: "Seen within two working days of getting in touch about an infection",
                settings: &[Setting::Clinic],
                from: date(2019, 1, 1),
                proposed: false,
                source: Src("nice-qs178", "statement 4"),
            },
            vec![raw("STI-2", Start::Contact, Stop::FirstValidSlot, Limit::WorkingDays(2))],
        ),
        built(
            Row {
                id: "STEP-0",
                title: "A step-up seen before the clinic closes",
                settings: &[Setting::Clinic],
                from: COUNCILS_BEGAN,
                proposed: false,
                source: Src("clinic-case-study", "health adviser the same day"),
            },
            vec![raw("STEP-0", Start::Raised, Stop::Done, Limit::ClinicClose)],
        ),
    ]
}

fn letter_and_issue_rules() -> Vec<RuleSet> {
    vec![
        built(
            Row {
                id: "DISCH-24",
                title: "Discharge summary at the practice within 24 hours",
                settings: &[Setting::Hospital],
                from: date(2015, 10, 1),
                proposed: false,
                source: Src("nhs-standard-contract", "11.5"),
            },
            vec![raw("DISCH-24", Start::Discharged, Stop::Done, Limit::Hours(24))],
        ),
        built(
            Row {
                id: "LETTER-7",
                title: "Clinic letter within seven days where the GP must act",
                settings: &[Setting::Hospital],
                from: date(2018, 4, 1),
                proposed: false,
                source: Src("nhs-standard-contract", "11.7"),
            },
            vec![raw("LETTER-7", Start::ClinicHeld, Stop::Done, Limit::CalendarDays(7))],
        ),
        built(
            Row {
                id: "FIX-10",
                title: "First answer to a posted issue within ten working days",
                settings: &[Setting::Hospital, Setting::Practice],
                from: COUNCILS_BEGAN,
                proposed: false,
                source: Src("liaison-service-aim", "10 working days"),
            },
            vec![raw("FIX-10", Start::IssuePosted, Stop::Done, Limit::WorkingDays(10))],
        ),
    ]
}

fn raw(name: &'static str, start: Start, stop: Stop, limit: Limit) -> Measure {
    let (person_leaves_out, host_leaves_out) = (Owners::NONE, Owners::NONE);
    Measure { name: Cow::Borrowed(name), start, stop, limit, person_leaves_out, host_leaves_out }
}

fn adjusted(name: &'static str, stop: Stop, days: u16) -> Measure {
    Measure {
        name: Cow::Borrowed(name),
        start: Start::Received,
        stop,
        limit: Limit::CalendarDays(days),
        person_leaves_out: NOT_HERS_TO_WAIT,
        host_leaves_out: NOT_THE_HOSTS,
    }
}

fn built(row: Row, measures: Vec<Measure>) -> RuleSet {
    RuleSet {
        id: Cow::Borrowed(row.id),
        version: 1,
        title: Cow::Borrowed(row.title),
        measures,
        settings: row.settings.to_vec(),
        owner_group: Cow::Borrowed("county"),
        from: row.from,
        to: None,
        proposed: row.proposed,
        source: Source { id: Cow::Borrowed(row.source.0), clause: Cow::Borrowed(row.source.1) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_rule_has_its_own_name_a_clock_and_a_source() {
        let rules = rule_sets();
        let mut ids: Vec<_> = rules.iter().map(|rule| rule.id.clone()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), rules.len());
        assert!(rules.iter().all(|rule| !rule.measures.is_empty() && !rule.source.id.is_empty()));
    }

    #[test]
    fn the_proposal_judges_nobody_yet() {
        let proposal = rule_set("HARM").unwrap();
        assert!(!proposal.in_force(date(2025, 3, 3)));
        assert!(rule_set("GP-28").unwrap().in_force(date(2013, 4, 1)));
        assert!(!rule_set("GP-28").unwrap().in_force(date(2013, 3, 31)));
        assert_eq!(rule_set("GP-29"), None);
    }
}
