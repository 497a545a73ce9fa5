//! What somebody would try, from a seat where they should not see it.
#![allow(clippy::unwrap_used, reason = "a test's helpers may stop the test")]

use std::sync::OnceLock;

use kernel::{SeatId, UserId};
use policy::{Actor, Kind, OrgKind, Permit, RefusedWhy, Relations as R, Role, Rulebook, Subject};
use proptest::prelude::*;

fn rulebook() -> &'static Rulebook {
    static SHIPPED: OnceLock<Rulebook> = OnceLock::new();
    SHIPPED.get_or_init(|| Rulebook::shipped().unwrap())
}

fn actor(role: Role, org_kind: OrgKind, second_factor: bool) -> Actor {
    let (user, seat) = (UserId::from_bits(1), SeatId::from_bits(2));
    Actor { user, seat, org: "Y01234".parse().unwrap(), org_kind, role, second_factor }
}

fn may(actor: &Actor, permit: Permit, relations: R) -> bool {
    rulebook().decide(actor, permit, Subject::new(permit.kind(), relations)).is_ok()
}

fn why(actor: &Actor, permit: Permit, relations: R) -> RefusedWhy {
    rulebook().decide(actor, permit, Subject::new(permit.kind(), relations)).unwrap_err().why
}

fn everyone() -> impl Iterator<Item = Actor> {
    Role::ALL.iter().flat_map(|role| {
        OrgKind::ALL.iter().flat_map(move |kind| [false, true].map(|second| actor(*role, *kind, second)))
    })
}

/// What shows who an ask is about.
const CONTENTS: [Permit; 4] =
    [Permit::SeeContents, Permit::SeeBookingPart, Permit::SeeNeedAndContact, Permit::SeeSummary];

fn about_asks() -> impl Iterator<Item = Permit> {
    Permit::ALL.iter().copied().filter(|permit| matches!(permit.kind(), Kind::Ask | Kind::AccessLog))
}

fn actors(whom: impl Fn(&Actor) -> bool) -> impl Strategy<Value = Actor> {
    prop::sample::select(everyone().filter(whom).collect::<Vec<_>>())
}

fn any_actor() -> impl Strategy<Value = Actor> {
    actors(|_| true)
}

fn any_relations() -> impl Strategy<Value = R> {
    prop::sample::subsequence(R::ALL.to_vec(), 0..=R::ALL.len())
        .prop_map(|some| some.iter().fold(R::NONE, |all, (relation, _)| all | *relation))
}

fn pays_or_plans(actor: &Actor) -> bool {
    matches!(actor.org_kind, OrgKind::Council | OrgKind::NhsCommissioner)
        || matches!(actor.role, Role::Commissioner | Role::ContractLead | Role::Convener)
}

