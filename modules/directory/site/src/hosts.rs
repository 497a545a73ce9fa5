//! The search for hosts as programs ask it: the command and the interface read the same words and print the same answer;
//! the page asks the same index.

use directory_rules::search::{FirstOffer, Found, Order, Query};
use directory_rules::{Access, Chaperone, Method, Needs, Person, Purpose};
use journal::{Fault, Reading};
use kernel::{AskId, Day, Metres, OrgId, Point, ServiceId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::index::Kept;
use crate::read;

const METRES_IN_MILE: f64 = 1609.344;

/// What is looked for.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// `cu-iud`, `lng-iud` or `implant`.
    pub method: String,
    /// `contraception`, `heavy-bleeding`, `mixed` or `emergency`; contraception where none is given.
    pub purpose: Option<String>,
    /// From where she travels: an organisation’s code, or latitude,longitude.
    pub from: Option<String>,
    /// The first day that counts, as in 2025-03-08; today where none is given.
    pub on: Option<String>,
    /// `combined`, `nearest` or `soonest`.
    pub order: Option<String>,
    /// Her age in years.
    pub age: Option<u16>,
    /// A complicating factor is known.
    #[serde(default)]
    pub complicated: bool,
    /// British Sign Language is needed.
    #[serde(default)]
    pub bsl: bool,
    /// The language in which she is best spoken to.
    pub language: Option<String>,
    /// Access needs, with commas between: `step-free`, `adjustable-couch`, `hoist`, `hearing-loop`, `blue-badge-parking`.
    pub access: Option<String>,
    /// `woman`, `man`, `any` or `none`.
    pub chaperone: Option<String>,
    /// The farthest she can travel, in miles.
    pub travel_miles: Option<u16>,
}

/// Hosts, nearest and soonest by the rule shown, and every why not.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Hosts {
    /// Who can be asked, best first.
    pub hosts: Vec<Host>,
    /// Who could, if an agreement were signed.
    pub not_yet_signed: Vec<Other>,
    /// Who is near and was left out.
    pub left_out: Vec<Other>,
}

/// A host that can be asked.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Host {
    /// The service, by which it is asked.
    #[schemars(with = "String")]
    pub service: ServiceId,
    /// The organisation.
    #[schemars(with = "String")]
    pub org: OrgId,
    /// What the service is called.
    pub name: String,
    /// Straight-line miles, in tenths.
    pub miles: f64,
    /// The first day that can be offered.
    #[schemars(with = "String", extend("format" = "date"))]
    pub first: Day,
    /// That day is about, and offered by telephone.
    pub by_telephone: bool,
    /// Free slots of the method in the days that count.
    pub free_slots: u32,
    /// The number to ring.
    pub telephone: String,
    /// Why it stands here.
    pub reasons: Vec<String>,
}

/// A service that cannot be chosen now.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Other {
    /// The organisation.
    #[schemars(with = "String")]
    pub org: OrgId,
    /// What the service is called.
    pub name: String,
    /// Straight-line miles, in tenths.
    pub miles: f64,
    /// Why, in words.
    pub why: String,
}

/// A word that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Of which field.
    pub field: &'static str,
    /// What is wrong and what to write.
    pub why: String,
}

fn wrong<T>(field: &'static str, why: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong { field, why: why.into() })
}

/// Why nothing was found out.
#[derive(Debug)]
pub enum NotAsked {
    /// A word cannot be taken.
    Wrong(Wrong),
    /// Something of ours broke.
    Fault(Fault),
}

impl From<Wrong> for NotAsked {
    fn from(of: Wrong) -> NotAsked {
        NotAsked::Wrong(of)
    }
}

impl From<Fault> for NotAsked {
    fn from(of: Fault) -> NotAsked {
        NotAsked::Fault(of)
    }
}

/// Finds hosts. Who asks is `sender`; without one it is the organisation named in `from`, or the practice nearest to it.
pub fn find(
    kept: &Kept,
    reading: &Reading,
    asked: &Asked,
    sender: Option<OrgId>,
    today: Day,
) -> Result<Hosts, NotAsked> {
    let on = match asked.on.as_deref() {
        None => today,
        Some(text) => text.parse().or_else(|_| wrong("on", "write year-month-day, as in 2025-03-08"))?,
    };
    if on < today - 31 || on > today + 366 {
        wrong("on", "sessions are known from a month ago to a year ahead: choose a day between")?;
    }
    let method = Method::of_name(&asked.method);
    let method = method.map_or_else(|| wrong("method", "choose implant, cu-iud or lng-iud"), Ok)?;
    let purpose = purpose(asked.purpose.as_deref())?;
    let order = order(asked.order.as_deref())?;
    let needs = Needs {
        language: asked.language.clone(),
        bsl: asked.bsl,
        access: access(asked.access.as_deref())?,
        chaperone: chaperone(asked.chaperone.as_deref())?,
    };
    let (from, sender) = whence(reading, asked.from.as_deref(), sender)?;
    let index = kept.index(reading, on)?;
    let found = index.find(&Query {
        from,
        method,
        purpose,
        sender,
        person: Person { age: asked.age, complicated: asked.complicated },
        needs,
        travel_limit: asked.travel_miles.map(|miles| Metres(f64::from(miles) * METRES_IN_MILE)),
        on,
        order,
        ask: AskId::from_bits(0),
    });
    Ok(printed(&found))
}

