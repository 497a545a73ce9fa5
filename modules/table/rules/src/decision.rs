//! Decisions: by consensus, or with each organisation's position; how one stands by the quorum and by who was interested.

use std::collections::BTreeSet;

use kernel::{Day, OrgId, TableSeatId};
use lawbook::Calendar;

use crate::names::named;
use crate::quorum::{self, Attended, Quorate, Rule};
use crate::seat::Sector;
use crate::working;

named! {
    /// An organisation's position.
    "a position" Position {
        /// For it.
        For = "for" "For",
        /// Against it.
        Against = "against" "Against",
        /// Neither.
        Abstains = "abstains" "Abstains",
    }
}

named! {
    /// How a decision stands.
    "how a decision stands" Standing {
        /// Agreed by a quorate meeting.
        Agreed = "agreed" "Agreed",
        /// Not quorate: the absent confirm it, or a later meeting ratifies it.
        Proposed = "proposed" "Proposed",
        /// All of general practice was interested: the commissioner decides after this advice.
        CommissionersAfterAdvice = "commissioners-after-advice" "The commissioner’s, after advice",
    }
}

/// Why a decision was not recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecisionRefused {
    /// It says nothing.
    NoWords,
    /// An option that was not taken says no reason.
    NoWhyNot(usize),
    /// Options are given and not exactly one is taken.
    NotOneTaken,
    /// Attendance has not been recorded: nobody can say how it stands.
    NoAttendance,
    /// More organisations were against than for, or as many.
    NotCarried {
        /// For.
        in_favour: usize,
        /// Against.
        against: usize,
    },
    /// An organisation that may not decide gave a position.
    MayNotDecide(OrgId),
}

/// What a decision rests on.
pub struct Ground<'s> {
    /// The group's quorum.
    pub rule: &'s Rule,
    /// Who came.
    pub attended: Vec<Attended<'s>>,
    /// Seats that declared an interest in it.
    pub interested: BTreeSet<TableSeatId>,
}

impl Ground<'_> {
    /// The quorum of the meeting: interested seats count, they may speak.
    pub fn quorate(&self) -> Quorate {
        quorum::count(self.rule, self.attended.iter().copied())
    }

    /// The organisations that may decide: those that came with a voting seat which is not interested.
    pub fn deciding(&self) -> BTreeSet<OrgId> {
        let may = |one: &&Attended<'_>| {
            one.presence.came() && one.seat.votes && !self.interested.contains(&one.seat.id)
        };
        self.attended.iter().filter(may).filter_map(|one| one.seat.org).collect()
    }

    /// All who came of general practice are interested: the decision is the commissioner's after their advice.
    fn is_advice(&self) -> bool {
        let mut practice = self
            .attended
            .iter()
            .filter(|one| one.presence.came() && one.seat.votes)
            .filter(|one| one.seat.party.sector() == Some(Sector::GeneralPractice))
            .peekable();
        practice.peek().is_some() && practice.all(|one| self.interested.contains(&one.seat.id))
    }

    /// How a decision stands that is taken on this ground.
    pub fn standing(&self) -> Standing {
        if !self.quorate().is() {
            return Standing::Proposed;
        }
        if self.is_advice() { Standing::CommissionersAfterAdvice } else { Standing::Agreed }
    }

    /// Whether it is carried: by consensus where no position is given, else by more organisations for than against.
    pub fn carried(&self, positions: &[(OrgId, Position)]) -> Result<(), DecisionRefused> {
        if self.attended.iter().all(|one| !one.presence.came()) {
            return Err(DecisionRefused::NoAttendance);
        }
        let deciding = self.deciding();
        if let Some((org, _)) = positions.iter().find(|(org, _)| !deciding.contains(org)) {
            return Err(DecisionRefused::MayNotDecide(*org));
        }
        let count = |wanted: Position| positions.iter().filter(|(_, one)| *one == wanted).count();
        let (in_favour, against) = (count(Position::For), count(Position::Against));
        if !positions.is_empty() && in_favour <= against {
            return Err(DecisionRefused::NotCarried { in_favour, against });
        }
        Ok(())
    }
}

/// Whether the words of a decision can be taken: it says what, and why not what it did not take.
pub fn words(title: &str, options: &[crate::facts::v1::Choice]) -> Result<(), DecisionRefused> {
    if title.trim().is_empty() {
        return Err(DecisionRefused::NoWords);
    }
    if let Some(nth) = options.iter().position(|one| !one.taken && one.why_not.trim().is_empty()) {
        return Err(DecisionRefused::NoWhyNot(nth));
    }
    if !options.is_empty() && options.iter().filter(|one| one.taken).count() != 1 {
        return Err(DecisionRefused::NotOneTaken);
    }
    Ok(())
}

/// The quorum that what was proposed has by now: those who came and decided, with the absent who have confirmed since.
pub fn with_the_absent<'s>(
    rule: &Rule,
    attended: impl Iterator<Item = Attended<'s>>,
    confirmed: &BTreeSet<OrgId>,
) -> Quorate {
    let each = attended.map(|one| {
        let confirms = one.seat.org.is_some_and(|org| confirmed.contains(&org));
        let presence = if confirms { quorum::Presence::Present } else { one.presence };
        Attended { presence, ..one }
    });
    quorum::count(rule, each)
}

