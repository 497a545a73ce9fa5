//! Sites of a place, its past, and the place as a scenario.

use axum::http::StatusCode;
use planning_site::{Demand, Whose, past, study};

use crate::world::world;

#[tokio::test]
async fn thirteen_clinics_to_four_with_those_who_lose_and_a_map() {
    let world = world(50);
    let (status, page) = world.get("/plan/sites?asked=1&p=4&site-1=open", "manager").await;
    assert_eq!(status, StatusCode::OK);
    for words in [
        "Marlshire: 13 sites to 4",
        "have a longer journey",
        "rt-map-title",
        "Proved: no other 4 sites",
        "closes",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let (_, asked) = world.get("/plan/sites", "manager").await;
    assert!(asked.contains("13 are open today") && !asked.contains("Proved"));
}

#[tokio::test]
async fn what_cannot_be_asked_is_said_beside_its_field() {
    let world = world(50);
    for (query, words) in [
        ("p=14", "from 1 to 13"),
        ("p=", "Enter how many sites"),
        ("p=1&site-1=open&site-2=open", "2 sites must be open"),
        ("p=1&longest=0.1", "has no site within"),
        ("p=4&longest=near", "Enter the longest journey"),
    ] {
        let (status, page) = world.get(&format!("/plan/sites?asked=1&{query}"), "manager").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(page.contains(words), "{query}: {words}");
    }
}

#[tokio::test]
async fn a_seat_without_figures_is_told_whom_to_ask() {
    let world = world(50);
    let (status, page) = world.get("/plan/sites?asked=1&p=4", "booking").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(page.contains("Partnership office") && !page.contains("rt-map-title"));
}

#[tokio::test]
async fn the_unchanged_year_is_read_exactly_as_the_journal_keeps_it() {
    let world = world(1_500);
    let last = world.now.day() - 1;
    let read = past(&world.reading(), last - 364, last).unwrap();
    assert!(read.past.len() > 1_000, "{}", read.past.len());
    assert_eq!(read.compared, 5 * read.past.len() as u64);
    assert_eq!(read.differ, Vec::<String>::new());
}

#[tokio::test]
async fn asks_of_a_place_are_counted_at_their_senders_and_none_is_lost() {
    let world = world(1_500);
    let today = world.now.day();
    let study = study(&world.reading(), "Marlshire", Demand::Asks, Whose::Everybody, today).unwrap();
    assert_eq!(study.groupings.len(), 3);
    let people: u64 = study.customers.iter().map(|of| u64::from(of.people)).sum();
    let (found, _) = referrals_site::past::from_where(&world.reading(), today - 364, today).unwrap();
    assert_eq!(people, found.iter().map(|of| u64::from(of.asks)).sum::<u64>());
}

#[test]
fn a_place_is_a_scenario_with_every_ask_of_the_year_and_what_people_did() {
    let world = world(1_500);
    let today = world.now.day();
    let place = planning_site::year(&world.reading(), "Marlshire", today, today).unwrap();
    let of = &place.scenario;
    of.check().unwrap();
    let mut asks = 0;
    referrals_site::past::histories(&world.reading(), today - 365, today - 1, |_, _, _| {
        asks += 1;
        Ok(())
    })
    .unwrap();
    let counted: f64 = of.areas.iter().flat_map(|area| &area.asks_a_year).sum();
    assert!((counted / f64::from(asks) - 1.0).abs() < 0.02, "{counted} {asks}");
    let seeing = of.services.iter().filter(|service| !service.sessions.is_empty()).count();
    assert!(seeing >= 30, "{seeing} of {}", of.services.len());
    assert!((0.0..0.5).contains(&of.behaviour.did_not_attend));
    let share = place.clinic_share.unwrap();
    assert!(share > 0.5 && share < 1.0, "{share}");
}

#[tokio::test]
async fn a_trial_hides_small_counts() {
    let world = world(1_500);
    let (first, last) = (world.now.day() - 365, world.now.day() - 1);
    let read = past(&world.reading(), first, last).unwrap();
    let rules: Vec<planning_rules::replay::Ready> = [lawbook::shipped::rule_set("GP-28").unwrap()]
        .iter()
        .map(|set| planning_rules::replay::Ready::of(set).unwrap())
        .collect();
    let period = clocks::Period { first, last };
    // So few asks that one group is small.
    let few: Vec<_> = read.past.into_iter().filter(|one| one.sent.fifth != Some(3)).take(60).collect();
    let both = planning_rules::replay::replay(&few, period, &rules, referrals_site::england());
    let trial = planning_site::Trial {
        title: "One rule",
        period: (first, last),
        made_on: last,
        read: (few.len(), 0),
        rules: (&rules, &rules),
        sides: (&both, &both),
        shift: None,
        no_shift: None,
    };
    let kept = planning_site::trial_of(&trial, None, "asked", &|org| org.to_string()).unwrap();
    let exact = &both.groups[1].1;
    let shown = &kept.sections[0].tables[1].rows;
    for (group, figures) in exact.iter().filter(|(_, figures)| (1..8).contains(&figures.asks)) {
        let row = shown.iter().find(|row| row[1] == *group).unwrap();
        assert_eq!(row[2], "*", "{group} {figures:?}");
    }
    for row in shown {
        let is_rounded = row[2].parse::<u32>().map_or(true, |count| count % 5 == 0);
        assert!(is_rounded, "no exact count of asks leaves: {row:?}");
    }
}
