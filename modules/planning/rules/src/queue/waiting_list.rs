//! What a waiting list needs, after Fong, Mushtaq, House, Gordon, Chen, Griffiths, Ahmad and Walton (2022),
//! "Understanding waiting lists pressures"; weeks and people a week throughout.

use super::Refusal;

/// A waiting list as it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WaitingList {
    /// People added a week.
    pub demand: f64,
    /// People who can be seen a week.
    pub capacity: f64,
    /// People waiting now.
    pub waiting: f64,
    /// Nearly everybody is to be seen within this many weeks.
    pub target_weeks: f64,
    /// The mean wait is to be the target over this: 4 keeps all but about 2% (e^-4) within the target.
    pub factor: f64,
    /// Weeks in which a list that is too long is to be brought down.
    pub relief_weeks: f64,
    /// Coefficient of variation of the times between additions.
    pub cv_demand: f64,
    /// Coefficient of variation of the times between people being seen.
    pub cv_capacity: f64,
}

/// What it needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WaitingListAnswer {
    /// Demand over capacity: above 1 the list grows without end.
    pub load: f64,
    /// Mean wait in weeks that meets the target.
    pub target_mean_wait: f64,
    /// The longest list that meets the target (Little's law).
    pub target_queue: f64,
    /// Capacity a week that brings the list to its target length in time; `None` where it is short enough.
    pub relief_capacity: Option<f64>,
    /// Capacity a week that then keeps it there (Kingman's approximation).
    pub target_capacity: f64,
    /// Twice the mean wait over the target; above 1 the target will be missed.
    pub pressure: f64,
}

impl WaitingList {
    /// Works out what the list needs.
    pub fn answer(&self) -> Result<WaitingListAnswer, Refusal> {
        for (value, name) in [
            (self.demand, "demand"),
            (self.capacity, "capacity"),
            (self.target_weeks, "target weeks"),
            (self.factor, "factor"),
            (self.relief_weeks, "relief weeks"),
        ] {
            if !(value.is_finite() && value > 0.0) {
                return Err(Refusal::NotPositive(name));
            }
        }
        if !(self.waiting.is_finite() && self.waiting >= 0.0) {
            return Err(Refusal::OutOfRange("people waiting"));
        }
        let target_mean_wait = self.target_weeks / self.factor;
        let target_queue = self.demand * target_mean_wait;
        let too_many = self.waiting - target_queue;
        let variation = (self.cv_demand * self.cv_demand + self.cv_capacity * self.cv_capacity) / 2.0;
        Ok(WaitingListAnswer {
            load: self.demand / self.capacity,
            target_mean_wait,
            target_queue,
            relief_capacity: (too_many > 0.0).then(|| self.demand + too_many / self.relief_weeks),
            target_capacity: self.demand + variation / target_mean_wait,
            pressure: 2.0 * (self.waiting / self.demand) / self.target_weeks,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_gets_relief_and_a_short_one_none() {
        let list = WaitingList {
            demand: 30.0,
            capacity: 28.0,
            waiting: 500.0,
            target_weeks: 52.0,
            factor: 4.0,
            relief_weeks: 26.0,
            cv_demand: 1.0,
            cv_capacity: 1.0,
        };
        let answer = list.answer().unwrap();
        assert_eq!(answer.target_queue, 390.0);
        assert!((answer.relief_capacity.unwrap() - (30.0 + 110.0 / 26.0)).abs() < 1e-12);
        assert!((answer.target_capacity - (30.0 + 1.0 / 13.0)).abs() < 1e-12);
        assert_eq!(WaitingList { waiting: 390.0, ..list }.answer().unwrap().relief_capacity, None);
        assert!(WaitingList { demand: 0.0, ..list }.answer().is_err());
    }
}
