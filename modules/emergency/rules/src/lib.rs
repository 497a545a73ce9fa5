//! The last safe time for an emergency coil, with its workings. Pure; can be switched off.
//!
//! Nothing here decides for a clinician: it does sums with dates, shows every step in a sentence, and says “ring now”.
//! An emergency coil never waits in a list. Date arithmetic of this kind may make software a medical device, so it is
//! kept apart from the rest and has no other part of the product beneath it but days, moments and dated rows.

mod answer;
mod cycle;
pub mod facts;
mod pregnancy;
mod question;
pub mod rows;
mod window;
mod working;

pub use answer::{Answer, Basis, Fitting};
pub use cycle::{Cycle, CycleDays, CycleRefused};
pub use pregnancy::{
    Agreement, Criterion, Device, DeviceStep, KnownDates, NotExcluded, PregnancyCheck, WhatFollows,
    what_follows,
};
pub use question::{Question, UsedThisCycle};
pub use window::{CheckTheDates, Clash, last_safe_time};
pub use working::{OnlyUpsi, Working};
