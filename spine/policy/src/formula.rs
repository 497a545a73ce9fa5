//! The shortest way to say for which sets of relations something holds, so that a person can read a truth table.

use std::collections::BTreeSet;

use crate::Relations;

/// A condition: these relations hold and those do not; the others are open.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Term {
    cared: Relations,
    held: Relations,
}

impl Term {
    fn covers(self, set: Relations) -> bool {
        set.within(self.cared) == self.held
    }

    fn words(self) -> String {
        let mut words = Vec::new();
        for (relation, name) in Relations::ALL {
            if self.cared.has(*relation) {
                words.push(if self.held.has(*relation) { (*name).to_owned() } else { format!("not {name}") });
            }
        }
        if words.is_empty() { "always".to_owned() } else { words.join(" and ") }
    }
}

/// In words, exactly when the relations are one of the sets in `holds`, all of them within `among`. Nothing when
/// `holds` is empty.
pub(crate) fn in_words(among: Relations, holds: &BTreeSet<Relations>) -> Option<String> {
    if holds.is_empty() {
        return None;
    }
    let mut open: BTreeSet<Relations> = holds.clone();
    let mut candidates = primes(among, holds);
    // Widest first, then those that speak of what holds: short sentences before long ones.
    candidates.sort_by_key(|term| (term.cared.bits().count_ones(), term.held));
    let mut said = Vec::new();
    while let Some(first) = open.first().copied() {
        let best = candidates
            .iter()
            .filter(|term| term.covers(first))
            .max_by_key(|term| open.iter().filter(|set| term.covers(**set)).count())?;
        open.retain(|set| !best.covers(*set));
        said.push(best.words());
    }
    Some(said.join(", or "))
}

/// The widest terms that cover only sets that hold (the prime implicants of Quine and McCluskey).
fn primes(among: Relations, holds: &BTreeSet<Relations>) -> Vec<Term> {
    let mut level: BTreeSet<Term> = holds.iter().map(|set| Term { cared: among, held: *set }).collect();
    let mut found = Vec::new();
    while !level.is_empty() {
        let mut wider = BTreeSet::new();
        let mut widened = BTreeSet::new();
        for term in &level {
            for (relation, _) in Relations::ALL.iter().filter(|(relation, _)| term.cared.has(*relation)) {
                let flipped = if term.held.has(*relation) {
                    term.held.without(*relation)
                } else {
                    term.held.and(*relation)
                };
                let twin = Term { cared: term.cared, held: flipped };
                if level.contains(&twin) {
                    widened.insert(*term);
                    let cared = term.cared.without(*relation);
                    wider.insert(Term { cared, held: term.held.within(cared) });
                }
            }
        }
        found.extend(level.iter().filter(|term| !widened.contains(term)));
        level = wider;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Relations = Relations::SENDER;
    const B: Relations = Relations::HOST;
    const C: Relations = Relations::EMERGENCY;

    fn said(holds: impl Fn(Relations) -> bool) -> Option<String> {
        let among = A | B | C;
        in_words(among, &among.subsets().filter(|set| holds(*set)).collect())
    }

    #[test]
    fn a_table_is_said_shortly() {
        assert_eq!(said(|_| false), None);
        assert_eq!(said(|_| true).unwrap(), "always");
        assert_eq!(said(|s| s.has(A) || s.has(B)).unwrap(), "sent_by_us, or asked_of_us");
        assert_eq!(said(|s| s.has(A) && !s.has(C)).unwrap(), "sent_by_us and not emergency_without_a_call");
        assert_eq!(
            said(|s| s.has(A) != s.has(B)).unwrap(),
            "sent_by_us and not asked_of_us, or not sent_by_us and asked_of_us"
        );
    }
}
