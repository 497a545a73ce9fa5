//! The pages of asks as people use them: forms over HTTP, on a real journal, with a clock that a test winds.

mod access_log;
mod api;
mod api_attacks;
mod api_description;
mod drafts;
mod evening;
mod letters;
mod person;
mod refer;
mod retention;
mod slips;
mod spread;
mod stories;
mod strangers;
mod successions;
mod two_programs;
mod world;
