//! Last year's asks judged by other rules: before and after for every group, and what the rules' promises do to where
//! people go. Nothing here is payable, and nothing in the journal changes.

mod change;
mod incentive;
mod money;

use clocks::{Calendar, Period, Place, Rule, Verdict, judge, place_in};
use lawbook::{RuleSet, Setting};
use referrals_rules::facts::fold;
use referrals_rules::facts::v1::{Move, Moved, Sent};

pub use change::{Change, Replaying, Tried};
pub use incentive::{Choice, Chooser, Promise, Shift, promise, shift};
pub use money::{Block, Line, Paid, Sum, paid};

/// An ask of the past, without a person.
#[derive(Clone, Debug)]
pub struct Past {
    /// As sent.
    pub sent: Sent,
    /// What became of it, in order.
    pub moves: Vec<Moved>,
    /// The kind of place that has it, or had it last.
    pub setting: Setting,
}

/// A rule set ready to judge, and where it applies.
#[derive(Clone, Debug)]
pub struct Ready {
    /// Its short name.
    pub id: String,
    /// In words.
    pub title: String,
    /// Where it applies.
    pub settings: Vec<Setting>,
    rule: Rule,
}

impl Ready {
    /// Makes a rule set ready; refused where it doesn't count days.
    pub fn of(set: &RuleSet) -> Result<Ready, clocks::NotInDays> {
        Ok(Ready {
            id: set.id.to_string(),
            title: set.title.to_string(),
            settings: set.settings.clone(),
            rule: Rule::of(set)?,
        })
    }
}

/// What a rule makes of a group's asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// Fell due and met.
    pub met: u64,
    /// Fell due and failed, open ones among them.
    pub failed: u64,
    /// Fell due and ended without what was asked for in time: in neither.
    pub ended_without: u64,
}

impl Judged {
    /// Met of those that count, as a fraction; none where none count.
    pub fn share(&self) -> Option<f64> {
        let all = self.met + self.failed;
        (all > 0).then(|| self.met as f64 / all as f64)
    }
}

/// The figures of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Asks sent in the period.
    pub asks: u64,
    /// Of those, fitted by its close.
    pub fitted: u64,
    /// Of those, fitted by the first host without another try.
    pub right_first_time: u64,
    /// Raw waits of the fitted, in days, shortest first.
    pub waits: Vec<i32>,
    /// Of those sent in the period, passed on to another host, and of these, fitted on the day they were passed on.
    pub passed_on: (u64, u64),
    /// Tenths of a mile to the first host, added up, and of how many it is known.
    pub tenths: (u64, u64),
    /// What each rule says, in the order in which the rules were given.
    pub judged: Vec<Judged>,
}

impl Figures {
    /// The wait that a share of the fitted did not exceed, in days.
    pub fn wait_at(&self, share: f64) -> Option<i32> {
        let last = self.waits.len().checked_sub(1)?;
        let at = (share * self.waits.len() as f64).ceil() as usize;
        self.waits.get(at.saturating_sub(1).min(last)).copied()
    }

    /// The mean of the raw waits, in days.
    pub fn mean_wait(&self) -> Option<f64> {
        let sum: i64 = self.waits.iter().map(|days| i64::from(*days)).sum();
        (!self.waits.is_empty()).then(|| sum as f64 / self.waits.len() as f64)
    }
}

/// Groups of asks, by name, each with its figures.
pub type Groups = Vec<(String, Figures)>;

/// Everything that was counted under one list of rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// Everybody, then by setting, then by deprivation fifth.
    pub groups: Vec<(&'static str, Groups)>,
    /// Asks whose history the rules of a life refuse: left out, and said.
    pub refused: u64,
}

const SETTINGS: [(Setting, &str); 4] = [
    (Setting::Practice, "general practice"),
    (Setting::Clinic, "sexual-health clinic"),
    (Setting::Hospital, "hospital"),
    (Setting::Pharmacy, "pharmacy"),
];

