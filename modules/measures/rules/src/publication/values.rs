//! Averages and shares of a quarter: the middle wait, the wait within which 92 in 100 are fitted, whose days it was, and
//! the mis-placed share. Shown only where enough people stand behind them, and never with a true count beside them.

use crate::asks::{Asks, By, Judged};
use crate::disclosure::system::TOTAL;
use crate::disclosure::{Policy, Shown};
use crate::facts::v1::{PublishedShift, PublishedShifts, PublishedValue};
use crate::flows::{self, FLOW_RULE, Way};
use crate::history::Broken;
use crate::misplaced::{self, AtClinic, Offer, Terms};
use crate::period::Quarter;
use crate::report::{self, Waited};

/// The confidence of every interval.
pub const CONFIDENCE: f64 = 0.95;

const TOO_FEW: &str = "Too few people to show";

/// The values of a quarter, for the whole place and by each comparison; and of the year that ends with it, where the
/// three quarters before it are published too.
pub fn values(
    asks: &Asks,
    judged: &Judged,
    quarter: Quarter,
    with_year: bool,
    policy: &Policy,
    near: Option<(&[AtClinic], &[Offer], &Terms)>,
) -> Vec<PublishedValue> {
    let year = quarter.year();
    let mut spans = vec![(quarter.period(), quarter.in_words(), "")];
    if with_year {
        spans.push((year.period(), year.in_words(), ".year"));
    }
    let mut made = Vec::new();
    for (period, words, ending) in spans {
        let span = Span { words: &words, ending, policy };
        let whole = report::waited(asks, judged, period, None);
        made.extend(whole.iter().flat_map(|line| of_waits(line, "", TOTAL, &span)));
        for by in By::ALL {
            let lines = report::waited(asks, judged, period, Some(by));
            for (category, line) in asks.categories(by).iter().zip(&lines) {
                made.extend(of_waits(line, by.name(), category, &span));
            }
        }
    }
    made.extend(
        near.map(|(fittings, offers, terms)| misplaced_share(fittings, offers, terms, quarter, policy)),
    );
    made
}

/// Weeks over which shifts are looked for.
const SHIFT_WEEKS: usize = 52;

/// The shifts of the year up to a quarter's last day, their counts as the policy shows them. Weeks are no quarters, so that
/// no published sum leads to them.
pub fn shifts(asks: &Asks, quarter: Quarter, policy: &Policy) -> Result<PublishedShifts, Broken> {
    let last = quarter.period().last;
    let pairs = report::pairs(asks, last, SHIFT_WEEKS)?;
    let found = flows::shifts(&pairs, &FLOW_RULE);
    let name = |org: u32| asks.org_at(org).map_or_else(String::new, |org| org.name.clone());
    let first = last - (SHIFT_WEEKS as i32 * 7 - 1);
    let flagged = found.flagged.iter().map(|of| PublishedShift {
        from: name(of.from),
        to: name(of.to),
        way: if of.flag.way == Way::Up { "up" } else { "down" }.to_owned(),
        began: first + 7 * of.flag.began_week as i32,
        before: people(of.before, policy),
        since: people(of.since, policy),
    });
    Ok(PublishedShifts {
        flagged: flagged.collect(),
        judged: found.judged,
        pairs: Some(pairs.len()),
        rule: FLOW_RULE.in_words(found.expected),
    })
}

struct Span<'s> {
    words: &'s str,
    ending: &'static str,
    policy: &'s Policy,
}

fn people(n: u32, policy: &Policy) -> String {
    policy.show(n, None).to_string()
}

fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

struct What<'w> {
    id: &'static str,
    measure: &'static str,
    title: String,
    definition: &'w str,
    unit: &'static str,
}

const KAPLAN_MEIER: &str = "Days from receipt to fitting of asks received in the period, every day counted. Asks still open at \
     its close count for as long as they have lasted; those that ended without a fitting, until they ended \
     (Kaplan–Meier). Interval: Brookmeyer and Crowley, 95%.";

