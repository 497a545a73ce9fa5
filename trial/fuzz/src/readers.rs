//! The readers that are called here, each with what it promises of any input at all.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use kernel::{Moment, Personal};
use letters_rules::deidentify::Deidentifier;
use letters_rules::lexicon::Lexicon;
use letters_rules::reader::{Letter, Reader as LetterReader};
use referrals_rules::request::{self, Area, Numbers, Read, Typed, paste};

/// No reader may take longer over one input, however the machine is loaded.
pub const NOT_LONGER: Duration = Duration::from_secs(5);

/// A reader of what people or their systems give us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// A block pasted from a practice's record.
    Paste,
    /// The fields of the referral form, as a browser sends them.
    Forms,
    /// The text of a letter.
    Letters,
    /// People taken out of the text of a letter.
    People,
    /// The file of a letter: PDF, RTF, DOCX, FHIR, HL7, CDA, ZIP or text.
    Files,
}

impl Reader {
    /// All of them.
    pub const ALL: [Reader; 5] =
        [Reader::Paste, Reader::Forms, Reader::Letters, Reader::People, Reader::Files];

    /// Its name, and that of its folder of examples.
    pub const fn name(self) -> &'static str {
        match self {
            Reader::Paste => "paste",
            Reader::Forms => "forms",
            Reader::Letters => "letters",
            Reader::People => "people",
            Reader::Files => "files",
        }
    }

    /// Reads; what it broke, in words.
    pub fn read(self, bytes: &[u8]) -> Result<(), String> {
        let began = Instant::now();
        let done = catch_unwind(AssertUnwindSafe(|| match self {
            Reader::Paste => pasted(bytes),
            Reader::Forms => form(bytes),
            Reader::Letters => letter(bytes),
            Reader::People => people(bytes),
            Reader::Files => file(bytes),
        }));
        let took = began.elapsed();
        match done {
            Err(_) => Err("it panicked".to_owned()),
            Ok(Err(why)) => Err(why),
            Ok(Ok(())) if took > NOT_LONGER => Err(format!("it took {took:?}")),
            Ok(Ok(())) => Ok(()),
        }
    }
}

/// What was taken out stands in order, within the text; what is left is the rest of it.
fn people(bytes: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(bytes);
    // Made once: its patterns take longer to prepare than a letter takes to read.
    static MADE: OnceLock<(Deidentifier, Lexicon)> = OnceLock::new();
    let (people, lexicon) = MADE.get_or_init(|| (Deidentifier::new(), Lexicon::new()));
    let cleaned = people.clean(&text, lexicon);
    let mut at = 0;
    for part in &cleaned.removed {
        if part.start < at || part.end <= part.start || text.get(part.start..part.end).is_none() {
            return Err(format!("{} at {} is out of order or within a letter", part.kind, part.start));
        }
        at = part.end;
    }
    let all = text.chars().count();
    let whole = cleaned.between(&letters_rules::points::Points::of(&text), 0, all);
    if whole != cleaned.text.split_whitespace().collect::<Vec<_>>().join(" ") {
        return Err("the whole between its ends is not the whole".to_owned());
    }
    Ok(())
}

fn pasted(bytes: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(bytes);
    let pasted = paste::read_block(&text);
    let lines = text.lines().count() + 1;
    if let Some((field, line)) = pasted.took.iter().find(|(_, line)| *line == 0 || *line > lines) {
        return Err(format!("{} is said to be taken from line {line} of {lines}", field.label()));
    }
    if pasted.not_taken.iter().any(|not| not.line == 0 || not.line > lines) {
        return Err("a line that is not there is said not to be taken".to_owned());
    }
    // Whatever was filled is read again by the form, as the page does.
    told(&pasted.typed)
}

fn form(bytes: &[u8]) -> Result<(), String> {
    let mut typed = Typed::default();
    for (field, text) in form_urlencoded::parse(bytes) {
        fill(&mut typed, &field, text.into_owned());
    }
    told(&typed)
}

