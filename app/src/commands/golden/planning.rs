//! Site plans, matchings and queues against known answers: `planning/optima.csv` and `planning/queueing_exact.csv`.

use std::path::Path;
use std::time::Instant;

use cli::Failure;
use planning_rules::matching;
use planning_rules::queue::{self, Model, Run};
use planning_rules::read::{self, Unreadable};
use planning_rules::sites::{self, Journeys, Problem};
use planning_rules::{Watch, unwatched};

use super::Tally;
use super::case::{Line, read_csv};
use crate::commands::plan::{cost_by_file, text, unreadable};

/// A plan on large point sets may be this far above the published optimum, as a fraction of it.
const LARGE_ABOVE: f64 = 0.0005;
/// And must prove that it is no farther from the optimum than this.
const LARGE_GAP: f64 = 0.002;
/// Seconds for one question on a large point set.
const LARGE_SECONDS: f64 = 60.0;
/// Seconds for any other question.
const SECONDS: f64 = 60.0;

/// Every question but those on large point sets: the optimum must be found and proved.
pub fn optima(path: &Path) -> Result<Tally, Failure> {
    count(path, |line| !line.text("file").ends_with(".tsp"))
}

/// The questions on large point sets: near the published optimum, with a gap of our own.
pub fn large(path: &Path) -> Result<Tally, Failure> {
    count(path, |line| line.text("file").ends_with(".tsp"))
}

fn count(path: &Path, wanted: impl Fn(&Line) -> bool) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    for line in read_csv(path)?.iter().filter(|line| wanted(line)) {
        let name = format!("{} {}", line.text("problem"), line.text("instance"));
        tally.count(&name, one(&folder, line));
    }
    Ok(tally)
}

/// What a question was answered with.
struct Answered {
    value: f64,
    bound: f64,
    proven: bool,
}

fn one(folder: &Path, line: &Line) -> Result<(), String> {
    let file = folder.join(line.text("file"));
    let best = line.number("best_known").ok_or("no best_known")?;
    let p = line.number("p").ok_or("no p")? as usize;
    let began = crate::commands::plan::now();
    let found = answer(&file, line.text("problem"), line.text("instance"), p, began)?;
    let seconds = began.elapsed().as_secs_f64();
    let above = (found.value - best) / best.abs().max(1.0);
    let gap = if found.proven { 0.0 } else { (found.value - found.bound) / found.value.abs().max(1.0) };
    let said =
        format!("{} for {best}, bound {}, gap {:.4}%, {seconds:.1} s", found.value, found.bound, gap * 100.0);
    let is_large = line.text("file").ends_with(".tsp");
    let fits = if is_large {
        above <= LARGE_ABOVE && gap <= LARGE_GAP
    } else {
        found.proven && (found.value - best).abs() <= 0.01
    };
    if fits { Ok(()) } else { Err(said) }
}

fn answer(file: &Path, problem: &str, instance: &str, p: usize, began: Instant) -> Result<Answered, String> {
    let words = |why: Unreadable| unreadable(file, &why).to_string();
    let text = text(file).map_err(|why| why.to_string())?;
    let plain = |cost: i64| Answered { value: cost as f64, bound: cost as f64, proven: true };
    let question = |journeys: sites::Journeys| {
        let weights = vec![1; journeys.customers()];
        Problem::new(journeys, weights, p).map_err(|why| why.to_string())
    };
    match problem {
        "assignment" => {
            let (side, cells) = read::assign(&text).map_err(words)?;
            Ok(plain(matching::assign(side, &cells).1))
        }
        "min-cost flow" => {
            let network = read::dimacs(&text).map_err(words)?;
            let flow = matching::cheapest_flow(&network).map_err(|why| why.to_string())?;
            Ok(plain(i64::try_from(flow.cost).map_err(|why| why.to_string())?))
        }
        "capacitated p-median" => capacitated(file, &text, p),
        "weighted p-median" => {
            let wanted = instance.split('_').next().unwrap_or_default();
            let area = read::area(&text, wanted).map_err(words)?;
            let points: Vec<[f64; 2]> = area.areas.iter().map(|small| small.at).collect();
            let people = area.areas.iter().map(|small| small.people).collect();
            let journeys = Journeys::Plane { customers: points.clone(), sites: points };
            let problem = Problem::new(journeys, people, p).map_err(|why| why.to_string())?;
            Ok(median(&problem, SECONDS, began))
        }
        "p-median" if file.extension().is_some_and(|e| e == "tsp") => {
            Ok(median(&question(read::tsplib(&text).map_err(words)?)?, LARGE_SECONDS, began))
        }
        "p-median" => Ok(median(&question(read::pmed(&text).map_err(words)?.journeys)?, SECONDS, began)),
        "p-centre" => {
            let problem = question(read::pmed(&text).map_err(words)?.journeys)?;
            let centre = within(SECONDS, began, |watch| sites::centre(&problem, 1, watch));
            Ok(Answered { value: centre.plan.cost as f64, bound: centre.bound as f64, proven: centre.proven })
        }
        other => Err(format!("“{other}” is not a problem that is known here")),
    }
}

