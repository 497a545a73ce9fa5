//! Who works in Marlshire: for each organisation the seats that its work needs, each held by somebody made up.

use directory_rules::facts::v1::{Holding, Organisation, Seat};
use kernel::{Day, UserId};

use super::names;
use super::organisations::Organisations;
use super::services::Services;
use crate::chance::Chance;

/// Somebody who signs in, and the seat that they hold.
#[derive(Clone, Debug)]
pub struct Somebody {
    /// Who.
    pub user: UserId,
    /// What they are called.
    pub name: String,
    /// Their address for signing in.
    pub email: String,
    /// Their seat.
    pub seat: Seat,
    /// That they hold it.
    pub holding: Holding,
}

const FIRST: &[&str] = &[
    "Amara", "Bethan", "Chidi", "Dalia", "Edie", "Farid", "Greta", "Hollis", "Ines", "Jory", "Keir", "Lowri",
    "Mabel", "Nadir", "Orla", "Piran", "Quill", "Rosa", "Senna", "Tamsin", "Ursel", "Vesna", "Wilf", "Yusra",
    "Zadie",
];
const LAST: &[&str] = &[
    "Ashgrove",
    "Brackwater",
    "Calloway",
    "Dunmere",
    "Elderfield",
    "Fairweather",
    "Greenholt",
    "Hartsease",
    "Inglewood",
    "Larkhill",
    "Merrow",
    "Netherby",
    "Oakhanger",
    "Penhallow",
    "Quarrender",
    "Ravensby",
    "Silverdale",
    "Thornbury",
    "Underhill",
    "Winterbourne",
];

/// Everybody, in the order of their organisations. The fitters' seats exist already; here they get a holder.
pub fn people(
    organisations: &Organisations,
    services: &Services,
    today: Day,
    chance: &mut Chance,
) -> Vec<Somebody> {
    let mut made = Vec::new();
    let mut add = |org: &Organisation, title: &str, role: &str, chance: &mut Chance| {
        let seat = Seat {
            id: chance.seat(),
            org: org.code,
            title: title.to_owned(),
            role: role.to_owned(),
            telephone: org.telephone.clone(),
            ended: false,
        };
        let somebody = holder(seat, made.len(), today, chance);
        made.push(somebody);
    };
    for practice in organisations.practices.iter().filter(|practice| practice.joined) {
        add(practice, "Practice nurse", "clinician", chance);
        add(practice, "Reception", "booking", chance);
        add(practice, "Practice manager", "manager", chance);
        add(practice, "Caldicott guardian", "guardian", chance);
    }
    for clinic in &organisations.clinics_orgs {
        add(clinic, "Clinic nurse", "clinician", chance);
        add(clinic, "Clinic desk", "booking", chance);
        add(clinic, "Clinic manager", "manager", chance);
        add(clinic, "Caldicott guardian", "guardian", chance);
        add(clinic, "Contract lead", "contract_lead", chance);
    }
    for pharmacy in organisations.pharmacies.iter().take(12) {
        add(pharmacy, "Pharmacist", "clinician", chance);
    }
    for charity in &organisations.charities {
        add(charity, "Coordinator", "charity_worker", chance);
    }
    for council in &organisations.councils {
        add(council, "Public-health commissioner", "commissioner", chance);
        add(council, "Contract lead", "contract_lead", chance);
    }
    for body in &organisations.commissioner {
        add(body, "Primary-care commissioner", "commissioner", chance);
    }
    for office in &organisations.office {
        add(office, "Convener", "convener", chance);
        add(office, "Information-governance lead", "guardian", chance);
        add(office, "System administrator", "administrator", chance);
    }
    let first = made.len();
    for (number, seat) in services.seats.iter().enumerate() {
        made.push(holder(seat.clone(), first + number, today, chance));
    }
    made
}

/// Somebody made up in that seat.
pub(super) fn holder(seat: Seat, number: usize, today: Day, chance: &mut Chance) -> Somebody {
    let first = FIRST.get(number % FIRST.len()).copied().unwrap_or("Amara");
    let last = LAST.get((number / FIRST.len() + number) % LAST.len()).copied().unwrap_or("Merrow");
    let user = chance.user();
    Somebody {
        user,
        name: format!("{first} {last}"),
        email: format!("{}.{}@marlshire.example", names::slug(&seat.title), number),
        holding: Holding {
            seat: seat.id,
            org: seat.org,
            user,
            from: today - 800,
            until: None,
            deputy: false,
        },
        seat,
    }
}
