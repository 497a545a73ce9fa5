//! Groups, their seats and their chairs.

use directory_site::read as directory;
use journal::{Act, Allowed, Draft, Expected, Fault, Loading, Version};
use kernel::{Day, GroupId, Id, OrgId, SeatId, TableSeatId};
use policy::{Actor, Permit, Subject};
use table_rules::chair::{self, ChairRefused, LedBy};
use table_rules::facts::v1::{Chair, Group, Seat, kind};
use table_rules::group::{self, Before, GroupState};
use table_rules::rhythm::Every;

use super::refused::{may_say, said};
use super::{At, OnTable, Refused, group_stream, told};
use crate::read;
use crate::standing::{self, Table};

/// Makes a group: the convener's.
pub struct MakeGroup {
    /// As it should be; its id and the name of its calendar are made here.
    pub group: Group,
}

impl Act for MakeGroup {
    const NAME: &'static str = "make-group";
    const NEEDS: Permit = Permit::KeepGroup;
    type State = ();
    type Refusal = Refused;
    type Answer = GroupId;

    fn load(&self, _actor: &Actor, _from: &Loading<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn subject(&self, (): &(), actor: &Actor) -> Subject {
        standing::subject(None, actor)
    }

    fn decide(self, (): (), allowed: &Allowed<'_, Self>) -> Result<Draft<GroupId>, Refused> {
        let id = GroupId::from_bits(allowed.new_bits());
        let feed = Id::from_bits(allowed.new_bits());
        let secretary = self.group.secretary.or(Some(allowed.actor().seat));
        let group =
            checked(Group { id, feed, secretary, state: GroupState::Forming, on: None, ..self.group })?;
        Ok(allowed.draft(id).fact(group_stream(id), kind::GROUP, &group))
    }
}

/// A new group from another's template: its kind, purpose, terms, quorum and the kinds of its seats; nobody's name, no
/// organisation, no date.
pub struct NewFrom {
    /// The group whose shape is taken.
    pub template: GroupId,
    /// What the new one is called.
    pub name: String,
    /// The part of the place it serves.
    pub patch: String,
    /// Whom it reports to.
    pub parent: Option<GroupId>,
}

impl OnTable for NewFrom {
    const NAME: &'static str = "make-group-from-another";
    const NEEDS: Permit = Permit::KeepGroup;
    type More = ();
    type Answer = GroupId;

    fn group(&self) -> GroupId {
        self.template
    }

    fn more(&self, _table: &Table, _from: &Loading<'_>) -> Result<Option<()>, Fault> {
        Ok(Some(()))
    }

    fn take(self, table: Table, (): (), allowed: &Allowed<'_, At<Self>>) -> Result<Draft<GroupId>, Refused> {
        let like = table.known.group;
        let id = GroupId::from_bits(allowed.new_bits());
        let group = checked(Group {
            id,
            name: self.name,
            kind: like.kind,
            patch: self.patch,
            purpose: like.purpose,
            terms: like.terms,
            parent: self.parent,
            state: GroupState::Forming,
            product: String::new(),
            ends: None,
            quorum: like.quorum,
            secretary: Some(allowed.actor().seat),
            rhythms: Vec::new(),
            feed: Id::from_bits(allowed.new_bits()),
            on: None,
        })?;
        let mut draft = allowed.draft(id).fact(group_stream(id), kind::GROUP, &group);
        for seat in &table.seats {
            let empty = Seat {
                id: TableSeatId::from_bits(allowed.new_bits()),
                group: id,
                party: seat.party,
                org: None,
                title: seat.party.words().to_owned(),
                holder: None,
                deputy: None,
                from: table.today,
                until: None,
                votes: seat.votes,
                decides: String::new(),
            };
            draft = draft.fact(group_stream(id), kind::SEAT, &empty);
        }
        Ok(draft)
    }
}

/// What must be true of a group, however it came to be.
fn checked(mut group: Group) -> Result<Group, Refused> {
    group.name = said("name", &group.name, 120)?;
    group.purpose = said("purpose", &group.purpose, 300)?;
    group.terms = may_say("terms", &group.terms, 8_000)?;
    group.product = may_say("product", &group.product, 300)?;
    group.patch = may_say("patch", &group.patch, 60)?;
    for rhythm in &group.rhythms {
        let count = match rhythm.every {
            Every::Weeks(count) | Every::Months(count) => count,
        };
        if !(1..=12).contains(&count) {
            return Err(Refused::Rhythm("every"));
        }
        if !(5..=600).contains(&rhythm.minutes) {
            return Err(Refused::Rhythm("minutes"));
        }
    }
    Ok(group)
}

/// Keeps a group as it should stand from now on.
pub struct KeepGroup {
    /// As it should stand.
    pub group: Group,
    /// The version the form was opened on.
    pub seen: Option<Version>,
}

/// What keeping a group depends on.
pub struct Around {
    open_actions: usize,
    open_escalations: usize,
    circle: bool,
}

impl OnTable for KeepGroup {
    const NAME: &'static str = "keep-group";
    const NEEDS: Permit = Permit::KeepGroup;
    type More = Around;
    type Answer = ();

