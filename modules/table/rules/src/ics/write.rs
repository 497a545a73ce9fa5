//! Our meetings as iCalendar: a series for each rhythm, with what was moved, cancelled or falls on a bank holiday as an
//! occurrence of its own, so that a calendar that has the series changes just that one.

use kernel::{Day, GroupId, Moment};
use lawbook::Calendar;

use crate::facts::v1::Meeting;
use crate::rhythm::{Every, Rhythm, Time, nth_of_month};

/// What a feed is made from.
pub struct Feed<'f> {
    /// Whose.
    pub group: GroupId,
    /// The group's name.
    pub name: &'f str,
    /// Where the place is reached, for names that nobody else uses and for links.
    pub base: &'f str,
    /// Its rhythms, oldest first.
    pub rhythms: &'f [Rhythm],
    /// Meetings that are not just as the rhythm says.
    pub changes: &'f [Change],
    /// How often the group's rhythm has been kept: greater in each later version.
    pub sequence: i64,
    /// The first and the last day within which single meetings are told.
    pub between: (Day, Day),
    /// When the file is made.
    pub stamp: Moment,
}

/// A meeting that was moved, cancelled or added.
#[derive(Clone, Debug)]
pub struct Change {
    /// As it stands.
    pub meeting: Meeting,
    /// How often it has been set: greater in each later version.
    pub sequence: i64,
}

/// A feed of the group's meetings.
pub fn feed(of: &Feed<'_>, calendar: &Calendar) -> String {
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Roundtable//The table//EN".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        "METHOD:PUBLISH".to_owned(),
        format!("X-WR-CALNAME:{}", escaped(of.name)),
        "X-WR-TIMEZONE:Europe/London".to_owned(),
    ];
    lines.extend(LONDON.lines().map(str::to_owned));
    let mut told: Vec<Day> = Vec::new();
    for (nth, rhythm) in of.rhythms.iter().enumerate() {
        let uid = format!("{}-{}@{}", of.group, nth + 1, host(of.base));
        series(of, rhythm, &uid, &mut lines);
        for one in rhythm.between(of.between.0, of.between.1, calendar) {
            let change = of.changes.iter().find(|change| change.meeting.original == one.original);
            if let Some(change) = change {
                told.push(one.original);
                occurrence(of, &uid, Some(rhythm.at), change, &mut lines);
            } else if one.cancelled || one.on != one.original {
                let meeting = Meeting {
                    group: of.group,
                    original: one.original,
                    on: one.on,
                    at: rhythm.at,
                    minutes: rhythm.minutes,
                    place: rhythm.place.clone(),
                    cancelled: one.cancelled,
                    why: "A bank holiday".to_owned(),
                };
                let change = Change { meeting, sequence: of.sequence };
                occurrence(of, &uid, Some(rhythm.at), &change, &mut lines);
            }
        }
    }
    for change in of.changes.iter().filter(|change| !told.contains(&change.meeting.original)) {
        let uid = format!("{}-{}@{}", of.group, change.meeting.original, host(of.base));
        occurrence(of, &uid, None, change, &mut lines);
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

/// One meeting, as it is sent to one inbox.
pub struct Invitation<'i> {
    /// Whose.
    pub group: GroupId,
    /// The group's name.
    pub name: &'i str,
    /// Where the place is reached.
    pub base: &'i str,
    /// Its rhythms, oldest first: a meeting that one of them named is an occurrence of its series.
    pub rhythms: &'i [Rhythm],
    /// The meeting as it stands. Cancelled, the invitation is taken back.
    pub meeting: &'i Meeting,
    /// How often it or its rhythm has been set: greater in each later version.
    pub sequence: i64,
    /// The inbox that is asked: of an organisation, never of a person.
    pub inbox: &'i str,
    /// The inbox that hears the answer; none where the group has nobody who writes for it.
    pub organiser: Option<&'i str>,
    /// When the invitation is made.
    pub stamp: Moment,
}

