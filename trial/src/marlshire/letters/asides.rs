//! What else stands in letters: what a practice may be asked, what the hospital has arranged, what the person is to do,
//! and what only looks like a request.

use super::asked::Ways;

/// What partners agreed a practice may be asked, or is a matter for talk.
pub(super) const SUITABLE: Ways = Ways {
    prose: &[
        "Please would you check {his} kidney function and potassium in two weeks because the tablets were changed.",
        "I would be grateful if your nurse could measure {his} blood pressure in four weeks.",
        "Please continue the new tablets; four weeks were supplied today.",
        "Could you kindly stop the aspirin.",
        "HbA1c in three months as part of {his} usual diabetes review, please.",
        "Please check a full blood count in a month to see that the anaemia is recovering.",
        "Please take the codeine off {his} repeat.",
        "{He} is due a pneumococcal vaccine, which I would ask you to give.",
        "Please record the diagnosis in {his} notes.",
        "Could you please check {his} weight at the next routine visit in three months.",
    ],
    notes: &[
        "GP: U&E in 2 weeks (new ACE inhibitor)",
        "GP to recheck Hb in 4 weeks, was 98 on discharge",
        "Stop aspirin",
        "BP check with practice nurse in 4 weeks please",
        "Please continue new inhaler, 28 days supplied",
        "GP to amend repeat: codeine stopped",
        "Pneumococcal vaccine due, GP please",
        "Please code new diagnosis",
        "HbA1c 3/12 with usual diabetic review, GP",
        "Wean off codeine over 2 weeks",
    ],
};

/// What the hospital does itself.
pub(super) const ARRANGED: Ways = Ways {
    prose: &[
        "I have arranged to see {him} again in four months.",
        "I have requested an MRI and will write to you both with the result.",
        "We have referred {him} to the physiotherapists here.",
        "{He} was given four weeks of the tablets from our pharmacy.",
        "A fit note for the whole of {his} recovery was issued today.",
        "The specialist nurse will telephone {him} in a fortnight.",
        "I have put {his} name on the waiting list.",
        "We will let {him} know what the biopsy shows.",
        "Our secretary will send out a date for the scan.",
        "I have taken bloods today and shall deal with the results.",
        "A chest X-ray in six weeks has been booked here, and we shall tell {him} what it shows.",
    ],
    notes: &[
        "OPA 3/12",
        "MRI requested, we will write",
        "Physio referral done",
        "28 days TTO supplied",
        "Fit note issued 6/52",
        "CNS to ring in 2/52",
        "On waiting list for procedure",
        "Ward will chase blood cultures and contact pt",
        "Clinic to send appointment",
        "CXR 6/52 booked by ward, result to our clinic",
    ],
};

/// What the person is to do.
pub(super) const PERSON: Ways = Ways {
    prose: &[
        "{He} knows to go to the emergency department if the pain returns.",
        "I have advised {him} to cut down on alcohol.",
        "{He} is not to drive for one week.",
        "{He} will ring our secretary if the date does not suit.",
        "{He} has been given our direct number in case things get worse.",
        "I encouraged {him} to stop smoking.",
    ],
    notes: &[
        "Return to ED if worse",
        "Pt advised no driving 1/52",
        "Keep wound dry 5 days",
        "Pt to ring ward if temp > 38",
        "Stop smoking advice given",
        "Exercises as shown",
    ],
};

/// What looks like a request and is none.
pub(super) const NO_REQUEST: Ways = Ways {
    prose: &[
        "You had kindly arranged a chest X-ray in the spring, which was clear.",
        "Thank you for starting {him} on the statin.",
        "{He} does not need any further imaging.",
        "I do not think that a fit note is required.",
        "Had the troponin been raised we would have kept {him} in.",
        "{He} was referred to dermatology by one of your colleagues some years ago.",
        "Long-term antibiotics were considered and decided against.",
        "{He} saw your nurse for bloods last month and these were normal.",
        "No change to {his} medication.",
        "{He} declined a referral to the pain service.",
    ],
    notes: &[
        "No GP action required",
        "No further follow up",
        "CT head not indicated",
        "Declined referral to smoking cessation",
        "Previous echo via GP 2021 normal",
        "Antibiotics not needed",
        "No change to meds",
    ],
};

/// Sentences between the head of a letter and its plan.
pub(super) const STORY: &[&str] = &[
    "Thank you for asking me to see {Name}, who has had symptoms for about three months.",
    "I reviewed {Name} today. {He} tells me that things are a little better.",
    "{Name} came with {his} daughter.",
    "On examination {he} looked well. Pulse 76 and regular, blood pressure 134/78.",
    "The abdomen was soft and there were no masses.",
    "{His} blood tests showed a haemoglobin of 121 and normal renal function.",
    "The CT showed no cause for concern.",
    "{He} lives alone and manages {his} own shopping.",
    "There is a family history of heart disease.",
    "{He} is an ex-smoker of twenty years.",
    "{His} weight is steady at 78 kg.",
    "I went through the findings with {him} and {he} was happy with the explanation.",
    "{He} slept poorly last winter but this has settled.",
    "Current medication: amlodipine 5 mg, atorvastatin 20 mg, paracetamol as required.",
    "{He} was treated with intravenous antibiotics for two days and then by mouth.",
    "{He} made a good recovery and was safe on the stairs.",
];

/// The story of a child.
pub(super) const CHILD_STORY: &[&str] = &[
    "I reviewed {Name} today with {his} parents.",
    "{He} is growing along the 50th centile.",
    "On examination {he} was well and playful. The chest was clear.",
    "{His} parents report that {he} is feeding well.",
    "There is a family history of asthma.",
];

/// What the parents are to do, and what the practice may be asked, of a child.
pub(super) const CHILD: Ways = Ways {
    prose: &[
        "{His} parents know to bring {him} back if {he} stops feeding.",
        "{His} parents will ring our secretary if the date does not suit.",
        "Please could you give the vaccines that are due.",
        "Please record the diagnosis in {his} notes.",
    ],
    notes: &["Parents to return to ED if worse", "Immunisations due, GP please", "Please code new diagnosis"],
};
