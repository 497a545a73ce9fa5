//! Marlshire, the demo place: a county around the city of Castermere. 84 practices in four patches, three trusts that
//! give one sexual-health service from 13 clinics, 118 pharmacies, nine charities, two councils and one NHS commissioner.

pub mod asks;
pub mod county;
pub mod hospital;
pub mod issues;
pub mod letters;
pub mod names;
pub(crate) mod organisations;
pub mod recalls;
pub mod rule;
mod seats;
mod services;
mod sessions;
pub mod table;

use directory_rules::facts::v1;
use directory_site::acts::Brought;
use kernel::{Day, OrgId};

use crate::chance::Chance;
use asks::Truth;
pub use organisations::{Organisations, Patch};
pub use seats::Somebody;
pub use services::{FITTER_LEFT_IN_WEEK, Fitting, Services};

/// How the place is made.
#[derive(Clone, Copy, Debug)]
pub struct Recipe {
    /// The seed: the same seed gives the same place.
    pub seed: u64,
    /// The day on which the place stands: two years of history end the day before.
    pub today: Day,
}

/// The place without its asks.
pub struct Place {
    /// Its organisations.
    pub organisations: Organisations,
    /// What they offer.
    pub services: Services,
    /// Who works there.
    pub people: Vec<Somebody>,
    /// The hospital's specialties, with the seats that lead them.
    pub specialties: Vec<fixit_rules::facts::v1::Specialty>,
    /// Every record, in the order in which they can be brought in.
    pub records: Vec<Brought>,
}

/// The code of the agreement under which practices and clinics ask each other.
pub fn agreement_code() -> Option<OrgId> {
    "AGR-LARC-1".parse().ok()
}

impl Place {
    /// Makes the place, with all its planted truths but one where one is named.
    pub fn make(recipe: Recipe, without: Option<Truth>) -> Place {
        Place::of(Organisations::make(&mut Chance::new(recipe.seed, 1)), recipe, without)
    }

    /// Makes up everything else about organisations that are there: who works in them, what they offer, when.
    pub fn of(organisations: Organisations, recipe: Recipe, without: Option<Truth>) -> Place {
        let services = Services::make(
            &organisations,
            recipe.today,
            without != Some(Truth::CompetenceLapsed),
            &mut Chance::new(recipe.seed, 2),
        );
        let mut people =
            seats::people(&organisations, &services, recipe.today, &mut Chance::new(recipe.seed, 3));
        let specialties =
            hospital::staff(&organisations, &mut people, recipe.today, &mut Chance::new(recipe.seed, 20));
        let mut records: Vec<Brought> = organisations.all().cloned().map(Brought::Organisation).collect();
        records.extend(services.sites.iter().cloned().map(Brought::Site));
        for somebody in &people {
            records.push(Brought::Seat(somebody.seat.clone()));
            records.push(Brought::Holding(somebody.holding.clone()));
        }
        records.extend(services.fittings.iter().map(|fitting| Brought::Service(fitting.service.clone())));
        records.extend(services.fitters.iter().cloned().map(Brought::Fitter));
        let ahead = sessions::ahead(&services, recipe.today, &mut Chance::new(recipe.seed, 4));
        records.extend(ahead.into_iter().map(Brought::Session));
        records.extend(agreements(&organisations, recipe.today, without != Some(Truth::AgreementEnded)));
        Place { organisations, services, people, specialties, records }
    }
}

