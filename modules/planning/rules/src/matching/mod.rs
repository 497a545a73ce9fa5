//! Who goes where: minimum-cost flow, assignment, and a waiting list spread over sites.

mod assign;
mod flow;
mod redistribute;
mod transport;
mod tree;
mod waiting_list;

pub use assign::assign;
pub use flow::{Arc, Flow, FlowRefused, Network, cheapest_flow};
pub use redistribute::{Arrangement, Figures, OneMore, Room, Waiting, arrange, one_more_session};
pub use waiting_list::{Spread, SpreadRefused, WaitingList, spread};
