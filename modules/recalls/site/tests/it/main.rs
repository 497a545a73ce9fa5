//! One binary for all tests of these pages.

mod found;
mod results;
mod stories;
mod world;
