//! A slow second reading of the rules, written from the text and not from the code: it marks every single day with its
//! owner and counts by walking. Only legal histories are given to it.

use clocks::{OwnerDays, Verdict};
use kernel::Day;

/// What happened, in a form of its own.
#[derive(Clone, Debug)]
pub enum What {
    NeedsInfo,
    InfoGiven,
    Accepted,
    Declined,
    Redirected(u32),
    Offered(Vec<Day>),
    Booked(Day),
    HostCancelled(Day),
    PatientCancelled(Day, Day),
    Declines(Vec<Day>, Day),
    Missed(Day, Option<Day>),
    Deferred(Day),
    Fit,
    Fitted,
    NotFitted,
    Withdrawn,
    Returned,
    Void,
}

pub struct Oracle {
    sent: Day,
    as_of: Day,
    events: Vec<(Day, What)>,
    closed: Vec<Day>,
    owners: Vec<char>,
}

/// One rule in its own words.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    pub slot: bool,
    pub working: bool,
    pub limit: i32,
    pub leaves_out: &'static str,
}

impl Oracle {
    pub fn new(sent: Day, as_of: Day, events: &[(Day, What)], closed: &[Day]) -> Oracle {
        let events = events.iter().filter(|(on, _)| *on <= as_of).cloned().collect();
        // Far holidays are looked through on every day, so only the near ones are kept.
        let closed = closed.iter().copied().filter(|day| (sent - 10..sent + 800).contains(day)).collect();
        let mut oracle = Oracle { sent, as_of, events, closed, owners: Vec::new() };
        oracle.owners = oracle.marked();
        oracle
    }

    fn works(&self, day: Day) -> bool {
        !day.is_weekend() && !self.closed.contains(&day)
    }

    /// Working days d with start < d ≤ end.
    fn between(&self, start: Day, end: Day) -> usize {
        let mut count = 0;
        let mut day = start;
        while day < end {
            day = day.next();
            count += usize::from(self.works(day));
        }
        count
    }

    /// The end, and whether it was by being fitted.
    pub fn end(&self) -> Option<(Day, bool)> {
        let ends = |what: &What| match what {
            What::Fitted => Some(true),
            What::Withdrawn | What::Returned => Some(false),
            _ => None,
        };
        let ended = self.events.iter().find_map(|(on, what)| ends(what).map(|fitted| (*on, fitted)));
        ended.or_else(|| {
            self.events.iter().find(|(_, what)| matches!(what, What::Void)).map(|(on, _)| (*on, false))
        })
    }

    pub fn is_void(&self) -> bool {
        self.events.iter().any(|(_, what)| matches!(what, What::Void))
    }

    pub fn last(&self) -> Day {
        self.end().map_or(self.as_of, |(day, _)| day)
    }

    /// A letter for each day from the day after it was sent, far enough for every date that is named.
    fn marked(&self) -> Vec<char> {
        let mut days = vec!['h'; 800];
        let place = |day: Day| usize::try_from(day - self.sent - 1).unwrap_or(0);
        // Whoever it was that had the days after `from` has them no more; `who` has them up to and including `to`.
        let mark = |days: &mut Vec<char>, who: char, from: Day, to: Day| {
            for (ahead, owner) in days.iter_mut().enumerate().skip(place(from + 1)) {
                let day = self.sent + 1 + i32::try_from(ahead).unwrap();
                *owner = if day <= to { who } else { 'h' };
            }
        };
        let stop = |days: &mut Vec<char>, who: char, on: Day| {
            for owner in days.iter_mut().skip(place(on + 1)).filter(|owner| **owner == who) {
                *owner = 'h';
            }
        };
        let forever = self.sent + 5000;
        let mut offers: Vec<(Day, Vec<Day>)> = Vec::new();
        let mut missed_last = false;
        for (on, what) in &self.events {
            match what {
                What::NeedsInfo | What::Declined => mark(&mut days, 's', *on, forever),
                What::InfoGiven => mark(&mut days, 'h', *on, forever),
                What::Redirected(_) => {
                    mark(&mut days, 'h', *on, forever);
                    offers.clear();
                }
                What::Offered(slots) => {
                    if missed_last {
                        stop(&mut days, 'p', *on);
                    }
                    offers.push((*on, slots.clone()));
                }
                What::HostCancelled(slot) => {
                    stop(&mut days, 'p', *on);
                    offers.iter_mut().for_each(|(_, slots)| {
                        // The offer stays as reasonable as it was made; the slot no longer stands.
                        slots.iter_mut().filter(|one| *one == slot).for_each(|one| *one = *one + 100_000);
                    });
                }
                What::PatientCancelled(slot, from) => mark(&mut days, 'p', *slot, *from),
                What::Declines(declined, from) => {
                    let mut first: Option<Day> = None;
                    for (offered_on, slots) in &offers {
                        let whole: Vec<Day> = slots
                            .iter()
                            .map(|one| if *one > self.sent + 50_000 { *one - 100_000 } else { *one })
                            .collect();
                        let mut far: Vec<Day> =
                            whole.into_iter().filter(|slot| self.between(*offered_on, *slot) >= 2).collect();
                        far.sort_unstable();
                        far.dedup();
                        if far.len() >= 2 {
                            let hit = declined.iter().copied().filter(|slot| slots.contains(slot)).min();
                            first = [first, hit].into_iter().flatten().min();
                        }
                    }
                    if let Some(first) = first {
                        mark(&mut days, 'p', first, *from);
                    }
                }
                What::Missed(slot, recontact) => mark(&mut days, 'p', *slot, recontact.unwrap_or(forever)),
                What::Deferred(review) => {
                    let mut lapses = *review;
                    let mut left = 3;
                    while left > 0 {
                        lapses = lapses.next();
                        left -= i32::from(self.works(lapses));
                    }
                    mark(&mut days, 'c', *on, lapses);
                }
                What::Fit => stop(&mut days, 'c', *on),
                What::NotFitted => stop(&mut days, 'p', *on),
                What::Accepted
                | What::Booked(_)
                | What::Fitted
                | What::Withdrawn
                | What::Returned
                | What::Void => {}
            }
            missed_last = match what {
                What::Missed(..) => true,
                What::Offered(_) | What::Deferred(_) => false,
                _ => missed_last,
            };
        }
        days
    }

