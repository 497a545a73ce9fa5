//! What people do to plans: keep a trial, so that it can be found, printed and put before a group's meeting.

use directory_site::read::Rows;
use journal::{Act, Allowed, Draft, Fault, Loading, Query, Stream};
use planning_rules::facts::v1::{Kept, TRIALS, Trial, kind};
use policy::{Actor, Kind, Permit, Relations, Subject};
use sha2::{Digest, Sha256};

/// Keeps a trial, frozen. It judges nobody and pays nobody.
pub struct KeepTrial(pub Trial);

/// Why it was not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeepRefused {
    /// It has no title.
    NoTitle,
    /// The very same trial is kept already, under this seal.
    Already(String),
}

impl std::fmt::Display for KeepRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            KeepRefused::NoTitle => f.write_str("it has no title: say in one line what was tried"),
            KeepRefused::Already(seal) => {
                write!(f, "the very same trial is kept already: /plan/trials/{seal}")
            }
        }
    }
}

const SAME: Query =
    Query { name: "planning.same-trial", sql: "select seal from planning_trial where seal = ?1" };

/// The seal of a trial: SHA-256 of its bytes, in 64 hexadecimal digits.
pub fn seal(trial: &Trial) -> Result<String, Fault> {
    let bytes = serde_json::to_vec(trial).map_err(|error| Fault::new("write a trial", error))?;
    Ok(Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect())
}

impl Act for KeepTrial {
    const NAME: &'static str = "keep-trial";
    const NEEDS: Permit = Permit::ProposeRules;
    /// The seal, and whether it is known.
    type State = (String, bool);
    type Refusal = KeepRefused;
    type Answer = String;

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<(String, bool), Fault> {
        let seal = seal(&self.0)?;
        let known = !from.all(&SAME, &[seal.as_str().into()])?.is_empty();
        Ok((seal, known))
    }

    fn subject(&self, _state: &(String, bool), _actor: &Actor) -> Subject {
        Subject::new(Kind::Figures, Relations::NONE)
    }

    fn decide(
        self,
        (seal, known): (String, bool),
        allowed: &Allowed<'_, Self>,
    ) -> Result<Draft<String>, KeepRefused> {
        if self.0.title.trim().is_empty() {
            return Err(KeepRefused::NoTitle);
        }
        if known {
            return Err(KeepRefused::Already(seal));
        }
        let kept = Kept { trial: self.0, seal: seal.clone() };
        let stream = Stream::new(TRIALS, &seal);
        Ok(allowed.draft(seal).fact(stream, kind::KEPT, &kept))
    }
}
