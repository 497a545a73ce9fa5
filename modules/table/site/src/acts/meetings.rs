//! Meetings: moved, cancelled, added; who came; items, guests, interests, pressures; closed, with minutes.

use directory_site::read as directory;
use journal::{Allowed, Draft, Fault, Loading, Stream};
use kernel::{Day, GroupId, ItemId, OrgId, SeatId, TableSeatId};
use policy::Permit;
use table_rules::facts::v1::{
    Attendance, Closed, Guest, Interest, Item, ItemClosed, Meeting, Minutes, Pressure, PressureAsked, Seat,
    family, kind,
};
use table_rules::group::GroupState;
use table_rules::quorum::Presence;

use super::refused::{may_say, said};
use super::{At, OnTable, Refused, meeting_stream, told};
use crate::read;
use crate::standing::Table;

type Loaded<T> = Result<Option<T>, Fault>;

/// Moves, cancels or adds a meeting. Every organisation at the table is told, with what its calendar takes.
pub struct SetMeeting {
    /// As it should be.
    pub meeting: Meeting,
}

impl OnTable for SetMeeting {
    const NAME: &'static str = "set-meeting";
    const NEEDS: Permit = Permit::RunMeeting;
    type More = Option<read::At>;
    type Answer = ();

    fn group(&self) -> GroupId {
        self.meeting.group
    }

    fn more(&self, table: &Table, from: &Loading<'_>) -> Loaded<Option<read::At>> {
        read::at(from, &table.known.group, self.meeting.original).map(Some)
    }

    fn take(
        self,
        table: Table,
        was: Option<read::At>,
        allowed: &Allowed<'_, At<Self>>,
    ) -> Result<Draft<()>, Refused> {
        if table.known.group.state == GroupState::Closed {
            return Err(Refused::GroupClosed);
        }
        let mut meeting = self.meeting;
        if was.as_ref().is_some_and(|was| was.row.closed.is_some()) {
            return Err(Refused::MeetingOver);
        }
        if meeting.on < table.today {
            return Err(Refused::Past("on"));
        }
        if was.is_some() {
            meeting.why = said("why", &meeting.why, 200)?;
        }
        meeting.place = may_say("place", &meeting.place, 120)?;
        let stream = meeting_stream(meeting.group, meeting.original);
        let draft = allowed.draft(()).fact(stream, kind::MEETING, &meeting);
        Ok(super::invite::tell_all(draft, &table, meeting.original, allowed.now()).0)
    }
}

/// What an act about one meeting knows: the meeting.
fn held(table: &Table, from: &Loading<'_>, original: Day) -> Loaded<read::At> {
    read::at(from, &table.known.group, original)
}

/// Records who came. Marks replace those given before, seat by seat. At a seat that nobody is named for nobody sits.
pub struct TakeAttendance {
    /// Whose.
    pub group: GroupId,
    /// Which meeting.
    pub original: Day,
    /// Each seat and how it was.
    pub marks: Vec<(TableSeatId, Presence)>,
}

impl OnTable for TakeAttendance {
    const NAME: &'static str = "take-attendance";
    const NEEDS: Permit = Permit::RunMeeting;
    type More = (read::At, Vec<(Seat, bool)>);
    type Answer = ();

    fn group(&self) -> GroupId {
        self.group
    }

    fn more(&self, table: &Table, from: &Loading<'_>) -> Loaded<Self::More> {
        let Some(at) = held(table, from, self.original)? else { return Ok(None) };
        let mut seats = Vec::new();
        for seat in read::seats_in_force(from, self.group, at.on)? {
            let filled = match seat.org {
                Some(org) => directory::seats_filled(from, org, at.on)?,
                None => Vec::new(),
            };
            let is_empty = seat.empty(|id| filled.iter().any(|one| one.id == id)).is_some();
            seats.push((seat, is_empty));
        }
        Ok(Some((at, seats)))
    }

