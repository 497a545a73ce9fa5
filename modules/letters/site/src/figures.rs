//! What an audit comes to: everything counted once, before and since the days of rules, and freed of the machine's known
//! error. Pages, papers and the demo's report all read it here.

use std::collections::HashSet;

use directory_site::read::Rows;
use journal::Fault;
use kernel::{Day, Id};
use letters_rules::audit::{Audit as Counts, Told, audit as count, minutes};
use letters_rules::coding::{self, Stand};
use letters_rules::dated::month_of;
use letters_rules::facts::v1::RuleKept;
use measures_rules::agreement::Agreement;
use measures_rules::funnel::{Standing, Z_95};
use measures_rules::interval::{Interval, wilson};
use recalls_rules::Test;

use crate::importing::NOT_RECORDED;
use crate::read::{self, Audit, Codes, Letter};

/// The side of a rule's day on which letters of a month stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The month ended before the day.
    Before,
    /// The month began on the day or after it.
    Since,
}

/// The side of a month; none for the month in which the day falls, unless it begins on its first: of a letter only the
/// month is kept.
pub fn side(month: Day, from: Day) -> Option<Side> {
    let of = month_of(from);
    if month < of {
        Some(Side::Before)
    } else if month > of || from == of {
        Some(Side::Since)
    } else {
        None
    }
}

/// A rate per 1,000 letters freed of the machine's error, by what people found in the letters that they read.
#[derive(Clone, Copy, Debug)]
pub struct Freed {
    /// Per 1,000 letters.
    pub per_1000: f64,
    /// 95% limits.
    pub limits: Interval,
    /// Letters that people have settled.
    pub read: u32,
}

/// The rate freed of error. The machine has read all letters, people a sample of those in which it found something and of
/// the others: each share is weighed by how many letters there are of the kind (Tenenbein 1970). The estimate is that of
/// Rogan and Gladen with the sample's own sensitivity and specificity; the limits are those of the sample. None while a
/// kind has letters of which people have read none.
pub fn freed<'l>(letters: impl Iterator<Item = &'l Letter>, codes: &Codes) -> Option<Freed> {
    // Of each kind: letters, read by people, unsuitable by people.
    let mut kinds = [(0_u32, 0_u32, 0_u32); 2];
    for letter in letters.filter(|letter| !letter.stopped && !letter.outside) {
        let kind = kinds.get_mut(usize::from(letter.machine > 0))?;
        kind.0 += 1;
        if let (true, Stand::Settled(code)) = (letter.chosen, read::stand_of(letter, codes)) {
            kind.1 += 1;
            kind.2 += u32::from(code > 0);
        }
    }
    let all = f64::from(kinds.iter().map(|kind| kind.0).sum::<u32>());
    let (mut rate, mut variance) = (0.0, 0.0);
    for (letters, read, unsuitable) in kinds.iter().filter(|kind| kind.0 > 0) {
        if *read == 0 {
            return None;
        }
        let (letters, read, unsuitable) = (f64::from(*letters), f64::from(*read), f64::from(*unsuitable));
        let share = letters / all;
        rate += share * unsuitable / read;
        // Half a letter on each side, so that none found among few is not taken for certain.
        let near = (unsuitable + 0.5) / (read + 1.0);
        variance += share * share * near * (1.0 - near) / read;
    }
    let reach = Z_95 * variance.sqrt();
    (all > 0.0).then(|| Freed {
        per_1000: 1000.0 * rate,
        limits: Interval {
            low: Some((1000.0 * (rate - reach)).max(0.0)),
            high: (1000.0 * (rate + reach)).min(1000.0),
        },
        read: kinds.iter().map(|kind| kind.1).sum(),
    })
}

/// Letters that ask a practice for a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asking {
    /// Letters in all.
    pub letters: u32,
    /// Of those, letters that ask for it.
    pub asking: u32,
}

impl Asking {
    /// Per 1,000 letters; none without letters.
    pub fn per_1000(self) -> Option<f64> {
        (self.letters > 0).then(|| 1000.0 * f64::from(self.asking) / f64::from(self.letters))
    }

    /// Wilson's 95% limits per 1,000.
    pub fn limits(self) -> Option<Interval> {
        let (asking, letters) = (f64::from(self.asking), f64::from(self.letters));
        (self.letters > 0).then(|| wilson(asking, letters, 0.95).times(1000.0))
    }
}

/// One side of a rule's day.
#[derive(Clone, Debug)]
pub struct Half {
    /// Everything counted.
    pub counts: Counts,
    /// The rate freed of the machine's error.
    pub freed: Option<Freed>,
    /// Letters that ask the practice for a repeat chest X-ray, whatever was agreed about it.
    pub chests: Asking,
    /// Minutes that requests cost which the rules of the change's day call unsuitable, on both sides of it.
    pub minutes_held: u64,
}

