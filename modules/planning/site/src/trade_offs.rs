//! What is given up for what: the number of sites, how much the most deprived fifth weighs, and how many people a site may be
//! the one for, each against the mean journey; a picture and the same as a table.

use maud::{Markup, Render, html};
use planning_rules::facts::v1::Grid;
use planning_rules::study::{Story, Study};
use web::components::{Column, Details, Table, TableCell};

use crate::curve::{self, Line};
use crate::report::{count, mean_cost, names};

/// Rows of a table that stands open from the start.
const OPEN_ROWS: usize = 15;

fn grid(title: &str, head: Vec<String>, rows: Vec<Vec<String>>) -> Grid {
    Grid { title: title.to_owned(), head, rows, result: true }
}

/// Mean journey in the units that people read.
fn mean(study: &Study, sum: u64, people: u64) -> f64 {
    if people == 0 { 0.0 } else { study.unit.shown(sum as f64 / people as f64) }
}

fn sites_grid(study: &Study, story: &Story) -> Grid {
    let row = |point: &planning_rules::study::Point| {
        let (mean, which, proof) = match &point.answer {
            None => ("–".to_owned(), "no plan keeps the longest journey".to_owned(), "proved".to_owned()),
            Some(answer) => (
                format!("{:.2}", mean_cost(study, story, answer.plan.cost)),
                names(study, &answer.plan.sites),
                if answer.proven { "proved".to_owned() } else { format!("gap {:.2}%", answer.gap() * 100.0) },
            ),
        };
        vec![point.open_count.to_string(), mean, which, proof]
    };
    let head = ["Sites", &format!("Mean {}", study.unit.name()), "The best", "Proof"].map(str::to_owned);
    grid("The best plan for each number of sites", head.to_vec(), story.curve.iter().map(row).collect())
}

fn weights_grid(study: &Study, story: &Story) -> Grid {
    let rows = story.weighed.iter().map(|point| {
        let (others, deprived) = (&point.others, &point.deprived);
        let proof = if point.answer.proven {
            "proved".to_owned()
        } else {
            format!("gap {:.2}%", point.answer.gap() * 100.0)
        };
        vec![
            format!("{}%", point.more),
            format!("{:.2}", mean(study, deprived.after, deprived.people)),
            format!("{:.2}", mean(study, others.after, others.people)),
            format!("{:.2}", mean(study, deprived.after + others.after, deprived.people + others.people)),
            names(study, &point.answer.plan.sites),
            proof,
        ]
    });
    let unit = study.unit.name();
    let head = vec![
        "They count more by".to_owned(),
        format!("Mean {unit}, most deprived fifth"),
        format!("Mean {unit}, everybody else"),
        format!("Mean {unit}, all"),
        "The best".to_owned(),
        "Proof".to_owned(),
    ];
    grid("The best plan when the most deprived fifth weighs more", head, rows.collect())
}

fn rooms_grid(study: &Study, story: &Story) -> Grid {
    let people = story.everyone.people;
    let rows = story.roomed.iter().map(|point| {
        let (mean, which) = match point.cost {
            None => ("–".to_owned(), "no plan of so many sites was found with room for all".to_owned()),
            Some(cost) => {
                (format!("{:.2}", mean(study, cost.unsigned_abs(), people)), names(study, &point.sites))
            }
        };
        vec![
            count(point.room),
            format!("{}%", point.share),
            mean,
            count(point.elsewhere),
            which,
            if point.proven { "proved".to_owned() } else { "not proved".to_owned() },
        ]
    });
    let head = vec![
        "Most people at one site".to_owned(),
        "of an even share".to_owned(),
        format!("Mean {}", study.unit.name()),
        "People who pass their nearest".to_owned(),
        "The best".to_owned(),
        "Proof".to_owned(),
    ];
    grid("The best plan with so much room at each site", head, rows.collect())
}

/// The trade-offs of a story as tables.
pub(crate) fn grids(study: &Study, story: &Story) -> Vec<Grid> {
    let mut found = Vec::new();
    if story.curve.len() > 1 {
        found.push(sites_grid(study, story));
    }
    if story.weighed.len() > 1 {
        found.push(weights_grid(study, story));
    }
    if story.roomed.len() > 1 {
        found.push(rooms_grid(study, story));
    }
    found
}

fn table(of: &Grid) -> Markup {
    let head = of.head.iter().enumerate().map(|(nth, name)| {
        let words = matches!(name.as_str(), "The best" | "Proof") && nth > 0;
        if words { Column::words(name.as_str()) } else { Column::figures(name.as_str()) }
    });
    let rows = of.rows.iter().map(|row| row.iter().map(|cell| TableCell::from(cell.as_str())).collect());
    let table = Table::new(of.title.as_str(), head.collect(), rows.collect()).responsive(true).compact(true);
    Details::new("The same as a table", table.render()).open(of.rows.len() <= OPEN_ROWS).render()
}

/// The section of a report.
pub(crate) fn section(study: &Study, story: &Story) -> Markup {
    let unit = study.unit.name();
    let by_sites: Vec<(f64, f64)> = story
        .curve
        .iter()
        .filter_map(|point| {
            let cost = point.answer.as_ref()?.plan.cost;
            Some((point.open_count as f64, mean_cost(study, story, cost)))
        })
        .collect();
    let weighed = |of: fn(&planning_rules::study::Weighed) -> (u64, u64)| -> Vec<(f64, f64)> {
        let point = |point| {
            let (sum, people) = of(point);
            (f64::from(point.more), mean(study, sum, people))
        };
        story.weighed.iter().map(point).collect()
    };
    let people = story.everyone.people;
    let roomed: Vec<(f64, f64)> = story
        .roomed
        .iter()
        .filter_map(|point| Some((f64::from(point.share), mean(study, point.cost?.unsigned_abs(), people))))
        .collect();
    html! {
        @if story.curve.len() > 1 {
            h2 class="nhsuk-heading-m" { "More sites or fewer" }
            (curve::curve("sites", "Mean journey of the best plan for each number of sites", "sites open", unit,
                &[Line { name: "", points: by_sites }], Some(story.wanted.open_count as f64)))
            (table(&sites_grid(study, story)))
        }
        @if story.weighed.len() > 1 {
            h2 class="nhsuk-heading-m" { "Weighing the most deprived more" }
            p { "The search counts people in the most deprived fifth so much more; the figures count everybody once." }
            (curve::curve("equity", "Mean journey of the most deprived fifth and of everybody else, by how much more the fifth counts", "% more that the most deprived fifth counts", unit,
                &[Line { name: "most deprived fifth", points: weighed(|of| (of.deprived.after, of.deprived.people)) },
                  Line { name: "everybody else", points: weighed(|of| (of.others.after, of.others.people)) }], None))
            (table(&weights_grid(study, story)))
        }
        @if story.roomed.len() > 1 {
            h2 class="nhsuk-heading-m" { "Room at each site" }
            p { "An even share is all people over the sites that are open. Where a site is full, people go to another; the fewest miles in all are looked for, so an area’s people may be split." }
            (curve::curve("room", "Mean journey of the best plan for each largest load of a site", "most people at one site, % of an even share", unit,
                &[Line { name: "", points: roomed }], None))
            (table(&rooms_grid(study, story)))
        }
    }
}
