//! `/practice/fitter/{seat}`: the certificates of somebody who fits.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use directory_rules::facts::v1::{Certificate, Fitter};
use kernel::{Day, SeatId};
use maud::{Markup, html};
use policy::Permit;
use web::components as nhs;
use web::components::date_input::DateValues;
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::Site;
use super::keeping::{At, Kept, Outcome, keep, version};
use super::own::Own;
use super::practice_service::number;
use crate::acts::Record;

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route("/practice/fitter/{seat}", get(show).post(sent))
}

/// Certificates a fitter may have: six skills, and room for one being renewed.
pub(super) const ROWS: usize = 7;

/// Skills as a form offers them.
pub(super) const SKILLS: &[(&str, &str)] = &[
    ("IUT", "Coils (IUT)"),
    ("SDI-IR", "Implants, in and out (SDI-IR)"),
    ("SDI-IO", "Implants, in only (SDI-IO)"),
    ("SDI-RO", "Implants, out only (SDI-RO)"),
    ("LOCAL-IUT", "Coils, local equivalent (LOCAL-IUT)"),
    ("LOCAL-SDI-IR", "Implants, local equivalent (LOCAL-SDI-IR)"),
];

/// A day as the three fields of a date input.
pub(super) fn day_pairs(field: &str, day: Option<Day>) -> Vec<(String, String)> {
    let Some(day) = day else { return Vec::new() };
    let civil = day.civil();
    vec![
        (format!("{field}[day]"), civil.day().to_string()),
        (format!("{field}[month]"), civil.month().to_string()),
        (format!("{field}[year]"), civil.year().to_string()),
    ]
}

/// The three fields as they were typed.
pub(super) fn day_values(typed: &Typed, field: &str) -> DateValues {
    DateValues::default()
        .day(typed.text(&format!("{field}[day]")))
        .month(typed.text(&format!("{field}[month]")))
        .year(typed.text(&format!("{field}[year]")))
}

impl Kept for Fitter {
    const WHAT: &'static str = "these certificates";
    const LABELS: &'static [(&'static str, &'static str)] = &[
        ("skill0", "First certificate"),
        ("certified0", "Its date"),
        ("life_support0", "Its life support"),
        ("until0", "Its last day"),
        ("skill1", "Second certificate"),
        ("certified1", "Its date"),
        ("life_support1", "Its life support"),
        ("until1", "Its last day"),
        ("skill2", "Third certificate"),
        ("certified2", "Its date"),
        ("life_support2", "Its life support"),
        ("until2", "Its last day"),
        ("skill3", "Fourth certificate"),
        ("certified3", "Its date"),
        ("life_support3", "Its life support"),
        ("until3", "Its last day"),
        ("coils_before", "Coils in the last 12 months"),
        ("implants_before", "Implants in the last 12 months"),
    ];

    fn typed(&self, _own: &Own) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for (row, held) in self.certificates.iter().enumerate() {
            pairs.push((format!("skill{row}"), held.skill.clone()));
            pairs.extend(day_pairs(&format!("certified{row}"), Some(held.certified)));
            pairs.extend(day_pairs(&format!("life_support{row}"), Some(held.life_support)));
            pairs.extend(day_pairs(&format!("until{row}"), held.until));
        }
        pairs.push(("coils_before".to_owned(), self.coils_before.to_string()));
        pairs.push(("implants_before".to_owned(), self.implants_before.to_string()));
        pairs
    }

    /// The id is the seat's: a clinical seat of the organisation.
    fn parsed(typed: &Typed, own: &Own, id: Option<&str>) -> Result<Fitter, Problems> {
        let mut problems = Problems::default();
        let seat = own.clinical_seats().find(|seat| id == Some(seat.id.to_string().as_str()));
        if seat.is_none() {
            problems.add("seat", "That is no clinician’s or fitter’s seat of yours");
        }
        let certificates =
            (0..ROWS).filter_map(|row| certificate(typed, row, own.today, &mut problems)).collect();
        let mut count =
            |field: &str, label: &str| number(typed, field, 9999, label, &mut problems).unwrap_or_default();
        let coils_before = count("coils_before", "Coils in the last 12 months");
        let implants_before = count("implants_before", "Implants in the last 12 months");
        match (seat, problems.is_empty()) {
            (Some(seat), true) => {
                Ok(Fitter { seat: seat.id, org: own.code(), certificates, coils_before, implants_before })
            }
            (Some(_) | None, _) => Err(problems),
        }
    }
}

/// One certificate; a row without a skill is none.
fn certificate(typed: &Typed, row: usize, today: Day, problems: &mut Problems) -> Option<Certificate> {
    let field = |name: &str| format!("{name}{row}");
    let skill = typed.word(&field("skill"))?;
    if !SKILLS.iter().any(|(known, _)| *known == skill) {
        let known: Vec<&str> = SKILLS.iter().map(|(known, _)| *known).collect();
        problems.add(field("skill"), format!("“{skill}” is not a skill: choose one of {}", known.join(", ")));
    }
    let certified = problems.day(typed, &field("certified"), "the date on the certificate");
    if certified.is_some_and(|day| day > today) {
        problems.add(field("certified"), "The date on the certificate lies ahead: check it");
    }
    let life_support = problems.day(typed, &field("life_support"), "the last life-support training");
    if life_support.is_some_and(|day| day > today) {
        problems.add(field("life_support"), "The last life-support training lies ahead: check it");
    }
    let is_local = skill.starts_with("LOCAL");
    let until = match typed.date(&field("until")) {
        None if is_local => problems.day(typed, &field("until"), "the last day of the local equivalent"),
        None => None,
        Some(_) => problems.day(typed, &field("until"), "the last day of the local equivalent"),
    };
    Some(Certificate { skill: skill.to_owned(), certified: certified?, life_support: life_support?, until })
}

