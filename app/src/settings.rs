//! The settings of a place that is served: one documented file, each setting also an environment variable.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use cli::Failure;
use serde::Deserialize;

use crate::serve::Limits;

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
    /// Where health and numbers are told to whoever looks after the machine; nowhere where none is set. Never an address
    /// that strangers reach.
    pub private_listen: Option<SocketAddr>,
    /// Connections at once; more wait to be taken.
    pub connections_most: usize,
    /// Seconds in which a request's head must arrive, and for which an idle connection is kept.
    pub head_seconds: u64,
    /// Seconds that what is under way may take once the program was told to stop.
    pub drain_seconds: u64,
    /// Calls to the interface for programs that the systems of one organisation may make a minute.
    pub calls_a_minute: u32,
    /// The adapter that passes text messages on; its token is the environment's ROUNDTABLE_SMS_TOKEN.
    pub sms_url: Option<String>,
    /// A folder into which the mail server puts what comes back to the place's own address.
    pub bounces: Option<PathBuf>,
    /// A folder for the evening's printable lists; none are made where it is not set.
    pub evening_folder: Option<PathBuf>,
    /// The hour from which they are made, 0 to 23.
    pub evening_hour: i8,
}

/// What is wrong with one setting.
#[derive(Debug)]
struct Wrong {
    field: &'static str,
    why: String,
}

impl Wrong {
    fn new(field: &'static str, why: impl Into<String>) -> Wrong {
        Wrong { field, why: why.into() }
    }

    /// In words, with the line of the file where the file has one for it.
    fn in_words(&self, file: Option<(&Path, &str)>) -> Failure {
        let Some((path, text)) = file else {
            return Failure::refused(format!("{}: {}", self.field, self.why));
        };
        let named = |line: &str| line.split_once('=').is_some_and(|(name, _)| name.trim() == self.field);
        match text.lines().position(named) {
            Some(before) => Failure::refused(format!(
                "{}, line {}, field {}: {}",
                path.display(),
                before + 1,
                self.field,
                self.why
            )),
            None => Failure::refused(format!("{}, field {}: {}", path.display(), self.field, self.why)),
        }
    }
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
            private_listen: None,
            connections_most: 512,
            head_seconds: 30,
            drain_seconds: 25,
            calls_a_minute: 6_000,
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
        let read = |path: &Path| {
            std::fs::read_to_string(path)
                .map_err(|error| Failure::refused(format!("{} cannot be read: {error}", path.display())))
        };
        let text = file.map(read).transpose()?;
        let file = file.zip(text.as_deref());
        let mut settings = match file {
            None => Settings::default(),
            Some((path, text)) => {
                toml::from_str(text).map_err(|error| Failure::refused(in_words(path, text, &error)))?
            }
        };
        settings.overrule(|name| std::env::var(name).ok())?;
        settings.check().map_err(|wrong| wrong.in_words(file))?;
        Ok(settings)
    }

    /// What connections may take.
    pub fn limits(&self) -> Limits {
        Limits {
            connections_most: self.connections_most,
            head: Duration::from_secs(self.head_seconds),
            drain: Duration::from_secs(self.drain_seconds),
            calls_a_minute: self.calls_a_minute,
        }
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
        let address = |name: &str, text: &str| {
            text.parse().map_err(|_| {
                Failure::refused(format!("{name}: “{text}” is not an address and port, as in 127.0.0.1:8080"))
            })
        };
        if let Some(text) = variable("ROUNDTABLE_LISTEN") {
            self.listen = address("ROUNDTABLE_LISTEN", &text)?;
        }
        if let Some(text) = variable("ROUNDTABLE_PRIVATE_LISTEN") {
            self.private_listen = Some(address("ROUNDTABLE_PRIVATE_LISTEN", &text)?);
        }
        self.overrule_limits(variable)
    }

    fn overrule_limits(&mut self, variable: impl Fn(&str) -> Option<String>) -> Result<(), Failure> {
        let number = |name: &str, text: &str| {
            text.parse::<u64>()
                .map_err(|_| Failure::refused(format!("{name}: “{text}” is not a whole number")))
        };
        for (name, place) in [
            ("ROUNDTABLE_HEAD_SECONDS", &mut self.head_seconds),
            ("ROUNDTABLE_DRAIN_SECONDS", &mut self.drain_seconds),
        ] {
            if let Some(text) = variable(name) {
                *place = number(name, &text)?;
            }
        }
        if let Some(text) = variable("ROUNDTABLE_CONNECTIONS_MOST") {
            let most = number("ROUNDTABLE_CONNECTIONS_MOST", &text)?;
            self.connections_most = usize::try_from(most).unwrap_or(usize::MAX);
        }
        if let Some(text) = variable("ROUNDTABLE_CALLS_A_MINUTE") {
            let most = number("ROUNDTABLE_CALLS_A_MINUTE", &text)?;
            self.calls_a_minute = u32::try_from(most).unwrap_or(u32::MAX);
        }
        Ok(())
    }

    fn check(&self) -> Result<(), Wrong> {
        if self.training && !self.synthetic {
            return Err(Wrong::new(
                "training",
                "it needs synthetic = true: doors without passwords are for made-up people alone",
            ));
        }
        if self.training && !self.listen.ip().is_loopback() {
            return Err(Wrong::new(
                "training",
                "it needs a loopback address, as in listen = \"127.0.0.1:8080\"",
            ));
        }
        if self.private_listen == Some(self.listen) && self.listen.port() != 0 {
            return Err(Wrong::new("private_listen", "it is where the pages listen: choose another port"));
        }
        if !(0..=23).contains(&self.evening_hour) {
            let why = format!("{} is not an hour from 0 to 23", self.evening_hour);
            return Err(Wrong::new("evening_hour", why));
        }
        if let Some(url) = &self.sms_url {
            mail::TextAdapter::new(url, None).map_err(|why| Wrong::new("sms_url", why.to_string()))?;
        }
        if !(1..=100_000).contains(&self.connections_most) {
            return Err(Wrong::new("connections_most", "choose a number from 1 to 100000"));
        }
        if !(1..=6_000_000).contains(&self.calls_a_minute) {
            return Err(Wrong::new("calls_a_minute", "choose a number from 1 to 6000000"));
        }
        for (field, seconds) in [("head_seconds", self.head_seconds), ("drain_seconds", self.drain_seconds)] {
            if !(1..=600).contains(&seconds) {
                return Err(Wrong::new(field, "choose a number of seconds from 1 to 600"));
            }
        }
        self.check_base()
    }

    fn check_base(&self) -> Result<(), Wrong> {
        let Some(base) = &self.base else { return Ok(()) };
        if !base.starts_with("https://") && !base.starts_with("http://") {
            return Err(Wrong::new("base", format!("“{base}” begins with neither https:// nor http://")));
        }
        if base.starts_with("http://") && !self.synthetic && !self.listen.ip().is_loopback() {
            return Err(Wrong::new(
                "base",
                "cookies of real people travel by https alone: put a proxy with https in front and write its address here",
            ));
        }
        Ok(())
    }
}

