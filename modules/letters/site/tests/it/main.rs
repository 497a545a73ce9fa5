//! One binary for all tests of these pages.

mod figures;
mod stories;
mod world;
