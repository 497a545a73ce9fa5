//! `/practice/site/new` and `/practice/site/{id}`: a place where the organisation sees people.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use directory_rules::facts::v1::Site as Where;
use kernel::{Point, SiteId};
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
    Router::new().route("/practice/site/{id}", get(show).post(sent))
}

/// The last part of the address of a form for something new.
pub(super) const NEW: &str = "new";

impl Kept for Where {
    const WHAT: &'static str = "this site";
    const LABELS: &'static [(&'static str, &'static str)] = &[
        ("name", "Name"),
        ("discreet_label", "Discreet label"),
        ("address", "Address"),
        ("latitude", "Latitude"),
        ("longitude", "Longitude"),
        ("telephone", "Telephone"),
    ];

    fn typed(&self, _own: &Own) -> Vec<(String, String)> {
        [
            ("name", self.name.clone()),
            ("discreet_label", self.discreet_label.clone()),
            ("address", self.address.clone()),
            ("latitude", self.at.latitude.to_string()),
            ("longitude", self.at.longitude.to_string()),
            ("telephone", self.telephone.clone()),
        ]
        .map(|(field, text)| (field.to_owned(), text))
        .to_vec()
    }

    fn parsed(typed: &Typed, own: &Own, id: Option<&str>) -> Result<Where, Problems> {
        let mut problems = Problems::default();
        let id = match id {
            None => Some(SiteId::from_bits(rand::random())),
            Some(text) => own.sites.iter().map(|site| site.id).find(|id| id.to_string() == text),
        };
        if id.is_none() {
            problems.add("id", "That is no site of yours: leave the id empty for a new one");
        }
        let mut degrees = |field: &str, label: &str| -> Option<f64> {
            let found = typed.text(field).trim().parse::<f64>().ok().filter(|degrees| degrees.is_finite());
            if found.is_none() {
                problems.add(field, format!("{label} must be a number of degrees, such as 54.612"));
            }
            found
        };
        let (latitude, longitude) = (degrees("latitude", "Latitude"), degrees("longitude", "Longitude"));
        let point = match (latitude, longitude) {
            (Some(latitude), Some(longitude)) => match Point::new(latitude, longitude) {
                Ok(point) => Some(point),
                Err(why) => {
                    problems.add("latitude", format!("Latitude and longitude: {why}"));
                    None
                }
            },
            (Some(_) | None, None) | (None, Some(_)) => None,
        };
        let text = |field: &str| typed.text(field).trim().to_owned();
        let nowhere = Point { latitude: 0.0, longitude: 0.0 };
        // What is wrong with the words is told too where the point or the id is wrong.
        let record = Where {
            id: id.unwrap_or(SiteId::from_bits(0)),
            org: own.code(),
            name: text("name"),
            discreet_label: text("discreet_label"),
            address: text("address"),
            at: point.unwrap_or(nowhere),
            telephone: text("telephone"),
        };
        checked(Some(record), problems)
    }
}

fn page(token: &FormToken, typed: &Typed, problems: &Problems, id: &str) -> Page {
    let input = |field: &str, label: &str| {
        nhs::Input::new(field, label).value(typed.text(field)).error_message(problems.of(field))
    };
    Page::new(if id == NEW { "Add a site" } else { "Change a site" })
        .now("Fill in where people are seen, then save.")
        .audience("partners see sites; managers and administrators of your organisation can change them")
        .part("/practice")
        .back("/practice")
        .errors(problems.summary())
        .body(html! {
            form method="post" action={ "/practice/site/" (id) } novalidate {
                (token)
                input type="hidden" name="version" value=(typed.text("version"));
                (input("name", "Name"))
                (input("discreet_label", "Discreet label").hint("How messages to people call it. Name no service: “Mill Lane, ground floor”"))
                (input("address", "Address").hint("On one line"))
                (input("latitude", "Latitude").hint("In degrees, for distances: 54.612").inputmode("decimal").width("10"))
                (input("longitude", "Longitude").hint("In degrees; west of Greenwich is minus: -1.573").width("10"))
                (input("telephone", "Telephone").hint("For people who come here, as in 01632 960123").kind("tel").width("20"))
                (nhs::Button::new("Save"))
            }
        })
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
) -> Result<Page, Stop> {
    let (reading, own) = Own::read(&site, who.actor(), Permit::KeepDirectory)?;
    if id == NEW {
        return Ok(page(&token, &Typed::default(), &Problems::default(), &id));
    }
    let record = own.sites.iter().find(|site| site.id.to_string() == id).ok_or(Stop::NotFound)?;
    let mut pairs = record.typed(&own);
    pairs.push(("version".to_owned(), version(&reading, &record.stream())?.0.to_string()));
    Ok(page(&token, &Typed::of(pairs), &Problems::default(), &id))
}

async fn sent(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
    typed: Typed,
) -> Result<Response, Stop> {
    let own = Own::read(&site, who.actor(), Permit::KeepDirectory)?.1;
    let kept = own.sites.iter().find(|site| site.id.to_string() == id);
    if id != NEW && kept.is_none() {
        return Err(Stop::NotFound);
    }
    let record = match Where::parsed(&typed, &own, kept.map(|_| id.as_str())) {
        Ok(record) => record,
        Err(problems) => return Ok(page(&token, &typed, &problems, &id).into_response()),
    };
    let action = format!("/practice/site/{id}");
    let at = At { site: &site, actor: who.actor(), action: &action };
    let theirs = || kept.map(|site| site.typed(&own)).ok_or(Stop::NotFound);
    match keep(&at, record, &typed, theirs).await? {
        Outcome::Kept => Ok(see_other("/practice").saying("The site is saved.").into_response()),
        Outcome::Wrong(problems) => Ok(page(&token, &typed, &problems, &id).into_response()),
    }
}
