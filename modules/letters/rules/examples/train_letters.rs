//! Trains the second opinion from this crate's fixtures: `train_letters` prints honest figures by folds of documents;
//! `--looked-half` scores the other half, for choosing between ways of learning, `--errors` shows its errors; `--test PART,PART` leaves whole parts out
//! (`--half looked|back|both`); `train_letters --write FILE` trains on everything and writes the weights; further labelled `.jsonl` files may be named.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a tool for the people who write rules"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use letters_rules::learned::{self, ACTION, ACTOR, ASK, Learned, WIDTH};
use letters_rules::score::{Span, Tally};
use letters_rules::{Action, Actor, Letter, Reader, marked};

#[path = "common/labelled.rs"]
mod labelled;
use labelled::Labelled;

/// One clause and its right answer.
struct Example {
    rows: Vec<u32>,
    /// Actor, kind of act, ask; nothing where it is no act.
    right: Option<(usize, usize, usize)>,
    weight: f32,
}

fn overlap(a: (usize, usize), b: (usize, usize)) -> usize {
    a.1.min(b.1).saturating_sub(a.0.max(b.0))
}

fn examples(reader: &Reader, m: &marked::Marked, weight: f32) -> Vec<Example> {
    let letter = Letter { text: &m.text, setting: Some(m.setting), specialty: Some(&m.specialty) };
    reader
        .candidates(&letter)
        .into_iter()
        .map(|c| {
            let own = (c.start, c.end);
            let right = m
                .spans
                .iter()
                .filter(|s| s.actor != Actor::Nobody)
                .map(|s| (overlap(own, (s.start, s.end)), s))
                .filter(|(n, s)| *n * 2 >= (c.end - c.start).min(s.end - s.start) && *n > 0)
                .max_by_key(|(n, _)| *n)
                .map(|(_, s)| {
                    let actor = match s.actor {
                        Actor::Gp => 0,
                        Actor::Hospital => 1,
                        Actor::Patient | Actor::Nobody => 2,
                    };
                    let action = Action::ALL.iter().position(|a| *a == s.action).unwrap();
                    (actor, action, usize::from(s.ask.number()))
                });
            Example { rows: c.rows, right, weight }
        })
        .collect()
}

struct Trainer {
    weights: Vec<[f32; WIDTH]>,
    squares: Vec<[f32; WIDTH]>,
    leak: f32,
    calm: f32,
}

/// How it is trained; the defaults are what is shipped.
struct How {
    epochs: usize,
    /// How fast a weight that nothing supports shrinks.
    leak: f32,
    /// Larger is slower at first.
    calm: f32,
    /// Rows seen in fewer clauses are left out.
    seen: u32,
    /// Weights are the mean over the epochs from this one on.
    mean_from: usize,
}

impl Trainer {
    fn sums(&self, rows: &[u32]) -> [f32; WIDTH] {
        let mut sums = [0.0; WIDTH];
        for row in rows {
            for (sum, weight) in sums.iter_mut().zip(&self.weights[*row as usize]) {
                *sum += weight;
            }
        }
        sums
    }

    fn step(&mut self, rows: &[u32], at: usize, slope: f32, rate: f32) {
        for row in rows {
            let square = &mut self.squares[*row as usize][at];
            *square += slope * slope;
            let weight = &mut self.weights[*row as usize][at];
            let leak = self.leak * *weight;
            *weight -= rate * (slope + leak) / (square.sqrt() + self.calm);
        }
    }

    fn soft(&mut self, e: &Example, sums: &[f32; WIDTH], from: usize, to: usize, right: usize, rate: f32) {
        let top = sums[from..to].iter().copied().fold(f32::MIN, f32::max);
        let total: f32 = sums[from..to].iter().map(|s| (s - top).exp()).sum();
        for (at, sum) in sums.iter().enumerate().take(to).skip(from) {
            let p = (sum - top).exp() / total;
            let slope = e.weight * (p - if at - from == right { 1.0 } else { 0.0 });
            if slope.abs() > 1e-4 {
                self.step(&e.rows, at, slope, rate);
            }
        }
    }
}

