//! Made-up worlds to try the product on. Everything here is invented and every number that looks like one of the NHS, a
//! telephone or a person is from the ranges kept for tests and drama.

pub mod chance;
pub mod marlshire;
pub mod open;
