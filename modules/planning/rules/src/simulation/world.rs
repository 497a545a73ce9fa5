//! A scenario made ready: sessions by date with what their fitters may do that day, who takes whom, and who lives near.

use clocks::{Calendar, Rule};
use directory_rules::{Acceptance, Method, OutsidePatients, Person, Procedure, Purpose};
use kernel::Day;
use lawbook::Setting;

use super::check::Wrong;
use super::luck::key_of;
use super::scenario::{METHODS, Scenario};

const METRES_A_MILE: f64 = 1_609.344;

/// A session on its day.
#[derive(Clone, Debug)]
pub(super) struct Dated {
    /// Days after the start.
    pub day: i32,
    pub starts: f64,
    pub hours: f64,
    pub slots: u16,
    pub walk_in: u32,
    /// Bit n: method n may be fitted that day.
    pub methods: u8,
}

/// A service that somebody of an area may go to, and by which way in.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub service: u32,
    pub walk_in: bool,
    /// What it is worth without its published wait, as a factor.
    pub weight: f64,
    pub tenths: u32,
    pub key: u64,
}

pub(super) struct Judge {
    pub rule: Rule,
    pub settings: Vec<Setting>,
}

/// Everything about a scenario that is the same in every replication.
pub struct World<'s> {
    pub(super) scenario: &'s Scenario,
    pub(super) calendar: &'s Calendar,
    /// The day on which the simulation starts.
    pub(super) start: Day,
    /// Days after the start: the first and the last that are counted, and the last that is simulated.
    pub(super) counted: (i32, i32),
    pub(super) end: i32,
    pub(super) judges: Vec<Judge>,
    pub(super) dated: Vec<Vec<Dated>>,
    /// By service and day, the place of the first session on or after it.
    pub(super) from_day: Vec<Vec<u32>>,
    /// By service, one bit for each age, method and whether complicated.
    pub(super) takes: Vec<u64>,
    pub(super) near: Vec<Vec<Candidate>>,
    pub(super) area_keys: Vec<u64>,
    /// Names of patches, and each area's.
    pub(super) patches: Vec<String>,
    pub(super) patch_of: Vec<u32>,
    pub(super) settings: Vec<Setting>,
    /// By area, asks a year up to and with each band of age.
    pub(super) ages: Vec<Vec<f64>>,
}

pub(super) fn kind_bit(age: usize, method: usize, complicated: bool) -> u64 {
    1 << ((age * METHODS.len() + method) * 2 + usize::from(complicated))
}

impl<'s> World<'s> {
    /// Makes a scenario ready; refused where it cannot be run.
    pub fn of(scenario: &'s Scenario, calendar: &'s Calendar) -> Result<World<'s>, Wrong> {
        scenario.check()?;
        let judges = scenario.rules.iter().map(|set| {
            let rule = Rule::of(set)
                .map_err(|why| Wrong { field: format!("rules, {}", set.id), why: why.to_string() })?;
            Ok(Judge { rule, settings: set.settings.clone() })
        });
        let judges = judges.collect::<Result<Vec<_>, Wrong>>()?;
        let run_in = i32::try_from(scenario.run_in_days).unwrap_or(0);
        let days = i32::try_from(scenario.days).unwrap_or(1);
        let start = scenario.first - run_in;
        let end = run_in + days - 1 + i32::try_from(scenario.follow_days).unwrap_or(0);
        let horizon = end + i32::from(scenario.behaviour.book_ahead_days);
        let dated: Vec<Vec<Dated>> =
            (0..scenario.services.len()).map(|nth| dated(scenario, nth, start, horizon, calendar)).collect();
        let from_day = dated.iter().map(|sessions| {
            let mut at = 0;
            (0..=horizon + 1)
                .map(|day| {
                    while sessions.get(at).is_some_and(|session| session.day < day) {
                        at += 1;
                    }
                    u32::try_from(at).unwrap_or(u32::MAX)
                })
                .collect()
        });
        let from_day = from_day.collect();
        let mut patches: Vec<String> = scenario.areas.iter().map(|area| area.patch.clone()).collect();
        patches.sort();
        patches.dedup();
        let patch_of = scenario.areas.iter().map(|area| {
            let place = patches.binary_search(&area.patch).unwrap_or(0);
            u32::try_from(place).unwrap_or(0)
        });
        Ok(World {
            judges,
            start,
            counted: (run_in, run_in + days - 1),
            end,
            takes: (0..scenario.services.len()).map(|nth| takes(scenario, nth)).collect(),
            near: near(scenario, &dated),
            area_keys: scenario.areas.iter().map(|area| key_of(&area.id)).collect(),
            patch_of: patch_of.collect(),
            patches,
            ages: scenario.areas.iter().map(summed).collect(),
            settings: scenario.services.iter().map(|service| service.setting).collect(),
            dated,
            from_day,
            scenario,
            calendar,
        })
    }

    /// Slots of a service on the counted days.
    pub(super) fn slots_of(&self, service: usize) -> u64 {
        let (first, last) = self.counted;
        let on = self.dated[service].iter().filter(|session| first <= session.day && session.day <= last);
        on.map(|session| u64::from(session.slots)).sum()
    }
}

