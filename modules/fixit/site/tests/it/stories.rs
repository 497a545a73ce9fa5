//! An issue from the door to its end, and everything that must not happen on the way.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it is wrong"
)]

use axum::http::StatusCode;
use fixit_site::mailing::{KIND, Mailing};
use fixit_site::upkeep::tick;
use journal::Keyring;
use kernel::Moment;
use mail::{Accepted, Letter, NotSent, Post};
use rand::SeedableRng;
use rand_pcg::Pcg64;

use crate::world::{Answer, MORNING, World};

const LEAD: &str = "Renal service manager";
const TEXT: &str = "Letters ask the practice to chase results that the clinic asked for";

/// Posts as the nth GP; the address of the issue.
async fn posted(world: &World, nth: usize, text: &str) -> String {
    let gp = world.who("GP", nth);
    let form = world.get(&gp, "/fix-it/post").await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.body);
    let issue = form.hidden("issue");
    let sent = post_as(world, &gp, &issue, text, &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    sent.location
}

async fn post_as(world: &World, who: &str, issue: &str, text: &str, more: &[(&str, &str)]) -> Answer {
    let mut fields = vec![("issue", issue), ("specialty", "renal"), ("broken", "result"), ("text", text)];
    fields.extend_from_slice(more);
    world.post(who, "/fix-it/post", &fields).await
}

async fn make(world: &World, who: &str, at: &str, fields: &[(&str, &str)]) -> Answer {
    let version = world.get(who, at).await.hidden("version");
    let mut all = vec![("version", version.as_str())];
    all.extend_from_slice(fields);
    world.post(who, &format!("{at}/move"), &all).await
}

