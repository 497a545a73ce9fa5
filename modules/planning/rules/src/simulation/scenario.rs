//! A scenario: who asks for what and when, who sees them, and what people do. Every number is the scenario's own; none of
//! them is a fact about the world.

use directory_rules::acceptance::Acceptance;
use directory_rules::{Fitter, Method};
use kernel::Day;
use lawbook::{RuleSet, Setting};

/// The methods, in the order of shares and of the bits of a mask.
pub const METHODS: [Method; 3] = [Method::CuIud, Method::LngIud, Method::Implant];

/// Most bands of age: a service's rules are kept as bits, two for each band and method.
pub const AGES_MAX: usize = 10;

/// A year of a place, as it is or as it might be.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// What it is called.
    pub title: String,
    /// What it is to find out.
    pub purpose: String,
    /// The first day whose asks are counted.
    pub first: Day,
    /// So many days are counted.
    pub days: u32,
    /// Days simulated before the first that is counted, so that the lists are as long as they usually are.
    pub run_in_days: u32,
    /// Days simulated after the last, so that those who asked last can be seen.
    pub follow_days: u32,
    /// The rule sets by which each ask is judged.
    pub rules: Vec<RuleSet>,
    /// Asks by month, against an even year; January first.
    pub months: [f64; 12],
    /// Asks by day of the week, against an even week; Monday first.
    pub weekdays: [f64; 7],
    /// The first age of each band.
    pub ages: Vec<u16>,
    /// Where people ask from.
    pub areas: Vec<Area>,
    /// Who sees them.
    pub services: Vec<Service>,
    /// How people choose.
    pub choice: Choice,
    /// What people and hosts do.
    pub behaviour: Behaviour,
    /// What each thing done costs.
    pub prices: Vec<Price>,
    /// Certificates that count on the first day are taken to be renewed; else each counts until its own date.
    pub renewed: bool,
    /// What a reader must know, a sentence each.
    pub notes: Vec<String>,
}

/// A small area, or a practice that sends people.
#[derive(Clone, Debug)]
pub struct Area {
    /// A short stable name; chance is keyed by it.
    pub id: String,
    /// For people.
    pub name: String,
    /// East and north, in metres.
    pub at: [f64; 2],
    /// Deprivation fifth, 1 the most deprived; none = not recorded.
    pub fifth: Option<u8>,
    /// The patch or district.
    pub patch: String,
    /// Asks a year, by band of age.
    pub asks_a_year: Vec<f64>,
    /// Shares of the methods, in the order of [`METHODS`]; they sum to 1.
    pub methods: [f64; 3],
    /// The share with a complicating factor.
    pub complicated: f64,
}

/// A service at a site.
#[derive(Clone, Debug)]
pub struct Service {
    /// A short stable name; chance is keyed by it.
    pub id: String,
    /// For people.
    pub name: String,
    /// The kind of place: decides which rules judge it.
    pub setting: Setting,
    /// East and north, in metres.
    pub at: [f64; 2],
    /// Whom it takes.
    pub acceptance: Acceptance,
    /// Who fits there, with their certificates.
    pub fitters: Vec<Fitter>,
    /// When it sees people.
    pub sessions: Vec<Session>,
    /// Always open, with so many places for people who walk in; a clinic of the textbooks.
    pub always_open: Option<u32>,
    /// The wait that is published when the year begins, in days.
    pub published_days: f64,
    /// What it is worth in itself, beside what is said of its kind.
    pub own: f64,
    /// Asks that it had last year, where that is known.
    pub last_year: Option<f64>,
    /// The area whose people are its own patients; those it takes whatever it says of others.
    pub home: Option<String>,
}

/// A session that comes again.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// Monday = 0.
    pub weekday: u8,
    /// Every so many weeks.
    pub every_weeks: u32,
    /// In which of them, from 0; counted from the Monday on or before 1 January 1970.
    pub week: u32,
    /// When it begins, in hours of the day.
    pub starts: f64,
    /// How long it lasts.
    pub hours: f64,
    /// Slots that are booked before.
    pub slots: u16,
    /// Places where people who walk in are seen, side by side.
    pub walk_in: u32,
    /// Fitters on it, by their place among the service's.
    pub fitters: Vec<usize>,
    /// A room.
    pub room: bool,
    /// A trained assistant, whom a coil needs.
    pub assistant: bool,
}

