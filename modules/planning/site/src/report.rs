//! The story of a change on one page: what it does first, then the map, then who loses and who gains, what it costs to
//! settle sites beforehand, other plans, and the trade-off over the number of sites.

use maud::{Markup, Render, html};
use planning_rules::sites::Effect;
use planning_rules::study::{Held, Story, Study};
use web::components::{Column, Table, TableCell};

use crate::{map, trade_offs};

/// What a change is called: “Dorset: 13 sites to 4”.
pub fn title(study: &Study, story: &Story) -> String {
    match story.before.len() {
        0 => format!("{}: the best {} sites", study.title, story.after.len()),
        before => format!("{}: {before} sites to {}", study.title, story.after.len()),
    }
}

/// The body of the page or report.
pub fn report(study: &Study, story: &Story) -> Markup {
    html! {
        (first(study, story))
        h2 class="nhsuk-heading-m" { "The map" }
        (map::legend(story))
        (map::map(study, story, ""))
        (sites(study, story))
        @if !story.before.is_empty() {
            h2 class="nhsuk-heading-m" { "Who loses and who gains" }
            @for (grouping, effects) in study.groupings.iter().zip(&story.groups) {
                (by_group(study, &grouping.by, &grouping.names, effects))
            }
            (hardest_hit(study, story))
        }
        @if !story.held.is_empty() { (held(study, story)) }
        @if story.plans.len() > 1 { (plans(study, story)) }
        (trade_offs::section(study, story))
        (notes(study, story))
    }
}

/// A count with commas.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && (digits.len() - nth).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn percent(part: u64, whole: u64) -> String {
    if whole == 0 { "–".to_owned() } else { format!("{:.0}%", 100.0 * part as f64 / whole as f64) }
}

/// The mean of a sum of journeys, in the units people read.
fn mean(study: &Study, sum: u64, people: u64) -> f64 {
    if people == 0 { 0.0 } else { study.unit.shown(sum as f64 / people as f64) }
}

fn one_place(value: f64) -> String {
    format!("{value:.1}")
}

/// A cost of the search as a mean journey of one person.
pub(crate) fn mean_cost(study: &Study, story: &Story, cost: i64) -> f64 {
    let more = |people: f64, deprived: bool| {
        if deprived { people * (1.0 + f64::from(story.wanted.deprived_more) / 100.0) } else { people }
    };
    let people: f64 = study.customers.iter().map(|c| more(f64::from(c.people), c.deprived)).sum();
    if people == 0.0 { 0.0 } else { study.unit.shown(cost as f64 / story.parts() / people) }
}

fn first(study: &Study, story: &Story) -> Markup {
    let all = &story.everyone;
    let unit = study.unit.name();
    let same = all.people - all.nearer - all.farther;
    html! {
        @if story.before.is_empty() {
            p { (count(all.people)) " " (study.people_are) ". Mean journey " strong { (one_place(mean(study, all.after, all.people))) " " (unit) } ", the longest " (one_place(study.unit.shown(f64::from(all.longest_after)))) "." }
        } @else {
            p { "Of " (count(all.people)) " " (study.people_are) ":" }
            ul class="nhsuk-list nhsuk-list--bullet" {
                li { strong { (count(all.farther)) " (" (percent(all.farther, all.people)) ") have a longer journey" } @if all.farther > 0 { ", by " (one_place(mean(study, all.lost, all.farther))) " " (unit) " on average" } "." }
                li { strong { (count(all.nearer)) " (" (percent(all.nearer, all.people)) ") have a shorter one" } @if all.nearer > 0 { ", by " (one_place(mean(study, all.gained, all.nearer))) " " (unit) " on average" } "." }
                li { "For " (count(same)) " nothing changes." }
            }
            p { "The mean journey goes from " (one_place(mean(study, all.before, all.people))) " to " strong { (one_place(mean(study, all.after, all.people))) " " (unit) } "; the longest is then " (one_place(study.unit.shown(f64::from(all.longest_after)))) "." }
        }
        p { (proof(study, story)) }
    }
}

pub(crate) fn proof(study: &Study, story: &Story) -> String {
    let answer = &story.answer;
    let sites = story.after.len();
    let weighed =
        if story.wanted.deprived_more > 0 { ", the most deprived fifth weighing more as asked" } else { "" };
    let free = sites > story.wanted.required.len();
    if !free {
        return "All of these sites were asked for: nothing was left to choose.".to_owned();
    }
    if answer.proven {
        format!(
            "Proved: no other {sites} sites that keep to what was asked give all people together a shorter journey{weighed}."
        )
    } else {
        let short = mean_cost(study, story, answer.plan.cost - answer.bound);
        format!(
            "Not proved to be the best: another plan could shorten the mean journey by up to {short:.2} {} ({:.2}%). Allow the search more time.",
            study.unit.name(),
            answer.gap() * 100.0
        )
    }
}

