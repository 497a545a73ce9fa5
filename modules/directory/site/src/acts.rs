//! What people do to the directory: keep a record, sign, confirm, and bring records in from files.

mod agreement;
mod bring_in;
mod keep;
mod record;
mod sign;
pub mod slots;
pub(crate) mod succession;
mod withdraw;

pub use agreement::{AgreementRefused, KeepAgreement};
pub use bring_in::{BringIn, Brought};
pub use keep::{Keep, OwnRecord, Refusal};
pub use record::{FieldWrong, Record};
pub use sign::{Sign, SignRefused};
pub use succession::{Agree, Announce, CarryEntry, SuccessionRefused, TakeBack};
pub use withdraw::{NotWithdrawn, WithdrawSlots};
