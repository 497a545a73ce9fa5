//! Prints every finding on every labelled text of this crate, and on the `.jsonl` files named: what a change that is meant
//! to change nothing (a faster way, a tidier one) is compared by, before and after.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a tool for the people who write rules"
)]

use letters_rules::{Letter, Reader};

#[path = "common/labelled.rs"]
mod labelled;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let reader = Reader::new();
    for (nth, text) in labelled::all(&args.iter().collect::<Vec<_>>()).iter().enumerate() {
        let m = &text.marked;
        for (setting, specialty) in [(Some(m.setting), Some(m.specialty.as_str())), (None, None)] {
            for finding in reader.read(&Letter { text: &m.text, setting, specialty }) {
                println!("{nth} {finding:?}");
            }
        }
    }
}