fn within<T>(seconds: f64, began: Instant, search: impl FnOnce(&mut Watch<'_>) -> T) -> T {
    let stop = || began.elapsed().as_secs_f64() > seconds;
    let mut tell = |_| {};
    search(&mut Watch::new(&stop, &mut tell, None))
}

fn median(problem: &Problem, seconds: f64, began: Instant) -> Answered {
    let found = within(seconds, began, |watch| sites::solve(problem, 1, watch));
    Answered { value: found.plan.cost as f64, bound: found.bound as f64, proven: found.proven }
}

fn capacitated(file: &Path, text: &str, p: usize) -> Result<Answered, String> {
    let rounded = file.extension().is_some_and(|e| e == "txt");
    let places = if rounded { read::pmedcap(text) } else { read::sjc(text) };
    let places = places.map_err(|why| unreadable(file, &why).to_string())?;
    let (problem, cost_of) = cost_by_file(&places, p)?;
    let found = unwatched(|watch| sites::solve_capacitated(&problem, 1, watch));
    let value = cost_of(&found.assignment);
    Ok(Answered { value, bound: value, proven: found.proven })
}

/// Every exact figure to nine places, and inside the 99.9% interval of a short simulation.
pub fn queues(path: &Path) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    let mut simulated: Vec<(Model, queue::Simulated)> = Vec::new();
    for line in read_csv(path)? {
        let name = format!("{} {} {}", line.text("model"), line.text("parameters"), line.text("measure"));
        tally.count(&name, figure(&line, &mut simulated));
    }
    Ok(tally)
}

fn figure(line: &Line, simulated: &mut Vec<(Model, queue::Simulated)>) -> Result<(), String> {
    let model = model(line)?;
    let wanted = line.number("exact").ok_or("no exact value")?;
    let measure = line.text("measure");
    let exact = queue::exact(&model).map_err(|why| why.to_string())?;
    let found = exact.iter().find(|m| m.name == measure).ok_or("no such measure")?.value;
    if (found - wanted).abs() > 1e-8 * wanted.abs().max(1e-3) {
        return Err(format!("{found} for {wanted}"));
    }
    if !simulated.iter().any(|(of, _)| *of == model) {
        let run = Run { customers: 200_000, replications: 30, seed: 2026 };
        simulated.push((model.clone(), queue::simulate(&model, run, 0.999).map_err(|why| why.to_string())?));
    }
    let of = simulated.iter().find(|(of, _)| *of == model).ok_or("not simulated")?;
    let (_, interval) = of.1.measures.iter().find(|(name, _)| name == measure).ok_or("not simulated")?;
    if interval.low - 1e-12 <= wanted && wanted <= interval.high + 1e-12 {
        Ok(())
    } else {
        Err(format!("{wanted} outside the simulated {} to {}", interval.low, interval.high))
    }
}

/// `lambda=4.5;mu=1;c=5` and so on, by the name of the model.
fn model(line: &Line) -> Result<Model, String> {
    let parameters = line.text("parameters");
    let text = |name: &str| -> Result<&str, String> {
        let pairs = parameters.split(';').filter_map(|pair| pair.split_once('='));
        pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value).ok_or(format!("no {name}"))
    };
    let number = |name: &str| text(name)?.parse::<f64>().map_err(|why| why.to_string());
    let whole = |name: &str| text(name)?.parse::<usize>().map_err(|why| why.to_string());
    Ok(match line.text("model") {
        "M/M/c" => Model::Mmc { lambda: number("lambda")?, mu: number("mu")?, servers: whole("c")? },
        "M/M/c/c" => {
            let (servers, capacity) = (whole("c")?, whole("c")?);
            Model::Mmck { lambda: number("lambda")?, mu: number("mu")?, servers, capacity }
        }
        "M/M/c/K" => {
            let (servers, capacity) = (whole("c")?, whole("K")?);
            Model::Mmck { lambda: number("lambda")?, mu: number("mu")?, servers, capacity }
        }
        "M/G/1" => {
            Model::Mg1 { lambda: number("lambda")?, mu: 1.0 / number("mean_service")?, cv2: number("cv2")? }
        }
        "M/M/c non-preemptive priority" => {
            let rates = text("lambdas")?.split('|').map(str::parse).collect::<Result<Vec<f64>, _>>();
            Model::Priority {
                lambdas: rates.map_err(|why| why.to_string())?,
                mu: number("mu")?,
                servers: whole("c")?,
            }
        }
        "Jackson tandem with feedback" => Model::Tandem {
            lambda: number("lambda")?,
            mu: [number("mu1")?, number("mu2")?],
            servers: [whole("c1")?, whole("c2")?],
            feedback: number("feedback")?,
        },
        other => return Err(format!("“{other}” is not a queue that is known here")),
    })
}
