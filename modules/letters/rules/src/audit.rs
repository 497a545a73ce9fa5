//! What letters come to: how many hold a request that was agreed to be the hospital's, by kind, ask, specialty and month;
//! what of it is chance; what the machine's own error does to a rate; and the practice's minutes, with their assumption.
//!
//! A rate counts letters, not requests: spans of one letter are not independent. Wilson limits; specialties on a funnel
//! with exact binomial limits; fewer than eight letters are judged by nobody. No clinician is named, none is ranked.

use std::collections::BTreeMap;

use kernel::Day;
use lawbook::letters::{MINUTES, Minutes};
use measures_rules::funnel::{Limits, Standing, exact_binomial, standing};
use measures_rules::interval::{self, Interval};

use crate::dated::month_in_words;
use crate::kinds::Action;
use crate::local::{Rule, Verdict};
use crate::reply::{Request, ask_of};

/// Under so many letters a specialty is not compared. Source: domain rules 13.3.
pub const COMPARED_FROM: u32 = 8;

/// What kind of work a request is, as minutes are reckoned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Work {
    /// A test.
    Test,
    /// A picture.
    Imaging,
    /// A referral.
    Referral,
    /// A result.
    Result,
    /// A fit note.
    FitNote,
    /// A medicine.
    Medicine,
    /// Anything else.
    Other,
}

impl Work {
    /// All of them, in the order of tables.
    pub const ALL: [Work; 7] =
        [Work::Test, Work::Imaging, Work::Referral, Work::Result, Work::FitNote, Work::Medicine, Work::Other];

    /// The kind of work of an action.
    #[must_use]
    pub const fn of(action: Action) -> Work {
        match action {
            Action::Test | Action::Monitoring => Work::Test,
            Action::Imaging => Work::Imaging,
            Action::Referral => Work::Referral,
            Action::ChaseResult => Work::Result,
            Action::FitNote => Work::FitNote,
            Action::Prescription | Action::MedicationChange => Work::Medicine,
            Action::FollowUp | Action::Vaccination | Action::SafetyNet | Action::Other => Work::Other,
        }
    }

    /// For people.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Work::Test => "Tests and measurements",
            Work::Imaging => "Pictures (X-ray, scan)",
            Work::Referral => "Referrals",
            Work::Result => "Results",
            Work::FitNote => "Fit notes",
            Work::Medicine => "Medicines",
            Work::Other => "Anything else",
        }
    }

    const fn minutes(self, of: &Minutes) -> u32 {
        match self {
            Work::Test | Work::Imaging => of.test,
            Work::Referral => of.referral,
            Work::Result => of.result,
            Work::FitNote => of.fit_note,
            Work::Medicine => of.prescription,
            Work::Other => of.unclear,
        }
    }
}

/// A request as it is counted.
#[derive(Clone, Debug)]
pub struct Line {
    /// The kind of work.
    pub work: Work,
    /// The rule.
    pub rule: Rule,
    /// What was agreed.
    pub verdict: Verdict,
    /// Its words, with the people taken out.
    pub words: String,
}

impl Line {
    /// Agreed to be the hospital's, or not to be understood.
    #[must_use]
    pub const fn is_unsuitable(&self) -> bool {
        matches!(self.verdict, Verdict::Inappropriate | Verdict::Unclear)
    }
}

/// A letter as it is counted.
#[derive(Clone, Debug)]
pub struct Counted {
    /// What it is called in the audit.
    pub id: String,
    /// The specialty.
    pub specialty: String,
    /// The first day of its month, where it is dated.
    pub month: Option<Day>,
    /// The requests to the GP.
    pub lines: Vec<Line>,
    /// It must not be worked on.
    pub stopped: bool,
    /// A private provider's: counted apart.
    pub outside: bool,
    /// How many letters it stands for, where letters were sampled; 1 where all were read.
    pub weight: f64,
}

impl Counted {
    /// A letter from its requests; `words` takes the people out of them.
    #[must_use]
    pub fn new(
        id: &str,
        specialty: &str,
        month: Option<Day>,
        requests: &[Request],
        stopped: bool,
    ) -> Counted {
        let judged = requests.iter().filter_map(|request| Some((request, request.judged?)));
        Counted {
            id: id.to_owned(),
            specialty: specialty.to_owned(),
            month,
            outside: judged.clone().any(|(_, judged)| judged.outside),
            lines: judged
                .map(|(request, judged)| Line {
                    work: Work::of(request.finding.action),
                    rule: judged.rule,
                    verdict: judged.verdict,
                    words: request.words.clone(),
                })
                .collect(),
            stopped,
            weight: 1.0,
        }
    }
}

/// Letters that hold something, out of letters.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rate {
    /// Letters in all.
    pub letters: u32,
    /// Of those, letters that hold it.
    pub with: u32,
    /// The same by weight.
    weighed: (f64, f64),
}

