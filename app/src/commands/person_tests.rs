//! One made-up person, from being found to being erased, by the commands as they are typed, on the demo's place.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::header;
use clap::Parser;
use journal::{KeyName, Query, Reading, Value};
use kernel::AskId;
use policy::{Kind, Permit, Relations, Subject};
use referrals_rules::facts::v1::Written;
use referrals_site::acts::{HoldRecord, Review, Reviewed, SaveDraft, broken};
use tower::ServiceExt;
use trial::marlshire::names::slug;

use crate::Arguments;
use crate::place::{At, program};
use crate::serve::{self, Serving};
use crate::settings::Settings;

struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        let name = format!("roundtable-person-{}", kernel::Id::from_bits(rand::random()));
        Folder(std::env::temp_dir().join(name))
    }

    fn at(&self) -> At {
        self.db().parse().unwrap()
    }

    fn db(&self) -> String {
        format!("sqlite:{}", self.0.join("place.sqlite").display())
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs a command as it is typed; the line it ends with where it does not go well.
fn typed(words: &[&str]) -> Result<(), String> {
    let words = std::iter::once("roundtable").chain(words.iter().copied());
    let arguments = Arguments::try_parse_from(words).map_err(|error| error.to_string())?;
    super::run(arguments.command).map_err(|failure| failure.to_string())
}

fn reading(at: &At) -> Reading {
    let subject = Subject::new(Kind::Retention, Relations::NONE);
    at.look().unwrap().reading(&program().unwrap(), Permit::RunRetention, subject).unwrap()
}

fn texts(at: &At, sql: &'static str, values: &[Value]) -> Vec<Vec<String>> {
    let query = Query { name: "test", sql };
    let rows = reading(at).rows(&query, values).unwrap();
    rows.iter().map(|row| (0..).map_while(|column| row.get::<String>(column).ok()).collect()).collect()
}

fn count(at: &At, sql: &'static str, values: &[Value]) -> i64 {
    reading(at).first(&Query { name: "test", sql }, values).unwrap().unwrap().get(0).unwrap()
}

/// What a page of the served place says to whoever comes in by a door.
fn page(at: &At, door: &str, path: &str) -> String {
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
    let router = serve::router(&serving, &serve::accounts(&serving).unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let from = std::net::SocketAddr::from(([127, 0, 0, 1], 40_000));
        let send = async |request: axum::http::request::Builder, body: String| {
            let request = request.extension(ConnectInfo(from)).body(Body::from(body)).unwrap();
            let answer = router.clone().oneshot(request).await.unwrap();
            let cookies: Vec<String> = answer
                .headers()
                .get_all(header::SET_COOKIE)
                .iter()
                .filter_map(|cookie| cookie.to_str().ok()?.split(';').next().map(str::to_owned))
                .collect();
            let body = axum::body::to_bytes(answer.into_body(), 1 << 22).await.unwrap();
            (String::from_utf8(body.to_vec()).unwrap(), cookies.join("; "))
        };
        let (doors, stranger) = send(Request::get(format!("/enter/{door}")), String::new()).await;
        let hidden = |name: &str| {
            let field = format!("name=\"{name}\" value=\"");
            let rest =
                doors.split_once(&field).unwrap_or_else(|| panic!("the door {door} is shut: {doors}")).1;
            rest.split('"').next().unwrap().to_owned()
        };
        let form = format!(
            "form_token={}&user={}&seat={}&then=%2Fmine",
            hidden("form_token").replace('+', "%2B").replace('/', "%2F").replace('=', "%3D"),
            hidden("user"),
            hidden("seat")
        );
        let enter = Request::post(format!("/enter/{door}"))
            .header(header::COOKIE, &stranger)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let (_, session) = send(enter, form).await;
        assert!(!session.is_empty(), "the door {door} does not open");
        send(Request::get(path).header(header::COOKIE, session), String::new()).await.0
    })
}

