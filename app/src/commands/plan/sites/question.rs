//! The question of a `plan sites` command: read, settled, and its answers put into file numbers again.

use std::path::Path;

use cli::Failure;
use planning_rules::read::{self, CsvSites};
use planning_rules::sites::{self, Journeys, Plan, Problem, Standing};
use serde_json::{Value, json};

use super::super::file;
use super::{Format, Sites};

/// A problem and how its places are named in its file.
pub struct Question {
    pub problem: Problem,
    /// For each candidate its number in file order, from 1.
    numbers: Vec<usize>,
    /// Ids in file order; empty where the file has none.
    ids: Vec<String>,
    /// What whoever gave the file should know about it.
    pub notes: Vec<String>,
}

impl Question {
    pub fn read(arguments: &Sites) -> Result<Question, Failure> {
        let mut question = match &arguments.file {
            Some(file) => from_file(arguments, file)?,
            None => {
                return Err(Failure::usage(
                    "give a FILE with --format, or --geo with --area, or --place with a database",
                ));
            }
        };
        let (required, closed) = (arguments.required(), arguments.closed.clone());
        for (names, standing) in [(required, Standing::Open), (closed, Standing::Closed)] {
            for site in question.sites_named(&names)? {
                question.problem.settle(site, standing).map_err(Failure::refused)?;
            }
        }
        Ok(question)
    }

    /// The candidates with these ids or numbers.
    pub fn sites_named(&self, names: &[String]) -> Result<Vec<usize>, Failure> {
        let one = |name: &String| {
            let by_id = self.ids.iter().position(|id| id == name.trim()).map(|at| at + 1);
            let number = by_id.or_else(|| name.trim().parse().ok());
            let found = number.and_then(|n| self.numbers.iter().position(|of| *of == n));
            found.ok_or_else(|| {
                Failure::refused(format_args!(
                    "“{name}” is no candidate site: give an id of the file or a number from 1"
                ))
            })
        };
        names.iter().map(one).collect()
    }

    /// Candidates as numbers of the file.
    pub fn numbers_of(&self, sites: &[usize]) -> Vec<usize> {
        sites.iter().filter_map(|s| self.numbers.get(*s).copied()).collect()
    }

    pub fn plan_value(&self, plan: &Plan, bound: i64, proven: bool) -> Value {
        let gap = if proven || plan.cost == 0 { 0.0 } else { (plan.cost - bound) as f64 / plan.cost as f64 };
        let names: Vec<&String> =
            self.numbers_of(&plan.sites).iter().filter_map(|n| self.ids.get(n - 1)).collect();
        let mut value = json!({
            "objective": plan.cost,
            "bound": bound,
            "proven": proven,
            "gap": gap,
            "sites": self.numbers_of(&plan.sites),
            "assignment": self.numbers_of(&self.problem.assignment(&plan.sites)),
            "plans": [],
        });
        if let Some(fields) = value.as_object_mut()
            && !names.is_empty()
        {
            fields.insert("site_ids".to_owned(), json!(names));
        }
        value
    }

    pub fn choice_value(&self, choice: &sites::Choice) -> Value {
        json!({
            "objective": choice.plan.cost,
            "bound": choice.bound,
            "proven": choice.proven,
            "sites": self.numbers_of(&choice.plan.sites),
        })
    }

    /// Who gains and who loses, in all.
    pub fn effects(&self, before: &[usize], after: &[usize]) -> Value {
        let all = vec![0; self.problem.customers()];
        let effects = sites::effects(&self.problem, before, after, &all, 1);
        Value::Array(effects.iter().map(|effect| effect_value("everyone", "everyone", effect)).collect())
    }
}

/// What a change does to one group.
pub fn effect_value(by: &str, group: &str, effect: &sites::Effect) -> Value {
    let (was, is) = effect.means().unwrap_or_default();
    json!({
        "by": by,
        "group": group,
        "people": effect.people,
        "mean_before": was,
        "mean_after": is,
        "people_nearer": effect.nearer,
        "people_farther": effect.farther,
        "gained": effect.gained,
        "lost": effect.lost,
        "longest_after": effect.longest_after,
    })
}

fn from_places(arguments: &Sites, path: &Path, places: CsvSites) -> Result<Question, Failure> {
    let p = arguments.p.ok_or_else(|| Failure::usage("--p is missing: give how many sites to open"))?;
    Ok(Question {
        problem: Problem::new(places.journeys, places.demand, p)
            .map_err(|why| Failure::refused(format_args!("{}: {why}", path.display())))?,
        numbers: places.candidates.iter().map(|at| at + 1).collect(),
        ids: places.ids,
        notes: Vec::new(),
    })
}

fn from_file(arguments: &Sites, path: &Path) -> Result<Question, Failure> {
    let unreadable = |why: read::Unreadable| file::unreadable(path, &why);
    let missing = || Failure::usage("--p is missing: give how many sites to open");
    let mut notes = Vec::new();
    let (journeys, p): (Journeys, usize) = match arguments.format {
        Some(Format::Csv) => {
            let places = read::csv(&file::text(path)?).map_err(unreadable)?;
            return from_places(arguments, path, places);
        }
        Some(Format::Pmed) => {
            let graph = read::pmed(&file::text(path)?).map_err(unreadable)?;
            if graph.pairs_again > 0 {
                notes.push(format!(
                    "{}: {} given more than once; the last line of each counts",
                    path.display(),
                    pairs(graph.pairs_again)
                ));
            }
            (graph.journeys, arguments.p.unwrap_or(graph.open_count))
        }
        Some(Format::Tsplib) => {
            (read::tsplib(&file::text(path)?).map_err(unreadable)?, arguments.p.ok_or_else(missing)?)
        }
        Some(Format::Pmedcap | Format::Sjc) | None => {
            return Err(Failure::usage("--format is missing: pmed, pmedcap, sjc, tsplib or csv"));
        }
    };
    let (customers, sites) = (journeys.customers(), journeys.sites());
    let problem = Problem::new(journeys, vec![1; customers], p)
        .map_err(|why| Failure::refused(format_args!("{}: {why}", path.display())))?;
    Ok(Question { problem, numbers: (1..=sites).collect(), ids: Vec::new(), notes })
}

fn pairs(count: usize) -> String {
    if count == 1 { "1 pair of vertices is".to_owned() } else { format!("{count} pairs of vertices are") }
}
