//! Bringing in a rule that a group agreed before the place began here: proposed and adopted on days that have passed. What
//! has been published stays as it is, so a rule cannot be brought in for a quarter whose figures are out.

use directory_site::read::Rows;
use journal::{Act, Allowed, Draft, Fault, Loading, Query, Stream};
use kernel::Day;
use measures_rules::facts::v1::{Proposed, RULES, RuleName, kind};
use measures_rules::period::Quarter;
use measures_rules::proposal::{self, Written};
use policy::{Actor, Kind, Permit, Relations, Subject};

use super::rule::{Adopt, AdoptKnown, ProposeRefused, RuleRefused, last_version};
use crate::tables::stream_of;

const PLACE: Subject = Subject::new(Kind::Place, Relations::NONE);

/// A rule as it was proposed on a day that has passed.
pub struct BringInProposal {
    /// The rule.
    pub written: Written,
    /// The day.
    pub on: Day,
}

impl Act for BringInProposal {
    const NAME: &'static str = "bring-in-proposed-rule";
    const NEEDS: Permit = Permit::ImportHistory;
    type State = u16;
    type Refusal = ProposeRefused;
    type Answer = RuleName;

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<u16, Fault> {
        last_version(from, &self.written.id)
    }

    fn subject(&self, _state: &u16, _actor: &Actor) -> Subject {
        PLACE
    }

    fn decide(self, last: u16, allowed: &Allowed<'_, Self>) -> Result<Draft<RuleName>, ProposeRefused> {
        let on = self.on.min(allowed.now().day());
        let proposed = proposal::check(&self.written, last.saturating_add(1), on).map_err(ProposeRefused)?;
        let proposed = Proposed { on: Some(on), ..proposed };
        let name = RuleName::of(&proposed.rule);
        let stream = Stream::new(RULES, stream_of(&name));
        Ok(allowed.draft(name).fact(stream, kind::PROPOSED, &proposed))
    }
}

/// An adoption as it was decided on a day that has passed. All that an adoption needs today it needed then, but for the
/// signatures, which stand in the minutes.
pub struct BringInAdoption {
    /// The adoption.
    pub adopt: Adopt,
    /// The day of the decision.
    pub on: Day,
}

const PUBLISHED: Query = Query {
    name: "measures.published-since",
    sql: "select quarter from measures_publication where last_day >= ?1 order by last_day limit 1",
};

impl Act for BringInAdoption {
    const NAME: &'static str = "bring-in-adopted-rule";
    const NEEDS: Permit = Permit::ImportHistory;
    /// What an adoption must know, and the first quarter from its day on that is published.
    type State = (AdoptKnown, Option<Quarter>);
    type Refusal = RuleRefused;
    type Answer = Day;

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<Self::State, Fault> {
        let known = self.adopt.load(actor, from)?;
        let rows = from.all(&PUBLISHED, &[self.adopt.from.into()])?;
        let published = match rows.first() {
            Some(row) => row.get::<String>(0)?.parse().ok(),
            None => None,
        };
        Ok((known, published))
    }

    fn subject(&self, _state: &Self::State, _actor: &Actor) -> Subject {
        PLACE
    }

    fn decide(
        self,
        (known, published): Self::State,
        allowed: &Allowed<'_, Self>,
    ) -> Result<Draft<Day>, RuleRefused> {
        if let Some(quarter) = published {
            return Err(RuleRefused::PublishedAlready(quarter));
        }
        let on = self.on.min(allowed.now().day());
        let name = self.adopt.rule.clone();
        let adopted = self.adopt.adopted(&known, on, false)?;
        let answer = adopted.overlap_until;
        let stream = Stream::new(RULES, stream_of(&name));
        Ok(allowed.draft(answer).fact(stream, kind::ADOPTED, &adopted))
    }
}