/// Judges the past of a period, as of its close, by these rules. Asks that fell due in the period count under a rule; asks
/// that were sent in it count for waits.
pub fn replay(past: &[Past], period: Period, rules: &[Ready], calendar: &Calendar) -> Replayed {
    let fifth = |of: Option<u8>| match of {
        Some(1) => "1, the most deprived".to_owned(),
        Some(5) => "5, the least deprived".to_owned(),
        Some(fifth) => fifth.to_string(),
        None => "not recorded".to_owned(),
    };
    let empty = || Figures { judged: vec![Judged::default(); rules.len()], ..Figures::default() };
    let mut all = empty();
    let mut settings: std::collections::BTreeMap<usize, Figures> = std::collections::BTreeMap::new();
    let mut fifths: std::collections::BTreeMap<String, Figures> = std::collections::BTreeMap::new();
    let mut refused = 0;
    for one in past {
        let by_close = one.moves.partition_point(|moved| moved.on <= period.last);
        let Some(moves) = one.moves.get(..by_close) else { continue };
        if one.sent.on > period.last {
            continue;
        }
        let Ok(folded) = fold(&one.sent, moves, calendar) else {
            refused += 1;
            continue;
        };
        let track = folded.course.track();
        let journey = track.journey();
        let place = SETTINGS.iter().position(|(of, _)| *of == one.setting).unwrap_or_default();
        let in_groups = [
            &mut all,
            settings.entry(place).or_insert_with(empty),
            fifths.entry(fifth(one.sent.fifth)).or_insert_with(empty),
        ];
        let fitted = match journey.end {
            Some((day, clocks::End::Done)) => Some(day - journey.start),
            _ => None,
        };
        let verdicts: Vec<Option<Place>> = rules
            .iter()
            .map(|rule| {
                let applies = rule.settings.contains(&one.setting);
                let standing = judge(&rule.rule, track, &journey, period.last, calendar);
                place_in(period, &standing.score).filter(|_| applies)
            })
            .collect();
        let sent_in = period.first <= one.sent.on;
        let passed = moves.iter().rev().find(|moved| matches!(moved.what, Move::Redirected { .. }));
        let same_day = passed.is_some_and(|passed| {
            moves.iter().any(|moved| moved.on == passed.on && matches!(moved.what, Move::Fitted { .. }))
        });
        let tried_once = !moves.iter().any(|moved| {
            matches!(moved.what, Move::Redirected { .. } | Move::NotFitted { .. } | Move::Declined { .. })
        });
        for figures in in_groups {
            for (judged, place) in figures.judged.iter_mut().zip(&verdicts) {
                match place {
                    Some(Place::Met) => judged.met += 1,
                    Some(Place::Failed) => judged.failed += 1,
                    Some(Place::EndedWithout) => judged.ended_without += 1,
                    None => {}
                }
            }
            if sent_in {
                figures.asks += 1;
                figures.passed_on.0 += u64::from(passed.is_some());
                figures.passed_on.1 += u64::from(same_day);
                if let Some(tenths) = one.sent.miles_tenths {
                    figures.tenths.0 += u64::from(tenths);
                    figures.tenths.1 += 1;
                }
                if let Some(days) = fitted {
                    figures.fitted += 1;
                    figures.waits.push(days);
                    figures.right_first_time += u64::from(tried_once);
                }
            }
        }
    }
    let sorted = |mut figures: Figures| {
        figures.waits.sort_unstable();
        figures
    };
    let settings = settings.into_iter().filter_map(|(place, figures)| {
        let (_, name) = SETTINGS.get(place)?;
        Some(((*name).to_owned(), sorted(figures)))
    });
    Replayed {
        groups: vec![
            ("Everybody", vec![("everybody".to_owned(), sorted(all))]),
            ("Setting", settings.collect()),
            (
                "Deprivation fifth",
                fifths.into_iter().map(|(name, figures)| (name, sorted(figures))).collect(),
            ),
        ],
        refused,
    }
}

/// What a rule said of an ask as of its last move: the verdict by its stable name, and the days counted. This is what the
/// tables keep, so that a replay can show that it reads the journal as the journal reads itself.
pub fn as_kept(past: &Past, rule: &Ready, calendar: &Calendar) -> Option<(&'static str, Option<i32>)> {
    let folded = fold(&past.sent, &past.moves, calendar).ok()?;
    let track = folded.course.track();
    let standing = judge(&rule.rule, track, &track.journey(), folded.moved_on, calendar);
    let name = match standing.score.verdict {
        Verdict::Met => "met",
        Verdict::Failed => "failed",
        Verdict::Open => "open",
        Verdict::Excluded => "excluded",
    };
    Some((name, standing.score.days))
}
