use axum::http::StatusCode;
use journal::NotDone;
use kernel::Moment;
use measures_rules::disclosure::attack::attack;
use measures_rules::disclosure::{Policy, Shown};
use measures_rules::facts::v1::RuleName;
use measures_rules::period::Quarter;
use measures_rules::proposal::{Written, WrittenClock};
use measures_rules::publication::{as_table, links};
use measures_site::acts::{Adopt, Freeze, Propose, RuleRefused, Sign};
use measures_site::kept::Kept;
use measures_site::{account, account_paper, compare, prepare, read, rules};
use policy::OrgKind;

use crate::world::World;

const QUARTERS: [&str; 5] = ["2023-Q4", "2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"];

fn fair(clinical: bool) -> Written {
    Written {
        id: "FAIR-21".to_owned(),
        title: "Fitted within three weeks, wherever she asks".to_owned(),
        why: "One fair rule for every setting".to_owned(),
        settings: vec!["practice".to_owned(), "clinic".to_owned()],
        from: "2025-04-01".to_owned(),
        clinical,
        measure: vec![WrittenClock {
            stop: "fitted".to_owned(),
            limit: 21,
            leaves_out: vec!["patient".to_owned()],
            ..WrittenClock::default()
        }],
        ..Written::default()
    }
}

fn hashes(world: &World) -> Vec<String> {
    let reading = world.reading();
    QUARTERS
        .iter()
        .filter_map(|quarter| read::publication(&reading, quarter.parse().unwrap()).unwrap())
        .map(|(_, sha256, _)| sha256)
        .collect()
}

#[tokio::test]
async fn a_rule_is_proposed_tried_signed_adopted_and_earlier_figures_do_not_change_by_a_byte() {
    let world = World::new();
    QUARTERS.iter().for_each(|quarter| world.publish(quarter));
    let before = hashes(&world);
    assert_eq!(before.len(), QUARTERS.len());
    let name: RuleName = world.here(Propose(fair(true))).unwrap().answer;
    assert_eq!(name.to_string(), "FAIR-21 version 1");

    let adopt = |sha256: &str, from: &str| Adopt {
        rule: name.clone(),
        decision: "D-2025-03, county group".to_owned(),
        from: from.parse().unwrap(),
        instead_of: vec!["GP-28".to_owned(), "CL-5c".to_owned()],
        sha256: sha256.to_owned(),
    };
    let refused = |act: Adopt| match world.here(act) {
        Err(NotDone::AgainstTheRules(refused)) => refused,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(adopt("", "2025-04-01")), RuleRefused::NotCompared);

    let today = world.journal.now().day();
    let mut told = Vec::new();
    let frozen = compare::compare(&world.reading(), &Kept::default(), &name, today, &mut |done, all| {
        told.push((done, all));
        true
    });
    let frozen = frozen.unwrap().unwrap();
    assert!(told.len() >= 4 && told.iter().all(|(done, all)| done <= all), "progress is told");
    let stopped =
        compare::compare(&world.reading(), &Kept::default(), &name, today, &mut |_, _| false).unwrap();
    assert!(stopped.is_none(), "it can be stopped");
    let sha256 = frozen.sha256().to_owned();
    assert_eq!(sha256, read::sha256(frozen.text().as_bytes()));
    let settings: Vec<&str> = frozen
        .comparison()
        .tables
        .iter()
        .filter(|table| table.id.contains(".setting"))
        .flat_map(|table| table.cells.iter().filter_map(|cell| cell.at.get(1)))
        .map(String::as_str)
        .collect();
    assert!(settings.contains(&"General practice") && settings.contains(&"Sexual-health clinic"));
    world.here(Freeze(frozen)).map(|_| ()).unwrap();

    // Clinical: two clinicians sign, each for themselves.
    assert_eq!(refused(adopt(&sha256, "2025-04-01")), RuleRefused::NotSigned { have: 0, need: 2 });
    for (nth, have) in [(0, 1), (1, 2)] {
        let clinician = world.actor(world.who("clinician", OrgKind::Practice, nth));
        world.journal.submit(&clinician, Sign(name.clone())).await.map(|_| ()).unwrap();
        let again = world.journal.submit(&clinician, Sign(name.clone())).await;
        assert!(matches!(again, Err(NotDone::AgainstTheRules(RuleRefused::AlreadySigned))));
        if have < 2 {
            assert_eq!(refused(adopt(&sha256, "2025-04-01")), RuleRefused::NotSigned { have, need: 2 });
        }
    }
    for wrong in ["2025-03-03", "2025-01-01", "2025-04-02", "2025-05-01"] {
        assert!(matches!(refused(adopt(&sha256, wrong)), RuleRefused::NotAQuarterToCome(_)), "{wrong}");
    }
    // Nobody but the convener and the machine itself adopts.
    for (role, kind) in [("commissioner", OrgKind::Council), ("manager", OrgKind::Practice)] {
        let who = world.actor(world.who(role, kind, 0));
        let done = world.journal.submit(&who, adopt(&sha256, "2025-04-01")).await;
        assert!(matches!(done, Err(NotDone::NotAllowed(_))), "{role}");
    }
    let convener = world.actor(world.who("convener", OrgKind::PlaceOffice, 0));
    let until = world.journal.submit(&convener, adopt(&sha256, "2025-04-01")).await.unwrap().answer;
    assert_eq!(until, "2025-06-30".parse().unwrap(), "both are shown for one quarter");
    assert_eq!(hashes(&world), before, "earlier figures never change");

    // The quarter of overlap has both; the one after it only the new.
    let reading = world.reading();
    let of = |quarter: &str| -> Vec<String> {
        let period = quarter.parse::<Quarter>().unwrap().period();
        let all = rules::for_period(&reading, period.first, period.last).unwrap();
        all.into_iter().map(|tried| tried.set.id.into_owned()).collect()
    };
    assert!(!of("2025-Q1").contains(&"FAIR-21".to_owned()));
    assert!(of("2025-Q2").contains(&"FAIR-21".to_owned()) && of("2025-Q2").contains(&"GP-28".to_owned()));
    assert!(of("2025-Q3").contains(&"FAIR-21".to_owned()) && !of("2025-Q3").contains(&"GP-28".to_owned()));
}

