//! Whether those who came may decide: counted by organisation, never by head, with the sectors that must be there.

use std::collections::BTreeSet;

use kernel::{Day, OrgId};
use lawbook::{Dated, Src};
use serde::{Deserialize, Serialize};

use crate::facts::v1::Seat;
use crate::names::named;
use crate::seat::Sector;

named! {
    /// How a seat was at a meeting.
    "how a seat was at a meeting" Presence {
        /// Its holder came.
        Present = "present" "Present",
        /// Its deputy came.
        Deputy = "deputy" "Deputy came",
        /// Sent apologies.
        Apologies = "apologies" "Apologies",
        /// Did not come and said nothing.
        Absent = "absent" "Absent",
    }
}

impl Presence {
    /// Somebody sat there.
    pub const fn came(self) -> bool {
        matches!(self, Presence::Present | Presence::Deputy)
    }
}

/// How many organisations must be there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AtLeast {
    /// Half of the organisations with a seat, rounded up.
    #[default]
    Half,
    /// So many organisations.
    Count(u16),
}

/// A group's quorum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// How many organisations.
    pub organisations: AtLeast,
    /// The sectors of which at least one organisation must be there.
    pub sectors: Vec<Sector>,
}

/// The quorum of a group that has agreed no other: dated, with its source.
pub const DEFAULT: Dated<DefaultRule> = Dated(&[(
    lawbook::date(2025, 1, 1),
    DefaultRule {
        organisations: AtLeast::Half,
        sectors: &[Sector::Commissioner, Sector::Provider, Sector::GeneralPractice],
    },
    Src("table-defaults", "quorum"),
)]);

/// The value of [`DEFAULT`]; by itself it asks for half and for no sector.
#[derive(Clone, Copy, Debug, Default)]
pub struct DefaultRule {
    /// How many organisations.
    pub organisations: AtLeast,
    /// The sectors that must be there.
    pub sectors: &'static [Sector],
}

impl Rule {
    /// The rule for a group that begins on that day and has agreed no other.
    pub fn by_default(on: Day) -> Rule {
        let of = DEFAULT.on(on);
        Rule { organisations: of.organisations, sectors: of.sectors.to_vec() }
    }

    /// How many of so many seated organisations are needed.
    pub fn needed(&self, seated: usize) -> usize {
        match self.organisations {
            AtLeast::Half => seated.div_ceil(2),
            AtLeast::Count(count) => usize::from(count),
        }
    }

    /// For people: “at least half of the organisations seated, among them a commissioner and a provider”.
    pub fn in_words(&self) -> String {
        let how_many = match self.organisations {
            AtLeast::Half => "at least half of the organisations seated".to_owned(),
            AtLeast::Count(1) => "at least one organisation".to_owned(),
            AtLeast::Count(count) => format!("at least {count} organisations"),
        };
        match self.sectors.as_slice() {
            [] => how_many,
            sectors => format!("{how_many}, among them {}", and(sectors.iter().map(|one| one.words()))),
        }
    }
}

/// “a, b and c”.
pub fn and<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let all: Vec<&str> = words.collect();
    match all.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// Who sat there: one seat and how it was.
#[derive(Clone, Copy, Debug)]
pub struct Attended<'s> {
    /// The seat.
    pub seat: &'s Seat,
    /// How it was.
    pub presence: Presence,
}

/// Whether a meeting may decide, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quorate {
    /// Organisations with a seat that votes.
    pub seated: usize,
    /// Organisations that came.
    pub present: BTreeSet<OrgId>,
    /// How many were needed.
    pub needed: usize,
    /// Sectors that were needed and did not come.
    pub missing: Vec<Sector>,
    /// People who came, for the record; they count for nothing here.
    pub heads: usize,
}

impl Quorate {
    /// Whether it may decide.
    pub fn is(&self) -> bool {
        self.present.len() >= self.needed && self.missing.is_empty()
    }

    /// For people: “Quorate: 10 of 19 organisations, 10 needed.”
    pub fn in_words(&self) -> String {
        let came =
            format!("{} of {} organisations came ({} needed)", self.present.len(), self.seated, self.needed);
        if self.is() {
            return format!("Quorate: {came}.");
        }
        match self.missing.as_slice() {
            [] => format!("Not quorate: {came}."),
            missing => {
                format!("Not quorate: {came}; nobody from {}.", and(missing.iter().map(|one| one.words())))
            }
        }
    }
}

