//! The moves of one ask in few bytes, so that a year of asks is folded from memory in the time that a page has. What is
//! kept is what clocks turn on: which event, on which day, which dates it names, who took over, and the reason given. The
//! same course that live acts go through reads them back, so that a figure and an ask can't disagree.

use clocks::Calendar;
use kernel::Day;
use referrals_rules::facts::v1::{Move, Moved};
use referrals_rules::life::{Course, Event, EventKind, Party, Refusal};

/// The bytes do not hold a history: the projection that wrote them is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// They end inside a move, or name an event that there is none of.
    Bytes,
    /// A move breaks a rule of the life of an ask.
    Move(Refusal),
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Broken::Bytes => {
                f.write_str("a kept history is cut short; rebuild the tables with “roundtable verify”")
            }
            Broken::Move(refusal) => write!(f, "a kept history breaks a rule: {refusal}"),
        }
    }
}

impl std::error::Error for Broken {}

fn kind_of(what: &Move) -> Option<EventKind> {
    Some(match what {
        Move::Read | Move::Succeeded { .. } => return None,
        Move::NeedsInfo => EventKind::NeedsInfo,
        Move::InfoGiven => EventKind::InfoGiven,
        Move::Accepted => EventKind::Accepted,
        Move::Declined { .. } => EventKind::Declined,
        Move::Redirected { .. } => EventKind::Redirected,
        Move::Offered { .. } => EventKind::Offered,
        Move::Booked { .. } => EventKind::Booked,
        Move::HostCancelled { .. } => EventKind::HostCancelled,
        Move::PatientCancelled { .. } => EventKind::PatientCancelled,
        Move::WaitingPatient { .. } => EventKind::WaitingPatient,
        Move::DidNotAttend { .. } => EventKind::DidNotAttend,
        Move::Deferred { .. } => EventKind::Deferred,
        Move::FitToProceed => EventKind::FitToProceed,
        Move::Fitted { .. } => EventKind::Fitted,
        Move::NotFitted { .. } => EventKind::NotFitted,
        Move::Withdrawn { .. } => EventKind::Withdrawn,
        Move::Returned { .. } => EventKind::Returned,
        Move::Answered => EventKind::Answered,
        Move::Closed { .. } => EventKind::Closed,
        Move::Void { .. } => EventKind::Void,
    })
}

/// Adds a move to the bytes of an ask sent on that day.
pub fn push(bytes: &mut Vec<u8>, sent_on: Day, moved: &Moved) {
    let Some(kind) = kind_of(&moved.what) else { return };
    let place = EventKind::ALL.iter().position(|other| *other == kind).unwrap_or(0);
    bytes.push(place as u8);
    let day = |bytes: &mut Vec<u8>, day: Day| number(bytes, day - sent_on);
    day(bytes, moved.on);
    match &moved.what {
        Move::Declined { reason, .. } => text(bytes, reason),
        Move::Redirected { to, reason, .. } => {
            text(bytes, to.as_str());
            text(bytes, reason);
        }
        Move::Offered { slots } => {
            number(bytes, i32::try_from(slots.len()).unwrap_or(0));
            slots.iter().for_each(|slot| day(bytes, slot.at.day()));
        }
        Move::Booked { at, .. } => day(bytes, at.day()),
        Move::HostCancelled { day: slot, .. } => day(bytes, *slot),
        Move::PatientCancelled { day: slot, available_from } => {
            day(bytes, *slot);
            day(bytes, *available_from);
        }
        Move::WaitingPatient { declined, available_from } => {
            number(bytes, i32::try_from(declined.len()).unwrap_or(0));
            declined.iter().for_each(|slot| day(bytes, *slot));
            day(bytes, *available_from);
        }
        Move::DidNotAttend { day: slot, recontact } => {
            day(bytes, *slot);
            number(bytes, i32::from(recontact.is_some()));
            if let Some(recontact) = recontact {
                day(bytes, *recontact);
            }
        }
        Move::Deferred { review_on, .. } => day(bytes, *review_on),
        Move::Read
        | Move::NeedsInfo
        | Move::InfoGiven
        | Move::Accepted
        | Move::FitToProceed
        | Move::Fitted { .. }
        | Move::NotFitted { .. }
        | Move::Withdrawn { .. }
        | Move::Returned { .. }
        | Move::Answered
        | Move::Closed { .. }
        | Move::Void { .. }
        | Move::Succeeded { .. } => {}
    }
}