/// Names the file, the line and the field, which the reader of the format gives as a place in the text.
fn in_words(path: &Path, text: &str, error: &toml::de::Error) -> String {
    let start = error.span().map_or(0, |span| span.start);
    let before = text.get(..start).unwrap_or_default().matches('\n').count();
    let field = text.lines().nth(before).and_then(|line| line.split_once('=')).map(|(name, _)| name.trim());
    let field = field.filter(|name| !name.is_empty() && !name.starts_with('#'));
    let field = field.map_or_else(String::new, |name| format!(", field {name}"));
    format!(
        "{}, line {}{field}: {}",
        path.display(),
        before + 1,
        error.message().lines().next().unwrap_or("not read")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> Result<Settings, String> {
        let read: Settings =
            toml::from_str(text).map_err(|error| in_words(Path::new("r.toml"), text, &error))?;
        read.check()
            .map(|()| read)
            .map_err(|wrong| wrong.in_words(Some((Path::new("r.toml"), text))).to_string())
    }

    #[test]
    fn the_file_that_ships_names_every_setting_and_is_taken() {
        let shipped = include_str!("../../roundtable.toml");
        assert!(settings(shipped).is_ok(), "{:?}", settings(shipped).err());
    }

    #[test]
    fn an_unknown_setting_is_named_with_its_line() {
        let why = settings("name = \"Marlshire\"\nlisten_on = \"x\"\n").unwrap_err();
        assert!(why.starts_with("r.toml, line 2, field listen_on: unknown field `listen_on`"), "{why}");
    }

    #[test]
    fn a_setting_of_the_wrong_kind_and_one_that_does_not_fit_are_named_with_line_and_field() {
        let why = settings("name = \"Marlshire\"\n\nsynthetic = \"yes\"\n").unwrap_err();
        assert!(why.starts_with("r.toml, line 3, field synthetic: invalid type"), "{why}");
        let why = settings("# a place\nlisten = \"here\"\n").unwrap_err();
        assert!(why.starts_with("r.toml, line 2, field listen: "), "{why}");
        let why = settings("drain_seconds = 0\n").unwrap_err();
        assert_eq!(why, "r.toml, line 1, field drain_seconds: choose a number of seconds from 1 to 600");
        let why = settings("listen = \"10.0.0.1:80\"\nbase = \"http://x\"\n").unwrap_err();
        assert!(why.starts_with("r.toml, line 2, field base: cookies of real people"), "{why}");
        let why = settings("private_listen = \"127.0.0.1:8080\"\n").unwrap_err();
        assert!(why.starts_with("r.toml, line 1, field private_listen: "), "{why}");
    }

    #[test]
    fn every_setting_stands_in_the_file_that_ships() {
        let shipped = include_str!("../../roundtable.toml");
        let ours = include_str!("settings.rs");
        let within =
            ours.split("pub struct Settings {").nth(1).and_then(|rest| rest.split("\n}").next()).unwrap();
        for line in within.lines().filter_map(|line| line.trim().strip_prefix("pub ")) {
            let name = line.split(':').next().unwrap();
            let stands = |line: &str| line.trim_start_matches("# ").starts_with(&format!("{name} = "));
            assert!(shipped.lines().any(stands), "roundtable.toml does not tell of {name}");
        }
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