/// Where it is known what each service had last year, sets what each is worth in itself so that its share comes out; else
/// sets what a clinic is worth in itself so that, with the waits published when the year begins, this share of uncomplicated
/// asks would go to a clinic. Nothing is changed where one kind of place alone can be chosen.
pub fn calibrated(mut scenario: Scenario, share: f64, calendar: &Calendar) -> Result<Scenario, Wrong> {
    if scenario.services.iter().any(|service| service.last_year.is_some()) {
        let own = own_worths(&scenario, calendar)?;
        scenario.services.iter_mut().zip(own).for_each(|(service, own)| service.own += own);
    } else {
        scenario.choice.clinic += clinic_worth(&scenario, share, calendar)?;
    }
    Ok(scenario)
}

/// What each service is worth in itself, so that with the waits published when the year begins each would have its share of
/// last year's asks: the constants of a logit, found by proportional fitting. A service that had none is taken to have had half
/// an ask.
fn own_worths(scenario: &Scenario, calendar: &Calendar) -> Result<Vec<f64>, Wrong> {
    let world = World::of(scenario, calendar)?;
    let kind = kind_bit(scenario.ages.len() / 2, 2, false);
    let had: Vec<f64> =
        scenario.services.iter().map(|service| service.last_year.unwrap_or(0.0).max(0.5)).collect();
    let all: f64 = had.iter().sum();
    let mut own = vec![0.0f64; had.len()];
    for _ in 0..60 {
        let mut sent = vec![0.0f64; had.len()];
        let mut asks_in_all = 0.0;
        for (area, near) in scenario.areas.iter().zip(&world.near) {
            let asks: f64 = area.asks_a_year.iter().sum();
            let open = near.iter().filter(|of| world.takes[of.service as usize] & kind != 0);
            let worth = |of: &Candidate| {
                let service = of.service as usize;
                let wait = if of.walk_in { 0.0 } else { scenario.services[service].published_days };
                of.weight * (own[service] + scenario.choice.a_day * wait).exp()
            };
            let whole: f64 = open.clone().map(worth).sum();
            if whole > 0.0 {
                open.for_each(|of| sent[of.service as usize] += asks * worth(of) / whole);
                asks_in_all += asks;
            }
        }
        for ((own, sent), had) in own.iter_mut().zip(&sent).zip(&had) {
            if *sent > 0.0 {
                *own = (*own + (had / all * asks_in_all / sent).ln()).clamp(-12.0, 12.0);
            }
        }
    }
    Ok(own)
}

fn clinic_worth(scenario: &Scenario, share: f64, calendar: &Calendar) -> Result<f64, Wrong> {
    let world = World::of(scenario, calendar)?;
    // For each area: asks, and the worth of practices and of clinics.
    let mut worths: Vec<(f64, f64, f64)> = Vec::new();
    let kind = kind_bit(scenario.ages.len() / 2, 2, false);
    for (area, near) in scenario.areas.iter().zip(&world.near) {
        let (mut others, mut clinics) = (0.0, 0.0);
        for of in near.iter().filter(|of| world.takes[of.service as usize] & kind != 0) {
            let service = &scenario.services[of.service as usize];
            let worth = of.weight
                * (scenario.choice.a_day * if of.walk_in { 0.0 } else { service.published_days }).exp();
            *(if service.setting == Setting::Clinic { &mut clinics } else { &mut others }) += worth;
        }
        let asks: f64 = area.asks_a_year.iter().sum();
        if others + clinics > 0.0 {
            worths.push((asks * (1.0 - area.complicated), others, clinics));
        }
    }
    let all: f64 = worths.iter().map(|(asks, _, _)| asks).sum();
    let at = |extra: f64| -> f64 {
        let times = extra.exp();
        worths
            .iter()
            .map(|(asks, others, clinics)| asks * clinics * times / (others + clinics * times))
            .sum::<f64>()
            / all
    };
    let (mut low, mut high) = (-30.0, 30.0);
    if !(all > 0.0 && at(low) < share && share < at(high)) {
        return Ok(0.0);
    }
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if at(middle) < share { low = middle } else { high = middle }
    }
    Ok(low)
}