/// The agreement that covers coil and implant asks, signed by all but the last practice, whose own agreement ran out.
fn agreements(organisations: &Organisations, today: Day, one_ended: bool) -> Vec<Brought> {
    let Some(code) = agreement_code() else { return Vec::new() };
    let Ok(lapsed) = "AGR-LARC-0".parse::<OrgId>() else { return Vec::new() };
    let begins = today - 900;
    let parties: Vec<OrgId> =
        organisations.practices.iter().chain(&organisations.clinics_orgs).map(|org| org.code).collect();
    let ended_for = organisations.agreement_ended().filter(|_| one_ended);
    let agreement = |code, title: &str, until, parties: Vec<OrgId>| v1::Agreement {
        code,
        title: title.to_owned(),
        families: vec!["larc".to_owned()],
        parties,
        purpose: "A person is fitted with a coil or an implant near her home, and her own practice is told."
            .to_owned(),
        items: "The minimum set for a fitting, offers and bookings, the fitting summary".to_owned(),
        basis: "UK GDPR 6(1)(e) and 9(2)(h); she says yes to the ask being sent".to_owned(),
        kept: "Two years after the ask is closed, then the envelope only".to_owned(),
        from: begins,
        until,
        person_to_ask: format!("Information governance, {} partnership office", organisations.county.name),
        sort: v1::AgreementSort::DataSharing,
        reference: format!("{} information-sharing register, folder 4", organisations.county.name),
    };
    let mut found = vec![Brought::Agreement(agreement(
        code,
        "Asking each other for coil and implant fittings",
        None,
        parties.clone(),
    ))];
    for org in parties.iter().filter(|org| Some(**org) != ended_for) {
        found.push(Brought::Signature(v1::Signature { agreement: code, org: *org, on: begins, seat: None }));
    }
    if let (Some(ended), Some(other)) = (ended_for, parties.first()) {
        let until = Some(today - 20);
        let both = vec![ended, *other];
        found.push(Brought::Agreement(agreement(
            lapsed,
            "The first pilot of coil fittings",
            until,
            both.clone(),
        )));
        for org in both {
            found.push(Brought::Signature(v1::Signature { agreement: lapsed, org, on: begins, seat: None }));
        }
    }
    found.extend(results(organisations, today));
    found.extend(memorandum(organisations, today));
    found
}

/// How results are handed from the hospital to practices and back, signed by all that have joined.
fn results(organisations: &Organisations, today: Day) -> Vec<Brought> {
    let Ok(code) = "AGR-RESULT-1".parse::<OrgId>() else { return Vec::new() };
    let from = today - 240;
    let joined = organisations.practices.iter().filter(|practice| practice.joined);
    let parties: Vec<OrgId> = organisations.hospitals.iter().chain(joined).map(|org| org.code).collect();
    let mut found = vec![Brought::Agreement(v1::Agreement {
        code,
        title: "Handing results over between the hospital and practices".to_owned(),
        families: vec!["results".to_owned()],
        parties: parties.clone(),
        purpose: "A result stays with whoever asked for the test until the other accepts it.".to_owned(),
        items: "Name, numbers, what the test shows and what is to be done".to_owned(),
        basis: "UK GDPR 6(1)(e) and 9(2)(h); direct care".to_owned(),
        kept: "Two years after it was acted on, then the envelope only".to_owned(),
        from,
        until: None,
        person_to_ask: format!("Information governance, {} partnership office", organisations.county.name),
        sort: v1::AgreementSort::DataSharing,
        reference: format!("{} information-sharing register, folder 6", organisations.county.name),
    })];
    let signed =
        |org: OrgId| Brought::Signature(v1::Signature { agreement: code, org, on: from, seat: None });
    found.extend(parties.into_iter().map(signed));
    found
}

/// How the trusts and the council work together: no data flows by it, and it is to be renewed before long.
fn memorandum(organisations: &Organisations, today: Day) -> Vec<Brought> {
    let Ok(code) = "MOU-ALLIANCE".parse::<OrgId>() else { return Vec::new() };
    let from = today - 670;
    let parties: Vec<OrgId> =
        organisations.clinics_orgs.iter().chain(&organisations.office).map(|org| org.code).collect();
    let mut found = vec![Brought::Agreement(v1::Agreement {
        code,
        title: "Working together in the sexual-health alliance".to_owned(),
        families: Vec::new(),
        parties: parties.clone(),
        purpose:
            "Who chairs, who pays for what, how partners part again. No information about people flows by it."
                .to_owned(),
        items: "None".to_owned(),
        basis: "None is needed".to_owned(),
        kept: "Six years after it ends".to_owned(),
        from,
        until: Some(today + 60),
        person_to_ask: "Convener, Marlshire partnership office".to_owned(),
        sort: v1::AgreementSort::Memorandum,
        reference: "Alliance papers, minute 12 of its first meeting".to_owned(),
    })];
    let signed =
        |org: OrgId| Brought::Signature(v1::Signature { agreement: code, org, on: from, seat: None });
    found.extend(parties.into_iter().map(signed));
    found
}
