//! The fields of the form by name, and what is wrong with one in plain words.

use std::fmt;

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident => $form:literal, $words:literal;)+) => {
        /// A field of the referral form or of the fitting record.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field {
            $($(#[$doc])* $name,)+
        }

        impl Field {
            /// All fields.
            pub const ALL: &[Field] = &[$(Field::$name,)+];

            /// The name in the form.
            pub const fn name(self) -> &'static str {
                match self { $(Field::$name => $form,)+ }
            }

            /// The label that people read.
            pub const fn label(self) -> &'static str {
                match self { $(Field::$name => $words,)+ }
            }
        }
    };
}

fields! {
    /// Method wanted, or “discuss”.
    Method => "method", "Method wanted";
    /// Purpose; decides who pays.
    Purpose => "purpose", "Purpose";
    /// Name.
    Name => "name", "Name";
    /// Date of birth.
    DateOfBirth => "date_of_birth", "Date of birth";
    /// NHS number.
    NhsNumber => "nhs_number", "NHS number";
    /// The sender's own number for the person.
    LocalNumber => "local_number", "Local number";
    /// Pregnancy criterion, or “not excluded”.
    Pregnancy => "pregnancy", "Pregnancy excluded by";
    /// Symptoms or signs of pregnancy.
    Symptoms => "symptoms", "Symptoms or signs of pregnancy";
    /// First unprotected sex in this cycle.
    FirstUpsi => "first_upsi", "First unprotected sex in this cycle";
    /// Last unprotected sex.
    LastUpsi => "last_upsi", "Last unprotected sex";
    /// First day of the last period.
    LastPeriod => "last_period", "First day of last period";
    /// Shortest usual cycle.
    ShortestCycle => "shortest_cycle", "Shortest usual cycle (days)";
    /// Hormones in this cycle.
    HormonesThisCycle => "hormones_this_cycle", "Hormonal or oral emergency method this cycle";
    /// Current method.
    CurrentMethod => "current_method", "Current method";
    /// Whether “continue until fitted” was told.
    ContinueTold => "continue_told", "Told to continue until fitted";
    /// A problem with a previous insertion.
    PreviousProblem => "previous_problem", "Problem with a previous fitting";
    /// Complicating factors.
    Factors => "factors", "Complicating factors";
    /// STI check.
    StiCheck => "sti_check", "STI check";
    /// Relevant allergies.
    Allergies => "allergies", "Allergy to copper or local anaesthetic";
    /// Language.
    Language => "language", "Language, if an interpreter is needed";
    /// British Sign Language.
    Bsl => "bsl", "British Sign Language";
    /// Access needs.
    Access => "access", "Access needs";
    /// Chaperone.
    Chaperone => "chaperone", "Chaperone";
    /// How to reach the person.
    Channel => "channel", "How to reach her";
    /// The number or address.
    Contact => "contact", "Number or address";
    /// Whether the contact must be discreet.
    Discreet => "discreet", "Discreet";
    /// When to ring.
    Times => "times", "Good times";
    /// How far the person can travel.
    TravelLimit => "travel_miles", "Travel limit (miles)";
    /// Who supplies the device.
    Device => "device", "Device";
    /// Consent to send, said by the person.
    Consent => "consent", "She said yes to sending this";
    /// Fraser points, for 13 to 15.
    Fraser => "fraser", "Fraser points";
    /// Exploitation check, under 18.
    Exploitation => "exploitation", "Exploitation check";
    /// To whom to speak before contacting, under 18.
    SpeakTo => "speak_to", "Speak to … before contacting";
    /// Date of the fitting.
    FittedOn => "fitted_on", "Date";
    /// Device fitted.
    FittedDevice => "fitted_device", "Device fitted";
    /// Brand.
    Brand => "brand", "Brand";
    /// Batch.
    Batch => "batch", "Batch";
    /// Expiry of the device.
    Expiry => "expiry", "Expiry";
    /// Sounding length.
    Sounding => "sounding_cm", "Sounding length (cm)";
    /// Arm.
    Arm => "arm", "Arm";
    /// What became of the chaperone offer.
    ChaperoneOffer => "chaperone_offer", "Chaperone offered";
    /// The chaperone's role.
    ChaperoneRole => "chaperone_role", "Chaperone’s role";
    /// Pain relief.
    PainRelief => "pain_relief", "Pain relief";
    /// Complications.
    Complications => "complications", "Complications";
    /// From when it works.
    EffectiveFrom => "effective_from", "Effective from";
    /// Follow-up pregnancy test.
    FollowUpTest => "follow_up_test", "Follow-up test on";
    /// STI tests taken.
    StiTests => "sti_tests", "STI tests taken";
    /// Whether the person agrees that STI tests are told.
    StiTold => "sti_told", "She agrees that this is told";
    /// Who supplied the device.
    SuppliedBy => "supplied_by", "Device supplied by";
}

/// What is wrong with one field and what to do about it. It never repeats what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field.
    pub field: Field,
    /// What is wrong and what to do.
    pub why: String,
}

impl FieldError {
    /// An error of that field.
    pub fn new(field: Field, why: impl Into<String>) -> FieldError {
        FieldError { field, why: why.into() }
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field.label(), self.why)
    }
}
