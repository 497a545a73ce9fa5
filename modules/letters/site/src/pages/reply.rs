//! The reply to a letter: paste it, choose the request, say that nobody is in danger, and it is written. Neither the letter
//! nor the reply is kept here.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use fixit_rules::facts::v1::Specialty;
use kernel::Day;
use lawbook::letters::REPLY_WORKING_DAYS;
use letters_rules::dated::letter_day;
use letters_rules::deidentify::Deidentifier;
use letters_rules::lexicon::Lexicon;
use letters_rules::local::Verdict;
use letters_rules::reply::{self, Given, NoReply, Reply, Request, Safety};
use letters_rules::{Letter, Reader, Setting, verdicts};
use maud::{Markup, html};
use web::components::card::{Card, Variant};
use web::components::{
    Button, Choice, FileUpload, Heading, Input, InsetText, Radios, Select, SelectItem, Textarea,
};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, file, written};

use super::Site;
use super::access::{self, fault};
use crate::{read, templates};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/letters/reply", get(form).post(step))
}

/// What came with the form, worked out.
struct Work {
    text: String,
    specialty: Option<Specialty>,
    setting: Option<Setting>,
    on: Day,
    requests: Vec<Request>,
    stop: Option<verdicts::Stop>,
    rules: letters_rules::local::LocalRules,
}

const SETTINGS: [(&str, &str); 3] =
    [("inpatient", "A ward"), ("outpatient", "A clinic"), ("ED", "The emergency department")];

async fn form(who: SignedIn, token: FormToken, State(site): State<Site>) -> Result<Page, Stop> {
    first(&site, &who, &token, &Typed::default(), &Problems::default())
}

pub(super) fn specialties(site: &Site, who: &SignedIn) -> Result<Vec<Specialty>, Stop> {
    let reading = access::open(site, who.actor())?;
    let all = fixit_site::read::specialties(&reading).map_err(fault("reading specialties"))?;
    Ok(all.into_iter().filter(|of| !of.ended).collect())
}

