//! The map: sites, who goes to which, and where journeys become shorter or longer. Lines and shapes only, so that it
//! needs no tile server; colour repeats what the shapes say.

use maud::{Markup, Render, html};
use planning_rules::study::{Story, Study};

/// Width of the drawing, in its own units.
const WIDTH: f64 = 720.0;
const MARGIN: f64 = 26.0;
/// Tallest drawing: a long county fits a sheet of paper all the same.
const HEIGHT_MAX: f64 = 760.0;

pub(crate) const NEARER: &str = "#005eb8";
pub(crate) const FARTHER: &str = "#b0421a";
const SAME: &str = "#768692";

/// The sites that are drawn, with the numbers by which map and table name them: those that stay, new ones, those that
/// close.
pub(crate) struct Shown {
    pub site: usize,
    pub role: Role,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Stays,
    New,
    Closes,
}

impl Role {
    pub(crate) const fn words(self, today: bool) -> &'static str {
        match self {
            Role::Stays => "stays open",
            Role::New if today => "opens",
            Role::New => "open",
            Role::Closes => "closes",
        }
    }
}

pub(crate) fn shown(story: &Story) -> Vec<Shown> {
    let (close, stay, new) = story.changes();
    let of = |sites: Vec<usize>, role| sites.into_iter().map(move |site| Shown { site, role });
    of(stay, Role::Stays).chain(of(new, Role::New)).chain(of(close, Role::Closes)).collect()
}

struct Sheet {
    west: f64,
    north: f64,
    scale: f64,
    height: f64,
}

impl Sheet {
    fn of(study: &Study) -> Sheet {
        let points = || study.customers.iter().map(|c| c.at).chain(study.sites.iter().map(|s| s.at));
        let edge = |axis: usize, start: f64, pick: fn(f64, f64) -> f64| {
            points().filter_map(|at| at.get(axis).copied()).fold(start, pick)
        };
        let (west, east) = (edge(0, f64::INFINITY, f64::min), edge(0, f64::NEG_INFINITY, f64::max));
        let (south, north) = (edge(1, f64::INFINITY, f64::min), edge(1, f64::NEG_INFINITY, f64::max));
        let (wide, tall) = ((east - west).max(1.0), (north - south).max(1.0));
        let scale = ((WIDTH - 2.0 * MARGIN) / wide).min((HEIGHT_MAX - 2.0 * MARGIN) / tall);
        // What is narrow stands in the middle.
        let west = west - (WIDTH - 2.0 * MARGIN - wide * scale) / 2.0 / scale;
        Sheet { west, north, scale, height: tall * scale + 2.0 * MARGIN + 24.0 }
    }

    fn x(&self, at: [f64; 2]) -> f64 {
        tenth((at[0] - self.west) * self.scale + MARGIN)
    }

    fn y(&self, at: [f64; 2]) -> f64 {
        tenth((self.north - at[1]) * self.scale + MARGIN)
    }
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Draws it; `id` tells apart two maps of one page. What it shows stands in words in its title and in the tables beside it.
pub(crate) fn map(study: &Study, story: &Story, id: &str) -> Markup {
    let sheet = Sheet::of(study);
    let shown = shown(story);
    let most = study.customers.iter().map(|c| c.people).max().unwrap_or(1).max(1);
    let title = format!("Map of {}: {} sites after the change", study.title, story.after.len());
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {WIDTH} {:.0}", sheet.height)) width="100%"
            role="img" aria-labelledby={ "rt-map-title" (id) " rt-map-words" (id) } font-family="Arial, sans-serif" {
            title id={ "rt-map-title" (id) } { (title) }
            desc id={ "rt-map-words" (id) } { (words(study, story)) }
            rect x="0" y="0" width=(WIDTH) height=(format!("{:.0}", sheet.height)) fill="#f8f9fa" {}
            g stroke="#c3cbd1" stroke-width="0.8" {
                @for (at, customer) in study.customers.iter().enumerate() {
                    @if let Some((_, site)) = study.nearest(at, &story.after).filter(|_| customer.people > 0) {
                        @let to = study.sites.get(site).map_or(customer.at, |site| site.at);
                        line x1=(sheet.x(customer.at)) y1=(sheet.y(customer.at)) x2=(sheet.x(to)) y2=(sheet.y(to)) {}
                    }
                }
            }
            @for (at, customer) in study.customers.iter().enumerate() {
                @if customer.people > 0 { (person_mark(study, story, &sheet, at, most)) }
            }
            @for (nth, one) in shown.iter().enumerate().rev() { (site_mark(study, story, &sheet, nth + 1, one)) }
            (scale_bar(&sheet))
        }
    }
}

fn words(study: &Study, story: &Story) -> String {
    let names = |sites: &[usize]| -> String {
        let names: Vec<&str> =
            sites.iter().filter_map(|s| study.sites.get(*s)).map(|s| s.name.as_str()).collect();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    };
    let (close, stay, new) = story.changes();
    format!(
        "Stay open: {}. Open: {}. Close: {}. Circles are people whose journey becomes shorter, triangles those whose journey becomes longer, dots those for whom nothing changes; the tables below say how many and by how much.",
        names(&stay),
        names(&new),
        names(&close)
    )
}