impl Half {
    /// All letters.
    pub const fn told(&self) -> &Told {
        &self.counts.all
    }

    /// Minutes that unsuitable requests cost, per 1,000 letters; none without letters.
    pub fn minutes_per_1000(&self) -> Option<f64> {
        let letters = f64::from(self.told().rate.letters);
        (letters > 0.0).then(|| 1000.0 * self.counts.minutes as f64 / letters)
    }

    /// The same with the rules of the change's day held for letters of every day.
    pub fn minutes_held_per_1000(&self) -> Option<f64> {
        let letters = f64::from(self.told().rate.letters);
        (letters > 0.0).then(|| 1000.0 * self.minutes_held as f64 / letters)
    }

    /// Its minutes by the rules of each letter's own day, as a page and a print say them.
    pub fn minutes_in_words(&self) -> String {
        minutes_in_words(self.minutes_per_1000())
    }

    /// The same with the rules of the change's day held.
    pub fn minutes_held_in_words(&self) -> String {
        minutes_in_words(self.minutes_held_per_1000())
    }
}

/// What the row of minutes by each letter's own day is called.
pub const MINUTES_OWN_DAY: &str = "Minutes of practices per 1,000 letters, each by the rules of its own day";
/// What the row of minutes with the rules of one day held is called.
pub const MINUTES_HELD: &str = "The same by the rules of the change\u{2019}s day on both sides";

fn minutes_in_words(minutes: Option<f64>) -> String {
    minutes.map_or_else(|| "no letters".to_owned(), |minutes| format!("{minutes:.0}"))
}

/// Letters before and since the day of a rule.
#[derive(Clone, Debug)]
pub struct Change {
    /// The row.
    pub rule: RuleKept,
    /// Before it.
    pub before: Half,
    /// Since.
    pub since: Half,
    /// Letters of the month in which it fell, which stand on neither side, and undated ones.
    pub neither: u32,
}

impl Change {
    /// Minutes given back since: what letters since would have cost at the rate of those before, less what they cost, both
    /// judged by the rules of the change's day: a practice did the work before too, when nothing was agreed about it.
    /// Negative where they cost more. None without letters on a side.
    pub fn minutes_given_back(&self) -> Option<f64> {
        let before = self.before.minutes_held_per_1000()?;
        let since = self.since.minutes_held_per_1000()?;
        Some((before - since) * f64::from(self.since.told().rate.letters) / 1000.0)
    }
}

/// An audit with its letters counted.
pub struct Figures {
    /// The audit.
    pub audit: Audit,
    /// Its letters.
    pub letters: Vec<Letter>,
    /// What people said of them.
    pub codes: Codes,
    /// All of it counted.
    pub counts: Counts,
    /// Specialties by short name.
    pub names: Vec<(String, String)>,
    /// Letters that ask for a chest X-ray.
    pub chests: HashSet<Id>,
    /// The rows that the group agreed.
    pub rules: Vec<RuleKept>,
    /// The day on which it is counted.
    pub today: Day,
}

impl Figures {
    /// Reads and counts an audit.
    pub fn load(from: &impl Rows, audit: Audit, today: Day) -> Result<Figures, Fault> {
        let letters = read::letters(from, audit.id)?;
        let codes = read::codes(from, audit.id)?;
        let chests = read::asking(from, audit.id, Test::ChestXRay)?;
        let names: Vec<(String, String)> =
            fixit_site::read::specialties(from)?.into_iter().map(|of| (of.code, of.name)).collect();
        let rules = read::rules_kept(from)?;
        let counts = count(&counted(&letters, &names), today);
        Ok(Figures { audit, letters, codes, counts, names, chests, rules, today })
    }

    /// A specialty for people.
    pub fn name(&self, code: &str) -> &str {
        name(&self.names, code)
    }

    /// The short name of a specialty as the tables call it.
    pub fn code_of(&self, name: &str) -> String {
        self.names
            .iter()
            .find(|(_, of)| of == name)
            .map_or_else(|| NOT_RECORDED.to_owned(), |(code, _)| code.clone())
    }

