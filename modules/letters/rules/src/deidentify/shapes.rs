//! What is known by its shape: NHS numbers, postcodes, telephones, e-mail, hospital numbers, addresses.

use regex::Regex;

use super::Removed;

/// The patterns, made once.
pub(super) struct Shapes {
    numbers: Option<Regex>,
    /// After "NHS number" ten figures are one, however they are spaced.
    named_numbers: Option<Regex>,
    telephones: Option<Regex>,
    short_telephones: Option<Regex>,
    bare_numbers: Option<Regex>,
    ages: Option<Regex>,
    rest: Vec<(&'static str, Regex)>,
}

/// A pattern of this folder; one that were wrong would never match, and tests would show it.
pub(super) fn pattern(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}

const STREETS: &str = r"(?i:street|st|road|rd|lane|ln|avenue|ave|close|drive|way|court|crescent|terrace|place|gardens|grove|row|walk|hill|square|mews|green|park|rise|view|parade|gate|bank|quay|wharf|brow|fold|croft|meadows?|orchard|dell|copse|circus|alley|passage|vale|mount|ridge|embankment|esplanade|promenade|cres|gr|gdns|dr|pl|sq)";

impl Default for Shapes {
    fn default() -> Shapes {
        let home = r"(?:[A-Z][A-Za-z'\u{2019}-]+[ ]){0,2}(?:Cottage|House|Lodge|Farm|Maltings|Barn|Bungalow|Hostel|Care Home|Court|HOUSE|COTTAGE|LODGE|FARM)";
        let flat = r"(?i:flat|apartment|apt|room)[ ]?\d+[a-zA-Z]?";
        let street =
            format!(r"(?:\d+[a-zA-Z]?(?:[-/]\d+)?,?[ ])?(?:[A-Z][A-Za-z'\u{{2019}}-]+[ ]){{1,3}}{STREETS}\b");
        let numbered =
            format!(r"\d+[a-zA-Z]?(?:[-/]\d+)?,?[ ](?:[A-Z][A-Za-z'\u{{2019}}-]+[ ]){{1,3}}{STREETS}\b");
        let rest: [(&'static str, String); 8] = [
            ("email", r"(?i)[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+".to_owned()),
            (
                "postcode",
                r"\b(?:[A-Z]{1,2}[0-9][0-9A-Z]?[ \t]?[0-9][ABD-HJLNP-UW-Z]{2}|[a-z]{1,2}[0-9][0-9a-z]?[ \t][0-9][abd-hjlnp-uw-z]{2})\b".to_owned(),
            ),
            (
                "hospital-number",
                r"(?i)\b(?:hosp(?:ital)?|unit|mrn|case[ ]?note|record|patient|district|pid|h/n|hn|chart|pas|crn|k|rxk)[ ]?(?:no\.?|number|num|id|ref)?[ ]{0,3}[|:.#=]{0,2}[ ]{0,3}([a-z]{0,3}[ /-]?\d{4,9}(?:-\d{1,4})?[a-z]?)\b".to_owned(),
            ),
            ("hospital-number", r"(?i)\b(?:no\.|number|num|id)[ ]?[:=]?[ ]?([a-z]{1,3}\d{5,9}[a-z]?)\b".to_owned()),
            (
                "hospital-number",
                r"(?i)\b(?:ref(?:erence)?|attendance|episode|specimen|spell|visit|lab|donor|accession|chi|x-ray|xray|patient|unit|hosp(?:ital)?|case|client)[ ]?(?:no\.?|number|num|ref|id)?[ ]?[:#][ ]{0,3}((?:[a-z]{1,4}[ /-]?)?\d[\dA-Za-z/ -]{2,13}\d[a-z]?)\b".to_owned(),
            ),
            ("hospital-number", r"(?i)\b(?:x-ray|lab|donor|specimen|attendance|case|chi|unit)[ ](?:no\.?|number|ref|id)?[ ]?((?:[a-z]{1,4}[ /-]?)?\d[\dA-Za-z/-]{4,13})\b".to_owned()),
            ("address", format!(r"\b(?:{flat},?[ ]+)?(?:{home},?[ ]+)?{numbered}|\b{flat}(?:,[ ]+(?:{home}|{street}))*(?:,[ ]+{street})?|\b{home},[ ]+(?:{flat},[ ]+)?{street}")),
            ("address", r"(?m)^[ \t]*((?:The[ ])?(?:[A-Z][a-z]+[ ])(?:Cottage|House|Lodge|Farm|Maltings|Barn|Bungalow))[ \t]*$".to_owned()),
        ];
        Shapes {
            numbers: pattern(r"\b\d{3}[ \-.]{0,2}\d{3}[ \-.]{0,2}\d{4}\b"),
            named_numbers: pattern(
                r"(?i)\bnhs[ ]?(?:no\.?|num(?:ber)?|id|#)?[ ]{0,2}[:#|=.]?[ ]{0,3}((?:\d[ .\-]{0,2}){9}\d)\b",
            ),
            telephones: pattern(
                r"(?:(?:\+|\b00)44[ \-.]?(?:\(0\)[ \-]?)?\d{2,4}|\(?\b0[1-9]\d{1,3})\)?[ .\-\u{2013}/]{0,3}(?:\d[ .\-\u{2013}()]{0,2}){4,7}\d\b(?:[ ,(]{0,3}(?i:x|ext|extn|extension|option|opt)[.:]?[ ]?\d{1,6}\b)?",
            ),
            short_telephones: pattern(
                r"(?i)(?:\b(?:tel|telephone|phone|ring|fax|mob|mobile|ext|extension|ph)[ .:]{1,3}|\[telephone\]/)(\d{3}[ ]?\d{3,4})\b|\b(?:ext|extn|extension)[ .:]{1,3}(\d{3,6})\b|\b(x\d{4,5})\b",
            ),
            bare_numbers: pattern(
                r"\b[A-Z]{1,3}[- ]?\d{4,8}-\d{2,4}\b|\b[A-Z]{1,3}[- ]?\d{5,8}[A-Z]?\b|\b\d{6,8}[A-Z]?\b",
            ),
            ages: pattern(r"\b\d{1,3}[ ]?(?:[FM]\b|(?i:y/o|yo\b|yrs?\b|years? old|year-old))"),
            rest: rest.into_iter().filter_map(|(kind, text)| Some((kind, pattern(&text)?))).collect(),
        }
    }
}

impl Shapes {
    /// Ages as they stand beside a name: "77F", "52 yo".
    pub(super) fn ages(&self, text: &str) -> Vec<(usize, usize)> {
        self.ages.iter().flat_map(|p| p.find_iter(text).map(|hit| (hit.start(), hit.end()))).collect()
    }

