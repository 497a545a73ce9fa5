//! The answer of a study: as JSON, in words, and as a report with its map.

use std::path::Path;
use std::time::Instant;

use cli::{Failure, Outcome};
use planning_rules::sites::{self, Effect, Standing};
use planning_rules::study::{Story, Study, Wanted};
use serde_json::{Map, Value, json};

use super::question::effect_value;
use super::{Objective, Sites, answer};

fn numbers(sites: &[usize]) -> Vec<usize> {
    sites.iter().map(|site| site + 1).collect()
}

fn ids(study: &Study, sites: &[usize]) -> Vec<String> {
    sites.iter().filter_map(|s| study.sites.get(*s)).map(|s| s.id.clone()).collect()
}

fn plan_fields(study: &Study, open: &[usize]) -> Map<String, Value> {
    let to = |at: usize| study.nearest(at, open).map_or(0, |(_, site)| site + 1);
    let names: Vec<&str> = open.iter().filter_map(|s| study.sites.get(*s)).map(|s| s.name.as_str()).collect();
    let mut fields = Map::new();
    fields.insert("sites".to_owned(), json!(numbers(open)));
    fields.insert("site_ids".to_owned(), json!(ids(study, open)));
    fields.insert("site_names".to_owned(), json!(names));
    fields.insert("assignment".to_owned(), json!((0..study.customers.len()).map(to).collect::<Vec<_>>()));
    fields.insert("plans".to_owned(), json!([]));
    fields.insert("unit".to_owned(), json!(study.unit.name()));
    fields.insert("notes".to_owned(), json!(study.notes));
    fields
}

/// The p-median with everything that a map allows.
pub fn tell(arguments: &Sites, study: &Study, wanted: &Wanted, began: Instant) -> Outcome {
    if let Some(out) = &arguments.mapped.out {
        format_of(out)?;
    }
    let taken = arguments.limits.watch(began, |watch| study.answer(wanted, watch));
    let story = match &taken.found {
        Ok(story) => story,
        Err(why) => return Err(Failure::refused(in_words(study, why))),
    };
    let mut fields = plan_fields(study, &story.after);
    let answer = &story.answer;
    fields.insert("objective".to_owned(), json!(answer.plan.cost));
    fields.insert("bound".to_owned(), json!(answer.bound));
    fields.insert("proven".to_owned(), json!(answer.proven));
    fields.insert("gap".to_owned(), json!(answer.gap()));
    fields.insert("people".to_owned(), json!(story.everyone.people));
    let mean = story.everyone.means().map_or(0.0, |(_, after)| study.unit.shown(after));
    fields.insert("mean".to_owned(), json!(mean));
    more(study, story, &mut fields);
    fields.insert("seconds".to_owned(), json!(taken.seconds));
    fields.insert("seconds_to_best".to_owned(), json!(taken.seconds_to(answer.plan.cost)));
    fields.insert("steps".to_owned(), json!(taken.steps));
    fields.insert("stopped".to_owned(), json!(taken.stopped));
    fields.insert("seed".to_owned(), json!(wanted.seed));
    if let Some(out) = &arguments.mapped.out {
        write(out, study, story)?;
    }
    let value = Value::Object(fields);
    if arguments.json { cli::json_line(&value) } else { answer::tell(&value) }
}

