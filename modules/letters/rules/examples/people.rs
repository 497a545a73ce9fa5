//! Scores taking people out: `people [--kept-back|--both] [--last] [--errors]`; `--last` takes the last part alone. Errors
//! are shown of the half that may be looked at only.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a tool for the people who write rules"
)]

#[path = "common/people.rs"]
mod people;

fn main() {
    let flag = |name: &str| std::env::args().any(|a| a == name);
    let last = people::PARTS.len() - 1;
    let all: Vec<_> = people::PARTS
        .iter()
        .enumerate()
        .filter(|(nth, _)| !flag("--last") || *nth == last)
        .flat_map(|(_, part)| people::letters(*part))
        .collect();
    let back = flag("--kept-back");
    let chosen: Vec<_> = all.iter().filter(|letter| flag("--both") || letter.kept_back == back).collect();
    let counted = people::count(chosen.iter().copied());
    println!("{} letters", chosen.len());
    for (kind, count) in &counted.kinds {
        println!("{kind}: {}/{} = {:.3}", count.out, count.all, count.share());
    }
    let (right, out) = (counted.words_right, counted.words_out);
    println!("precision by words: {right}/{out} = {:.3}", right as f64 / out as f64);
    if flag("--errors") && !back && !flag("--both") {
        for line in &counted.wrong {
            println!("{line}");
        }
    }
}
