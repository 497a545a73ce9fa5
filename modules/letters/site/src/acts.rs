//! Everything that can be done with letters that are kept: audits and the rules of requests. A reply keeps nothing.

mod audit;
mod rule;
mod template;

pub use audit::{
    BeginAudit, BeginRefused, CodeLetter, CodeRefused, KeepLetters, LetterToKeep, LookAtLetters,
    NothingAgainst,
};
pub use rule::{KeepRule, RuleRefused};
pub use template::{KeepTemplate, SignRefused, SignTemplate, side_of};
