//! Who is acting: a seat, held by a user, in an organisation of some kind.

use kernel::{OrgId, SeatId, UserId};

use crate::names::named;

/// Who acts, as the sign-in found them. The decision looks at the kind of organisation, the role and the second
/// factor; the ids are for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The user who signed in.
    pub user: UserId,
    /// The seat in which they act.
    pub seat: SeatId,
    /// The organisation the seat belongs to.
    pub org: OrgId,
    /// What kind of organisation that is.
    pub org_kind: OrgKind,
    /// What the seat is for.
    pub role: Role,
    /// A passkey or one-time code was given in this session; for `Role::Person`, the second fact that she chose.
    pub second_factor: bool,
}

named! {
    /// What kind of partner an organisation is.
    "a kind of organisation" OrgKind {
        /// A general practice.
        Practice = "practice",
        /// A dedicated sexual-health service: nothing leaves it without an explicit yes.
        SexualHealthClinic = "sexual_health_clinic",
        /// A hospital or its trust.
        Hospital = "hospital",
        /// A community pharmacy.
        Pharmacy = "pharmacy",
        /// A charity or voluntary group.
        Charity = "charity",
        /// A council, which pays for contraception and public health.
        Council = "council",
        /// The NHS body that pays.
        NhsCommissioner = "nhs_commissioner",
        /// The partnership's own office: convener, guardian of the place, administrator, the program itself.
        PlaceOffice = "place_office",
    }
}

named! {
    /// What a seat is for.
    "a role" Role {
        /// Doctor, nurse, health adviser or pharmacist who cares for the person.
        Clinician = "clinician",
        /// A clinician who fits coils and implants.
        Fitter = "fitter",
        /// Reception and administration: books, rings, prints; never reads clinical contents.
        Booking = "booking",
        /// Practice, clinic or specialty manager.
        Manager = "manager",
        /// Contract or finance lead.
        ContractLead = "contract_lead",
        /// Commissioner, public-health consultant, board or elected member.
        Commissioner = "commissioner",
        /// Caldicott guardian or information-governance lead.
        Guardian = "guardian",
        /// System administrator or local supplier.
        Administrator = "administrator",
        /// Works for a charity with the people it is asked to help.
        CharityWorker = "charity_worker",
        /// Chairs or writes for the groups of the place.
        Convener = "convener",
        /// The person an ask is about, by her own link.
        Person = "person",
        /// An organisation's own system, by its token.
        OrganisationToken = "organisation_token",
        /// This program's own jobs.
        System = "system",
    }
}

impl Role {
    /// The kinds of organisation in which such a seat exists. Seats elsewhere may be written down but are refused
    /// everything that is not open to all.
    pub const fn kinds(self) -> &'static [OrgKind] {
        use OrgKind::*;
        match self {
            Role::Clinician | Role::Booking | Role::OrganisationToken => {
                &[Practice, SexualHealthClinic, Hospital, Pharmacy]
            }
            Role::Fitter => &[Practice, SexualHealthClinic, Hospital],
            Role::Manager | Role::Person => &[Practice, SexualHealthClinic, Hospital, Pharmacy, Charity],
            Role::ContractLead => &[SexualHealthClinic, Hospital, Council, NhsCommissioner],
            Role::Commissioner => &[Council, NhsCommissioner],
            Role::Guardian | Role::Administrator => OrgKind::ALL,
            Role::CharityWorker => &[Charity],
            Role::Convener | Role::System => &[PlaceOffice],
        }
    }
}