/// The letter, before anything is known of it.
fn first(
    site: &Site,
    who: &SignedIn,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, Stop> {
    let mut items = vec![SelectItem::new("", "Choose")];
    items.extend(specialties(site, who)?.into_iter().map(|of| SelectItem::new(of.code, of.name)));
    let settings = SETTINGS.iter().map(|(value, words)| Choice::new(*value, *words)).collect();
    Ok(Page::new("Answer a letter")
        .now("Paste the letter, or choose its file. What it asks of you is found at once.")
        .audience("This page keeps neither the letter nor the reply.")
        .part("/letters")
        .back("/letters")
        .errors(problems.summary())
        .body(html! {
            form method="post" action="/letters/reply" enctype="multipart/form-data" novalidate {
                (token)
                input type="hidden" name="step" value="read";
                (Textarea::new("text", "The letter").rows(8u32).value(typed.text("text")).error_message(problems.of("text")))
                (FileUpload::new("file", "Or its file").hint("PDF, Word, RTF, HL7, FHIR or CDA"))
                (Select::new("specialty", "Which specialty wrote it?", items).value(typed.text("specialty")).error_message(problems.of("specialty")))
                (Radios::new("setting", "Where was it written?", settings).small(true).value(typed.text("setting")))
                (Input::new("on", "Date of the letter").hint("Leave it empty where the letter says it").kind("date").width("10").value(typed.text("on")).error_message(problems.of("on")))
                (Button::new("Find what it asks"))
            }
        }))
}

fn work(site: &Site, who: &SignedIn, typed: &Typed, problems: &mut Problems) -> Result<Option<Work>, Stop> {
    let today = site.journal.now().day();
    let mut text = typed.text("text").trim().to_owned();
    if let Some(sent) = typed.file("file").filter(|_| text.is_empty()) {
        match letters_formats::text(&sent.bytes) {
            Ok(found) => text = found.text,
            Err(why) => problems.add("text", format!("{}: {why}. Paste the letter instead", sent.name)),
        }
    }
    if text.is_empty() && problems.is_empty() {
        problems.add("text", "Paste the letter, or choose its file");
    }
    let all = specialties(site, who)?;
    let specialty = match typed.word("specialty") {
        None => {
            problems.add("specialty", "Choose the specialty: the reply goes to its point of contact");
            None
        }
        Some(code) => all.into_iter().find(|of| of.code == code),
    };
    let on = match typed.word("on") {
        None => {
            // The first date of a letter without its people is its own.
            let found = letter_day(&Deidentifier::new().clean(&text, &Lexicon::new()).text, today);
            if found.is_none() && !text.is_empty() {
                problems.add(
                    "on",
                    "No date was found in the letter: give it, because the rules of that day hold",
                );
            }
            found
        }
        Some(_) => problems.parse::<Day>(typed, "on", "Give the date of the letter"),
    };
    let (Some(on), true) = (on, problems.is_empty()) else { return Ok(None) };
    let reading = access::open(site, who.actor())?;
    let rules = read::rules(&reading).map_err(fault("reading the rules of requests"))?;
    let setting = Setting::from_name(typed.text("setting"));
    let letter = Letter { text: &text, setting, specialty: specialty.as_ref().map(|of| of.name.as_str()) };
    let requests = reply::requests(&letter, &Reader::new().read(&letter), &rules, on);
    let stop = verdicts::stop_whoever_wrote(&letter);
    Ok(Some(Work { text, specialty, setting, on, requests, stop, rules }))
}

/// The fields that carry the letter from step to step, since nothing is kept.
fn carried(work: &Work) -> Markup {
    html! {
        input type="hidden" name="text" value=(work.text);
        input type="hidden" name="specialty" value=(work.specialty.as_ref().map_or("", |of| of.code.as_str()));
        input type="hidden" name="setting" value=(work.setting.map_or("", Setting::name));
        input type="hidden" name="on" value=(work.on);
    }
}

fn answerable(request: &Request) -> bool {
    request.judged.is_some_and(|judged| matches!(judged.verdict, Verdict::Inappropriate | Verdict::Unclear))
}

fn second(
    token: &FormToken,
    work: &Work,
    typed: &Typed,
    problems: &Problems,
    ring: Option<&NoReply>,
) -> Page {
    let asked: Vec<&Request> = work.requests.iter().filter(|request| request.judged.is_some()).collect();
    let mut page =
        Page::new("Answer a letter").part("/letters").back("/letters/reply").errors(problems.summary());
    if let Some(stop) = work.stop {
        return page.now("Stop: this letter is confidential.").body(html! {
            (Card::default().heading(Heading::from("Nothing of this letter goes back or on")).variant(Variant::Urgent).body(html! {
                p { "It is " (stop.name()) ". The person may not have agreed that the practice knows." }
                p { "Ring the service that wrote it, ask whether the person agreed, and do nothing with it until you know." }
            }))
        });
    }
    if !asked.iter().any(|request| answerable(request)) {
        page = page.now("Nothing in this letter is the hospital\u{2019}s by agreement.");
    } else {
        page = page.now("Choose the request, say that nobody is in danger, and the reply is written.");
    }
    let choices: Vec<Choice> = asked
        .iter()
        .filter(|request| answerable(request))
        .map(|request| {
            let judged = request.judged.map_or_else(String::new, |judged| {
                format!("{}: {}", judged.rule.name(), judged.rule.title())
            });
            Choice::new(request.number.to_string(), request.words.clone()).hint(judged.as_str())
        })
        .collect();
    let only = if choices.len() == 1 {
        asked.iter().find(|request| answerable(request)).map(|request| request.number.to_string())
    } else {
        None
    };
    let chosen = typed.word("span").map(str::to_owned).or(only).unwrap_or_default();
    let input = |name: &str, label: &str| {
        Input::new(name, label).value(typed.text(name)).error_message(problems.of(name))
    };
    let contact = work.specialty.as_ref().map(|of| (of.name.clone(), of.telephone.clone()));
    let others: Vec<&&Request> = asked.iter().filter(|request| !answerable(request)).collect();
    page.body(html! {
        @if let Some(why) = ring { (ring_first(why, contact.as_ref())) }
        @if !choices.is_empty() {
            form method="post" action="/letters/reply" novalidate {
                (token)
                (carried(work))
                input type="hidden" name="step" value="write";
                (Radios::new("span", "Which request do you answer?", choices).value(chosen).error_message(problems.of("span")))
                (Radios::new("safety", "Is anything unsafe while they arrange it?", vec![
                    Choice::new("nothing", "Nothing is unsafe while they arrange it"),
                    Choice::new("interim", "Yes, and we have done something meanwhile"),
                ]).value(typed.text("safety")).error_message(problems.of("safety")))
                (input("risk", "If yes: what is the danger?"))
                (input("interim", "And what have you done about it?"))
                (Radios::new("told", "Have you told the patient?", vec![Choice::new("yes", "Yes"), Choice::new("no", "Not yet")]).inline(true).value(typed.text("told")).error_message(problems.of("told")))
                @if ring.is_some() || !typed.text("rang").is_empty() { (input("rang", "Whom did you ring, and when?").hint("Or say above what you have done meanwhile")) }
                (input("ref", "Their reference").width("20").hint("Leave it empty where there is none"))
                (input("seat", "Who at the practice is glad to talk?").hint("A seat, not a name: the duty doctor"))
                (input("phone", "On which number?").width("20"))
                (Button::new("Write the reply"))
            }
        }
        @if !others.is_empty() {
            h2 class="nhsuk-heading-s" { "It also asks" }
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for request in others { @if let Some(judged) = request.judged { li { "\u{201c}" (request.words) "\u{201d}: " (judged.verdict.in_words()) " (" (judged.rule.name()) ")." } } }
            }
        }
        @if asked.is_empty() { p { "It asks nothing of the practice that was found. Read it yourself: the finding errs. " a href="/letters/reply" { "Paste another" } } }
    })
}

