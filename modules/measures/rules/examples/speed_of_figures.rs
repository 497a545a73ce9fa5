//! What figures take and how sure they are: charts with their pictures, the attacker over many tables, shifts found and flags
//! by chance. `./x bench figures`; ends with 1 where a bar is not kept.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Instant;

use kernel::Day;
use measures_rules::chart::spc::{Labels, draw};
use measures_rules::disclosure::attack::{Published, attack};
use measures_rules::disclosure::system::Link;
use measures_rules::disclosure::{Door, Figure, Policy};
use measures_rules::flows::{FLOW_RULE, expected_false_flags, tried};
use measures_rules::run_chart::poisson;
use measures_rules::spc::{Better, Settings, chart};
use rand::{RngExt as _, SeedableRng as _};

/// Tables for the attacker, a quarter of them sums of the three before.
const TABLES: usize = 500;

fn charts() -> usize {
    let mut chance = rand_pcg::Pcg64::seed_from_u64(2_000);
    let mut characters = 0;
    for _ in 0..2_000 {
        let series: Vec<(Day, f64)> = (0..36)
            .map(|month| (Day::from_epoch_days(19_000 + 30 * month), f64::from(poisson(25.0, &mut chance))))
            .collect();
        let (fix_after, steps) = (None, Vec::new());
        let settings =
            Settings { better: Better::Higher, target: Some(30.0), screen: true, fix_after, steps };
        let drawn = draw(&chart(&series, settings), Labels { id: "chart", title: "Asks met", unit: "%" });
        characters += drawn.svg.len() + drawn.table.len();
    }
    characters
}

/// Months by area and band, each three with their quarter: what was let out, the wholes and parts, and how many were held back.
fn publish() -> (Vec<Published>, Vec<Link>, usize, Policy) {
    let mut chance = rand_pcg::Pcg64::seed_from_u64(500);
    let policy =
        Policy::named("contraception", Day::from_epoch_days(20_000)).unwrap_or_else(|| unreachable!());
    let months = |quarter: usize| (0..3).map(move |month| format!("Q{quarter}M{month}"));
    let links: Vec<Link> = (0..TABLES / 4)
        .map(|quarter| Link {
            dimension: "period".to_owned(),
            whole: format!("Q{quarter}"),
            parts: months(quarter).collect(),
        })
        .collect();
    let mut door = Door::new(policy.clone(), links.clone());
    let (mut released, mut refused) = (Vec::new(), 0);
    for quarter in 0..TABLES / 4 {
        let mut sums: BTreeMap<(String, String), u32> = BTreeMap::new();
        let mut tables = Vec::new();
        for month in months(quarter) {
            let mut cells = Vec::new();
            for (area, band) in (0..8).flat_map(|area| (0..5).map(move |band| (area, band))) {
                let n = if chance.random_bool(0.5) { 0 } else { chance.random_range(0..14) };
                let at = (format!("A{area}"), format!("b{band}"));
                *sums.entry(at.clone()).or_default() += n;
                cells.push((vec![month.clone(), at.0, at.1], n));
            }
            tables.push((month, cells));
        }
        let whole = sums.into_iter().map(|((area, band), n)| (vec![format!("Q{quarter}"), area, band], n));
        tables.push((format!("Q{quarter}"), whole.collect()));
        for (name, cells) in tables {
            let figure = Figure::new(&name, "asks", &["period", "area", "band"], cells);
            match figure.ok().and_then(|figure| door.disclose(figure).ok()) {
                Some(table) => released.push(table.table().clone()),
                None => refused += 1,
            }
        }
    }
    (released, links, refused, policy)
}

fn main() -> std::io::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    let mut kept = true;
    let mut row = |what: &str, figure: String, beside: &str, bar: &str, holds: bool| {
        kept &= holds;
        writeln!(out, "| {what} | {figure} | {beside} | {bar}{} |", if holds { "" } else { ": not kept" })
    };
    #[allow(clippy::disallowed_methods, reason = "it measures")]
    let now = Instant::now;

    let began = now();
    let characters = charts();
    let took = began.elapsed().as_secs_f64();
    row(
        "2,000 SPC charts with SVG",
        format!("{took:.2} s"),
        &format!("{characters} characters"),
        "2 s",
        took <= 2.0,
    )?;

    let began = now();
    let (released, links, refused, policy) = publish();
    let published = began.elapsed().as_secs_f64();
    let began = now();
    let solved = attack(&released, &links, &policy, |_| None).map(|report| report.solved().count());
    let took = began.elapsed().as_secs_f64();
    let solved = solved.map_or_else(|why| why.to_string(), |count| format!("{count} solved"));
    let beside =
        format!("{} tables, {refused} held back, {solved}; publishing {published:.2} s", released.len());
    let holds = took <= 10.0 && solved == "0 solved" && released.len() + refused == TABLES;
    row("attacker over 500 tables", format!("{took:.2} s"), &beside, "10 s, 0 solved", holds)?;

    let began = now();
    let of = tried(20_260_101, 1_000, 60);
    let took = began.elapsed().as_secs_f64();
    let beside = format!("1,000 matrices of 60 pairs, {took:.1} s");
    row("planted shift found", format!("{:.1}%", 100.0 * of.power), &beside, "95%", of.power >= 0.95)?;
    let near = (of.false_flags - of.printed).abs() < 0.2 * of.printed + 0.05;
    let figure = format!("{:.2} a matrix", of.false_flags);
    row("flags by chance", figure, &format!("printed {:.2}", of.printed), "as printed", near)?;
    let few = expected_false_flags(&[4.0], 52, &FLOW_RULE, 20_000, 1);
    row("a pair of four a week flagged by chance in a year", format!("{:.2}%", 100.0 * few), "", "–", true)?;
    Ok(if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
