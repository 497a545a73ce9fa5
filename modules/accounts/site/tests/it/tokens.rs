//! Tokens of an organisation's own system, and what the command line does.

use accounts_site::commands::{self, Newcomer};
use accounts_site::program;
use axum::http::StatusCode;
use kernel::Clock;
use policy::{Actor, OrgKind, Role};

use crate::browser::signed_in;
use crate::place::{ADMINISTRATOR, EMPTY, MANAGER, OTHERS, OURS, Place, morning, seat, user};

fn in_seat(bits: u128, role: Role) -> Actor {
    Actor {
        user: user(bits),
        seat: seat(bits),
        org: OURS.parse().unwrap(),
        org_kind: OrgKind::Practice,
        role,
        second_factor: true,
    }
}

#[test]
fn an_administrator_makes_a_token_that_acts_for_the_organisation_until_it_ends() {
    let place = Place::new();
    let administrator = in_seat(ADMINISTRATOR, Role::Administrator);
    let made =
        commands::make_token(&place.journal, &administrator, OURS.parse().unwrap(), "Record system").unwrap();
    let actor = place.accounts.actor_of_token(&made.bearer).unwrap();
    assert_eq!((actor.role, actor.org.as_str()), (Role::OrganisationToken, OURS));
    assert!(place.accounts.actor_of_token("").is_none());
    assert!(place.accounts.actor_of_token(&made.bearer.to_uppercase()).is_none());
    place.clock.set(place.clock.now().plus_hours(365 * 24));
    assert!(place.accounts.actor_of_token(&made.bearer).is_some(), "the last day still counts");
    place.clock.set(place.clock.now().plus_hours(24));
    assert!(place.accounts.actor_of_token(&made.bearer).is_none());
    place.clock.set(morning());
    commands::end_token(&place.journal, &administrator, made.id).unwrap();
    assert!(place.accounts.actor_of_token(&made.bearer).is_none());
    assert!(!place.bytes().windows(made.bearer.len()).any(|window| window == made.bearer.as_bytes()));
}

#[test]
fn nobody_else_makes_or_ends_one() {
    let place = Place::new();
    let make = |actor: &Actor, org: &str| {
        commands::make_token(&place.journal, actor, org.parse().unwrap(), "Record system").is_ok()
    };
    assert!(!make(&in_seat(MANAGER, Role::Manager), OURS));
    assert!(
        !make(&in_seat(ADMINISTRATOR, Role::Administrator), OTHERS),
        "an administrator makes their own alone"
    );
    assert!(make(&program(), OTHERS), "at the machine itself the command line makes one for anybody");
    let password_alone = Actor { second_factor: false, ..in_seat(ADMINISTRATOR, Role::Administrator) };
    assert!(!make(&password_alone, OURS));
}

#[test]
fn the_command_line_invites_and_gives_the_code_once() {
    let place = Place::new();
    let newcomer = Newcomer {
        name: "Orla Hartsease".into(),
        email: "orla@marlshire.example".into(),
        seat: seat(EMPTY),
        from: morning().day(),
        until: None,
        deputy: false,
    };
    let invited = commands::invite(&place.accounts, &program(), newcomer.clone()).unwrap();
    let text = invited.text.unwrap();
    assert!(text.starts_with("Open http://127.0.0.1:8080/invitation and type this code: "), "{text}");
    assert!(commands::invite(&place.accounts, &program(), newcomer.clone()).is_err(), "they hold it already");
    let again = commands::invite_again(&place.accounts, invited.user).unwrap().text.unwrap();
    assert_ne!(again, text, "a new code takes the place of the old one");
    for email in ["", "orla", "orla@", "@x.example", "a b@x.example", "a@b@x.example"] {
        assert!(
            commands::invite(
                &place.accounts,
                &program(),
                Newcomer { email: email.into(), ..newcomer.clone() }
            )
            .is_err()
        );
    }
}

#[tokio::test]
async fn an_administrator_sees_makes_and_ends_tokens_on_a_page_that_is_not_there_for_others() {
    let place = Place::new();
    let (mut administrator, _) = signed_in(&place, ADMINISTRATOR).await;
    assert!(administrator.get("/seats").await.html.contains("href=\"/seats/systems\""));
    let page = administrator.get("/seats/systems").await.html;
    assert!(page.contains("Nothing, unless a record system of yours"), "{page}");
    let untold = administrator.post("/seats/systems", &[("title", " ")]).await.html;
    assert!(untold.contains("Say which system the token is for"), "{untold}");
    let made = administrator.post("/seats/systems", &[("title", "Record system")]).await.html;
    let bearer = made.split("<code>").nth(1).unwrap().split("</code>").next().unwrap().to_owned();
    assert_eq!(place.accounts.actor_of_token(&bearer).unwrap().org.as_str(), OURS);
    let page = administrator.get("/seats/systems").await.html;
    assert!(page.contains("Record system") && !page.contains(&bearer), "shown once: {page}");
    let id = page.split("name=\"end\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();

    let (mut manager, _) = signed_in(&place, MANAGER).await;
    assert_eq!(manager.get("/seats/systems").await.status, StatusCode::NOT_FOUND);
    assert!(!manager.get("/seats").await.html.contains("/seats/systems"));
    assert_eq!(manager.post("/seats/systems", &[("end", &id)]).await.status, StatusCode::NOT_FOUND);
    assert!(place.accounts.actor_of_token(&bearer).is_some());

    administrator.get("/seats/systems").await;
    assert_eq!(administrator.post("/seats/systems", &[("end", &id)]).await.to, "/seats/systems");
    assert!(place.accounts.actor_of_token(&bearer).is_none());
}
