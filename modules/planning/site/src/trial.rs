//! A replay as a report: before and after side by side, labelled a trial, and frozen with what it was made of.

use kernel::Day;
use maud::{Markup, Render, html};
use planning_rules::queue::Interval;
use planning_rules::replay::{Figures, Ready, Replayed, Shift};
use web::components::{Column, Table, TableCell};

/// Everything a report of a replay shows.
pub struct Trial<'t> {
    /// What the change is called.
    pub title: &'t str,
    /// The period, both days included.
    pub period: (Day, Day),
    /// The day on which it was worked out.
    pub made_on: Day,
    /// Asks that were read, and verdicts that were compared with the journal's own.
    pub read: (usize, u64),
    /// The rules in force, and those of the change.
    pub rules: (&'t [Ready], &'t [Ready]),
    /// What each comes to.
    pub sides: (&'t Replayed, &'t Replayed),
    /// What the promises do to where people go, where coefficients were given.
    pub shift: Option<&'t Shift>,
    /// Why that is not shown, where it was asked for.
    pub no_shift: Option<&'t str>,
}

/// The line that stands over every trial.
pub fn label(trial: &Trial<'_>) -> String {
    format!(
        "Trial, worked out on {}: nothing here is payable, and no past figure is changed by it.",
        trial.made_on.in_words()
    )
}

/// The columns of a replay's table of groups, by name, with the text of each cell: for the page and for files.
pub fn rows(trial: &Trial<'_>) -> (Vec<String>, Vec<Vec<String>>) {
    let mut head: Vec<String> = [
        "By",
        "Group",
        "Asks",
        "Fitted",
        "Mean wait, days",
        "Half within",
        "92% within",
        "Mean miles",
        "Right first time",
        "Passed on",
        "Seen there that day",
    ]
    .map(str::to_owned)
    .to_vec();
    let (before, after) = trial.rules;
    head.extend(before.iter().map(|rule| format!("{} met, in force", rule.id)));
    head.extend(after.iter().map(|rule| format!("{} met, trial", rule.id)));
    let mut rows = Vec::new();
    for ((by, groups), (_, others)) in trial.sides.0.groups.iter().zip(&trial.sides.1.groups) {
        for ((name, figures), (_, other)) in groups.iter().zip(others) {
            let mut row = vec![(*by).to_owned(), name.clone()];
            row.extend(plain(figures));
            row.extend(figures.judged.iter().chain(&other.judged).map(|judged| match judged.share() {
                Some(_) if judged.met + judged.failed < FEWEST => "*".to_owned(),
                Some(share) => format!("{:.1}% of {}", share * 100.0, judged.met + judged.failed),
                None => "none fell due".to_owned(),
            }));
            rows.push(row);
        }
    }
    (head, rows)
}

fn plain(figures: &Figures) -> [String; 9] {
    let few = figures.fitted < FEWEST;
    let or = |value: Option<String>| value.filter(|_| !few).unwrap_or_else(|| "–".to_owned());
    let (sum, known) = figures.tenths;
    [
        count(figures.asks),
        count(figures.fitted),
        or(figures.mean_wait().map(|days| format!("{days:.1}"))),
        or(figures.wait_at(0.5).map(|days| days.to_string())),
        or(figures.wait_at(0.92).map(|days| days.to_string())),
        or((known > 0).then(|| format!("{:.1}", sum as f64 / known as f64 / 10.0))),
        or((figures.fitted > 0)
            .then(|| format!("{:.1}%", 100.0 * figures.right_first_time as f64 / figures.fitted as f64))),
        count(figures.passed_on.0),
        count(figures.passed_on.1),
    ]
}

/// Which columns stand in the first table, and which in the second: the names of a row, and then the waits or the rules.
const WAITS: fn(usize) -> bool = |column| column < FIGURES;
const RULES: fn(usize) -> bool = |column| !(2..FIGURES).contains(&column);

/// Columns before those of the rules.
pub(crate) const FIGURES: usize = 11;

/// What is shown of step-ups, and what is not.
pub(crate) const STEPPED: &str = "Passed on are asks that a host sent on to another, and beside them those fitted there on that same day. Step-ups inside a clinic are not asks between organisations: this place does not record them, and they are not shown.";

