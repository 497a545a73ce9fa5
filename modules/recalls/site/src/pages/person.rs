//! The person whom a recall or a result is about: opened for those who looked, as rows of a page, and as fields of a form.

use journal::{KeyName, Reading, Viewing};
use kernel::{Day, Id, NhsNumber};
use maud::{Markup, html};
use policy::Role;
use recalls_rules::facts::v1::{Person, PersonRefused, key_of};
use web::components::{Checkboxes, Choice, Input, Row};
use web::{Problems, Stop, Typed};

use super::access::{fault, telephone};

/// Who it is about, where the look at it is on record and nobody erased it.
pub(super) fn opened(
    reading: &Reading,
    viewing: Option<&Viewing>,
    id: Id,
    sealed: Option<&Vec<u8>>,
) -> Result<Option<Person>, Stop> {
    let (Some(viewing), Some(sealed)) = (viewing, sealed) else { return Ok(None) };
    let opened = reading.unseal(viewing, &KeyName::Ask(key_of(id)), "person_sealed", sealed);
    let bytes = opened.map_err(fault("opening whom it is about"))?;
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// What a record is called where no name may be shown.
pub(super) fn short(id: Id) -> String {
    id.to_string().chars().rev().take(6).collect::<String>().to_uppercase()
}

/// Name and how to reach them: the booking part. For clinicians their numbers too.
pub(super) fn rows(of: &Person, role: Role) -> Vec<Row> {
    let said = |text: &str| if text.is_empty() { "not recorded".to_owned() } else { text.to_owned() };
    let mut rows = vec![Row::new("Name", said(&of.name))];
    if matches!(role, Role::Clinician | Role::Fitter) {
        rows.push(Row::new("NHS number", said(&of.nhs_number)));
        rows.push(Row::new("Date of birth", said(&of.date_of_birth)));
    }
    rows.push(Row::new("Reached by", html! { (telephone(&of.telephone)) }));
    rows
}

/// What is said of a text that cannot be kept.
pub(super) const TOO_LONG: &str = "Write less: 200 letters in a line and 4,000 in sentences at most, and only letters that a keyboard writes";

/// What is said where a form that was sent comes again with somebody else in it.
pub(super) const SENT_ALREADY: &str = "This form was sent already, for somebody else: open a new one from the list and write it there. Nothing of this is kept";

/// Why somebody cannot be written down, beside the field.
pub(super) fn refused(why: PersonRefused, problems: &mut Problems) {
    match why {
        PersonRefused::NoName => problems.add("name", "Enter the name of the person"),
        PersonRefused::Unfit(field) => problems.add(field, TOO_LONG),
    }
}

/// The fields of a form about them.
pub(super) fn fields(typed: &Typed, problems: &Problems) -> Markup {
    let input = |name: &str, label: &str| {
        Input::new(name, label).value(typed.text(name)).error_message(problems.of(name))
    };
    html! {
        (input("name", "Name of the person"))
        (input("nhs_number", "NHS number").width("20").hint("Leave it empty where it is not known"))
        (input("date_of_birth", "Date of birth").kind("date").width("10").hint("Leave it empty where it is not known"))
        (input("telephone", "How is the person reached?").width("20"))
    }
}

/// What was typed in them, with why it is written down; nothing where a field is wrong, and then the problem is told.
pub(super) fn read(typed: &Typed, why: String, problems: &mut Problems) -> Option<Person> {
    let name = problems.need(typed, "name", "Enter the name of the person").map(str::to_owned);
    let number = typed.word("nhs_number");
    if number.is_some_and(|text| text.parse::<NhsNumber>().is_err()) {
        problems.add("nhs_number", "This is no NHS number: check its ten digits, or leave it empty");
        return None;
    }
    if typed.word("date_of_birth").is_some_and(|text| text.parse::<Day>().is_err()) {
        problems.add("date_of_birth", "This is no day: write it as in 1994-03-07, or leave it empty");
        return None;
    }
    let said = |field: &str| typed.word(field).unwrap_or_default().to_owned();
    Some(Person {
        name: name?,
        nhs_number: said("nhs_number"),
        date_of_birth: said("date_of_birth"),
        telephone: said("telephone"),
        why,
    })
}

/// What reception ticks: that a clinician of theirs asked for it. Nothing for anybody else.
pub(super) fn tick(role: Role, what: &str, typed: &Typed, problems: &Problems) -> Markup {
    if role != Role::Booking {
        return html! {};
    }
    let asked = vec![Choice::new("yes", format!("A clinician of ours asked for this {what}"))];
    let ticked = Checkboxes::new("ticked", "Who asked for it", asked).values(typed.all("ticked"));
    html! { (ticked.error_message(problems.of("ticked"))) }
}

/// Whether a clinician stands behind it; the problem is told where reception has not ticked it.
pub(super) fn ticked(role: Role, typed: &Typed, problems: &mut Problems) -> bool {
    let ticked = role != Role::Booking || typed.text("ticked") == "yes";
    if !ticked {
        problems.add("ticked", "Tick that a clinician asked for it, or ask one");
    }
    ticked
}
