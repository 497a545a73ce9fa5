//! `/calendar/{feed}.ics`: a group's meetings for calendars. The address cannot be guessed and tells only when and where a
//! group meets: no person, no item.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::Reading;
use kernel::Id;
use policy::{Actor, Kind, OrgKind, Permit, Relations, Role, Subject};
use table_rules::ics::{Change, Feed, feed};
use web::{Stop, Visitor};

use super::Site;
use super::access::fault;
use crate::read::{self, england};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route("/calendar/{feed}", get(show))
}

/// A calendar program has no seat: the feed is read as the program reads, and shows no more than times and places.
fn as_program(site: &Site) -> Result<Reading, Stop> {
    let program = Actor {
        user: kernel::UserId::from_bits(0),
        seat: kernel::SeatId::from_bits(0),
        org: "ROUNDTABLE".parse().map_err(|why| Stop::fault("naming the program", why))?,
        org_kind: OrgKind::PlaceOffice,
        role: Role::System,
        second_factor: true,
    };
    let subject = Subject::new(Kind::Group, Relations::NONE);
    let reading = site.journal.reading(&program, Permit::KeepTableTime, subject);
    reading.map_err(|why| Stop::fault("opening a calendar", format!("{why:?}")))
}

/// Days before and after today within which single meetings are told.
const DAYS: (i32, i32) = (366, 731);

async fn show(State(site): State<Site>, _: Visitor, Path(name): Path<String>) -> Result<Response, Stop> {
    let id = name.strip_suffix(".ics").and_then(|id| id.parse::<Id>().ok()).ok_or(Stop::NotFound)?;
    let reading = as_program(&site)?;
    let known =
        read::group_by_feed(&reading, id).map_err(fault("reading a calendar"))?.ok_or(Stop::NotFound)?;
    let rows = read::meeting_rows(&reading, known.group.id).map_err(fault("reading meetings"))?;
    let changes: Vec<Change> = rows
        .into_values()
        .filter_map(|row| Some(Change { meeting: row.set?, sequence: row.sequence }))
        .collect();
    let now = site.journal.now();
    let today = now.day();
    let text = feed(
        &Feed {
            group: known.group.id,
            name: &known.group.name,
            base: &site.place.base,
            rhythms: &known.group.rhythms,
            changes: &changes,
            sequence: known.rhythm_kept,
            between: (today - DAYS.0, today + DAYS.1),
            stamp: now,
        },
        england(),
    );
    let mut response = text.into_response();
    let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}
