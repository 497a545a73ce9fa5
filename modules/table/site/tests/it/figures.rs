//! A pack carries the published figures of its quarter, for the place and for the group's patch, and keeps them: on the page,
//! as CSV, as a spreadsheet and as PDF, byte for byte.

use journal::{Act, Allowed, Draft, Fault, Loading, Stream};
use kernel::Day;
use measures_rules::facts::v1::{
    Cell, PUBLICATIONS, Published, PublishedShifts, PublishedTable, PublishedValue, RuleName, kind,
};
use measures_rules::period::Quarter;
use policy::{Actor, Kind, Permit, Relations, Subject};
use table_site::upkeep;

use crate::world::{GROUP, World, program};

/// Publishes figures that a test has made up.
struct MadeUp(Published);

impl Act for MadeUp {
    const NAME: &'static str = "publish-made-up";
    const NEEDS: Permit = Permit::PublishFigures;
    type State = ();
    type Refusal = ();
    type Answer = ();

    fn load(&self, _: &Actor, _: &Loading<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn subject(&self, (): &(), _: &Actor) -> Subject {
        Subject::new(Kind::Figures, Relations::NONE)
    }

    fn decide(self, (): (), allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ()> {
        let stream = Stream::new(PUBLICATIONS, &self.0.quarter);
        Ok(allowed.draft(()).fact(stream, kind::PUBLISHED, &self.0))
    }
}

const POLICY: &str = "Counts of 1 to 7 are shown as *, others rounded to the nearest 5.";

fn published(quarter: &str, met_north: &str, median: f64) -> Published {
    let quarter: Quarter = quarter.parse().unwrap();
    let (first, last): (Day, Day) = (quarter.period().first, quarter.period().last);
    let cell = |patch: &str, result: &str, shown: &str| Cell {
        at: vec![quarter.to_string(), patch.to_owned(), result.to_owned()],
        shown: shown.to_owned(),
        truth: 0,
    };
    let table = PublishedTable {
        id: "kept.GP-28.patch".to_owned(),
        measure: "M1".to_owned(),
        counted: "asks due under GP-28".to_owned(),
        title: "Asks due under GP-28, by patch".to_owned(),
        definition: "Received to fitted within 28 days, each day counted.".to_owned(),
        rule: Some(RuleName { id: "GP-28".to_owned(), version: 1 }),
        period: quarter.in_words(),
        dimensions: vec!["period".to_owned(), "patch".to_owned(), "result".to_owned()],
        cells: vec![
            cell("Total", "Met", "300"),
            cell("Total", "Not met", "100"),
            cell("North", "Met", met_north),
            cell("North", "Not met", "40"),
            cell("Mid", "Met", "200"),
            cell("Mid", "Not met", "60"),
        ],
        note: String::new(),
    };
    let value = PublishedValue {
        id: "median..Total".to_owned(),
        measure: "M2".to_owned(),
        title: "Middle wait".to_owned(),
        definition: "Days from receipt to fitting.".to_owned(),
        by: String::new(),
        category: "Total".to_owned(),
        period: quarter.in_words(),
        people: "400".to_owned(),
        value: Some(median),
        low: Some(10.0),
        high: None,
        unit: "days".to_owned(),
        why_not: String::new(),
    };
    Published {
        quarter: quarter.to_string(),
        first,
        last,
        policy: "contraception".to_owned(),
        policy_in_words: POLICY.to_owned(),
        rules: Vec::new(),
        tables: vec![table],
        values: vec![value],
        shifts: PublishedShifts::default(),
        held_back: Vec::new(),
    }
}

fn printed(bytes: &[u8]) -> Vec<String> {
    let document = lopdf::Document::load_mem(bytes).unwrap();
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    pages.iter().map(|nth| document.extract_text(&[*nth]).unwrap().replace('\n', " ")).collect()
}

#[tokio::test]
async fn the_figures_of_its_quarter_and_patch_stand_in_a_pack_and_stay_those_of_its_day() {
    let world = World::new().await;
    let program = program();
    world.on("2025-04-08");
    world.journal.submit(&program, MadeUp(published("2025-Q1", "120", 12.0))).await.unwrap();
    upkeep::tick(&world.journal, &program).await.unwrap();
    let pack = format!("/groups/{GROUP}/meetings/2025-04-14/pack");
    let page = world.get("nurse", &pack).await;
    for words in
        ["Waits, January to March 2025", "Due asks met under GP-28", "North", "75", "Whole place", POLICY]
    {
        assert!(page.says(words), "{words}: {}", page.body);
    }
    assert!(!page.says("Mid<"), "another patch is another group’s");
    assert!(page.says("What the figures count") && page.says("Received to fitted within 28 days"));
    let csv = world.get("nurse", &format!("{pack}.csv")).await;
    assert!(csv.says("Due asks met under GP-28,North,75,%,"), "{}", csv.body);
    assert!(csv.says("Middle wait,Whole place,12,days,10,not reached,400"), "{}", csv.body);
    let xlsx = world.get("nurse", &format!("{pack}.xlsx")).await;
    let pdf = world.get("nurse", &format!("{pack}.pdf")).await;
    let pages = printed(&pdf.bytes);
    for (nth, text) in pages.iter().enumerate() {
        assert!(
            text.contains(&format!("Page {} of {}", nth + 1, pages.len())) && text.contains(POLICY),
            "{text}"
        );
        assert!(text.contains("Frozen: the figures of Tue 8 Apr 2025"), "{text}");
    }
    assert!(pages.join(" ").contains("Due asks met under GP-28"));
    for who in ["stranger", "guest"] {
        let refused = world.get(who, &format!("{pack}.pdf")).await;
        assert_eq!(refused.status, axum::http::StatusCode::NOT_FOUND, "{who}");
    }

    // Two years later, with other figures published since, every form of it is the same to the byte.
    world.on("2027-04-07");
    world.journal.submit(&program, MadeUp(published("2025-Q2", "200", 20.0))).await.unwrap();
    world.journal.submit(&program, MadeUp(published("2026-Q4", "10", 31.0))).await.unwrap();
    upkeep::tick(&world.journal, &program).await.unwrap();
    assert_eq!(page.body, world.get("nurse", &pack).await.body);
    for (ending, was) in [("csv", csv), ("xlsx", xlsx), ("pdf", pdf)] {
        assert_eq!(was.bytes, world.get("nurse", &format!("{pack}.{ending}")).await.bytes, "{ending}");
    }
    // A pack of a quarter that nobody has published says so.
    let later = world.get("nurse", &format!("/groups/{GROUP}/meetings/2027-04-12/pack")).await;
    assert!(
        later.says("No figures of January to March 2027 had been published by that day"),
        "{}",
        later.body
    );
}

#[tokio::test]
async fn minutes_are_printed_with_how_they_stand() {
    let world = World::new().await;
    world.on("2025-03-03");
    world.came("2025-03-03", &[1, 2, 3]).await;
    let meeting = format!("/groups/{GROUP}/meetings/2025-03-03");
    let owner = kernel::SeatId::from_bits(304).to_string();
    let fields = [
        ("decision", "One rule for all"),
        ("action1", "Find a room"),
        ("owner1", owner.as_str()),
        ("due1", "2025-03-06"),
    ];
    world.done("secretary", &format!("{meeting}/record"), &fields).await;
    world.done("secretary", &format!("{meeting}/minutes"), &[("words", "The rooms are cold.")]).await;
    let all = printed(&world.get("nurse", &format!("{meeting}/minutes.pdf")).await.bytes).join(" ");
    for words in [
        "Minutes, Mon 3 Mar 2025",
        "One rule for all",
        "Find a room",
        "The rooms are cold.",
        "A draft of a meeting",
        "Page 1 of 1",
    ] {
        assert!(all.contains(words), "{words}: {all}");
    }
    let refused = world.get("stranger", &format!("{meeting}/minutes.pdf")).await;
    assert_eq!(refused.status, axum::http::StatusCode::NOT_FOUND);
}
