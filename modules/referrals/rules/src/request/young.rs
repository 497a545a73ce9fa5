//! Young people: under 13 the routine ends, from 13 to 15 the Fraser points, under 18 the exploitation check and a flag.

use lawbook::{Dated, Src, date};

/// The ages at which the rules change, in years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct YoungAges {
    /// Under this age the routine ends.
    pub hard_stop_under: u16,
    /// Under this age the Fraser points are recorded.
    pub fraser_under: u16,
    /// Under this age the exploitation check is offered and the host is flagged.
    pub flag_under: u16,
}

/// The ages of the day.
pub const YOUNG_AGES: Dated<YoungAges> = Dated(&[(
    date(2004, 5, 1),
    YoungAges { hard_stop_under: 13, fraser_under: 16, flag_under: 18 },
    Src("young-people", "under 13; Fraser points; exploitation check"),
)]);

/// One of the five points that a clinician records for somebody of 13 to 15.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FraserPoint {
    /// Understands the advice.
    Understands,
    /// Cannot be persuaded to tell a parent.
    WillNotTellParent,
    /// Likely to have sex anyway.
    LikelyAnyway,
    /// Health likely to suffer without.
    HealthSuffers,
    /// Best interests.
    BestInterests,
}

impl FraserPoint {
    /// All five.
    pub const ALL: [FraserPoint; 5] = [
        FraserPoint::Understands,
        FraserPoint::WillNotTellParent,
        FraserPoint::LikelyAnyway,
        FraserPoint::HealthSuffers,
        FraserPoint::BestInterests,
    ];

    /// The short stable name.
    pub const fn name(self) -> &'static str {
        match self {
            FraserPoint::Understands => "understands",
            FraserPoint::WillNotTellParent => "will-not-tell-parent",
            FraserPoint::LikelyAnyway => "likely-anyway",
            FraserPoint::HealthSuffers => "health-suffers",
            FraserPoint::BestInterests => "best-interests",
        }
    }

    /// The words beside the tick-box.
    pub const fn in_words(self) -> &'static str {
        match self {
            FraserPoint::Understands => "Understands the advice",
            FraserPoint::WillNotTellParent => "Cannot be persuaded to tell a parent",
            FraserPoint::LikelyAnyway => "Likely to have sex anyway",
            FraserPoint::HealthSuffers => "Health likely to suffer without it",
            FraserPoint::BestInterests => "In the young person’s best interests",
        }
    }
}

/// Whether the exploitation check was done. What it found stays in the clinical record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exploitation {
    /// Offered and done.
    Done,
    /// Offered and not done.
    NotDone,
}

/// What an ask about somebody under 18 carries besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YoungPerson {
    /// The Fraser points: all five for 13 to 15, none for 16 and 17.
    pub fraser: Vec<FraserPoint>,
    /// The exploitation check.
    pub exploitation: Exploitation,
    /// To whom the host speaks before contacting; never a parent's telephone by default.
    pub speak_to: kernel::Personal<String>,
}

impl YoungPerson {
    /// The flag on the host's page.
    pub fn flag(&self) -> String {
        format!("Under 18: speak to {} before contacting.", self.speak_to.reveal())
    }
}

/// Under 13: the routine ends here, and care goes on by voice, never delayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HardStop {
    /// The number of the safeguarding lead.
    pub safeguarding_lead: String,
    /// The number for urgent care: emergency contraception, PEP, care after assault.
    pub urgent_care: String,
}

impl HardStop {
    /// The sentences of the page.
    pub fn in_words(&self) -> Vec<String> {
        vec![
            format!(
                "Under 13: ring the safeguarding lead now on {}. Nothing is sent from this form.",
                self.safeguarding_lead
            ),
            format!(
                "Emergency contraception, PEP or care after assault go on by voice now, on {}: do not wait for the first call.",
                self.urgent_care
            ),
        ]
    }
}
