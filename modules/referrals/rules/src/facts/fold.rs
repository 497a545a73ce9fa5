//! From facts to the life of an ask: the same road for a live ask, for one that was brought in, and for rebuilding.

use clocks::Calendar;
use kernel::{Day, Moment, OrgId, SlotId};

use super::v1::{Move, Moved, Sent};
use crate::life::{Course, Event, Party, Refusal, State};

/// An ask folded from its facts.
#[derive(Clone, Debug)]
pub struct Folded {
    /// Its life and the track of its days.
    pub course: Course,
    /// Who sent it, or took over from whoever did while it was not closed.
    pub sender: OrgId,
    /// The organisations that have had it, in order; the last has it now.
    pub hosts: Vec<OrgId>,
    /// Who answers for it now, where it was closed before a party's work was taken over.
    pub after_closing: Successors,
    /// The slot that is booked, and when it is.
    pub booked: Option<(Option<SlotId>, Moment)>,
    /// The slots that stand offered.
    pub offered: Vec<super::v1::Offered>,
    /// The host has opened it.
    pub read: bool,
    /// The day of the last move.
    pub moved_on: Day,
}

/// Who took over from the parties of a closed ask. The record of who did what stays; these read it on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Successors {
    /// For the sender.
    pub sender: Option<OrgId>,
    /// For the last host.
    pub host: Option<OrgId>,
}

/// Folds an ask from its facts.
pub fn fold(sent: &Sent, moves: &[Moved], calendar: &Calendar) -> Result<Folded, Refusal> {
    let mut folded = Folded::sent(sent, calendar)?;
    for moved in moves {
        folded.follow(moved, calendar)?;
    }
    Ok(folded)
}

impl Folded {
    /// An ask just sent.
    pub fn sent(sent: &Sent, calendar: &Calendar) -> Result<Folded, Refusal> {
        let mut course = Course::draft();
        course.record(sent.on, &Event::Sent { to: Party(0) }, calendar)?;
        Ok(Folded {
            course,
            sender: sent.from,
            hosts: vec![sent.to],
            after_closing: Successors::default(),
            booked: None,
            offered: Vec::new(),
            read: false,
            moved_on: sent.on,
        })
    }

    /// Takes one more move, or refuses it and leaves everything as it was.
    pub fn follow(&mut self, moved: &Moved, calendar: &Calendar) -> Result<(), Refusal> {
        let mut dates = Vec::new();
        let party = if let Move::Redirected { to, .. } = &moved.what { self.party_of(*to) } else { Party(0) };
        if let Some(event) = event(&moved.what, party, &mut dates) {
            self.course.record(moved.on, &event, calendar)?;
            self.moved_on = moved.on;
        }
        self.after(&moved.what);
        Ok(())
    }

    /// The organisation by its first place among the hosts, so that the rules see whether two are the same.
    fn party_of(&self, org: OrgId) -> Party {
        let place = self.hosts.iter().position(|host| *host == org).unwrap_or(self.hosts.len());
        Party(u32::try_from(place).unwrap_or(u32::MAX))
    }

    /// Who has it now.
    pub fn host(&self) -> Option<OrgId> {
        self.hosts.last().copied()
    }

    /// A party's work was taken over. An open ask has a new party from now on, under the same clock; a closed one keeps
    /// those who closed it.
    fn succeeded(&mut self, from: OrgId, to: OrgId) {
        if !matches!(self.course.life().state, State::Closed | State::Void) {
            for party in self.hosts.last_mut().into_iter().chain([&mut self.sender]) {
                if *party == from {
                    *party = to;
                }
            }
            return;
        }
        let host = self.host();
        let Successors { sender: for_sender, host: for_host } = &mut self.after_closing;
        if for_sender.unwrap_or(self.sender) == from {
            *for_sender = Some(to);
        }
        if for_host.or(host) == Some(from) {
            *for_host = Some(to);
        }
    }

    fn after(&mut self, what: &Move) {
        match what {
            Move::Read => self.read = true,
            Move::Redirected { to, .. } => {
                self.hosts.push(*to);
                self.read = false;
                self.booked = None;
                self.offered.clear();
            }
            Move::Offered { slots } => self.offered.extend(slots.iter().copied()),
            Move::Booked { slot, at, .. } => {
                self.booked = Some((*slot, *at));
                self.offered.clear();
            }
            Move::HostCancelled { day, .. } => {
                self.offered.retain(|slot| slot.at.day() != *day);
                self.booked = self.booked.filter(|(_, at)| at.day() != *day);
            }
            Move::WaitingPatient { .. } => self.offered.clear(),
            Move::PatientCancelled { .. }
            | Move::DidNotAttend { .. }
            | Move::NotFitted { .. }
            | Move::Withdrawn { .. }
            | Move::Returned { .. }
            | Move::Void { .. } => {
                self.booked = None;
                self.offered.clear();
            }
            Move::Succeeded { from, to } => self.succeeded(*from, *to),
            Move::NeedsInfo
            | Move::InfoGiven
            | Move::Accepted
            | Move::Declined { .. }
            | Move::Deferred { .. }
            | Move::FitToProceed
            | Move::Fitted { .. }
            | Move::Answered
            | Move::Closed { .. } => {}
        }
    }
}

/// The event of a move; nothing for one that only notes that the ask was opened.
fn event<'d>(what: &Move, party: Party, dates: &'d mut Vec<Day>) -> Option<Event<'d>> {
    Some(match what {
        Move::Read | Move::Succeeded { .. } => return None,
        Move::NeedsInfo => Event::NeedsInfo,
        Move::InfoGiven => Event::InfoGiven,
        Move::Accepted => Event::Accepted,
        Move::Declined { .. } => Event::Declined,
        Move::Redirected { .. } => Event::Redirected { to: party },
        Move::Offered { slots } => {
            dates.extend(slots.iter().map(|slot| slot.at.day()));
            Event::Offered { slots: dates }
        }
        Move::Booked { at, .. } => Event::Booked { slot: at.day() },
        Move::HostCancelled { day, .. } => Event::HostCancelled { slot: *day },
        Move::PatientCancelled { day, available_from } => {
            Event::PatientCancelled { slot: *day, available_from: *available_from }
        }
        Move::WaitingPatient { declined, available_from } => {
            dates.extend(declined);
            Event::WaitingPatient { declined: dates, available_from: *available_from }
        }
        Move::DidNotAttend { day, recontact } => Event::DidNotAttend { slot: *day, recontact: *recontact },
        Move::Deferred { review_on, .. } => Event::Deferred { review_on: *review_on },
        Move::FitToProceed => Event::FitToProceed,
        Move::Fitted { .. } => Event::Fitted,
        Move::NotFitted { .. } => Event::NotFitted,
        Move::Withdrawn { .. } => Event::Withdrawn,
        Move::Returned { .. } => Event::Returned,
        Move::Answered => Event::Answered,
        Move::Closed { .. } => Event::Closed,
        Move::Void { .. } => Event::Void,
    })
}
