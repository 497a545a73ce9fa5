//! What becomes of one ask, told as dated moves. What would happen today or later has not happened yet.

use kernel::{Day, Moment, OrgId, SeatId, ServiceId};
use referrals_rules::facts::v1::{Move, Moved, Offered, Sent};

use crate::chance::Chance;

/// How an ask goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Story {
    /// Offered, booked, fitted.
    Plain,
    /// The host needs to know more first.
    Question,
    /// She declines the first offer and comes when she can.
    LaterPlease,
    /// She does not come the first time.
    Missed,
    /// The host takes the slot back.
    CancelledByHost,
    /// Put off until pregnancy can be excluded.
    PutOff,
    /// Withdrawn before the slot.
    Withdrawn,
    /// Not fitted at the appointment, and withdrawn after it.
    NotFitted,
    /// Declined for want of room; the sender withdraws it and goes elsewhere.
    Declined,
    /// Declined because of its purpose and passed on to a host that is paid for it.
    TurnedAside {
        /// The other host.
        to: OrgId,
        /// Its service.
        service: ServiceId,
    },
    /// She came to a clinic by herself.
    AtAClinic,
}

impl Story {
    /// A story as they happen between practices.
    pub fn any(chance: &mut Chance) -> Story {
        const USUAL: &[(Story, f64)] = &[
            (Story::Plain, 72.0),
            (Story::Question, 6.0),
            (Story::LaterPlease, 8.0),
            (Story::Missed, 4.0),
            (Story::CancelledByHost, 3.0),
            (Story::PutOff, 2.0),
            (Story::Withdrawn, 3.0),
            (Story::NotFitted, 1.5),
            (Story::Declined, 0.5),
        ];
        chance.by_weight(USUAL, |(_, weight)| *weight).map_or(Story::Plain, |(story, _)| *story)
    }

    /// The moves, in order, up to yesterday, at a host where people wait for about so many days.
    pub fn tell(self, sent: &Sent, wait: i64, today: Day, chance: &mut Chance) -> Vec<Moved> {
        // Each ask keeps to a time of day of its own, so that a session's list is not all at twenty past ten.
        let nth = sent.reference.bytes().map(usize::from).sum();
        let mut telling = Telling { now: sent.on, moves: Vec::new(), chance, wait, nth };
        telling.whole(self);
        let mut moves = telling.moves;
        // A history stops at the first move that has not happened yet.
        let happened = moves.iter().position(|moved| moved.on >= today).unwrap_or(moves.len());
        moves.truncate(happened);
        moves
    }
}

struct Telling<'t> {
    now: Day,
    moves: Vec<Moved>,
    chance: &'t mut Chance,
    wait: i64,
    nth: usize,
}

fn weekday(day: Day) -> Day {
    if day.is_weekend() { day + 2 } else { day }
}

/// Times of a clinic's day, twenty minutes each, from nine to five.
const TIMES: usize = 24;

/// A time on that day, of the twenty-four; every one of them exists, since no clock changes by day.
fn at(day: Day, nth: usize) -> Moment {
    let minutes = i64::try_from(nth % TIMES).unwrap_or(0) * 20;
    Moment::local(day, 9, 0).unwrap_or(Moment::start_of(day)).plus_minutes(minutes)
}

