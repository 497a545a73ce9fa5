//! What is looked for.

use kernel::{AskId, Day, Metres, OrgId, Point};

use crate::{Method, Needs, Person, Purpose};

/// The order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Order {
    /// Distance and first date together.
    #[default]
    Combined,
    /// Distance, then date.
    Nearest,
    /// First date, then distance.
    Soonest,
}

/// One search.
#[derive(Clone, Debug)]
pub struct Query {
    /// From where the person travels.
    pub from: Point,
    /// What is to be fitted.
    pub method: Method,
    /// What for: it decides who pays.
    pub purpose: Purpose,
    /// Who asks; its own services are left out.
    pub sender: OrgId,
    /// What acceptance needs to know of the person.
    pub person: Person,
    /// What the person needs.
    pub needs: Needs,
    /// The farthest the person can travel; none = not said.
    pub travel_limit: Option<Metres>,
    /// The first day that counts.
    pub on: Day,
    /// The order of the list.
    pub order: Order,
    /// The ask for which hosts are sought: the draw among equally good hosts depends on it alone.
    pub ask: AskId,
}