    fn take(
        self,
        table: Table,
        more: Self::More,
        allowed: &Allowed<'_, At<Self>>,
    ) -> Result<Draft<()>, Refused> {
        let (at, seats) = more;
        if at.cancelled || at.row.closed.is_some() {
            return Err(Refused::MeetingOver);
        }
        if at.on > table.today && self.marks.iter().any(|(_, presence)| presence.came()) {
            return Err(Refused::MeetingToCome);
        }
        for (id, presence) in &self.marks {
            let (seat, is_empty) =
                seats.iter().find(|(seat, _)| seat.id == *id).ok_or(Refused::NoSuchSeat)?;
            if *is_empty && presence.came() {
                return Err(Refused::SeatEmpty(seat.title.clone()));
            }
        }
        let stream = meeting_stream(self.group, self.original);
        let fact = Attendance { group: self.group, original: self.original, marks: self.marks };
        Ok(allowed.draft(()).fact(stream, kind::ATTENDANCE, &fact))
    }
}

/// Declares an interest for a seat: by whoever sits there, or entered as they say it.
pub struct DeclareInterest {
    /// What, for which seat, in which item.
    pub interest: Interest,
}

impl OnTable for DeclareInterest {
    const NAME: &'static str = "declare-interest";
    const NEEDS: Permit = Permit::RunMeeting;
    type More = read::At;
    type Answer = ();

    fn group(&self) -> GroupId {
        self.interest.group
    }

    fn more(&self, table: &Table, from: &Loading<'_>) -> Loaded<read::At> {
        held(table, from, self.interest.original)
    }

    fn take(self, table: Table, at: read::At, allowed: &Allowed<'_, At<Self>>) -> Result<Draft<()>, Refused> {
        if at.cancelled || at.row.closed.is_some() {
            return Err(Refused::MeetingOver);
        }
        if !table.seats.iter().any(|seat| seat.id == self.interest.seat) {
            return Err(Refused::NoSuchSeat);
        }
        let interest = Interest { what: said("what", &self.interest.what, 200)?, ..self.interest };
        let stream = meeting_stream(interest.group, interest.original);
        Ok(allowed.draft(()).fact(stream, kind::INTEREST, &interest))
    }
}

/// Invites a guest to one item of one meeting.
pub struct InviteGuest {
    /// Whom, to what.
    pub guest: Guest,
}

/// What inviting a guest depends on.
pub struct Inviting {
    at: read::At,
    item: read::Told,
    org: Option<OrgId>,
}

impl OnTable for InviteGuest {
    const NAME: &'static str = "invite-guest";
    const NEEDS: Permit = Permit::RunMeeting;
    type More = Inviting;
    type Answer = ();

    fn group(&self) -> GroupId {
        self.guest.group
    }

    fn more(&self, table: &Table, from: &Loading<'_>) -> Loaded<Inviting> {
        let at = held(table, from, self.guest.original)?;
        let item = read::item(from, self.guest.item)?.filter(|told| told.item.group == self.guest.group);
        let (Some(at), Some(item)) = (at, item) else { return Ok(None) };
        let org = directory::seat(from, self.guest.seat)?.filter(|seat| !seat.ended).map(|seat| seat.org);
        Ok(Some(Inviting { at, item, org }))
    }

    fn take(
        self,
        _table: Table,
        more: Inviting,
        allowed: &Allowed<'_, At<Self>>,
    ) -> Result<Draft<()>, Refused> {
        if more.at.cancelled || more.at.row.closed.is_some() || more.at.on < allowed.now().day() {
            return Err(Refused::MeetingOver);
        }
        if more.item.closed.is_some() {
            return Err(Refused::ItemOver);
        }
        let org = more.org.ok_or(Refused::NoSuchOwner)?;
        let path = format!("/groups/{}/items/{}", self.guest.group, self.guest.item);
        let letter = told::letter("guest-invited", org, Some(self.guest.seat), path);
        let stream = meeting_stream(self.guest.group, self.guest.original);
        Ok(told::tell(allowed.draft(()).fact(stream, kind::GUEST, &self.guest), allowed.now(), &letter))
    }
}

/// Raises an item for a meeting.
pub struct RaiseItem {
    /// Whose.
    pub group: GroupId,
    /// The meeting it is for.
    pub original: Day,
    /// What it is called.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// How long it may take, in minutes.
    pub minutes: u16,
}

