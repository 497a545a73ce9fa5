//! The track of one ask: owners of its days, slots offered, organisations it passed through, its end.

use kernel::Day;
use lawbook::{Calendar, Owner, Owners, Unit};

/// An owner from one date to another: the days after the first up to and including the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Whose days they are; the host's are the gaps between spans.
    pub owner: Owner,
    /// The date on which it took effect.
    pub from: Day,
    /// The date to which it runs.
    pub to: Day,
}

/// What became of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotState {
    /// Offered; may be taken.
    Live,
    /// Declined, missed, cancelled by the person or used. It was a valid offer all the same.
    Spent,
    /// Taken back by the host: as if it had not been offered.
    CancelledByHost,
}

/// One date on which somebody could have been seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The date of the slot.
    pub date: Day,
    /// What became of it.
    pub state: SlotState,
    /// Whether the offer it belongs to was a reasonable one.
    pub reasonable: bool,
    /// Which organisation of the journey offered it, counted from 0.
    pub tenure: usize,
}

/// How an ask, or one organisation's part of it, ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// What was asked for is done.
    Done,
    /// It ended without: withdrawn, returned, or passed on to the next organisation.
    Left,
    /// Entered in error: it counts nowhere.
    Void,
}

/// The stretch that is judged: a whole journey, or one organisation's part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Day 0.
    pub start: Day,
    /// When and how it ended, if it has.
    pub end: Option<(Day, End)>,
    /// The earliest valid slot that counts in it.
    pub first_slot: Option<Day>,
}

impl Window {
    /// The last day that has been counted: the end, or the day as of which it is judged.
    pub fn reach(&self, as_of: Day) -> Day {
        self.end.map_or(as_of, |(day, _)| day)
    }

    /// Days of the raw wait so far.
    pub fn days(&self, as_of: Day) -> i32 {
        (self.reach(as_of) - self.start).max(0)
    }
}

/// How many days each owner had. They add up to the raw wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct OwnerDays {
    /// The organisations asked.
    pub host: i32,
    /// The organisation asking.
    pub sender: i32,
    /// The person.
    pub patient: i32,
    /// A clinician's reason.
    pub clinical: i32,
}

impl OwnerDays {
    /// All of them together.
    pub const fn total(self) -> i32 {
        self.host + self.sender + self.patient + self.clinical
    }
}

/// Far beyond any ask: the end of a span whose end is not known yet.
const NOT_YET: Day = Day::from_epoch_days(i32::MAX / 2);

/// The track of one ask, kept up as its events are recorded. [`Track::begin`] starts it over and keeps its memory, so
/// that millions of histories can be read one after the other without asking for more.
#[derive(Clone, Debug)]
pub struct Track {
    start: Day,
    end: Option<(Day, End)>,
    /// In order and never overlapping: a later interval cuts off the rest of an earlier one as it is recorded.
    spans: Vec<Span>,
    slots: Vec<Slot>,
    /// The date on which each further organisation took over.
    taken_over: Vec<Day>,
}

impl Default for Track {
    fn default() -> Track {
        Track::new(Day::from_epoch_days(0))
    }
}

impl Track {
    /// A track that begins on that day, owned by the host.
    pub fn new(start: Day) -> Track {
        Track { start, end: None, spans: Vec::new(), slots: Vec::new(), taken_over: Vec::new() }
    }

    /// Starts over on that day.
    pub fn begin(&mut self, start: Day) {
        self.start = start;
        self.end = None;
        self.spans.clear();
        self.slots.clear();
        self.taken_over.clear();
    }

    /// Gives the days from that date to an owner, to a date if one is known. The rest of whatever was recorded before
    /// is replaced and does not resume; after the end the host owns.
    pub fn own(&mut self, owner: Owner, from: Day, to: Option<Day>) {
        self.host_owns(from);
        let to = to.unwrap_or(NOT_YET);
        if from < to && owner != Owner::Host {
            self.spans.push(Span { owner, from, to });
        }
    }

