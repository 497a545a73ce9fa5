//! Whoever is not party to an ask gets the answer of a wrong address, whatever they try.

use axum::http::StatusCode;

use crate::stories::placed;
use crate::world::World;

#[tokio::test]
async fn a_third_practice_gets_the_answer_of_a_wrong_address_everywhere() {
    let world = World::new();
    let (ask, _, _) = placed(&world).await;
    let wrong = world.get(&world.who(world.sender(1), "clinician"), "/asks/00000000000000000000000000").await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
    let councils = world.county.place.organisations.councils[0].code;
    let charity = world.county.place.organisations.charities[0].code;
    let office = world.county.place.organisations.office[0].code;
    let strangers = [
        world.who(world.sender(1), "clinician"),
        world.who(world.sender(1), "booking"),
        world.who(world.sender(1), "manager"),
        world.who(councils, "commissioner"),
        world.who(charity, "charity_worker"),
        world.who(office, "administrator"),
        world.who(office, "convener"),
    ];
    for who in &strangers {
        for path in ["", "/offer", "/fit", "/history"] {
            let answer = world.get(who, &format!("{ask}{path}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{who} {path}");
            assert!(!answer.says("Amara Fairweather") && answer.says("Page not found"));
        }
        for (path, fields) in [
            ("/move", vec![("move", "accept")]),
            ("/move", vec![("move", "nonsense")]),
            ("/offer", vec![("slot", "x")]),
            ("/fit", vec![("do", "fitted")]),
        ] {
            let answer = world.post(who, &format!("{ask}{path}"), &fields).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{who} {path}");
        }
    }
}

#[tokio::test]
async fn a_manager_sees_how_late_and_never_who() {
    let world = World::new();
    let (ask, _, host) = placed(&world).await;
    let manager = world.who(host, "manager");
    for path in [ask.as_str(), "/mine", "/inbox?show=all"] {
        let answer = world.get(&manager, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(!answer.says("Fairweather") && !answer.says("900123"), "{path}");
    }
}
