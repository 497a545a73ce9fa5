//! Reading a letter whole.

use crate::actors::{self, Known};
use crate::asks;
use crate::clauses::{self, Clause};
use crate::judge::{self, Carried, Found};
use crate::kinds::{Action, Actor, Ask, Setting};
use crate::layout;
use crate::learned::{self, Learned, Opinion, Said};
use crate::lexicon::{Lexicon, Unit};
use crate::moods::Mood;
use crate::score::Span;
use crate::tags::{Tag, Tags};
use crate::words::{self, Token};

/// What is read: the text and where it was written.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'a> {
    /// The text as shown.
    pub text: &'a str,
    /// Where it was written, if that is known.
    pub setting: Option<Setting>,
    /// The specialty, if that is known.
    pub specialty: Option<&'a str>,
}

/// A request, an arrangement or a piece of advice that was found.
#[derive(Clone, Copy, Debug)]
pub struct Finding {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// Who must act.
    pub actor: Actor,
    /// What kind of act.
    pub action: Action,
    /// Which ask it breaches.
    pub ask: Ask,
    /// The rule that spoke: a short stable name.
    pub rule: &'static str,
    /// Why, in one sentence.
    pub why: &'static str,
    /// The marks of its words, for the local rules.
    pub tags: Tags,
}

impl Finding {
    /// The finding as a span to be scored.
    #[must_use]
    pub fn span(&self) -> Span {
        Span { start: self.start, end: self.end, actor: self.actor, action: self.action, ask: self.ask }
    }
}

/// Reads letters. Making one reads the word lists once; reading is then free of set-up.
#[derive(Default)]
pub struct Reader {
    lexicon: Lexicon,
    learned: Learned,
}

/// A clause as the second opinion sees it.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The rows it switches on.
    pub rows: Vec<u32>,
    /// True where the rules found an act in it.
    pub found: bool,
}

/// Room that is used again from letter to letter.
#[derive(Default)]
pub struct Room {
    tokens: Vec<Token>,
    numbers: Vec<u32>,
    units: Vec<Unit>,
    rows: Vec<u32>,
    lower: String,
}

impl Reader {
    /// A reader with the word lists of this crate.
    #[must_use]
    pub fn new() -> Reader {
        let lexicon = Lexicon::new();
        let learned = Learned::shipped(&lexicon);
        Reader { lexicon, learned }
    }

    /// A reader that takes this second opinion; with an empty one, the rules alone.
    #[must_use]
    pub fn with(learned: Learned) -> Reader {
        Reader { lexicon: Lexicon::new(), learned }
    }

    /// Every clause of a letter with the rows it switches on: what the second opinion is trained on.
    #[must_use]
    pub fn candidates(&self, letter: &Letter<'_>) -> Vec<Candidate> {
        let mut all = Vec::new();
        self.walk(letter, &mut Room::default(), Some(&mut all));
        let point = |byte: usize| letter.text.get(..byte).map_or(0, |part| part.chars().count());
        for candidate in &mut all {
            (candidate.start, candidate.end) = (point(candidate.start), point(candidate.end));
        }
        all
    }

    /// The word lists it reads by.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// All findings of a letter, in order.
    #[must_use]
    pub fn read(&self, letter: &Letter<'_>) -> Vec<Finding> {
        self.read_in(letter, &mut Room::default())
    }

    /// All findings of a letter, in order, in room that is used again.
    pub fn read_in(&self, letter: &Letter<'_>, room: &mut Room) -> Vec<Finding> {
        self.walk(letter, room, None)
    }

