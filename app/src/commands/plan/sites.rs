//! `roundtable plan sites`: which sites to open.

mod answer;
mod capacitated;
mod mapped;
mod question;
mod studied;
mod towns;

pub use capacitated::cost_by_file;

use std::io::Write;
use std::path::PathBuf;

use cli::{Failure, Outcome};
use planning_rules::sites;
use serde_json::{Value, json};

use super::watching::{self, Limits, Taken};
use crate::place::At;
use question::Question;

/// Which sites to open, with a proof or an honest gap.
#[derive(clap::Args)]
pub struct Sites {
    /// The problem; not needed with --geo or --place.
    file: Option<PathBuf>,
    /// How the problem is written.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Folder with lsoa.csv, the table of small areas.
    #[arg(long, conflicts_with_all = ["file", "place"], requires = "area")]
    geo: Option<PathBuf>,
    /// Area of the small-area table.
    #[arg(long)]
    area: Option<String>,
    /// A place, as sqlite:FILE or postgres://USER@localhost/NAME: its sites, services and asks.
    #[arg(long, conflicts_with = "file")]
    place: Option<At>,
    #[command(flatten)]
    mapped: mapped::Asked,
    /// How many sites to open; a p-median graph or capacitated file brings its own.
    #[arg(long)]
    p: Option<usize>,
    /// What is wanted.
    #[arg(long, value_enum, default_value = "median")]
    objective: Objective,
    /// With capacities: the demand of one customer may go to several sites, appointment by appointment.
    #[arg(long)]
    split: bool,
    /// Longest journey that counts as covered (cover, backup).
    #[arg(long)]
    radius: Option<u32>,
    /// A site that must open: its id, its name, its number from 1, or with --geo a town or an entry of the folder's registers.
    /// May be given again.
    #[arg(long = "fixed", visible_aliases = ["open", "required"])]
    open: Vec<String>,
    /// The same; with --hubs it must be a hub.
    #[arg(long)]
    hub: Vec<String>,
    /// A site that must not open: its id, its name, or its number from 1. May be given again.
    #[arg(long)]
    closed: Vec<String>,
    /// Also the best plans that are really different from one another, this many in all.
    #[arg(long, default_value_t = 1)]
    k_best: usize,
    /// Also the best plan for every number of sites up to this.
    #[arg(long)]
    curve_to: Option<usize>,
    /// The sites of today, ids, names or numbers from 1 with commas between: who gains and who loses is then shown.
    #[arg(long, value_delimiter = ',')]
    today: Vec<String>,
    /// People the area should have in all; another total is an error. Not needed where the folder's README prints it.
    #[arg(long)]
    population: Option<u64>,
    /// People in the most deprived fifth count this many hundredths more.
    #[arg(long, default_value_t = 0)]
    deprivation_weight: u32,
    #[command(flatten)]
    limits: Limits,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// OR-Library p-median graph.
    Pmed,
    /// OR-Library capacitated p-median.
    Pmedcap,
    /// Lorena's capacitated p-median.
    Sjc,
    /// TSPLIB points.
    Tsplib,
    /// Columns id, easting, northing, demand, candidate.
    Csv,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Objective {
    /// Least total of demand times journey.
    Median,
    /// Shortest longest journey.
    Centre,
    /// Most people within the radius.
    Cover,
    /// Most people within the radius of two open sites, so that one can close for a day.
    Backup,
}

impl Sites {
    /// The sites that must open, whichever word was used.
    fn required(&self) -> Vec<String> {
        self.open.iter().chain(&self.hub).cloned().collect()
    }
}

/// Plans.
pub fn run(arguments: &Sites) -> Outcome {
    let began = watching::now();
    arguments.limits.set_threads();
    if matches!(arguments.format, Some(Format::Pmedcap | Format::Sjc)) {
        return capacitated::run(arguments, began);
    }
    if arguments.geo.is_some() || arguments.place.is_some() {
        return mapped::run(arguments, began);
    }
    let question = Question::read(arguments)?;
    let taken = arguments.limits.watch(began, |watch| match arguments.objective {
        Objective::Median => median(arguments, &question, watch),
        Objective::Centre => {
            let centre = sites::centre(&question.problem, arguments.limits.seed, watch);
            Ok((question.plan_value(&centre.plan, centre.bound, centre.proven), centre.plan.cost))
        }
        Objective::Cover => {
            let radius =
                arguments.radius.ok_or_else(|| Failure::usage("--radius is missing: cover needs it"))?;
            let cover = sites::cover(&question.problem, radius, arguments.limits.seed, watch);
            Ok((cover_value(&question, &cover), cover.answer.plan.cost))
        }
        Objective::Backup => {
            let radius =
                arguments.radius.ok_or_else(|| Failure::usage("--radius is missing: backup needs it"))?;
            let found = sites::backup(&question.problem, radius, watch);
            Ok((backup_value(&question, &found), found.reached_twice))
        }
    });
    finish(arguments, &question.notes, taken)
}

/// Adds how long it took, and prints.
fn finish(arguments: &Sites, notes: &[String], mut taken: Taken<Result<(Value, i64), Failure>>) -> Outcome {
    for note in notes {
        let _ = writeln!(std::io::stderr().lock(), "note: {note}");
    }
    let found = std::mem::replace(&mut taken.found, Ok((Value::Null, 0)));
    let (mut value, cost) = found?;
    if let Some(fields) = value.as_object_mut() {
        fields.insert("seconds".to_owned(), json!(taken.seconds));
        fields.insert("seconds_to_best".to_owned(), json!(taken.seconds_to(cost)));
        fields.insert("steps".to_owned(), json!(taken.steps));
        fields.insert("stopped".to_owned(), json!(taken.stopped));
        fields.insert("seed".to_owned(), json!(arguments.limits.seed));
        if arguments.json && !notes.is_empty() {
            fields.insert("notes".to_owned(), json!(notes));
        }
    }
    if arguments.json { cli::json_line(&value) } else { answer::tell(&value) }
}

fn median(
    arguments: &Sites,
    question: &Question,
    watch: &mut planning_rules::Watch<'_>,
) -> Result<(Value, i64), Failure> {
    let seed = arguments.limits.seed;
    let problem = &question.problem;
    let answer = sites::solve(problem, seed, watch);
    let mut value = question.plan_value(&answer.plan, answer.bound, answer.proven);
    let Some(fields) = value.as_object_mut() else { return Ok((value, answer.plan.cost)) };
    if arguments.k_best > 1 {
        let differing = sites::really_different(problem.open_count());
        let choices = sites::best_plans(problem, arguments.k_best, differing, &answer, seed, watch);
        let plans: Vec<Value> = choices.iter().map(|c| question.choice_value(c)).collect();
        fields.insert("plans".to_owned(), json!(plans));
    }
    if !arguments.required().is_empty() || !arguments.closed.is_empty() {
        let fixing = sites::cost_of_fixing(problem, &answer, seed, watch);
        fields.insert(
            "fixing".to_owned(),
            json!({
                "objective_unfixed": fixing.unsettled.plan.cost,
                "sites_unfixed": question.numbers_of(&fixing.unsettled.plan.sites),
                "adds": fixing.adds,
                "proven": fixing.proven,
            }),
        );
    }
    if let Some(most) = arguments.curve_to {
        let least = problem.open_count().min(most);
        let curve = sites::curve(problem, least..=most, seed, watch).map_err(Failure::refused)?;
        let points: Vec<Value> = curve
            .iter()
            .map(|(p, a)| json!({"p": p, "objective": a.plan.cost, "bound": a.bound, "proven": a.proven}))
            .collect();
        fields.insert("curve".to_owned(), json!(points));
    }
    if !arguments.today.is_empty() {
        let today = question.sites_named(&arguments.today)?;
        fields.insert("effects".to_owned(), question.effects(&today, &answer.plan.sites));
    }
    Ok((value, answer.plan.cost))
}

fn backup_value(question: &Question, found: &sites::Backup) -> Value {
    let gap = (found.bound - found.reached_twice) as f64 / found.bound.max(1) as f64;
    json!({
        "objective": found.reached_twice,
        "reached_once": found.reached_once,
        "bound": found.bound,
        "proven": found.proven,
        "gap": gap,
        "sites": question.numbers_of(&found.sites),
        "plans": [],
    })
}

fn cover_value(question: &Question, cover: &sites::Cover) -> Value {
    let mut value = question.plan_value(&cover.answer.plan, cover.answer.bound, cover.answer.proven);
    if let Some(fields) = value.as_object_mut() {
        fields.insert("objective".to_owned(), json!(cover.reached));
        fields.insert("bound".to_owned(), json!(cover.reached_bound));
        let gap = (cover.reached_bound - cover.reached) as f64 / (cover.reached_bound.max(1)) as f64;
        fields.insert("gap".to_owned(), json!(gap));
    }
    value
}