impl Rate {
    fn add(&mut self, weight: f64, holds: bool) {
        self.letters += 1;
        self.with += u32::from(holds);
        self.weighed.0 += weight;
        self.weighed.1 += if holds { weight } else { 0.0 };
    }

    /// Per 1,000 letters, by weight; none without letters.
    #[must_use]
    pub fn per_1000(&self) -> Option<f64> {
        (self.weighed.0 > 0.0).then(|| 1000.0 * self.weighed.1 / self.weighed.0)
    }

    /// Wilson's 95% limits per 1,000. Where letters have unequal weights, of as many letters as those weights are worth.
    #[must_use]
    pub fn limits(&self) -> Option<Interval> {
        let share = self.per_1000()? / 1000.0;
        let n = f64::from(self.letters);
        Some(interval::wilson(share * n, n, 0.95).times(1000.0))
    }

    /// Per 1,000 letters, as a whole number in words.
    #[must_use]
    pub fn in_words(&self) -> String {
        self.per_1000().map_or_else(|| "no letters".to_owned(), |rate| format!("{rate:.0}"))
    }

    /// The limits in words; nothing without letters.
    #[must_use]
    pub fn limits_in_words(&self) -> String {
        self.limits().map_or_else(String::new, |of| format!("{:.0} to {:.0}", of.low.unwrap_or(0.0), of.high))
    }
}

/// One line of a table.
#[derive(Clone, Debug)]
pub struct Told {
    /// Of what.
    pub name: String,
    /// The rate.
    pub rate: Rate,
    /// Unsuitable requests in all; a letter may hold several.
    pub requests: u32,
}

impl Told {
    /// Name, letters, letters with one or more, per 1,000, limits, requests: as every table, file and print has them.
    #[must_use]
    pub fn cells(&self) -> [String; 6] {
        let rate = &self.rate;
        let name = self.name.clone();
        let (letters, with, requests) = (rate.letters, rate.with, self.requests);
        let count = |of: u32| of.to_string();
        [name, count(letters), count(with), rate.in_words(), rate.limits_in_words(), count(requests)]
    }
}

/// A specialty beside the others.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Its line.
    pub told: Told,
    /// The exact limits that chance gives around the rate of all, per 1,000; none under eight letters.
    pub limits: Option<Limits>,
    /// Where it stands; none under eight letters.
    pub standing: Option<Standing>,
}

impl Compared {
    /// How it stands beside the others, in words.
    #[must_use]
    pub fn standing_in_words(&self) -> &'static str {
        self.standing.map_or("too few letters to compare", |standing| standing.in_words())
    }
}

/// The audit of a set of letters.
#[derive(Clone, Debug)]
pub struct Audit {
    /// Everything.
    pub all: Told,
    /// By kind of work.
    pub by_work: Vec<(Work, Told)>,
    /// By ask, 1 to 5.
    pub by_ask: Vec<Told>,
    /// By specialty, in the order of names.
    pub specialties: Vec<Compared>,
    /// By month, the oldest first.
    pub months: Vec<(Day, Told)>,
    /// Letters that carry no date.
    pub undated: u32,
    /// Letters that must not be worked on: left out of every figure.
    pub stopped: u32,
    /// Letters of private providers: left out of every figure and told apart.
    pub outside: u32,
    /// Minutes that unsuitable requests cost, and what was assumed.
    pub minutes: u64,
    /// The assumption.
    pub assumed: Minutes,
}

fn told<'l>(name: &str, letters: impl Iterator<Item = &'l Counted>, is: impl Fn(&Line) -> bool) -> Told {
    let mut told = Told { name: name.to_owned(), rate: Rate::default(), requests: 0 };
    for letter in letters {
        let count = letter.lines.iter().filter(|line| line.is_unsuitable() && is(line)).count();
        told.rate.add(letter.weight, count > 0);
        told.requests += u32::try_from(count).unwrap_or(u32::MAX);
    }
    told
}

/// Minutes that unsuitable requests cost practices, each judged by `verdict`: the line's own, or that of one set of rules for
/// letters of every day. Letters that are stopped or come from outside are left out.
pub fn minutes(letters: &[Counted], assumed: &Minutes, verdict: impl Fn(&Line) -> Verdict) -> u64 {
    letters
        .iter()
        .filter(|letter| !letter.stopped && !letter.outside)
        .flat_map(|letter| &letter.lines)
        .map(|line| match verdict(line) {
            Verdict::Unclear => u64::from(assumed.unclear),
            Verdict::Inappropriate => u64::from(line.work.minutes(assumed)),
            Verdict::Appropriate | Verdict::Borderline | Verdict::Local => 0,
        })
        .sum()
}