    fn walk(
        &self,
        letter: &Letter<'_>,
        room: &mut Room,
        mut candidates: Option<&mut Vec<Candidate>>,
    ) -> Vec<Finding> {
        let text = letter.text;
        room.lower.clear();
        room.lower.push_str(text);
        room.lower.make_ascii_lowercase();
        let lower = room.lower.as_str();
        words::cut(lower, &mut room.tokens);
        self.lexicon.mark(text, lower, &room.tokens, &mut room.numbers, &mut room.units);
        let units = room.units.as_slice();
        let setting = letter.setting.unwrap_or_else(|| guess_setting(units));
        let mut found = Vec::new();
        let mut before: Option<layout::Sentence> = None;
        for mut sentence in layout::sentences(units, lower) {
            if let Some(last) = before.filter(|last| leans_on(units, lower, last, &sentence)) {
                sentence.from = last.from;
                let from = units.get(last.from).map_or(0, |unit| unit.start);
                found.retain(|finding: &Finding| finding.end <= from);
            }
            before = Some(sentence);
            let mut carried = Carried::default();
            let first = found.len();
            for clause in clauses::clauses(units, sentence.from, sentence.to) {
                let mut mood = None;
                let hit = judge::judge(units, &clause, &sentence, &mut carried, setting, &mut mood);
                let (Some(first), Some(last)) = (units.get(clause.from), units.get(clause.to - 1)) else {
                    continue;
                };
                let opinion = Opinion { found: hit, mood };
                let bare = hit.is_none() && clause.all.without(SMALL).is_empty();
                if candidates.is_some() || !self.learned.is_empty() && !bare {
                    learned::rows(units, &clause, &sentence, setting, &opinion, &mut room.rows);
                }
                if let Some(all) = candidates.as_deref_mut() {
                    let rows = room.rows.clone();
                    all.push(Candidate { start: first.start, end: last.end, rows, found: hit.is_some() });
                }
                if bare {
                    continue;
                }
                let Some(hit) = self.weigh(&opinion, &clause, &sentence, setting, &room.rows) else {
                    continue;
                };
                found.push(Finding {
                    start: first.start,
                    end: last.end,
                    actor: hit.actor,
                    action: hit.action,
                    ask: hit.ruling.ask,
                    rule: hit.ruling.rule,
                    why: hit.ruling.why,
                    tags: hit.tags,
                });
            }
            supplied_already(found.get_mut(first..).unwrap_or_default());
            join_answers(lower, &mut found, first);
        }
        to_code_points(text, &mut found);
        found
    }
}

impl Reader {
    /// The rules' answer and the second opinion, weighed.
    fn weigh(
        &self,
        opinion: &Opinion,
        clause: &Clause,
        sentence: &layout::Sentence,
        setting: Setting,
        rows: &[u32],
    ) -> Option<Found> {
        let hit = opinion.found;
        if self.learned.is_empty() {
            return hit;
        }
        let act = self.learned.act(rows);
        let keep = match hit {
            Some(found) => act > DROPS || supplies(&found),
            None if opinion.mood == Some(Mood::Story) => act > ADDS_TO_STORY && !sentence.unticked,
            None => act > ADDS && !sentence.unticked,
        };
        keep.then(|| agree(hit, clause, setting, self.learned.say(rows, hit.as_ref())))
    }
}

/// "Two weeks given", "course dispensed": the guideline is plain that what went home with the person is told.
fn supplies(found: &Found) -> bool {
    found.actor == Actor::Hospital && found.action == Action::Prescription && found.tags.has(Tag::Supplied)
}

/// Marks that hold no act between them: a clause of nothing else needs no second opinion.
const SMALL: Tags = Tags::of(&[
    Tag::Num,
    Tag::Pause,
    Tag::Past,
    Tag::Present,
    Tag::Be,
    Tag::Pron,
    Tag::Theirs,
    Tag::Sub,
    Tag::Reason,
    Tag::And,
    Tag::Open,
    Tag::Close,
    Tag::Colon,
    Tag::Dash,
    Tag::Stop,
    Tag::For,
    Tag::With,
    Tag::By,
    Tag::But,
    Tag::It,
    Tag::Which,
]);