fn more(study: &Study, story: &Story, fields: &mut Map<String, Value>) {
    if let Some(tiers) = &story.tiers {
        fields.insert("hubs".to_owned(), json!(numbers(&tiers.hubs)));
        fields.insert("hub_ids".to_owned(), json!(ids(study, &tiers.hubs)));
    }
    if story.plans.len() > 1 {
        let plan = |choice: &sites::Choice| {
            json!({
                "objective": choice.plan.cost,
                "bound": choice.bound,
                "proven": choice.proven,
                "sites": numbers(&choice.plan.sites),
            })
        };
        fields.insert("plans".to_owned(), story.plans.iter().map(plan).collect());
    }
    if let Some(all) = story.held.last() {
        let one = |held: &planning_rules::study::Held| {
            json!({
                "site": held.site.map(|site| site + 1),
                "objective_unfixed": held.free.plan.cost,
                "sites_unfixed": numbers(&held.free.plan.sites),
                "adds": held.adds,
                "adds_mean": mean_of(study, story, held.adds),
                "proven": held.proven,
            })
        };
        let mut fixing = one(all);
        if let Some(of) = fixing.as_object_mut() {
            of.insert("each".to_owned(), story.held.iter().map(one).collect());
        }
        fields.insert("fixing".to_owned(), fixing);
    }
    if !story.curve.is_empty() {
        let point = |point: &planning_rules::study::Point| match &point.answer {
            Some(a) => {
                json!({"p": point.open_count, "objective": a.plan.cost, "bound": a.bound, "proven": a.proven})
            }
            None => json!({"p": point.open_count, "objective": null, "proven": true}),
        };
        fields.insert("curve".to_owned(), story.curve.iter().map(point).collect());
    }
    if !story.weighed.is_empty() {
        let mean = |of: &Effect| study.unit.shown(of.after as f64 / of.people.max(1) as f64);
        let point = |point: &planning_rules::study::Weighed| {
            json!({
                "more": point.more,
                "mean_deprived": mean(&point.deprived),
                "mean_others": mean(&point.others),
                "sites": numbers(&point.answer.plan.sites),
                "proven": point.answer.proven,
            })
        };
        fields.insert("weighed".to_owned(), story.weighed.iter().map(point).collect());
    }
    if !story.roomed.is_empty() {
        let point = |point: &planning_rules::study::Roomed| {
            json!({
                "share": point.share,
                "room": point.room,
                "objective": point.cost,
                "elsewhere": point.elsewhere,
                "sites": numbers(&point.sites),
                "proven": point.proven,
            })
        };
        fields.insert("roomed".to_owned(), story.roomed.iter().map(point).collect());
    }
    if !story.before.is_empty() {
        fields.insert("today".to_owned(), json!(numbers(&story.before)));
        let effects = effects(study, story);
        fields.insert(
            "effects".to_owned(),
            effects
                .iter()
                .map(|(by, group, effect)| {
                    let mut of = effect_value(by, group, effect);
                    let (was, is) = effect.means().unwrap_or_default();
                    if let Some(of) = of.as_object_mut() {
                        of.insert("shown_before".to_owned(), json!(study.unit.shown(was)));
                        of.insert("shown_after".to_owned(), json!(study.unit.shown(is)));
                    }
                    of
                })
                .collect(),
        );
    }
}

/// A cost of the search as a mean journey of one person, in the units that people read.
fn mean_of(study: &Study, story: &Story, cost: i64) -> f64 {
    study.unit.shown(cost as f64 / story.parts() / story.everyone.people.max(1) as f64)
}

fn effects<'s>(study: &'s Study, story: &'s Story) -> Vec<(&'s str, &'s str, &'s Effect)> {
    let mut all = vec![("everyone", "everyone", &story.everyone)];
    for (grouping, effects) in study.groupings.iter().zip(&story.groups) {
        all.extend(
            grouping.names.iter().zip(effects).map(|(name, e)| (grouping.by.as_str(), name.as_str(), e)),
        );
    }
    all
}

/// p-centre and cover on a map.
pub fn plain(arguments: &Sites, study: &Study, wanted: &Wanted, began: Instant) -> Outcome {
    let mut problem = study.plain(wanted.open_count).map_err(Failure::refused)?;
    for (sites, standing) in [(&wanted.required, Standing::Open), (&wanted.forbidden, Standing::Closed)] {
        for site in sites {
            problem.settle(*site, standing).map_err(Failure::refused)?;
        }
    }
    let seed = wanted.seed;
    if matches!(arguments.objective, Objective::Cover | Objective::Backup) && arguments.radius.is_none() {
        return Err(Failure::usage("--radius is missing: cover and backup need it"));
    }
    let taken = arguments.limits.watch(began, |watch| match arguments.objective {
        Objective::Cover => {
            let cover = sites::cover(&problem, arguments.radius.unwrap_or(0), seed, watch);
            let gap = (cover.reached_bound - cover.reached) as f64 / cover.reached_bound.max(1) as f64;
            let cost = cover.answer.plan.cost;
            (cover.answer.plan.sites, cover.reached, cover.reached_bound, cover.answer.proven, gap, cost)
        }
        Objective::Backup => {
            let found = sites::backup(&problem, arguments.radius.unwrap_or(0), watch);
            let gap = (found.bound - found.reached_twice) as f64 / found.bound.max(1) as f64;
            (found.sites, found.reached_twice, found.bound, found.proven, gap, found.reached_twice)
        }
        Objective::Centre | Objective::Median => {
            let centre = sites::centre(&problem, seed, watch);
            let gap = (centre.plan.cost - centre.bound) as f64 / centre.plan.cost.max(1) as f64;
            let cost = centre.plan.cost;
            (centre.plan.sites, cost, centre.bound, centre.proven, gap, cost)
        }
    });
    let (open, objective, bound, proven, gap, cost) = &taken.found;
    let mut fields = plan_fields(study, open);
    fields.insert("objective".to_owned(), json!(objective));
    fields.insert("bound".to_owned(), json!(bound));
    fields.insert("proven".to_owned(), json!(proven));
    fields.insert("gap".to_owned(), json!(gap));
    fields.insert("seconds".to_owned(), json!(taken.seconds));
    fields.insert("seconds_to_best".to_owned(), json!(taken.seconds_to(*cost)));
    fields.insert("steps".to_owned(), json!(taken.steps));
    fields.insert("stopped".to_owned(), json!(taken.stopped));
    fields.insert("seed".to_owned(), json!(seed));
    let value = Value::Object(fields);
    if arguments.json { cli::json_line(&value) } else { answer::tell(&value) }
}

