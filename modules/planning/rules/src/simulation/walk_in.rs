//! People who come to the door: places side by side, in the order of coming, until the doors close.

use std::collections::VecDeque;

use referrals_rules::life::EventKind;

use super::asks::Did;
use super::luck::{For, fraction};
use super::run::{Engine, Event};
use super::world::World;

const MINUTES_A_DAY: f64 = 1440.0;

#[derive(Clone, Debug, Default)]
struct Station {
    open: bool,
    free: u32,
    line: VecDeque<(u32, u32, f64)>,
}

/// The doors of every dated session, and of what is always open.
#[derive(Default)]
pub(super) struct Stations {
    all: Vec<Station>,
    /// The first station of each service; one more than its sessions, the last for what is always open.
    first: Vec<u32>,
}

impl Stations {
    pub fn of(world: &World<'_>) -> Stations {
        let mut stations = Stations::default();
        for (service, sessions) in world.scenario.services.iter().zip(&world.dated) {
            stations.first.push(stations.all.len() as u32);
            let doors = sessions.iter().any(|session| session.walk_in > 0);
            if doors || service.always_open.is_some() {
                stations.all.resize(stations.all.len() + sessions.len() + 1, Station::default());
            }
            if let Some(places) = service.always_open
                && let Some(last) = stations.all.last_mut()
            {
                *last = Station { open: true, free: places, line: VecDeque::new() };
            }
        }
        stations
    }
}

impl Engine<'_> {
    /// Opens the doors of the sessions of a day at their hours.
    pub fn open_doors(&mut self, day: i32) {
        for service in 0..self.world.dated.len() {
            let dated = &self.world.dated[service];
            let from = self.world.from_day[service][day.unsigned_abs() as usize] as usize;
            for (nth, session) in
                dated.iter().enumerate().skip(from).take_while(|(_, session)| session.day == day)
            {
                if session.walk_in > 0 {
                    let opens = f64::from(day) + session.starts / 24.0;
                    self.agenda.put(opens, Event::Opens(service as u32, nth as u32));
                    self.agenda.put(opens + session.hours / 24.0, Event::Closes(service as u32, nth as u32));
                }
            }
        }
    }

    pub fn opens(&mut self, service: u32, session: u32) {
        let places = self.world.dated[service as usize][session as usize].walk_in;
        let at = self.stations.first[service as usize] + session;
        let station = &mut self.stations.all[at as usize];
        (station.open, station.free) = (true, places);
        self.next_in(at);
    }

    /// Whoever still waits is asked to come to the next session.
    pub fn closes(&mut self, service: u32, session: u32) {
        let at = (self.stations.first[service as usize] + session) as usize;
        self.stations.all[at].open = false;
        let line = std::mem::take(&mut self.stations.all[at].line);
        for (ask, turn, _) in line {
            if self.asks.all[ask as usize].turn == turn {
                if self.is_counted(self.asks.all[ask as usize].sent) {
                    self.tally.door.turned_away += 1;
                }
                self.asks.all[ask as usize].tries += 1;
                self.goes_to_the_door(ask);
            }
        }
    }

    /// Somebody sets out for the next session with open doors that can fit what she asks for.
    pub fn goes_to_the_door(&mut self, ask: u32) {
        let of = &self.asks.all[ask as usize];
        let (service, turn, bit) = (of.service as usize, of.turn, 1u8 << of.method);
        let dated = &self.world.dated[service];
        if self.world.scenario.services[service].always_open.is_some() {
            self.asks.all[ask as usize].session = dated.len() as u32;
            self.comes(ask);
            return;
        }
        let from =
            self.world.from_day[service].get(self.day.unsigned_abs() as usize).copied().unwrap_or(u32::MAX);
        for (nth, session) in dated.iter().enumerate().skip(from as usize) {
            let closes = f64::from(session.day) + (session.starts + session.hours) / 24.0;
            if session.walk_in == 0 || session.methods & bit == 0 || closes <= self.now {
                continue;
            }
            let opens = (f64::from(session.day) + session.starts / 24.0).max(self.now);
            let of = &mut self.asks.all[ask as usize];
            let drawn = 1.0 - fraction(of.key, For::WalksIn, u64::from(of.tries));
            of.session = nth as u32;
            self.agenda.put(opens + drawn * (closes - opens), Event::Comes(ask, turn));
            return;
        }
        // No such session is left before the simulation ends: she waits, and is counted as waiting.
    }

    /// Comes to the door: seen at once, or in line.
    pub fn comes(&mut self, ask: u32) {
        let of = &self.asks.all[ask as usize];
        let (service, turn) = (of.service as usize, of.turn);
        let at = self.stations.first[service] + of.session;
        self.stations.all[at as usize].line.push_back((ask, turn, self.now));
        self.next_in(at);
    }

    fn next_in(&mut self, at: u32) {
        loop {
            let station = &mut self.stations.all[at as usize];
            if !station.open || station.free == 0 {
                return;
            }
            let Some((ask, turn, since)) = station.line.pop_front() else { return };
            if self.asks.all[ask as usize].turn != turn {
                continue;
            }
            station.free -= 1;
            let of = &self.asks.all[ask as usize];
            if self.is_counted(of.sent) {
                let door = &mut self.tally.door;
                door.seen += 1;
                door.waited += u64::from(self.now > since);
                door.minutes += (self.now - since) * MINUTES_A_DAY;
            }
            let behaviour = &self.world.scenario.behaviour;
            let drawn = if behaviour.walk_in_fixed {
                1.0
            } else {
                -fraction(of.key, For::Seen, u64::from(of.tries)).ln()
            };
            // From here on nobody gives up: she is being seen.
            let of = &mut self.asks.all[ask as usize];
            of.life = of.life.wrapping_add(1);
            self.agenda
                .put(self.now + drawn * behaviour.walk_in_minutes / MINUTES_A_DAY, Event::Seen(ask, at));
        }
    }

    /// Somebody at the door has been seen: it is done, or she is to come again, and the next goes in.
    pub fn seen(&mut self, ask: u32, at: u32) {
        let today = self.today();
        let first = self.asks.all[ask as usize].tries == 0
            || self.asks.all[ask as usize].course.life().state == referrals_rules::life::State::Sent;
        if first {
            self.note(ask, Did::Plain(EventKind::Accepted));
        }
        self.note(ask, Did::Offered([today, today], 1));
        self.note(ask, Did::Booked(today));
        let of = &self.asks.all[ask as usize];
        let not = self.world.scenario.behaviour.not_fitted;
        if not > 0.0 && fraction(of.key, For::Fits, u64::from(of.tries)) <= not {
            self.pay(ask, super::scenario::Item::NotFitted);
            self.note(ask, Did::Plain(EventKind::NotFitted));
            let of = &mut self.asks.all[ask as usize];
            (of.straight, of.tries) = (false, of.tries + 1);
            self.goes_to_the_door(ask);
        } else {
            self.end(ask, EventKind::Fitted);
        }
        let sessions = self.stations.all.get(at as usize).is_some_and(|station| station.open);
        if sessions {
            self.stations.all[at as usize].free += 1;
            self.next_in(at);
        }
    }
}
