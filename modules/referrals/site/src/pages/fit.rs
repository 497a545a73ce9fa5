//! What was done at the appointment, on one page: fitted or not. The answer goes to the sender at once.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use directory_rules::Device;
use directory_site::read as directory;
use journal::Reading;
use kernel::Day;
use maud::{Markup, html};
use policy::Permit;
use referrals_rules::facts::v1::{Move, Written};
use referrals_rules::request::copy_out::{self, Host};
use referrals_rules::request::fitting::{self, NotFitted, TypedFitting};
use referrals_rules::request::reasons::NotFittedReason;
use web::components::{Button, Checkboxes, Choice, Details, Input, Radios, Select, SelectItem};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::access::{self, Opened, Sees, fault};
use super::ask::Known;
use super::moves::{self, NotMade};
use super::words;
use crate::acts::{Fitting, FittingEarly, MoveRefused};
use crate::{Site, read};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/asks/{ask}/fit", get(show).post(record))
}

/// The fields of the record that are sealed with it.
const FIELDS: &[&str] = &[
    "fitted_on",
    "fitted_device",
    "brand",
    "batch",
    "expiry",
    "sounding_cm",
    "arm",
    "chaperone_offer",
    "chaperone_role",
    "pain_relief",
    "complications",
    "effective_from",
    "follow_up_test",
    "supplied_by",
];

/// The tick that says she came before her booked day, in either form of the page.
const CAME_EARLY: &str = "came_early";
const NOT_FITTED_EARLY: &str = "not_fitted_early";

/// Opens the ask for whoever may record on it.
async fn opened(site: &Site, who: &SignedIn, ask: &str) -> Result<(Opened, Known), Stop> {
    let (reading, opened) = access::open(site, who.actor(), ask)?;
    let subject = read::subject(opened.id, Some(&opened.parties), who.actor());
    reading.permits(Permit::RecordFitting, subject).map_err(|why| access::refused(site, &why))?;
    drop(reading);
    let known = Known::of(site, who, opened.id).await?;
    if known.sees != Sees::Contents {
        return Err(words::refused(policy::RefusedWhy::NotYours, &site.office));
    }
    Ok((opened, known))
}

async fn show(
    who: SignedIn,
    token: FormToken,
    Path(ask): Path<String>,
    State(site): State<Site>,
) -> Result<Page, Stop> {
    let (opened, known) = opened(&site, &who, &ask).await?;
    let device = match opened.sent.method.as_str() {
        "implant" => Device::Implant.name(),
        "lng-iud" => Device::Hormonal52.name(),
        "cu-iud" => Device::CopperTen.name(),
        _ => "",
    };
    let today = opened.today.to_string();
    // She has come today: what is usual stands there, to be changed.
    let typed = Typed::of([
        ("fitted_on", today.as_str()),
        ("fitted_device", device),
        ("chaperone_role", ""),
        ("effective_from", "at-once"),
        ("supplied_by", "host"),
    ]);
    Ok(page(&who, &token, &opened, &known, &typed, &Problems::default(), None))
}

fn page(
    who: &SignedIn,
    token: &FormToken,
    opened: &Opened,
    known: &Known,
    typed: &Typed,
    problems: &Problems,
    preview: Option<&str>,
) -> Page {
    let name = known.written().map(|written| written.text("name").to_owned()).filter(|name| !name.is_empty());
    let who_is = name.unwrap_or_else(|| format!("ask {}", opened.sent.reference));
    let hidden = html! {
        (token)
        input type="hidden" name="version" value=(opened.version.0);
    };
    Page::new(format!("Record: {who_is}"))
        .caption(words::method(&opened.sent.method))
        .now("Write what is on the box, then record it: the answer goes to the sender at once.")
        .audience(format!("Clinicians of {} and of the sender.", who.org_name))
        .part("/session")
        .back("/session")
        .errors(problems.summary())
        .body(html! {
            @if let Some(text) = preview {
                h2 class="nhsuk-heading-m" { "What the sender will read" }
                div class="rt-typed" { (text) }
            }
            form method="post" action=(format!("{}/fit", opened.path())) novalidate autocomplete="off" {
                (hidden)
                (Record { typed, problems, opened }.fitted())
                div class="nhsuk-button-group" {
                    (Button::new("Record and send").name("do").value("fitted"))
                    (Button::secondary("Show the summary first").name("do").value("preview"))
                }
            }
            (Details::new("Not fitted", html! {
                form method="post" action=(format!("{}/fit", opened.path())) novalidate {
                    (hidden)
                    (Record { typed, problems, opened }.not_fitted())
                    (Button::new("Record as not fitted").name("do").value("not-fitted"))
                }
            }).open(typed.text("do") == "not-fitted"))
        })
}

