//! The signed table stands beside the policies and says what they say; nothing in either is idle.

use policy::{Matrix, Permit, Rulebook};

/// One walk serves every check on it, for it takes seconds.
#[test]
fn the_matrix_is_the_one_that_was_signed_and_nothing_in_it_is_idle() {
    let rulebook = Rulebook::shipped().unwrap();
    let matrix = Matrix::of(&rulebook);

    let signed = include_str!("../matrix.txt");
    let changed: Vec<String> = diff(signed, &matrix.text);
    assert!(
        changed.is_empty(),
        "spine/policy/matrix.txt is not what the policies come to. Read the change, and where it is meant, run\n  cargo run \
         -p policy --example matrix > spine/policy/matrix.txt\nand have the guardian sign again.\n{}",
        changed.join("\n")
    );

    let ungranted: Vec<&Permit> =
        Permit::ALL.iter().filter(|permit| !matrix.granted.contains(permit)).collect();
    assert!(ungranted.is_empty(), "permits that nobody holds: {ungranted:?}");

    let idle: Vec<&str> = rulebook
        .policies()
        .iter()
        .filter(|note| !matrix.decided.contains(&note.id))
        .map(|note| note.id.as_str())
        .collect();
    assert!(idle.is_empty(), "policies that decide nothing: {idle:?}");

    let known: Vec<_> = rulebook.policies().iter().map(|note| &note.id).collect();
    let stale: Vec<_> = matrix.decided.iter().filter(|id| !known.contains(id)).collect();
    assert!(stale.is_empty(), "decisions by policies that are not there: {stale:?}");
}

fn diff(old: &str, new: &str) -> Vec<String> {
    let gone =
        old.lines().filter(|line| !new.lines().any(|other| other == *line)).map(|line| format!("- {line}"));
    let come =
        new.lines().filter(|line| !old.lines().any(|other| other == *line)).map(|line| format!("+ {line}"));
    let mut lines: Vec<String> = gone.chain(come).collect();
    if lines.is_empty() && old != new {
        lines.push("the same lines in another order".to_owned());
    }
    lines
}
