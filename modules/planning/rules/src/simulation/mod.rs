//! A year of a place, simulated: asks by small area, age and season choose where to go; sessions, certificates, slots and
//! doors see them; people miss, cancel and give up. Every simulated ask lives by the product's own rules of an ask, is
//! taken or not by the product's own acceptance and competence rules, and is judged by its own clocks.

mod asks;
mod booking;
mod check;
mod experiment;
pub mod file;
mod luck;
mod run;
mod scenario;
mod tally;
mod walk_in;
mod world;

#[cfg(test)]
mod tests;

pub use asks::{Did, Said, Story};
pub use check::Wrong;
pub use experiment::{
    Experiment, Measured, Outcome, Room, Simulated, SoFar, experiment, go_on_with, stories,
};
pub use scenario::{
    AGES_MAX, Area, Behaviour, Choice, Item, METHODS, PENCE_MOST, Price, Scenario, Service, Session, price_on,
};
pub use tally::{Family, MEASURES};
pub use world::calibrated;
