//! The search index of the place, kept in memory and brought up to date from the tables: after a booking only the service
//! that was booked is read again.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use directory_rules::acceptance::{Acceptance, CannotTake, OutsidePatients, monday_of};
use directory_rules::competence::{Competence, Fitter, LocalSkill, Skill};
use directory_rules::facts::v1::{self, Certificate, Offering};
use directory_rules::search::{Agreement, Index, Offers, Service};
use directory_rules::support::{Access, Bsl, Support};
use directory_rules::{Kind, Session};
use journal::{Fault, Query, Reading, Row, Value};
use kernel::{Day, OrgId, SeatId, ServiceId};
use policy::OrgKind;

use crate::read::{self, Entered, list};
use crate::tables::EVERYTHING;

/// The index and the last change that it knows.
#[derive(Default)]
pub struct Kept {
    now: RwLock<Option<Known>>,
}

#[derive(Clone)]
struct Known {
    index: Arc<Index>,
    seq: i64,
    from: Day,
}

const CHANGES: Query = Query {
    name: "directory.changes-since",
    sql: "select what, seq from directory_change where seq > ?1 order by seq, what",
};

impl Kept {
    /// The index as of this reading, with sessions from that day on.
    pub fn index(&self, reading: &Reading, from: Day) -> Result<Arc<Index>, Fault> {
        let known = self.now.read().unwrap_or_else(PoisonError::into_inner).clone();
        let since = known.as_ref().map_or(-1, |known| known.seq);
        let changes = reading.rows(&CHANGES, &[since.into()])?;
        let last = match changes.last() {
            Some(row) => row.get(1)?,
            None => since,
        };
        if let Some(known) = &known
            && known.from == from
            && changes.is_empty()
        {
            return Ok(known.index.clone());
        }
        let built = Arc::new(self.brought_up(reading, known.as_ref(), &changes, from)?);
        let mut kept = self.now.write().unwrap_or_else(PoisonError::into_inner);
        // A slower page must not put back an older index.
        if kept.as_ref().is_none_or(|other| other.seq <= last) {
            *kept = Some(Known { index: built.clone(), seq: last, from });
        }
        Ok(built)
    }

    fn brought_up(
        &self,
        reading: &Reading,
        known: Option<&Known>,
        changes: &[Row],
        from: Day,
    ) -> Result<Index, Fault> {
        let mut changed: Vec<ServiceId> = Vec::new();
        for row in changes {
            let what: String = row.get(0)?;
            match what.parse() {
                Ok(service) if what != EVERYTHING => changed.push(service),
                _ => return whole(reading, from),
            }
        }
        match known {
            Some(known) if known.from == from => {
                let mut services = known.index.services().to_vec();
                for id in changed {
                    let fresh = one_service(reading, id, from)?;
                    services.retain(|service| service.id != id);
                    services.extend(fresh);
                }
                Ok(Index::build(services, agreements(reading)?))
            }
            _ => whole(reading, from),
        }
    }
}

fn whole(reading: &Reading, from: Day) -> Result<Index, Fault> {
    let mut sessions = sessions_by_service(reading, from, None)?;
    let mut services = Vec::new();
    for entered in read::services(reading)? {
        let own = sessions.remove(&entered.service.id).unwrap_or_default();
        services.extend(service(reading, entered, own, from)?);
    }
    Ok(Index::build(services, agreements(reading)?))
}

/// A service as the search sees it, or nothing where it has ended or its organisation or site is gone.
pub(crate) fn one_service(reading: &Reading, id: ServiceId, from: Day) -> Result<Option<Service>, Fault> {
    let Some(entered) = read::service(reading, id)? else { return Ok(None) };
    let own = sessions_by_service(reading, from, Some(id))?.remove(&id).unwrap_or_default();
    service(reading, entered, own, from)
}

const SESSIONS: Query = Query {
    name: "directory.sessions-from",
    sql: "select n.service, n.day, n.fitters, n.room, n.assistant,
          (select count(*) from directory_slot s where s.session = n.id and s.state = 'free'),
          (select count(*) from directory_slot s where s.session = n.id and s.state in ('booked', 'held'))
          from directory_session n where n.day >= ?1 and (?2 is null or n.service = ?2) order by n.service, n.day",
};

