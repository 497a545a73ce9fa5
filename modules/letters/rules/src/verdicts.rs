//! From a finding to the rule of the group's table that it falls under, and so to a verdict; and the stop that a whole
//! letter may carry.

use kernel::Day;
use lawbook::letters::{SELF_CERTIFIED_DAYS, SOON_TEST_DAYS, SUPPLY_DAYS};

use crate::due;
use crate::kinds::{Action, Actor, Ask, Setting};
use crate::local::{LocalRules, Rule, Verdict};
use crate::points::Points;
use crate::reader::{Finding, Letter};
use crate::tags::{Tag, Tags};

/// The verdict on one request to the GP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The rule it falls under.
    pub rule: Rule,
    /// What was agreed about such requests.
    pub verdict: Verdict,
    /// The letter comes from a private provider: counted, but not against the trust.
    pub outside: bool,
}

/// Why a letter must not be worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// A sexual-health letter that records no consent to tell the GP.
    NoConsent,
}

impl Stop {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Stop::NoConsent => "confidentiality: sexual-health letter with no consent recorded",
        }
    }
}

/// Words that make a letter one of a sexual-health service.
const SEXUAL_HEALTH: [&str; 10] = [
    "sexual health",
    "sexual-health",
    "gum clinic",
    "genitourinary medicine",
    "genito-urinary",
    "sti clinic",
    "hiv clinic",
    "contraception and sexual",
    "sexually transmitted",
    "integrated sexual",
];

/// A stop, where the letter carries one. Consent must be written: silence is not consent.
#[must_use]
pub fn stop(letter: &Letter<'_>) -> Option<Stop> {
    let text = letter.text.to_lowercase();
    let named = letter.specialty.is_some_and(|specialty| {
        let specialty = specialty.to_lowercase();
        SEXUAL_HEALTH.iter().any(|word| specialty.contains(word))
            || matches!(specialty.trim(), "gum" | "sexual health" | "hiv")
    });
    // The letter's own head says who writes; a mention further down is only a mention.
    let head: String = text.lines().take(6).collect::<Vec<_>>().join("\n");
    let written = SEXUAL_HEALTH.iter().any(|word| head.contains(word))
        && letter.specialty.is_none_or(|s| s.trim().is_empty());
    ((named || written) && !consents(&text)).then_some(Stop::NoConsent)
}

/// The same where somebody else said which specialty wrote the letter, as on a page: what its own head says counts too.
#[must_use]
pub fn stop_whoever_wrote(letter: &Letter<'_>) -> Option<Stop> {
    stop(letter).or_else(|| stop(&Letter { specialty: None, ..*letter }))
}

fn consents(text: &str) -> bool {
    let denied = [
        "no consent",
        "not consent",
        "consent: no",
        "consent not",
        "without consent",
        "declined consent",
        "does not consent",
        "has not agreed",
        "consent refused",
        "withheld consent",
    ];
    let given = [
        "patient's consent",
        "patient\u{2019}s consent",
        "with consent",
        "has consented",
        "consents to",
        "consent: yes",
        "consent given",
        "consent recorded",
        "gave consent",
        "given consent",
        "her consent",
        "his consent",
        "their consent",
        "agreed to us writing",
        "agreed that we write",
        "happy for us to write",
        "permission to write",
        "agreed to this letter",
        "consent to share",
        "consented to",
    ];
    !denied.iter().any(|word| text.contains(word)) && given.iter().any(|word| text.contains(word))
}

/// The parts of the body and of medicine that go together; an onward referral inside one family is a related one.
const FAMILIES: [(&str, &[&str]); 12] = [
    (
        "heart",
        &[
            "cardio",
            "heart",
            "palpitation",
            "arrhythm",
            "electrophys",
            "lipid",
            "hypertens",
            "valve",
            "pacing",
        ],
    ),
    ("lungs", &["respirat", "chest", "sleep", "asthma", "copd", "pulmon", "thoracic"]),
    ("gut", &["gastro", "gut", "hepat", "liver", "colorect", "bowel", "ibd", "stoma"]),
    (
        "bones",
        &["ortho", "knee", "hip", "shoulder", "fracture", "rheum", "spin", "hand clinic", "bone", "osteop"],
    ),
    ("skin", &["dermat", "skin"]),
    ("nerves", &["neuro", "stroke", "epilep", "headache", "memory", "parkinson"]),
    ("kidneys", &["urol", "renal", "nephro", "prostate", "contin"]),
    ("ears", &["ent", "audiol", "hearing", "balance", "voice", "ear,"]),
    ("eyes", &["ophthal", "eye", "glaucoma", "orthopt", "retina"]),
    ("women", &["gynae", "obstet", "matern", "menopause", "fertility"]),
    ("glands", &["endocr", "diabet", "thyroid", "foot"]),
    ("mind", &["psychiat", "mental", "talking", "psychol"]),
];

