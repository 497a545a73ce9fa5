//! A proposed rule tried on the last four closed quarters. Work that may take seconds on a large place: it tells how far it
//! is, and can be stopped.

use clocks::{Calendar, Rule};
use directory_site::read::Rows;
use journal::{Fault, Query};
use kernel::Day;
use measures_rules::disclosure::Policy;
use measures_rules::facts::v1::{Published, PublishedTable, RuleName};
use measures_rules::period::Quarter;
use measures_rules::publication::{self, Comparison, Tried};

use crate::kept::{Kept, england};
use crate::prepare::{POLICY, PrepareRefused};
use crate::{read, rules};

/// A comparison as bytes, with their hash: what goes into the record.
#[derive(Clone, Debug)]
pub struct Frozen {
    comparison: Comparison,
    text: String,
    sha256: String,
    first: Day,
    last: Day,
}

impl Frozen {
    /// What was compared.
    pub fn comparison(&self) -> &Comparison {
        &self.comparison
    }

    /// The bytes as text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Their SHA-256.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// First and last day of the year.
    pub fn days(&self) -> (Day, Day) {
        (self.first, self.last)
    }
}

/// How far the work is: asks judged of all that are to be judged. Answers whether to go on.
pub type GoOn<'g> = dyn FnMut(usize, usize) -> bool + 'g;

/// Tries a rule of the place; nothing where it was stopped.
pub fn compare(
    from: &impl Rows,
    kept: &Kept,
    name: &RuleName,
    today: Day,
    go_on: &mut GoOn<'_>,
) -> Result<Option<Frozen>, PrepareRefused> {
    let year = Quarter::closed_before(today).year();
    let period = year.period();
    let policy = Policy::named(POLICY, period.last).ok_or(PrepareRefused::NoPolicy(period.last))?;
    let own = rules::own(from)?;
    let proposed = own.iter().find(|rule| RuleName::of(&rule.set) == *name);
    let proposed = proposed.and_then(|rule| rules::tried(rule.set.clone()).ok());
    let Some(proposed) = proposed else {
        return Err(Fault::plain(format!("compare {name}: nobody has proposed it")).into());
    };
    let mut tried: Vec<Tried> = rules::for_period(from, period.first, period.last)?;
    tried.retain(|other| !other.set.proposed && other.set.id != proposed.set.id);
    tried.push(proposed);
    let plain: Vec<Rule> = tried.iter().map(|tried| tried.rule).collect();
    let calendar: &Calendar = england();
    let mut quarters = Vec::new();
    for (nth, quarter) in year.quarters().into_iter().enumerate() {
        let last = quarter.period().last;
        let told = &mut |done: usize, all: usize| go_on(nth * all + done, 4 * all);
        let Some(view) = kept.view_with(from, &plain, last, told)? else { return Ok(None) };
        let specs = publication::compared_specs(&view.asks, &view.judged, &tried, quarter, calendar)
            .map_err(|broken| Fault::new("count a comparison", broken))?;
        quarters.push(specs);
    }
    let before = shown_before(from)?;
    let compared =
        publication::compared(year, quarters, &tried, &before, &policy).map_err(PrepareRefused::Door)?;
    let Some(comparison) = compared else { return Ok(None) };
    let text = serde_json::to_string(&comparison).map_err(|error| Fault::new("write a comparison", error))?;
    let sha256 = read::sha256(text.as_bytes());
    Ok(Some(Frozen { comparison, text, sha256, first: period.first, last: period.last }))
}

const SHOWN: Query = Query {
    name: "measures.shown-before",
    sql: "select at, last_day, 0, quarter, body from measures_publication
          union all select at, last_day, 1, sha256, body from measures_comparison order by 1, 3, 2, 4",
};

/// Every table that was shown before, published or frozen in a comparison, in the order in which they went out.
pub fn shown_before(from: &impl Rows) -> Result<Vec<PublishedTable>, Fault> {
    let mut tables: Vec<PublishedTable> = Vec::new();
    for row in from.all(&SHOWN, &[])? {
        let body: String = row.get(4)?;
        if row.get::<i64>(2)? == 0 {
            let published: Published =
                serde_json::from_str(&body).map_err(|error| Fault::new("read a publication", error))?;
            tables.extend(published.tables);
        } else {
            tables.extend(parse(&body)?.tables);
        }
    }
    Ok(tables)
}

/// A comparison from its frozen bytes.
pub fn parse(text: &str) -> Result<Comparison, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::new("read a frozen comparison", error))
}

const LAST: Query = Query {
    name: "measures.last-frozen-comparison",
    sql: "select sha256 from measures_comparison where id = ?1 and version = ?2 order by at desc, sha256 limit 1",
};

/// The hash of the comparison that was frozen last; nothing where there is none.
pub fn last_frozen(from: &impl Rows, name: &RuleName) -> Result<Option<String>, Fault> {
    let rows = from.all(&LAST, &[name.id.as_str().into(), i64::from(name.version).into()])?;
    rows.first().map(|row| row.get(0)).transpose()
}
