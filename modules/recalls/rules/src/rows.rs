//! The numbers of results and recalls: the group's own choice until it decides otherwise.

use lawbook::{Dated, Src, date};

/// Working days after its day on which a recall that is not done is raised to the specialty's lead.
pub const RAISED_AFTER: Dated<u8> = Dated(&[(date(2000, 1, 1), 2, Src("recall-terms", "escalation"))]);

/// Working days in which a result that was handed over is accepted or declined, before the requester is reminded that it
/// is still theirs.
pub const ACCEPTED_WITHIN: Dated<u8> =
    Dated(&[(date(2000, 1, 1), 2, Src("recall-terms", "result hand-over"))]);

/// The longest that a recall may be put off at once, in days.
pub const PUT_OFF_DAYS_MAX: Dated<u16> = Dated(&[(date(2000, 1, 1), 92, Src("recall-terms", "put off"))]);
