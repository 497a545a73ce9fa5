//! From the fields of the replay form, or a file brought there, to a change: the fields are written as the file that they stand
//! for and read as one, so that there is one way to read a change.

use kernel::Day;
use measures_rules::period::{Quarter, Year};
use planning_rules::replay::Change;
use web::{Problems, Typed};

/// The field of a file, and of its text when a run is begun again.
pub(crate) const FILE: &str = "change";
pub(crate) const TEXT: &str = "change-text";

/// What is paid for, with its name in files.
pub(crate) const ITEMS: [(&str, &str); 4] = [
    ("coil-fitting", "A coil fitted"),
    ("implant-fitting", "An implant fitted"),
    ("attempted-not-fitted", "Came and was not fitted"),
    ("did-not-attend", "Did not come"),
];

/// Where a rule can apply.
pub(crate) const SETTINGS: [(&str, &str); 4] = [
    ("practice", "General practice"),
    ("clinic", "Sexual-health clinic"),
    ("hospital", "Hospital"),
    ("pharmacy", "Pharmacy"),
];

/// Whose days a rule can leave out.
pub(crate) const LEAVES_OUT: [(&str, &str); 3] = [
    ("patient", "The person’s own"),
    ("clinical", "Put off by a clinician"),
    ("sender", "The sender’s, while more is asked"),
];

/// Years that are offered, the last that has closed first.
const YEARS: usize = 8;

/// The years of whole quarters that have closed.
pub(crate) fn years(today: Day) -> Vec<Year> {
    let mut last = Quarter::closed_before(today);
    let mut found = Vec::new();
    for _ in 0..YEARS {
        found.push(last.year());
        last = last.before();
    }
    found
}

/// The payers that prices of the form are for.
const PAYERS: [&str; 2] = ["council", "nhs"];

/// Reads what was typed as a change, or says what is wrong beside the fields. Services are named by their ids.
pub(crate) fn change(typed: &Typed, today: Day, problems: &mut Problems) -> Option<Change> {
    let brought = typed
        .file(FILE)
        .filter(|file| !file.bytes.is_empty())
        .map(|file| String::from_utf8_lossy(&file.bytes).into_owned())
        .or_else(|| typed.word(TEXT).map(|_| typed.text(TEXT).to_owned()));
    let is_file = brought.is_some();
    let written = match brought {
        Some(text) => text,
        None => text(typed, today, problems)?,
    };
    let field = if is_file { FILE } else { "title" };
    let change = match Change::read(&written) {
        Ok(change) => change,
        Err(why) => {
            problems.add(field, format!("{}{why}", if is_file { "The file, " } else { "" }));
            return None;
        }
    };
    match change.period(today) {
        Err(why) => problems.add(field, why),
        Ok(period) => {
            if !years(today).iter().any(|year| year.period() == period) {
                problems.add(field, "Here a period is one of the years that have closed with a quarter, so that no two trials differ by a few people: write from and until as on the form, as in 2025-04-01 and 2026-03-31");
            }
            if change.price_days().any(|day| day > period.first) {
                problems.add(field, "Here a price holds for the whole of the period, so that no two trials differ by a few people: mend its “from”");
            }
        }
    }
    problems.is_empty().then_some(change)
}

fn quoted(text: &str) -> String {
    // A string of JSON is one of TOML.
    serde_json::Value::from(text).to_string()
}

fn number(typed: &Typed, field: &str, least: f64, most: f64, problems: &mut Problems) -> Option<f64> {
    let text = typed.word(field)?.replace('−', "-").replace([',', '£'], "");
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && (least..=most).contains(&number) => Some(number),
        _ => {
            problems.add(field, format!("Enter a number from {least} to {most}"));
            None
        }
    }
}

/// The fields as a change file; nothing where a field is wrong.
pub(crate) fn text(typed: &Typed, today: Day, problems: &mut Problems) -> Option<String> {
    let title = problems.need(typed, "title", "Say in one line what is tried").unwrap_or_default().to_owned();
    let offered = years(today);
    let chosen = typed.word("year");
    let year = offered.iter().find(|year| chosen.is_none_or(|name| year.last.to_string() == name));
    let Some(year) = year else {
        problems.add("year", "Choose one of the years that have closed");
        return None;
    };
    let period = year.period();
    let mut lines = vec![
        format!("title = {}", quoted(&title)),
        format!("from = \"{}\"", period.first),
        format!("until = \"{}\"", period.last),
    ];
    rule(typed, &title, &mut lines, problems);
    let modelled = rota(typed, &mut lines, problems);
    prices(typed, period.first, &mut lines, problems);
    contract(typed, &mut lines, problems);
    choice(typed, modelled, &mut lines, problems);
    problems.is_empty().then(|| lines.join("\n") + "\n")
}

