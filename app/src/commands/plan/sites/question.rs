//! The question of a `plan sites` command: read, settled, and its answers put into file numbers again.

use std::path::Path;

use cli::Failure;
use planning_rules::read::{self, AreaSites, CsvSites};
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
    /// District, deprivation fifth and rural class, where the file has them.
    area: Option<AreaSites>,
}

impl Question {
    pub fn read(arguments: &Sites) -> Result<Question, Failure> {
        let mut question = match (&arguments.geo, &arguments.file) {
            (Some(folder), _) => from_area(arguments, folder)?,
            (None, Some(file)) => from_file(arguments, file)?,
            (None, None) => return Err(Failure::usage("give a FILE with --format, or --geo with --area")),
        };
        for (names, standing) in [(&arguments.open, Standing::Open), (&arguments.closed, Standing::Closed)] {
            for site in question.sites_named(names)? {
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

    /// Who gains and who loses, in all and by group where the file has groups.
    pub fn effects(&self, before: &[usize], after: &[usize]) -> Value {
        let all = vec![0; self.problem.customers()];
        let mut lists = vec![self.effect_list("everyone", &["everyone".to_owned()], &all, before, after)];
        if let Some(area) = &self.area {
            let mut districts: Vec<String> = area.district.clone();
            districts.sort();
            districts.dedup();
            let at = |d: &String| districts.binary_search(d).unwrap_or_default();
            let group: Vec<usize> = area.district.iter().map(at).collect();
            lists.push(self.effect_list("district", &districts, &group, before, after));
            let fifths: Vec<String> = (1..=5).map(|f| format!("deprivation fifth {f}")).collect();
            let group: Vec<usize> = area.deprivation_fifth.iter().map(|f| usize::from(*f) - 1).collect();
            lists.push(self.effect_list("deprivation", &fifths, &group, before, after));
            let classes = ["urban".to_owned(), "rural".to_owned()];
            let group: Vec<usize> = area.rural.iter().map(|r| usize::from(*r)).collect();
            lists.push(self.effect_list("rural", &classes, &group, before, after));
        }
        Value::Array(lists.into_iter().flatten().collect())
    }

    fn effect_list(
        &self,
        by: &str,
        names: &[String],
        group: &[usize],
        before: &[usize],
        after: &[usize],
    ) -> Vec<Value> {
        let effects = sites::effects(&self.problem, before, after, group, names.len());
        let value = |(name, effect): (&String, &sites::Effect)| {
            let (was, is) = effect.means().unwrap_or_default();
            json!({
                "by": by,
                "group": name,
                "people": effect.people,
                "mean_before": was,
                "mean_after": is,
                "people_nearer": effect.nearer,
                "people_farther": effect.farther,
                "gained": effect.gained,
                "lost": effect.lost,
                "longest_after": effect.longest_after,
            })
        };
        names.iter().zip(&effects).map(value).collect()
    }
}

fn from_area(arguments: &Sites, folder: &Path) -> Result<Question, Failure> {
    let path = folder.join("lsoa.csv");
    let name = arguments.area.as_deref().unwrap_or_default();
    let area = read::area(&file::text(&path)?, name).map_err(|why| file::unreadable(&path, &why))?;
    let people: u64 = area.places.demand.iter().map(|d| u64::from(*d)).sum();
    if let Some(printed) = arguments.population.filter(|printed| *printed != people) {
        return Err(Failure::refused(format_args!(
            "{}: {name} has {people} people but its source says {printed}: areas were lost or counted twice; mend the file",
            path.display()
        )));
    }
    let mut places = area.places.clone();
    if arguments.deprivation_weight > 0 {
        for (demand, fifth) in places.demand.iter_mut().zip(&area.deprivation_fifth) {
            let more = if *fifth == 1 { arguments.deprivation_weight } else { 0 };
            *demand = demand.saturating_mul(100 + more);
        }
    }
    let mut question = from_places(arguments, places)?;
    question.area = Some(area);
    Ok(question)
}

fn from_places(arguments: &Sites, places: CsvSites) -> Result<Question, Failure> {
    let p = arguments.p.ok_or_else(|| Failure::usage("--p is missing: give how many sites to open"))?;
    Ok(Question {
        problem: Problem::new(places.journeys, places.demand, p).map_err(Failure::refused)?,
        numbers: places.candidates.iter().map(|at| at + 1).collect(),
        ids: places.ids,
        area: None,
    })
}

fn from_file(arguments: &Sites, path: &Path) -> Result<Question, Failure> {
    let unreadable = |why: read::Unreadable| file::unreadable(path, &why);
    let missing = || Failure::usage("--p is missing: give how many sites to open");
    let (journeys, p): (Journeys, usize) = match arguments.format {
        Some(Format::Csv) => {
            let places = read::csv(&file::text(path)?).map_err(unreadable)?;
            return from_places(arguments, places);
        }
        Some(Format::Pmed) => {
            let (journeys, p) = read::pmed(&file::text(path)?).map_err(unreadable)?;
            (journeys, arguments.p.unwrap_or(p))
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
    Ok(Question { problem, numbers: (1..=sites).collect(), ids: Vec::new(), area: None })
}
