//! The directory's read tables, and how facts fill them. A record's table row holds whatever a page, a rule or the search
//! reads; lists that are read whole (methods, languages, certificates) stand as JSON text in one column.

use directory_rules::facts::v1::{self, family, kind};
use directory_rules::succession::{self as succeeding, Announced, Step};
use journal::{Entry, Fault, InNameOf, Migration, Module, Query, Value, Writing};
use serde::Serialize;

/// The directory as the journal knows it.
pub const MODULE: Module = Module {
    name: "directory",
    migrations: MIGRATIONS,
    tables: TABLES,
    retained: &[],
    in_name_of: IN_NAME_OF,
    behind_glass: &[],
    project,
};

const IN_NAME_OF: &[InNameOf] = &[
    InNameOf {
        what: "sites",
        goes_over: true,
        counted: Query {
            name: "directory.count-sites",
            sql: "select count(*) from directory_site where org = ?1",
        },
    },
    InNameOf {
        what: "services",
        goes_over: true,
        counted: Query {
            name: "directory.count-services",
            sql: "select count(*) from directory_service where org = ?1 and ended = 0",
        },
    },
    InNameOf {
        what: "seats of clinicians, fitters and reception",
        goes_over: true,
        counted: Query {
            name: "directory.count-seats-that-follow",
            sql: "select count(*) from directory_seat
                  where org = ?1 and ended = 0 and role in ('clinician', 'fitter', 'booking')",
        },
    },
    InNameOf {
        what: "other seats",
        goes_over: false,
        counted: Query {
            name: "directory.count-seats-that-stay",
            sql: "select count(*) from directory_seat
                  where org = ?1 and ended = 0 and role not in ('clinician', 'fitter', 'booking')",
        },
    },
    InNameOf {
        what: "agreements signed: the successor signs its own",
        goes_over: false,
        counted: Query {
            name: "directory.count-signatures",
            sql: "select count(*) from directory_signature where org = ?1",
        },
    },
];

const TABLES: &[&str] = &[
    "directory_organisation",
    "directory_site",
    "directory_service",
    "directory_fitter",
    "directory_session",
    "directory_slot",
    "directory_seat",
    "directory_holding",
    "directory_agreement",
    "directory_signature",
    "directory_change",
    "directory_place",
    "directory_small_area",
    "directory_succession",
];

const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001-directory", sql: include_str!("../migrations/0001.sql") },
    Migration { name: "0002-holdings-by-organisation", sql: include_str!("../migrations/0002.sql") },
    Migration { name: "0003-small-areas", sql: include_str!("../migrations/0003.sql") },
    Migration { name: "0004-kinds-of-agreement", sql: include_str!("../migrations/0004.sql") },
    Migration { name: "0005-successions", sql: include_str!("../migrations/0005.sql") },
];

/// What stands for “every service” among the changes.
pub(crate) const EVERYTHING: &str = "*";

const SERVICE_OF_SLOT: Query =
    Query { name: "directory.service-of-slot", sql: "select service from directory_slot where id = ?1" };

fn project(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    note_change(entry, writing)?;
    match entry.family.as_str() {
        family::ORGANISATION => organisation(&entry.envelope()?, writing),
        family::SITE => site(&entry.envelope()?, writing),
        family::SERVICE => match entry.kind.as_str() {
            kind::CONFIRMATION => confirmation(&entry.envelope()?, writing),
            _ => service(entry, &entry.envelope()?, writing),
        },
        family::FITTER => fitter(&entry.envelope()?, writing),
        family::SESSION => session(&entry.envelope()?, writing),
        family::SEAT => match entry.kind.as_str() {
            kind::HOLDING => holding(&entry.envelope()?, writing),
            _ => seat(&entry.envelope()?, writing),
        },
        family::AGREEMENT => match entry.kind.as_str() {
            kind::SIGNATURE => signature(&entry.envelope()?, writing),
            _ => agreement(&entry.envelope()?, writing),
        },
        family::SLOT => slot(entry, &entry.envelope()?, writing),
        family::PLACE => description(entry, &entry.envelope()?, writing),
        family::SMALL_AREA => small_area(&entry.envelope()?, writing),
        succeeding::SUCCESSIONS => succession(entry, writing),
        _ => Ok(()),
    }
}

