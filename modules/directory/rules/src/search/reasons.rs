//! Why a host stands where it stands, in words.

use super::Hit;
use super::found::{FirstOffer, Spread};
use super::query::Query;
use crate::Bsl;

/// The reasons of one host, distance and date first.
pub(super) fn reasons(hit: &Hit<'_>, query: &Query, spread: Option<Spread>) -> Vec<String> {
    let needs = &query.needs;
    let mut reasons = vec![format!("{:.1} miles in a straight line", hit.miles())];
    reasons.push(match hit.first {
        FirstOffer::Slot(day) => format!("first free slot {}", day.in_words()),
        FirstOffer::ByTelephone(day) => {
            let days = day - query.on;
            let about = if days % 7 == 0 && days > 0 {
                format!("{} week{}", days / 7, if days == 7 { "" } else { "s" })
            } else {
                format!("{days} day{}", if days == 1 { "" } else { "s" })
            };
            format!("offers by telephone, next about {about}")
        }
    });
    if needs.bsl {
        reasons.push(match hit.service.support.bsl {
            Bsl::Staff => "somebody there signs".to_owned(),
            Bsl::Bookable => "a sign-language interpreter can be booked".to_owned(),
            Bsl::No => "no sign language there: an interpreter has to be brought".to_owned(),
        });
    }
    if let Some(language) = &needs.language {
        let support = &hit.service.support;
        reasons.push(if support.speaks(language) {
            format!("speaks {language}")
        } else if support.interpreter {
            format!("an interpreter for {language} can be booked")
        } else {
            format!("no {language} there: an interpreter has to be brought")
        });
    }
    if let Some(spread) = spread {
        reasons.push(format!(
            "drawn among {} hosts as near and as soon, by their {} free slots",
            spread.among, spread.free_slots
        ));
    }
    reasons
}
