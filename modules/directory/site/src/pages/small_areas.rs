//! `/small-areas` and `/small-areas.csv`: the small areas that the place is made of, as public statistics count them. Waits by
//! deprivation, the fifth on an ask, and plans of sites rest on these rows; nobody single stands in them.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use directory_rules::facts::v1::SmallArea;
use journal::Reading;
use kernel::OrgId;
use maud::{Markup, html};
use web::components as nhs;
use web::components::table::Format;
use web::{ListQuery, Order, Page, SignedIn, Stop, csv_file};

use super::Site;
use super::access::{fault, of_all};
use crate::{areas, read};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route(HERE, get(show)).route("/small-areas.csv", get(file))
}

pub(super) const HERE: &str = "/small-areas";
const COLUMNS: &[&str] = &["name", "district", "people", "women", "fifth", "rural"];
const RURAL: &[(&str, &str)] =
    &[("urban", "Urban"), ("town-and-fringe", "Town and fringe"), ("village", "Village")];

fn rural(name: &str) -> &str {
    RURAL.iter().find(|(known, _)| *known == name).map_or(name, |(_, words)| words)
}

fn fifth(nth: u8) -> String {
    match nth {
        1 => "1, most deprived".to_owned(),
        5 => "5, least deprived".to_owned(),
        nth => nth.to_string(),
    }
}

fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && (digits.len() - nth).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Women aged 16 to 49 are known or estimated for some sources alone.
fn women(of: &SmallArea) -> String {
    of.women_16_to_49.map_or_else(|| "Not recorded".to_owned(), |women| count(u64::from(women)))
}

fn councils(reading: &Reading) -> Result<BTreeMap<OrgId, String>, Stop> {
    let all = read::organisations(reading).map_err(fault("reading the councils of small areas"))?;
    Ok(all.into_iter().map(|org| (org.code, org.name)).collect())
}

/// The areas that the filter leaves, in the order asked for.
fn chosen(mut all: Vec<SmallArea>, list: &ListQuery) -> Vec<SmallArea> {
    let wanted = list.filter("q").unwrap_or_default().to_lowercase();
    all.retain(|of| {
        (wanted.is_empty() || format!("{} {}", of.name, of.code).to_lowercase().contains(&wanted))
            && list.filter("district").is_none_or(|district| district == of.district)
            && list.filter("fifth").is_none_or(|fifth| fifth == of.fifth.to_string())
            && list.filter("rural").is_none_or(|rural| rural == of.rural)
    });
    let by = list.sorted_by(COLUMNS);
    all.sort_by(|a, b| {
        let order = match by {
            "district" => a.district.cmp(&b.district),
            "people" => a.people.cmp(&b.people),
            "women" => a.women_16_to_49.cmp(&b.women_16_to_49),
            "fifth" => a.fifth.cmp(&b.fifth),
            "rural" => a.rural.cmp(&b.rural),
            _ => a.name.cmp(&b.name),
        };
        let order = if list.order == Order::Descending { order.reverse() } else { order };
        order.then_with(|| a.code.cmp(&b.code))
    });
    all
}

async fn show(State(site): State<Site>, who: SignedIn, list: ListQuery) -> Result<Page, Stop> {
    let reading = of_all(&site, who.actor())?;
    let all = areas::small_areas(&reading).map_err(fault("reading small areas"))?;
    let described = areas::description(&reading).map_err(fault("reading what the place says of itself"))?;
    let sources = described.map_or_else(Vec::new, |of| of.sources);
    let councils = councils(&reading)?;
    let is_empty = all.is_empty();
    let mut districts: Vec<String> = all.iter().map(|of| of.district.clone()).collect();
    districts.sort();
    districts.dedup();
    let known = all.len();
    let all = chosen(all, &list);
    let people: u64 = all.iter().map(|of| u64::from(of.people)).sum();
    let now = if is_empty {
        "This place has no small areas yet: asks carry no deprivation fifth, and waits are not told by it."
            .to_owned()
    } else {
        format!(
            "{} of {} small areas, {} people.",
            count(all.len() as u64),
            count(known as u64),
            count(people)
        )
    };
    Ok(Page::new("Small areas")
        .now(now)
        .audience(format!("everybody who signs in at {}", site.place.name))
        .part("/directory")
        .back("/directory")
        .wide()
        .prints()
        .body(html! {
            @if is_empty {
                p { "Whoever keeps the machine brings them in: one JSON record a line in a file "
                    span class="rt-typed" { "small-areas.jsonl" } ", with “roundtable place import”; or a whole county on an open map with “roundtable place import-open”." }
            } @else {
                (filter(&list, &districts))
                @if all.is_empty() { p { "No small area matches. " a href=(HERE) { "Show all of them" } } }
                @else {
                    (table(&all, &councils, &list))
                    @if let Some(pages) = list.pagination(all.len()) { (pages) }
                }
                p { a href="/small-areas.csv" { "All of them as a CSV file" } }
                (what(&sources))
            }
        }))
}

