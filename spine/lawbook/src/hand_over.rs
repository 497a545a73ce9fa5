//! The numbers of a hand-over between two organisations: what makes an offer reasonable, how long a deferral may
//! stand, when somebody may be returned. Each is the group's own choice until it decides otherwise.

use crate::dated::{Dated, Src, date};

/// Slots on different days that an offer needs to be reasonable.
pub const REASONABLE_SLOTS_MIN: Dated<u8> =
    Dated(&[(date(2000, 1, 1), 2, Src("hand-over-terms", "reasonable offer"))]);

/// Working days from the offer to each slot that makes it reasonable.
pub const REASONABLE_NOTICE_WORKING_DAYS_MIN: Dated<u8> =
    Dated(&[(date(2000, 1, 1), 2, Src("hand-over-terms", "reasonable offer"))]);

/// Working days after the review date at which a deferral lapses and the host owns the days again: nobody is parked.
pub const DEFERRAL_LAPSES_WORKING_DAYS: Dated<u8> =
    Dated(&[(date(2000, 1, 1), 3, Src("hand-over-terms", "deferral"))]);

/// Missed appointments from which a clinician may decide to return a person to the sender.
pub const RETURN_MISSED_MIN: Dated<u8> = Dated(&[(date(2000, 1, 1), 2, Src("hand-over-terms", "return"))]);

/// Days of unavailability beyond which a clinician may decide to return a person to the sender.
pub const RETURN_UNAVAILABLE_DAYS_MORE_THAN: Dated<u16> =
    Dated(&[(date(2000, 1, 1), 42, Src("hand-over-terms", "return"))]);

/// Working days in which the sender passes on an ask that the host declined, before a named seat is alarmed.
pub const REROUTE_WORKING_DAYS_MAX: Dated<u8> =
    Dated(&[(date(2000, 1, 1), 2, Src("hand-over-terms", "declined"))]);

/// Working days an ask may lie unread at the host before a named seat is alarmed.
pub const UNREAD_WORKING_DAYS_MAX: Dated<u8> =
    Dated(&[(date(2000, 1, 1), 2, Src("hand-over-terms", "unread"))]);

/// Working days after which an answered ask closes although the sender said nothing.
pub const SILENCE_CLOSES_WORKING_DAYS: Dated<u8> =
    Dated(&[(date(2000, 1, 1), 10, Src("hand-over-terms", "closed"))]);

/// Days after which a draft that was never sent is deleted.
pub const DRAFT_KEPT_DAYS: Dated<u8> = Dated(&[(date(2000, 1, 1), 7, Src("hand-over-terms", "draft"))]);

/// Hours in which the author alone may void an ask entered in error.
pub const VOID_BY_AUTHOR_HOURS: Dated<u8> = Dated(&[(date(2000, 1, 1), 24, Src("hand-over-terms", "void"))]);