struct Record<'a> {
    typed: &'a Typed,
    problems: &'a Problems,
    opened: &'a Opened,
}

impl Record<'_> {
    fn input(&self, field: &str, label: &str) -> Input {
        Input::new(field, label).value(self.typed.text(field)).error_message(self.problems.of(field))
    }

    fn radios(&self, field: &str, question: &str, choices: &[(&str, &str)]) -> Radios {
        let items = choices.iter().map(|(value, words)| Choice::new(*value, *words)).collect();
        Radios::new(field, question, items)
            .small(true)
            .inline(true)
            .value(self.typed.text(field))
            .error_message(self.problems.of(field))
    }

    fn fitted(&self) -> Markup {
        let mut devices = vec![SelectItem::new("", "Choose")];
        devices.extend(Device::ALL.iter().map(|device| SelectItem::new(device.name(), device.in_words())));
        let implant = self.opened.sent.method == "implant";
        let coil = matches!(self.opened.sent.method.as_str(), "cu-iud" | "lng-iud");
        html! {
            (self.before_its_day(CAME_EARLY))
            (self.input("fitted_on", "Date").kind("date").width("10"))
            (Select::new("fitted_device", "Device fitted", devices).value(self.typed.text("fitted_device")).error_message(self.problems.of("fitted_device")))
            (self.input("brand", "Brand").width("20"))
            (self.input("batch", "Batch").width("20").spellcheck(false))
            (self.input("expiry", "Expiry").kind("date").width("10"))
            @if !implant { (self.input("sounding_cm", "Sounding length in centimetres").width("4").inputmode("decimal")) }
            @if !coil { (self.radios("arm", "Arm", &[("left", "Left"), ("right", "Right")])) }
            (self.radios("chaperone_offer", "Chaperone offered", &[("accepted", "Accepted"), ("declined", "Declined")]))
            (self.input("chaperone_role", "Chaperone’s role, if accepted").width("20"))
            (self.radios("effective_from", "Effective from", &[("at-once", "At once"), ("day", "A later day")]))
            (self.input("effective_day", "If later, from").kind("date").width("10"))
            (self.radios("supplied_by", "Device supplied by", &[("host", "Us"), ("brought", "She brought it")]))
            (Details::new("More: pain relief, complications, follow-up, STI tests", html! {
                (self.input("pain_relief", "Pain relief"))
                (self.input("complications", "Complications"))
                (self.input("follow_up_test", "Follow-up pregnancy test on").kind("date"))
                (self.input("sti_tests", "STI tests taken"))
                (self.radios("sti_told", "She agrees that the tests are told", &[("yes", "Yes"), ("no", "No")]))
            }).open(["pain_relief", "complications", "follow_up_test", "sti_tests"].iter().any(|field| self.typed.word(field).is_some() || self.problems.of(field).is_some())))
        }
    }

    /// Asked only where the booked day is still to come: then a record today says that she came before it.
    fn before_its_day(&self, field: &str) -> Markup {
        let booked = self.opened.folded.booked.map(|(_, at)| at).filter(|at| at.day() > self.opened.today);
        html! {
            @if let Some(at) = booked {
                (Checkboxes::new(field, format!("She is booked for {}", at.in_words()).as_str(), vec![
                    Choice::new("yes", "She came before that: give the booked time to somebody else"),
                ]).small(true).values(self.typed.all(field)).error_message(self.problems.of(field)))
            }
        }
    }

    fn not_fitted(&self) -> Markup {
        let reasons = NotFittedReason::ALL
            .iter()
            .map(|why| Choice::new(why.code(), why.in_words()))
            .collect::<Vec<_>>();
        html! {
            (self.before_its_day(NOT_FITTED_EARLY))
            (Radios::new("not_fitted_reason", "Why", reasons).small(true).value(self.typed.text("not_fitted_reason")).error_message(self.problems.of("not_fitted_reason")))
            (self.input("next_step", "What happens next"))
        }
    }
}

fn typed_fitting(of: &Typed) -> TypedFitting {
    let text = |field: &str| of.text(field).to_owned();
    TypedFitting {
        fitted_on: text("fitted_on"),
        fitted_device: text("fitted_device"),
        brand: text("brand"),
        batch: text("batch"),
        expiry: text("expiry"),
        sounding_cm: text("sounding_cm"),
        arm: text("arm"),
        chaperone_offer: text("chaperone_offer"),
        chaperone_role: text("chaperone_role"),
        pain_relief: text("pain_relief"),
        complications: text("complications"),
        effective_from: text(if of.text("effective_from") == "day" {
            "effective_day"
        } else {
            "effective_from"
        }),
        follow_up_test: text("follow_up_test"),
        sti_tests: text("sti_tests"),
        sti_told: text("sti_told"),
        supplied_by: text("supplied_by"),
    }
}

