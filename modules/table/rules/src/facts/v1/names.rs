//! The stable names of families and kinds of facts.

/// The families of streams.
pub mod family {
    /// A group, with its seats and chairs.
    pub const GROUP: &str = "group";
    /// A meeting: its stream is the group's id, a dot, and the day that the rhythm named.
    pub const MEETING: &str = "meeting";
    /// An item of an agenda.
    pub const ITEM: &str = "item";
    /// A decision.
    pub const DECISION: &str = "decision";
    /// An action.
    pub const ACTION: &str = "action";
    /// That a seat was nudged.
    pub const NUDGE: &str = "nudge";
}

/// The kinds of facts.
pub mod kind {
    /// [`crate::facts::v1::Group`]
    pub const GROUP: &str = "group-kept.1";
    /// [`crate::facts::v1::Seat`]
    pub const SEAT: &str = "table-seat-kept.1";
    /// [`crate::facts::v1::Chair`]
    pub const CHAIR: &str = "chair-passed.1";
    /// [`crate::facts::v1::Meeting`]
    pub const MEETING: &str = "meeting-set.1";
    /// [`crate::facts::v1::Attendance`]
    pub const ATTENDANCE: &str = "attendance-taken.1";
    /// [`crate::facts::v1::Interest`]
    pub const INTEREST: &str = "interest-declared.1";
    /// [`crate::facts::v1::Guest`]
    pub const GUEST: &str = "guest-invited.1";
    /// [`crate::facts::v1::Closed`]
    pub const CLOSED: &str = "meeting-closed.1";
    /// [`crate::facts::v1::Minutes`]
    pub const MINUTES: &str = "minutes-kept.1";
    /// [`crate::facts::v1::Pressure`]
    pub const PRESSURE: &str = "pressure-told.1";
    /// [`crate::facts::v1::PressureAsked`]
    pub const PRESSURE_ASKED: &str = "pressure-asked.1";
    /// [`crate::facts::v1::Invited`]
    pub const INVITED: &str = "meeting-invited.1";
    /// [`crate::facts::v1::Frozen`]
    pub const PACK: &str = "pack-frozen.1";
    /// [`crate::facts::v1::Item`]
    pub const ITEM: &str = "item-kept.1";
    /// [`crate::facts::v1::ItemClosed`]
    pub const ITEM_CLOSED: &str = "item-closed.1";
    /// [`crate::facts::v1::Decision`]
    pub const DECISION: &str = "decision-taken.1";
    /// [`crate::facts::v1::Confirmed`]
    pub const CONFIRMED: &str = "decision-confirmed.1";
    /// [`crate::facts::v1::Ratified`]
    pub const RATIFIED: &str = "decision-ratified.1";
    /// [`crate::facts::v1::Action`]
    pub const ACTION: &str = "action-asked.1";
    /// [`crate::facts::v1::ActionMoved`]
    pub const ACTION_MOVED: &str = "action-moved.1";
    /// [`crate::facts::v1::Escalated`]
    pub const ESCALATED: &str = "action-escalated.1";
    /// [`crate::facts::v1::Answered`]
    pub const ANSWERED: &str = "escalation-answered.1";
    /// [`crate::facts::v1::Nudged`]
    pub const NUDGED: &str = "seat-nudged.1";
}
