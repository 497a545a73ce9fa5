//! The served demo attacked from inside its own pages: a crawler as each role follows every link and sends every form it
//! meets, as another site would, as another session would, and with texts that were made to be run. What was tried is counted
//! and printed; `docs/safety/attacks.md` has the table.

#![allow(clippy::print_stdout, reason = "what was tried is counted and printed")]

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, header};
use clap::Parser;
use journal::Journal;
use tower::ServiceExt;

use super::upload_tests::withstand;
use super::{Serving, accounts, router};
use crate::place::{At, program};
use crate::settings::Settings;

/// Pages that the crawler opens in one role at the most.
const PAGES_MOST: usize = 120;

/// Texts that were made to be run by whatever takes them for something else.
const HOSTILE: &[&str] = &[
    "'; drop table referral_ask; --",
    "\" onmouseover=\"alert(1)",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "../../../../etc/passwd",
    "a\r\nSet-Cookie: planted=1",
    "=cmd|'/c calc'!A1",
    "\u{202e}txt.exe \u{0}\u{7}\u{1b}[2J",
    "%00%0d%0a%3cscript%3e",
    "999999999999999999999999",
];

pub(super) struct Folder(pub(super) PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(super) fn served(at: &At) -> (Router, Journal) {
    let listen = "127.0.0.1:8118".parse().unwrap();
    let settings = Settings::default();
    let serving = Serving {
        journal: at.open(Arc::new(web::SystemClock)).unwrap(),
        name: "Marlshire".to_owned(),
        base: format!("http://{listen}"),
        listen,
        synthetic: true,
        described: None,
        training: true,
        trusts_proxy: false,
        secret: at.secret().unwrap(),
        numbers: referrals_rules::request::Numbers {
            safeguarding_lead: settings.safeguarding_lead.clone(),
            urgent_care: settings.urgent_care.clone(),
        },
        office: settings.office.clone(),
        emergency: true,
        mail: None,
        bounces: None,
        evening: None,
        time: None,
        figures: Arc::default(),
        program: program().unwrap(),
        private: None,
        limits: settings.limits(),
    };
    (router(&serving, &accounts(&serving).unwrap()), serving.journal)
}

/// A place of the demo, or an empty one, in a folder of its own.
pub(super) fn place(demo: bool) -> (Folder, At) {
    let name = format!("roundtable-attack-{}", kernel::Id::from_bits(rand::random()));
    let folder = Folder(std::env::temp_dir().join(name));
    let db = format!("sqlite:{}", folder.0.join("place.sqlite").display());
    let words = if demo {
        vec!["roundtable", "demo", "--report", "--db", &db]
    } else {
        vec!["roundtable", "place", "new", "--db", &db]
    };
    crate::commands::run(crate::Arguments::try_parse_from(words).unwrap().command).unwrap();
    (folder, db.parse().unwrap())
}

pub(super) struct Answer {
    pub(super) status: u16,
    headers: HeaderMap,
    pub(super) body: String,
}

impl Answer {
    fn cookies(&self) -> String {
        let cookies = self.headers.get_all(header::SET_COOKIE).iter();
        let pairs = cookies.filter_map(|cookie| cookie.to_str().ok()?.split(';').next().map(str::to_owned));
        pairs.collect::<Vec<_>>().join("; ")
    }
}

pub(super) async fn send(router: &Router, request: axum::http::request::Builder, body: Vec<u8>) -> Answer {
    let from = SocketAddr::from(([127, 0, 0, 1], 40_000));
    let request = request.extension(ConnectInfo(from)).body(Body::from(body)).unwrap();
    let answer = router.clone().oneshot(request).await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let body = axum::body::to_bytes(answer.into_body(), 1 << 24).await.unwrap();
    Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
}

pub(super) async fn get(router: &Router, path: &str, cookies: &str) -> Answer {
    send(router, Request::get(path).header(header::COOKIE, cookies), Vec::new()).await
}

/// A form as a page has it: where it is sent to, and its fields with what stands in them.
#[derive(Clone, Debug)]
struct Form {
    action: String,
    fields: Vec<(String, String)>,
}

impl Form {
    fn with(&self, change: impl Fn(&str, &str) -> String) -> Vec<u8> {
        let mut text = String::new();
        for (name, value) in &self.fields {
            let value = change(name, value);
            let pair: [&str; 2] = [name, &value];
            let coded = pair.map(|part| part.bytes().map(coded).collect::<String>());
            text.push_str(&format!("{}={}&", coded[0], coded[1]));
        }
        text.into_bytes()
    }
}

fn coded(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
}

fn plain(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

pub(super) fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split_once(&format!(" {name}=\""))?.1;
    Some(plain(rest.split('"').next()?))
}

fn links(body: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for part in body.split("<a ").skip(1) {
        let tag = format!(" {}", part.split('>').next().unwrap_or_default());
        if let Some(to) = attribute(&tag, "href")
            && to.starts_with('/')
            && !to.starts_with("//")
        {
            found.insert(to.split('#').next().unwrap_or_default().to_owned());
        }
    }
    found
}

fn forms(page: &str, body: &str) -> Vec<Form> {
    let mut found = Vec::new();
    for part in body.split("<form").skip(1) {
        let within = part.split("</form>").next().unwrap_or_default();
        let tag = within.split('>').next().unwrap_or_default();
        if attribute(tag, "method").is_none_or(|method| method != "post") {
            continue;
        }
        let action = attribute(tag, "action").filter(|action| !action.is_empty());
        let action = action.unwrap_or_else(|| page.to_owned());
        let mut fields = Vec::new();
        for (kind, start) in
            [("input", "<input "), ("textarea", "<textarea "), ("select", "<select "), ("button", "<button ")]
        {
            for part in within.split(start).skip(1) {
                let tag = format!(" {}", part.split('>').next().unwrap_or_default());
                let Some(name) = attribute(&tag, "name") else { continue };
                let value = match kind {
                    "select" => {
                        part.split("<option ").nth(1).and_then(|of| attribute(&format!(" {of}"), "value"))
                    }
                    _ => attribute(&tag, "value"),
                };
                fields.push((name, value.unwrap_or_default()));
            }
        }
        found.push(Form { action, fields });
    }
    found
}

/// The shape of an address: ids and references left out, so that a hundred asks are one kind of page.
fn shape(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let shaped = path.split('/').map(|part| {
        let is_id = part.len() >= 5 && part.chars().any(|letter| letter.is_ascii_digit());
        if is_id { "…" } else { part }
    });
    shaped.collect::<Vec<_>>().join("/")
}

pub(super) fn headers_stand(path: &str, answer: &Answer) {
    for name in [
        "content-security-policy",
        "x-content-type-options",
        "x-frame-options",
        "referrer-policy",
        "cache-control",
    ] {
        assert!(answer.headers.contains_key(name), "{path}: an answer of {} without {name}", answer.status);
    }
    if !path.starts_with("/assets/") {
        assert!(
            answer.headers.get_all("cache-control").iter().any(|of| of == "no-store"),
            "{path} may be kept"
        );
    }
    assert!(!answer.headers.contains_key("server"), "{path} tells what serves it");
    for cookie in answer.headers.get_all(header::SET_COOKIE) {
        let cookie = cookie.to_str().unwrap().to_lowercase();
        assert!(cookie.contains("httponly") && cookie.contains("samesite="), "{path}: {cookie}");
    }
}

/// Comes in by the door of a role; the session's cookies.
pub(super) async fn enter(router: &Router, role: &str) -> String {
    let door = format!("/enter/{role}");
    let shown = get(router, &door, "").await;
    let form = forms(&door, &shown.body).into_iter().find(|form| form.action == door);
    let form = form.unwrap_or_else(|| panic!("the door of {role} is shut: {}", shown.status));
    let request = Request::post(&door)
        .header(header::COOKIE, shown.cookies())
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let entered = send(router, request, form.with(|_, value| value.to_owned())).await;
    assert_eq!(entered.status, 303, "{role}: {}", entered.body);
    entered.cookies()
}

fn posted(action: &str, cookies: &str) -> axum::http::request::Builder {
    Request::post(action)
        .header(header::COOKIE, cookies)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
}

#[derive(Default, Debug)]
struct Tried {
    pages: usize,
    forms: usize,
    forged: usize,
    hostile: usize,
}

async fn crawl(router: &Router, journal: &Journal, role: &str, other: &str, tried: &mut Tried) {
    let mut cookies = enter(router, role).await;
    let (mut todo, mut seen) = (vec!["/mine".to_owned()], BTreeMap::<String, usize>::new());
    let (mut opened, mut met) = (BTreeSet::new(), BTreeMap::new());
    while let Some(path) = todo.pop() {
        let leaves = ["/sign-out", "/enter", "/assets/"];
        let of_shape = seen.entry(shape(&path)).or_default();
        if opened.contains(&path) || *of_shape >= 6 || leaves.iter().any(|out| path.starts_with(out)) {
            continue;
        }
        *of_shape += 1;
        opened.insert(path.clone());
        let answer = get(router, &path, &cookies).await;
        tried.pages += 1;
        headers_stand(&path, &answer);
        // A page never links to one that this reader cannot open.
        assert!(answer.status < 400, "{role}: {path} is linked to and answers {}", answer.status);
        todo.extend(links(&answer.body));
        for form in forms(&path, &answer.body) {
            met.entry(shape(&form.action)).or_insert(form);
        }
        if opened.len() >= PAGES_MOST {
            break;
        }
    }
    let foreign = enter(router, other).await;
    for form in met.values().filter(|form| !form.action.starts_with("/sign-out")) {
        tried.forms += 1;
        forge(router, journal, form, &cookies, &foreign, tried).await;
        for text in HOSTILE {
            hostile(router, form, &cookies, text, tried).await;
        }
        // A form may have ended the session, as a change of password does.
        if get(router, "/mine", &cookies).await.status != 200 {
            cookies = enter(router, role).await;
        }
    }
}

/// Sends a form as another site, another session and nobody would: refused each time, and nothing is recorded.
async fn forge(
    router: &Router,
    journal: &Journal,
    form: &Form,
    cookies: &str,
    foreign: &str,
    tried: &mut Tried,
) {
    let before = journal.head().await.unwrap().seq;
    let whole = form.with(|_, value| value.to_owned());
    let without =
        form.with(|name, value| if name == "form_token" { String::new() } else { value.to_owned() });
    let from_elsewhere = Request::post(&form.action)
        .header(header::COOKIE, cookies)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site");
    for (way, request, body) in [
        ("without its token", posted(&form.action, cookies), without),
        ("from another session", posted(&form.action, foreign), whole.clone()),
        ("from another site", from_elsewhere, whole.clone()),
        ("from nobody", posted(&form.action, ""), whole),
    ] {
        let answer = send(router, request, body).await;
        headers_stand(&form.action, &answer);
        tried.forged += 1;
        assert!((400..500).contains(&answer.status), "{} {way}: {}", form.action, answer.status);
    }
    assert_eq!(journal.head().await.unwrap().seq, before, "{}: something was recorded", form.action);
}

async fn hostile(router: &Router, form: &Form, cookies: &str, text: &str, tried: &mut Tried) {
    let kept = ["form_token", "user", "seat"];
    let body = form.with(|name, value| if kept.contains(&name) { value.to_owned() } else { text.to_owned() });
    let answer = send(router, posted(&form.action, cookies), body).await;
    tried.hostile += 1;
    headers_stand(&form.action, &answer);
    assert!(answer.status < 500, "{} with “{text}”: {}", form.action, answer.status);
    for run in ["<script>alert(1)", "<img src=x", "\" onmouseover=\"alert", "49${7"] {
        assert!(!answer.body.contains(run), "{} gives “{text}” back to be run", form.action);
    }
    assert!(!answer.cookies().contains("planted"), "{}: a header was written", form.action);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_link_and_every_form_of_every_role_withstands() {
    let (_folder, at) = tokio::task::spawn_blocking(|| place(true)).await.unwrap();
    let opened = at.clone();
    let (router, journal) = tokio::task::spawn_blocking(move || served(&opened)).await.unwrap();
    for (role, other) in [
        ("clinician", "manager"),
        ("booking", "clinician"),
        ("fitter", "commissioner"),
        ("manager", "booking"),
        ("guardian", "fitter"),
        ("commissioner", "guardian"),
        ("administrator", "clinician"),
        ("convener", "clinician"),
    ] {
        let mut tried = Tried::default();
        crawl(&router, &journal, role, other, &mut tried).await;
        println!("{role}: {tried:?}");
        assert!(tried.pages > 2, "{role} saw {} pages", tried.pages);
    }
    let asks = journal.head().await.unwrap();
    drop((router, journal));
    let keys = journal::Keyring::read(&at.keys).unwrap();
    let verified = journal::verify(&at.database, &keys, crate::place::MODULES).unwrap();
    assert_eq!((verified.findings, verified.head.link), (vec![], asks.link));
}

#[tokio::test(flavor = "multi_thread")]
async fn guessed_ids_are_answered_like_each_other_and_large_forms_are_refused() {
    let (_folder, at) = tokio::task::spawn_blocking(|| place(true)).await.unwrap();
    let opened = at.clone();
    let (router, _journal) = tokio::task::spawn_blocking(move || served(&opened)).await.unwrap();
    let cookies = enter(&router, "commissioner").await;
    let known = {
        let reading = at
            .look()
            .unwrap()
            .reading(
                &program().unwrap(),
                policy::Permit::RunRetention,
                policy::Subject::new(policy::Kind::Retention, policy::Relations::NONE),
            )
            .unwrap();
        let query = journal::Query { name: "test", sql: "select id from referral_ask order by id limit 200" };
        let rows = reading.rows(&query, &[]).unwrap();
        rows.iter().map(|row| row.get::<String>(0).unwrap()).collect::<Vec<_>>()
    };
    let shown = |body: &str| body.replace(|letter: char| letter.is_ascii_digit(), "").len();
    let nowhere = get(&router, "/asks/00000000000000000000000001", &cookies).await;
    let mut guessed = 0;
    for nth in 0..500_u128 {
        let random = kernel::Id::from_bits(rand::random()).to_string();
        let there = known.get(usize::try_from(nth).unwrap() % known.len()).unwrap();
        for id in [random.as_str(), there] {
            let answer = get(&router, &format!("/asks/{id}"), &cookies).await;
            assert_eq!(answer.status, nowhere.status, "/asks/{id} tells that it is there");
            assert!(
                shown(&answer.body).abs_diff(shown(&nowhere.body)) <= 80,
                "/asks/{id} is answered at another length"
            );
            guessed += 1;
        }
    }
    println!("{guessed} ids guessed, all answered as a wrong address is");
    println!("{} files that burst, nest or run sent to forms, all answered", withstand(&router).await);
    let large = vec![b'a'; 2 * 1024 * 1024 + 1];
    let answer = send(&router, posted("/sign-in", ""), large).await;
    assert_eq!(answer.status, 413);
    headers_stand("/sign-in", &answer);
    let nested = format!("/sign-in?then={}", "%2F".repeat(20_000));
    assert!(get(&router, &nested, "").await.status < 500);
    for path in [
        "/..%2f..%2fetc%2fpasswd",
        "/assets/x/../../etc/passwd",
        "/assets/%2e%2e/%2e%2e/Cargo.toml",
        "/%00",
        "/asks/%ff%fe",
    ] {
        let answer = get(&router, path, "").await;
        assert!((300..500).contains(&answer.status), "{path}: {}", answer.status);
        assert!(!answer.body.contains("root:") && !answer.body.contains("[package]"), "{path}");
    }
}
