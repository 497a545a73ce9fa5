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
    let seat = world
        .county
        .place
        .people
        .iter()
        .find(|of| of.seat.org == host && of.seat.role == "guardian")
        .unwrap();
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

#[tokio::test]
async fn a_guardian_of_either_side_breaks_the_glass_for_a_reason_and_nobody_else_finds_the_page() {
    let world = World::new();
    let (path, nurse, host) = placed(&world).await;
    let glass = format!("{path}/glass");
    let why = [("why", "A complaint was made about this visit")];
    let third = world.sender(1);
    let others = [
        nurse.clone(),
        world.who(host, "manager"),
        world.who(host, "booking"),
        world.who(host, "fitter"),
        world.who(third, "guardian"),
        world.who(third, "clinician"),
    ];
    let guessed = format!("/asks/{}/glass", "0".repeat(26));
    for other in &others {
        assert!(!world.get(other, &path).await.says("Break the glass"));
        for (real, wrong) in [
            (world.get(other, &glass).await, world.get(other, &guessed).await),
            (world.post(other, &glass, &why).await, world.post(other, &guessed, &why).await),
        ] {
            assert_eq!((real.status, real.body), (StatusCode::NOT_FOUND, wrong.body));
        }
    }
    let guardian = world.who(host, "guardian");
    let page = world.get(&guardian, &path).await;
    assert!(page.says("Break the glass") && !page.says("Amara Fairweather"));
    let short = world.post(&guardian, &glass, &[("why", "because")]).await;
    assert!(short.status == StatusCode::UNPROCESSABLE_ENTITY && !short.says("Amara Fairweather"));
    let opened = world.post(&guardian, &glass, &why).await;
    assert!(opened.says("Amara Fairweather") && opened.says("A complaint was made"), "{}", opened.body);
    // Once: the next page of hers is closed again. The other side's guardian has it to judge.
    assert!(!world.get(&guardian, &path).await.says("Amara Fairweather"));
    assert!(world.get(&guardian, "/mine").await.says("Nothing waits for you"));
    let judge = world.get(&world.who(world.sender(0), "guardian"), "/mine").await;
    assert!(judge.says("Judge the look at") && !judge.says("Amara"), "{}", judge.body);
}