/// An invitation, or its cancellation, as a calendar takes it (RFC 5546): the group, when and where; nobody is named.
pub fn invitation(of: &Invitation<'_>, calendar: &Calendar) -> String {
    let original = of.meeting.original;
    let series = of.rhythms.iter().enumerate().find(|(_, rhythm)| {
        rhythm.between(original, original, calendar).iter().any(|one| one.original == original)
    });
    let feed = Feed {
        group: of.group,
        name: of.name,
        base: of.base,
        rhythms: of.rhythms,
        changes: &[],
        sequence: of.sequence,
        between: (original, original),
        stamp: of.stamp,
    };
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Roundtable//The table//EN".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        format!("METHOD:{}", if of.meeting.cancelled { "CANCEL" } else { "REQUEST" }),
    ];
    lines.extend(LONDON.lines().map(str::to_owned));
    let change = Change { meeting: of.meeting.clone(), sequence: of.sequence };
    match series {
        Some((nth, rhythm)) => {
            let uid = format!("{}-{}@{}", of.group, nth + 1, host(of.base));
            occurrence(&feed, &uid, Some(rhythm.at), &change, &mut lines);
        }
        None => {
            let uid = format!("{}-{original}@{}", of.group, host(of.base));
            occurrence(&feed, &uid, None, &change, &mut lines);
        }
    }
    // Before the end of the event: who asks and who is asked.
    let end = lines.pop();
    let nobody = format!("no-reply@{}", host(of.base));
    let organiser = of.organiser.unwrap_or(&nobody);
    let answers = if of.organiser.is_some() { "TRUE" } else { "FALSE" };
    lines.push(format!("ORGANIZER;CN={}:mailto:{organiser}", quoted(of.name)));
    lines.push(format!(
        "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP={answers}:mailto:{}",
        of.inbox
    ));
    lines.extend(end);
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

/// A parameter's value in quotes, which it cannot hold itself.
fn quoted(text: &str) -> String {
    let plain: String = text.chars().filter(|letter| *letter != '"' && !letter.is_control()).collect();
    format!("\"{plain}\"")
}

