//! The figures of a pack: those that were published of its quarter, for the whole place and for the group's patch. They
//! passed the door of disclosure control when they were published; nothing is counted here, so nothing new leaves.

use directory_site::read::Rows;
use journal::Fault;
use measures_rules::disclosure::system::TOTAL;
use measures_rules::period::Quarter;
use measures_site::read::{self as measures, PackFigure};
use table_rules::pack::Section;

use super::heads;

/// The figures of a quarter as sections of a pack.
pub(super) struct Published {
    /// The figures.
    pub(super) waits: Section,
    /// What each of them counts; none where there are no figures.
    pub(super) definitions: Option<Section>,
    /// The policy of disclosure control; empty where there are no figures.
    pub(super) policy: String,
}

/// The published figures of a quarter for the place and for a patch; an empty patch is the whole place.
pub(super) fn of(from: &impl Rows, patch: &str, quarter: Quarter) -> Result<Published, Fault> {
    let patch = Some(patch.trim()).filter(|patch| !patch.is_empty());
    let mut found = measures::pack_figures(from, patch, quarter)?;
    // A pack looks back on its quarter; the year that ends with it is on the page of waits.
    found.retain(|figure| figure.period == quarter.in_words());
    let title = format!("Waits, {}", quarter.in_words());
    let Some(first) = found.first() else {
        let waits = Section {
            title,
            note: "The figures that the place published of the quarter.".to_owned(),
            head: heads(&["Figure", "Of"]),
            figures: Vec::new(),
            rows: Vec::new(),
            empty: format!("No figures of {} had been published by that day.", quarter.in_words()),
        };
        return Ok(Published { waits, definitions: None, policy: String::new() });
    };
    let seal = measures::publication(from, quarter)?.map_or_else(String::new, |(_, sha256, _)| sha256);
    let note = format!(
        "As the place published them, for {}: asks as they stood at the end of {}. {} What each figure counts stands at \
         the end. Seal of the publication: {}.",
        patch
            .map_or_else(|| "the whole place".to_owned(), |patch| format!("the whole place and for {patch}")),
        first.as_of.in_words(),
        first.policy,
        seal.get(..16).unwrap_or(&seal),
    );
    let policy = first.policy.clone();
    let waits = Section {
        title,
        note,
        head: heads(&["Figure", "Of", "Value", "Unit", "95% from", "to", "People"]),
        figures: vec![2, 4, 5, 6],
        rows: found.iter().map(row).collect(),
        empty: String::new(),
    };
    Ok(Published { waits, definitions: Some(definitions(&found)), policy })
}

fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

fn row(figure: &PackFigure) -> Vec<String> {
    let limit = |of: Option<f64>| match (figure.number, of) {
        (None, _) => String::new(),
        (Some(_), None) => "not reached".to_owned(),
        (Some(_), Some(limit)) => number(limit),
    };
    let has_limits = figure.low.is_some() || figure.high.is_some();
    vec![
        figure.title.clone(),
        if figure.group == TOTAL { "Whole place".to_owned() } else { figure.group.clone() },
        figure.number.map_or_else(|| figure.value.clone(), number),
        if figure.number.is_some() { figure.unit.clone() } else { String::new() },
        if has_limits { limit(figure.low) } else { String::new() },
        if has_limits { limit(figure.high) } else { String::new() },
        figure.people.clone(),
    ]
}

fn definitions(found: &[PackFigure]) -> Section {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for figure in found {
        let counted_by = figure.rule.as_ref().map_or_else(String::new, |rule| format!(" Counted by {rule}."));
        let row =
            vec![figure.title.clone(), figure.measure.clone(), format!("{}{counted_by}", figure.definition)];
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    Section {
        title: "What the figures count".to_owned(),
        note: "Each figure above, by the number of its measure.".to_owned(),
        head: heads(&["Figure", "Measure", "What is counted"]),
        figures: Vec::new(),
        rows,
        empty: String::new(),
    }
}
