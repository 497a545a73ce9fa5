//! Judging a break-glass: within a dated number of hours somebody else says whether it was right. The judgement stands in
//! the journal beside the look; nothing about the look changes.

use journal::{Act, Allowed, Draft, Fault, Loading, Query, Stream};
use kernel::{AskId, Day, SeatId, UserId};
use lawbook::{Dated, Src, date};
use policy::{Actor, Kind, Permit, Relations, Subject};
use serde::{Deserialize, Serialize};

use crate::read;

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

/// Where the judgements of an ask stand.
pub fn reviews(ask: AskId) -> Stream {
    Stream::of(REVIEWS, ask.id())
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
    /// The ask.
    pub ask: AskId,
    /// The judgement.
    pub reviewed: Reviewed,
}

/// Why it was not judged.
#[derive(Debug, PartialEq, Eq)]
pub enum ReviewRefused {
    /// That look broke no glass.
    NotBroken,
    /// The reason is too short to be read later.
    ReasonTooShort,
}

/// The look, as far as the decision needs it.
pub struct Looked {
    user: UserId,
    seat: SeatId,
    broke: bool,
    ours: bool,
}

const LOOK: Query = Query {
    name: "referrals.look-to-review",
    sql: "select user_id, seat, what, org from referral_look where ask = ?1 and seq = ?2 and nth = ?3",
};

impl Act for Review {
    const NAME: &'static str = "review-break-glass";
    const NEEDS: Permit = Permit::ReviewBreakGlass;
    type State = Option<Looked>;
    type Refusal = ReviewRefused;
    type Answer = ();

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<Option<Looked>, Fault> {
        let Some(parties) = read::parties(from, self.ask)? else { return Ok(None) };
        let values = [self.ask.into(), self.reviewed.seq.into(), self.reviewed.nth.into()];
        let Some(row) = from.first(&LOOK, &values)? else { return Ok(None) };
        Ok(Some(Looked {
            user: row.get(0)?,
            seat: row.get(1)?,
            broke: row.get::<String>(2)? == "break-glass",
            ours: parties.on_senders_side(actor.org) || parties.on_hosts_side(actor.org),
        }))
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
        if !state.is_some_and(|look| look.broke) {
            return Err(ReviewRefused::NotBroken);
        }
        if self.reviewed.why.trim().chars().count() < 10 {
            return Err(ReviewRefused::ReasonTooShort);
        }
        Ok(allowed.draft(()).fact(reviews(self.ask), REVIEWED, &self.reviewed))
    }
}
