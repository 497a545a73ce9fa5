//! The parts of the page of waits, one after the other. Every figure comes from the publication; nothing is counted here.

use maud::{Markup, html};
use measures_rules::differ::Why;
use measures_rules::disclosure::Shown;
use measures_rules::disclosure::system::TOTAL;
use measures_rules::facts::v1::{PublishedTable, PublishedValue};
use measures_rules::flows::FLOW_RULE;
use measures_rules::report::{PLACES, place_in_words};
use web::components as nhs;
use web::components::table::Format;

use super::waits::Looked;
use crate::read::{self, Share};

fn kept<'l>(looked: &'l Looked, rule: &str) -> Option<&'l PublishedTable> {
    looked.table(&format!("kept.{rule}.{}", looked.by.name()))
}

fn share_of(looked: &Looked, rule: &str, category: &str) -> Option<Share> {
    kept(looked, rule).map(|table| read::share(table, category))
}

fn value<'l>(looked: &'l Looked, id: &str, by: &str, category: &str) -> Option<&'l PublishedValue> {
    let id = format!("{id}.{by}.{category}{}", looked.ending());
    looked.published.values.iter().find(|value| value.id == id)
}

fn added(one: Shown, other: Shown) -> String {
    match (one, other) {
        (Shown::Count(one), Shown::Count(other)) => thousands(one + other),
        _ => "*".to_owned(),
    }
}

/// A count with its thousands apart.
pub(super) fn thousands(count: u32) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn shown(of: Shown) -> String {
    match of {
        Shown::Count(count) => thousands(count),
        Shown::Star | Shown::Withheld => of.to_string(),
    }
}

/// What the page says first: the same asks under both rules, where they were laid beside each other.
pub(super) fn first_line(looked: &Looked) -> String {
    if let Some(line) = both_in_words(looked) {
        return line;
    }
    let of = |rule: &str| {
        share_of(looked, rule, TOTAL)
            .map_or_else(|| "a share that is held back".to_owned(), |of| of.in_words())
    };
    format!(
        "{}: {} of due asks met {}, {} met {}.",
        capital(&looked.period()),
        of(&looked.first),
        looked.first,
        of(&looked.second),
        looked.second
    )
}

fn both_in_words(looked: &Looked) -> Option<String> {
    let (table, straight) = pair(looked)?;
    let cell = |first: &str, second: &str| {
        read::shown(table, &if straight { [first, second] } else { [second, first] })
    };
    let [met, _, _] = PLACES.map(place_in_words);
    let (Shown::Count(all), Shown::Count(first), Shown::Count(second)) =
        (cell(TOTAL, TOTAL), cell(met, TOTAL), cell(TOTAL, met))
    else {
        return None;
    };
    let share = |part: u32| format!("{:.1}%", 100.0 * f64::from(part) / f64::from(all.max(1)));
    Some(format!(
        "Of {} asks due under both in {}, {} met {} and {} met {}.",
        thousands(all),
        looked.period(),
        share(first),
        looked.first,
        share(second),
        looked.second
    ))
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), letters.as_str()))
}

/// The two rules, each with its share, its interval and its definition.
pub(super) fn two_rules(looked: &Looked) -> Markup {
    let rule = |name: &str| {
        let set = looked.published.rules.iter().rev().find(|set| set.id == name);
        let Some(table) = kept(looked, name) else { return html! {} };
        let share = read::share(table, TOTAL);
        html! {
            div {
                h2 class="nhsuk-heading-m" { (name) @if let Some(set) = set { ": " (set.title) @if set.proposed { " (proposed)" } } }
                p { span class="rt-big" { (share.in_words()) } " met, of " (added(share.met, share.failed)) " due. "
                    @if share.percent.is_some() { "95% interval: " (share.with_limits()) ". " }
                    @if let Some(ended) = looked.table(&format!("ended.{name}")) { "Ended without a fitting before they were due, and left out: " (shown(read::shown(ended, &[TOTAL]))) "." } }
                (nhs::Details::new("What is counted", html! { p { (table.definition) } p { (table.note) } }))
            }
        }
    };
    html! { div class="rt-two" { (rule(&looked.first)) (rule(&looked.second)) } }
}

