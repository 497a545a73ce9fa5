//! A place as a scenario: who asked from where last year, who sees people in the coming weeks, and what people did.

use std::collections::{BTreeMap, HashMap};

use directory_rules::Method;
use directory_rules::facts::v1::Offering;
use directory_site::read as directory;
use journal::{Fault, Reading};
use kernel::{Day, OrgId, Point, ServiceId};
use lawbook::Setting;
use planning_rules::simulation::{AGES_MAX, Area, METHODS, Scenario, Service, Session, file};
use referrals_rules::facts::v1::{Move, Moved, Sent};
use referrals_site::past;

use crate::place::{drawn, middle};

/// A place ready to be simulated.
pub struct Place {
    /// As it is.
    pub scenario: Scenario,
    /// The share of uncomplicated asks that went to a clinic last year.
    pub clinic_share: Option<f64>,
}

const YEAR_DAYS: i32 = 365;
/// Weeks of sessions that a pattern is read from.
const WEEKS_MAX: i32 = 8;
/// Weeks of a year in which sessions are held, bank holidays apart.
const OPEN_WEEKS: f64 = 50.0;
/// How full sessions were last year, where the directory shows fewer slots than were fitted.
const FULL: f64 = 0.92;
/// Hours of a slot where a session has but one.
const SLOT_HOURS: f64 = 0.5;

/// Reads a place for a year from a day.
pub fn year(reading: &Reading, name: &str, first: Day, today: Day) -> Result<Place, Fault> {
    let organisations = directory::organisations(reading)?;
    let at: HashMap<OrgId, Point> = organisations.iter().map(|of| (of.code, of.at)).collect();
    let kinds: HashMap<OrgId, &str> = organisations.iter().map(|of| (of.code, of.kind.as_str())).collect();
    let middle = middle(&at.values().copied().collect::<Vec<_>>());
    let mut seen = Seen::default();
    let last = today - 1;
    past::histories(reading, last - YEAR_DAYS + 1, last, |_, sent, moves| {
        seen.ask(&sent, &moves, kinds.get(&sent.to).copied().unwrap_or("practice"));
        Ok(())
    })?;
    let mut scenario = file::empty(first);
    scenario.title = format!("{name} as it is");
    scenario.renewed = true;
    scenario.ages = seen.ages.keys().copied().take(AGES_MAX).collect();
    if scenario.ages.is_empty() {
        scenario.ages = vec![15];
    }
    // Whoever sent somebody is an area; those who came straight are spread over the practices, which have lists.
    let lists: u32 = organisations.iter().filter_map(|of| of.list_size).sum();
    let spread = seen.straight.values().sum::<u32>();
    let methods = seen.methods();
    for of in &organisations {
        for fifth in [Some(1), Some(2), Some(3), Some(4), Some(5), None] {
            let share = f64::from(of.list_size.unwrap_or(0)) / f64::from(lists.max(1));
            let asks = scenario.ages.iter().map(|age| {
                let own = seen.sent.get(&(of.code, fifth, *age)).copied().unwrap_or(0);
                f64::from(own) + share * f64::from(seen.straight.get(&(fifth, *age)).copied().unwrap_or(0))
            });
            let asks: Vec<f64> = asks.map(|count| count * 365.25 / f64::from(YEAR_DAYS)).collect();
            if asks.iter().sum::<f64>() == 0.0 {
                continue;
            }
            let nth = fifth.map_or_else(|| "x".to_owned(), |fifth: u8| fifth.to_string());
            scenario.areas.push(Area {
                id: format!("{}-{nth}", of.code),
                name: of.name.clone(),
                at: drawn(of.at, middle),
                fifth,
                patch: if of.patch.is_empty() { "not recorded".to_owned() } else { of.patch.clone() },
                asks_a_year: asks,
                methods,
                complicated: seen.share(seen.complicated, seen.asks),
            });
        }
    }
    let mut notes = seen.notes(spread);
    scenario.services = services(reading, &seen, &kinds, middle, today, &mut notes)?;
    seen.behaviour(&mut scenario);
    let (months, weekdays) = seen.seasons();
    (scenario.months, scenario.weekdays) = (months, weekdays);
    scenario.notes = notes;
    let clinic_share = (seen.simple > 0).then(|| seen.share(seen.simple_clinic, seen.simple));
    Ok(Place { scenario, clinic_share })
}

