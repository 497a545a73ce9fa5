//! `/practice/service/new` and `/practice/service/{id}`: what is offered at a site, to whom, and how many a week.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use directory_rules::facts::v1::{Offering, Service};
use directory_rules::{Method, Purse};
use kernel::{ServiceId, SiteId};
use maud::{Markup, Render, html};
use policy::Permit;
use web::components as nhs;
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::keeping::{At, Kept, Outcome, checked, keep, version};
use super::own::{Own, named};
use super::practice_site::NEW;
use super::{Site, words};
use crate::acts::Record;

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route("/practice/service/{id}", get(show).post(sent))
}

const PURSES: &[(&str, Purse, &str)] = &[
    ("council", Purse::Council, "The council, for contraception"),
    ("nhs", Purse::Nhs, "The NHS, for heavy bleeding"),
];
const ACCESS: &[&str] = &["step-free", "adjustable-couch", "hoist", "hearing-loop", "blue-badge-parking"];

impl Kept for Service {
    const WHAT: &'static str = "this service";
    const LABELS: &'static [(&'static str, &'static str)] = &[
        ("site", "Site"),
        ("name", "Name"),
        ("person_to_ask", "Whom to ask"),
        ("telephone", "Telephone"),
        ("offering", "How times are given"),
        ("about_days", "Days to the next time"),
        ("purses", "Contracts"),
        ("outside", "Takes patients of other practices"),
        ("methods", "Methods for other practices"),
        ("weekly_limit", "Most from outside in a week"),
        ("not_under", "Youngest age"),
        ("complicated", "Takes complicating factors"),
        ("languages", "Languages"),
        ("interpreter", "Interpreter"),
        ("bsl", "British Sign Language"),
        ("access", "Access"),
        ("chaperones", "Chaperones"),
        ("ended", "Ended"),
    ];

    fn typed(&self, _own: &Own) -> Vec<(String, String)> {
        let number = |of: Option<u16>| of.map_or_else(String::new, |number| number.to_string());
        let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
        let (offering, about_days) = match self.offering {
            Offering::Slots => ("slots", None),
            Offering::ByTelephone { about_days } => ("by-telephone", about_days),
        };
        let mut pairs = vec![
            ("site", self.site.to_string()),
            ("name", self.name.clone()),
            ("person_to_ask", self.person_to_ask.clone()),
            ("telephone", self.telephone.clone()),
            ("offering", offering.to_owned()),
            ("about_days", number(about_days)),
            ("outside", yes(self.outside)),
            ("weekly_limit", number(self.weekly_limit)),
            ("not_under", number(self.not_under.map(u16::from))),
            ("complicated", yes(self.complicated)),
            ("languages", self.languages.join("; ")),
            ("interpreter", yes(self.interpreter)),
            ("bsl", self.bsl.clone()),
            ("ended", yes(self.ended)),
        ];
        pairs.extend(
            PURSES
                .iter()
                .filter(|(_, purse, _)| self.purses.contains(purse))
                .map(|(name, ..)| ("purses", (*name).to_owned())),
        );
        pairs.extend(self.methods.iter().map(|method| ("methods", method.name().to_owned())));
        pairs.extend(self.access.iter().map(|need| ("access", need.clone())));
        pairs.extend(self.chaperones.iter().map(|who| ("chaperones", who.clone())));
        pairs.into_iter().map(|(field, text)| (field.to_owned(), text)).collect()
    }

    fn parsed(typed: &Typed, own: &Own, id: Option<&str>) -> Result<Service, Problems> {
        let mut problems = Problems::default();
        let id = match id {
            None => Some(ServiceId::from_bits(rand::random())),
            Some(text) => {
                own.services.iter().map(|entered| entered.service.id).find(|id| id.to_string() == text)
            }
        };
        if id.is_none() {
            problems.add("id", "That is no service of yours: leave the id empty for a new one");
        }
        let at = named(typed.text("site"), &own.sites, |site| site.id.to_string(), |site| &site.name);
        if at.is_none() {
            problems.add("site", "Site: choose one of your sites");
        }
        let text = |field: &str| typed.text(field).trim().to_owned();
        let offering = match typed.text("offering").trim() {
            "slots" => Offering::Slots,
            "by-telephone" => Offering::ByTelephone {
                about_days: number(typed, "about_days", 365, "Days to the next time", &mut problems),
            },
            _ => {
                problems.add("offering", "How times are given: choose “slots” or “by-telephone”");
                Offering::Slots
            }
        };
        let record = Service {
            id: id.unwrap_or(ServiceId::from_bits(0)),
            org: own.code(),
            site: at.map_or(SiteId::from_bits(0), |site| site.id),
            name: text("name"),
            person_to_ask: text("person_to_ask"),
            telephone: text("telephone"),
            offering,
            purses: each(typed, "purses", "council or nhs", &mut problems, |name| {
                PURSES.iter().find(|(known, ..)| *known == name).map(|(_, purse, _)| *purse)
            }),
            methods: each(typed, "methods", "cu-iud, lng-iud or implant", &mut problems, Method::of_name),
            outside: is_yes(typed, "outside", "Takes patients of other practices", &mut problems),
            weekly_limit: number(typed, "weekly_limit", 999, "Most from outside in a week", &mut problems),
            not_under: number(typed, "not_under", 99, "Youngest age", &mut problems)
                .and_then(|years| u8::try_from(years).ok()),
            complicated: is_yes(typed, "complicated", "Takes complicating factors", &mut problems),
            languages: split(typed, "languages"),
            interpreter: is_yes(typed, "interpreter", "Interpreter", &mut problems),
            bsl: typed.word("bsl").unwrap_or("no").to_owned(),
            access: split(typed, "access"),
            chaperones: split(typed, "chaperones"),
            ended: is_yes(typed, "ended", "Ended", &mut problems),
        };
        checked(Some(record), problems)
    }
}

