//! What goes to the person's telephone or mailbox: no service, no method, no clinic's name but the discreet label.

use kernel::Moment;

/// A message. The label is the site's discreet one, which the person accepted; the link asks for a second fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message<'a> {
    /// Times to choose from.
    ChooseATime {
        /// The link.
        link: &'a str,
    },
    /// An appointment.
    Appointment {
        /// When.
        at: Moment,
        /// The discreet label.
        label: &'a str,
        /// The link.
        link: &'a str,
    },
    /// A reminder of it.
    Reminder {
        /// When.
        at: Moment,
        /// The discreet label.
        label: &'a str,
        /// The link.
        link: &'a str,
    },
    /// The appointment was taken back.
    Cancelled {
        /// When it was.
        at: Moment,
        /// The link.
        link: &'a str,
    },
    /// Something changed.
    NextStep {
        /// The link.
        link: &'a str,
    },
    /// Somebody wants to speak to the person.
    PleaseRing {
        /// The number, answered without a service's name.
        number: &'a str,
    },
    /// Two questions.
    Feedback {
        /// The link.
        link: &'a str,
    },
    /// The person was missed.
    Missed {
        /// The link.
        link: &'a str,
    },
}

impl Message<'_> {
    /// The text.
    pub fn text(&self) -> String {
        match self {
            Message::ChooseATime { link } => format!("There are times for you to choose from. Open {link}"),
            Message::Appointment { at, label, link } => {
                format!("Your appointment: {}, {label}. To change it open {link}", short(*at))
            }
            Message::Reminder { at, label, link } => {
                format!("A reminder: {}, {label}. To change it open {link}", short(*at))
            }
            Message::Cancelled { at, link } => {
                format!("Sorry, your appointment on {} cannot go ahead. New times: {link}", short(*at))
            }
            Message::NextStep { link } => format!("There is news about your appointment. Open {link}"),
            Message::PleaseRing { number } => {
                format!("Please ring {number} when you can talk. There is no need to leave a message.")
            }
            Message::Feedback { link } => format!("How did it go? Two questions, no name: {link}"),
            Message::Missed { link } => format!("We missed you. You can choose another time: {link}"),
        }
    }

    /// The subject of an e-mail, the same for every message.
    pub const fn subject(&self) -> &'static str {
        "Your appointment"
    }

    /// One of each, for the test that reads them all and for the page that shows them to the guardian.
    pub fn samples() -> Vec<Message<'static>> {
        let (at, label, link) =
            (Moment::from_micros(1_742_898_000_000_000), "Mill Lane", "https://place.example/a/k3");
        vec![
            Message::ChooseATime { link },
            Message::Appointment { at, label, link },
            Message::Reminder { at, label, link },
            Message::Cancelled { at, link },
            Message::NextStep { link },
            Message::PleaseRing { number: "01632 960321" },
            Message::Feedback { link },
            Message::Missed { link },
        ]
    }
}

/// The title of a calendar entry.
pub const CALENDAR_TITLE: &str = "Appointment";

/// Words that no message may hold, in any part of a word.
pub const FORBIDDEN: [&str; 38] = [
    "coil",
    "implant",
    "iud",
    "ius",
    "lng",
    "copper",
    "hormon",
    "contracep",
    "family planning",
    "sexual",
    "sex ",
    "sti ",
    "std",
    "hiv",
    "chlamydia",
    "gonorr",
    "syphilis",
    "clinic",
    "hospital",
    "surgery",
    "practice",
    "gp ",
    "doctor",
    "nurse",
    "nhs",
    "health",
    "fitting",
    "fitted",
    "fit ",
    "device",
    "pregnan",
    "period",
    "emergency",
    "upsi",
    "test ",
    "abortion",
    "gum ",
    "referral",
];

/// Whether a text, such as a site's label, holds none of the forbidden words.
pub fn is_discreet(text: &str) -> bool {
    let plain: String = text
        .to_lowercase()
        .chars()
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect();
    let plain = format!(" {plain} ");
    !FORBIDDEN.iter().any(|word| plain.contains(word))
}

fn short(at: Moment) -> String {
    let words = at.in_words();
    // “Tue 25 Mar 2025, 10:20” without its year.
    match words.split_once(", ") {
        Some((day, time)) => {
            let day = day.rsplit_once(' ').map_or(day, |(day, _)| day);
            format!("{day} {time}")
        }
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_message_names_a_service_or_a_method() {
        for message in Message::samples() {
            let said = format!("{} {} {CALENDAR_TITLE}", message.subject(), message.text());
            assert!(is_discreet(&said), "{said}");
        }
    }

    #[test]
    fn an_appointment_fits_one_text_message() {
        for message in Message::samples() {
            assert!(message.text().chars().count() <= 160, "{}", message.text());
        }
        let appointment = Message::samples()[1].text();
        assert_eq!(
            appointment,
            "Your appointment: Tue 25 Mar 10:20, Mill Lane. To change it open https://place.example/a/k3"
        );
    }

    /// A label that names a service is the place's to catch when it is set: the same list serves.
    #[test]
    fn the_list_catches_what_a_label_must_not_say() {
        assert!(!is_discreet("Castermere Sexual Health"));
        assert!(!is_discreet("The Coil-Clinic"));
        assert!(is_discreet("Mill Lane"));
    }
}
