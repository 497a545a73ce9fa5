//! An experiment: as many replications as it takes, the same luck in every scenario, the warm-up cut off, and differences
//! with their intervals.

use clocks::Calendar;
use rayon::prelude::*;

use super::Story;
use super::check::Wrong;
use super::luck::mix;
use super::run::{payers, replicate};
use super::scenario::Scenario;
use super::tally::{Family, MEASURES, Tally, families};
use super::world::World;
use crate::queue::{Interval, mser5};

/// How an experiment is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Experiment {
    /// At most so many replications; at least 2.
    pub replications: u32,
    /// Where chance starts.
    pub seed: u64,
    /// Stop once the half-width of the mean wait's interval is within this share of it.
    pub half_width: Option<f64>,
    /// Confidence of the intervals.
    pub confidence: f64,
}

impl Default for Experiment {
    fn default() -> Experiment {
        Experiment { replications: 30, seed: 1, half_width: None, confidence: 0.95 }
    }
}

/// Replications between two looks at the half-width. Whoever watches is asked more often; what comes out depends on these
/// looks alone, wherever a stop fell.
const BLOCK: u32 = 10;

/// A measure of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// The family of the group, by its place in [`Outcome::families`].
    pub family: usize,
    /// The group, by its place in the family.
    pub group: usize,
    /// The measure, by its place in [`Outcome::measures`].
    pub measure: usize,
    /// Its interval; none where it was never defined, as a mean wait where nobody was fitted.
    pub value: Option<Interval>,
    /// This less the first scenario's, replication by replication; none in the first.
    pub difference: Option<Interval>,
}

/// How much of a service's room was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Room {
    /// The service.
    pub name: String,
    /// Slots on the counted days.
    pub slots: u64,
    /// The share of them that was used or missed.
    pub used: f64,
    /// Asked for, against the slots: what was used and by how much the list grew.
    pub load: f64,
    /// On its list with nothing to offer at the end.
    pub list: f64,
    /// What is wrong, in words; none where nothing is.
    pub overload: Option<String>,
}

/// One scenario, simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// What it is called.
    pub title: String,
    /// The groups, in order.
    pub families: Vec<Family>,
    /// Names of the measures: the fixed ones, and one for each rule.
    pub measures: Vec<String>,
    /// Every measure of every group.
    pub values: Vec<Measured>,
    /// Figures of the whole, by name.
    pub whole: Vec<(String, Interval, Option<Interval>)>,
    /// What each payer pays, in pounds.
    pub payers: Vec<(String, Interval, Option<Interval>)>,
    /// Every service with slots.
    pub rooms: Vec<Room>,
    /// Overload in words; empty where there is none.
    pub overload: Vec<String>,
    /// Days of the warm-up by MSER-5, from the start of the simulation.
    pub warm_up_days: u32,
    /// Whether the warm-up was over when counting began.
    pub warm: bool,
}

/// An experiment's result.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulated {
    /// Each scenario, in the order given; differences are to the first.
    pub outcomes: Vec<Outcome>,
    /// Replications of each.
    pub replications: u32,
    /// Events simulated in all.
    pub events: u64,
    /// It was stopped before it had as many as were asked for.
    pub stopped: bool,
    /// The half-width was reached.
    pub settled: bool,
}

/// Figures of the whole, beside those of groups.
const WHOLE: [&str; 9] = [
    "door_mean_minutes",
    "door_share_waited",
    "door_seen",
    "door_turned_away",
    "nowhere_to_go",
    "clinic_share_of_uncomplicated",
    "slots_used",
    "open_asks_mean",
    "open_asks_growth_a_week",
];

/// Replications that are done, so that an experiment that was stopped goes on where it was.
#[derive(Default)]
pub struct SoFar(Vec<Vec<Kept>>);

impl SoFar {
    /// How many replications of each scenario are done.
    pub fn done(&self) -> u32 {
        self.0.first().map_or(0, |of| u32::try_from(of.len()).unwrap_or(u32::MAX))
    }
}

struct Kept {
    values: Vec<f64>,
    whole: [f64; WHOLE.len()],
    paid: Vec<i64>,
    used: Vec<u64>,
    lists: Vec<(u64, u64)>,
    open: Vec<f64>,
    events: u64,
}

fn seed_of(seed: u64, replication: u32) -> u64 {
    mix(seed ^ mix(u64::from(replication) + 1))
}

fn keep(tally: &Tally, world: &World<'_>) -> Kept {
    let (first, last) = (world.counted.0 as usize, world.counted.1 as usize);
    let counted = tally.open.get(first..=last.min(tally.open.len().saturating_sub(1))).unwrap_or_default();
    let over = |part: f64, whole: f64| if whole == 0.0 { f64::NAN } else { part / whole };
    let door = tally.door;
    let slots: u64 = (0..tally.used.len()).map(|service| world.slots_of(service)).sum();
    let mean = over(counted.iter().sum(), counted.len() as f64);
    Kept {
        values: tally.values(),
        whole: [
            over(door.minutes, door.seen as f64),
            over(door.waited as f64, door.seen as f64),
            door.seen as f64,
            door.turned_away as f64,
            tally.nowhere as f64,
            over(tally.simple.1 as f64, tally.simple.0 as f64),
            over(tally.used.iter().sum::<u64>() as f64, slots as f64),
            mean,
            7.0 * slope(counted),
        ],
        paid: tally.paid.clone(),
        used: tally.used.clone(),
        lists: tally.lists.clone(),
        open: tally.open.clone(),
        events: tally.events,
    }
}

