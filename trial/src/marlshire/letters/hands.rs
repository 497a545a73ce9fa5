//! The hands that letters are written in: dictated, in lists, under headings, in a table, in haste.

use kernel::Day;

use super::Setting;
use super::asides::{ARRANGED, CHILD, CHILD_STORY, NO_REQUEST, PERSON, STORY, SUITABLE};
use super::asked::Ways;
use super::people::Person;
use crate::chance::Chance;

/// What a letter is to say.
pub(super) struct Said<'s> {
    pub setting: Setting,
    pub specialty: &'s str,
    pub diagnosis: &'s str,
    pub on: Day,
    pub dated: bool,
    pub child: bool,
    pub person: &'s Person,
    /// Ways of the planted requests, each with what fills its gaps.
    pub asked: Vec<(&'static Ways, Vec<(&'static str, String)>)>,
}

/// Who a line of a plan is for, where a hand keeps lines of a kind together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum For {
    Practice,
    Hospital,
    Person,
}

/// A line of a plan, as a sentence and as a note.
struct Line {
    of: For,
    prose: String,
    note: String,
}

/// The letter, and which of its planted requests comes first.
pub(super) fn write(said: &Said<'_>, chance: &mut Chance) -> (String, Option<usize>) {
    let mut lines: Vec<(Option<usize>, Line)> = Vec::new();
    for (nth, (ways, gaps)) in said.asked.iter().enumerate() {
        lines.push((Some(nth), line(ways, For::Practice, gaps, said.person, chance)));
    }
    let mut aside = |ways: &Ways, of: For, share: f64, chance: &mut Chance| {
        if chance.happens(share) {
            lines.push((None, line(ways, of, &[], said.person, chance)));
        }
    };
    if said.child {
        aside(&CHILD, For::Practice, 0.7, chance);
    } else {
        aside(&SUITABLE, For::Practice, 0.45, chance);
        aside(&SUITABLE, For::Practice, 0.1, chance);
        aside(&PERSON, For::Person, 0.5, chance);
        aside(&NO_REQUEST, For::Practice, 0.25, chance);
    }
    aside(&ARRANGED, For::Hospital, 0.85, chance);
    aside(&ARRANGED, For::Hospital, 0.3, chance);
    chance.shuffle(&mut lines);
    let hand = hand(said.setting, chance);
    if !matches!(hand, Hand::Dictated | Hand::List | Hand::Haste) {
        lines.sort_by_key(|(_, line)| line.of as u8);
    }
    let first = lines.iter().find_map(|(nth, _)| *nth);
    let lines: Vec<Line> = lines.into_iter().map(|(_, line)| line).collect();
    let text = match hand {
        Hand::Dictated => dictated(said, &lines, chance),
        Hand::List => list(said, &lines, chance),
        Hand::Headings => headings(said, &lines, chance),
        Hand::Table => table(said, &lines),
        Hand::Haste => haste(said, &lines, chance),
    };
    (slips(text, chance), first)
}

