//! Keys: what is about a person is sealed to a data key of its own, wrapped for each party that may open it. The keys
//! that wrap are outside the database. Deleting a data key erases what it sealed, here and in every later backup.

mod data_key;
mod escrow;
mod keyring;
mod keyring_file;
mod name;
mod rotate;

pub(crate) use data_key::DataKey;
pub use keyring::Keyring;
pub use name::{KeyName, Party};
pub use rotate::{KeyStatus, key_status, resume_rotation, rotate_keys};
pub(crate) use rotate::{WRAPPED, check};