    /// Gives the days from that date to the host, whatever was recorded before.
    pub fn host_owns(&mut self, from: Day) {
        while self.spans.last().is_some_and(|span| span.from >= from) {
            self.spans.pop();
        }
        if let Some(span) = self.spans.last_mut() {
            span.to = span.to.min(from);
        }
    }

    /// Ends one owner's days at that date, where they would run on or have yet to begin.
    pub fn stop_owning(&mut self, owner: Owner, on: Day) {
        for span in self.spans.iter_mut().filter(|span| span.owner == owner) {
            span.to = span.to.min(on);
        }
        self.spans.retain(|span| span.from < span.to);
    }

    /// Adds an offered slot.
    pub fn offer(&mut self, date: Day, reasonable: bool) {
        let tenure = self.taken_over.len();
        self.slots.push(Slot { date, state: SlotState::Live, reasonable, tenure });
    }

    /// Marks every live slot of that date.
    pub fn mark_slots(&mut self, date: Day, state: SlotState) {
        for slot in self.slots.iter_mut().filter(|slot| slot.date == date && slot.state == SlotState::Live) {
            slot.state = state;
        }
    }

    /// Takes back every slot of that date that the present organisation offered, whatever became of it.
    pub fn host_cancels(&mut self, date: Day) {
        let tenure = self.taken_over.len();
        for slot in self.slots.iter_mut().filter(|slot| slot.date == date && slot.tenure == tenure) {
            slot.state = SlotState::CancelledByHost;
        }
    }

    /// Passes the ask to the next organisation. The person's clock runs on.
    pub fn hand_over(&mut self, on: Day) {
        self.host_owns(on);
        self.taken_over.push(on);
    }

    /// Ends the ask. A later end replaces an earlier one, as when an ask is voided after it ended.
    pub fn finish(&mut self, on: Day, how: End) {
        self.end = Some((on, how));
    }

    /// Day 0.
    pub fn start(&self) -> Day {
        self.start
    }

    /// When and how it ended, if it has.
    pub fn end(&self) -> Option<(Day, End)> {
        self.end
    }

    /// The intervals that are not the host's, in order.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Every slot offered, in the order of the offers.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// The slots that the present organisation offered and that may still be taken.
    pub fn live_slots(&self) -> impl Iterator<Item = &Slot> {
        let tenure = self.taken_over.len();
        self.slots.iter().filter(move |slot| slot.tenure == tenure && slot.state == SlotState::Live)
    }

    /// How many organisations the ask has been with.
    pub fn tenures(&self) -> usize {
        self.taken_over.len() + 1
    }

    /// The whole journey.
    #[inline]
    pub fn journey(&self) -> Window {
        Window { start: self.start, end: self.end, first_slot: self.first_slot(None, self.end) }
    }

    /// One organisation's part, counted from 0: its whole tenure, whoever owned the days.
    pub fn segment(&self, tenure: usize) -> Option<Window> {
        let start = match tenure.checked_sub(1) {
            None => self.start,
            Some(place) => *self.taken_over.get(place)?,
        };
        let voided = self.end.filter(|(_, how)| *how == End::Void);
        let end = match self.taken_over.get(tenure) {
            Some(next) => Some((*next, voided.map_or(End::Left, |(_, how)| how))),
            None => self.end,
        };
        Some(Window { start, end, first_slot: self.first_slot(Some(tenure), end) })
    }

    /// The parts of all organisations, in order. Their days add up to the raw wait.
    pub fn segments(&self) -> impl Iterator<Item = Window> {
        (0..self.tenures()).filter_map(|tenure| self.segment(tenure))
    }

