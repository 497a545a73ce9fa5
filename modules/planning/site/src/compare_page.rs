//! `/plan/compare`: two kept plans side by side: both maps, the sites of each, and who has the longer journey under the
//! second, by every group that both know.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use axum::routing::get;
use journal::Reading;
use maud::{Markup, html};
use planning_rules::facts::v1::{Grid, LABEL, Trial};
use planning_rules::study::{Compared, Story, Study, compare};
use web::components::{Button, InsetText, Select, SelectItem};
use web::{Page, Problems, SignedIn, Stop, Typed, csv_file};

use crate::kept;
use crate::page::{Planning, reading};
use crate::plan_trial::{effect_cells, effect_heads};
use crate::report::count;
use crate::{map, sections};

pub(crate) const HERE: &str = "/plan/compare";

pub(crate) fn routes() -> Router<Planning> {
    Router::new().route(HERE, get(show)).route("/plan/compare.csv", get(file))
}

/// A kept plan, ready to be drawn.
struct Kept {
    seal: String,
    trial: Trial,
    study: Study,
    story: Story,
}

fn kept_plan(opened: &Reading, seal: &str) -> Result<Option<Kept>, Stop> {
    let found = kept::one(opened, seal).map_err(|why| Stop::fault("reading a trial", why))?;
    Ok(found.and_then(|(line, trial)| {
        let (study, story) = Study::of_kept(trial.plan.as_ref()?)?;
        Some(Kept { seal: line.seal, trial, study, story })
    }))
}

/// The plans that can be chosen: seal and name.
fn choices(opened: &Reading) -> Result<Vec<(String, String)>, Stop> {
    let all = kept::all(opened).map_err(|why| Stop::fault("reading kept trials", why))?;
    let plans = all.into_iter().filter(|line| line.about == "sites");
    Ok(plans
        .map(|line| {
            let short = line.seal.get(..6).unwrap_or(&line.seal).to_owned();
            let name = format!("{}, {} ({short})", line.title, line.made_on.in_words());
            (line.seal, name)
        })
        .collect())
}

/// Both plans, or what is wrong beside the fields.
fn both(
    opened: &Reading,
    typed: &Typed,
    problems: &mut Problems,
) -> Result<Option<(Kept, Kept, Compared)>, Stop> {
    let (Some(first), Some(second)) = (typed.word("one"), typed.word("other")) else {
        for field in ["one", "other"] {
            problems.need(typed, field, "Choose a kept plan");
        }
        return Ok(None);
    };
    if first == second {
        problems.add("other", "Choose another plan: this is the same as the first");
        return Ok(None);
    }
    let mut plan = |field: &str, seal: &str| -> Result<Option<Kept>, Stop> {
        let found = kept_plan(opened, seal)?;
        if found.is_none() {
            problems.add(field, "There is no such kept plan: choose one of the list");
        }
        Ok(found)
    };
    let (Some(one), Some(other)) = (plan("one", first)?, plan("other", second)?) else { return Ok(None) };
    let Some(found) = compare((&one.study, &one.story), (&other.study, &other.story)) else {
        problems.add("other", format!("The two count different people: {} in the first, {} in the second. Choose plans that count the same", one.study.people_are, other.study.people_are));
        return Ok(None);
    };
    Ok(Some((one, other, found)))
}

async fn show(who: SignedIn, State(site): State<Planning>, RawQuery(query): RawQuery) -> Result<Page, Stop> {
    let typed = Typed::of_query(&query.unwrap_or_default());
    let opened = reading(&site, who.actor())?;
    let plans = choices(&opened)?;
    let mut problems = Problems::default();
    let is_asked = typed.pairs().iter().any(|(field, _)| field == "one" || field == "other");
    let found = if is_asked { both(&opened, &typed, &mut problems)? } else { None };
    let now = match (&found, plans.len()) {
        (Some((_, _, found)), _) => first_line(found),
        (None, 0) => "No plan of sites has been kept yet.".to_owned(),
        (None, 1) => "One plan of sites was kept; two are needed.".to_owned(),
        (None, several) => format!("Choose two of {several} kept plans."),
    };
    Ok(Page::new("Two plans side by side")
        .now(now)
        .part(crate::page::PATH)
        .back(crate::page::PATH)
        .wide()
        .prints()
        .audience("Those at the table who see figures. It counts published numbers of people, and no one person.")
        .errors(problems.summary())
        .body(html! {
            @if let Some((one, other, found)) = &found { (side_by_side(one, other, found)) }
            @if plans.len() < 2 {
                p { "Ask " a href=(crate::page::PATH) { "where the sites should be" } ", make it a run, and keep it as a trial; then another." }
            } @else { (form(&typed, &plans, &problems)) }
        }))
}

fn first_line(found: &Compared) -> String {
    let all = &found.everyone;
    format!(
        "From the first to the second, {} people have a longer journey and {} a shorter one.",
        count(all.farther),
        count(all.nearer)
    )
}

fn form(typed: &Typed, plans: &[(String, String)], problems: &Problems) -> Markup {
    let items = || {
        let mut items = vec![SelectItem::new("", "Choose")];
        items.extend(plans.iter().map(|(seal, name)| SelectItem::new(seal.as_str(), name.as_str())));
        items
    };
    let select = |field: &'static str, label: &'static str| {
        Select::new(field, label, items()).value(typed.text(field)).error_message(problems.of(field))
    };
    html! {
        form method="get" action=(HERE) class="rt-noprint" novalidate {
            (select("one", "The first plan"))
            (select("other", "The second plan"))
            (Button::new("Lay them side by side"))
        }
    }
}

