//! An appointment as a file for a calendar. Its words are chosen by the caller: calendars are shared, so they name no
//! service.

use axum::response::Response;
use kernel::Moment;

use crate::file::file;

/// One appointment.
#[derive(Clone, Debug)]
pub struct Appointment {
    /// The same for the same appointment, so that a second file changes the first.
    pub uid: String,
    /// Greater in each later file for the same appointment.
    pub sequence: u32,
    /// When the file was made.
    pub written_at: Moment,
    /// When it begins.
    pub starts_at: Moment,
    /// When it ends.
    pub ends_at: Moment,
    /// What it is called: “Appointment”.
    pub summary: String,
    /// Where it is, by a label that tells nobody why.
    pub location: String,
}

/// A file of that name with that appointment.
pub fn calendar_file(name: &str, appointment: &Appointment) -> Response {
    file(name, "text/calendar; charset=utf-8", text(appointment))
}

fn text(appointment: &Appointment) -> String {
    let lines = [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Roundtable//Appointments//EN".to_owned(),
        "METHOD:PUBLISH".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}", escaped(&appointment.uid)),
        format!("SEQUENCE:{}", appointment.sequence),
        format!("DTSTAMP:{}", utc(appointment.written_at)),
        format!("DTSTART:{}", utc(appointment.starts_at)),
        format!("DTEND:{}", utc(appointment.ends_at)),
        format!("SUMMARY:{}", escaped(&appointment.summary)),
        format!("LOCATION:{}", escaped(&appointment.location)),
        "CLASS:PRIVATE".to_owned(),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
    ];
    lines.iter().map(|line| folded(line)).collect()
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
        .replace(['\r', '\n'], "\\n")
}

/// RFC 5545, 3.1: no line is longer than 75 octets, and none is cut within a letter.
fn folded(line: &str) -> String {
    let mut out = String::new();
    let mut octets = 0;
    for letter in line.chars() {
        if octets + letter.len_utf8() > 75 {
            out.push_str("\r\n ");
            octets = 1;
        }
        octets += letter.len_utf8();
        out.push(letter);
    }
    out + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_never_too_long_nor_cut_within_a_letter() {
        let moment: Moment = "2025-07-01T10:20".parse().unwrap();
        let appointment = Appointment {
            uid: "1@roundtable".to_owned(),
            sequence: 0,
            written_at: moment,
            starts_at: moment,
            ends_at: moment.plus_minutes(40),
            summary: "Appointment; bring, please\nBEGIN:VEVENT".to_owned(),
            location: "é".repeat(90),
        };
        let text = text(&appointment);
        assert!(text.split("\r\n").all(|line| line.len() <= 75));
        assert!(text.contains("DTSTART:20250701T092000Z\r\n"));
        assert!(text.contains("SUMMARY:Appointment\\; bring\\, please\\nBEGIN:VEVENT\r\n"));
        assert_eq!(text.replace("\r\n ", "").matches('é').count(), 90);
    }
}
