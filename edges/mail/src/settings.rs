//! Settings from the environment: a mail server, or a folder, or nothing.
//!
//! `ROUNDTABLE_SMTP_HOST`, `_PORT`, `_TLS` (`implicit`, `starttls` or `none`), `_USER`, `_PASSWORD` and
//! `ROUNDTABLE_MAIL_FROM`; or `ROUNDTABLE_MAIL_FOLDER` for a local sink.

use std::fmt;
use std::path::PathBuf;

use crate::folder::Folder;
use crate::letter::{Address, Letter};
use crate::post::{Accepted, NotSent, Post};
use crate::smtp::{Smtp, Tls};
use crate::text::TextAdapter;

/// How letters leave.
pub enum Settings {
    /// Through a mail server.
    Smtp {
        /// Its name.
        host: String,
        /// Its port.
        port: u16,
        /// How the connection is kept.
        tls: Tls,
        /// A user and a password.
        credentials: Option<(String, String)>,
        /// The address that letters come from.
        from: String,
    },
    /// Into a folder.
    Folder {
        /// Which.
        path: PathBuf,
        /// The address that letters come from.
        from: String,
    },
}

/// A setting that cannot be used: its name, and what to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingWrong {
    /// The name of the setting.
    pub name: &'static str,
    /// What is wrong and what to write.
    pub why: String,
}

impl fmt::Display for SettingWrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.why)
    }
}

impl std::error::Error for SettingWrong {}

const FROM: &str = "ROUNDTABLE_MAIL_FROM";
const FOLDER: &str = "ROUNDTABLE_MAIL_FOLDER";
const HOST: &str = "ROUNDTABLE_SMTP_HOST";
const PORT: &str = "ROUNDTABLE_SMTP_PORT";
const TLS: &str = "ROUNDTABLE_SMTP_TLS";
const USER: &str = "ROUNDTABLE_SMTP_USER";
const PASSWORD: &str = "ROUNDTABLE_SMTP_PASSWORD";

fn wrong(name: &'static str, why: impl Into<String>) -> SettingWrong {
    SettingWrong { name, why: why.into() }
}

impl Settings {
    /// Reads them from names and values, as of an environment; nothing where neither server nor folder is named.
    pub fn read(of: impl Fn(&str) -> Option<String>) -> Result<Option<Settings>, SettingWrong> {
        let given = |name| of(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let from = given(FROM);
        if let Some(path) = given(FOLDER) {
            let from = from.unwrap_or_else(|| "roundtable@localhost".to_owned());
            return Ok(Some(Settings::Folder { path: path.into(), from }));
        }
        let Some(host) = given(HOST) else { return Ok(None) };
        let from = from.ok_or_else(|| wrong(FROM, "write the address that letters come from"))?;
        if from.parse::<lettre::message::Mailbox>().is_err() {
            return Err(wrong(
                FROM,
                "this is not an e-mail address: write one as in roundtable@place.example",
            ));
        }
        let tls = match given(TLS).as_deref() {
            None | Some("starttls") => Tls::StartTls,
            Some("implicit") => Tls::Implicit,
            Some("none") if matches!(host.as_str(), "localhost" | "127.0.0.1" | "::1") => Tls::LoopbackOnly,
            Some("none") => {
                return Err(wrong(
                    TLS,
                    "“none” is only for a server on this machine: write starttls or implicit",
                ));
            }
            Some(_) => return Err(wrong(TLS, "write implicit, starttls or none")),
        };
        let usual = match tls {
            Tls::Implicit => 465,
            Tls::StartTls => 587,
            Tls::LoopbackOnly => 25,
        };
        let port = match given(PORT) {
            None => usual,
            Some(text) => text.parse().map_err(|_| wrong(PORT, "write a port from 1 to 65535"))?,
        };
        let credentials = match (given(USER), of(PASSWORD)) {
            (Some(user), Some(password)) => Some((user, password)),
            (None, _) => None,
            (Some(_), None) => return Err(wrong(PASSWORD, "a user is given without a password")),
        };
        Ok(Some(Settings::Smtp { host, port, tls, credentials, from }))
    }

    /// Makes ready to send.
    pub fn open(self) -> Result<Sending, SettingWrong> {
        match self {
            Settings::Folder { path, from } => {
                Folder::new(path, &from).map(Sending::Folder).map_err(|why| wrong(FOLDER, why.to_string()))
            }
            Settings::Smtp { host, port, tls, credentials, from } => {
                Smtp::new(&host, port, tls, credentials, &from)
                    .map(Sending::Smtp)
                    .map_err(|why| wrong(HOST, why))
            }
        }
    }
}

/// The way that the settings chose for letters.
pub enum Sending {
    /// Through a mail server.
    Smtp(Smtp),
    /// Into a folder.
    Folder(Folder),
}

impl Post for Sending {
    async fn send(&self, letter: &Letter) -> Result<Accepted, NotSent> {
        match self {
            Sending::Smtp(smtp) => smtp.send(letter).await,
            Sending::Folder(folder) => folder.send(letter).await,
        }
    }
}

/// Letters by one way, texts by another where there is one.
pub struct Ways {
    /// The way of letters.
    pub letters: Sending,
    /// The way of texts; without one they go the way of letters, where a folder takes them and a mail server does not.
    pub texts: Option<TextAdapter>,
}

impl Post for Ways {
    async fn send(&self, letter: &Letter) -> Result<Accepted, NotSent> {
        match (&letter.to, &self.texts) {
            (Address::Text(_), Some(texts)) => texts.send(letter).await,
            (Address::Text(_), None) | (Address::Email(_), _) => self.letters.send(letter).await,
        }
    }
}
