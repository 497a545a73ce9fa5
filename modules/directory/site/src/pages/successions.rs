//! `/successions`: which organisation takes another's work over, from when and why; announcing it, taking it back, and the
//! successor's yes, with a count of what goes over and of what must be settled where it stands.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use directory_rules::succession::{Announced, Step, Succession};
use journal::{NotDone, Reading};
use kernel::{Day, OrgId};
use maud::{Markup, html};
use policy::{Actor, Kind, Permit, Relations, Subject};
use web::components as nhs;
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::Site;
use super::access::{OURS, fault, may, reading, stop};
use super::agreements::names;
use super::keeping::{seen as seen_version, version};
use crate::acts::{Agree, Announce, SuccessionRefused, TakeBack};
use crate::{acts, read, succession};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route(HERE, get(show).post(announced))
        .route("/successions/{code}", get(one))
        .route("/successions/{code}/agree", post(agreed))
        .route("/successions/{code}/take-back", post(taken_back))
}

pub(super) const HERE: &str = "/successions";
const PLACE: Subject = Subject::new(Kind::Place, Relations::NONE);

/// A reading for whoever sets the place up, or answers for one of the two organisations.
fn open(site: &Site, actor: &Actor) -> Result<Reading, Stop> {
    for (permit, subject) in
        [(Permit::KeepPlace, PLACE), (Permit::TakeOver, OURS), (Permit::KeepDirectory, OURS)]
    {
        if site.journal.rulebook().decide(actor, permit, subject).is_ok() {
            return reading(site, actor, permit, subject);
        }
    }
    Err(Stop::NotFound)
}

/// Those that the reader may see: all of them at the place's office, elsewhere those of one's own organisation.
fn seen(reading: &Reading, actor: &Actor) -> Result<Vec<Succession>, Stop> {
    let mut all = succession::successions(reading).map_err(fault("reading successions"))?;
    if reading.permits(Permit::KeepPlace, PLACE).is_err() {
        all.retain(|one| one.of.organisation == actor.org || one.of.successor == actor.org);
    }
    Ok(all)
}

/// What waits for the yes of an organisation.
pub(super) fn to_agree(reading: &Reading, org: OrgId) -> Result<Vec<Succession>, Stop> {
    let mut all = succession::successions(reading).map_err(fault("reading successions"))?;
    all.retain(|one| one.of.successor == org && one.step == Step::Announced);
    Ok(all)
}

fn step_in_words(one: &Succession, today: Day) -> (&'static str, nhs::Colour) {
    match one.step {
        Step::Announced if one.of.on <= today => ("Waits for the successor’s yes: late", nhs::Colour::Red),
        Step::Announced => ("Waits for the successor’s yes", nhs::Colour::Orange),
        Step::Agreed => ("Agreed", nhs::Colour::Blue),
        Step::Carried => ("Has gone over", nhs::Colour::Green),
    }
}

async fn show(State(site): State<Site>, who: SignedIn, token: FormToken) -> Result<Page, Stop> {
    page(&site, &who, &token, &Typed::default(), &Problems::default())
}

