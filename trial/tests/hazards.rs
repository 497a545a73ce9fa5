//! The hazard log names tests; each of them is there.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where it is wrong")]

use std::path::Path;

/// The text of all sources under a folder with that ending.
fn sources(folder: &Path, ending: &str, all: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !["target", "node_modules", ".git"].contains(&name.as_str()) {
            sources(&path, ending, all);
        } else if name.ends_with(ending) {
            all.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// What stands between two marks, each time.
fn between<'t>(text: &'t str, from: &str, to: &str) -> Vec<&'t str> {
    text.split(from).skip(1).filter_map(|rest| rest.split_once(to).map(|(inside, _)| inside)).collect()
}

#[test]
fn every_hazard_has_tests_that_exist_or_says_that_it_is_not_built() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let log = std::fs::read_to_string(root.join("docs/safety/hazards.md")).unwrap();
    let mut rust = String::new();
    for part in ["spine", "modules", "edges", "app", "trial"] {
        sources(&root.join(part), ".rs", &mut rust);
    }
    let mut browser = String::new();
    sources(&root.join("tests/browser"), ".test.mjs", &mut browser);
    let mut missing = Vec::new();
    let rows: Vec<&str> = log.lines().filter(|line| line.starts_with("| Z")).collect();
    let ids: Vec<&str> = rows.iter().filter_map(|row| row.split('|').nth(1)).map(str::trim).collect();
    let expected: Vec<String> = (1..=rows.len()).map(|number| format!("Z{number}")).collect();
    assert_eq!(ids, expected, "each hazard once, in order");
    assert!(rows.len() >= 12, "the partnership's rules list twelve hazards");
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let (id, control, tests) = (cells[1], cells[3], cells[4]);
        let named: Vec<&str> = tests.split('`').skip(1).step_by(2).collect();
        let seen = between(tests, "browser “", "”");
        if named.is_empty() && seen.is_empty() {
            assert!(control.contains("Not built yet"), "{id} has no test and does not say so");
        }
        for name in named.iter().filter(|name| !rust.contains(&format!("fn {name}("))) {
            missing.push(format!("{id}: {name}"));
        }
        for title in seen.iter().filter(|title| !browser.contains(**title)) {
            missing.push(format!("{id}: {title}"));
        }
    }
    assert!(missing.is_empty(), "tests that the hazard log names and that are not there: {missing:#?}");
}

/// What is said to show a requirement is there.
#[test]
fn every_test_that_is_said_to_show_something_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let shown = std::fs::read_to_string(root.join("docs/shown.md")).unwrap();
    let mut rust = String::new();
    for part in ["spine", "modules", "edges", "app", "trial"] {
        sources(&root.join(part), ".rs", &mut rust);
    }
    let names: Vec<&str> =
        shown.split('`').skip(1).step_by(2).filter(|name| name.matches('_').count() >= 4).collect();
    assert!(names.len() > 40, "{} names were found", names.len());
    let missing: Vec<&&str> = names.iter().filter(|name| !rust.contains(&format!("fn {name}("))).collect();
    assert!(missing.is_empty(), "docs/shown.md names tests that are not there: {missing:?}");
}
