//! A hundred thousand legal histories made by chance from a printed seed: days add up, verdicts only get kinder with a
//! longer limit, what has failed stays failed, and a slow second reading of the rules agrees with the fast one.

use clocks::{Calendar, Clock, Owner, Owners, Rule, Verdict, judge};
use kernel::Day;
use lawbook::{Stop, Unit, date};

use super::oracle::{Oracle, Wanted, What};
use crate::life::{Course, Event, EventKind, Party, State, states_before};

const SEED: u64 = 20_250_303;
const HISTORIES: usize = 100_000;

/// A small generator of its own, so that the same seed makes the same histories for ever (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % limit
    }

    fn days(&mut self, limit: u64) -> i32 {
        i32::try_from(self.below(limit)).unwrap()
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

pub struct Made {
    pub sent: Day,
    pub events: Vec<(Day, What)>,
    pub as_of: Day,
}

fn event(what: &What) -> Event<'_> {
    match what {
        What::NeedsInfo => Event::NeedsInfo,
        What::InfoGiven => Event::InfoGiven,
        What::Accepted => Event::Accepted,
        What::Declined => Event::Declined,
        What::Redirected(to) => Event::Redirected { to: Party(*to) },
        What::Offered(slots) => Event::Offered { slots },
        What::Booked(slot) => Event::Booked { slot: *slot },
        What::HostCancelled(slot) => Event::HostCancelled { slot: *slot },
        What::PatientCancelled(slot, from) => Event::PatientCancelled { slot: *slot, available_from: *from },
        What::Declines(declined, from) => Event::WaitingPatient { declined, available_from: *from },
        What::Missed(slot, recontact) => Event::DidNotAttend { slot: *slot, recontact: *recontact },
        What::Deferred(review_on) => Event::Deferred { review_on: *review_on },
        What::Fit => Event::FitToProceed,
        What::Fitted => Event::Fitted,
        What::NotFitted => Event::NotFitted,
        What::Withdrawn => Event::Withdrawn,
        What::Returned => Event::Returned,
        What::Void => Event::Void,
    }
}

/// Something that might happen next; most of it fits the state, and what does not is refused and left out.
fn guess(kind: EventKind, on: Day, course: &Course, chance: &mut Chance) -> Option<What> {
    let live: Vec<Day> = course.track().live_slots().map(|slot| slot.date).collect();
    let booked = course.life().booked.unwrap_or(on);
    Some(match kind {
        EventKind::NeedsInfo => What::NeedsInfo,
        EventKind::InfoGiven => What::InfoGiven,
        EventKind::Accepted => What::Accepted,
        EventKind::Declined => What::Declined,
        EventKind::Redirected => What::Redirected(u32::try_from(chance.below(4)).unwrap()),
        EventKind::Offered => {
            let first = on + chance.days(12);
            let more = chance.below(3);
            let mut slots = vec![first];
            (0..more).for_each(|_| slots.push(first + chance.days(6)));
            What::Offered(slots)
        }
        EventKind::Booked if live.is_empty() => return None,
        EventKind::Booked => What::Booked(chance.one(&live)),
        EventKind::HostCancelled if course.life().booked.is_none() && live.is_empty() => return None,
        EventKind::HostCancelled if course.life().booked.is_none() => What::HostCancelled(chance.one(&live)),
        EventKind::HostCancelled => What::HostCancelled(booked),
        EventKind::PatientCancelled => What::PatientCancelled(booked, booked - 3 + chance.days(20)),
        EventKind::WaitingPatient => {
            let offered: Vec<Day> = course.track().slots().iter().map(|slot| slot.date).collect();
            let declined = (0..=chance.below(2)).map(|_| chance.one(&offered)).collect();
            What::Declines(declined, on - 2 + chance.days(60))
        }
        EventKind::DidNotAttend => {
            let recontact = booked + chance.days(10);
            What::Missed(booked, (chance.below(4) > 0).then_some(recontact))
        }
        EventKind::Deferred => What::Deferred(on + chance.days(15)),
        EventKind::FitToProceed => What::Fit,
        EventKind::Fitted => What::Fitted,
        EventKind::NotFitted => What::NotFitted,
        EventKind::Withdrawn => What::Withdrawn,
        EventKind::Returned => What::Returned,
        EventKind::Void => What::Void,
        EventKind::Sent | EventKind::Answered | EventKind::Closed => return None,
    })
}

