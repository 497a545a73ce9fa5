//! What others read of the directory: organisations, sites, services, seats, and who holds what.

use directory_rules::facts::v1::{self, family};
use journal::{Fault, Loading, Query, Reading, Row, Stream, Value};
use kernel::{Day, OrgId, Point, SeatId, ServiceId, SessionId, SiteId, UserId};
use serde::de::DeserializeOwned;

use crate::acts::slots::{self, Standing};

/// Both places that can read: an act that is deciding, and a page.
pub trait Rows {
    /// All rows of a query.
    fn all(&self, query: &Query, values: &[Value]) -> Result<Vec<Row>, Fault>;
}

impl Rows for Loading<'_> {
    fn all(&self, query: &Query, values: &[Value]) -> Result<Vec<Row>, Fault> {
        self.rows(query, values)
    }
}

impl Rows for Reading {
    fn all(&self, query: &Query, values: &[Value]) -> Result<Vec<Row>, Fault> {
        self.rows(query, values)
    }
}

fn one<T>(rows: &[Row], read: impl Fn(&Row) -> Result<T, Fault>) -> Result<Option<T>, Fault> {
    rows.first().map(read).transpose()
}

/// A list that a column holds as JSON.
pub(crate) fn list<T: DeserializeOwned>(row: &Row, column: usize) -> Result<Vec<T>, Fault> {
    serde_json::from_str(&row.get::<String>(column)?)
        .map_err(|error| Fault::new(format!("read a list of the directory (column {column})"), error))
}

/// A place on the map from two columns of microdegrees.
pub(crate) fn point(row: &Row, latitude: usize) -> Result<Point, Fault> {
    let degrees = |column| row.get::<i64>(column).map(|micro| micro as f64 / 1e6);
    Ok(Point { latitude: degrees(latitude)?, longitude: degrees(latitude + 1)? })
}

const OWNER: Query = Query {
    name: "directory.owner-of-record",
    sql: "select org from directory_site where ?1 = 'site' and id = ?2
          union all select org from directory_service where ?1 = 'service' and id = ?2
          union all select org from directory_fitter where ?1 = 'fitter' and seat = ?2
          union all select org from directory_session where ?1 = 'session' and id = ?2
          union all select org from directory_seat where ?1 = 'seat' and id = ?2",
};

/// Whose a record is; nothing where there is none yet, or where its stream is named by the organisation itself.
pub fn owner_of(from: &impl Rows, stream: &Stream) -> Result<Option<OrgId>, Fault> {
    if stream.family == family::ORGANISATION || stream.family == family::AGREEMENT {
        return Ok(None);
    }
    one(&from.all(&OWNER, &[stream.family.into(), stream.id.as_str().into()])?, |row| row.get(0))
}

const ORGANISATION: Query = Query {
    name: "directory.organisation",
    sql: "select code, name, kind, patch, telephone, inbox, latitude, longitude, address, joined, list_size
          from directory_organisation where code = ?1",
};

const ORGANISATIONS: Query = Query {
    name: "directory.organisations",
    sql: "select code, name, kind, patch, telephone, inbox, latitude, longitude, address, joined, list_size
          from directory_organisation order by name, code",
};

fn organisation_row(row: &Row) -> Result<v1::Organisation, Fault> {
    Ok(v1::Organisation {
        code: row.get(0)?,
        name: row.get(1)?,
        kind: row.get(2)?,
        patch: row.get(3)?,
        telephone: row.get(4)?,
        inbox: row.get(5)?,
        at: point(row, 6)?,
        address: row.get(8)?,
        joined: row.get(9)?,
        list_size: row.get::<Option<i64>>(10)?.and_then(|size| u32::try_from(size).ok()),
    })
}

/// An organisation, or nothing where there is none of that code.
pub fn organisation(from: &impl Rows, code: OrgId) -> Result<Option<v1::Organisation>, Fault> {
    one(&from.all(&ORGANISATION, &[code.into()])?, organisation_row)
}