    fn group(&self) -> GroupId {
        self.group.id
    }

    fn more(&self, table: &Table, from: &Loading<'_>) -> Result<Option<Around>, Fault> {
        let actions = read::actions_of_group(from, table.known.group.id)?;
        let parents = read::parent_of(from)?;
        let waits = |one: &&read::ActionRow| one.above.is_some() && one.answer.is_none();
        Ok(Some(Around {
            open_actions: actions.iter().filter(|one| one.state.is_open()).count(),
            open_escalations: actions.iter().filter(waits).count(),
            circle: group::in_a_circle(self.group.id, self.group.parent, |one| parents.get(&one).copied()),
        }))
    }

    fn expected(&self) -> Option<Expected> {
        self.seen.map(|version| Expected { stream: group_stream(self.group.id), version })
    }

    fn take(self, table: Table, more: Around, allowed: &Allowed<'_, At<Self>>) -> Result<Draft<()>, Refused> {
        let was = &table.known.group;
        if was.state == GroupState::Closed {
            return Err(Refused::GroupClosed);
        }
        if more.circle {
            return Err(Refused::Circle);
        }
        let group = checked(Group { feed: was.feed, on: None, ..self.group })?;
        let before = Before {
            open_actions: more.open_actions,
            open_escalations: more.open_escalations,
            has_chair: chair::on(&table.chairs, table.today).is_some(),
            has_product_and_end: !group.product.is_empty() && group.ends.is_some(),
        };
        group::may_go(group.kind, was.state, group.state, before).map_err(Refused::State)?;
        Ok(allowed.draft(()).fact(group_stream(group.id), kind::GROUP, &group))
    }
}

/// Keeps a seat at the table. A new one has an id that nobody else has.
pub struct KeepSeat {
    /// As it should stand.
    pub seat: Seat,
}

/// Whose the seats of an organisation are that a table's seat names.
pub struct Owners {
    holder: Option<OrgId>,
    deputy: Option<OrgId>,
    org_known: bool,
    elsewhere: bool,
}

fn org_of(from: &Loading<'_>, seat: Option<SeatId>) -> Result<Option<OrgId>, Fault> {
    let Some(seat) = seat else { return Ok(None) };
    Ok(directory::seat(from, seat)?.filter(|one| !one.ended).map(|one| one.org))
}

impl OnTable for KeepSeat {
    const NAME: &'static str = "keep-table-seat";
    const NEEDS: Permit = Permit::KeepGroup;
    type More = Owners;
    type Answer = ();

    fn group(&self) -> GroupId {
        self.seat.group
    }

    fn more(&self, _table: &Table, from: &Loading<'_>) -> Result<Option<Owners>, Fault> {
        let org_known = match self.seat.org {
            None => true,
            Some(org) => directory::organisation(from, org)?.is_some(),
        };
        Ok(Some(Owners {
            holder: org_of(from, self.seat.holder)?,
            deputy: org_of(from, self.seat.deputy)?,
            org_known,
            elsewhere: read::seat_group(from, self.seat.id)?.is_some_and(|group| group != self.seat.group),
        }))
    }

