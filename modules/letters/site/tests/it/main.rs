//! One binary for all tests of these pages.

mod stories;
mod world;