fn figures(text: impl Into<web::markup::Content>) -> nhs::TableCell {
    nhs::TableCell::default().content(text).format(Format::Numeric)
}

/// Which table lays the two rules beside each other, and whether the first is its rows.
fn pair(looked: &Looked) -> Option<(&PublishedTable, bool)> {
    let id = |a: &str, b: &str| format!("beside.{a}.{b}");
    let straight = looked.table(&id(&looked.first, &looked.second)).map(|table| (table, true));
    straight.or_else(|| looked.table(&id(&looked.second, &looked.first)).map(|table| (table, false)))
}

/// The same asks under both rules, and why they differ.
pub(super) fn beside(looked: &Looked) -> Markup {
    if looked.first == looked.second {
        return html! { p { "Both rules are the same: choose another to see where they differ." } };
    }
    let Some((table, straight)) = pair(looked) else {
        return html! { p { "These two were not laid beside each other in this publication. Choose " (crate::prepare::FIRST) " or " (crate::prepare::SECOND) " as one of them." } };
    };
    let cell = |first: &str, second: &str| {
        read::shown(table, &if straight { [first, second] } else { [second, first] })
    };
    let [met, failed, _] = PLACES.map(place_in_words);
    let words = [met, failed];
    let mut head = vec![nhs::Column::words(format!("Under {}", looked.first))];
    head.extend(words.map(|word| nhs::Column::figures(format!("{word} under {}", looked.second))));
    head.push(nhs::Column::figures("All"));
    let rows = words.iter().chain([&TOTAL]).map(|first| {
        let name = if *first == TOTAL { "All" } else { *first };
        let mut row = vec![nhs::TableCell::from(name)];
        row.extend(words.iter().chain([&TOTAL]).map(|second| figures(shown(cell(first, second)))));
        row
    });
    html! {
        h2 class="nhsuk-heading-m" { "The same asks under both" }
        p { "Asks that fell due in " (looked.period()) " under both rules. The raw wait of an ask is the same under both." }
        (nhs::Table::new("Asks by what each rule says of them", head, rows.collect()).first_cell_is_header(true).scroll(true))
        (nhs::Details::new("What is counted", html! { p { (table.definition) } p { (table.note) } }))
        (reasons(looked, straight, met, failed))
        (reasons(looked, straight, failed, met))
    }
}

fn reasons(looked: &Looked, straight: bool, under_first: &str, under_second: &str) -> Markup {
    let (a, b) = if straight { (&looked.first, &looked.second) } else { (&looked.second, &looked.first) };
    let (under_a, under_b) = if straight { (under_first, under_second) } else { (under_second, under_first) };
    let order = if under_a == place_in_words(clocks::Place::Met) { "01" } else { "10" };
    let Some(table) = looked.table(&format!("why.{a}.{b}.{order}")) else { return html! {} };
    let count = |reason: Why| read::shown(table, &[under_a, under_b, reason.in_words()]);
    // Asks that ended between the two days are left out of both shares, and so of the table.
    let reasons = Why::ALL.into_iter().filter(|why| *why != Why::EndedBetween);
    let lines: Vec<(Why, Shown)> =
        reasons.map(|why| (why, count(why))).filter(|(_, of)| *of != Shown::Count(0)).collect();
    let title = format!(
        "{under_first} under {}, {} under {}: why",
        looked.first,
        under_second.to_lowercase(),
        looked.second
    );
    if lines.is_empty() {
        return html! { p { (title) ": there are none." } };
    }
    let rows = lines.iter().map(|(why, of)| vec![nhs::TableCell::from(why.in_words()), figures(shown(*of))]);
    let head = vec![nhs::Column::words("Reason"), nhs::Column::figures("Asks")];
    html! {
        (nhs::Table::new(title.as_str(), head, rows.collect()))
        (nhs::Details::new("How a reason is found", html! { p { (table.definition) } }))
    }
}

