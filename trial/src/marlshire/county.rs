//! What a county is called, how large it is, and how much is asked in it: Marlshire, or the open map of a real one.

use std::collections::HashMap;

use kernel::{OrgId, Point};

use crate::chance::Chance;

/// The words and the size of a county.
#[derive(Clone, Debug)]
pub struct County {
    /// What its organisations call it.
    pub name: String,
    /// Its city.
    pub city: String,
    /// The trusts that give its one sexual-health service.
    pub trusts: Vec<String>,
    /// Its patches; the last is the city's.
    pub patches: Vec<String>,
    /// Which of its councils each patch belongs to.
    pub council_of_patch: Vec<usize>,
    /// Clinics.
    pub clinics: usize,
    /// Days of history before today.
    pub history_days: i32,
    /// Quarters whose figures are published.
    pub quarters: usize,
    /// Asks between practices in a year, about.
    pub peer_asks_a_year: i64,
    /// Asks of people who came to a clinic by themselves, in a year, about.
    pub clinic_asks_a_year: i64,
    /// Letters of its hospital that are audited; none where it has no audit.
    pub letters: usize,
    /// Where people live, where the county has a map of small areas.
    pub homes: Option<Homes>,
}

impl County {
    /// Marlshire around Castermere: 827,000 people on lists.
    pub fn marlshire() -> County {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        County {
            name: "Marlshire".to_owned(),
            city: "Castermere".to_owned(),
            trusts: words(&[
                "Castermere Hospitals",
                "Mid Marlshire Hospitals",
                "North Marlshire Community Health",
            ]),
            patches: words(&["Mid", "South", "North", "Castermere"]),
            council_of_patch: vec![0, 0, 0, 1],
            clinics: 13,
            history_days: 730,
            quarters: 7,
            peer_asks_a_year: 1_800,
            clinic_asks_a_year: 20_000,
            letters: 7_000,
            homes: None,
        }
    }

    /// So many a year, over the whole history.
    pub(super) fn over_the_history(&self, a_year: i64) -> i64 {
        a_year * i64::from(self.history_days) / 365
    }

    /// The patch by its number; the last again where there are fewer.
    pub fn patch(&self, number: usize) -> &str {
        self.patches.get(number).or(self.patches.last()).map_or("", String::as_str)
    }
}

/// Where somebody lives, as far as an envelope tells.
#[derive(Clone, Debug)]
pub struct Home {
    /// The middle of her small area.
    pub at: Point,
    /// Women of the ages that ask.
    pub women: u32,
    /// Deprivation fifth.
    pub fifth: u8,
    /// Rural class.
    pub rural: String,
    /// Her council.
    pub council: OrgId,
}

/// The small areas of a county, and how much is asked at each organisation.
#[derive(Clone, Debug, Default)]
pub struct Homes {
    /// The small areas.
    pub areas: Vec<Home>,
    /// Women on each practice's list.
    pub women_on_lists: HashMap<OrgId, f64>,
}

/// Draws homes near points; keeps what it worked out for each.
#[derive(Default)]
pub(super) struct Drawing {
    near: HashMap<(u64, u64), Vec<(f64, usize)>>,
}

impl Drawing {
    /// A home of somebody who is seen at that point: the more women, and the nearer, the likelier. `miles` is how far it
    /// takes for a home to be about a third as likely.
    pub(super) fn near<'h>(
        &mut self,
        homes: &'h Homes,
        at: Point,
        miles: f64,
        chance: &mut Chance,
    ) -> Option<&'h Home> {
        let so_far = self.near.entry((at.latitude.to_bits(), at.longitude.to_bits())).or_insert_with(|| {
            let mut total = 0.0;
            let add = |(number, home): (usize, &Home)| {
                total += f64::from(home.women) * (-at.straight_line_to(home.at).miles() / miles).exp();
                (total, number)
            };
            homes.areas.iter().enumerate().map(add).collect()
        });
        let drawn = chance.fraction() * so_far.last()?.0;
        let place = so_far.partition_point(|(total, _)| *total <= drawn).min(so_far.len() - 1);
        so_far.get(place).and_then(|(_, number)| homes.areas.get(*number))
    }
}
