//! Seats at a table: what kind of party sits there, for whom, and which are empty.

use kernel::Day;

use crate::facts::v1::Seat;
use crate::names::named;

named! {
    /// The kind of party that a seat is for.
    "a kind of party" Party {
        /// General practice.
        GeneralPractice = "general-practice" "General practice",
        /// Nurses of general practice.
        PracticeNursing = "practice-nursing" "Practice nursing",
        /// The NHS body that pays.
        NhsCommissioner = "nhs-commissioner" "NHS commissioner",
        /// A council.
        Council = "council" "Council",
        /// A national body that pays.
        NationalCommissioner = "national-commissioner" "National commissioner",
        /// A sexual-health service or another provider of clinics.
        Provider = "provider" "Provider",
        /// A hospital.
        Hospital = "hospital" "Hospital",
        /// A community pharmacy.
        Pharmacy = "pharmacy" "Community pharmacy",
        /// A charity or voluntary group.
        Voluntary = "voluntary" "Voluntary sector",
        /// The local medical committee.
        MedicalCommittee = "medical-committee" "Local medical committee",
        /// Citizens.
        Citizen = "citizen" "Citizens",
        /// A university or research network.
        Research = "research" "Research",
        /// The partnership's own office.
        Office = "office" "Partnership office",
    }
}

named! {
    /// The sector that a quorum counts a party towards.
    "a sector" Sector {
        /// Whoever pays.
        Commissioner = "commissioner" "a commissioner",
        /// Whoever gives the service outside general practice.
        Provider = "provider" "a provider",
        /// General practice.
        GeneralPractice = "general-practice" "general practice",
        /// The voluntary sector.
        Voluntary = "voluntary" "the voluntary sector",
    }
}

impl Party {
    /// The sector it counts towards; none for those that no quorum asks for.
    pub const fn sector(self) -> Option<Sector> {
        match self {
            Party::NhsCommissioner | Party::Council | Party::NationalCommissioner => {
                Some(Sector::Commissioner)
            }
            Party::Provider | Party::Hospital | Party::Pharmacy => Some(Sector::Provider),
            Party::GeneralPractice | Party::PracticeNursing | Party::MedicalCommittee => {
                Some(Sector::GeneralPractice)
            }
            Party::Voluntary => Some(Sector::Voluntary),
            Party::Citizen | Party::Research | Party::Office => None,
        }
    }
}

/// Why a seat is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Empty {
    /// No organisation has taken it.
    NoOrganisation,
    /// Its organisation has named nobody.
    NobodyNamed,
    /// The seat named there has ended, or nobody holds it today.
    HolderLeft,
}

impl Empty {
    /// What to do, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Empty::NoOrganisation => "no organisation yet: ask one to take it",
            Empty::NobodyNamed => "nobody named: ask the organisation for a holder",
            Empty::HolderLeft => "its holder has left: ask the organisation for another",
        }
    }
}

impl Seat {
    /// Whether the seat exists on that day.
    pub fn is_in_force(&self, on: Day) -> bool {
        self.from <= on && self.until.is_none_or(|until| until >= on)
    }

    /// Why nobody sits there, if nobody does. `is_filled` says whether a seat of an organisation has a holder today.
    pub fn empty(&self, is_filled: impl Fn(kernel::SeatId) -> bool) -> Option<Empty> {
        if self.org.is_none() {
            return Some(Empty::NoOrganisation);
        }
        let named = [self.holder, self.deputy];
        let mut named = named.into_iter().flatten().peekable();
        if named.peek().is_none() {
            return Some(Empty::NobodyNamed);
        }
        if named.any(is_filled) { None } else { Some(Empty::HolderLeft) }
    }
}

/// Kinds of party of which every seat is empty, in the order of the list: the table lacks them altogether.
pub fn missing_parties<'s>(
    seats: impl Iterator<Item = &'s Seat> + Clone,
    is_filled: impl Fn(kernel::SeatId) -> bool + Copy,
) -> Vec<Party> {
    let of = |party: Party| seats.clone().filter(move |seat| seat.party == party);
    let lacks =
        |party: &Party| of(*party).next().is_some() && of(*party).all(|seat| seat.empty(is_filled).is_some());
    Party::ALL.iter().copied().filter(lacks).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{GroupId, SeatId, TableSeatId};

    fn seat(party: Party, org: Option<&str>, holder: Option<u128>) -> Seat {
        Seat {
            id: TableSeatId::from_bits(1),
            group: GroupId::from_bits(1),
            party,
            org: org.map(|code| code.parse().unwrap()),
            title: "Nurse".to_owned(),
            holder: holder.map(SeatId::from_bits),
            deputy: None,
            from: Day::of(2025, 1, 1).unwrap(),
            until: None,
            votes: true,
            decides: String::new(),
        }
    }

    #[test]
    fn an_empty_seat_says_why() {
        let nobody = |_| false;
        let everybody = |_| true;
        assert_eq!(seat(Party::PracticeNursing, None, None).empty(everybody), Some(Empty::NoOrganisation));
        assert_eq!(
            seat(Party::PracticeNursing, Some("Y00001"), None).empty(everybody),
            Some(Empty::NobodyNamed)
        );
        assert_eq!(
            seat(Party::PracticeNursing, Some("Y00001"), Some(4)).empty(nobody),
            Some(Empty::HolderLeft)
        );
        assert_eq!(seat(Party::PracticeNursing, Some("Y00001"), Some(4)).empty(everybody), None);
        let with_deputy = Seat {
            deputy: Some(SeatId::from_bits(5)),
            ..seat(Party::PracticeNursing, Some("Y00001"), Some(4))
        };
        assert_eq!(with_deputy.empty(|one| one == SeatId::from_bits(5)), None, "the deputy stands in");
    }

    #[test]
    fn a_party_with_every_seat_empty_is_missing() {
        let seats = [
            seat(Party::Council, Some("Y00001"), Some(1)),
            seat(Party::Voluntary, Some("Y00002"), None),
            seat(Party::Voluntary, None, None),
            seat(Party::Provider, Some("Y00003"), None),
            seat(Party::Provider, Some("Y00003"), Some(2)),
        ];
        assert_eq!(missing_parties(seats.iter(), |_| true), [Party::Voluntary]);
    }
}