/// How sure the second opinion must be before a finding of the rules is dropped, and before one is added to them; both in
/// hundredths, as its scores are, set where neither hand-written half gained from moving them.
const DROPS: i32 = 100;
const ADDS: i32 = 150;
/// The same where the rules heard a story told: "dose was raised on the ward".
const ADDS_TO_STORY: i32 = 300;

/// The finding as the second opinion words it, with the rules' own reason where both say the same.
fn agree(hit: Option<Found>, clause: &Clause, setting: Setting, said: Said) -> Found {
    let Said { mut actor, action, ask, .. } = said;
    // "Check a standing blood pressure in a month": a command to nobody is the reader's of the letter, not the person's.
    let commanded = |found: Found| found.known == Known::Ownerless && found.actor == Actor::Gp;
    if actor == Actor::Patient
        && action == Action::Monitoring
        && hit.is_some_and(commanded)
        && clause.facts.command
        && clause.all.has(Tag::Check)
        && !clause.all.any(Tags::of(&[Tag::Home, Tag::Pat, Tag::Pron, Tag::Theirs, Tag::Advised, Tag::Own]))
    {
        actor = Actor::Gp;
    }
    let known = match hit {
        Some(found) if found.actor == actor => found.known,
        _ => owner(clause, action),
    };
    let ruling = match actor {
        // An act with no owner is unclear whatever else is said of it.
        Actor::Gp if hit.is_some_and(|found| found.action == action) && known == Known::Ownerless => {
            asks::of(clause, action, known, setting)
        }
        Actor::Gp => {
            let ruled = asks::of(clause, action, known, setting);
            // A note for the time past the hospital's own is the one thing said of notes that leaves no doubt.
            let unforeseen = ruled.rule == "ask0.unforeseen" && clause.all.has(Tag::Beyond);
            // So are what was left out of the ward's own supply, and a sample that the hospital lost.
            // And a change left to the GP's own review of medicines.
            let certain = matches!(action, Action::Prescription) && clause.all.has(Tag::Remaining)
                || ruled.rule == "ask3.failed-sample"
                || ruled.rule == "ask0.stop-or-titrate" && clause.all.has(Tag::MedReview);
            if ruled.ask == ask || unforeseen || certain { ruled } else { asks::standing(action, ask) }
        }
        Actor::Hospital => judge::plain("hospital", "The hospital has it in hand."),
        Actor::Patient | Actor::Nobody => judge::plain("patient", "The person does it."),
    };
    Found { actor, action, ruling, known, tags: clause.all }
}

/// How the GP is known to be the one asked, where the rules themselves saw somebody else or nothing.
fn owner(clause: &Clause, action: Action) -> Known {
    let named = Tags::of(&[Tag::Gp, Tag::You, Tag::ByYou, Tag::Polite]);
    if clause.all.any(named) { Known::Named } else { actors::by_nature(clause, action).1 }
}

/// "Send him back and we will see him", "screen sent today, I will write with the result": one act is told in two clauses.
fn join_answers(lower: &str, found: &mut Vec<Finding>, first: usize) {
    let mut at = first + 1;
    while let (Some(one), Some(two)) = (found.get(at - 1).copied(), found.get(at).copied()) {
        let near = two.start <= one.end + 6;
        let answered = one.rule == "ask0.back"
            && two.actor == Actor::Hospital
            && matches!(two.action, Action::FollowUp | Action::Other)
            && two.tags.any(Tags::of(&[Tag::We]))
            && !two.tags.any(Tags::of(&[Tag::Time]));
        let sent = one.actor == Actor::Hospital
            && matches!(one.action, Action::Test | Action::Imaging)
            && two.action == Action::ChaseResult
            && lower
                .get(one.start..one.end)
                .is_some_and(|text| [" sent", " taken", " collected"].iter().any(|word| text.contains(word)))
            && !one.tags.any(Tags::of(&[Tag::Freq, Tag::Will]));
        if near && (answered || sent) {
            if let Some(kept) = found.get_mut(at - 1) {
                // Its own sample and its own answer stay a test; where the GP is to find the answer, that is what is asked.
                let keeps = answered || two.actor == Actor::Hospital;
                *kept =
                    if keeps { Finding { end: two.end, ..one } } else { Finding { start: one.start, ..two } };
            }
            found.remove(at);
        } else {
            at += 1;
        }
    }
}

