//! What comes of a meeting: a decision and its actions in one act, recorded as they are said; and what becomes of a decision
//! that was taken without a quorum.

use std::collections::{BTreeSet, HashMap};

use directory_site::read as directory;
use journal::{Allowed, Draft, Fault, Loading, Stream};
use kernel::{ActionId, Day, DecisionId, GroupId, ItemId, OrgId, SeatId, TableSeatId};
use policy::Permit;
use serde::{Deserialize, Serialize};
use table_rules::decision::{self, DecisionRefused, Ground, Position, Standing};
use table_rules::facts::v1::{
    Action, Choice, Confirmed, Decision, FrozenFigures, Ratified, Seat, family, kind,
};
use table_rules::group::GroupState;
use table_rules::quorum::{Attended, Presence};

use super::refused::{may_say, said};
use super::{At, OnTable, Refused, told};
use crate::read::{self, DecisionRow, england};
use crate::standing::Table;

/// A decision as it is said.
#[derive(Clone, Debug, Default)]
pub struct NewDecision {
    /// In one line.
    pub title: String,
    /// In full.
    pub words: String,
    /// What was considered, with why not.
    pub options: Vec<Choice>,
    /// Positions of organisations; none where it was by consensus.
    pub positions: Vec<(OrgId, Position)>,
    /// From when it is in force.
    pub from: Option<Day>,
    /// When to look at it again.
    pub review: Option<Day>,
    /// The decision whose place it takes.
    pub instead_of: Option<DecisionId>,
    /// The figures it used, frozen with it.
    pub figures: Vec<FrozenFigures>,
}

/// An action as it is said.
#[derive(Clone, Debug)]
pub struct NewAction {
    /// What is to be done.
    pub words: String,
    /// The seat of an organisation that does it.
    pub owner: SeatId,
    /// By when.
    pub due: Day,
}

/// Records what was decided and who does what by when.
pub struct Record {
    /// Whose.
    pub group: GroupId,
    /// At which meeting.
    pub original: Day,
    /// About which item.
    pub item: Option<ItemId>,
    /// The decision.
    pub decision: Option<NewDecision>,
    /// Its actions.
    pub actions: Vec<NewAction>,
}

/// What was recorded.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recorded {
    /// The decision.
    pub decision: Option<DecisionId>,
    /// The actions, in the order in which they were said.
    pub actions: Vec<ActionId>,
}

/// What recording depends on.
pub struct Room {
    at: read::At,
    seats: Vec<Seat>,
    marks: HashMap<TableSeatId, Presence>,
    interests: Vec<(Option<ItemId>, TableSeatId, String)>,
    owners: HashMap<SeatId, OrgId>,
    pack: Option<String>,
    instead_known: bool,
}

impl OnTable for Record {
    const NAME: &'static str = "record-outcome";
    const NEEDS: Permit = Permit::RunMeeting;
    type More = Room;
    type Answer = Recorded;

    fn group(&self) -> GroupId {
        self.group
    }

    fn more(&self, table: &Table, from: &Loading<'_>) -> Result<Option<Room>, Fault> {
        let Some(at) = read::at(from, &table.known.group, self.original)? else { return Ok(None) };
        if let Some(item) = self.item
            && read::item(from, item)?.is_none_or(|told| told.item.group != self.group)
        {
            return Ok(None);
        }
        let mut owners = HashMap::new();
        for action in &self.actions {
            if let Some(seat) = directory::seat(from, action.owner)?.filter(|seat| !seat.ended) {
                owners.insert(seat.id, seat.org);
            }
        }
        let instead_of = self.decision.as_ref().and_then(|one| one.instead_of);
        let instead_known = match instead_of {
            None => true,
            Some(id) => read::decision(from, id)?.is_some_and(|row| row.decision.group == self.group),
        };
        Ok(Some(Room {
            seats: read::seats_in_force(from, self.group, at.on)?,
            marks: read::attendance(from, self.group, self.original)?,
            interests: read::interests(from, self.group, self.original)?,
            pack: read::pack(from, self.group, self.original)?.map(|frozen| frozen.hash),
            owners,
            instead_known,
            at,
        }))
    }