/// A session as read, before the service's list of fitters is known: seats instead of places in the list.
struct Read {
    day: Day,
    fitters: Vec<SeatId>,
    room: bool,
    assistant: bool,
    free: u16,
    taken: u16,
}

fn sessions_by_service(
    reading: &Reading,
    from: Day,
    only: Option<ServiceId>,
) -> Result<HashMap<ServiceId, Vec<Read>>, Fault> {
    let count = |row: &Row, column| row.get::<i64>(column).map(|n| u16::try_from(n).unwrap_or(u16::MAX));
    let mut found: HashMap<ServiceId, Vec<Read>> = HashMap::new();
    // The week's limit counts the whole week, so sessions are read from its Monday.
    let values: [Value; 2] = [monday_of(from).into(), only.into()];
    for row in reading.rows(&SESSIONS, &values)? {
        found.entry(row.get(0)?).or_default().push(Read {
            day: row.get(1)?,
            fitters: list(&row, 2)?,
            room: row.get(3)?,
            assistant: row.get(4)?,
            free: count(&row, 5)?,
            taken: count(&row, 6)?,
        });
    }
    Ok(found)
}

fn service(
    reading: &Reading,
    entered: Entered,
    sessions: Vec<Read>,
    from: Day,
) -> Result<Option<Service>, Fault> {
    let of = entered.service;
    let organisation = read::organisation(reading, of.org)?;
    let site = read::site(reading, of.site)?;
    let (Some(organisation), Some(site)) = (organisation, site) else { return Ok(None) };
    let Some(kind) = organisation.kind.parse().ok().and_then(kind_of) else { return Ok(None) };
    if of.ended {
        return Ok(None);
    }
    let fitters = fitters(reading, of.org)?;
    let place = |seat: &SeatId| fitters.iter().position(|fitter| fitter.seat == *seat);
    let mut taken: Vec<(Day, u16)> = Vec::new();
    let mut offered = Vec::new();
    for session in sessions {
        let monday = monday_of(session.day);
        match taken.iter_mut().find(|(week, _)| *week == monday) {
            Some((_, sum)) => *sum = sum.saturating_add(session.taken),
            None => taken.push((monday, session.taken)),
        }
        if session.day >= from {
            offered.push(Session {
                day: session.day,
                fitters: session.fitters.iter().filter_map(place).collect(),
                room: session.room,
                assistant: session.assistant,
                free: session.free,
            });
        }
    }
    let offers = match of.offering {
        Offering::Slots => Offers::Slots(offered),
        Offering::ByTelephone { about_days } => Offers::ByTelephone { about_days },
    };
    Ok(Some(Service {
        id: of.id,
        organisation: of.org,
        kind,
        name: of.name.clone(),
        at: site.at,
        telephone: of.telephone.clone(),
        person_to_ask: of.person_to_ask.clone(),
        purses: of.purses.clone(),
        acceptance: acceptance(&of, taken),
        support: support(&of),
        fitters,
        offers,
    }))
}

fn kind_of(kind: OrgKind) -> Option<Kind> {
    match kind {
        OrgKind::Practice => Some(Kind::GeneralPractice),
        OrgKind::SexualHealthClinic => Some(Kind::SexualHealthClinic),
        OrgKind::Hospital => Some(Kind::Hospital),
        OrgKind::Pharmacy => Some(Kind::Pharmacy),
        OrgKind::Charity => Some(Kind::Charity),
        OrgKind::Council => Some(Kind::Council),
        OrgKind::NhsCommissioner => Some(Kind::NhsCommissioner),
        OrgKind::PlaceOffice => None,
    }
}

