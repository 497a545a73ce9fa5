//! What is written about audits of letters and about the rules of requests, for good.

pub mod v1;