/// Every organisation, by name.
pub fn organisations(from: &impl Rows) -> Result<Vec<v1::Organisation>, Fault> {
    from.all(&ORGANISATIONS, &[])?.iter().map(organisation_row).collect()
}

const SITES: Query = Query {
    name: "directory.sites",
    sql: "select id, org, name, discreet_label, address, latitude, longitude, telephone
          from directory_site where org = ?1 order by name, id",
};

const SITE: Query = Query {
    name: "directory.site",
    sql: "select id, org, name, discreet_label, address, latitude, longitude, telephone
          from directory_site where id = ?1",
};

fn site_row(row: &Row) -> Result<v1::Site, Fault> {
    Ok(v1::Site {
        id: row.get(0)?,
        org: row.get(1)?,
        name: row.get(2)?,
        discreet_label: row.get(3)?,
        address: row.get(4)?,
        at: point(row, 5)?,
        telephone: row.get(7)?,
    })
}

/// A site, or nothing where there is none of that id.
pub fn site(from: &impl Rows, id: SiteId) -> Result<Option<v1::Site>, Fault> {
    one(&from.all(&SITE, &[id.into()])?, site_row)
}

/// An organisation's sites.
pub fn sites(from: &impl Rows, org: OrgId) -> Result<Vec<v1::Site>, Fault> {
    from.all(&SITES, &[org.into()])?.iter().map(site_row).collect()
}

const SERVICE: Query = Query {
    name: "directory.service",
    sql: "select id, org, site, name, person_to_ask, telephone, offering, about_days, purses, methods,
          outside, weekly_limit, not_under, complicated, languages, interpreter, bsl, access, chaperones, ended,
          confirmed_on from directory_service where id = ?1",
};

const SERVICES: Query = Query {
    name: "directory.services",
    sql: "select id, org, site, name, person_to_ask, telephone, offering, about_days, purses, methods,
          outside, weekly_limit, not_under, complicated, languages, interpreter, bsl, access, chaperones, ended,
          confirmed_on from directory_service order by name, id",
};

/// A service and the day on which its owner last looked at the entry.
pub struct Entered {
    /// The service.
    pub service: v1::Service,
    /// When its owner last looked at it.
    pub confirmed_on: Day,
}

fn service_row(row: &Row) -> Result<Entered, Fault> {
    let small = |column| -> Result<Option<u16>, Fault> {
        Ok(row.get::<Option<i64>>(column)?.and_then(|number| u16::try_from(number).ok()))
    };
    let offering = match row.get::<String>(6)?.as_str() {
        "slots" => v1::Offering::Slots,
        _ => v1::Offering::ByTelephone { about_days: small(7)? },
    };
    let service = v1::Service {
        id: row.get(0)?,
        org: row.get(1)?,
        site: row.get(2)?,
        name: row.get(3)?,
        person_to_ask: row.get(4)?,
        telephone: row.get(5)?,
        offering,
        purses: list(row, 8)?,
        methods: list(row, 9)?,
        outside: row.get(10)?,
        weekly_limit: small(11)?,
        not_under: small(12)?.and_then(|years| u8::try_from(years).ok()),
        complicated: row.get(13)?,
        languages: list(row, 14)?,
        interpreter: row.get(15)?,
        bsl: row.get(16)?,
        access: list(row, 17)?,
        chaperones: list(row, 18)?,
        ended: row.get(19)?,
    };
    Ok(Entered { service, confirmed_on: row.get(20)? })
}

/// A service, or nothing where there is none of that id.
pub fn service(from: &impl Rows, id: ServiceId) -> Result<Option<Entered>, Fault> {
    one(&from.all(&SERVICE, &[id.into()])?, service_row)
}

/// Every service, by name.
pub fn services(from: &impl Rows) -> Result<Vec<Entered>, Fault> {
    from.all(&SERVICES, &[])?.iter().map(service_row).collect()
}

