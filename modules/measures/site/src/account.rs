//! A year's account on one page: what was asked, how long it took, whose the days were, miles saved, and what was not
//! recorded. Counts and waits are those that were published of the year, as they passed the door; the miles are an average
//! that is shown from as many people as the policy asks for.

use clocks::Rule;
use directory_site::read as directory;
use directory_site::read::Rows;
use journal::Fault;
use kernel::{Day, Point};
use measures_rules::asks::{By, setting};
use measures_rules::disclosure::Shown;
use measures_rules::disclosure::system::TOTAL;
use measures_rules::facts::v1::{Published, PublishedTable, PublishedValue};
use measures_rules::period::Quarter;
use serde::Serialize;

use crate::kept::Kept;
use crate::{prepare, read, rules};

/// The sentence that stands where a place has not recorded what an account would tell.
const NOT_RECORDED: &str = "Not recorded";

/// One line: a figure that opens to its definition and its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What it is.
    pub what: String,
    /// The figure as it is read, with its unit.
    pub value: String,
    /// Its 95% interval, or of how many; empty where there is neither.
    pub beside: String,
    /// The year before, where it was published.
    pub before: String,
    /// What exactly is counted.
    pub counts: String,
    /// Where its rows stand.
    pub rows: String,
}

/// The account of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Account {
    /// The year in words.
    pub year: String,
    /// Its last day, as of which open asks were judged.
    pub as_of: Day,
    /// The policy of disclosure control, in words.
    pub policy: String,
    /// The seal of the publication that it is drawn from.
    pub seal: String,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// The last quarter of a year as somebody writes it: `2025` is the calendar year, `2025-26` the financial year from April.
pub fn year_named(text: &str) -> Result<Quarter, String> {
    let wrong = || format!("“{text}” is not a year: write 2025, or 2025-26 for the year from April 2025");
    let text = text.trim();
    let year =
        |part: &str| part.parse::<i16>().ok().filter(|year| (1990..=2200).contains(year)).ok_or_else(wrong);
    match text.split_once(['-', '/']) {
        None => Ok(Quarter { year: year(text)?, nth: 4 }),
        Some((first, second)) => {
            let next = year(first)? + 1;
            let fits =
                second.len() == 2 && second.parse() == Ok(next.rem_euclid(100)) || second.parse() == Ok(next);
            if fits { Ok(Quarter { year: next, nth: 1 }) } else { Err(wrong()) }
        }
    }
}

/// The account of the year that ends with a quarter; nothing where its quarters have not all been published.
pub fn account(from: &impl Rows, kept: &Kept, last: Quarter) -> Result<Option<Account>, Fault> {
    let Some((published, seal, _)) = read::publication(from, last)? else { return Ok(None) };
    let year = last.year();
    let of_year = Year { published: &published, words: year.in_words() };
    if of_year.table("received.setting").is_none() {
        return Ok(None);
    }
    let earlier = Quarter { year: last.year - 1, ..last };
    let earlier = read::publication(from, earlier)?.map(|(published, _, _)| published);
    let before = earlier.as_ref().map(|published| Year { published, words: before_in_words(last) });
    let before = before.filter(|of| of.table("received.setting").is_some());
    let mut lines = lines(&of_year, before.as_ref());
    lines.push(miles(from, kept, last, &published)?);
    lines.push(said(from, last, &published)?);
    Ok(Some(Account {
        year: year.in_words(),
        as_of: published.last,
        policy: published.policy_in_words.clone(),
        seal,
        lines,
    }))
}

fn before_in_words(last: Quarter) -> String {
    Quarter { year: last.year - 1, ..last }.year().in_words()
}

/// What was published of a year.
struct Year<'p> {
    published: &'p Published,
    words: String,
}

impl Year<'_> {
    fn table(&self, id: &str) -> Option<&PublishedTable> {
        let id = format!("{id}.year");
        self.published.tables.iter().find(|table| table.id == id)
    }

    fn value(&self, id: &str) -> Option<&PublishedValue> {
        let wanted = |value: &&PublishedValue| {
            value.period == self.words && value.by.is_empty() && value.id.starts_with(&format!("{id}."))
        };
        self.published.values.iter().find(wanted)
    }

    fn received(&self, category: &str) -> String {
        self.table("received.setting")
            .map_or_else(String::new, |table| count(read::shown(table, &[category])))
    }

    fn kept(&self, rule: &str) -> Option<read::Share> {
        self.table(&format!("kept.{rule}.setting")).map(|table| read::share(table, TOTAL))
    }
}

