//! The access log: who looked at one ask, for the guardians of its two organisations; a break-glass is judged by another.

use axum::http::StatusCode;
use kernel::AskId;
use policy::{Actor, OrgKind, Role};
use referrals_site::acts::BreakGlass;

use crate::stories::placed;
use crate::world::World;

#[tokio::test]
async fn a_guardian_finds_who_looked_at_one_record_and_judges_a_break_glass() {
    let world = World::new();
    let (path, nurse, host) = placed(&world).await;
    assert!(world.get(&nurse, &path).await.says("Amara Fairweather"));
    let guardian = world.who(world.sender(0), "guardian");
    let log = world.get(&guardian, "/access-log").await;
    assert!(
        log.status == StatusCode::OK && log.says("Clinical contents") && !log.says("Amara"),
        "{}",
        log.body
    );
    let reference =
        log.body.split("/access-log?reference=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(
        world
            .get(&guardian, &format!("/access-log?reference={}", reference.to_lowercase()))
            .await
            .says("Clinical contents")
    );
    assert!(world.get(&guardian, "/access-log?day=2025-03-03&what=contents").await.says("Clinical contents"));
    for nothing in ["day=2025-03-04", "seat=nobody+at+all", "reference=ZZZZ-ZZZZ", "what=break-glass"] {
        assert!(
            world.get(&guardian, &format!("/access-log?{nothing}")).await.says("Nobody looked"),
            "{nothing}"
        );
    }

    // The host's guardian breaks the glass; the sender's sees it marked and judges it, and nobody judges their own.
    let ask: AskId = path.trim_start_matches("/asks/").parse().unwrap();
    let seat =
        world.place.people.iter().find(|of| of.seat.org == host && of.seat.role == "guardian").unwrap();
    let breaker = Actor {
        user: seat.user,
        seat: seat.seat.id,
        org: host,
        org_kind: OrgKind::Practice,
        role: Role::Guardian,
        second_factor: true,
    };
    let why = "A complaint was made about this visit".to_owned();
    world.journal.submit(&breaker, BreakGlass { ask, why }).await.unwrap();
    let log = world.get(&guardian, "/access-log?what=break-glass").await;
    assert!(
        log.says("Broke the glass") && log.says("A complaint was made") && log.says("6 Mar 2025"),
        "{}",
        log.body
    );
    let review =
        log.body.split(&format!("/access-log/{ask}/")).nth(1).unwrap().split('"').next().unwrap().to_owned();
    let review = format!("/access-log/{ask}/{review}");
    let own = world.who(host, "guardian");
    let fields = [("right", "right"), ("why", "The complaint is on file")];
    assert!(world.post(&own, &review, &fields).await.says("Nobody judges their own look"));
    let short = world.post(&guardian, &review, &[("why", "ok")]).await;
    assert!(
        short.status == StatusCode::UNPROCESSABLE_ENTITY
            && short.says("href=\"#right\"")
            && short.says("href=\"#why\"")
    );
    assert_eq!(world.post(&guardian, &review, &fields).await.status, StatusCode::SEE_OTHER);
    assert!(world.get(&guardian, "/access-log").await.says("Was right"));
    let file = world.get(&guardian, "/access-log.csv?what=break-glass").await;
    assert!(file.says(",right,The complaint is on file") && file.body.lines().count() == 2, "{}", file.body);

    // Everybody else: no log, or a log without it.
    let third = world.who(world.sender(1), "guardian");
    assert!(world.get(&third, "/access-log").await.says("Nobody looked"));
    assert_eq!(world.get(&third, &review).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.get(&nurse, "/access-log").await.status, StatusCode::NOT_FOUND);
}
