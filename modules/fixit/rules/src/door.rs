//! The three doors. Harm now is a telephone call, one patient's care is the clinical team's, a broken process or an idea
//! is posted; only the third stores anything.

/// A door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Harm or risk to a patient now: numbers to ring, and the national incident system. No post.
    Harm,
    /// One patient's own management, or speeding up a referral: the clinical team. No post.
    OnePatient,
    /// A broken process, or an idea.
    Post,
}

/// What people write when somebody is at risk now. Whoever writes so is shown the numbers before anything is stored.
const HARM: &[&str] = &[
    "collapsed",
    "unconscious",
    "unresponsive",
    "not breathing",
    "cardiac arrest",
    "bleeding heavily",
    "anaphyla",
    "sepsis now",
    "septic",
    "suicidal now",
    "overdosed",
    "overdose today",
    "wrong dose given",
    "wrong drug given",
    "wrong patient given",
    "being harmed",
    "at risk now",
    "at risk today",
    "right now",
    "deteriorating",
    "acutely unwell",
    "needs an ambulance",
    "needs to be seen today",
    "life threatening",
    "life-threatening",
    "came to harm",
    "was harmed",
    "has died",
    "emergency now",
];

/// What people write when they mean one patient's care.
const ONE_PATIENT: &[&str] = &[
    "expedite",
    "speed up",
    "be seen sooner",
    "seen earlier",
    "bring forward",
    "chase the referral for",
    "chase her",
    "chase his",
    "my patient",
    "this patient",
    "a patient of mine",
    "one of my patients needs",
    "can you see",
    "please see",
    "please review this",
    "advice on a patient",
    "advice about a patient",
    "what should we do with",
    "her appointment",
    "his appointment",
    "her scan",
    "his scan",
    "her results",
    "his results",
];

/// The door that words read like; none where nothing speaks against posting. Never decides: it asks.
pub fn reads_like(text: &str) -> Option<Door> {
    let plain: String = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let says = |list: &[&str]| list.iter().any(|words| plain.contains(words));
    if says(HARM) {
        Some(Door::Harm)
    } else if says(ONE_PATIENT) {
        Some(Door::OnePatient)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_scripted_cases_go_through_the_right_door() {
        let cases = [
            ("A patient has collapsed in the waiting room after the new tablet", Some(Door::Harm)),
            ("He was given the wrong dose today and is deteriorating", Some(Door::Harm)),
            ("Somebody is at risk now because the ward sent no insulin", Some(Door::Harm)),
            ("Could you expedite the appointment I asked for in May", Some(Door::OnePatient)),
            ("Please see this patient in clinic next week", Some(Door::OnePatient)),
            ("My patient needs advice on her results", Some(Door::OnePatient)),
            ("Discharge letters ask us to chase cultures that the ward took", None),
            ("Fit notes are issued for two weeks after six-week operations", None),
            ("The number on the clinic's letters is not answered in the afternoon", None),
            ("Idea: put the action block at the top of the discharge letter", None),
        ];
        for (text, door) in cases {
            assert_eq!(reads_like(text), door, "{text}");
        }
    }
}
