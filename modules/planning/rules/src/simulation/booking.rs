//! Appointments: what a host offers, what comes between the booking and the day, and the day.

use referrals_rules::life::EventKind;

use super::asks::Did;
use super::luck::{For, fraction};
use super::run::{Before, Engine, Event};
use super::scenario::Item;
use super::world::kind_bit;

const MORNING: f64 = 9.0 / 24.0;

impl Engine<'_> {
    fn lucky(&self, ask: u32, purpose: For, share: f64) -> bool {
        let of = &self.asks.all[ask as usize];
        share > 0.0 && fraction(of.key, purpose, u64::from(of.tries)) <= share
    }

    /// A host answers: takes the ask and offers a time, or passes it on.
    pub fn answer(&mut self, ask: u32) {
        let behaviour = &self.world.scenario.behaviour;
        let of = &self.asks.all[ask as usize];
        let passes = of.straight
            && behaviour.redirected > 0.0
            && self.world.settings[of.service as usize] != lawbook::Setting::Clinic
            && fraction(of.key, For::Redirected, 0) <= behaviour.redirected;
        if passes {
            let kind = kind_bit(usize::from(of.age), usize::from(of.method), of.complicated);
            let next = self.choose(of.area, kind, usize::from(of.method), of.key, Some(of.service));
            if let Some((service, _, tenths)) = next {
                self.note(ask, Did::To(EventKind::Redirected, service));
                let of = &mut self.asks.all[ask as usize];
                (of.service, of.tenths, of.straight) = (service, tenths, false);
                let turn = of.turn;
                let days = self.world.scenario.behaviour.answers_in_days.max(1);
                let on =
                    self.world.calendar.plus_working_days(self.today(), i32::from(days)) - self.world.start;
                self.agenda.put(f64::from(on) + MORNING, Event::Answer(ask, turn));
                return;
            }
        }
        self.note(ask, Did::Plain(EventKind::Accepted));
        self.offer(ask);
    }

    pub fn look_again(&mut self, ask: u32, before: Before) {
        match before {
            Before::Nothing => {}
            Before::Fit => self.note(ask, Did::Plain(EventKind::FitToProceed)),
            Before::Recontact => {
                let today = self.today();
                let of = &self.asks.all[ask as usize];
                let missed_all = of.missed >= self.world.scenario.behaviour.returned_after_missed;
                let slot = of.course.life().booked.unwrap_or(today);
                self.note(ask, Did::DidNotAttend(slot, today));
                let of = &self.asks.all[ask as usize];
                let may = of.course.life().missed >= of.course.life().terms.return_missed_min;
                if missed_all && may {
                    self.end(ask, EventKind::Returned);
                    return;
                }
            }
        }
        self.offer(ask);
    }

    /// Offers the two earliest days and books the first, or puts the ask on the list of those with nothing to offer yet.
    pub fn offer(&mut self, ask: u32) {
        if !self.try_offer(ask) {
            let of = &self.asks.all[ask as usize];
            let (service, turn) = (of.service as usize, of.turn);
            self.lists[service].push_back((ask, turn));
        }
    }

    /// Tries the list of a service in order, once a day.
    pub fn serve_list(&mut self, service: usize) {
        let mut in_vain = [false; 3];
        for _ in 0..self.lists[service].len() {
            let Some((ask, turn)) = self.lists[service].pop_front() else { break };
            let of = &self.asks.all[ask as usize];
            if of.turn != turn {
                continue;
            }
            let method = usize::from(of.method);
            if in_vain[method] || !self.try_offer(ask) {
                in_vain[method] = true;
                self.lists[service].push_back((ask, turn));
            }
        }
    }

    fn try_offer(&mut self, ask: u32) -> bool {
        let behaviour = &self.world.scenario.behaviour;
        let of = &self.asks.all[ask as usize];
        let service = of.service as usize;
        let bit = 1u8 << of.method;
        let (notice, ahead) = (i32::from(behaviour.notice_days), i32::from(behaviour.book_ahead_days));
        let earliest = self.day + notice;
        let from =
            self.world.from_day[service].get(earliest.unsigned_abs() as usize).copied().unwrap_or(u32::MAX);
        let dated = &self.world.dated[service];
        let limit = self.world.scenario.services[service].acceptance.weekly_limit;
        let mut found: [Option<usize>; 2] = [None, None];
        for (nth, session) in dated.iter().enumerate().skip(from as usize) {
            if session.day > self.day + ahead {
                break;
            }
            let free = self.free[service][nth] > 0 && session.methods & bit != 0;
            if !free || limit.is_some_and(|most| self.taken[service][self.week(session.day)] >= most) {
                continue;
            }
            match found[0] {
                None => found[0] = Some(nth),
                Some(first) if dated[first].day < session.day => {
                    found[1] = Some(nth);
                    break;
                }
                Some(_) => {}
            }
        }
        let Some(first) = found[0] else { return false };
        let day = dated[first].day;
        let second = found[1].map(|nth| self.world.start + dated[nth].day);
        let start = self.world.start;
        let slots = [start + day, second.unwrap_or(start + day)];
        let count = 1 + u8::from(second.is_some());
        let waited = f64::from(day - of.sent);
        let (turn, declines) = (of.turn, behaviour.declines);
        self.heard[service].0 += waited;
        self.heard[service].1 += 1;
        self.note(ask, Did::Offered(slots, count));
        if self.lucky(ask, For::Declines, declines) {
            let back = day + i32::from(self.world.scenario.behaviour.away_days);
            self.note(ask, Did::WaitingPatient(slots, count, start + back));
            self.asks.all[ask as usize].tries += 1;
            self.agenda.put(f64::from(back) + MORNING, Event::Offer(ask, turn, Before::Nothing));
            return true;
        }
        self.note(ask, Did::Booked(start + day));
        self.free[service][first] -= 1;
        let week = self.week(day);
        self.taken[service][week] += 1;
        let of = &mut self.asks.all[ask as usize];
        (of.session, of.booked) = (first as u32, true);
        // What comes between comes the day before, or at once where the slot is that near.
        if day > self.day {
            let before = f64::from(day - 1) + 0.5;
            self.agenda.put(before.max(self.now), Event::Between(ask, turn));
        } else {
            self.agenda.put(
                (f64::from(day) + self.world.dated[service][first].starts / 24.0).max(self.now),
                Event::Attend(ask, turn),
            );
        }
        true
    }

    fn week(&self, day: i32) -> usize {
        // Weeks begin on Mondays: 1 January 1970 was a Thursday.
        let monday = |day: i32| (self.world.start + day).epoch_days().wrapping_add(3).div_euclid(7);
        usize::try_from(monday(day) - monday(0)).unwrap_or(0)
    }

    /// Gives a booked slot back.
    pub fn release(&mut self, ask: u32) {
        let of = &mut self.asks.all[ask as usize];
        if std::mem::take(&mut of.booked) {
            let (service, session) = (of.service as usize, of.session as usize);
            self.free[service][session] += 1;
            let week = self.week(self.world.dated[service][session].day);
            self.taken[service][week] = self.taken[service][week].saturating_sub(1);
        }
    }

    /// The day before a slot: put off, cancelled by the person, taken back by the host, or nothing.
    pub fn between(&mut self, ask: u32) {
        let behaviour = self.world.scenario.behaviour;
        let of = &self.asks.all[ask as usize];
        let (service, session, turn) = (of.service as usize, of.session as usize, of.turn);
        let (day, starts) =
            (self.world.dated[service][session].day, self.world.dated[service][session].starts);
        let slot = self.world.start + day;
        let back = day + i32::from(behaviour.away_days);
        if of.tries == 0 && self.lucky(ask, For::Deferred, behaviour.deferred) {
            self.release(ask);
            let review = self.day + i32::from(behaviour.deferral_days);
            self.note(ask, Did::Deferred(self.world.start + review));
            self.agenda.put(f64::from(review) + MORNING, Event::Offer(ask, turn, Before::Fit));
        } else if self.lucky(ask, For::Cancels, behaviour.cancels) {
            self.release(ask);
            self.note(ask, Did::PatientCancelled(slot, self.world.start + back));
            self.agenda.put(f64::from(back) + MORNING, Event::Offer(ask, turn, Before::Nothing));
        } else if self.lucky(ask, For::HostCancels, behaviour.host_cancels) {
            // The slot is gone: nobody else gets it.
            self.asks.all[ask as usize].booked = false;
            self.note(ask, Did::HostCancelled(slot));
            self.agenda.put(self.now, Event::Offer(ask, turn, Before::Nothing));
        } else {
            self.agenda.put(f64::from(day) + starts / 24.0, Event::Attend(ask, turn));
            return;
        }
        self.asks.all[ask as usize].tries += 1;
    }

    pub fn attend(&mut self, ask: u32) {
        let behaviour = self.world.scenario.behaviour;
        let of = &mut self.asks.all[ask as usize];
        of.booked = false;
        let (service, turn) = (of.service as usize, of.turn);
        if self.is_counted(self.day) {
            self.tally.used[service] += 1;
        }
        if self.lucky(ask, For::Comes, behaviour.did_not_attend) {
            let of = &mut self.asks.all[ask as usize];
            of.missed = of.missed.saturating_add(1);
            of.tries += 1;
            self.pay(ask, Item::Missed);
            let again = f64::from(self.day + i32::from(behaviour.recontact_days)) + MORNING;
            self.agenda.put(again.max(self.now), Event::Offer(ask, turn, Before::Recontact));
        } else if self.lucky(ask, For::Fits, behaviour.not_fitted) {
            self.pay(ask, Item::NotFitted);
            self.note(ask, Did::Plain(EventKind::NotFitted));
            let of = &mut self.asks.all[ask as usize];
            (of.straight, of.tries) = (false, of.tries + 1);
            self.offer(ask);
        } else {
            self.end(ask, EventKind::Fitted);
        }
    }
}
