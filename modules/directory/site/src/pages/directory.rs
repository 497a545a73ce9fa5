//! `/directory`: every organisation of the place and what it offers, for those who ask.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use directory_rules::Method;
use directory_rules::entry::freshness;
use directory_rules::facts::v1::Organisation;
use kernel::Day;
use maud::{Markup, html};
use policy::{OrgKind, Permit};
use web::components as nhs;
use web::{ListQuery, Order, Page, SignedIn, Stop};

use super::access::{fault, may, of_all};
use super::{Site, small_areas, words};
use crate::read::{self, Entered};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route("/directory", get(show))
}

const HERE: &str = "/directory";
const COLUMNS: &[&str] = &["name", "kind", "patch", "service", "confirmed"];

/// A line: an organisation with one of its services, or with none.
struct Line {
    org: Organisation,
    entered: Option<Entered>,
}

async fn show(State(site): State<Site>, who: SignedIn, list: ListQuery) -> Result<Page, Stop> {
    let reading = of_all(&site, who.actor())?;
    let today = site.journal.now().day();
    let organisations = read::organisations(&reading).map_err(fault("reading the directory"))?;
    let services = read::services(&reading).map_err(fault("reading the directory"))?;
    let mut patches: Vec<String> =
        organisations.iter().map(|org| org.patch.clone()).filter(|patch| !patch.is_empty()).collect();
    patches.sort();
    patches.dedup();
    let keeps_place = may(&site, who.actor(), Permit::KeepPlace);
    let lines = chosen(lines(organisations, services, today), &list);
    Ok(Page::new("Directory")
        .now("Choose an organisation to see whom to ring and when the first time is.")
        .audience(format!("everybody who signs in at {}", site.place.name))
        .part(HERE)
        .wide()
        .body(html! {
            (filter(&list, &patches))
            @if lines.is_empty() {
                p { "No entry matches. " a href=(HERE) { "Show all of them" } }
            } @else {
                (table(&lines, &list, today))
                @if let Some(pages) = list.pagination(lines.len()) { (pages) }
                p { (lines.len()) @if lines.len() == 1 { " entry." } @else { " entries." } }
            }
            @if keeps_place { p { a href=(super::successions::HERE) { "Mergers and successions" } } }
            p { a href=(small_areas::HERE) { "The small areas of the place, with their people" } }
        }))
}

/// One line a service that is shown; an organisation that shows none has a line of its own.
fn lines(organisations: Vec<Organisation>, services: Vec<Entered>, today: Day) -> Vec<Line> {
    let mut shown: Vec<Entered> = services
        .into_iter()
        .filter(|entered| !entered.service.ended && freshness(entered.confirmed_on, today).is_shown())
        .collect();
    let mut lines = Vec::new();
    for org in organisations {
        let (own, others): (Vec<_>, Vec<_>) =
            shown.into_iter().partition(|entered| entered.service.org == org.code);
        shown = others;
        if own.is_empty() {
            lines.push(Line { org, entered: None });
        } else {
            lines.extend(own.into_iter().map(|entered| Line { org: org.clone(), entered: Some(entered) }));
        }
    }
    lines
}

fn chosen(mut lines: Vec<Line>, list: &ListQuery) -> Vec<Line> {
    let wanted = list.filter("q").unwrap_or_default().to_lowercase();
    let method = list.filter("method").and_then(Method::of_name);
    lines.retain(|line| {
        let service = line.entered.as_ref().map(|entered| &entered.service);
        let name = service.map_or("", |service| service.name.as_str());
        (wanted.is_empty()
            || format!("{} {name} {}", line.org.name, line.org.address).to_lowercase().contains(&wanted))
            && list.filter("kind").is_none_or(|kind| kind == line.org.kind)
            && list.filter("patch").is_none_or(|patch| patch == line.org.patch)
            && method.is_none_or(|method| service.is_some_and(|service| service.methods.contains(&method)))
    });
    let by = list.sorted_by(COLUMNS);
    let service = |line: &Line| line.entered.as_ref().map(|entered| entered.service.name.clone());
    lines.sort_by(|a, b| {
        let order = match by {
            "kind" => a.org.kind.cmp(&b.org.kind),
            "patch" => a.org.patch.cmp(&b.org.patch),
            "service" => service(a).cmp(&service(b)),
            "confirmed" => {
                let day = |line: &Line| line.entered.as_ref().map(|entered| entered.confirmed_on);
                day(a).cmp(&day(b))
            }
            // Who offers something stands first: that is whom a reader looks for.
            _ => (a.entered.is_none(), &a.org.name).cmp(&(b.entered.is_none(), &b.org.name)),
        };
        if list.order == Order::Descending { order.reverse() } else { order }
    });
    lines
}

fn filter(list: &ListQuery, patches: &[String]) -> Markup {
    let mut kinds = vec![nhs::SelectItem::new("", "Every kind")];
    kinds.extend(
        OrgKind::ALL.iter().map(|kind| nhs::SelectItem::new(kind.as_str(), words::kind(kind.as_str()))),
    );
    let mut parts = vec![nhs::SelectItem::new("", "Everywhere")];
    parts.extend(patches.iter().map(|patch| nhs::SelectItem::new(patch.as_str(), patch.as_str())));
    let mut methods = vec![nhs::SelectItem::new("", "Any or none")];
    methods.extend(words::all_methods().map(|(name, words)| nhs::SelectItem::new(name, words)));
    let select = |name: &str, label: &str, items| {
        nhs::Select::new(name, label, items).value(list.filter(name).unwrap_or_default())
    };
    html! {
        form method="get" action=(HERE) class="rt-filter" {
            (nhs::Input::new("q", "Name or address").value(list.filter("q").unwrap_or_default()).width("20"))
            (select("kind", "Kind", kinds))
            (select("patch", "Part of the place", parts))
            (select("method", "Takes from others", methods))
            (nhs::Button::secondary("Show").small(true))
        }
    }
}

fn table(lines: &[Line], list: &ListQuery, today: Day) -> nhs::Table {
    let head = vec![
        list.column(nhs::Column::words("Organisation"), "name", COLUMNS),
        list.column(nhs::Column::words("Kind"), "kind", COLUMNS),
        list.column(nhs::Column::words("Part of the place"), "patch", COLUMNS),
        list.column(nhs::Column::words("Service"), "service", COLUMNS),
        nhs::Column::words("Takes from others"),
        nhs::Column::words("Ring"),
        list.column(nhs::Column::words("Last confirmed"), "confirmed", COLUMNS),
    ];
    let rows = lines.iter().skip(list.offset()).take(list.rows).map(|line| {
        let service = line.entered.as_ref().map(|entered| &entered.service);
        vec![
            nhs::TableCell::link(line.org.name.as_str(), format!("/directory/{}", line.org.code)),
            words::kind(&line.org.kind).into(),
            if line.org.patch.is_empty() { "All of it".into() } else { line.org.patch.as_str().into() },
            service.map_or("None shown", |service| service.name.as_str()).into(),
            service.map_or_else(|| "Not recorded".to_owned(), words::methods).into(),
            service.map_or(line.org.telephone.as_str(), |service| service.telephone.as_str()).into(),
            line.entered
                .as_ref()
                .map_or_else(
                    || html! { "Not recorded" },
                    |entered| words::confirmed(entered.confirmed_on, today),
                )
                .into(),
        ]
    });
    nhs::Table::new("Organisations and what they offer", head, rows.collect())
}
