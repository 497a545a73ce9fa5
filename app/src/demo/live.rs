//! The last days before today, told by the same acts that pages use: asks with contents, between the practices at which
//! the demo's people work, so that every list has something to do.

use std::marker::PhantomData;

use cli::Failure;
use directory_rules::acceptance::Person;
use directory_rules::facts::v1::{Offering, SmallArea};
use directory_rules::{Method, Purpose};
use directory_site::areas;
use journal::{Journal, Query};
use kernel::{AskId, Day, Moment, NhsNumber, Point, SlotId};
use policy::{Actor, Kind, OrgKind, Permit, Relations, Role, Subject};
use referrals_rules::facts::v1::{Move, Offered, Written};
use referrals_site::acts::{Answering, BreakGlass, EnvelopeParts, Informing, Look, MoveAsk, Mover, PlaceAsk};
use trial::chance::Chance;
use trial::marlshire::{Fitting, Place, Somebody};

use super::clock::DemoClock;

/// The people whose doors the demo opens first.
pub struct Cast {
    /// A nurse at a practice that cannot fit.
    pub nurse: Somebody,
    /// A fitter at the nearest practice that can.
    pub fitter: Somebody,
    /// Its reception.
    pub reception: Somebody,
    /// Its manager.
    pub manager: Somebody,
    /// Its guardian.
    pub guardian: Somebody,
    /// The guardian of the nurse's practice.
    pub other_guardian: Somebody,
    /// The council's commissioner.
    pub commissioner: Somebody,
    /// The convener of the place's office, who writes for its groups.
    pub convener: Somebody,
    /// The manager of the clinic whose seat chairs the alliance.
    pub chair: Somebody,
    host: Fitting,
    /// Where the nurse's practice is.
    home: Point,
}

/// Somebody as they sign in with a second factor.
pub(super) fn actor(of: &Somebody, kind: OrgKind) -> Option<Actor> {
    let role: Role = of.seat.role.parse().ok()?;
    Some(Actor {
        user: of.user,
        seat: of.seat.id,
        org: of.seat.org,
        org_kind: kind,
        role,
        second_factor: true,
    })
}

impl Cast {
    /// Finds the cast: a Mid practice that does not fit, and the nearest practice with slots that fits all methods.
    pub fn find(place: &Place) -> Option<Cast> {
        let hosts = |code| place.services.fittings.iter().any(|fitting| fitting.service.org == code);
        let practices = &place.organisations.practices;
        let patch = place.organisations.county.patch(0);
        let sender =
            practices.iter().filter(|of| of.joined && of.patch == patch && !hosts(of.code)).nth(1)?;
        let can = |fitting: &&Fitting| {
            !fitting.clinic
                && fitting.service.offering == Offering::Slots
                && fitting.service.methods.len() == 3
                && fitting.service.weekly_limit.is_none()
                && place.services.lapsed.is_none_or(|(seat, _)| !fitting.fitters.contains(&seat))
                && Some(fitting.service.org) != place.organisations.agreement_ended()
        };
        let miles = |fitting: &Fitting| sender.at.straight_line_to(fitting.at).0;
        let host = place.services.fittings.iter().filter(can).min_by(|a, b| miles(a).total_cmp(&miles(b)))?;
        let who = |org, role: &str| {
            place.people.iter().find(|of| of.seat.org == org && of.seat.role == role).cloned()
        };
        let at_host = host.service.org;
        Some(Cast {
            nurse: who(sender.code, "clinician")?,
            fitter: who(at_host, "fitter")?,
            reception: who(at_host, "booking")?,
            manager: who(at_host, "manager")?,
            guardian: who(at_host, "guardian")?,
            other_guardian: who(sender.code, "guardian")?,
            commissioner: who(place.organisations.councils.first()?.code, "commissioner")?,
            convener: who(place.organisations.office.first()?.code, "convener")?,
            chair: who(place.organisations.clinics_orgs.first()?.code, "manager")?,
            host: host.clone(),
            home: sender.at,
        })
    }
}

struct Telling<'t> {
    journal: &'t Journal,
    cast: &'t Cast,
    nurse: Actor,
    reception: Actor,
    fitter: Actor,
    guardian: Actor,
    /// The small area of the asking practice, as pages put it on an envelope.
    area: Option<SmallArea>,
    chance: Chance,
}

