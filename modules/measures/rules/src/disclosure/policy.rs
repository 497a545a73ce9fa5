//! What a count may look like outside its parties: named policies, each made of dated rows. Where several apply to a
//! count, the stricter wins.

use kernel::Day;
use lawbook::{Dated, Src, date};

/// One way of hiding small counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Counts from 1 to this are starred.
    pub star_to: u32,
    /// Other counts are rounded to the nearest multiple of this; 1 leaves them as they are.
    pub nearest: u32,
    /// Only where the population is known to be under this, or is not known; everywhere when none.
    pub population_under: Option<u32>,
    /// Means, medians and percentiles are shown only from so many people.
    pub average_min: u32,
}

/// The national contraception data's method since the year 2019/20: 0 shown, 1 to 7 starred, others to the nearest 5.
pub const NATIONAL_CONTRACEPTION: Dated<Rule> = Dated(&[(
    date(2019, 4, 1),
    Rule { star_to: 7, nearest: 5, population_under: None, average_min: 8 },
    Src("contraception-data-disclosure", "disclosure control from 2019/20"),
)]);

/// The rule for infections: 1 to 4 starred where the population is under 10,000.
pub const INFECTIONS: Dated<Rule> = Dated(&[(
    date(2024, 8, 1),
    Rule { star_to: 4, nearest: 1, population_under: Some(10_000), average_min: 5 },
    Src("hiv-sti-data-sharing", "small numbers"),
)]);

/// A named policy: the rules that apply together.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its short stable name.
    pub name: String,
    /// Its rules on the day.
    pub rules: Vec<Rule>,
}

/// Names that `Policy::named` knows, each with what it does.
pub const NAMES: &[(&str, &str)] = &[
    ("contraception", "0 shown, 1 to 7 starred, others to the nearest 5"),
    (
        "infections",
        "as contraception, and 1 to 4 starred where the population is under 10,000; the stricter wins",
    ),
    ("infections-only", "1 to 4 starred where the population is under 10,000, other counts exact"),
];

impl Policy {
    /// The policy of this name as it stands on a day; none where there is no such name or no rule had begun.
    pub fn named(name: &str, day: Day) -> Option<Policy> {
        let rules: Vec<Rule> = match name {
            "contraception" => vec![*NATIONAL_CONTRACEPTION.at(day)?],
            "infections" => {
                NATIONAL_CONTRACEPTION.at(day).into_iter().chain(INFECTIONS.at(day)).copied().collect()
            }
            "infections-only" => vec![*INFECTIONS.at(day)?],
            _ => return None,
        };
        (!rules.is_empty()).then(|| Policy { name: name.to_owned(), rules })
    }

    /// The rules that apply to a count over this population; one that is not known is taken as small.
    fn applying(&self, population: Option<u32>) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| {
            rule.population_under.is_none_or(|under| population.is_none_or(|people| people < under))
        })
    }

    /// How a count is shown.
    pub fn show(&self, count: u32, population: Option<u32>) -> Shown {
        let star_to = self.applying(population).map(|rule| rule.star_to).max().unwrap_or(0);
        let nearest = self.applying(population).map(|rule| rule.nearest).max().unwrap_or(1).max(1);
        if count == 0 {
            Shown::Count(0)
        } else if count <= star_to {
            Shown::Star
        } else {
            Shown::Count((count + nearest / 2) / nearest * nearest)
        }
    }

    /// Everything a reader knows about a count from how it is shown: its least and greatest value.
    pub fn reading(&self, shown: Shown, population: Option<u32>) -> (i64, i64) {
        let star_to = i64::from(self.applying(population).map(|rule| rule.star_to).max().unwrap_or(0));
        let nearest = i64::from(self.applying(population).map(|rule| rule.nearest).max().unwrap_or(1).max(1));
        match shown {
            Shown::Count(0) => (0, 0),
            Shown::Count(count) => {
                let (below, above) = (nearest / 2, (nearest - 1) / 2);
                ((i64::from(count) - below).max(star_to + 1), i64::from(count) + above)
            }
            Shown::Star => (1, star_to.max(1)),
            Shown::Withheld => (0, super::simplex::UNBOUNDED),
        }
    }

    /// Whether a mean, median or percentile over so many people may be shown.
    pub fn shows_average(&self, people: u32, population: Option<u32>) -> bool {
        self.applying(population).all(|rule| people >= rule.average_min)
    }

    /// A share from *shown* counts, so that it says no more than they do; none where either is hidden or none is due.
    pub fn share(&self, part: Shown, whole: Shown) -> Option<f64> {
        match (part, whole) {
            (Shown::Count(part), Shown::Count(whole)) if whole > 0 => {
                Some(f64::from(part) / f64::from(whole))
            }
            _ => None,
        }
    }

    /// The sentence under a table.
    pub fn in_words(&self) -> String {
        let parts: Vec<String> = self
            .rules
            .iter()
            .map(|rule| {
                let place = rule
                    .population_under
                    .map_or_else(String::new, |under| format!(" where the population is under {under}"));
                let round = match rule.nearest {
                    0 | 1 => String::new(),
                    nearest => format!(", other counts are rounded to the nearest {nearest}"),
                };
                format!("counts of 1 to {} are shown as *{place}{round}", rule.star_to)
            })
            .collect();
        format!(
            "0 is shown; {}. Totals come from the true counts, so rows need not add. [c] is withheld so that a * stays hidden.",
            parts.join("; ")
        )
    }
}

