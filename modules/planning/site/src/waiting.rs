//! The waiting list of a place and the free places of its sessions in the coming weeks, ready to be arranged.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use directory_rules::search::{Index, Offers, Order, Query, Service, WhyNot};
use directory_rules::{Chaperone, Method, Needs, Person, Procedure, Purpose};
use directory_site::index::Kept;
use directory_site::read as directory;
use journal::{Fault, Reading};
use kernel::{AskId, Day, Point};
use planning_rules::matching::{Room, Waiting};
use referrals_site::past::{self, WaitingAsk};

/// A waiting list with what can be done about it.
pub struct List {
    /// Who waits, the oldest first.
    pub people: Vec<Waiting>,
    /// Their references, in the same order.
    pub references: Vec<String>,
    /// Free places in the weeks looked at.
    pub rooms: Vec<Room>,
    /// The services, by the numbers that people and rooms use.
    pub hosts: Vec<String>,
    /// Places that a session of each service usually has; none where it shows no sessions.
    pub places: Vec<Option<u32>>,
    /// The methods, by the numbers that people and rooms use.
    pub methods: Vec<Method>,
    /// Asks that are left as they are, with the reason.
    pub left_out: Vec<(String, &'static str)>,
    /// What a reader must know, a sentence each.
    pub notes: Vec<String>,
}

/// Reads it as of a day. Without a list of consents everybody is taken to agree to another host, and the notes say so.
pub fn waiting_list(
    reading: &Reading,
    today: Day,
    weeks: u32,
    rule: &str,
    would_move: Option<&HashSet<String>>,
) -> Result<List, Fault> {
    let index = Kept::default().index(reading, today)?;
    let at: HashMap<_, Point> =
        directory::organisations(reading)?.into_iter().map(|of| (of.code, of.at)).collect();
    let methods = Method::ALL.to_vec();
    let services = index.services();
    let days = i32::try_from(weeks).unwrap_or(520).saturating_mul(7);
    let rooms = services.iter().enumerate().flat_map(|(host, of)| rooms(host, of, &methods, today, days));
    let mut list = List {
        people: Vec::new(),
        references: Vec::new(),
        rooms: rooms.collect(),
        hosts: services.iter().map(|of| of.name.clone()).collect(),
        places: services.iter().map(usual_places).collect(),
        methods,
        left_out: Vec::new(),
        notes: Vec::new(),
    };
    let mut may: HashMap<Asked, Arc<Vec<Option<u32>>>> = HashMap::new();
    for ask in past::waiting(reading, rule)? {
        match person(&ask, &list, &index, &at, today, would_move, &mut may) {
            Ok(person) => {
                list.people.push(person);
                list.references.push(ask.reference);
            }
            Err(why) => list.left_out.push((ask.reference, why)),
        }
    }
    list.notes.push(match would_move {
        None => "Nobody has been asked yet: everybody is taken to agree to another host, and each must say so before anything moves.".to_owned(),
        Some(yes) => format!("{} people said that they would go elsewhere; all others stay.", yes.len()),
    });
    list.notes.push(format!(
        "Due days are those of {rule}. Journeys are straight lines from the organisation that asks."
    ));
    list.notes.push(
        "Most urgent: under 18; then those who are due within a week or overdue; then all others.".to_owned(),
    );
    Ok(list)
}

/// What decides where somebody may be seen.
type Asked = (kernel::OrgId, Method, Purpose, Option<u16>, bool);

fn person(
    ask: &WaitingAsk,
    list: &List,
    index: &Index,
    at: &HashMap<kernel::OrgId, Point>,
    today: Day,
    would_move: Option<&HashSet<String>>,
    may: &mut HashMap<Asked, Arc<Vec<Option<u32>>>>,
) -> Result<Waiting, &'static str> {
    let method = Method::of_name(&ask.method).ok_or("the method is still to be discussed")?;
    let purpose = Purpose::of_name(&ask.purpose).ok_or("the purpose is not one that is known")?;
    let from = *at.get(&ask.sender).ok_or("the directory no longer has who asked")?;
    let services = index.services();
    let host = services.iter().position(|of| of.id == ask.service).ok_or("its service has ended")?;
    let asked = (ask.sender, method, purpose, ask.age_band, ask.complicated);
    let tenths = may
        .entry(asked)
        .or_insert_with(|| {
            let query = Query {
                from,
                method,
                purpose,
                sender: ask.sender,
                person: Person { age: ask.age_band, complicated: ask.complicated },
                needs: Needs { chaperone: Chaperone::None, ..Needs::default() },
                travel_limit: None,
                on: today,
                order: Order::Nearest,
                ask: AskId::from_bits(0),
            };
            let of = |service: &Service| {
                let miles = from.straight_line_to(service.at).miles();
                let tenths = (miles * 10.0).round() as u32;
                match index.why_not(&query, service) {
                    None | Some(WhyNot::NoFreeSlot) => Some(tenths),
                    Some(_) => None,
                }
            };
            Arc::new(services.iter().map(of).collect())
        })
        .clone();
    let mut tenths = tenths.as_ref().clone();
    // Whoever has the ask has taken it: the rules that turn new asks away don't turn this one out.
    let here =
        services.get(host).map_or(0, |of| (from.straight_line_to(of.at).miles() * 10.0).round() as u32);
    if let Some(cell) = tenths.get_mut(host) {
        *cell = Some(here);
    }
    let due_in = ask.due.map_or(i32::MAX, |due| due - today);
    let place = list.methods.iter().position(|known| *known == method).unwrap_or_default();
    Ok(Waiting {
        class: if ask.under_18 {
            1
        } else if due_in <= 7 {
            2
        } else {
            3
        },
        method: u8::try_from(place).unwrap_or_default(),
        due_in,
        host,
        may_move: would_move.is_none_or(|yes| yes.contains(&ask.reference)),
        move_tenths: 0,
        tenths,
    })
}

/// Free places by session, no more in a week than the service takes.
fn rooms(host: usize, service: &Service, methods: &[Method], today: Day, days: i32) -> Vec<Room> {
    let Offers::Slots(sessions) = &service.offers else { return Vec::new() };
    let mut taken: HashMap<Day, u32> = HashMap::new();
    let mut found = Vec::new();
    for session in sessions.iter().filter(|session| session.free > 0 && session.day - today < days) {
        let can = methods
            .iter()
            .enumerate()
            .filter(|(_, method)| session.offers(**method, Procedure::Fit, &service.fitters).is_ok())
            .fold(0u32, |mask, (nth, _)| mask | 1 << nth);
        let monday = directory_rules::acceptance::monday_of(session.day);
        let used = taken.entry(monday).or_default();
        let left = service
            .acceptance
            .left_in_week_of(session.day)
            .map_or(u32::MAX, |left| u32::from(left).saturating_sub(*used));
        let places = u32::from(session.free).min(left);
        if can != 0 && places > 0 {
            *used += places;
            found.push(Room { host, in_days: session.day - today, methods: can, places });
        }
    }
    found
}

fn usual_places(service: &Service) -> Option<u32> {
    let Offers::Slots(sessions) = &service.offers else { return None };
    sessions.iter().map(|session| u32::from(session.free)).max().filter(|most| *most > 0)
}
