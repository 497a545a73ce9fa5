//! `/practice/organisation`: the organisation's own name, number, inbox and address.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use directory_rules::facts::v1::Organisation;
use journal::Version;
use maud::html;
use policy::Permit;
use web::components as nhs;
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::Site;
use super::keeping::{At, Kept, Outcome, checked, keep, version};
use super::own::Own;
use crate::acts::Record;

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route(HERE, get(show).post(sent))
}

const HERE: &str = "/practice/organisation";

impl Kept for Organisation {
    const WHAT: &'static str = "your organisation’s details";
    const LABELS: &'static [(&'static str, &'static str)] = &[
        ("name", "Name"),
        ("telephone", "Telephone for partners"),
        ("inbox", "Shared inbox"),
        ("address", "Address"),
        ("list_size", "Registered patients"),
    ];

    fn typed(&self, _own: &Own) -> Vec<(String, String)> {
        [
            ("name", self.name.clone()),
            ("telephone", self.telephone.clone()),
            ("inbox", self.inbox.clone()),
            ("address", self.address.clone()),
            ("list_size", self.list_size.map_or_else(String::new, |size| size.to_string())),
        ]
        .map(|(field, text)| (field.to_owned(), text))
        .to_vec()
    }

    /// Code, kind, part of the place and whether it has joined are the place office's to say: they stay as they are.
    fn parsed(typed: &Typed, own: &Own, _id: Option<&str>) -> Result<Organisation, Problems> {
        let mut problems = Problems::default();
        let list_size = match typed.word("list_size") {
            None => None,
            Some(text) => match text.replace(',', "").parse::<u32>() {
                Ok(size) => Some(size),
                Err(_) => {
                    problems.add("list_size", "Registered patients must be a whole number, such as 9400");
                    None
                }
            },
        };
        let text = |field: &str| typed.text(field).trim().to_owned();
        let record = Organisation {
            name: text("name"),
            telephone: text("telephone"),
            inbox: text("inbox"),
            address: text("address"),
            list_size,
            ..own.org.clone()
        };
        checked(Some(record), problems)
    }
}

fn page(token: &FormToken, typed: &Typed, problems: &Problems, seen: Version) -> Page {
    let input = |field: &str, label: &str| {
        nhs::Input::new(field, label).value(typed.text(field)).error_message(problems.of(field))
    };
    Page::new("Your organisation’s details")
        .now("Change what is not right, then save.")
        .audience("partners see these details; managers and administrators of your organisation can change them")
        .part("/practice")
        .back("/practice")
        .errors(problems.summary())
        .body(html! {
            form method="post" action=(HERE) novalidate {
                (token)
                input type="hidden" name="version" value=(seen.0);
                (input("name", "Name"))
                (input("telephone", "Telephone for partners").hint("A line that somebody answers, as in 01632 960123").kind("tel").width("20"))
                (input("inbox", "Shared inbox").hint("Messages there name nobody. Leave it empty if there is none.").kind("email").spellcheck(false))
                (input("address", "Address").hint("On one line"))
                (input("list_size", "Registered patients").hint("Leave it empty if you have no list").inputmode("numeric").width("10"))
                (nhs::Button::new("Save"))
            }
        })
}

async fn show(State(site): State<Site>, who: SignedIn, token: FormToken) -> Result<Page, Stop> {
    let (reading, own) = Own::read(&site, who.actor(), Permit::KeepDirectory)?;
    let seen = version(&reading, &own.org.stream())?;
    Ok(page(&token, &Typed::of(own.org.typed(&own)), &Problems::default(), seen))
}

async fn sent(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    typed: Typed,
) -> Result<Response, Stop> {
    let own = Own::read(&site, who.actor(), Permit::KeepDirectory)?.1;
    let seen = super::keeping::seen(&typed).unwrap_or_default();
    let record = match Organisation::parsed(&typed, &own, None) {
        Ok(record) => record,
        Err(problems) => return Ok(page(&token, &typed, &problems, seen).into_response()),
    };
    let at = At { site: &site, actor: who.actor(), action: HERE };
    match keep(&at, record, &typed, || Ok(own.org.typed(&own))).await? {
        Outcome::Kept => Ok(see_other("/practice").saying("The details are saved.").into_response()),
        Outcome::Wrong(problems) => Ok(page(&token, &typed, &problems, seen).into_response()),
    }
}
