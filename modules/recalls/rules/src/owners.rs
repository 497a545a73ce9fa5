//! Who owns what when seats come and go: nobody is dropped because a rota changed. And which specialties lack an owner, so
//! that a rule which moves work to them cannot come into force.

use kernel::SeatId;

use crate::facts::v1::Test;

/// A seat as succession sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Which.
    pub id: SeatId,
    /// It has ended.
    pub ended: bool,
    /// Somebody holds it today.
    pub held: bool,
}

/// Who acts for a recall, and why it is they.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acting {
    /// The seat that owns it.
    Owner(SeatId),
    /// Its seat has ended or nobody holds it: the seat that owns such recalls of the specialty now.
    Successor(SeatId),
    /// There is no such seat either: the specialty's lead.
    Lead(SeatId),
    /// Not even that: whoever keeps the hospital's seats.
    Keeper(SeatId),
    /// Nobody at all: the place's office is told.
    Nobody,
}

impl Acting {
    /// The seat; none where there is nobody.
    pub const fn seat(self) -> Option<SeatId> {
        match self {
            Acting::Owner(seat) | Acting::Successor(seat) | Acting::Lead(seat) | Acting::Keeper(seat) => {
                Some(seat)
            }
            Acting::Nobody => None,
        }
    }

    /// Why it is not the owner; nothing where it is.
    pub const fn why(self) -> Option<&'static str> {
        match self {
            Acting::Owner(_) => None,
            Acting::Successor(_) => Some("its seat has ended or stands empty"),
            Acting::Lead(_) => Some("no seat of the specialty owns such recalls now: its lead has it"),
            Acting::Keeper(_) => Some("the specialty has no lead: whoever keeps the hospital’s seats has it"),
            Acting::Nobody => Some("nobody holds a seat: the office is told"),
        }
    }
}

/// Who acts: the owner while somebody holds the seat; else the first of the others that is held.
pub fn acting(
    owner: Option<Seat>,
    successor: Option<Seat>,
    lead: Option<Seat>,
    keeper: Option<Seat>,
) -> Acting {
    let there = |seat: Option<Seat>| seat.filter(|seat| !seat.ended && seat.held).map(|seat| seat.id);
    let in_turn = [
        there(owner).map(Acting::Owner),
        there(successor).map(Acting::Successor),
        there(lead).map(Acting::Lead),
        there(keeper).map(Acting::Keeper),
    ];
    in_turn.into_iter().flatten().next().unwrap_or(Acting::Nobody)
}

/// The specialties that have no owner for a test; the rule comes into force only where there are none.
pub fn without_owner<'s>(
    specialties: impl IntoIterator<Item = &'s str>,
    test: Test,
    owned: &[(String, Test)],
) -> Vec<&'s str> {
    let is_owned = |code: &str| owned.iter().any(|(known, of)| known == code && *of == test);
    specialties.into_iter().filter(|code| !is_owned(code)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(id: u128, ended: bool, held: bool) -> Option<Seat> {
        Some(Seat { id: SeatId::from_bits(id), ended, held })
    }

    #[test]
    fn nobody_is_dropped_while_anybody_holds_a_seat() {
        for bits in 0_u8..=255 {
            let of =
                |nth: u8| seat(u128::from(nth), bits >> (2 * nth) & 1 == 1, bits >> (2 * nth + 1) & 1 == 1);
            let there = |nth: u8| of(nth).is_some_and(|seat| !seat.ended && seat.held);
            let found = acting(of(0), of(1), of(2), of(3));
            let first = (0..4).find(|nth| there(*nth));
            assert_eq!(found.seat(), first.map(|nth| SeatId::from_bits(u128::from(nth))), "{bits:08b}");
            assert_eq!(found.why().is_none(), first == Some(0));
        }
        assert_eq!(acting(None, None, None, None), Acting::Nobody);
    }

    #[test]
    fn a_rule_waits_for_every_specialty() {
        let owned = vec![("renal".to_owned(), Test::ChestXRay), ("stroke".to_owned(), Test::Scan)];
        assert_eq!(without_owner(["renal", "stroke"], Test::ChestXRay, &owned), ["stroke"]);
        assert_eq!(without_owner(["renal"], Test::ChestXRay, &owned), Vec::<&str>::new());
    }
}
