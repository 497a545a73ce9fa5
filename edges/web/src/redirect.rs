//! On to another page of this site, and to no other.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// On to another page after something was done, so that loading it again does not do it twice.
#[derive(Clone, Debug)]
pub struct SeeOther {
    to: String,
    saying: Option<Flash>,
}

/// What the next page says has been done. It stands in a cookie, so it names nobody.
#[derive(Clone, Debug)]
pub(crate) struct Flash(pub(crate) String);

/// On to that page of this site. An address of another site leads to the first page.
pub fn see_other(to: impl AsRef<str>) -> SeeOther {
    SeeOther { to: same_site(to.as_ref()).unwrap_or("/").to_owned(), saying: None }
}

impl SeeOther {
    /// The next page says that this was done. Name nobody: the words stand in a cookie.
    #[must_use]
    pub fn saying(mut self, words: impl Into<String>) -> SeeOther {
        self.saying = Some(Flash(words.into()));
        self
    }
}

/// The address if it is a page of this site: a path, and nothing a browser might take for another host.
pub fn same_site(address: &str) -> Option<&str> {
    let mut letters = address.chars();
    let is_path = letters.next() == Some('/') && !matches!(letters.next(), Some('/' | '\\'));
    let is_plain = address.chars().all(|letter| letter.is_ascii_graphic() && letter != '\\');
    (is_path && is_plain).then_some(address)
}

/// The page of this site that the browser says it came from: where the form is that was sent.
pub(crate) fn came_from(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let address = headers.get(header::REFERER)?.to_str().ok()?;
    let (_, rest) = address.split_once("://")?;
    same_site(rest.strip_prefix(host)?).map(str::to_owned)
}

impl IntoResponse for SeeOther {
    fn into_response(self) -> Response {
        let mut response = StatusCode::SEE_OTHER.into_response();
        let to = HeaderValue::from_str(&self.to).unwrap_or_else(|_| HeaderValue::from_static("/"));
        response.headers_mut().insert(header::LOCATION, to);
        if let Some(flash) = self.saying {
            response.extensions_mut().insert(flash);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        for good in ["/", "/asks/1?x=2#y", "/a//b"] {
            assert_eq!(same_site(good), Some(good));
        }
        for bad in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/\t/evil",
            "asks",
            "/a\\b",
        ] {
            assert_eq!(same_site(bad), None, "{bad}");
        }
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("roundtable.example"));
        headers.insert(header::REFERER, HeaderValue::from_static("https://roundtable.example/form?x=1"));
        assert_eq!(came_from(&headers).as_deref(), Some("/form?x=1"));
        headers.insert(header::REFERER, HeaderValue::from_static("https://roundtable.example.evil/form"));
        assert_eq!(came_from(&headers), None);
        assert_eq!(see_other("//evil.example").into_response().headers()[header::LOCATION], "/");
    }
}
