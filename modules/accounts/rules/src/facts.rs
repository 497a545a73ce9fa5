//! What is recorded of people who sign in.

pub mod v1;
