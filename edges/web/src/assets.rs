//! Style sheets, scripts and pictures, carried inside the program. Their addresses change when they do, so a browser
//! may keep them for a year.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "assets"]
struct Files;

const FINGERPRINT: &str = env!("ASSETS_FINGERPRINT");

/// The address of an asset, as in `url("roundtable.css")`.
pub fn url(file: &str) -> String {
    format!("/assets/{FINGERPRINT}/{file}")
}

/// Serves `/assets/{fingerprint}/{file}`. An older fingerprint gets today's file, but not for long.
pub(crate) async fn serve(Path((fingerprint, file)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let (Some(found), Some(kind)) = (Files::get(&file), kind(&file)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag: String =
        found.metadata.sha256_hash().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    let keep = if fingerprint == FINGERPRINT { "public, max-age=31536000, immutable" } else { "no-cache" };
    let is_same = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let head = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CACHE_CONTROL, keep.to_owned()),
        (header::ETAG, tag),
    ];
    if is_same {
        (StatusCode::NOT_MODIFIED, head).into_response()
    } else {
        (head, found.data.into_owned()).into_response()
    }
}

/// What a browser loads; other files of the folder are not served.
fn kind(file: &str) -> Option<&'static str> {
    match file.rsplit_once('.').map(|(_, end)| end) {
        Some("css") => Some("text/css; charset=utf-8"),
        Some("mjs" | "js") => Some("text/javascript; charset=utf-8"),
        Some("svg") => Some("image/svg+xml"),
        Some("png") => Some("image/png"),
        Some(_) | None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_style_sheet_or_script_names_another_site() {
        for file in Files::iter().filter(|file| file.ends_with("css")) {
            let css = String::from_utf8(Files::get(&file).unwrap().data.into_owned()).unwrap();
            assert!(
                !css.contains("url(http") && !css.contains("url(//") && !css.contains("@font-face"),
                "{file}"
            );
        }
        assert!(Files::get("vendor/nhsuk-frontend.css").is_some());
        assert_eq!(kind("vendor/SHA256SUMS"), None);
    }
}
