//! A pack: sections of tables as they stood on the day they were frozen. Page, print, spreadsheet and CSV are all drawn
//! from it, and from nothing else.

use kernel::Day;
use serde::{Deserialize, Serialize};

/// A pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    /// Its group's name on that day.
    pub group: String,
    /// What it is for, as in “Quarterly meeting, Wed 14 Oct 2026”.
    pub meeting: String,
    /// The day whose figures it holds.
    pub on: Day,
    /// The first and the last day of the period that it looks back on.
    pub period: (Day, Day),
    /// The policy of disclosure control by which its figures left their parties; empty where it holds none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub policy: String,
    /// The three things that need the meeting, in a sentence each.
    pub highlights: Vec<String>,
    /// Its sections in order.
    pub sections: Vec<Section>,
}

/// A section: one table with its title and where its figures come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Its title.
    pub title: String,
    /// What it says in a sentence, and where its figures come from.
    pub note: String,
    /// The heads of its columns.
    pub head: Vec<String>,
    /// Columns that hold figures, counted from 0.
    #[serde(default)]
    pub figures: Vec<usize>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
    /// What to say where there is no row.
    pub empty: String,
}

/// The whole pack as one CSV: each section begins with its title in the first column. The label is what a synthetic place
/// says of itself; empty for another.
pub fn csv(pack: &Pack, label: &str) -> String {
    let mut text = String::from("\u{feff}");
    if !label.is_empty() {
        line(&mut text, ["Label", label]);
    }
    line(&mut text, [pack.group.as_str(), pack.meeting.as_str()]);
    line(&mut text, ["As it stood on", pack.on.to_string().as_str()]);
    if !pack.policy.is_empty() {
        line(&mut text, ["Small counts", pack.policy.as_str()]);
    }
    for highlight in &pack.highlights {
        line(&mut text, ["Needs the meeting", highlight.as_str()]);
    }
    for section in &pack.sections {
        text.push_str("\r\n");
        line(&mut text, [section.title.as_str(), section.note.as_str()]);
        line(&mut text, section.head.iter().map(String::as_str));
        for row in &section.rows {
            line(&mut text, row.iter().map(String::as_str));
        }
        if section.rows.is_empty() {
            line(&mut text, [section.empty.as_str()]);
        }
    }
    text
}

fn line<'c>(text: &mut String, cells: impl IntoIterator<Item = &'c str>) {
    for (nth, cell) in cells.into_iter().enumerate() {
        if nth > 0 {
            text.push(',');
        }
        let cell = harmless(cell);
        if cell.contains(['"', ',', '\r', '\n']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&cell);
        }
    }
    text.push_str("\r\n");
}

/// A cell that no spreadsheet takes for a formula.
pub fn harmless(cell: &str) -> std::borrow::Cow<'_, str> {
    let is_number = cell.parse::<f64>().is_ok();
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number {
        return format!("'{cell}").into();
    }
    cell.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_is_one_csv_that_no_spreadsheet_runs() {
        let day: Day = "2026-06-10".parse().unwrap();
        let pack = Pack {
            group: "Alliance".to_owned(),
            meeting: "Wed 17 Jun 2026".to_owned(),
            on: day,
            period: (day - 90, day),
            policy: "1 to 7 are hidden".to_owned(),
            highlights: vec!["Two actions are overdue".to_owned()],
            sections: vec![Section {
                title: "Actions".to_owned(),
                note: "From the journal".to_owned(),
                head: vec!["What".to_owned(), "Days".to_owned()],
                figures: vec![1],
                rows: vec![vec!["=cmd|' /C calc'!A0, \"x\"".to_owned(), "-3".to_owned()]],
                empty: "None".to_owned(),
            }],
        };
        let text = csv(&pack, "");
        assert!(text.contains("\"'=cmd|' /C calc'!A0, \"\"x\"\"\",-3\r\n"), "{text}");
        assert!(text.starts_with("\u{feff}Alliance,Wed 17 Jun 2026\r\n"));
        let labelled = csv(&pack, "Synthetic: all made up");
        assert_eq!(labelled, text.replacen('\u{feff}', "\u{feff}Label,Synthetic: all made up\r\n", 1));
    }
}