fn ring_first(why: &NoReply, contact: Option<&(String, String)>) -> Markup {
    html! {
        (Card::default().heading(Heading::from("Ring first")).variant(Variant::Urgent).body(html! {
            @if let Some((name, number)) = contact {
                p { strong { (name) ", " (number_link(number)) } }
            } @else { p { "Ring the switchboard of the hospital that wrote it." } }
            p { (why.to_string()) "." }
        }))
    }
}

fn number_link(number: &str) -> Markup {
    let digits: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    html! { a href={ "tel:" (digits) } { (number) } }
}

fn given(work: &Work, who: &SignedIn, practice: &str, typed: &Typed) -> Given {
    let said = |field: &str| typed.word(field).unwrap_or_default().to_owned();
    let safety = match typed.text("safety") {
        "nothing" => Some(Safety::NothingUnsafe),
        "interim" => Some(Safety::Interim { risk: said("risk"), step: said("interim") }),
        _ => None,
    };
    let seat = typed.word("seat").map_or_else(|| who.seat_title.clone(), str::to_owned);
    Given {
        date: work.on.in_words(),
        reference: typed.word("ref").unwrap_or("none given").to_owned(),
        department: work.specialty.as_ref().map(|of| of.name.clone()).unwrap_or_default(),
        practice: practice.to_owned(),
        seat,
        phone: said("phone"),
        told: match typed.text("told") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        safety,
        call: typed.word("rang").map(str::to_owned),
    }
}

async fn step(
    who: SignedIn,
    token: FormToken,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    let mut problems = Problems::default();
    let Some(work) = work(&site, &who, &typed, &mut problems)? else {
        return Ok(first(&site, &who, &token, &typed, &problems)?.into_response());
    };
    if typed.text("step") == "read" || work.stop.is_some() {
        return Ok(second(&token, &work, &typed, &problems, None).into_response());
    }
    if typed.text("step") == "file" {
        return written_file(&typed, &who, &site, &work).await;
    }
    let span =
        problems.need(&typed, "span", "Choose the request").and_then(|text| text.parse::<usize>().ok());
    problems.need(&typed, "safety", "Say whether anything is unsafe: no reply leaves without it");
    if typed.text("safety") == "interim" {
        problems.need(&typed, "risk", "Say what the danger is");
        problems.need(&typed, "interim", "Say what you have done about it");
    }
    problems.need(&typed, "told", "Say whether you have told the patient");
    problems.need(&typed, "phone", "Give the number on which the practice is glad to talk");
    let Some(span) = span.filter(|_| problems.is_empty()) else {
        return Ok(second(&token, &work, &typed, &problems, None).into_response());
    };
    let today = site.journal.now().day();
    let by = fixit_site::england().plus_working_days(today, REPLY_WORKING_DAYS.on(today));
    let reading = access::open(&site, who.actor())?;
    let words = templates::versions(&reading).map_err(fault("reading templates"))?;
    let practice = directory_site::read::organisation(&reading, who.actor().org)
        .map_err(fault("reading an organisation"))?
        .map_or_else(|| who.org_name.clone(), |of| of.name);
    let given = given(&work, &who, &practice, &typed);
    let letter = Letter {
        text: &work.text,
        setting: work.setting,
        specialty: work.specialty.as_ref().map(|of| of.name.as_str()),
    };
    match reply::reply(
        &letter,
        &work.requests,
        span,
        (&work.rules, work.on),
        &|ask| templates::in_force(&words, ask),
        &given,
        (today, by),
    ) {
        Ok(written) => Ok(third(&token, &work, &written, &inbox(&site, &who, &work)?).into_response()),
        Err(why @ NoReply::RingFirst(_)) => {
            problems.add("rang", "Ring first: then write here whom you rang and when");
            Ok(second(&token, &work, &typed, &problems, Some(&why)).into_response())
        }
        Err(why) => {
            problems.add("span", why.to_string());
            Ok(second(&token, &work, &typed, &problems, None).into_response())
        }
    }
}