impl Telling<'_> {
    fn step(&mut self, days: i64, what: Move) {
        self.now = weekday(self.now + i32::try_from(days).unwrap_or(0));
        self.moves.push(Moved { on: self.now, what });
    }

    /// A move on the very day of the one before, or on a given later day.
    fn on(&mut self, day: Day, what: Move) {
        self.now = self.now.max(day);
        self.moves.push(Moved { on: self.now, what });
    }

    fn some(&mut self, low: i64, high: i64) -> i64 {
        self.chance.between(low, high)
    }

    fn slot_after(&mut self, at_least: i64) -> Day {
        let days = at_least.max(self.wait + self.chance.between(-4, 7)).max(3);
        weekday(self.now + i32::try_from(days).unwrap_or(7))
    }

    fn offer(&mut self, first: Day) -> Day {
        let second = weekday(first + 2);
        let slots = vec![
            Offered { slot: None, at: at(first, self.nth) },
            Offered { slot: None, at: at(second, self.nth) },
        ];
        self.on(self.now, Move::Offered { slots });
        second
    }

    fn book(&mut self, slot: Day) {
        self.on(self.now, Move::Booked { slot: None, at: at(slot, self.nth), by_person: false });
    }

    fn fit(&mut self, slot: Day) {
        self.on(slot, Move::Fitted { device: "not recorded".to_owned(), replace_by: None });
        self.end();
    }

    fn end(&mut self) {
        self.on(self.now, Move::Answered);
        let days = self.some(0, 6);
        self.step(days, Move::Closed { by_time: false });
    }

    fn accepted(&mut self) {
        let days = self.some(0, 2);
        self.step(days, Move::Read);
        let days = self.some(0, 1);
        self.step(days, Move::Accepted);
    }

    fn offered(&mut self) -> Day {
        let days = self.some(0, 3);
        self.now = weekday(self.now + i32::try_from(days).unwrap_or(0));
        let slot = self.slot_after(3);
        self.offer(slot);
        slot
    }

    fn whole(&mut self, story: Story) {
        match story {
            Story::Plain => self.plain(),
            Story::Question => {
                self.step(1, Move::Read);
                self.on(self.now, Move::NeedsInfo);
                let days = self.some(1, 6);
                self.step(days, Move::InfoGiven);
                self.plain();
            }
            Story::LaterPlease => self.later_please(),
            Story::Missed => self.missed(),
            Story::CancelledByHost => self.cancelled(),
            Story::PutOff => self.put_off(),
            Story::Withdrawn => {
                self.accepted();
                let slot = self.offered();
                self.book(slot);
                let reason = "no-longer-wanted".to_owned();
                self.step(1, Move::Withdrawn { reason, by_person: true });
                self.end();
            }
            Story::NotFitted => {
                self.accepted();
                let slot = self.offered();
                self.book(slot);
                self.on(slot, Move::NotFitted { reason: "failed-attempt".to_owned() });
                let days = self.some(1, 3);
                self.step(days, Move::Withdrawn { reason: "other-method".to_owned(), by_person: true });
                self.end();
            }
            Story::Declined => {
                self.step(1, Move::Read);
                self.on(
                    self.now,
                    Move::Declined { reason: "capacity".to_owned(), talk_to: SeatId::from_bits(0) },
                );
                let days = self.some(1, 4);
                self.step(days, Move::Withdrawn { reason: "fitted-elsewhere".to_owned(), by_person: false });
                self.end();
            }
            Story::TurnedAside { to, service } => {
                self.step(1, Move::Read);
                let reason = "outside-acceptance".to_owned();
                self.on(self.now, Move::Declined { reason: reason.clone(), talk_to: SeatId::from_bits(0) });
                self.step(1, Move::Redirected { to, service, reason });
                self.plain();
            }
            Story::AtAClinic => {
                self.on(self.now, Move::Accepted);
                let days = self.wait + self.chance.between(-3, 4);
                let slot = weekday(self.now + i32::try_from(days.max(0)).unwrap_or(0));
                let slots = vec![Offered { slot: None, at: at(slot, self.nth) }];
                self.on(self.now, Move::Offered { slots });
                self.book(slot);
                self.fit(slot);
            }
        }
    }

    fn plain(&mut self) {
        self.accepted();
        let slot = self.offered();
        self.book(slot);
        self.fit(slot);
    }

    fn later_please(&mut self) {
        self.accepted();
        let first = self.offered();
        let second = weekday(first + 2);
        let away = self.some(10, 30);
        let available_from = second + i32::try_from(away).unwrap_or(14);
        self.step(1, Move::WaitingPatient { declined: vec![first, second], available_from });
        self.now = self.now.max(available_from - 3);
        let slot = weekday(available_from + 1);
        self.offer(slot);
        self.book(slot);
        self.fit(slot);
    }

    fn missed(&mut self) {
        self.accepted();
        let slot = self.offered();
        self.book(slot);
        let again = weekday(slot + 3);
        self.on(again, Move::DidNotAttend { day: slot, recontact: Some(again) });
        let next = self.slot_after(5);
        self.offer(next);
        self.book(next);
        self.fit(next);
    }

    fn cancelled(&mut self) {
        self.accepted();
        let slot = self.offered();
        self.book(slot);
        self.on(slot - 1, Move::HostCancelled { day: slot, reason: "fitter away".to_owned() });
        let next = self.slot_after(6);
        self.offer(next);
        self.book(next);
        self.fit(next);
    }

    fn put_off(&mut self) {
        self.accepted();
        let review_on = weekday(self.now + 14);
        self.on(self.now, Move::Deferred { reason: "pregnancy-not-excluded".to_owned(), review_on });
        self.on(review_on, Move::FitToProceed);
        let slot = self.slot_after(3);
        self.offer(slot);
        self.book(slot);
        self.fit(slot);
    }
}