/// Counts a meeting by its rule. Seats that do not vote (observers) count neither as seated nor as present; an
/// organisation counts once, whoever of it came.
pub fn count<'s>(rule: &Rule, attended: impl Iterator<Item = Attended<'s>>) -> Quorate {
    let mut seated = BTreeSet::new();
    let mut present = BTreeSet::new();
    let mut sectors = BTreeSet::new();
    let mut heads = 0;
    for Attended { seat, presence } in attended {
        heads += usize::from(presence.came());
        let Some(org) = seat.org.filter(|_| seat.votes) else { continue };
        seated.insert(org);
        if presence.came() {
            present.insert(org);
            sectors.extend(seat.party.sector());
        }
    }
    let missing = rule.sectors.iter().copied().filter(|sector| !sectors.contains(sector)).collect();
    Quorate { needed: rule.needed(seated.len()), seated: seated.len(), present, missing, heads }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seat::Party;
    use kernel::{GroupId, TableSeatId};

    /// Seats from a picture: one letter an organisation, its party by the letter; upper case came.
    fn check(picture: &str, rule: &Rule) -> String {
        let seats: Vec<(Seat, Presence)> = picture
            .split_whitespace()
            .enumerate()
            .map(|(nth, word)| {
                let (party, org) = word.split_at(1);
                let came = org.ends_with('+');
                let party = match party {
                    "c" => Party::Council,
                    "p" => Party::Provider,
                    "v" => Party::Voluntary,
                    _ => Party::GeneralPractice,
                };
                let seat = Seat {
                    id: TableSeatId::from_bits(nth as u128),
                    group: GroupId::from_bits(1),
                    party,
                    org: Some(format!("Y{:0>5}", org.trim_end_matches('+')).parse().unwrap()),
                    title: String::new(),
                    holder: None,
                    deputy: None,
                    from: Day::of(2025, 1, 1).unwrap(),
                    until: None,
                    votes: true,
                    decides: String::new(),
                };
                (seat, if came { Presence::Present } else { Presence::Absent })
            })
            .collect();
        count(rule, seats.iter().map(|(seat, presence)| Attended { seat, presence: *presence })).in_words()
    }

    #[test]
    fn nine_people_of_three_organisations_are_not_four_organisations() {
        let rule = Rule { organisations: AtLeast::Count(4), sectors: Vec::new() };
        let nine = "c1+ c1+ c1+ p2+ p2+ p2+ g3+ g3+ g3+ g4 g5 v6 v7";
        assert_eq!(check(nine, &rule), "Not quorate: 3 of 7 organisations came (4 needed).");
        let four = "c1+ p2+ g3+ g4+ g5 v6 v7";
        assert_eq!(check(four, &rule), "Quorate: 4 of 7 organisations came (4 needed).");
    }

    #[test]
    fn half_is_rounded_up_and_each_sector_must_be_there() {
        let rule = Rule::by_default(Day::of(2026, 1, 5).unwrap());
        assert_eq!([7, 12, 19].map(|seated| rule.needed(seated)), [4, 6, 10]);
        assert_eq!(
            check("c1+ p2 g3+ g4+ g5+ v6 v7", &rule),
            "Not quorate: 4 of 7 organisations came (4 needed); nobody from a provider."
        );
        assert_eq!(
            check("c1 p2 g3+ g4+ g5+ v6 v7", &rule),
            "Not quorate: 3 of 7 organisations came (4 needed); nobody from a commissioner and a provider."
        );
        assert_eq!(
            check("c1+ p2+ g3+ g4+ g5 v6 v7", &rule),
            "Quorate: 4 of 7 organisations came (4 needed)."
        );
    }

    #[test]
    fn an_empty_meeting_is_not_quorate_and_an_empty_group_needs_nobody() {
        let rule = Rule { organisations: AtLeast::Half, sectors: vec![Sector::Provider] };
        assert!(check("p1 g2", &rule).starts_with("Not quorate: 0 of 2"));
        assert!(check("", &rule).starts_with("Not quorate: 0 of 0"), "nobody is no provider");
    }
}
