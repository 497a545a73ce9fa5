//! A place's asks as figures see them: who asked whom, when, in which groups, and the history in few bytes.

mod judged;

use clocks::Calendar;
use kernel::{AskId, Day};

use crate::history::{self, Broken, Folding};

pub use judged::{Judged, Scored, Stood};

/// By what asks are compared. All on the same clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum By {
    /// The kind of organisation asked first.
    Setting,
    /// The part of the place that the asking organisation belongs to.
    Patch,
    /// Deprivation fifth of where she lives or of the practice that asks, 1 the most deprived.
    Deprivation,
    /// Age band.
    Age,
}

impl By {
    /// All of them, in the order in which they are shown.
    pub const ALL: [By; 4] = [By::Setting, By::Patch, By::Deprivation, By::Age];

    /// Its short stable name, as in an address or an option.
    pub const fn name(self) -> &'static str {
        match self {
            By::Setting => "setting",
            By::Patch => "patch",
            By::Deprivation => "deprivation",
            By::Age => "age",
        }
    }

    /// In words, as a heading.
    pub const fn in_words(self) -> &'static str {
        match self {
            By::Setting => "Setting asked first",
            By::Patch => "Patch of the asking organisation",
            By::Deprivation => "Deprivation fifth",
            By::Age => "Age band",
        }
    }

    /// What exactly asks are put together by.
    pub const fn definition(self) -> &'static str {
        match self {
            By::Setting => {
                "By the kind of organisation that was asked first, also where it passed the ask on."
            }
            By::Patch => {
                "By the patch of the organisation that asked; clinics, where people come by themselves, serve the whole place."
            }
            By::Deprivation => {
                "By the national deprivation fifth of a small area: of where she lives, where the ask was brought in with it;                  of the practice that asks, where it was placed here, since her address is no part of an ask."
            }
            By::Age => "By age in years on the day of the ask, in bands.",
        }
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<By> {
        By::ALL.into_iter().find(|by| by.name() == name)
    }

    const fn place(self) -> usize {
        match self {
            By::Setting => 0,
            By::Patch => 1,
            By::Deprivation => 2,
            By::Age => 3,
        }
    }
}

/// “Not recorded” is a category like any other.
pub const NOT_RECORDED: &str = "Not recorded";
/// Clinics serve the whole place.
pub const NO_PATCH: &str = "Whole place";

/// Age bands with their first age, the youngest first.
pub const AGE_BANDS: [(u16, &str); 6] = [
    (0, "Under 20"),
    (20, "20 to 24"),
    (25, "25 to 29"),
    (30, "30 to 34"),
    (35, "35 to 39"),
    (40, "40 and over"),
];

/// The band of the first age of a five-year band.
pub fn age_band(first_age: Option<u16>) -> &'static str {
    let Some(age) = first_age else { return NOT_RECORDED };
    AGE_BANDS.iter().rev().find(|(first, _)| age >= *first).map_or(NOT_RECORDED, |(_, words)| words)
}

/// The words of a deprivation fifth.
pub const fn fifth(of: Option<u8>) -> &'static str {
    match of {
        Some(1) => "1, most deprived",
        Some(2) => "2",
        Some(3) => "3",
        Some(4) => "4",
        Some(5) => "5, least deprived",
        Some(_) | None => NOT_RECORDED,
    }
}

/// The words of a kind of organisation as a setting.
pub fn setting(kind: &str) -> &'static str {
    match kind {
        "practice" => "General practice",
        "sexual_health_clinic" => "Sexual-health clinic",
        "hospital" => "Hospital",
        "pharmacy" => "Pharmacy",
        _ => "Other",
    }
}

/// An organisation as figures name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Org {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its kind in words: a setting.
    pub setting: &'static str,
    /// Its patch; [`NO_PATCH`] where it serves the whole place.
    pub patch: String,
}

/// One ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Its id, for those who may see rows.
    pub id: AskId,
    /// Who asked, by place among the organisations.
    pub sender: u32,
    /// Who was asked first.
    pub host: u32,
    /// The service asked, by place among the services.
    pub service: u32,
    /// Day 0.
    pub sent_on: Day,
    /// Its category for each [`By`], by place among the categories.
    pub groups: [u16; 4],
    /// A complicating factor was ticked.
    pub complicated: bool,
    /// What was asked for, by place among the methods.
    pub method: u16,
    /// A host passed it on to another, so that its history tells of hand-overs.
    pub(crate) passed_on: bool,
    /// Where its history lies among the bytes.
    history: (u32, u32),
}

/// All asks of a place.
#[derive(Clone, Debug, Default)]
pub struct Asks {
    /// The asks.
    pub rows: Vec<Ask>,
    /// The organisations that they name.
    pub orgs: Vec<Org>,
    /// The ids of the services.
    pub services: Vec<String>,
    /// The methods asked for.
    pub methods: Vec<String>,
    categories: [Vec<String>; 4],
    bytes: Vec<u8>,
}

