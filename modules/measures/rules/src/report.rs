//! What a place's asks come to in a period: how many were due and met under each rule, where two rules differ and why,
//! how long people waited and whose days it was, who asked whom. Counts of asks only; what leaves its parties goes through
//! the door afterwards.

use std::collections::BTreeMap;

use clocks::{Calendar, OwnerDays, Period, Place, Rule, Verdict, place_in};
use kernel::Day;
use referrals_rules::life::EventKind;

use crate::asks::{Ask, Asks, By, Judged, Scored};
use crate::cohort::Cohort;
use crate::differ::{self, Why};
use crate::history::{Broken, Folding, Reader};
use crate::survival::{Counts, Curve, Ending, Wait};

/// The counts of one category.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The host's score, which decides.
    pub cohort: Cohort,
    /// How many were met as the person counts it.
    pub person_met: u32,
}

impl Kept {
    fn add(&mut self, place: Place, person: Verdict) {
        match place {
            Place::Met => self.cohort.met += 1,
            Place::Failed => self.cohort.failed += 1,
            Place::EndedWithout => self.cohort.ended_without += 1,
        }
        self.person_met += u32::from(person == Verdict::Met);
    }
}

/// Where an ask is counted under one rule; nothing where it fell due in another period.
pub fn place(judged: &Judged, rule: usize, ask: usize, period: Period) -> Option<Place> {
    let scored: &Scored = judged.scores.get(rule)?.get(ask)?;
    place_in(period, &scored.score)
}

fn due(judged: &Judged, rule: usize, period: Period) -> impl Iterator<Item = (usize, Place, Verdict)> {
    let scores = judged.scores.get(rule).map_or(&[][..], Vec::as_slice);
    scores
        .iter()
        .enumerate()
        .filter_map(move |(ask, scored)| Some((ask, place_in(period, &scored.score)?, scored.person)))
}

/// Under one rule, the counts of each category of a comparison.
pub fn kept_by(asks: &Asks, judged: &Judged, rule: usize, period: Period, by: By) -> Vec<Kept> {
    let mut kept = vec![Kept::default(); asks.categories(by).len()];
    for (ask, place, person) in due(judged, rule, period) {
        let category = asks.rows.get(ask).map_or(0, |ask| asks.category(ask, by));
        if let Some(kept) = kept.get_mut(category) {
            kept.add(place, person);
        }
    }
    kept
}

/// Under one rule, the counts of the whole place.
pub fn kept(judged: &Judged, rule: usize, period: Period) -> Kept {
    let mut kept = Kept::default();
    due(judged, rule, period).for_each(|(_, place, person)| kept.add(place, person));
    kept
}

/// Under one rule, the counts of each organisation asked first.
pub fn kept_by_host(asks: &Asks, judged: &Judged, rule: usize, period: Period) -> BTreeMap<u32, Kept> {
    let mut hosts: BTreeMap<u32, Kept> = BTreeMap::new();
    for (ask, place, person) in due(judged, rule, period) {
        if let Some(ask) = asks.rows.get(ask) {
            hosts.entry(ask.host).or_default().add(place, person);
        }
    }
    hosts
}

/// The asks that are counted so, by place: for those who may see rows.
pub fn rows(judged: &Judged, rule: usize, period: Period, wanted: Place) -> Vec<usize> {
    due(judged, rule, period).filter(|(_, place, _)| *place == wanted).map(|(ask, _, _)| ask).collect()
}

/// Two rules over the same asks: those that fell due in the period under both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Counts by where the first (rows) and the second (columns) put an ask: met, failed, ended without.
    pub counts: [[u32; 3]; 3],
    /// Asks due in the period under the first alone.
    pub only_first: u32,
    /// Asks due in the period under the second alone.
    pub only_second: u32,
    /// The asks on which they differ, by what the first says, what the second says, and why.
    pub reasons: BTreeMap<(usize, usize, Why), Vec<usize>>,
}

