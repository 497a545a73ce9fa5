//! Scores the reader: `score [--kept-back] [--new] [--half] [--rules] [--errors] [FILE.jsonl]`. Without a file: this crate's own
//! fixtures, `--new` only the newest of them; `--half` divides a file as the fixtures are divided.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a tool for the people who write rules"
)]

use letters_rules::score::{Span, Tally, matches};
use letters_rules::{Action, Actor, Ask, Letter, Reader, Setting, marked};

fn from_jsonl(path: &str) -> Vec<marked::Marked> {
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

/// This crate's fixtures; true beside those that were written to widen the rules and so are never evidence.
fn own_fixtures(newest: bool, kept_back: bool) -> Vec<(marked::Marked, bool)> {
    let divided = [
        marked::passages(include_str!("../fixtures/passages-1.txt")),
        marked::passages(include_str!("../fixtures/passages-2.txt")),
        marked::letters(include_str!("../fixtures/letters-1.txt")),
        marked::letters(include_str!("../fixtures/letters-2.txt")),
    ];
    let new = [
        marked::passages(include_str!("../fixtures/passages-5.txt")),
        marked::letters(include_str!("../fixtures/letters-4.txt")),
        marked::passages(include_str!("../fixtures/passages-6.txt")),
    ];
    let wide = [
        marked::passages(include_str!("../fixtures/passages-3.txt")),
        marked::passages(include_str!("../fixtures/passages-4.txt")),
        marked::letters(include_str!("../fixtures/letters-3.txt")),
    ];
    let older = divided.into_iter().filter(|_| !newest);
    let mut all: Vec<_> = older.chain(new).flat_map(|r| r.unwrap()).map(|m| (m, false)).collect();
    if !newest && !kept_back {
        all.extend(wide.into_iter().flat_map(|r| r.unwrap()).map(|m| (m, true)));
    }
    all
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let flag = |name: &str| args.iter().any(|a| a == name);
    let files: Vec<&String> = args.iter().filter(|a| a.ends_with(".jsonl")).collect();
    let own = files.is_empty();
    let half = |m: &marked::Marked| marked::is_kept_back(&m.text) == flag("--kept-back");
    let all: Vec<marked::Marked> = if own {
        own_fixtures(flag("--new"), flag("--kept-back"))
            .into_iter()
            .filter(|(m, wide)| *wide || half(m))
            .map(|(m, _)| m)
            .collect()
    } else {
        let split = flag("--half") || flag("--kept-back");
        files.iter().flat_map(|f| from_jsonl(f)).filter(|m| !split || half(m)).collect()
    };
    let reader = if flag("--rules") {
        Reader::with(letters_rules::learned::Learned::default())
    } else {
        Reader::new()
    };
    if let Some(at) = args.iter().position(|a| a == "--debug") {
        debug(&args[at + 1]);
        return;
    }
    for letters in [false, true] {
        let mut tally = Tally::default();
        let mut n = 0;
        for m in all.iter().filter(|m| m.letter == letters) {
            n += 1;
            let found: Vec<Span> = reader
                .read(&Letter { text: &m.text, setting: Some(m.setting), specialty: Some(&m.specialty) })
                .iter()
                .map(|f| f.span())
                .collect();
            tally.add(&found, &m.spans);
            if flag("--errors") {
                show(m, &found);
            }
        }
        let f = tally.figures();
        println!(
            "{} n={n} gold={} found={} | det P {:.3} R {:.3} F1 {:.3} | gp {:.3} | breach {:.3} | kappa {:.3} | strict {:.3} | actor {:.3} action {:.3} ask {:.3} | traps {}/{}",
            if letters { "LETTERS " } else { "PASSAGES" },
            f.gold,
            f.found,
            f.detection_precision,
            f.detection_recall,
            f.detection_f1,
            f.gp_f1,
            f.breach_f1,
            f.kappa,
            f.strict_f1,
            f.actor_accuracy,
            f.action_accuracy,
            f.ask_accuracy,
            f.trapped,
            f.traps
        );
    }
}

fn show(m: &marked::Marked, found: &[Span]) {
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

fn debug(text: &str) {
    use letters_rules::{clauses, layout, lexicon::Lexicon, words};
    let lower = text.to_ascii_lowercase();
    let (mut tokens, mut units) = (Vec::new(), Vec::new());
    words::cut(&lower, &mut tokens);
    Lexicon::new().mark(text, &lower, &tokens, &mut units);
    for u in &units {
        println!("{:24} {}", &lower[u.start..u.end].replace('\n', "/"), u.tags.names());
    }
    for s in layout::sentences(&units, &lower) {
        println!("SENTENCE {s:?}");
        for c in clauses::clauses(&units, s.from, s.to) {
            println!(
                "  {:?} strong={} cond={} cmd={} [{}] main [{}] core {}",
                c.facts.action,
                c.facts.strong,
                c.facts.conditional,
                c.facts.command,
                &lower[units[c.from].start..units[c.to - 1].end],
                &lower[units[c.main_from].start..units[c.main_to - 1].end],
                c.facts.core.names()
            );
        }
    }
    for f in Reader::new().read(&Letter { text, setting: None, specialty: None }) {
        println!("{f:?}");
    }
}