#[tokio::test]
async fn everything_published_is_solved_for_no_cell_and_a_pack_reads_it() {
    let world = World::new();
    QUARTERS.iter().for_each(|quarter| world.publish(quarter));
    let reading = world.reading();
    let all = read::publications(&reading).unwrap();
    let tables: Vec<_> = all.iter().flat_map(|one| &one.tables).map(as_table).collect();
    let policy = Policy::named(prepare::POLICY, "2024-12-31".parse().unwrap()).unwrap();
    let quarters = all.iter().map(|one| one.quarter.parse().unwrap());
    let report = attack(&tables, &links(quarters), &policy, |_| None).unwrap();
    let stars = report.hidden.iter().filter(|cell| cell.shown == Shown::Star).count();
    assert!(stars > 50, "{stars}");
    assert_eq!(report.solved().count(), 0, "of {} tables", tables.len());

    let pack = read::pack_figures(&reading, Some("Mid"), "2024-Q4".parse().unwrap()).unwrap();
    assert!(pack.iter().any(|of| of.measure == "M1" && of.group == "Mid" && of.rule.is_some()));
    assert!(pack.iter().any(|of| of.measure == "M2" && of.group == "Total"));
    assert!(pack.iter().all(|of| !of.definition.is_empty() && !of.policy.is_empty()));
    assert!(read::pack_figures(&reading, None, "2025-Q4".parse().unwrap()).unwrap().is_empty());

    // As of the close: what happened afterwards changes nothing.
    let again = prepare::prepare(
        &reading,
        &Kept::default(),
        "2025-Q1".parse().unwrap(),
        "2025-03-31".parse().unwrap(),
    );
    assert!(again.is_err(), "a quarter that has not closed");
}

