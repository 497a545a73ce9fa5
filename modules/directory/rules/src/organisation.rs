//! What kinds of organisation there are.

/// The kind of an organisation, which says what may be asked of it at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A general practice.
    GeneralPractice,
    /// A sexual-health clinic: a dedicated service, with the stricter confidence that goes with it.
    SexualHealthClinic,
    /// A hospital.
    Hospital,
    /// A community pharmacy.
    Pharmacy,
    /// A charity or community group.
    Charity,
    /// A council, which buys public-health services.
    Council,
    /// An NHS commissioner (an integrated care board, or a clinical commissioning group before July 2022).
    NhsCommissioner,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 7] = [
        Kind::GeneralPractice,
        Kind::SexualHealthClinic,
        Kind::Hospital,
        Kind::Pharmacy,
        Kind::Charity,
        Kind::Council,
        Kind::NhsCommissioner,
    ];

    /// The short stable name, for files and stores.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::GeneralPractice => "general-practice",
            Kind::SexualHealthClinic => "sexual-health-clinic",
            Kind::Hospital => "hospital",
            Kind::Pharmacy => "pharmacy",
            Kind::Charity => "charity",
            Kind::Council => "council",
            Kind::NhsCommissioner => "nhs-commissioner",
        }
    }

    /// The kind of that short name.
    pub fn of_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|known| known.name() == name)
    }

    /// For people.
    pub const fn in_words(self) -> &'static str {
        match self {
            Kind::GeneralPractice => "general practice",
            Kind::SexualHealthClinic => "sexual-health clinic",
            Kind::Hospital => "hospital",
            Kind::Pharmacy => "pharmacy",
            Kind::Charity => "charity",
            Kind::Council => "council",
            Kind::NhsCommissioner => "NHS commissioner",
        }
    }

    /// Whether coils and implants can be fitted there at all.
    pub const fn can_fit(self) -> bool {
        match self {
            Kind::GeneralPractice | Kind::SexualHealthClinic | Kind::Hospital => true,
            Kind::Pharmacy | Kind::Charity | Kind::Council | Kind::NhsCommissioner => false,
        }
    }
}
