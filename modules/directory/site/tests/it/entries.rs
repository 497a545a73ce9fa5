//! The directory as partners read it.

use axum::http::StatusCode;
use directory_rules::facts::v1;
use directory_site::acts::Brought;
use kernel::{Moment, Point};
use policy::{Kind, Permit, Relations, Rulebook, Subject};

use crate::world::{MORNING, World, actor};

#[tokio::test]
async fn partners_find_whom_to_ring_and_the_first_time() {
    let world = World::new().await;
    let list = world.get("other-manager", "/directory?method=cu-iud").await;
    assert!(list.says("Coil clinic") && !list.says("Harbour Surgery"));
    assert!(world.get("other-manager", "/directory?kind=hospital").await.says("No entry matches"));
    let entry = world.get("other-manager", "/directory/Y10001").await;
    for words in ["Lead nurse, 01632 960103", "10 Mar", "Polish", "An interpreter can be booked", "Step-free"]
    {
        assert!(entry.says(words), "{words}: {}", entry.body);
    }
    assert_eq!(world.get("other-manager", "/directory/Y99999").await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.get("stranger", "/directory").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_entry_that_nobody_confirms_fades_and_goes() {
    let world = World::new().await;
    let on = |days: i32| Moment::start_of(MORNING.day() + days).plus_hours(9);
    for (days, shown, warned) in [(89, true, false), (90, true, true), (119, true, true), (120, false, false)]
    {
        world.clock.set(on(days));
        let list = world.get("other-manager", "/directory").await;
        assert_eq!((list.says("Coil clinic"), list.says("May be out of date")), (shown, warned), "{days}");
        let entry = world.get("other-manager", "/directory/Y10001").await;
        assert_eq!(entry.says("Lead nurse"), shown, "{days}");
    }
    assert!(world.get("other-manager", "/directory/Y10001").await.says("One service is not shown"));
}

#[tokio::test]
async fn the_small_areas_of_a_place_are_listed_filtered_sorted_and_go_out() {
    let world = World::new().await;
    let none = world.get("manager", "/small-areas").await;
    assert!(none.says("no small areas yet") && none.says("small-areas.jsonl"), "{}", none.body);
    let area = |code: &str, name: &str, people: u32, women: Option<u32>, fifth: u8| {
        Brought::SmallArea(v1::SmallArea {
            code: code.to_owned(),
            name: name.to_owned(),
            district: "Hillshire".to_owned(),
            council: "OFFICE".parse().unwrap(),
            at: Point { latitude: 54.6, longitude: -1.5 },
            people,
            women_16_to_49: women,
            fifth,
            rural: if fifth == 1 { "urban" } else { "village" }.to_owned(),
        })
    };
    let areas = vec![
        area("E01099001", "Hillshire 001A", 1_512, Some(402), 1),
        area("E01099002", "Hillshire 001B", 987, None, 4),
    ];
    let world = World::with(areas).await;
    let all = world.get("booking", "/small-areas?sort=people").await;
    assert!(all.says("2 of 2 small areas, 2,499 people"), "{}", all.body);
    assert!(all.body.find("Hillshire 001B") < all.body.find("Hillshire 001A"), "the fewer people first");
    assert!(all.says("1,512") && all.says("1, most deprived") && all.says("Not recorded"));
    let one = world.get("booking", "/small-areas?fifth=4").await;
    assert!(one.says("1 of 2 small areas, 987 people") && !one.says("Hillshire 001A"));
    assert!(world.get("booking", "/small-areas?q=nowhere").await.says("No small area matches"));
    let csv = world.get("booking", "/small-areas.csv").await;
    assert!(
        csv.body.contains("E01099002,Hillshire 001B,Hillshire,OFFICE,54.6,-1.5,987,,4,village"),
        "{}",
        csv.body
    );
    assert_eq!(world.get("stranger", "/small-areas").await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.get("stranger", "/small-areas.csv").await.status, StatusCode::SEE_OTHER);
}

/// The header offers nobody a page that would be refused.
#[test]
fn the_parts_of_the_header_are_those_that_the_policy_opens() {
    let rulebook = Rulebook::shipped().unwrap();
    for name in ["manager", "fitter", "booking", "guardian", "other-manager", "convener"] {
        let actor = actor(name);
        for part in directory_site::parts(&actor) {
            let (permit, kind) = match part.href.as_str() {
                "/practice" => (Permit::SeeOwnDirectory, Kind::Directory),
                "/directory" => (Permit::SeeDirectory, Kind::Directory),
                "/agreements" => (Permit::SeeAgreements, Kind::Agreement),
                "/flows" => (Permit::SeeFlows, Kind::Agreement),
                "/access-log" => (Permit::SeeAccessLog, Kind::AccessLog),
                other => panic!("{other} is not known to this test"),
            };
            let subject = Subject::new(kind, Relations::OWN_ORGANISATION);
            assert!(rulebook.decide(&actor, permit, subject).is_ok(), "{name} {}", part.href);
        }
    }
}