fn line(ways: &Ways, of: For, gaps: &[(&'static str, String)], person: &Person, chance: &mut Chance) -> Line {
    let filled = |text: &str| {
        let filled = gaps.iter().fold(text.to_owned(), |text, (gap, words)| text.replace(gap, words));
        let words = person.put_into(&filled);
        let mut letters = words.chars();
        // A gap may stand first in a sentence.
        letters
            .next()
            .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
    };
    let one =
        |list: &[&'static str], chance: &mut Chance| filled(chance.one_of(list).copied().unwrap_or_default());
    Line { of, prose: one(ways.prose, chance), note: one(ways.notes, chance) }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Hand {
    Dictated,
    List,
    Headings,
    Table,
    Haste,
}

fn hand(setting: Setting, chance: &mut Chance) -> Hand {
    let hands: &[(Hand, f64)] = match setting {
        Setting::Clinic => &[(Hand::Dictated, 0.65), (Hand::List, 0.35)],
        Setting::Ward => {
            &[(Hand::Headings, 0.5), (Hand::Table, 0.2), (Hand::List, 0.2), (Hand::Dictated, 0.1)]
        }
        Setting::Emergency => &[(Hand::Haste, 0.6), (Hand::Headings, 0.4)],
    };
    chance.by_weight(hands, |(_, weight)| *weight).map_or(Hand::Dictated, |(hand, _)| *hand)
}

fn day(said: &Said<'_>, chance: &mut Chance) -> String {
    let civil = said.on.civil();
    if !said.dated {
        return civil.strftime("%d/%m").to_string();
    }
    let form =
        chance.one_of(&["%d/%m/%Y", "%-d %B %Y", "%d.%m.%Y", "%d-%m-%Y"]).copied().unwrap_or("%d/%m/%Y");
    civil.strftime(form).to_string()
}

fn born(person: &Person) -> String {
    person.born.civil().strftime("%d/%m/%Y").to_string()
}

fn story(said: &Said<'_>, most: i64, chance: &mut Chance) -> Vec<String> {
    let mut told: Vec<&str> = if said.child { CHILD_STORY } else { STORY }.to_vec();
    chance.shuffle(&mut told);
    let count = usize::try_from(chance.between(2, most)).unwrap_or(2);
    told.into_iter().take(count).map(|sentence| said.person.put_into(sentence)).collect()
}

fn dictated(said: &Said<'_>, lines: &[Line], chance: &mut Chance) -> String {
    let Person { first, last, doctor, writer, .. } = said.person;
    let mut paragraphs = vec![story(said, 5, chance).join(" ")];
    // A dictation comes to its plan in a paragraph, or lets it fall here and there.
    if chance.happens(0.6) {
        paragraphs.push(sentences(lines));
    } else {
        let middle = lines.len() / 2;
        let (one, two) = lines.split_at(middle);
        let more = story(said, 2, chance).join(" ");
        paragraphs.push(format!("{} {more}", sentences(one)).trim().to_owned());
        paragraphs.push(sentences(two));
    }
    paragraphs.retain(|text| !text.is_empty());
    format!(
        "Castermere Hospitals NHS Trust\n{} Department\nClinic date: {}\nHospital number: C{}\n\nDr {doctor}\n\
         The Surgery\n\nDear Dr {doctor}\n\nRe: {first} {last}, DOB {}, NHS {}\n14 Mill Lane, Castermere\n\n\
         Diagnosis: {}\n\n{}\n\nYours sincerely\n\nDr {writer}\nConsultant",
        said.specialty,
        day(said, chance),
        chance.between(100_000, 999_999),
        born(said.person),
        said.person.number_in_words(),
        said.diagnosis,
        paragraphs.join("\n\n")
    )
}

fn sentences(lines: &[Line]) -> String {
    lines.iter().map(|line| line.prose.as_str()).collect::<Vec<_>>().join(" ")
}

fn list(said: &Said<'_>, lines: &[Line], chance: &mut Chance) -> String {
    let Person { first, last, doctor, writer, .. } = said.person;
    let mark = chance.one_of(&["- ", "* ", "", "#"]).copied().unwrap_or("- ");
    let plan: Vec<String> =
        lines
            .iter()
            .enumerate()
            .map(|(nth, line)| {
                if mark == "#" {
                    format!("{}. {}", nth + 1, line.note)
                } else {
                    format!("{mark}{}", line.note)
                }
            })
            .collect();
    format!(
        "{} clinic, {}\n{first} {last}  DOB {}  NHS No {}\nGP: Dr {doctor}\nDx: {}\n{}\nPlan\n{}\n{writer}, ST6",
        said.specialty,
        day(said, chance),
        born(said.person),
        said.person.number_in_words(),
        said.diagnosis,
        story(said, 3, chance).join(" "),
        plan.join("\n")
    )
}

fn headings(said: &Said<'_>, lines: &[Line], chance: &mut Chance) -> String {
    const HEADS: [[&str; 3]; 3] = [
        ["Actions for GP", "Hospital follow up", "Information for patient"],
        ["GP to do", "Hospital to do", "Patient advice"],
        ["Requests to primary care", "Arranged by the hospital", "Advice given to the patient"],
    ];
    let [practice, hospital, person] = chance.one_of(&HEADS).copied().unwrap_or([
        "Actions for GP",
        "Hospital follow up",
        "Information for patient",
    ]);
    let part = |head: &str, of: For| {
        let lines: Vec<&str> =
            lines.iter().filter(|line| line.of == of).map(|line| line.note.as_str()).collect();
        if lines.is_empty() { String::new() } else { format!("{head}\n{}\n", lines.join("\n")) }
    };
    let Person { first, last, .. } = said.person;
    format!(
        "DISCHARGE SUMMARY\nCastermere Hospitals, {}\nDate of discharge: {}\nPatient: {} {first}\nDOB: {}\nNHS number: {}\n\
         Diagnosis: {}\nClinical summary\n{}\n{}{}{}Completed by: Dr {}",
        said.specialty,
        day(said, chance),
        last.to_uppercase(),
        born(said.person),
        said.person.nhs_number,
        said.diagnosis,
        story(said, 4, chance).join(" "),
        part(practice, For::Practice),
        part(hospital, For::Hospital),
        part(person, For::Person),
        said.person.writer
    )
}

fn table(said: &Said<'_>, lines: &[Line]) -> String {
    let part = |head: &str, of: For| {
        let lines: Vec<&str> =
            lines.iter().filter(|line| line.of == of).map(|line| line.note.as_str()).collect();
        if lines.is_empty() { String::new() } else { format!("{head} | {}\n", lines.join("; ")) }
    };
    let Person { first, last, .. } = said.person;
    format!(
        "Electronic discharge | {}\nDischarged | {}\nName | {first} {last}\nDate of birth | {}\nNHS number | {}\n\
         Diagnosis | {}\n{}{}{}Author | {}",
        said.specialty,
        said.on.civil().strftime("%d/%m/%Y"),
        born(said.person),
        said.person.number_in_words(),
        said.diagnosis,
        part("GP action", For::Practice),
        part("Hospital action", For::Hospital),
        part("Patient action", For::Person),
        said.person.writer
    )
}

fn haste(said: &Said<'_>, lines: &[Line], chance: &mut Chance) -> String {
    let Person { first, last, .. } = said.person;
    let joint = chance.one_of(&["\n", ". ", "\n- "]).copied().unwrap_or("\n");
    let plan: Vec<&str> = lines.iter().map(|line| line.note.as_str()).collect();
    format!(
        "ED letter {}\n{last}, {first} dob {} nhs {}\nPC: {}\n{}\nPlan:{joint}{}\nSeen by {}, SHO",
        day(said, chance),
        born(said.person),
        said.person.nhs_number,
        said.diagnosis,
        story(said, 2, chance).join(" "),
        plan.join(joint),
        said.person.writer
    )
}

/// Slips of the hand, in one letter out of eight.
fn slips(text: String, chance: &mut Chance) -> String {
    const SLIPS: &[(&str, &str)] = &[
        ("please", "pls"),
        ("Please", "Plse"),
        ("arrange", "arange"),
        ("grateful", "greatful"),
        ("prescribe", "perscribe"),
        ("referral", "referal"),
        ("weeks", "wks"),
        ("discharge", "dischage"),
        ("result", "reuslt"),
        ("appointment", "appt"),
        ("would be", "woudl be"),
    ];
    if !chance.happens(0.125) {
        return text;
    }
    let slip = chance.one_of(SLIPS).copied().unwrap_or(("", ""));
    if slip.0.is_empty() { text } else { text.replace(slip.0, slip.1) }
}