/// What the columns mean, and where the numbers come from.
fn what(sources: &[String]) -> Markup {
    html! {
        (nhs::Details::new("What is counted", html! {
            p { "An area of a public statistic (in England a lower layer super output area), by the middle of its people. "
                "People: everybody who lives there. Women aged 16 to 49: as far as that is known or estimated. "
                "Deprivation: fifths of all such areas of the country, 1 the most deprived. "
                "An ask placed here carries the fifth of the area nearest to the practice that asks; nobody’s address is asked for." }
            @if !sources.is_empty() { ul class="nhsuk-list nhsuk-list--bullet" { @for source in sources { li { (source) } } } }
        }))
    }
}

fn filter(list: &ListQuery, districts: &[String]) -> Markup {
    let select = |name: &str, label: &str, every: &str, items: Vec<(String, String)>| {
        let all = std::iter::once(nhs::SelectItem::new("", every))
            .chain(items.iter().map(|(name, words)| nhs::SelectItem::new(name.as_str(), words.as_str())));
        nhs::Select::new(name, label, all.collect()).value(list.filter(name).unwrap_or_default())
    };
    let same = |name: &String| (name.clone(), name.clone());
    html! {
        form method="get" action=(HERE) class="rt-filter" {
            (nhs::Input::new("q", "Name or code").value(list.filter("q").unwrap_or_default()).width("20"))
            (select("district", "District", "Every district", districts.iter().map(same).collect()))
            (select("fifth", "Deprivation", "Every fifth", (1..=5).map(|nth: u8| (nth.to_string(), fifth(nth))).collect()))
            (select("rural", "Town or country", "Both", RURAL.iter().map(|(name, words)| ((*name).to_owned(), (*words).to_owned())).collect()))
            (nhs::Button::secondary("Show").small(true))
        }
    }
}

fn table(all: &[SmallArea], councils: &BTreeMap<OrgId, String>, list: &ListQuery) -> nhs::Table {
    let head = vec![
        list.column(nhs::Column::words("Small area"), "name", COLUMNS),
        list.column(nhs::Column::words("District"), "district", COLUMNS),
        nhs::Column::words("Council"),
        list.column(nhs::Column::figures("People"), "people", COLUMNS),
        list.column(nhs::Column::figures("Women 16 to 49"), "women", COLUMNS),
        list.column(nhs::Column::words("Deprivation fifth"), "fifth", COLUMNS),
        list.column(nhs::Column::words("Town or country"), "rural", COLUMNS),
    ];
    let figures = |text: String| nhs::TableCell::from(text).format(Format::Numeric);
    let rows = all.iter().skip(list.offset()).take(list.rows).map(|of| {
        vec![
            html! { (of.name) " " span class="nhsuk-body-s" { (of.code) } }.into(),
            of.district.as_str().into(),
            councils.get(&of.council).map_or("Not recorded", String::as_str).into(),
            figures(count(u64::from(of.people))),
            figures(women(of)),
            fifth(of.fifth).into(),
            rural(&of.rural).into(),
        ]
    });
    nhs::Table::new("Small areas of the place", head, rows.collect()).first_cell_is_header(true).scroll(true)
}

async fn file(State(site): State<Site>, who: SignedIn) -> Result<Response, Stop> {
    let reading = of_all(&site, who.actor())?;
    let all = areas::small_areas(&reading).map_err(fault("reading small areas"))?;
    let head = [
        "code",
        "name",
        "district",
        "council",
        "latitude",
        "longitude",
        "people",
        "women_16_to_49",
        "fifth",
        "rural",
    ];
    let rows = all.into_iter().map(|of| {
        [
            of.code,
            of.name,
            of.district,
            of.council.to_string(),
            of.at.latitude.to_string(),
            of.at.longitude.to_string(),
            of.people.to_string(),
            of.women_16_to_49.map_or_else(String::new, |women| women.to_string()),
            of.fifth.to_string(),
            of.rural,
        ]
    });
    csv_file("small-areas.csv", &head, rows)
}