fn rule(typed: &Typed, title: &str, lines: &mut Vec<String>, problems: &mut Problems) {
    let Some(named) = typed.word("rule") else { return };
    lines.push("[[rule]]".to_owned());
    if named != "own" {
        lines.push(format!("shipped = {}", quoted(named)));
        return;
    }
    let limit = number(typed, "limit", 0.0, 366.0, problems);
    if limit.is_none() && typed.word("limit").is_none() {
        problems.add("limit", "Enter within how many days, as in 28");
    }
    if limit.is_some_and(|days| days.fract() != 0.0) {
        problems.add("limit", "Enter whole days, as in 28");
    }
    let known = |all: &[(&str, &str)], field: &str| -> Vec<String> {
        let typed = typed.all(field);
        let names = all.iter().map(|(name, _)| *name).filter(|name| typed.iter().any(|of| of == name));
        names.map(quoted).collect()
    };
    let settings = known(&SETTINGS, "settings");
    if settings.is_empty() {
        problems.add("settings", "Choose where the rule applies");
    }
    let kind = if typed.text("kind") == "working-days" { "working-days" } else { "calendar-days" };
    let stop = if typed.text("stop") == "first-valid-slot" { "first-valid-slot" } else { "done" };
    lines.push("id = \"TRIAL\"".to_owned());
    lines.push(format!("title = {}", quoted(title)));
    lines.push(format!("settings = [{}]", settings.join(", ")));
    lines.push("[[rule.measure]]".to_owned());
    lines.push(format!("stop = \"{stop}\""));
    lines.push(format!("limit = {{ {kind} = {:.0} }}", limit.unwrap_or(0.0)));
    let leaves = known(&LEAVES_OUT, "leaves");
    lines.push(format!("host_leaves_out = [{}]", leaves.join(", ")));
}

/// Sessions and sites; whether any changes.
fn rota(typed: &Typed, lines: &mut Vec<String>, problems: &mut Problems) -> bool {
    let before = lines.len();
    let closed: Vec<&str> = ["closed", "closed2"].iter().filter_map(|field| typed.word(field)).collect();
    if let [one, other] = closed.as_slice()
        && one == other
    {
        problems.add("closed2", "This service closes already: choose another");
    }
    for id in &closed {
        lines.extend(["[[service]]".to_owned(), format!("id = {}", quoted(id)), "closed = true".to_owned()]);
    }
    if let Some(id) = typed.word("more") {
        if closed.contains(&id) {
            problems.add("more", "This service closes: choose another for the session, or let it stay open");
        }
        let slots = number(typed, "slots", 1.0, 200.0, problems).filter(|slots| slots.fract() == 0.0);
        let Some(slots) = slots else {
            if problems.of("slots").is_none() {
                problems.add("slots", "Enter how many slots the session has, a whole number from 1 to 200");
            }
            return true;
        };
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let weekday = typed.word("weekday").and_then(|day| day.parse::<usize>().ok());
        let Some(weekday) = weekday.and_then(|nth| names.get(nth)) else {
            problems.add("weekday", "Choose the day of the session");
            return true;
        };
        let hours = (slots * 0.5).clamp(0.5, 12.0);
        lines.extend([
            "[[service]]".to_owned(),
            format!("id = {}", quoted(id)),
            "[[service.more_session]]".to_owned(),
            format!("weekday = \"{weekday}\""),
            "starts = \"09:00\"".to_owned(),
            format!("hours = {hours:?}"),
            format!("slots = {slots:.0}"),
        ]);
    }
    lines.len() > before
}

fn prices(typed: &Typed, from: Day, lines: &mut Vec<String>, problems: &mut Problems) {
    let mut pence =
        |field: &str| number(typed, field, 0.0, 100_000.0, problems).map(|of| (of * 100.0).round());
    let mut rows: Vec<(&str, &str, f64)> = Vec::new();
    for (item, _) in ITEMS {
        let (now, then) = (pence(&format!("now-{item}")), pence(&format!("then-{item}")));
        rows.extend(now.map(|pence| ("price_in_force", item, pence)));
        // What the trial does not price anew stays as it is in force.
        rows.extend(then.or(now).map(|pence| ("price", item, pence)));
    }
    for (list, item, pence) in rows {
        for payer in PAYERS {
            lines.extend([
                format!("[[{list}]]"),
                format!("item = \"{item}\""),
                format!("from = \"{from}\""),
                format!("pence = {pence:.0}"),
                format!("payer = \"{payer}\""),
            ]);
        }
    }
}

fn contract(typed: &Typed, lines: &mut Vec<String>, problems: &mut Problems) {
    let Some(provider) = typed.word("provider") else { return };
    let Some(payer) = typed.word("payer").filter(|payer| PAYERS.contains(payer)) else {
        problems.add("payer", "Choose who pays the contract");
        return;
    };
    let mut pounds = |field: &str| number(typed, field, 0.0, 1e9, problems);
    let (now, then) = (pounds("block-now"), pounds("block-then"));
    if now.is_none() && then.is_none() {
        problems.add("block-then", "Enter what is paid a year under the contract");
    }
    for (list, pounds) in [("contract_in_force", now), ("contract", then.or(now))] {
        let Some(pounds) = pounds else { continue };
        lines.extend([
            format!("[[{list}]]"),
            format!("provider = {}", quoted(provider)),
            format!("payer = \"{payer}\""),
            format!("block_pence = {:.0}", pounds * 100.0),
        ]);
    }
}

