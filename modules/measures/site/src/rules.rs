//! The rule sets that asks of this place are judged by: those that come with the program, and those that the place proposed
//! or adopted, as dated rows of its journal.

use clocks::{NotInDays, Period, Rule};
use directory_site::read::Rows;
use journal::{Fault, Query, Row};
use kernel::{Day, Moment, OrgId, SeatId, UserId};
use lawbook::{RuleSet, Start, shipped};
use measures_rules::facts::v1::RuleName;
use measures_rules::publication::Tried;

/// A rule that the place proposed, with what became of it.
#[derive(Clone, Debug)]
pub struct OwnRule {
    /// The rule; its first day in force is the adopted one.
    pub set: RuleSet,
    /// Why it was proposed.
    pub why: String,
    /// Why it does not apply to every setting; empty where it does.
    pub why_not_all: String,
    /// It changes something clinical.
    pub clinical: bool,
    /// When it was proposed.
    pub proposed_at: Moment,
    /// By which organisation.
    pub proposed_org: OrgId,
    /// By which seat.
    pub proposed_seat: SeatId,
    /// By whom.
    pub proposed_user: UserId,
    /// What adopted it.
    pub adopted: Option<Adoption>,
}

/// How a rule came into force.
#[derive(Clone, Debug)]
pub struct Adoption {
    /// The decision, by its reference.
    pub decision: String,
    /// First day in force.
    pub from: Day,
    /// Last day of the quarter in which the old and the new are both shown.
    pub overlap_until: Day,
    /// The rules that it takes the place of.
    pub instead_of: Vec<String>,
    /// The hash of the comparison that was on the table.
    pub sha256: String,
}

const OWN: Query = Query {
    name: "measures.own-rules",
    sql: "select body, why, why_not_all, clinical, proposed_at, proposed_org, proposed_seat, proposed_user, state,
          from_day, overlap_until, decision, instead_of, sha256 from measures_rule order by id, version",
};

fn own_row(row: &Row) -> Result<OwnRule, Fault> {
    let mut set: RuleSet = serde_json::from_str(&row.get::<String>(0)?)
        .map_err(|error| Fault::new("read a rule of the place", error))?;
    let adopted = match row.get::<String>(8)?.as_str() {
        "adopted" => Some(Adoption {
            decision: row.get(11)?,
            from: row.get(9)?,
            overlap_until: row.get(10)?,
            instead_of: row.get::<String>(12)?.split_whitespace().map(str::to_owned).collect(),
            sha256: row.get(13)?,
        }),
        _ => None,
    };
    set.proposed = adopted.is_none();
    if let Some(adopted) = &adopted {
        set.from = adopted.from;
    }
    Ok(OwnRule {
        set,
        why: row.get(1)?,
        why_not_all: row.get(2)?,
        clinical: row.get(3)?,
        proposed_at: row.get(4)?,
        proposed_org: row.get(5)?,
        proposed_seat: row.get(6)?,
        proposed_user: row.get(7)?,
        adopted,
    })
}

/// The rules that the place proposed or adopted, by name and version.
pub fn own(from: &impl Rows) -> Result<Vec<OwnRule>, Fault> {
    from.all(&OWN, &[])?.iter().map(own_row).collect()
}

/// A rule set made ready, where it is one that asks between organisations are judged by.
pub fn tried(set: RuleSet) -> Result<Tried, NotInDays> {
    let rule = Rule::of(&set)?;
    Ok(Tried { set, rule })
}

/// The rule sets for asks that begin when they are received, shipped ones first. Each stands for its day: a rule that was
/// adopted instead of others ends them at the close of the quarter of overlap.
pub fn all(from: &impl Rows) -> Result<Vec<Tried>, Fault> {
    let mut sets: Vec<RuleSet> = shipped::rule_sets()
        .into_iter()
        .filter(|set| set.measures.iter().all(|measure| measure.start == Start::Received))
        .collect();
    for rule in own(from)? {
        if let Some(adopted) = &rule.adopted {
            for old in sets.iter_mut().filter(|set| adopted.instead_of.iter().any(|id| *id == set.id)) {
                old.to = Some(adopted.overlap_until);
            }
        }
        sets.push(rule.set);
    }
    Ok(sets.into_iter().filter_map(|set| tried(set).ok()).collect())
}

/// The rules that a quarter's figures are counted by: all in force on one of its days, and what stands proposed by then.
pub fn for_period(from: &impl Rows, first: Day, last: Day) -> Result<Vec<Tried>, Fault> {
    let stands = |set: &RuleSet| set.from <= last && set.to.is_none_or(|to| first <= to);
    Ok(all(from)?.into_iter().filter(|tried| stands(&tried.set)).collect())
}

/// Twelve months, and the rules that judge them.
pub struct LastYear {
    /// The twelve months.
    pub period: Period,
    /// The rules in force on one of their days, and what stands proposed.
    pub rules: Vec<Tried>,
}

impl LastYear {
    /// The rules alone.
    pub fn plain(&self) -> Vec<Rule> {
        self.rules.iter().map(|tried| tried.rule).collect()
    }
}

/// The twelve months to today, which an organisation reads its own asks by: what fell due in them is known by now.
pub fn last_year(from: &impl Rows, today: Day) -> Result<LastYear, Fault> {
    let period = Period { first: today.plus_months(-12) + 1, last: today };
    Ok(LastYear { period, rules: for_period(from, period.first, period.last)? })
}

/// The rule of that name, in its latest version unless one is named as in `HARM.v2`.
pub fn named<'t>(all: &'t [Tried], name: &str) -> Option<&'t Tried> {
    let (id, version) = match name.rsplit_once(".v") {
        Some((id, version)) => (id, version.parse::<u16>().ok()),
        None => (name, None),
    };
    let fits = |tried: &&Tried| {
        tried.set.id.eq_ignore_ascii_case(id) && version.is_none_or(|version| tried.set.version == version)
    };
    all.iter().filter(fits).max_by_key(|tried| tried.set.version)
}

/// The names of rules, for a message that lists them.
pub fn names(all: &[Tried]) -> String {
    let mut names: Vec<String> = all.iter().map(|tried| RuleName::of(&tried.set).id).collect();
    names.dedup();
    names.join(", ")
}