    fn take(
        self,
        table: Table,
        room: Room,
        allowed: &Allowed<'_, At<Self>>,
    ) -> Result<Draft<Recorded>, Refused> {
        if table.known.group.state == GroupState::Closed {
            return Err(Refused::GroupClosed);
        }
        if room.at.cancelled || room.at.row.closed.is_some() {
            return Err(Refused::MeetingOver);
        }
        if room.at.on > table.today {
            return Err(Refused::MeetingToCome);
        }
        if self.decision.is_none() && self.actions.is_empty() {
            return Err(Refused::Nothing);
        }
        if !room.instead_known {
            return Err(Refused::NotThere);
        }
        let decision = match self.decision {
            Some(new) => Some(decided(new, self.item, &table, &room, allowed.new_bits())?),
            None => None,
        };
        let id = decision.as_ref().map(|one| one.id);
        let mut actions = Vec::new();
        for new in self.actions {
            let org = room.owners.get(&new.owner).copied().ok_or(Refused::NoSuchOwner)?;
            if new.due < table.today {
                return Err(Refused::Past("due"));
            }
            actions.push(Action {
                id: ActionId::from_bits(allowed.new_bits()),
                group: self.group,
                original: self.original,
                words: said("action", &new.words, 300)?,
                owner: new.owner,
                org,
                due: new.due,
                decision: id,
                item: self.item,
                on: None,
            });
        }
        let answer = Recorded { decision: id, actions: actions.iter().map(|one| one.id).collect() };
        let mut draft = allowed.draft(answer);
        if let Some(decision) = &decision {
            draft = draft.fact(Stream::of(family::DECISION, decision.id.id()), kind::DECISION, decision);
        }
        for action in &actions {
            draft = draft.fact(Stream::of(family::ACTION, action.id.id()), kind::ACTION, action);
            let path = format!("/actions/{}", action.id);
            let letter = told::letter("action-asked", action.org, Some(action.owner), path);
            draft = told::tell(draft, allowed.now(), &letter);
        }
        Ok(draft)
    }
}

fn decided(
    new: NewDecision,
    item: Option<ItemId>,
    table: &Table,
    room: &Room,
    bits: u128,
) -> Result<Decision, Refused> {
    decision::words(&new.title, &new.options).map_err(Refused::Decision)?;
    let options = new
        .options
        .into_iter()
        .map(|one| {
            Ok(Choice {
                words: said("option", &one.words, 300)?,
                taken: one.taken,
                why_not: may_say("option", &one.why_not, 300)?,
            })
        })
        .collect::<Result<_, Refused>>()?;
    // An interest in no item is one in all that the meeting decides.
    let interests: Vec<(TableSeatId, String)> = room
        .interests
        .iter()
        .filter(|(of, _, _)| of.is_none() || *of == item)
        .map(|(_, seat, what)| (*seat, what.clone()))
        .collect();
    let rule = &table.known.group.quorum;
    let ground = Ground {
        rule,
        attended: attended(&room.seats, &room.marks).collect(),
        interested: interests.iter().map(|(seat, _)| *seat).collect(),
    };
    ground.carried(&new.positions).map_err(Refused::Decision)?;
    Ok(Decision {
        id: DecisionId::from_bits(bits),
        group: table.known.group.id,
        original: room.at.original,
        item,
        title: said("decision", &new.title, 200)?,
        words: may_say("words", &new.words, 8_000)?,
        options,
        positions: new.positions,
        interests,
        standing: ground.standing(),
        quorum: ground.quorate().in_words(),
        from: new.from,
        review: new.review,
        instead_of: new.instead_of,
        figures: new.figures,
        pack: room.pack.clone(),
        on: None,
    })
}

fn attended<'s>(
    seats: &'s [Seat],
    marks: &'s HashMap<TableSeatId, Presence>,
) -> impl Iterator<Item = Attended<'s>> {
    seats
        .iter()
        .map(|seat| Attended { seat, presence: marks.get(&seat.id).copied().unwrap_or(Presence::Absent) })
}

/// An organisation that was absent confirms what was proposed, or says that it does not.
pub struct Confirm {
    /// Whose.
    pub group: GroupId,
    /// Which decision.
    pub decision: DecisionId,
    /// The organisation's position.
    pub position: Position,
}

/// What a proposed decision rests on.
pub struct Proposed {
    row: DecisionRow,
    seats: Vec<Seat>,
    marks: HashMap<TableSeatId, Presence>,
    confirmed: BTreeSet<OrgId>,
}