#[tokio::test]
async fn commissioners_read_counts_an_organisation_its_own_asks_and_strangers_nothing() {
    let world = World::new();
    let commissioner = world.who("commissioner", OrgKind::Council, 0);
    let nothing = world.ask(Some(commissioner), "/waits", None).await;
    assert!(nothing.body.contains("no quarter has been published"), "an empty page says what comes next");
    QUARTERS.iter().for_each(|quarter| world.publish(quarter));
    let page = world.ask(Some(commissioner), "/waits", None).await;
    assert_eq!(page.status, StatusCode::OK);
    for words in
        ["GP-28", "CL-5c", "The same asks under both", "Whose days they were", "<svg", "95% interval"]
    {
        assert!(page.body.contains(words), "{words}");
    }
    assert!(!page.body.contains("/asks/") && !page.body.contains("/waits/ours"));
    let refused = world.ask(Some(commissioner), "/waits/ours", None).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let csv = world.ask(Some(commissioner), "/waits.csv", None).await;
    assert!(csv.body.trim_start_matches('\u{feff}').starts_with("figure,measure,title"));
    // Small counts are nowhere: neither on the page's tables nor in the file.
    let small = csv.body.lines().filter(|line| (1..8).any(|n| line.contains(&format!(",{n},,,"))));
    assert_eq!(small.count(), 0);

    let manager = world.who("manager", OrgKind::SexualHealthClinic, 0);
    let ours = world.ask(Some(manager), "/waits/ours", None).await;
    assert_eq!(ours.status, StatusCode::OK);
    let link = ours.body.split("href=\"").find(|part| part.starts_with("/waits/ours/asks?")).unwrap();
    let rows = world.ask(Some(manager), &link.split('"').next().unwrap().replace("&amp;", "&"), None).await;
    assert!(rows.body.contains("/asks/"), "rows open to those who may");

    for address in ["/waits", "/waits/ours", "/waits.csv", "/rules", "/rules/propose"] {
        let stranger = world.ask(None, address, None).await;
        assert_eq!(stranger.status, StatusCode::SEE_OTHER, "{address}");
        let booking = world.ask(Some(world.who("booking", OrgKind::Practice, 0)), address, None).await;
        assert_eq!(booking.status, StatusCode::FORBIDDEN, "{address}");
    }
}