fn is_place_guardian(actor: &Actor) -> bool {
    actor.role == Role::Guardian && actor.org_kind == OrgKind::PlaceOffice
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn those_who_pay_or_plan_never_touch_a_single_ask(actor in actors(pays_or_plans), relations in any_relations(),
                                                      permit in prop::sample::select(about_asks().collect::<Vec<_>>())) {
        prop_assert!(!may(&actor, permit, relations));
        prop_assert_eq!(why(&actor, permit, relations), RefusedWhy::NotThere);
    }

    #[test]
    fn a_third_organisation_finds_nothing(actor in actors(|actor| !is_place_guardian(actor) && actor.role != Role::System), relations in any_relations(),
                                          permit in prop::sample::select(about_asks().collect::<Vec<_>>())) {
        let stranger = relations.without(R::SENDER | R::HOST | R::THE_PERSON | R::PERSON_SAID_YES | R::OWN_ORGANISATION);
        prop_assert!(!may(&actor, permit, stranger));
        prop_assert_eq!(why(&actor, permit, stranger), RefusedWhy::NotThere);
    }

    #[test]
    fn no_flag_shows_a_guardian_contents_but_their_own_open_break_glass(actor in actors(|actor| actor.role == Role::Guardian), relations in any_relations(),
                                                                        permit in prop::sample::select(&CONTENTS[..])) {
        if !may(&actor, permit, relations) {
            return Ok(());
        }
        prop_assert!(relations.has(R::BREAK_GLASS_OPEN) && actor.second_factor);
        prop_assert!(is_place_guardian(&actor) || relations.has(R::SENDER) || relations.has(R::HOST));
    }

    #[test]
    fn break_glass_opens_nothing_to_any_other_role(actor in actors(|actor| actor.role != Role::Guardian), relations in any_relations(),
                                                   permit in prop::sample::select(Permit::ALL)) {
        let shut = may(&actor, permit, relations.without(R::BREAK_GLASS_OPEN));
        prop_assert_eq!(may(&actor, permit, relations | R::BREAK_GLASS_OPEN), shut);
        prop_assert!(!may(&actor, Permit::BreakGlass, relations));
    }

    #[test]
    fn a_password_alone_shows_nobody(actor in actors(|actor| !actor.second_factor && !matches!(actor.role, Role::OrganisationToken | Role::System)), relations in any_relations(),
                                     permit in prop::sample::select(&CONTENTS[..])) {
        prop_assert!(!may(&actor, permit, relations));
    }

    #[test]
    fn an_administrator_reads_no_ask(actor in actors(|actor| actor.role == Role::Administrator), relations in any_relations(),
                                     permit in prop::sample::select(about_asks().collect::<Vec<_>>())) {
        prop_assert!(!may(&actor, permit, relations));
    }

    #[test]
    fn booking_reads_the_booking_part_and_no_more(actor in actors(|actor| matches!(actor.role, Role::Booking | Role::Manager)), relations in any_relations()) {
        for permit in [Permit::SeeContents, Permit::SeeSummary, Permit::SeeNeedAndContact, Permit::RecordFitting] {
            prop_assert!(!may(&actor, permit, relations));
        }
        let booking_part = may(&actor, Permit::SeeBookingPart, relations);
        prop_assert!(!booking_part || relations.has(R::SENDER) || relations.has(R::HOST));
    }

    #[test]
    fn a_charity_gets_need_and_contact_of_its_own_and_no_more(actor in actors(|actor| actor.org_kind == OrgKind::Charity && actor.role != Role::Person), relations in any_relations(),
                                                              permit in prop::sample::select(about_asks().collect::<Vec<_>>())) {
        if may(&actor, permit, relations) && permit.kind() == Kind::Ask {
            prop_assert!(relations.has(R::HOST) || relations.has(R::SENDER));
        }
        for contents in [Permit::SeeContents, Permit::SeeBookingPart, Permit::SeeSummary, Permit::BreakGlass] {
            prop_assert!(!may(&actor, contents, relations));
        }
    }

    #[test]
    fn a_person_acts_on_her_own_only(actor in actors(|actor| actor.role == Role::Person), relations in any_relations(),
                                     permit in prop::sample::select(about_asks().collect::<Vec<_>>())) {
        prop_assert!(!may(&actor, permit, relations.without(R::THE_PERSON)));
        let by_link_alone = Actor { second_factor: false, ..actor };
        prop_assert!(!may(&by_link_alone, permit, relations));
    }

    #[test]
    fn a_seat_that_cannot_exist_may_do_nothing(actor in actors(|actor| !actor.role.kinds().contains(&actor.org_kind)), relations in any_relations(),
                                               permit in prop::sample::select(Permit::ALL)) {
        prop_assert!(!may(&actor, permit, relations));
    }

    #[test]
    fn nothing_is_sent_without_an_agreement_or_instead_of_a_call(actor in any_actor(), relations in any_relations()) {
        prop_assert!(!may(&actor, Permit::PlaceAsk, relations.without(R::AGREEMENT_IN_FORCE)));
        prop_assert!(!may(&actor, Permit::PlaceAsk, relations | R::EMERGENCY));
    }

    #[test]
    fn what_is_not_there_is_not_explained(actor in any_actor(), relations in any_relations(),
                                          permit in prop::sample::select(about_asks().collect::<Vec<_>>())) {
        let subject = Subject::new(permit.kind(), relations);
        prop_assume!(rulebook().decide(&actor, permit, subject).is_err());
        let signed_in = Actor { second_factor: true, ..actor.clone() };
        let knows = [Permit::SeeEnvelope, Permit::SeeBookingPart, Permit::SeeNeedAndContact, Permit::SeeOwnWait,
                     Permit::SeeAccessLog, Permit::SeeWhoLooked]
            .iter()
            .any(|look| may(&signed_in, *look, relations));
        if !knows {
            // Placing one's own ask and acting under one's own hand are no looks, but a remedy may be named there.
            let remedied = !matches!(why(&actor, permit, relations), RefusedWhy::NotThere | RefusedWhy::NotYours);
            prop_assert!(why(&actor, permit, relations) == RefusedWhy::NotThere || remedied && relations.has(R::SENDER));
        }
    }

    #[test]
    fn every_grant_names_its_policies_and_is_the_same_when_remembered(actor in any_actor(), relations in any_relations(),
                                                                      permit in prop::sample::select(Permit::ALL)) {
        let subject = Subject::new(permit.kind(), relations);
        let first = rulebook().decide(&actor, permit, subject);
        prop_assert_eq!(&first, &rulebook().decide(&actor, permit, subject));
        if let Ok(grant) = first {
            prop_assert!(!grant.policies.is_empty());
            prop_assert!(grant.policies.iter().all(|id| !id.as_str().starts_with("never-")));
        }
    }
}

