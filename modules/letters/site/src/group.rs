//! What leaves an audit for the group: its counts through the one door of disclosure control, so that no small count and
//! none that could be worked out from others stands on a page that is shown around.

use letters_rules::audit::Told;
use measures_rules::disclosure::system::TOTAL;
use measures_rules::disclosure::{DiscloseRefused, Door, Figure, Policy, Released, Shown};

use crate::figures::Figures;

/// What is counted.
const MEASURE: &str = "Letters";
/// Whether a letter holds an unsuitable request.
const WITH: &str = "With an unsuitable request";
/// The others.
const WITHOUT: &str = "Without";

/// A line of a table that may be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Of what.
    pub name: String,
    /// Letters in all.
    pub letters: Shown,
    /// Of those, letters that hold it.
    pub with: Shown,
    /// Per 1,000, from what is shown; none where either is hidden.
    pub per_1000: Option<f64>,
}

/// A table that may be shown.
#[derive(Clone, Debug)]
pub struct Table {
    /// What it is about.
    pub title: &'static str,
    /// Its lines; the last is of all letters where the table divides them.
    pub lines: Vec<Line>,
}

/// The figures that may be shown, and the sentence under them.
#[derive(Clone, Debug)]
pub struct Controlled {
    /// The tables.
    pub tables: Vec<Table>,
    /// What was done to small counts.
    pub note: String,
}

/// A line before the door: of what, letters, and those with an unsuitable request.
type True = (String, u32, u32);

fn true_counts(told: &Told) -> True {
    (told.name.clone(), told.rate.letters, told.rate.with)
}

fn cells((of, letters, with): &True) -> [(Vec<String>, u32); 2] {
    [
        (vec![of.clone(), WITH.to_owned()], *with),
        (vec![of.clone(), WITHOUT.to_owned()], letters.saturating_sub(*with)),
    ]
}

/// Passes an audit's counts through the door. Every table goes through the same door, each held against those before.
pub fn released(of: &Figures, policy: &Policy) -> Result<Controlled, DiscloseRefused> {
    let mut door = Door::new(policy.clone(), Vec::new());
    let (mut tables, mut note) = (Vec::new(), String::new());
    let mut pass = |name: &str, dimension: &str, rows: Vec<True>| -> Result<Vec<Line>, DiscloseRefused> {
        let all = rows.iter().flat_map(cells).collect();
        let Ok(figure) = Figure::new(name, MEASURE, &[dimension, "request"], all) else {
            return Ok(Vec::new());
        };
        let made = door.disclose(figure)?;
        made.note().clone_into(&mut note);
        Ok(lines(&made, policy))
    };
    let counts = &of.counts;
    let specialties = counts.specialties.iter().map(|compared| true_counts(&compared.told)).collect();
    tables.push(Table {
        title: "By specialty, in the order of names",
        lines: pass("Specialties", "specialty", specialties)?,
    });
    let mut months: Vec<True> = counts.months.iter().map(|(_, told)| true_counts(told)).collect();
    // Letters without a date stand in a line of their own, so that months come to the whole.
    let dated = months.iter().fold((0, 0), |sum, month| (sum.0 + month.1, sum.1 + month.2));
    let (letters, with) = (counts.all.rate.letters, counts.all.rate.with);
    if letters > dated.0 {
        months.push(("No date".to_owned(), letters - dated.0, with.saturating_sub(dated.1)));
    }
    tables.push(Table { title: "By month", lines: pass("Months", "month", months)? });
    // A letter may hold several asks: each ask divides the letters by itself.
    let mut asks = Vec::new();
    for told in &counts.by_ask {
        asks.extend(pass(&told.name, "ask", vec![true_counts(told)])?);
    }
    tables.push(Table { title: "By ask: a letter may hold several", lines: asks });
    let mut kinds = Vec::new();
    for (_, told) in &counts.by_work {
        kinds.extend(pass(&told.name, "kind", vec![true_counts(told)])?);
    }
    tables.push(Table { title: "By kind of work: a letter may hold several", lines: kinds });
    tables.retain(|table| !table.lines.is_empty());
    Ok(Controlled { tables, note })
}

fn lines(made: &Released, policy: &Policy) -> Vec<Line> {
    let table = made.table();
    let at = |name: &str, request: &str| {
        let found = table.cells.iter().find(|(values, _)| {
            values.first().is_some_and(|of| of == name) && values.get(1).is_some_and(|of| of == request)
        });
        found.map_or(Shown::Withheld, |(_, shown)| *shown)
    };
    let mut names: Vec<&str> = table.values(0);
    names.sort_by_key(|name| *name == TOTAL);
    names
        .into_iter()
        .map(|name| {
            let (with, letters) = (at(name, WITH), at(name, TOTAL));
            let per_1000 = policy.share(with, letters).map(|share| 1000.0 * share);
            Line {
                name: if name == TOTAL { "All letters".to_owned() } else { name.to_owned() },
                letters,
                with,
                per_1000,
            }
        })
        .collect()
}