#[derive(Default)]
struct Seen {
    asks: u32,
    complicated: u32,
    simple: u32,
    simple_clinic: u32,
    ages: BTreeMap<u16, u32>,
    by_method: [u32; 3],
    sent: HashMap<(OrgId, Option<u8>, u16), u32>,
    straight: HashMap<(Option<u8>, u16), u32>,
    by_month: [u32; 12],
    by_weekday: [u32; 7],
    /// By host: the sum and count of days to the first booked slot, and how many were fitted.
    asked: HashMap<ServiceId, u32>,
    waits: HashMap<ServiceId, (i64, u32)>,
    fitted: HashMap<ServiceId, u32>,
    booked: u32,
    offered: u32,
    missed: u32,
    cancelled: u32,
    taken_back: u32,
    put_off: u32,
    in_vain: u32,
    declined: u32,
    passed_on: u32,
    recontact: (i64, u32),
}

impl Seen {
    fn ask(&mut self, sent: &Sent, moves: &[Moved], kind: &str) {
        if moves.iter().any(|moved| matches!(moved.what, Move::Void { .. })) {
            return;
        }
        let Some(age) = sent.age_band else { return self.ask_of(sent, moves, kind, 25) };
        self.ask_of(sent, moves, kind, age.max(10));
    }

    fn ask_of(&mut self, sent: &Sent, moves: &[Moved], kind: &str, age: u16) {
        self.asks += 1;
        self.complicated += u32::from(sent.complicated);
        if !sent.complicated {
            self.simple += 1;
            self.simple_clinic += u32::from(kind == "sexual_health_clinic");
        }
        *self.ages.entry(age).or_default() += 1;
        if let Some(place) =
            Method::of_name(&sent.method).and_then(|of| METHODS.iter().position(|known| *known == of))
            && let Some(count) = self.by_method.get_mut(place)
        {
            *count += 1;
        }
        if sent.from == sent.to && kind != "practice" {
            *self.straight.entry((sent.fifth, age)).or_default() += 1;
        } else {
            *self.sent.entry((sent.from, sent.fifth, age)).or_default() += 1;
        }
        let month = usize::from(sent.on.civil().month().unsigned_abs()).saturating_sub(1);
        if let Some(count) = self.by_month.get_mut(month) {
            *count += 1;
        }
        let weekday = usize::try_from((sent.on.epoch_days() + 3).rem_euclid(7)).unwrap_or(0);
        if let Some(count) = self.by_weekday.get_mut(weekday) {
            *count += 1;
        }
        let mut host = sent.service;
        *self.asked.entry(host).or_default() += 1;
        let mut first = true;
        for moved in moves {
            match &moved.what {
                Move::Booked { at, .. } => {
                    self.booked += 1;
                    if std::mem::take(&mut first) {
                        let wait = self.waits.entry(host).or_default();
                        wait.0 += i64::from(at.day() - sent.on);
                        wait.1 += 1;
                    }
                }
                Move::Redirected { service, .. } => {
                    host = *service;
                    self.passed_on += 1;
                }
                Move::Offered { .. } => self.offered += 1,
                Move::DidNotAttend { day, recontact } => {
                    self.missed += 1;
                    if let Some(again) = recontact {
                        self.recontact.0 += i64::from(*again - *day);
                        self.recontact.1 += 1;
                    }
                }
                Move::PatientCancelled { .. } => self.cancelled += 1,
                Move::HostCancelled { .. } => self.taken_back += 1,
                Move::WaitingPatient { .. } => self.declined += 1,
                Move::Deferred { .. } => self.put_off += 1,
                Move::NotFitted { .. } => self.in_vain += 1,
                Move::Fitted { .. } => *self.fitted.entry(host).or_default() += 1,
                Move::Read
                | Move::NeedsInfo
                | Move::InfoGiven
                | Move::Accepted
                | Move::Declined { .. }
                | Move::FitToProceed
                | Move::Withdrawn { .. }
                | Move::Returned { .. }
                | Move::Answered
                | Move::Closed { .. }
                | Move::Void { .. }
                | Move::Succeeded { .. } => {}
            }
        }
    }