impl OnTable for RaiseItem {
    const NAME: &'static str = "raise-item";
    const NEEDS: Permit = Permit::SpeakAtTable;
    type More = read::At;
    type Answer = ItemId;

    fn group(&self) -> GroupId {
        self.group
    }

    fn more(&self, table: &Table, from: &Loading<'_>) -> Loaded<read::At> {
        held(table, from, self.original)
    }

    fn take(
        self,
        table: Table,
        at: read::At,
        allowed: &Allowed<'_, At<Self>>,
    ) -> Result<Draft<ItemId>, Refused> {
        if table.known.group.state == GroupState::Closed {
            return Err(Refused::GroupClosed);
        }
        if at.cancelled || at.row.closed.is_some() || at.on < table.today {
            return Err(Refused::MeetingOver);
        }
        let id = ItemId::from_bits(allowed.new_bits());
        let item = Item {
            id,
            group: self.group,
            original: self.original,
            title: said("title", &self.title, 120)?,
            about: may_say("about", &self.about, 4_000)?,
            minutes: self.minutes.clamp(1, 240),
            raised_by: allowed.actor().seat,
            on: None,
        };
        Ok(allowed.draft(id).fact(Stream::of(family::ITEM, id.id()), kind::ITEM, &item))
    }
}

/// Closes an item: whoever chairs today.
pub struct CloseItem {
    /// Whose.
    pub group: GroupId,
    /// Which.
    pub item: ItemId,
    /// At which meeting.
    pub original: Day,
    /// What came of it.
    pub outcome: String,
}

impl OnTable for CloseItem {
    const NAME: &'static str = "close-item";
    const NEEDS: Permit = Permit::CloseItem;
    type More = read::Told;
    type Answer = ();

    fn group(&self) -> GroupId {
        self.group
    }

    fn more(&self, _table: &Table, from: &Loading<'_>) -> Loaded<read::Told> {
        Ok(read::item(from, self.item)?.filter(|told| told.item.group == self.group))
    }

    fn take(
        self,
        _table: Table,
        told: read::Told,
        allowed: &Allowed<'_, At<Self>>,
    ) -> Result<Draft<()>, Refused> {
        if told.closed.is_some() {
            return Err(Refused::ItemOver);
        }
        let outcome = said("outcome", &self.outcome, 500)?;
        let fact = ItemClosed { item: self.item, original: self.original, outcome };
        Ok(allowed.draft(()).fact(Stream::of(family::ITEM, self.item.id()), kind::ITEM_CLOSED, &fact))
    }
}

/// Closes a meeting: guests see nothing more, and its minutes stand as a draft.
pub struct CloseMeeting {
    /// Whose.
    pub group: GroupId,
    /// Which.
    pub original: Day,
}

impl OnTable for CloseMeeting {
    const NAME: &'static str = "close-meeting";
    const NEEDS: Permit = Permit::RunMeeting;
    type More = read::At;
    type Answer = ();

    fn group(&self) -> GroupId {
        self.group
    }

    fn more(&self, table: &Table, from: &Loading<'_>) -> Loaded<read::At> {
        held(table, from, self.original)
    }

    fn take(self, table: Table, at: read::At, allowed: &Allowed<'_, At<Self>>) -> Result<Draft<()>, Refused> {
        if at.cancelled || at.row.closed.is_some() {
            return Err(Refused::MeetingOver);
        }
        if at.on > table.today {
            return Err(Refused::MeetingToCome);
        }
        let fact = Closed { group: self.group, original: self.original, on: None };
        Ok(allowed.draft(()).fact(meeting_stream(self.group, self.original), kind::CLOSED, &fact))
    }
}

/// Keeps the words of the minutes, or notes that a later meeting agreed them.
pub struct KeepMinutes {
    /// Whose.
    pub group: GroupId,
    /// Of which meeting.
    pub original: Day,
    /// What was said beside what was recorded.
    pub words: String,
    /// The meeting that agreed them.
    pub agreed_at: Option<Day>,
}

impl OnTable for KeepMinutes {
    const NAME: &'static str = "keep-minutes";
    const NEEDS: Permit = Permit::RunMeeting;
    type More = read::At;
    type Answer = ();

