//! One binary for all tests of these pages.

mod results;
mod stories;
mod world;
