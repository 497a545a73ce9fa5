//! The hospital's letters in Marlshire, two years of them: 7,000, before and after the day from which the hospital keeps
//! what it used to ask practices for. How many ask for what is planted; how it is put is in `letters/asked.rs`.

mod asides;
mod asked;
mod hands;
mod people;
mod specialties;

use fixit_site::england;
use kernel::Day;

use super::asks::Truth;
use super::{Place, issues};
use crate::chance::Chance;
use asked::Ways;
use people::Person;

/// Days of letters.
const DAYS: i32 = 730;
/// Letters of a thousand with an unsuitable request: before the rule's day, and since.
pub const UNSUITABLE: (u32, u32) = (214, 122);
/// Letters of a thousand that ask the practice for a repeat chest X-ray: before, and since.
pub const CHEST: (u32, u32) = (31, 4);
/// Letters of a thousand before the rule that ask for other pictures: a matter for talk then.
const ARRANGED_BEFORE: u32 = 20;
/// Of unsuitable letters, the share that holds a second such request.
const SECOND: f64 = 0.1;
/// Letters without a year on their date.
const UNDATED: f64 = 0.01;
/// The specialties that stand outside the limits, and how many times the others' rate theirs is.
pub const OUTSIDE: [(&str, f64); 4] =
    [("cardiology", 2.8), ("orthopaedics", 2.6), ("emergency-medicine", 2.4), ("palliative-care", 0.15)];
/// Specialties that write more letters than others, those outside among them, so that it can be told from chance.
const LARGE: [&str; 12] = [
    "acute-medicine",
    "respiratory-medicine",
    "general-surgery",
    "gastroenterology",
    "elderly-care",
    "urology",
    "dermatology",
    "ophthalmology",
    "cardiology",
    "orthopaedics",
    "emergency-medicine",
    "palliative-care",
];
/// Specialties that look at chests.
const CHESTS: [&str; 9] = [
    "acute-medicine",
    "respiratory-medicine",
    "emergency-medicine",
    "elderly-care",
    "infectious-diseases",
    "critical-care",
    "thoracic-surgery",
    "oncology",
    "general-surgery",
];

/// Where a letter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setting {
    /// A ward.
    Ward,
    /// A clinic.
    Clinic,
    /// The emergency department.
    Emergency,
}

/// A letter, and what was planted in it.
#[derive(Clone, Debug)]
pub struct Written {
    /// Of which specialty, by its short name.
    pub specialty: String,
    /// Where it was written.
    pub setting: Setting,
    /// When.
    pub on: Day,
    /// Its words, as they would come from the hospital.
    pub text: String,
    /// The ask that it breaches first; 0 for none.
    pub code: u8,
    /// It asks the practice for a repeat chest X-ray.
    pub chest: bool,
    /// Words that would tell whom it is about.
    pub telling: Vec<String>,
}

/// What is planted in one letter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Planted {
    Unclear,
    Refer,
    ReferAgain,
    ReferUrgent,
    Result,
    Arrange,
    Chest,
    FitNote,
    Medicine,
}

/// How many letters ask for what, of a hundred unsuitable ones; the last only from the rule's day on.
const MIX: [(Planted, f64); 8] = [
    (Planted::Unclear, 27.0),
    (Planted::Refer, 14.0),
    (Planted::ReferAgain, 10.0),
    (Planted::ReferUrgent, 3.0),
    (Planted::Result, 22.0),
    (Planted::FitNote, 10.0),
    (Planted::Medicine, 14.0),
    (Planted::Arrange, 6.0),
];

impl Planted {
    const fn ask(self) -> u8 {
        match self {
            Planted::Unclear => 1,
            Planted::Refer | Planted::ReferAgain | Planted::ReferUrgent => 2,
            Planted::Result | Planted::Arrange | Planted::Chest => 3,
            Planted::FitNote => 4,
            Planted::Medicine => 5,
        }
    }

    const fn ways(self, setting: Setting) -> &'static Ways {
        match self {
            Planted::Unclear => &asked::UNCLEAR,
            Planted::Refer => &asked::REFER,
            Planted::ReferAgain => &asked::REFER_AGAIN,
            Planted::ReferUrgent => &asked::REFER_URGENT,
            Planted::Result => &asked::RESULT,
            Planted::Arrange => &asked::ARRANGE,
            Planted::Chest => &asked::CHEST,
            Planted::FitNote => &asked::FIT_NOTE,
            Planted::Medicine => asked::medicine(setting),
        }
    }
}

/// A letter before it is written.
struct Planned {
    specialty: usize,
    on: Day,
    since: bool,
    unsuitable: bool,
    planted: Vec<Planted>,
}

/// The day from which the hospital keeps the pictures that it used to ask practices for.
pub fn rule_from(today: Day) -> Day {
    issues::changed_on(today)
}

