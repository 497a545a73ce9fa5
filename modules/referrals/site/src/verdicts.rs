//! What each shipped rule set says of an ask, ready to be kept beside it.

use std::sync::OnceLock;

use clocks::{Rule, Score, Standing, Track, judge};
use kernel::Day;
use lawbook::shipped;

use crate::england;

/// The rule sets of coil and implant asks that are projected for every ask.
const PROJECTED: &[&str] = &["GP-28", "CL-5c", "CL-5w", "OFFER-14", "HARM"];

/// The rule by which the next act of a host is due while nothing is offered yet, and afterwards.
pub(crate) const OFFER_BY: &str = "OFFER-14";
/// The rule by which the fitting is due.
pub(crate) const FIT_BY: &str = "GP-28";

fn rules() -> &'static [(&'static str, Rule)] {
    static RULES: OnceLock<Vec<(&'static str, Rule)>> = OnceLock::new();
    RULES.get_or_init(|| {
        let ready = |id: &&'static str| {
            let set = shipped::rule_set(id)?;
            Rule::of(&set).ok().map(|rule| (*id, rule))
        };
        PROJECTED.iter().filter_map(ready).collect()
    })
}

/// The standing of a journey under each projected rule set, as of a day.
pub(crate) fn standings(track: &Track, as_of: Day) -> impl Iterator<Item = (&'static str, Standing)> {
    rules().iter().map(move |(id, rule)| (*id, judge(rule, track, &track.journey(), as_of, england())))
}

/// The standing under one rule set, as of a day.
pub(crate) fn score(track: &Track, rule: &str, as_of: Day) -> Option<Score> {
    let (_, rule) = rules().iter().find(|(id, _)| *id == rule)?;
    Some(judge(rule, track, &track.journey(), as_of, england()).score)
}