/// A whole number, seven bits a byte, the sign in the last bit so that small ones on either side stay short.
fn number(bytes: &mut Vec<u8>, value: i32) {
    let mut rest = ((value << 1) ^ (value >> 31)) as u32;
    while rest >= 0x80 {
        bytes.push((rest as u8) | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
}

fn text(bytes: &mut Vec<u8>, words: &str) {
    let words = words.get(..words.len().min(60)).unwrap_or("");
    number(bytes, i32::try_from(words.len()).unwrap_or(0));
    bytes.extend_from_slice(words.as_bytes());
}

/// One move as it is read back. Its dates are in the list that was lent for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happened<'b> {
    /// On which day.
    pub on: Day,
    /// What.
    pub kind: EventKind,
    /// Who took over, where somebody did.
    pub to: &'b str,
    /// The reason given for a decline or a passing on.
    pub reason: &'b str,
    /// The last date that it names: the slot, the day from which she can come, the review.
    last: Option<Day>,
}

/// Reads moves back in order.
#[derive(Clone, Debug)]
pub struct Reader<'b> {
    rest: &'b [u8],
    sent_on: Day,
}

/// Whether a history tells of a host that passed the ask on. One that cannot be read says so to whoever reads it whole.
pub fn passes_on(bytes: &[u8], sent_on: Day) -> bool {
    let (mut reader, mut slots) = (Reader::new(bytes, sent_on), Vec::new());
    loop {
        match reader.next(&mut slots) {
            Ok(Some(happened)) if happened.kind == EventKind::Redirected => return true,
            Ok(Some(_)) => {}
            Ok(None) => return false,
            Err(_) => return true,
        }
    }
}

impl<'b> Reader<'b> {
    /// A reader of the bytes of an ask sent on that day.
    pub fn new(bytes: &'b [u8], sent_on: Day) -> Reader<'b> {
        Reader { rest: bytes, sent_on }
    }

    /// The next move, with its slots in the list; nothing after the last.
    pub fn next(&mut self, slots: &mut Vec<Day>) -> Result<Option<Happened<'b>>, Broken> {
        let Some((tag, rest)) = self.rest.split_first() else { return Ok(None) };
        self.rest = rest;
        let kind = EventKind::ALL.get(usize::from(*tag)).copied().ok_or(Broken::Bytes)?;
        slots.clear();
        let on = self.day()?;
        let mut happened = Happened { on, kind, to: "", reason: "", last: None };
        match kind {
            EventKind::Declined => happened.reason = self.text()?,
            EventKind::Redirected => {
                happened.to = self.text()?;
                happened.reason = self.text()?;
            }
            EventKind::Offered => self.days(slots)?,
            EventKind::Booked | EventKind::HostCancelled => slots.push(self.day()?),
            EventKind::PatientCancelled => {
                slots.push(self.day()?);
                happened.last = Some(self.day()?);
            }
            EventKind::WaitingPatient => {
                self.days(slots)?;
                happened.last = Some(self.day()?);
            }
            EventKind::DidNotAttend => {
                slots.push(self.day()?);
                happened.last = if self.number()? == 1 { Some(self.day()?) } else { None };
            }
            EventKind::Deferred => happened.last = Some(self.day()?),
            EventKind::Sent
            | EventKind::NeedsInfo
            | EventKind::InfoGiven
            | EventKind::Accepted
            | EventKind::FitToProceed
            | EventKind::Fitted
            | EventKind::NotFitted
            | EventKind::Withdrawn
            | EventKind::Returned
            | EventKind::Answered
            | EventKind::Closed
            | EventKind::Void => {}
        }
        Ok(Some(happened))
    }

    fn number(&mut self) -> Result<i32, Broken> {
        let mut value = 0u32;
        for shift in (0..35).step_by(7) {
            let (byte, rest) = self.rest.split_first().ok_or(Broken::Bytes)?;
            self.rest = rest;
            value |= u32::from(byte & 0x7f).checked_shl(shift).ok_or(Broken::Bytes)?;
            if byte & 0x80 == 0 {
                return Ok((value >> 1) as i32 ^ -((value & 1) as i32));
            }
        }
        Err(Broken::Bytes)
    }