fn person_mark(study: &Study, story: &Story, sheet: &Sheet, at: usize, most: u32) -> Markup {
    let Some(customer) = study.customers.get(at) else { return html! {} };
    let journey = |open: &[usize]| study.nearest(at, open).map(|(journey, _)| journey);
    let is = journey(&story.after);
    let was = if story.before.is_empty() { is } else { journey(&story.before) };
    let (x, y) = (sheet.x(customer.at), sheet.y(customer.at));
    let radius = tenth(2.0 + 3.5 * (f64::from(customer.people) / f64::from(most)).sqrt());
    if is < was {
        return html! { circle cx=(x) cy=(y) r=(radius) fill=(NEARER) fill-opacity="0.85" {} };
    }
    if is > was {
        let (half, up, down) = (tenth(radius * 1.15), tenth(y - radius * 1.2), tenth(y + radius));
        let points = format!("{x},{up} {},{down} {},{down}", tenth(x - half), tenth(x + half));
        return html! { polygon points=(points) fill=(FARTHER) fill-opacity="0.85" {} };
    }
    html! { circle cx=(x) cy=(y) r="1.6" fill=(SAME) {} }
}

fn site_mark(study: &Study, story: &Story, sheet: &Sheet, number: usize, one: &Shown) -> Markup {
    let Some(site) = study.sites.get(one.site) else { return html! {} };
    let (x, y) = (sheet.x(site.at), sheet.y(site.at));
    let hub = story.tiers.as_ref().is_some_and(|tiers| tiers.hubs.contains(&one.site));
    let label_x = tenth(if x > WIDTH - 60.0 { x - 11.0 } else { x + 11.0 });
    let anchor = if x > WIDTH - 60.0 { "end" } else { "start" };
    html! {
        @match one.role {
            Role::Closes => {
                path d=(format!("M{} {} l12 12 m0 -12 l-12 12", tenth(x - 6.0), tenth(y - 6.0))) stroke="#ffffff" stroke-width="6" fill="none" {}
                path d=(format!("M{} {} l12 12 m0 -12 l-12 12", tenth(x - 6.0), tenth(y - 6.0))) stroke="#212b32" stroke-width="2.6" fill="none" {}
            }
            Role::Stays | Role::New => {
                rect x=(tenth(x - 7.0)) y=(tenth(y - 7.0)) width="14" height="14" fill="#212b32" stroke="#ffffff" stroke-width="2" {}
                @if hub { circle cx=(x) cy=(y) r="12.5" fill="none" stroke="#212b32" stroke-width="2.4" {} }
            }
        }
        text x=(label_x) y=(tenth(y - 6.0)) text-anchor=(anchor) font-size="15" font-weight="bold" fill="#212b32"
            stroke="#ffffff" stroke-width="4" paint-order="stroke" { (number) }
    }
}

/// A bar of a round number of miles that is at most a quarter of the sheet.
fn scale_bar(sheet: &Sheet) -> Markup {
    const METRES_A_MILE: f64 = 1609.344;
    let room = WIDTH / 4.0;
    let miles = [50.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5];
    let length = |miles: f64| miles * METRES_A_MILE * sheet.scale;
    let Some(miles) = miles.into_iter().find(|miles| length(*miles) <= room) else { return html! {} };
    let (x, y) = (MARGIN, sheet.height - 14.0);
    html! {
        path d=(format!("M{x} {:.1} v8 m0 -4 h{:.1} m0 -4 v8", y - 4.0, length(miles))) stroke="#212b32" stroke-width="1.6" fill="none" {}
        text x=(tenth(x + length(miles) + 8.0)) y=(tenth(y + 5.0)) font-size="14" fill="#212b32" { (miles) " miles. North is up." }
    }
}

/// What the marks mean, in words with the marks themselves.
pub(crate) fn legend(story: &Story) -> Markup {
    let mark = |inner: Markup| html! { svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false" { (inner) } " " };
    html! {
        ul class="nhsuk-list rt-legend" {
            @if !story.before.is_empty() {
                li { (mark(html! { circle cx="10" cy="10" r="6" fill=(NEARER) {} })) "shorter journey" }
                li { (mark(html! { polygon points="10,3 3,16 17,16" fill=(FARTHER) {} })) "longer journey" }
                li { (mark(html! { circle cx="10" cy="10" r="2" fill=(SAME) {} })) "no change" }
            }
            li { (mark(html! { rect x="4" y="4" width="12" height="12" fill="#212b32" {} })) "open" }
            @if story.tiers.is_some() {
                li { (mark(html! { rect x="6" y="6" width="8" height="8" fill="#212b32" {} circle cx="10" cy="10" r="8.5" fill="none" stroke="#212b32" stroke-width="2" {} })) "hub" }
            }
            @if story.before.iter().any(|site| !story.after.contains(site)) {
                li { (mark(html! { path d="M4 4 l12 12 m0 -12 l-12 12" stroke="#212b32" stroke-width="2.6" fill="none" {} })) "closes" }
            }
            li { (mark(html! { line x1="1" y1="10" x2="19" y2="10" stroke="#8a959d" stroke-width="2" {} })) "who goes where" }
        }
    }
    .render()
}
