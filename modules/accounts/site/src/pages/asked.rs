//! What every page here needs to know of a request: place, session, form token, where it comes from.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use journal::{Fault, NotDone};
use web::{FormToken, Place, SeeOther, Session, Stop, Typed};

use crate::Accounts;
use crate::cookies::{self, Device};

/// A request, as these pages look at it.
pub(crate) struct Asked {
    pub(crate) place: Place,
    pub(crate) token: FormToken,
    pub(crate) session: Option<Session>,
    pub(crate) query: Typed,
    pub(crate) headers: HeaderMap,
    /// Where it comes from: an address, or one network of the newer kind.
    pub(crate) address: String,
}

impl FromRequestParts<Accounts> for Asked {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, accounts: &Accounts) -> Result<Asked, Stop> {
        let place = parts.extensions.get::<Place>().cloned();
        let place = place.ok_or_else(|| Stop::fault("opening a page of accounts", "no shell around it"))?;
        Ok(Asked {
            token: FormToken::from_request_parts(parts, accounts).await?,
            session: parts.extensions.get::<Session>().cloned(),
            query: Typed::of_query(parts.uri.query().unwrap_or_default()),
            address: address(parts, accounts.0.trusts_proxy),
            headers: parts.headers.clone(),
            place,
        })
    }
}

fn address(parts: &Parts, trusts_proxy: bool) -> String {
    let forwarded = parts.headers.get("x-forwarded-for").and_then(|line| line.to_str().ok());
    if let (true, Some(line)) = (trusts_proxy, forwarded) {
        // The proxy writes its own reader last; what stands before may be anybody's words.
        let last = line.rsplit(',').next().unwrap_or_default().trim();
        return last.parse().map_or_else(|_| "unknown".to_owned(), network);
    }
    let direct = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    direct.map_or_else(|| "unknown".to_owned(), |ConnectInfo(from)| network(from.ip()))
}

/// One household of the newer kind of address has more addresses than there are stars: it counts as one.
fn network(address: std::net::IpAddr) -> String {
    match address {
        std::net::IpAddr::V4(four) => four.to_string(),
        std::net::IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
    }
}

/// Whether a host, perhaps with a port, is this machine.
pub(crate) fn host_is_loopback(host: &str) -> bool {
    let bare = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        Some(_) | None => host,
    };
    let bare = bare.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl Asked {
    /// The session, or on to the sign-in page and back.
    pub(crate) fn signed_in(&self, back_to: &str) -> Result<&Session, Stop> {
        self.session.as_ref().ok_or_else(|| Stop::SignIn { back_to: back_to.to_owned() })
    }

    pub(crate) fn device(&self) -> Device {
        Device::of(&self.place, &self.headers)
    }

    pub(crate) fn step(&self) -> &str {
        cookies::read(&self.place, &self.headers, cookies::STEP).unwrap_or_default()
    }

    pub(crate) fn session_token(&self) -> Option<String> {
        web::Cookie::Session.read(&self.place, &self.headers)
    }

    /// The kind of device, as its owner knows it again.
    pub(crate) fn device_label(&self) -> String {
        let agent =
            self.headers.get(header::USER_AGENT).and_then(|line| line.to_str().ok()).unwrap_or_default();
        let first = |known: &[(&str, &str)], or: &str| {
            known.iter().find(|(sign, _)| agent.contains(sign)).map_or(or, |(_, name)| name).to_owned()
        };
        let browser = first(
            &[
                ("Edg", "Edge"),
                ("OPR/", "Opera"),
                ("Firefox/", "Firefox"),
                ("Chrome/", "Chrome"),
                ("Safari/", "Safari"),
            ],
            "A browser",
        );
        let system = first(
            &[
                ("iPhone", "iPhone"),
                ("iPad", "iPad"),
                ("Android", "Android"),
                ("Windows", "Windows"),
                ("Mac OS X", "Mac"),
                ("Linux", "Linux"),
            ],
            "an unknown system",
        );
        format!("{browser} on {system}")
    }

    /// The page to go to afterwards, as the address or the form says; the first page if that is none of ours.
    pub(crate) fn then(typed: &Typed) -> String {
        let asked = typed.text("then");
        let own = accounts_rules::safe_return(asked).and_then(web::same_site);
        own.filter(|path| !path.starts_with("/sign-in")).unwrap_or("/").to_owned()
    }
}

/// On to another page, with cookies.
pub(crate) fn with_cookies(
    to: SeeOther,
    cookies: impl IntoIterator<Item = axum::http::HeaderValue>,
) -> Response {
    let mut response = to.into_response();
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Our fault, as a page.
pub(crate) fn fault(attempt: &str) -> impl FnOnce(Fault) -> Stop + '_ {
    move |why| Stop::fault(attempt, why)
}

/// What is no answer of a rule: not allowed reads as not found, and the rest is our fault.
pub(crate) fn stop<R>(attempt: &str, not_done: NotDone<R>) -> Stop {
    match not_done {
        NotDone::NotAllowed(_) => Stop::NotFound,
        NotDone::Fault(why) => Stop::fault(attempt, why),
        NotDone::AgainstTheRules(_) => Stop::fault(attempt, "refused by a rule that the page does not word"),
        NotDone::Changed { .. } | NotDone::KeyUsedForAnother => Stop::fault(attempt, "changed meanwhile"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        for here in ["127.0.0.1", "127.0.0.1:8080", "localhost:8080", "[::1]:8080", "[::1]", "localhost"] {
            assert!(host_is_loopback(here), "{here}");
        }
        for there in
            ["", "roundtable.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "10.0.0.1:8080"]
        {
            assert!(!host_is_loopback(there), "{there}");
        }
    }

    #[test]
    fn a_way_back_leads_to_our_own_pages_only() {
        let then = |text: &str| Asked::then(&Typed::of([("then", text)]));
        assert_eq!(then("/inbox?state=late"), "/inbox?state=late");
        for bad in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/sign-in?then=/x",
            "javascript:1",
        ] {
            assert_eq!(then(bad), "/", "{bad}");
        }
    }
}
