//! The mis-placed share (M5, requirement S1.19): of uncomplicated fittings done at a clinic, those for which a general
//! practice near it was offering slots in time just then. “Was offering” is read from the journal itself: in the week on
//! either side, somebody who asked that practice for the same thing was given a first slot within the limit.

use kernel::{Day, Point};

/// What “near” and “in time” mean, as a row that a group may change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Terms {
    /// Straight-line miles from the clinic at most.
    pub miles_max: f64,
    /// Days from being asked to the first slot at most.
    pub slot_days_max: i32,
    /// Days between the two asks at most, on either side.
    pub apart_days_max: i32,
}

/// The house default: five miles, two weeks (as the offer rule), one week on either side.
pub const TERMS: Terms = Terms { miles_max: 5.0, slot_days_max: 14, apart_days_max: 7 };

impl Terms {
    /// The definition that stands under the figure.
    pub fn in_words(&self) -> String {
        format!(
            "Of uncomplicated asks fitted at a clinic: those for which a general practice within {} straight-line miles of \
             that clinic, asked for the same thing within {} days before or after, gave somebody a first slot within {} days.",
            self.miles_max, self.apart_days_max, self.slot_days_max
        )
    }
}

/// An uncomplicated fitting at a clinic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AtClinic {
    /// When it was asked for.
    pub asked_on: Day,
    /// Where the clinic is.
    pub at: Point,
    /// What was fitted, by place among the methods.
    pub method: u16,
}

/// An offer that a general practice made in time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Offer {
    /// When it was asked.
    pub asked_on: Day,
    /// Days to the first slot.
    pub slot_days: i32,
    /// Where the practice is.
    pub at: Point,
    /// For what, by place among the methods.
    pub method: u16,
}

/// How many there are, and for how many a practice was offering in time.
pub fn misplaced(fittings: &[AtClinic], offers: &[Offer], terms: &Terms) -> (u32, u32) {
    let mut in_time: Vec<&Offer> =
        offers.iter().filter(|offer| (0..=terms.slot_days_max).contains(&offer.slot_days)).collect();
    in_time.sort_unstable_by_key(|offer| offer.asked_on);
    let near = |fitting: &AtClinic| {
        let from = fitting.asked_on - terms.apart_days_max;
        let first = in_time.partition_point(|offer| offer.asked_on < from);
        in_time
            .iter()
            .skip(first)
            .take_while(|offer| offer.asked_on - fitting.asked_on <= terms.apart_days_max)
            .any(|offer| {
                offer.method == fitting.method
                    && fitting.at.straight_line_to(offer.at).miles() <= terms.miles_max
            })
    };
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    (count(fittings.len()), count(fittings.iter().filter(|fitting| near(fitting)).count()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use lawbook::date;

    const DAY: Day = date(2025, 6, 2);
    const HERE: Point = Point { latitude: 53.0, longitude: -1.0 };
    /// About 4.1 and 6.9 miles north.
    const NEAR: Point = Point { latitude: 53.06, longitude: -1.0 };
    const FAR: Point = Point { latitude: 53.1, longitude: -1.0 };

    fn found(apart: i32, slot_days: i32, at: Point, method: u16) -> u32 {
        let fitting = AtClinic { asked_on: DAY, at: HERE, method: 0 };
        let offer = Offer { asked_on: DAY + apart, slot_days, at, method };
        misplaced(&[fitting], &[offer], &TERMS).1
    }

    #[test]
    fn each_condition_counts_on_both_sides_of_its_limit() {
        assert_eq!(found(0, 14, NEAR, 0), 1);
        assert_eq!(found(0, 15, NEAR, 0), 0);
        assert_eq!(found(7, 3, NEAR, 0), 1);
        assert_eq!(found(-7, 3, NEAR, 0), 1);
        assert_eq!(found(8, 3, NEAR, 0), 0);
        assert_eq!(found(-8, 3, NEAR, 0), 0);
        assert_eq!(found(0, 3, FAR, 0), 0);
        assert_eq!(found(0, 3, NEAR, 1), 0, "another method");
        assert!(TERMS.in_words().contains("within 5 straight-line miles"));
    }
}