    fn share(&self, part: u32, whole: u32) -> f64 {
        if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) }
    }

    fn methods(&self) -> [f64; 3] {
        let all: u32 = self.by_method.iter().sum();
        if all == 0 {
            [0.25, 0.40, 0.35]
        } else {
            self.by_method.map(|count| f64::from(count) / f64::from(all))
        }
    }

    /// Months against their days, and days of the week, each against an even year.
    fn seasons(&self) -> ([f64; 12], [f64; 7]) {
        const DAYS: [f64; 12] = [31.0, 28.25, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0];
        let all = f64::from(self.asks);
        if self.asks == 0 {
            return ([1.0; 12], [1.0; 7]);
        }
        let mut months = [1.0; 12];
        for ((month, count), days) in months.iter_mut().zip(self.by_month).zip(DAYS) {
            *month = f64::from(count) / (all * days / 365.25);
        }
        (months, self.by_weekday.map(|count| f64::from(count) / (all / 7.0)))
    }

    fn behaviour(&self, scenario: &mut Scenario) {
        let to = &mut scenario.behaviour;
        to.did_not_attend = self.share(self.missed, self.booked);
        to.cancels = self.share(self.cancelled, self.booked);
        to.host_cancels = self.share(self.taken_back, self.booked);
        to.not_fitted = self.share(self.in_vain, self.booked);
        to.declines = self.share(self.declined, self.offered).min(0.9);
        to.deferred = self.share(self.put_off, self.asks);
        to.redirected = self.share(self.passed_on, self.asks.saturating_sub(self.simple_clinic)).min(0.9);
        if self.recontact.1 > 0 {
            let days = self.recontact.0 / i64::from(self.recontact.1);
            to.recontact_days = u16::try_from(days.max(1)).unwrap_or(4);
        }
    }

    fn notes(&self, spread: u32) -> Vec<String> {
        vec![
            format!("{} asks of the last twelve months say how many ask, from where, of which age, in which month and on which day of the week.", self.asks),
            format!("{spread} people came straight to where they were seen: where they live is not recorded, so they are spread over the practices by list size."),
            "What people and hosts do (missed, cancelled, put off, passed on) is as often as in the last twelve months, and the same everywhere.".to_owned(),
            "What each service is worth in itself is set so that, with last year’s waits, each has its share of last year’s asks.".to_owned(),
            "Certificates that count on the first day are taken to be renewed.".to_owned(),
        ]
    }
}

fn setting_of(kind: &str) -> Setting {
    match kind {
        "sexual_health_clinic" => Setting::Clinic,
        "hospital" => Setting::Hospital,
        "pharmacy" => Setting::Pharmacy,
        _ => Setting::Practice,
    }
}