/// Notes which services a search must look at anew.
fn note_change(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let what = match entry.family.as_str() {
        family::SLOT => match writing.first(&SERVICE_OF_SLOT, &[entry.stream.as_str().into()])? {
            Some(row) => row.get(0)?,
            None => return Ok(()),
        },
        family::SESSION => entry.envelope::<v1::Session>()?.service.to_string(),
        family::SERVICE => entry.stream.clone(),
        family::ORGANISATION | family::SITE | family::FITTER | family::AGREEMENT => EVERYTHING.to_owned(),
        _ => return Ok(()),
    };
    writing.upsert("directory_change", &[("what", what.into())], &[("seq", entry.seq.into())])
}

/// Degrees as whole microdegrees: both engines keep whole numbers alike.
fn microdegrees(degrees: f64) -> Value {
    // In the British Isles this is at most 61 million, well inside what an i64 holds exactly.
    Value::Int((degrees * 1e6).round() as i64)
}

fn json(list: &impl Serialize) -> Result<Value, Fault> {
    serde_json::to_string(list)
        .map(Value::Text)
        .map_err(|error| Fault::new("write a list of the directory", error))
}

fn number<T: Into<i64>>(value: Option<T>) -> Value {
    value.map(Into::into).into()
}

fn organisation(of: &v1::Organisation, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "directory_organisation",
        &[("code", of.code.into())],
        &[
            ("name", of.name.as_str().into()),
            ("kind", of.kind.as_str().into()),
            ("patch", of.patch.as_str().into()),
            ("telephone", of.telephone.as_str().into()),
            ("inbox", of.inbox.as_str().into()),
            ("latitude", microdegrees(of.at.latitude)),
            ("longitude", microdegrees(of.at.longitude)),
            ("address", of.address.as_str().into()),
            ("joined", of.joined.into()),
            ("list_size", number(of.list_size)),
        ],
    )
}

fn site(of: &v1::Site, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "directory_site",
        &[("id", of.id.into())],
        &[
            ("org", of.org.into()),
            ("name", of.name.as_str().into()),
            ("discreet_label", of.discreet_label.as_str().into()),
            ("address", of.address.as_str().into()),
            ("latitude", microdegrees(of.at.latitude)),
            ("longitude", microdegrees(of.at.longitude)),
            ("telephone", of.telephone.as_str().into()),
        ],
    )
}

fn service(entry: &Entry, of: &v1::Service, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let (offering, about_days) = match &of.offering {
        v1::Offering::Slots => ("slots", Value::Null),
        v1::Offering::ByTelephone { about_days } => ("by-telephone", number(*about_days)),
    };
    writing.upsert(
        "directory_service",
        &[("id", of.id.into())],
        &[
            ("org", of.org.into()),
            ("site", of.site.into()),
            ("name", of.name.as_str().into()),
            ("person_to_ask", of.person_to_ask.as_str().into()),
            ("telephone", of.telephone.as_str().into()),
            ("offering", offering.into()),
            ("about_days", about_days),
            ("purses", json(&of.purses)?),
            ("methods", json(&of.methods)?),
            ("outside", of.outside.into()),
            ("weekly_limit", number(of.weekly_limit)),
            ("not_under", number(of.not_under)),
            ("complicated", of.complicated.into()),
            ("languages", json(&of.languages)?),
            ("interpreter", of.interpreter.into()),
            ("bsl", of.bsl.as_str().into()),
            ("access", json(&of.access)?),
            ("chaperones", json(&of.chaperones)?),
            ("ended", of.ended.into()),
            // Whoever writes an entry has looked at it.
            ("confirmed_on", entry.at.day().into()),
        ],
    )
}

fn confirmation(of: &v1::Confirmation, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let key = [("id", of.service.into())];
    writing.update("directory_service", &key, &[("confirmed_on", of.on.into())])
}

fn fitter(of: &v1::Fitter, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "directory_fitter",
        &[("seat", of.seat.into())],
        &[
            ("org", of.org.into()),
            ("certificates", json(&of.certificates)?),
            ("coils_before", i64::from(of.coils_before).into()),
            ("implants_before", i64::from(of.implants_before).into()),
        ],
    )
}

