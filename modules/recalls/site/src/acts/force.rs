//! A rule that moves a test to the hospital, as recalls lend it to whoever keeps rules of requests: it waits until every
//! specialty has somebody for what it moves. This is the one way in which such a rule comes into force.

use directory_site::read as directory;
use fixit_site::read as specialties;
use journal::{Fault, Stream};
use kernel::Day;
use recalls_rules::Test;
use recalls_rules::facts::v1::{InForce, family, kind};

use crate::read;

/// A test that a rule moves to the hospital, with what must be known before it may.
#[derive(Clone, Debug)]
pub struct Moving {
    test: Test,
    without: Vec<String>,
    specialties: u32,
}

impl Moving {
    /// Looks up who owns such recalls.
    pub fn load(from: &impl directory::Rows, test: Test) -> Result<Moving, Fault> {
        let (without, specialties) = missing(from, test)?;
        Ok(Moving { test, without, specialties })
    }

    /// The specialties that have nobody for it, by name; the rule waits while there is one.
    pub fn without_owner(&self) -> &[String] {
        &self.without
    }

    /// Whether there is a specialty at all.
    pub const fn has_specialties(&self) -> bool {
        self.specialties > 0
    }

    /// The fact by which it comes into force: where it stands, its kind, what it says.
    pub fn fact(&self, from: Day) -> (Stream, &'static str, InForce) {
        let fact = InForce { test: self.test, from, specialties: self.specialties };
        (Stream::new(family::RULE, self.test.name()), kind::IN_FORCE, fact)
    }
}

/// The specialties that lack an owner for a test, by name, and how many there are in all.
pub fn missing(from: &impl directory::Rows, test: Test) -> Result<(Vec<String>, u32), Fault> {
    let all = specialties::specialties(from)?;
    let going_on: Vec<_> = all.iter().filter(|of| !of.ended).collect();
    let mut owned = Vec::new();
    for (_, specialty, of, seat) in read::owners(from)? {
        // A seat that has ended owns nothing.
        if directory::seat(from, seat)?.is_some_and(|seat| !seat.ended) {
            owned.push((specialty, of));
        }
    }
    let without =
        recalls_rules::owners::without_owner(going_on.iter().map(|of| of.code.as_str()), test, &owned);
    let names =
        going_on.iter().filter(|of| without.contains(&of.code.as_str())).map(|of| of.name.clone()).collect();
    Ok((names, u32::try_from(going_on.len()).unwrap_or(u32::MAX)))
}
