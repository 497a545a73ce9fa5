//! Scores the reader: `score [--kept-back|--both] [--only PART,PART] [--rules] [--errors] [FILE.jsonl]`. Without a file:
//! this crate's own fixtures, the half that may be looked at; `--only passages-7,letters-5` takes these parts alone; `--both`
//! counts both halves. Files named are counted whole, `--half` divides them too. Errors are shown of no text kept back.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a tool for the people who write rules"
)]

use letters_rules::score::{Span, Tally};
use letters_rules::{Letter, Reader};

#[path = "common/labelled.rs"]
mod labelled;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let flag = |name: &str| args.iter().any(|a| a == name);
    let files: Vec<&String> = args.iter().filter(|a| a.ends_with(".jsonl")).collect();
    let only: Vec<&str> =
        args.iter().position(|a| a == "--only").map_or(Vec::new(), |at| args[at + 1].split(',').collect());
    let whole = flag("--both") || !files.is_empty() && !flag("--half") && !flag("--kept-back");
    let all: Vec<labelled::Labelled> = labelled::all(&files)
        .into_iter()
        .filter(|text| {
            let chosen = if files.is_empty() {
                only.is_empty() || only.contains(&text.part.as_str())
            } else {
                files.iter().any(|file| file.ends_with(&format!("{}.jsonl", text.part)))
            };
            let evidence = !text.wide || !flag("--kept-back") && !flag("--both");
            chosen && evidence && (whole || text.kept_back == flag("--kept-back"))
        })
        .collect();
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
        for text in all.iter().filter(|text| text.marked.letter == letters) {
            let m = &text.marked;
            n += 1;
            let found: Vec<Span> = reader
                .read(&Letter { text: &m.text, setting: Some(m.setting), specialty: Some(&m.specialty) })
                .iter()
                .map(|f| f.span())
                .collect();
            tally.add(&found, &m.spans);
            if flag("--errors") && (!text.kept_back || !files.is_empty()) {
                labelled::show(m, &found);
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

fn debug(text: &str) {
    use letters_rules::{clauses, layout, lexicon::Lexicon, words};
    let lower = text.to_ascii_lowercase();
    let (mut tokens, mut units) = (Vec::new(), Vec::new());
    words::cut(&lower, &mut tokens);
    Lexicon::new().mark(text, &lower, &tokens, &mut Vec::new(), &mut units);
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