/// Counts letters. `on` is the day whose assumption of minutes holds.
#[must_use]
pub fn audit(letters: &[Counted], on: Day) -> Audit {
    let stopped = letters.iter().filter(|letter| letter.stopped).count();
    let outside = letters.iter().filter(|letter| !letter.stopped && letter.outside).count();
    let counted: Vec<&Counted> = letters.iter().filter(|letter| !letter.stopped && !letter.outside).collect();
    let every = || counted.iter().copied();
    let all = told("All letters", every(), |_| true);
    let mut groups: BTreeMap<&str, Vec<&Counted>> = BTreeMap::new();
    let mut months: BTreeMap<Day, Vec<&Counted>> = BTreeMap::new();
    for letter in every() {
        groups.entry(&letter.specialty).or_default().push(letter);
        if let Some(month) = letter.month {
            months.entry(month).or_default().push(letter);
        }
    }
    let target = f64::from(all.rate.with) / f64::from(all.rate.letters.max(1));
    let specialties = groups
        .iter()
        .map(|(name, letters)| {
            let told = told(name, letters.iter().copied(), |_| true);
            let compared = told.rate.letters >= COMPARED_FROM;
            let limits = compared.then(|| exact_binomial(target, told.rate.letters).times(1000.0));
            let value = 1000.0 * f64::from(told.rate.with) / f64::from(told.rate.letters.max(1));
            // Where every letter holds one, or none does, there is nothing to stand outside of.
            let level = target <= 0.0 || target >= 1.0;
            let standing =
                limits.map(|limits| if level { Standing::Within } else { standing(value, &limits) });
            Compared { told, limits, standing }
        })
        .collect();
    let assumed = MINUTES.on(on);
    let minutes = minutes(letters, &assumed, |line| line.verdict);
    Audit {
        by_work: Work::ALL
            .into_iter()
            .map(|work| (work, told(work.in_words(), every(), |line| line.work == work)))
            .collect(),
        by_ask: (1..=5)
            .map(|ask| told(ask_in_words(ask), every(), |line| ask_of_line(line) == ask))
            .collect(),
        specialties,
        months: months
            .iter()
            .map(|(month, letters)| {
                (*month, told(&month_in_words(*month), letters.iter().copied(), |_| true))
            })
            .collect(),
        undated: u32::try_from(counted.iter().filter(|letter| letter.month.is_none()).count())
            .unwrap_or(u32::MAX),
        stopped: u32::try_from(stopped).unwrap_or(u32::MAX),
        outside: u32::try_from(outside).unwrap_or(u32::MAX),
        all,
        minutes,
        assumed,
    }
}

/// The five asks, in the words of tables.
pub const ASKS: [&str; 5] = [
    "1 Say clearly who does what by when",
    "2 Refer on yourselves",
    "3 Keep tests and results",
    "4 Write the fit note",
    "5 Prescribe what you start",
];

/// An ask in the words of tables.
#[must_use]
pub fn ask_in_words(ask: u8) -> &'static str {
    usize::from(ask).checked_sub(1).and_then(|at| ASKS.get(at)).copied().unwrap_or("none of the five")
}

/// Which ask a line breaches.
#[must_use]
pub const fn ask_of_line(line: &Line) -> u8 {
    if matches!(line.verdict, Verdict::Unclear) { 1 } else { ask_of(line.rule) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(specialty: &str, lines: &[(Work, Rule, Verdict)]) -> Counted {
        Counted {
            id: "1".into(),
            specialty: specialty.into(),
            month: Day::of(2025, 3, 1),
            lines: lines
                .iter()
                .map(|(work, rule, verdict)| Line {
                    work: *work,
                    rule: *rule,
                    verdict: *verdict,
                    words: String::new(),
                })
                .collect(),
            stopped: false,
            outside: false,
            weight: 1.0,
        }
    }

    #[test]
    fn totals_add_up_and_small_specialties_are_not_compared() {
        let bad = [
            (Work::Imaging, Rule::Investigation, Verdict::Inappropriate),
            (Work::Other, Rule::Unclear, Verdict::Unclear),
        ];
        let mut letters = vec![letter("renal", &bad); 3];
        letters.extend(vec![letter("eyes", &[]); 20]);
        letters.extend(vec![letter("eyes", &bad[..1]); 2]);
        letters.push(Counted { stopped: true, ..letter("eyes", &bad) });
        let made = audit(&letters, "2025-06-01".parse().unwrap());
        assert_eq!(
            (made.all.rate.letters, made.all.rate.with, made.all.requests, made.stopped),
            (25, 5, 8, 1)
        );
        assert_eq!(made.by_work.iter().map(|(_, told)| told.requests).sum::<u32>(), made.all.requests);
        assert_eq!(made.by_ask.iter().map(|told| told.requests).sum::<u32>(), made.all.requests);
        assert_eq!(made.specialties.iter().map(|of| of.told.rate.with).sum::<u32>(), made.all.rate.with);
        assert_eq!(made.months.iter().map(|(_, told)| told.rate.letters).sum::<u32>(), made.all.rate.letters);
        let renal = made.specialties.iter().find(|of| of.told.name == "renal").unwrap();
        assert!(renal.standing.is_none() && renal.limits.is_none());
        // Five pictures at 15 minutes and three that nobody understood at 5.
        assert_eq!(made.minutes, 90);
        assert_eq!(made.all.rate.per_1000(), Some(200.0));
    }
}
