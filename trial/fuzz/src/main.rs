//! `fuzz [READER] [--minutes M] [--seed N] [--binary PATH]`: reads the corpus, then changes of it for so many minutes, a
//! fair share for each reader. What breaks a reader is written down beside its examples, and the run ends with 1.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a command line program that keeps its time"
)]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use fuzz::{Mutator, Program, Reader, corpus, folder};

struct Wanted {
    reader: Option<String>,
    minutes: f64,
    seed: u64,
    binary: Option<PathBuf>,
}

fn wanted() -> Result<Wanted, String> {
    let mut wanted = Wanted { reader: None, minutes: 1.0, seed: 1, binary: None };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--minutes" => {
                wanted.minutes = value()?.parse().map_err(|_| "--minutes takes a number".to_owned())?
            }
            "--seed" => {
                wanted.seed = value()?.parse().map_err(|_| "--seed takes a whole number".to_owned())?
            }
            "--binary" => wanted.binary = Some(PathBuf::from(value()?)),
            name if !name.starts_with('-') => wanted.reader = Some(name.to_owned()),
            other => return Err(format!("{other} is not known")),
        }
    }
    Ok(wanted)
}

type Target = (&'static str, Box<dyn Fn(&[u8]) -> Result<(), String>>);

fn targets(wanted: &Wanted) -> Result<Vec<Target>, String> {
    let mut all: Vec<Target> = Vec::new();
    for reader in Reader::ALL {
        all.push((reader.name(), Box::new(move |bytes| reader.read(bytes))));
    }
    if let Some(binary) = &wanted.binary {
        for program in Program::ALL {
            let binary = binary.clone();
            all.push((program.name(), Box::new(move |bytes| program.read(&binary, bytes))));
        }
    }
    if let Some(name) = &wanted.reader {
        let known: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
        let known = known.join(", ");
        all.retain(|(of, _)| of == name);
        if all.is_empty() {
            return Err(format!("there is no reader {name}: choose one of {known}"));
        }
    }
    Ok(all)
}

fn run() -> Result<bool, String> {
    let wanted = wanted()?;
    let targets = targets(&wanted)?;
    let share = Duration::from_secs_f64((wanted.minutes * 60.0 / targets.len() as f64).max(0.0));
    let mut whole = true;
    for (name, read) in &targets {
        let examples = corpus(name).map_err(|why| format!("the examples of {name}: {why}"))?;
        let bytes: Vec<Vec<u8>> = examples.iter().map(|(_, bytes)| bytes.clone()).collect();
        for (example, bytes) in &examples {
            if let Err(why) = read(bytes) {
                println!("{name}: {example}: {why}");
                whole = false;
            }
        }
        let mut mutator = Mutator::new(wanted.seed);
        let began = Instant::now();
        let mut tried = 0_u64;
        while began.elapsed() < share {
            let example = mutator.one(&bytes).to_vec();
            let input = mutator.change(&example, &bytes);
            tried += 1;
            if let Err(why) = read(&input) {
                let found = folder(name).join(format!("found-{}-{tried}", wanted.seed));
                std::fs::write(&found, &input).map_err(|error| format!("{}: {error}", found.display()))?;
                println!("{name}: input {tried}: {why}: kept as {}", found.display());
                whole = false;
                break;
            }
        }
        println!("{name}: {} examples, {tried} changes of them, seed {}", examples.len(), wanted.seed);
    }
    Ok(whole)
}

fn main() -> ExitCode {
    // A panic is counted, not told at length for each of a million inputs.
    std::panic::set_hook(Box::new(|_| {}));
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(why) => {
            println!("fuzz: {why}");
            ExitCode::from(2)
        }
    }
}
