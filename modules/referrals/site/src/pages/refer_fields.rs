//! Between the form of the page and the fields that the rules read.

use kernel::Personal;
use referrals_rules::request;
use web::Typed;

/// The fields that are kept, in the order of the form. The date of birth is three fields on the page.
pub(super) const FIELDS: &[&str] = &[
    "method",
    "purpose",
    "name",
    "nhs_number",
    "local_number",
    "pregnancy",
    "symptoms",
    "first_upsi",
    "last_upsi",
    "last_period",
    "shortest_cycle",
    "hormones_this_cycle",
    "current_method",
    "continue_told",
    "previous_problem",
    "factors",
    "sti_check",
    "allergies",
    "language",
    "bsl",
    "access",
    "chaperone",
    "channel",
    "contact",
    "discreet",
    "times",
    "travel_miles",
    "device",
    "consent",
    "fraser",
    "exploitation",
    "speak_to",
];

/// What the rules read.
pub(crate) fn typed(of: &Typed) -> request::Typed {
    let text = |field: &str| of.text(field).to_owned();
    let personal = |field: &str| Personal::new(text(field));
    request::Typed {
        method: text("method"),
        purpose: text("purpose"),
        name: personal("name"),
        date_of_birth: Personal::new(of.date("date_of_birth").unwrap_or_default()),
        nhs_number: personal("nhs_number"),
        local_number: personal("local_number"),
        pregnancy: text("pregnancy"),
        symptoms: text("symptoms"),
        first_upsi: personal("first_upsi"),
        last_upsi: personal("last_upsi"),
        last_period: personal("last_period"),
        shortest_cycle: text("shortest_cycle"),
        hormones_this_cycle: text("hormones_this_cycle"),
        current_method: text("current_method"),
        continue_told: text("continue_told"),
        previous_problem: personal("previous_problem"),
        factors: of.all("factors"),
        sti_check: text("sti_check"),
        allergies: of.all("allergies"),
        language: text("language"),
        bsl: text("bsl"),
        access: of.all("access"),
        chaperone: text("chaperone"),
        channel: text("channel"),
        contact: personal("contact"),
        discreet: text("discreet"),
        times: text("times"),
        travel_miles: text("travel_miles"),
        device: text("device"),
        consent: text("consent"),
        fraser: of.all("fraser"),
        exploitation: text("exploitation"),
        speak_to: personal("speak_to"),
    }
}

/// What a pasted block gives, as fields of the page: only those that it filled.
pub(super) fn pairs(of: &request::Typed) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let plain = [
        ("method", &of.method),
        ("purpose", &of.purpose),
        ("shortest_cycle", &of.shortest_cycle),
        ("current_method", &of.current_method),
        ("language", &of.language),
        ("chaperone", &of.chaperone),
    ];
    let personal = [
        ("name", &of.name),
        ("nhs_number", &of.nhs_number),
        ("local_number", &of.local_number),
        ("last_upsi", &of.last_upsi),
        ("last_period", &of.last_period),
        ("previous_problem", &of.previous_problem),
        ("contact", &of.contact),
    ];
    let filled = plain.iter().map(|(field, text)| (*field, text.as_str()));
    let filled = filled.chain(personal.iter().map(|(field, text)| (*field, text.reveal().as_str())));
    found.extend(
        filled.filter(|(_, text)| !text.is_empty()).map(|(field, text)| (field.to_owned(), text.to_owned())),
    );
    let mut parts = of.date_of_birth.reveal().splitn(3, '-');
    if let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) {
        for (part, text) in [("day", day), ("month", month), ("year", year)] {
            found.push((format!("date_of_birth[{part}]"), text.to_owned()));
        }
    }
    found
}