/// The three places in the order of [`Beside::counts`].
pub const PLACES: [Place; 3] = [Place::Met, Place::Failed, Place::EndedWithout];

/// A place in words.
pub const fn place_in_words(place: Place) -> &'static str {
    match place {
        Place::Met => "Met",
        Place::Failed => "Not met",
        Place::EndedWithout => "Ended without fitting",
    }
}

fn nth(place: Place) -> usize {
    match place {
        Place::Met => 0,
        Place::Failed => 1,
        Place::EndedWithout => 2,
    }
}

impl Beside {
    /// How many were due under both.
    pub fn both(&self) -> u32 {
        self.counts.iter().flatten().sum()
    }

    /// How many are put in different places.
    pub fn differ(&self) -> u32 {
        self.both() - (0..3).filter_map(|n| self.counts.get(n)?.get(n)).sum::<u32>()
    }
}

/// Lays two rules beside each other.
pub fn beside(
    asks: &Asks,
    judged: &Judged,
    first: (usize, &Rule),
    second: (usize, &Rule),
    period: Period,
    calendar: &Calendar,
) -> Result<Beside, Broken> {
    let mut found = Beside::default();
    let mut folding = Folding::default();
    for (number, ask) in asks.rows.iter().enumerate() {
        let places = (place(judged, first.0, number, period), place(judged, second.0, number, period));
        let (one, other) = match places {
            (None, None) => continue,
            (Some(_), None) => {
                found.only_first += 1;
                continue;
            }
            (None, Some(_)) => {
                found.only_second += 1;
                continue;
            }
            (Some(one), Some(other)) => (one, other),
        };
        if let Some(count) = found.counts.get_mut(nth(one)).and_then(|row| row.get_mut(nth(other))) {
            *count += 1;
        }
        if one != other {
            let why =
                reason(asks, ask, judged.as_of, (first.1, one), (second.1, other), &mut folding, calendar)?;
            found.reasons.entry((nth(one), nth(other), why)).or_default().push(number);
        }
    }
    Ok(found)
}

fn reason(
    asks: &Asks,
    ask: &Ask,
    as_of: Day,
    first: (&Rule, Place),
    second: (&Rule, Place),
    folding: &mut Folding,
    calendar: &Calendar,
) -> Result<Why, Broken> {
    let (failing, other) = if first.1 == Place::Failed { (first, second) } else { (second, first) };
    if failing.1 != Place::Failed {
        return Ok(Why::EndedBetween);
    }
    asks.fold(ask, as_of, folding, calendar)?;
    let excluded = other.1 == Place::EndedWithout;
    Ok(differ::why(failing.0, other.0, excluded, folding.course.track(), as_of, calendar))
}

/// How long the people of one category waited.
#[derive(Clone, Debug, PartialEq)]
pub struct Waited {
    /// Asks received in the period.
    pub n: u32,
    /// Fitted by the close.
    pub done: u32,
    /// Still open at the close.
    pub open: u32,
    /// Days by owner, up to the end or the close.
    pub days: [i64; 4],
    /// The share still waiting, open ones and those that ended without as censored.
    pub curve: Curve,
}

impl Waited {
    /// All days.
    pub fn days_in_all(&self) -> i64 {
        self.days.iter().sum()
    }
}

#[derive(Clone, Default)]
struct Counting {
    n: u32,
    done: u32,
    open: u32,
    days: [i64; 4],
    waits: Counts,
}

