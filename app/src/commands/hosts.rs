//! `roundtable hosts`: who can fit a method for somebody from a place, nearest and soonest, with every why not. The same
//! search as the page.

use clap::Args;
use cli::{Failure, Outcome, json_line, text_line};
use directory_rules::search::{FirstOffer, Found, Order, Query};
use directory_rules::{Chaperone, Method, Needs, Person, Purpose};
use directory_site::index::Kept;
use directory_site::read;
use journal::Reading;
use kernel::{AskId, Clock, Day, OrgId, Point};
use policy::{Kind, Permit, Relations, Subject};
use web::SystemClock;

use crate::place::{At, program};

/// Lists hosts.
#[derive(Args)]
pub struct Hosts {
    /// The place, as sqlite:FILE.
    #[arg(long)]
    db: At,
    /// implant, cu-iud or lng-iud.
    #[arg(long)]
    method: String,
    /// contraception, heavy-bleeding, mixed or emergency.
    #[arg(long, default_value = "contraception")]
    purpose: String,
    /// From where: an organisation's code, or latitude,longitude.
    #[arg(long, allow_hyphen_values = true)]
    from: String,
    /// The first day that counts; today where none is given.
    #[arg(long)]
    on: Option<Day>,
    /// combined, nearest or soonest.
    #[arg(long, default_value = "combined")]
    order: String,
    /// British Sign Language is needed.
    #[arg(long)]
    bsl: bool,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct Printed {
    hosts: Vec<PrintedHost>,
    not_yet_signed: Vec<PrintedOther>,
    left_out: Vec<PrintedOther>,
}

#[derive(serde::Serialize)]
struct PrintedHost {
    service: String,
    org: OrgId,
    name: String,
    miles: f64,
    first: Day,
    by_telephone: bool,
    free_slots: u32,
    telephone: String,
    reasons: Vec<String>,
}

#[derive(serde::Serialize)]
struct PrintedOther {
    org: OrgId,
    name: String,
    miles: f64,
    why: String,
}

/// Searches and prints.
pub fn run(arguments: &Hosts) -> Outcome {
    let on = arguments.on.unwrap_or_else(|| SystemClock.now().day());
    let method = Method::of_name(&arguments.method).ok_or_else(|| {
        Failure::usage(format!("“{}” is not a method: choose implant, cu-iud or lng-iud", arguments.method))
    })?;
    let purpose = Purpose::of_name(&arguments.purpose).ok_or_else(|| {
        let known: Vec<&str> = Purpose::ALL.iter().map(|purpose| purpose.name()).collect();
        Failure::usage(format!(
            "“{}” is not a purpose: choose one of {}",
            arguments.purpose,
            known.join(", ")
        ))
    })?;
    let order = order(&arguments.order)?;
    let reading = arguments
        .db
        .look()?
        .reading(&program()?, Permit::KeepPlace, Subject::new(Kind::Place, Relations::NONE))
        .map_err(|refused| Failure::refused(format!("the place cannot be read: {refused:?}")))?;
    let (from, sender) = from(&reading, &arguments.from)?;
    let index = Kept::default().index(&reading, on).map_err(Failure::refused)?;
    let query = Query {
        from,
        method,
        purpose,
        sender,
        person: Person { age: None, complicated: false },
        needs: Needs { bsl: arguments.bsl, chaperone: Chaperone::None, ..Needs::default() },
        travel_limit: None,
        on,
        order,
        ask: AskId::from_bits(0),
    };
    print(&index.find(&query), arguments.json)
}

fn order(name: &str) -> Result<Order, Failure> {
    match name {
        "combined" => Ok(Order::Combined),
        "nearest" => Ok(Order::Nearest),
        "soonest" => Ok(Order::Soonest),
        _ => Err(Failure::usage(format!("“{name}” is not an order: choose combined, nearest or soonest"))),
    }
}

/// Where the person starts, and who asks: from a point, the nearest practice that has joined.
fn from(reading: &Reading, text: &str) -> Result<(Point, OrgId), Failure> {
    let organisations = read::organisations(reading).map_err(Failure::refused)?;
    if let Ok(point) = text.parse::<Point>() {
        let practices = organisations.iter().filter(|of| of.joined && of.kind == "practice");
        let nearest = practices
            .min_by(|a, b| point.straight_line_to(a.at).0.total_cmp(&point.straight_line_to(b.at).0));
        let sender = nearest.ok_or_else(|| Failure::refused("no practice of this place has joined yet"))?;
        return Ok((point, sender.code));
    }
    let code: OrgId =
        text.parse().map_err(|why| Failure::usage(format!("--from: {why}, nor latitude,longitude")))?;
    let of = organisations.iter().find(|of| of.code == code);
    of.map(|of| (of.at, of.code)).ok_or_else(|| {
        Failure::refused(format!(
            "{code} is not in the directory of this place: see “roundtable place export”"
        ))
    })
}

fn tenths(miles: f64) -> f64 {
    (miles * 10.0).round() / 10.0
}

fn print(found: &Found<'_>, json: bool) -> Outcome {
    if json {
        return json_line(&printed(found));
    }
    if found.hosts.is_empty() {
        text_line("No host can be chosen. Why each was left out:")?;
    }
    for host in &found.hosts {
        let (first, about) = match host.first {
            FirstOffer::Slot(day) => (day.in_words(), ""),
            FirstOffer::ByTelephone(day) => (day.in_words(), "by telephone, about "),
        };
        text_line(format!(
            "{:>5.1} miles  {about}{first}  {}, {} ({})",
            host.miles(),
            host.service.name,
            host.service.telephone,
            host.reasons.join("; ")
        ))?;
    }
    for other in &found.not_yet_signed {
        text_line(format!("not yet signed: {}", other.in_words()))?;
    }
    for other in &found.left_out {
        text_line(format!("left out: {}: {}", other.service.name, other.why.in_words()))?;
    }
    Ok(())
}

fn printed(found: &Found<'_>) -> Printed {
    let miles = |metres: u32| tenths(f64::from(metres) / 1609.344);
    let hosts = found.hosts.iter().map(|host| PrintedHost {
        service: host.service.id.to_string(),
        org: host.service.organisation,
        name: host.service.name.clone(),
        miles: tenths(host.miles()),
        first: host.first.day(),
        by_telephone: matches!(host.first, FirstOffer::ByTelephone(_)),
        free_slots: host.free_slots,
        telephone: host.service.telephone.clone(),
        reasons: host.reasons.clone(),
    });
    let unsigned = found.not_yet_signed.iter().map(|other| PrintedOther {
        org: other.service.organisation,
        name: other.service.name.clone(),
        miles: miles(other.metres),
        why: other.in_words(),
    });
    let left_out = found.left_out.iter().map(|other| PrintedOther {
        org: other.service.organisation,
        name: other.service.name.clone(),
        miles: miles(other.metres),
        why: other.why.in_words(),
    });
    Printed { hosts: hosts.collect(), not_yet_signed: unsigned.collect(), left_out: left_out.collect() }
}
