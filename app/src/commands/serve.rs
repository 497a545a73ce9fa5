//! `roundtable serve`: a place's pages, for the people who work in it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use cli::{Outcome, text_line};
use referrals_rules::request::Numbers;
use web::SystemClock;

use crate::place::{At, program};
use crate::serve::{self, Evening, Serving};
use crate::settings::Settings;

/// Serves a place.
#[derive(Args)]
pub struct Serve {
    /// The place, as sqlite:FILE.
    #[arg(long)]
    db: At,
    /// Settings; see roundtable.toml beside the program for all of them.
    #[arg(long)]
    config: Option<PathBuf>,
    /// Where to listen.
    #[arg(long)]
    listen: Option<SocketAddr>,
}

/// Serves.
pub fn run(arguments: &Serve) -> Outcome {
    let settings = Settings::read(arguments.config.as_deref())?;
    let listen = arguments.listen.unwrap_or(settings.listen);
    let serving = Serving {
        journal: arguments.db.open(Arc::new(SystemClock))?,
        name: settings.name.clone(),
        base: settings.base.clone().unwrap_or_else(|| format!("http://{listen}")),
        listen,
        synthetic: settings.synthetic,
        training: settings.training,
        trusts_proxy: settings.behind_proxy,
        secret: arguments.db.secret()?,
        numbers: Numbers {
            safeguarding_lead: settings.safeguarding_lead.clone(),
            urgent_care: settings.urgent_care.clone(),
        },
        office: settings.office.clone(),
        emergency: settings.emergency,
        mail: serve::ways(settings.sms_url.as_deref(), |name| std::env::var(name).ok())?,
        bounces: settings.bounces.clone(),
        evening: settings
            .evening_folder
            .clone()
            .map(|folder| Evening { folder, hour: settings.evening_hour }),
        time: None,
        program: program()?,
        private: settings.private_listen,
        limits: settings.limits(),
    };
    let accounts = serve::accounts(&serving)?;
    if let Some(private) = serving.private {
        text_line(format!("health and numbers at http://{private}"))?;
    }
    text_line(format!("serving {} at {}", serving.name, serving.base))?;
    serve::serve(&serving, &accounts)
}