    /// The rules that began while its letters were written: letters stand on both sides of their day.
    pub fn changes(&self) -> Vec<Change> {
        let mut days: Vec<Day> = self.letters.iter().filter_map(|letter| letter.month).collect();
        days.sort_unstable();
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return Vec::new() };
        let within =
            |rule: &&RuleKept| *first < month_of(rule.from) && rule.from <= self.today && rule.from <= *last;
        self.rules.iter().filter(within).map(|rule| self.change(rule)).collect()
    }

    fn change(&self, rule: &RuleKept) -> Change {
        let agreed = read::in_force(&self.rules);
        let half = |wanted: Side| {
            let letters: Vec<Letter> = self
                .letters
                .iter()
                .filter(|letter| letter.month.and_then(|month| side(month, rule.from)) == Some(wanted))
                .cloned()
                .collect();
            let all = counted(&letters, &self.names);
            let counts = count(&all, self.today);
            let held = |line: &letters_rules::audit::Line| {
                agreed.row(line.rule, rule.from).map_or(line.verdict, |row| row.verdict)
            };
            let minutes_held = minutes(&all, &counts.assumed, held);
            let asking = letters
                .iter()
                .filter(|letter| !letter.stopped && !letter.outside && self.chests.contains(&letter.id))
                .count();
            Half {
                freed: freed(letters.iter(), &self.codes),
                chests: Asking {
                    letters: counts.all.rate.letters,
                    asking: u32::try_from(asking).unwrap_or(u32::MAX),
                },
                counts,
                minutes_held,
            }
        };
        let (before, since) = (half(Side::Before), half(Side::Since));
        let both = before.told().rate.letters + since.told().rate.letters;
        let neither = self.counts.all.rate.letters.saturating_sub(both);
        Change { rule: rule.clone(), before, since, neither }
    }

    /// How two readers agree.
    pub fn readers_agree(&self) -> Option<Agreement> {
        coding::agreed(self.codes.values().filter_map(|codes| Some((codes.first()?.1, codes.get(1)?.1))))
    }

    /// How the machine agrees with what people settled.
    pub fn machine_agrees(&self) -> Option<Agreement> {
        let settled = |letter: &&Letter| letter.chosen && !letter.stopped && !letter.outside;
        coding::agreed(self.letters.iter().filter(settled).filter_map(|letter| {
            match read::stand_of(letter, &self.codes) {
                Stand::Settled(code) => Some((letter.machine, code)),
                Stand::First | Stand::Second | Stand::Third => None,
            }
        }))
    }

    /// The specialties that stand outside the 99.8% limits, in the order of names.
    pub fn outside(&self) -> Vec<String> {
        let outside = |of: &&letters_rules::audit::Compared| {
            matches!(of.standing, Some(Standing::Low998 | Standing::High998))
        };
        self.counts.specialties.iter().filter(outside).map(|of| self.code_of(&of.told.name)).collect()
    }
}

fn name<'n>(names: &'n [(String, String)], code: &str) -> &'n str {
    names.iter().find(|(known, _)| known == code).map_or("Specialty not recorded", |(_, name)| name.as_str())
}

fn counted(letters: &[Letter], names: &[(String, String)]) -> Vec<letters_rules::audit::Counted> {
    letters.iter().map(|letter| read::counted(letter, name(names, &letter.specialty))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(nth: u128, machine: u8, chosen: bool) -> Letter {
        Letter {
            id: Id::from_bits(nth),
            specialty: "renal".to_owned(),
            month: Day::of(2025, 3, 1),
            machine,
            lines: Vec::new(),
            chosen,
            stopped: false,
            outside: false,
            settled: None,
        }
    }

    #[test]
    fn the_month_of_a_rule_stands_on_neither_side_unless_the_rule_begins_it() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let march = day("2025-03-01");
        assert_eq!(side(march, day("2025-03-01")), Some(Side::Since));
        assert_eq!(side(march, day("2025-03-02")), None);
        assert_eq!(side(march, day("2025-04-01")), Some(Side::Before));
        assert_eq!(side(march, day("2025-02-28")), Some(Side::Since));
    }

    #[test]
    fn a_rate_is_freed_by_each_kind_of_letter_apart() {
        // Of 20 found people read 10 and agree about 8; of 80 others they read 10 and find 1 more.
        let mut letters: Vec<Letter> = (0..20).map(|nth| letter(nth, 3, nth < 10)).collect();
        letters.extend((20..100).map(|nth| letter(nth, 0, nth < 30)));
        let mut codes = Codes::new();
        let seat = kernel::SeatId::from_bits;
        for nth in 0..30_u128 {
            let unsuitable = u8::from(nth < 8 || nth == 20);
            if !(10..20).contains(&nth) {
                codes.insert(Id::from_bits(nth), vec![(seat(1), unsuitable), (seat(2), unsuitable)]);
            }
        }
        let made = freed(letters.iter(), &codes).unwrap();
        assert_eq!(made.read, 20);
        assert!((made.per_1000 - 240.0).abs() < 1e-9, "0.2 x 0.8 + 0.8 x 0.1: {made:?}");
        assert!(made.limits.low.unwrap() < 120.0 && made.limits.high > 360.0, "few were read: {made:?}");
        codes.retain(|id, _| *id < Id::from_bits(20));
        assert!(freed(letters.iter(), &codes).is_none(), "of a kind that nobody has read nothing is known");
    }
}
