//! The pages of signing in and keeping one's account, one file each; and what they share.

mod account;
mod account_codes;
mod account_password;
mod account_telephone;
mod asked;
mod code;
mod enter;
mod invitation;
mod reset;
mod seat_holding;
mod seat_invite;
mod seat_list;
mod seat_name;
mod set_up;
mod sign_in;
mod sign_out;
mod systems;
mod words;

use axum::Router;

use crate::Accounts;

pub(crate) use asked::host_is_loopback;

/// Every page of accounts. The shell goes around them.
pub fn routes(accounts: Accounts) -> Router {
    Router::new()
        .merge(sign_in::routes())
        .merge(code::routes())
        .merge(sign_out::routes())
        .merge(account::routes())
        .merge(account_password::routes())
        .merge(account_codes::routes())
        .merge(account_telephone::routes())
        .merge(invitation::routes())
        .merge(set_up::routes())
        .merge(reset::routes())
        .merge(seat_list::routes())
        .merge(seat_invite::routes())
        .merge(seat_name::routes())
        .merge(seat_holding::routes())
        .merge(systems::routes())
        .merge(enter::routes())
        .with_state(accounts)
}
