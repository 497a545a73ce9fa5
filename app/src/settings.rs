//! The settings of a place that is served: one documented file, each setting also an environment variable.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use cli::Failure;
use serde::Deserialize;

/// Everything that can be set. The names are those of the file; `ROUNDTABLE_LISTEN` and its kind win over it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// What the place is called on its pages.
    pub name: String,
    /// Where it listens.
    pub listen: SocketAddr,
    /// Where it is reached from outside, with https where a proxy gives it; the listening address where none is set.
    pub base: Option<String>,
    /// Everybody in it is made up: every page says so.
    pub synthetic: bool,
    /// Doors for made-up people; taken only in a synthetic place on the loopback address.
    pub training: bool,
    /// The emergency coil's page is there; switch it off where the place has not accepted it.
    pub emergency: bool,
    /// Behind a proxy that writes `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// The safeguarding lead and number that a stop shows.
    pub safeguarding_lead: String,
    /// The urgent-care numbers that a stop or an emergency shows.
    pub urgent_care: String,
    /// Whom everybody may ring about a rule or an agreement.
    pub office: String,
    /// The adapter that passes text messages on; its token is the environment's ROUNDTABLE_SMS_TOKEN.
    pub sms_url: Option<String>,
    /// A folder into which the mail server puts what comes back to the place's own address.
    pub bounces: Option<PathBuf>,
    /// A folder for the evening's printable lists; none are made where it is not set.
    pub evening_folder: Option<PathBuf>,
    /// The hour from which they are made, 0 to 23.
    pub evening_hour: i8,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            name: "Roundtable".to_owned(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            base: None,
            synthetic: false,
            training: false,
            emergency: true,
            behind_proxy: false,
            safeguarding_lead: "the safeguarding lead of your organisation".to_owned(),
            urgent_care: "NHS 111, or 999 in an emergency".to_owned(),
            office: "the partnership's office".to_owned(),
            sms_url: None,
            bounces: None,
            evening_folder: None,
            evening_hour: 18,
        }
    }
}

impl Settings {
    /// Reads the file, where one is named, and then the environment.
    pub fn read(file: Option<&Path>) -> Result<Settings, Failure> {
        let mut settings = match file {
            None => Settings::default(),
            Some(path) => {
                let text = std::fs::read_to_string(path).map_err(|error| {
                    Failure::refused(format!("{} cannot be read: {error}", path.display()))
                })?;
                toml::from_str(&text).map_err(|error| Failure::refused(in_words(path, &text, &error)))?
            }
        };
        settings.overrule(|name| std::env::var(name).ok())?;
        settings.check()?;
        Ok(settings)
    }

    fn overrule(&mut self, variable: impl Fn(&str) -> Option<String>) -> Result<(), Failure> {
        let yes = |name: &str, text: &str| match text {
            "yes" | "true" | "1" => Ok(true),
            "no" | "false" | "0" => Ok(false),
            _ => Err(Failure::refused(format!("{name}: “{text}” is neither yes nor no"))),
        };
        for (name, place) in [
            ("ROUNDTABLE_NAME", &mut self.name),
            ("ROUNDTABLE_SAFEGUARDING_LEAD", &mut self.safeguarding_lead),
            ("ROUNDTABLE_URGENT_CARE", &mut self.urgent_care),
            ("ROUNDTABLE_OFFICE", &mut self.office),
        ] {
            if let Some(text) = variable(name) {
                *place = text;
            }
        }
        for (name, place) in [
            ("ROUNDTABLE_SYNTHETIC", &mut self.synthetic),
            ("ROUNDTABLE_TRAINING", &mut self.training),
            ("ROUNDTABLE_EMERGENCY", &mut self.emergency),
            ("ROUNDTABLE_BEHIND_PROXY", &mut self.behind_proxy),
        ] {
            if let Some(text) = variable(name) {
                *place = yes(name, &text)?;
            }
        }
        if let Some(base) = variable("ROUNDTABLE_BASE") {
            self.base = Some(base);
        }
        if let Some(url) = variable("ROUNDTABLE_SMS_URL") {
            self.sms_url = Some(url);
        }
        for (name, place) in [
            ("ROUNDTABLE_BOUNCES", &mut self.bounces),
            ("ROUNDTABLE_EVENING_FOLDER", &mut self.evening_folder),
        ] {
            if let Some(folder) = variable(name) {
                *place = Some(PathBuf::from(folder));
            }
        }
        if let Some(text) = variable("ROUNDTABLE_EVENING_HOUR") {
            self.evening_hour = text.parse().map_err(|_| {
                Failure::refused(format!("ROUNDTABLE_EVENING_HOUR: “{text}” is not an hour from 0 to 23"))
            })?;
        }
        if let Some(text) = variable("ROUNDTABLE_LISTEN") {
            self.listen = text.parse().map_err(|_| {
                Failure::refused(format!(
                    "ROUNDTABLE_LISTEN: “{text}” is not an address and port, as in 127.0.0.1:8080"
                ))
            })?;
        }
        Ok(())
    }

