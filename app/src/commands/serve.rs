//! `roundtable serve`: a place's pages, for the people who work in it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use cli::{Outcome, text_line};
use directory_rules::facts::v1::Description;
use directory_site::areas;
use policy::{Kind, Permit, Relations, Subject};
use referrals_rules::request::Numbers;
use web::SystemClock;

use crate::place::{At, program};
use crate::serve::{self, Evening, Serving};
use crate::settings::Settings;

/// Serves a place.
#[derive(Args)]
pub struct Serve {
    /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
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
    let journal = arguments.db.open(Arc::new(SystemClock))?;
    let described = described(&journal)?;
    let named = described.as_ref().filter(|_| settings.name == Settings::default().name);
    let serving = Serving {
        name: named.map_or(&settings.name, |of| &of.name).clone(),
        synthetic: settings.synthetic || described.as_ref().is_some_and(|of| of.synthetic),
        described,
        journal,
        base: settings.base.clone().unwrap_or_else(|| format!("http://{listen}")),
        listen,
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
        figures: Arc::default(),
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

/// What the place says of itself.
fn described(journal: &journal::Journal) -> Result<Option<Description>, cli::Failure> {
    let place = Subject::new(Kind::Place, Relations::NONE);
    let reading = journal
        .reading(&program()?, Permit::SeeHealth, place)
        .map_err(|refused| cli::Failure::refused(format!("the place cannot be read: {refused:?}")))?;
    areas::description(&reading).map_err(cli::Failure::refused)
}
