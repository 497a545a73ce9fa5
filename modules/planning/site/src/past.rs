//! The past of a place for a replay, and the check that a replay reads it as the journal's own tables do.

use std::collections::HashMap;

use directory_site::read as directory;
use journal::{Fault, Reading};
use kernel::{Day, OrgId};
use lawbook::{Setting, shipped};
use planning_rules::replay::{Past, Ready, as_kept};
use referrals_rules::facts::v1::Move;
use referrals_site::past;

/// Longest look back beyond the period: an ask that falls due in it was sent at most so long before.
const BEFORE_DAYS: i32 = 366;

/// The rule sets that the tables keep a verdict of.
const KEPT: [&str; 5] = ["GP-28", "CL-5c", "CL-5w", "OFFER-14", "HARM"];

/// The past, and what the check found.
pub struct Read {
    /// Every ask, as sent and moved.
    pub past: Vec<Past>,
    /// Verdicts that were compared with those that the tables keep.
    pub compared: u64,
    /// Those that differ, by ask and rule; a replay of them is not to be trusted.
    pub differ: Vec<String>,
}

fn setting_of(kind: &str) -> Setting {
    match kind {
        "sexual_health_clinic" => Setting::Clinic,
        "hospital" => Setting::Hospital,
        "pharmacy" => Setting::Pharmacy,
        _ => Setting::Practice,
    }
}

/// Reads the asks that can count in a period, and compares every verdict that the tables keep with one worked out anew.
pub fn past(reading: &Reading, first: Day, last: Day) -> Result<Read, Fault> {
    let kinds: HashMap<OrgId, String> =
        directory::organisations(reading)?.into_iter().map(|of| (of.code, of.kind)).collect();
    let rules: Vec<Ready> = KEPT.iter().filter_map(|id| Ready::of(&shipped::rule_set(id)?).ok()).collect();
    let first = first - BEFORE_DAYS;
    let mut kept: HashMap<(String, String), (String, Option<i64>)> = HashMap::new();
    for one in past::verdicts(reading, first, last)? {
        kept.insert((one.ask, one.rule), (one.verdict, one.days));
    }
    let mut read = Read { past: Vec::new(), compared: 0, differ: Vec::new() };
    let calendar = referrals_site::england();
    past::histories(reading, first, last, |ask, sent, moves| {
        let host = moves
            .iter()
            .rev()
            .find_map(|moved| if let Move::Redirected { to, .. } = &moved.what { Some(*to) } else { None });
        let kind = kinds.get(&host.unwrap_or(sent.to)).map_or("practice", String::as_str);
        let one = Past { setting: setting_of(kind), sent, moves };
        for rule in &rules {
            let anew = as_kept(&one, rule, calendar)
                .map(|(verdict, days)| (verdict.to_owned(), days.map(i64::from)));
            let known = kept.remove(&(ask.to_owned(), rule.id.clone()));
            read.compared += 1;
            if anew != known {
                read.differ.push(format!("{} under {}", one.sent.reference, rule.id));
            }
        }
        read.past.push(one);
        Ok(())
    })?;
    read.differ
        .extend(kept.into_keys().map(|(ask, rule)| format!("{ask} under {rule}: no such ask was read")));
    Ok(read)
}