fn families(text: &str) -> Vec<&'static str> {
    let hits = |stems: &[&str]| {
        stems.iter().any(|stem| {
            text.split(|c: char| !c.is_alphanumeric())
                .any(|word| word.starts_with(stem) && (stem.len() > 3 || word.len() == stem.len()))
        })
    };
    FAMILIES.iter().filter(|(_, stems)| hits(stems)).map(|(name, _)| *name).collect()
}

const SELF_REFERRAL: [&str; 9] = [
    "talking therap",
    "iapt",
    "stop smoking",
    "smoking cessation",
    "physio self",
    "self-referral",
    "self referral",
    "wellbeing service",
    "counselling",
];
const URGENT: [&str; 12] = [
    "urgent",
    "two week",
    "2ww",
    "2 week wait",
    "suspected cancer",
    "suspicious",
    "cancer pathway",
    "fast track",
    "two-week",
    "melanoma",
    "malignan",
    "same day",
];

/// What the letter as a whole says that a single request does not.
struct Whole<'a> {
    text: String,
    specialty: &'a str,
    private: bool,
    note_given: bool,
    shared: bool,
}

fn whole<'a>(letter: &Letter<'a>, findings: &[Finding]) -> Whole<'a> {
    let text = letter.text.to_lowercase();
    let specialty = letter.specialty.unwrap_or_default();
    let head: String = text.chars().take(300).collect();
    let private = specialty.to_lowercase().contains("private")
        || [
            "private clinic",
            "private hospital",
            "private patient",
            "private consult",
            "independent hospital",
            "self-funded",
            "self funded",
        ]
        .iter()
        .any(|word| head.contains(word));
    let note_given = findings.iter().any(|f| f.actor == Actor::Hospital && f.action == Action::FitNote);
    let unsigned =
        ["no agreement", "no shared care", "without a shared", "agreement has not", "not yet have a shared"]
            .iter()
            .any(|word| text.contains(word));
    let shared = !unsigned
        && (text.contains("shared care") || text.contains("shared-care") || text.contains("agreement"))
        && ["attached", "enclosed", "signed", "accepted", "in place", "agreed"]
            .iter()
            .any(|word| text.contains(word));
    Whole { text, specialty, private, note_given, shared }
}

/// The verdicts on the findings of a letter, in their order; nothing for those that ask nothing of the GP.
#[must_use]
pub fn verdicts(
    letter: &Letter<'_>,
    findings: &[Finding],
    rules: &LocalRules,
    on: Day,
) -> Vec<Option<Judged>> {
    let about = whole(letter, findings);
    let stopped = stop(letter).is_some();
    let points = Points::of(letter.text);
    findings
        .iter()
        .map(|finding| {
            if finding.actor != Actor::Gp || stopped {
                return None;
            }
            let clause = points.between(finding.start, finding.end).to_lowercase();
            if finding.action == Action::FitNote
                && !about.note_given
                && short_absence(&clause, &about.text, on)
            {
                return None;
            }
            let rule = rule(finding, &clause, &about, rules, on);
            let supplies = matches!(rule, Rule::Continue | Rule::StartNow);
            let rule = if supplies && short_supply(letter, &points, findings, finding, on) {
                Rule::ShortSupply
            } else {
                rule
            };
            let verdict = if about.private && rule != Rule::Unclear {
                Verdict::Inappropriate
            } else {
                rules.verdict(rule, on)
            };
            Some(Judged { rule, verdict, outside: about.private })
        })
        .collect()
}

/// Rule A4.0: a note for an absence so short that the person certifies it themselves is asked of neither side. The
/// length comes from the request itself, else from what the letter says of time off work.
fn short_absence(clause: &str, text: &str, on: Day) -> bool {
    let after = |text: &str, word: &str| text.split_once(word).and_then(|(_, rest)| due::days(head(rest)));
    let days = after(clause, " for ").or_else(|| {
        ["off work for", "off work ", "absence of", "away from work for"]
            .iter()
            .find_map(|word| after(text, word))
    });
    days.is_some_and(|days| days <= SELF_CERTIFIED_DAYS.on(on))
}

/// As far as the sentence goes.
fn head(text: &str) -> &str {
    text.split(['.', ';', '\n']).next().unwrap_or(text)
}

