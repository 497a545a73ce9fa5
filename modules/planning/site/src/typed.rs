//! From what was typed to what is asked of a study, with every problem beside its field.

use planning_rules::study::{Study, Wanted};
use web::{Problems, Typed};

use crate::place::{Demand, Whose};

/// The most different plans that a page shows.
const PLANS: usize = 10;

/// How much more the most deprived fifth weighs along the curve, in hundredths.
const WEIGHTS: [u32; 6] = [0, 25, 50, 100, 200, 400];

/// The largest load of a site along the curve, in hundredths of an even share.
const ROOMS: [u32; 6] = [100, 105, 110, 125, 150, 200];

/// Sites among which room is looked at: with more, splitting people between them takes longer than anybody waits.
const ROOMS_SITES_MAX: usize = 40;

/// Who is counted, and whose sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub demand: Demand,
    pub whose: Whose,
}

/// Reads both; the usual ones where the address says nothing of them.
pub(crate) fn asked(typed: &Typed) -> Asked {
    Asked {
        demand: if typed.text("people") == "women" { Demand::Women } else { Demand::Lists },
        whose: Whose::named(typed.text("whose")).unwrap_or(Whose::Clinics),
    }
}

/// Asks for all that a run has time for: the trade-offs beside the plan.
pub(crate) fn everything(wanted: &mut Wanted, study: &Study) {
    wanted.weights = WEIGHTS.to_vec();
    if study.sites.len() <= ROOMS_SITES_MAX && wanted.open_count > 1 {
        wanted.rooms = ROOMS.to_vec();
    }
}

/// What is asked, in a sentence.
pub(crate) fn in_words(typed: &Typed, study: &Study, wanted: &Wanted) -> String {
    let names = |sites: &[usize]| -> String {
        let names: Vec<&str> =
            sites.iter().filter_map(|site| study.sites.get(*site)).map(|site| site.name.as_str()).collect();
        names.join(", ")
    };
    let mut words = format!(
        "The best {} of {} sites ({}) for {}",
        wanted.open_count,
        study.sites.len(),
        Whose::ALL.iter().find(|(of, _, _)| *of == asked(typed).whose).map_or("", |(_, _, words)| words),
        study.people_are
    );
    if !wanted.required.is_empty() {
        words.push_str(&format!("; must be open: {}", names(&wanted.required)));
    }
    if !wanted.forbidden.is_empty() {
        words.push_str(&format!("; must be closed: {}", names(&wanted.forbidden)));
    }
    if let Some(longest) = wanted.longest {
        let shown = study.unit.shown(f64::from(longest));
        words.push_str(&format!("; nobody farther than {shown:.1} {}", study.unit.name()));
    }
    words
}

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
