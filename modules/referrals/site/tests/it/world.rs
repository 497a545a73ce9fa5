//! The made-up county, its pages, and anybody in it.

#![allow(clippy::unwrap_used, reason = "a test stops where it is wrong")]

use std::ops::Deref;

use journal::Module;
use kernel::OrgId;
use referrals_rules::request::Numbers;
use referrals_site::{Site, pages};
use stage::{County, Ground, OFFICE, Stage};
pub use stage::{MORNING, keys};
use std::sync::Arc;

pub const MODULES: &[Module] = &[directory_site::MODULE, accounts_site::MODULE, referrals_site::MODULE];

pub struct World {
    pub county: County,
    /// The pages and acts alone, for tests that serve them otherwise.
    pub site: Site,
    stage: Stage,
}

impl Deref for World {
    type Target = Stage;

    fn deref(&self) -> &Stage {
        &self.stage
    }
}

impl World {
    pub fn new() -> World {
        let ground = Ground::new(MODULES);
        let county = County::new(&ground);
        let shown = county.shown();
        let site = Site {
            journal: ground.journal.clone(),
            place: shown.clone(),
            hosts: Arc::default(),
            numbers: Arc::new(Numbers {
                safeguarding_lead: "01632 960901".to_owned(),
                urgent_care: "01632 960999".to_owned(),
            }),
            office: OFFICE.into(),
            besides: referrals_site::nothing_besides,
        };
        let stage = {
            let directory = directory_site::Site { journal: ground.journal.clone(), place: shown.clone() };
            let routes = pages::routes(site.clone()).merge(directory_site::routes(directory));
            ground.serve(web::shell(routes, shown))
        };
        World { county, site, stage }
    }

    /// The token of somebody of that organisation in that role.
    pub fn who(&self, org: OrgId, role: &str) -> String {
        self.county.at(org, role)
    }

    /// A practice that has joined and fits nothing itself; another one each time the number differs.
    pub fn sender(&self, nth: usize) -> OrgId {
        let fits = |org| self.county.place.services.fittings.iter().any(|fitting| fitting.service.org == org);
        let ended = self.county.place.organisations.agreement_ended();
        let mut found = self
            .county
            .place
            .organisations
            .practices
            .iter()
            .filter(|org| org.joined && !fits(org.code) && Some(org.code) != ended);
        found.nth(nth).unwrap().code
    }
}

/// A referral that reads well.
pub const GOOD: &[(&str, &str)] = &[
    ("method", "implant"),
    ("purpose", "contraception"),
    ("name", "Amara Fairweather"),
    ("date_of_birth[day]", "7"),
    ("date_of_birth[month]", "3"),
    ("date_of_birth[year]", "1994"),
    ("pregnancy", "reliable-method"),
    ("sti_check", "done"),
    ("consent", "yes"),
    ("contact", "07700 900123"),
    ("channel", "text"),
    ("chaperone", "any"),
    ("device", "host-supplies"),
    ("discreet", "yes"),
];

/// The same with other fields over it.
pub fn good_but<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = GOOD.iter().filter(|(field, _)| !other.iter().any(|(known, _)| known == field));
    kept.copied().chain(other.iter().copied()).filter(|(_, text)| !text.is_empty()).collect()
}
