//! The nouns everything else is made of: ids, days, moments, money, points on the map, and values that must not be
//! printed. Nothing here reads a clock, a file or a database.

mod clock;
mod code;
mod day;
mod id;
mod moment;
mod money;
mod nhs_number;
mod personal;
mod point;

pub use clock::{Clock, HandWound};
pub use code::{CodeRefused, OrgId};
pub use day::{Day, DayRefused, Weekday};
pub use id::{
    ActionId, AskId, DecisionId, GroupId, Id, IdRefused, ItemId, PersonKey, SeatId, ServiceId, SessionId,
    SiteId, SlotId, TableSeatId, UserId,
};
pub use moment::{Moment, MomentRefused};
pub use money::{Pence, PenceRefused};
pub use nhs_number::{NhsNumber, NhsNumberRefused};
pub use personal::Personal;
pub use point::{Metres, Point, PointRefused};