/// How a count appears outside its parties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    /// A count, rounded where the policy rounds.
    Count(u32),
    /// A small count.
    Star,
    /// Withheld to protect another cell; may be any count.
    Withheld,
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Shown::Count(count) => write!(f, "{count}"),
            Shown::Star => f.write_str("*"),
            Shown::Withheld => f.write_str("[c]"),
        }
    }
}

impl std::str::FromStr for Shown {
    type Err = String;

    fn from_str(text: &str) -> Result<Shown, String> {
        match text.trim() {
            "*" => Ok(Shown::Star),
            "[c]" => Ok(Shown::Withheld),
            number => {
                number.replace(',', "").parse().map(Shown::Count).map_err(|_| {
                    format!("“{number}” is not a published count: write a whole number, * or [c]")
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(name: &str) -> Policy {
        Policy::named(name, date(2025, 4, 1)).unwrap()
    }

    #[test]
    fn counts_of_the_national_method() {
        let national = policy("contraception");
        let shown: Vec<String> = [0, 1, 7, 8, 12, 13, 17, 18, 22, 23]
            .map(|count| national.show(count, Some(500_000)).to_string())
            .to_vec();
        assert_eq!(shown, ["0", "*", "*", "10", "10", "15", "15", "20", "20", "25"]);
        assert!(national.shows_average(8, None) && !national.shows_average(7, None));
    }

    #[test]
    fn a_reader_learns_what_was_shown_and_no_less() {
        for name in ["contraception", "infections", "infections-only"] {
            let policy = policy(name);
            for population in [None, Some(9_999), Some(10_000)] {
                for count in 0..60 {
                    let (low, high) = policy.reading(policy.show(count, population), population);
                    assert!((low..=high).contains(&i64::from(count)), "{name} {count}");
                    let alike =
                        (0..90).filter(|c| policy.show(*c, population) == policy.show(count, population));
                    assert_eq!(alike.count() as i64, high - low + 1, "{name} {count}");
                }
            }
        }
    }

    #[test]
    fn the_stricter_wins_and_small_places_are_told_apart() {
        let both = policy("infections");
        assert_eq!(both.show(6, Some(5_000)), Shown::Star);
        let only = policy("infections-only");
        assert_eq!(only.show(4, Some(9_999)), Shown::Star);
        assert_eq!(only.show(5, Some(9_999)), Shown::Count(5));
        assert_eq!(only.show(4, Some(10_000)), Shown::Count(4));
        assert_eq!(only.show(4, None), Shown::Star, "a population that is not known is taken as small");
        assert!(Policy::named("contraception", date(2019, 3, 31)).is_none());
        assert!(Policy::named("unheard-of", date(2025, 1, 1)).is_none());
    }
}