fn purpose(name: Option<&str>) -> Result<Purpose, Wrong> {
    let Some(name) = name else { return Ok(Purpose::Contraception) };
    let known: Vec<&str> = Purpose::ALL.iter().map(|purpose| purpose.name()).collect();
    Purpose::of_name(name).map_or_else(|| wrong("purpose", format!("choose one of {}", known.join(", "))), Ok)
}

fn order(name: Option<&str>) -> Result<Order, Wrong> {
    match name {
        None | Some("combined") => Ok(Order::Combined),
        Some("nearest") => Ok(Order::Nearest),
        Some("soonest") => Ok(Order::Soonest),
        Some(_) => wrong("order", "choose combined, nearest or soonest"),
    }
}

fn chaperone(name: Option<&str>) -> Result<Chaperone, Wrong> {
    match name {
        None | Some("none") => Ok(Chaperone::None),
        Some("woman") => Ok(Chaperone::Woman),
        Some("man") => Ok(Chaperone::Man),
        Some("any") => Ok(Chaperone::Any),
        Some(_) => wrong("chaperone", "choose woman, man, any or none"),
    }
}

fn access(names: Option<&str>) -> Result<std::collections::BTreeSet<Access>, Wrong> {
    let names = names.unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty());
    names
        .map(|name| match name {
            "step-free" => Ok(Access::StepFree),
            "adjustable-couch" => Ok(Access::AdjustableCouch),
            "hoist" => Ok(Access::Hoist),
            "hearing-loop" => Ok(Access::HearingLoop),
            "blue-badge-parking" => Ok(Access::BlueBadgeParking),
            _ => wrong(
                "access",
                "choose among step-free, adjustable-couch, hoist, hearing-loop and blue-badge-parking",
            ),
        })
        .collect()
}

/// Where she starts, and who asks: from a point and nobody named, the nearest practice that has joined.
fn whence(reading: &Reading, text: Option<&str>, sender: Option<OrgId>) -> Result<(Point, OrgId), NotAsked> {
    if let (None, Some(sender)) = (text, sender) {
        let of = read::organisation(reading, sender)?;
        return Ok(of.map_or_else(|| wrong("from", "say from where she travels"), |of| Ok((of.at, sender)))?);
    }
    let Some(text) = text else { return Ok(wrong("from", "say from where she travels")?) };
    if let Ok(point) = text.parse::<Point>() {
        if let Some(sender) = sender {
            return Ok((point, sender));
        }
        let organisations = read::organisations(reading)?;
        let practices = organisations.iter().filter(|of| of.joined && of.kind == "practice");
        let nearest = practices
            .min_by(|a, b| point.straight_line_to(a.at).0.total_cmp(&point.straight_line_to(b.at).0));
        let nearest =
            nearest.map_or_else(|| wrong("from", "no practice of this place has joined yet"), Ok)?;
        return Ok((point, nearest.code));
    }
    let code: OrgId = text.parse().or_else(|_| {
        wrong("from", "write an organisation’s code, or latitude,longitude as in 52.05,-1.34")
    })?;
    let of = read::organisation(reading, code)?;
    let of = of.map_or_else(|| wrong("from", format!("{code} is not in the directory of this place")), Ok)?;
    Ok((of.at, sender.unwrap_or(of.code)))
}

fn tenths(miles: f64) -> f64 {
    (miles * 10.0).round() / 10.0
}

fn printed(found: &Found<'_>) -> Hosts {
    let miles = |metres: u32| tenths(f64::from(metres) / METRES_IN_MILE);
    let hosts = found.hosts.iter().map(|host| Host {
        service: host.service.id,
        org: host.service.organisation,
        name: host.service.name.clone(),
        miles: tenths(host.miles()),
        first: host.first.day(),
        by_telephone: matches!(host.first, FirstOffer::ByTelephone(_)),
        free_slots: host.free_slots,
        telephone: host.service.telephone.clone(),
        reasons: host.reasons.clone(),
    });
    let unsigned = found.not_yet_signed.iter().map(|other| Other {
        org: other.service.organisation,
        name: other.service.name.clone(),
        miles: miles(other.metres),
        why: other.in_words(),
    });
    let left_out = found.left_out.iter().map(|other| Other {
        org: other.service.organisation,
        name: other.service.name.clone(),
        miles: miles(other.metres),
        why: other.why.in_words(),
    });
    Hosts { hosts: hosts.collect(), not_yet_signed: unsigned.collect(), left_out: left_out.collect() }
}
