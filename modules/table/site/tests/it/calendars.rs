//! A calendar file of another program is shown before it is taken; an invitation goes to each inbox once and is taken back
//! when its meeting is cancelled; an answer of “no” becomes apologies.

use axum::http::StatusCode;
use mail::{Accepted, Letter, NotSent, Post};
use table_rules::ics::{Event, events, read};
use table_site::mailing::{KIND, Mailing};

use crate::world::{GROUP, World, program};

const FILE: &str = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Away day\r\nDTSTART;TZID=Europe/London:20250320T093000\r\n\
DTEND;TZID=Europe/London:20250320T103000\r\nLOCATION:Annexe\r\nEND:VEVENT\r\nno colon here\r\nBEGIN:VEVENT\r\n\
SUMMARY:Every week\r\nDTSTART:20250321T090000Z\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Long ago\r\n\
DTSTART:20200321T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

#[tokio::test]
async fn a_calendar_file_is_shown_first_then_taken_and_each_line_that_is_not_says_why() {
    let world = World::new().await;
    world.on("2025-03-03");
    let address = format!("/groups/{GROUP}/calendar");
    assert_eq!(world.get("nurse", &address).await.status, StatusCode::FORBIDDEN);
    assert_eq!(world.get("stranger", &address).await.status, StatusCode::NOT_FOUND);
    let nothing = world.post("secretary", &address, &[]).await;
    assert!(nothing.says("Choose a calendar file"), "{}", nothing.body);
    let seen = world.send("secretary", &address, FILE).await;
    for words in [
        "1 would be taken, 2 not",
        "A meeting on Thu 20 Mar 2025, 09:30, 60 minutes, Annexe",
        "it comes again and again",
        "Sat 21 Mar 2020 is over",
        "has no colon between a name and a value",
    ] {
        assert!(seen.says(words), "{words}: {}", seen.body);
    }
    let meeting = format!("/groups/{GROUP}/meetings/2025-03-20");
    assert_eq!(world.get("nurse", &meeting).await.status, StatusCode::NOT_FOUND, "nothing is recorded yet");
    let taken = world.post("secretary", &address, &[("take", "yes"), ("text", FILE)]).await;
    assert!(taken.says("1 taken, 2 not"), "{}", taken.body);
    assert!(world.get("nurse", &meeting).await.says("Annexe"));
    let again = world.post("secretary", &address, &[("take", "yes"), ("text", FILE)]).await;
    assert!(again.says("0 taken, 3 not") && again.says("meets on Thu 20 Mar 2025 already"), "{}", again.body);
    let garbage = world.send("secretary", &address, "\u{0}\u{1}not a calendar").await;
    assert!(garbage.says("the file holds no calendar"), "{}", garbage.body);
}

/// A post office that keeps what it is given.
#[derive(Default)]
struct Kept(std::sync::Mutex<Vec<Letter>>);

impl Post for Kept {
    async fn send(&self, letter: &Letter) -> Result<Accepted, NotSent> {
        self.0.lock().unwrap().push(letter.clone());
        Ok(Accepted { by: String::new() })
    }
}

/// Every letter that waits.
async fn letters(world: &World) -> Vec<Letter> {
    let (journal, base) = (world.journal.clone(), "https://table.example".to_owned());
    let desk = Mailing { journal, program: program(), base };
    let post = Kept::default();
    for _ in 0..6 {
        mail::round(&world.journal, KIND, &desk, &post).await.unwrap();
    }
    post.0.into_inner().unwrap()
}

fn event(letter: &Letter) -> Event {
    let (_, text) = letter.calendar.as_ref().unwrap();
    let (found, problems) = events(&read(text.as_bytes()));
    assert_eq!(problems, []);
    found.into_iter().next().unwrap()
}

#[tokio::test]
async fn each_inbox_is_invited_once_a_cancelled_meeting_is_taken_back_and_a_no_becomes_apologies() {
    let world = World::new().await;
    world.on("2025-03-03");
    let meeting = format!("/groups/{GROUP}/meetings/2025-03-10");
    assert_eq!(world.post("nurse", &format!("{meeting}/invite"), &[]).await.status, StatusCode::FORBIDDEN);
    world.done("secretary", &format!("{meeting}/invite"), &[]).await;
    let sent = letters(&world).await;
    assert_eq!(sent.len(), 5, "five organisations");
    let asked = event(&sent[0]);
    assert_eq!((sent[0].calendar.as_ref().unwrap().0, asked.method.as_str()), ("REQUEST", "REQUEST"));
    let (_, text) = sent[0].calendar.as_ref().unwrap();
    assert!(
        text.replace("\r\n ", "")
            .contains("ORGANIZER;CN=\"Castermere alliance\":mailto:inbox@office.example"),
        "{text}"
    );
    assert!(!sent[0].text.contains("Castermere") && !text.contains("Seat of"), "the words name nobody");

    // A calendar answers “no” for one meeting of the series.
    let inbox = asked.attendees[0].address.clone();
    let reply = text
        .replace("METHOD:REQUEST", "METHOD:REPLY")
        .replace("\r\n ", "")
        .replace("PARTSTAT=NEEDS-ACTION", "PARTSTAT=DECLINED");
    let address = format!("/groups/{GROUP}/calendar");
    let seen = world.send("secretary", &address, &reply).await;
    assert!(seen.says(&format!("Apologies of {inbox} for Mon 10 Mar 2025")), "{}", seen.body);
    let taken = world.post("secretary", &address, &[("take", "yes"), ("text", &reply)]).await;
    assert!(taken.says("1 taken, 0 not"), "{}", taken.body);
    assert!(world.get("secretary", &format!("{meeting}/minutes")).await.says("Apologies: "));

    let set = [
        ("on", "2025-03-10"),
        ("at", "14:00"),
        ("minutes", "60"),
        ("place", "Castle Rooms"),
        ("held", "no"),
        ("why", "The hall is flooded"),
    ];
    world.done("secretary", &format!("{meeting}/move"), &set).await;
    let gone = letters(&world).await;
    let last = event(gone.last().unwrap());
    assert_eq!((last.method.as_str(), last.cancelled, last.uid == asked.uid), ("CANCEL", true, true));
    assert!(last.sequence >= asked.sequence);
    assert!(!gone.last().unwrap().calendar.as_ref().unwrap().1.contains("flooded"), "why is for the page");
}
