//! What is done of an answer, part by part, so that a search that was stopped goes on where it was.

use std::collections::BTreeMap;

use super::story::{Roomed, Weighed};
use crate::Watch;
use crate::sites::{Answer, Choice, Refusal, Tiers};

/// The parts that are finished. Each is a search of its own from its own seed, so that taking it as it is and doing it again
/// come to the same.
#[derive(Clone, Debug, Default)]
pub struct SoFar {
    pub(super) plan: Option<(Answer, Option<Tiers>)>,
    pub(super) plans: Vec<Choice>,
    held: BTreeMap<Option<usize>, Answer>,
    curve: BTreeMap<usize, Option<Answer>>,
    weighed: BTreeMap<u32, Weighed>,
    roomed: BTreeMap<u32, Roomed>,
}

/// One part: as it is known, or made and kept. Nothing where the search was stopped before it was finished.
fn part<K: Ord, T: Clone>(
    known: &mut BTreeMap<K, T>,
    key: K,
    watch: &mut Watch<'_>,
    make: impl FnOnce(&mut Watch<'_>) -> Result<T, Refusal>,
) -> Result<Option<T>, Refusal> {
    if let Some(found) = known.get(&key) {
        return Ok(Some(found.clone()));
    }
    if !watch.may_go_on() {
        return Ok(None);
    }
    let found = match make(watch) {
        // It was stopped before it knew: not an answer, and no refusal of what was asked.
        Err(Refusal::StoppedTooSoon) => return Ok(None),
        other => other?,
    };
    if watch.was_stopped() {
        return Ok(None);
    }
    known.insert(key, found.clone());
    Ok(Some(found))
}

impl SoFar {
    /// How many parts are finished.
    pub fn done(&self) -> usize {
        usize::from(self.plan.is_some())
            + self.plans.len().saturating_sub(1)
            + self.held.len()
            + self.curve.len()
            + self.weighed.len()
            + self.roomed.len()
    }

    pub(super) fn held(
        &mut self,
        site: Option<usize>,
        watch: &mut Watch<'_>,
        make: impl FnOnce(&mut Watch<'_>) -> Result<Answer, Refusal>,
    ) -> Result<Option<Answer>, Refusal> {
        part(&mut self.held, site, watch, make)
    }

    pub(super) fn curve(
        &mut self,
        open_count: usize,
        watch: &mut Watch<'_>,
        make: impl FnOnce(&mut Watch<'_>) -> Result<Option<Answer>, Refusal>,
    ) -> Result<Option<Option<Answer>>, Refusal> {
        part(&mut self.curve, open_count, watch, make)
    }

    pub(super) fn weighed(
        &mut self,
        more: u32,
        watch: &mut Watch<'_>,
        make: impl FnOnce(&mut Watch<'_>) -> Result<Weighed, Refusal>,
    ) -> Result<Option<Weighed>, Refusal> {
        part(&mut self.weighed, more, watch, make)
    }

    pub(super) fn roomed(
        &mut self,
        share: u32,
        watch: &mut Watch<'_>,
        make: impl FnOnce(&mut Watch<'_>) -> Roomed,
    ) -> Option<Roomed> {
        // Making it refuses nothing.
        part(&mut self.roomed, share, watch, |watch| Ok(make(watch))).unwrap_or_default()
    }
}