#[tokio::test]
async fn a_rule_goes_from_form_to_decision_on_its_pages() {
    let world = World::new();
    QUARTERS.iter().for_each(|quarter| world.publish(quarter));
    let commissioner = Some(world.who("commissioner", OrgKind::Council, 0));
    let wrong =
        world.ask(commissioner, "/rules/propose", Some(&[("id", "HARM"), ("why", "kept words")])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("belongs to a rule that comes with the program")
            && wrong.body.contains("kept words")
    );
    let form = [
        ("id", "FAIR-21"),
        ("title", "Three weeks for all"),
        ("why", "One fair rule"),
        ("settings", "practice"),
        ("settings", "clinic"),
        ("stop", "fitted"),
        ("limit", "21"),
        ("unit", "calendar-days"),
        ("leaves_out", "patient"),
        ("second_stop", "none"),
        ("from", "2025-04-01"),
    ];
    let proposed = world.ask(commissioner, "/rules/propose", Some(&form)).await;
    assert_eq!((proposed.status, proposed.location.as_str()), (StatusCode::SEE_OTHER, "/rules/FAIR-21.v1"));
    let tried = world.ask(commissioner, "/rules/FAIR-21.v1/compare", Some(&[])).await;
    assert_eq!(tried.status, StatusCode::SEE_OTHER);
    let mut page = world.ask(commissioner, "/rules/FAIR-21.v1", None).await;
    // It runs beside the pages: the page is asked again until it says that it is done.
    while page.body.contains("It is being tried on") {
        tokio::task::yield_now().await;
        page = world.ask(commissioner, "/rules/FAIR-21.v1", None).await;
    }
    assert!(page.body.contains("By kind of provider") && page.body.contains("FAIR-21 (proposed)"));
    assert!(!page.body.contains("Adopt the rule"), "the convener enters decisions");
    let convener = Some(world.who("convener", OrgKind::PlaceOffice, 0));
    let page = world.ask(convener, "/rules/FAIR-21.v1", None).await;
    let sha256 = page.body.split("name=\"sha256\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let early =
        [("sha256", sha256), ("decision", "D-1"), ("from", "2025-03-10"), ("instead_of", "GP-28 CL-5c")];
    let early = world.ask(convener, "/rules/FAIR-21.v1/adopt", Some(&early)).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.body.contains("first day of a quarter to come") && early.body.contains("D-1"));
    let right =
        [("sha256", sha256), ("decision", "D-1"), ("from", "2025-04-01"), ("instead_of", "GP-28 CL-5c")];
    let right = world.ask(convener, "/rules/FAIR-21.v1/adopt", Some(&right)).await;
    assert_eq!(right.status, StatusCode::SEE_OTHER);
    let list = world.ask(commissioner, "/rules", None).await;
    assert!(list.body.contains("in force from") && list.body.contains("1 Apr 2025"));
    let guessed = world.ask(commissioner, "/rules/NOBODY.v9", None).await;
    assert_eq!(guessed.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_years_account_is_one_page_whose_figures_open_and_never_change() {
    let world = World::new();
    let convener = Some(world.who("convener", OrgKind::PlaceOffice, 0));
    let nothing = world.ask(convener, "/waits/account", None).await;
    assert!(nothing.body.contains("no four quarters in a row"), "{}", nothing.body);
    let year = ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"];
    year.iter().for_each(|quarter| world.publish(quarter));
    let page = world.ask(convener, "/waits/account", None).await;
    assert_eq!(page.status, StatusCode::OK);
    for words in [
        "the year to December 2024",
        "Asks between partners",
        "Clinic appointments not needed",
        "Middle wait",
        "Met GP-28",
        "Miles saved by each fitting",
        "What patients said",
        "Not recorded",
        "/waits?quarter=2024-Q4",
        "What each figure counts",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let (reading, kept) = (world.reading(), Kept::default());
    let account = account::account(&reading, &kept, "2024-Q4".parse().unwrap()).unwrap().unwrap();
    // The first line is the sum that was published, as it was shown.
    let (published, _, _) = read::publication(&reading, "2024-Q4".parse().unwrap()).unwrap().unwrap();
    let table = published.tables.iter().find(|table| table.id == "received.setting.year").unwrap();
    assert_eq!(account.lines[0].value, read::shown(table, &["Total"]).to_string());
    assert!(account.lines.iter().all(|line| !line.counts.is_empty()), "every figure has its definition");
    let miles = account.lines.iter().find(|line| line.what.starts_with("Miles")).unwrap();
    assert!(miles.value.starts_with("None: ") && miles.value.ends_with(" miles further"), "{miles:?}");
    let csv = world.ask(convener, "/waits/account.csv?to=2024-Q4", None).await;
    assert!(csv.body.contains("the year to December 2024,Asks between partners"), "{}", csv.body);
    let pdf = pdf::write(&account_paper::document(&account, "Marlshire", "Synthetic: all of it is made up"))
        .unwrap();
    assert!(pdf.starts_with(b"%PDF-1.7"));
    assert!(account::account(&reading, &kept, "2025-Q1".parse().unwrap()).unwrap().is_none());
    for address in ["/waits/account", "/waits/account.csv", "/waits/account.pdf"] {
        assert_eq!(world.ask(None, address, None).await.status, StatusCode::SEE_OTHER, "{address}");
        let booking = world.ask(Some(world.who("booking", OrgKind::Practice, 0)), address, None).await;
        assert_eq!(booking.status, StatusCode::FORBIDDEN, "{address}");
    }
}

/// What people said is an average from as many as the policy asks averages of, of those who said it in the days of the year.
#[tokio::test]
async fn what_people_said_stands_in_the_account_from_eight_of_them_on() {
    let world = World::new();
    let on = |day: &str| world.clock.set(Moment::start_of(day.parse().unwrap()).plus_hours(9));
    ["2024-Q2", "2024-Q3", "2024-Q4"].iter().for_each(|quarter| world.publish(quarter));
    world.said(0, &[5, 5, 4, 5, 4, 3, 5]);
    on("2025-04-02");
    world.publish("2025-Q1");
    let line = |quarter: &str| {
        let account =
            account::account(&world.reading(), &Kept::default(), quarter.parse().unwrap()).unwrap().unwrap();
        account.lines.into_iter().find(|line| line.what.starts_with("What patients said")).unwrap()
    };
    let seven = line("2025-Q1");
    assert_eq!(
        (seven.value.as_str(), seven.beside.as_str()),
        ("Too few people to show", ""),
        "seven are too few"
    );
    // On the first day after it, so that it is said in the next year of accounts and not in this.
    world.said(7, &[1]);
    assert_eq!(line("2025-Q1"), seven, "an answer given after the year changes nothing of it");
    on("2025-07-02");
    world.publish("2025-Q2");
    let eight = line("2025-Q2");
    assert_eq!((eight.value.as_str(), eight.beside.as_str()), ("4.0 of 5", "on average, by 10 people"));
    assert!(eight.counts.contains("1 is very hard, 5 very easy"));
}
