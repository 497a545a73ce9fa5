//! One replication: a day at a time for lists and published waits, in continuous time for those who walk in.

use std::collections::VecDeque;

use kernel::Day;
use lawbook::Setting;
use referrals_rules::life::EventKind;

use super::asks::{Asks, Did, Story};
use super::luck::{For, fraction, mix};
use super::scenario::{Item, METHODS, price_on};
use super::tally::Tally;
use super::walk_in::Stations;
use super::world::{World, kind_bit};
use crate::queue::Agenda;

/// What is to happen.
#[derive(Clone, Copy, Debug)]
pub(super) enum Event {
    /// Midnight.
    Day(i32),
    /// Somebody asks: the place in the day's list.
    Arrive(u32),
    /// A host answers.
    Answer(u32, u32),
    /// A time is looked for: after an answer, an absence, a deferral.
    Offer(u32, u32, Before),
    /// The day before a slot: what may come between.
    Between(u32, u32),
    /// The slot.
    Attend(u32, u32),
    /// Somebody gives up.
    GivesUp(u32, u32),
    /// Somebody comes to the door.
    Comes(u32, u32),
    /// Somebody at the door has been seen.
    Seen(u32, u32),
    /// The doors of a session open, and close.
    Opens(u32, u32),
    Closes(u32, u32),
}

/// What is recorded before a time is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    Nothing,
    /// In touch again after a missed appointment.
    Recontact,
    /// Fit to proceed.
    Fit,
}

struct Arrival {
    area: u32,
    age: u8,
    key: u64,
}

pub(super) struct Engine<'w> {
    pub world: &'w World<'w>,
    pub agenda: Agenda<Event>,
    pub asks: Asks,
    pub tally: Tally,
    pub now: f64,
    pub day: i32,
    seed: u64,
    arrivals: Vec<Arrival>,
    number: u64,
    stories: bool,
    /// Free slots of each dated session.
    pub free: Vec<Vec<u16>>,
    /// Taken in a week, by service and week.
    pub taken: Vec<Vec<u16>>,
    /// Who waits for a time to be offered, by service.
    pub lists: Vec<VecDeque<(u32, u32)>>,
    /// What is published, and the sum and count of the waits offered since.
    published: Vec<f64>,
    pub heard: Vec<(f64, u32)>,
    /// By service, what the published wait is worth as a factor.
    worth: Vec<f64>,
    pub stations: Stations,
    payers: Vec<String>,
}

/// Who pays, by name, in order.
pub(super) fn payers(world: &World<'_>) -> Vec<String> {
    let mut payers: Vec<String> = world.scenario.prices.iter().map(|price| price.payer.clone()).collect();
    payers.sort();
    payers.dedup();
    payers
}

/// Runs one replication. Asked for stories, it keeps each counted ask whole.
pub(super) fn replicate(world: &World<'_>, seed: u64, stories: bool) -> Tally {
    let payers = payers(world);
    let services = &world.scenario.services;
    let weeks =
        world.end.unsigned_abs() as usize / 7 + usize::from(world.scenario.behaviour.book_ahead_days) / 7 + 3;
    let mut engine = Engine {
        world,
        agenda: Agenda::default(),
        asks: Asks::default(),
        tally: Tally::new(world, payers.len()),
        now: 0.0,
        day: 0,
        seed: mix(seed),
        arrivals: Vec::new(),
        number: 0,
        stories,
        free: world.dated.iter().map(|of| of.iter().map(|session| session.slots).collect()).collect(),
        taken: services.iter().map(|_| vec![0; weeks]).collect(),
        lists: services.iter().map(|_| VecDeque::new()).collect(),
        published: services.iter().map(|of| of.published_days).collect(),
        heard: vec![(0.0, 0); services.len()],
        worth: vec![1.0; services.len()],
        stations: Stations::of(world),
        payers,
    };
    engine.publish(true);
    engine.agenda.put(0.0, Event::Day(0));
    engine.go();
    engine.tally
}