/// Both rules and the raw wait, by one comparison, all on the same clock.
pub(super) fn by_category(looked: &Looked) -> Markup {
    let Some(table) = kept(looked, &looked.first) else { return html! {} };
    let by = looked.by.name();
    let received = looked.table(&format!("received.{by}"));
    let head = vec![
        nhs::Column::words(looked.by.in_words()),
        nhs::Column::figures(format!("Met {}", looked.first)),
        nhs::Column::figures(format!("Met {}", looked.second)),
        nhs::Column::figures("Received"),
        nhs::Column::figures("Middle wait, days"),
        nhs::Column::figures("92 in 100 within, days"),
        nhs::Column::figures("Within 5 days"),
        nhs::Column::figures("Within 28 days"),
    ];
    let share = |rule: &str, category: &str| {
        share_of(looked, rule, category).map_or_else(|| "Not counted".to_owned(), |of| of.with_limits())
    };
    let rows = categories(table).into_iter().map(|category| {
        let whole = category == TOTAL;
        let of = |id: &str| value(looked, id, if whole { "" } else { by }, &category);
        let n = received.map_or(Shown::Withheld, |table| read::shown(table, &[&category]));
        vec![
            nhs::TableCell::from(if whole { "Whole place".to_owned() } else { category.clone() }),
            figures(share(&looked.first, &category)),
            figures(share(&looked.second, &category)),
            figures(shown(n)),
            figures(days(of("median"))),
            figures(days(of("p92"))),
            figures(of("within-5").map_or_else(String::new, percent)),
            figures(of("within-28").map_or_else(String::new, percent)),
        ]
    });
    let title = format!("By {}, on the same clock for all", looked.by.in_words().to_lowercase());
    html! {
        h2 class="nhsuk-heading-m" { (title) }
        p { "Shares and waits with their 95% intervals. A share under a setting’s own rule alone would say nothing about "
            "who waits longer: the wait from receipt to fitting, every day counted, stands beside it." }
        (nhs::Table::new(looked.period().as_str(), head, rows.collect()).first_cell_is_header(true).scroll(true).compact(true))
        (nhs::Details::new("What is counted", html! {
            p { "Shares: as under each rule above. " (looked.by.definition()) }
            @if let Some(received) = received { p { "Received: " (received.definition) } }
            @if let Some(of) = value(looked, "median", "", TOTAL) { p { "Waits: " (of.definition) } }
            @if let Some(of) = value(looked, "within-5", "", TOTAL) { p { "Within 5 and 28 days: " (of.definition) } }
        }))
    }
}

fn categories(table: &PublishedTable) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for value in table.cells.iter().filter_map(|cell| cell.at.get(1)) {
        if value != TOTAL && !found.contains(value) {
            found.push(value.clone());
        }
    }
    found.sort_by_key(|word| (word == measures_rules::asks::NOT_RECORDED, !word.starts_with("Under")));
    found.push(TOTAL.to_owned());
    found
}

fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

fn days(of: Option<&PublishedValue>) -> String {
    let Some(of) = of else { return String::new() };
    let Some(value) = of.value else { return of.why_not.clone() };
    let end = |limit: Option<f64>| limit.map_or_else(|| "not reached".to_owned(), number);
    format!("{} ({} to {})", number(value), end(of.low), end(of.high))
}

fn percent(of: &PublishedValue) -> String {
    match (of.value, of.low, of.high) {
        (Some(value), Some(low), Some(high)) => format!("{value:.1}% ({low:.1} to {high:.1})"),
        _ => of.why_not.clone(),
    }
}

/// Whose the days were.
pub(super) fn owner_days(looked: &Looked) -> Markup {
    let Some(table) = kept(looked, &looked.first) else { return html! {} };
    let by = looked.by.name();
    const OWNERS: [(&str, &str); 4] = [
        ("days-host", "Host’s"),
        ("days-sender", "Sender’s"),
        ("days-patient", "The person’s"),
        ("days-clinical", "Clinical reason"),
    ];
    let mut head = vec![nhs::Column::words(looked.by.in_words())];
    head.extend(OWNERS.map(|(_, words)| nhs::Column::figures(words)));
    head.push(nhs::Column::figures("Together"));
    let rows = categories(table).into_iter().map(|category| {
        let whole = category == TOTAL;
        let of = |id: &str| value(looked, id, if whole { "" } else { by }, &category).and_then(|of| of.value);
        let each = OWNERS.map(|(id, _)| of(id));
        let mut row =
            vec![nhs::TableCell::from(if whole { "Whole place".to_owned() } else { category.clone() })];
        row.extend(each.map(|days| figures(days.map_or_else(|| "*".to_owned(), number))));
        let sum: Option<f64> = each.into_iter().sum();
        row.push(figures(sum.map_or_else(|| "*".to_owned(), number)));
        row
    });
    let definition = value(looked, "days-host", "", TOTAL).map_or("", |of| of.definition.as_str());
    html! {
        h2 class="nhsuk-heading-m" { "Whose days they were" }
        (nhs::Table::new("Days an ask, by who had the next move", head, rows.collect()).first_cell_is_header(true).scroll(true))
        (nhs::Details::new("How days are counted", html! { p { (definition) } }))
    }
}

