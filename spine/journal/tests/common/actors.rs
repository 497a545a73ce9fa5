//! Who acts: seats of two organisations that deal with each other, of a third that does not, and the program itself.

use kernel::{OrgId, SeatId, UserId};
use policy::{Actor, OrgKind, Role};

pub const PRACTICE: &str = "Y90001";
pub const CLINIC: &str = "Y90002";
pub const STRANGER: &str = "Y90003";

pub fn org(code: &str) -> OrgId {
    code.parse().unwrap()
}

pub fn seat(code: &str, org_kind: OrgKind, role: Role, bits: u128) -> Actor {
    Actor {
        user: UserId::from_bits(bits),
        seat: SeatId::from_bits(bits + 1000),
        org: org(code),
        org_kind,
        role,
        second_factor: true,
    }
}

/// Sends asks.
pub fn nurse() -> Actor {
    seat(PRACTICE, OrgKind::Practice, Role::Clinician, 1)
}

/// Another seat of the same practice.
pub fn reception() -> Actor {
    seat(PRACTICE, OrgKind::Practice, Role::Booking, 2)
}

/// Answers them.
pub fn fitter() -> Actor {
    seat(CLINIC, OrgKind::SexualHealthClinic, Role::Fitter, 3)
}

/// A clinician of a practice that is no party.
pub fn stranger() -> Actor {
    seat(STRANGER, OrgKind::Practice, Role::Clinician, 4)
}

/// The program.
pub fn program() -> Actor {
    seat("PLACE", OrgKind::PlaceOffice, Role::System, 5)
}
