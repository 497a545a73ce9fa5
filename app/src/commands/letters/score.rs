//! `roundtable letters score FILE.jsonl`: the reader against labelled letters, letters and passages apart.

use std::path::{Path, PathBuf};

use cli::{Failure, Outcome};
use letters_rules::score::{Figures, Span, Tally};
use letters_rules::{Action, Actor, Ask, Letter, Reader, Setting};
use serde_json::Value;

/// How well the reader does on labelled letters, by the published guideline.
#[derive(clap::Args)]
pub struct Score {
    /// Labelled letters, one JSON object a line.
    file: PathBuf,
    /// One line of JSON for letters and one for passages.
    #[arg(long)]
    json: bool,
}

/// The figures of a labelled file.
pub struct Labelled {
    /// Whole letters.
    pub letters: Figures,
    /// Passages.
    pub passages: Figures,
}

/// Scores the reader on a labelled file.
pub fn labelled(path: &Path) -> Result<Labelled, Failure> {
    let name = path.display();
    let text =
        std::fs::read_to_string(path).map_err(|why| Failure::refused(format_args!("{name}: {why}")))?;
    let reader = Reader::new();
    let (mut letters, mut passages) = (Tally::default(), Tally::default());
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let fault = |why: &str| Failure::refused(format_args!("{name}, line {}: {why}", index + 1));
        let value: Value = serde_json::from_str(line).map_err(|why| fault(&why.to_string()))?;
        let field = |key: &str| value.get(key).and_then(Value::as_str);
        let text = field("text").ok_or_else(|| fault("text is missing"))?;
        let letter = Letter {
            text,
            setting: field("setting").and_then(Setting::from_name),
            specialty: field("specialty"),
        };
        let gold: Option<Vec<Span>> =
            value.get("spans").and_then(Value::as_array).and_then(|spans| spans.iter().map(span).collect());
        let gold =
            gold.ok_or_else(|| fault("spans are missing, or one has no start, end, actor, action or ask"))?;
        let found: Vec<Span> = reader.read(&letter).iter().map(letters_rules::Finding::span).collect();
        let tally = if field("kind") == Some("letter") { &mut letters } else { &mut passages };
        tally.add(&found, &gold);
    }
    Ok(Labelled { letters: letters.figures(), passages: passages.figures() })
}

fn span(value: &Value) -> Option<Span> {
    let number = |key: &str| value.get(key).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
    let word = |key: &str| value.get(key).and_then(Value::as_str);
    Some(Span {
        start: number("start")?,
        end: number("end")?,
        actor: Actor::from_name(word("actor")?)?,
        action: Action::from_name(word("action")?)?,
        ask: Ask::new(u8::try_from(number("ask")?).ok()?)?,
    })
}

/// Prints the figures.
pub fn run(arguments: &Score) -> Outcome {
    let found = labelled(&arguments.file)?;
    for (kind, figures) in [("letters", &found.letters), ("passages", &found.passages)] {
        if arguments.json {
            cli::json_line(&serde_json::json!({"kind": kind, "figures": figures}))?;
        } else {
            cli::text_line(format_args!(
                "{kind}: detection F1 {:.3}, GP F1 {:.3}, breach F1 {:.3}, kappa {:.3}, strict F1 {:.3}, traps {} of {}",
                figures.detection_f1,
                figures.gp_f1,
                figures.breach_f1,
                figures.kappa,
                figures.strict_f1,
                figures.trapped,
                figures.traps
            ))?;
        }
    }
    Ok(())
}
