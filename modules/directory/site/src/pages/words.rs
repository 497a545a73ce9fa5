//! Words that several pages share.

use directory_rules::entry::{Freshness, freshness};
use directory_rules::facts::v1::{Offering, Service};
use directory_rules::{Kind, Method, Purse};
use kernel::Day;
use maud::{Markup, html};
use policy::OrgKind;
use web::components::{Colour, Tag};

/// A kind of organisation by its stable name, for people.
pub(super) fn kind(name: &str) -> String {
    let known = name.parse::<OrgKind>().ok().and_then(|kind| match kind {
        OrgKind::Practice => Some(Kind::GeneralPractice),
        OrgKind::SexualHealthClinic => Some(Kind::SexualHealthClinic),
        OrgKind::Hospital => Some(Kind::Hospital),
        OrgKind::Pharmacy => Some(Kind::Pharmacy),
        OrgKind::Charity => Some(Kind::Charity),
        OrgKind::Council => Some(Kind::Council),
        OrgKind::NhsCommissioner => Some(Kind::NhsCommissioner),
        OrgKind::PlaceOffice => None,
    });
    capital(known.map_or("partnership office", Kind::in_words))
}

/// With a capital first letter.
pub(super) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A list in words; “Not recorded” where it is empty.
pub(super) fn listed<T: AsRef<str>>(of: impl IntoIterator<Item = T>) -> String {
    let all: Vec<String> = of.into_iter().map(|one| one.as_ref().to_owned()).collect();
    if all.is_empty() { "Not recorded".to_owned() } else { capital(&all.join(", ")) }
}

/// Methods in words.
pub(super) fn methods(of: &Service) -> String {
    if of.methods.is_empty() {
        return if of.outside { "Not recorded".to_owned() } else { "None from other practices".to_owned() };
    }
    listed(of.methods.iter().map(|method| method.in_words()))
}

/// Who it has contracts with.
pub(super) fn purses(of: &[Purse]) -> String {
    listed(of.iter().map(|purse| purse.in_words()))
}

/// British Sign Language at a service.
pub(super) fn bsl(name: &str) -> &'static str {
    match name {
        "staff" => "Somebody there signs",
        "bookable" => "An interpreter can be booked",
        _ => "No",
    }
}

/// A need of access by its stable name.
pub(super) fn access(name: &str) -> &str {
    match name {
        "step-free" => "step-free from the street to the couch",
        "adjustable-couch" => "a couch that goes up and down",
        "hoist" => "a hoist",
        "hearing-loop" => "a hearing loop",
        "blue-badge-parking" => "blue-badge parking",
        other => other,
    }
}

/// How it gives times.
pub(super) fn offering(of: &Offering) -> String {
    match of {
        Offering::Slots => "Times that can be seen here".to_owned(),
        Offering::ByTelephone { about_days: Some(days) } => {
            format!("By telephone, next in about {days} days")
        }
        Offering::ByTelephone { about_days: None } => "By telephone; how soon is not recorded".to_owned(),
    }
}

/// When an entry was confirmed, with a warning in words once it is old.
pub(super) fn confirmed(on: Day, today: Day) -> Markup {
    let when = on.in_words();
    match freshness(on, today) {
        Freshness::Fresh => html! { (when) },
        Freshness::Old { days } => html! {
            (Tag::new("May be out of date", Colour::Orange)) " " (when) ", " (days) " days ago: ring first"
        },
        Freshness::Hidden { days } => html! {
            (Tag::new("Out of date", Colour::Red)) " " (when) ", " (days) " days ago: not shown to others"
        },
    }
}

/// A family of asks by its stable name.
pub(super) fn family(name: &str) -> &str {
    match name {
        "larc" => "coil and implant fittings",
        other => other,
    }
}

/// All methods as what a form sends and shows.
pub(super) fn all_methods() -> impl Iterator<Item = (&'static str, String)> {
    Method::ALL.into_iter().map(|method| (method.name(), capital(method.in_words())))
}
