//! The words of a finding: who must act, what kind of act, which of the five asks, and where the letter comes from.

use serde::{Deserialize, Serialize};

/// Makes an enum whose values have one short stable name each, as they stand in JSON, fixtures and journal rows.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// Every value, in the order of the guideline.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The stable name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }

            /// The value of that stable name, or nothing.
            #[must_use]
            pub fn from_name(text: &str) -> Option<$name> {
                match text { $($text => Some($name::$variant),)+ _ => None }
            }
        }
    };
}

named!(
    /// Who must act now.
    Actor {
        /// Anyone in primary care.
        Gp = "gp",
        /// The author's organisation and the services it has engaged.
        Hospital = "hospital",
        /// The patient, the family, a carer, a care home.
        Patient = "patient",
        /// It looks like an action, but nobody has to do anything.
        Nobody = "none",
    }
);

named!(
    /// What kind of act it is. Where two fit, the object of the act wins.
    Action {
        /// A laboratory or physiological test.
        Test = "test",
        /// A picture of the inside.
        Imaging = "imaging",
        /// Passing the person on to another service.
        Referral = "referral",
        /// Getting, looking at, acting on or telling the result of a test already taken.
        ChaseResult = "chase_result",
        /// Starting or supplying a medicine or device.
        Prescription = "prescription",
        /// A dose change, a stop, a hold, a restart, a switch.
        MedicationChange = "medication_change",
        /// A certificate for work.
        FitNote = "fit_note",
        /// Repeated or bedside measurement.
        Monitoring = "monitoring",
        /// An appointment or review with somebody.
        FollowUp = "follow_up",
        /// Any vaccine.
        Vaccination = "vaccination",
        /// The person comes back or calls if something happens.
        SafetyNet = "safety_net",
        /// Procedures, dressings, records, driving, way of life, social care.
        Other = "other",
    }
);

named!(
    /// Where the letter was written; it decides what a request for a medicine means.
    Setting {
        /// A ward.
        Inpatient = "inpatient",
        /// A clinic.
        Outpatient = "outpatient",
        /// An emergency department.
        Emergency = "ED",
    }
);

/// Which of the five asks a request breaches; 0 where it breaches none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ask(u8);

impl Ask {
    /// Unambiguous and within primary care's part.
    pub const NONE: Ask = Ask(0);
    /// It is not clear what to do, or who is to do it.
    pub const UNCLEAR: Ask = Ask(1);
    /// Onward referral the hospital should have made.
    pub const REFERRAL: Ask = Ask(2);
    /// A result or an investigation that belongs to the hospital.
    pub const RESULTS: Ask = Ask(3);
    /// A note the hospital could have written.
    pub const FIT_NOTE: Ask = Ask(4);
    /// A medicine the hospital should have prescribed.
    pub const PRESCRIPTION: Ask = Ask(5);

    /// The ask of that number; nothing above 5.
    #[must_use]
    pub const fn new(number: u8) -> Option<Ask> {
        if number <= 5 { Some(Ask(number)) } else { None }
    }

    /// 0 to 5.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// True for 1 to 5.
    #[must_use]
    pub const fn is_breach(self) -> bool {
        self.0 > 0
    }
}