fn grids(one: &Kept, other: &Kept, found: &Compared) -> Vec<Grid> {
    let study = &one.study;
    let heads = |by: &str| effect_heads(study, by, "first plan", "second plan");
    let row = |name: &str, of| {
        let mut row = vec![name.to_owned()];
        row.extend(effect_cells(study, of));
        row
    };
    let grid = |title: String, head, rows| Grid { title, head, rows, result: true };
    let mut grids = vec![grid("Everybody".to_owned(), heads("Who"), vec![row("everybody", &found.everyone)])];
    grids.extend(found.groups.iter().map(|(by, groups)| {
        let rows = groups.iter().map(|(name, of)| row(name, of)).collect();
        grid(format!("By {}", by.to_lowercase()), heads(by), rows)
    }));
    let mut names: Vec<(&str, bool, bool)> = Vec::new();
    let open = |kept: &Kept, name: &str| {
        kept.story.after.iter().any(|site| kept.study.sites.get(*site).is_some_and(|of| of.name == name))
    };
    for site in one.study.sites.iter().chain(&other.study.sites) {
        if names.iter().all(|(name, _, _)| *name != site.name) {
            names.push((&site.name, open(one, &site.name), open(other, &site.name)));
        }
    }
    names.sort_unstable();
    let words = |is: bool| if is { "open" } else { "–" }.to_owned();
    let rows = names.into_iter().filter(|(_, one, other)| *one || *other);
    let rows = rows.map(|(name, one, other)| vec![name.to_owned(), words(one), words(other)]).collect();
    let head = ["Site", "First plan", "Second plan"].map(str::to_owned).to_vec();
    grids.push(grid("Sites of each".to_owned(), head, rows));
    grids
}

/// The second plan as a change from the first instead of from today, so that one map shows what is different. Sites that only
/// the first has are brought in with its journeys; nothing where the two count different places.
fn changed(one: &Kept, other: &Kept) -> Option<(Study, Story)> {
    let ids = |kept: &Kept| -> Vec<String> { kept.study.customers.iter().map(|of| of.id.clone()).collect() };
    if ids(one) != ids(other) {
        return None;
    }
    let mut study = other.study.clone();
    let mut before = Vec::new();
    for site in &one.story.after {
        let of = one.study.sites.get(*site)?;
        if let Some(there) = study.sites.iter().position(|known| known.id == of.id) {
            before.push(there);
            continue;
        }
        let across = study.sites.len();
        let brought = one.study.journeys.iter().skip(*site).step_by(one.study.sites.len());
        let rows = study.journeys.chunks(across).zip(brought);
        study.journeys = rows.flat_map(|(row, more)| row.iter().copied().chain([*more])).collect();
        study.sites.push(of.clone());
        before.push(across);
    }
    Some((study, Story { before, ..other.story.clone() }))
}

fn side_by_side(one: &Kept, other: &Kept, found: &Compared) -> Markup {
    let drawn = |which: &str, kept: &Kept, id: &str| {
        html! {
            div class="nhsuk-grid-column-one-half" {
                h2 class="nhsuk-heading-m" { (which) }
                p { a href={ "/plan/trials/" (kept.seal) } { (kept.trial.title) } ", made on " (kept.trial.made_on.in_words()) ". " (proof(kept)) }
                (map::map(&kept.study, &kept.story, id))
            }
        }
    };
    let (first, last) = match grids(one, other, found).split_last() {
        Some((last, first)) => (first.to_vec(), vec![last.clone()]),
        None => (Vec::new(), Vec::new()),
    };
    let change = changed(one, other);
    html! {
        (InsetText::new(html! { p { (LABEL) } }))
        @if let Some((study, change)) = &change {
            h2 class="nhsuk-heading-m" { "From the first plan to the second, on one map" }
            (map::map(study, change, "change"))
            (map::legend(change))
        }
        @for grid in &first { (sections::grid(grid)) }
        @if found.left_out > 0 { p { (found.left_out) " places whose people have changed between the two are left out." } }
        div class="nhsuk-grid-row" {
            (drawn("The first plan", one, "one"))
            (drawn("The second plan", other, "other"))
        }
        p { "These two maps show what becomes of journeys from the sites of today to each plan." }
        (map::legend(&other.story))
        @for grid in &last { (sections::grid(grid)) }
        p class="rt-noprint" { a href={ (HERE) ".csv?one=" (one.seal) "&other=" (other.seal) } { "These tables as a file" } }
        h2 class="nhsuk-heading-m rt-noprint" { "Choose others" }
    }
}

fn proof(kept: &Kept) -> &'static str {
    if kept.story.answer.proven {
        "Proved to be the best of what was asked."
    } else {
        "Not proved to be the best."
    }
}

async fn file(
    who: SignedIn,
    State(site): State<Planning>,
    RawQuery(query): RawQuery,
) -> Result<Response, Stop> {
    let typed = Typed::of_query(&query.unwrap_or_default());
    let opened = reading(&site, who.actor())?;
    let Some((one, other, found)) = both(&opened, &typed, &mut Problems::default())? else {
        return Err(Stop::NotFound);
    };
    let head = [
        "table",
        "group",
        "people",
        "mean_first",
        "mean_second",
        "farther",
        "farther_by",
        "nearer",
        "nearer_by",
        "longest_second",
    ];
    let mut rows = Vec::new();
    for grid in grids(&one, &other, &found) {
        for row in grid.rows {
            let mut cells = vec![grid.title.clone()];
            cells.extend(row.into_iter().map(|cell| cell.replace(',', "")));
            cells.resize(head.len(), String::new());
            rows.push(cells);
        }
    }
    csv_file("two-plans.csv", &head, rows)
}