fn holds(path: &Path, name: &str) -> bool {
    std::fs::read(path).is_ok_and(|bytes| bytes.windows(name.len()).any(|part| part == name.as_bytes()))
}

#[test]
fn a_person_is_found_given_what_is_held_and_erased_by_two_people_everywhere() {
    let folder = Folder::new();
    let (at, db) = (folder.at(), folder.db());
    typed(&["demo", "--report", "--db", &db]).unwrap();
    let booked =
        "select reference, id, host from referral_ask where brought_in = 0 and state = 'booked' order by id";
    let found = texts(&at, booked, &[]).swap_remove(0);
    let (reference, id, host) = (found[0].as_str(), found[1].as_str(), found[2].as_str());
    let ask: AskId = id.parse().unwrap();
    let seat_of = "select s.id, s.title from directory_seat s join directory_organisation o on o.code = s.org
                   where o.kind = ?1 and s.role = ?2 order by s.id";
    let office = |role: &str| texts(&at, seat_of, &["place_office".into(), role.into()])[0][0].clone();
    let (guardian, administrator) = (office("guardian"), office("administrator"));
    let fitter = "select title, org from directory_seat where org = ?1 and role = 'fitter' order by id";
    let fitter = texts(&at, fitter, &[host.into()]).swap_remove(0);
    let door = slug(&format!("{} {}", fitter[0], fitter[1]));

    merged_and_parted(&at, &db);
    a_result_is_hers_too(&folder, &guardian, &administrator);
    what_goes_by_the_schedule_is_of_every_module(&at, &guardian);

    // Found, without a name; and given, with it, on record.
    typed(&["person", "find", "--db", &db, "--ask", reference]).unwrap();
    let given = folder.path("given");
    let export = ["person", "export", "--db", &db, "--seat", &guardian, "--ask", reference];
    typed(&[&export[..], &["--case", "SAR-2026/014", &given]].concat()).unwrap();
    let text = std::fs::read_to_string(format!("{given}/ask-{reference}.txt")).unwrap();
    let name = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("name: "))
        .unwrap_or_else(|| panic!("{text}"))
        .to_owned();
    assert!(name.contains(' '), "{name}");
    let looked = std::fs::read_to_string(format!("{given}/who-looked-{reference}.csv")).unwrap();
    assert!(looked.contains("break-glass") && looked.contains("SAR-2026/014"), "{looked}");
    assert!(!looked.contains(&name));
    let again = typed(&[&export[..], &["--case", "9990001234", &folder.path("no")]].concat()).unwrap_err();
    assert!(again.contains("it could be a person's number"), "{again}");

    // She is on the page of those who see her, and her name is nowhere in the file.
    let address = format!("/asks/{id}");
    assert!(page(&at, &door, &address).contains(&name), "the page does not name her before");
    assert!(!holds(at.file().unwrap(), &name));
    assert!(count(&at, "select count(*) from referral_lookup where ask = ?1", &[id.into()]) > 0);

    // One asks, another releases.
    let erase = ["person", "erase", "--db", &db, "--seat", &guardian, "--ask", reference];
    hold(&at, &guardian, reference, Some("court"));
    let held =
        typed(&[&erase[..], &["--why", "own-request", "--case", "SAR-2026/014"]].concat()).unwrap_err();
    assert!(held.contains("is held back"), "{held}");
    hold(&at, &guardian, reference, None);
    typed(&[&erase[..], &["--why", "own-request", "--case", "SAR-2026/014"]].concat()).unwrap();
    let erasure =
        texts(&at, "select id from persons_erasure where state = 'asked'", &[]).swap_remove(0).swap_remove(0);
    let same = typed(&["person", "release", &erasure, "--db", &db, "--seat", &guardian]).unwrap_err();
    assert!(same.contains("may not"), "{same}");
    assert!(page(&at, &door, &address).contains(&name), "nothing is erased before the release");
    let twice =
        typed(&[&erase[..], &["--why", "own-request", "--case", "SAR-2026/014"]].concat()).unwrap_err();
    assert!(twice.contains("has been asked for already"), "{twice}");
    hold(&at, &guardian, reference, Some("court"));
    let held = typed(&["person", "release", &erasure, "--db", &db, "--seat", &administrator]).unwrap_err();
    assert!(held.contains("is held back"), "{held}");
    assert!(page(&at, &door, &address).contains(&name), "what is held is not erased");
    hold(&at, &guardian, reference, None);
    typed(&["person", "release", &erasure, "--db", &db, "--seat", &administrator]).unwrap();
    typed(&["person", "erasures", "--db", &db]).unwrap();

    // Gone: from pages, look-up, what is given, and a backup made after; and the record still verifies.
    for path in [address.as_str(), "/inbox", "/mine", "/session"] {
        assert!(!page(&at, &door, path).contains(&name), "{path} still names her");
    }
    for sql in [
        "select count(*) from referral_lookup where ask = ?1",
        "select count(*) from referral_link where ask = ?1",
        "select count(*) from referral_ask where id = ?1 and (name_sealed is not null or person is not null)",
    ] {
        assert_eq!(count(&at, sql, &[id.into()]), 0, "{sql}");
    }
    let after = folder.path("after");
    let export = ["person", "export", "--db", &db, "--seat", &guardian, "--ask", reference];
    typed(&[&export[..], &["--case", "SAR-2026/015", &after]].concat()).unwrap();
    let text = std::fs::read_to_string(format!("{after}/ask-{reference}.txt")).unwrap();
    assert!(!text.contains(&name) && !text.contains("opened for you"), "{text}");
    let backup = folder.path("backup.sqlite");
    typed(&["backup", "--db", &db, &backup]).unwrap();
    assert!(!holds(Path::new(&backup), &name));
    let copy = At { database: PathBuf::from(&backup).into(), keys: at.keys.clone() };
    let key = KeyName::Ask(ask).to_string();
    assert_eq!(count(&copy, "select count(*) from journal_key where name = ?1", &[key.into()]), 0);
    typed(&["place", "export", &folder.path("exported"), "--db", &db]).unwrap();
    for file in std::fs::read_dir(folder.path("exported")).unwrap() {
        assert!(!holds(&file.unwrap().path(), &name));
    }
    typed(&["verify", "--db", &db]).unwrap();

    // Letters that were still to go name nobody either, and none stands in the way of the others.
    let letters = folder.0.join("letters");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let journal = at.open(Arc::new(web::SystemClock)).unwrap();
        let post = mail::Folder::new(&letters, "roundtable@marlshire.example").unwrap();
        let base = "http://127.0.0.1:8118".to_owned();
        let desk =
            referrals_site::mailing::Mailing { journal: journal.clone(), program: program().unwrap(), base };
        for _ in 0..40 {
            mail::round(&journal, referrals_site::mailing::KIND, &desk, &post).await.unwrap();
        }
    });
    for letter in std::fs::read_dir(&letters).unwrap() {
        assert!(!holds(&letter.unwrap().path(), &name));
    }
    typed(&["verify", "--db", &db]).unwrap();
}

