//! The planted truths about figures: two clocks over the same asks, and the one rule that took their place. Both are read from
//! what was published, as everybody at the table reads it.

use journal::{Fault, Reading};
use measures_rules::asks::setting;
use measures_rules::disclosure::Shown;
use measures_rules::facts::v1::{Published, PublishedTable};
use measures_rules::period::Quarter;
use measures_rules::report::{PLACES, place_in_words};
use measures_site::{prepare, read, rules};
use trial::marlshire::rule::{DECIDED, INSTEAD_OF, ONE_RULE};

use crate::demo::build::Built;

fn table<'p>(of: &'p Published, id: &str) -> Option<&'p PublishedTable> {
    of.tables.iter().find(|table| table.id == id)
}

/// The share met of a setting under a rule, in hundredths.
fn share(of: &Published, rule: &str, kind: &str) -> Option<f64> {
    let table = table(of, &format!("kept.{rule}.setting"))?;
    read::share(table, setting(kind)).percent.map(|(share, _, _)| share)
}

fn words(share: Option<f64>) -> String {
    share.map_or_else(|| "not shown".to_owned(), |share| format!("{share:.1}%"))
}

/// Practices look good by their own clock and bad by the clinics', on the very same asks.
pub(super) fn two_clocks(reading: &Reading) -> Result<(bool, String), Fault> {
    const GOOD: f64 = 60.0;
    const BAD: f64 = 10.0;
    let all = read::publications(reading)?;
    let Some(last) = all.last() else { return Ok((false, "nothing is published".to_owned())) };
    let (own, other) = (prepare::FIRST, prepare::SECOND);
    let shares = [own, other].map(|rule| share(last, rule, "practice"));
    let beside = table(last, &format!("beside.{own}.{other}"));
    let [met, failed, _] = PLACES.map(place_in_words);
    let differ = beside.map_or(Shown::Withheld, |table| read::shown(table, &[met, failed]));
    let [good, bad] = shares;
    let holds = good.is_some_and(|good| good >= GOOD) && bad.is_some_and(|bad| bad <= BAD);
    Ok((
        holds,
        format!(
            "in {} practices met {} of their asks under {own} and {} of them under {other}; {differ} asks met the one and not the other",
            last.quarter,
            words(good),
            words(bad)
        ),
    ))
}

/// The rule stands decided by a quorate meeting, judges from its day on, and no figure before that day was counted by it.
pub(super) fn one_rule(reading: &Reading, built: &Built) -> Result<(bool, String), Fault> {
    let own = rules::own(reading)?;
    let Some(rule) = own.iter().find(|rule| rule.set.id == ONE_RULE) else {
        return Ok((false, format!("nobody proposed {ONE_RULE}")));
    };
    let Some(adopted) = &rule.adopted else {
        return Ok((false, format!("{ONE_RULE} is proposed, and adopted by nobody")));
    };
    let decisions = table_site::read::decisions(reading, built.tables.alliance)?;
    let decided = decisions.iter().find(|row| row.decision.title == DECIDED);
    let decided_on = decided.map(|row| row.taken_on).filter(|on| *on < adopted.from);
    let starts = Quarter::of(adopted.from);
    let judged_by = |of: &Published| {
        let in_force = of.rules.iter().any(|set| set.id == ONE_RULE && !set.proposed);
        in_force && table(of, &format!("kept.{ONE_RULE}.setting")).is_some()
    };
    let (mut before, mut since) = (Vec::new(), Vec::new());
    for published in read::publications(reading)? {
        let earlier = published.quarter.parse::<Quarter>().is_ok_and(|quarter| quarter < starts);
        if earlier { before.push(published) } else { since.push(published) }
    }
    let changed = since.first().map(|next| (next, ["practice", "sexual_health_clinic"]));
    let shares = changed.map(|(next, kinds)| kinds.map(|kind| share(next, ONE_RULE, kind)));
    // The quarter of overlap shows the old rules beside the new one.
    let overlap = since.first().is_some_and(|next| {
        INSTEAD_OF.iter().all(|old| table(next, &format!("kept.{old}.setting")).is_some())
    });
    let holds = decided_on.is_some()
        && !before.is_empty()
        && !before.iter().any(judged_by)
        && since.iter().all(judged_by)
        && overlap
        && shares.is_some_and(|shares| shares.iter().all(Option::is_some));
    let [practices, clinics] = shares.unwrap_or([None, None]);
    Ok((
        holds,
        format!(
            "decided on {}, in force from {}: {} quarters before it know nothing of it; in {starts} practices met {} and clinics {} under {ONE_RULE}",
            decided_on.map_or_else(|| "no day".to_owned(), |on| on.to_string()),
            adopted.from,
            before.len(),
            words(practices),
            words(clinics)
        ),
    ))
}
