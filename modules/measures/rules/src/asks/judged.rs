//! What any rule sets say of a place's asks as of a day.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread::ScopedJoinHandle;

use clocks::{Calendar, End, OwnerDays, Rule, Score, Verdict, judge};
use kernel::Day;

use super::{Ask, Asks};
use crate::history::{Broken, Folding};

/// How an ask stood at the end of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stood {
    /// Whether it had been sent by then.
    pub sent: bool,
    /// When and how it ended, if it had.
    pub end: Option<(Day, End)>,
    /// Whose the days were. Together the raw wait.
    pub days: OwnerDays,
    /// The earliest valid slot.
    pub first_slot: Option<Day>,
}

const NOT_SENT: Stood = Stood {
    sent: false,
    end: None,
    days: OwnerDays { host: 0, sender: 0, patient: 0, clinical: 0 },
    first_slot: None,
};

impl Stood {
    /// Whether it counts nowhere.
    pub fn void(&self) -> bool {
        !self.sent || matches!(self.end, Some((_, End::Void)))
    }

    /// Whether the awaited thing was done.
    pub fn done(&self) -> bool {
        matches!(self.end, Some((_, End::Done)))
    }
}

/// What one rule set says of an ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scored {
    /// The host's score, which decides.
    pub score: Score,
    /// The person's verdict, shown beside it where it differs.
    pub person: Verdict,
}

/// What rule sets say of all asks as of the end of a day.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The day.
    pub as_of: Day,
    /// How each ask stood.
    pub stood: Vec<Stood>,
    /// For each rule set, what it says of each ask.
    pub scores: Vec<Vec<Scored>>,
}

const NO_SCORE: Scored =
    Scored { score: Score { verdict: Verdict::Excluded, days: None, due: None }, person: Verdict::Excluded };

/// How many asks are judged between two looks at whether to go on.
const STRETCH: usize = 4_096;

/// So many asks are judged by one hand; more are shared among as many as the machine has.
const ALONE_MOST: usize = 20_000;

impl Asks {
    /// Judges all asks by rule sets as of the end of a day. `go_on` hears how many are done and may stop the work.
    pub fn judge(
        &self,
        rules: &[Rule],
        as_of: Day,
        calendar: &Calendar,
        go_on: &mut dyn FnMut(usize) -> bool,
    ) -> Result<Option<Judged>, Broken> {
        let hands = std::thread::available_parallelism().map_or(1, usize::from);
        if self.rows.len() < ALONE_MOST || hands < 2 {
            return self.judge_some(&self.rows, rules, as_of, calendar, go_on);
        }
        let stop = AtomicBool::new(false);
        let parts = std::thread::scope(|scope| {
            let (tell, told) = mpsc::channel::<usize>();
            let parts: Vec<_> = self
                .rows
                .chunks(self.rows.len().div_ceil(hands))
                .map(|some| {
                    let (tell, stop) = (tell.clone(), &stop);
                    scope.spawn(move || {
                        let mut before = 0;
                        self.judge_some(some, rules, as_of, calendar, &mut |done| {
                            let _ = tell.send(done - before);
                            before = done;
                            !stop.load(Ordering::Relaxed)
                        })
                    })
                })
                .collect();
            drop(tell);
            let mut done = 0;
            for more in told {
                done += more;
                if !go_on(done) {
                    stop.store(true, Ordering::Relaxed);
                }
            }
            let whole = |part: ScopedJoinHandle<'_, _>| match part.join() {
                Ok(part) => part,
                Err(panicked) => std::panic::resume_unwind(panicked),
            };
            parts.into_iter().map(whole).collect::<Result<Option<Vec<Judged>>, Broken>>()
        })?;
        // Told to stop when the last part was done already is told to stop.
        let parts = parts.filter(|_| !stop.load(Ordering::Relaxed));
        Ok(parts.and_then(|parts| {
            parts.into_iter().reduce(|mut all, part| {
                all.stood.extend(part.stood);
                all.scores.iter_mut().zip(part.scores).for_each(|(list, more)| list.extend(more));
                all
            })
        }))
    }

    fn judge_some(
        &self,
        some: &[Ask],
        rules: &[Rule],
        as_of: Day,
        calendar: &Calendar,
        go_on: &mut dyn FnMut(usize) -> bool,
    ) -> Result<Option<Judged>, Broken> {
        let mut judged = Judged {
            as_of,
            stood: Vec::with_capacity(some.len()),
            scores: rules.iter().map(|_| Vec::with_capacity(some.len())).collect(),
        };
        let mut folding = Folding::default();
        for (number, ask) in some.iter().enumerate() {
            if number % STRETCH == 0 && !go_on(number) {
                return Ok(None);
            }
            let stood = self.judge_one(ask, rules, as_of, calendar, &mut folding, |rule, scored| {
                if let Some(list) = judged.scores.get_mut(rule) {
                    list.push(scored);
                }
            })?;
            judged.stood.push(stood);
        }
        Ok(go_on(some.len()).then_some(judged))
    }

    fn judge_one(
        &self,
        ask: &Ask,
        rules: &[Rule],
        as_of: Day,
        calendar: &Calendar,
        folding: &mut Folding,
        mut keep: impl FnMut(usize, Scored),
    ) -> Result<Stood, Broken> {
        if ask.sent_on > as_of {
            (0..rules.len()).for_each(|rule| keep(rule, NO_SCORE));
            return Ok(NOT_SENT);
        }
        self.fold(ask, as_of, folding, calendar)?;
        let track = folding.course.track();
        let journey = track.journey();
        for (place, rule) in rules.iter().enumerate() {
            let standing = judge(rule, track, &journey, as_of, calendar);
            let person = standing.person.map_or(standing.score.verdict, |score| score.verdict);
            keep(place, Scored { score: standing.score, person });
        }
        let days = track.owner_days(&journey, as_of);
        Ok(Stood { sent: true, end: journey.end, days, first_slot: journey.first_slot })
    }

    /// Judges again the asks at these places, in what was judged before; asks taken in since are added.
    pub fn judge_again(
        &self,
        judged: &mut Judged,
        places: &[usize],
        rules: &[Rule],
        calendar: &Calendar,
    ) -> Result<(), Broken> {
        judged.stood.resize(self.rows.len(), NOT_SENT);
        judged.scores.iter_mut().for_each(|list| list.resize(self.rows.len(), NO_SCORE));
        let mut folding = Folding::default();
        let as_of = judged.as_of;
        for &place in places {
            let Some(ask) = self.rows.get(place) else { continue };
            let scores = &mut judged.scores;
            let stood = self.judge_one(ask, rules, as_of, calendar, &mut folding, |rule, scored| {
                if let Some(slot) = scores.get_mut(rule).and_then(|list| list.get_mut(place)) {
                    *slot = scored;
                }
            })?;
            if let Some(slot) = judged.stood.get_mut(place) {
                *slot = stood;
            }
        }
        Ok(())
    }
}
