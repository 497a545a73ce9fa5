//! The tests that rules have moved to the hospital, and which specialties have somebody for each. Such a rule is entered
//! where all rules of requests are (`/letters/rules`); it waits there until nobody is missing here.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use journal::{NotDone, Query, Reading};
use kernel::Day;
use maud::html;
use policy::{Actor, Kind, OrgKind, Permit, Relations, Role, Subject};
use recalls_rules::Test;
use web::components::{Column, Details, Table, TableCell};
use web::{Page, SignedIn, Stop};

use super::Site;
use super::access::{self, fault};
use crate::acts::missing;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/recalls/rules", get(show))
}

const IN_FORCE: Query =
    Query { name: "recalls.rules", sql: "select test, from_day, specialties from recall_rule order by test" };

/// A reading for rules: the hospital's people and the office that enters them.
fn open(site: &Site, actor: &Actor) -> Result<Reading, Stop> {
    if actor.org_kind == OrgKind::Hospital {
        return access::own(site, actor);
    }
    if actor.role != Role::Convener {
        return Err(Stop::NotFound);
    }
    site.journal.reading(actor, Permit::KeepRules, Subject::new(Kind::Figures, Relations::NONE)).map_err(
        |why| match why {
            NotDone::Fault(why) => Stop::fault("opening a reading of rules", why),
            NotDone::NotAllowed(_)
            | NotDone::AgainstTheRules(())
            | NotDone::Changed { .. }
            | NotDone::KeyUsedForAnother => Stop::NotFound,
        },
    )
}

async fn show(who: SignedIn, State(site): State<Site>) -> Result<Page, Stop> {
    let reading = open(&site, who.actor())?;
    let in_force = reading.rows(&IN_FORCE, &[]).map_err(fault("reading rules"))?;
    let (mut rows, mut nobody) = (Vec::new(), Vec::new());
    for test in Test::ALL {
        let row = in_force.iter().find(|row| row.get::<String>(0).is_ok_and(|name| name == test.name()));
        let from: Option<Day> = row.map(|row| row.get(1)).transpose().map_err(fault("reading a rule"))?;
        let (lacking, all) = missing(&reading, *test).map_err(fault("reading who owns recalls"))?;
        rows.push(vec![
            TableCell::from(test.in_words()),
            TableCell::from(from.map_or_else(
                || "No rule moves it".to_owned(),
                |from| format!("The hospital arranges it from {}", from.in_words()),
            )),
            TableCell::from(format!(
                "{} of {all} specialties",
                usize::try_from(all).unwrap_or(0).saturating_sub(lacking.len())
            )),
        ]);
        if !lacking.is_empty() && lacking.len() < usize::try_from(all).unwrap_or(0) {
            nobody.push((test, lacking));
        }
    }
    let head = ["Test", "Rule", "Have an owner"].map(Column::words).to_vec();
    let table = Table::new("Tests that the hospital arranges itself", head, rows).responsive(true);
    let enters = reading.permits(Permit::KeepRules, Subject::new(Kind::Figures, Relations::NONE)).is_ok();
    let hospital = who.actor().org_kind == OrgKind::Hospital;
    Ok(Page::new("Rules that move a test to the hospital")
        .now("Stopping an ask must not drop the work: a rule comes into force once every specialty has somebody for it.")
        .part(if hospital { "/recalls" } else { "/recalls/rules" })
        .back(if hospital { "/recalls" } else { "/mine" })
        .prints()
        .body(html! {
            (table)
            @for (test, lacking) in &nobody {
                (Details::new(&format!("{}: {} specialties have nobody", test.in_words(), lacking.len()), html! {
                    ul class="nhsuk-list nhsuk-list--bullet" { @for name in lacking { li { (name) } } }
                }))
            }
            @if enters { p { a href="/letters/rules" { "Enter what a group agreed about requests" } ": a rule that moves a test waits there until everybody here has an owner." } }
            @if hospital { p { a href="/recalls/owners" { "Who owns which recalls" } } }
        }))
}
