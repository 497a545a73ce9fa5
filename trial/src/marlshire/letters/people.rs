//! Whom a letter is about and who writes it: made up, so that taking people out of letters has something to do.

use kernel::{Day, NhsNumber};

use crate::chance::Chance;

/// A person of a letter.
pub(super) struct Person {
    pub man: bool,
    pub first: &'static str,
    pub last: &'static str,
    pub nhs_number: String,
    pub born: Day,
    pub doctor: &'static str,
    pub writer: &'static str,
}

const MEN: &[&str] =
    &["Alwyn", "Bernard", "Cedric", "Desmond", "Emrys", "Fergus", "Godfrey", "Horace", "Ivor", "Jasper"];
const WOMEN: &[&str] = &[
    "Adela",
    "Blodwen",
    "Constance",
    "Delphine",
    "Enid",
    "Florence",
    "Gwendolyn",
    "Hester",
    "Imelda",
    "Joyce",
];
const LAST: &[&str] = &[
    "Abernathy",
    "Birtwhistle",
    "Cholmondley",
    "Dragwell",
    "Entwistle",
    "Farthingale",
    "Grimshaw",
    "Hollowood",
    "Ironmonger",
    "Jessop",
    "Kettlewell",
    "Lovibond",
    "Micklethwait",
    "Nethercott",
    "Ollerenshaw",
    "Postlethwaite",
    "Quickfall",
    "Ramsbottom",
    "Sowerbutts",
    "Tattersall",
    "Umpleby",
    "Venables",
    "Wigglesworth",
    "Yardley",
];
const DOCTORS: &[&str] =
    &["Ackerley", "Bulmer", "Cawthorne", "Dunstable", "Eccleston", "Fothergill", "Gaskarth"];
const WRITERS: &[&str] =
    &["Haldane", "Iremonger", "Jolliffe", "Kirkbride", "Lanyon", "Musgrave", "Northcote"];

impl Person {
    pub fn made(nth: usize, today: Day, chance: &mut Chance) -> Person {
        let one =
            |list: &[&'static str], chance: &mut Chance| chance.one_of(list).copied().unwrap_or("Person");
        let man = chance.happens(0.48);
        let nine = 999_300_000 + u32::try_from(nth).unwrap_or(0) * 11;
        let number =
            (nine..nine + 11).find_map(NhsNumber::from_first_nine).map(NhsNumber::reveal).unwrap_or_default();
        Person {
            man,
            first: one(if man { MEN } else { WOMEN }, chance),
            last: one(LAST, chance),
            nhs_number: number,
            born: today - i32::try_from(chance.between(19 * 365, 92 * 365)).unwrap_or(20_000),
            doctor: one(DOCTORS, chance),
            writer: one(WRITERS, chance),
        }
    }

    /// For letters of specialties whose patients are women.
    pub fn become_a_woman(&mut self, chance: &mut Chance) {
        self.man = false;
        self.first = chance.one_of(WOMEN).copied().unwrap_or("Adela");
    }

    /// Words that would tell who the letter is about, were they still there after people were taken out.
    pub fn telling(&self) -> Vec<String> {
        vec![self.last.to_owned(), self.first.to_owned(), self.nhs_number.clone()]
    }

    /// The number as letters write it.
    pub fn number_in_words(&self) -> String {
        let number = &self.nhs_number;
        match (number.get(..3), number.get(3..6), number.get(6..)) {
            (Some(one), Some(two), Some(three)) => format!("{one} {two} {three}"),
            _ => number.clone(),
        }
    }

    /// Puts the person into a sentence: `{he}`, `{him}`, `{his}`, `{He}`, `{His}`, `{Name}`.
    pub fn put_into(&self, text: &str) -> String {
        let (he, him, his) = if self.man { ("he", "him", "his") } else { ("she", "her", "her") };
        let (upper_he, upper_his, title) = if self.man { ("He", "His", "Mr") } else { ("She", "Her", "Mrs") };
        text.replace("{he}", he)
            .replace("{him}", him)
            .replace("{his}", his)
            .replace("{He}", upper_he)
            .replace("{His}", upper_his)
            .replace("{Name}", &format!("{title} {}", self.last))
    }
}