fn count(of: Shown) -> String {
    match of {
        Shown::Count(count) => count.to_string(),
        Shown::Star | Shown::Withheld => of.to_string(),
    }
}

fn limits(value: &PublishedValue) -> String {
    let number = |of: f64| {
        let text = format!("{of:.1}");
        text.strip_suffix(".0").unwrap_or(&text).to_owned()
    };
    match (value.value, value.low, value.high) {
        (Some(_), Some(low), Some(high)) => format!("95%: {} to {}", number(low), number(high)),
        (Some(_), Some(low), None) => format!("95%: {} to not reached", number(low)),
        _ => String::new(),
    }
}

fn lines(of: &Year<'_>, before: Option<&Year<'_>>) -> Vec<Line> {
    let quarter = &of.published.quarter;
    let rows = |by: &str, anchor: &str| format!("/waits?quarter={quarter}&span=year&by={by}{anchor}");
    let practice = setting("practice");
    let definition = |id: &str| of.table(id).map_or_else(String::new, |table| table.definition.clone());
    let received = |what: &str, category: &str, more: &str| Line {
        what: what.to_owned(),
        value: of.received(category),
        beside: String::new(),
        before: before.map_or_else(String::new, |year| year.received(category)),
        counts: format!("{}{more}", definition("received.setting")),
        rows: rows("setting", ""),
    };
    let mut made = vec![
        received("Asks between partners", TOTAL, ""),
        received(
            "Clinic appointments not needed: asked of a general practice instead",
            practice,
            " Those asked first of a general practice: each would otherwise have asked a clinic for an appointment. Some \
             ended without a fitting, so this is the most that clinics can have been spared.",
        ),
    ];
    for (id, what) in [
        ("median", "Middle wait"),
        ("p92", "92 in 100 fitted within"),
        ("within-28", "Fitted within 28 days"),
        ("days-host", "Of each wait, the host’s days"),
        ("days-patient", "Of each wait, the person’s own days"),
    ] {
        let Some(value) = of.value(id) else { continue };
        made.push(Line {
            what: what.to_owned(),
            value: read::value_in_words(value),
            beside: limits(value),
            before: before.and_then(|year| year.value(id)).map_or_else(String::new, read::value_in_words),
            counts: value.definition.clone(),
            rows: rows("patch", ""),
        });
    }
    for rule in of.published.rules.iter().filter(|set| !set.proposed) {
        let Some(share) = of.kept(&rule.id) else { continue };
        let people = match (share.met, share.failed) {
            (Shown::Count(met), Shown::Count(failed)) => format!("of {} due", met + failed),
            _ => String::new(),
        };
        made.push(Line {
            what: format!("Met {}", rule.id),
            value: share.in_words(),
            beside: people,
            before: before
                .and_then(|year| year.kept(&rule.id))
                .map_or_else(String::new, |share| share.in_words()),
            counts: definition(&format!("kept.{}.setting", rule.id)),
            rows: format!("{}&first={}", rows("setting", ""), rule.id),
        });
    }
    if let Some(value) = of.published.values.iter().find(|value| value.id == "misplaced") {
        made.push(Line {
            what: format!("Fitted at a clinic though a practice near had room, {}", value.period),
            value: read::value_in_words(value),
            beside: limits(value),
            before: String::new(),
            counts: value.definition.clone(),
            rows: rows("setting", ""),
        });
    }
    made
}

