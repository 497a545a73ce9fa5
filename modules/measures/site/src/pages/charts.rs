//! The pictures of the page of waits: each share over the months, and each organisation asked in a funnel. From what was
//! published alone; each stands beside the table of its numbers.

use journal::Reading;
use kernel::Day;
use maud::{Markup, PreEscaped, html};
use measures_rules::chart::{self, Drawn};
use measures_rules::disclosure::Shown;
use measures_rules::disclosure::system::TOTAL;
use measures_rules::funnel::{self, Kind, Pair};
use measures_rules::report::{PLACES, place_in_words};
use measures_rules::spc::{self, Better, Settings};
use web::Stop;

use super::access::fault;
use super::waits::Looked;
use crate::read;

/// A picture with its numbers behind a line that opens.
pub(super) fn figure(drawn: &Drawn) -> Markup {
    html! {
        figure class="rt-chart" {
            (PreEscaped(drawn.svg_on_page()))
            details class="nhsuk-details" {
                summary class="nhsuk-details__summary" { span class="nhsuk-details__summary-text" { "The numbers of this chart" } }
                div class="nhsuk-details__text" tabindex="0" role="region" aria-label="The numbers of this chart" { (PreEscaped(&drawn.table)) }
            }
        }
    }
}

/// Fewer points say nothing over time.
const POINTS_MIN: usize = 6;

/// The share met under both rules, month by month, over everything published up to the quarter looked at.
pub(super) fn over_time(looked: &Looked, reading: &Reading) -> Result<Markup, Stop> {
    let all = read::publications(reading).map_err(fault("reading what was published"))?;
    let mut drawn = Vec::new();
    let mut rules = vec![&looked.first];
    if looked.second != looked.first {
        rules.push(&looked.second);
    }
    for (nth, rule) in rules.into_iter().enumerate() {
        let beginning = format!("month.{rule}.");
        let tables = all
            .iter()
            .filter(|published| published.last <= looked.published.last)
            .flat_map(|published| &published.tables)
            .filter(|table| table.id.starts_with(&beginning));
        let series: Vec<(Day, f64)> = tables
            .filter_map(|table| {
                let month: Day = format!("{}-01", table.id.strip_prefix(&beginning)?).parse().ok()?;
                let (share, _, _) = read::share(table, TOTAL).percent?;
                Some((month, share))
            })
            .collect();
        if series.len() >= POINTS_MIN {
            let settings = Settings {
                better: Better::Higher,
                target: None,
                screen: false,
                fix_after: None,
                steps: Vec::new(),
            };
            let title = format!("Due asks met under {rule}, by month");
            let id = format!("xmr-{nth}");
            let labels = chart::spc::Labels { id: &id, title: &title, unit: "%" };
            drawn.push(chart::spc::draw(&spc::chart(&series, settings), labels));
        }
    }
    Ok(html! {
        h2 class="nhsuk-heading-m" { "Over time" }
        @if drawn.is_empty() { p { "A chart over time needs " (POINTS_MIN) " published months." } }
        @for one in &drawn { (figure(one)) }
        @if !drawn.is_empty() {
            p class="nhsuk-body-s" { "XmR charts in the manner of “Making Data Count”: points outside the limits, seven in a row on one side, "
                "a trend of seven, and two of three near a limit are special cause. Of 100 charts of 24 months without any change, about "
                (expected_false_alarms()) " would show one." }
        }
    })
}

/// How many of 100 unchanged charts of two years show special cause: simulated once, with this seed.
fn expected_false_alarms() -> u32 {
    static FOUND: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
    *FOUND.get_or_init(|| spc::false_alarms(24, 400, 13))
}

/// Each organisation asked, under the first rule.
pub(super) fn funnel(looked: &Looked, own_code: &str) -> Markup {
    let Some(table) = looked.table(&format!("host.{}", looked.first)) else { return html! {} };
    let [met, failed, _] = PLACES.map(place_in_words);
    let mut hidden = 0;
    let mut named = Vec::new();
    let codes: std::collections::BTreeSet<&str> = table
        .cells
        .iter()
        .filter_map(|cell| cell.at.get(1))
        .map(String::as_str)
        .filter(|code| *code != TOTAL)
        .collect();
    for code in codes {
        match (read::shown(table, &[code, met]), read::shown(table, &[code, failed])) {
            (Shown::Count(0), Shown::Count(0)) => {}
            (Shown::Count(met), Shown::Count(failed)) => {
                let pair = Pair { numerator: f64::from(met), denominator: f64::from(met + failed) };
                let name = if code == own_code { format!("{code} (yours)") } else { code.to_owned() };
                named.push((name, pair));
            }
            _ => hidden += 1,
        }
    }
    let pairs: Vec<Pair> = named.iter().map(|(_, pair)| *pair).collect();
    let names: Vec<String> = named.into_iter().map(|(name, _)| name).collect();
    let title = format!("Due asks met under {}, each organisation asked", looked.first);
    let labels = chart::spc::Labels { id: "funnel", title: &title, unit: "%" };
    let drawn = funnel::funnel(&pairs, Kind::Proportion, 0.1, 100.0)
        .ok()
        .map(|made| chart::funnel::draw(&made, &names, chart::funnel::Shown::ByChance, 100.0, labels));
    html! {
        h2 class="nhsuk-heading-m" { "Between organisations" }
        @match &drawn {
            Some(drawn) => (figure(drawn)),
            None => p { "Too few organisations with enough asks to compare." },
        }
        p class="nhsuk-body-s" { "Organisations stand under a code; each knows its own. Inside the limits is what chance alone gives. "
            @if hidden > 0 { (hidden) " with counts too small to show are left out (*). " }
            "This is no league table." }
        (web::components::Details::new("What is counted", html! { p { (table.definition) } p { (table.note) } }))
    }
}
