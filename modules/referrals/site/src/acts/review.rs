//! Judging a break-glass: within a dated number of hours somebody else says whether it was right. The judgement stands in
//! the journal beside the look; nothing about the look changes.

use journal::{Act, Allowed, Draft, Fault, Loading, Stream};
use kernel::{Day, Id, Moment, OrgId, SeatId, UserId};
use lawbook::{Dated, Src, date};
use policy::{Actor, Kind, Permit, Relations, Subject};
use serde::{Deserialize, Serialize};

use crate::retention::Retains;

/// Hours within which a break-glass is judged (group).
pub const REVIEW_HOURS: Dated<i64> = Dated(&[(date(2017, 1, 1), 72, Src("group", "break-glass review"))]);

/// The hours that held on the day of a look.
pub fn review_hours(on: Day) -> i64 {
    REVIEW_HOURS.on(on)
}

/// The family of the judgements, one stream an ask.
const REVIEWS: &str = "look-review";
/// The kind of fact.
const REVIEWED: &str = "look-reviewed.1";

/// Where the judgements of looks at a record stand.
pub fn reviews(record: Id) -> Stream {
    Stream::of(REVIEWS, record)
}

/// A judgement of one look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    /// The act of the look.
    pub seq: i64,
    /// Its place in the act.
    pub nth: i64,
    /// It was right to break the glass.
    pub right: bool,
    /// Why, in the reviewer's words.
    pub why: String,
}

/// Judges a break-glass.
pub struct Review {
    /// The record.
    pub record: Id,
    /// The judgement.
    pub reviewed: Reviewed,
}

/// Why it was not judged.
#[derive(Debug, PartialEq, Eq)]
pub enum ReviewRefused {
    /// No look of that kind broke any glass.
    NotBroken,
    /// The reason is too short to be read later.
    ReasonTooShort,
}

/// The look, as far as the decision needs it.
pub struct Looked {
    user: UserId,
    seat: SeatId,
    ours: bool,
}

/// A break-glass as whatever module kept it.
#[derive(Clone, Debug)]
pub struct Broken {
    /// How the address of the record's page begins.
    pub address: &'static str,
    /// The record.
    pub record: Id,
    /// The act of the look.
    pub seq: i64,
    /// Its place in the act.
    pub nth: i64,
    /// When.
    pub at: Moment,
    /// Whose seat.
    pub seat: SeatId,
    /// Of which organisation.
    pub org: OrgId,
    /// The reason they typed.
    pub why: String,
    /// What the record is called.
    pub called: String,
    user: UserId,
}

/// Break-glasses of records that an organisation has a part in, or of all, in every module of the place; of one look where
/// one is named by its record, act and place.
pub fn broken(
    from: &impl Retains,
    org: Option<OrgId>,
    one: Option<(Id, i64, i64)>,
) -> Result<Vec<Broken>, Fault> {
    let (record, seq, nth) =
        one.map_or((None, None, None), |(id, seq, nth)| (Some(id), Some(seq), Some(nth)));
    let values = [org.into(), record.into(), seq.into(), nth.into()];
    let mut found = Vec::new();
    for glass in from.modules().iter().flat_map(|module| module.behind_glass) {
        for row in from.all(&glass.broken, &values)? {
            found.push(Broken {
                address: glass.address,
                record: row.get(0)?,
                seq: row.get(1)?,
                nth: row.get(2)?,
                at: row.get(3)?,
                seat: row.get(4)?,
                org: row.get(5)?,
                why: row.get(6)?,
                called: row.get(7)?,
                user: row.get(8)?,
            });
        }
    }
    found.sort_by_key(|one| std::cmp::Reverse(one.at));
    Ok(found)
}

impl Act for Review {
    const NAME: &'static str = "review-break-glass";
    const NEEDS: Permit = Permit::ReviewBreakGlass;
    type State = Option<Looked>;
    type Refusal = ReviewRefused;
    type Answer = ();

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<Option<Looked>, Fault> {
        let look = (self.record, self.reviewed.seq, self.reviewed.nth);
        let Some(of) = broken(from, None, Some(look))?.into_iter().next() else { return Ok(None) };
        let ours = !broken(from, Some(actor.org), Some(look))?.is_empty();
        Ok(Some(Looked { user: of.user, seat: of.seat, ours }))
    }

    fn subject(&self, state: &Option<Looked>, actor: &Actor) -> Subject {
        let Some(look) = state else { return Subject::new(Kind::AccessLog, Relations::NONE) };
        // Whoever holds two seats judges neither of them from the other.
        let own = look.seat == actor.seat || look.user == actor.user;
        let relations =
            Relations::NONE.and_if(look.ours, Relations::OWN_ORGANISATION).and_if(own, Relations::OWN_SEAT);
        Subject::new(Kind::AccessLog, relations)
    }

    fn decide(self, state: Option<Looked>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ReviewRefused> {
        if state.is_none() {
            return Err(ReviewRefused::NotBroken);
        }
        if self.reviewed.why.trim().chars().count() < 10 {
            return Err(ReviewRefused::ReasonTooShort);
        }
        Ok(allowed.draft(()).fact(reviews(self.record), REVIEWED, &self.reviewed))
    }
}
