//! The labelled texts of this crate, and labelled files of the published form.

use letters_rules::score::Span;
use letters_rules::{Action, Actor, Ask, Setting, marked};

/// A labelled text.
pub struct Labelled {
    /// The text and its spans.
    pub marked: marked::Marked,
    /// Its errors have never been looked at.
    pub kept_back: bool,
}

/// A labelled file of the published form, a text a line.
pub fn from_jsonl(path: &str) -> Vec<marked::Marked> {
    std::fs::read_to_string(path)
        .unwrap()
        .lines()
        .map(|line| {
            let v: serde_json::Value = serde_json::from_str(line).unwrap();
            let s = |key: &str| v[key].as_str().unwrap().to_owned();
            let spans = v["spans"]
                .as_array()
                .unwrap()
                .iter()
                .map(|x| Span {
                    start: usize::try_from(x["start"].as_u64().unwrap()).unwrap(),
                    end: usize::try_from(x["end"].as_u64().unwrap()).unwrap(),
                    actor: Actor::from_name(x["actor"].as_str().unwrap()).unwrap(),
                    action: Action::from_name(x["action"].as_str().unwrap()).unwrap(),
                    ask: Ask::new(u8::try_from(x["ask"].as_u64().unwrap()).unwrap()).unwrap(),
                })
                .collect();
            marked::Marked {
                text: s("text"),
                setting: Setting::from_name(&s("setting")).unwrap(),
                specialty: s("specialty"),
                spans,
                letter: s("kind") == "letter",
            }
        })
        .collect()
}

/// All of it: the divided parts, the parts written to widen the rules, and the named files.
pub fn all(files: &[&String]) -> Vec<Labelled> {
    let divided = [
        marked::passages(include_str!("../../fixtures/passages-1.txt")),
        marked::passages(include_str!("../../fixtures/passages-2.txt")),
        marked::letters(include_str!("../../fixtures/letters-1.txt")),
        marked::letters(include_str!("../../fixtures/letters-2.txt")),
        marked::passages(include_str!("../../fixtures/passages-5.txt")),
        marked::letters(include_str!("../../fixtures/letters-4.txt")),
        marked::passages(include_str!("../../fixtures/passages-6.txt")),
    ];
    let wide = [
        marked::passages(include_str!("../../fixtures/passages-3.txt")),
        marked::passages(include_str!("../../fixtures/passages-4.txt")),
        marked::letters(include_str!("../../fixtures/letters-3.txt")),
    ];
    let mut all = Vec::new();
    for part in divided {
        all.extend(part.unwrap().into_iter().map(|m| {
            let kept_back = marked::is_kept_back(&m.text);
            Labelled { marked: m, kept_back }
        }));
    }
    for part in wide {
        all.extend(part.unwrap().into_iter().map(|m| Labelled { marked: m, kept_back: false }));
    }
    for file in files {
        all.extend(from_jsonl(file).into_iter().map(|m| {
            let kept_back = marked::is_kept_back(&m.text);
            Labelled { marked: m, kept_back }
        }));
    }
    all
}