const SERVICES_OF: Query = Query {
    name: "directory.services-of-organisation",
    sql: "select id, org, site, name, person_to_ask, telephone, offering, about_days, purses, methods,
          outside, weekly_limit, not_under, complicated, languages, interpreter, bsl, access, chaperones, ended,
          confirmed_on from directory_service where org = ?1 order by name, id",
};

/// An organisation's services, those that have ended too.
pub fn services_of(from: &impl Rows, org: OrgId) -> Result<Vec<Entered>, Fault> {
    from.all(&SERVICES_OF, &[org.into()])?.iter().map(service_row).collect()
}

const FITTERS_OF: Query = Query {
    name: "directory.fitters-of-organisation",
    sql: "select seat, org, certificates, coils_before, implants_before from directory_fitter
          where org = ?1 order by seat",
};

fn fitter_row(row: &Row) -> Result<v1::Fitter, Fault> {
    let count = |column| row.get::<i64>(column).map(|n| u16::try_from(n).unwrap_or(u16::MAX));
    Ok(v1::Fitter {
        seat: row.get(0)?,
        org: row.get(1)?,
        certificates: list(row, 2)?,
        coils_before: count(3)?,
        implants_before: count(4)?,
    })
}

/// An organisation's fitters as their keeper left them, those whose seat has ended too.
pub fn fitters_of(from: &impl Rows, org: OrgId) -> Result<Vec<v1::Fitter>, Fault> {
    from.all(&FITTERS_OF, &[org.into()])?.iter().map(fitter_row).collect()
}

const SESSIONS_OF: Query = Query {
    name: "directory.sessions-of-organisation",
    sql: "select id, org, service, day, fitters, room, assistant from directory_session
          where org = ?1 and day >= ?2 and day <= ?3 order by day, id",
};

const SESSION: Query = Query {
    name: "directory.session",
    sql: "select id, org, service, day, fitters, room, assistant from directory_session where id = ?1",
};

/// A session and how each of its slots stands.
pub struct Planned {
    /// The session.
    pub session: v1::Session,
    /// Its slots in order of time, those that were taken back too.
    pub slots: Vec<Standing>,
}

fn planned(from: &impl Rows, row: &Row) -> Result<Planned, Fault> {
    let id: SessionId = row.get(0)?;
    let slots = slots::slots_of_session(from, id)?;
    let session = v1::Session {
        id,
        org: row.get(1)?,
        service: row.get(2)?,
        day: row.get(3)?,
        fitters: list(row, 4)?,
        room: row.get(5)?,
        assistant: row.get(6)?,
        slots: slots.iter().map(|slot| v1::Slot { id: slot.id, at: slot.at }).collect(),
    };
    Ok(Planned { session, slots })
}

/// A session, or nothing where there is none of that id.
pub fn session(from: &impl Rows, id: SessionId) -> Result<Option<Planned>, Fault> {
    one(&from.all(&SESSION, &[id.into()])?, |row| planned(from, row))
}

/// An organisation's sessions from one day to another, both included.
pub fn sessions_of(from: &impl Rows, org: OrgId, first: Day, last: Day) -> Result<Vec<Planned>, Fault> {
    from.all(&SESSIONS_OF, &[org.into(), first.into(), last.into()])?
        .iter()
        .map(|row| planned(from, row))
        .collect()
}

const AGREEMENTS: Query = Query {
    name: "directory.agreements",
    sql: "select code, title, families, parties, purpose, items, basis, kept, from_day, until_day, person_to_ask,
          sort, reference from directory_agreement order by title, code",
};

const SIGNATURES: Query = Query {
    name: "directory.signatures",
    sql: "select agreement, org, on_day, seat from directory_signature order by agreement, on_day, org",
};

/// An agreement and who has signed it.
#[derive(Clone)]
pub struct Signed {
    /// The agreement.
    pub agreement: v1::Agreement,
    /// Its signatures, the earliest first.
    pub signatures: Vec<v1::Signature>,
}

