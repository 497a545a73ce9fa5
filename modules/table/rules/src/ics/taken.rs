//! What a group takes from a calendar file: single meetings to come, and apologies that somebody’s calendar sent back for a
//! meeting of ours. All else is told with its line and why it was not taken.

use kernel::{Day, GroupId};

use super::event::{Event, When};
use crate::rhythm::Time;

/// What must be known of the group.
pub struct Known<'k> {
    /// Which group.
    pub group: GroupId,
    /// Today.
    pub today: Day,
    /// Days on which it meets already.
    pub meets: &'k [Day],
    /// The shared inboxes of organisations with a seat at its table.
    pub inboxes: &'k [String],
}

/// What is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Take {
    /// A meeting on a day.
    Meeting {
        /// The day.
        on: Day,
        /// When it begins.
        at: Time,
        /// How long, in minutes.
        minutes: u16,
        /// Where.
        place: String,
    },
    /// Somebody will not come to the meeting that is named by that day.
    Apologies {
        /// The meeting.
        original: Day,
        /// The inbox that answered.
        inbox: String,
    },
}

/// An event of a file and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The line on which it begins.
    pub line: usize,
    /// What it is called.
    pub title: String,
    /// What is taken, or why nothing is.
    pub take: Result<Take, String>,
}

/// Minutes that a meeting lasts, at least and at most, and where the file does not say.
const MINUTES: (i64, i64, u16) = (5, 600, 60);

/// Says of each event what becomes of it.
pub fn look(of: &[Event], known: &Known<'_>) -> Vec<Found> {
    let mut taken: Vec<Day> = Vec::new();
    let mut found = Vec::new();
    for event in of {
        let take = match event.method.as_str() {
            "REPLY" => apologies(event, known),
            _ => meeting(event, known, &taken),
        };
        if let Ok(Take::Meeting { on, .. }) = &take {
            taken.push(*on);
        }
        let title: String = event.summary.chars().filter(|letter| !letter.is_control()).take(80).collect();
        let title = if title.is_empty() { "An event without a name".to_owned() } else { title };
        found.push(Found { line: event.line, title, take });
    }
    found
}

fn apologies(event: &Event, known: &Known<'_>) -> Result<Take, String> {
    let named = event.uid.split('@').next().unwrap_or_default();
    let rest = named.strip_prefix(&format!("{}-", known.group));
    let rest = rest.ok_or("it answers an invitation of another group or another program")?;
    let original = match (event.recurrence, rest.parse::<Day>()) {
        (Some(When::At(moment)), _) => moment.day(),
        (Some(When::Day(day)), _) => day,
        (None, Ok(day)) => day,
        (None, Err(_)) => return Err("it answers for the whole series, not for one meeting".to_owned()),
    };
    if original < known.today {
        return Err(format!("the meeting of {} is over", original.in_words()));
    }
    let is_ours = |address: &str| known.inboxes.iter().find(|inbox| inbox.eq_ignore_ascii_case(address));
    let mut answers =
        event.attendees.iter().filter_map(|one| Some((is_ours(&one.address)?, one.answer.as_str())));
    match answers.next_back() {
        None => Err("whoever answers is no inbox of an organisation at this table".to_owned()),
        Some((inbox, "DECLINED")) => Ok(Take::Apologies { original, inbox: inbox.clone() }),
        Some((_, "ACCEPTED" | "TENTATIVE")) => {
            Err("it says that somebody will come: who came is recorded at the meeting".to_owned())
        }
        Some((_, _)) => Err("it says neither yes nor no".to_owned()),
    }
}

