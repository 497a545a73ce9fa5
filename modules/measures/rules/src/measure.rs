//! The measures that figures are made of (§13.4), each with the definition that its number opens to.

/// A measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Its short stable name.
    pub id: &'static str,
    /// What it counts.
    pub definition: &'static str,
    /// What is better, where one way is.
    pub better: crate::spc::Better,
}

use crate::spc::Better::{Higher, Lower, Neither};

const fn measure(id: &'static str, definition: &'static str, better: crate::spc::Better) -> Measure {
    Measure { id, definition, better }
}

/// All measures, in the order of the list.
pub const MEASURES: &[Measure] = &[
    measure(
        "M1",
        "Share of due asks met, for each rule set; open asks past their due day count as not met",
        Higher,
    ),
    measure(
        "M2",
        "Median and 92nd percentile of the raw wait in days, open asks counted for as long as they waited",
        Lower,
    ),
    measure("M3", "Days by owner: host, sender, patient, clinical; together the raw wait", Neither),
    measure("M4", "Days from receipt to the first valid offer", Lower),
    measure("M5", "Share of asks sent to a setting that the agreed rule would not have chosen", Lower),
    measure("M6", "Miles saved against the nearest clinic", Higher),
    measure("M7", "Share of simple cases seen at specialist level", Lower),
    measure("M8", "Share right the first time", Higher),
    measure("M9", "Same-day step-ups seen by the end of the clinic", Higher),
    measure("M10", "Four-domain funnel: screened, found, stepped up, seen", Neither),
    measure("M11", "Share not attended, and share cancelled by the host", Lower),
    measure("M12", "Asks returned from A to B to A", Lower),
    measure("M13", "Requests for each 1,000 letters, and the share judged inappropriate or unclear", Lower),
    measure("M14", "Share of Fix-It issues with a first answer within 10 working days", Higher),
    measure("M15", "Share of actions done on time", Higher),
    measure("M16", "Projects by stage", Neither),
    measure("M17", "Share of directory entries confirmed within 90 days", Higher),
    measure("M18", "People's rating", Higher),
];

/// The measure of this name.
pub fn find(id: &str) -> Option<&'static Measure> {
    MEASURES.iter().find(|m| m.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_m1_to_m18_once_each() {
        let ids: Vec<String> = MEASURES.iter().map(|m| m.id.to_owned()).collect();
        let wanted: Vec<String> = (1..=18).map(|n| format!("M{n}")).collect();
        assert_eq!(ids, wanted);
        assert!(find("M5").is_some() && find("M19").is_none());
    }
}