fn page(
    site: &Site,
    who: &SignedIn,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, Stop> {
    let reading = open(site, who.actor())?;
    let today = site.journal.now().day();
    let all = seen(&reading, who.actor())?;
    let names = names(&reading)?;
    let name = |org: OrgId| names.get(&org).cloned().unwrap_or_else(|| org.to_string());
    let announces = reading.permits(Permit::KeepPlace, PLACE).is_ok();
    let head = ["Whose work", "Who takes it over", "From", "How far"].map(nhs::Column::words).to_vec();
    let rows = all
        .iter()
        .map(|one| {
            let (words, colour) = step_in_words(one, today);
            vec![
                nhs::TableCell::link(name(one.of.organisation), format!("{HERE}/{}", one.of.organisation)),
                name(one.of.successor).into(),
                one.of.on.in_words().into(),
                html! { (nhs::Tag::new(words, colour)) }.into(),
            ]
        })
        .collect();
    Ok(Page::new("Who takes whose work over")
        .now(match announces {
            true => {
                "Announce a merger or a succession. The successor agrees to it before anything goes over."
            }
            false => "Look at what your organisation takes over, or hands over.",
        })
        .audience("The place’s administrator; managers and guardians of the two organisations")
        .errors(problems.summary())
        .prints()
        .body(html! {
            @if all.is_empty() { p { "No organisation’s work is being taken over." } }
            @else { (nhs::Table::new("Announced, agreed and done", head, rows)) }
            @if announces { (form(token, typed, problems, &reading)?) }
        }))
}

fn form(token: &FormToken, typed: &Typed, problems: &Problems, reading: &Reading) -> Result<Markup, Stop> {
    let mut all = read::organisations(reading).map_err(fault("reading organisations"))?;
    all.retain(|org| !["council", "nhs_commissioner", "place_office"].contains(&org.kind.as_str()));
    let choices =
        || {
            let mut items = vec![nhs::SelectItem::new("", "Choose one")];
            items.extend(all.iter().map(|org| {
                nhs::SelectItem::new(org.code.to_string(), format!("{} ({})", org.name, org.code))
            }));
            items
        };
    let select = |field: &str, label: &str| {
        nhs::Select::new(field, label, choices()).value(typed.text(field)).error_message(problems.of(field))
    };
    Ok(html! {
        h2 class="nhsuk-heading-m" { "Announce one" }
        form method="post" action=(HERE) novalidate class="rt-noprint" {
            (token)
            (select("organisation", "Whose work goes over"))
            (select("successor", "Who takes it over"))
            (nhs::Input::new("on", "First day").kind("date").width("10").value(typed.text("on")).error_message(problems.of("on")).hint("From then on the successor answers for it"))
            (nhs::Textarea::new("why", "Why").rows(2).value(typed.text("why")).error_message(problems.of("why")).hint("For partners: a merger, a contract that passed on. Nothing about a person"))
            (nhs::Button::new("Announce it"))
        }
    })
}

async fn announced(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    typed: Typed,
) -> Result<Response, Stop> {
    let mut problems = Problems::default();
    let organisation = problems.parse::<OrgId>(&typed, "organisation", "Choose whose work goes over");
    let successor = problems.parse::<OrgId>(&typed, "successor", "Choose who takes it over");
    let on = problems.parse::<Day>(&typed, "on", "Enter the first day");
    let why = problems.need(&typed, "why", "Say why, for the partners who ask").map(str::to_owned);
    if let (Some(organisation), Some(successor), Some(on), Some(why)) = (organisation, successor, on, why) {
        let of = Announced { organisation, successor, on, why };
        match site.journal.submit(who.actor(), Announce(of)).await {
            Ok(_) => {
                return Ok(see_other(format!("{HERE}/{organisation}"))
                    .saying("It is announced. The successor’s manager or guardian agrees to it next.")
                    .into_response());
            }
            Err(NotDone::AgainstTheRules(why)) => refused(&mut problems, &why),
            Err(other) => return Err(stop(&site, who.actor(), "announcing a succession", other)),
        }
    }
    Ok(page(&site, &who, &token, &typed, &problems)?.into_response())
}

fn refused(problems: &mut Problems, why: &SuccessionRefused) {
    let (field, words) = match why {
        SuccessionRefused::NoSuchOrganisation(code) => {
            ("organisation", format!("The directory has no organisation {code}: choose one of the list"))
        }
        SuccessionRefused::Itself => {
            ("successor", "An organisation can’t take its own work over: choose another".to_owned())
        }
        SuccessionRefused::OtherKinds => (
            "successor",
            "Its seats have no place there: practices, clinics and hospitals follow one another, others only their own kind".to_owned(),
        ),
        SuccessionRefused::NotJoined => {
            ("successor", "It does not use Roundtable yet: it joins first, then takes work over".to_owned())
        }
        SuccessionRefused::TakenOver(already) => (
            "organisation",
            format!(
                "{} is taken over by {} from {}: settle that first",
                already.of.organisation,
                already.of.successor,
                already.of.on.in_words()
            ),
        ),
        SuccessionRefused::NoReason => ("why", "Say why, for the partners who ask".to_owned()),
        SuccessionRefused::DayPassed(day) => (
            "on",
            format!("{} has passed: what was done since is its own. Enter today or later", day.in_words()),
        ),
        SuccessionRefused::NotThere => ("organisation", "It is not announced any more".to_owned()),
    };
    problems.add(field, words);
}

/// The succession of an address that the reader may see.
fn found(reading: &Reading, actor: &Actor, code: &str) -> Result<Succession, Stop> {
    seen(reading, actor)?
        .into_iter()
        .find(|one| one.of.organisation.to_string() == code)
        .ok_or(Stop::NotFound)
}

async fn one(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(code): Path<String>,
) -> Result<Page, Stop> {
    let actor = who.actor();
    let reading = open(&site, actor)?;
    let one = found(&reading, actor, &code)?;
    let names = names(&reading)?;
    let name = |org: OrgId| names.get(&org).cloned().unwrap_or_else(|| org.to_string());
    let (from, to) = (name(one.of.organisation), name(one.of.successor));
    let today = site.journal.now().day();
    let agrees =
        one.step == Step::Announced && one.of.successor == actor.org && may(&site, actor, Permit::TakeOver);
    let takes_back = one.step != Step::Carried && reading.permits(Permit::KeepPlace, PLACE).is_ok();
    let now = match one.step {
        Step::Announced if agrees => "Look at what goes over, then agree for your organisation.",
        Step::Announced => "A manager or guardian of the successor agrees to it next.",
        Step::Agreed => "Settle what does not go over by itself before its day.",
        Step::Carried => "Settle what still stands in the old name.",
    };
    let seen = version(&reading, &acts::succession::stream(one.of.organisation))?;
    let path = |what: &str| format!("{HERE}/{code}/{what}");
    Ok(Page::new(format!("{to} takes over from {from}"))
        .now(now)
        .audience("The place’s administrator; managers and guardians of the two organisations")
        .back(HERE)
        .prints()
        .body(html! {
            p { (nhs::Tag::new(step_in_words(&one, today).0, step_in_words(&one, today).1)) " From " (one.of.on.in_words()) ". " (one.of.why) }
            (in_its_name(&reading, &one, &from)?)
            p { "Every ask keeps its clock: no day counts anew. What was closed before stays " (from) "’s in all figures; the successor reads it on and answers for it. Each ask shows the day on which it went over." }
            @if agrees {
                form method="post" action=(path("agree")) class="rt-noprint" { (token) input type="hidden" name="version" value=(seen.0); (nhs::Button::new(format!("Agree for {to}"))) }
            }
            @if takes_back {
                form method="post" action=(path("take-back")) class="rt-noprint" { (token) (nhs::Button::secondary("Take the announcement back")) }
            }
        }))
}

/// What stands in an organisation's name, counted: first what goes over by itself.
fn in_its_name(reading: &Reading, of: &Succession, name: &str) -> Result<Markup, Stop> {
    let org = of.of.organisation;
    let over_words =
        if of.step == Step::Carried { "Read on by the successor" } else { "Goes over by itself" };
    let (mut over, mut stays): (Vec<Vec<nhs::TableCell>>, Vec<_>) = (Vec::new(), Vec::new());
    for of in reading.modules().iter().flat_map(|module| module.in_name_of) {
        let row = reading.first(&of.counted, &[org.into()]).map_err(fault("counting what is in a name"))?;
        let count: i64 = row.map_or(Ok(0), |row| row.get(0)).map_err(fault("reading a count"))?;
        if count > 0 {
            let rows = if of.goes_over { &mut over } else { &mut stays };
            rows.push(vec![of.what.into(), count.to_string().into()]);
        }
    }
    let head = || vec![nhs::Column::words("What"), nhs::Column::figures("How many")];
    Ok(html! {
        @if over.is_empty() { p { "Nothing of " (name) " is left to go over." } }
        @else { (nhs::Table::new(over_words, head(), over)) }
        @if stays.is_empty() { p { "Nothing else stands in its name." } }
        @else { (nhs::Table::new("Must be settled where it stands", head(), stays)) }
    })
}

async fn agreed(
    State(site): State<Site>,
    who: SignedIn,
    Path(code): Path<String>,
    typed: Typed,
) -> Result<Response, Stop> {
    let organisation = code.parse::<OrgId>().map_err(|_| Stop::NotFound)?;
    let seen = seen_version(&typed).unwrap_or_default();
    match site.journal.submit(who.actor(), Agree { organisation, seen }).await {
        Ok(_) => Ok(see_other(format!("{HERE}/{code}"))
            .saying("You have agreed. It goes over on its day, within the hour.")
            .into_response()),
        // Announced anew since: the page is shown as it stands now.
        Err(NotDone::Changed { .. }) => Ok(see_other(format!("{HERE}/{code}"))
            .saying("It was announced anew since you read it, and is not agreed to. Read it again.")
            .into_response()),
        Err(other) => Err(stop(&site, who.actor(), "agreeing to a succession", other)),
    }
}

async fn taken_back(
    State(site): State<Site>,
    who: SignedIn,
    Path(code): Path<String>,
) -> Result<Response, Stop> {
    let org = code.parse::<OrgId>().map_err(|_| Stop::NotFound)?;
    match site.journal.submit(who.actor(), TakeBack(org)).await {
        Ok(_) => Ok(see_other(HERE).saying("The announcement is taken back.").into_response()),
        Err(other) => Err(stop(&site, who.actor(), "taking a succession back", other)),
    }
}
