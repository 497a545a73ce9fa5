//! The web shell: NHS design system components, layout, sign-in session, error pages.
//!
//! A page's handler returns a [`Page`], a [`SeeOther`] or a [`Stop`]; [`shell`] finds out who is signed in before it,
//! checks that a form is ours, and puts the frame of the place around what comes back. The README shows a whole page.

mod assets;
mod calendar_file;
pub mod components;
mod cookie;
mod csv_file;
mod file;
mod form;
mod form_token;
mod list;
pub mod markup;
mod multipart;
mod page;
mod place;
mod redirect;
mod session;
mod shell;
mod stop;

#[cfg(test)]
mod parity;

pub use assets::url as asset_url;
pub use calendar_file::{Appointment, calendar_file};
pub use cookie::Cookie;
pub use csv_file::{LABEL_COLUMN, csv_file, harmless};
pub use file::{file, written};
pub use form::{Problems, SentFile, Typed};
pub use form_token::FormToken;
pub use list::{ListQuery, Order};
pub use page::Page;
pub use place::{Place, SYNTHETIC, SystemClock};
pub use redirect::{SeeOther, same_site, see_other};
pub use session::{Later, NoSessions, Session, Sessions, SignedIn, Visitor};
pub use shell::shell;
pub use stop::{Conflict, ConflictField, Forbidden, Stop};