fn meeting(event: &Event, known: &Known<'_>, taken: &[Day]) -> Result<Take, String> {
    if event.cancelled || event.method == "CANCEL" {
        return Err("it is cancelled: cancel the meeting on its own page".to_owned());
    }
    if event.rule.is_some() {
        return Err("it comes again and again: set the group’s rhythm instead".to_owned());
    }
    let starts = match event.starts {
        None => return Err("it does not say when it begins".to_owned()),
        Some(When::Day(day)) => return Err(format!("it has a day, {}, and no time", day.in_words())),
        Some(When::At(moment)) => moment,
    };
    let on = starts.day();
    if on < known.today {
        return Err(format!("{} is over", on.in_words()));
    }
    if known.meets.contains(&on) || taken.contains(&on) {
        return Err(format!("the group meets on {} already", on.in_words()));
    }
    let at: Time = starts.time_in_words().parse().map_err(|_| "its time cannot be read".to_owned())?;
    let minutes = match event.ends {
        Some(When::At(ends)) => {
            let minutes = (ends.timestamp().as_second() - starts.timestamp().as_second()) / 60;
            if !(MINUTES.0..=MINUTES.1).contains(&minutes) {
                return Err(format!("it lasts {minutes} minutes: a meeting lasts from 5 to 600"));
            }
            u16::try_from(minutes).unwrap_or(MINUTES.2)
        }
        Some(When::Day(_)) | None => MINUTES.2,
    };
    Ok(Take::Meeting { on, at, minutes, place: event.location.trim().chars().take(120).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ics::{events, read};

    fn look_at(method: &str, lines: &str) -> Vec<String> {
        let file =
            format!("BEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n");
        let (found, _) = events(&read(file.as_bytes()));
        let known = Known {
            group: GroupId::from_bits(7),
            today: "2026-06-01".parse().unwrap(),
            meets: &["2026-06-15".parse().unwrap()],
            inboxes: &["inbox@trust.example".to_owned()],
        };
        let words = |found: Found| match found.take {
            Ok(Take::Meeting { on, at, minutes, place }) => format!("{on} {at} {minutes} {place}"),
            Ok(Take::Apologies { original, inbox }) => format!("apologies {original} {inbox}"),
            Err(why) => format!("line {}: {why}", found.line),
        };
        look(&found, &known).into_iter().map(words).collect()
    }

    #[test]
    fn a_single_meeting_to_come_is_taken_and_others_say_why_not() {
        let at = |lines: &str| look_at("PUBLISH", lines).remove(0);
        assert_eq!(
            at("DTSTART;TZID=Europe/London:20260616T140000\nDURATION:PT90M\nLOCATION:Annexe"),
            "2026-06-16 14:00 90 Annexe"
        );
        assert_eq!(at("DTSTART:20260616T130000Z"), "2026-06-16 14:00 60 ", "summer time");
        for (lines, why) in [
            ("SUMMARY:x", "does not say when"),
            ("DTSTART;VALUE=DATE:20260616", "and no time"),
            ("DTSTART:20260531T130000Z", "is over"),
            ("DTSTART:20260615T130000Z", "meets on Mon 15 Jun 2026 already"),
            ("DTSTART:20260616T130000Z\nRRULE:FREQ=WEEKLY", "set the group’s rhythm"),
            ("DTSTART:20260616T130000Z\nDTEND:20260618T130000Z", "from 5 to 600"),
            ("DTSTART:20260616T130000Z\nSTATUS:CANCELLED", "cancelled"),
        ] {
            let said = at(lines);
            assert!(said.starts_with("line 3: ") && said.contains(why), "{said}");
        }
    }

    #[test]
    fn apologies_are_taken_for_one_meeting_of_ours_from_an_inbox_of_the_table() {
        let uid = format!("{}-1@table.example", GroupId::from_bits(7));
        let reply = |uid: &str, answer: &str, who: &str| {
            let lines = format!(
                "UID:{uid}\nRECURRENCE-ID;TZID=Europe/London:20260615T140000\nATTENDEE;PARTSTAT={answer}:mailto:{who}"
            );
            look_at("REPLY", &lines).remove(0)
        };
        assert_eq!(
            reply(&uid, "DECLINED", "INBOX@trust.example"),
            "apologies 2026-06-15 inbox@trust.example"
        );
        assert!(reply(&uid, "ACCEPTED", "inbox@trust.example").contains("recorded at the meeting"));
        assert!(reply(&uid, "DECLINED", "who@else.example").contains("no inbox of an organisation"));
        assert!(reply("other-1@x", "DECLINED", "inbox@trust.example").contains("another group"));
        let whole = format!("UID:{uid}\nATTENDEE;PARTSTAT=DECLINED:mailto:inbox@trust.example");
        assert!(look_at("REPLY", &whole).remove(0).contains("whole series"));
    }
}
