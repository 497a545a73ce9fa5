//! Two cookies beside the shell's own: the step between password and code, and the devices that have signed in before.
//! Neither can be written by anybody else: both are signed.

use axum::http::{HeaderMap, HeaderValue, header};
use kernel::{Id, UserId};
use web::Place;

use crate::secrets::Key;

/// What stands between two pages of signing in or setting up.
pub(crate) const STEP: &str = "roundtable-step";
/// The devices that signed in before.
pub(crate) const DEVICE: &str = "roundtable-device";

/// Accounts that one device is known to; the one that signed in longest ago gives way.
const ACCOUNTS_MAX: usize = 8;
const YEAR_SECONDS: u32 = 31_536_000;

fn full(place: &Place, name: &str) -> String {
    if place.secure_cookies { format!("__Host-{name}") } else { name.to_owned() }
}

/// The value of a cookie that the browser sent.
pub(crate) fn read<'h>(place: &Place, headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let name = full(place, name);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

fn line(place: &Place, name: &str, value: &str, more: &str) -> HeaderValue {
    let secure = if place.secure_cookies { "; Secure" } else { "" };
    let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}", full(place, name));
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Sets the step.
pub(crate) fn set_step(place: &Place, value: &str) -> HeaderValue {
    line(place, STEP, value, "")
}

/// Takes the step away.
pub(crate) fn no_step(place: &Place) -> HeaderValue {
    line(place, STEP, "", "; Max-Age=0")
}

/// A device, and the accounts it has signed in to, each by a mark that fits this device alone.
pub(crate) struct Device {
    id: String,
    marks: Vec<String>,
}

impl Device {
    /// The device that sent these headers; a new one if it said nothing.
    pub(crate) fn of(place: &Place, headers: &HeaderMap) -> Device {
        let mut parts = read(place, headers, DEVICE).unwrap_or_default().split('.');
        let id = parts.next().filter(|id| id.parse::<Id>().is_ok());
        match id {
            Some(id) => {
                Device { id: id.to_owned(), marks: parts.take(ACCOUNTS_MAX).map(str::to_owned).collect() }
            }
            None => Device { id: Id::from_bits(rand::random()).to_string(), marks: Vec::new() },
        }
    }

    fn mark(&self, key: &Key, user: UserId) -> String {
        key.mark("device", &format!("{}/{user}", self.id))
    }

    /// The mark, if the device has signed in to that account before.
    pub(crate) fn known(&self, key: &Key, user: UserId) -> Option<String> {
        let mark = self.mark(key, user);
        self.marks.contains(&mark).then_some(mark)
    }

    /// The cookie after it has signed in.
    pub(crate) fn now_known(mut self, place: &Place, key: &Key, user: UserId) -> HeaderValue {
        let mark = self.mark(key, user);
        self.marks.retain(|known| *known != mark);
        self.marks.insert(0, mark);
        self.marks.truncate(ACCOUNTS_MAX);
        let value = std::iter::once(self.id).chain(self.marks).collect::<Vec<_>>().join(".");
        line(place, DEVICE, &value, &format!("; Max-Age={YEAR_SECONDS}"))
    }
}
