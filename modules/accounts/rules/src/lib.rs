//! People who sign in: passwords, one-time codes, recovery codes, invitations, sessions, attempts, seats and who holds
//! them on a day. Pure: time, chance and what is stored are passed in.

mod attempts;
mod common;
pub mod facts;
mod invitation;
mod numbers;
mod one_time;
mod password;
mod recovery;
mod seats;
mod session;

pub use attempts::{Bucket, BucketOf, Buckets, Door, Known};
pub use invitation::{Invitation, InvitationKind, InvitationStanding};
pub use numbers::*;
pub use one_time::{CodeRefused, Secret, Step};
pub use password::{About, PasswordRefused, check_password};
pub use recovery::{few_left, new_codes, tidy};
pub use seats::{Absence, Acting, Clash, Holding, HoldingKind, Leaving, clash, leave, who_acts};
pub use session::{Session, SessionEnd, SessionStanding, recheck_due, safe_return, too_many};
