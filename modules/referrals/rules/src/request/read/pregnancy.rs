//! Whether pregnancy is excluded, and the dates that are asked for only when it is not.

use emergency_rules::{Criterion, Cycle, CycleDays};
use kernel::{Moment, Personal};

use super::super::{Field, Note, Pregnancy, Typed};
use super::Reading;

impl Reading {
    pub(super) fn pregnancy(&mut self, typed: &Typed) -> Option<Pregnancy> {
        let symptoms = self.yes_or_no(Field::Symptoms, &typed.symptoms, Some(false))?;
        let dates = [&typed.first_upsi, &typed.last_upsi, &typed.last_period];
        match typed.pregnancy.trim() {
            "" => self.wrong(Field::Pregnancy, "choose a criterion, or “not excluded”"),
            "not-excluded" => self.not_excluded(typed, symptoms),
            // A symptom or sign outweighs every criterion.
            name if symptoms && Criterion::of_name(name).is_some() => self.wrong(
                Field::Pregnancy,
                "with symptoms or signs pregnancy is not excluded: choose “not excluded”, and check the emergency window first",
            ),
            name => match Criterion::of_name(name) {
                Some(criterion) => {
                    if dates.iter().any(|date| !date.reveal().trim().is_empty()) {
                        self.notes.push(Note::DatesNotKept);
                    }
                    Some(Pregnancy::Excluded(criterion))
                }
                None => self.wrong(Field::Pregnancy, "choose one of the seven criteria, or “not excluded”"),
            },
        }
    }

    fn not_excluded(&mut self, typed: &Typed, symptoms: bool) -> Option<Pregnancy> {
        let first = match typed.first_upsi.reveal().trim() {
            "" => Some(None),
            text => match text.parse::<Moment>() {
                Ok(moment) if moment <= self.now => Some(Some(moment)),
                Ok(_) => self.wrong(Field::FirstUpsi, "this is later than now: check the date; ring now"),
                Err(why) => self.wrong(Field::FirstUpsi, time_in_words(&why)),
            },
        };
        let last = match typed.last_upsi.reveal().trim() {
            "" => {
                self.wrong(Field::LastUpsi, "needed when pregnancy is not excluded: when was the last time?")
            }
            text => self.past_day(Field::LastUpsi, text),
        };
        let hormones = self.yes_or_no(Field::HormonesThisCycle, &typed.hormones_this_cycle, Some(false));
        let cycle = self.cycle(typed);
        let (first, last) = (first?, last?);
        if first.is_some_and(|first| first.day() > last) {
            return self.wrong(
                Field::LastUpsi,
                "this is before the first unprotected sex: check the dates; ring now",
            );
        }
        Some(Pregnancy::NotExcluded {
            symptoms,
            first_upsi: first.map(Personal::new),
            last_upsi: Personal::new(last),
            cycle: Personal::new(cycle?),
            hormones: hormones?,
        })
    }

    fn cycle(&mut self, typed: &Typed) -> Option<Cycle> {
        let period = typed.last_period.reveal().trim();
        let days = typed.shortest_cycle.trim();
        let last_period =
            if period.is_empty() { None } else { Some(self.past_day(Field::LastPeriod, period)?) };
        if days.is_empty() {
            return Some(Cycle::Unknown);
        }
        let shortest = match days.parse::<i64>() {
            Ok(days) => match CycleDays::new(days, self.today) {
                Ok(shortest) => shortest,
                Err(why) => return self.wrong(Field::ShortestCycle, why.to_string()),
            },
            Err(_) => {
                return self
                    .wrong(Field::ShortestCycle, "write a number of days, as in 28, or leave it empty");
            }
        };
        Some(last_period.map_or(Cycle::Unknown, |last_period| Cycle::Known { last_period, shortest }))
    }
}

/// Why a time cannot be read, without the time.
fn time_in_words(why: &kernel::MomentRefused) -> &'static str {
    match why {
        kernel::MomentRefused::Unreadable(_) => "write a date and time, as in 2025-03-08T22:00",
        kernel::MomentRefused::SkippedByClockChange(_) => {
            "the clocks go forward over this time: check it; ring now"
        }
        kernel::MomentRefused::RepeatedByClockChange(_) => {
            "this time happens twice as the clocks go back: add +01:00 for the first or +00:00 for the second"
        }
    }
}
