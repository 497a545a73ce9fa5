//! Stories of asks, told line by line, and what is said of each.

#![allow(clippy::print_stdout, reason = "a seed is printed, so that a failure can be told again")]
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "the second reading names only the events that matter to each question"
)]

mod moves;
mod oracle;
mod random;
mod settled;
mod story;
mod vectors;
