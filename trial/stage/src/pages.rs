//! Pages over HTTP, as a browser without script uses them.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use journal::Journal;
use kernel::HandWound;
use tower::ServiceExt;

use crate::Answer;
use crate::ground::Folder;

/// A journal, its clock, and pages on it. Whoever asks is named by the word in their cookie.
pub struct Stage {
    /// The journal.
    pub journal: Journal,
    /// Its clock.
    pub clock: Arc<HandWound>,
    /// Where it is kept.
    pub file: PathBuf,
    pub(crate) router: Router,
    pub(crate) _folder: Folder,
}

impl Stage {
    async fn answer(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let location = response.headers().get(header::LOCATION).map(|at| at.to_str().unwrap().to_owned());
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer {
            status,
            location: location.unwrap_or_default(),
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.into(),
        }
    }

    /// Opens a page.
    pub async fn get(&self, who: &str, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, format!("roundtable={who}"));
        self.answer(request.body(Body::empty()).unwrap()).await
    }

    /// Sends a form with its token.
    pub async fn post(&self, who: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = form_urlencoded::Serializer::new(String::new());
        let body = form.append_pair("form_token", "form-token").extend_pairs(fields).finish();
        self.typed(who, path, "application/x-www-form-urlencoded", body).await
    }

    /// Sends a file as a browser does.
    pub async fn send(&self, who: &str, path: &str, file: impl AsRef<[u8]>) -> Answer {
        let head = "--edge\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\nform-token\r\n\
             --edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\n";
        let body = [head.as_bytes(), file.as_ref(), b"\r\n--edge--\r\n"].concat();
        self.typed(who, path, "multipart/form-data; boundary=edge", body).await
    }

    async fn typed(&self, who: &str, path: &str, of: &str, body: impl Into<Body>) -> Answer {
        let request = Request::post(path)
            .header(header::COOKIE, format!("roundtable={who}"))
            .header(header::CONTENT_TYPE, of);
        self.answer(request.body(body.into()).unwrap()).await
    }
}
