//! `/groups/new`: a group from nothing, or in the shape of another: its kinds of seats and rules, and nobody of its people.

use axum::Router;
use axum::extract::{Query as Asked, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::Reading;
use kernel::{GroupId, Id};
use maud::html;
use policy::{Kind, Permit, Relations, Subject};
use serde::Deserialize;
use table_rules::facts::v1::Group;
use table_rules::quorum::Rule;
use table_rules::{GroupKind, GroupState};
use web::components::{Button, InsetText, Textarea};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::access::{fault, open, outcome, problems, reading};
use super::form::{choose, day, line};
use super::{Site, groups};
use crate::acts::{At, MakeGroup, NewFrom, Refused};
use crate::read;

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route("/groups/new", get(show).post(sent))
}

#[derive(Deserialize)]
struct Like {
    #[serde(default)]
    like: String,
}

/// The group whose shape is taken, where the reader may take it.
fn template(site: &Site, who: &SignedIn, like: &str) -> Result<Option<Group>, Stop> {
    if like.is_empty() {
        return Ok(None);
    }
    let opened = open(site, who.actor(), like, Permit::KeepGroup)?;
    Ok(Some(opened.group().clone()))
}

fn may_make(reading: &Reading) -> Result<(), Stop> {
    let subject = Subject::new(Kind::Group, Relations::NONE);
    reading
        .permits(Permit::KeepGroup, subject)
        .map(|_| ())
        .map_err(|why| super::access::not_allowed(why.why, None))
}

fn page(
    reading: &Reading,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
    like: Option<&Group>,
) -> Result<Page, Stop> {
    let above = read::groups(reading).map_err(fault("reading groups"))?;
    let above: Vec<(String, String)> = above
        .into_iter()
        .filter(|one| one.group.state != GroupState::Closed)
        .map(|one| (one.group.id.to_string(), one.group.name))
        .collect();
    let parents =
        std::iter::once(("", "No group")).chain(above.iter().map(|(id, name)| (id.as_str(), name.as_str())));
    let kinds = GroupKind::ALL.iter().map(|kind| (kind.as_str(), kind.words()));
    Ok(Page::new("Make a group")
        .now("Name it and say why it meets; seats, rhythm and chair follow on its page.")
        .audience("those who make groups: the partnership’s office, and whoever chairs or writes for the group it is like")
        .part(groups::HERE)
        .back(groups::HERE)
        .errors(problems.summary())
        .body(html! {
            form method="post" action="/groups/new" id="form" novalidate {
                (token)
                @if let Some(like) = like {
                    input type="hidden" name="like" value=(like.id);
                    (InsetText::new(format!("Like {}: its kind, purpose, terms of reference, quorum and kinds of seats. No organisation, no name, no date comes with them.", like.name)))
                }
                (line(typed, problems, "name", "Name"))
                @if like.is_none() {
                    (choose(typed, problems, "kind", "Kind", kinds))
                    (line(typed, problems, "purpose", "Why it meets").hint("In a sentence"))
                    (Textarea::new("terms", "Terms of reference (if there are any)").value(typed.text("terms")).error_message(problems.of("terms")))
                    (line(typed, problems, "product", "What it makes").hint("For a task-and-finish group"))
                    (day(typed, problems, "ends", "By when it ends").hint("For a task-and-finish group"))
                }
                (line(typed, problems, "patch", "The part of the place it serves").hint("Leave empty for all of it").width("20"))
                (choose(typed, problems, "parent", "Reports to", parents))
                (Button::new("Make the group"))
            }
        }))
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Asked(asked): Asked<Like>,
) -> Result<Page, Stop> {
    let like = template(&site, &who, &asked.like)?;
    let reading = reading(&site, who.actor(), Permit::KeepGroup)?;
    if like.is_none() {
        may_make(&reading)?;
    }
    page(&reading, &token, &Typed::default(), &Problems::default(), like.as_ref())
}

async fn sent(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    typed: Typed,
) -> Result<Response, Stop> {
    let like = template(&site, &who, typed.text("like"))?;
    let parent = typed.word("parent").and_then(|id| id.parse::<GroupId>().ok());
    let text = |field: &str| typed.text(field).to_owned();
    let done = match &like {
        Some(like) => {
            let act = NewFrom { template: like.id, name: text("name"), patch: text("patch"), parent };
            outcome(site.journal.submit(who.actor(), At(act)).await, "making a group")?
        }
        None => match group_of(&typed, parent, site.journal.now().day()) {
            Err(why) => Err(problems(&why)),
            Ok(group) => {
                outcome(site.journal.submit(who.actor(), MakeGroup { group }).await, "making a group")?
            }
        },
    };
    match done {
        Ok(id) => Ok(see_other(format!("/groups/{id}"))
            .saying("The group is made. Add its seats, its rhythm and its first chair.")
            .into_response()),
        Err(problems) => {
            let reading = reading(&site, who.actor(), Permit::KeepGroup)?;
            Ok(page(&reading, &token, &typed, &problems, like.as_ref())?.into_response())
        }
    }
}

fn group_of(typed: &Typed, parent: Option<GroupId>, today: kernel::Day) -> Result<Group, Refused> {
    let text = |field: &str| typed.text(field).to_owned();
    Ok(Group {
        id: GroupId::from_bits(0),
        name: text("name"),
        kind: typed.text("kind").parse().unwrap_or(GroupKind::Strategic),
        patch: text("patch"),
        purpose: text("purpose"),
        terms: text("terms"),
        parent,
        state: GroupState::Forming,
        product: text("product"),
        ends: typed.word("ends").map(str::parse).transpose().map_err(|_| Refused::Past("ends"))?,
        quorum: Rule::by_default(today),
        secretary: None,
        rhythms: Vec::new(),
        feed: Id::from_bits(0),
        on: None,
    })
}