fn session(of: &v1::Session, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "directory_session",
        &[("id", of.id.into())],
        &[
            ("org", of.org.into()),
            ("service", of.service.into()),
            ("day", of.day.into()),
            ("fitters", json(&of.fitters)?),
            ("room", of.room.into()),
            ("assistant", of.assistant.into()),
        ],
    )?;
    for slot in &of.slots {
        writing.upsert(
            "directory_slot",
            &[("id", slot.id.into())],
            &[
                ("session", of.id.into()),
                ("service", of.service.into()),
                ("day", of.day.into()),
                ("at", slot.at.into()),
            ],
        )?;
    }
    Ok(())
}

fn slot(entry: &Entry, of: &v1::SlotFact, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let (state, ask, until) = match of {
        v1::SlotFact::Held { ask, until } => ("held", (*ask).into(), (*until).into()),
        v1::SlotFact::Booked { ask } => ("booked", (*ask).into(), Value::Null),
        v1::SlotFact::Freed => ("free", Value::Null, Value::Null),
        v1::SlotFact::Withdrawn => ("withdrawn", Value::Null, Value::Null),
    };
    let key = [("id", entry.stream.as_str().into())];
    writing.update("directory_slot", &key, &[("state", state.into()), ("ask", ask), ("held_until", until)])
}

fn seat(of: &v1::Seat, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "directory_seat",
        &[("id", of.id.into())],
        &[
            ("org", of.org.into()),
            ("title", of.title.as_str().into()),
            ("role", of.role.as_str().into()),
            ("telephone", of.telephone.as_str().into()),
            ("ended", of.ended.into()),
        ],
    )
}

fn holding(of: &v1::Holding, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "directory_holding",
        &[("seat", of.seat.into()), ("user_id", of.user.into()), ("from_day", of.from.into())],
        &[("org", of.org.into()), ("until_day", of.until.into()), ("deputy", of.deputy.into())],
    )
}

fn agreement(of: &v1::Agreement, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "directory_agreement",
        &[("code", of.code.into())],
        &[
            ("title", of.title.as_str().into()),
            ("families", json(&of.families)?),
            ("parties", json(&of.parties)?),
            ("purpose", of.purpose.as_str().into()),
            ("items", of.items.as_str().into()),
            ("basis", of.basis.as_str().into()),
            ("kept", of.kept.as_str().into()),
            ("from_day", of.from.into()),
            ("until_day", of.until.into()),
            ("person_to_ask", of.person_to_ask.as_str().into()),
            ("sort", of.sort.as_str().into()),
            ("reference", of.reference.as_str().into()),
        ],
    )
}

fn signature(of: &v1::Signature, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "directory_signature",
        &[("agreement", of.agreement.into()), ("org", of.org.into())],
        &[("on_day", of.on.into()), ("seat", of.seat.into())],
    )
}

fn description(entry: &Entry, of: &v1::Description, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "directory_place",
        &[("id", entry.stream.as_str().into())],
        &[
            ("office", of.office.into()),
            ("name", of.name.as_str().into()),
            ("synthetic", of.synthetic.into()),
            ("label", of.label.as_str().into()),
            ("sources", json(&of.sources)?),
        ],
    )
}

fn small_area(of: &v1::SmallArea, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "directory_small_area",
        &[("code", of.code.as_str().into())],
        &[
            ("name", of.name.as_str().into()),
            ("district", of.district.as_str().into()),
            ("council", of.council.into()),
            ("latitude", microdegrees(of.at.latitude)),
            ("longitude", microdegrees(of.at.longitude)),
            ("people", i64::from(of.people).into()),
            ("women_16_to_49", number(of.women_16_to_49)),
            ("fifth", i64::from(of.fifth).into()),
            ("rural", of.rural.as_str().into()),
        ],
    )
}

fn succession(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let key = [("org", entry.stream.as_str().into())];
    let mut step = |step: Step| {
        writing.update(
            "directory_succession",
            &key,
            &[("step", step.name().into()), ("step_at", entry.at.into())],
        )
    };
    match entry.kind.as_str() {
        succeeding::kind::AGREED => step(Step::Agreed),
        succeeding::kind::CARRIED => step(Step::Carried),
        succeeding::kind::TAKEN_BACK => writing.delete("directory_succession", &key),
        _ => {
            let of: Announced = entry.envelope()?;
            let row = [
                ("successor", of.successor.into()),
                ("on_day", of.on.into()),
                ("why", of.why.as_str().into()),
                ("announced_by", entry.user.into()),
                ("step", Step::Announced.name().into()),
                ("step_at", entry.at.into()),
            ];
            writing.upsert("directory_succession", &key, &row)
        }
    }
}