fn train(all: &[&Example], how: &How) -> Vec<[f32; WIDTH]> {
    let height = all.iter().flat_map(|e| &e.rows).max().map_or(1, |row| *row as usize + 1);
    // Rows seen in fewer than two clauses teach only what they memorise.
    let mut seen: BTreeMap<u32, u32> = BTreeMap::new();
    for row in all.iter().flat_map(|e| &e.rows) {
        *seen.entry(*row).or_default() += 1;
    }
    let kept: Vec<Example> = all
        .iter()
        .map(|e| Example {
            rows: e.rows.iter().copied().filter(|row| seen[row] >= how.seen).collect(),
            right: e.right,
            weight: e.weight,
        })
        .collect();
    let mut t = Trainer {
        weights: vec![[0.0; WIDTH]; height],
        squares: vec![[0.0; WIDTH]; height],
        leak: how.leak,
        calm: how.calm,
    };
    let mut mean = vec![[0.0f32; WIDTH]; height];
    let share = 1.0 / (how.epochs.saturating_sub(how.mean_from).max(1)) as f32;
    let mut order: Vec<usize> = (0..kept.len()).collect();
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for epoch in 0..how.epochs {
        for i in (1..order.len()).rev() {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            order.swap(i, usize::try_from(state % (i as u64 + 1)).unwrap());
        }
        for &i in &order {
            let e = &kept[i];
            let sums = t.sums(&e.rows);
            let p = 1.0 / (1.0 + (-sums[0]).exp());
            t.step(&e.rows, 0, e.weight * (p - if e.right.is_some() { 1.0 } else { 0.0 }), 0.1);
            if let Some((actor, action, ask)) = e.right {
                t.soft(e, &sums, ACTOR, ACTION, actor, 0.1);
                t.soft(e, &sums, ACTION, ASK, action, 0.1);
                if actor == 0 {
                    t.soft(e, &sums, ASK, ASK + 6, ask, 0.1);
                }
            }
        }
        if epoch >= how.mean_from {
            for (sums, row) in mean.iter_mut().zip(&t.weights) {
                for (sum, weight) in sums.iter_mut().zip(row) {
                    *sum += share * weight;
                }
            }
        }
    }
    mean
}