/// The slope of a series by least squares, for one step.
fn slope(series: &[f64]) -> f64 {
    let count = series.len() as f64;
    if count < 2.0 {
        return 0.0;
    }
    let (middle, mean) = ((count - 1.0) / 2.0, series.iter().sum::<f64>() / count);
    let along =
        series.iter().enumerate().map(|(at, value)| (at as f64 - middle) * (value - mean)).sum::<f64>();
    along / (count * (count * count - 1.0) / 12.0)
}

/// Runs an experiment. `go_on` hears how many replications of how many are done and says whether to go on.
/// The result is the same on any number of threads.
pub fn experiment(
    scenarios: &[Scenario],
    how: Experiment,
    calendar: &Calendar,
    go_on: &mut dyn FnMut(u32, u32) -> bool,
) -> Result<Simulated, Wrong> {
    go_on_with(scenarios, how, calendar, &mut SoFar::default(), go_on)
}

/// Runs an experiment on from what is done of it. It must be the same experiment: the result is then the one that it would
/// have had in one go.
pub fn go_on_with(
    scenarios: &[Scenario],
    how: Experiment,
    calendar: &Calendar,
    so_far: &mut SoFar,
    go_on: &mut dyn FnMut(u32, u32) -> bool,
) -> Result<Simulated, Wrong> {
    if how.replications < 2 {
        let why = format!("{} is too few: an interval needs 2 at least", how.replications);
        return Err(Wrong { field: "replications".to_owned(), why });
    }
    if !(how.confidence > 0.0 && how.confidence < 1.0) {
        return Err(Wrong {
            field: "confidence".to_owned(),
            why: "write a share between 0 and 1, as 0.95".to_owned(),
        });
    }
    let worlds =
        scenarios.iter().map(|scenario| World::of(scenario, calendar)).collect::<Result<Vec<_>, _>>()?;
    so_far.0.resize_with(worlds.len(), Vec::new);
    let mut done = so_far.done();
    let kept = &mut so_far.0;
    let (mut stopped, mut settled) = (false, false);
    while done < how.replications && !settled {
        let block = (BLOCK - done % BLOCK).min(how.replications - done);
        let part = block.min(at_once(worlds.len()));
        let tasks: Vec<(usize, u32)> =
            (done..done + part).flat_map(|nth| (0..worlds.len()).map(move |world| (world, nth))).collect();
        let found: Vec<(usize, Kept)> = tasks
            .into_par_iter()
            .map(|(world, nth)| {
                let tally = replicate(&worlds[world], seed_of(how.seed, nth), false);
                (world, keep(&tally, &worlds[world]))
            })
            .collect();
        for (world, one) in found {
            kept[world].push(one);
        }
        done += part;
        settled = part == block
            && how.half_width.is_some_and(|wanted| kept.iter().all(|of| narrow(of, how.confidence, wanted)));
        let enough = done >= 2;
        if !go_on(done, how.replications) && enough && done < how.replications && !settled {
            stopped = true;
            break;
        }
    }
    let events = kept.iter().flatten().map(|one| one.events).sum();
    let outcomes = worlds
        .iter()
        .enumerate()
        .map(|(nth, world)| outcome(world, &kept[nth], (nth > 0).then(|| kept[0].as_slice()), how.confidence))
        .collect();
    Ok(Simulated { outcomes, replications: done, events, stopped, settled })
}

/// Replications made before whoever watches is asked again: two for each thread, shared among the scenarios.
fn at_once(worlds: usize) -> u32 {
    let threads = 2 * rayon::current_num_threads();
    u32::try_from(threads.div_ceil(worlds.max(1))).unwrap_or(BLOCK)
}

const MEAN_WAIT: usize = 2;

fn narrow(kept: &[Kept], confidence: f64, wanted: f64) -> bool {
    let waits: Vec<f64> = kept.iter().filter_map(|one| one.values.get(MEAN_WAIT).copied()).collect();
    interval(&waits, confidence).is_some_and(|of| of.relative_half_width() <= wanted)
}

/// The interval of those replications in which a figure is defined; none where there are fewer than two.
fn interval(values: &[f64], confidence: f64) -> Option<Interval> {
    let defined: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    (defined.len() >= 2).then(|| Interval::of_means(&defined, confidence))
}

