//! Every calendar file beside the checkout is read: nothing stops the reader, what is wrong is told by line, and what was
//! read prints to what reads the same.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may stop at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};

use table_rules::ics::{Known, events, look, read};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|end| end == "ics") {
            found.push(path);
        }
    }
}

#[test]
fn every_calendar_beside_the_checkout_is_read() {
    // The checkout's own neighbour, or the one of the place where worktrees stand.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let beside = ["../shared/engagement/ics", "../../shared/engagement/ics"];
    let Some(folder) = beside.iter().map(|at| root.join(at)).find(|at| at.is_dir()) else {
        println!("skipped: shared/engagement/ics is not beside this checkout");
        return;
    };
    let mut found = Vec::new();
    files(&folder, &mut found);
    found.sort();
    assert!(found.len() > 50, "only {} files", found.len());
    let (mut events_in_all, mut told, mut taken) = (0, 0, 0);
    for file in found {
        let tree = read(&fs::read(&file).unwrap());
        let (of, problems) = events(&tree);
        events_in_all += of.len();
        let known = Known {
            group: kernel::GroupId::from_bits(7),
            today: "2005-01-01".parse().unwrap(),
            meets: &[],
            inboxes: &[],
        };
        let looked = look(&of, &known);
        assert_eq!(looked.len(), of.len(), "each event is told of");
        taken += looked.iter().filter(|one| one.take.is_ok()).count();
        told += tree.problems.len() + problems.len();
        for component in &tree.components {
            let printed = component.print();
            let again = read(printed.as_bytes());
            let first =
                again.components.first().unwrap_or_else(|| panic!("{} prints to nothing", file.display()));
            assert_eq!(first.print(), printed, "{}", file.display());
        }
        for problem in tree.problems.iter().chain(&problems) {
            println!("{}: {problem}", file.file_name().unwrap().to_string_lossy());
        }
    }
    println!(
        "{events_in_all} events read, {taken} of them single meetings to take; {told} lines told as wrong"
    );
    assert!(events_in_all > 50);
}
