//! Where clinics should be, as a story with a map: the page of a place, and reports that stand alone as one file.

mod acts;
mod curve;
mod document;
mod jobs;
pub mod kept;
mod map;
pub mod needs;
mod needs_page;
mod page;
mod past;
mod place;
mod replayed_trial;
mod report;
pub mod sections;
mod simulate_page;
mod stress;
mod tables;
mod trial;
mod trials_page;
mod typed;
mod waiting;
mod year;

pub use acts::{KeepRefused, KeepTrial, seal};
pub use document::document;
pub use jobs::Jobs;
pub use page::{Planning, parts, routes};
pub use past::{Read, past};
pub use place::{Demand, Whose, study};
pub use replayed_trial::{CannotKeep, Money, money_section, trial_of};
pub use report::{report, title};
pub use stress::{Made, simulated};
pub use tables::MODULE;
pub use trial::{Trial, label, replayed, rows};
pub use waiting::{List, waiting_list};
pub use year::{Place, year};
