//! The facts of figures and of rules: what was published, and how a rule came to be in force.

pub mod v1;
