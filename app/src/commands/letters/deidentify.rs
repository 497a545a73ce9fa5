//! `roundtable letters deidentify FILE`: the letter without the people in it.

use std::path::PathBuf;

use cli::{Failure, Outcome};
use letters_rules::Reader;
use letters_rules::deidentify::Deidentifier;

/// A letter without the people in it.
#[derive(clap::Args)]
pub struct Deidentify {
    /// The letter, in any format that is read.
    file: PathBuf,
    /// As one line of JSON, with how many of each kind were taken out.
    #[arg(long)]
    json: bool,
}

/// Writes the letter without people.
pub fn run(arguments: &Deidentify) -> Outcome {
    let name = arguments.file.display();
    let bytes =
        std::fs::read(&arguments.file).map_err(|why| Failure::refused(format_args!("{name}: {why}")))?;
    let letter =
        letters_formats::text(&bytes).map_err(|why| Failure::refused(format_args!("{name}: {why}")))?;
    let cleaned = Deidentifier::new().clean(&letter.text, Reader::new().lexicon());
    if !arguments.json {
        return cli::text_line(&cleaned.text);
    }
    let mut counts = std::collections::BTreeMap::new();
    for part in &cleaned.removed {
        *counts.entry(part.kind).or_insert(0usize) += 1;
    }
    cli::json_line(&serde_json::json!({"text": cleaned.text, "removed": counts}))
}
