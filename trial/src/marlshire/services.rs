//! Who fits what in Marlshire: 34 practices that take other practices' patients, 13 clinics, and their fitters.

use directory_rules::facts::v1::{Certificate, Fitter, Offering, Organisation, Seat, Service, Site};
use directory_rules::{Method, Purse};
use kernel::{Day, Point, SeatId};

use super::names;
use super::organisations::Organisations;
use crate::chance::Chance;

/// How many practices of so many take other practices' patients.
const HOSTING_PRACTICES: (usize, usize) = (34, 84);

/// One service that fits, and what its sessions are like.
#[derive(Clone, Debug)]
pub struct Fitting {
    /// The service.
    pub service: Service,
    /// The seats of its fitters.
    pub fitters: Vec<SeatId>,
    /// Sessions in a week.
    pub sessions_a_week: usize,
    /// Slots in a session.
    pub slots: usize,
    /// It belongs to a clinic.
    pub clinic: bool,
    /// The days that its people usually wait, about.
    pub usual_wait: i64,
    /// Where it is.
    pub at: Point,
    /// Its patch.
    pub patch: String,
}

/// Sites, services and fitters.
pub struct Services {
    /// The sites.
    pub sites: Vec<Site>,
    /// The services that fit.
    pub fittings: Vec<Fitting>,
    /// The seats of fitters.
    pub seats: Vec<Seat>,
    /// Their certificates.
    pub fitters: Vec<Fitter>,
    /// The fitter whose certificate for coils lapsed, and when it did: the first day on which it does not count.
    pub lapsed: Option<(SeatId, Day)>,
    one_lapsed: bool,
}

/// The week of the first year in which a practice's only fitter left.
pub const FITTER_LEFT_IN_WEEK: i32 = 31;

impl Services {
    /// Makes them.
    pub fn make(
        organisations: &Organisations,
        today: Day,
        one_lapsed: bool,
        chance: &mut Chance,
    ) -> Services {
        let mut made = Services {
            sites: Vec::new(),
            fittings: Vec::new(),
            seats: Vec::new(),
            fitters: Vec::new(),
            lapsed: None,
            one_lapsed,
        };
        for (number, practice) in organisations.practices.iter().enumerate() {
            made.practice(number, practice, today, chance);
        }
        for number in 0..organisations.county.clinics {
            made.clinic(number, organisations, today, chance);
        }
        made
    }

    /// Every practice has a site; every second or third of them takes others' patients.
    fn practice(&mut self, number: usize, practice: &Organisation, today: Day, chance: &mut Chance) {
        let site = Site {
            id: chance.site(),
            org: practice.code,
            name: practice.name.clone(),
            discreet_label: practice.name.split(',').next().unwrap_or(&practice.name).to_owned(),
            address: practice.address.clone(),
            at: practice.at,
            telephone: practice.telephone.clone(),
        };
        let (few, of) = HOSTING_PRACTICES;
        let hosts = number * few / of != (number + 1) * few / of;
        if hosts {
            let slots = chance.happens(0.8);
            let implants_only = chance.happens(0.2);
            let methods = if implants_only {
                vec![Method::Implant]
            } else {
                vec![Method::CuIud, Method::LngIud, Method::Implant]
            };
            let seat = self.fitter(practice, &methods, today, chance);
            let service = service_of(practice, &site, methods, slots, chance);
            self.fittings.push(Fitting {
                service,
                fitters: vec![seat],
                sessions_a_week: if chance.happens(0.4) { 2 } else { 1 },
                slots: 4,
                clinic: false,
                usual_wait: chance.between(9, 26),
                at: practice.at,
                patch: practice.patch.clone(),
            });
        }
        self.sites.push(site);
    }

