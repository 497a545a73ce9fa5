//! A publication of linked tables through the door and against the attacker, to be timed from outside: one measure by
//! area and band and by area and kind, quarters with their years, and two overlapping groups of areas.
//! `cargo run --example linked_publication -p measures-rules -- YEARS`

use std::io::Write as _;

use kernel::Day;
use measures_rules::disclosure::attack::{Published, attack};
use measures_rules::disclosure::system::Link;
use measures_rules::disclosure::{Door, Figure, Policy, Shown};
use rand::{RngExt as _, SeedableRng as _};

fn names(stem: &str, n: usize) -> Vec<String> {
    (1..=n).map(|i| format!("{stem}{i}")).collect()
}

fn link(dimension: &str, whole: &str, parts: Vec<String>) -> Link {
    Link { dimension: dimension.to_owned(), whole: whole.to_owned(), parts }
}

type Counts = std::collections::BTreeMap<(String, String, String), u32>;

fn table(
    name: &str,
    second: &str,
    areas: &[(String, Vec<String>)],
    values: &[String],
    period: &str,
    all: &Counts,
) -> Option<Figure> {
    let count = |parts: &[String], value: &String| -> u32 {
        let fits = |key: &(String, String, String)| {
            parts.contains(&key.0) && (if second == "band" { &key.1 } else { &key.2 }) == value
        };
        all.iter().filter(|(key, _)| fits(key)).map(|(_, n)| n).sum()
    };
    let cells = areas
        .iter()
        .flat_map(|(area, parts)| {
            values
                .iter()
                .map(move |value| (vec![period.to_owned(), area.clone(), value.clone()], count(parts, value)))
        })
        .collect();
    Figure::new(name, "asks", &["quarter", "area", second], cells).ok()
}

fn main() -> std::io::Result<()> {
    let years: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(2);
    let (areas, bands, kinds) = (names("A", 8), names("b", 5), names("k", 5));
    let group = |from: usize, to: usize| areas.iter().skip(from).take(to - from).cloned().collect::<Vec<_>>();
    let mut links = vec![link("area", "City", group(0, 3)), link("area", "East", group(2, 6))];
    for year in 0..years {
        links.push(link("quarter", &format!("Y{year}"), (1..5).map(|q| format!("Y{year}Q{q}")).collect()));
    }
    let policy =
        Policy::named("contraception", Day::from_epoch_days(20_000)).unwrap_or_else(|| unreachable!());
    let mut door = Door::new(policy.clone(), links.clone());
    let mut chance = rand_pcg::Pcg64::seed_from_u64(5);
    let single: Vec<(String, Vec<String>)> = areas.iter().map(|a| (a.clone(), vec![a.clone()])).collect();
    let city = vec![("City".to_owned(), group(0, 3))];
    let mut released = Vec::new();
    let mut refused = 0;
    let mut out = std::io::stdout().lock();
    for year in 0..years {
        let mut total = Counts::new();
        let mut publish =
            |figure: Option<Figure>, out: &mut std::io::StdoutLock<'_>| -> std::io::Result<()> {
                match figure.map(|figure| door.disclose(figure)) {
                    Some(Ok(table)) => released.push(table),
                    Some(Err(why)) => {
                        refused += 1;
                        writeln!(out, "refused: {why}")?;
                    }
                    None => refused += 1,
                }
                Ok(())
            };
        for quarter in 1..5 {
            let period = format!("Y{year}Q{quarter}");
            let mut counts = Counts::new();
            for (area, band, kind) in areas.iter().flat_map(|a| {
                bands.iter().flat_map(move |b| names("k", 5).into_iter().map(move |k| (a, b, k)))
            }) {
                let n = if chance.random_bool(0.65) { 0 } else { chance.random_range(0..12) };
                counts.insert((area.clone(), band.clone(), kind.clone()), n);
                *total.entry((area.clone(), band.clone(), kind)).or_default() += n;
            }
            publish(table("bands", "band", &single, &bands, &period, &counts), &mut out)?;
            publish(table("kinds", "kind", &single, &kinds, &period, &counts), &mut out)?;
        }
        publish(table("year", "band", &single, &bands, &format!("Y{year}"), &total), &mut out)?;
        publish(table("city", "band", &city, &bands, &format!("Y{year}"), &total), &mut out)?;
    }
    let tables: Vec<Published> = released.iter().map(|one| one.table().clone()).collect();
    let number =
        |wanted: Shown| tables.iter().flat_map(|t| &t.cells).filter(|(_, shown)| *shown == wanted).count();
    let cells: usize = tables.iter().map(|t| t.cells.len()).sum();
    writeln!(
        out,
        "{} tables ({refused} refused), {cells} cells, {} starred, {} withheld",
        tables.len(),
        number(Shown::Star),
        number(Shown::Withheld)
    )?;
    match attack(&tables, &links, &policy, |_| None) {
        Ok(report) => {
            let outer = report.hidden.iter().filter(|cell| !cell.range.proved).count();
            writeln!(
                out,
                "attack: {} hidden, {} solved, {outer} outer ranges",
                report.hidden.len(),
                report.solved().count()
            )
        }
        Err(why) => writeln!(out, "attack: {why}"),
    }
}
