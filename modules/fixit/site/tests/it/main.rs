//! Fix-It in a made-up county: through its pages, and from the wrong chair.

mod stories;
mod world;