fn outcome(world: &World<'_>, kept: &[Kept], base: Option<&[Kept]>, confidence: f64) -> Outcome {
    let families = families(world);
    let measures: Vec<String> = MEASURES
        .iter()
        .map(|name| (*name).to_owned())
        .chain(world.scenario.rules.iter().map(|set| format!("met {}", set.id)))
        .collect();
    let paired = |of: &dyn Fn(&Kept) -> f64| -> (Option<Interval>, Option<Interval>) {
        let here: Vec<f64> = kept.iter().map(of).collect();
        let difference = base.and_then(|base| {
            let apart: Vec<f64> = here.iter().zip(base).map(|(value, other)| value - of(other)).collect();
            interval(&apart, confidence)
        });
        (interval(&here, confidence), difference)
    };
    // Groups are compared by their place: scenarios of one experiment have the same areas and services.
    let mut values = Vec::new();
    let mut place = 0;
    for (family, of) in families.iter().enumerate() {
        for group in 0..of.names.len() {
            for measure in 0..measures.len() {
                let (value, difference) =
                    paired(&|one: &Kept| one.values.get(place).copied().unwrap_or(f64::NAN));
                values.push(Measured { family, group, measure, value, difference });
                place += 1;
            }
        }
    }
    let whole = WHOLE.iter().enumerate().filter_map(|(nth, name)| {
        let (value, difference) = paired(&|one: &Kept| one.whole[nth]);
        Some(((*name).to_owned(), value?, difference))
    });
    let whole: Vec<_> = whole.collect();
    let payers = payers(world).into_iter().enumerate().filter_map(|(nth, name)| {
        let (value, difference) =
            paired(&|one: &Kept| one.paid.get(nth).copied().unwrap_or(0) as f64 / 100.0);
        Some((name, value?, difference))
    });
    let payers = payers.collect();
    let rooms = rooms(world, kept);
    let mut overload: Vec<String> = rooms.iter().filter_map(|room| room.overload.clone()).collect();
    if let Some((_, growth, _)) = whole.iter().find(|(name, _, _)| name == "open_asks_growth_a_week")
        && growth.low > 0.0
        && growth.mean * f64::from(world.scenario.days) / 7.0 > 0.1 * mean_open(kept, world)
    {
        overload.push(format!(
            "The list is still growing when the year ends, by {:.1} asks a week ({:.1} to {:.1}): what is shown of waits is what people met so far, and those who come later wait longer.",
            growth.mean, growth.low, growth.high
        ));
    }
    let warm_up = mser5(&averaged(kept));
    Outcome {
        title: world.scenario.title.clone(),
        families,
        measures,
        values,
        whole,
        payers,
        rooms,
        overload,
        warm_up_days: u32::try_from(warm_up).unwrap_or(u32::MAX),
        warm: warm_up <= world.scenario.run_in_days as usize,
    }
}

fn mean_open(kept: &[Kept], world: &World<'_>) -> f64 {
    let series = averaged(kept);
    let counted = series.get(world.counted.0 as usize..=world.counted.1 as usize).unwrap_or(&series);
    counted.iter().sum::<f64>() / counted.len().max(1) as f64
}

/// Open asks at each midnight, the mean of the replications.
fn averaged(kept: &[Kept]) -> Vec<f64> {
    let days = kept.iter().map(|one| one.open.len()).min().unwrap_or(0);
    (0..days).map(|day| kept.iter().map(|one| one.open[day]).sum::<f64>() / kept.len() as f64).collect()
}

fn rooms(world: &World<'_>, kept: &[Kept]) -> Vec<Room> {
    let count = kept.len().max(1) as f64;
    let mut rooms = Vec::new();
    for (nth, service) in world.scenario.services.iter().enumerate() {
        let slots = world.slots_of(nth);
        if slots == 0 {
            continue;
        }
        let mean = |of: &dyn Fn(&Kept) -> f64| kept.iter().map(of).sum::<f64>() / count;
        let used = mean(&|one| one.used[nth] as f64) / slots as f64;
        let grown = mean(&|one| one.lists[nth].1 as f64 - one.lists[nth].0 as f64);
        let list = mean(&|one| one.lists[nth].1 as f64);
        let load = used + grown.max(0.0) / slots as f64;
        // A list that grew by more than a week's slots has not been a bad week.
        let weeks = f64::from(world.scenario.days) / 7.0;
        let full = load >= 1.0 || (used > 0.9 && grown > slots as f64 / weeks);
        let overload = full.then(|| {
            format!(
                "{} is overloaded: asked for {:.0}% of its slots; its list grew by {grown:.0} in the year and {list:.0} had nothing to be offered at its end. More sessions, or fewer people sent there, are the only remedies.",
                service.name,
                load * 100.0
            )
        });
        rooms.push(Room { name: service.name.clone(), slots, used, load, list, overload });
    }
    rooms
}

/// Each counted ask of the first replication, whole: for a check of the simulator by the `clock` command.
pub fn stories(scenario: &Scenario, seed: u64, calendar: &Calendar) -> Result<Vec<Story>, Wrong> {
    let world = World::of(scenario, calendar)?;
    let mut found = replicate(&world, seed_of(seed, 0), true).stories;
    found.sort_by_key(|story| story.number);
    Ok(found)
}