fn rows_shown(typed: &Typed) -> usize {
    let filled =
        (0..ROWS).filter(|row| typed.word(&format!("skill{row}")).is_some()).max().map_or(0, |row| row + 1);
    (filled + 1).min(ROWS)
}

fn row(typed: &Typed, problems: &Problems, row: usize) -> Markup {
    let field = |name: &str| format!("{name}{row}");
    let mut skills = vec![nhs::SelectItem::new("", "None")];
    skills.extend(SKILLS.iter().map(|(code, words)| nhs::SelectItem::new(*code, *words)));
    let day = |name: &str, question: &str, hint: &str| {
        let of = field(name);
        nhs::DateInput::new(of.as_str(), question)
            .hint(hint)
            .values(day_values(typed, &of))
            .error_message(problems.of(&of))
    };
    html! {
        (nhs::Card::new(format!("Certificate {}", row + 1), html! {
            (nhs::Select::new(field("skill"), "Skill", skills).value(typed.text(&field("skill"))).error_message(problems.of(&field("skill"))))
            (day("certified", "Date on the certificate", "For example, 31 3 2024"))
            (day("life_support", "Last life-support and anaphylaxis training", "For example, 31 3 2025"))
            (day("until", "Last day", "Only for a local equivalent"))
        }))
    }
}

fn page(token: &FormToken, own: &Own, typed: &Typed, problems: &Problems, seat: SeatId) -> Page {
    let count = |field: &str, label: &str| {
        nhs::Input::new(field, label)
            .hint("As the fitter says, before this place counted them")
            .inputmode("numeric")
            .width("4")
            .value(typed.text(field))
            .error_message(problems.of(field))
    };
    Page::new(own.title(seat))
        .caption("Certificates")
        .now("Copy the dates from the certificates, then save.")
        .audience("people who work in your organisation; partners see only what can be booked")
        .part("/practice")
        .back("/practice")
        .errors(problems.summary())
        .body(html! {
            form method="post" action={ "/practice/fitter/" (seat) } novalidate {
                (token)
                input type="hidden" name="version" value=(typed.text("version"));
                @for at in 0..rows_shown(typed) { (row(typed, problems, at)) }
                (count("coils_before", "Coils fitted in the last 12 months"))
                (count("implants_before", "Implants fitted in the last 12 months"))
                (nhs::Button::new("Save"))
            }
            p { "Choose “None” to take a certificate away. What is booked stays: sessions that nobody may hold any more are listed on " a href="/practice" { "the page before" } "." }
        })
}

fn seat_of(own: &Own, text: &str) -> Result<SeatId, Stop> {
    own.clinical_seats().map(|seat| seat.id).find(|id| id.to_string() == text).ok_or(Stop::NotFound)
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(seat): Path<String>,
) -> Result<Page, Stop> {
    let (reading, own) = Own::read(&site, who.actor(), Permit::KeepDirectory)?;
    let seat = seat_of(&own, &seat)?;
    let mut pairs = match own.fitters.iter().find(|fitter| fitter.seat == seat) {
        Some(fitter) => fitter.typed(&own),
        None => Vec::new(),
    };
    let stream = journal::Stream::of(directory_rules::facts::v1::family::FITTER, seat.id());
    pairs.push(("version".to_owned(), version(&reading, &stream)?.0.to_string()));
    Ok(page(&token, &own, &Typed::of(pairs), &Problems::default(), seat))
}

async fn sent(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(seat): Path<String>,
    typed: Typed,
) -> Result<Response, Stop> {
    let own = Own::read(&site, who.actor(), Permit::KeepDirectory)?.1;
    let seat = seat_of(&own, &seat)?;
    let record = match Fitter::parsed(&typed, &own, Some(&seat.to_string())) {
        Ok(record) => record,
        Err(problems) => return Ok(page(&token, &own, &typed, &problems, seat).into_response()),
    };
    debug_assert!(record.wrong().is_empty(), "the form checks what the record checks");
    let action = format!("/practice/fitter/{seat}");
    let at = At { site: &site, actor: who.actor(), action: &action };
    let theirs = || {
        Ok(own
            .fitters
            .iter()
            .find(|fitter| fitter.seat == seat)
            .map_or_else(Vec::new, |fitter| fitter.typed(&own)))
    };
    match keep(&at, record, &typed, theirs).await? {
        Outcome::Kept => Ok(see_other("/practice").saying("The certificates are saved.").into_response()),
        Outcome::Wrong(problems) => Ok(page(&token, &own, &typed, &problems, seat).into_response()),
    }
}
