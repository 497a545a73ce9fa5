//! Runs: begun on a page, stopped, going on, begun again after the program was, kept, and laid side by side.

use axum::http::StatusCode;

use crate::world::{World, world};

const CHANGE: &str = "replications=60&a_day=-0.04&a_mile=-0.12&asks=10&closed=&more=&weekday=0&slots=";

#[tokio::test(flavor = "multi_thread")]
async fn a_simulation_is_a_job_that_shows_its_progress_stops_goes_on_and_is_kept_as_a_trial() {
    let world = world(400);
    let (status, to, page) = world.post("/plan/simulate", "manager", CHANGE).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let (stopped, _, _) = world.post(&format!("{to}/stop"), "manager", "").await;
    assert_eq!(stopped, StatusCode::SEE_OTHER);
    // It stops after the block that runs, with most of the years still to come.
    let halfway = world.until(&to, "stopped after").await;
    assert!(
        halfway.contains("Going on gives the same result") && !halfway.contains("done: 60 years"),
        "{halfway}"
    );
    assert_eq!(world.post(&format!("{to}/go-on"), "manager", "").await.0, StatusCode::SEE_OTHER);
    let done = world.until(&to, "done: 60 years").await;
    for words in [
        "Objectives",
        "What came out",
        "Logic",
        "Experimentation",
        "MSER-5",
        "nothing here is payable",
        "+10% asks",
        "Code access",
    ] {
        assert!(done.contains(words), "{words}");
    }
    assert_eq!(world.get(&to, "other").await.0, StatusCode::NOT_FOUND, "another user does not see it");
    assert_eq!(world.get(&to, "booking").await.0, StatusCode::FORBIDDEN);
    let (status, trial, _) = world.post(&format!("{to}/keep"), "manager", "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(trial.starts_with("/plan/trials/"), "{trial}");
    let (status, page) = world.get(&trial, "other").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("nothing here is payable") && page.contains("What came out"));
    let (_, again, _) = world.post(&format!("{to}/keep"), "manager", "").await;
    assert_eq!(again, trial, "the same trial is one record");
    let (_, list) = world.get("/plan/trials?find=asks", "manager").await;
    assert!(list.contains("One trial.") && list.contains("+10% asks"), "{list}");
    let (_, none) = world.get("/plan/trials?find=nothing-like-it", "manager").await;
    assert!(none.contains("No trial fits"));
    let (_, file) = world.get(&format!("{trial}/tables.csv"), "manager").await;
    assert!(file.contains("nothing here is payable") && file.contains("Mean wait, days"));
    let (_, listed) = world.get("/plan/trials.csv", "manager").await;
    assert!(listed.contains("simulation"));
    assert_eq!(world.get("/plan/trials/abc", "manager").await.0, StatusCode::NOT_FOUND);
    assert_eq!(world.get(&trial, "booking").await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_cannot_be_simulated_is_said_beside_its_field_and_stays_typed() {
    let world = world(200);
    for (fields, words) in [
        (CHANGE.replace("replications=60", "replications=1"), "from 2 to 200"),
        (CHANGE.replace("a_day=-0.04", "a_day=much"), "Enter a number from -10 to 10"),
        (CHANGE.replace("asks=10", "asks=-100"), "from -90 to 500"),
    ] {
        let (status, _, page) = world.post("/plan/simulate", "manager", &fields).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{fields}");
        assert!(page.contains(words) && page.contains("-0.12"), "{fields}");
    }
    assert_eq!(world.post("/plan/simulate", "booking", CHANGE).await.0, StatusCode::FORBIDDEN);
}

/// Begins a run, waits until its first line says so, and keeps it: the address of the trial.
async fn kept(world: &World, path: &str, fields: &str, words: &str) -> (String, String, String) {
    let (status, to, page) = world.post(path, "manager", fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let done = world.until(&to, words).await;
    let (status, trial, _) = world.post(&format!("{to}/keep"), "manager", "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(trial.starts_with("/plan/trials/"), "{trial}");
    (to, done, trial)
}

const PROVED: &str = "done: the best plan, proved";

#[tokio::test(flavor = "multi_thread")]
async fn a_search_for_sites_is_a_run_and_two_kept_plans_stand_side_by_side() {
    let world = world(50);
    let (run, done, four) = kept(&world, "/plan/sites/run", "whose=clinics&p=4&site-1=open", PROVED).await;
    for words in
        ["13 sites to 4", "Room at each site", "The best really different plans", "What settling sites"]
    {
        assert!(done.contains(words), "{words}");
    }
    assert_eq!(world.get(&run, "other").await.0, StatusCode::NOT_FOUND, "another user does not see it");
    let (_, _, six) = kept(&world, "/plan/sites/run", "whose=clinics&p=6", PROVED).await;
    let (_, trial) = world.get(&four, "other").await;
    assert!(trial.contains("rt-map-title") && trial.contains("by patch") && trial.contains("Lay it beside"));
    let seal = |address: &str| address.trim_start_matches("/plan/trials/").to_owned();
    let query = format!("one={}&other={}", seal(&four), seal(&six));
    let (status, both) = world.get(&format!("/plan/compare?{query}"), "manager").await;
    assert_eq!(status, StatusCode::OK);
    for words in [
        "By patch",
        "rt-map-titleone",
        "rt-map-titleother",
        "From the first plan to the second, on one map",
        "rt-map-titlechange",
        "a shorter one",
        "Sites of each",
    ] {
        assert!(both.contains(words), "{words}");
    }
    let (_, file) = world.get(&format!("/plan/compare.csv?{query}"), "manager").await;
    assert!(file.contains("mean_second") && file.contains("everybody"));
    let same = format!("/plan/compare?one={0}&other={0}", seal(&four));
    let (status, page) = world.get(&same, "manager").await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("Choose another plan"));
    let (status, page) = world.get("/plan/compare?one=x&other=y", "manager").await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("no such kept plan"));
    assert_eq!(world.get(&format!("/plan/compare?{query}"), "booking").await.0, StatusCode::FORBIDDEN);
    let (_, paper) = world.get_bytes(&format!("{four}/trial.pdf"), "manager").await;
    assert!(paper.starts_with(b"%PDF"));
    let (_, alone) = world.get(&format!("{four}/trial.html"), "manager").await;
    assert!(alone.contains("nothing here is payable") && alone.contains("by patch"));
}

/// Each run is on record for ever and takes processors: nobody begins more than so many in a day, and is told what to do.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_begins_more_runs_in_a_day_than_the_place_allows() {
    let world = world(50);
    for nth in 0..48 {
        let (status, to, page) = world.post("/plan/sites/run", "manager", "whose=clinics&p=2").await;
        assert!(status == StatusCode::SEE_OTHER && to.starts_with("/plan/runs/"), "{nth}: {page}");
        world.jobs.forget();
    }
    let (status, _, page) = world.post("/plan/sites/run", "manager", "whose=clinics&p=2").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("begun 48 runs today") && page.contains("begin this one tomorrow"), "{page}");
    let (_, list) = world.get("/plan/runs", "manager").await;
    assert!(list.contains("48 of the 48 runs"), "{list}");
    let (status, to, _) = world.post("/plan/sites/run", "other", "whose=clinics&p=2").await;
    assert!(
        status == StatusCode::SEE_OTHER && to.starts_with("/plan/runs/"),
        "everybody has their own number"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_outlives_the_program_and_comes_to_the_same() {
    let world = world(200);
    for (path, fields, words) in
        [("/plan/sites/run", "whose=clinics&p=3", PROVED), ("/plan/simulate", CHANGE, "done: 60 years")]
    {
        let (run, _, trial) = kept(&world, path, fields, words).await;
        world.jobs.forget();
        let (status, page) = world.get(&run, "manager").await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("not in memory now") && page.contains("Begin it again"), "{page}");
        let (_, list) = world.get("/plan/runs", "manager").await;
        assert!(list.contains("not in memory: begin it again"));
        let (status, to, _) = world.post(&format!("{run}/keep"), "manager", "").await;
        assert_eq!((status, to), (StatusCode::SEE_OTHER, run.clone()), "nothing is there to keep");
        assert_eq!(world.post(&format!("{run}/go-on"), "other", "").await.0, StatusCode::NOT_FOUND);
        world.post(&format!("{run}/go-on"), "manager", "").await;
        world.until(&run, words).await;
        let (_, again, _) = world.post(&format!("{run}/keep"), "manager", "").await;
        assert_eq!(again, trial, "the same bytes, so the same record");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn last_year_is_judged_again_by_fields_or_by_a_file_and_hides_small_counts() {
    let world = world(1_500);
    let fields = "title=One+fair+rule&year=2024-Q4&rule=own&limit=28&settings=practice&settings=clinic&leaves=patient&a_day=-0.04&a_mile=-0.12&replications=20&now-coil-fitting=80&then-coil-fitting=1000000";
    let (status, _, page) = world.post("/plan/replay", "manager", fields).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("Enter a number from 0 to 100000"));
    assert!(page.contains("One fair rule"), "what was typed stays");
    let fields = fields.replace("1000000", "90");
    let (_, done, trial) = kept(&world, "/plan/replay", &fields, "done: before and after").await;
    for words in [
        "Met, of those that fell due",
        "TRIAL met, trial",
        "Passed on",
        "Paid for the period",
        "Deprivation fifth",
    ] {
        assert!(done.contains(words), "{words}");
    }
    let (_, page) = world.get(&trial, "other").await;
    assert!(page.contains("nothing here is payable") && page.contains("limit = { calendar-days = 28 }"));
    // Every share is of counts as they may be shown: whole, and of a number in fives.
    let (_, file) = world.get(&format!("{trial}/tables.csv"), "manager").await;
    let wholes =
        file.split("% of ").skip(1).filter_map(|rest| rest.split(['"', ',']).next()?.parse::<u32>().ok());
    let wholes: Vec<u32> = wholes.collect();
    assert!(wholes.len() > 10 && wholes.iter().all(|whole| whole % 5 == 0), "{wholes:?}");
    for (text, words) in [
        ("title = \"x\"\nfrom = \"2024-01-02\"\nuntil = \"2024-12-31\"", "closed with a quarter"),
        (
            "title = \"x\"\nfrom = \"2024-01-01\"\nuntil = \"2024-12-31\"\n[[price]]\nitem = \"coil-fitting\"\nfrom = \"2024-05-07\"\npence = 1\npayer = \"nhs\"",
            "holds for the whole of the period",
        ),
        ("title = \"x\"\ntill = 1", "line 2: unknown field"),
    ] {
        let (status, _, page) =
            world.post("/plan/replay", "manager", &format!("change-text={}", encoded(text))).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(world.post("/plan/replay", "booking", &fields).await.0, StatusCode::FORBIDDEN);
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