/// A guardian holds a record back, or lets it go again.
fn hold(at: &At, guardian: &str, reference: &str, why: Option<&str>) {
    let actor = super::person::actor(&reading(at), guardian.parse().unwrap()).unwrap();
    let act = HoldRecord { reference: reference.to_owned(), why: why.map(str::to_owned) };
    at.open(Arc::new(web::SystemClock)).unwrap().submit_here(&actor, act).unwrap();
}

/// What was put to her practice about a test of hers is found, given and erased as an ask is.
fn a_result_is_hers_too(folder: &Folder, guardian: &str, administrator: &str) {
    let (at, db) = (folder.at(), folder.db());
    let results = "select id, to_org from result_result where person_sealed is not null order by id";
    let result = texts(&at, results, &[]).swap_remove(0);
    let id = result[0].as_str();
    let known = || {
        let found =
            persons_site::find::same_person(&reading(&at), result[1].parse().unwrap(), id.parse().unwrap());
        found.unwrap().into_iter().map(|of| of.what.name()).collect::<Vec<_>>()
    };
    assert_eq!(known(), ["result"]);
    typed(&["person", "find", "--db", &db, "--ask", id]).unwrap();
    let given = folder.path("given-result");
    let case = ["--case", "SAR-2026/020"];
    let export = ["person", "export", "--db", &db, "--seat", guardian, "--ask", id];
    typed(&[&export[..], &case, &[&given]].concat()).unwrap();
    let text = std::fs::read_to_string(format!("{given}/result-{id}.txt")).unwrap();
    let name = text.lines().find_map(|line| line.trim().strip_prefix("name: ")).unwrap().to_owned();
    let looked = std::fs::read_to_string(format!("{given}/who-looked-{id}.csv")).unwrap();
    assert!(looked.contains("break-glass") && looked.contains("SAR-2026/020"), "{looked}");
    assert!(!looked.contains(&name) && !holds(at.file().unwrap(), &name));
    let told = "select count(*) from journal_job where body like '%glass-broken%' and body like ?1";
    assert_eq!(count(&at, told, &[format!("%/results/{id}%").into()]), 2, "both organisations are told");
    judged_by_another(&at, guardian, id, &result[1]);

    // A draft under the id of a result would be given its key, and would take it along when it is dropped.
    let seat = "select id from directory_seat where org = ?1 and role = 'clinician' order by id";
    let seat = texts(&at, seat, &[result[1].as_str().into()])[0][0].parse().unwrap();
    let clinician = super::person::actor(&reading(&at), seat).unwrap();
    let draft = SaveDraft { ask: id.parse().unwrap(), written: Written::default(), ticked: false };
    let journal = at.open(Arc::new(web::SystemClock)).unwrap();
    assert!(matches!(journal.submit_here(&clinician, draft), Err(journal::NotDone::AgainstTheRules(()))));
    drop(journal);

    let erase = ["person", "erase", "--db", &db, "--seat", guardian, "--ask", id, "--why", "own-request"];
    typed(&[&erase[..], &case].concat()).unwrap();
    let asked = "select id from persons_erasure where state = 'asked'";
    let erasure = texts(&at, asked, &[]).swap_remove(0).swap_remove(0);
    typed(&["person", "release", &erasure, "--db", &db, "--seat", administrator]).unwrap();
    for sql in [
        "select count(*) from recall_lookup where record = ?1",
        "select count(*) from result_result where id = ?1 and person_sealed is not null",
        "select count(*) from journal_key where name = 'ask/' || ?1",
    ] {
        assert_eq!(count(&at, sql, &[id.into()]), 0, "{sql}");
    }
    let after = folder.path("after-result");
    typed(&[&export[..], &case, &[&after]].concat()).unwrap();
    assert!(!std::fs::read_to_string(format!("{after}/result-{id}.txt")).unwrap().contains(&name));
}

