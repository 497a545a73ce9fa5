//! One-time codes from a telephone (RFC 6238: SHA-1, six figures, thirty seconds).

use std::fmt;

use kernel::Moment;
use totp_rs::{Algorithm, Builder, Totp};

use crate::{CODE_STEP_SECONDS, CODE_STEPS_EITHER_SIDE};

/// The secret that a user's telephone shares with us: 160 bits of chance that the caller passes in. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 20]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The thirty seconds to which a code belongs. Stored once used, so that no code is taken twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step(pub u64);

/// Why a code was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeRefused {
    /// Not six figures.
    Unreadable,
    /// Not the code of now, nor of the step before or after.
    Wrong,
    /// Right, but it or a later one was used before: wait for the next.
    UsedAlready,
}

impl fmt::Display for CodeRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CodeRefused::Unreadable => "type the six figures that your telephone shows",
            CodeRefused::Wrong => {
                "that is not the code of this half minute; check the clock of your telephone"
            }
            CodeRefused::UsedAlready => "that code was used before; wait for the next one",
        })
    }
}

impl std::error::Error for CodeRefused {}

const FIGURES: u8 = 6;

impl Secret {
    /// The secret made of this chance.
    pub const fn from_bytes(bytes: [u8; 20]) -> Secret {
        Secret(bytes)
    }

    /// The bytes, for a store that seals them.
    pub const fn bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// For typing into a telephone by hand: 32 letters and figures.
    pub fn in_letters(&self) -> String {
        totp_rs::Secret::new_stack(self.0).to_base32()
    }

    /// The address that a telephone reads as a square code. `account` and `place` are shown in its list: neither may
    /// name a service.
    pub fn address(&self, account: &str, place: &str) -> String {
        let (account, place) = (escaped(account), escaped(place));
        format!("otpauth://totp/{place}:{account}?secret={}&issuer={place}", self.in_letters())
    }

    /// The code of that moment, as the telephone shows it.
    pub fn code_at(&self, now: Moment) -> String {
        self.generator(now).generate(seconds(now)).to_string()
    }

    /// Takes a code if it is right and new. `last_used` is the step of the code taken last; what is returned replaces
    /// it. Spaces are left out of what was typed.
    pub fn check(&self, typed: &str, now: Moment, last_used: Option<Step>) -> Result<Step, CodeRefused> {
        let figures: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        if figures.len() != usize::from(FIGURES) || !figures.bytes().all(|b| b.is_ascii_digit()) {
            return Err(CodeRefused::Unreadable);
        }
        let step = self.generator(now).check(&figures, seconds(now)).map(Step).ok_or(CodeRefused::Wrong)?;
        if last_used.is_some_and(|used| step <= used) { Err(CodeRefused::UsedAlready) } else { Ok(step) }
    }

    fn generator(&self, now: Moment) -> Totp {
        // The rows keep to the standard, and what is outside it would only make codes that no telephone shows.
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(FIGURES)
            .with_skew(CODE_STEPS_EITHER_SIDE.on(now.day()))
            .with_step_duration(CODE_STEP_SECONDS.on(now.day()).max(1))
            .with_secret(totp_rs::Secret::new_stack(self.0))
            .build_noncompliant()
    }
}

fn seconds(now: Moment) -> u64 {
    u64::try_from(now.micros().div_euclid(1_000_000)).unwrap_or_default()
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
