//! What the promises of two kinds of place do to where people go (S1.19). A person chooses between a practice that fits
//! and the nearest clinic by the wait that each promises and the way to each: a multinomial logit of two. The shift is the
//! difference of the clinic's share under two sets of promises, on the same luck, so that it is nothing where the promises
//! are the same.

use lawbook::{Limit, RuleSet, Setting, Stop};

use crate::Chance;
use crate::queue::Interval;

/// The coefficients of the choice. They come from whoever asks, never from here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    /// What a day of promised wait is worth; below 0 where people would rather wait less.
    pub a_day: f64,
    /// What a mile is worth; below 0 where people would rather travel less.
    pub a_mile: f64,
    /// What the clinic is worth in itself.
    pub clinic: f64,
}

/// The wait that each kind of place promises, in days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Promise {
    /// General practice.
    pub practice: f64,
    /// The clinic.
    pub clinic: f64,
}

/// Somebody who could have gone to either.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chooser {
    /// Miles to the practice.
    pub practice_miles: f64,
    /// Miles to the nearest clinic.
    pub clinic_miles: f64,
}

/// The clinic's share under two promises, in hundredths, and the difference on the same luck.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    /// How many chose.
    pub of: u32,
    /// Before.
    pub before: Interval,
    /// After.
    pub after: Interval,
    /// After less before, paired.
    pub difference: Interval,
}

/// The wait to the fitting that the rules promise in a kind of place: the shortest of those that apply; working days as
/// calendar days. None where no rule of that place counts to the fitting.
fn promised(rules: &[RuleSet], setting: Setting) -> Option<f64> {
    rules
        .iter()
        .filter(|rule| rule.settings.contains(&setting))
        .flat_map(|rule| &rule.measures)
        .filter(|measure| measure.stop == Stop::Done)
        .filter_map(|measure| match measure.limit {
            Limit::CalendarDays(days) => Some(f64::from(days)),
            Limit::WorkingDays(days) => Some(f64::from(days) * 7.0 / 5.0),
            Limit::Hours(_) | Limit::Minutes(_) | Limit::ClinicClose | Limit::LastSafeTime => None,
        })
        .min_by(f64::total_cmp)
}

/// What these rules promise at a practice and at a clinic.
pub fn promise(rules: &[RuleSet]) -> Option<Promise> {
    Some(Promise { practice: promised(rules, Setting::Practice)?, clinic: promised(rules, Setting::Clinic)? })
}

/// Lets everybody choose under both promises, so many times over; intervals of 95%.
pub fn shift(
    choosers: &[Chooser],
    choice: Choice,
    before: Promise,
    after: Promise,
    replications: u32,
    seed: u64,
) -> Option<Shift> {
    if choosers.is_empty() || replications < 2 {
        return None;
    }
    let likely = |one: &Chooser, promise: Promise| {
        let worth = choice.a_day * (promise.clinic - promise.practice)
            + choice.a_mile * (one.clinic_miles - one.practice_miles)
            + choice.clinic;
        1.0 / (1.0 + (-worth).exp())
    };
    let likely: Vec<(f64, f64)> =
        choosers.iter().map(|one| (likely(one, before), likely(one, after))).collect();
    let (mut first, mut second, mut both) = (Vec::new(), Vec::new(), Vec::new());
    for replication in 0..replications {
        let mut chance = Chance::new(seed, u64::from(replication));
        let (mut was, mut is) = (0u64, 0u64);
        for (before, after) in &likely {
            // One draw for both: the same person with the same mind.
            let mind = chance.fraction();
            was += u64::from(mind < *before);
            is += u64::from(mind < *after);
        }
        let share = |count: u64| 100.0 * count as f64 / likely.len() as f64;
        first.push(share(was));
        second.push(share(is));
        both.push(share(is) - share(was));
    }
    Some(Shift {
        of: u32::try_from(choosers.len()).unwrap_or(u32::MAX),
        before: Interval::of_means(&first, 0.95),
        after: Interval::of_means(&second, 0.95),
        difference: Interval::of_means(&both, 0.95),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people() -> Vec<Chooser> {
        let mut chance = Chance::new(3, 3);
        let mut one =
            || Chooser { practice_miles: 6.0 * chance.fraction(), clinic_miles: 9.0 * chance.fraction() };
        (0..400).map(|_| one()).collect()
    }

    const CHOICE: Choice = Choice { a_day: -0.04, a_mile: -0.12, clinic: 0.2 };
    const EQUAL: Promise = Promise { practice: 14.0, clinic: 14.0 };

    #[track_caller]
    fn difference(before: Promise) -> Interval {
        shift(&people(), CHOICE, before, EQUAL, 60, 1).unwrap().difference
    }

    #[test]
    fn the_shift_changes_sign_when_the_promises_are_swapped_and_is_nothing_when_they_are_equal() {
        let short_clinic = difference(Promise { practice: 28.0, clinic: 5.0 });
        assert!(
            short_clinic.high < 0.0,
            "{short_clinic:?}: fewer go to the clinic once it promises the same"
        );
        let short_practice = difference(Promise { practice: 5.0, clinic: 28.0 });
        assert!(short_practice.low > 0.0, "{short_practice:?}");
        let equal = difference(Promise { practice: 9.0, clinic: 9.0 });
        assert!(equal.low <= 0.0 && 0.0 <= equal.high, "{equal:?}");
    }

    #[test]
    fn nothing_is_built_in_where_waits_do_not_matter_there_is_no_shift() {
        let choice = Choice { a_day: 0.0, ..CHOICE };
        let before = Promise { practice: 28.0, clinic: 5.0 };
        let found = shift(&people(), choice, before, EQUAL, 20, 1).unwrap().difference;
        assert_eq!((found.low, found.high), (0.0, 0.0));
    }

    #[test]
    fn the_rules_in_force_promise_four_weeks_at_a_practice_and_five_days_at_a_clinic() {
        let rules: Vec<RuleSet> =
            ["GP-28", "CL-5c", "CL-5w"].into_iter().filter_map(lawbook::shipped::rule_set).collect();
        assert_eq!(promise(&rules), Some(Promise { practice: 28.0, clinic: 5.0 }));
        assert_eq!(promise(&[]), None);
    }
}
