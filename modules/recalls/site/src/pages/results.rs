//! Results between organisations: whose each one is now, what waits to be accepted, what came back. And handing one over.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use directory_site::read as directory;
use journal::{NotDone, Reading};
use kernel::{Day, Id, NhsNumber, OrgId, SeatId};
use maud::{Markup, Render, html};
use policy::{Actor, OrgKind, Permit, Role};
use recalls_rules::facts::v1::Person;
use recalls_rules::{HandedState, Test};
use web::components::{
    Button, Checkboxes, Choice, Colour, Column, Input, Radios, Select, SelectItem, Table, TableCell, Tag,
    Textarea,
};
use web::{FormToken, ListQuery, Page, Problems, SignedIn, Stop, Typed, csv_file, see_other};

use super::Site;
use super::access::{self, fault};
use crate::acts::{HandOver, HandOverRefused, LookAtResults};
use crate::results::{self, FAMILY, Line};

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/results", get(show))
        .route("/results.csv", get(csv))
        .route("/results/new", get(form).post(hand_over))
}

/// Whether somebody's organisation asks for tests, and their seat sees that there are results.
pub(super) fn uses_results(actor: &Actor) -> bool {
    let care = matches!(
        actor.org_kind,
        OrgKind::Practice | OrgKind::Hospital | OrgKind::SexualHealthClinic | OrgKind::Pharmacy
    );
    care && matches!(actor.role, Role::Clinician | Role::Fitter | Role::Booking | Role::Manager)
}

/// A reading of the results of the reader's own organisation; to anybody else there are none.
pub(super) fn own(site: &Site, actor: &Actor) -> Result<Reading, Stop> {
    if !uses_results(actor) {
        return Err(Stop::NotFound);
    }
    let subject = results::subject(actor, Some((actor.org, actor.org)), true, false);
    site.journal.reading(actor, Permit::SeeEnvelope, subject).map_err(|why| match why {
        NotDone::Fault(why) => Stop::fault("opening a reading of results", why),
        NotDone::NotAllowed(_)
        | NotDone::AgainstTheRules(())
        | NotDone::Changed { .. }
        | NotDone::KeyUsedForAnother => Stop::NotFound,
    })
}

/// Looks at whom results are about, as the seat may; nothing where it may not.
pub(super) async fn look(site: &Site, actor: &Actor, ids: Vec<Id>) -> Result<Option<journal::Viewing>, Stop> {
    if ids.is_empty() {
        return Ok(None);
    }
    let done = match actor.role {
        Role::Clinician | Role::Fitter => site.journal.submit(actor, LookAtResults::<false>(ids)).await,
        Role::Booking => site.journal.submit(actor, LookAtResults::<true>(ids)).await,
        Role::Manager
        | Role::ContractLead
        | Role::Commissioner
        | Role::Guardian
        | Role::Administrator
        | Role::CharityWorker
        | Role::Convener
        | Role::Person
        | Role::OrganisationToken
        | Role::System => return Ok(None),
    };
    match done {
        Ok(done) => Ok(Some(done.viewing())),
        Err(NotDone::Fault(why)) => Err(Stop::fault("recording a look at results", why)),
        Err(
            NotDone::NotAllowed(_)
            | NotDone::AgainstTheRules(_)
            | NotDone::Changed { .. }
            | NotDone::KeyUsedForAnother,
        ) => Ok(None),
    }
}

/// Where a result stands for an organisation, with a colour that only repeats it.
pub(super) fn standing(line: &Line, own: OrgId, today: Day) -> Markup {
    let (words, colour) = match line.state {
        HandedState::Waiting if line.handed.to == own => ("Accept or decline it", Colour::Orange),
        HandedState::Waiting if line.is_late(today) => ("Not accepted in time: still yours", Colour::Red),
        HandedState::Waiting => ("Waits for them: still yours", Colour::Yellow),
        HandedState::Accepted if line.handed.to == own => ("Yours: act on it", Colour::Orange),
        HandedState::Accepted => ("Theirs now", Colour::Grey),
        HandedState::Declined if line.handed.from == own => ("Came back: yours", Colour::Red),
        HandedState::Declined => ("Declined: theirs", Colour::Grey),
        HandedState::TakenBack if line.handed.from == own => ("Taken back: yours", Colour::Orange),
        HandedState::TakenBack => ("Taken back: theirs", Colour::Grey),
        HandedState::ActedOn => ("Acted on", Colour::Green),
    };
    html! { (Tag::new(words, colour).render()) }
}

