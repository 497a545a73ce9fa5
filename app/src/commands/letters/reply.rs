//! `roundtable letters reply FILE --span K`: the reply to a request that was agreed to be the hospital's.

use std::path::PathBuf;

use cli::{Failure, Outcome};
use kernel::{Clock, Day};
use lawbook::letters::REPLY_WORKING_DAYS;
use letters_rules::reply::{self, FIELDS, Given, Safety};
use letters_rules::{Letter, Reader, Setting};

/// Writes the reply to one request of a letter. What is not given is left as a gap in square brackets.
#[derive(clap::Args)]
pub struct Reply {
    /// The letter, in any format that is read.
    file: PathBuf,
    /// Which span of `letters read`, from 1.
    #[arg(long)]
    span: usize,
    /// Where the letter was written: inpatient, outpatient or ED.
    #[arg(long, value_parser = super::read::setting)]
    setting: Option<Setting>,
    /// The specialty that wrote it.
    #[arg(long)]
    specialty: Option<String>,
    /// The rule set: a file, or one that comes with the program.
    #[arg(long, default_value = "five-asks")]
    rules: String,
    /// The day of the letter, whose rules hold; today where it is not given.
    #[arg(long)]
    on: Option<String>,
    /// The hospital's reference.
    #[arg(long = "ref", default_value = "")]
    reference: String,
    /// Whom it goes to; the specialty where it is not given.
    #[arg(long)]
    department: Option<String>,
    /// The practice.
    #[arg(long, default_value = "")]
    practice: String,
    /// Whom to ring there.
    #[arg(long, default_value = "")]
    seat: String,
    /// That seat's number.
    #[arg(long, default_value = "")]
    phone: String,
    /// Whether the patient has been told: yes or no.
    #[arg(long, value_parser = yes_or_no)]
    told: Option<bool>,
    /// The line about safety: nothing is unsafe while the hospital arranges it.
    #[arg(long, conflicts_with = "risk")]
    nothing_unsafe: bool,
    /// The line about safety: what the danger was.
    #[arg(long, requires = "step")]
    risk: Option<String>,
    /// What was done about it meanwhile.
    #[arg(long, requires = "risk")]
    step: Option<String>,
    /// Who was rung, and when; needed where a request is answered by telephone first.
    #[arg(long)]
    rang: Option<String>,
    /// Where the reply is written: a file that ends in .docx, .txt, .pdf or .eml (a draft of mail); else it is printed.
    #[arg(long)]
    out: Option<PathBuf>,
    /// The inbox that a draft of mail is addressed to.
    #[arg(long)]
    to: Option<String>,
    /// As one line of JSON.
    #[arg(long)]
    json: bool,
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        other => Err(format!("“{other}”: write yes or no")),
    }
}

/// Writes the reply, or says why there is none.
pub fn run(arguments: &Reply) -> Outcome {
    let name = arguments.file.display();
    let refused = |why: &dyn std::fmt::Display| Failure::refused(format_args!("{name}: {why}"));
    let bytes = std::fs::read(&arguments.file).map_err(|why| refused(&why))?;
    let text = letters_formats::text(&bytes).map_err(|why| refused(&why))?.text;
    let today = web::SystemClock.now().day();
    let on = match &arguments.on {
        Some(on) => on.parse::<Day>().map_err(|why| Failure::usage(format_args!("--on: {why}")))?,
        None => today,
    };
    let rules = super::read::rules(&arguments.rules)?;
    let letter =
        Letter { text: &text, setting: arguments.setting, specialty: arguments.specialty.as_deref() };
    let all = reply::requests(&letter, &Reader::new().read(&letter), &rules, on);
    let safety = match (&arguments.risk, &arguments.step) {
        (Some(risk), Some(step)) => Some(Safety::Interim { risk: risk.clone(), step: step.clone() }),
        _ => arguments.nothing_unsafe.then_some(Safety::NothingUnsafe),
    };
    let given = Given {
        date: arguments.on.as_ref().map_or_else(String::new, |_| on.in_words()),
        reference: arguments.reference.clone(),
        department: arguments.department.clone().or_else(|| arguments.specialty.clone()).unwrap_or_default(),
        practice: arguments.practice.clone(),
        seat: arguments.seat.clone(),
        phone: arguments.phone.clone(),
        told: arguments.told,
        safety,
        call: arguments.rang.clone(),
    };
    let by = lawbook::Calendar::england().plus_working_days(today, REPLY_WORKING_DAYS.on(today));
    let written = reply::reply(&letter, &all, arguments.span, (&rules, on), &|_| None, &given, (today, by))
        .map_err(|why| refused(&why))?;
    if arguments.json {
        let fields: Vec<&str> = FIELDS.iter().map(|(field, _)| *field).collect();
        return cli::json_line(&serde_json::json!({
            "text": written.text, "rule": written.rule.name(), "ask": written.template.0,
            "template_version": written.template.1, "gaps": written.gaps, "fields": fields,
        }));
    }
    let text = if written.gaps.is_empty() {
        written.text
    } else {
        format!(
            "DRAFT: not to be sent before these are filled in: {}\n\n{}",
            written.gaps.join("; "),
            written.text
        )
    };
    match &arguments.out {
        None => cli::text_line(&text),
        Some(path) => {
            let bytes = match path.extension().and_then(|end| end.to_str()) {
                Some("docx") => letters_formats::written::docx(&text)?,
                Some("txt") => text.into_bytes(),
                Some("pdf") => printed(&text, today)?,
                Some("eml") => {
                    let to = arguments.to.as_deref().unwrap_or_default();
                    let subject = format!("Reply to a request in a letter of {}", on.in_words());
                    letters_formats::mail::draft(to, &subject, &text)
                        .map_err(|why| Failure::usage(format_args!("--to: {why}")))?
                }
                _ => return Err(Failure::usage("--out: a reply is written as .docx, .txt, .pdf or .eml")),
            };
            std::fs::write(path, bytes)
                .map_err(|why| Failure::refused(format_args!("{}: {why}", path.display())))
        }
    }
}

/// The reply on paper.
fn printed(text: &str, on: Day) -> Result<Vec<u8>, Failure> {
    let mut document = pdf::Document::new("Reply to a letter", on);
    document.parts = text.split("\n\n").map(|part| pdf::Part::Words(part.trim().to_owned())).collect();
    pdf::write(&document).map_err(Failure::refused)
}