/// The reply, to read through, print, copy or take as a file.
fn third(token: &FormToken, work: &Work, written: &Reply, inbox: &str) -> Page {
    let contact = work.specialty.as_ref();
    Page::new("The reply")
        .now("Read it through. A person sends it: nothing has gone out.")
        .part("/letters")
        .back("/letters/reply")
        .prints()
        .body(html! {
            @if let Some(of) = contact {
                p { "It goes to " strong { (of.name) } ", " (number_link(&of.telephone)) @if !inbox.is_empty() { ", " (inbox) } "." }
            }
            form method="post" action="/letters/reply" novalidate {
                (token)
                (carried(work))
                input type="hidden" name="step" value="file";
                (Textarea::new("reply", "The reply").rows(22u32).value(written.text.clone()))
                div class="nhsuk-button-group" {
                    (Button::new("Take it as a Word file").name("as").value("docx"))
                    (Button::secondary("Take it as a PDF").name("as").value("pdf"))
                    (Button::secondary("Take it as text").name("as").value("txt"))
                    @if !inbox.is_empty() { (Button::secondary("Take it as a draft of mail").name("as").value("eml")) }
                }
                p class="nhsuk-hint" {
                    @if inbox.is_empty() { "No inbox is on record for this specialty or its hospital, so there is no draft of mail: ring, or send the file by your own way. The partnership\u{2019}s office adds one on the page of specialties." }
                    @else { "The draft opens in your own mail program, addressed to " (inbox) ", and your practice sends and keeps it. \u{201c}[secure]\u{201d} in its subject has NHSmail encrypt it on its way." }
                }
            }
            (InsetText::new(html! { p { "Rule " (written.rule.name()) ", template for ask " (written.template.0) ", version " (written.template.1) ". The patient still needs this: until they confirm, the work is with the hospital, and nobody may assume that it is done." } }))
            p { a href="/letters/reply" { "Answer another letter" } }
        })
}

/// The shared inbox that a reply goes to: the specialty's, else its hospital's; empty where neither has one.
fn inbox(site: &Site, who: &SignedIn, work: &Work) -> Result<String, Stop> {
    let Some(of) = &work.specialty else { return Ok(String::new()) };
    if !of.inbox.trim().is_empty() {
        return Ok(of.inbox.trim().to_owned());
    }
    let reading = access::open(site, who.actor())?;
    let hospital =
        directory_site::read::organisation(&reading, of.org).map_err(fault("reading an organisation"))?;
    Ok(hospital.map(|of| of.inbox.trim().to_owned()).unwrap_or_default())
}

async fn written_file(typed: &Typed, who: &SignedIn, site: &Site, work: &Work) -> Result<Response, Stop> {
    let text = typed.text("reply").replace("\r\n", "\n");
    if text.trim().is_empty() {
        return Err(Stop::NotFound);
    }
    match typed.text("as") {
        "txt" => Ok(file("reply.txt", "text/plain; charset=utf-8", text.into_bytes())),
        "pdf" => {
            let mut document = pdf::Document::new("Reply to a letter", site.journal.now().day());
            who.org_name.clone_into(&mut document.owner);
            if site.place.synthetic {
                document.head = "Synthetic: everybody in it is made up".to_owned();
            }
            document.parts =
                text.split("\n\n").map(|part| pdf::Part::Words(part.trim().to_owned())).collect();
            written("reply.pdf", pdf::KIND, move || pdf::write(&document)).await
        }
        "eml" => {
            let subject = format!("Reply to a request in a letter of {}", work.on.in_words());
            let draft = letters_formats::mail::draft(&inbox(site, who, work)?, &subject, &text)
                .map_err(|_| Stop::NotFound)?;
            Ok(file("reply.eml", "message/rfc822", draft))
        }
        _ => word_file("reply.docx", &text),
    }
}

/// Words as a Word file.
pub(super) fn word_file(name: &str, text: &str) -> Result<Response, Stop> {
    let bytes =
        letters_formats::written::docx(text).map_err(|why| Stop::fault("writing a Word file", why))?;
    Ok(file(name, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", bytes))
}
