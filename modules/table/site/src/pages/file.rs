//! Files to keep: a pack, minutes.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use web::Stop;

/// A file of that name and kind.
pub(super) fn of(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(as_file) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, as_file);
    }
    response
}

/// A document as a PDF, written on a thread beside those that serve pages.
pub(super) async fn printed(name: String, document: pdf::Document) -> Result<Response, Stop> {
    let writing = tokio::task::spawn_blocking(move || pdf::write(&document)).await;
    let written = writing.map_err(|why| Stop::fault("writing a PDF", why))?;
    let bytes = written.map_err(|why| Stop::fault("writing a PDF", why))?;
    Ok(of(&name, pdf::KIND, bytes))
}