/// How long people waited whose asks were received in a period; one list entry for each category, or one in all.
pub fn waited(asks: &Asks, judged: &Judged, period: Period, by: Option<By>) -> Vec<Waited> {
    let categories = by.map_or(1, |by| asks.categories(by).len());
    let mut counting = vec![Counting::default(); categories];
    for (ask, stood) in asks.rows.iter().zip(&judged.stood) {
        if stood.void() || ask.sent_on < period.first || ask.sent_on > period.last {
            continue;
        }
        let category = by.map_or(0, |by| asks.category(ask, by));
        let Some(counts) = counting.get_mut(category) else { continue };
        counts.n += 1;
        counts.done += u32::from(stood.done());
        counts.open += u32::from(stood.end.is_none());
        let OwnerDays { host, sender, patient, clinical } = stood.days;
        for (sum, days) in counts.days.iter_mut().zip([host, sender, patient, clinical]) {
            *sum += i64::from(days);
        }
        let ending = if stood.done() { Ending::Done } else { Ending::Censored };
        counts.waits.add(Wait { days: u32::try_from(stood.days.total()).unwrap_or(0), ending });
    }
    let finish = |of: Counting| Waited {
        n: of.n,
        done: of.done,
        open: of.open,
        days: of.days,
        curve: of.waits.curve(),
    };
    counting.into_iter().map(finish).collect()
}

/// Asks between two organisations, week by week, the last week ending on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairWeeks {
    /// Who asked.
    pub from: u32,
    /// Who was asked.
    pub to: u32,
    /// Asks a week, the oldest first.
    pub weeks: Vec<u32>,
    /// Of these, how many came by being passed on, by the reason given.
    pub passed_on: BTreeMap<String, u32>,
}

/// Every hand-over: asks sent to another organisation, and asks passed on from one host to the next with the reason given.
/// Open access at a clinic is no hand-over.
fn each_hand_over(asks: &Asks, mut take: impl FnMut(u32, u32, Day, Option<&str>)) -> Result<(), Broken> {
    let codes: BTreeMap<&str, u32> =
        asks.orgs.iter().zip(0..).map(|(org, place)| (org.code.as_str(), place)).collect();
    let mut slots = Vec::new();
    for ask in &asks.rows {
        if ask.sender != ask.host {
            take(ask.sender, ask.host, ask.sent_on, None);
        }
        // Most asks stay where they were put: only the others' histories are read.
        if !ask.passed_on {
            continue;
        }
        let mut host = ask.host;
        let mut reader = Reader::new(asks.history(ask), ask.sent_on);
        while let Some(happened) = reader.next(&mut slots)? {
            if happened.kind == EventKind::Redirected
                && let Some(next) = codes.get(happened.to)
            {
                take(host, *next, happened.on, Some(happened.reason));
                host = *next;
            }
        }
    }
    Ok(())
}

/// Who handed over to whom in so many weeks, the last ending on a day.
pub fn pairs(asks: &Asks, last: Day, weeks: usize) -> Result<Vec<PairWeeks>, Broken> {
    pairs_where(asks, last, weeks, |_, _| true)
}

/// The same among the pairs that are wanted.
pub fn pairs_where(
    asks: &Asks,
    last: Day,
    weeks: usize,
    wanted: impl Fn(u32, u32) -> bool,
) -> Result<Vec<PairWeeks>, Broken> {
    let span = i32::try_from(weeks * 7).unwrap_or(i32::MAX);
    let mut found: BTreeMap<(u32, u32), PairWeeks> = BTreeMap::new();
    each_hand_over(asks, |from, to, on, reason| {
        let ago = last - on;
        if !(0..span).contains(&ago) || !wanted(from, to) {
            return;
        }
        let week = weeks - 1 - usize::try_from(ago / 7).unwrap_or(0);
        let empty = || PairWeeks { from, to, weeks: vec![0; weeks], passed_on: BTreeMap::new() };
        let pair = found.entry((from, to)).or_insert_with(empty);
        if let Some(count) = pair.weeks.get_mut(week) {
            *count += 1;
        }
        if let Some(reason) = reason {
            *pair.passed_on.entry(reason.to_owned()).or_default() += 1;
        }
    })?;
    Ok(found.into_values().collect())
}

