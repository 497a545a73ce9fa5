use clocks::Calendar;
use lawbook::date;

use super::file::{empty, read};
use super::*;
use crate::queue::{Model, exact};

const PLACE: &str = r#"
title = "A small place"
days = 200
run_in_days = 100
follow_days = 60
ages = [15, 25, 35]
complicated = 0.1
[[area]]
id = "town"
at = [0, 0]
fifth = 1
patch = "East"
asks_a_year = 500
[[area]]
id = "country"
at = [9000, 0]
fifth = 5
patch = "West"
asks_by_age = [60, 60, 60]
[[service]]
id = "practice"
setting = "practice"
at = [0, 500]
complicated = false
[[service.fitter]]
id = "nurse"
skills = ["IUT", "SDI-IR"]
certified = "2024-06-01"
life_support = "2025-12-01"
[[service.session]]
weekday = "tue"
starts = "09:00"
hours = 3
slots = 9
[[service]]
id = "clinic"
setting = "clinic"
at = [4000, 0]
[[service.fitter]]
id = "doctor"
skills = ["IUT", "SDI-IR"]
certified = "2024-06-01"
life_support = "2025-12-01"
[[service.session]]
weekday = "wed"
starts = "13:00"
hours = 4
slots = 12
[[service.session]]
weekday = "fri"
starts = "13:00"
hours = 3
walk_in = 2
[choice]
a_day = -0.05
a_mile = -0.1
[behaviour]
did_not_attend = 0.08
cancels = 0.05
host_cancels = 0.04
declines = 0.1
deferred = 0.05
not_fitted = 0.03
redirected = 0.05
patience_days = 200
"#;

fn asked(text: &str) -> file::Asked {
    read(text, empty(date(2026, 1, 5)), None).unwrap()
}

fn run(text: &str, replications: u32) -> Simulated {
    let of = asked(text);
    let how = Experiment { replications, seed: 7, ..of.how };
    experiment(&of.scenarios, how, &Calendar::england(), &mut |_, _| true).unwrap()
}

fn value(of: &Outcome, group: &str, measure: &str) -> crate::queue::Interval {
    let measure = of.measures.iter().position(|name| name == measure).unwrap();
    let found = of
        .values
        .iter()
        .find(|one| one.measure == measure && of.families[one.family].names[one.group] == group);
    found.unwrap().value.unwrap()
}

#[test]
fn a_year_is_simulated_and_everybody_is_accounted_for() {
    let found = run(PLACE, 10);
    let all = &found.outcomes[0];
    let count = |measure: &str| value(all, "everybody", measure).mean;
    let whole = count("fitted") + count("ended_without") + count("still_waiting");
    assert!((count("asks") - whole).abs() < 1e-9, "{} {whole}", count("asks"));
    // 680 asks a year, of 200 days.
    let expected = 680.0 * 200.0 / 365.25;
    assert!((count("asks") / expected - 1.0).abs() < 0.05, "{}", count("asks"));
    assert!(count("missed") > 0.0 && value(all, "everybody", "right_first_time").mean < 1.0);
    let patches = value(all, "East", "asks").mean + value(all, "West", "asks").mean;
    assert!((patches - count("asks")).abs() < 1e-9, "{patches}");
    assert!(all.overload.is_empty(), "{:?}", all.overload);
}

#[test]
fn the_same_seed_gives_the_same_result_on_any_number_of_threads() {
    let of = asked(PLACE);
    let how = Experiment { replications: 12, ..of.how };
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| experiment(&of.scenarios, how, &Calendar::england(), &mut |_, _| true).unwrap())
    };
    let (one, four) = (with(1), with(4));
    assert_eq!(format!("{one:?}"), format!("{four:?}"));
}

/// Doors that are always open, with one kind of person: the clinic of the textbooks. Minutes.
fn door(asks_a_day: f64, minutes: f64, places: u32, fixed: bool) -> String {
    format!(
        "days = 700\nrun_in_days = 60\nfollow_days = 2\n[[area]]\nid = \"a\"\nat = [0, 0]\nasks_a_year = {}\n[[service]]\nid = \"s\"\nsetting = \"clinic\"\nat = [0, 0]\nalways_open = {places}\n[behaviour]\nwalk_in_minutes = {minutes}\nwalk_in_fixed = {fixed}\n",
        asks_a_day * 365.25
    )
}