/// How often each kind is tried, so that histories grow long before they end.
fn weight(kind: EventKind) -> u64 {
    match kind {
        EventKind::Offered | EventKind::Booked | EventKind::Accepted => 12,
        EventKind::Withdrawn | EventKind::Void => 1,
        EventKind::Deferred | EventKind::Fitted => 3,
        _ => 6,
    }
}

fn made(chance: &mut Chance, course: &mut Course, calendar: &Calendar) -> Made {
    let sent = date(2023, 12, 20) + chance.days(500);
    course.begin();
    course.record(sent, &Event::Sent { to: Party(0) }, calendar).unwrap();
    let mut events = Vec::new();
    let mut on = sent;
    let tries = 2 + chance.below(22);
    for _ in 0..tries {
        let state: State = course.life().state;
        let kinds: Vec<EventKind> = EventKind::ALL
            .into_iter()
            .filter(|kind| states_before(*kind).contains(&state))
            .flat_map(|kind| std::iter::repeat_n(kind, usize::try_from(weight(kind)).unwrap()))
            .collect();
        if kinds.is_empty() {
            break;
        }
        let kind = chance.one(&kinds);
        on = on + if chance.below(3) == 0 { 0 } else { chance.days(7) };
        let attended = [EventKind::Fitted, EventKind::NotFitted, EventKind::DidNotAttend];
        if let Some(booked) = course.life().booked.filter(|booked| attended.contains(&kind) && *booked > on) {
            on = booked;
        }
        let Some(what) = guess(kind, on, course, chance) else { continue };
        if course.record(on, &event(&what), calendar).is_ok() {
            events.push((on, what));
        } else {
            on = course.life().on;
        }
    }
    let as_of = on + chance.days(30);
    Made { sent, events, as_of }
}

fn fold(course: &mut Course, made: &Made, as_of: Day, calendar: &Calendar) {
    course.begin();
    course.record(made.sent, &Event::Sent { to: Party(0) }, calendar).unwrap();
    for (on, what) in made.events.iter().filter(|(on, _)| *on <= as_of) {
        course.record(*on, &event(what), calendar).unwrap();
    }
}

fn clock(wanted: Wanted) -> Rule {
    let owners: Vec<Owner> = wanted
        .leaves_out
        .chars()
        .map(|letter| match letter {
            's' => Owner::Sender,
            'p' => Owner::Patient,
            _ => Owner::Clinical,
        })
        .collect();
    Rule::single(Clock {
        stop: if wanted.slot { Stop::FirstValidSlot } else { Stop::Done },
        unit: if wanted.working { Unit::WorkingDays } else { Unit::CalendarDays },
        limit: wanted.limit,
        person_leaves_out: Owners::of(&owners),
        host_leaves_out: Owners::of(&owners),
    })
}

const RULES: [Wanted; 6] = [
    Wanted { slot: false, working: false, limit: 28, leaves_out: "" },
    Wanted { slot: false, working: false, limit: 5, leaves_out: "" },
    Wanted { slot: false, working: true, limit: 5, leaves_out: "" },
    Wanted { slot: true, working: false, limit: 14, leaves_out: "pcs" },
    Wanted { slot: true, working: false, limit: 14, leaves_out: "pc" },
    Wanted { slot: false, working: false, limit: 28, leaves_out: "pcs" },
];

