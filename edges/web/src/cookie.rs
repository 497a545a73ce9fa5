//! Cookies: read, set and taken away. None is readable by script; over https none leaves it, and the name says so.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::place::Place;

/// Which cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// The session's token.
    Session,
    /// What a stranger's forms are bound to.
    Form,
    /// What the next page says has been done.
    Flash,
    /// Opens the page of a person who has no account, for a while.
    Person,
}

impl Cookie {
    fn name(self, place: &Place) -> String {
        let name = match self {
            Cookie::Session => "roundtable",
            Cookie::Form => "roundtable-form",
            Cookie::Flash => "roundtable-done",
            Cookie::Person => "roundtable-me",
        };
        // With this beginning a browser takes it only over https, for this host alone and for all of it.
        if place.secure_cookies { format!("__Host-{name}") } else { name.to_owned() }
    }

    /// The value that the browser sent.
    pub fn read(self, place: &Place, headers: &HeaderMap) -> Option<String> {
        let name = self.name(place);
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.to_owned())
    }

    /// Sets it, until the browser is closed. The value has only letters, digits, `-`, `_`, `.` and `%`.
    pub fn set(self, place: &Place, value: &str) -> HeaderValue {
        self.line(place, value, "")
    }

    /// Takes it away.
    pub fn gone(self, place: &Place) -> HeaderValue {
        self.line(place, "", "; Max-Age=0")
    }

    fn line(self, place: &Place, value: &str, more: &str) -> HeaderValue {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.%".contains(letter);
        let value: String = value.chars().filter(|letter| is_plain(*letter)).collect();
        let secure = if place.secure_cookies { "; Secure" } else { "" };
        let line = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}", self.name(place));
        HeaderValue::from_str(&line).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_https_a_cookie_is_for_this_host_alone() {
        let place = Place::new("Marlshire", "https://roundtable.example", [0; 32]);
        let line = Cookie::Session.set(&place, "abc");
        assert_eq!(line, "__Host-roundtable=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
        let demo = Place::new("Marlshire", "http://127.0.0.1:8080", [0; 32]);
        assert_eq!(Cookie::Session.gone(&demo), "roundtable=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }

    #[test]
    fn a_value_cannot_add_to_the_line() {
        let demo = Place::new("Marlshire", "http://127.0.0.1:8080", [0; 32]);
        assert_eq!(
            Cookie::Form.set(&demo, "a; Domain=x\r\n"),
            "roundtable-form=aDomainx; Path=/; HttpOnly; SameSite=Lax"
        );
    }

    #[test]
    fn it_is_found_among_others() {
        let demo = Place::new("Marlshire", "http://127.0.0.1:8080", [0; 32]);
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("x=1; roundtable-form=2; roundtable=3"));
        assert_eq!(Cookie::Session.read(&demo, &headers).as_deref(), Some("3"));
        assert_eq!(Cookie::Flash.read(&demo, &headers), None);
    }
}