/// The sessions of a service by date. A weekday that is a bank holiday has none.
fn dated(scenario: &Scenario, nth: usize, start: Day, horizon: i32, calendar: &Calendar) -> Vec<Dated> {
    let service = &scenario.services[nth];
    let mut found = Vec::new();
    for day in 0..=horizon {
        let date = start + day;
        // 1 January 1970 was a Thursday.
        let since_monday = date.epoch_days() + 3;
        let (weekday, week) = (since_monday.rem_euclid(7), since_monday.div_euclid(7));
        if weekday < 5 && !calendar.is_working(date) {
            continue;
        }
        for session in &service.sessions {
            let every = i32::try_from(session.every_weeks).unwrap_or(1).max(1);
            let comes = week.rem_euclid(every) == i32::try_from(session.week).unwrap_or(0);
            if i32::from(session.weekday) != weekday || !comes {
                continue;
            }
            let as_known = directory_rules::Session {
                day: if scenario.renewed { scenario.first } else { date },
                fitters: session.fitters.clone(),
                room: session.room,
                assistant: session.assistant,
                free: 1,
            };
            let offers = |method: &Method| as_known.offers(*method, Procedure::Fit, &service.fitters).is_ok();
            let methods = (0u8..).zip(&METHODS).filter(|(_, method)| offers(method));
            let methods = methods.fold(0u8, |mask, (bit, _)| mask | 1 << bit);
            if methods != 0 {
                found.push(Dated {
                    day,
                    starts: session.starts,
                    hours: session.hours,
                    slots: session.slots,
                    walk_in: session.walk_in,
                    methods,
                });
            }
        }
    }
    found.sort_by(|one, other| one.day.cmp(&other.day).then(one.starts.total_cmp(&other.starts)));
    found
}

fn summed(area: &super::Area) -> Vec<f64> {
    let mut sum = 0.0;
    let mut up_to = |asks: &f64| {
        sum += asks;
        sum
    };
    area.asks_a_year.iter().map(&mut up_to).collect()
}

fn takes(scenario: &Scenario, nth: usize) -> u64 {
    // Whether it takes anybody but its own is asked by area, where it is known who its own are.
    let acceptance =
        Acceptance { outside: OutsidePatients::Taken, ..scenario.services[nth].acceptance.clone() };
    let mut bits = 0;
    for (age, first) in scenario.ages.iter().enumerate() {
        for (method, of) in METHODS.iter().enumerate() {
            for complicated in [false, true] {
                let person = Person { age: Some(*first), complicated };
                if acceptance.takes(*of, Purpose::Contraception, person).is_ok() {
                    bits |= kind_bit(age, method, complicated);
                }
            }
        }
    }
    bits
}

fn near(scenario: &Scenario, dated: &[Vec<Dated>]) -> Vec<Vec<Candidate>> {
    let choice = &scenario.choice;
    let ways: Vec<(bool, bool)> = scenario
        .services
        .iter()
        .zip(dated)
        .map(|(service, sessions)| {
            let booked = sessions.iter().any(|session| session.slots > 0);
            (booked, service.always_open.is_some() || sessions.iter().any(|session| session.walk_in > 0))
        })
        .collect();
    let worth: Vec<f64> = scenario
        .services
        .iter()
        .map(|service| {
            let hours = |session: &super::Session| session.hours / f64::from(session.every_weeks.max(1));
            let open: f64 = service.sessions.iter().map(hours).sum();
            let (own, promise) = match service.setting {
                Setting::Clinic => (choice.clinic, choice.clinic_promises),
                Setting::Practice | Setting::Hospital | Setting::Pharmacy => (0.0, choice.practice_promises),
            };
            choice.an_hour * open + service.own + own + choice.a_promised_day * promise
        })
        .collect();
    // Only differences count, and a factor must neither overflow nor vanish.
    let most = worth.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    scenario
        .areas
        .iter()
        .map(|area| {
            let mut found = Vec::new();
            for (nth, service) in scenario.services.iter().enumerate() {
                let away = (area.at[0] - service.at[0]).hypot(area.at[1] - service.at[1]) / METRES_A_MILE;
                let own_only = service.acceptance.outside == OutsidePatients::NotTaken;
                if away > choice.farthest_miles || (own_only && service.home.as_ref() != Some(&area.id)) {
                    continue;
                }
                let key = key_of(&service.id);
                for walk_in in [false, true] {
                    if !(if walk_in { ways[nth].1 } else { ways[nth].0 }) {
                        continue;
                    }
                    let extra = if walk_in { choice.walk_in } else { 0.0 };
                    found.push(Candidate {
                        service: u32::try_from(nth).unwrap_or(u32::MAX),
                        walk_in,
                        weight: (worth[nth] - most + choice.a_mile * away + extra).exp(),
                        tenths: (away * 10.0).round() as u32,
                        key: key ^ u64::from(walk_in),
                    });
                }
            }
            found
        })
        .collect()
}