/// Which site each customer goes to after the change, as people for each site.
fn people_at(study: &Study, open: &[usize]) -> Vec<u64> {
    let mut people = vec![0; study.sites.len()];
    for (at, customer) in study.customers.iter().enumerate() {
        if let Some(of) = study.nearest(at, open).and_then(|(_, site)| people.get_mut(site)) {
            *of += u64::from(customer.people);
        }
    }
    people
}

fn sites(study: &Study, story: &Story) -> Markup {
    let (before, after) = (people_at(study, &story.before), people_at(study, &story.after));
    let today = !story.before.is_empty();
    let is_hub = |site: usize| story.tiers.as_ref().is_some_and(|tiers| tiers.hubs.contains(&site));
    let shown = map::shown(story);
    let rows = shown.iter().enumerate().filter_map(|(nth, one)| {
        let site = study.sites.get(one.site)?;
        let at = |people: &[u64]| people.get(one.site).copied().map_or_else(String::new, count);
        let role = one.role.words(today);
        let mut row = vec![
            TableCell::from((nth + 1).to_string().as_str()),
            TableCell::from(site.name.as_str()),
            TableCell::from(if is_hub(one.site) { format!("{role}, hub") } else { role.to_owned() }.as_str()),
        ];
        if today {
            row.push(TableCell::from(if site.today { at(&before) } else { "–".to_owned() }.as_str()));
        }
        let closes = one.role == map::Role::Closes;
        row.push(TableCell::from(if closes { "–".to_owned() } else { at(&after) }.as_str()));
        Some(row)
    });
    let mut head =
        vec![Column::figures("On the map"), Column::words("Site"), Column::words("What becomes of it")];
    if today {
        head.push(Column::figures("Nearest for, today"));
    }
    head.push(Column::figures("Nearest for, then"));
    Table::new("Sites", head, rows.collect()).responsive(true).render()
}

fn effect_head(study: &Study, of: &str) -> Vec<Column> {
    let unit = study.unit.name();
    vec![
        Column::words(of.to_owned()),
        Column::figures("People"),
        Column::figures(format!("Mean {unit} today")),
        Column::figures(format!("Mean {unit} then")),
        Column::figures("Farther"),
        Column::figures("by, on average"),
        Column::figures("Nearer"),
        Column::figures("by, on average"),
        Column::figures("Longest then"),
    ]
}

fn effect_row(study: &Study, name: &str, effect: &Effect) -> Vec<TableCell> {
    let by = |sum, people| if people == 0 { "–".to_owned() } else { one_place(mean(study, sum, people)) };
    let share = |people| format!("{} ({})", count(people), percent(people, effect.people));
    let cells = [
        name.to_owned(),
        count(effect.people),
        by(effect.before, effect.people),
        by(effect.after, effect.people),
        share(effect.farther),
        by(effect.lost, effect.farther),
        share(effect.nearer),
        by(effect.gained, effect.nearer),
        one_place(study.unit.shown(f64::from(effect.longest_after))),
    ];
    cells.iter().map(|cell| TableCell::from(cell.as_str())).collect()
}

fn by_group(study: &Study, by: &str, names: &[String], effects: &[Effect]) -> Markup {
    let rows: Vec<Vec<TableCell>> = names
        .iter()
        .zip(effects)
        .filter(|(_, effect)| effect.people > 0)
        .map(|(name, effect)| effect_row(study, name, effect))
        .collect();
    let caption = format!("By {}", by.to_lowercase());
    Table::new(caption.as_str(), effect_head(study, by), rows)
        .first_cell_is_header(true)
        .responsive(true)
        .compact(true)
        .render()
}

/// Where the change is felt most, both ways in the same number of rows.
fn hardest_hit(study: &Study, story: &Story) -> Markup {
    const ROWS: usize = 10;
    let mut changes: Vec<(i64, usize)> = (0..study.customers.len())
        .filter(|at| study.customers.get(*at).is_some_and(|of| of.people > 0))
        .filter_map(|at| {
            let journey = |open: &[usize]| study.nearest(at, open).map(|(journey, _)| i64::from(journey));
            Some((journey(&story.after)? - journey(&story.before)?, at))
        })
        .collect();
    changes.sort_unstable();
    let rows = |of: Vec<&(i64, usize)>| -> Vec<Vec<TableCell>> {
        let row = |(change, at): &(i64, usize)| {
            let customer = study.customers.get(*at)?;
            let to = study.nearest(*at, &story.after).and_then(|(_, site)| study.sites.get(site))?;
            let by = one_place(study.unit.shown(change.unsigned_abs() as f64));
            Some(vec![
                TableCell::from(customer.name.as_str()),
                TableCell::from(count(u64::from(customer.people)).as_str()),
                TableCell::from(by.as_str()),
                TableCell::from(to.name.as_str()),
            ])
        };
        of.into_iter().filter_map(row).collect()
    };
    let longer = rows(changes.iter().rev().take_while(|(change, _)| *change > 0).take(ROWS).collect());
    let shorter = rows(changes.iter().take_while(|(change, _)| *change < 0).take(ROWS).collect());
    let table = |caption: &str, how: &str, rows: Vec<Vec<TableCell>>| {
        let head = vec![
            Column::words("Where"),
            Column::figures("People"),
            Column::figures(format!("{} {how}", study.unit.name())),
            Column::words("Then goes to"),
        ];
        html! {
            @if rows.is_empty() { p { (caption) ": nobody." } }
            @else { (Table::new(caption, head, rows).responsive(true).compact(true)) }
        }
    };
    html! {
        (table("Who loses most", "more", longer))
        (table("Who gains most", "less", shorter))
    }
}

