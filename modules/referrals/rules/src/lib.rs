//! Asks about a person between organisations: states, acts, facts, minimum set. Pure.

pub mod facts;
pub mod life;
pub mod person;
pub mod request;
pub mod retention;