    fn day(&mut self) -> Result<Day, Broken> {
        self.number().map(|ahead| self.sent_on + ahead)
    }

    fn days(&mut self, into: &mut Vec<Day>) -> Result<(), Broken> {
        for _ in 0..self.number()? {
            into.push(self.day()?);
        }
        Ok(())
    }

    fn text(&mut self) -> Result<&'b str, Broken> {
        let length = usize::try_from(self.number()?).map_err(|_| Broken::Bytes)?;
        let (words, rest) = self.rest.split_at_checked(length).ok_or(Broken::Bytes)?;
        self.rest = rest;
        std::str::from_utf8(words).map_err(|_| Broken::Bytes)
    }
}

/// Folds histories one after the other and keeps its memory between them.
#[derive(Clone, Debug, Default)]
pub struct Folding {
    /// The course as it was folded last.
    pub course: Course,
    slots: Vec<Day>,
}

impl Folding {
    /// Folds the history of an ask as it was known at the end of a day.
    pub fn fold(
        &mut self,
        host: &str,
        sent_on: Day,
        bytes: &[u8],
        as_of: Day,
        calendar: &Calendar,
    ) -> Result<(), Broken> {
        self.course.begin();
        self.course.record(sent_on, &Event::Sent { to: Party(0) }, calendar).map_err(Broken::Move)?;
        let mut reader = Reader::new(bytes, sent_on);
        // Asks that are passed on are few; the list costs nothing where nobody takes over.
        let mut later_hosts: Vec<&str> = Vec::new();
        while let Some(happened) = reader.next(&mut self.slots)? {
            if happened.on > as_of {
                break;
            }
            let mut party = Party(0);
            if happened.kind == EventKind::Redirected && happened.to != host {
                let known = later_hosts.iter().position(|other| *other == happened.to);
                let place = known.unwrap_or_else(|| {
                    later_hosts.push(happened.to);
                    later_hosts.len() - 1
                });
                party = Party(u32::try_from(place + 1).unwrap_or(u32::MAX));
            }
            let event = event(&happened, party, &self.slots)?;
            self.course.record(happened.on, &event, calendar).map_err(Broken::Move)?;
        }
        Ok(())
    }
}

