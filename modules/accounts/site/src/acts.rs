//! What people do about accounts: invite, accept, sign in and out, keep their own account, leave; and what managers and
//! administrators do about seats and tokens.

mod account;
mod invite;
mod leave;
mod open;
mod seats;
mod session;
mod shared;
mod token;

pub use account::{AcceptInvitation, AccountRefused, NewCodes, NewSecret, SetPassword, UseReset};
pub use invite::{BringInUsers, Invite, InviteRefused, Invited, NewLink, Newcomer, SendLink};
pub use leave::{Leave, LeaveRefused};
pub(crate) use open::OpenAccounts;
pub use seats::{EndHolding, NameHolder, SeatRefused};
pub use session::{
    BeginSession, ChooseSeat, EndAllSessions, EndSession, EndSessionsOf, SessionRefused, Shown,
};
pub use shared::{MAIL, Message, Standing};
pub(crate) use shared::{account, since, standings, to_act};
pub use token::{EndToken, MakeToken, TokenRefused};
