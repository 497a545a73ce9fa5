//! Text messages through an HTTP adapter: one small POST to an address of the place's choosing, which passes it on to
//! whoever carries texts there. Only the status of the answer is read, so that nothing of theirs is ever taken for ours.
//!
//! What is sent: `POST` with `Content-Type: application/json`, `Authorization: Bearer …` where a token is set, and
//! `Idempotency-Key` with the letter's id; the body is `{"id":"…","to":"+447700900123","text":"…"}`. 2xx = taken; 408, 425,
//! 429 and 5xx = later; any other = never.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::letter::{Address, Letter};
use crate::post::{Accepted, NotSent, Post};

/// How long the adapter may take.
const SECONDS_MAX: u64 = 20;
/// Bytes of an answer that are read at the most: the first line says all.
const ANSWER_BYTES_MAX: usize = 1024;

/// An adapter for texts.
pub struct TextAdapter {
    tls: Option<TlsConnector>,
    host: String,
    port: u16,
    path: String,
    token: Option<String>,
}

impl TextAdapter {
    /// An adapter at an address. `http://` is taken on this machine alone.
    pub fn new(url: &str, token: Option<String>) -> Result<TextAdapter, String> {
        let (scheme, rest) = url.split_once("://").ok_or("write an address that begins with https://")?;
        let (authority, path) = match rest.find('/') {
            Some(place) => rest.split_at(place),
            None => (rest, "/"),
        };
        if authority.contains('@') {
            return Err("write no user or password into the address: set ROUNDTABLE_SMS_TOKEN".to_owned());
        }
        let secure = scheme == "https";
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().map_err(|_| "the port is no number")?),
            None => (authority, if secure { 443 } else { 80 }),
        };
        if host.is_empty() || path.chars().any(|of| of.is_control() || of == ' ') {
            return Err("the address cannot be used: write one as in https://texts.example/send".to_owned());
        }
        let here = matches!(host, "localhost" | "127.0.0.1");
        if !(secure || (scheme == "http" && here)) {
            return Err("write an https:// address: http:// is taken on this machine alone".to_owned());
        }
        let clean = |token: &String| token.bytes().all(|of| of.is_ascii_graphic());
        if token.as_ref().is_some_and(|token| !clean(token)) {
            return Err("the token holds letters that a header cannot carry".to_owned());
        }
        Ok(TextAdapter { tls: secure.then(tls), host: host.to_owned(), port, path: path.to_owned(), token })
    }

    fn request(&self, letter: &Letter, to: &str) -> Vec<u8> {
        let body = serde_json::json!({ "id": letter.id, "to": to, "text": letter.text }).to_string();
        let token = self
            .token
            .as_ref()
            .map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: {}:{}\r\n{token}Idempotency-Key: {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n",
            self.path,
            self.host,
            self.port,
            letter.id.replace(|of: char| !of.is_ascii_alphanumeric() && of != '-', "-"),
            body.len()
        );
        let mut request = head.into_bytes();
        request.extend(body.into_bytes());
        request
    }

    async fn ask(&self, request: &[u8]) -> std::io::Result<u16> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        match &self.tls {
            None => exchange(stream, request).await,
            Some(tls) => {
                let name = ServerName::try_from(self.host.clone()).map_err(std::io::Error::other)?;
                exchange(tls.connect(name, stream).await?, request).await
            }
        }
    }
}

fn tls() -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    // The provider that is built in knows the versions that are: were it otherwise, nothing could be sent at all, and the
    // connector below refuses every server.
    let config = match config {
        Ok(config) => config.with_root_certificates(roots).with_no_client_auth(),
        Err(_) => {
            ClientConfig::builder().with_root_certificates(RootCertStore::empty()).with_no_client_auth()
        }
    };
    TlsConnector::from(Arc::new(config))
}

async fn exchange(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &[u8]) -> std::io::Result<u16> {
    stream.write_all(request).await?;
    stream.flush().await?;
    let mut answer = Vec::new();
    while !answer.contains(&b'\n') && answer.len() < ANSWER_BYTES_MAX {
        let mut bytes = [0; 256];
        let read = stream.read(&mut bytes).await?;
        if read == 0 {
            break;
        }
        answer.extend(bytes.iter().take(read));
    }
    let line = String::from_utf8_lossy(&answer);
    let status = line.strip_prefix("HTTP/1.").and_then(|rest| rest.split(' ').nth(1)).map(str::trim);
    status
        .and_then(|status| status.parse().ok())
        .ok_or_else(|| std::io::Error::other("the answer is not one of HTTP/1.1"))
}

/// A British number as adapters want it; others as they were written.
fn international(number: &str) -> String {
    let digits: String = number.chars().filter(|of| of.is_ascii_digit() || *of == '+').collect();
    digits.strip_prefix('0').map_or(digits.clone(), |rest| format!("+44{rest}"))
}

impl Post for TextAdapter {
    async fn send(&self, letter: &Letter) -> Result<Accepted, NotSent> {
        let Address::Text(to) = &letter.to else {
            return Err(NotSent::Never("it is a letter, and this way sends texts".to_owned()));
        };
        let request = self.request(letter, &international(to.reveal()));
        let limit = Duration::from_secs(SECONDS_MAX);
        match tokio::time::timeout(limit, self.ask(&request)).await {
            Ok(Ok(status @ 200..=299)) => Ok(Accepted { by: status.to_string() }),
            Ok(Ok(status @ (408 | 425 | 429 | 500..=599))) => {
                Err(NotSent::Later(format!("the way for texts said not now ({status})")))
            }
            Ok(Ok(status)) => Err(NotSent::Never(format!("the way for texts said no ({status})"))),
            Ok(Err(_)) | Err(_) => Err(NotSent::Later("the way for texts did not answer".to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_secure_or_of_this_machine() {
        assert!(TextAdapter::new("https://texts.example/send", None).is_ok());
        assert!(TextAdapter::new("http://127.0.0.1:9000/send", Some("s3cret".to_owned())).is_ok());
        for wrong in [
            "texts.example",
            "http://texts.example/",
            "ftp://localhost/",
            "https://",
            "https://a:b@c/",
            "https://a:x/",
        ] {
            assert!(TextAdapter::new(wrong, None).is_err(), "{wrong}");
        }
        assert!(TextAdapter::new("https://texts.example/", Some("a\r\nb".to_owned())).is_err());
    }

    #[test]
    fn a_number_is_written_for_the_world() {
        assert_eq!(international("07700 900123"), "+447700900123");
        assert_eq!(international("+44 7700 900123"), "+447700900123");
    }
}