    fn clinic(&mut self, number: usize, organisations: &Organisations, today: Day, chance: &mut Chance) {
        let county = &organisations.county;
        let Some(org) = organisations.clinics_orgs.get(number % 3) else { return };
        let patch = county.patch(number % county.patches.len().max(1));
        let beside: Vec<&Organisation> =
            organisations.practices.iter().filter(|practice| practice.patch == patch).collect();
        let Some(neighbour) = chance.one_of(&beside) else { return };
        let label = neighbour.name.split(", ").nth(1).unwrap_or(&county.city).to_owned();
        let name = format!("{label} clinic");
        let site = Site {
            id: chance.site(),
            org: org.code,
            name: name.clone(),
            discreet_label: format!("{} High Street, {label}", 2 + number),
            address: format!("{} High Street, {label}, {}", 2 + number, county.name),
            at: neighbour.at,
            telephone: names::telephone(110 + number),
        };
        let methods = vec![Method::CuIud, Method::LngIud, Method::Implant];
        let fitters =
            vec![self.fitter(org, &methods, today, chance), self.fitter(org, &methods, today, chance)];
        let mut service = service_of(org, &site, methods, true, chance);
        service.name = name;
        service.complicated = true;
        service.not_under = None;
        service.purses = vec![Purse::Council];
        service.interpreter = true;
        service.bsl = "bookable".to_owned();
        service.weekly_limit = None;
        self.fittings.push(Fitting {
            service,
            fitters,
            sessions_a_week: 5,
            slots: 6,
            clinic: true,
            usual_wait: chance.between(4, 12),
            at: site.at,
            patch: patch.to_owned(),
        });
        self.sites.push(site);
    }

    /// A fitter's seat with certificates that count for years to come, but for the one planted lapse.
    fn fitter(&mut self, org: &Organisation, methods: &[Method], today: Day, chance: &mut Chance) -> SeatId {
        let id = chance.seat();
        let number = self.seats.len();
        let skill = |code: &str, certified: Day| Certificate {
            skill: code.to_owned(),
            certified,
            life_support: today - 120,
            until: None,
        };
        let certified = today - i32::try_from(chance.between(60, 1_300)).unwrap_or(400);
        let mut certificates = vec![skill("SDI-IR", certified)];
        if methods.contains(&Method::CuIud) {
            // The first practice that fits coils is the one whose only coil certificate has run out, weeks for renewal
            // and all: five years and 60 days ago.
            let lapses = self.lapsed.is_none() && org.kind == "practice" && self.seats.len() > 4;
            let coil = if lapses && self.one_lapsed { today - (5 * 365 + 2 + 60) } else { certified };
            if lapses {
                self.lapsed = Some((id, today - 17));
            }
            certificates.push(skill("IUT", coil));
        }
        self.seats.push(Seat {
            id,
            org: org.code,
            title: "Coil and implant fitter".to_owned(),
            role: "fitter".to_owned(),
            telephone: names::telephone(500 + number),
            ended: false,
        });
        let few = number % 7 == 4;
        self.fitters.push(Fitter {
            seat: id,
            org: org.code,
            certificates,
            // What they say they have done in the last twelve months: one in seven fits too few to stay in practice.
            coils_before: if few { 7 } else { u16::try_from(16 + number * 7 % 45).unwrap_or(24) },
            implants_before: if few { 4 } else { u16::try_from(9 + number * 5 % 38).unwrap_or(18) },
        });
        id
    }
}

fn service_of(
    org: &Organisation,
    site: &Site,
    methods: Vec<Method>,
    slots: bool,
    chance: &mut Chance,
) -> Service {
    const LANGUAGES: &[&str] = &["polish", "romanian", "urdu", "arabic", "punjabi", "portuguese"];
    let mut languages = vec!["english".to_owned()];
    if chance.happens(0.35) {
        languages.extend(chance.one_of(LANGUAGES).map(|language| (*language).to_owned()));
    }
    let mut access = vec!["step-free".to_owned()];
    if chance.happens(0.5) {
        access.push("adjustable-couch".to_owned());
    }
    let offering = if slots {
        Offering::Slots
    } else {
        Offering::ByTelephone { about_days: u16::try_from(chance.between(10, 20)).ok() }
    };
    Service {
        id: chance.service(),
        org: org.code,
        site: site.id,
        name: site.name.clone(),
        person_to_ask: format!("Practice manager, {}", site.discreet_label),
        telephone: site.telephone.clone(),
        offering,
        purses: if chance.happens(0.4) { vec![Purse::Council, Purse::Nhs] } else { vec![Purse::Council] },
        methods,
        outside: true,
        weekly_limit: if chance.happens(0.5) { u16::try_from(chance.between(3, 6)).ok() } else { None },
        not_under: if chance.happens(0.2) { Some(16) } else { None },
        complicated: false,
        languages,
        interpreter: chance.happens(0.3),
        bsl: if chance.happens(0.15) { "staff" } else { "no" }.to_owned(),
        access,
        chaperones: vec!["woman".to_owned()],
        ended: false,
    }
}
