//! One organisation takes another's work over (decision 0280): the place's office announces it, the successor agrees, and
//! from its day the program carries the entry over: sites, services, sessions to come, and the seats that do the work.

use directory_rules::facts::v1;
use directory_rules::succession::{Announced, SEATS_THAT_FOLLOW, SUCCESSIONS, Step, Succession, kind};
use journal::{Act, Allowed, Draft, Expected, Fault, Loading, Stream, Version};
use kernel::{Day, OrgId};
use policy::{Actor, Kind, OrgKind, Permit, Relations, Subject};
use serde_json::json;

use super::record::Record;
use crate::read;
use crate::succession::succession_of;

/// Why a step was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SuccessionRefused {
    /// The directory has no organisation of that code.
    NoSuchOrganisation(OrgId),
    /// An organisation can't take its own work over.
    Itself,
    /// The seats and work of one have no place in the other.
    OtherKinds,
    /// The successor does not use the place.
    NotJoined,
    /// One of the two is to be taken over already.
    TakenOver(Succession),
    /// No reason was given.
    NoReason,
    /// Its day has passed: what was done since would count as somebody else's.
    DayPassed(Day),
    /// There is no such succession at that step.
    NotThere,
}

/// Where a succession stands in the journal.
pub(crate) fn stream(organisation: OrgId) -> Stream {
    Stream::new(SUCCESSIONS, organisation)
}

/// Announces that one organisation takes another's work over.
pub struct Announce(pub Announced);

/// The two organisations, and what is announced of either.
pub struct Between {
    from: Option<v1::Organisation>,
    to: Option<v1::Organisation>,
    of_from: Option<Succession>,
    of_to: Option<Succession>,
}

impl Act for Announce {
    const NAME: &'static str = "announce-succession";
    const NEEDS: Permit = Permit::KeepPlace;
    type State = Between;
    type Refusal = SuccessionRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Between, Fault> {
        let Announced { organisation, successor, .. } = &self.0;
        Ok(Between {
            from: read::organisation(from, *organisation)?,
            to: read::organisation(from, *successor)?,
            of_from: succession_of(from, *organisation)?,
            of_to: succession_of(from, *successor)?,
        })
    }

    fn subject(&self, _state: &Between, _actor: &Actor) -> Subject {
        Subject::new(Kind::Place, Relations::NONE)
    }

    fn decide(self, state: Between, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, SuccessionRefused> {
        let Announce(of) = self;
        let from = state.from.ok_or(SuccessionRefused::NoSuchOrganisation(of.organisation))?;
        let to = state.to.ok_or(SuccessionRefused::NoSuchOrganisation(of.successor))?;
        may_follow(&from, &to)?;
        if let Some(already) = state.of_from.or(state.of_to) {
            return Err(SuccessionRefused::TakenOver(already));
        }
        if of.why.trim().is_empty() {
            return Err(SuccessionRefused::NoReason);
        }
        if of.on < allowed.now().day() {
            return Err(SuccessionRefused::DayPassed(of.on));
        }
        Ok(allowed.draft(()).fact(stream(of.organisation), kind::ANNOUNCED, &of))
    }
}

const CLINICAL: [OrgKind; 3] = [OrgKind::Practice, OrgKind::SexualHealthClinic, OrgKind::Hospital];

/// Seats and work have their place only where the policies know their roles (`never-a-seat-that-does-not-exist`).
fn may_follow(from: &v1::Organisation, to: &v1::Organisation) -> Result<(), SuccessionRefused> {
    let kind = |of: &v1::Organisation| of.kind.parse::<OrgKind>().map_err(|_| SuccessionRefused::OtherKinds);
    let sees_people =
        |kind| !matches!(kind, OrgKind::Council | OrgKind::NhsCommissioner | OrgKind::PlaceOffice);
    if from.code == to.code {
        return Err(SuccessionRefused::Itself);
    }
    if !to.joined {
        return Err(SuccessionRefused::NotJoined);
    }
    let (its, theirs) = (kind(from)?, kind(to)?);
    let alike = its == theirs || (CLINICAL.contains(&its) && CLINICAL.contains(&theirs));
    if alike && sees_people(its) { Ok(()) } else { Err(SuccessionRefused::OtherKinds) }
}

/// Takes an announcement back before its entry has gone over.
pub struct TakeBack(pub OrgId);

impl Act for TakeBack {
    const NAME: &'static str = "take-succession-back";
    const NEEDS: Permit = Permit::KeepPlace;
    type State = Option<Succession>;
    type Refusal = SuccessionRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Option<Succession>, Fault> {
        succession_of(from, self.0)
    }

    fn subject(&self, _state: &Option<Succession>, _actor: &Actor) -> Subject {
        Subject::new(Kind::Place, Relations::NONE)
    }