pub(super) fn organisation(reading: &Reading, code: OrgId) -> Result<String, Stop> {
    let found = directory::organisation(reading, code).map_err(fault("reading an organisation"))?;
    Ok(found.map_or_else(|| code.to_string(), |of| of.name))
}

/// What a result is called where no name may be shown.
pub(super) fn short(line: &Line) -> String {
    line.id.to_string().chars().rev().take(6).collect::<String>().to_uppercase()
}

const SHOWN: [(&str, &str); 3] = [("open", "Not acted on yet"), ("ended", "Acted on"), ("all", "All")];

fn chosen(query: &ListQuery) -> &str {
    query.filter("show").filter(|show| SHOWN.iter().any(|(name, _)| name == show)).unwrap_or("open")
}

async fn show(who: SignedIn, query: ListQuery, State(site): State<Site>) -> Result<Page, Stop> {
    let actor = who.actor();
    let today = site.journal.now().day();
    let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let (lines, in_all, ours) = {
        let reading = own(&site, actor)?;
        let lines =
            results::list(&reading, actor.org, chosen(&query), whole(query.rows), whole(query.offset()))
                .map_err(fault("reading results"))?;
        let in_all =
            results::count(&reading, actor.org, chosen(&query)).map_err(fault("counting results"))?;
        (lines, in_all, results::to_act_on(&reading, actor.org).map_err(fault("counting results"))?)
    };
    let viewing = look(&site, actor, lines.iter().map(|line| line.id).collect()).await?;
    let reading = own(&site, actor)?;
    let mut rows = Vec::new();
    for line in &lines {
        let person = super::result::person(&reading, viewing.as_ref(), line)?;
        let name = person.map_or_else(|| format!("Result {}", short(line)), |person| person.name);
        rows.push(vec![
            TableCell::from(standing(line, actor.org, today)),
            TableCell::link(name, format!("/results/{}", line.id)),
            TableCell::from(line.test.in_words()),
            TableCell::from(organisation(&reading, line.handed.from)?),
            TableCell::from(organisation(&reading, line.handed.to)?),
            TableCell::from(line.handed.on.in_words()),
        ]);
    }
    let empty = rows.is_empty();
    let head = ["Where it stands", "Who", "Test", "Asked for by", "Put to", "On"].map(Column::words).to_vec();
    let items = SHOWN.iter().map(|(name, words)| SelectItem::new(*name, *words)).collect();
    let hands_over = actor.role != Role::Manager;
    Ok(Page::new("Results between organisations")
        .now(match ours {
            0 => "No result waits for you.".to_owned(),
            1 => "One result is yours to answer or to act on.".to_owned(),
            ours => format!("{ours} results are yours to answer or to act on."),
        })
        .audience(format!(
            "{}. Names only for those who arrange or see the person; this look is on record.",
            who.org_name
        ))
        .part("/results")
        .prints()
        .wide()
        .body(html! {
            p { "A result stays with whoever asked for the test until the other accepts it." }
            @if hands_over { div class="nhsuk-button-group" { (Button::link("Hand a result over", "/results/new")) } }
            form method="get" action="/results" class="rt-filters" {
                (Select::new("show", "Which", items).value(chosen(&query)))
                (Button::secondary("Show"))
            }
            @if empty { p { "There is none of the kind. " a href="/results?show=all" { "Show all" } } }
            @else { (Table::new("Results", head, rows).responsive(true)) }
            @if let Some(pages) = query.pagination(usize::try_from(in_all).unwrap_or(0)) { (pages) }
            p { a href={ "/results.csv?show=" (chosen(&query)) } { "These as a file for a spreadsheet, without names" } }
        }))
}