    fn group(&self) -> GroupId {
        self.group
    }

    fn more(&self, table: &Table, from: &Loading<'_>) -> Loaded<read::At> {
        held(table, from, self.original)
    }

    fn take(self, table: Table, at: read::At, allowed: &Allowed<'_, At<Self>>) -> Result<Draft<()>, Refused> {
        if at.cancelled || at.row.agreed_at.is_some() {
            // Minutes that were agreed stay as they were agreed.
            return Err(Refused::MeetingOver);
        }
        if at.on > table.today || self.agreed_at.is_some_and(|agreed| agreed <= self.original) {
            return Err(Refused::MeetingToCome);
        }
        let words = may_say("words", &self.words, 20_000)?;
        let fact = Minutes { group: self.group, original: self.original, words, agreed_at: self.agreed_at };
        Ok(allowed.draft(()).fact(meeting_stream(self.group, self.original), kind::MINUTES, &fact))
    }
}

/// Asks every organisation with a seat for its line, each by a letter to its shared inbox.
pub struct AskPressures {
    /// Whose.
    pub group: GroupId,
    /// For which meeting.
    pub original: Day,
}

impl OnTable for AskPressures {
    const NAME: &'static str = "ask-pressures";
    const NEEDS: Permit = Permit::RunMeeting;
    type More = read::At;
    type Answer = usize;

    fn group(&self) -> GroupId {
        self.group
    }

    fn more(&self, table: &Table, from: &Loading<'_>) -> Loaded<read::At> {
        held(table, from, self.original)
    }

    fn take(
        self,
        table: Table,
        at: read::At,
        allowed: &Allowed<'_, At<Self>>,
    ) -> Result<Draft<usize>, Refused> {
        if at.cancelled || at.on < table.today || at.row.closed.is_some() {
            return Err(Refused::MeetingOver);
        }
        if at.row.asked.is_some() {
            return Err(Refused::AskedAlready);
        }
        let mut asked: Vec<(OrgId, SeatId)> =
            table.seats.iter().filter_map(|seat| Some((seat.org?, seat.holder.or(seat.deputy)?))).collect();
        asked.sort_by_key(|(org, _)| *org);
        asked.dedup_by_key(|(org, _)| *org);
        let fact = PressureAsked { group: self.group, original: self.original };
        let stream = meeting_stream(self.group, self.original);
        let mut draft = allowed.draft(asked.len()).fact(stream, kind::PRESSURE_ASKED, &fact);
        let path = format!("/groups/{}/meetings/{}/pressure", self.group, self.original);
        for (org, seat) in asked {
            let letter = told::letter("pressure-asked", org, Some(seat), path.clone());
            draft = told::tell(draft, allowed.now(), &letter);
        }
        Ok(draft)
    }
}

/// Tells in one line what presses one's own organisation; the last line before the meeting stands.
pub struct TellPressure {
    /// What; the organisation is the actor's own.
    pub pressure: Pressure,
}

impl OnTable for TellPressure {
    const NAME: &'static str = "tell-pressure";
    const NEEDS: Permit = Permit::SpeakAtTable;
    type More = read::At;
    type Answer = ();

    fn group(&self) -> GroupId {
        self.pressure.group
    }

    fn more(&self, table: &Table, from: &Loading<'_>) -> Loaded<read::At> {
        held(table, from, self.pressure.original)
    }

    fn take(self, table: Table, at: read::At, allowed: &Allowed<'_, At<Self>>) -> Result<Draft<()>, Refused> {
        if at.cancelled || at.on < table.today || at.row.closed.is_some() {
            return Err(Refused::MeetingOver);
        }
        if self.pressure.until.is_some_and(|until| until < table.today) {
            return Err(Refused::Past("until"));
        }
        let words = said("pressure", &self.pressure.words, 140)?;
        let pressure = Pressure { org: allowed.actor().org, words, ..self.pressure };
        let stream = meeting_stream(pressure.group, pressure.original);
        Ok(allowed.draft(()).fact(stream, kind::PRESSURE, &pressure))
    }
}