fn services(
    reading: &Reading,
    seen: &Seen,
    kinds: &HashMap<OrgId, &str>,
    middle: Point,
    today: Day,
    notes: &mut Vec<String>,
) -> Result<Vec<Service>, Fault> {
    let mut found = Vec::new();
    let (mut by_telephone, mut raised) = (0, 0);
    for entered in directory::services(reading)?.into_iter().filter(|entered| !entered.service.ended) {
        let of = entered.service;
        let Some(site) = directory::site(reading, of.site)? else { continue };
        let fitters = directory_site::index::fitters(reading, of.org)?;
        let sessions = directory::sessions_of(reading, of.org, today, today + 7 * WEEKS_MAX - 1)?;
        let sessions: Vec<_> =
            sessions.into_iter().filter(|planned| planned.session.service == of.id).collect();
        let mut pattern = weekly(&sessions, &fitters, today);
        if pattern.is_empty() && matches!(of.offering, Offering::ByTelephone { .. }) {
            by_telephone += 1;
            let fitted = seen.fitted.get(&of.id).copied().unwrap_or(0);
            let slots = u16::try_from(fitted.div_ceil(44).max(1)).unwrap_or(u16::MAX);
            pattern.push(Session {
                weekday: 2,
                every_weeks: 1,
                week: 0,
                starts: 9.0,
                hours: SLOT_HOURS * f64::from(slots.min(24)),
                slots,
                walk_in: 0,
                fitters: (0..fitters.len()).collect(),
                room: true,
                assistant: true,
            });
        }
        // The directory shows what partners may book: where more were fitted last year, the sessions had more slots.
        let shown: f64 =
            pattern.iter().map(|session| f64::from(session.slots) / f64::from(session.every_weeks)).sum();
        let needed = f64::from(seen.fitted.get(&of.id).copied().unwrap_or(0)) / OPEN_WEEKS / FULL;
        if shown > 0.0 && needed > shown {
            raised += 1;
            for session in &mut pattern {
                session.slots = (f64::from(session.slots) * needed / shown).ceil() as u16;
            }
        }
        let wait = seen.waits.get(&of.id).filter(|(_, count)| *count > 0);
        found.push(Service {
            id: of.id.to_string(),
            name: of.name.clone(),
            setting: setting_of(kinds.get(&of.org).copied().unwrap_or("practice")),
            at: drawn(site.at, middle),
            acceptance: directory_site::index::acceptance(&of, Vec::new()),
            fitters,
            sessions: pattern,
            always_open: None,
            published_days: wait.map_or(7.0, |(sum, count)| *sum as f64 / f64::from(*count)),
            own: 0.0,
            last_year: Some(f64::from(seen.asked.get(&of.id).copied().unwrap_or(0))),
            home: Some(of.org.to_string()),
        });
    }
    notes.push(format!(
        "Sessions are those that the directory shows for the next {WEEKS_MAX} weeks at most, coming again and again; none on a bank holiday."
    ));
    if raised > 0 {
        notes.push(format!("{raised} services fitted more a week last year than the sessions shown have slots: theirs are given as many as make last year’s fittings {:.0} in a hundred of them.", FULL * 100.0));
    }
    if by_telephone > 0 {
        notes.push(format!("{by_telephone} services offer by telephone and show no sessions: they are taken to see as many a week as they fitted in the last twelve months, over 44 weeks."));
    }
    Ok(found)
}

/// Sessions of the coming weeks as a pattern of as many whole weeks.
fn weekly(sessions: &[directory::Planned], fitters: &[directory_rules::Fitter], today: Day) -> Vec<Session> {
    let last = sessions.iter().map(|planned| planned.session.day).max();
    let Some(last) = last else { return Vec::new() };
    let weeks = ((last - today + 1) / 7).clamp(1, WEEKS_MAX);
    let within = sessions.iter().filter(|planned| planned.session.day - today < 7 * weeks);
    within
        .filter_map(|planned| {
            let day = planned.session.day.epoch_days() + 3;
            let slots: Vec<_> = planned.session.slots.iter().map(|slot| slot.at).collect();
            let (first, last) = (slots.iter().min()?, slots.iter().max()?);
            let hour = |at: &kernel::Moment| {
                let since =
                    at.timestamp().as_second() - kernel::Moment::start_of(at.day()).timestamp().as_second();
                (since as f64 / 3600.0).clamp(0.0, 23.5)
            };
            Some(Session {
                weekday: u8::try_from(day.rem_euclid(7)).unwrap_or(0),
                every_weeks: u32::try_from(weeks).unwrap_or(1),
                week: u32::try_from(day.div_euclid(7).rem_euclid(weeks)).unwrap_or(0),
                starts: hour(first),
                hours: (hour(last) - hour(first) + SLOT_HOURS).max(SLOT_HOURS).min(24.0 - hour(first)),
                slots: u16::try_from(slots.len()).unwrap_or(u16::MAX),
                walk_in: 0,
                fitters: planned
                    .session
                    .fitters
                    .iter()
                    .filter_map(|seat| fitters.iter().position(|fitter| fitter.seat == *seat))
                    .collect(),
                room: planned.session.room,
                assistant: planned.session.assistant,
            })
        })
        .collect()
}