/// An ask as it is taken in.
#[derive(Clone, Debug)]
pub struct NewAsk<'n> {
    /// Its id.
    pub id: AskId,
    /// The code of who asked.
    pub sender: &'n str,
    /// The code of who was asked first.
    pub host: &'n str,
    /// The service asked.
    pub service: &'n str,
    /// Day 0.
    pub sent_on: Day,
    /// What was asked for.
    pub method: &'n str,
    /// The first age of the five-year band.
    pub age_band: Option<u16>,
    /// Deprivation fifth.
    pub fifth: Option<u8>,
    /// A complicating factor was ticked.
    pub complicated: bool,
    /// Its moves.
    pub history: &'n [u8],
}

fn place_of(list: &mut Vec<String>, word: &str) -> u32 {
    let place = list.iter().rposition(|other| other == word).unwrap_or_else(|| {
        list.push(word.to_owned());
        list.len() - 1
    });
    u32::try_from(place).unwrap_or(u32::MAX)
}

impl Asks {
    /// No asks, among these organisations.
    pub fn among(orgs: Vec<Org>) -> Asks {
        let mut made = Asks { orgs, ..Asks::default() };
        let bands = AGE_BANDS.iter().map(|(_, words)| (*words).to_owned());
        let fifths = (1..=5).map(|of| fifth(Some(of)).to_owned());
        let [_, _, deprivation, age] = &mut made.categories;
        deprivation.extend(fifths);
        age.extend(bands);
        made
    }

    /// The place of an organisation; one that nobody entered is taken by its code.
    pub fn org(&mut self, code: &str) -> u32 {
        let place = self.orgs.iter().position(|org| org.code == code).unwrap_or_else(|| {
            let (code, name) = (code.to_owned(), code.to_owned());
            self.orgs.push(Org { code, name, setting: setting(""), patch: NO_PATCH.to_owned() });
            self.orgs.len() - 1
        });
        u32::try_from(place).unwrap_or(u32::MAX)
    }

    /// Takes in an ask; its place.
    pub fn take(&mut self, of: &NewAsk<'_>, sender: u32, host: u32) -> usize {
        let row = self.row(of, sender, host);
        self.rows.push(row);
        self.rows.len() - 1
    }

    /// Takes in an ask again, with what has happened since.
    pub fn retake(&mut self, place: usize, of: &NewAsk<'_>, sender: u32, host: u32) {
        let row = self.row(of, sender, host);
        if let Some(old) = self.rows.get_mut(place) {
            *old = row;
        }
    }

    fn row(&mut self, of: &NewAsk<'_>, sender: u32, host: u32) -> Ask {
        let words = |place: u32, what: fn(&Org) -> &str, orgs: &[Org]| {
            orgs.get(place as usize).map_or(NOT_RECORDED, what).to_owned()
        };
        let setting = words(host, |org| org.setting, &self.orgs);
        let patch = words(sender, |org| &org.patch, &self.orgs);
        let mut groups = [0; 4];
        let of_group = [setting.as_str(), patch.as_str(), fifth(of.fifth), age_band(of.age_band)];
        for ((group, list), word) in groups.iter_mut().zip(&mut self.categories).zip(of_group) {
            *group = u16::try_from(place_of(list, word)).unwrap_or(u16::MAX);
        }
        let at = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        self.bytes.extend_from_slice(of.history);
        Ask {
            id: of.id,
            sender,
            host,
            service: place_of(&mut self.services, of.service),
            sent_on: of.sent_on,
            groups,
            complicated: of.complicated,
            method: u16::try_from(place_of(&mut self.methods, of.method)).unwrap_or(u16::MAX),
            passed_on: history::passes_on(of.history, of.sent_on),
            history: (at, u32::try_from(of.history.len()).unwrap_or(0)),
        }
    }

    /// The bytes of an ask's history.
    pub fn history(&self, ask: &Ask) -> &[u8] {
        let (at, length) = (ask.history.0 as usize, ask.history.1 as usize);
        self.bytes.get(at..at + length).unwrap_or(&[])
    }

    /// The categories of a comparison, in the order in which they are shown.
    pub fn categories(&self, by: By) -> &[String] {
        self.categories.get(by.place()).map_or(&[], Vec::as_slice)
    }

    /// The category of an ask.
    pub fn category(&self, ask: &Ask, by: By) -> usize {
        ask.groups.get(by.place()).map_or(0, |place| usize::from(*place))
    }

    /// An organisation by its place.
    pub fn org_at(&self, place: u32) -> Option<&Org> {
        self.orgs.get(place as usize)
    }