#[test]
fn a_hundred_thousand_histories_add_up_and_two_readings_agree() {
    println!("seed {SEED}");
    let calendar = Calendar::england();
    let mut chance = Chance(SEED);
    let mut course = Course::draft();
    let mut seen = std::collections::BTreeMap::new();
    for number in 0..HISTORIES {
        let made = made(&mut chance, &mut course, &calendar);
        // Half of them judged in the middle of their life.
        let span = u64::try_from(made.as_of - made.sent).unwrap() + 1;
        let as_of = if number % 2 == 0 { made.as_of } else { made.sent + chance.days(span) };
        fold(&mut course, &made, as_of, &calendar);
        *seen.entry(course.life().state.name()).or_insert(0) += 1;
        let story =
            || format!("seed {SEED}, history {number}: sent {}, {:?}, as of {as_of}", made.sent, made.events);
        let track = course.track();
        let journey = track.journey();
        let oracle = Oracle::new(made.sent, as_of, &made.events, calendar.closed_days());
        let days = track.owner_days(&journey, as_of);
        assert_eq!(days.total(), journey.days(as_of), "{}", story());
        assert_eq!(days, oracle.owner_days(), "{}", story());
        assert!(days.host >= 0, "{}", story());
        let parts: Vec<i32> = track.segments().map(|part| part.days(as_of)).collect();
        assert_eq!(parts.iter().sum::<i32>(), journey.days(as_of), "{}", story());
        assert_eq!(parts.len(), oracle.tenures().len(), "{}", story());
        for wanted in RULES {
            let rule = clock(wanted);
            let fast = judge(&rule, track, &journey, as_of, &calendar).score;
            assert_eq!((fast.verdict, fast.days), oracle.judge(wanted, None), "{wanted:?} {}", story());
            for (place, part) in track.segments().enumerate() {
                let fast = judge(&rule, track, &part, as_of, &calendar).score;
                let slow = oracle.judge(wanted, Some(place));
                assert_eq!((fast.verdict, fast.days), slow, "part {place} {wanted:?} {}", story());
            }
        }
    }
    // Every state is met, so that nothing above went untested.
    println!("{seen:?}");
    assert_eq!(seen.len(), 14, "{seen:?}");
}

/// A longer limit never turns a verdict from met, open or excluded to failed.
#[test]
fn a_longer_limit_is_never_harder() {
    let calendar = Calendar::england();
    let mut chance = Chance(SEED + 1);
    let mut course = Course::draft();
    for number in 0..20_000 {
        let made = made(&mut chance, &mut course, &calendar);
        for wanted in RULES {
            let verdict = |limit| {
                let rule = clock(Wanted { limit, ..wanted });
                judge(&rule, course.track(), &course.track().journey(), made.as_of, &calendar).score.verdict
            };
            let verdicts: Vec<Verdict> = (0..40).map(verdict).collect();
            let failed = verdicts.iter().filter(|verdict| **verdict == Verdict::Failed).count();
            assert!(
                verdicts.iter().skip(failed).all(|v| *v != Verdict::Failed),
                "seed {SEED}+1, history {number}"
            );
        }
    }
}

/// Under rules that leave nothing out, what has failed as of one day has failed as of every later one, and an ask that
/// has not ended waits one day longer each day.
#[test]
fn what_has_failed_stays_failed_unless_it_is_void() {
    let calendar = Calendar::england();
    let mut chance = Chance(SEED + 2);
    let mut course = Course::draft();
    for number in 0..10_000 {
        let made = made(&mut chance, &mut course, &calendar);
        for wanted in RULES.into_iter().filter(|wanted| wanted.leaves_out.is_empty()) {
            let rule = clock(wanted);
            let (mut failed, mut waited) = (false, -1);
            for ahead in 0..=made.as_of - made.sent {
                let as_of = made.sent + ahead;
                fold(&mut course, &made, as_of, &calendar);
                let journey = course.track().journey();
                let verdict = judge(&rule, course.track(), &journey, as_of, &calendar).score.verdict;
                let void = course.life().state == State::Void;
                assert!(
                    !failed || void || verdict == Verdict::Failed,
                    "seed {SEED}+2, history {number}, as of {as_of}"
                );
                failed |= verdict == Verdict::Failed;
                let days = journey.days(as_of);
                assert!(days >= waited && days <= ahead, "seed {SEED}+2, history {number}, as of {as_of}");
                waited = days;
            }
        }
    }
}