async fn csv(who: SignedIn, query: ListQuery, State(site): State<Site>) -> Result<Response, Stop> {
    let today = site.journal.now().day();
    let reading = own(&site, who.actor())?;
    let lines = results::list(&reading, who.actor().org, chosen(&query), 10_000, 0)
        .map_err(fault("reading results"))?;
    let row = |line: &Line| {
        [
            short(line),
            line.test.in_words().to_owned(),
            line.handed.from.to_string(),
            line.handed.to.to_string(),
            line.handed.on.to_string(),
            line.state.name().to_owned(),
            line.since.to_string(),
            line.owner().to_string(),
            if line.is_late(today) { "yes" } else { "no" }.to_owned(),
        ]
    };
    let head = [
        "result",
        "test",
        "asked_for_by",
        "put_to",
        "on",
        "state",
        "since",
        "whose_now",
        "not_accepted_in_time",
    ];
    csv_file(&format!("results-{today}.csv"), &head, lines.iter().map(row))
}

async fn form(who: SignedIn, token: FormToken, State(site): State<Site>) -> Result<Page, Stop> {
    let typed = Typed::of([
        ("result", Id::from_bits(rand::random()).to_string()),
        ("back_to", who.actor().seat.to_string()),
    ]);
    page(&site, &who, &token, &typed, &Problems::default())
}

/// The organisations with which an agreement covers results.
fn agreed_with(reading: &Reading, actor: &Actor, today: Day) -> Result<Vec<SelectItem>, Stop> {
    let mut items = Vec::new();
    for of in directory::organisations(reading).map_err(fault("reading organisations"))? {
        let agreement = directory::agreement_between(reading, actor.org, of.code, FAMILY, today)
            .map_err(fault("reading agreements"))?;
        if of.code != actor.org && agreement.is_some() {
            items.push(SelectItem::new(of.code.to_string(), of.name));
        }
    }
    Ok(items)
}