    /// What stands in the text.
    pub(super) fn look(&self, text: &str) -> Vec<Removed> {
        let mut found: Vec<Removed> = Vec::new();
        let of = |pattern: &Option<Regex>| -> Vec<(usize, usize)> {
            pattern.iter().flat_map(|p| p.find_iter(text).map(|hit| (hit.start(), hit.end()))).collect()
        };
        for (start, end) in of(&self.numbers) {
            let hit = text.get(start..end).unwrap_or_default();
            if is_nhs_number(hit) || said_to_be_nhs(text, start) {
                found.push(Removed { start, end, kind: "nhs-number" });
            }
        }
        for hit in self.named_numbers.iter().flat_map(|p| p.captures_iter(text)) {
            if let Some(part) = hit.get(1).filter(|part| !found.iter().any(|one| one.start == part.start())) {
                found.push(Removed { start: part.start(), end: part.end(), kind: "nhs-number" });
            }
        }
        for (start, end) in of(&self.telephones) {
            let said = text.get(start..end).unwrap_or_default().to_lowercase();
            let number = said.split(['x', 'e']).next().unwrap_or_default();
            if !(10..=15).contains(&number.chars().filter(char::is_ascii_digit).count()) {
                continue;
            }
            found.push(Removed { start, end, kind: "telephone" });
            // "01632 960130/960131", "… or 131 or 132": the last figures of further numbers of the same exchange.
            let mut at = end;
            while let Some((from, to)) = further(text, at) {
                found.push(Removed { start: from, end: to, kind: "telephone" });
                at = to;
            }
        }
        for hit in self.short_telephones.iter().flat_map(|p| p.captures_iter(text)) {
            if let Some(part) = hit.get(1).or_else(|| hit.get(2)).or_else(|| hit.get(3)) {
                found.push(Removed { start: part.start(), end: part.end(), kind: "telephone" });
            }
        }
        for (kind, shape) in &self.rest {
            for hit in shape.captures_iter(text) {
                if let Some(part) = hit.get(1).or_else(|| hit.get(0)) {
                    found.push(Removed { start: part.start(), end: part.end(), kind });
                }
            }
        }
        let streets: Vec<(usize, usize)> =
            found.iter().filter(|part| part.kind == "address").map(|part| (part.start, part.end)).collect();
        for (_, end) in streets {
            if let Some(to) = locality_after(text, end) {
                found.push(Removed { start: end, end: to, kind: "address" });
            }
        }
        let codes: Vec<usize> =
            found.iter().filter(|part| part.kind == "postcode").map(|part| part.start).collect();
        for start in codes {
            if let Some(from) = address_before(text, start) {
                let end = from
                    + text
                        .get(from..start)
                        .unwrap_or_default()
                        .trim_end_matches([' ', ',', '\n', '\t', '|'])
                        .len();
                found.push(Removed { start: from, end, kind: "address" });
            }
        }
        // A number of a record's shape on a line that carries another mark of somebody is that record's.
        for (start, end) in of(&self.bare_numbers) {
            let taken = found.iter().any(|part| part.start < end && start < part.end);
            if !taken && names_somebody(line(text, start)) && !said_otherwise(text, start) {
                found.push(Removed { start, end, kind: "hospital-number" });
            }
        }
        found
    }
}

/// Capital words only, as places are written, and at most four of them.
fn place_words(part: &str) -> bool {
    let mut words = part.split_whitespace().peekable();
    let few = (1..=5).contains(&part.split_whitespace().count());
    let fits = |word: &str| {
        let small = matches!(word, "of" | "on" | "the" | "le" | "in" | "under" | "upon" | "by" | "na" | "y");
        small || word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
    };
    let titled = part.split_whitespace().any(|word| super::ordinary::title(&word.to_lowercase()));
    few && words.peek().is_some()
        && words.all(fits)
        && !titled
        && part.chars().all(|c| c.is_alphanumeric() || " '\u{2019}-./&".contains(c))
}

/// One past the town or village that follows a street: ", Nether Poole".
fn locality_after(text: &str, end: usize) -> Option<usize> {
    let rest = text.get(end..)?;
    let after = rest.strip_prefix(", ").or_else(|| rest.strip_prefix("., "))?;
    let part =
        after.get(..after.find([',', '.', '\n', '|', ';', '(', ')', ':']).unwrap_or(after.len()))?.trim_end();
    let lettered = part.chars().all(|c| !c.is_ascii_digit());
    (lettered && part.split_whitespace().count() <= 3 && place_words(part))
        .then(|| end + (rest.len() - after.len()) + part.len())
}

/// Where the address begins that a postcode ends: back over parts written as places, to the furthest that begins with a number
/// or names a house or a street.
fn address_before(text: &str, code: usize) -> Option<usize> {
    let mut end = text.get(..code)?.trim_end_matches([' ', ',', '\n', '\t', '\r']).len();
    let mut begins = None;
    for _ in 0..5 {
        let head = text.get(..end)?;
        let cut = head.rfind([',', '\n', '|', ':', ';', '(']).map_or(0, |at| at + 1);
        let raw = head.get(cut..)?;
        let part = raw.trim();
        if part.is_empty() || !place_words(part) {
            break;
        }
        let from = cut + (raw.len() - raw.trim_start().len());
        let lower = part.to_lowercase();
        let last = lower.split_whitespace().last().unwrap_or_default();
        let house = super::ordinary::place(last)
            || part.starts_with("The ")
            || lower.starts_with("flat ")
            || lower.starts_with("apt ")
            || lower.starts_with("po box");
        if part.starts_with(|c: char| c.is_ascii_digit()) || house {
            begins = Some(from);
        }
        let stop = head.get(..cut).is_some_and(|before| before.ends_with([':', '|', ';', '(']));
        end = head.get(..cut)?.trim_end_matches([' ', ',', '\n', '\t', '\r']).len();
        if stop || end == 0 {
            break;
        }
    }
    begins
}

/// The line that a place stands on.
pub(super) fn line(text: &str, at: usize) -> &str {
    let from = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |found| found + 1);
    let rest = text.get(from..).unwrap_or_default();
    rest.get(..rest.find('\n').unwrap_or(rest.len())).unwrap_or_default()
}

/// A line that carries somebody's particulars.
fn names_somebody(line: &str) -> bool {
    let lower = line.to_lowercase();
    let has_date = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count() > 3
        && lower.matches(['/', '.', '-']).count() >= 2
        && lower.chars().filter(char::is_ascii_digit).count() >= 10;
    has_date || ["dob", "d.o.b", "born", "nhs", "birth", "patient"].iter().any(|word| lower.contains(word))
}

/// The number is of something else: a laboratory, a reference, a registration.
fn said_otherwise(text: &str, at: usize) -> bool {
    let before = back(text, at, 24).to_lowercase();
    ["lab", "ref", "hcpc", "gmc", "nmc", "invoice", "bleep", "reg", "copy", "sample", "accession"]
        .iter()
        .any(|word| before.contains(word))
}

/// The last characters before a place, cut at a character.
pub(super) fn back(text: &str, at: usize, most: usize) -> &str {
    let from = (at.saturating_sub(most)..=at).find(|from| text.is_char_boundary(*from)).unwrap_or(at);
    text.get(from..at).unwrap_or_default()
}

/// Ten digits whose last one is right (Modulus 11, NHS Data Dictionary).
fn is_nhs_number(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let [front @ .., last] = digits.as_slice() else { return false };
    let sum: u32 = front.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    let check = 11 - sum % 11;
    digits.len() == 10 && (if check == 11 { 0 } else { check }) == *last
}

/// The last figures of a further telephone number, told by what joins it to the one that ends at `at`.
fn further(text: &str, at: usize) -> Option<(usize, usize)> {
    let rest = text.get(at..)?;
    let joint =
        [" / ", "/ ", " or ", " and ", "/", " & "].into_iter().find(|joint| rest.starts_with(joint))?;
    let second = rest.get(joint.len()..)?;
    let figures = second.chars().take_while(char::is_ascii_digit).count();
    let ends = second.chars().nth(figures).is_none_or(|next| !next.is_alphanumeric());
    let from = at + joint.len();
    ((3..=7).contains(&figures) && ends).then_some((from, from + figures))
}

/// A number that the letter calls an NHS number is one, even with a slip in it.
fn said_to_be_nhs(text: &str, at: usize) -> bool {
    let before = back(text, at, 24).to_ascii_lowercase();
    before.contains("nhs") || before.contains("chi")
}