fn of_waits(line: &Waited, by: &str, category: &str, span: &Span<'_>) -> Vec<PublishedValue> {
    let policy = span.policy;
    let shows = policy.shows_average(line.n, None);
    let value = |what: What<'_>, value: Option<f64>, low: Option<f64>, high: Option<f64>, missing: &str| {
        PublishedValue {
            id: format!("{}.{by}.{category}{}", what.id, span.ending),
            measure: what.measure.to_owned(),
            title: what.title,
            definition: what.definition.to_owned(),
            by: by.to_owned(),
            category: category.to_owned(),
            period: span.words.to_owned(),
            people: people(line.n, policy),
            value: value.filter(|_| shows),
            low: low.filter(|_| shows),
            high: high.filter(|_| shows),
            unit: what.unit.to_owned(),
            why_not: if !shows {
                TOO_FEW.to_owned()
            } else if value.is_none() {
                missing.to_owned()
            } else {
                String::new()
            },
        }
    };
    let quantile = |id, words: &str, p: f64| {
        let (low, high) = line.curve.quantile_limits(p, CONFIDENCE);
        let what =
            What { id, measure: "M2", title: words.to_owned(), definition: KAPLAN_MEIER, unit: "days" };
        let missing = "Not reached: too many are still waiting";
        value(what, line.curve.quantile(p), low.map(f64::from), high.map(f64::from), missing)
    };
    let mut made = vec![
        quantile("median", "Middle wait", 0.5),
        quantile("p92", "Wait within which 92 in 100 are fitted", 0.92),
    ];
    for (id, days) in [("within-5", 5), ("within-28", 28)] {
        let what = What {
            id,
            measure: "M2",
            title: format!("Fitted within {days} days of receipt"),
            definition: "Kaplan–Meier share of asks received in the period, every day counted, as a share of rounded \
                         counts. Interval: Wilson, 95%, from the rounded counts.",
            unit: "%",
        };
        let (share, limits) = within(line, days, policy);
        made.push(value(what, share, limits.0, limits.1, "Too few on one side to show"));
    }
    const OWNERS: [(&str, &str); 4] = [
        ("days-host", "the host’s"),
        ("days-sender", "the sender’s"),
        ("days-patient", "the person’s"),
        ("days-clinical", "for a clinical reason"),
    ];
    for ((id, words), days) in OWNERS.into_iter().zip(line.days) {
        let what = What {
            id,
            measure: "M3",
            title: format!("Days an ask: {words}"),
            definition: "Days up to the fitting, the end or the close of the period, by who had the next move. The four \
                         together are the raw wait.",
            unit: "days an ask",
        };
        let mean = (line.n > 0).then(|| rounded(days as f64 / f64::from(line.n)));
        made.push(value(what, mean, None, None, "No asks"));
    }
    made
}

/// The share fitted within so many days, from counts as the policy shows them: neither those within nor those beyond may
/// be a small count.
fn within(line: &Waited, days: u32, policy: &Policy) -> (Option<f64>, (Option<f64>, Option<f64>)) {
    let still = line.curve.still_waiting_at(days).0;
    let beyond = (f64::from(line.n) * still).round() as u32;
    let shown = [line.n.saturating_sub(beyond), beyond, line.n].map(|count| policy.show(count, None));
    let [Shown::Count(part), Shown::Count(_), Shown::Count(whole)] = shown else {
        return (None, (None, None));
    };
    if whole == 0 {
        return (None, (None, None));
    }
    let (part, whole) = (f64::from(part.min(whole)), f64::from(whole));
    let limits = crate::interval::wilson(part, whole, CONFIDENCE);
    let percent = |share: f64| rounded(100.0 * share);
    (Some(percent(part / whole)), (limits.low.map(percent), Some(percent(limits.high))))
}

fn misplaced_share(
    fittings: &[AtClinic],
    offers: &[Offer],
    terms: &Terms,
    quarter: Quarter,
    policy: &Policy,
) -> PublishedValue {
    let (n, near) = misplaced::misplaced(fittings, offers, terms);
    let shown = (policy.show(near, None), policy.show(n, None));
    // From what is shown, so that the share says no more than the counts do.
    let share = policy.share(shown.0, shown.1).map(|share| rounded(100.0 * share));
    let counts = match shown {
        (Shown::Count(part), Shown::Count(whole)) => {
            Some(crate::interval::wilson(f64::from(part), f64::from(whole), CONFIDENCE))
        }
        _ => None,
    };
    PublishedValue {
        id: "misplaced".to_owned(),
        measure: "M5".to_owned(),
        title: "Uncomplicated fittings at a clinic that a general practice near it could have done in time"
            .to_owned(),
        definition: terms.in_words(),
        by: String::new(),
        category: TOTAL.to_owned(),
        period: quarter.in_words(),
        people: shown.1.to_string(),
        value: share,
        low: counts.and_then(|limits| limits.low).map(|low| rounded(100.0 * low)),
        high: counts.map(|limits| rounded(100.0 * limits.high)),
        unit: "%".to_owned(),
        why_not: if share.is_none() { TOO_FEW.to_owned() } else { String::new() },
    }
}
