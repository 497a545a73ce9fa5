//! A tiny language for stories: `5 Mar offered 10 Mar, 12 Mar`, one event a line, days in 2025 unless a year is given.
//! The last line may be `… today`, the day as of which it is judged.

use clocks::{Calendar, OwnerDays, Rule, Score, Standing, Verdict, Window, judge};
use kernel::Day;

use crate::life::{Course, Event, Party, Refusal};

pub struct Told {
    pub course: Course,
    pub as_of: Day,
    pub calendar: Calendar,
}

/// Checks a story against what is said of it: each expected line begins with what it is about, as in
/// `raw 17: host 17`, `GP-28 met 17 due 31 Mar`, `clinic CL-5c failed 14 due 11 Mar` or `state fitted`.
#[track_caller]
pub fn check(story: &str, expected: &str) {
    let told = tell(story).unwrap_or_else(|refusal| panic!("refused: {refusal}"));
    for line in lines(expected) {
        let words: Vec<&str> = line.split(' ').collect();
        let said = match words.as_slice() {
            ["raw", ..] => told.raw(),
            ["state", ..] => format!("state {}", told.course.life().state.name()),
            ["segments", ..] => told.segments(),
            ["part", part, rule, ..] => {
                let window = told.course.track().segment(part.parse().unwrap()).unwrap();
                format!("part {part} {}", told.said(rule, &window))
            }
            [rule, ..] => told.said(rule, &told.course.track().journey()),
            [] => continue,
        };
        assert_eq!(said, line, "in the story {story}");
    }
}

/// Checks that the last line of a story is refused, and why.
#[track_caller]
pub fn refused(story: &str, because: &str) {
    let refusal = tell(story).err().unwrap_or_else(|| panic!("not refused: {story}"));
    assert!(refusal.to_string().contains(because), "{refusal}");
}

/// Tells a story; only its last event may be refused.
pub fn tell(story: &str) -> Result<Told, Refusal> {
    let calendar = Calendar::england();
    let mut course = Course::draft();
    let mut as_of = None;
    let told = lines(story);
    for (place, line) in told.iter().enumerate() {
        let (day, rest) = leading_day(line);
        if rest == "today" {
            as_of = Some(day);
            continue;
        }
        let (slots, named) = dates(rest);
        let event = event(rest, &slots, named);
        if let Err(refusal) = course.record(day, &event, &calendar) {
            assert_eq!(place + 1, told.len(), "refused before its last line: {line}: {refusal}");
            return Err(refusal);
        }
    }
    let as_of = as_of.unwrap_or(course.life().on);
    Ok(Told { course, as_of, calendar })
}

impl Told {
    fn raw(&self) -> String {
        let journey = self.course.track().journey();
        let OwnerDays { host, sender, patient, clinical } =
            self.course.track().owner_days(&journey, self.as_of);
        assert_eq!(host + sender + patient + clinical, journey.days(self.as_of));
        let named = [("host", host), ("sender", sender), ("patient", patient), ("clinical", clinical)];
        let owned: Vec<_> =
            named.iter().filter(|(_, days)| *days > 0).map(|(name, days)| format!("{name} {days}")).collect();
        format!("raw {}: {}", journey.days(self.as_of), owned.join(", "))
    }

    fn segments(&self) -> String {
        let days = self.course.track().segments().map(|part| part.days(self.as_of).to_string());
        format!("segments {}", days.collect::<Vec<_>>().join(" "))
    }

    fn said(&self, rule: &str, window: &Window) -> String {
        let set = lawbook::shipped::rule_set(rule).unwrap_or_else(|| panic!("no rule set {rule}"));
        let ready = Rule::of(&set).unwrap();
        let standing = judge(&ready, self.course.track(), window, self.as_of, &self.calendar);
        format!("{rule} {}", in_words(&standing))
    }
}

fn in_words(standing: &Standing) -> String {
    let mut said = score(standing.score);
    if let Some(person) = standing.person {
        said.push_str(&format!("; person {}", score(person)));
    }
    for (limb, _) in standing.limbs() {
        said.push_str(&format!("; limb {}", score(limb)));
    }
    said
}

fn score(score: Score) -> String {
    let verdict = match score.verdict {
        Verdict::Met => "met",
        Verdict::Failed => "failed",
        Verdict::Open => "open",
        Verdict::Excluded => "excluded",
    };
    match (score.days, score.due) {
        (Some(days), Some(due)) => format!("{verdict} {days} due {}", due.civil().strftime("%-d %b")),
        (_, _) => verdict.to_owned(),
    }
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

fn leading_day(line: &str) -> (Day, &str) {
    let mut words = line.splitn(4, ' ');
    let (day, month) = (words.next().unwrap(), words.next().unwrap());
    let third = words.next().unwrap_or_default();
    let (year, rest) = match third.parse::<i16>() {
        Ok(year) => (year, words.next().unwrap_or_default()),
        Err(_) => (2025, line.split_once(month).unwrap().1.trim()),
    };
    (civil(day, month, year).unwrap(), rest.trim())
}

fn civil(day: &str, month: &str, year: i16) -> Option<Day> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = MONTHS.iter().position(|known| *known == month)?;
    Day::of(year, i8::try_from(month).ok()? + 1, day.parse().ok()?)
}

/// The dates of a line: those before the first word of `available`, `recontact` or `review`, and the one after it.
fn dates(text: &str) -> (Vec<Day>, Option<Day>) {
    let (mut before, mut after, mut named) = (Vec::new(), None, false);
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    for (place, word) in words.iter().enumerate() {
        named |= ["available", "recontact", "review"].contains(word);
        let year = words.get(place + 2).and_then(|word| word.parse::<i16>().ok().filter(|year| *year > 1900));
        let found = words.get(place + 1).and_then(|month| civil(word, month, year.unwrap_or(2025)));
        match found {
            Some(day) if named => after = Some(day),
            Some(day) => before.push(day),
            None => {}
        }
    }
    (before, after)
}

fn event<'a>(text: &str, slots: &'a [Day], named: Option<Day>) -> Event<'a> {
    let slot = slots.first().copied().unwrap_or(Day::from_epoch_days(0));
    let named_day = named.unwrap_or(Day::from_epoch_days(0));
    let starts = |with: &str| text.starts_with(with);
    match text {
        "sent" => Event::Sent { to: Party(0) },
        "asked for more" => Event::NeedsInfo,
        "answered with more" => Event::InfoGiven,
        "accepted" => Event::Accepted,
        "fit to proceed" => Event::FitToProceed,
        "fitted" => Event::Fitted,
        "not fitted" => Event::NotFitted,
        "withdrawn" => Event::Withdrawn,
        "returned" => Event::Returned,
        "answered" => Event::Answered,
        "closed" => Event::Closed,
        "void" => Event::Void,
        "declined" => Event::Declined,
        _ if starts("redirected to") => {
            let number = text.rsplit(' ').next().unwrap().parse().unwrap();
            Event::Redirected { to: Party(number) }
        }
        _ if starts("offered") => Event::Offered { slots },
        _ if starts("booked") => Event::Booked { slot },
        _ if starts("host cancels") => Event::HostCancelled { slot },
        _ if starts("patient cancels") => Event::PatientCancelled { slot, available_from: named_day },
        _ if starts("declines") => Event::WaitingPatient { declined: slots, available_from: named_day },
        _ if starts("missed") => Event::DidNotAttend { slot, recontact: named },
        _ if starts("deferred") => Event::Deferred { review_on: named_day },
        _ => panic!("no such event: {text}"),
    }
}
