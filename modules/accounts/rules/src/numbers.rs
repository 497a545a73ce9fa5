//! The numbers of signing in, each a dated row with its source. What this program chose for itself stands in
//! `docs/decisions/0034-signing-in.md`.

use kernel::Day;
use lawbook::{Dated, Src, date};

const FROM: Day = date(2025, 1, 1);

/// Fewest letters of a password.
pub const PASSWORD_LENGTH_MIN: Dated<usize> = Dated(&[(FROM, 12, Src("our-decision-0034", "passwords"))]);

/// Most letters of a password: beyond it the stretching would be work for an attacker to give us.
pub const PASSWORD_LENGTH_MAX: Dated<usize> = Dated(&[(FROM, 200, Src("our-decision-0034", "passwords"))]);

/// Fewest different letters of a password.
pub const PASSWORD_LETTERS_MIN: Dated<usize> = Dated(&[(FROM, 5, Src("our-decision-0034", "passwords"))]);

/// Seconds that a one-time code stands.
pub const CODE_STEP_SECONDS: Dated<u64> = Dated(&[(FROM, 30, Src("rfc-6238", "5.2, default step"))]);

/// Steps before and after the present one in which a code is still taken, for clocks that go wrong.
pub const CODE_STEPS_EITHER_SIDE: Dated<u16> = Dated(&[(FROM, 1, Src("rfc-6238", "5.2, one step of delay"))]);

/// Recovery codes given at once.
pub const RECOVERY_CODES: Dated<usize> = Dated(&[(FROM, 10, Src("our-decision-0034", "recovery codes"))]);

/// With so many recovery codes left, or fewer, their owner is told to make new ones.
pub const RECOVERY_CODES_FEW: Dated<usize> = Dated(&[(FROM, 3, Src("our-decision-0034", "recovery codes"))]);

/// Hours that an invitation can be taken up.
pub const INVITATION_HOURS: Dated<i64> = Dated(&[(FROM, 7 * 24, Src("our-decision-0034", "invitations"))]);

/// Minutes that a reset can be taken up.
pub const RESET_MINUTES: Dated<i64> = Dated(&[(FROM, 60, Src("our-decision-0034", "resets"))]);

/// Minutes without a sign of life after which a session locks.
pub const IDLE_MINUTES: Dated<i64> = Dated(&[(FROM, 20, Src("our-decision-0034", "sessions"))]);

/// Hours after which a session ends, whatever is done in it.
pub const SESSION_HOURS: Dated<i64> = Dated(&[(FROM, 12, Src("our-decision-0034", "sessions"))]);

/// Sessions that one user has at once; the one seen longest ago gives way.
pub const SESSIONS_MAX: Dated<usize> = Dated(&[(FROM, 5, Src("our-decision-0034", "sessions"))]);

/// Seconds after which a session asks again whether its user still holds the seat.
pub const RECHECK_SECONDS: Dated<i64> = Dated(&[(FROM, 30, Src("our-decision-0034", "leavers"))]);

/// How a bucket of failed attempts behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct BucketRule {
    /// Failures that cost no waiting.
    pub free: u32,
    /// Longest wait in seconds; the wait begins at one second and doubles.
    pub wait_seconds_max: i64,
    /// Seconds after which one failure is forgotten.
    pub forget_seconds: i64,
}

/// Failures of one account from one device that has signed in to it before.
pub const KNOWN_DEVICE_BUCKET: Dated<BucketRule> = Dated(&[(
    FROM,
    BucketRule { free: 10, wait_seconds_max: 60, forget_seconds: 60 },
    Src("our-decision-0034", "attempts"),
)]);

/// Failures of one account from one address.
pub const PAIR_BUCKET: Dated<BucketRule> = Dated(&[(
    FROM,
    BucketRule { free: 5, wait_seconds_max: 900, forget_seconds: 180 },
    Src("our-decision-0034", "attempts"),
)]);

/// Failures from one address over all accounts: a surgery shares one address, so there is room.
pub const ADDRESS_BUCKET: Dated<BucketRule> = Dated(&[(
    FROM,
    BucketRule { free: 30, wait_seconds_max: 900, forget_seconds: 30 },
    Src("our-decision-0034", "attempts"),
)]);

/// Failures of one account over all addresses: slows guessing from many places, and never stops the owner.
pub const ACCOUNT_BUCKET: Dated<BucketRule> = Dated(&[(
    FROM,
    BucketRule { free: 50, wait_seconds_max: 30, forget_seconds: 60 },
    Src("our-decision-0034", "attempts"),
)]);

/// How hard a password is to stretch: what one guess costs whoever has stolen the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Stretch {
    /// Memory in kibibytes.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

/// Argon2id on one lane.
pub const STRETCH: Dated<Stretch> =
    Dated(&[(FROM, Stretch { memory_kib: 19 * 1024, passes: 2 }, Src("our-decision-0034", "stretching"))]);

/// Minutes between the password and the code that follows it.
pub const STEP_MINUTES: Dated<i64> = Dated(&[(FROM, 10, Src("our-decision-0034", "sessions"))]);

/// Days that an organisation's token is taken, unless it is ended before.
pub const TOKEN_DAYS: Dated<i32> = Dated(&[(FROM, 365, Src("our-decision-0034", "tokens"))]);
