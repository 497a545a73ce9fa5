//! Letters about accounts: worded when they are sent, with the code in them alone; what comes back is on record.

use accounts_site::commands::{self, Newcomer};
use accounts_site::mailing::{KIND, Mailing};
use accounts_site::{program, read};
use kernel::Clock;
use mail::{Desk, Folder, Round};
use policy::{Kind, Permit, Relations, Subject};

use crate::browser::signed_in;
use crate::place::{EMPTY, MANAGER, Place, morning, seat};

fn newcomer() -> Newcomer {
    Newcomer {
        name: "Orla Hartsease".into(),
        email: "orla@marlshire.example".into(),
        seat: seat(EMPTY),
        from: morning().day(),
        until: None,
        deputy: false,
    }
}

fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::spawn(work).join().unwrap()
}

#[tokio::test]
async fn an_invitation_arrives_with_a_code_that_works_and_one_that_came_back_is_on_record() {
    let place = Place::new();
    let folder = std::env::temp_dir().join(format!("roundtable-account-letters-{}", std::process::id()));
    let sink = Folder::new(&folder, "roundtable@localhost").unwrap();
    let desk = Mailing { accounts: place.accounts.clone() };
    let accounts = place.accounts.clone();
    let invited = on_a_thread(move || commands::invite(&accounts, &program(), newcomer()).unwrap());
    let round = mail::round(&place.journal, KIND, &desk, &sink).await.unwrap();
    assert_eq!(round, Round { sent: 1, ..Round::default() });
    let file = std::fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    let letter = std::fs::read_to_string(&file).unwrap();
    // The code of the letter is the one that was handed over; it stands nowhere else.
    let handed = invited.text.unwrap();
    let code = handed.split("code: ").nth(1).unwrap().split('.').next().unwrap();
    assert!(letter.contains(code) && letter.contains("orla@marlshire.example"), "{letter}");
    assert!(!place.bytes().windows(code.len()).any(|window| window == code.as_bytes()));
    for word in ["coil", "sexual", "contracept", "Mill Lane", "nurse"] {
        assert!(!letter.to_lowercase().contains(&word.to_lowercase()), "{word}: {letter}");
    }

    // It comes back: the job that its Message-ID names is found, and it is on record until a new one is made.
    let id = letter.split("Message-ID: <").nth(1).unwrap().split('@').next().unwrap().parse().unwrap();
    let job = place.journal.job(id).await.unwrap().unwrap();
    desk.not_delivered(&job, "there is no such mailbox (5.1.1)").await.unwrap();
    let undelivered = || {
        let subject = Subject::new(Kind::Seat, Relations::NONE);
        let reading = place.journal.reading(&program(), Permit::InviteUser, subject).unwrap();
        read::undelivered(&reading, invited.user).unwrap()
    };
    assert_eq!(
        undelivered().unwrap(),
        ("account-invitation".to_owned(), "there is no such mailbox (5.1.1)".to_owned())
    );
    // The mail server reports the same letter again: it is on record once.
    let facts = place.journal.head().await.unwrap().seq;
    desk.not_delivered(&job, "there is no such mailbox (5.1.1)").await.unwrap();
    assert_eq!(place.journal.head().await.unwrap().seq, facts);
    let (mut manager, _) = signed_in(&place, MANAGER).await;
    let page = manager.get("/seats").await.html;
    assert!(
        page.contains("Letters that did not arrive") && page.contains("Orla Hartsease: their invitation"),
        "{page}"
    );
    let (accounts, user) = (place.accounts.clone(), invited.user);
    on_a_thread(move || commands::invite_again(&accounts, user).map(drop).unwrap());
    assert_eq!(undelivered(), None);
    assert!(!manager.get("/seats").await.html.contains("Letters that did not arrive"));
    // Too old by the time it could be sent: it would only mislead.
    place.clock.set(place.clock.now().plus_hours(8 * 24));
    let late = mail::round(&place.journal, KIND, &desk, &sink).await.unwrap();
    // Hers; and the manager's own, which was used before a round came.
    assert_eq!(late, Round { nothing: 2, ..Round::default() });
    std::fs::remove_dir_all(&folder).unwrap();
}