#[track_caller]
fn agrees(text: &str, model: &Model) {
    let of = asked(text);
    let how = Experiment { replications: 30, seed: 3, half_width: None, confidence: 0.999 };
    let found = experiment(&of.scenarios, how, &Calendar::england(), &mut |_, _| true).unwrap();
    let whole = |name: &str| found.outcomes[0].whole.iter().find(|(known, _, _)| known == name).unwrap().1;
    for measure in exact(model).unwrap() {
        let simulated = match measure.name.as_str() {
            "mean_wait" => whole("door_mean_minutes"),
            "prob_wait" => whole("door_share_waited"),
            _ => continue,
        };
        assert!(
            simulated.low <= measure.value && measure.value <= simulated.high,
            "{model:?} {measure:?} {simulated:?}"
        );
        assert!(simulated.relative_half_width() < 0.06, "{simulated:?}");
    }
}

#[test]
fn a_door_that_is_always_open_is_the_queue_of_the_textbooks() {
    // Rates a minute: 40 a day over places that each see 1 in 30 minutes.
    let lambda = |a_day: f64| a_day / 1440.0;
    agrees(&door(40.0, 28.0, 1, false), &Model::Mmc { lambda: lambda(40.0), mu: 1.0 / 28.0, servers: 1 });
    agrees(&door(100.0, 36.0, 3, false), &Model::Mmc { lambda: lambda(100.0), mu: 1.0 / 36.0, servers: 3 });
    agrees(&door(40.0, 28.0, 1, true), &Model::Mg1 { lambda: lambda(40.0), mu: 1.0 / 28.0, cv2: 0.0 });
}

#[test]
fn every_simulated_ask_is_judged_by_the_product_s_own_clocks() {
    use clocks::{Rule, judge};
    use referrals_rules::life::Course;
    let of = asked(PLACE);
    let scenario = &of.scenarios[0];
    let calendar = Calendar::england();
    let stories = stories(scenario, 7, &calendar).unwrap();
    assert!(stories.len() > 300, "{}", stories.len());
    let as_of = scenario.first + 199 + 60;
    let mut kinds = std::collections::HashSet::new();
    for story in &stories {
        let mut course = Course::draft();
        for (on, did) in &story.events {
            course.record(*on, &did.event(), &calendar).unwrap();
            kinds.insert(did.event().kind());
        }
        for (rule, kept) in scenario.rules.iter().zip(&story.verdicts) {
            let score =
                judge(&Rule::of(rule).unwrap(), course.track(), &course.track().journey(), as_of, &calendar)
                    .score;
            if let Some(kept) = kept {
                assert_eq!((score.verdict, score.days, score.due), *kept, "ask {}", story.number);
            }
        }
    }
    for kind in [
        "redirected",
        "dna",
        "deferred",
        "patient-cancelled",
        "host-cancelled",
        "not-fitted",
        "fitted",
        "withdrawn",
    ] {
        assert!(kinds.iter().any(|known| known.name() == kind), "{kind} never happened: {kinds:?}");
    }
}

#[test]
fn scenarios_share_their_luck_so_that_nothing_changed_differs_by_nothing() {
    let text = format!(
        "{PLACE}[[variant]]\ntitle = \"the same\"\n[[variant]]\ntitle = \"more\"\n[[variant.service]]\nid = \"practice\"\n[[variant.service.more_session]]\nweekday = \"thu\"\nstarts = \"09:00\"\nhours = 3\nslots = 9\n"
    );
    let found = run(&text, 20);
    let wait = |nth: usize| {
        let of = &found.outcomes[nth];
        let measure = of.measures.iter().position(|name| name == "mean_wait").unwrap();
        let one = of.values.iter().find(|one| one.family == 0 && one.measure == measure).unwrap();
        (one.value.unwrap(), one.difference.unwrap())
    };
    let (_, same) = wait(1);
    assert_eq!((same.low, same.mean, same.high), (0.0, 0.0, 0.0));
    let (unpaired, more) = wait(2);
    assert!(more.high < 0.0, "a second session shortens the wait: {more:?}");
    assert!(more.high - more.low < unpaired.high - unpaired.low, "pairing narrows: {more:?} {unpaired:?}");
}

