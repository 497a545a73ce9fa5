//! Towns and entries of the registers beside a small-area table, so that a person can say “Bournemouth” where the candidate
//! sites are small areas with numbers for names.

use std::collections::BTreeMap;
use std::path::Path;

use cli::Failure;
use planning_rules::read;
use planning_rules::study::{Study, metres};

use super::super::file;
use super::Sites;

/// Registers of a folder with names, addresses and coordinates. Those that are not there are not missed.
const REGISTERS: [&str; 4] =
    ["gp_practices_active_2024.csv", "clinics_2014.csv", "hospitals_2014.csv", "pharmacies_2014.csv"];

/// A town is one where so many entries of the registers say they are.
const TOWN_ENTRIES_MIN: usize = 3;

/// What a name was found to be.
pub struct Near {
    /// Easting and northing in metres.
    pub at: [f64; 2],
    /// In words.
    pub what: String,
}

/// What the registers of a folder know of an area.
#[derive(Default)]
pub struct Towns {
    entries: BTreeMap<String, [f64; 2]>,
    towns: BTreeMap<String, Vec<[f64; 2]>>,
}

impl Towns {
    /// Reads the registers of a folder for one area.
    pub fn read(folder: &Path, area: &str) -> Result<Towns, Failure> {
        let mut found = Towns::default();
        for name in REGISTERS {
            let path = folder.join(name);
            if !path.exists() {
                continue;
            }
            let entries =
                read::addresses(&file::text(&path)?, area).map_err(|why| file::unreadable(&path, &why))?;
            for of in entries {
                for part in of.address.split(',').map(plain).filter(|part| !part.is_empty()) {
                    found.towns.entry(part).or_default().push(of.at);
                }
                found.entries.entry(plain(&of.name)).or_insert(of.at);
            }
        }
        // The area itself stands in every address; its middle is nobody's town.
        found.towns.remove(&plain(area));
        found.towns.retain(|_, at| at.len() >= TOWN_ENTRIES_MIN);
        Ok(found)
    }

    /// The town, or the entry, of that name.
    pub fn named(&self, name: &str) -> Option<Near> {
        let name = plain(name);
        if let Some(at) = self.towns.get(&name) {
            let what = format!("a town by the addresses of {} entries of the folder’s registers", at.len());
            return Some(Near { at: middle(at), what });
        }
        let at = *self.entries.get(&name)?;
        Some(Near { at, what: "an entry of the folder’s registers".to_owned() })
    }

    /// Towns whose name has this in it.
    pub fn like(&self, name: &str) -> Vec<String> {
        let name = plain(name);
        let towns = self
            .towns
            .keys()
            .filter(|town| town.contains(&name) && town.chars().all(|c| !c.is_ascii_digit()));
        towns.take(4).map(|town| titled(town)).collect()
    }
}

/// Whether any site is named, so that towns and registers are read.
pub fn are_needed(arguments: &Sites) -> bool {
    !arguments.required().is_empty() || !arguments.closed.is_empty() || !arguments.today.is_empty()
}

/// The sites named, or a refusal that offers names like it. A town, or an entry of the folder's registers, stands for the
/// candidate site nearest to it; the study says so.
pub fn sites_named(study: &mut Study, names: &[String], towns: &Towns) -> Result<Vec<usize>, Failure> {
    let mut found = Vec::new();
    for name in names {
        if let Some(site) = study.site_named(name) {
            found.push(site);
            continue;
        }
        let Some(near) = towns.named(name) else {
            let mut alike: Vec<String> = study.sites_like(name).into_iter().map(str::to_owned).collect();
            alike.extend(towns.like(name));
            alike.truncate(6);
            let offer = if alike.is_empty() {
                "give an id, a name, a town, or a number from 1".to_owned()
            } else {
                format!("did you mean {}?", alike.join("; "))
            };
            return Err(Failure::refused(format_args!("“{name}” is no candidate site: {offer}")));
        };
        let nearest = study
            .sites
            .iter()
            .enumerate()
            .min_by(|one, other| {
                metres(one.1.at, near.at).total_cmp(&metres(other.1.at, near.at)).then(one.0.cmp(&other.0))
            })
            .map(|(site, of)| (site, of.name.clone()));
        let Some((site, of)) = nearest else { continue };
        let note =
            format!("“{name}” is {}: the candidate site nearest to it, {of}, stands for it.", near.what);
        if !study.notes.contains(&note) {
            study.notes.push(note);
        }
        found.push(site);
    }
    Ok(found)
}

/// A name without capitals and without spaces at its ends.
fn plain(name: &str) -> String {
    name.trim().to_lowercase()
}

fn titled(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// The middle of a town: the median of each coordinate, which a stray address does not move.
fn middle(at: &[[f64; 2]]) -> [f64; 2] {
    let median = |axis: fn(&[f64; 2]) -> f64| {
        let mut values: Vec<f64> = at.iter().map(axis).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    [median(|at| at[0]), median(|at| at[1])]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_town_is_where_several_say_they_are_and_one_stray_address_does_not_move_it() {
        let mut towns = Towns::default();
        for at in [[0.0, 0.0], [10.0, 0.0], [20.0, 5.0], [9_000.0, 9_000.0], [11.0, 2.0]] {
            towns.towns.entry("port".to_owned()).or_default().push(at);
        }
        towns.entries.insert("mill lane".to_owned(), [7.0, 7.0]);
        assert_eq!(towns.named(" Port ").unwrap().at, [11.0, 2.0]);
        assert_eq!(towns.named("Mill Lane").unwrap().at, [7.0, 7.0]);
        assert!(towns.named("Nowhere").is_none());
        assert_eq!(towns.like("or"), ["Port"]);
    }
}