    fn decide(
        self,
        state: Option<Succession>,
        allowed: &Allowed<'_, Self>,
    ) -> Result<Draft<()>, SuccessionRefused> {
        state.filter(|one| one.step != Step::Carried).ok_or(SuccessionRefused::NotThere)?;
        Ok(allowed.draft(()).fact(stream(self.0), kind::TAKEN_BACK, &json!({})))
    }
}

/// Agrees for one's own organisation that it takes another's work over, as it was announced when it was read.
pub struct Agree {
    /// Whose work goes over.
    pub organisation: OrgId,
    /// The version of the announcement that was read: another day or reason since is not agreed to unseen.
    pub seen: Version,
}

impl Act for Agree {
    const NAME: &'static str = "agree-to-succession";
    const NEEDS: Permit = Permit::TakeOver;
    type State = Option<Succession>;
    type Refusal = SuccessionRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Option<Succession>, Fault> {
        succession_of(from, self.organisation)
    }

    fn subject(&self, state: &Option<Succession>, actor: &Actor) -> Subject {
        let ours = state.as_ref().is_some_and(|one| one.of.successor == actor.org);
        Subject::new(Kind::Directory, Relations::NONE.and_if(ours, Relations::OWN_ORGANISATION))
    }

    fn expected(&self) -> Option<Expected> {
        Some(Expected { stream: stream(self.organisation), version: self.seen })
    }

    fn decide(
        self,
        state: Option<Succession>,
        allowed: &Allowed<'_, Self>,
    ) -> Result<Draft<()>, SuccessionRefused> {
        state.filter(|one| one.step == Step::Announced).ok_or(SuccessionRefused::NotThere)?;
        Ok(allowed.draft(()).fact(stream(self.organisation), kind::AGREED, &json!({})))
    }
}

/// Carries an entry over, once its day has come and the successor has agreed. Only the program does.
pub struct CarryEntry(pub OrgId);

/// All that goes over of an entry.
pub struct Entry {
    of: Succession,
    organisation: v1::Organisation,
    sites: Vec<v1::Site>,
    services: Vec<v1::Service>,
    seats: Vec<v1::Seat>,
    holdings: Vec<v1::Holding>,
    fitters: Vec<v1::Fitter>,
    sessions: Vec<v1::Session>,
}

/// Sessions are planned months ahead; nobody plans further than this many days.
const PLANNED_DAYS_MAX: i32 = 3_660;

fn entry(from: &Loading<'_>, of: Succession) -> Result<Option<Entry>, Fault> {
    let org = of.of.organisation;
    let Some(organisation) = read::organisation(from, org)? else { return Ok(None) };
    let fitters = read::fitters_of(from, org)?;
    let mut seats = read::seats(from, org)?;
    seats.retain(|seat| {
        SEATS_THAT_FOLLOW.contains(&seat.role.as_str()) || fitters.iter().any(|fitter| fitter.seat == seat.id)
    });
    let mut holdings = read::holdings_of_organisation(from, org)?;
    holdings.retain(|held| seats.iter().any(|seat| seat.id == held.seat));
    let first = of.of.on;
    let planned = read::sessions_of(from, org, first, first + PLANNED_DAYS_MAX)?;
    Ok(Some(Entry {
        sites: read::sites(from, org)?,
        services: read::services_of(from, org)?.into_iter().map(|entered| entered.service).collect(),
        fitters,
        sessions: planned.into_iter().map(|planned| planned.session).collect(),
        of,
        organisation,
        seats,
        holdings,
    }))
}

impl Act for CarryEntry {
    const NAME: &'static str = "carry-entry-over";
    const NEEDS: Permit = Permit::KeepPlace;
    type State = Option<Entry>;
    type Refusal = SuccessionRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Option<Entry>, Fault> {
        let due = succession_of(from, self.0)?
            .filter(|one| one.step == Step::Agreed && one.holds_on(from.now().day()));
        due.map_or(Ok(None), |of| entry(from, of))
    }

    fn subject(&self, _state: &Option<Entry>, _actor: &Actor) -> Subject {
        Subject::new(Kind::Place, Relations::NONE)
    }

    fn decide(
        self,
        state: Option<Entry>,
        allowed: &Allowed<'_, Self>,
    ) -> Result<Draft<()>, SuccessionRefused> {
        let Entry { of, organisation, sites, services, seats, holdings, fitters, sessions } =
            state.ok_or(SuccessionRefused::NotThere)?;
        let org = of.of.successor;
        let mut draft = allowed.draft(()).fact(stream(self.0), kind::CARRIED, &json!({}));
        draft = v1::Organisation { joined: false, ..organisation }.record(draft);
        draft = sites.into_iter().fold(draft, |draft, one| v1::Site { org, ..one }.record(draft));
        draft = services.into_iter().fold(draft, |draft, one| v1::Service { org, ..one }.record(draft));
        draft = seats.into_iter().fold(draft, |draft, one| v1::Seat { org, ..one }.record(draft));
        draft = holdings.into_iter().fold(draft, |draft, one| v1::Holding { org, ..one }.record(draft));
        draft = fitters.into_iter().fold(draft, |draft, one| v1::Fitter { org, ..one }.record(draft));
        Ok(sessions.into_iter().fold(draft, |draft, one| v1::Session { org, ..one }.record(draft)))
    }
}