fn promised(practice: f64, clinic: f64) -> (f64, f64, f64) {
    // The lists are kept short, so that only the promises differ.
    let calm = PLACE.replace("slots = 9", "slots = 60").replace("slots = 12", "slots = 60");
    let text = format!(
        "{calm}[[variant]]\ntitle = \"one promise for all\"\n[variant.choice]\na_promised_day = -0.04\npractice_promises = 14\nclinic_promises = 14\n"
    )
    .replace("[behaviour]", &format!("a_promised_day = -0.04\npractice_promises = {practice}\nclinic_promises = {clinic}\n[behaviour]"));
    let found = run(&text, 20);
    let share =
        found.outcomes[1].whole.iter().find(|(name, _, _)| name == "clinic_share_of_uncomplicated").unwrap();
    let of = share.2.unwrap();
    (of.low, of.mean, of.high)
}

#[test]
fn the_incentive_changes_sign_when_the_promises_are_swapped_and_is_nothing_when_they_are_equal() {
    let (_, _, high) = promised(28.0, 5.0);
    assert!(high < 0.0, "fewer go to the clinic once it promises no more than a practice: {high}");
    let (low, _, _) = promised(5.0, 28.0);
    assert!(low > 0.0, "{low}");
    let (low, _, high) = promised(14.0, 14.0);
    assert!(low <= 0.0 && 0.0 <= high, "{low} {high}");
}

#[test]
fn overload_is_said_in_words() {
    let found = run(
        &PLACE
            .replace("slots = 9", "slots = 2")
            .replace("slots = 12", "slots = 2")
            .replace("walk_in = 2", "slots = 1"),
        6,
    );
    let said = found.outcomes[0].overload.join(" ");
    assert!(said.contains("is overloaded: asked for") && said.contains("still growing"), "{said}");
}

#[test]
fn a_certificate_that_lapses_ends_what_the_session_may_do() {
    let lapsed = PLACE.replacen("certified = \"2024-06-01\"", "certified = \"2015-06-01\"", 1);
    let found = run(&lapsed, 4);
    assert_eq!(value(&found.outcomes[0], "practice", "asks").mean, 0.0, "nobody valid: nobody is sent there");
    assert!(value(&run(PLACE, 4).outcomes[0], "practice", "asks").mean > 10.0);
}

#[test]
fn prices_are_those_of_the_day_and_the_payer_s_sum_is_that_of_the_groups() {
    let priced = format!(
        "{PLACE}[[price]]\nitem = \"coil-fitting\"\nfrom = \"2020-01-01\"\npence = 8131\npayer = \"council\"\n[[price]]\nitem = \"implant-fitting\"\nfrom = \"2020-01-01\"\npence = 4296\npayer = \"council\"\n[[price]]\nitem = \"did-not-attend\"\nfrom = \"2020-01-01\"\npence = 100\npayer = \"nhs\"\n"
    );
    let found = run(&priced, 4);
    let all = &found.outcomes[0];
    let paid: f64 = all.payers.iter().map(|(_, of, _)| of.mean).sum();
    let groups = value(all, "everybody", "cost_pounds").mean;
    assert!(paid > 1000.0 && (paid - groups).abs() < 1e-6, "{paid} {groups}");
    let services = value(all, "practice", "cost_pounds").mean + value(all, "clinic", "cost_pounds").mean;
    assert!((services - groups).abs() < 1e-6, "{services} {groups}");
}

/// The line of some words of the small place.
fn line_of(words: &str) -> usize {
    let at = PLACE.find(words).unwrap();
    PLACE[..at].matches('\n').count() + 1
}

#[track_caller]
fn refused(text: &str, line: usize, words: &str) {
    let why = read(text, empty(date(2026, 1, 5)), None).unwrap_err();
    assert!(why.line == line && why.why.contains(words), "{why}");
}

