//! Where clinics should be, as a story with a map: the page of a place, and reports that stand alone as one file.

mod curve;
mod document;
mod map;
mod page;
mod past;
mod place;
mod report;
mod trial;
mod typed;
mod waiting;

pub use document::document;
pub use page::{Planning, parts, routes};
pub use past::{Read, past};
pub use place::{Demand, Whose, study};
pub use report::{report, title};
pub use trial::{Trial, label, replayed, rows};
pub use waiting::{List, waiting_list};
