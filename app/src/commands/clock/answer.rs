//! What the clocks say of one ask, as JSON and as lines for people.

use std::fmt::Write as _;

use clocks::{Calendar, OwnerDays, Rule, Score, Standing, Verdict, Window, judge};
use kernel::Day;
use lawbook::RuleSet;
use referrals_rules::life::Course;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// A rule set, and the same made ready for judging.
pub struct Chosen {
    pub set: RuleSet,
    pub rule: Rule,
}

/// Everything said of one ask.
#[derive(serde::Serialize)]
pub struct Answer<'a> {
    id: &'a Value,
    state: &'static str,
    raw_days: i32,
    owner_days: Owned,
    segments: Vec<Segment<'a>>,
    verdicts: Verdicts<'a>,
}

#[derive(serde::Serialize)]
struct Owned {
    host: i32,
    sender: i32,
    patient: i32,
    clinical: i32,
}

impl From<OwnerDays> for Owned {
    fn from(days: OwnerDays) -> Owned {
        Owned { host: days.host, sender: days.sender, patient: days.patient, clinical: days.clinical }
    }
}

#[derive(serde::Serialize)]
struct Segment<'a> {
    org: &'a str,
    days: i32,
    verdicts: Verdicts<'a>,
}

/// Verdicts by rule, in the order in which the rules were asked for.
struct Verdicts<'a>(Vec<(&'a str, Said<'a>)>);

impl Serialize for Verdicts<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        named(&self.0, to)
    }
}

fn named<S: Serializer, V: Serialize>(pairs: &[(&str, V)], to: S) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(Some(pairs.len()))?;
    for (name, value) in pairs {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

#[derive(serde::Serialize)]
struct Said<'a> {
    verdict: Verdict,
    days: Option<i32>,
    due: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<Scored>,
    #[serde(skip_serializing_if = "Limbs::is_empty")]
    limbs: Limbs<'a>,
}

#[derive(serde::Serialize)]
struct Scored {
    verdict: Verdict,
    days: Option<i32>,
    due: Option<Day>,
}

impl From<Score> for Scored {
    fn from(score: Score) -> Scored {
        Scored { verdict: score.verdict, days: score.days, due: score.due }
    }
}

#[derive(Default)]
struct Limbs<'a>(Vec<(&'a str, Limb)>);

#[derive(serde::Serialize)]
struct Limb {
    #[serde(flatten)]
    host: Scored,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<Scored>,
}

impl Limbs<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Limbs<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        named(&self.0, to)
    }
}

impl<'a> Answer<'a> {
    /// Judges a course that holds the events up to the day.
    pub fn of(
        id: &'a Value,
        orgs: &'a [String],
        course: &Course,
        rules: &'a [Chosen],
        as_of: Day,
        calendar: &Calendar,
    ) -> Answer<'a> {
        let track = course.track();
        let verdicts = |window: &Window| {
            let judged = rules.iter().map(|chosen| {
                let standing = judge(&chosen.rule, track, window, as_of, calendar);
                (chosen.set.id.as_ref(), said(&chosen.set, &standing))
            });
            Verdicts(judged.collect())
        };
        let journey = track.journey();
        let segments = orgs.iter().zip(track.segments());
        Answer {
            id,
            state: course.life().state.name(),
            raw_days: journey.days(as_of),
            owner_days: track.owner_days(&journey, as_of).into(),
            segments: segments
                .map(|(org, part)| Segment { org, days: part.days(as_of), verdicts: verdicts(&part) })
                .collect(),
            verdicts: verdicts(&journey),
        }
    }

    /// A few lines for a person.
    pub fn in_words(&self) -> String {
        let days = &self.owner_days;
        let id = self.id.as_str().map_or_else(|| self.id.to_string(), str::to_owned);
        let mut text = format!("{id}: {}, raw wait {} days (host {}", self.state, self.raw_days, days.host);
        for (name, count) in [("sender", days.sender), ("patient", days.patient), ("clinical", days.clinical)]
        {
            if count > 0 {
                let _ = write!(text, ", {name} {count}");
            }
        }
        text.push_str(")\n");
        write_verdicts(&mut text, "  ", &self.verdicts);
        if self.segments.len() > 1 {
            for segment in &self.segments {
                let _ = writeln!(text, "  with {}: {} days", segment.org, segment.days);
                write_verdicts(&mut text, "    ", &segment.verdicts);
            }
        }
        text
    }
}

fn said<'a>(set: &'a RuleSet, standing: &Standing) -> Said<'a> {
    let limbs = set.measures.iter().zip(standing.limbs()).map(|(measure, (host, person))| {
        (measure.name.as_ref(), Limb { host: host.into(), person: person.map(Scored::from) })
    });
    let Score { verdict, days, due } = standing.score;
    Said { verdict, days, due, person: standing.person.map(Scored::from), limbs: Limbs(limbs.collect()) }
}

fn write_verdicts(text: &mut String, indent: &str, verdicts: &Verdicts<'_>) {
    for (rule, said) in &verdicts.0 {
        let _ = write!(text, "{indent}{rule:<9} {}", score_in_words(said.verdict, said.days, said.due));
        if let Some(person) = &said.person {
            let words = score_in_words(person.verdict, person.days, person.due);
            let _ =
                write!(text, "; for the person {}", words.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        text.push('\n');
    }
}

fn score_in_words(verdict: Verdict, days: Option<i32>, due: Option<Day>) -> String {
    let word = match verdict {
        Verdict::Met => "met",
        Verdict::Failed => "failed",
        Verdict::Open => "open",
        Verdict::Excluded => "excluded",
    };
    match (days, due) {
        (Some(days), Some(due)) => format!("{word:<8} {days:>3} days, due {}", due.in_words()),
        (None, _) | (_, None) => word.to_owned(),
    }
}