#[test]
fn each_fault_of_a_file_is_named_with_its_line_and_field() {
    refused("", 1, "area: there are none");
    refused("titel = \"x\"", 1, "unknown field `titel`");
    refused("days = \"many\"", 1, "invalid type");
    refused("\n\nfrom = \"3 March\"", 3, "from: “3 March” is not a date");
    refused("[[area]]\nid = \"a\"\nasks_a_year = 3", 1, "area a, at: is missing");
    refused(
        "[[area]]\nid = \"a\"\nat = [0, 0]\nasks_a_year = nan\n[[service]]\nid = \"s\"\nsetting = \"clinic\"\nat = [0,0]",
        4,
        "asks_a_year",
    );
    refused("rules = [\"GP-29\"]", 1, "rules: “GP-29” is no rule set");
    refused(
        &PLACE.replace("weekday = \"tue\"", "weekday = \"someday\""),
        line_of("weekday = \"tue\""),
        "weekday: “someday” is no day",
    );
    refused(
        &PLACE.replace("did_not_attend = 0.08", "did_not_attend = 8"),
        line_of("did_not_attend"),
        "behaviour.did_not_attend: 8 is not a share",
    );
    refused(
        &PLACE.replace("skills = [\"IUT\", \"SDI-IR\"]", "skills = [\"magic\"]"),
        line_of("skills ="),
        "“magic” is no skill",
    );
    refused(&format!("{PLACE}[[variant]]\nseed = 3\n"), PLACE.lines().count() + 1, "paired");
    refused(
        &format!(
            "{PLACE}[[variant]]\n[[variant.service]]\nid = \"new\"\nsetting = \"clinic\"\nat = [0, 0]\n"
        ),
        PLACE.lines().count() + 1,
        "a variant has the areas and services",
    );
    let of = asked(PLACE);
    let too_few = experiment(
        &of.scenarios,
        Experiment { replications: 1, ..of.how },
        &Calendar::england(),
        &mut |_, _| true,
    );
    assert!(too_few.unwrap_err().to_string().contains("an interval needs 2"));
}

#[test]
fn an_experiment_stops_at_the_wanted_half_width_or_when_it_is_told_to() {
    let of = asked(PLACE);
    let how = Experiment { replications: 200, half_width: Some(0.2), ..of.how };
    let found = experiment(&of.scenarios, how, &Calendar::england(), &mut |_, _| true).unwrap();
    assert!(found.settled && found.replications < 200, "{}", found.replications);
    let told = experiment(
        &of.scenarios,
        Experiment { half_width: None, ..how },
        &Calendar::england(),
        &mut |done, _| done < 20,
    )
    .unwrap();
    assert!(told.stopped && told.replications == 20);
}

/// A stop is heard within a block of replications, and wherever it falls, going on gives what one go would have given:
/// with a number of replications, and with a half-width that is looked at between blocks.
#[test]
fn an_experiment_stopped_within_a_block_goes_on_to_the_same_result() {
    let of = asked(PLACE);
    let calendar = Calendar::england();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    for half_width in [None, Some(0.2)] {
        let how = Experiment { replications: 30, half_width, ..of.how };
        let mut so_far = SoFar::default();
        let first = pool
            .install(|| go_on_with(&of.scenarios, how, &calendar, &mut so_far, &mut |_, _| false).unwrap());
        assert!(first.stopped && (2..=4).contains(&so_far.done()), "{}", so_far.done());
        let next = pool.install(|| {
            go_on_with(&of.scenarios, how, &calendar, &mut so_far, &mut |done, _| done < 5).unwrap()
        });
        assert!(next.stopped && (5..10).contains(&so_far.done()), "{}", so_far.done());
        let then = go_on_with(&of.scenarios, how, &calendar, &mut so_far, &mut |_, _| true).unwrap();
        let in_one_go = experiment(&of.scenarios, how, &calendar, &mut |_, _| true).unwrap();
        assert_eq!(format!("{then:?}"), format!("{in_one_go:?}"), "resumed, it is the same experiment");
    }
}

#[test]
fn what_a_clinic_is_worth_is_set_so_that_last_year_s_share_comes_out() {
    let calm = PLACE
        .replace("slots = 9", "slots = 60")
        .replace("slots = 12", "slots = 60")
        .replace("a_day = -0.05", "a_day = 0.0");
    for share in [0.3, 0.8] {
        let of = read(&calm, empty(date(2026, 1, 5)), Some(share)).unwrap();
        let how = Experiment { replications: 10, ..of.how };
        let found = experiment(&of.scenarios, how, &Calendar::england(), &mut |_, _| true).unwrap();
        let whole = &found.outcomes[0].whole;
        let came = whole.iter().find(|(name, _, _)| name == "clinic_share_of_uncomplicated").unwrap().1;
        assert!((came.mean - share).abs() < 0.04, "{share}: {came:?}");
    }
}