async fn made(world: &World, who: &str, at: &str, fields: &[(&str, &str)]) {
    let answer = make(world, who, at, fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

fn days_later(world: &World, days: i64) {
    world.clock.set(world.journal.now().plus_hours(24 * days));
}

#[tokio::test]
async fn an_issue_from_the_door_to_its_end() {
    let world = World::new();
    let (gp, lead) = (world.who("GP", 0), world.who(LEAD, 0));
    let at = posted(&world, 0, TEXT).await;
    // The lead sees it at once, though nobody has screened it yet, and answers.
    let mine = world.get(&lead, "/fix-it?show=mine").await;
    assert!(mine.says("chase results"), "{}", mine.body);
    made(
        &world,
        &lead,
        &at,
        &[("move", "answer"), ("answer_words", "The clinic chases its own results from Monday")],
    )
    .await;
    let page = world.get(&gp, &at).await;
    assert!(page.says("The clinic chases its own results") && page.says("I agree"), "{}", page.body);
    made(&world, &gp, &at, &[("move", "agree")]).await;
    let wrong = make(&world, &lead, &at, &[("move", "settle"), ("outcome", "no-because")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "a no needs its because");
    made(
        &world,
        &lead,
        &at,
        &[
            ("move", "settle"),
            ("outcome", "rule-changed"),
            ("settle_words", "The rule is on the clinic’s wall"),
        ],
    )
    .await;
    let page = world.get(&gp, &at).await;
    assert!(page.says("A rule was changed") && page.says("Open it again, once"), "{}", page.body);
    made(&world, &gp, &at, &[("move", "reopen"), ("reopen_words", "It came again")]).await;
    assert!(world.get(&lead, "/fix-it?show=mine").await.says("chase results"));
}

#[tokio::test]
async fn the_office_screens_merges_and_takes_words_out_and_everybody_follows() {
    let world = World::new();
    let (office, lead) = (world.who("Convener", 0), world.who(LEAD, 0));
    let (first, second) = (
        posted(&world, 0, TEXT).await,
        posted(&world, 1, "The same results again, from another practice").await,
    );
    let page = world.get(&office, &first).await;
    let owner = page.body.split("name=\"screen_owner\"").nth(1).unwrap();
    let owner = owner
        .split("selected")
        .next()
        .unwrap()
        .rsplit("value=\"")
        .next()
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    made(
        &world,
        &office,
        &first,
        &[
            ("move", "screen"),
            ("state", "new"),
            ("screen_specialty", "renal"),
            ("screen_broken", "result"),
            ("screen_owner", &owner),
        ],
    )
    .await;
    assert!(world.get(&office, &first).await.says("With its owner"));
    let reference = world.get(&office, &first).await.body.split("FX-").nth(1).unwrap()[..6].to_owned();
    made(
        &world,
        &office,
        &second,
        &[("move", "merge"), ("merge_into", &format!("fx-{}", reference.to_lowercase()))],
    )
    .await;
    // The second poster follows the first issue now: agreeing to its answer is theirs as well.
    made(&world, &lead, &first, &[("move", "answer"), ("answer_words", "Both of you are right")]).await;
    made(
        &world,
        &world.who("GP", 1),
        &first,
        &[("move", "dispute"), ("dispute_words", "Not on our letters")],
    )
    .await;
    let told = letters(&world).await;
    let merged = told.iter().filter(|letter| letter.text.contains("is the same as another")).count();
    let answered = told.iter().filter(|letter| letter.text.contains("was answered")).count();
    assert_eq!((merged, answered), (1, 2), "both posters hear the answer: {told:?}");
    assert!(told.iter().all(|letter| !letter.text.contains("results")), "a letter says nothing of an issue");
    // A deleted key erases the words everywhere, and the replayed journal agrees.
    made(&world, &office, &first, &[("move", "take-out")]).await;
    let page = world.get(&lead, &first).await;
    assert!(
        !page.says("chase results") && !page.says("Both of you are right") && page.says("took out the words"),
        "{}",
        page.body
    );
    made(
        &world,
        &lead,
        &first,
        &[("move", "plan"), ("plan_by", "2025-09-01"), ("plan_words", "More can be said afterwards")],
    )
    .await;
    let keys = Keyring::new(MORNING, &mut Pcg64::seed_from_u64(7));
    let verified =
        journal::verify(&world.file, &keys, &[directory_site::MODULE, fixit_site::MODULE]).unwrap();
    assert!(verified.findings.is_empty(), "{:?}", verified.findings);
}

#[tokio::test]
async fn what_tells_who_somebody_is_is_kept_nowhere_but_on_the_writers_page() {
    let world = World::new();
    let gp = world.who("GP", 0);
    let issue = world.get(&gp, "/fix-it/post").await.hidden("issue");
    let head = world.journal.head().await.unwrap().seq;
    for text in [
        "NHS 999 000 0018 has waited",
        "dob 3/4/1954 waits",
        "ring 07700 900123",
        "letters to NG7 2UH",
        "Mrs Larkhill waits",
        "hospital number K1234567",
    ] {
        let answer = post_as(&world, &gp, &issue, text, &[]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
        assert!(
            answer.says(text) && answer.says("Nothing was kept yet"),
            "what was typed is kept, and the message says what to change: {}",
            answer.body
        );
    }
    // A waiver lets a name through, and never a number of somebody.
    assert_eq!(
        post_as(&world, &gp, &issue, "NHS 999 000 0018 has waited", &[("waived", "yes")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    // Harm and one patient's care go through other doors.
    let harm = post_as(&world, &gp, &issue, "Somebody has collapsed after the new tablet", &[]).await;
    assert!(
        harm.status == StatusCode::UNPROCESSABLE_ENTITY && harm.says("tel:999") && harm.says("Ring first"),
        "{}",
        harm.body
    );
    assert_eq!(world.journal.head().await.unwrap().seq, head, "nothing was stored");
    // The same is true of everything that is said later.
    let at = posted(&world, 0, TEXT).await;
    let lead = world.who(LEAD, 0);
    let answer =
        make(&world, &lead, &at, &[("move", "answer"), ("answer_words", "We wrote to Mr Larkhill")]).await;
    assert!(
        answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.says("We wrote to Mr Larkhill"),
        "{}",
        answer.body
    );
    for door in ["/fix-it/door", "/fix-it/harm", "/fix-it/one-patient", "/fix-it/one-patient?specialty=renal"]
    {
        assert_eq!(world.get(&gp, door).await.status, StatusCode::OK, "{door}");
    }
    assert!(world.get(&gp, "/fix-it/one-patient?specialty=renal").await.says("Renal service manager"));
}

#[tokio::test]
async fn nobody_moves_an_issue_from_the_wrong_chair() {
    let world = World::new();
    let at = posted(&world, 0, TEXT).await;
    let lead = world.who(LEAD, 0);
    for stranger in [
        "Public-health commissioner",
        "Contract lead",
        "Coordinator",
        "System administrator",
        "Primary-care commissioner",
    ] {
        let who = world.who(stranger, 0);
        for path in [
            "/fix-it",
            "/fix-it.csv",
            at.as_str(),
            "/fix-it/post",
            "/fix-it/door",
            "/fix-it/weekly",
            "/fix-it/weekly.csv",
            "/fix-it/themes",
            "/fix-it/specialties",
            "/fix-it/changed",
        ] {
            assert_eq!(world.get(&who, path).await.status, StatusCode::NOT_FOUND, "{stranger} {path}");
        }
    }
    let version = world.get(&lead, &at).await.hidden("version");
    let other = world.who("Stroke service manager", 0);
    let moves: [&[(&str, &str)]; 3] = [
        &[("move", "answer"), ("answer_words", "Not mine to say")],
        &[("move", "take-out")],
        &[("move", "reroute"), ("reroute_specialty", "stroke"), ("reroute_words", "Ours")],
    ];
    for fields in moves {
        let mut all = vec![("version", version.as_str())];
        all.extend_from_slice(fields);
        assert_eq!(
            world.post(&other, &format!("{at}/move"), &all).await.status,
            StatusCode::FORBIDDEN,
            "{fields:?}"
        );
    }
    // Others see the organisation of the poster, and not the seat.
    let seen = world.get(&other, &at).await;
    assert!(!seen.says(", GP<") && world.get(&lead, &at).await.says(", GP<"), "{}", seen.body);
    // Two at once: the second is shown both and keeps what was typed.
    made(&world, &lead, &at, &[("move", "answer"), ("answer_words", "Answered")]).await;
    let late = world
        .post(
            &lead,
            &format!("{at}/move"),
            &[("version", &version), ("move", "answer"), ("answer_words", "Answered too")],
        )
        .await;
    assert!(late.status == StatusCode::CONFLICT && late.says("Answered too"), "{}", late.body);
}

#[tokio::test]
async fn silence_agrees_and_what_is_late_lists_itself() {
    let world = World::new();
    let lead = world.who(LEAD, 0);
    let (answered, silent) =
        (posted(&world, 0, TEXT).await, posted(&world, 1, "Nobody answers this one").await);
    made(&world, &lead, &answered, &[("move", "answer"), ("answer_words", "Done")]).await;
    let program = world.county.program();
    // 3 March 2025 is a Monday: the list for Wednesday is made on Tuesday, and nothing is late on Monday.
    assert_eq!(tick(&world.journal, &program).await.unwrap().lists, 0);
    days_later(&world, 1);
    assert_eq!(tick(&world.journal, &program).await.unwrap().lists, 1, "nobody screened it on its day");
    assert_eq!(tick(&world.journal, &program).await.unwrap().lists, 0, "once");
    let list = world.get(&lead, "/fix-it/weekly/2025-03-05").await;
    assert!(list.says("FX-"), "{}", list.body);
    assert!(world.get(&lead, "/fix-it/weekly.csv").await.says("Nobody answers this one"));
    days_later(&world, 14);
    let ticked = tick(&world.journal, &program).await.unwrap();
    assert_eq!(ticked.agreed, 1, "ten working days of silence");
    assert!(world.get(&lead, &answered).await.says("ten working days of silence"));
    assert!(!world.get(&lead, &silent).await.says("Agreed: ten"));
}

#[tokio::test]
async fn three_of_a_kind_become_a_theme_a_project_and_a_message_to_everybody() {
    let world = World::new();
    let office = world.who("Convener", 0);
    for nth in 0..3 {
        posted(&world, nth, TEXT).await;
    }
    let themes = world.get(&office, "/fix-it/themes").await;
    assert!(themes.says("/fix-it/themes/renal/result"), "{}", themes.body);
    let theme = "/fix-it/themes/renal/result";
    let lead = world
        .county
        .place
        .specialties
        .iter()
        .find(|of| of.code == "renal")
        .unwrap()
        .lead
        .unwrap()
        .to_string();
    let kept = world
        .post(
            &office,
            theme,
            &[
                ("form", "project"),
                ("title", "Results stay with the clinic"),
                ("owner", &lead),
                ("link", ""),
                ("changed_on", "2025-03-03"),
            ],
        )
        .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
    let page = world.get(&office, theme).await;
    assert!(page.says("Not enough data yet") && page.says("Results stay with the clinic"), "{}", page.body);
    let wrong = world.post(&office, theme, &[("form", "tell"), ("told", "Mrs Larkhill was right")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    letters(&world).await;
    assert_eq!(
        world
            .post(&office, theme, &[("form", "tell"), ("told", "The clinic chases its own results now")])
            .await
            .status,
        StatusCode::SEE_OTHER
    );
    let told = letters(&world).await;
    assert_eq!(
        told.iter().filter(|letter| letter.text.contains("what changed because of it")).count(),
        3,
        "{told:?}"
    );
    assert!(world.get(&world.who("GP", 2), theme).await.says("The clinic chases its own results now"));
}

/// A post office that keeps what it is given.
#[derive(Default)]
struct Kept(std::sync::Mutex<Vec<Letter>>);

impl Post for Kept {
    async fn send(&self, letter: &Letter) -> Result<Accepted, NotSent> {
        self.0.lock().unwrap().push(letter.clone());
        Ok(Accepted { by: String::new() })
    }
}

/// Every letter that waits.
async fn letters(world: &World) -> Vec<Letter> {
    let desk = Mailing {
        journal: world.journal.clone(),
        program: world.county.program(),
        base: "https://place.example".to_owned(),
    };
    let post = Kept::default();
    for _ in 0..6 {
        mail::round(&world.journal, KIND, &desk, &post).await.unwrap();
    }
    post.0.into_inner().unwrap()
}

#[test]
fn the_meeting_is_on_a_wednesday() {
    for (day, meeting) in
        [("2025-03-03", "2025-03-05"), ("2025-03-05", "2025-03-05"), ("2025-03-06", "2025-03-12")]
    {
        let found = fixit_site::upkeep::meeting_from(day.parse().unwrap());
        assert_eq!(found.to_string(), meeting, "{day}");
    }
    assert_eq!(Moment::start_of(MORNING.day()).day(), MORNING.day());
}
