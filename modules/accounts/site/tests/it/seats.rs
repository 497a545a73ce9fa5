//! A manager's page of seats: who holds what, who is invited, who leaves.

use axum::http::StatusCode;

use crate::browser::{Browser, signed_in};
use crate::place::{
    ADMINISTRATOR, DESK_ELSEWHERE, ELSEWHERE, EMPTY, MANAGER, NURSE, Place, RECEPTION, email, seat, user,
};

const DAYS: [(&str, &str); 3] = [("from[day]", "3"), ("from[month]", "3"), ("from[year]", "2025")];

fn form<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    DAYS.iter().chain(more).copied().collect()
}

#[tokio::test]
async fn a_manager_sees_an_empty_seat_and_invites_somebody_who_then_signs_in() {
    let place = Place::new();
    let (mut manager, _) = signed_in(&place, MANAGER).await;
    let page = manager.get("/seats").await.html;
    assert!(
        page.contains("Name somebody for the seat that nobody holds") && page.contains("Second nurse"),
        "{page}"
    );
    assert!(page.contains("Tamsin Merrow") && !page.contains("Vesna Penhallow"));
    let page = manager.get(&format!("/seats/invite?seat={}", seat(EMPTY))).await.html;
    assert!(page.contains("value=\"2025\""), "the first day is today unless changed");
    let wanted = seat(EMPTY).to_string();
    let fields = form(&[("name", "Orla Hartsease"), ("email", "orla@marlshire.example"), ("seat", &wanted)]);
    let answer = manager.post("/seats/invite", &fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.html);
    let code = answer.html.split("type this code: ").nth(1).unwrap().split('.').next().unwrap().to_owned();
    assert_eq!(code, place.mailed_code("account-invitation").unwrap());
    let mut orla = Browser::at(&place);
    let (secret, _) = orla.sets_up(&place, &code).await;
    orla.get("/sign-in").await;
    place.wind_seconds(31);
    let fields = [("email", "orla@marlshire.example"), ("password", crate::place::PASSWORD)];
    let to = orla.post("/sign-in", &fields).await.to;
    orla.get(&to).await;
    let code = secret.code_at(kernel::Clock::now(&*place.clock));
    assert_eq!(orla.post("/sign-in/code", &[("code", &code)]).await.to, "/");
    assert!(orla.get("/mine").await.html.contains("Orla Hartsease, Second nurse, clinician"));
    let page = manager.get("/seats").await.html;
    assert!(page.contains("Every seat has somebody in it today") && page.contains("Orla Hartsease"));
}

#[tokio::test]
async fn the_list_is_filtered_sorted_and_taken_away_as_csv() {
    let place = Place::new();
    let (mut manager, _) = signed_in(&place, MANAGER).await;
    let page = manager.get("/seats?q=larkhill").await.html;
    assert!(page.contains("Wilf Larkhill") && !page.contains("Tamsin Merrow"));
    let page = manager.get("/seats?state=empty").await.html;
    assert!(page.contains("1 line. ") && page.contains("Nobody"), "{page}");
    let page = manager.get("/seats?sort=holder&order=desc").await.html;
    assert!(
        page.find("Wilf Larkhill").unwrap()
            < page.find("Ines Oakhanger,").map_or(usize::MAX, |_| page.rfind("Ines Oakhanger").unwrap())
    );
    let csv = manager.get("/seats.csv").await.html;
    assert!(csv.contains("seat,role,telephone,holder,deputy,from,until,standing,synthetic\r\n"), "{csv}");
    assert!(csv.contains("Practice nurse,clinician,01632 960123,Tamsin Merrow,no,2025-01-01,,now"), "{csv}");
}

