//! Everything that a place has let out, as anybody who kept every page of it could lay it together: all tables of all published
//! quarters and years, the comparisons of rules that were frozen for a meeting, and the counts that stand behind averages.
//! Packs repeat these figures and add none of their own.

use std::path::Path;

use cli::{Failure, text_line};
use measures_rules::disclosure::attack::Published;
use measures_rules::disclosure::system::Link;
use measures_rules::period::Quarter;
use measures_rules::publication::{as_table, behind_averages, links};
use measures_site::{compare, read};
use policy::{Kind, Permit, Relations, Subject};

use super::super::tables::{self, Layout};
use crate::place::{At, program};

/// The tables and what is known of wholes and parts; written to a folder too, where one is named.
pub(super) fn gather(db: &At, out: Option<&Path>) -> Result<(Vec<Published>, Vec<Link>), Failure> {
    let reading = db
        .look()?
        .reading(&program()?, Permit::SeeHealth, Subject::new(Kind::Place, Relations::NONE))
        .map_err(|refused| Failure::refused(format!("the place cannot be read: {refused:?}")))?;
    let publications = read::publications(&reading).map_err(Failure::refused)?;
    if publications.is_empty() {
        return Err(Failure::refused(format!("{} has published nothing yet", db.database)));
    }
    let shown = compare::shown_before(&reading).map_err(Failure::refused)?;
    let mut published: Vec<Published> = shown.iter().map(as_table).collect();
    published.extend(publications.iter().flat_map(behind_averages));
    let quarters = publications.iter().filter_map(|one| one.quarter.parse::<Quarter>().ok());
    let links = links(quarters);
    if let Some(out) = out {
        write(out, &published, &links)?;
    }
    Ok((published, links))
}

fn write(out: &Path, published: &[Published], links: &[Link]) -> Result<(), Failure> {
    if out.exists() && out.read_dir()?.next().is_some() {
        return Err(Failure::refused(format!("{} is not empty: name a new folder", out.display())));
    }
    std::fs::create_dir_all(out)?;
    for (number, table) in published.iter().enumerate() {
        let plain: String =
            table.name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let text = tables::written(table, Layout::Long, "as it was published");
        std::fs::write(out.join(format!("{number:04}-{plain}.csv")), text)?;
    }
    let mut text = String::from("dimension,whole,part\n");
    for link in links {
        for part in &link.parts {
            text.push_str(&format!("{},{},{part}\n", link.dimension, link.whole));
        }
    }
    std::fs::write(out.join("links.csv"), text)?;
    text_line(format!("{} tables written to {}", published.len(), out.display()))
}
