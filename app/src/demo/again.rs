//! A demo place that is there already: how it was made stands beside it, so that it is served again in a moment.

use std::path::PathBuf;

use cli::Failure;
use kernel::Day;
use serde::{Deserialize, Serialize};
use trial::marlshire::asks::Truth;
use trial::marlshire::{Place, Recipe};

use crate::place::At;

/// How a demo place was made, as it is kept beside the place.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    seed: u64,
    on: Day,
    without: Option<String>,
}

impl Made {
    /// The recipe of a place that was built to its end at `at`; nothing where none was.
    ///
    /// # Errors
    /// The recipe is there and cannot be read.
    pub fn found(at: &At) -> Result<Option<Made>, Failure> {
        let file = beside(at);
        if !file.exists() || !at.database.exists().map_err(Failure::refused)? {
            return Ok(None);
        }
        let made = toml::from_str(&std::fs::read_to_string(&file)?);
        made.map(Some).map_err(|why| Failure::refused(format!("{}: {why}", file.display())))
    }

    /// Keeps a recipe beside the place that was built by it.
    ///
    /// # Errors
    /// The disk does not take it.
    pub fn keep(at: &At, recipe: Recipe, without: Option<Truth>) -> Result<(), Failure> {
        let without = without.map(|truth| truth.name().to_owned());
        let made = Made { seed: recipe.seed, on: recipe.today, without };
        let text = toml::to_string(&made).map_err(Failure::refused)?;
        Ok(std::fs::write(beside(at), text)?)
    }

    /// The place as it was made up. The same recipe gives the same place.
    pub fn place(&self) -> Place {
        let recipe = Recipe { seed: self.seed, today: self.on };
        Place::make(recipe, self.without.as_deref().and_then(Truth::named))
    }

    /// In words, for whoever starts it again.
    pub fn in_words(&self) -> String {
        let without = self.without.as_ref().map(|truth| format!(", without {truth}")).unwrap_or_default();
        format!("built on {} already (seed {}{without})", self.on.in_words(), self.seed)
    }
}

fn beside(at: &At) -> PathBuf {
    at.keys.with_extension("recipe")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(name: &str) -> At {
        let folder = std::env::temp_dir().join(format!("roundtable-again-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        folder.join("place.sqlite").to_string_lossy().parse().unwrap()
    }

    #[test]
    fn a_place_that_was_built_is_found_with_its_recipe_and_another_is_not() {
        let here = at("found");
        assert!(Made::found(&here).unwrap().is_none(), "nothing is there");
        let recipe = Recipe { seed: 11, today: "2026-03-02".parse().unwrap() };
        Made::keep(&here, recipe, Some(Truth::OneRule)).unwrap();
        assert!(Made::found(&here).unwrap().is_none(), "a recipe without its place is none");
        std::fs::write(here.file().unwrap(), "").unwrap();
        let made = Made::found(&here).unwrap().unwrap();
        assert_eq!(made.in_words(), "built on Mon 2 Mar 2026 already (seed 11, without one-rule)");
        assert_eq!(made.place().people.len(), Place::make(recipe, Some(Truth::OneRule)).people.len());
        std::fs::write(beside(&here), "seed = 7\non = \"someday\"").unwrap();
        let said = Made::found(&here).err().unwrap().to_string();
        assert!(said.contains("place.recipe") && said.contains("someday"), "{said}");
    }
}
