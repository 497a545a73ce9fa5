//! What we write of meetings, read by somebody else's reader: the icalendar package of Python.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may stop at the first surprise")]

use std::io::Write;
use std::process::{Command, Stdio};

use kernel::{Day, GroupId};
use lawbook::Calendar;
use table_rules::facts::v1::Meeting;
use table_rules::ics::{Change, Feed, Invitation, feed, invitation};
use table_rules::rhythm::{Every, OnHoliday, Rhythm, Time};

/// The package may belong to the first Python on the path or to the system's own.
const PYTHONS: &[&str] = &["python3", "/usr/bin/python3"];

fn python() -> Option<&'static str> {
    let has = |python: &str| {
        let tried = Command::new(python).args(["-c", "import icalendar"]).stderr(Stdio::null()).status();
        tried.is_ok_and(|status| status.success())
    };
    PYTHONS.iter().copied().find(|python| has(python))
}

/// Each event as the other reader has it: method, end of the name, version, state, which occurrence, start, length, rule,
/// who is asked, title.
fn read(python: &str, text: &str) -> Vec<String> {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/python/read_calendar.py");
    let mut child = Command::new(python)
        .arg(program)
        .env("PYTHONIOENCODING", "utf-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let read = child.wait_with_output().unwrap();
    assert!(read.status.success(), "the other reader refuses it:\n{text}");
    String::from_utf8(read.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn rhythm() -> Rhythm {
    Rhythm {
        first: day("2026-04-13"),
        until: Some(day("2026-09-30")),
        every: Every::Weeks(3),
        at: Time { hour: 14, minute: 0 },
        minutes: 90,
        place: "Castle Rooms, first floor; ring the bell".to_owned(),
        on_holiday: OnHoliday::Moves,
    }
}

fn meeting(original: &str, on: &str, cancelled: bool) -> Meeting {
    Meeting {
        group: GroupId::from_bits(7),
        original: day(original),
        on: day(on),
        at: Time { hour: 9, minute: 30 },
        minutes: 60,
        place: "Annexe".to_owned(),
        cancelled,
        why: "The hall is flooded".to_owned(),
    }
}

#[test]
fn a_feed_of_moved_and_cancelled_meetings_is_read_by_python_as_we_meant_it() {
    let Some(python) = python() else {
        println!("skipped: no Python here has the icalendar package");
        return;
    };
    let rhythms = [rhythm()];
    let changes = [
        Change { meeting: meeting("2026-06-15", "2026-06-18", false), sequence: 3 },
        Change { meeting: meeting("2026-07-06", "2026-07-06", true), sequence: 2 },
        Change { meeting: meeting("2026-08-20", "2026-08-20", false), sequence: 1 },
    ];
    let of = Feed {
        group: GroupId::from_bits(7),
        name: "Castermere alliance, näher am Menschen; a name that is long enough to be folded twice over, I hope",
        base: "https://table.example",
        rhythms: &rhythms,
        changes: &changes,
        sequence: 1,
        between: (day("2026-04-01"), day("2026-12-31")),
        stamp: "2026-05-01T09:00:00Z".parse().unwrap(),
    };
    let told = read(python, &feed(&of, &Calendar::england()));
    let title = of.name;
    let series = "000000000007-1";
    let series = &series[series.len() - 12..];
    let rule = "FREQ=WEEKLY;UNTIL=20260930T225900Z;INTERVAL=3";
    assert_eq!(
        told,
        [
            // The third Monday on, 4 May, is a bank holiday: held a day later.
            format!("PUBLISH|{series}|1|CONFIRMED|-|2026-04-13T14:00:00+01:00|1:30:00|{rule}|-|{title}"),
            format!(
                "PUBLISH|{series}|1|CONFIRMED|2026-05-04T14:00:00+01:00|2026-05-05T14:00:00+01:00|1:30:00|-|-|{title}"
            ),
            format!(
                "PUBLISH|{series}|1|CONFIRMED|2026-05-25T14:00:00+01:00|2026-05-26T14:00:00+01:00|1:30:00|-|-|{title}"
            ),
            format!(
                "PUBLISH|{series}|3|CONFIRMED|2026-06-15T14:00:00+01:00|2026-06-18T09:30:00+01:00|1:00:00|-|-|{title}"
            ),
            format!(
                "PUBLISH|{series}|2|CANCELLED|2026-07-06T14:00:00+01:00|2026-07-06T09:30:00+01:00|1:00:00|-|-|{title}"
            ),
            format!("PUBLISH|7-2026-08-20|1|CONFIRMED|-|2026-08-20T09:30:00+01:00|1:00:00|-|-|{title}"),
        ]
    );
}

#[test]
fn an_invitation_and_its_cancellation_are_one_event_to_python() {
    let Some(python) = python() else {
        println!("skipped: no Python here has the icalendar package");
        return;
    };
    let rhythms = [rhythm()];
    let told = |cancelled, sequence| {
        let meeting = meeting("2026-06-15", "2026-06-18", cancelled);
        let of = Invitation {
            group: meeting.group,
            name: "Alliance: \"Mid\"",
            base: "https://table.example",
            rhythms: &rhythms,
            meeting: &meeting,
            sequence,
            inbox: "inbox@trust.example",
            organiser: Some("office@place.example"),
            stamp: "2026-05-01T09:00:00Z".parse().unwrap(),
        };
        read(python, &invitation(&of, &Calendar::england()))
    };
    let rest = "2026-06-15T14:00:00+01:00|2026-06-18T09:30:00+01:00|1:00:00|-|mailto:inbox@trust.example|Alliance: \"Mid\"";
    assert_eq!(told(false, 1), [format!("REQUEST|0000000007-1|1|CONFIRMED|{rest}")]);
    assert_eq!(told(true, 2), [format!("CANCEL|0000000007-1|2|CANCELLED|{rest}")]);
}