/// Whom a service takes, as its entry says, with what is already taken by week.
pub fn acceptance(of: &v1::Service, taken: Vec<(Day, u16)>) -> Acceptance {
    let mut cannot_take: Vec<CannotTake> = of.not_under.map(CannotTake::Under).into_iter().collect();
    if !of.complicated {
        cannot_take.push(CannotTake::Complicated);
    }
    Acceptance {
        outside: if of.outside { OutsidePatients::Taken } else { OutsidePatients::NotTaken },
        weekly_limit: of.weekly_limit,
        taken,
        methods: of.methods.clone(),
        cannot_take,
    }
}

fn support(of: &v1::Service) -> Support {
    let access = |name: &String| match name.as_str() {
        "step-free" => Some(Access::StepFree),
        "adjustable-couch" => Some(Access::AdjustableCouch),
        "hoist" => Some(Access::Hoist),
        "hearing-loop" => Some(Access::HearingLoop),
        "blue-badge-parking" => Some(Access::BlueBadgeParking),
        _ => None,
    };
    Support {
        languages: of.languages.iter().map(|language| language.to_lowercase()).collect(),
        interpreter: of.interpreter,
        bsl: match of.bsl.as_str() {
            "staff" => Bsl::Staff,
            "bookable" => Bsl::Bookable,
            _ => Bsl::No,
        },
        access: of.access.iter().filter_map(access).collect(),
        chaperone_woman: of.chaperones.iter().any(|who| who == "woman"),
        chaperone_man: of.chaperones.iter().any(|who| who == "man"),
    }
}

const FITTERS: Query = Query {
    name: "directory.fitters",
    sql: "select f.seat, f.certificates, f.coils_before, f.implants_before
          from directory_fitter f join directory_seat s on s.id = f.seat
          where f.org = ?1 and s.ended = 0 order by f.seat",
};

/// The fitters of an organisation, with their certificates.
pub fn fitters(from: &impl read::Rows, org: OrgId) -> Result<Vec<Fitter>, Fault> {
    let mut found = Vec::new();
    for row in from.all(&FITTERS, &[org.into()])? {
        let count = |column| row.get::<i64>(column).map(|n| u16::try_from(n).unwrap_or(u16::MAX));
        let certificates: Vec<Certificate> = list(&row, 1)?;
        found.push(Fitter {
            seat: row.get(0)?,
            competences: certificates.iter().filter_map(competence).collect(),
            coils_last_year: count(2)?,
            implants_last_year: count(3)?,
        });
    }
    Ok(found)
}

/// A certificate as the rules know it; nothing for a skill that this program does not know.
pub fn competence(of: &Certificate) -> Option<Competence> {
    let local = |stands_for| of.until.map(|until| Skill::Local { stands_for, until });
    let skill = match of.skill.as_str() {
        "IUT" => Skill::Iut,
        "SDI-IR" => Skill::SdiIr,
        "SDI-IO" => Skill::SdiIo,
        "SDI-RO" => Skill::SdiRo,
        "LOCAL-IUT" => local(LocalSkill::Iut)?,
        "LOCAL-SDI-IR" => local(LocalSkill::SdiIr)?,
        _ => return None,
    };
    Some(Competence { skill, certified: of.certified, life_support: of.life_support })
}

const AGREEMENTS: Query = Query {
    name: "directory.agreements-signed",
    sql: "select a.code, a.families, a.from_day, a.until_day, x.org
          from directory_agreement a join directory_signature x on x.agreement = a.code order by a.code, x.org",
};

/// The family of ask that this search is for.
const LARC: &str = "larc";

fn agreements(reading: &Reading) -> Result<Vec<Agreement>, Fault> {
    let mut found: Vec<(OrgId, Agreement)> = Vec::new();
    for row in reading.rows(&AGREEMENTS, &[])? {
        if !list::<String>(&row, 1)?.iter().any(|family| family == LARC) {
            continue;
        }
        let code: OrgId = row.get(0)?;
        let party: OrgId = row.get(4)?;
        match found.last_mut() {
            Some((last, agreement)) if *last == code => agreement.parties.push(party),
            _ => {
                found.push((code, Agreement { parties: vec![party], from: row.get(2)?, until: row.get(3)? }))
            }
        }
    }
    Ok(found.into_iter().map(|(_, agreement)| agreement).collect())
}
