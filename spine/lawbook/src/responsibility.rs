//! Who pays for which service in England, since when. Dates marked so in the clause have yet to be verified.

use kernel::Day;
use serde::{Deserialize, Serialize};

use crate::dated::{Dated, Src, date};

/// A service for which one kind of body is responsible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Service {
    /// Testing for and treating sexually transmitted infections; open access.
    StiTestAndTreatment,
    /// Chlamydia offer to people under 25.
    ChlamydiaUnder25,
    /// HIV prevention, and the service around PrEP.
    HivPrevention,
    /// The drug for PrEP.
    PrepDrug,
    /// Treatment of HIV.
    HivTreatment,
    /// Contraception in sexual-health clinics.
    ClinicContraception,
    /// Coils and implants fitted in general practice for contraception.
    PracticeLarc,
    /// Coils for heavy bleeding or to protect the lining of the womb, and other gynaecology.
    Gynaecology,
    /// Pills and injections under the GP contract.
    PracticeRoutineContraception,
    /// Emergency pill from a pharmacy.
    PharmacyEmergencyPill,
    /// Contraception from a pharmacy under the national service.
    PharmacyContraception,
    /// Tests and pills ordered online.
    OnlineTestsAndPills,
    /// Abortion.
    Abortion,
    /// Vasectomy.
    Vasectomy,
    /// Care after sexual assault.
    SexualAssaultServices,
}

/// A kind of body that pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Payer {
    /// The upper-tier council, from its public-health grant.
    Council,
    /// NHS England.
    NhsEngland,
    /// The clinical commissioning group, until 30 June 2022.
    Ccg,
    /// The integrated care board.
    Icb,
    /// The NHS through the contract of the practice or pharmacy.
    NhsContract,
}

/// Whom the under-25 chlamydia offer is made to in general practice and pharmacies; clinics offer it to all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChlamydiaOffer {
    /// Everybody under 25.
    Everyone,
    /// Women and others with a womb or ovaries.
    WomenAndOthersWithWombOrOvaries,
}

const COUNCIL: Dated<Payer> = Dated(&[(
    date(2013, 4, 1),
    Payer::Council,
    Src("responsibility-map-england", "councils' open-access services"),
)]);
const LOCAL_NHS: Dated<Payer> = Dated(&[
    (date(2013, 4, 1), Payer::Ccg, Src("responsibility-map-england", "clinical commissioning groups")),
    (date(2022, 7, 1), Payer::Icb, Src("responsibility-map-england", "integrated care boards")),
]);
/// Delegation to integrated care boards is dated region by region: a place adds its own row.
const HIV_TREATMENT: Dated<Payer> = Dated(&[(
    date(2013, 4, 1),
    Payer::NhsEngland,
    Src("responsibility-map-england", "specialised services"),
)]);
const NHS_CONTRACT: Dated<Payer> = Dated(&[(
    date(2013, 4, 1),
    Payer::NhsContract,
    Src("responsibility-map-england", "GP contract; began earlier"),
)]);
/// One supply is paid once: from the day the national service begins the council's scheme no longer pays it.
const EMERGENCY_PILL: Dated<Payer> = Dated(&[
    (date(2013, 4, 1), Payer::Council, Src("responsibility-map-england", "local pharmacy schemes")),
    (date(2025, 10, 29), Payer::NhsContract, Src("pharmacy-emergency-pill-2025", "free nationally")),
]);
const PHARMACY_CONTRACEPTION: Dated<Payer> = Dated(&[(
    date(2023, 4, 24),
    Payer::NhsContract,
    Src("pharmacy-contraception-service", "date to be verified"),
)]);
const PREP_DRUG: Dated<Payer> = Dated(&[(
    date(2020, 10, 1),
    Payer::NhsEngland,
    Src("responsibility-map-england", "drug; date to be verified"),
)]);
const ASSAULT: Dated<Payer> = Dated(&[(
    date(2013, 4, 1),
    Payer::NhsEngland,
    Src("responsibility-map-england", "assault referral centres"),
)]);

/// Whom practices and pharmacies offer the under-25 chlamydia test.
pub const CHLAMYDIA_OFFER: Dated<ChlamydiaOffer> = Dated(&[
    (date(2013, 4, 1), ChlamydiaOffer::Everyone, Src("chlamydia-programme-2021", "before the change")),
    (
        date(2021, 6, 24),
        ChlamydiaOffer::WomenAndOthersWithWombOrOvaries,
        Src("chlamydia-programme-2021", "change of 24 June 2021"),
    ),
]);

/// The rows for one service, oldest first.
pub const fn rows(service: Service) -> &'static Dated<Payer> {
    match service {
        Service::StiTestAndTreatment
        | Service::ChlamydiaUnder25
        | Service::HivPrevention
        | Service::ClinicContraception
        | Service::PracticeLarc
        | Service::OnlineTestsAndPills => &COUNCIL,
        Service::PrepDrug => &PREP_DRUG,
        Service::HivTreatment => &HIV_TREATMENT,
        Service::Gynaecology | Service::Abortion | Service::Vasectomy => &LOCAL_NHS,
        Service::PracticeRoutineContraception => &NHS_CONTRACT,
        Service::PharmacyEmergencyPill => &EMERGENCY_PILL,
        Service::PharmacyContraception => &PHARMACY_CONTRACEPTION,
        Service::SexualAssaultServices => &ASSAULT,
    }
}

/// Who pays for the service on that day, or nothing before the map begins.
pub fn who_pays(service: Service, day: Day) -> Option<Payer> {
    rows(service).at(day).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(service: Service, day: Day, expected: Option<Payer>) {
        assert_eq!(who_pays(service, day), expected, "{service:?} on {day}");
    }

    /// The eight questions of the responsibility map.
    #[test]
    fn each_need_names_the_right_payer() {
        let day = date(2025, 3, 3);
        check(Service::StiTestAndTreatment, day, Some(Payer::Council));
        check(Service::HivPrevention, day, Some(Payer::Council));
        check(Service::HivTreatment, day, Some(Payer::NhsEngland));
        check(Service::Abortion, day, Some(Payer::Icb));
        check(Service::Vasectomy, day, Some(Payer::Icb));
        check(Service::Gynaecology, day, Some(Payer::Icb));
        check(Service::PracticeLarc, day, Some(Payer::Council));
        check(Service::PharmacyEmergencyPill, day, Some(Payer::Council));
    }

    #[test]
    fn a_change_of_payer_takes_effect_on_its_day() {
        check(Service::Gynaecology, date(2022, 6, 30), Some(Payer::Ccg));
        check(Service::Gynaecology, date(2022, 7, 1), Some(Payer::Icb));
        check(Service::PharmacyEmergencyPill, date(2025, 10, 28), Some(Payer::Council));
        check(Service::PharmacyEmergencyPill, date(2025, 10, 29), Some(Payer::NhsContract));
        check(Service::PracticeLarc, date(2013, 3, 31), None);
    }

    #[test]
    fn the_chlamydia_offer_changed_on_24_june_2021() {
        assert_eq!(CHLAMYDIA_OFFER.at(date(2021, 6, 23)), Some(&ChlamydiaOffer::Everyone));
        let after = CHLAMYDIA_OFFER.at(date(2021, 6, 24));
        assert_eq!(after, Some(&ChlamydiaOffer::WomenAndOthersWithWombOrOvaries));
    }
}