pub(crate) fn names(study: &Study, sites: &[usize]) -> String {
    let names: Vec<&str> =
        sites.iter().filter_map(|s| study.sites.get(*s)).map(|s| s.name.as_str()).collect();
    names.join(", ")
}

fn held(study: &Study, story: &Story) -> Markup {
    let row = |held: &Held| {
        let what = match held.site {
            Some(site) => format!("{} need not be open", names(study, &[site])),
            None => "nothing settled beforehand".to_owned(),
        };
        let adds = mean_cost(study, story, held.adds);
        let exact = if held.proven { "" } else { " (not proved)" };
        let cells = [what, names(study, &held.free.plan.sites), format!("{adds:.2}{exact}")];
        cells.iter().map(|cell| TableCell::from(cell.as_str())).collect::<Vec<_>>()
    };
    let head = vec![
        Column::words("If"),
        Column::words("the best sites would be"),
        Column::figures(format!("and the mean journey shorter by, {}", study.unit.name())),
    ];
    html! {
        h2 class="nhsuk-heading-m" { "What settling sites beforehand costs" }
        (Table::new("Each lifted alone, and all together", head, story.held.iter().map(row).collect()).responsive(true))
    }
}

fn plans(study: &Study, story: &Story) -> Markup {
    let today = &story.before;
    let row = |(nth, choice): (usize, &planning_rules::sites::Choice)| {
        let open = &choice.plan.sites;
        let (mut sum, mut people, mut farther, mut longest) = (0u64, 0u64, 0u64, 0u32);
        for (at, customer) in study.customers.iter().enumerate().filter(|(_, of)| of.people > 0) {
            let Some((journey, _)) = study.nearest(at, open) else { continue };
            let count = u64::from(customer.people);
            sum += u64::from(journey) * count;
            people += count;
            longest = longest.max(journey);
            if study.nearest(at, today).is_some_and(|(was, _)| journey > was) {
                farther += count;
            }
        }
        let mut cells = vec![
            (nth + 1).to_string(),
            names(study, open),
            format!("{:.2}", mean(study, sum, people)),
            one_place(study.unit.shown(f64::from(longest))),
            if choice.proven { "proved".to_owned() } else { "not proved".to_owned() },
        ];
        if !today.is_empty() {
            cells.insert(4, format!("{} ({})", count(farther), percent(farther, people)));
        }
        cells.iter().map(|cell| TableCell::from(cell.as_str())).collect::<Vec<_>>()
    };
    let mut head = vec![
        Column::figures("Plan"),
        Column::words("Sites"),
        Column::figures(format!("Mean {}", study.unit.name())),
        Column::figures("Longest"),
        Column::words("Place in the order"),
    ];
    if !today.is_empty() {
        head.insert(4, Column::figures("People farther"));
    }
    let differing = planning_rules::sites::really_different(story.wanted.open_count);
    html! {
        h2 class="nhsuk-heading-m" { "Other plans" }
        p { "Each differs from every better one in at least " (differing) @if differing == 1 { " site." } @else { " sites." } }
        (Table::new("The best really different plans", head, story.plans.iter().enumerate().map(row).collect()).responsive(true))
    }
}

fn notes(study: &Study, story: &Story) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "How this was worked out" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for note in &study.notes { li { (note) } }
            @if let Some(longest) = story.wanted.longest { li { "Nobody may have more than " (one_place(study.unit.shown(f64::from(longest)))) " " (study.unit.name()) "." } }
            @if story.wanted.deprived_more > 0 { li { "In the search, people in the most deprived fifth count " (story.wanted.deprived_more) "% more. In the tables everybody counts once." } }
            @if let Some(hubs) = &story.wanted.hubs { li { "Of a hundred visits, " (hubs.share) " need a hub and go to the nearest; the rest go to the nearest site. The tables count the nearest site." } }
            li { "Everybody is taken to go to the nearest open site. Public transport, opening hours and what people prefer are not in it: this is where a talk begins, not where it ends." }
        }
    }
}