impl Engine<'_> {
    fn go(&mut self) {
        let mut events = 0u64;
        while let Some((time, event)) = self.agenda.take() {
            if time >= f64::from(self.world.end + 1) {
                break;
            }
            events += 1;
            self.now = time;
            self.day = time as i32;
            match event {
                Event::Day(day) => self.midnight(day),
                Event::Arrive(place) => self.arrive(place as usize),
                Event::Answer(ask, turn) if self.is_now(ask, turn) => self.answer(ask),
                Event::Offer(ask, turn, before) if self.is_now(ask, turn) => self.look_again(ask, before),
                Event::Between(ask, turn) if self.is_now(ask, turn) => self.between(ask),
                Event::Attend(ask, turn) if self.is_now(ask, turn) => self.attend(ask),
                Event::GivesUp(ask, life) if self.asks.all[ask as usize].life == life => self.gives_up(ask),
                Event::Comes(ask, turn) if self.is_now(ask, turn) => self.comes(ask),
                Event::Seen(ask, station) => self.seen(ask, station),
                Event::Opens(service, session) => self.opens(service, session),
                Event::Closes(service, session) => self.closes(service, session),
                Event::Answer(..) | Event::Offer(..) | Event::Between(..) | Event::Attend(..) => {}
                Event::GivesUp(..) | Event::Comes(..) => {}
            }
        }
        self.tally.events = events;
        for place in 0..self.asks.all.len() {
            if self.asks.all[place].open {
                self.count(place as u32);
            }
        }
        // What the rules of an ask refuse, a simulation must never do: it would count days that cannot happen.
        assert!(self.asks.refused == 0, "{} simulated steps break the rules of an ask", self.asks.refused);
    }

    fn is_now(&self, ask: u32, turn: u32) -> bool {
        self.asks.all[ask as usize].turn == turn
    }

    /// The date of today.
    pub fn today(&self) -> Day {
        self.world.start + self.day
    }

    fn midnight(&mut self, day: i32) {
        let (first, last) = self.world.counted;
        if day % 7 == 0 {
            self.publish(false);
        }
        for service in 0..self.lists.len() {
            self.serve_list(service);
            let waiting = self.lists[service].len() as u64;
            if day == first {
                self.tally.lists[service].0 = waiting;
            } else if day == last {
                self.tally.lists[service].1 = waiting;
            }
        }
        self.tally.open.push(f64::from(self.asks.open));
        self.open_doors(day);
        self.draw_arrivals(day);
        if day < self.world.end {
            self.agenda.put(f64::from(day + 1), Event::Day(day + 1));
        }
    }

    /// Publishes each service's wait: a share of what was heard since, and the rest of the last.
    fn publish(&mut self, first: bool) {
        let choice = &self.world.scenario.choice;
        for (nth, (sum, count)) in self.heard.iter_mut().enumerate() {
            if *count > 0 && !first {
                let new = *sum / f64::from(*count);
                self.published[nth] += choice.smoothing * (new - self.published[nth]);
            }
            (*sum, *count) = (0.0, 0);
        }
        let least = self.published.iter().copied().fold(f64::INFINITY, f64::min);
        for (worth, wait) in self.worth.iter_mut().zip(&self.published) {
            *worth = (choice.a_day * (wait - least)).exp();
        }
    }

    /// Asks of the day come as a Poisson process, each area on a stream of its own.
    fn draw_arrivals(&mut self, day: i32) {
        let scenario = self.world.scenario;
        let date = self.world.start + day;
        let civil = date.civil();
        let month = scenario.months[usize::from(civil.month().unsigned_abs().clamp(1, 12)) - 1];
        let weekday = scenario.weekdays[(date.epoch_days() + 3).rem_euclid(7) as usize];
        self.arrivals.clear();
        let date = u64::from(date.epoch_days().unsigned_abs());
        for (area, shares) in self.world.ages.iter().enumerate() {
            let rate = shares.last().copied().unwrap_or(0.0) / 365.25 * month * weekday;
            if rate <= 0.0 {
                continue;
            }
            let stream = mix(self.seed ^ self.world.area_keys[area] ^ mix(date));
            let (mut at, mut nth) = (0.0, 0u64);
            loop {
                at += -fraction(stream, For::Arrival, nth).ln() / rate;
                if at >= 1.0 {
                    break;
                }
                let key = mix(stream ^ nth);
                let drawn = fraction(key, For::Age, 0) * shares.last().copied().unwrap_or(0.0);
                let age = shares.partition_point(|up_to| *up_to < drawn).min(shares.len() - 1);
                let place = self.arrivals.len() as u32;
                self.arrivals.push(Arrival { area: area as u32, age: age as u8, key });
                self.agenda.put(f64::from(day) + at, Event::Arrive(place));
                nth += 1;
            }
        }
    }

    fn arrive(&mut self, place: usize) {
        let Some(Arrival { area, age, key }) = self.arrivals.get(place).map(|of| Arrival { ..*of }) else {
            return;
        };
        let of = &self.world.scenario.areas[area as usize];
        let drawn = fraction(key, For::Method, 0);
        let method =
            if drawn <= of.methods[0] { 0 } else { 1 + usize::from(drawn > of.methods[0] + of.methods[1]) };
        let complicated = fraction(key, For::Complicated, 0) <= of.complicated;
        let kind = kind_bit(usize::from(age), method, complicated);
        let counted = self.is_counted(self.day);
        let Some((service, walk_in, tenths)) = self.choose(area, kind, method, key, None) else {
            self.tally.nowhere += u64::from(counted);
            return;
        };
        if counted && !complicated {
            self.tally.simple.0 += 1;
            self.tally.simple.1 += u64::from(self.world.settings[service as usize] == Setting::Clinic);
        }
        self.number += 1;
        let ask = self.asks.place();
        let story = (self.stories && counted)
            .then(|| Box::new(Story { number: self.number, area: area as usize, ..Story::default() }));
        let of = &mut self.asks.all[ask as usize];
        (of.key, of.area, of.service, of.tenths) = (key, area, service, tenths);
        (of.sent, of.age, of.method, of.complicated) = (self.day, age, method as u8, complicated);
        of.story = story;
        let (turn, life) = (of.turn, of.life);
        self.note(ask, Did::To(EventKind::Sent, service));
        if let Some(mean) = self.world.scenario.behaviour.patience_days {
            let days = -mean * fraction(key, For::Patience, 0).ln();
            self.agenda.put(self.now + days, Event::GivesUp(ask, life));
        }
        if walk_in {
            self.goes_to_the_door(ask);
        } else {
            let on = self.answered_on(self.day);
            self.agenda.put(on, Event::Answer(ask, turn));
        }
    }

    /// When an ask of that day is answered: so many working days later, in the morning, and never before it came.
    fn answered_on(&self, day: i32) -> f64 {
        let world = self.world;
        let days = i32::from(world.scenario.behaviour.answers_in_days);
        if days == 0 {
            return self.now;
        }
        let on = world.calendar.plus_working_days(world.start + day, days) - world.start;
        f64::from(on) + 9.0 / 24.0
    }

    /// Where somebody goes: a race between what is open to her, each with a time of its own (an exponential of the rate of
    /// its worth), which is the multinomial logit and keeps the same mind over scenarios.
    pub fn choose(
        &self,
        area: u32,
        kind: u64,
        method: usize,
        key: u64,
        not: Option<u32>,
    ) -> Option<(u32, bool, u32)> {
        let world = self.world;
        let mut best = (f64::INFINITY, None);
        for of in &world.near[area as usize] {
            let service = of.service as usize;
            let fits = world.takes[service] & kind != 0 && not != Some(of.service);
            let elsewhere = not.is_some() && (of.walk_in || world.settings[service] != Setting::Clinic);
            if !fits || elsewhere || !self.can(service, of.walk_in, method) {
                continue;
            }
            let weight = of.weight * if of.walk_in { 1.0 } else { self.worth[service] };
            let time = -fraction(key ^ of.key, For::Where, 0).ln() / weight;
            if time < best.0 {
                best = (time, Some((of.service, of.walk_in, of.tenths)));
            }
        }
        best.1
    }

    /// Whether somebody could be fitted with that method there by that way in, in the weeks that can be booked.
    fn can(&self, service: usize, walk_in: bool, method: usize) -> bool {
        let world = self.world;
        if walk_in && world.scenario.services[service].always_open.is_some() {
            return true;
        }
        let ahead = i32::from(world.scenario.behaviour.book_ahead_days);
        let from = world.from_day[service].get(self.day.unsigned_abs() as usize).copied().unwrap_or(u32::MAX);
        let sessions = world.dated[service].get(from as usize..).unwrap_or_default();
        sessions.iter().take_while(|session| session.day <= self.day + ahead).any(|session| {
            session.methods & (1 << method) != 0
                && if walk_in { session.walk_in > 0 } else { session.slots > 0 }
        })
    }

    pub fn is_counted(&self, sent: i32) -> bool {
        self.world.counted.0 <= sent && sent <= self.world.counted.1
    }

    /// Records a step of an ask today.
    pub fn note(&mut self, ask: u32, did: Did) {
        let today = self.today();
        self.asks.note(ask, today, did, self.world.calendar);
    }

    pub fn pay(&mut self, ask: u32, item: Item) {
        let of = &self.asks.all[ask as usize];
        let setting = self.world.settings[of.service as usize];
        let (counted, today) = (self.is_counted(of.sent), self.today());
        let Some(price) = price_on(&self.world.scenario.prices, item, setting, today) else { return };
        if counted && let Ok(payer) = self.payers.binary_search(&price.payer) {
            self.tally.paid[payer] += price.pence;
        }
        self.asks.all[ask as usize].pence += price.pence;
    }

    /// Ends an ask with its last step, and counts it.
    pub fn end(&mut self, ask: u32, with: EventKind) {
        if with == EventKind::Fitted {
            let method = METHODS[usize::from(self.asks.all[ask as usize].method) % METHODS.len()];
            self.pay(ask, Item::of(method));
        }
        self.note(ask, Did::Plain(with));
        self.count(ask);
        self.asks.end(ask);
    }

    fn count(&mut self, ask: u32) {
        if self.is_counted(self.asks.all[ask as usize].sent) {
            self.tally.count(&mut self.asks.all[ask as usize], self.world);
        }
    }

    fn gives_up(&mut self, ask: u32) {
        self.release(ask);
        self.end(ask, EventKind::Withdrawn);
    }
}
