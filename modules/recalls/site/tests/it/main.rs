//! Recalls in a made-up hospital: nobody is lost when a seat ends, a rule waits for owners, and what is late is raised.

mod stories;
mod world;