/// Whether it was right to break the glass of a result is judged as it is of an ask: by a guardian who did not break it.
fn judged_by_another(at: &At, guardian: &str, id: &str, to: &str) {
    let record: kernel::Id = id.parse().unwrap();
    let org: kernel::OrgId = to.parse().unwrap();
    let waiting = broken(&reading(at), Some(org), None).unwrap();
    let look = waiting.iter().find(|look| look.record == record).unwrap();
    assert!(look.called.starts_with("Result of ") && look.address == "/results/", "{look:?}");
    let theirs = "select id from directory_seat where org = ?1 and role = 'guardian'";
    let theirs = texts(at, theirs, &[to.into()]).swap_remove(0).swap_remove(0);
    let elsewhere = "select id from directory_seat where role = 'guardian' and org <> ?1
                     and org not in (select from_org from result_result) and org like 'ZP%' order by id";
    let elsewhere = texts(at, elsewhere, &[to.into()]).swap_remove(0).swap_remove(0);
    let judge = |seat: &str| {
        let actor = super::person::actor(&reading(at), seat.parse().unwrap()).unwrap();
        let why = "She asked for it, in writing".to_owned();
        let reviewed = Reviewed { seq: look.seq, nth: look.nth, right: true, why };
        at.open(Arc::new(web::SystemClock)).unwrap().submit_here(&actor, Review { record, reviewed })
    };
    for nobody in [guardian, &elsewhere] {
        assert!(matches!(judge(nobody), Err(journal::NotDone::NotAllowed(_))), "{nobody}");
    }
    assert!(judge(&theirs).is_ok());
}