/// All letters of two years, in the order of their days.
pub fn letters(place: &Place, seed: u64, today: Day, without: Option<Truth>) -> Vec<Written> {
    let mut chance = Chance::new(seed, 23);
    let codes: Vec<&str> = place.specialties.iter().map(|of| of.code.as_str()).collect();
    let mut planned = plan(&codes, place.organisations.county.letters, today, &mut chance);
    let even = without == Some(Truth::OutsideLimits);
    let since = if without == Some(Truth::LettersFell) { UNSUITABLE.0 } else { UNSUITABLE.1 };
    unsuitable(&mut planned, &codes, (UNSUITABLE.0, since), even, &mut chance);
    let since = if without == Some(Truth::ChestXRays) { CHEST.0 } else { CHEST.1 };
    chests(&mut planned, &codes, (CHEST.0, since), &mut chance);
    requests(&mut planned, &codes, &mut chance);
    planned.sort_by_key(|of| of.on);
    let names: Vec<&str> = place.specialties.iter().map(|of| of.name.as_str()).collect();
    let written = planned.iter().enumerate();
    written
        .map(|(nth, of)| {
            let at = (codes.get(of.specialty).copied(), names.get(of.specialty).copied());
            write(nth, of, (at.0.unwrap_or_default(), at.1.unwrap_or_default()), today, &mut chance)
        })
        .collect()
}

/// So many letters over the specialties and the days, on working days.
fn plan(codes: &[&str], count: usize, today: Day, chance: &mut Chance) -> Vec<Planned> {
    let places: Vec<(usize, f64)> = codes
        .iter()
        .enumerate()
        .map(|(nth, code)| (nth, if LARGE.contains(code) { 1.8 } else { 1.0 }))
        .collect();
    let total: f64 = places.iter().map(|(_, weight)| weight).sum();
    let (mut planned, mut so_far) = (Vec::with_capacity(count), 0.0);
    let from = rule_from(today);
    for (specialty, weight) in &places {
        so_far += weight;
        while (planned.len() as f64) < (count as f64 * so_far / total).round() {
            let day = today - DAYS + i32::try_from(chance.between(0, i64::from(DAYS) - 1)).unwrap_or(0);
            let on = if england().is_working(day) { day } else { england().plus_working_days(day, 1) }
                .min(today - 1);
            planned.push(Planned {
                specialty: *specialty,
                on,
                since: on >= from,
                unsuitable: false,
                planted: Vec::new(),
            });
        }
    }
    planned
}

/// Chooses the letters with something unsuitable: so many of a thousand on each side of the rule's day.
fn unsuitable(of: &mut [Planned], codes: &[&str], rates: (u32, u32), even: bool, chance: &mut Chance) {
    let times = |specialty: usize| {
        let code = codes.get(specialty).copied().unwrap_or_default();
        let outside = OUTSIDE.iter().find(|(known, _)| *known == code && !even);
        outside.map_or(1.0, |(_, times)| *times)
    };
    for (since, rate) in [(false, rates.0), (true, rates.1)] {
        let mut order: Vec<usize> = (0..of.len()).collect();
        chance.shuffle(&mut order);
        order.retain(|nth| of.get(*nth).is_some_and(|letter| letter.since == since));
        order.sort_by_key(|nth| of.get(*nth).map_or(0, |letter| letter.specialty));
        let weight = |of: &[Planned], nth: usize| of.get(nth).map_or(1.0, |letter| times(letter.specialty));
        let total: f64 = order.iter().map(|nth| weight(of, *nth)).sum();
        let wanted = (order.len() as f64 * f64::from(rate) / 1000.0).round();
        // Along the letters of a specialty, in no order, each takes its share of what is wanted.
        let mut so_far = 0.0;
        for nth in order {
            let share = weight(of, nth) * wanted / total.max(1.0);
            let before = f64::floor(so_far + 0.5);
            so_far += share;
            if let Some(letter) = of.get_mut(nth) {
                letter.unsuitable = f64::floor(so_far + 0.5) > before;
            }
        }
    }
}