fn part(row: &[String], which: fn(usize) -> bool) -> Vec<String> {
    row.iter().enumerate().filter(|(column, _)| which(*column)).map(|(_, cell)| cell.clone()).collect()
}

/// The fewest asks that a figure is shown of (DOMAIN-RULES 13.2: 1 to 7 are starred, shares only from 8).
const FEWEST: u64 = 8;

fn count(asks: u64) -> String {
    if (1..FEWEST).contains(&asks) { "*".to_owned() } else { asks.to_string() }
}

/// The body of the report.
pub fn replayed(trial: &Trial<'_>) -> Markup {
    let (head, rows) = rows(trial);
    let by_words = |nth: usize| nth < 2;
    let columns = |head: &[String]| {
        head.iter()
            .enumerate()
            .map(
                |(nth, name)| {
                    if by_words(nth) { Column::words(name.clone()) } else { Column::figures(name.clone()) }
                },
            )
            .collect::<Vec<_>>()
    };
    let cells = |row: &[String]| row.iter().map(|cell| TableCell::from(cell.as_str())).collect::<Vec<_>>();
    let rule = |ready: &Ready, standing: &str| {
        vec![
            TableCell::from(ready.id.as_str()),
            TableCell::from(ready.title.as_str()),
            TableCell::from(standing),
        ]
    };
    let named = trial
        .rules
        .0
        .iter()
        .map(|of| rule(of, "in force"))
        .chain(trial.rules.1.iter().map(|of| rule(of, "trial")))
        .collect();
    html! {
        p { "Asks from " (trial.period.0.in_words()) " to " (trial.period.1.in_words()) ", judged as of that last day. Under a rule count the asks that fell due in the period; for waits, those that were sent in it." }
        (Table::new("Rules", vec![Column::words("Rule"), Column::words("What it says"), Column::words("Here")], named))
        (Table::new("Waits, the same under every rule", columns(&part(&head, WAITS)), rows.iter().map(|row| cells(&part(row, WAITS))).collect()).compact(true))
        (Table::new("Met, of those that fell due", columns(&part(&head, RULES)), rows.iter().map(|row| cells(&part(row, RULES))).collect()).compact(true))
        @if let Some(shift) = trial.shift { (incentive(shift)) }
        @if let Some(why) = trial.no_shift { p { (why) } }
        h2 class="nhsuk-heading-m" { "How this was worked out" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { (trial.read.0) " asks were read from the journal. " (trial.read.1) " verdicts worked out anew are equal to those that the journal keeps: the unchanged year comes out exactly." }
            @if trial.sides.0.refused > 0 { li { (trial.sides.0.refused) " asks have a history that cannot be followed to the close of the period, and are left out." } }
            li { "A changed rule judges the same waits: what people would do differently under it is not in these figures, but for the choice below where coefficients were given." }
            li { "A star stands for 1 to 7 asks; shares and waits are shown from 8." }
            li { (STEPPED) " Cost is shown where the change brings prices or contracts." }
        }
    }
    .render()
}

fn incentive(shift: &Shift) -> Markup {
    let words = |of: &Interval| format!("{:.1} ({:.1} to {:.1})", of.mean, of.low, of.high);
    let row = |name: &str, of: &Interval| vec![TableCell::from(name), TableCell::from(words(of).as_str())];
    let nothing = shift.difference.low <= 0.0 && 0.0 <= shift.difference.high;
    let says = if nothing {
        "The promises make no difference that can be told from nothing."
    } else if shift.difference.mean < 0.0 {
        "Under the trial fewer go to the clinic for what a practice could do."
    } else {
        "Under the trial more go to the clinic for what a practice could do."
    };
    html! {
        h2 class="nhsuk-heading-m" { "Where the promises send people" }
        p { (says) " Uncomplicated asks only; the coefficients are those of the change file." }
        (Table::new("Share at the clinic, of a hundred, with 95% intervals",
            vec![Column::words("Promises"), Column::figures("Of a hundred")],
            vec![row("in force", &shift.before), row("trial", &shift.after), row("difference", &shift.difference)]))
    }
}
