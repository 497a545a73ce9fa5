//! The labelled texts of this crate, and labelled files of the published form.

use letters_rules::score::{Span, matches};
use letters_rules::{Action, Actor, Ask, Setting, marked};

#[allow(dead_code, reason = "each tool reads what it needs")]
/// A labelled text.
pub struct Labelled {
    /// The text and its spans.
    pub marked: marked::Marked,
    /// Its errors have never been looked at.
    pub kept_back: bool,
    /// The file it stands in, by its name without path and ending.
    pub part: String,
    /// It was written to widen the rules and is never evidence.
    pub wide: bool,
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

macro_rules! part {
    ($read:ident, $name:literal) => {
        ($name, marked::$read(include_str!(concat!("../../fixtures/", $name, ".txt"))))
    };
}

/// All of it: the divided parts, the parts written to widen the rules, and the named files, which are divided too.
pub fn all(files: &[&String]) -> Vec<Labelled> {
    let parts = [
        part!(passages, "passages-1"),
        part!(passages, "passages-2"),
        part!(letters, "letters-1"),
        part!(letters, "letters-2"),
        part!(passages, "passages-5"),
        part!(letters, "letters-4"),
        part!(passages, "passages-6"),
        part!(passages, "passages-7"),
        part!(letters, "letters-5"),
        part!(passages, "passages-8"),
        part!(letters, "letters-6"),
        part!(passages, "passages-9"),
        part!(letters, "letters-7"),
        part!(passages, "passages-10"),
        part!(letters, "letters-8"),
        part!(passages, "passages-11"),
        part!(letters, "letters-9"),
        part!(passages, "passages-3"),
        part!(passages, "passages-4"),
        part!(letters, "letters-3"),
    ];
    let mut all = Vec::new();
    let mut add = |part: &str, texts: Vec<marked::Marked>| {
        let wide = matches!(part, "passages-3" | "passages-4" | "letters-3");
        all.extend(texts.into_iter().map(|marked| Labelled {
            kept_back: !wide && marked::is_kept_back(&marked.text),
            marked,
            part: part.to_owned(),
            wide,
        }));
    };
    for (name, texts) in parts {
        add(name, texts.unwrap());
    }
    for file in files {
        add(file.rsplit('/').next().unwrap_or(file).trim_end_matches(".jsonl"), from_jsonl(file));
    }
    all
}

#[allow(dead_code, reason = "each tool shows what it needs")]
/// Prints what differs between the findings of a text and its labels.
pub fn show(m: &marked::Marked, found: &[Span]) {
    let cut = |s: &Span| {
        m.text.chars().skip(s.start).take(s.end - s.start).collect::<String>().replace('\n', " / ")
    };
    let tag = |s: &Span| format!("{}.{}.{}", s.actor.name(), s.action.name(), s.ask.number());
    let pairs = matches(found, &m.spans);
    for (f, s) in found.iter().enumerate() {
        match pairs.iter().find(|p| p.0 == f) {
            None => println!("  EXTRA {} [{}] {}", m.setting.name(), tag(s), cut(s)),
            Some((_, g)) => {
                let l = &m.spans[*g];
                if tag(l) != tag(s) {
                    println!("  WRONG {} [{}] should be [{}] {}", m.setting.name(), tag(s), tag(l), cut(s));
                }
            }
        }
    }
    for (g, l) in m.spans.iter().enumerate() {
        if l.actor != Actor::Nobody && !pairs.iter().any(|p| p.1 == g) {
            println!("  MISS  {} [{}] {}", m.setting.name(), tag(l), cut(l));
        }
    }
}
