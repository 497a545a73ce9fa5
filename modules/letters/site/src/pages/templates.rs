//! The words of replies, ask by ask: the version in force, who signed it, the next one, and the fields that a practice's own
//! system fills in.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::NotDone;
use letters_rules::audit::{ASKS, ask_in_words};
use letters_rules::facts::v1::Side;
use letters_rules::reply::{COMPULSORY, FIELDS, Template};
use maud::{Markup, html};
use policy::{Kind, Permit, Relations, Subject};
use web::components::{Button, Column, Details, InsetText, Table, TableCell, Textarea};
use web::{FormToken, ListQuery, Page, Problems, SignedIn, Stop, Typed, csv_file, file, see_other};

use super::Site;
use super::access::{self, fault};
use super::reply::word_file;
use crate::acts::{KeepTemplate, SignRefused, SignTemplate, side_of};
use crate::templates::{self, Version};

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/letters/templates", get(show).post(change))
        .route("/letters/templates/fields.csv", get(fields_file))
        .route("/letters/templates/{ask}/file", get(template_file))
}

async fn show(who: SignedIn, token: FormToken, State(site): State<Site>) -> Result<Page, Stop> {
    page(&site, &who, &token, &Typed::default(), &Problems::default())
}

fn signed(of: &Version, side: Side) -> String {
    of.signed(side).map_or_else(
        || format!("the {} side has not signed", side.name()),
        |day| format!("the {} side signed on {}", side.name(), day.in_words()),
    )
}

struct Reader<'a> {
    token: &'a FormToken,
    typed: &'a Typed,
    problems: &'a Problems,
    writes: bool,
    signs: Option<Side>,
}

impl Reader<'_> {
    fn ask(&self, all: &[Version], ask: u8) -> Markup {
        let Some(force) = templates::in_force(all, ask) else { return html! {} };
        let newest = all.iter().find(|of| of.template.ask == ask);
        let waits = newest.filter(|of| of.template.agreed_on.is_none());
        let field = format!("words-{ask}");
        let typed = self.typed.word(&field).unwrap_or(waits.map_or(&force, |of| &of.template).words.as_str());
        html! {
            h2 class="nhsuk-heading-m" { (ask_in_words(ask)) }
            p { "In force: version " (force.version) @match force.agreed_on { Some(day) => { ", agreed by both sides on " (day.in_words()) }, None => ", as it comes with the program; not yet agreed here" } "." }
            (words(&force))
            p { "For your own system, with its fields in braces: " a href={ "/letters/templates/" (ask) "/file?as=docx" } { "ask " (ask) " as a Word file" } ", " a href={ "/letters/templates/" (ask) "/file?as=txt" } { "as text" } "." }
            @if let Some(of) = waits {
                (InsetText::new(html! {
                    p { strong { "Version " (of.template.version) " waits: " } (signed(of, Side::Practice)) ", " (signed(of, Side::Hospital)) "." }
                    @for line in of.template.words.lines() { (line) br; }
                    @if self.signs.is_some_and(|side| of.signed(side).is_none()) {
                        form method="post" action="/letters/templates" novalidate {
                            (self.token)
                            input type="hidden" name="ask" value=(ask);
                            input type="hidden" name="version" value=(of.template.version);
                            (Button::new(format!("Sign version {} of ask {ask} for your side", of.template.version)))
                        }
                    }
                }))
            }
            @if self.writes {
                (Details::new(&format!("Write the next version for ask {ask}"), html! {
                    form method="post" action="/letters/templates" novalidate {
                        (self.token)
                        input type="hidden" name="ask" value=(ask);
                        (Textarea::new(field.as_str(), "The words").rows(14u32).value(typed).error_message(self.problems.of(&field)))
                        (Button::secondary("Write it, for both sides to sign"))
                    }
                }).open(self.problems.of(&field).is_some()))
            }
        }
    }
}

fn words(of: &Template) -> Markup {
    html! { (Details::new(&format!("The words of version {} for ask {}", of.version, of.ask), html! { p { @for line in of.words.lines() { (line) br; } } })) }
}