fn fill(typed: &mut Typed, field: &str, text: String) {
    let personal = Personal::new;
    match field {
        "method" => typed.method = text,
        "purpose" => typed.purpose = text,
        "name" => typed.name = personal(text),
        "date_of_birth" => typed.date_of_birth = personal(text),
        "nhs_number" => typed.nhs_number = personal(text),
        "local_number" => typed.local_number = personal(text),
        "pregnancy" => typed.pregnancy = text,
        "symptoms" => typed.symptoms = text,
        "first_upsi" => typed.first_upsi = personal(text),
        "last_upsi" => typed.last_upsi = personal(text),
        "last_period" => typed.last_period = personal(text),
        "shortest_cycle" => typed.shortest_cycle = text,
        "hormones_this_cycle" => typed.hormones_this_cycle = text,
        "current_method" => typed.current_method = text,
        "continue_told" => typed.continue_told = text,
        "previous_problem" => typed.previous_problem = personal(text),
        "factors" => typed.factors.push(text),
        "sti_check" => typed.sti_check = text,
        "allergies" => typed.allergies.push(text),
        "language" => typed.language = text,
        "bsl" => typed.bsl = text,
        "access" => typed.access.push(text),
        "chaperone" => typed.chaperone = text,
        "channel" => typed.channel = text,
        "contact" => typed.contact = personal(text),
        "discreet" => typed.discreet = text,
        "times" => typed.times = text,
        "travel_miles" => typed.travel_miles = text,
        "device" => typed.device = text,
        "consent" => typed.consent = text,
        "fraser" => typed.fraser.push(text),
        "exploitation" => typed.exploitation = text,
        "speak_to" => typed.speak_to = personal(text),
        _ => {}
    }
}

/// The form always answers with a request, a stop, or at least one mistake in words; every line of it can be shown.
fn told(typed: &Typed) -> Result<(), String> {
    let numbers =
        Numbers { safeguarding_lead: "01632 960901".to_owned(), urgent_care: "01632 960999".to_owned() };
    // 3 March 2025, 09:00 in England.
    let now = Moment::from_micros(1_740_992_400_000_000);
    match request::read(typed, &Area::default(), &numbers, now) {
        Read::Ready { advice, .. } => {
            if advice.iter().any(|advice| advice.in_words().is_empty()) {
                return Err("advice without words".to_owned());
            }
        }
        Read::Stop(stop) => {
            let words = stop.in_words().join(" ");
            if !words.contains("01632 960901") || !words.contains("01632 960999") {
                return Err(format!("a stop without both numbers: {words}"));
            }
        }
        Read::Wrong(wrong) => {
            if wrong.is_empty() || wrong.iter().any(|error| error.why.to_string().is_empty()) {
                return Err("a form that is wrong without a reason".to_owned());
            }
        }
    }
    Ok(())
}

fn letter(bytes: &[u8]) -> Result<(), String> {
    // Word lists are read once for all inputs of a thread.
    thread_local! { static READER: LetterReader = LetterReader::new(); }
    let text = String::from_utf8_lossy(bytes);
    let letters = text.chars().count();
    let found = READER.with(|reader| reader.read(&Letter { text: &text, setting: None, specialty: None }));
    match found.iter().find(|finding| finding.start >= finding.end || finding.end > letters) {
        Some(finding) => {
            Err(format!("a finding from {} to {} in {letters} letters", finding.start, finding.end))
        }
        None => Ok(()),
    }
}

fn file(bytes: &[u8]) -> Result<(), String> {
    match letters_formats::text(bytes) {
        Ok(read) if read.text.len() > letters_formats::TEXT_BYTES_MAX => {
            Err(format!("{} bytes of text came out", read.text.len()))
        }
        Ok(read) => letter(read.text.as_bytes()),
        Err(why) if why.to_string().is_empty() => Err("refused without a reason".to_owned()),
        Err(_) => Ok(()),
    }
}
