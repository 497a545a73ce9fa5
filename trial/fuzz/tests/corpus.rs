//! The committed examples, and a few hundred changes of each, with every test run.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it is wrong")]

use fuzz::{Mutator, Reader, corpus};

const CHANGES: usize = 300;

#[test]
fn every_reader_stands_its_examples_and_changes_of_them() {
    for reader in Reader::ALL {
        let examples = corpus(reader.name()).unwrap();
        assert!(examples.len() >= 3, "{} has too few examples", reader.name());
        let bytes: Vec<Vec<u8>> = examples.iter().map(|(_, bytes)| bytes.clone()).collect();
        let mut mutator = Mutator::new(1);
        for (name, example) in &examples {
            if let Err(why) = reader.read(example) {
                panic!("{} {name}: {why}", reader.name());
            }
            for nth in 0..CHANGES {
                let input = mutator.change(example, &bytes);
                if let Err(why) = reader.read(&input) {
                    panic!(
                        "{} {name}, change {nth}: {why}: {}",
                        reader.name(),
                        String::from_utf8_lossy(&input)
                    );
                }
            }
        }
    }
}
