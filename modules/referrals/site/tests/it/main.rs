//! The pages of asks as people use them: forms over HTTP, on a real journal, with a clock that a test winds.

mod access_log;
mod drafts;
mod letters;
mod person;
mod refer;
mod slips;
mod spread;
mod stories;
mod strangers;
mod world;
