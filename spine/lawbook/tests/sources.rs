//! Every source that code names stands in `docs/law/sources.toml`, and every source there is named by code.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn listed() -> Vec<toml::Table> {
    let text = fs::read_to_string(root().join("docs/law/sources.toml")).unwrap();
    let file: toml::Table = text.parse().unwrap();
    file["source"].as_array().unwrap().iter().map(|entry| entry.as_table().unwrap().clone()).collect()
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// The first text of each `Src("…", "…")` in the code. Made-up ones stand only in tests and say so.
fn named() -> BTreeSet<String> {
    let mut files = Vec::new();
    for part in ["spine", "modules", "edges", "app"] {
        rust_files(&root().join(part), &mut files);
    }
    let mut ids = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for piece in text.split("Src(").skip(1) {
            if let Some((id, _)) = piece.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"'))
            {
                ids.insert(id.to_owned());
            }
        }
    }
    ids.remove("made-up");
    // The pieces that this file itself looks for.
    ids.remove(", ");
    ids.retain(|id| {
        id.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-')
    });
    ids
}

#[test]
fn every_source_named_in_code_is_listed_and_none_is_stale() {
    let listed: BTreeSet<String> =
        listed().iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect();
    let named = named();
    let missing: Vec<_> = named.difference(&listed).collect();
    let stale: Vec<_> = listed.difference(&named).collect();
    assert!(missing.is_empty(), "add to docs/law/sources.toml: {missing:?}");
    assert!(
        stale.is_empty(),
        "no rule rests on these any more, take them out of docs/law/sources.toml: {stale:?}"
    );
    assert!(named.len() >= 10, "only {} sources were found in the code", named.len());
}

#[test]
fn every_source_says_what_it_is_who_checked_it_and_when_to_look_again() {
    for entry in listed() {
        for field in ["id", "title", "version", "checked_by", "checked_on", "look_again"] {
            let value = entry.get(field).map(ToString::to_string).unwrap_or_default();
            assert!(value.trim_matches('"').len() > 2, "{field} is empty in {entry:?}");
        }
        let known = ["id", "title", "version", "where", "checked_by", "checked_on", "look_again", "note"];
        assert!(entry.keys().all(|key| known.contains(&key.as_str())), "unknown field in {entry:?}");
    }
}