    fn check(&self) -> Result<(), Failure> {
        if self.training && !self.synthetic {
            return Err(Failure::refused(
                "training = true needs synthetic = true: doors without passwords are for made-up people alone",
            ));
        }
        if self.training && !self.listen.ip().is_loopback() {
            return Err(Failure::refused(
                "training = true needs a loopback address, as in listen = \"127.0.0.1:8080\"",
            ));
        }
        if !(0..=23).contains(&self.evening_hour) {
            return Err(Failure::refused(format!(
                "evening_hour: {} is not an hour from 0 to 23",
                self.evening_hour
            )));
        }
        if let Some(url) = &self.sms_url {
            mail::TextAdapter::new(url, None).map_err(|why| Failure::refused(format!("sms_url: {why}")))?;
        }
        match &self.base {
            Some(base) if !base.starts_with("https://") && !base.starts_with("http://") => {
                Err(Failure::refused(format!("base: “{base}” begins with neither https:// nor http://")))
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// Names the file and the line, which the reader of the format gives as a place in the text.
fn in_words(path: &Path, text: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    format!("{}, line {}: {}", path.display(), before.matches('\n').count() + 1, error.message())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> Result<Settings, String> {
        let read: Settings =
            toml::from_str(text).map_err(|error| in_words(Path::new("r.toml"), text, &error))?;
        read.check().map(|()| read).map_err(|failure| failure.to_string())
    }

    #[test]
    fn the_file_that_ships_names_every_setting_and_is_taken() {
        let shipped = include_str!("../../roundtable.toml");
        assert!(settings(shipped).is_ok(), "{:?}", settings(shipped).err());
    }

    #[test]
    fn an_unknown_setting_is_named_with_its_line() {
        let why = settings("name = \"Marlshire\"\nlisten_on = \"x\"\n").unwrap_err();
        assert!(why.starts_with("r.toml, line 2: unknown field `listen_on`"), "{why}");
    }

    #[test]
    fn doors_without_passwords_need_made_up_people_and_the_loopback_address() {
        assert!(settings("training = true").is_err());
        assert!(settings("training = true\nsynthetic = true\nlisten = \"0.0.0.0:80\"").is_err());
        assert!(settings("training = true\nsynthetic = true").is_ok());
    }

    #[test]
    fn the_environment_wins_and_is_read_as_strictly() {
        let mut settings = Settings::default();
        settings.overrule(|name| (name == "ROUNDTABLE_LISTEN").then(|| "[::1]:9000".to_owned())).unwrap();
        assert_eq!(settings.listen.port(), 9000);
        assert!(
            settings.overrule(|name| (name == "ROUNDTABLE_TRAINING").then(|| "maybe".to_owned())).is_err()
        );
    }
}