/// Miles that a fitting at a general practice saved against the nearest clinic, on average, by straight lines from the
/// practice that asked.
fn miles(from: &impl Rows, kept: &Kept, last: Quarter, published: &Published) -> Result<Line, Fault> {
    let period = last.year().period();
    let plain: Vec<Rule> =
        rules::for_period(from, period.first, period.last)?.iter().map(|tried| tried.rule).collect();
    let view = kept.view(from, &plain, period.last)?;
    let places = prepare::points(from)?;
    let homes: std::collections::HashMap<String, Point> =
        directory::organisations(from)?.into_iter().map(|org| (org.code.to_string(), org.at)).collect();
    let (clinic, practice) = (setting("sexual_health_clinic"), setting("practice"));
    let asks = &view.asks;
    let settings = asks.categories(By::Setting);
    let place = |service: u32| asks.services.get(service as usize).and_then(|id| places.get(id)).copied();
    let mut clinics: Vec<Point> = Vec::new();
    for ask in &asks.rows {
        let is_clinic = settings.get(asks.category(ask, By::Setting)).is_some_and(|kind| kind == clinic);
        if let Some(at) = place(ask.service).filter(|at| is_clinic && !clinics.contains(at)) {
            clinics.push(at);
        }
    }
    let (mut people, mut saved) = (0u32, 0.0f64);
    for (ask, stood) in asks.rows.iter().zip(&view.judged.stood) {
        let ended = stood.end.is_some_and(|(day, _)| (period.first..=period.last).contains(&day));
        let at_practice = settings.get(asks.category(ask, By::Setting)).is_some_and(|kind| kind == practice);
        if !(stood.done() && ended && at_practice) {
            continue;
        }
        let home = asks.org_at(ask.sender).and_then(|org| homes.get(&org.code)).copied();
        let (Some(home), Some(at)) = (home, place(ask.service)) else { continue };
        let to = |clinic: &Point| home.straight_line_to(*clinic).miles();
        let Some(nearest) = clinics.iter().map(to).min_by(f64::total_cmp) else { continue };
        people += 1;
        saved += nearest - home.straight_line_to(at).miles();
    }
    let policy = read::policy_of(published);
    let shows = policy.as_ref().is_some_and(|policy| policy.shows_average(people, None));
    let shown = policy.map_or(Shown::Withheld, |policy| policy.show(people, None));
    Ok(Line {
        what: "Miles saved by each fitting at a general practice".to_owned(),
        value: if shows { miles_in_words(saved / f64::from(people.max(1))) } else { "Too few people to show".to_owned() },
        beside: if shows { format!("on average, over {} fittings", count(shown)) } else { String::new() },
        before: String::new(),
        counts: "The straight line from the practice that asked to the nearest clinic that was asked of anything, less the \
                 line to the practice that fitted; fittings of the year. Where a clinic was nearer, how much further it was (measure M6)."
            .to_owned(),
        rows: String::new(),
    })
}

/// What people said on their own page once it was over, in the days of the year.
fn said(from: &impl Rows, last: Quarter, published: &Published) -> Result<Line, Fault> {
    let period = last.year().period();
    let all = referrals_site::past::ratings(from, period.first, period.last)?;
    let people = u32::try_from(all.len()).unwrap_or(u32::MAX);
    let policy = read::policy_of(published);
    let shows = policy.as_ref().is_some_and(|policy| policy.shows_average(people, None));
    let sum: f64 = all.iter().copied().map(f64::from).sum();
    let (value, beside) = match people {
        0 => (NOT_RECORDED.to_owned(), String::new()),
        _ if shows => {
            let shown = policy.map_or(Shown::Withheld, |policy| policy.show(people, None));
            (
                format!("{:.1} of 5", sum / f64::from(people)),
                format!("on average, by {} people", count(shown)),
            )
        }
        _ => ("Too few people to show".to_owned(), String::new()),
    };
    Ok(Line {
        what: "What patients said: how easy it was".to_owned(),
        value,
        beside,
        before: String::new(),
        counts: "Each person is asked once on her own page, when it is over: 1 is very hard, 5 very easy. Those who answered \
                 in the days of the year; what they wrote in words is in no figure (measure M18)."
            .to_owned(),
        rows: String::new(),
    })
}

fn miles_in_words(saved: f64) -> String {
    let rounded = (saved * 10.0).round() / 10.0;
    if rounded < 0.0 {
        format!("None: {:.1} miles further", -rounded)
    } else {
        format!("{:.1} miles", rounded.abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn miles_saved_are_never_less_than_none() {
        let told = [3.44, 0.0, -0.04, -0.06, -3.4].map(miles_in_words);
        let further = ["None: 0.1 miles further", "None: 3.4 miles further"];
        assert_eq!(told, ["3.4 miles", "0.0 miles", "0.0 miles", further[0], further[1]]);
    }

    #[test]
    fn a_year_is_written_as_a_calendar_year_or_from_april() {
        assert_eq!(year_named("2025"), Ok(Quarter { year: 2025, nth: 4 }));
        assert_eq!(year_named(" 2025-26 "), Ok(Quarter { year: 2026, nth: 1 }));
        assert_eq!(year_named("2025/2026"), Ok(Quarter { year: 2026, nth: 1 }));
        assert_eq!(year_named("1999-00"), Ok(Quarter { year: 2000, nth: 1 }));
        for wrong in ["", "25", "2025-27", "2025-Q1", "2025-26-27", "0", "twenty"] {
            assert!(year_named(wrong).is_err(), "{wrong}");
        }
    }
}
