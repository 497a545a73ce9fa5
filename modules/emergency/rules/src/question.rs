//! What is asked: the dates that somebody typed while the person was in front of them or on the telephone.

use kernel::{Day, Moment};

use crate::Cycle;

/// Everything that the last safe time is built on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// When unprotected sex first happened in this cycle.
    pub first_upsi: Moment,
    /// What is known of the cycle.
    pub cycle: Cycle,
    /// Whether hormones were taken in this cycle; they move the day of ovulation.
    pub used: UsedThisCycle,
    /// The day of the last birth, where there was one lately.
    pub birth: Option<Day>,
    /// The time of asking.
    pub now: Moment,
}

/// Hormones taken in this cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsedThisCycle {
    /// None.
    Nothing,
    /// A hormonal method, or an oral emergency method whose kind was not said.
    Hormones,
    /// Levonorgestrel by mouth as emergency contraception.
    Levonorgestrel,
    /// Ulipristal by mouth as emergency contraception, taken at this time.
    Ulipristal {
        /// When it was taken.
        taken: Moment,
    },
}