/// Every tuple there is: whoever has no relation to an ask sees neither envelope nor contents.
#[test]
fn no_relation_no_envelope_for_every_tuple() {
    let strange = Kind::Ask.relations().without(R::SENDER | R::HOST | R::HOME_PRACTICE | R::THE_PERSON);
    let mut looked = 0;
    for actor in everyone().filter(|actor| !is_place_guardian(actor)) {
        for relations in strange.within(rulebook().relations_that_matter(Permit::SeeContents)).subsets() {
            for permit in [Permit::SeeEnvelope, Permit::SeeContents] {
                assert!(!may(&actor, permit, relations), "{actor:?} {permit} {relations}");
                looked += 1;
            }
        }
    }
    assert!(looked > 1_000, "only {looked} tuples were looked at");
}

#[test]
fn the_home_practice_learns_of_it_after_a_yes_and_not_before() {
    let gp = actor(Role::Clinician, OrgKind::Practice, true);
    assert_eq!(why(&gp, Permit::SeeEnvelope, R::HOME_PRACTICE), RefusedWhy::NotThere);
    assert_eq!(why(&gp, Permit::SeeEnvelope, R::PERSON_SAID_YES), RefusedWhy::NotThere);
    assert!(may(&gp, Permit::SeeSummary, R::HOME_PRACTICE | R::PERSON_SAID_YES));
    assert_eq!(why(&gp, Permit::SeeContents, R::HOME_PRACTICE | R::PERSON_SAID_YES), RefusedWhy::NotYours);
}

#[test]
fn a_refusal_says_what_would_help_to_those_who_may_know() {
    let nurse = actor(Role::Clinician, OrgKind::Practice, true);
    let password_only = Actor { second_factor: false, ..nurse.clone() };
    let desk = actor(Role::Booking, OrgKind::Practice, true);
    assert_eq!(why(&password_only, Permit::SeeContents, R::HOST), RefusedWhy::SecondFactorNeeded);
    assert_eq!(why(&password_only, Permit::SeeContents, R::NONE), RefusedWhy::NotThere);
    assert_eq!(why(&nurse, Permit::PlaceAsk, R::SENDER), RefusedWhy::NoAgreement);
    assert_eq!(why(&nurse, Permit::PlaceAsk, R::SENDER | R::EMERGENCY), RefusedWhy::RingFirst);
    assert_eq!(
        why(&desk, Permit::PlaceAsk, R::SENDER | R::AGREEMENT_IN_FORCE),
        RefusedWhy::ClinicianMustTick
    );
    assert_eq!(why(&desk, Permit::SeeContents, R::SENDER), RefusedWhy::NotYours);
}

#[test]
fn a_permit_about_another_kind_of_thing_is_refused() {
    let nurse = actor(Role::Clinician, OrgKind::Practice, true);
    let refused =
        rulebook().decide(&nurse, Permit::SeeContents, Subject::new(Kind::Directory, R::HOST)).unwrap_err();
    assert_eq!(refused.why, RefusedWhy::WrongKind);
}

#[test]
fn a_payer_reads_claim_lines_under_an_agreement_and_a_commissioner_does_not() {
    let finance = actor(Role::ContractLead, OrgKind::Council, true);
    assert!(may(&finance, Permit::SeeClaimLines, R::PAYER | R::AGREEMENT_IN_FORCE));
    assert_eq!(why(&finance, Permit::SeeClaimLines, R::PAYER), RefusedWhy::NoAgreement);
    assert_eq!(why(&finance, Permit::SeeClaimLines, R::AGREEMENT_IN_FORCE), RefusedWhy::NotThere);
    let board = actor(Role::Commissioner, OrgKind::Council, true);
    assert!(!may(&board, Permit::SeeClaimLines, R::PAYER | R::AGREEMENT_IN_FORCE));
    assert!(may(&board, Permit::SeeFigures, R::NONE));
    assert!(!may(&board, Permit::SeeOwnFigures, R::OWN_ORGANISATION));
}

#[test]
fn two_people_delete_and_nobody_judges_themselves() {
    let guardian = actor(Role::Guardian, OrgKind::PlaceOffice, true);
    assert!(!may(&guardian, Permit::ReleaseRetention, R::NONE));
    assert!(may(&guardian, Permit::ReleaseRetention, R::ASKED_BY_ANOTHER));
    assert!(!may(&guardian, Permit::ReviewBreakGlass, R::OWN_SEAT));
    let administrator = actor(Role::Administrator, OrgKind::PlaceOffice, true);
    assert!(!may(&administrator, Permit::KeepSeats, R::OWN_SEAT));
}
