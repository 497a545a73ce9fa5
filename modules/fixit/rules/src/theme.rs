//! Themes: at least so many issues of one specialty about the same thing, posted within so many days.

use kernel::Day;

use crate::facts::v1::Broken;
use crate::rows;

/// An issue as themes see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Of which specialty.
    pub specialty: String,
    /// What is broken.
    pub broken: Broken,
    /// When it was posted.
    pub on: Day,
}

/// A theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Of which specialty.
    pub specialty: String,
    /// What is broken.
    pub broken: Broken,
    /// Issues within the window that ends on the day asked about.
    pub issues: usize,
    /// The first of them.
    pub first: Day,
    /// The last of them.
    pub last: Day,
}

/// The themes on a day, the most issues first. Ideas make none: an idea is answered one by one. Neither does “another
/// process”, which is not the same thing twice.
pub fn themes(issues: &[Seen], today: Day) -> Vec<Theme> {
    let (least, days) = (usize::from(rows::THEME_MIN.on(today)), i32::from(rows::THEME_DAYS.on(today)));
    let mut within: Vec<&Seen> = issues
        .iter()
        .filter(|of| {
            of.on <= today && of.on > today - days && !matches!(of.broken, Broken::Idea | Broken::Other)
        })
        .collect();
    within.sort_by(|a, b| (&a.specialty, a.broken, a.on).cmp(&(&b.specialty, b.broken, b.on)));
    let mut found: Vec<Theme> = within
        .chunk_by(|a, b| a.specialty == b.specialty && a.broken == b.broken)
        .filter(|group| group.len() >= least)
        .filter_map(|group| {
            let (first, last) = (group.first()?, group.last()?);
            Some(Theme {
                specialty: first.specialty.clone(),
                broken: first.broken,
                issues: group.len(),
                first: first.on,
                last: last.on,
            })
        })
        .collect();
    found.sort_by(|a, b| (b.issues, &a.specialty, a.broken).cmp(&(a.issues, &b.specialty, b.broken)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(specialty: &str, broken: Broken, on: Day) -> Seen {
        Seen { specialty: specialty.to_owned(), broken, on }
    }

    #[test]
    fn three_of_a_kind_within_ninety_days_are_a_theme_and_two_or_a_day_more_are_not() {
        let today = Day::of(2025, 6, 30).unwrap();
        let mut issues =
            vec![seen("renal", Broken::Result, today), seen("renal", Broken::Result, today - 40)];
        assert_eq!(themes(&issues, today), []);
        issues.push(seen("renal", Broken::Result, today - 90));
        assert_eq!(themes(&issues, today), [], "the ninetieth day back is outside");
        issues.push(seen("renal", Broken::Result, today - 89));
        let found = themes(&issues, today);
        assert_eq!((found.len(), found[0].issues, found[0].first), (1, 3, today - 89));
        issues.extend([0, 1, 2].map(|ago| seen("renal", Broken::Idea, today - ago)));
        issues.extend([0, 1].map(|ago| seen("renal", Broken::Clarity, today - ago)));
        issues.push(seen("stroke", Broken::Clarity, today));
        assert_eq!(themes(&issues, today).len(), 1, "ideas and other specialties make none");
    }
}
