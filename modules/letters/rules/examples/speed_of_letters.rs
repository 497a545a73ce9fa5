//! Letters read a second of processor time, on letters of about 4 kB made from this crate's own fixtures.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a measure for people")]

use letters_rules::reader::Room;
use letters_rules::{Letter, Reader, marked};

/// Processor time of this process, in seconds: fields 14 and 15 of its stat line, in hundredths.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after = stat.rsplit(')').next().unwrap();
    let ticks: Vec<f64> =
        after.split_whitespace().skip(11).take(2).map(|field| field.parse().unwrap()).collect();
    ticks.iter().sum::<f64>() / 100.0
}

fn main() {
    let mut letters = Vec::new();
    let mut text = String::new();
    for file in [include_str!("../fixtures/letters-1.txt"), include_str!("../fixtures/letters-2.txt")] {
        for letter in marked::letters(file).unwrap() {
            text.push_str(&letter.text);
            text.push_str("\n\n");
            if text.len() >= 4000 {
                letters.push(std::mem::take(&mut text));
            }
        }
    }
    let reader = Reader::new();
    let mut room = Room::default();
    let bytes: usize = letters.iter().map(String::len).sum();
    let (mut read, mut findings) = (0u32, 0usize);
    let start = processor_seconds();
    while processor_seconds() - start < 2.0 {
        for text in &letters {
            findings += reader.read_in(&Letter { text, setting: None, specialty: None }, &mut room).len();
            read += 1;
        }
    }
    let seconds = processor_seconds() - start;
    let mean = bytes / letters.len();
    println!(
        "| letters of {mean} bytes read ({read} letters, {findings} findings) | {:.0}/s a core | medspaCy about 32/s, measured elsewhere | 2,000/s |",
        f64::from(read) / seconds
    );
}