/// Tells the last days. How many asks were placed.
pub fn tell(
    journal: &Journal,
    clock: &DemoClock,
    cast: &Cast,
    today: Day,
    seed: u64,
    each_day: &mut dyn FnMut(Day) -> Result<(), Failure>,
) -> Result<usize, Failure> {
    let at_a_practice = |of| actor(of, OrgKind::Practice);
    let (Some(nurse), Some(reception), Some(fitter), Some(guardian)) = (
        at_a_practice(&cast.nurse),
        at_a_practice(&cast.reception),
        at_a_practice(&cast.fitter),
        at_a_practice(&cast.other_guardian),
    ) else {
        return Ok(0);
    };
    let own = Subject::new(Kind::Directory, Relations::OWN_ORGANISATION);
    let reading = journal
        .reading(&nurse, Permit::SeeOwnDirectory, own)
        .map_err(|refused| Failure::refused(format!("the demo’s map cannot be read: {refused:?}")))?;
    let area = areas::small_area_at(&reading, cast.home).map_err(Failure::refused)?;
    drop(reading);
    let mut telling =
        Telling { journal, cast, nurse, reception, fitter, guardian, area, chance: Chance::new(seed, 9) };
    let morning = |day| Moment::local(day, 9, 30).map_err(Failure::refused);
    let mut placed = 0;
    for (days_ago, person) in PEOPLE.iter().enumerate() {
        let day = today - 9 + i32::try_from(days_ago).unwrap_or(0);
        clock.set(morning(day)?);
        each_day(day)?;
        let ask = telling.place(person)?;
        placed += 1;
        telling.follow(ask, person.then)?;
        if person.nine == COMPLAINED {
            telling.break_glass(ask)?;
        }
    }
    Ok(placed)
}

/// How far an ask has come.
#[derive(Clone, Copy, PartialEq)]
enum Then {
    Booked,
    Offered,
    Asked,
    Answered,
    Accepted,
    Sent,
}

struct MadeUp {
    name: &'static str,
    born: &'static str,
    nine: u32,
    method: Method,
    then: Then,
}

/// Of whom the sender's guardian read the contents two days ago, for a reason; the host's has not judged it yet.
const COMPLAINED: u32 = 999_000_108;

const fn person(name: &'static str, born: &'static str, nine: u32, method: Method, then: Then) -> MadeUp {
    MadeUp { name, born, nine, method, then }
}

/// Made-up people, one a day up to yesterday; their numbers are from the range kept for tests.
const PEOPLE: &[MadeUp] = &[
    person("Zofia Larkhill", "1994-03-08", 999_000_101, Method::Implant, Then::Booked),
    person("Hana Merrow", "1988-11-21", 999_000_102, Method::LngIud, Then::Booked),
    person("Imani Calloway", "2001-06-02", 999_000_103, Method::Implant, Then::Offered),
    person("Elsie Dunmere", "1979-01-30", 999_000_104, Method::CuIud, Then::Asked),
    person("Noor Fairweather", "1997-09-14", 999_000_105, Method::LngIud, Then::Answered),
    person("Bronwen Silverdale", "1991-12-05", 999_000_106, Method::Implant, Then::Accepted),
    person("Tova Ashgrove", "1985-04-18", 999_000_107, Method::LngIud, Then::Accepted),
    person("Mina Inglewood", "1999-08-27", 999_000_108, Method::Implant, Then::Sent),
    person("Cora Winterbourne", "1993-02-11", 999_000_109, Method::CuIud, Then::Sent),
];

const FREE: Query = Query {
    name: "demo.free-slots",
    sql: "select id, at from directory_slot where service = ?1 and state = 'free' and at > ?2 order by at",
};