/// Every agreement with its signatures, by title.
pub fn agreements(from: &impl Rows) -> Result<Vec<Signed>, Fault> {
    let mut signatures = Vec::new();
    for row in from.all(&SIGNATURES, &[])? {
        signatures.push(v1::Signature {
            agreement: row.get(0)?,
            org: row.get(1)?,
            on: row.get(2)?,
            seat: row.get(3)?,
        });
    }
    let mut found = Vec::new();
    for row in from.all(&AGREEMENTS, &[])? {
        let agreement = v1::Agreement {
            code: row.get(0)?,
            title: row.get(1)?,
            families: list(&row, 2)?,
            parties: list(&row, 3)?,
            purpose: row.get(4)?,
            items: row.get(5)?,
            basis: row.get(6)?,
            kept: row.get(7)?,
            from: row.get(8)?,
            until: row.get(9)?,
            person_to_ask: row.get(10)?,
            sort: v1::AgreementSort::named(&row.get::<String>(11)?).unwrap_or_default(),
            reference: row.get(12)?,
        };
        let (own, others) =
            signatures.into_iter().partition(|one: &v1::Signature| one.agreement == agreement.code);
        signatures = others;
        found.push(Signed { agreement, signatures: own });
    }
    Ok(found)
}

const SEAT: Query = Query {
    name: "directory.seat",
    sql: "select id, org, title, role, telephone, ended from directory_seat where id = ?1",
};

const SEATS: Query = Query {
    name: "directory.seats",
    sql: "select id, org, title, role, telephone, ended from directory_seat where org = ?1 order by title, id",
};

fn seat_row(row: &Row) -> Result<v1::Seat, Fault> {
    Ok(v1::Seat {
        id: row.get(0)?,
        org: row.get(1)?,
        title: row.get(2)?,
        role: row.get(3)?,
        telephone: row.get(4)?,
        ended: row.get(5)?,
    })
}

/// A seat, or nothing where there is none of that id.
pub fn seat(from: &impl Rows, id: SeatId) -> Result<Option<v1::Seat>, Fault> {
    one(&from.all(&SEAT, &[id.into()])?, seat_row)
}

/// An organisation's seats.
pub fn seats(from: &impl Rows, org: OrgId) -> Result<Vec<v1::Seat>, Fault> {
    from.all(&SEATS, &[org.into()])?.iter().map(seat_row).collect()
}

const HELD: Query = Query {
    name: "directory.seats-held",
    sql: "select s.id, s.org, s.title, s.role, s.telephone, s.ended
          from directory_holding h join directory_seat s on s.id = h.seat
          where h.user_id = ?1 and h.from_day <= ?2 and (h.until_day is null or h.until_day >= ?2) and s.ended = 0
          order by h.deputy, s.title, s.id",
};

/// The seats that somebody holds on a day, their own before those they stand in for.
pub fn seats_held(from: &impl Rows, user: UserId, on: Day) -> Result<Vec<v1::Seat>, Fault> {
    from.all(&HELD, &[user.into(), on.into()])?.iter().map(seat_row).collect()
}

const COVERED: Query = Query {
    name: "directory.agreements-between",
    sql: "select a.code, a.families from directory_agreement a
          join directory_signature x on x.agreement = a.code and x.org = ?1 and x.on_day <= ?3
          join directory_signature y on y.agreement = a.code and y.org = ?2 and y.on_day <= ?3
          where a.from_day <= ?3 and (a.until_day is null or a.until_day >= ?3)
          and not exists (select 1 from directory_succession z where z.org in (?1, ?2) and z.step = 'carried')
          order by a.code",
};