fn page(
    site: &Site,
    who: &SignedIn,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, Stop> {
    let actor = who.actor();
    if !matches!(actor.role, Role::Clinician | Role::Fitter | Role::Booking) {
        return Err(Stop::NotFound);
    }
    let reading = own(site, actor)?;
    let others = agreed_with(&reading, actor, site.journal.now().day())?;
    let page = Page::new("Hand a result over").part("/results").back("/results").errors(problems.summary());
    if others.is_empty() {
        return Ok(page.now("No agreement covers results yet: until one does, each result stays with you.").body(html! {
            p { "A result may be handed over once both organisations have signed an agreement that covers results. " a href="/agreements" { "The agreements" } ". Until then ring whoever should know, and act on it yourselves." }
            p { "Questions: " (site.office) "." }
        }));
    }
    let to = std::iter::once(SelectItem::new("", "Choose")).chain(others).collect();
    let seats = directory::seats(&reading, actor.org).map_err(fault("reading seats"))?;
    let seats = seats
        .iter()
        .filter(|seat| !seat.ended && matches!(seat.role.as_str(), "clinician" | "fitter" | "booking"))
        .map(|seat| SelectItem::new(seat.id.to_string(), seat.title.clone()))
        .collect();
    let tests = Test::ALL.iter().map(|test| Choice::new(test.name(), test.in_words())).collect();
    let input = |name: &str, label: &str| {
        Input::new(name, label).value(typed.text(name)).error_message(problems.of(name))
    };
    Ok(page
        .now("It stays yours until they accept it. What must be done today goes by telephone.")
        .audience(format!("{} and whoever is asked to take it", who.org_name))
        .body(html! {
            form method="post" action="/results/new" novalidate {
                (token)
                input type="hidden" name="result" value=(typed.text("result"));
                (Select::new("to", "Who is asked to take it?", to).value(typed.text("to")).error_message(problems.of("to")))
                (Radios::new("test", "What was tested?", tests).small(true).value(typed.text("test")).error_message(problems.of("test")))
                (Textarea::new("why", "What does it show, and what is to be done by when?").rows(3u32).value(typed.text("why")).error_message(problems.of("why")))
                (input("name", "Name of the person"))
                (input("nhs_number", "NHS number").width("20").hint("Leave it empty where it is not known"))
                (input("date_of_birth", "Date of birth").kind("date").width("10").hint("Leave it empty where it is not known"))
                (input("telephone", "How is the person reached?").width("20"))
                (Select::new("back_to", "To which seat of yours does it come back if they decline?", seats).value(typed.text("back_to")).error_message(problems.of("back_to")))
                @if actor.role == Role::Booking {
                    (Checkboxes::new("ticked", "Who asked for it", vec![Choice::new("yes", "A clinician of ours asked for this hand-over")]).values(typed.all("ticked")).error_message(problems.of("ticked")))
                }
                (Button::new("Hand it over"))
            }
        }))
}

async fn hand_over(
    who: SignedIn,
    token: FormToken,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    let mut problems = Problems::default();
    let to = problems
        .need(&typed, "to", "Choose who is asked to take it")
        .and_then(|text| text.parse::<OrgId>().ok());
    let test = problems.need(&typed, "test", "Choose what was tested").and_then(Test::named);
    let why =
        problems.need(&typed, "why", "Say what it shows and what is to be done by when").map(str::to_owned);
    let name = problems.need(&typed, "name", "Enter the name of the person").map(str::to_owned);
    if typed.word("nhs_number").is_some_and(|text| text.parse::<NhsNumber>().is_err()) {
        problems.add("nhs_number", "This is no NHS number: check its ten digits, or leave it empty");
    }
    let back_to = problems
        .need(&typed, "back_to", "Choose to which seat it comes back")
        .and_then(|text| text.parse::<SeatId>().ok());
    let ticked = who.actor().role != Role::Booking || typed.text("ticked") == "yes";
    if !ticked {
        problems.add("ticked", "Tick that a clinician asked for it, or ask one");
    }
    let result = typed.text("result").parse::<Id>().map_err(|_| Stop::NotFound)?;
    if let (Some(to), Some(test), Some(why), Some(name), Some(back_to), true) =
        (to, test, why, name, back_to, problems.is_empty())
    {
        let said = |field: &str| typed.word(field).unwrap_or_default().to_owned();
        let person = Person {
            name,
            nhs_number: said("nhs_number"),
            date_of_birth: said("date_of_birth"),
            telephone: said("telephone"),
            why,
        };
        match site.journal.submit(who.actor(), HandOver { result, test, to, back_to, person, ticked }).await {
            Ok(done) => {
                let at = format!("/results/{}", done.answer);
                return Ok(see_other(at)
                    .saying("Handed over. It stays yours until they accept it.")
                    .into_response());
            }
            Err(NotDone::AgainstTheRules(why)) => match why {
                HandOverRefused::NoSuchOrganisation => {
                    problems.add("to", "Choose another organisation of the list")
                }
                HandOverRefused::NoSuchSeat => {
                    problems.add("back_to", "Choose a seat of your own organisation")
                }
                HandOverRefused::NoName => problems.add("name", "Enter the name of the person"),
                HandOverRefused::NothingToDo => {
                    problems.add("why", "Say what it shows and what is to be done by when")
                }
            },
            Err(NotDone::NotAllowed(why)) => return Err(access::refused(&site, &why)),
            Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => return Err(Stop::NotFound),
            Err(NotDone::Fault(why)) => return Err(Stop::fault("handing a result over", why)),
        }
    } else if problems.is_empty() {
        problems.add("to", "Choose one of each list");
    }
    Ok(page(&site, &who, &token, &typed, &problems)?.into_response())
}