/// Recalls that have ended go as asks do, and stay where a guardian holds them back.
fn what_goes_by_the_schedule_is_of_every_module(at: &At, guardian: &str) {
    let today = kernel::Clock::now(&web::SystemClock).day();
    let ended = "select id from recall_recall where person_sealed is not null and ended_on <= ?1 order by id";
    let ended = texts(at, ended, &[today.into()]);
    assert!(ended.len() > 10, "the demo's recalls have ended");
    let recalls = || {
        let would = referrals_site::retention::preview(&reading(at), today).unwrap();
        let of = would.into_iter().filter(|of| of.class == "contents of recalls");
        of.fold((0, 0), |(go, held), of| (go + of.go, held + of.held))
    };
    let all = i64::try_from(ended.len()).unwrap();
    assert_eq!(recalls(), (all, 0));
    let kept = ended[0][0].as_str();
    hold(at, guardian, kept, Some("court"));
    assert_eq!(recalls(), (all - 1, 1));
    let due = referrals_site::retention::due(&reading(at), today, 100_000).unwrap();
    assert!(due.contains(&ended[1][0].parse().unwrap()) && !due.contains(&kept.parse().unwrap()));
    let held = referrals_site::retention::held(&reading(at), None).unwrap();
    assert!(held.iter().any(|(reference, why, _)| reference == kept && why == "court"), "{held:?}");
    hold(at, guardian, kept, None);
    assert_eq!(recalls(), (all, 0));
}

/// Two asks are merged by their guardian, for that organisation alone, and parted again.
fn merged_and_parted(at: &At, db: &str) {
    let live = "select reference, id, host, sender from referral_ask where brought_in = 0 and name_sealed is not null
                order by sent_on";
    let asks = texts(at, live, &[]);
    let (one, other) = (asks[0].clone(), asks[1].clone());
    assert_eq!(one[2], other[2], "the demo's asks have one host");
    let guardian = "select id from directory_seat where org = ?1 and role = 'guardian'";
    let guardian = texts(at, guardian, &[one[2].as_str().into()]).swap_remove(0).swap_remove(0);
    let known = |org: &str| {
        persons_site::find::same_person(&reading(at), org.parse().unwrap(), one[1].parse().unwrap())
            .unwrap()
            .len()
    };
    assert_eq!((known(&one[2]), known(&one[3])), (1, 1));
    let merge = |what: &str, why: &str| {
        typed(&[
            "person", what, &one[0], &other[0], "--db", db, "--seat", &guardian, "--why", why, "--case",
            "IG-7/26",
        ])
    };
    assert!(merge("part", "mistyped").unwrap_err().contains("they stand so already"));
    merge("merge", "mistyped").unwrap();
    // What the host knows, the sender does not.
    assert_eq!((known(&one[2]), known(&one[3])), (2, 1));
    assert!(merge("merge", "mistyped").unwrap_err().contains("they stand so already"));
    assert!(merge("merge", "because").unwrap_err().contains("is none of mistyped, changed"));
    merge("part", "merged-by-mistake").unwrap();
    assert_eq!(known(&one[2]), 1);
    typed(&["verify", "--db", db]).unwrap();
}