/// Everything ticked or listed in a field, a semicolon or comma between two.
fn split(typed: &Typed, field: &str) -> Vec<String> {
    let all = typed.all(field);
    all.iter()
        .flat_map(|text| text.split([';', ',']))
        .map(|one| one.trim().to_owned())
        .filter(|one| !one.is_empty())
        .collect()
}

fn each<T>(
    typed: &Typed,
    field: &str,
    known: &str,
    problems: &mut Problems,
    of: impl Fn(&str) -> Option<T>,
) -> Vec<T> {
    let mut found = Vec::new();
    for one in split(typed, field) {
        match of(&one) {
            Some(value) => found.push(value),
            None => problems.add(field, format!("“{one}” is not known: choose among {known}")),
        }
    }
    found
}

/// Yes or no; nothing chosen is no.
pub(super) fn is_yes(typed: &Typed, field: &str, label: &str, problems: &mut Problems) -> bool {
    match typed.text(field).trim().to_ascii_lowercase().as_str() {
        "yes" | "true" | "1" => true,
        "" | "no" | "false" | "0" => false,
        _ => {
            problems.add(field, format!("{label}: say yes or no"));
            false
        }
    }
}

/// A whole number up to the most, or nothing where the field is empty.
pub(super) fn number(
    typed: &Typed,
    field: &str,
    most: u16,
    label: &str,
    problems: &mut Problems,
) -> Option<u16> {
    let text = typed.word(field)?;
    let found = text.parse::<u16>().ok().filter(|number| *number <= most);
    if found.is_none() {
        problems.add(field, format!("{label} must be a whole number from 0 to {most}, or empty"));
    }
    found
}

fn page(token: &FormToken, own: &Own, typed: &Typed, problems: &Problems, id: &str) -> Page {
    Page::new(if id == NEW { "Add a service" } else { "Change a service" })
        .now("Say what you offer and whom you take, then save.")
        .audience("partners see services; managers and administrators of your organisation can change them")
        .part("/practice")
        .back("/practice")
        .errors(problems.summary())
        .body(html! {
            form method="post" action={ "/practice/service/" (id) } novalidate {
                (token)
                input type="hidden" name="version" value=(typed.text("version"));
                (who_and_where(own, typed, problems))
                h2 class="nhsuk-heading-m" { "Whom you take" }
                (whom(typed, problems))
                h2 class="nhsuk-heading-m" { "What people may need" }
                (needs(typed, problems))
                @if id != NEW { (yes_or_no("ended", "Has this service ended?", "It stays in the record and is offered to nobody.", typed, problems)) }
                (nhs::Button::new("Save"))
            }
        })
}

fn who_and_where(own: &Own, typed: &Typed, problems: &Problems) -> Markup {
    let input = |field: &str, label: &str| {
        nhs::Input::new(field, label).value(typed.text(field)).error_message(problems.of(field))
    };
    let mut sites = vec![nhs::SelectItem::new("", "Choose a site")];
    sites.extend(own.sites.iter().map(|site| nhs::SelectItem::new(site.id.to_string(), site.name.as_str())));
    let about = input("about_days", "Days to the next time, about").inputmode("numeric").width("3");
    let ways = vec![
        nhs::Choice::new("slots", "Times that can be seen and booked here"),
        nhs::Choice::new("by-telephone", "By telephone").conditional(about.render()),
    ];
    html! {
        (nhs::Select::new("site", "Site", sites).value(typed.text("site")).error_message(problems.of("site")))
        (input("name", "Name"))
        (input("person_to_ask", "Whom to ask").hint("A seat that stays when its holder leaves: “Lead nurse, contraception”"))
        (input("telephone", "Telephone").hint("As in 01632 960123").kind("tel").width("20"))
        (nhs::Radios::new("offering", "How are times given?", ways).value(typed.text("offering")).error_message(problems.of("offering")))
        (nhs::Checkboxes::new("purses", "With whom do you have a contract?", PURSES.iter().map(|(name, _, words)| nhs::Choice::new(*name, *words)).collect())
            .values(typed.all("purses")).error_message(problems.of("purses")))
    }
}