fn choice(typed: &Typed, modelled: bool, lines: &mut Vec<String>, problems: &mut Problems) {
    let day = number(typed, "a_day", -10.0, 10.0, problems);
    let mile = number(typed, "a_mile", -10.0, 10.0, problems);
    let times = number(typed, "replications", 2.0, 200.0, problems);
    let (Some(day), Some(mile)) = (day, mile) else {
        if modelled && problems.is_empty() {
            problems.add(
                "a_day",
                "Enter what a day and a mile are worth: a changed rota or site set moves people",
            );
        }
        return;
    };
    lines.extend([
        "[choice]".to_owned(),
        format!("a_day = {day:?}"),
        format!("a_mile = {mile:?}"),
        format!("replications = {:.0}", times.unwrap_or(30.0)),
    ]);
    for side in ["before", "after"] {
        let (practice, clinic) = (format!("practice-{side}"), format!("clinic-{side}"));
        let both =
            (number(typed, &practice, 0.0, 366.0, problems), number(typed, &clinic, 0.0, 366.0, problems));
        match both {
            (Some(practice), Some(clinic)) => {
                lines.push(format!("{side} = {{ practice_days = {practice:?}, clinic_days = {clinic:?} }}"))
            }
            (None, None) => {}
            (Some(_), None) => problems.add(clinic, "Enter what a clinic promises, too"),
            (None, Some(_)) => problems.add(practice, "Enter what a practice promises, too"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;
    use lawbook::date;

    const TODAY: Day = date(2026, 11, 22);

    #[track_caller]
    fn written(fields: &[(&str, &str)]) -> Change {
        let mut problems = Problems::default();
        let text = text(&Typed::of(fields.to_vec()), TODAY, &mut problems);
        let told: Vec<String> = problems.each().map(|(field, words)| format!("{field}: {words}")).collect();
        Change::read(&text.unwrap_or_else(|| panic!("{told:?}"))).unwrap()
    }

    #[track_caller]
    fn refused(fields: &[(&str, &str)], field: &str) {
        let mut problems = Problems::default();
        let text = text(&Typed::of(fields.to_vec()), TODAY, &mut problems);
        assert!(text.is_none() && problems.of(field).is_some(), "{:?}", problems.each().collect::<Vec<_>>());
    }

    #[test]
    fn the_fields_are_the_file_that_they_stand_for() {
        let plain = written(&[("title", "As \"it\" is\\")]);
        assert_eq!(plain.title, "As \"it\" is\\");
        let period = plain.period(TODAY).unwrap();
        assert_eq!((period.first, period.last), (date(2025, 10, 1), date(2026, 9, 30)));
        let fair = written(&[
            ("title", "One fair rule"),
            ("year", "2026-Q1"),
            ("rule", "own"),
            ("limit", "28"),
            ("settings", "practice"),
            ("settings", "clinic"),
            ("leaves", "patient"),
            ("a_day", "−0.04"),
            ("a_mile", "-0.1"),
            ("practice-after", "14"),
            ("clinic-after", "14"),
            ("closed", "abc"),
            ("more", "def"),
            ("weekday", "2"),
            ("slots", "8"),
            ("now-coil-fitting", "81.31"),
            ("then-coil-fitting", "£90"),
            ("provider", "ZS001"),
            ("payer", "council"),
            ("block-then", "300,000"),
        ]);
        assert_eq!(fair.rules(&[]).first().unwrap().id, "TRIAL");
        assert!(fair.is_modelled && fair.choice.is_some());
        assert_eq!(fair.period(TODAY).unwrap().last, date(2026, 3, 31));
        assert_eq!(fair.price_days().count(), 4);
        assert_eq!(written(&[("title", "x"), ("rule", "HARM")]).rules(&[]).first().unwrap().id, "HARM");
    }

    #[test]
    fn what_is_wrong_is_said_beside_its_field() {
        refused(&[], "title");
        let with = |more: &[(&'static str, &'static str)]| [&[("title", "x")], more].concat();
        refused(&with(&[("year", "2026-Q4")]), "year");
        refused(&with(&[("rule", "own"), ("settings", "clinic")]), "limit");
        refused(&with(&[("rule", "own"), ("limit", "2.5"), ("settings", "clinic")]), "limit");
        refused(&with(&[("rule", "own"), ("limit", "28")]), "settings");
        refused(&with(&[("closed", "a"), ("closed2", "a")]), "closed2");
        refused(&with(&[("closed", "a")]), "a_day");
        refused(&with(&[("more", "a"), ("slots", "0"), ("weekday", "1")]), "slots");
        refused(&with(&[("more", "a"), ("slots", "4")]), "weekday");
        refused(&with(&[("now-coil-fitting", "NaN")]), "now-coil-fitting");
        refused(&with(&[("provider", "ZS001")]), "payer");
        refused(&with(&[("provider", "ZS001"), ("payer", "nhs")]), "block-then");
        refused(&with(&[("a_day", "0"), ("a_mile", "0"), ("clinic-after", "5")]), "practice-after");
    }
}