/// How people choose: a multinomial logit over services and ways in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    /// What a day of published wait is worth.
    pub a_day: f64,
    /// What a mile is worth.
    pub a_mile: f64,
    /// What an opening hour a week is worth.
    pub an_hour: f64,
    /// What a day that the kind of place promises is worth, beside the published wait.
    pub a_promised_day: f64,
    /// Days that a practice promises.
    pub practice_promises: f64,
    /// Days that a clinic promises.
    pub clinic_promises: f64,
    /// What a clinic is worth in itself.
    pub clinic: f64,
    /// What walking in is worth in itself.
    pub walk_in: f64,
    /// How much of a published wait is new each week; the rest is last week's.
    pub smoothing: f64,
    /// Nobody goes farther, in miles.
    pub farthest_miles: f64,
}

impl Default for Choice {
    fn default() -> Choice {
        Choice {
            a_day: 0.0,
            a_mile: 0.0,
            an_hour: 0.0,
            a_promised_day: 0.0,
            practice_promises: 0.0,
            clinic_promises: 0.0,
            clinic: 0.0,
            walk_in: 0.0,
            smoothing: 0.3,
            farthest_miles: 40.0,
        }
    }
}

/// What people and hosts do. Shares are of 1; days are calendar days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Behaviour {
    /// A host answers an ask so many days after it.
    pub answers_in_days: u16,
    /// A slot is offered at least so many days before.
    pub notice_days: u16,
    /// A slot is offered at most so many days before.
    pub book_ahead_days: u16,
    /// Those who decline what is offered, for own reasons.
    pub declines: f64,
    /// They can come so many days after the slot they declined; also after a slot that they cancelled.
    pub away_days: u16,
    /// Those who do not come.
    pub did_not_attend: f64,
    /// Somebody is in touch with them so many days after.
    pub recontact_days: u16,
    /// After so many missed appointments a clinician returns the ask.
    pub returned_after_missed: u8,
    /// Those who cancel in good time, the day before at the latest.
    pub cancels: f64,
    /// Slots that the host cancels.
    pub host_cancels: f64,
    /// Those whose fitting is put off by a clinician.
    pub deferred: f64,
    /// For so many days.
    pub deferral_days: u16,
    /// Those who come and are not fitted.
    pub not_fitted: f64,
    /// Those who turn out to need a clinic, and are passed on.
    pub redirected: f64,
    /// Mean days after which somebody who waits gives up; none = nobody does.
    pub patience_days: Option<f64>,
    /// Mean minutes that somebody who walked in is seen for.
    pub walk_in_minutes: f64,
    /// The same for everybody, instead of exponentially distributed.
    pub walk_in_fixed: bool,
}

impl Default for Behaviour {
    fn default() -> Behaviour {
        Behaviour {
            answers_in_days: 1,
            notice_days: 2,
            book_ahead_days: 42,
            declines: 0.0,
            away_days: 14,
            did_not_attend: 0.0,
            recontact_days: 4,
            returned_after_missed: 3,
            cancels: 0.0,
            host_cancels: 0.0,
            deferred: 0.0,
            deferral_days: 21,
            not_fitted: 0.0,
            redirected: 0.0,
            patience_days: None,
            walk_in_minutes: 30.0,
            walk_in_fixed: false,
        }
    }
}

/// The most that one thing, or a year's contract, costs, in pence: sums of millions of them are still whole pence.
pub const PENCE_MOST: i64 = 100_000_000_000;

/// What is paid for one thing done, from a day on.
#[derive(Clone, Debug, PartialEq)]
pub struct Price {
    /// What is paid for.
    pub item: Item,
    /// From this day on; the latest that has begun counts.
    pub from: Day,
    /// In pence.
    pub pence: i64,
    /// At this kind of place; everywhere where none is named.
    pub setting: Option<Setting>,
    /// Who pays.
    pub payer: String,
    /// Where the price is written.
    pub source: String,
}

/// What is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// A coil fitted.
    Coil,
    /// An implant fitted.
    Implant,
    /// Somebody came and was not fitted.
    NotFitted,
    /// Somebody did not come.
    Missed,
}

impl Item {
    /// All, with the names that files use.
    pub const ALL: [(Item, &'static str); 4] = [
        (Item::Coil, "coil-fitting"),
        (Item::Implant, "implant-fitting"),
        (Item::NotFitted, "attempted-not-fitted"),
        (Item::Missed, "did-not-attend"),
    ];

    /// What fitting that method is paid as.
    pub fn of(method: Method) -> Item {
        if method.is_coil() { Item::Coil } else { Item::Implant }
    }
}

/// The price of a thing at a kind of place on a day: the latest row that has begun, one for the setting before one for all.
pub fn price_on(prices: &[Price], item: Item, setting: Setting, on: Day) -> Option<&Price> {
    prices
        .iter()
        .filter(|price| price.item == item && price.from <= on)
        .filter(|price| price.setting.is_none_or(|of| of == setting))
        .max_by_key(|price| (price.setting.is_some(), price.from))
}