/// A request to prescribe beside "four weeks dispensed" asks to keep supplying what the hospital has supplied.
fn supplied_already(found: &mut [Finding]) {
    let given = found
        .iter()
        .any(|f| f.actor == Actor::Hospital && f.action == Action::Prescription && f.tags.has(Tag::Supplied));
    for finding in
        found.iter_mut().filter(|f| given && f.actor == Actor::Gp && f.action == Action::Prescription)
    {
        if !finding.tags.any(Tags::of(&[Tag::Remaining, Tag::Neg])) {
            finding.ask = Ask::NONE;
            (finding.rule, finding.why) =
                ("ask0.continue", "Continuing what the hospital has supplied is within primary care's part.");
        }
    }
}

/// Does a sentence lean on the one before it for its object ("Serology awaited. Would the practice obtain it")?
fn leans_on(units: &[Unit], lower: &str, last: &layout::Sentence, sentence: &layout::Sentence) -> bool {
    let same_line = sentence.from <= last.to + 1;
    let own = units.get(sentence.from..sentence.to).unwrap_or_default();
    if same_line && names_owner(lower, own) {
        return true;
    }
    let facts = clauses::facts(own);
    let verbs = Tags::of(&[Tag::Start, Tag::Chase, Tag::Continue, Tag::Arrange, Tag::MedChange, Tag::Check]);
    let asks = facts.core.any(Tags::of(&[Tag::Polite, Tag::Gp, Tag::You])) && facts.core.any(verbs);
    let object = facts.all.any(Tags::of(&[
        Tag::Drug,
        Tag::Test,
        Tag::Diag,
        Tag::Imaging,
        Tag::Refer,
        Tag::FitNote,
        Tag::Vital,
        Tag::Proc,
        Tag::Record,
        Tag::Vaccine,
        Tag::Result,
        Tag::Visit,
        Tag::Review,
        Tag::Comm,
        Tag::Hosp2,
        Tag::Life,
        Tag::Social,
    ]));
    let trouble =
        units.get(last.from..last.to).unwrap_or_default().iter().any(|unit| unit.tags.has(Tag::Symptom));
    let ring = trouble && facts.command && facts.core.has(Tag::Return) && !facts.core.has(Tag::Symptom);
    same_line && (asks || ring) && !object && own.len() <= 14
}

/// "Owner: GP", "Responsible: ward 4": who does what stands before it.
fn names_owner(lower: &str, own: &[Unit]) -> bool {
    let [word, colon, rest @ ..] = own else { return false };
    matches!(lower.get(word.start..word.end), Some("owner" | "responsible" | "responsibility" | "owned by"))
        && colon.tags.has(Tag::Colon)
        && rest.len() <= 3
        && rest.iter().any(|unit| actors::person(unit).is_some())
}

/// Where a letter was written, from its own words: a ward, an emergency department, else a clinic.
fn guess_setting(units: &[Unit]) -> Setting {
    let all = units.iter().take(80).fold(Tags::EMPTY, |tags, unit| tags.with(unit.tags));
    if all.has(Tag::Supplied) { Setting::Inpatient } else { Setting::Outpatient }
}

/// Turns byte offsets, which rise, into code points in one pass.
fn to_code_points(text: &str, found: &mut [Finding]) {
    if text.is_ascii() {
        return;
    }
    let (mut byte, mut point) = (0, 0);
    let mut at = |target: usize| {
        point += text.get(byte..target).map_or(0, |part| part.chars().count());
        byte = target;
        point
    };
    for finding in found {
        finding.start = at(finding.start);
        finding.end = at(finding.end);
    }
}
