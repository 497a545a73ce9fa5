//! The facts of the table, by version.

pub mod v1;