/// The agreement under which two organisations may ask each other for that family on that day: signed by both, in force,
/// and the work of neither taken over by another.
pub fn agreement_between(
    from: &impl Rows,
    one: OrgId,
    other: OrgId,
    family: &str,
    on: Day,
) -> Result<Option<OrgId>, Fault> {
    for row in from.all(&COVERED, &[one.into(), other.into(), on.into()])? {
        if list::<String>(&row, 1)?.iter().any(|covered| covered == family) {
            return row.get(0).map(Some);
        }
    }
    Ok(None)
}

const HOLDINGS_OF_ORG: Query = Query {
    name: "directory.holdings-of-organisation",
    sql: "select seat, org, user_id, from_day, until_day, deputy from directory_holding where org = ?1
          order by seat, from_day, user_id",
};

const HOLDINGS_OF_USER: Query = Query {
    name: "directory.holdings-of-user",
    sql: "select seat, org, user_id, from_day, until_day, deputy from directory_holding where user_id = ?1
          order by from_day, seat",
};

fn holding_row(row: &Row) -> Result<v1::Holding, Fault> {
    Ok(v1::Holding {
        seat: row.get(0)?,
        org: row.get(1)?,
        user: row.get(2)?,
        from: row.get(3)?,
        until: row.get(4)?,
        deputy: row.get(5)?,
    })
}

/// Who held, holds or will hold the seats of an organisation.
pub fn holdings_of_organisation(from: &impl Rows, org: OrgId) -> Result<Vec<v1::Holding>, Fault> {
    from.all(&HOLDINGS_OF_ORG, &[org.into()])?.iter().map(holding_row).collect()
}

/// What somebody held, holds or will hold.
pub fn holdings_of_user(from: &impl Rows, user: UserId) -> Result<Vec<v1::Holding>, Fault> {
    from.all(&HOLDINGS_OF_USER, &[user.into()])?.iter().map(holding_row).collect()
}

/// The kind of fact that a file of records holds.
pub fn kind_of_file(file: &str) -> &'static str {
    use directory_rules::facts::v1::kind;
    match file {
        "organisations.jsonl" => kind::ORGANISATION,
        "sites.jsonl" => kind::SITE,
        "seats.jsonl" => kind::SEAT,
        "services.jsonl" => kind::SERVICE,
        "fitters.jsonl" => kind::FITTER,
        "sessions.jsonl" => kind::SESSION,
        "agreements.jsonl" => kind::AGREEMENT,
        "place.jsonl" => kind::DESCRIPTION,
        "small-areas.jsonl" => kind::SMALL_AREA,
        _ => kind::SIGNATURE,
    }
}

const AS_KEPT: Query = Query {
    name: "directory.records-as-kept",
    sql: "select f.open from journal_fact f where f.family = ?1 and f.kind = ?2
          and (f.kind = 'agreement-signed.1' or f.version = (
              select max(l.version) from journal_fact l
              where l.family = f.family and l.stream = f.stream and l.kind = f.kind))
          order by f.seq, f.nth",
};

/// The records of a family as their keepers left them last, one JSON text each.
pub fn records_as_kept(from: &impl Rows, family: &str, kind: &str) -> Result<Vec<String>, Fault> {
    let text = |row: &Row| {
        let bytes: Vec<u8> = row.get(0)?;
        String::from_utf8(bytes).map_err(|error| Fault::new("read a record of the directory", error))
    };
    from.all(&AS_KEPT, &[family.into(), kind.into()])?.iter().map(text).collect()
}

const FILLED: Query = Query {
    name: "directory.seats-filled",
    sql: "select distinct s.id, s.org, s.title, s.role, s.telephone, s.ended
          from directory_holding h join directory_seat s on s.id = h.seat
          where h.from_day <= ?1 and (h.until_day is null or h.until_day >= ?1) and s.ended = 0 and s.org = ?2
          order by s.title, s.id",
};

/// The seats of an organisation that somebody holds on a day.
pub fn seats_filled(from: &impl Rows, org: OrgId, on: Day) -> Result<Vec<v1::Seat>, Fault> {
    from.all(&FILLED, &[on.into(), org.into()])?.iter().map(seat_row).collect()
}
