//! The evening's lists in a folder: a page for each organisation, readable by the account of this program alone, and none
//! kept longer than the days after.

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use journal::Journal;
use kernel::{Day, OrgId};
use policy::Actor;
use referrals_site::evening::{self, Heading};

/// Days for which lists are kept: over a long weekend.
const KEPT_DAYS: i32 = 4;

/// What was made.
#[derive(Clone, Copy, Debug, Default)]
pub struct Made {
    /// Lists.
    pub lists: usize,
    /// Asks on them.
    pub asks: usize,
}

/// Makes the lists of all organisations, or of one, into a folder named by the day.
pub async fn print(
    journal: &Journal,
    program: &Actor,
    folder: &Path,
    place: &str,
    synthetic: bool,
    only: Option<OrgId>,
) -> io::Result<Made> {
    let today = journal.now().day();
    let below = folder.join(today.to_string());
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&below)?;
    let all = match only {
        Some(org) => vec![org],
        None => {
            let reading = evening::reading(journal, program).map_err(io::Error::other)?;
            evening::organisations(&reading).map_err(io::Error::other)?
        }
    };
    let mut made = Made::default();
    for org in all {
        let heading = Heading { place, synthetic };
        let list = evening::print(journal, program, org, &heading).await.map_err(io::Error::other)?;
        let Some(list) = list else { continue };
        write(&below, org, &list.html)?;
        made.lists += 1;
        made.asks += list.asks;
    }
    forget(folder, today)?;
    Ok(made)
}

/// Written beside and moved over, so that nobody prints half a list; beside under a name of this program's own, since two
/// that serve the same place may have been given the same folder.
fn write(below: &Path, org: OrgId, html: &str) -> io::Result<()> {
    let half = below.join(format!("{org}.{}.half", std::process::id()));
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&half)?;
    file.write_all(html.as_bytes())?;
    file.sync_all()?;
    fs::rename(&half, below.join(format!("{org}.html")))
}

/// Takes away the lists of older days, and nothing else that lies there.
fn forget(folder: &Path, today: Day) -> io::Result<()> {
    for entry in fs::read_dir(folder)?.flatten() {
        let day = entry.file_name().to_str().and_then(|name| name.parse::<Day>().ok());
        if day.is_some_and(|day| today - day > KEPT_DAYS) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}