fn event<'s>(happened: &Happened<'_>, party: Party, slots: &'s [Day]) -> Result<Event<'s>, Broken> {
    let slot = || slots.first().copied().ok_or(Broken::Bytes);
    let last = || happened.last.ok_or(Broken::Bytes);
    Ok(match happened.kind {
        EventKind::Sent => Event::Sent { to: party },
        EventKind::NeedsInfo => Event::NeedsInfo,
        EventKind::InfoGiven => Event::InfoGiven,
        EventKind::Accepted => Event::Accepted,
        EventKind::Declined => Event::Declined,
        EventKind::Redirected => Event::Redirected { to: party },
        EventKind::Offered => Event::Offered { slots },
        EventKind::Booked => Event::Booked { slot: slot()? },
        EventKind::HostCancelled => Event::HostCancelled { slot: slot()? },
        EventKind::PatientCancelled => Event::PatientCancelled { slot: slot()?, available_from: last()? },
        EventKind::WaitingPatient => Event::WaitingPatient { declined: slots, available_from: last()? },
        EventKind::DidNotAttend => Event::DidNotAttend { slot: slot()?, recontact: happened.last },
        EventKind::Deferred => Event::Deferred { review_on: last()? },
        EventKind::FitToProceed => Event::FitToProceed,
        EventKind::Fitted => Event::Fitted,
        EventKind::NotFitted => Event::NotFitted,
        EventKind::Withdrawn => Event::Withdrawn,
        EventKind::Returned => Event::Returned,
        EventKind::Answered => Event::Answered,
        EventKind::Closed => Event::Closed,
        EventKind::Void => Event::Void,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Moment, SeatId, ServiceId};
    use lawbook::date;
    use referrals_rules::facts::v1::{Offered, Sent};

    const SENT: Day = date(2025, 3, 3);

    fn at(day: Day) -> Moment {
        Moment::local(day, 10, 20).unwrap()
    }

    fn moves() -> Vec<Moved> {
        let on = |ahead: i32, what| Moved { on: SENT + ahead, what };
        vec![
            on(0, Move::Read),
            on(1, Move::Declined { reason: "capacity".to_owned(), talk_to: SeatId::from_bits(1) }),
            on(
                2,
                Move::Redirected {
                    to: "ZP002".parse().unwrap(),
                    service: ServiceId::from_bits(2),
                    reason: "capacity".to_owned(),
                },
            ),
            on(2, Move::NeedsInfo),
            on(4, Move::InfoGiven),
            on(4, Move::Accepted),
            on(
                5,
                Move::Offered {
                    slots: vec![
                        Offered { slot: None, at: at(SENT + 9) },
                        Offered { slot: None, at: at(SENT + 11) },
                    ],
                },
            ),
            on(6, Move::WaitingPatient { declined: vec![SENT + 9, SENT + 11], available_from: SENT + 20 }),
            on(19, Move::Offered { slots: vec![Offered { slot: None, at: at(SENT + 22) }] }),
            on(19, Move::Booked { slot: None, at: at(SENT + 22), by_person: false }),
            on(22, Move::DidNotAttend { day: SENT + 22, recontact: Some(SENT + 24) }),
            on(24, Move::Offered { slots: vec![Offered { slot: None, at: at(SENT + 30) }] }),
            on(24, Move::Booked { slot: None, at: at(SENT + 30), by_person: true }),
            on(30, Move::Fitted { device: "x".to_owned(), replace_by: None }),
            on(30, Move::Answered),
            on(33, Move::Closed { by_time: true }),
        ]
    }

    #[test]
    fn bytes_fold_as_the_facts_do_on_every_day() {
        let calendar = Calendar::england();
        let sent = Sent {
            reference: String::new(),
            from: "ZP001".parse().unwrap(),
            from_seat: SeatId::from_bits(0),
            to: "ZP009".parse().unwrap(),
            service: ServiceId::from_bits(1),
            on: SENT,
            agreement: None,
            method: "implant".to_owned(),
            purpose: "contraception".to_owned(),
            payer: "council".to_owned(),
            age_band: None,
            fifth: None,
            rural: None,
            council: None,
            under_18: false,
            complicated: false,
            miles_tenths: None,
            clinic_miles_tenths: None,
            person: None,
        };
        let all = moves();
        let mut bytes = Vec::new();
        all.iter().for_each(|moved| push(&mut bytes, SENT, moved));
        assert!(bytes.len() < 120, "{} bytes", bytes.len());
        let mut folding = Folding::default();
        for ahead in 0..40 {
            let known: Vec<Moved> = all.iter().filter(|moved| moved.on <= SENT + ahead).cloned().collect();
            let folded = referrals_rules::facts::fold(&sent, &known, &calendar).unwrap();
            folding.fold("ZP009", SENT, &bytes, SENT + ahead, &calendar).unwrap();
            let (ours, theirs) = (folding.course.track(), folded.course.track());
            assert_eq!(ours.journey(), theirs.journey(), "day {ahead}");
            assert_eq!(ours.spans(), theirs.spans(), "day {ahead}");
            assert_eq!(ours.slots(), theirs.slots(), "day {ahead}");
            assert_eq!(folding.course.life().state, folded.course.life().state);
        }
    }

    #[test]
    fn bytes_that_are_cut_short_are_a_fault_and_never_a_wrong_figure() {
        let calendar = Calendar::england();
        let mut bytes = Vec::new();
        moves().iter().for_each(|moved| push(&mut bytes, SENT, moved));
        let mut broken = 0;
        for length in 0..bytes.len() {
            let part = bytes.get(..length).unwrap();
            broken +=
                usize::from(Folding::default().fold("ZP009", SENT, part, SENT + 60, &calendar).is_err());
        }
        // Fifteen moves are kept: whole moves read back, everything else is refused.
        assert_eq!(bytes.len() - broken, 15);
        assert!(Folding::default().fold("ZP009", SENT, &[250], SENT, &calendar).is_err());
    }
}