/// Rule A5b: the ward asks the GP to go on with a medicine and sent less home than the contract's least. A course sent
/// home whole is not short.
fn short_supply(
    letter: &Letter<'_>,
    points: &Points<'_>,
    findings: &[Finding],
    asked: &Finding,
    on: Day,
) -> bool {
    if letter.setting == Some(Setting::Outpatient) {
        return false;
    }
    let near = |given: &&Finding| {
        let gap = given.start.max(asked.start).saturating_sub(given.end.min(asked.end));
        given.actor == Actor::Hospital && given.action == Action::Prescription && gap <= SAME_SENTENCE
    };
    findings.iter().filter(near).any(|given| {
        let words = points.between(given.start, given.end).to_lowercase();
        let whole = ["course", "complete", "finish", "prn"].iter().any(|word| words.contains(word));
        let between = points.between(given.end.min(asked.end), given.start.max(asked.start));
        !whole && !between.contains('.') && due::days(&words).is_some_and(|days| days < SUPPLY_DAYS.on(on))
    })
}

/// How far apart, in code points, a supply and a request may stand and still be about one medicine.
const SAME_SENTENCE: usize = 12;

fn rule(finding: &Finding, clause: &str, about: &Whole<'_>, rules: &LocalRules, on: Day) -> Rule {
    let tags = finding.tags;
    let unclear = finding.ask == Ask::UNCLEAR;
    match finding.action {
        Action::Referral => referral(finding, clause, about),
        Action::ChaseResult
            if tags.any(Tags::of(&[Tag::Pat, Tag::Advised, Tag::Pron])) && !tags.has(Tag::Polite) =>
        {
            Rule::AskGp
        }
        Action::ChaseResult => Rule::Result,
        Action::Imaging => Rule::Investigation,
        Action::Test if finding.ask == Ask::RESULTS => Rule::Investigation,
        Action::Test if unclear => Rule::Unclear,
        Action::Test => match due::days(clause) {
            Some(days) if days <= SOON_TEST_DAYS.on(on) && !tags.has(Tag::Freq) => Rule::SoonTest,
            Some(_) | None => Rule::LongTerm,
        },
        Action::FitNote if finding.ask == Ask::NONE => Rule::NoteExtended,
        Action::FitNote if about.note_given => Rule::NoteShort,
        Action::FitNote => Rule::NoteMissing,
        Action::Prescription | Action::MedicationChange => medicine(finding, clause, about, rules),
        Action::Monitoring if unclear => Rule::Unclear,
        Action::Monitoring => Rule::LongTerm,
        Action::FollowUp | Action::Vaccination | Action::SafetyNet | Action::Other if unclear => {
            Rule::Unclear
        }
        Action::Other if tags.has(Tag::Proc) => Rule::Wounds,
        Action::FollowUp | Action::Vaccination | Action::SafetyNet | Action::Other => Rule::Within,
    }
}

fn referral(finding: &Finding, clause: &str, about: &Whole<'_>) -> Rule {
    if finding.tags.has(Tag::Dna)
        || ["did not attend", "failed to attend", "missed", "dna"]
            .iter()
            .any(|word| about.text.contains(word))
            && finding.tags.has(Tag::Refer)
            && clause.contains("re")
            && (clause.contains("re-refer")
                || clause.contains("rerefer")
                || clause.contains("re refer")
                || clause.contains("new referral"))
    {
        return Rule::ReferAgain;
    }
    if URGENT.iter().any(|word| clause.contains(word)) {
        return Rule::ReferUrgent;
    }
    if SELF_REFERRAL.iter().any(|word| clause.contains(word)) {
        return Rule::SelfReferral;
    }
    if finding.ask == Ask::UNCLEAR {
        return Rule::Unclear;
    }
    let from = families(&about.specialty.to_lowercase());
    let to = families(clause);
    let apart = !from.is_empty() && !to.is_empty() && !to.iter().any(|family| from.contains(family));
    if apart && finding.tags.any(Tags::of(&[Tag::Suggest, Tag::Unrelated, Tag::May]))
        || finding.ask == Ask::NONE
    {
        return Rule::ReferUnrelated;
    }
    Rule::ReferRelated
}

fn medicine(finding: &Finding, clause: &str, about: &Whole<'_>, rules: &LocalRules) -> Rule {
    let names = |list: &[String]| list.iter().any(|drug| clause.contains(drug.as_str()));
    let stops = finding.tags.has(Tag::MedStop) && finding.action == Action::MedicationChange;
    if names(&rules.red) && !stops {
        return Rule::NoSharedCare;
    }
    if names(&rules.amber) && !stops {
        return if about.shared { Rule::SharedCare } else { Rule::NoSharedCare };
    }
    let weak = ["may wish", "might wish", "may like", "might like", "may want", "wish to consider"]
        .iter()
        .any(|word| clause.contains(word));
    if weak && !finding.tags.has(Tag::Dose) {
        return Rule::Unclear;
    }
    match finding.ask {
        ask if ask == Ask::UNCLEAR => Rule::Unclear,
        ask if ask.is_breach() => Rule::StartNow,
        _ => Rule::Continue,
    }
}