/// Who handed over to whom in a period.
pub fn handed_over(asks: &Asks, period: Period) -> Result<BTreeMap<(u32, u32), u32>, Broken> {
    let mut found = BTreeMap::new();
    each_hand_over(asks, |from, to, on, _| {
        if (period.first..=period.last).contains(&on) {
            *found.entry((from, to)).or_default() += 1;
        }
    })?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asks::tests::{asks, rule};
    use lawbook::date;

    const MARCH: Period = Period { first: date(2025, 3, 1), last: date(2025, 3, 31) };

    fn judged(made: &Asks, ids: &[&str], as_of: Day) -> Judged {
        let rules: Vec<Rule> = ids.iter().map(|id| rule(id)).collect();
        made.judge(&rules, as_of, &Calendar::england(), &mut |_| true).unwrap().unwrap()
    }

    #[test]
    fn the_same_asks_under_two_rules_differ_for_reasons_that_add_up() {
        // Sent on 3 March: due 8 March under five days, 31 March under four weeks.
        let made = asks(&["A B 0 d4", "A B 0 d20", "A C 0 d28", "B C 0 w9", "A C 0 o", "A B 1 d2"]);
        let at = judged(&made, &["GP-28", "CL-5c"], MARCH.last);
        let found = beside(&made, &at, (0, &rule("GP-28")), (1, &rule("CL-5c")), MARCH, &Calendar::england())
            .unwrap();
        // The last falls due on 1 April under four weeks, so that only five days counts it in March.
        assert_eq!((found.both(), found.only_first, found.only_second), (5, 0, 1));
        assert_eq!(found.counts, [[1, 2, 0], [0, 1, 0], [0, 1, 0]]);
        assert_eq!(found.differ(), 3);
        let reasons: Vec<(usize, usize, Why, usize)> =
            found.reasons.iter().map(|((a, b, why), asks)| (*a, *b, *why, asks.len())).collect();
        assert_eq!(reasons, [(0, 1, Why::Limit, 2), (2, 1, Why::EndedBetween, 1)]);
        let (gp, clinic) = (kept(&at, 0, MARCH), kept(&at, 1, MARCH));
        assert_eq!((gp.cohort.met, gp.cohort.failed, gp.cohort.ended_without), (3, 1, 1));
        assert_eq!((clinic.cohort.met, clinic.cohort.failed, clinic.cohort.ended_without), (2, 4, 0));
        let by: u32 = kept_by(&made, &at, 0, MARCH, By::Setting).iter().map(|k| k.cohort.due()).sum();
        assert_eq!(by, gp.cohort.due());
        assert_eq!(rows(&at, 1, MARCH, Place::Met), [0, 5]);
        let hosts = kept_by_host(&made, &at, 0, MARCH);
        assert_eq!(hosts.values().map(|kept| kept.cohort.due()).sum::<u32>(), 4);
    }

    #[test]
    fn an_open_ask_counts_in_the_wait_for_as_long_as_it_lasted() {
        let made = asks(&["A B 0 d4", "A B 0 d20", "B C 0 o", "B C 0 w9", "A C 40 d2"]);
        let at = judged(&made, &["GP-28"], MARCH.last);
        let all = waited(&made, &at, MARCH, None).remove(0);
        assert_eq!((all.n, all.done, all.open), (4, 2, 1));
        assert_eq!(all.days_in_all(), 4 + 20 + 28 + 9);
        assert_eq!(all.curve.last_days, 28);
        let parts = waited(&made, &at, MARCH, Some(By::Deprivation));
        assert_eq!(parts.iter().map(|part| part.n).sum::<u32>(), 4);
        assert_eq!(parts.iter().map(Waited::days_in_all).sum::<i64>(), all.days_in_all());
    }

    #[test]
    fn hand_overs_are_counted_by_week_and_open_access_is_none() {
        let made = asks(&["A B 0 d4", "A B 1 d4", "A B 8 d4", "C C 0 d1", "B A 0 o"]);
        let found = pairs(&made, date(2025, 3, 3) + 13, 2).unwrap();
        let shown: Vec<(u32, u32, &[u32])> =
            found.iter().map(|pair| (pair.from, pair.to, pair.weeks.as_slice())).collect();
        assert_eq!(shown, [(0, 1, &[2, 1][..]), (1, 0, &[1, 0][..])]);
    }
}
