//! From what was typed to what is asked of a study, with every problem beside its field.

use planning_rules::study::{Study, Wanted};
use web::{Problems, Typed};

/// The most different plans that a page shows.
const PLANS: usize = 5;

/// What is said of one site.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    Choose,
    Open,
    Closed,
}

/// The field of a site.
pub(crate) fn field(nth: usize) -> String {
    format!("site-{}", nth + 1)
}

pub(crate) fn said(typed: &Typed, nth: usize) -> Said {
    match typed.text(&field(nth)) {
        "open" => Said::Open,
        "closed" => Said::Closed,
        _ => Said::Choose,
    }
}

/// What is asked, or problems.
pub(crate) fn wanted(typed: &Typed, study: &Study, problems: &mut Problems) -> Option<Wanted> {
    let of = |what| (0..study.sites.len()).filter(|nth| said(typed, *nth) == what).collect::<Vec<_>>();
    let (required, forbidden) = (of(Said::Open), of(Said::Closed));
    let may_open = study.sites.len() - forbidden.len();
    let open_count = open_count(typed, may_open, required.len(), problems)?;
    let longest = match typed.word("longest") {
        None => None,
        Some(text) => {
            let miles = text.parse::<f64>().ok().filter(|miles| *miles > 0.0);
            let Some(counted) = miles.and_then(|miles| study.unit.counted(miles)) else {
                problems.add(
                    "longest",
                    "Enter the longest journey in miles as a number above 0, or leave it empty",
                );
                return None;
            };
            Some(counted)
        }
    };
    Some(Wanted {
        required,
        forbidden,
        longest,
        plans: PLANS,
        curve: Some((1, study.sites.len())),
        ..Wanted::best(open_count)
    })
}

fn open_count(typed: &Typed, may_open: usize, required: usize, problems: &mut Problems) -> Option<usize> {
    let words = format!("Enter how many sites are to be open, from {} to {may_open}", required.max(1));
    let text = problems.need(typed, "p", &words)?;
    let Some(count) = text.parse::<usize>().ok().filter(|count| (1..=may_open).contains(count)) else {
        problems.add("p", words);
        return None;
    };
    if count < required {
        problems.add(
            "p",
            format!(
                "{required} sites must be open: enter at least {required}, or let more of them be chosen"
            ),
        );
        return None;
    }
    Some(count)
}
