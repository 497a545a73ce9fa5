//! What stands beside a replay: what the things done are paid, and a changed rota or site set, simulated.

use std::path::Path;

use cli::Failure;
use clocks::Period;
use kernel::Day;
use planning_rules::facts::v1 as kept;
use planning_rules::replay::{self, Block, Paid, Past};
use planning_rules::simulation::{Experiment, file as scenario_file};
use serde_json::{Value, json};

use super::{Change, Contract};
use crate::commands::plan::simulate;
use crate::place::At;

/// What is paid, for programs.
pub(super) fn paid_value(of: &Paid) -> Value {
    let sum = |sum: &replay::Sum| json!({"count": sum.count, "pence": sum.pence});
    json!({
        "pence": of.pence(),
        "unpriced": of.unpriced,
        "payers": of.payers.iter().map(|(name, of)| (name.clone(), sum(of))).collect::<serde_json::Map<_, _>>(),
        "providers": of.providers.iter().map(|(name, of)| (name.to_string(), sum(of))).collect::<serde_json::Map<_, _>>(),
        "fifths": of.fifths.iter().map(|(name, of)| (name.to_string(), sum(of))).collect::<serde_json::Map<_, _>>(),
        "shadow": of.shadow.iter().map(|(name, of)| (name.to_string(), sum(of))).collect::<serde_json::Map<_, _>>(),
    })
}

/// What the period is paid in force and under the trial; none where the file has neither prices nor contracts.
pub(super) fn money(
    change: &Change,
    text: &str,
    path: &Path,
    past: &[Past],
    period: Period,
) -> Result<Option<(Paid, Paid)>, Failure> {
    let none = change.price.is_empty()
        && change.price_in_force.is_empty()
        && change.contract.is_empty()
        && change.contract_in_force.is_empty();
    if none {
        return Ok(None);
    }
    let prices = |heads: &[&str], as_name: &str| {
        let part = only(text, heads).replace(as_name, "[[price]]");
        scenario_file::prices(&part)
            .map_err(|why| Failure::refused(format_args!("{}, {why}", path.display())))
    };
    let in_force = prices(&["[[price_in_force"], "[[price_in_force]]")?;
    // What the trial does not change stays as it is in force.
    let trial = if change.price.is_empty() { in_force.clone() } else { prices(&["[[price]]"], "[[price]]")? };
    let blocks = |of: &[Contract], name: &str| -> Result<Vec<Block>, Failure> {
        let one = |(nth, contract): (usize, &Contract)| {
            let wrong = |field: &str, why: &str| {
                Failure::refused(format_args!("{}: {name} {}, {field}: {why}", path.display(), nth + 1))
            };
            let provider = contract
                .provider
                .parse()
                .map_err(|_| wrong("provider", "write the organisation’s code, as in ZS001"))?;
            if contract.block_pence < 0 {
                return Err(wrong("block_pence", "is below 0"));
            }
            Ok(Block { provider, payer: contract.payer.clone(), pence_a_year: contract.block_pence })
        };
        of.iter().enumerate().map(one).collect()
    };
    let before = blocks(&change.contract_in_force, "contract_in_force")?;
    let then =
        if change.contract.is_empty() { before.clone() } else { blocks(&change.contract, "contract")? };
    Ok(Some((replay::paid(past, period, &in_force, &before), replay::paid(past, period, &trial, &then))))
}

/// The lines of a text that stand under these heads; all others are blank, so that lines keep their numbers.
fn only(text: &str, heads: &[&str]) -> String {
    let mut within = false;
    let lines = text.lines().map(|line| {
        let begins = line.trim_start();
        let is_head = begins.starts_with('[') && begins.trim_end().ends_with(']') && !begins.contains(',');
        if is_head {
            within = heads.iter().any(|head| begins.starts_with(head));
        }
        if within { line } else { "" }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A changed rota, site set or behaviour, simulated beside the place as it is; none where the file changes none of them.
pub(super) fn modelled(
    change: &Change,
    text: &str,
    path: &Path,
    at: &At,
    today: Day,
) -> Result<Option<kept::Trial>, Failure> {
    if change.service.is_empty() && change.behaviour.is_none() {
        return Ok(None);
    }
    let Some(choice) = &change.choice else {
        return Err(Failure::refused(format_args!(
            "{}: choice: is missing: a changed rota or site set is simulated, and needs to know what a day and a mile are worth to people",
            path.display()
        )));
    };
    let (mut base, share) = simulate::place(at, today)?;
    (base.choice.a_day, base.choice.a_mile) = (choice.a_day, choice.a_mile);
    let calendar = referrals_site::england();
    let wrong =
        |why: planning_rules::simulation::Wrong| Failure::refused(format_args!("{}: {why}", path.display()));
    if let Some(share) = share {
        base = planning_rules::simulation::calibrated(base, share, calendar).map_err(wrong)?;
    }
    let part = only(text, &["[[service", "[behaviour"]);
    let mut changed = scenario_file::changed(&part, base.clone())
        .map_err(|why| Failure::refused(format_args!("{}, {why}", path.display())))?;
    if changed.services.len() != base.services.len() {
        return Err(Failure::refused(format_args!(
            "{}: service: a change names services that the place has, by id or name; a new one needs a session at one of them, or is entered in the directory first",
            path.display()
        )));
    }
    changed.title.clone_from(&change.title);
    let how =
        Experiment { replications: choice.replications.min(200), seed: choice.seed, ..Experiment::default() };
    let scenarios = [base, changed];
    let found =
        planning_rules::simulation::experiment(&scenarios, how, calendar, &mut |_, _| true).map_err(wrong)?;
    let made = planning_site::Made {
        asked: text,
        how,
        on: today,
        program: concat!("Roundtable ", env!("CARGO_PKG_VERSION")),
        again: &format!("roundtable plan replay --change {}", path.display()),
    };
    Ok(Some(planning_site::simulated(&scenarios, &found, &made)))
}