    /// Folds one ask as it was known at the end of a day.
    pub fn fold(
        &self,
        ask: &Ask,
        as_of: Day,
        folding: &mut Folding,
        calendar: &Calendar,
    ) -> Result<(), Broken> {
        let host = self.org_at(ask.host).map_or("", |org| org.code.as_str());
        folding.fold(host, ask.sent_on, self.history(ask), as_of, calendar)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use clocks::Rule;
    use kernel::Moment;
    use lawbook::{date, shipped};
    use referrals_rules::facts::v1::{Move, Moved, Offered};

    /// A place of two practices and a clinic, with asks written as “sender host day: d10” (done after 10 days), “o” (open)
    /// or “w4” (withdrawn after 4).
    pub(crate) fn asks(lines: &[&str]) -> Asks {
        let org = |code: &str, setting, patch: &str| Org {
            code: code.to_owned(),
            name: format!("{code} name"),
            setting,
            patch: patch.to_owned(),
        };
        let mut made = Asks::among(vec![
            org("A", setting("practice"), "Mid"),
            org("B", setting("practice"), "South"),
            org("C", setting("sexual_health_clinic"), NO_PATCH),
        ]);
        for (number, line) in lines.iter().enumerate() {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [sender, host, day, what] = words.as_slice() else { panic!("{line}") };
            let sent_on = date(2025, 3, 3) + day.parse::<i32>().unwrap();
            let mut bytes = Vec::new();
            let mut on = |ahead: i32, what| {
                history::push(&mut bytes, sent_on, &Moved { on: sent_on + ahead, what });
            };
            let (how, days) = what.split_at(1);
            let days: i32 = days.parse().unwrap_or(0);
            let at = Moment::start_of(sent_on + days);
            on(0, Move::Accepted);
            if how == "d" {
                on(0, Move::Offered { slots: vec![Offered { slot: None, at }] });
                on(0, Move::Booked { slot: None, at, by_person: false });
                on(days, Move::Fitted { device: String::new(), replace_by: None });
            }
            if how == "w" {
                on(days, Move::Withdrawn { reason: String::new(), by_person: true });
            }
            let of = NewAsk {
                id: AskId::from_bits(number as u128 + 1),
                sender,
                host,
                service: host,
                sent_on,
                method: "implant",
                age_band: Some(25),
                fifth: Some(1 + (number % 5) as u8),
                complicated: false,
                history: &bytes,
            };
            let (sender, host) = (made.org(sender), made.org(host));
            made.take(&of, sender, host);
        }
        made
    }

    pub(crate) fn rule(id: &str) -> Rule {
        Rule::of(&shipped::rule_set(id).unwrap()).unwrap()
    }

    #[test]
    fn judging_again_gives_what_judging_all_gives() {
        let made = asks(&["A B 0 d4", "A C 1 d20", "B C 2 o", "B A 3 w9", "A B 40 d30"]);
        let rules = [rule("GP-28"), rule("CL-5c"), rule("HARM")];
        let calendar = Calendar::england();
        let as_of = date(2025, 3, 20);
        let whole = made.judge(&rules, as_of, &calendar, &mut |_| true).unwrap().unwrap();
        let mut part = Judged { as_of, stood: Vec::new(), scores: vec![Vec::new(); 3] };
        made.judge_again(&mut part, &[0, 1, 2, 3, 4], &rules, &calendar).unwrap();
        assert_eq!((whole.stood, whole.scores), (part.stood, part.scores));
        assert!(made.judge(&rules, as_of, &calendar, &mut |_| false).unwrap().is_none(), "it can be stopped");
    }

    #[test]
    fn many_hands_judge_as_one_does_and_stop_when_they_are_told() {
        let lines: Vec<String> =
            (0..30_000).map(|nth| format!("A {} {} d{}", ["B", "C"][nth % 2], nth % 60, nth % 40)).collect();
        let made = asks(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        let (rules, calendar, as_of) =
            ([rule("GP-28"), rule("HARM")], Calendar::england(), date(2025, 4, 20));
        let mut told = Vec::new();
        let many = made.judge(&rules, as_of, &calendar, &mut |done| {
            told.push(done);
            true
        });
        let many = many.unwrap().unwrap();
        let mut one = Judged { as_of, stood: Vec::new(), scores: vec![Vec::new(); 2] };
        made.judge_again(&mut one, &(0..30_000).collect::<Vec<_>>(), &rules, &calendar).unwrap();
        assert!(many.stood == one.stood && many.scores == one.scores);
        assert!(told.is_sorted() && told.last() == Some(&30_000), "{:?}", told.last());
        assert!(made.judge(&rules, as_of, &calendar, &mut |done| done < 10_000).unwrap().is_none());
    }

    #[test]
    fn categories_are_told_in_words_and_missing_ones_are_written_out() {
        assert_eq!(
            (age_band(None), age_band(Some(15)), age_band(Some(45))),
            (NOT_RECORDED, "Under 20", "40 and over")
        );
        assert_eq!((fifth(None), fifth(Some(5))), (NOT_RECORDED, "5, least deprived"));
        assert!(By::ALL.into_iter().all(|by| By::named(by.name()) == Some(by)));
    }
}