#[tokio::test]
async fn nobody_gives_a_seat_to_themselves_and_clashing_seats_stay_apart() {
    let place = Place::new();
    let (mut manager, _) = signed_in(&place, MANAGER).await;
    manager.get("/seats/name").await;
    let wanted = seat(EMPTY).to_string();
    let me = user(MANAGER).to_string();
    let answer =
        manager.post("/seats/name", &form(&[("user", &me), ("seat", &wanted), ("deputy", "yes")])).await;
    assert!(answer.html.contains("Nobody gives a seat to themselves"));
    manager.get("/seats/invite").await;
    let own = crate::place::email(MANAGER);
    let fields = form(&[("name", "Somebody else"), ("email", &own), ("seat", &wanted)]);
    let answer = manager.post("/seats/invite", &fields).await;
    assert!(answer.html.contains("Nobody gives a seat to themselves"), "{}", answer.html);
    let administrator = user(ADMINISTRATOR).to_string();
    let answer = manager.post("/seats/name", &form(&[("user", &administrator), ("seat", &wanted)])).await;
    assert!(answer.html.contains("holds none that sees a person"), "{}", answer.html);
    let nurse = user(NURSE).to_string();
    let answer =
        manager.post("/seats/name", &form(&[("user", &nurse), ("seat", &wanted), ("deputy", "yes")])).await;
    assert_eq!(answer.to, "/seats");
    assert!(manager.get("/seats").await.html.contains("Tamsin Merrow (deputy)"));
}

#[tokio::test]
async fn a_leaver_is_ended_from_the_page_and_is_out_at_once() {
    let place = Place::new();
    let (mut nurse, _) = signed_in(&place, NURSE).await;
    let (mut manager, _) = signed_in(&place, MANAGER).await;
    let path = format!("/seats/holding/{}/{}/2025-01-01", seat(NURSE), user(NURSE));
    assert!(manager.get(&path).await.html.contains("Tamsin Merrow"));
    let days = [("last[day]", "2"), ("last[month]", "3"), ("last[year]", "2025"), ("do", "leave")];
    assert_eq!(manager.post(&path, &days).await.to, "/seats");
    assert_eq!(nurse.get("/mine").await.status, StatusCode::SEE_OTHER);
    let page = manager.get("/seats").await.html;
    assert!(page.contains("2 seats that nobody holds"), "{page}");
    assert!(
        !page.contains("Tamsin Merrow")
            && manager.get("/seats?state=ended").await.html.contains("Tamsin Merrow")
    );
}

#[tokio::test]
async fn another_organisation_cannot_take_up_an_invitation_that_is_not_theirs() {
    let place = Place::new();
    let (mut elsewhere, _) = signed_in(&place, ELSEWHERE).await;
    elsewhere.get("/seats/invite").await;
    // Reception was brought in by their own practice and has not set up the account yet.
    let (wanted, address) = (seat(DESK_ELSEWHERE).to_string(), email(RECEPTION));
    let answer = elsewhere
        .post("/seats/invite", &form(&[("name", "W"), ("email", &address), ("seat", &wanted)]))
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.html);
    let code = place.mailed_code("account-invitation").unwrap();
    assert!(!answer.html.contains(&code), "the code goes to the address of the account alone");
}

#[tokio::test]
async fn reception_may_look_and_change_nothing() {
    let place = Place::new();
    let (mut reception, _) = signed_in(&place, RECEPTION).await;
    let page = reception.get("/seats").await.html;
    assert!(page.contains("Tamsin Merrow") && !page.contains("Invite somebody new"), "{page}");
    assert_eq!(reception.get("/seats/invite").await.status, StatusCode::NOT_FOUND);
    assert_eq!(reception.get("/seats/name").await.status, StatusCode::NOT_FOUND);
    let wanted = seat(EMPTY).to_string();
    reception.get("/seats").await;
    let fields = form(&[("name", "X Y"), ("email", "x@marlshire.example"), ("seat", &wanted)]);
    assert_eq!(reception.post("/seats/invite", &fields).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_stranger_is_led_to_sign_in_from_every_page() {
    let place = Place::new();
    let mut stranger = Browser::at(&place);
    for path in [
        "/account",
        "/account/password",
        "/account/codes",
        "/account/telephone",
        "/seats",
        "/seats.csv",
        "/seats/invite",
        "/seats/name",
    ] {
        assert!(stranger.get(path).await.to.starts_with("/sign-in?then=%2F"), "{path}");
    }
}