fn page(
    site: &Site,
    who: &SignedIn,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, Stop> {
    let actor = who.actor();
    let reading = access::open(site, actor)?;
    let all = templates::versions(&reading).map_err(fault("reading templates"))?;
    let figures = Subject::new(Kind::Figures, Relations::NONE);
    let reader = Reader {
        token,
        typed,
        problems,
        writes: reading.permits(Permit::KeepRules, figures).is_ok(),
        signs: side_of(actor).filter(|_| reading.permits(Permit::SignRules, figures).is_ok()),
    };
    let rows = FIELDS
        .iter()
        .map(|(field, what)| vec![TableCell::from(format!("{{{field}}}")), TableCell::from(*what)])
        .collect();
    let fields = Table::new(
        "Fields, for a template in a practice\u{2019}s own system",
        ["Field", "What it is"].map(Column::words).to_vec(),
        rows,
    )
    .responsive(true);
    Ok(Page::new("The words of replies")
        .now("A version is used once a clinician of each side has signed it. None is without its line about safety.")
        .part("/letters")
        .back("/letters")
        .prints()
        .errors(problems.summary())
        .body(html! {
            @for ask in (1..).take(ASKS.len()) { (reader.ask(&all, ask)) }
            (fields)
            p { a href="/letters/templates/fields.csv" { "The fields as a file, to map them to your system\u{2019}s own" } }
        }))
}

/// The words in force for one ask, with their fields left open, for a practice’s own system.
async fn template_file(
    who: SignedIn,
    query: ListQuery,
    Path(ask): Path<u8>,
    State(site): State<Site>,
) -> Result<Response, Stop> {
    let reading = access::open(&site, who.actor())?;
    let all = templates::versions(&reading).map_err(fault("reading templates"))?;
    let of = templates::in_force(&all, ask).ok_or(Stop::NotFound)?;
    let name = format!("reply-ask-{ask}-version-{}", of.version);
    if query.filter("as") == Some("txt") {
        return Ok(file(&format!("{name}.txt"), "text/plain; charset=utf-8", of.words.into_bytes()));
    }
    word_file(&format!("{name}.docx"), &of.words)
}

/// The map of fields: what each is, whether a reply may be without it, and a column for the system’s own name.
async fn fields_file(who: SignedIn, State(site): State<Site>) -> Result<Response, Stop> {
    drop(access::open(&site, who.actor())?);
    let rows = FIELDS.iter().map(|(field, what)| {
        let needed = if COMPULSORY.contains(field) { "yes" } else { "no" };
        [format!("{{{field}}}"), (*what).to_owned(), needed.to_owned(), String::new()]
    });
    csv_file("reply-fields.csv", &["field", "what_it_is", "no_reply_without_it", "in_your_system"], rows)
}

async fn change(
    who: SignedIn,
    token: FormToken,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    drop(access::open(&site, who.actor())?);
    let mut problems = Problems::default();
    let ask =
        typed.text("ask").parse::<u8>().ok().filter(|ask| (1..=5).contains(ask)).ok_or(Stop::NotFound)?;
    if let Ok(version) = typed.text("version").parse::<u32>() {
        let said = match site.journal.submit(who.actor(), SignTemplate { ask, version }).await {
            Ok(_) => "Signed.",
            Err(NotDone::AgainstTheRules(why)) => match why {
                SignRefused::NoSuchVersion => return Err(Stop::NotFound),
                SignRefused::Overtaken => "A newer version was written meanwhile: read that one.",
                SignRefused::SignedAlready => "Your side had signed it already.",
                SignRefused::NoSide => "Only practices and hospitals sign.",
            },
            Err(NotDone::NotAllowed(why)) => return Err(access::refused(&site, &why)),
            Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => return Err(Stop::NotFound),
            Err(NotDone::Fault(why)) => return Err(Stop::fault("signing a template", why)),
        };
        return Ok(see_other("/letters/templates").saying(said).into_response());
    }
    let field = format!("words-{ask}");
    let words = problems.need(&typed, &field, "Write the words").map(|words| words.replace("\r\n", "\n"));
    if let Some(words) = words {
        match site.journal.submit(who.actor(), KeepTemplate { ask, words }).await {
            Ok(_) => {
                return Ok(see_other("/letters/templates")
                    .saying("Written. Both sides sign it now.")
                    .into_response());
            }
            Err(NotDone::AgainstTheRules(why)) => problems.add(field, why.to_string()),
            Err(NotDone::NotAllowed(why)) => return Err(access::refused(&site, &why)),
            Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => return Err(Stop::NotFound),
            Err(NotDone::Fault(why)) => return Err(Stop::fault("writing a template", why)),
        }
    }
    Ok(page(&site, &who, &token, &typed, &problems)?.into_response())
}
