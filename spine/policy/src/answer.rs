//! What the rulebook answers, and what can be wrong with the rulebook itself.

use std::fmt;
use std::sync::Arc;

use crate::Permit;
use crate::names::named;

/// The id of a policy, as written beside it in `policies/`. Journalled with every decision.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyId(pub(crate) Arc<str>);

impl PolicyId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PolicyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PolicyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The actor may do it, and these policies say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// What was granted.
    pub permit: Permit,
    /// The policies that decided, sorted by id; never empty.
    pub policies: Arc<[PolicyId]>,
}

/// The actor may not do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What was refused.
    pub permit: Permit,
    /// How to answer.
    pub why: RefusedWhy,
    /// The policies that forbade it, sorted by id; empty where it is only that none allows it.
    pub policies: Arc<[PolicyId]>,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} was refused: {}", self.permit, self.why)
    }
}

impl std::error::Error for Refused {}

named! {
    /// How a refusal is to be answered.
    "a reason for refusing" RefusedWhy {
        /// As far as this actor may know there is no such thing. Answered exactly as a wrong address is.
        NotThere = "not_there",
        /// The actor may know of it, but this is not for their seat.
        NotYours = "not_yours",
        /// It would be granted once a passkey or one-time code was given.
        SecondFactorNeeded = "second_factor_needed",
        /// It would be granted if an agreement covered both organisations and this family today.
        NoAgreement = "no_agreement",
        /// A clinician must tick the checks first.
        ClinicianMustTick = "clinician_must_tick",
        /// An emergency goes by telephone first; the page shows the numbers.
        RingFirst = "ring_first",
        /// The permit is not about this kind of subject: a mistake of ours, refused to be safe.
        WrongKind = "wrong_kind",
    }
}

/// The shipped policies cannot be used. The program does not start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file under `policies/`.
    pub file: String,
    /// What is wrong, with the policy or line where known.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the policies cannot be used: {}: {}", self.file, self.what)
    }
}

impl std::error::Error for Fault {}
