//! What people say at the tables of Marlshire.

pub(super) const ITEMS: &[(&str, &str)] = &[
    ("Waits at the three trusts", "Noted; the patch leads look at the longest."),
    ("Emergency coils at weekends", "Two sites open on Saturdays from the spring."),
    ("Letters back to the home practice", "Agreed to send within two working days."),
    ("Fitters who leave", "Each practice names a second fitter."),
    ("Heavy bleeding: who pays", "The commissioner writes it down."),
];

pub(super) type Considered = &'static [(&'static str, &'static str)];

pub(super) const DECISIONS: &[(&str, Considered)] = &[
    (
        "Every practice that cannot fit asks the nearest that can",
        &[("Nearest first", ""), ("Only within the patch", "leaves the north without a host")],
    ),
    (
        "A day is counted as the owner’s who has the next move",
        &[("Owner days", ""), ("One clock for all", "blames hosts for what patients choose")],
    ),
    (
        "Clinics keep two Saturday sessions a month",
        &[
            ("Two a month", ""),
            ("Every Saturday", "not enough fitters"),
            ("None", "people at work cannot come"),
        ],
    ),
    (
        "Hosts say no within two working days or not at all",
        &[("Two working days", ""), ("Five", "too long for the person who waits")],
    ),
];

pub(super) const ACTIONS: &[&str] = &[
    "Write to practices without a second fitter",
    "Find a room for Saturday sessions",
    "Count asks that were turned aside for their purpose",
    "Ask the training school for four places",
    "Agree the leaflet for people who wait",
    "Bring last quarter’s waits by patch",
    "Ring the practices that have not signed",
    "Draft the text for the public page",
    "Check the chaperone list of each site",
    "Invite the medical committee to take its seat",
];

pub(super) const PRESSURES: &[&str] = &[
    "One fitter on leave until the summer",
    "The procedure room is being repaired",
    "Reception is two people short",
    "More asks from across the border than planned",
];
