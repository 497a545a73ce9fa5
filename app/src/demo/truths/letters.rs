//! The planted truths about letters, each read from the audit's own figures: what the machine read, freed of its error by
//! what people found.

use journal::{Fault, Reading};
use kernel::Day;
use letters_site::figures::{Change, Figures, Half};
use letters_site::read;
use measures_rules::interval::Interval;
use recalls_rules::Test;
use trial::marlshire::letters::{CHEST, OUTSIDE, UNSUITABLE};

use crate::demo::letters::KAPPA;

/// The audit of the demo's letters, counted once for all of its truths.
pub(super) fn figures(reading: &Reading, today: Day) -> Result<Option<Figures>, Fault> {
    read::audits(reading)?.into_iter().next().map(|audit| Figures::load(reading, audit, today)).transpose()
}

const NO_AUDIT: &str = "no audit has letters on both sides of a rule\u{2019}s day";

/// From 95% limits to 99.8%: the demo is made anew for each day, and on one day in twenty 95% limits miss what was planted.
const WIDER: f64 = 3.09 / 1.96;

/// Whether what was planted lies within 99.8% limits, which are those shown, drawn out from the figure.
fn holds(figure: Option<f64>, limits: Interval, planted: u32) -> bool {
    let (Some(figure), Some(low)) = (figure, limits.low) else { return false };
    let planted = f64::from(planted);
    figure - WIDER * (figure - low) <= planted && planted <= figure + WIDER * (limits.high - figure)
}

fn between(limits: Interval) -> String {
    format!("{:.0} to {:.0}", limits.low.unwrap_or(0.0), limits.high)
}

fn change(of: &Option<Figures>) -> Option<Change> {
    of.as_ref()?.changes().into_iter().next()
}

/// What was planted lies within the limits on both sides, and the two sides differ beyond them.
pub(super) fn fell(of: &Option<Figures>) -> (bool, String) {
    let Some(change) = change(of) else { return (false, NO_AUDIT.to_owned()) };
    let (Some(before), Some(since)) = (change.before.freed, change.since.freed) else {
        return (false, "people have settled no letters of a kind".to_owned());
    };
    let fell = before.limits.low.is_some_and(|low| since.limits.high < low);
    let raw = |half: &Half| half.told().rate.per_1000().unwrap_or(0.0);
    (
        fell && holds(Some(before.per_1000), before.limits, UNSUITABLE.0)
            && holds(Some(since.per_1000), since.limits, UNSUITABLE.1),
        format!(
            "{:.0} per 1,000 letters ({}) had an unsuitable request before {}, {:.0} ({}) since; as the machine alone reads {:.0} and {:.0} of {} and {}",
            before.per_1000,
            between(before.limits),
            change.rule.from,
            since.per_1000,
            between(since.limits),
            raw(&change.before),
            raw(&change.since),
            change.before.told().rate.letters,
            change.since.told().rate.letters
        ),
    )
}

/// The same of letters that ask for a repeat chest X-ray; and every one that the hospital keeps itself has an owner.
pub(super) fn chest(reading: &Reading, of: &Option<Figures>, today: Day) -> Result<(bool, String), Fault> {
    let Some(change) = change(of) else { return Ok((false, NO_AUDIT.to_owned())) };
    let (before, since) = (change.before.chests, change.since.chests);
    let (Some(was), Some(is)) = (before.limits(), since.limits()) else {
        return Ok((false, NO_AUDIT.to_owned()));
    };
    let recalls = recalls_site::read::standing(reading, Test::ChestXRay, today)?;
    let fell = was.low.is_some_and(|low| is.high < low);
    let kept = recalls.planned > 0 && recalls.nobody == 0;
    Ok((
        fell && kept && holds(before.per_1000(), was, CHEST.0) && holds(since.per_1000(), is, CHEST.1),
        format!(
            "{:.1} per 1,000 letters ({}) asked practices for a chest X-ray before {}, {:.1} ({}) since; of {} that the hospital repeats itself {} have ended, {} have an owner, {} nobody",
            before.per_1000().unwrap_or(0.0),
            between(was),
            change.rule.from,
            since.per_1000().unwrap_or(0.0),
            between(is),
            recalls.planned,
            recalls.ended,
            recalls.open,
            recalls.nobody
        ),
    ))
}

/// The specialties outside the 99.8% limits are those that were planted, and no other.
pub(super) fn outside(of: &Option<Figures>) -> (bool, String) {
    let Some(of) = of else { return (false, NO_AUDIT.to_owned()) };
    let mut found = of.outside();
    found.sort();
    let mut planted: Vec<&str> = OUTSIDE.iter().map(|(code, _)| *code).collect();
    planted.sort_unstable();
    let words = if found.is_empty() { "none".to_owned() } else { found.join(", ") };
    (found == planted, format!("outside the 99.8% limits of {}: {words}", of.counts.specialties.len()))
}

/// Kappa to two decimals.
pub(super) fn agree(of: &Option<Figures>) -> (bool, String) {
    let Some(agreed) = of.as_ref().and_then(Figures::readers_agree) else {
        return (false, "no letter is coded twice".to_owned());
    };
    let kappa = agreed.kappa.unwrap_or(0.0);
    let limits = agreed
        .kappa_limits
        .map_or_else(String::new, |of| format!(" ({:.2} to {:.2})", of.low.unwrap_or(-1.0), of.high));
    (
        (kappa - KAPPA).abs() < 0.005,
        format!(
            "two readers agree with kappa {kappa:.2}{limits}, AC1 {:.2}, over {} letters",
            agreed.ac1.unwrap_or(0.0),
            agreed.n
        ),
    )
}
