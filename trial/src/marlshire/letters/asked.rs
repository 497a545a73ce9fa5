//! What letters ask of a practice that partners agreed is not the practice's, as clinicians put it: in sentences for
//! dictated letters, in notes for lists. Written from how people write, not from how the reader reads; what the reader
//! makes of it is measured (docs/letters-generated.md).

use super::Setting;

/// A way of asking: the sentences, and the notes.
pub(super) struct Ways {
    pub prose: &'static [&'static str],
    pub notes: &'static [&'static str],
}

/// Nobody can tell what is to be done, or who does it. Ask 1.
pub(super) const UNCLEAR: Ways = Ways {
    prose: &[
        "Please could you keep an eye on things in the meantime.",
        "Kindly follow {him} up.",
        "I would be grateful if you could monitor {his} bloods.",
        "Some blood tests will be needed.",
        "I think a further review would be sensible.",
        "Would you be kind enough to look into this.",
        "Please review {him} as you see fit.",
        "The anaemia needs to be looked into.",
        "I would be glad of your help with the blood pressure.",
        "It would be good if somebody could check {his} bloods.",
        "{His} renal function should be repeated.",
        "Perhaps the surgery could see {him} and take things from there.",
        "{His} iron ought to be checked again.",
        "I should be obliged if you would take over from here.",
    ],
    notes: &[
        "GP to review",
        "GP follow up",
        "Bloods please",
        "Review in community",
        "Monitor U&E",
        "GP to kindly monitor",
        "Repeat bloods",
        "To be followed up",
        "GP r/v please",
        "Medication review",
        "Please f/u",
        "LFTs to be repeated",
        "For monitoring",
        "GP to keep under review",
    ],
};

/// Asked to send the person on to a team that belongs with the condition: `{team}`, for `{trouble}`. Ask 2.
pub(super) const REFER: Ways = Ways {
    prose: &[
        "In view of {trouble} I would be grateful if you could refer {him} to {team}.",
        "Please would you send {him} to {team} for {trouble}.",
        "I think {team} should see {him} and I would ask you to make that referral.",
        "{He} would benefit from seeing {team}; could you kindly refer.",
        "A referral from yourself to {team} would be the next step for {trouble}.",
        "We discussed {trouble}. May I ask you to arrange for {him} to be seen by {team}?",
        "I have advised {him} to ask you for a referral to {team}.",
    ],
    notes: &[
        "GP to refer to {team}",
        "Please refer {team} re {trouble}",
        "{team} referral via GP",
        "Needs {team} - GP to refer pls",
        "Ref {team} (GP)",
    ],
};

/// Asked to send the person again, or to arrange the hospital's own appointment. Ask 2.
pub(super) const REFER_AGAIN: Ways = Ways {
    prose: &[
        "{He} did not attend today and has been discharged; please re-refer if you would still like {him} to be seen.",
        "As {he} has now missed two appointments {he} was taken off our list and we would need a fresh referral from you.",
        "{He} failed to come to clinic. I have not sent another date and should be grateful for a new referral if needed.",
        "Please could you book {him} back into this clinic in six months.",
        "I have not made a further appointment but would ask you to refer {him} back to us in a year.",
    ],
    notes: &[
        "DNA. Discharged. GP to re-refer if required",
        "DNA x 2, back to GP for re-referral",
        "Was not brought / did not attend: please send new referral",
        "GP to refer back in 12/12",
        "GP to re-book with us in 6 months please",
    ],
};

/// Found by the way and urgent: the hospital refers now. Ask 2.
pub(super) const REFER_URGENT: Ways = Ways {
    prose: &[
        "Incidentally there is a pigmented lesion on {his} back which I did not like; please refer urgently as a suspected cancer.",
        "I noticed a hard lump in {his} neck and would ask you to send {him} under the two week rule.",
        "{He} mentioned blood in the urine. Please make an urgent suspected cancer referral.",
    ],
    notes: &[
        "2WW referral for neck lump - GP please",
        "Suspicious mole L calf, GP to refer 2ww",
        "GP to refer urgently ?bowel ca",
    ],
};

/// The result of the hospital's own test is put to the practice: `{test}`. Ask 3.
pub(super) const RESULT: Ways = Ways {
    prose: &[
        "The {test} taken today was not back when I dictated this and I would be grateful if you could chase it.",
        "Could I ask the practice to look up the {test} and let {him} know.",
        "Please follow up the outstanding {test}.",
        "I have told {him} to make an appointment with you for the {test} result.",
        "{He} will contact you for the {test} result.",
        "The {test} is still awaited; kindly check it and inform {him}.",
        "We sent {test} before {he} went home and would ask you to see what it shows.",
        "Please act on the {test} once it is reported.",
    ],
    notes: &[
        "Pending at discharge: {test} - GP to chase",
        "GP to f/u {test} result",
        "Pt to get {test} result from GP",
        "Chase {test} pls",
        "{test} sent on day of d/c, GP kindly to check",
        "O/S {test}: GP to action",
        "GP to inform pt of {test}",
    ],
};