/// Chooses the letters that ask for a chest X-ray. Since the rule they are among the unsuitable ones; before, a matter for
/// talk, and other pictures with them.
fn chests(of: &mut [Planned], codes: &[&str], rates: (u32, u32), chance: &mut Chance) {
    for (since, rate) in [(false, rates.0), (true, rates.1)] {
        let mut order: Vec<usize> = (0..of.len()).collect();
        chance.shuffle(&mut order);
        order.retain(|nth| of.get(*nth).is_some_and(|letter| letter.since == since));
        let share = |rate: u32| (order.len() as f64 * f64::from(rate) / 1000.0).round() as usize;
        let (wanted, others) = (share(rate), if since { 0 } else { share(ARRANGED_BEFORE) });
        order.retain(|nth| of.get(*nth).is_some_and(|letter| letter.unsuitable == since));
        let looks = |of: &[Planned], nth: usize| {
            let code =
                of.get(nth).and_then(|letter| codes.get(letter.specialty)).copied().unwrap_or_default();
            CHESTS.contains(&code)
        };
        order.sort_by_key(|nth| !looks(of, *nth));
        for (place, nth) in order.into_iter().enumerate().take(wanted + others) {
            let what = if place < wanted { Planted::Chest } else { Planted::Arrange };
            if let Some(letter) = of.get_mut(nth) {
                letter.planted.push(what);
            }
        }
    }
}

/// What each unsuitable letter asks.
fn requests(of: &mut [Planned], codes: &[&str], chance: &mut Chance) {
    for letter in of.iter_mut().filter(|letter| letter.unsuitable) {
        let code = codes.get(letter.specialty).copied().unwrap_or_default();
        let related = specialties::about(code).related.is_some();
        let fits = |planted: Planted| match planted {
            Planted::Refer => related,
            Planted::Arrange => letter.since,
            Planted::FitNote => !CHILDREN.contains(&code),
            Planted::Unclear
            | Planted::ReferAgain
            | Planted::ReferUrgent
            | Planted::Result
            | Planted::Chest
            | Planted::Medicine => true,
        };
        let draw = |chance: &mut Chance| {
            let weight = |(planted, weight): &(Planted, f64)| if fits(*planted) { *weight } else { 0.0 };
            chance.by_weight(&MIX, weight).map_or(Planted::Unclear, |(planted, _)| *planted)
        };
        let first = if letter.planted.is_empty() { Some(draw(chance)) } else { None };
        let second = chance.happens(SECOND).then(|| draw(chance));
        for planted in [first, second].into_iter().flatten() {
            if !letter.planted.contains(&planted) {
                letter.planted.push(planted);
            }
        }
    }
}

/// Specialties of children, and of women.
const CHILDREN: [&str; 2] = ["paediatrics", "neonatology"];
const WOMEN: [&str; 3] = ["obstetrics", "gynaecology", "breast-surgery"];

fn setting(code: &str, chance: &mut Chance) -> Setting {
    let ward = match code {
        "emergency-medicine" => return Setting::Emergency,
        "acute-medicine" | "critical-care" | "elderly-care" | "neonatology" => 0.8,
        "general-surgery" | "orthopaedics" | "respiratory-medicine" | "obstetrics" | "stroke" => 0.5,
        _ => 0.2,
    };
    if chance.happens(ward) { Setting::Ward } else { Setting::Clinic }
}

fn write(nth: usize, of: &Planned, (code, name): (&str, &str), today: Day, chance: &mut Chance) -> Written {
    let about = specialties::about(code);
    let setting = setting(code, chance);
    let child = CHILDREN.contains(&code);
    let mut person = Person::made(nth, today, chance);
    if child {
        person.born = of.on - i32::try_from(chance.between(10, 14 * 365)).unwrap_or(365);
    }
    if WOMEN.contains(&code) {
        person.become_a_woman(chance);
    }
    let gaps = |chance: &mut Chance| -> Vec<(&'static str, String)> {
        let one = |list: &[&'static str], chance: &mut Chance| {
            chance.one_of(list).copied().unwrap_or_default().to_owned()
        };
        let (trouble, team) = about.related.unwrap_or(("the symptoms", "your colleagues"));
        vec![
            ("{test}", one(asked::TESTS, chance)),
            ("{scan}", one(asked::SCANS, chance)),
            ("{drug}", one(asked::DRUGS, chance)),
            ("{trouble}", trouble.to_owned()),
            ("{team}", team.to_owned()),
        ]
    };
    let asked = of.planted.iter().map(|planted| (planted.ways(setting), gaps(chance))).collect();
    let dated = !chance.happens(UNDATED);
    let said = hands::Said {
        setting,
        specialty: name,
        diagnosis: about.diagnosis,
        on: of.on,
        dated,
        child,
        person: &person,
        asked,
    };
    let (text, first) = hands::write(&said, chance);
    let unsuitable = |planted: &Planted| of.since || !matches!(planted, Planted::Chest | Planted::Arrange);
    let planted = first.and_then(|nth| of.planted.get(nth)).filter(|planted| unsuitable(planted));
    let any = of.planted.iter().find(|planted| unsuitable(planted));
    Written {
        specialty: code.to_owned(),
        setting,
        on: of.on,
        text,
        code: planted.or(any).map_or(0, |planted| planted.ask()),
        chest: of.planted.contains(&Planted::Chest),
        telling: person.telling(),
    }
}

#[cfg(test)]
mod tests;
