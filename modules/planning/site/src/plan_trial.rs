//! A plan of sites as a trial: the tables of the story, and the plan itself, so that it is found, drawn again and laid beside
//! another.

use kernel::Day;
use planning_rules::facts::v1::{Grid, Section, Trial};
use planning_rules::sites::Effect;
use planning_rules::study::{Story, Study};

use crate::report::{self, count, names, title};
use crate::{map, trade_offs};

fn grid(title: impl Into<String>, head: &[&str], rows: Vec<Vec<String>>) -> Grid {
    let head = head.iter().map(|name| (*name).to_owned()).collect();
    Grid { title: title.into(), head, rows, result: true }
}

/// What a change does to a group, as cells: people, means before and after, farther and by how much, nearer and by how much,
/// the longest after.
pub(crate) fn effect_cells(study: &Study, of: &Effect) -> Vec<String> {
    let mean = |sum: u64, people: u64| {
        if people == 0 {
            "–".to_owned()
        } else {
            format!("{:.1}", study.unit.shown(sum as f64 / people as f64))
        }
    };
    vec![
        count(of.people),
        mean(of.before, of.people),
        mean(of.after, of.people),
        count(of.farther),
        mean(of.lost, of.farther),
        count(of.nearer),
        mean(of.gained, of.nearer),
        format!("{:.1}", study.unit.shown(f64::from(of.longest_after))),
    ]
}

/// The heads over [`effect_cells`].
pub(crate) fn effect_heads(study: &Study, first: &str, before: &str, then: &str) -> Vec<String> {
    let unit = study.unit.name();
    vec![
        first.to_owned(),
        "People".to_owned(),
        format!("Mean {unit}, {before}"),
        format!("Mean {unit}, {then}"),
        "Farther".to_owned(),
        format!("by, {unit} on average"),
        "Nearer".to_owned(),
        format!("by, {unit} on average "),
        format!("Longest, {then}"),
    ]
}

/// The trial of a story, as of a day.
pub(crate) fn trial(study: &Study, story: &Story, on: Day, asked: &str) -> Trial {
    let rows = map::shown(story).into_iter().enumerate().filter_map(|(nth, one)| {
        let site = study.sites.get(one.site)?;
        let role = one.role.words(!story.before.is_empty()).to_owned();
        Some(vec![(nth + 1).to_string(), site.name.clone(), role])
    });
    let mut tables = vec![grid("Sites", &["On the map", "Site", "What becomes of it"], rows.collect())];
    let heads = |by: &str| effect_heads(study, by, "today", "then");
    let with = |name: &str, of: &Effect| {
        let mut row = vec![name.to_owned()];
        row.extend(effect_cells(study, of));
        row
    };
    if !story.before.is_empty() {
        let everyone = vec![with("everybody", &story.everyone)];
        tables.push(Grid { head: heads("Who"), ..grid("Who loses and who gains", &[], everyone) });
        for (grouping, effects) in study.groupings.iter().zip(&story.groups) {
            let rows = grouping.names.iter().zip(effects).filter(|(_, of)| of.people > 0);
            let rows = rows.map(|(name, of)| with(name, of)).collect();
            let title = format!("Who loses and who gains, by {}", grouping.by.to_lowercase());
            tables.push(Grid { head: heads(&grouping.by), ..grid(title, &[], rows) });
        }
    }
    let mut words = vec![report::proof(study, story)];
    words.push(format!("People are {}.", study.people_are));
    let mut sections = vec![Section { heading: "The plan".to_owned(), words, tables }];
    let mut others = Vec::new();
    if story.plans.len() > 1 {
        let rows = story.plans.iter().enumerate().map(|(nth, choice)| {
            let mean = report::mean_cost(study, story, choice.plan.cost);
            let proof = if choice.proven { "proved" } else { "not proved" };
            vec![
                (nth + 1).to_string(),
                names(study, &choice.plan.sites),
                format!("{mean:.2}"),
                proof.to_owned(),
            ]
        });
        let mean = format!("Mean {}", study.unit.name());
        let head = ["Plan", "Sites", mean.as_str(), "Place in the order"];
        others.push(grid("The best really different plans", &head, rows.collect()));
    }
    others.extend(trade_offs::grids(study, story));
    if !others.is_empty() {
        let heading = "Other plans, and what is given up for what".to_owned();
        sections.push(Section { heading, words: Vec::new(), tables: others });
    }
    let words = study.notes.clone();
    sections.push(Section { heading: "How this was worked out".to_owned(), words, tables: Vec::new() });
    Trial {
        title: title(study, story),
        about: "sites".to_owned(),
        made_on: on,
        first: on,
        last: on,
        sections,
        asked: asked.to_owned(),
        plan: Some(study.kept(story)),
    }
}