    fn take(self, table: Table, more: Owners, allowed: &Allowed<'_, At<Self>>) -> Result<Draft<()>, Refused> {
        if table.known.group.state == GroupState::Closed {
            return Err(Refused::GroupClosed);
        }
        let mut seat = self.seat;
        let belongs =
            |named: Option<SeatId>, org: Option<OrgId>| named.is_none() || (org.is_some() && org == seat.org);
        if more.elsewhere
            || !more.org_known
            || !belongs(seat.holder, more.holder)
            || !belongs(seat.deputy, more.deputy)
        {
            return Err(Refused::NoSuchSeat);
        }
        if seat.until.is_some_and(|until| until < seat.from) {
            return Err(Refused::EndsFirst("until"));
        }
        seat.title = said("title", &seat.title, 100)?;
        seat.decides = may_say("decides", &seat.decides, 300)?;
        Ok(allowed.draft(()).fact(group_stream(seat.group), kind::SEAT, &seat))
    }
}

/// Enters the chair that a quorate meeting proposed. The first chair of a group is entered and holds at once.
pub struct ProposeChair {
    /// Whose.
    pub group: GroupId,
    /// The seat that takes it.
    pub seat: TableSeatId,
    /// Who leads through it.
    pub led_by: LedBy,
    /// The first day.
    pub from: Day,
    /// The last day of the term.
    pub until: Day,
}

impl OnTable for ProposeChair {
    const NAME: &'static str = "propose-chair";
    const NEEDS: Permit = Permit::ProposeChair;
    /// Whether the last meeting was quorate.
    type More = bool;
    type Answer = ();

    fn group(&self) -> GroupId {
        self.group
    }

    fn more(&self, table: &Table, from: &Loading<'_>) -> Result<Option<bool>, Fault> {
        Ok(Some(read::last_quorate(from, table)?.is_some_and(|(_, quorate)| quorate.is())))
    }

    fn take(
        self,
        table: Table,
        quorate: bool,
        allowed: &Allowed<'_, At<Self>>,
    ) -> Result<Draft<()>, Refused> {
        let seat = table.seats.iter().find(|one| one.id == self.seat);
        let Some(holder) = seat.and_then(|one| one.holder) else {
            return Err(Refused::Chair(ChairRefused::EmptySeat));
        };
        let is_first = !table.chairs.iter().any(|one| one.accepted.is_some());
        let new = Chair {
            seat: self.seat,
            led_by: self.led_by,
            from: self.from,
            until: self.until,
            proposed: table.today,
            accepted: is_first.then_some(table.today),
        };
        chair::may_propose(&table.chairs, &new, table.today, quorate).map_err(Refused::Chair)?;
        let draft = allowed.draft(()).fact(group_stream(self.group), kind::CHAIR, &new);
        match seat.and_then(|one| one.org) {
            Some(org) if !is_first => {
                let path = format!("/groups/{}/chair", self.group);
                let letter = told::letter("chair-offered", org, Some(holder), path);
                Ok(told::tell(draft, allowed.now(), &letter))
            }
            Some(_) | None => Ok(draft),
        }
    }
}

/// Accepts the chair for one's own seat.
pub struct AcceptChair {
    /// Whose.
    pub group: GroupId,
}

impl OnTable for AcceptChair {
    const NAME: &'static str = "accept-chair";
    const NEEDS: Permit = Permit::AcceptChair;
    type More = ();
    type Answer = ();

    fn group(&self) -> GroupId {
        self.group
    }

    fn more(&self, _table: &Table, _from: &Loading<'_>) -> Result<Option<()>, Fault> {
        Ok(Some(()))
    }

    fn take(self, table: Table, (): (), allowed: &Allowed<'_, At<Self>>) -> Result<Draft<()>, Refused> {
        let proposed = chair::proposed(&table.chairs).ok_or(Refused::Chair(ChairRefused::NothingProposed))?;
        // A day that has gone by while nobody accepted is not made up for.
        let from = proposed.from.max(table.today);
        let accepted = Chair { accepted: Some(table.today), from, ..proposed.clone() };
        let mut draft = allowed.draft(()).fact(group_stream(self.group), kind::CHAIR, &accepted);
        if from != proposed.from {
            let lapsed = Chair { accepted: None, until: proposed.from - 1, ..proposed.clone() };
            draft = draft.fact(group_stream(self.group), kind::CHAIR, &lapsed);
        }
        Ok(draft)
    }
}
