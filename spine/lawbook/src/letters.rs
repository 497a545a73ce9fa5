//! Numbers by which requests in hospital letters are judged, as dated rows. A table begins with the first row that this
//! program was given; what held before it is not claimed, and a letter older than the first row is judged by that row.

use crate::dated::{Dated, Src, date};

const BEGINS: kernel::Day = date(2021, 1, 1);

/// An absence of up to so many days the person certifies themselves; a note is asked of neither side. Calendar days.
pub const SELF_CERTIFIED_DAYS: Dated<u32> = Dated(&[(BEGINS, 7, Src("letter-asks", "A4.0"))]);

/// The least supply, in days, that goes home with a person from a ward.
pub const SUPPLY_DAYS: Dated<u32> = Dated(&[(BEGINS, 7, Src("letter-asks", "A5b"))]);

/// Where a group agreed it, a blood test due within so many days of the visit is the hospital's. Calendar days.
pub const SOON_TEST_DAYS: Dated<u32> = Dated(&[(BEGINS, 28, Src("letter-asks", "A3c"))]);

/// A reply asks the hospital to confirm within so many working days.
pub const REPLY_WORKING_DAYS: Dated<i32> = Dated(&[(BEGINS, 10, Src("letter-asks", "6.5"))]);

/// What a request of each kind costs a practice, in minutes: an assumption to be printed under every figure that uses it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Minutes {
    /// A test or a picture to arrange.
    pub test: u32,
    /// A referral to make.
    pub referral: u32,
    /// A fit note to write.
    pub fit_note: u32,
    /// A result to find and act on.
    pub result: u32,
    /// A medicine to prescribe or change.
    pub prescription: u32,
    /// A request that must first be understood.
    pub unclear: u32,
}

/// Minutes of practice time a request.
pub const MINUTES: Dated<Minutes> = Dated(&[(
    BEGINS,
    Minutes { test: 15, referral: 12, fit_note: 10, result: 8, prescription: 6, unclear: 5 },
    Src("letter-asks", "6.3"),
)]);
