//! What an ask about a person says: the minimum set and no more, in two parts that never mix.
//!
//! The **envelope** is what bodies with a right to see figures may read: method, purpose, five-year age band, deprivation
//! fifth, rural class, council. The **contents** are the person and the clinical facts, sealed to the two parties.
//! [`read`] makes both from what somebody typed, and tells everything that is wrong at once.

mod bands;
pub mod copy_out;
pub mod factors;
mod fields;
pub mod fitting;
pub mod messages;
pub mod paste;
mod read;
pub mod reasons;
mod typed;
mod young;

pub use bands::{AgeBand, Area, Fifth, Recorded, RuralClass};
pub use factors::{Factor, FactorRow, Suggested, suggested_setting};
pub use fields::{Field, FieldError};
pub use read::{Advice, Numbers, Read, read};
pub use typed::{
    Channel, Contact, Contents, ContinueTold, DeviceSupply, Envelope, Identity, Note, Pregnancy,
    PreviousProblem, Request, StiCheck, Typed, Wanted,
};
pub use young::{Exploitation, FraserPoint, HardStop, YoungPerson};