/// The service and the number that the copy-out names.
fn host(reading: &Reading, opened: &Opened, who: &SignedIn) -> Result<(String, String, String), Stop> {
    let service = directory::service(reading, opened.service()).map_err(fault("reading a service"))?;
    let named = access::named(reading, opened.parties.host)?;
    Ok(service.map_or_else(
        || (named.name.clone(), named.telephone.clone(), who.seat_title.clone()),
        |of| (of.service.name, of.service.telephone, who.seat_title.clone()),
    ))
}

async fn record(
    who: SignedIn,
    token: FormToken,
    Path(ask): Path<String>,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    let (opened, known) = opened(&site, &who, &ask).await?;
    let reading = access::own(&site, who.actor(), Permit::SeeEnvelope)?;
    let (name, telephone, seat) = host(&reading, &opened, &who)?;
    drop(reading);
    let host = Host { name: &name, telephone: &telephone, seat: &seat };
    let mut problems = Problems::default();
    let shown = |problems: &Problems, preview: Option<&str>| {
        Ok(page(&who, &token, &opened, &known, &typed, problems, preview).into_response())
    };
    let made = match typed.text("do") {
        "not-fitted" => not_fitted(&typed, &opened, &host, &mut problems),
        _ => fitted(&typed, &opened, &known, &host, &mut problems),
    };
    let Some((what, written, on)) = made else { return shown(&problems, None) };
    if typed.text("do") == "preview" {
        return shown(&problems, Some(written.text("summary")));
    }
    let said = words::happened(&what);
    let field = if typed.text("do") == "not-fitted" { "not_fitted_reason" } else { "fitted_on" };
    let (seen, written) = (moves::seen(&typed), Some(written));
    let (actor, ask_id) = (who.actor(), opened.id);
    let early = if typed.text("do") == "not-fitted" { NOT_FITTED_EARLY } else { CAME_EARLY };
    let done = if typed.text(early) == "yes" {
        moves::submit_on::<FittingEarly>(&site, actor, ask_id, seen, what, written, Some(on)).await
    } else {
        moves::submit_on::<Fitting>(&site, actor, ask_id, seen, what, written, Some(on)).await
    };
    match done {
        Ok(()) => Ok(see_other(opened.path()).saying("Recorded, and the answer was sent.").into_response()),
        Err(NotMade::Stop(stop)) => Err(stop),
        Err(NotMade::Refused(why)) => {
            let field = if matches!(why, MoveRefused::BeforeItsDay(_)) { early } else { field };
            problems.add(field, words::not_moved(&why));
            shown(&problems, None)
        }
        Err(NotMade::Changed(now)) => Err(moves::conflict(&site, &who, &ask, &typed, now, &said, "fit")?),
    }
}

pub(crate) type Made = (Move, Written, Day);

pub(crate) fn fitted(
    typed: &Typed,
    opened: &Opened,
    known: &Known,
    host: &Host<'_>,
    problems: &mut Problems,
) -> Option<Made> {
    let born = known.written().and_then(|written| written.text("date_of_birth").parse::<Day>().ok());
    let record = match fitting::read_fitting(&typed_fitting(typed), born, opened.today) {
        Ok(record) => record,
        Err(wrong) => {
            for error in wrong {
                problems.add(error.field.name(), format!("{}: {}", error.field.label(), error.why));
            }
            return None;
        }
    };
    let mut fields: Vec<(String, String)> = FIELDS
        .iter()
        .filter_map(|field| typed.word(field).map(|text| ((*field).to_owned(), text.to_owned())))
        .collect();
    // What she did not agree to tell is not kept here at all.
    if let Some(tests) = &record.sti_tests_told {
        fields.push(("sti_tests".to_owned(), tests.reveal().clone()));
    }
    fields.push(("summary".to_owned(), copy_out::fitted(&record, host)));
    let what =
        Move::Fitted { device: record.device.name().to_owned(), replace_by: Some(record.replace_by.day) };
    Some((what, Written { fields }, record.on))
}

pub(crate) fn not_fitted(
    typed: &Typed,
    opened: &Opened,
    host: &Host<'_>,
    problems: &mut Problems,
) -> Option<Made> {
    let code = problems.need(typed, "not_fitted_reason", "Choose why it was not fitted")?;
    let Some(why) = NotFittedReason::of_code(code) else {
        problems.add("not_fitted_reason", "Choose a reason of the list");
        return None;
    };
    let next = typed.word("next_step").unwrap_or_default();
    let visit = NotFitted { on: opened.today, why };
    let summary = copy_out::not_fitted(&visit, next, host);
    let fields = vec![("next_step".to_owned(), next.to_owned()), ("summary".to_owned(), summary)];
    Some((Move::NotFitted { reason: why.code().to_owned() }, Written { fields }, opened.today))
}