/// A refusal with the names and units of the map in it.
fn in_words(study: &Study, why: &sites::Refusal) -> String {
    let shown = |journey: u32| format!("{:.1} {}", study.unit.shown(f64::from(journey)), study.unit.name());
    if let sites::Refusal::NobodyNear { customer, nearest, longest } = why {
        let name = study.customers.get(customer - 1).map_or("somebody", |of| of.name.as_str());
        return format!(
            "{name} has no site within {}: the nearest that may open is {} away; allow a longer journey or another site",
            shown(*longest),
            shown(*nearest)
        );
    }
    if let sites::Refusal::LongestTooShort { longest, open_count } = why {
        return format!(
            "no plan of {open_count} sites brings everybody within {}, and that is proved: allow a longer journey or more sites",
            shown(*longest)
        );
    }
    why.to_string()
}

#[derive(Clone, Copy)]
enum As {
    Html,
    Csv,
}

fn format_of(out: &Path) -> Result<As, Failure> {
    match out.extension().and_then(|ending| ending.to_str()) {
        Some("html" | "htm") => Ok(As::Html),
        Some("csv") => Ok(As::Csv),
        _ => Err(Failure::usage(format_args!("{}: a report ends in .html or .csv", out.display()))),
    }
}

/// Writes the report whole, or not at all: first beside its name, then under it.
fn write(out: &Path, study: &Study, story: &Story) -> Result<(), Failure> {
    let text = match format_of(out)? {
        As::Html => {
            let title = planning_site::title(study, story);
            planning_site::document(&title, "", &planning_site::report(study, story)).into_string()
        }
        As::Csv => csv_text(study, story)?,
    };
    super::super::file::write(out, &text)
}

fn csv_text(study: &Study, story: &Story) -> Result<String, Failure> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let unit = study.unit.name();
    let fault = |why: csv::Error| Failure::refused(format_args!("writing the tables: {why}"));
    let head = [
        "by",
        "group",
        "people",
        "mean_before",
        "mean_after",
        "people_farther",
        "mean_farther_by",
        "people_nearer",
        "mean_nearer_by",
        "longest_after",
        "unit",
    ];
    out.write_record(head).map_err(fault)?;
    for (by, group, effect) in effects(study, story) {
        let mean = |sum: u64, people: u64| {
            if people == 0 {
                String::new()
            } else {
                format!("{:.3}", study.unit.shown(sum as f64 / people as f64))
            }
        };
        out.write_record([
            by.to_owned(),
            web::harmless(group),
            effect.people.to_string(),
            mean(effect.before, effect.people),
            mean(effect.after, effect.people),
            effect.farther.to_string(),
            mean(effect.lost, effect.farther),
            effect.nearer.to_string(),
            mean(effect.gained, effect.nearer),
            format!("{:.3}", study.unit.shown(f64::from(effect.longest_after))),
            unit.to_owned(),
        ])
        .map_err(fault)?;
    }
    let bytes =
        out.into_inner().map_err(|why| Failure::refused(format_args!("writing the tables: {why}")))?;
    String::from_utf8(bytes).map_err(Failure::refused)
}
