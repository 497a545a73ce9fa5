//! Where somebody can be fitted, near and soon: the true best by a rule that is shown, with every “why not”.
//!
//! **The combined order.** A day of waiting counts as much as a mile (a row: [`rows::SEARCH`]): hosts stand by
//! distance + days × metres a day; then by distance, then by date, then by id, so that the order is total. Two other
//! orders serve a person's wish: nearest, soonest. In each, hosts that meet her language or signing come first.
//!
//! **Spreading.** In the combined order, hosts within a mile and three days of each other and of the best are equally
//! good. One of them is drawn, each with its share of the free slots of the next four weeks; the draw depends on
//! nothing but the ask's id, so that it is the same each time the page is opened. It stands first and says so; the others
//! keep their order.

mod asked;
mod candidate;
mod found;
mod grid;
mod hot;
mod index;
mod query;
mod reasons;
mod seen;
mod spread;

pub use candidate::{Offers, Service};
pub use found::{FirstOffer, Found, Hit, LeftOut, NotYetSigned, Spread, WhyNot};
pub use index::{Agreement, Index};
pub use query::{Order, Query};