    pub fn owner_days(&self) -> OwnerDays {
        let mut days = OwnerDays::default();
        let raw = usize::try_from(self.last() - self.sent).unwrap();
        for owner in self.owners.iter().take(raw) {
            match owner {
                's' => days.sender += 1,
                'p' => days.patient += 1,
                'c' => days.clinical += 1,
                _ => days.host += 1,
            }
        }
        days
    }

    /// Tenures: from, to, whether it was passed on.
    pub fn tenures(&self) -> Vec<(Day, Day, bool)> {
        let mut starts = vec![self.sent];
        starts.extend(
            self.events.iter().filter(|(_, what)| matches!(what, What::Redirected(_))).map(|(on, _)| *on),
        );
        let ends = starts.iter().skip(1).copied().map(|next| (next, true)).chain([(self.last(), false)]);
        starts.iter().copied().zip(ends).map(|(from, (to, passed_on))| (from, to, passed_on)).collect()
    }

    /// The earliest slot of that tenure (or of all) that was not taken back and, where the stretch ended without
    /// fitting, is not after its end.
    fn first_slot(&self, tenure: Option<usize>, end: Option<(Day, bool)>) -> Option<Day> {
        let mut standing: Vec<(usize, Day)> = Vec::new();
        let mut now = 0;
        for (_, what) in &self.events {
            match what {
                What::Redirected(_) => now += 1,
                What::Offered(slots) => standing.extend(slots.iter().map(|slot| (now, *slot))),
                What::HostCancelled(gone) => standing.retain(|one| *one != (now, *gone)),
                _ => {}
            }
        }
        let last = match end {
            Some((day, false)) => day,
            _ => self.sent + 100_000,
        };
        standing
            .into_iter()
            .filter(|(of, slot)| tenure.is_none_or(|tenure| tenure == *of) && *slot <= last)
            .map(|(_, slot)| slot)
            .min()
    }

    /// Verdict and days of a journey (no tenure) or a part of it.
    pub fn judge(&self, rule: Wanted, tenure: Option<usize>) -> (Verdict, Option<i32>) {
        if self.is_void() {
            return (Verdict::Excluded, None);
        }
        let (start, end) = match tenure {
            None => (self.sent, self.end()),
            Some(place) => {
                let (from, to, passed_on) = self.tenures()[place];
                (from, if passed_on { Some((to, false)) } else { self.end() })
            }
        };
        let stop = if rule.slot {
            self.first_slot(tenure, end)
        } else {
            end.filter(|(_, fitted)| *fitted).map(|(day, _)| day)
        };
        let owners = &self.owners;
        // The last day in time: walk until the limit of counted days is used up, and on over days left out.
        let counts = |day: Day| {
            let owner = owners[usize::try_from(day - self.sent - 1).unwrap()];
            (!rule.working || self.works(day)) && !rule.leaves_out.contains(owner)
        };
        let count = |up_to: Day| {
            let mut counted = 0;
            let mut day = start;
            while day < up_to {
                day = day.next();
                counted += i32::from(counts(day));
            }
            counted
        };
        // After the limit is used up, the first day that is not left out (working or not) breaks it.
        let in_time = |up_to: Day| {
            let days = count(up_to);
            if rule.working && rule.leaves_out.is_empty() && days == rule.limit {
                self.works(up_to) || rule.limit == 0 && up_to == start
            } else {
                days <= rule.limit
            }
        };
        match (stop, end) {
            (Some(stop), _) if in_time(stop) => (Verdict::Met, Some(count(stop))),
            (Some(stop), None) if stop > self.as_of && in_time(self.as_of) => {
                (Verdict::Open, Some(count(self.as_of)))
            }
            (Some(stop), _) => (Verdict::Failed, Some(count(stop))),
            (None, Some((day, _))) if in_time(day) => (Verdict::Excluded, Some(count(day))),
            (None, Some((day, _))) => (Verdict::Failed, Some(count(day))),
            (None, None) if in_time(self.as_of) => (Verdict::Open, Some(count(self.as_of))),
            (None, None) => (Verdict::Failed, Some(count(self.as_of))),
        }
    }
}
