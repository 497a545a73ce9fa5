//! Draws 2,000 XmR charts of 36 points with their SVG, to be timed from outside: `time cargo run --example
//! charts_in_bulk -p measures-rules`. Prints how much was drawn.

use kernel::Day;
use measures_rules::chart::spc::{Labels, draw};
use measures_rules::run_chart::poisson;
use measures_rules::spc::{Better, Settings, chart};
use rand::SeedableRng as _;

fn main() -> std::io::Result<()> {
    let mut chance = rand_pcg::Pcg64::seed_from_u64(2_000);
    let (mut characters, mut special) = (0, 0);
    for _ in 0..2_000 {
        let series: Vec<(Day, f64)> = (0..36)
            .map(|month| (Day::from_epoch_days(19_000 + 30 * month), f64::from(poisson(25.0, &mut chance))))
            .collect();
        let settings = Settings {
            better: Better::Higher,
            target: Some(30.0),
            screen: true,
            fix_after: None,
            steps: Vec::new(),
        };
        let made = chart(&series, settings);
        special += made.points.iter().filter(|point| point.cause.direction() != 0).count();
        let drawn = draw(&made, Labels { id: "chart", title: "Asks met", unit: "%" });
        characters += drawn.svg.len() + drawn.table.len();
    }
    use std::io::Write as _;
    writeln!(std::io::stdout(), "2000 charts, {characters} characters, {special} special points (seed 2000)")
}