impl Telling<'_> {
    fn place(&mut self, of: &MadeUp) -> Result<AskId, Failure> {
        let ask = AskId::beginning(self.journal.now(), self.chance.bits());
        let number = NhsNumber::from_first_nine(of.nine).map(NhsNumber::reveal).unwrap_or_default();
        let telephone = format!("07700 9004{:02}", of.nine % 100);
        let fields = [
            ("method", of.method.name()),
            ("purpose", "contraception"),
            ("name", of.name),
            ("date_of_birth", of.born),
            ("nhs_number", number.as_str()),
            ("pregnancy", "reliable-method"),
            ("continue_told", "yes"),
            ("current_method", "Combined pill"),
            ("sti_check", "offered"),
            ("chaperone", "woman"),
            ("channel", "text"),
            ("contact", telephone.as_str()),
            ("discreet", "yes"),
            ("device", "host-supplies"),
            ("consent", "yes"),
        ];
        let written =
            Written { fields: fields.map(|(field, text)| (field.to_owned(), text.to_owned())).to_vec() };
        let act = PlaceAsk {
            ask,
            service: self.cast.host.service.id,
            method: Some(of.method),
            purpose: Purpose::Contraception,
            person: Person { age: Some(30), complicated: false },
            envelope: EnvelopeParts {
                age_band: Some(30),
                miles_tenths: Some(24),
                fifth: self.area.as_ref().map(|area| area.fifth),
                council: self.area.as_ref().map(|area| area.council),
                rural: self.area.as_ref().map(|area| area.rural.clone()),
                ..EnvelopeParts::default()
            },
            ticked: true,
            without_a_call: false,
            written,
        };
        match self.journal.submit_here(&self.nurse, act) {
            Ok(done) => Ok(done.answer),
            Err(refused) => Err(Failure::refused(format!("a live ask of the demo was refused: {refused:?}"))),
        }
    }

    fn follow(&mut self, ask: AskId, then: Then) -> Result<(), Failure> {
        if then == Then::Sent {
            return Ok(());
        }
        self.look::<true>(&self.reception, ask)?;
        self.look::<false>(&self.fitter, ask)?;
        self.host(ask, Move::Read)?;
        if then == Then::Asked || then == Then::Answered {
            let question =
                vec![("question".to_owned(), "Has she had a coil before, and was it easy?".to_owned())];
            self.move_it::<Answering>(&self.reception.clone(), ask, Move::NeedsInfo, Some(question))?;
            if then == Then::Answered {
                let answer = vec![("answer".to_owned(), "Once, in 2019, without trouble.".to_owned())];
                self.move_it::<Informing>(&self.nurse.clone(), ask, Move::InfoGiven, Some(answer))?;
            }
            return Ok(());
        }
        self.host(ask, Move::Accepted)?;
        if then == Then::Accepted {
            return Ok(());
        }
        let slots = self.two_free()?;
        let offered = slots.iter().map(|(slot, at)| Offered { slot: Some(*slot), at: *at }).collect();
        self.host(ask, Move::Offered { slots: offered })?;
        if let (Then::Booked, Some((slot, at))) = (then, slots.first()) {
            self.host(ask, Move::Booked { slot: Some(*slot), at: *at, by_person: false })?;
        }
        Ok(())
    }

    /// A look of somebody at work: it stands in the access log, for the person and for the guardian.
    fn look<const BOOKING: bool>(&self, who: &Actor, ask: AskId) -> Result<(), Failure> {
        match self.journal.submit_here(who, Look::<BOOKING>(ask)) {
            Ok(_) => Ok(()),
            Err(refused) => Err(Failure::refused(format!("a look of the demo was refused: {refused:?}"))),
        }
    }

    fn break_glass(&self, ask: AskId) -> Result<(), Failure> {
        let why = "She rang to complain that nobody had called: checking what was sent.".to_owned();
        match self.journal.submit_here(&self.guardian, BreakGlass { ask, why }) {
            Ok(_) => Ok(()),
            Err(refused) => {
                Err(Failure::refused(format!("the demo's guardian could not look for a reason: {refused:?}")))
            }
        }
    }

    fn host(&self, ask: AskId, what: Move) -> Result<(), Failure> {
        self.move_it::<Answering>(&self.reception, ask, what, None)
    }

    fn move_it<M: Mover>(
        &self,
        who: &Actor,
        ask: AskId,
        what: Move,
        fields: Option<Vec<(String, String)>>,
    ) -> Result<(), Failure> {
        let written = fields.map(|fields| Written { fields });
        let act: MoveAsk<M> = MoveAsk { ask, seen: None, what, on: None, written, way: PhantomData };
        match self.journal.submit_here(who, act) {
            Ok(_) => Ok(()),
            Err(refused) => Err(Failure::refused(format!("a move of the demo was refused: {refused:?}"))),
        }
    }

    /// Two free slots on different days.
    fn two_free(&self) -> Result<Vec<(SlotId, Moment)>, Failure> {
        let own = Subject::new(Kind::Directory, Relations::OWN_ORGANISATION);
        let reading = self
            .journal
            .reading(&self.reception, Permit::SeeOwnDirectory, own)
            .map_err(|refused| Failure::refused(format!("the demo's slots cannot be read: {refused:?}")))?;
        let mut found: Vec<(SlotId, Moment)> = Vec::new();
        let values = [self.cast.host.service.id.into(), self.journal.now().into()];
        for row in reading.rows(&FREE, &values).map_err(Failure::refused)? {
            let slot: (SlotId, Moment) =
                (row.get(0).map_err(Failure::refused)?, row.get(1).map_err(Failure::refused)?);
            if found.iter().all(|(_, at)| at.day() != slot.1.day()) {
                found.push(slot);
            }
            if found.len() == 2 {
                break;
            }
        }
        Ok(found)
    }
}
