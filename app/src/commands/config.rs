//! `roundtable config check`: whether a settings file would be taken, and what follows from it.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use cli::{Outcome, text_line};

use crate::settings::Settings;

/// Checks a settings file.
#[derive(Args)]
pub struct Config {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Says what a file and the environment come to, or what is wrong with them.
    Check {
        /// The file; none reads the environment alone.
        file: Option<PathBuf>,
    },
}

/// Checks.
pub fn run(arguments: &Config) -> Outcome {
    let What::Check { file } = &arguments.what;
    let settings = Settings::read(file.as_deref())?;
    let base = settings.base.clone().unwrap_or_else(|| format!("http://{}", settings.listen));
    text_line(format!("{}: listens on {}, reached at {base}", settings.name, settings.listen))?;
    if settings.synthetic {
        text_line("every page says that everybody is made up")?;
    }
    if settings.training {
        text_line("doors for made-up people are open on this machine alone")?;
    }
    Ok(())
}
