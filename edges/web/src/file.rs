//! Files for a reader to keep: a spreadsheet, a document, a print.

use std::fmt::Display;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::stop::Stop;

/// A file for the reader to keep, under that name.
pub fn file(name: &str, kind: &'static str, body: impl Into<Body>) -> Response {
    let plain =
        |letter: char| if letter.is_ascii_alphanumeric() || "-_.".contains(letter) { letter } else { '-' };
    let name: String = name.chars().map(plain).collect();
    let mut response = (StatusCode::OK, body.into()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// The same where writing it takes a moment: on a thread beside those that serve pages.
pub async fn written<E: Display + Send + 'static>(
    name: &str,
    kind: &'static str,
    write: impl FnOnce() -> Result<Vec<u8>, E> + Send + 'static,
) -> Result<Response, Stop> {
    let done = tokio::task::spawn_blocking(write).await.map_err(|why| Stop::fault("writing a file", why))?;
    done.map(|bytes| file(name, kind, bytes)).map_err(|why| Stop::fault("writing a file", why))
}
