//! Where clinics should be, as a story with a map: the page of a place, and reports that stand alone as one file.

mod curve;
mod document;
mod map;
mod page;
mod place;
mod report;
mod typed;

pub use document::document;
pub use page::{Planning, parts, routes};
pub use place::{Demand, Whose, study};
pub use report::{report, title};
