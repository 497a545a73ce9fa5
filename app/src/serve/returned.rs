//! Letters that came back: read, matched to the job that sent them, and raised to whoever must ring.

use std::path::Path;

use journal::{Fault, JobId, Journal};
use mail::Desk;
use mail::bounce::{self, Bounce, NotABounce};

/// The desks that hear of it, by the kind of job.
pub struct Desks {
    /// The journal of the place.
    pub journal: Journal,
    /// Of letters about asks.
    pub asks: referrals_site::mailing::Mailing,
    /// Of letters about accounts.
    pub accounts: accounts_site::mailing::Mailing,
    /// Of letters about what goes wrong between organisations.
    pub issues: fixit_site::mailing::Mailing,
}

/// What became of a mail that came back.
#[derive(Debug)]
pub enum Heard {
    /// It was raised as not delivered, with this reason.
    Raised(String),
    /// It is late, and still being tried by the mail server: nothing is raised.
    Late,
    /// It is no report about a letter of ours.
    Not(NotABounce),
}

/// Hears one mail.
pub async fn hear(desks: &Desks, bytes: &[u8]) -> Result<Heard, Fault> {
    let bounce = match bounce::read(bytes) {
        Ok(bounce) => bounce,
        Err(why) => return Ok(Heard::Not(why)),
    };
    let Ok(id) = bounce.letter.parse::<JobId>() else { return Ok(Heard::Not(NotABounce::NotOurs)) };
    let Some(job) = desks.journal.job(id).await? else { return Ok(Heard::Not(NotABounce::NotOurs)) };
    if !bounce.failed {
        return Ok(Heard::Late);
    }
    let why = Bounce::in_words(&bounce);
    match job.kind.as_str() {
        referrals_site::mailing::KIND => desks.asks.not_delivered(&job, &why).await?,
        accounts_site::mailing::KIND => desks.accounts.not_delivered(&job, &why).await?,
        fixit_site::mailing::KIND => desks.issues.not_delivered(&job, &why).await?,
        _ => return Ok(Heard::Not(NotABounce::NotOurs)),
    }
    Ok(Heard::Raised(why))
}

/// Hears every mail of a folder and puts each aside: into `heard`, or into `to-read` where a person must look.
pub async fn folder(desks: &Desks, folder: &Path) {
    // Some mail servers write into a folder of their own below it.
    for place in [folder.to_path_buf(), folder.join("new")] {
        let Ok(files) = std::fs::read_dir(&place) else { continue };
        for file in files.flatten().map(|file| file.path()).filter(|file| file.is_file()) {
            if let Err(why) = one(desks, folder, &file).await {
                tracing::error!(%why, "reading a mail that came back");
            }
        }
    }
}

async fn one(desks: &Desks, folder: &Path, file: &Path) -> std::io::Result<()> {
    let bytes = std::fs::read(file)?;
    let aside = match hear(desks, &bytes).await {
        Ok(Heard::Raised(_) | Heard::Late) => "heard",
        Ok(Heard::Not(_)) => "to-read",
        // A fault of ours: it stays where it is and is tried again.
        Err(fault) => return Err(std::io::Error::other(fault)),
    };
    let aside = folder.join(aside);
    std::fs::create_dir_all(&aside)?;
    std::fs::rename(file, aside.join(file.file_name().unwrap_or_default()))
}