fn report(name: &str, docs: &[(&marked::Marked, Vec<Span>)]) {
    for letters in [false, true] {
        let mut tally = Tally::default();
        for (m, found) in docs.iter().filter(|(m, _)| m.letter == letters) {
            tally.add(found, &m.spans);
        }
        let f = tally.figures();
        println!(
            "{name} {} gold={} found={} | det {:.3} (P {:.3} R {:.3}) | gp {:.3} | breach {:.3} | kappa {:.3} | strict {:.3} | actor {:.3} action {:.3} ask {:.3} | traps {}/{}",
            if letters { "LETTERS " } else { "PASSAGES" },
            f.gold,
            f.found,
            f.detection_f1,
            f.detection_precision,
            f.detection_recall,
            f.gp_f1,
            f.breach_f1,
            f.kappa,
            f.strict_f1,
            f.actor_accuracy,
            f.action_accuracy,
            f.ask_accuracy,
            f.trapped,
            f.traps
        );
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str, or: f32| {
        args.iter().position(|a| a == name).map_or(or, |at| args[at + 1].parse().unwrap())
    };
    let epochs = number("--epochs", 12.0) as usize;
    let how = How {
        epochs,
        leak: number("--leak", 3e-3),
        calm: number("--calm", 1.0),
        seen: number("--seen", 2.0) as u32,
        mean_from: number("--mean-from", 6.0) as usize,
    };
    let words = |name: &str| args.iter().position(|a| a == name).map(|at| args[at + 1].as_str());
    let dropped: Vec<(usize, usize)> = words("--without")
        .map_or(Vec::new(), |kinds| kinds.split(',').collect())
        .iter()
        .map(|kind| {
            let at = learned::KINDS.iter().position(|(name, _)| name == kind).expect("a kind of row");
            (learned::KINDS[at].1, learned::KINDS.get(at + 1).map_or(usize::MAX, |next| next.1))
        })
        .collect();
    let letters = number("--letters", 1.0);
    let looked = number("--looked", 0.5);
    let rules = Reader::with(Learned::default());
    let all: Vec<Labelled> =
        labelled::all(&args.iter().filter(|a| a.ends_with(".jsonl")).collect::<Vec<_>>());
    let mut made: Vec<Vec<Example>> = all
        .iter()
        .map(|d| {
            let weight = if d.kept_back { 1.0 } else { looked } * if d.marked.letter { letters } else { 1.0 };
            examples(&rules, &d.marked, weight)
        })
        .collect();
    for example in made.iter_mut().flatten() {
        example.rows.retain(|row| !dropped.iter().any(|(from, to)| (*from..*to).contains(&(*row as usize))));
    }
    if let Some(at) = args.iter().position(|a| a == "--write") {
        let weights = train(&made.iter().flatten().collect::<Vec<_>>(), &how);
        std::fs::write(&args[at + 1], written(&weights, &rules)).unwrap();
        return;
    }
    let read = |reader: &Reader, m: &marked::Marked| -> Vec<Span> {
        let letter = Letter { text: &m.text, setting: Some(m.setting), specialty: Some(&m.specialty) };
        reader.read(&letter).iter().map(|f| f.span()).collect()
    };
    let (mut plain, mut taught) = (Vec::new(), Vec::new());
    let mut score = |train_on: &[&Example], out: &[usize]| {
        let reader = Reader::with(Learned::of(&train(train_on, &how)));
        for i in out {
            plain.push((&all[*i].marked, read(&rules, &all[*i].marked)));
            taught.push((&all[*i].marked, read(&reader, &all[*i].marked)));
        }
    };
    if let Some(parts) = words("--test") {
        // Whole parts left out: what new hands are worth.
        let out: Vec<usize> =
            (0..all.len()).filter(|i| parts.split(',').any(|p| p == all[*i].part)).collect();
        let train_on: Vec<&Example> =
            (0..all.len()).filter(|i| !out.contains(i)).flat_map(|i| made[i].iter()).collect();
        let half = words("--half").unwrap_or("looked");
        let shown: Vec<usize> =
            out.into_iter().filter(|i| half == "both" || all[*i].kept_back == (half == "back")).collect();
        score(&train_on, &shown);
    } else {
        // Folds by document; only texts whose errors nobody looked at are scored, so the figures are honest.
        const FOLDS: usize = 10;
        let looked = args.iter().any(|a| a == "--looked-half");
        for fold in 0..FOLDS {
            let out = |i: usize| !all[i].wide && all[i].kept_back != looked && i % FOLDS == fold;
            let train_on: Vec<&Example> =
                (0..all.len()).filter(|i| !out(*i)).flat_map(|i| made[i].iter()).collect();
            score(&train_on, &(0..all.len()).filter(|i| out(*i)).collect::<Vec<_>>());
        }
    }
    if args.iter().any(|a| a == "--looked-half") && args.iter().any(|a| a == "--errors") {
        for (m, found) in &taught {
            labelled::show(m, found);
        }
    }
    report("rules ", &plain);
    report("taught", &taught);
}

fn written(weights: &[[f32; WIDTH]], reader: &Reader) -> String {
    let mut text = String::from(
        "# Written by `cargo run --release -p letters-rules --example train_letters -- --write`. Not edited by hand.\n",
    );
    let mut lines = Vec::new();
    for (row, values) in weights.iter().enumerate() {
        let mut line = String::new();
        for (at, value) in values.iter().enumerate() {
            let hundredths = learned::hundredths(*value);
            if hundredths != 0 {
                write!(line, "{}{at}:{hundredths}", if line.is_empty() { "" } else { " " }).unwrap();
            }
        }
        if !line.is_empty() {
            lines.push(format!("{}\t{line}\n", learned::name(u32::try_from(row).unwrap(), reader.lexicon())));
        }
    }
    lines.sort();
    text.extend(lines);
    text
}