    /// The earliest slot not taken back by the host. Of a stretch that ended without the thing done, a slot after its
    /// end no longer helped anybody and does not count.
    #[inline]
    fn first_slot(&self, tenure: Option<usize>, end: Option<(Day, End)>) -> Option<Day> {
        let last = match end {
            None | Some((_, End::Done)) => NOT_YET,
            Some((day, End::Left | End::Void)) => day,
        };
        self.slots
            .iter()
            .filter(|slot| slot.state != SlotState::CancelledByHost && slot.date <= last)
            .filter(|slot| tenure.is_none_or(|tenure| slot.tenure == tenure))
            .map(|slot| slot.date)
            .min()
    }

    /// Days of those owners after the first date up to and including the second.
    #[inline]
    pub fn days_of(&self, owners: Owners, after: Day, up_to: Day, unit: Unit, calendar: &Calendar) -> i32 {
        let mut days = 0;
        for span in self.spans.iter().filter(|span| owners.has(span.owner)) {
            let (from, to) = (span.from.max(after), span.to.min(up_to));
            days += match unit {
                Unit::CalendarDays => (to - from).max(0),
                Unit::WorkingDays => calendar.working_days(from, to),
            };
        }
        days
    }

    /// Whose the days of that stretch were.
    pub fn owner_days(&self, window: &Window, as_of: Day) -> OwnerDays {
        let (after, up_to) = (window.start, window.reach(as_of));
        let mut days = OwnerDays::default();
        for span in &self.spans {
            let count = (span.to.min(up_to) - span.from.max(after)).max(0);
            match span.owner {
                Owner::Host => {}
                Owner::Sender => days.sender += count,
                Owner::Patient => days.patient += count,
                Owner::Clinical => days.clinical += count,
            }
        }
        days.host = window.days(as_of) - days.total();
        days
    }

    /// Who owns that day of the ask.
    pub fn owner_on(&self, day: Day) -> Owner {
        let span = self.spans.iter().find(|span| span.from < day && day <= span.to);
        span.map_or(Owner::Host, |span| span.owner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lawbook::date;

    const START: Day = date(2025, 3, 3);

    #[track_caller]
    fn check(track: &Track, up_to: i32, expected: &str) {
        let letters = (1..=up_to).map(|ahead| match track.owner_on(START + ahead) {
            Owner::Host => 'h',
            Owner::Sender => 's',
            Owner::Patient => 'p',
            Owner::Clinical => 'c',
        });
        assert_eq!(letters.collect::<String>(), expected);
        let days = track.owner_days(&track.journey(), START + up_to);
        assert_eq!(days.total(), up_to);
    }

    #[test]
    fn a_later_interval_replaces_the_rest_of_an_earlier_one_and_that_does_not_resume() {
        let mut track = Track::new(START);
        track.own(Owner::Patient, START + 2, Some(START + 8));
        check(&track, 10, "hhpppppphh");
        track.own(Owner::Clinical, START + 4, Some(START + 5));
        check(&track, 10, "hhppchhhhh");
    }

    #[test]
    fn an_interval_recorded_later_may_begin_earlier_and_takes_all_that_follows() {
        let mut track = Track::new(START);
        track.own(Owner::Patient, START + 6, Some(START + 9));
        track.own(Owner::Patient, START + 3, Some(START + 4));
        check(&track, 10, "hhhphhhhhh");
    }

    #[test]
    fn an_interval_that_has_not_begun_can_be_called_off() {
        let mut track = Track::new(START);
        track.own(Owner::Patient, START + 6, Some(START + 9));
        track.stop_owning(Owner::Patient, START + 5);
        check(&track, 10, "hhhhhhhhhh");
    }

    #[test]
    fn handing_over_gives_the_days_to_the_new_host() {
        let mut track = Track::new(START);
        track.own(Owner::Sender, START + 1, None);
        track.hand_over(START + 3);
        check(&track, 5, "hsshh");
        assert_eq!(track.segments().map(|part| part.days(START + 5)).collect::<Vec<_>>(), [3, 2]);
    }
}
