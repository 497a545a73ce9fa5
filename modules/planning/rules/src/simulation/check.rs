//! Whether a scenario can be run: what is wrong with it, field by field, in words.

use std::fmt;

use super::scenario::{AGES_MAX, Scenario};

/// A scenario that cannot be run, in words: where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The field, as a path from the top of the scenario.
    pub field: String,
    /// What is wrong with it.
    pub why: String,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.why)
    }
}

fn wrong(field: impl Into<String>, why: impl Into<String>) -> Wrong {
    Wrong { field: field.into(), why: why.into() }
}

/// How often, at most, somebody who came or was booked has to begin again: above it a simulation would hardly end.
const AGAIN_MOST: f64 = 0.95;
/// Days ahead that are booked, at most.
const BOOK_AHEAD_DAYS_MOST: u16 = 731;
/// Minutes that a walk-in takes.
const WALK_IN_MINUTES_LEAST: f64 = 1.0;
const WALK_IN_MINUTES_MOST: f64 = 1_440.0;
/// Places of a service that is always open, sessions of a service, and slots of a session, at most.
const STATIONS_MOST: u32 = 10_000;
const SESSIONS_MOST: usize = 500;
const SLOTS_MOST: u16 = 1_000;

impl Scenario {
    /// Looks whether it can be run.
    pub fn check(&self) -> Result<(), Wrong> {
        let share = |value: f64, field: &str| {
            if (0.0..=1.0).contains(&value) {
                Ok(())
            } else {
                Err(wrong(field, format!("{value} is not a share: write 0 to 1")))
            }
        };
        let finite = |value: f64, field: &str| {
            if value.is_finite() { Ok(()) } else { Err(wrong(field, "write a finite number")) }
        };
        let not_below = |value: f64, field: &str| {
            if value.is_finite() && value >= 0.0 {
                Ok(())
            } else {
                Err(wrong(field, format!("{value} is below 0 or no number")))
            }
        };
        if !(1..=3660).contains(&self.days) {
            return Err(wrong("days", format!("{} is not between 1 and 3660", self.days)));
        }
        if self.run_in_days > 3660 || self.follow_days > 3660 {
            return Err(wrong("run_in_days", "run_in_days and follow_days are 3660 at most"));
        }
        if self.areas.is_empty() {
            return Err(wrong(
                "area",
                "there are none: nobody asks. Add [[area]] or give a place with --place",
            ));
        }
        if self.services.is_empty() {
            return Err(wrong(
                "service",
                "there are none: nobody is seen. Add [[service]] or give a place with --place",
            ));
        }
        if self.ages.is_empty()
            || self.ages.len() > AGES_MAX
            || self.ages.windows(2).any(|two| two[1] <= two[0])
        {
            return Err(wrong(
                "ages",
                format!("write 1 to {AGES_MAX} first ages, each greater than the one before"),
            ));
        }
        for (nth, month) in self.months.iter().enumerate() {
            not_below(*month, &format!("months[{nth}]"))?;
        }
        for (nth, day) in self.weekdays.iter().enumerate() {
            not_below(*day, &format!("weekdays[{nth}]"))?;
        }
        self.check_places(&share, &finite, &not_below)?;
        let c = &self.choice;
        for (value, field) in [
            (c.a_day, "choice.a_day"),
            (c.a_mile, "choice.a_mile"),
            (c.an_hour, "choice.an_hour"),
            (c.a_promised_day, "choice.a_promised_day"),
            (c.practice_promises, "choice.practice_promises"),
            (c.clinic_promises, "choice.clinic_promises"),
            (c.clinic, "choice.clinic"),
            (c.walk_in, "choice.walk_in"),
        ] {
            finite(value, field)?;
        }
        share(c.smoothing, "choice.smoothing")?;
        not_below(c.farthest_miles, "choice.farthest_miles")?;
        let b = &self.behaviour;
        for (value, field) in [
            (b.declines, "behaviour.declines"),
            (b.did_not_attend, "behaviour.did_not_attend"),
            (b.cancels, "behaviour.cancels"),
            (b.host_cancels, "behaviour.host_cancels"),
            (b.deferred, "behaviour.deferred"),
            (b.not_fitted, "behaviour.not_fitted"),
            (b.redirected, "behaviour.redirected"),
        ] {
            share(value, field)?;
        }
        for (value, field) in
            [(b.host_cancels, "behaviour.host_cancels"), (b.not_fitted, "behaviour.not_fitted")]
        {
            if value > AGAIN_MOST {
                return Err(wrong(field, format!("write {AGAIN_MOST} at most: else nobody is ever done")));
            }
        }
        if b.book_ahead_days > BOOK_AHEAD_DAYS_MOST {
            return Err(wrong(
                "behaviour.book_ahead_days",
                format!("write {BOOK_AHEAD_DAYS_MOST} days at most"),
            ));
        }
        if b.book_ahead_days < b.notice_days {
            return Err(wrong(
                "behaviour.book_ahead_days",
                "is less than notice_days: no slot could ever be offered",
            ));
        }
        if b.patience_days.is_some_and(|days| !(days.is_finite() && days > 0.0)) {
            return Err(wrong(
                "behaviour.patience_days",
                "write days above 0, or leave it out where nobody gives up",
            ));
        }
        if !(WALK_IN_MINUTES_LEAST..=WALK_IN_MINUTES_MOST).contains(&b.walk_in_minutes) {
            let why = format!("write {WALK_IN_MINUTES_LEAST} to {WALK_IN_MINUTES_MOST} minutes");
            return Err(wrong("behaviour.walk_in_minutes", why));
        }
        Ok(())
    }

