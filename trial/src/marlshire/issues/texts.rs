//! What people wrote. Nobody is named, as nobody is in the place itself.

use fixit_rules::facts::v1::{Broken, Move, Outcome};

use crate::chance::Chance;

const CLARITY: &[&str] = &[
    "Letters say “GP to review” without a reason or a date.",
    "The action for the practice stands in the last line of page three.",
    "Two of five letters this week had actions inside and “no action” at the top.",
    "It is not clear who books the follow-up: the letter says “we” and means us.",
];
const REFERRAL: &[&str] = &[
    "Clinic asks us to refer to another clinic of the same hospital for the same problem.",
    "A weight loss found in clinic was sent back to us to refer.",
    "After one missed appointment the letter says “discharged, re-refer”.",
    "We are asked to refer for a scan that the clinic could order.",
];
const RESULT: &[&str] = &[
    "Repeat chest X-ray in six weeks asked of the practice again.",
    "Discharge letter asks us to chase cultures that the ward took.",
    "A scan was advised in the report and nobody arranged it.",
    "People are told to ring the practice for the clinic’s results.",
];
const FIT_NOTE: &[&str] = &[
    "No fit note after an operation with six weeks’ recovery.",
    "Fit notes for two weeks after six-week operations: everybody comes back to us.",
    "The ward says that only GPs may sign fit notes.",
];
const PRESCRIPTION: &[&str] = &[
    "A new tablet was to start the same day and the prescription was left to us.",
    "Discharged with three days’ supply over a weekend.",
    "An amber medicine was started without an agreement.",
    "A dose was changed in clinic and we heard of it from the pharmacy.",
];
const TO_HOSPITAL: &[&str] = &[
    "Referrals come back because a field is missing that the form does not ask for.",
    "The form asks the same question three times.",
    "Advice and guidance is answered after three weeks.",
];
const CONTACT: &[&str] = &[
    "The number on the letters is not answered in the afternoon.",
    "The clinic’s mailbox is full and says so.",
    "The number on the template is that of a ward that has closed.",
];
const OTHER: &[&str] = &[
    "Transport is not booked from the discharge lounge.",
    "Interpreters are not booked although the referral says so.",
    "Texts that check the waiting list tell people to ring the practice.",
];
const IDEA: &[&str] = &[
    "Put the action block at the top of every letter.",
    "One number for results, with the hours on it.",
    "A GP could come to the induction of new doctors.",
];

/// What was posted.
pub(super) fn post(broken: Broken, chance: &mut Chance) -> String {
    let of = match broken {
        Broken::Clarity => CLARITY,
        Broken::Referral => REFERRAL,
        Broken::Result => RESULT,
        Broken::FitNote => FIT_NOTE,
        Broken::Prescription => PRESCRIPTION,
        Broken::ToHospital => TO_HOSPITAL,
        Broken::Contact => CONTACT,
        Broken::Other => OTHER,
        Broken::Idea => IDEA,
    };
    let often =
        ["", " Third time this month.", " It happens about once a week.", " Both of our sites see it."];
    format!("{}{}", chance.one_of(of).copied().unwrap_or(""), chance.one_of(&often).copied().unwrap_or(""))
}

/// What was said with a move; nothing where nothing is.
pub(super) fn of_move(what: &Move, broken: Broken, chance: &mut Chance) -> String {
    let said: &[&str] = match what {
        Move::Answered if broken == Broken::Idea => &[
            "We like it and have put it on the agenda.",
            "We tried it last year; here is what stood in the way.",
        ],
        Move::Answered => &[
            "The template was out of date on two wards. It is replaced, and the ward managers have told their teams.",
            "We looked at the last twenty letters: you are right. The registrars were told on Monday.",
            "This was a locum who did not know the rule. It is part of the induction now.",
            "The booking team thought that the practice arranges it. They have the rule now.",
            "We cannot do it yet: there is nobody to book it. We have asked for a seat.",
        ],
        Move::Disputed => &["It happened again this week.", "The answer is about another ward."],
        Move::Settled { outcome, .. } => match outcome {
            Outcome::Fixed => &[
                "Checked on the next twenty letters: it is right.",
                "The new template is in use everywhere.",
            ],
            Outcome::RuleChanged => &["The group changed the rule: the hospital does it from now on."],
            Outcome::Project => &["It is part of a project now."],
            Outcome::NoBecause => &[
                "The contract leaves it with the practice; the group looks at it again in a year.",
                "It would delay the clinic for everybody else.",
            ],
        },
        Move::Planned { .. } | Move::PassedOn { .. } | Move::Rerouted { .. } | Move::Reopened => {
            &["See the plan."]
        }
        Move::Screened { .. }
        | Move::Given { .. }
        | Move::Agreed { .. }
        | Move::Merged { .. }
        | Move::Absorbed { .. }
        | Move::WordsTakenOut => &[],
    };
    chance.one_of(said).copied().unwrap_or("").to_owned()
}
