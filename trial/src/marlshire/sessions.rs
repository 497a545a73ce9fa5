//! The sessions of the eight weeks ahead, with their slots.

use directory_rules::facts::v1::{Offering, Session, Slot};
use kernel::{Day, Moment};

use super::services::{Fitting, Services};
use crate::chance::Chance;

/// Weeks ahead for which sessions are open.
const WEEKS_AHEAD: i32 = 8;

/// Minutes of one slot.
const SLOT_MINUTES: i64 = 40;

/// All sessions from today for the weeks ahead. Part of the near slots is already gone: those sessions are shorter.
pub fn ahead(services: &Services, today: Day, chance: &mut Chance) -> Vec<Session> {
    let mut made = Vec::new();
    for fitting in services.fittings.iter().filter(|fitting| fitting.service.offering == Offering::Slots) {
        // Each service keeps its own days of the week.
        let first = chance.between(0, 4);
        for week in 0..WEEKS_AHEAD {
            for nth in 0..fitting.sessions_a_week {
                let place = (first + i64::try_from(nth).unwrap_or(0) * 2) % 5;
                let monday = today - i32::from(today.weekday().to_monday_zero_offset());
                let day = monday + week * 7 + i32::try_from(place).unwrap_or(0);
                // What is within the usual wait is already taken.
                let taken = i64::from(day - today) < fitting.usual_wait;
                let open = if taken { 0 } else { i64::try_from(fitting.slots).unwrap_or(4) };
                if day > today && open > 0 {
                    made.extend(session(fitting, day, open, chance));
                }
            }
        }
    }
    made
}

fn session(fitting: &Fitting, day: Day, slots: i64, chance: &mut Chance) -> Option<Session> {
    let start = Moment::local(day, if chance.happens(0.5) { 9 } else { 13 }, 30).ok()?;
    Some(Session {
        id: chance.session(),
        org: fitting.service.org,
        service: fitting.service.id,
        day,
        fitters: fitting.fitters.clone(),
        room: true,
        assistant: true,
        slots: (0..slots)
            .map(|nth| Slot { id: chance.slot(), at: start.plus_minutes(nth * SLOT_MINUTES) })
            .collect(),
    })
}