fn whom(typed: &Typed, problems: &Problems) -> Markup {
    let input = |field: &str, label: &str| {
        nhs::Input::new(field, label)
            .value(typed.text(field))
            .error_message(problems.of(field))
            .inputmode("numeric")
            .width("3")
    };
    html! {
        (yes_or_no("outside", "Do you take patients of other practices?", "", typed, problems))
        (nhs::Checkboxes::new("methods", "Which methods for them?", words::all_methods().map(|(name, words)| nhs::Choice::new(name, words)).collect())
            .values(typed.all("methods")).error_message(problems.of("methods")))
        (input("weekly_limit", "Most of them in a week").hint("Leave it empty if there is no limit"))
        (input("not_under", "Youngest age you take").hint("Leave it empty if there is no such rule"))
        (yes_or_no("complicated", "Do you take people with a complicating factor?", "For example, a device that was difficult to fit or to find", typed, problems))
    }
}

fn needs(typed: &Typed, problems: &Problems) -> Markup {
    let bsl = ["no", "bookable", "staff"].map(|name| nhs::Choice::new(name, words::bsl(name))).to_vec();
    let access =
        ACCESS.iter().map(|need| nhs::Choice::new(*need, words::capital(words::access(need)))).collect();
    let chaperones = vec![nhs::Choice::new("woman", "A woman"), nhs::Choice::new("man", "A man")];
    html! {
        (nhs::Input::new("languages", "Languages spoken there").hint("With commas between them: Polish, Urdu").value(typed.all("languages").join("; ")).error_message(problems.of("languages")))
        (yes_or_no("interpreter", "Can an interpreter be booked?", "", typed, problems))
        (nhs::Radios::new("bsl", "British Sign Language", bsl).value(typed.word("bsl").unwrap_or("no")).error_message(problems.of("bsl")))
        (nhs::Checkboxes::new("access", "Access", access).values(typed.all("access")).error_message(problems.of("access")))
        (nhs::Checkboxes::new("chaperones", "Who can be a chaperone?", chaperones).values(typed.all("chaperones")).error_message(problems.of("chaperones")))
    }
}

/// A question with two answers.
pub(super) fn yes_or_no(
    field: &str,
    question: &str,
    hint: &str,
    typed: &Typed,
    problems: &Problems,
) -> nhs::Radios {
    let items = vec![nhs::Choice::new("yes", "Yes"), nhs::Choice::new("no", "No")];
    let radios = nhs::Radios::new(field, question, items)
        .value(typed.text(field))
        .error_message(problems.of(field))
        .inline(true);
    if hint.is_empty() { radios } else { radios.hint(hint) }
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
) -> Result<Page, Stop> {
    let (reading, own) = Own::read(&site, who.actor(), Permit::KeepDirectory)?;
    if id == NEW {
        return Ok(page(&token, &own, &Typed::default(), &Problems::default(), &id));
    }
    let found =
        own.services.iter().find(|entered| entered.service.id.to_string() == id).ok_or(Stop::NotFound)?;
    let mut pairs = found.service.typed(&own);
    pairs.push(("version".to_owned(), version(&reading, &found.service.stream())?.0.to_string()));
    Ok(page(&token, &own, &Typed::of(pairs), &Problems::default(), &id))
}

async fn sent(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
    typed: Typed,
) -> Result<Response, Stop> {
    let own = Own::read(&site, who.actor(), Permit::KeepDirectory)?.1;
    let kept = own.services.iter().find(|entered| entered.service.id.to_string() == id);
    if id != NEW && kept.is_none() {
        return Err(Stop::NotFound);
    }
    let record = match Service::parsed(&typed, &own, kept.map(|_| id.as_str())) {
        Ok(record) => record,
        Err(problems) => return Ok(page(&token, &own, &typed, &problems, &id).into_response()),
    };
    let action = format!("/practice/service/{id}");
    let at = At { site: &site, actor: who.actor(), action: &action };
    let theirs = || kept.map(|entered| entered.service.typed(&own)).ok_or(Stop::NotFound);
    match keep(&at, record, &typed, theirs).await? {
        Outcome::Kept => Ok(see_other("/practice").saying("The service is saved.").into_response()),
        Outcome::Wrong(problems) => Ok(page(&token, &own, &typed, &problems, &id).into_response()),
    }
}