fn proposed(group: GroupId, id: DecisionId, from: &Loading<'_>) -> Result<Option<Proposed>, Fault> {
    let Some(row) = read::decision(from, id)?.filter(|row| row.decision.group == group) else {
        return Ok(None);
    };
    let in_favour = read::confirmations(from, id)?;
    let in_favour = in_favour.into_iter().filter(|(_, (position, _))| *position == Position::For);
    Ok(Some(Proposed {
        seats: read::seats_in_force(from, group, row.taken_on)?,
        marks: read::attendance(from, group, row.decision.original)?,
        confirmed: in_favour.map(|(org, _)| org).collect(),
        row,
    }))
}

impl OnTable for Confirm {
    const NAME: &'static str = "confirm-decision";
    const NEEDS: Permit = Permit::SpeakAtTable;
    type More = Proposed;
    type Answer = bool;

    fn group(&self) -> GroupId {
        self.group
    }

    fn more(&self, _table: &Table, from: &Loading<'_>) -> Result<Option<Proposed>, Fault> {
        proposed(self.group, self.decision, from)
    }

    fn take(
        self,
        table: Table,
        more: Proposed,
        allowed: &Allowed<'_, At<Self>>,
    ) -> Result<Draft<bool>, Refused> {
        if !more.row.is_proposed() {
            return Err(Refused::NotProposed);
        }
        if !decision::absent_may_confirm(england(), more.row.taken_on, table.today) {
            return Err(Refused::ConfirmedTooLate);
        }
        let org = allowed.actor().org;
        let interested = |seat: &Seat| more.row.decision.interests.iter().any(|(one, _)| *one == seat.id);
        let may = more.seats.iter().any(|seat| seat.org == Some(org) && seat.votes && !interested(seat));
        if !may {
            return Err(Refused::Decision(DecisionRefused::MayNotDecide(org)));
        }
        let mut confirmed = more.confirmed.clone();
        if self.position == Position::For {
            confirmed.insert(org);
        } else {
            confirmed.remove(&org);
        }
        let rule = &table.known.group.quorum;
        let quorate = decision::with_the_absent(rule, attended(&more.seats, &more.marks), &confirmed);
        let stream = || Stream::of(family::DECISION, self.decision.id());
        let fact = Confirmed { decision: self.decision, org, position: self.position, on: None };
        let agreed = quorate.is();
        let draft = allowed.draft(agreed).fact(stream(), kind::CONFIRMED, &fact);
        if !agreed {
            return Ok(draft);
        }
        let fact = Ratified { decision: self.decision, at: None, quorum: quorate.in_words(), on: None };
        Ok(draft.fact(stream(), kind::RATIFIED, &fact))
    }
}

/// A later, quorate meeting ratifies what was proposed.
pub struct Ratify {
    /// Whose.
    pub group: GroupId,
    /// Which decision.
    pub decision: DecisionId,
    /// The meeting that ratifies it.
    pub at: Day,
}

impl OnTable for Ratify {
    const NAME: &'static str = "ratify-decision";
    const NEEDS: Permit = Permit::CloseItem;
    type More = (DecisionRow, read::At, table_rules::Quorate);
    type Answer = ();

    fn group(&self) -> GroupId {
        self.group
    }

    fn more(&self, table: &Table, from: &Loading<'_>) -> Result<Option<Self::More>, Fault> {
        let group = &table.known.group;
        let row = read::decision(from, self.decision)?.filter(|row| row.decision.group == group.id);
        let (Some(row), Some(at)) = (row, read::at(from, group, self.at)?) else { return Ok(None) };
        let marks = read::attendance(from, group.id, self.at)?;
        let seats = read::seats_in_force(from, group.id, at.on)?;
        let quorate = read::counted(group, &seats, at.on, &marks);
        Ok(Some((row, at, quorate)))
    }

    fn take(
        self,
        table: Table,
        more: Self::More,
        allowed: &Allowed<'_, At<Self>>,
    ) -> Result<Draft<()>, Refused> {
        let (row, at, quorate) = more;
        if row.standing() != Standing::Proposed {
            return Err(Refused::NotProposed);
        }
        if at.cancelled || at.on > table.today || at.original <= row.decision.original {
            return Err(Refused::MeetingToCome);
        }
        if !quorate.is() {
            return Err(Refused::NotQuorate(quorate.in_words()));
        }
        let quorum = quorate.in_words();
        let fact = Ratified { decision: self.decision, at: Some(self.at), quorum, on: None };
        Ok(allowed.draft(()).fact(Stream::of(family::DECISION, self.decision.id()), kind::RATIFIED, &fact))
    }
}
