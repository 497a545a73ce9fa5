//! The targets of an issue in working days, and the numbers by which themes and changes are judged: the group's own
//! choice until it decides otherwise, each with its date and its source.

use lawbook::{Dated, Src, date};

/// Working days until an issue is screened: 0 is the same day, or the next working day for what came on a day off.
pub const SCREENED_WITHIN: Dated<u8> = Dated(&[(date(2000, 1, 1), 0, Src("fix-it-terms", "screened"))]);

/// Working days from screening until a named seat has it.
pub const OWNED_WITHIN: Dated<u8> = Dated(&[(date(2000, 1, 1), 2, Src("fix-it-terms", "with owner"))]);

/// Working days from having it until the owner answers.
pub const ANSWERED_WITHIN: Dated<u8> = Dated(&[(date(2000, 1, 1), 10, Src("fix-it-terms", "answered"))]);

/// Working days of silence after which the poster counts as agreeing.
pub const SILENCE_AGREES_AFTER: Dated<u8> = Dated(&[(date(2000, 1, 1), 10, Src("fix-it-terms", "agreed"))]);

/// Working days from agreement or dispute until the issue ends, where no later day was planned.
pub const SETTLED_WITHIN: Dated<u8> = Dated(&[(date(2000, 1, 1), 20, Src("fix-it-terms", "settled"))]);

/// Days (of the calendar) after the end in which a poster may reopen, once.
pub const REOPENED_WITHIN_DAYS: Dated<u8> = Dated(&[(date(2000, 1, 1), 30, Src("fix-it-terms", "reopened"))]);

/// Working days to answer what was reopened.
pub const ANSWERED_AGAIN_WITHIN: Dated<u8> = Dated(&[(date(2000, 1, 1), 5, Src("fix-it-terms", "reopened"))]);

/// Times that an owner may pass an issue on.
pub const PASSED_ON_MAX: Dated<u8> = Dated(&[(date(2000, 1, 1), 1, Src("fix-it-terms", "passed on"))]);

/// Issues of one specialty and one rule that make a theme.
pub const THEME_MIN: Dated<u8> = Dated(&[(date(2000, 1, 1), 3, Src("fix-it-terms", "theme"))]);

/// Days within which they must have been posted.
pub const THEME_DAYS: Dated<u8> = Dated(&[(date(2000, 1, 1), 90, Src("fix-it-terms", "theme"))]);

/// Months before a change that a before-and-after needs.
pub const BASELINE_POINTS_MIN: Dated<u8> = Dated(&[(date(2000, 1, 1), 10, Src("fix-it-terms", "baseline"))]);

/// Days beyond which an issue without one of the four ends is shown to the group as such.
pub const ENDED_WITHIN_DAYS: Dated<u8> = Dated(&[(date(2000, 1, 1), 60, Src("fix-it-terms", "aim"))]);

/// The weekday of the weekly meeting, from 1 for Monday: what is overdue is listed for it by itself.
pub const MEETING_WEEKDAY: Dated<u8> = Dated(&[(date(2000, 1, 1), 3, Src("fix-it-terms", "weekly meeting"))]);