    fn check_places(
        &self,
        share: &dyn Fn(f64, &str) -> Result<(), Wrong>,
        finite: &dyn Fn(f64, &str) -> Result<(), Wrong>,
        not_below: &dyn Fn(f64, &str) -> Result<(), Wrong>,
    ) -> Result<(), Wrong> {
        let mut seen = std::collections::HashSet::new();
        for (nth, area) in self.areas.iter().enumerate() {
            let field = |of: &str| format!("area {} ({}), {of}", nth + 1, area.id);
            if !seen.insert(area.id.as_str()) {
                return Err(wrong(field("id"), "another area has it too"));
            }
            if area.asks_a_year.len() != self.ages.len() {
                let words =
                    format!("{} numbers for {} bands of age", area.asks_a_year.len(), self.ages.len());
                return Err(wrong(field("asks_a_year"), words));
            }
            for asks in &area.asks_a_year {
                not_below(*asks, &field("asks_a_year"))?;
            }
            share(area.complicated, &field("complicated"))?;
            for method in area.methods {
                share(method, &field("methods"))?;
            }
            if (area.methods.iter().sum::<f64>() - 1.0).abs() > 1e-6 {
                return Err(wrong(field("methods"), "the shares do not add up to 1"));
            }
            if area.fifth.is_some_and(|fifth| !(1..=5).contains(&fifth)) {
                return Err(wrong(field("fifth"), "write 1 (the most deprived) to 5"));
            }
            finite(area.at[0], &field("at"))?;
            finite(area.at[1], &field("at"))?;
        }
        let mut seen = std::collections::HashSet::new();
        for (nth, service) in self.services.iter().enumerate() {
            let field = |of: &str| format!("service {} ({}), {of}", nth + 1, service.id);
            if !seen.insert(service.id.as_str()) {
                return Err(wrong(field("id"), "another service has it too"));
            }
            finite(service.at[0], &field("at"))?;
            finite(service.at[1], &field("at"))?;
            not_below(service.published_days, &field("published_days"))?;
            if service.always_open.is_some_and(|open| open > STATIONS_MOST) {
                return Err(wrong(field("always_open"), format!("write {STATIONS_MOST} at most")));
            }
            if service.sessions.len() > SESSIONS_MOST {
                let words = format!("has {}: {SESSIONS_MOST} at most", service.sessions.len());
                return Err(wrong(field("session"), words));
            }
            for (place, session) in service.sessions.iter().enumerate() {
                let field = |of: &str| field(&format!("session {}, {of}", place + 1));
                if session.weekday > 6 || session.every_weeks == 0 || session.week >= session.every_weeks {
                    return Err(wrong(field("week"), "write a week from 0 to every_weeks - 1"));
                }
                if session.slots > SLOTS_MOST {
                    return Err(wrong(field("slots"), format!("write {SLOTS_MOST} at most")));
                }
                let ends = session.starts + session.hours;
                let within = (0.0..24.0).contains(&session.starts) && session.hours > 0.0 && ends <= 24.0;
                if !within {
                    return Err(wrong(
                        field("hours"),
                        "a session begins and ends on one day and lasts longer than nothing",
                    ));
                }
                if session.fitters.iter().any(|fitter| *fitter >= service.fitters.len()) {
                    return Err(wrong(field("fitters"), "names nobody of this service"));
                }
            }
        }
        Ok(())
    }
}
