//! What kinds of groups there are and how they stand.

use kernel::Day;

use crate::names::named;

named! {
    /// What a group is for.
    "a kind of group" GroupKind {
        /// Meets quarterly, decides what partners do.
        Strategic = "strategic" "Strategic group",
        /// Meets weekly or every three weeks, keeps things moving.
        Operational = "operational" "Operational group",
        /// Chief executives and leads, twice a year; answers escalations.
        Senior = "senior" "Senior group",
        /// Part of a larger group.
        Workstream = "workstream" "Workstream",
        /// Makes one product by an end date.
        TaskAndFinish = "task-and-finish" "Task-and-finish group",
        /// Citizens at the table.
        Citizens = "citizens" "Citizens’ group",
    }
}

named! {
    /// How a group stands.
    "how a group stands" GroupState {
        /// Being put together: seats are offered, no decision yet.
        Forming = "forming" "Forming",
        /// Meets and decides.
        Running = "running" "Running",
        /// Rests for a while; actions stay with their owners.
        Paused = "paused" "Paused",
        /// Has ended; stays readable.
        Closed = "closed" "Closed",
    }
}

/// Why a group cannot stand so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateRefused {
    /// There is no way from the one to the other.
    NoWay {
        /// How it stands.
        from: GroupState,
        /// How it should.
        to: GroupState,
    },
    /// Actions are still with their owners; each needs an outcome first.
    OpenActions(usize),
    /// An escalation still waits for its answer.
    OpenEscalations(usize),
    /// A task-and-finish group says what it makes and by when.
    NeedsProductAndEnd,
    /// A group that runs has a chair.
    NeedsChair,
}

impl GroupState {
    /// Where a group can go from here.
    pub const fn next(self) -> &'static [GroupState] {
        match self {
            GroupState::Forming => &[GroupState::Running, GroupState::Closed],
            GroupState::Running => &[GroupState::Paused, GroupState::Closed],
            GroupState::Paused => &[GroupState::Running, GroupState::Closed],
            GroupState::Closed => &[],
        }
    }
}

/// What a change of state depends on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Before {
    /// Actions without an outcome.
    pub open_actions: usize,
    /// Escalations without an answer.
    pub open_escalations: usize,
    /// Somebody chairs today.
    pub has_chair: bool,
    /// It says what it makes and by when.
    pub has_product_and_end: bool,
}

/// Whether a group of that kind may go from one state to another.
pub fn may_go(kind: GroupKind, from: GroupState, to: GroupState, before: Before) -> Result<(), StateRefused> {
    if from == to {
        return Ok(());
    }
    if !from.next().contains(&to) {
        return Err(StateRefused::NoWay { from, to });
    }
    match to {
        GroupState::Closed if before.open_escalations > 0 => {
            Err(StateRefused::OpenEscalations(before.open_escalations))
        }
        GroupState::Closed if before.open_actions > 0 => Err(StateRefused::OpenActions(before.open_actions)),
        GroupState::Running if kind == GroupKind::TaskAndFinish && !before.has_product_and_end => {
            Err(StateRefused::NeedsProductAndEnd)
        }
        GroupState::Running if !before.has_chair => Err(StateRefused::NeedsChair),
        GroupState::Forming | GroupState::Running | GroupState::Paused | GroupState::Closed => Ok(()),
    }
}

/// Whether a chain of parents leads from a group back to itself: each group reports to at most one above it, never in a
/// circle. `parent_of` answers for any group.
pub fn in_a_circle<G: PartialEq + Copy>(
    group: G,
    parent: Option<G>,
    parent_of: impl Fn(G) -> Option<G>,
) -> bool {
    let mut above = parent;
    // No tree of groups is as deep as this; a longer chain is a circle that does not pass through the group itself.
    for _ in 0..64 {
        match above {
            None => return false,
            Some(one) if one == group => return true,
            Some(one) => above = parent_of(one),
        }
    }
    true
}

/// A task-and-finish group whose end has passed and that still runs.
pub fn is_past_its_end(kind: GroupKind, state: GroupState, ends: Option<Day>, today: Day) -> bool {
    kind == GroupKind::TaskAndFinish && state != GroupState::Closed && ends.is_some_and(|ends| ends < today)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: GroupKind, from: GroupState, to: GroupState, before: Before) -> Result<(), StateRefused> {
        may_go(kind, from, to, before)
    }

    #[test]
    fn a_group_runs_with_a_chair_and_closes_with_nothing_open() {
        let chaired = Before { has_chair: true, ..Before::default() };
        let runs = |before| check(GroupKind::Strategic, GroupState::Forming, GroupState::Running, before);
        assert_eq!(runs(Before::default()), Err(StateRefused::NeedsChair));
        assert_eq!(runs(chaired), Ok(()));
        let task = |before| check(GroupKind::TaskAndFinish, GroupState::Forming, GroupState::Running, before);
        assert_eq!(task(chaired), Err(StateRefused::NeedsProductAndEnd));
        assert_eq!(task(Before { has_product_and_end: true, ..chaired }), Ok(()));
        let closes = |before| check(GroupKind::Strategic, GroupState::Running, GroupState::Closed, before);
        assert_eq!(closes(Before { open_actions: 2, ..chaired }), Err(StateRefused::OpenActions(2)));
        assert_eq!(
            closes(Before { open_actions: 2, open_escalations: 1, ..chaired }),
            Err(StateRefused::OpenEscalations(1))
        );
        assert_eq!(closes(chaired), Ok(()));
        assert!(check(GroupKind::Strategic, GroupState::Closed, GroupState::Running, chaired).is_err());
    }

    #[test]
    fn nobody_reports_to_themselves() {
        let parent_of = |group: u8| match group {
            2 => Some(1),
            3 => Some(2),
            7 => Some(8),
            8 => Some(7),
            _ => None,
        };
        assert!(!in_a_circle(3, Some(2), parent_of));
        assert!(in_a_circle(1, Some(3), parent_of));
        assert!(in_a_circle(1, Some(1), parent_of));
        assert!(in_a_circle(1, Some(7), parent_of), "a circle elsewhere ends too");
    }
}