fn host(base: &str) -> &str {
    let rest = base.split_once("://").map_or(base, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

fn series(of: &Feed<'_>, rhythm: &Rhythm, uid: &str, lines: &mut Vec<String>) {
    let rule = match rhythm.every {
        Every::Weeks(weeks) => format!("FREQ=WEEKLY;INTERVAL={weeks}"),
        Every::Months(months) => {
            let weekday = rhythm.first.civil().strftime("%a").to_string().to_uppercase();
            let weekday = weekday.get(..2).unwrap_or_default().to_owned();
            format!("FREQ=MONTHLY;INTERVAL={months};BYDAY={}{weekday}", nth_of_month(rhythm.first))
        }
    };
    // The end of a series is told in universal time, as RFC 5545 asks where its start names a zone.
    let until = rhythm.until.map_or_else(String::new, |until| {
        format!(";UNTIL={}", utc(Moment::start_of(until.next()).plus_minutes(-1)))
    });
    lines.push("BEGIN:VEVENT".to_owned());
    lines.push(format!("UID:{uid}"));
    lines.push(format!("SEQUENCE:{}", of.sequence));
    lines.push(format!("DTSTAMP:{}", utc(of.stamp)));
    lines.push(format!("DTSTART;TZID=Europe/London:{}", wall(rhythm.first, rhythm.at)));
    lines.push(format!("DURATION:PT{}M", rhythm.minutes));
    lines.push(format!("RRULE:{rule}{until}"));
    about(of, &rhythm.place, &format!("{}/groups/{}", of.base, of.group), lines);
    lines.push("STATUS:CONFIRMED".to_owned());
    lines.push("END:VEVENT".to_owned());
}

/// One meeting: of a series where its time there is named, else by itself.
fn occurrence(of: &Feed<'_>, uid: &str, named: Option<Time>, change: &Change, lines: &mut Vec<String>) {
    let meeting = &change.meeting;
    lines.push("BEGIN:VEVENT".to_owned());
    lines.push(format!("UID:{uid}"));
    if let Some(at) = named {
        lines.push(format!("RECURRENCE-ID;TZID=Europe/London:{}", wall(meeting.original, at)));
    }
    lines.push(format!("SEQUENCE:{}", change.sequence.max(of.sequence)));
    lines.push(format!("DTSTAMP:{}", utc(of.stamp)));
    lines.push(format!("DTSTART;TZID=Europe/London:{}", wall(meeting.on, meeting.at)));
    lines.push(format!("DURATION:PT{}M", meeting.minutes));
    let address = format!("{}/groups/{}/meetings/{}", of.base, of.group, meeting.original);
    about(of, &meeting.place, &address, lines);
    if !meeting.why.is_empty() {
        lines.push(format!("DESCRIPTION:{}", escaped(&meeting.why)));
    }
    lines.push(format!("STATUS:{}", if meeting.cancelled { "CANCELLED" } else { "CONFIRMED" }));
    lines.push("END:VEVENT".to_owned());
}

fn about(of: &Feed<'_>, place: &str, address: &str, lines: &mut Vec<String>) {
    lines.push(format!("SUMMARY:{}", escaped(of.name)));
    if !place.is_empty() {
        lines.push(format!("LOCATION:{}", escaped(place)));
    }
    lines.push(format!("URL:{address}"));
}

fn wall(day: Day, at: Time) -> String {
    format!("{}T{:02}{:02}00", day.civil().strftime("%Y%m%d"), at.hour, at.minute)
}

fn utc(moment: Moment) -> String {
    moment.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// RFC 5545, 3.3.11.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,")
        .replace("\r\n", "\\n")
        .replace(['\n', '\r'], "\\n")
}

/// Octets of a line, at most (RFC 5545, 3.1).
const LINE_MAX: usize = 75;

/// A line folded so that none is longer than it may be and no letter is cut, with its end.
pub(crate) fn folded(line: &str) -> String {
    let mut text = String::with_capacity(line.len() + 8);
    let mut length = 0;
    for letter in line.chars() {
        if length + letter.len_utf8() > LINE_MAX {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(letter);
        length += letter.len_utf8();
    }
    text.push_str("\r\n");
    text
}

/// England's time as RFC 5545 wants it told, by the rule in force since 1996.
const LONDON: &str = "\
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ics::{When, events, read};
    use crate::rhythm::OnHoliday;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn made() -> String {
        let group = GroupId::from_bits(7);
        let rhythm = |first: &str, until: Option<&str>, every| Rhythm {
            first: day(first),
            until: until.map(day),
            every,
            at: Time { hour: 14, minute: 0 },
            minutes: 90,
            place: "Castle Rooms, first floor; ring the bell".to_owned(),
            on_holiday: OnHoliday::Moves,
        };
        let rhythms = [
            rhythm("2026-01-05", Some("2026-03-31"), Every::Weeks(1)),
            rhythm("2026-04-13", None, Every::Weeks(3)),
        ];
        let meeting = |original: &str, on: &str, cancelled| Meeting {
            group,
            original: day(original),
            on: day(on),
            at: Time { hour: 9, minute: 30 },
            minutes: 60,
            place: "Annexe".to_owned(),
            cancelled,
            why: "The hall is flooded".to_owned(),
        };
        let changes = [
            Change { meeting: meeting("2026-06-15", "2026-06-18", false), sequence: 3 },
            Change { meeting: meeting("2026-07-06", "2026-07-06", true), sequence: 2 },
            Change { meeting: meeting("2026-08-20", "2026-08-20", false), sequence: 1 },
        ];
        let feed_of = Feed {
            group,
            name: "Castermere alliance, näher am Menschen: a name that is long enough to be folded twice over, I hope",
            base: "https://table.example/",
            rhythms: &rhythms,
            changes: &changes,
            sequence: 2,
            between: (day("2026-01-01"), day("2026-12-31")),
            stamp: "2026-05-01T09:00:00Z".parse().unwrap(),
        };
        feed(&feed_of, &Calendar::england())
    }

    #[test]
    fn a_feed_has_its_series_and_each_meeting_that_is_not_as_they_say() {
        let text = made();
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "no line is longer than 75 octets");
        let tree = read(text.as_bytes());
        assert_eq!(tree.problems, []);
        let (found, problems) = events(&tree);
        assert_eq!(problems, []);
        let series: Vec<_> = found.iter().filter(|one| one.rule.is_some()).collect();
        assert_eq!(series.len(), 2);
        assert_eq!(series[0].rule.as_deref(), Some("FREQ=WEEKLY;INTERVAL=1;UNTIL=20260331T225900Z"));
        assert!(series[1].summary.contains("näher am Menschen"));
        let by = |original: &str| {
            let at = When::At(format!("{original}T14:00").parse().unwrap());
            found.iter().find(|one| one.recurrence == Some(at)).unwrap()
        };
        // 4 May and 25 May 2026 are bank holidays.
        assert_eq!(by("2026-05-04").starts, Some(When::At("2026-05-05T14:00".parse().unwrap())));
        assert_eq!(by("2026-06-15").starts, Some(When::At("2026-06-18T09:30".parse().unwrap())));
        assert_eq!((by("2026-06-15").sequence, by("2026-07-06").cancelled), (3, true));
        assert_eq!(by("2026-06-15").uid, series[1].uid, "a moved meeting is one of its series");
        let added = found.iter().find(|one| one.uid.contains("2026-08-20")).unwrap();
        assert_eq!(added.recurrence, None);
        assert_eq!(series[1].location, "Castle Rooms, first floor; ring the bell");
    }

    #[test]
    fn an_invitation_asks_one_inbox_and_a_cancelled_meeting_takes_it_back() {
        let rhythm = Rhythm {
            first: day("2026-04-13"),
            until: None,
            every: Every::Weeks(1),
            at: Time { hour: 14, minute: 0 },
            minutes: 90,
            place: "Castle Rooms".to_owned(),
            on_holiday: OnHoliday::Moves,
        };
        let mut meeting = Meeting {
            group: GroupId::from_bits(7),
            original: day("2026-06-15"),
            on: day("2026-06-18"),
            at: Time { hour: 9, minute: 30 },
            minutes: 60,
            place: "Annexe".to_owned(),
            cancelled: false,
            why: String::new(),
        };
        let made = |meeting: &Meeting, sequence| {
            let of = Invitation {
                group: meeting.group,
                name: "Alliance: \"Mid\"",
                base: "https://table.example",
                rhythms: std::slice::from_ref(&rhythm),
                meeting,
                sequence,
                inbox: "inbox@trust.example",
                organiser: Some("office@place.example"),
                stamp: "2026-05-01T09:00:00Z".parse().unwrap(),
            };
            invitation(&of, &Calendar::england())
        };
        let check = |text: &str| {
            assert!(text.split("\r\n").all(|line| line.len() <= 75));
            let tree = read(text.as_bytes());
            assert_eq!(tree.problems, []);
            let (found, problems) = events(&tree);
            assert_eq!(problems, []);
            found.into_iter().next().unwrap()
        };
        let asked = check(&made(&meeting, 1));
        assert_eq!((asked.method.as_str(), asked.sequence), ("REQUEST", 1));
        assert_eq!(asked.recurrence, Some(When::At("2026-06-15T14:00".parse().unwrap())));
        assert_eq!(asked.attendees[0].address, "inbox@trust.example");
        meeting.cancelled = true;
        let gone = check(&made(&meeting, 2));
        assert_eq!((gone.method.as_str(), gone.cancelled, gone.sequence), ("CANCEL", true, 2));
        assert_eq!(gone.uid, asked.uid, "the same event");
        meeting.original = day("2026-06-17");
        assert_eq!(check(&made(&meeting, 1)).recurrence, None, "one that no rhythm named stands by itself");
    }

    #[test]
    fn a_quarterly_series_names_its_weekday_of_the_month() {
        assert!(made().contains("TZID:Europe/London"));
        let nth = |first: &str| nth_of_month(day(first));
        assert_eq!([nth("2026-01-14"), nth("2026-01-30"), nth("2026-01-01")], [2, -1, 1]);
    }
}