/// The absent can still confirm today what was proposed on that day.
pub fn absent_may_confirm(calendar: &Calendar, proposed: Day, today: Day) -> bool {
    today >= proposed && today <= working::confirm_by(calendar, proposed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::v1::{Choice, Seat};
    use crate::quorum::{AtLeast, Presence};
    use crate::seat::Party;
    use kernel::GroupId;

    const PARTIES: [Party; 4] =
        [Party::Council, Party::Provider, Party::GeneralPractice, Party::GeneralPractice];

    fn seats() -> Vec<Seat> {
        let seat = |(nth, party): (usize, &Party)| Seat {
            id: TableSeatId::from_bits(nth as u128),
            group: GroupId::from_bits(1),
            party: *party,
            org: Some(format!("Y{nth:0>5}").parse().unwrap()),
            title: String::new(),
            holder: None,
            deputy: None,
            from: Day::of(2025, 1, 1).unwrap(),
            until: None,
            votes: true,
            decides: String::new(),
        };
        PARTIES.iter().enumerate().map(seat).collect()
    }

    fn check<T>(came: &str, interested: &[u128], look: impl Fn(&Ground<'_>) -> T) -> T {
        let rule = Rule {
            organisations: AtLeast::Half,
            sectors: vec![Sector::Commissioner, Sector::Provider, Sector::GeneralPractice],
        };
        let seats = seats();
        let attended = seats
            .iter()
            .zip(came.chars())
            .map(|(seat, mark)| Attended {
                seat,
                presence: if mark == '+' { Presence::Present } else { Presence::Absent },
            })
            .collect();
        let interested = interested.iter().map(|id| TableSeatId::from_bits(*id)).collect();
        look(&Ground { rule: &rule, attended, interested })
    }

    fn org(nth: u8) -> OrgId {
        format!("Y{nth:0>5}").parse().unwrap()
    }

    #[test]
    fn a_decision_stands_by_quorum_and_by_who_was_interested() {
        let stands = |came, interested: &[u128]| check(came, interested, |ground| ground.standing());
        assert_eq!(stands("++++", &[]), Standing::Agreed);
        assert_eq!(stands("+-++", &[]), Standing::Proposed, "no provider");
        assert_eq!(stands("++++", &[2]), Standing::Agreed, "one practice has no interest");
        assert_eq!(stands("++++", &[2, 3]), Standing::CommissionersAfterAdvice);
        assert_eq!(stands("++-+", &[3]), Standing::CommissionersAfterAdvice);
    }

    #[test]
    fn positions_count_by_organisation_and_an_interested_one_decides_nothing() {
        let carried = |interested: &[u128], positions: &[(u8, Position)]| {
            let positions: Vec<_> = positions.iter().map(|(nth, position)| (org(*nth), *position)).collect();
            check("++++", interested, |ground| ground.carried(&positions))
        };
        assert_eq!(carried(&[], &[]), Ok(()), "consensus");
        assert_eq!(carried(&[], &[(0, Position::For), (1, Position::Abstains)]), Ok(()));
        let split = carried(&[], &[(0, Position::For), (1, Position::Against)]);
        assert_eq!(split, Err(DecisionRefused::NotCarried { in_favour: 1, against: 1 }));
        assert_eq!(carried(&[1], &[(1, Position::For)]), Err(DecisionRefused::MayNotDecide(org(1))));
        assert_eq!(check("----", &[], |ground| ground.carried(&[])), Err(DecisionRefused::NoAttendance));
    }

    #[test]
    fn an_option_that_was_not_taken_says_why_not() {
        let option =
            |taken, why_not: &str| Choice { words: "A".to_owned(), taken, why_not: why_not.to_owned() };
        assert_eq!(words(" ", &[]), Err(DecisionRefused::NoWords));
        assert_eq!(words("One rule", &[]), Ok(()));
        assert_eq!(
            words("One rule", &[option(true, ""), option(false, " ")]),
            Err(DecisionRefused::NoWhyNot(1))
        );
        assert_eq!(
            words("One rule", &[option(true, ""), option(true, "")]),
            Err(DecisionRefused::NotOneTaken)
        );
        assert_eq!(words("One rule", &[option(true, ""), option(false, "too dear")]), Ok(()));
    }

    #[test]
    fn the_absent_complete_a_quorum_within_five_working_days() {
        let complete = check("+-++", &[], |ground| {
            let confirmed = [org(1)].into_iter().collect();
            with_the_absent(ground.rule, ground.attended.iter().copied(), &confirmed).is()
        });
        assert!(complete);
        let england = Calendar::england();
        let day = |text: &str| text.parse::<Day>().unwrap();
        assert!(absent_may_confirm(&england, day("2026-06-12"), day("2026-06-19")));
        assert!(!absent_may_confirm(&england, day("2026-06-12"), day("2026-06-20")));
    }
}
