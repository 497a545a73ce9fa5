//! Labelled letters: each bar of the letters issue is one case, for whole letters and for passages.

use std::path::Path;

use cli::Failure;
use letters_rules::score::Figures;

use super::Tally;
use crate::commands::letters;

/// Counts the bars that the reader reaches.
pub fn count(path: &Path) -> Result<Tally, Failure> {
    let found = letters::labelled(path)?;
    let mut tally = Tally::default();
    for (kind, figures) in [("letters", &found.letters), ("passages", &found.passages)] {
        for (name, value, bar) in bars(figures) {
            let result = if value >= bar { Ok(()) } else { Err(format!("{value:.3}, bar {bar:.2}")) };
            tally.count(&format!("{kind} {name}"), result);
        }
    }
    let traps = (found.letters.trapped + found.passages.trapped, found.letters.traps + found.passages.traps);
    let few = traps.0 * 46 <= 6 * traps.1;
    tally.count(
        "traps",
        if few { Ok(()) } else { Err(format!("{} of {} taken for acts, bar 6 of 46", traps.0, traps.1)) },
    );
    let apart = found.passages.detection_f1 - found.letters.detection_f1;
    tally.count(
        "letters within five points of passages",
        if apart <= 0.05 { Ok(()) } else { Err(format!("{apart:.3}")) },
    );
    Ok(tally)
}

fn bars(figures: &Figures) -> [(&'static str, f64, f64); 5] {
    [
        ("detection F1", figures.detection_f1, 0.90),
        ("GP F1", figures.gp_f1, 0.90),
        ("breach F1", figures.breach_f1, 0.85),
        ("kappa on ask", figures.kappa, 0.85),
        ("strict F1", figures.strict_f1, 0.72),
    ]
}
