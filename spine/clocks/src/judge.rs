//! What a rule makes of a journey, or of one organisation's part of it.

use kernel::Day;
use lawbook::{Calendar, Owners, Stop, Unit};
use serde::{Deserialize, Serialize};

use crate::rule::{CLOCKS_MAX, Clock, Rule};
use crate::track::{End, Track, Window};

/// What a rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Stopped on or before the due date.
    Met,
    /// Past the due date, whether or not it has ended.
    Failed,
    /// Still running, and the due date has not passed.
    Open,
    /// Ended without the thing done on or before the due date, or void.
    Excluded,
}

/// A verdict with its count and its date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    /// What the rule says.
    pub verdict: Verdict,
    /// Days counted, in the rule's unit, less the days left out. None where the ask is void.
    pub days: Option<i32>,
    /// The last day on which it would be met, as far as is known. None where the ask is void.
    pub due: Option<Day>,
}

/// What a rule says of one journey or segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The host's score, which decides.
    pub score: Score,
    /// The person's score, where it differs.
    pub person: Option<Score>,
    limbs: [Option<(Score, Option<Score>)>; CLOCKS_MAX],
}

impl Standing {
    /// Of a rule of several clocks, what each says: the host's score, and the person's where it differs. Of a rule of
    /// one clock, nothing.
    pub fn limbs(&self) -> impl Iterator<Item = (Score, Option<Score>)> {
        self.limbs.iter().flatten().copied()
    }
}

const VOID: Score = Score { verdict: Verdict::Excluded, days: None, due: None };

/// Judges one stretch of a track as of a day. No memory is asked for.
///
/// The track must hold the events up to that day and no later ones. A slot counts from the day it is offered, so a
/// clock that waits for a slot can be met before the date of the slot has come.
#[inline]
pub fn judge(rule: &Rule, track: &Track, window: &Window, as_of: Day, calendar: &Calendar) -> Standing {
    let at = At { track, window, as_of, calendar };
    let mut limbs = [None; CLOCKS_MAX];
    let mut whole: Option<(Score, Score)> = None;
    let mut differs = false;
    let mut several = false;
    for (place, clock) in limbs.iter_mut().zip(rule.clocks()) {
        let host = at.score(clock, clock.host_leaves_out);
        let same = clock.host_leaves_out == clock.person_leaves_out || track.spans().is_empty();
        let person = if same { host } else { at.score(clock, clock.person_leaves_out) };
        differs |= person != host;
        *place = Some((host, (person != host).then_some(person)));
        several |= whole.is_some();
        whole = Some(match whole {
            None => (host, person),
            Some((host_before, person_before)) => (both(host_before, host), both(person_before, person)),
        });
    }
    let (score, person) = whole.unwrap_or((VOID, VOID));
    Standing {
        score,
        person: differs.then_some(person),
        limbs: if several { limbs } else { [None; CLOCKS_MAX] },
    }
}

/// Both limbs must be kept. A limb that failed stays failed, even if the person withdraws later and the other limb
/// leaves her out: otherwise a late host would gain by people giving up.
fn both(before: Score, last: Score) -> Score {
    let verdict = match (before.verdict, last.verdict) {
        (Verdict::Failed, _) | (_, Verdict::Failed) => Verdict::Failed,
        (Verdict::Excluded, _) | (_, Verdict::Excluded) => Verdict::Excluded,
        (Verdict::Open, _) | (_, Verdict::Open) => Verdict::Open,
        (Verdict::Met, Verdict::Met) => Verdict::Met,
    };
    Score { verdict, ..last }
}

struct At<'a> {
    track: &'a Track,
    window: &'a Window,
    as_of: Day,
    calendar: &'a Calendar,
}

impl At<'_> {
    #[inline]
    fn score(&self, clock: &Clock, leaves_out: Owners) -> Score {
        let ended = match self.window.end {
            Some((_, End::Void)) => return VOID,
            ended => ended,
        };
        let stop = match clock.stop {
            Stop::Done => ended.filter(|(_, how)| *how == End::Done).map(|(day, _)| day),
            Stop::FirstValidSlot => self.window.first_slot,
        };
        match stop {
            Some(stop) => self.stopped(clock, leaves_out, stop),
            None => {
                let reach = self.window.reach(self.as_of);
                let without = if ended.is_some() { Verdict::Excluded } else { Verdict::Open };
                self.counted(clock, leaves_out, reach, without)
            }
        }
    }

    /// A slot that is too late and still to come does not yet fail the clock: an earlier one may be offered until the
    /// due date has passed.
    #[inline]
    fn stopped(&self, clock: &Clock, leaves_out: Owners, stop: Day) -> Score {
        let at_stop = self.counted(clock, leaves_out, stop, Verdict::Met);
        if at_stop.verdict == Verdict::Failed && self.window.end.is_none() && stop > self.as_of {
            let today = self.counted(clock, leaves_out, self.as_of, Verdict::Open);
            if today.verdict == Verdict::Open {
                return today;
            }
        }
        at_stop
    }

    /// Counts to a day. On or before the due date the verdict is as given, after it failed; "stop ≤ due" decides also
    /// when the stop falls on a day off.
    #[inline]
    fn counted(&self, clock: &Clock, leaves_out: Owners, reach: Day, in_time: Verdict) -> Score {
        let start = self.window.start;
        let left_out = if leaves_out.is_empty() {
            0
        } else {
            self.track.days_of(leaves_out, start, reach, clock.unit, self.calendar)
        };
        let allowed = clock.limit.saturating_add(left_out);
        let (passed, due) = match clock.unit {
            Unit::CalendarDays => ((reach - start).max(0), start + allowed),
            Unit::WorkingDays => {
                (self.calendar.working_days(start, reach), self.calendar.plus_working_days(start, allowed))
            }
        };
        let verdict = if reach <= due { in_time } else { Verdict::Failed };
        Score { verdict, days: Some(passed - left_out), due: Some(due) }
    }
}