/// Asked to arrange what the hospital needs: `{scan}`. From the rule's day on the hospital's own. Ask 3.
pub(super) const ARRANGE: Ways = Ways {
    prose: &[
        "Please could you arrange {scan} before I see {him} again.",
        "I would be grateful if you would organise {scan}.",
        "{He} needs {scan}, which I would ask you to request.",
        "May I trouble you to request {scan} and let me have the report.",
    ],
    notes: &["GP to arrange {scan}", "{scan} via GP", "GP to request {scan}", "Please organise {scan}"],
};

/// The repeat chest X-ray. Ask 3 from the rule's day on.
pub(super) const CHEST: Ways = Ways {
    prose: &[
        "Please arrange a repeat chest X-ray in six weeks to make sure that this has cleared.",
        "{He} needs a further chest x-ray in six weeks and I would be grateful if you could request it.",
        "I should be obliged if you would organise a follow-up chest film in 6 weeks.",
        "Could you kindly repeat {his} CXR in six to eight weeks.",
        "May I ask you to arrange a chest radiograph six weeks from now.",
    ],
    notes: &[
        "Repeat CXR 6/52 via GP",
        "GP to arrange rpt CXR in 6 weeks",
        "CXR 6/52 - GP pls",
        "Repeat chest X-ray six weeks (GP to request)",
        "GP: please organise CXR in 6 wks to ensure resolution",
        "Chest radiograph in 6-8 weeks, GP kindly to organise",
    ],
};

/// The note for work that the hospital could have written. Ask 4.
pub(super) const FIT_NOTE: Ways = Ways {
    prose: &[
        "{He} will need a sick note for work, which I said you would provide.",
        "{He} asked about a fit note and I suggested that {he} comes to see you for it.",
        "Please could you supply a fit note for the next six weeks.",
        "{He} will be off work for eight weeks. Kindly issue a certificate.",
        "We gave a note for two weeks; {he} will be off for at least six, so please extend it.",
        "I would be grateful if you could do {him} a note for {his} employer for a month.",
    ],
    notes: &[
        "Fit note from GP",
        "Sick note 4/52 - GP please",
        "Needs Med3, see GP",
        "GP to issue fit note 6 weeks",
        "Off work 6/52, cert given for 1/52 only, GP to continue",
        "Pt to see GP for sick line",
    ],
};

/// A medicine to be started, from clinics and the emergency department: `{drug}`. Ask 5.
const START: Ways = Ways {
    prose: &[
        "Please start {drug}.",
        "I would be grateful if you could prescribe {drug}.",
        "I suggest {drug} and have asked {him} to collect a prescription from you.",
        "Would you kindly commence {drug}.",
        "I think {he} would benefit from {drug}, which I would ask you to add.",
        "I recommend that {he} goes on to {drug}; could the practice please issue this.",
        "I have discussed {drug} with {him} and {he} is happy to try it if you would prescribe.",
    ],
    notes: &[
        "Start {drug} - GP to prescribe",
        "GP to commence {drug}",
        "GP please add {drug}",
        "Rx {drug} via GP",
        "{drug} - GP pls",
        "For {drug}, GP to start",
    ],
};

/// The same from a ward: what should have gone home with the person. Ask 5.
const LEFT_OUT: Ways = Ways {
    prose: &[
        "{drug} was left off the discharge medicines; please prescribe it.",
        "We were unable to supply {drug} and would ask you to issue it.",
        "Please supply {drug}, as none was given on discharge.",
    ],
    notes: &[
        "{drug} not on TTO - GP to prescribe",
        "GP to supply {drug}, none dispensed",
        "New: {drug}. Not supplied. GP please issue",
        "No TTO supply of {drug}, GP to start",
    ],
};

/// How a medicine is asked for from that setting.
pub(super) const fn medicine(setting: Setting) -> &'static Ways {
    match setting {
        Setting::Ward => &LEFT_OUT,
        Setting::Clinic | Setting::Emergency => &START,
    }
}

/// Tests whose result is still to come.
pub(super) const TESTS: &[&str] = &[
    "urine culture",
    "stool culture",
    "vitamin D",
    "ferritin",
    "coeliac screen",
    "blood culture",
    "histology",
    "thyroid function",
    "CT report",
    "MRI report",
    "echo report",
    "swab result",
    "autoantibody screen",
    "wound swab",
];

/// Pictures and tracings that a hospital needs.
pub(super) const SCANS: &[&str] = &[
    "an ultrasound of the abdomen",
    "an MRI of the lumbar spine",
    "an echocardiogram",
    "a DEXA scan",
    "a 24 hour tape",
    "a CT of the chest in three months for the nodule",
    "an ultrasound of the shoulder",
];

/// Medicines that any clinic may start.
pub(super) const DRUGS: &[&str] = &[
    "amitriptyline 10 mg at night",
    "omeprazole 20 mg daily",
    "ramipril 2.5 mg daily",
    "gabapentin 300 mg nocte",
    "atorvastatin 40 mg",
    "bisoprolol 1.25 mg od",
    "sertraline 50 mg",
    "naproxen 250 mg bd",
    "lansoprazole 30 mg",
    "apixaban 5 mg bd",
    "ferrous fumarate 210 mg",
    "folic acid 5 mg",
    "mirabegron 50 mg",
    "fexofenadine 180 mg",
];
