//! A quarter's figures made ready to leave: counted from the kept asks, passed through the door together with everything
//! that was published before. Only this makes a [`Ready`], so that nothing else can be published.

use std::collections::HashMap;

use clocks::Rule;
use directory_site::read as directory;
use directory_site::read::Rows;
use journal::Fault;
use kernel::{Day, Point};
use measures_rules::asks::{By, setting};
use measures_rules::disclosure::Policy;
use measures_rules::facts::v1::Published;
use measures_rules::misplaced::{AtClinic, Offer, TERMS};
use measures_rules::period::Quarter;
use measures_rules::publication::{self, Before, PublishRefused, Tried};

use crate::kept::{Kept, View, england};
use crate::{compare, read, rules};

/// The policy of disclosure control for figures of contraception.
pub const POLICY: &str = "contraception";

/// The rules that are laid beside each other before anybody chooses others: the general practices' and the clinics'.
pub const FIRST: &str = "GP-28";
/// The clinics' rule.
pub const SECOND: &str = "CL-5c";

/// A quarter that has passed the door and may be published.
#[derive(Clone, Debug)]
pub struct Ready {
    published: Published,
    /// How many quarters had been published when it was made ready.
    pub(crate) after: usize,
}

impl Ready {
    /// What would be published.
    pub fn published(&self) -> &Published {
        &self.published
    }

    pub(crate) fn into_published(self) -> Published {
        self.published
    }
}

/// Why a quarter was not made ready.
#[derive(Debug)]
pub enum PrepareRefused {
    /// Its last day has not passed.
    NotClosed(Quarter),
    /// No ask had been sent by its last day.
    NoAsks(Quarter),
    /// There is no policy on that day.
    NoPolicy(Day),
    /// The door held it back.
    Door(PublishRefused),
    /// Something of ours broke.
    Fault(Fault),
}

impl From<Fault> for PrepareRefused {
    fn from(fault: Fault) -> PrepareRefused {
        PrepareRefused::Fault(fault)
    }
}

impl std::fmt::Display for PrepareRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PrepareRefused::NotClosed(quarter) => write!(
                f,
                "{} has not closed: its figures can be published from {} on",
                quarter.in_words(),
                quarter.after().period().first.in_words()
            ),
            PrepareRefused::NoAsks(quarter) => {
                write!(f, "there are no asks by the end of {}", quarter.in_words())
            }
            PrepareRefused::NoPolicy(day) => {
                write!(f, "there is no policy “{POLICY}” on {}", day.in_words())
            }
            PrepareRefused::Door(refused) => write!(f, "the door held it back: {refused}"),
            PrepareRefused::Fault(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for PrepareRefused {}

/// Counts a quarter and passes it through the door. `today` decides whether it has closed.
pub fn prepare(from: &impl Rows, kept: &Kept, quarter: Quarter, today: Day) -> Result<Ready, PrepareRefused> {
    let period = quarter.period();
    if today <= period.last {
        return Err(PrepareRefused::NotClosed(quarter));
    }
    let policy = Policy::named(POLICY, period.last).ok_or(PrepareRefused::NoPolicy(period.last))?;
    let tried = rules::for_period(from, period.first, period.last)?;
    let plain: Vec<Rule> = tried.iter().map(|tried| tried.rule).collect();
    let view = kept.view(from, &plain, period.last)?;
    if !view.judged.stood.iter().any(|stood| stood.sent) {
        return Err(PrepareRefused::NoAsks(quarter));
    }
    let before = read::publications(from)?;
    let tables = compare::shown_before(from)?;
    let specs = publication::specs(&view.asks, &view.judged, &tried, &pairs(&tried), quarter, england())
        .map_err(|broken| Fault::new("count a quarter", broken))?;
    let (fittings, offers) = near(from, &view, quarter)?;
    let with_year = quarter
        .year()
        .quarters()
        .iter()
        .take(3)
        .all(|part| before.iter().any(|published| published.quarter == part.to_string()));
    let misplaced = Some((fittings.as_slice(), offers.as_slice(), &TERMS));
    let values = publication::values(&view.asks, &view.judged, quarter, with_year, &policy, misplaced);
    let shown = Before { published: &before, tables: &tables };
    let mut published =
        publication::publish(quarter, specs, values, &tried, shown, &policy).map_err(PrepareRefused::Door)?;
    published.shifts = publication::shifts(&view.asks, quarter, &policy)
        .map_err(|broken| Fault::new("look for shifts", broken))?;
    Ok(Ready { published, after: before.len() })
}

/// Which rules are laid beside each other: the first two in use, and each later one beside both.
fn pairs(tried: &[Tried]) -> Vec<(usize, usize)> {
    let place = |id: &str| tried.iter().position(|tried| tried.set.id == id);
    let (Some(first), Some(second)) = (place(FIRST), place(SECOND)) else { return Vec::new() };
    let mut pairs = vec![(first, second)];
    for other in (0..tried.len()).filter(|other| *other != first && *other != second) {
        pairs.extend([(first, other), (second, other)]);
    }
    pairs
}

/// What the mis-placed share is worked out from: uncomplicated fittings at clinics in the quarter, and what general
/// practices offered.
pub fn near(from: &impl Rows, view: &View, quarter: Quarter) -> Result<(Vec<AtClinic>, Vec<Offer>), Fault> {
    let points = points(from)?;
    let period = quarter.period();
    let asks = &view.asks;
    let settings = asks.categories(By::Setting);
    let of_setting = |category: usize| settings.get(category).map_or("", String::as_str);
    let point = |service: u32| asks.services.get(service as usize).and_then(|id| points.get(id)).copied();
    let (mut fittings, mut offers) = (Vec::new(), Vec::new());
    for (ask, stood) in asks.rows.iter().zip(&view.judged.stood) {
        let Some(at) = point(ask.service) else { continue };
        let asked_on = ask.sent_on;
        let kind = of_setting(asks.category(ask, By::Setting));
        if kind == setting("sexual_health_clinic") {
            let ended = stood.end.is_some_and(|(day, _)| (period.first..=period.last).contains(&day));
            if stood.done() && ended && !ask.complicated {
                fittings.push(AtClinic { asked_on, at, method: ask.method });
            }
        } else if kind == setting("practice")
            && let Some(slot) = stood.first_slot
        {
            offers.push(Offer { asked_on, slot_days: slot - asked_on, at, method: ask.method });
        }
    }
    Ok((fittings, offers))
}

/// Where each service is.
pub(crate) fn points(from: &impl Rows) -> Result<HashMap<String, Point>, Fault> {
    let services = directory::services(from)?;
    let mut orgs: Vec<_> = services.iter().map(|entered| entered.service.org).collect();
    orgs.sort_unstable();
    orgs.dedup();
    let mut sites = HashMap::new();
    for org in orgs {
        sites.extend(directory::sites(from, org)?.into_iter().map(|site| (site.id, site.at)));
    }
    let at = |entered: &directory::Entered| {
        Some((entered.service.id.to_string(), *sites.get(&entered.service.site)?))
    };
    Ok(services.iter().filter_map(at).collect())
}
