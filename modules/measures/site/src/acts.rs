//! What people do to figures and rules: publish a quarter; propose, sign, compare and adopt a rule.

mod history;
mod publish;
mod rule;

pub use history::{BringInAdoption, BringInProposal};
pub use publish::{Publish, PublishActRefused};
pub use rule::{Adopt, Freeze, Propose, ProposeRefused, RuleRefused, SIGNATURES_NEEDED, Sign};
