//! Told to stop in the middle of work: everything that is on record was acknowledged, and everything acknowledged is on
//! record. Slow senders are let go. Numbers and the log name nobody.

#![allow(clippy::print_stdout, reason = "what was tried is counted and printed")]

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use journal::{Act, Allowed, Draft, Fault, Journal, Loading, Stream};
use kernel::Clock;
use policy::{Actor, Kind, Permit, Relations, Subject};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::connections::{self, Limits};
use super::requests::{Requests, counted};
use super::watching::{self, Watched};
use crate::place::{At, program};

/// A folder that goes when the test ends, and the place in it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        let name = format!("roundtable-app-{}", kernel::Id::from_bits(rand::random()));
        Folder(std::env::temp_dir().join(name))
    }

    fn at(&self) -> At {
        self.0.join("place.sqlite").to_string_lossy().parse().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// An act with nothing in it.
struct Note;

impl Act for Note {
    const NAME: &'static str = "note";
    const NEEDS: Permit = Permit::KeepPlace;
    type State = ();
    type Refusal = ();
    type Answer = ();

    fn load(&self, _: &Actor, _: &Loading<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn subject(&self, (): &(), _: &Actor) -> Subject {
        Subject::new(Kind::Place, Relations::NONE)
    }

    fn decide(self, (): (), allowed: &Allowed<'_, Note>) -> Result<Draft<()>, ()> {
        let id = kernel::Id::from_bits(allowed.new_bits());
        Ok(allowed.draft(()).fact(Stream::of("note", id), "noted.1", &()))
    }
}

async fn note(State((journal, program)): State<(Journal, Actor)>) -> Response {
    match journal.submit(&program, Note).await {
        Ok(done) => format!("{:09}", done.seq).into_response(),
        Err(why) => panic!("{why:?}"),
    }
}

fn limits() -> Limits {
    Limits {
        connections_most: 64,
        head: Duration::from_millis(400),
        drain: Duration::from_secs(10),
        calls_a_minute: 6_000_000,
    }
}

/// Sends note after note over one connection until the server ends it; the numbers that were acknowledged.
fn submit(at: std::net::SocketAddr, seen: &Mutex<BTreeSet<i64>>) {
    let Ok(mut stream) = TcpStream::connect(at) else { return };
    loop {
        let request = b"POST /note HTTP/1.1\r\nhost: here\r\ncontent-length: 0\r\n\r\n";
        if stream.write_all(request).is_err() {
            return;
        }
        let mut answer = Vec::new();
        let mut part = [0; 1024];
        while answer.len() < end_of(&answer) {
            match stream.read(&mut part) {
                Ok(0) | Err(_) => return,
                Ok(count) => answer.extend(&part[..count]),
            }
        }
        let body = String::from_utf8_lossy(&answer[answer.len() - 9..]).into_owned();
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
        assert!(seen.lock().unwrap().insert(body.parse().unwrap()), "acknowledged twice");
    }
}

/// Where an answer with nine bytes of body ends.
fn end_of(answer: &[u8]) -> usize {
    answer.windows(4).position(|end| end == b"\r\n\r\n").map_or(usize::MAX, |head| head + 4 + 9)
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_under_load_every_act_on_record_was_acknowledged_and_the_other_way_round() {
    let folder = Folder::new();
    let journal = folder.at().make(Arc::new(web::SystemClock)).unwrap();
    let router = Router::new().route("/note", post(note)).with_state((journal.clone(), program().unwrap()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let (stop, stopping) = watch::channel(false);
    let serving = tokio::spawn(connections::serve(listener, router, stopping, limits()));
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let clients: Vec<_> = (0..48)
        .map(|_| {
            let seen = seen.clone();
            std::thread::spawn(move || submit(at, &seen))
        })
        .collect();
    while seen.lock().unwrap().len() < 300 {
        tokio::task::yield_now().await;
    }
    stop.send(true).unwrap();
    assert_eq!(serving.await.unwrap(), 0, "connections that would not end");
    for client in clients {
        client.join().unwrap();
    }
    let head = journal.head().await.unwrap();
    let seen = std::mem::take(&mut *seen.lock().unwrap());
    assert_eq!(i64::try_from(seen.len()).unwrap(), head.seq);
    assert_eq!(seen.last().copied(), Some(head.seq));
    drop(journal);
    let journal = folder.at().open(Arc::new(web::SystemClock)).unwrap();
    assert_eq!(journal.head().await.unwrap(), head, "and it is all there at the next start");
    println!("stopped under load: {} acknowledged, {} on record", seen.len(), head.seq);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_trickles_in_is_let_go_and_others_are_served_meanwhile() {
    let router = Router::new().route("/note", post(|| async { "000000001" }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let (stop, stopping) = watch::channel(false);
    let serving = tokio::spawn(connections::serve(listener, router, stopping, limits()));
    let clients = std::thread::spawn(move || {
        let mut slow = Vec::new();
        for _ in 0..32 {
            let mut stream = TcpStream::connect(at).unwrap();
            stream.write_all(b"POST /note HTTP/1.1\r\nhost: he").unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
            slow.push(stream);
        }
        let mut quick = TcpStream::connect(at).unwrap();
        quick.write_all(b"POST /note HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        quick.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        for mut stream in slow {
            let mut rest = Vec::new();
            assert!(stream.read_to_end(&mut rest).is_ok(), "a slow sender still has its connection");
        }
    });
    tokio::task::spawn_blocking(|| clients.join().unwrap()).await.unwrap();
    stop.send(true).unwrap();
    assert_eq!(serving.await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_are_told_in_the_form_dashboards_read_and_a_stopping_place_is_not_ready() {
    use tower::ServiceExt;
    let folder = Folder::new();
    let journal = folder.at().make(Arc::new(web::SystemClock)).unwrap();
    journal.submit(&program().unwrap(), Note).await.unwrap();
    let (stop, stopping) = watch::channel(false);
    let requests = Arc::new(Requests::default());
    let watched =
        Watched { journal, program: program().unwrap(), requests: requests.clone(), stop: stopping };
    let ask = async |path: &str| {
        let request = axum::extract::Request::get(path).body(axum::body::Body::empty()).unwrap();
        let answer = watching::routes(watched.clone()).oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    };
    assert_eq!(ask("/healthz").await, (200, "alive\n".to_owned()));
    assert_eq!(ask("/readyz").await, (200, "ready\n".to_owned()));
    let pages = counted(Router::new().route("/asks/{id}", axum::routing::get(|| async { "page" })), requests);
    let page = axum::extract::Request::get("/asks/01J").body(axum::body::Body::empty()).unwrap();
    pages.oneshot(page).await.unwrap();
    let (status, text) = ask("/metrics").await;
    assert_eq!(status, 200);
    for line in [
        "roundtable_chain_acts 1",
        "roundtable_writing 1",
        "roundtable_write_queue 0",
        "roundtable_commit_seconds_count 1",
        "roundtable_commit_seconds_bucket{le=\"+Inf\"} 1",
        "roundtable_requests_total{class=\"2xx\"} 1",
        "roundtable_messages_not_delivered 0",
        "# TYPE roundtable_asks_silent gauge",
        "# TYPE roundtable_jobs gauge",
        "roundtable_chain_age_seconds 0",
    ] {
        assert!(text.lines().any(|of| of == line), "{line} is not in\n{text}");
    }
    // Every line is a comment or a name, perhaps labels, and a number.
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, number) = line.rsplit_once(' ').unwrap();
        assert!(number.parse::<f64>().is_ok() && name.starts_with(['r', 'p']), "{line}");
    }
    stop.send(true).unwrap();
    assert_eq!(ask("/readyz").await.0, 503);
    assert_eq!(ask("/healthz").await.0, 200);
}

/// Where a test's log goes.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_log_tells_which_page_and_how_it_ended_and_neither_the_address_nor_what_was_asked() {
    use tower::ServiceExt;
    let kept = Kept::default();
    let writer = kept.clone();
    let log = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::with_default(log, || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let folder = Folder::new();
            let clock = Arc::new(web::SystemClock);
            let journal = folder.at().make(clock).unwrap();
            let serving = super::Serving {
                journal: journal.clone(),
                name: "Marlshire".to_owned(),
                base: "http://127.0.0.1:8118".to_owned(),
                listen: "127.0.0.1:8118".parse().unwrap(),
                synthetic: true,
                described: None,
                training: true,
                trusts_proxy: false,
                secret: folder.at().secret().unwrap(),
                numbers: referrals_rules::request::Numbers {
                    safeguarding_lead: "lead".to_owned(),
                    urgent_care: "urgent".to_owned(),
                },
                office: "office".to_owned(),
                emergency: true,
                mail: None,
                bounces: None,
                evening: None,
                time: None,
                figures: std::sync::Arc::default(),
                program: program().unwrap(),
                private: None,
                limits: limits(),
            };
            let accounts = super::accounts(&serving).unwrap();
            let requests = Arc::new(Requests::default());
            let pages = counted(super::router(&serving, &accounts), requests);
            for path in [
                "/asks/01PLANTEDASKID00000000000A?name=Amara+Planted&nhs=9990001234",
                "/sent?find=Amara%20Planted",
                "/no-such-page/9990001234",
                "/sign-in?then=%2Fasks%2F01PLANTEDASKID",
            ] {
                let request = axum::extract::Request::get(path)
                    .extension(axum::extract::ConnectInfo(std::net::SocketAddr::from((
                        [192, 0, 2, 77],
                        4000,
                    ))))
                    .header("user-agent", "Amara's telephone")
                    .header("cookie", "rt-session=planted-cookie")
                    .body(axum::body::Body::empty())
                    .unwrap();
                pages.clone().oneshot(request).await.unwrap();
            }
            let form = "email=amara.planted%40example.nhs.uk&password=planted-password&name=Amara+Planted";
            let request = axum::extract::Request::post("/sign-in")
                .extension(axum::extract::ConnectInfo(std::net::SocketAddr::from(([192, 0, 2, 77], 4000))))
                .header("content-type", "application/x-www-form-urlencoded")
                .body(axum::body::Body::from(form))
                .unwrap();
            pages.clone().oneshot(request).await.unwrap();
            let now = web::SystemClock.now();
            assert!(now > kernel::Moment::from_micros(0));
        });
    });
    let log = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    assert!(log.matches("answered").count() >= 5, "{log}");
    assert!(log.contains("/sign-in"), "{log}");
    for planted in ["lanted", "mara", "9990001234", "PLANTED", "192.0.2.77", "telephone", "example.nhs.uk"] {
        assert!(!log.contains(planted), "the log holds {planted}:\n{log}");
    }
}
