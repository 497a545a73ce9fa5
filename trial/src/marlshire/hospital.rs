//! The hospital of Marlshire: 45 specialties, each with a seat that leads it, and the seats that look after recalls. And a
//! GP's seat at each practice, who writes to them.

use directory_rules::facts::v1::{Organisation, Seat};
use fixit_rules::facts::v1::Specialty;
use kernel::Day;

use super::names;
use super::organisations::Organisations;
use super::seats::{Somebody, holder};
use crate::chance::Chance;

/// The 45 specialties, by name.
pub const SPECIALTIES: [&str; 45] = [
    "Acute medicine",
    "Allergy",
    "Anaesthetics",
    "Audiology",
    "Breast surgery",
    "Cardiac surgery",
    "Cardiology",
    "Colorectal surgery",
    "Critical care",
    "Dermatology",
    "Diabetes",
    "Dietetics",
    "ENT",
    "Elderly care",
    "Emergency medicine",
    "Endocrinology",
    "Gastroenterology",
    "General surgery",
    "Genetics",
    "Gynaecology",
    "Haematology",
    "Hepatology",
    "Immunology",
    "Infectious diseases",
    "Maxillofacial surgery",
    "Neonatology",
    "Neurology",
    "Neurosurgery",
    "Obstetrics",
    "Oncology",
    "Ophthalmology",
    "Orthopaedics",
    "Paediatrics",
    "Pain medicine",
    "Palliative care",
    "Plastic surgery",
    "Psychiatry",
    "Renal",
    "Respiratory medicine",
    "Rheumatology",
    "Stroke",
    "Thoracic surgery",
    "Upper GI surgery",
    "Urology",
    "Vascular surgery",
];

/// The specialties that have imaging and tests to repeat, and so a coordinator of recalls.
pub const WITH_RECALLS: [&str; 8] = [
    "Acute medicine",
    "Cardiology",
    "Colorectal surgery",
    "Emergency medicine",
    "Gastroenterology",
    "Haematology",
    "Respiratory medicine",
    "Urology",
];

/// Adds the hospital's people and the practices' GPs to everybody, and tells which seat leads which specialty.
pub fn staff(
    organisations: &Organisations,
    people: &mut Vec<Somebody>,
    today: Day,
    chance: &mut Chance,
) -> Vec<Specialty> {
    let mut add = |org: &Organisation, title: String, role: &str, telephone: String| {
        let seat =
            Seat { id: chance.seat(), org: org.code, title, role: role.to_owned(), telephone, ended: false };
        let id = seat.id;
        let somebody = holder(seat, people.len(), today, chance);
        people.push(somebody);
        id
    };
    for practice in organisations.practices.iter().filter(|practice| practice.joined) {
        add(practice, "GP".to_owned(), "clinician", practice.telephone.clone());
    }
    let mut specialties = Vec::new();
    for hospital in &organisations.hospitals {
        for (number, name) in SPECIALTIES.iter().enumerate() {
            let telephone = names::telephone(500 + number);
            let lead = add(hospital, format!("{name} service manager"), "manager", telephone.clone());
            specialties.push(Specialty {
                code: names::slug(name),
                name: (*name).to_owned(),
                org: hospital.code,
                lead: Some(lead),
                telephone,
                inbox: format!("{}@castermere-hospitals.example", names::slug(name)),
                ended: false,
            });
        }
        for (number, name) in WITH_RECALLS.iter().enumerate() {
            add(hospital, format!("{name} recall coordinator"), "booking", names::telephone(560 + number));
        }
        add(hospital, "Respiratory consultant".to_owned(), "clinician", names::telephone(570));
        add(hospital, "Caldicott guardian".to_owned(), "guardian", names::telephone(571));
    }
    specialties
}
