//! What people do to figures and rules: publish a quarter; propose, sign, compare and adopt a rule.

mod publish;
mod rule;

pub use publish::{Publish, PublishActRefused};
pub use rule::{Adopt, Freeze, Propose, ProposeRefused, RuleRefused, SIGNATURES_NEEDED, Sign};
