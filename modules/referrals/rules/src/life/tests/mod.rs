//! Stories of asks, told line by line, and what is said of each.

mod moves;
mod oracle;
mod random;
mod settled;
mod story;
mod vectors;