/// The mis-placed share.
pub(super) fn placed(looked: &Looked) -> Markup {
    let Some(of) = looked.published.values.iter().find(|value| value.id == "misplaced") else {
        return html! {};
    };
    html! {
        h2 class="nhsuk-heading-m" { "Fitted at a clinic, though a general practice near it had room" }
        p { strong { (percent(of)) } " of " (of.people) " uncomplicated fittings at a clinic, " (of.period) "." }
        (nhs::Details::new("What is counted", html! { p { (of.definition) } }))
    }
}

/// From patch to patch.
pub(super) fn flows(looked: &Looked) -> Markup {
    let Some(table) = looked.table("flows.patch") else { return html! {} };
    let patches = categories(table);
    let words = |patch: &str| if patch == TOTAL { "All".to_owned() } else { patch.to_owned() };
    let mut head = vec![nhs::Column::words("From")];
    head.extend(patches.iter().map(|to| nhs::Column::figures(format!("To {}", words(to)))));
    let rows = patches.iter().map(|from| {
        let mut row = vec![nhs::TableCell::from(words(from))];
        row.extend(patches.iter().map(|to| figures(shown(read::shown(table, &[from, to])))));
        row
    });
    html! {
        h2 class="nhsuk-heading-m" { "Who asked whom" }
        (nhs::Table::new("Hand-overs from patch to patch", head, rows.collect()).first_cell_is_header(true).scroll(true))
        (nhs::Details::new("What is counted", html! { p { (table.definition) } p { (table.note) } }))
    }
}

/// Pairs that began to ask each other more, or less.
pub(super) fn shifts(looked: &Looked) -> Markup {
    let of = &looked.published.shifts;
    let head = ["From", "To", "Change", "Since the week of"].map(nhs::Column::words).into_iter();
    let head = head.chain(["Before, 26 weeks", "Since then"].map(nhs::Column::figures)).collect();
    let rows = of.flagged.iter().map(|one| {
        vec![
            nhs::TableCell::from(one.from.as_str()),
            one.to.as_str().into(),
            if one.way == "up" { "More asks" } else { "Fewer asks" }.into(),
            one.began.in_words().into(),
            figures(one.before.as_str()),
            figures(one.since.as_str()),
        ]
    });
    html! {
        h2 class="nhsuk-heading-m" { "Where asks have shifted" }
        @if of.flagged.is_empty() { p { "Of " (of.judged) " pairs that carry enough asks to be judged, none has shifted." } }
        @else { (nhs::Table::new("Pairs of organisations, the greatest change first", head, rows.collect()).scroll(true)) }
        p class="nhsuk-body-s" { (of.rule) " " (FLOW_RULE.judged_in_words(of.judged, of.pairs)) " A flag says that something changed, not why: ask both." }
    }
}

/// Where the figures come from.
pub(super) fn about(looked: &Looked) -> Markup {
    let of = &looked.published;
    html! {
        h2 class="nhsuk-heading-m" { "About these figures" }
        p { "Published on " (looked.at.day().in_words()) ", as asks stood at the end of " (of.last.in_words())
            ". They are frozen: what happens later changes no figure of " (looked.quarter.in_words()) "." }
        p { (of.policy_in_words) " Organisations, where they are compared, stand under a code; nobody is ranked." }
        p class="nhsuk-body-s" { "Fingerprint of the publication (SHA-256): " span class="rt-typed" { (looked.sha256) } }
    }
}
