//! What others read of the table: groups, seats, chairs, meetings, decisions, actions and packs.

mod meetings;
mod outcomes;
mod tables;

pub use meetings::{
    At, MeetingRow, Told, at, attendance, counted, england, guests, guests_of_seat, interests, item, items,
    last_quorate, meeting_row, meeting_rows, meetings, next_meeting, pressures, run_next,
};
pub use outcomes::{
    ActionRow, DecisionRow, action, actions_above, actions_of_group, actions_of_seat, confirmations,
    decision, decisions, nudged, open_actions, pack, packs,
};
pub use tables::{
    Known, chairs, children, group, group_by_feed, groups, groups_of_seat, parent_of, seat_group, seats,
    seats_in_force,
};
