//! One audit: what the machine counted, what people found about the machine, every rate with its sentences behind it; and
//! for whoever runs it, the door by which letters come in.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use letters_rules::Setting;
use letters_rules::facts::v1::Basis;
use maud::{Markup, html};
use web::components::{Button, FileUpload, InsetText, Select, SelectItem};
use web::{FormToken, Page, SignedIn, Stop, Typed, see_other};

use super::access::{self, fault};
use super::{Site, change, rates};
use crate::figures::Figures;
use crate::importing::{Came, Importing};
use crate::read::{self, Audit};

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/letters/audits/{id}", get(show))
        .route("/letters/audits/{id}/letters", post(bring_in))
}

/// Counts an audit.
pub(super) fn counted(site: &Site, reading: &journal::Reading, audit: Audit) -> Result<Figures, Stop> {
    Figures::load(reading, audit, site.journal.now().day()).map_err(fault("counting letters"))
}

fn rests_on(of: &Figures) -> Markup {
    let counts = &of.counts;
    html! {
        h2 class="nhsuk-heading-m" { "What this rests on" }
        p { "Basis: " @match &of.audit.begun.basis {
            Basis::DeidentifiedAtTrust { agreement, assessment } => { "de-identified at the trust under " (agreement) "; assessment " (assessment) },
            Basis::OwnLetters => { "letters that the practice received itself" },
        } ". Each letter is judged by the rules of its own day. " a href="/letters/rules" { "The rules and their days" } "." }
        p { "Left out of every figure: " (counts.stopped) " letters that must not be worked on, " (counts.outside) " of private providers. " (counts.undated) " letters carry no date and stand in no month. A letter with two kinds of request counts once in each table\u{2019}s row and once in all." }
        p { "What unsuitable requests cost practices: about " strong { (rates::time(counts.minutes as f64)) } ", reckoned as " (rates::assumption(&counts.assumed)) "." }
        p { "No clinician is named or ranked." }
    }
}

async fn show(
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
    State(site): State<Site>,
) -> Result<Page, Stop> {
    let actor = who.actor();
    let (reading, audit) = access::audit(&site, actor, &id)?;
    let (sees, reads, runs) = (
        access::sees(&reading, actor, &audit),
        access::reads(&reading, actor, &audit),
        access::runs(&reading, actor, &audit),
    );
    let title = audit.begun.title.clone();
    let audit_id = audit.id;
    let of = counted(&site, &reading, audit)?;
    // Whoever still has letters to code sees no figure: the machine's label is hidden until then.
    let blind = read::is_blind(&of.audit, &of.letters, &of.codes, actor.seat);
    let sees = sees && !blind;
    let all = &of.counts.all;
    let now = if of.letters.is_empty() {
        "No letter is in it yet.".to_owned()
    } else if !sees {
        let next = if blind {
            "Read the next one: the figures are shown once you have coded yours."
        } else {
            "You have coded yours."
        };
        match of.letters.len() {
            1 => format!("One letter is in it. {next}"),
            count => format!("{count} letters are in it. {next}"),
        }
    } else {
        format!(
            "{} of {} letters hold a request that is not the practice\u{2019}s: {} per 1,000 (95% limits {}).",
            all.rate.with,
            all.rate.letters,
            all.rate.in_words(),
            all.rate.limits_in_words()
        )
    };
    let recalled = change::Recalled::load(&reading, actor, of.today)?;
    Ok(Page::new(title)
        .caption("Audit of letters")
        .now(now)
        .audience("Whoever runs it, the office, and its named readers")
        .part("/letters")
        .back("/letters")
        .prints()
        .wide()
        .body(html! {
            @if reads && blind { div class="nhsuk-button-group" { (Button::link("Read the next letter", format!("/letters/audits/{audit_id}/read"))) } }
            @if runs && of.letters.is_empty() { (door(&site, &token, &of)) }
            @if sees && !of.letters.is_empty() {
                (change::changes(&of, &recalled))
                (change::people(&of))
                (rates::tables(&of))
                (rests_on(&of))
                ul class="nhsuk-list" {
                    li { a href={ "/letters/audits/" (audit_id) "/rates.csv" } { "All rates as a file" } }
                    li { a href={ "/letters/audits/" (audit_id) "/report.pdf" } { "All rates to print (PDF)" } }
                    li { a href={ "/letters/audits/" (audit_id) "/group" } { "What the group may see: small counts hidden" } }
                }
            }
            @if runs && !of.letters.is_empty() { (door(&site, &token, &of)) }
        }))
}

/// Where letters come in, and how far that is.
fn door(site: &Site, token: &FormToken, of: &Figures) -> Markup {
    let progress = site.imports.progress(of.audit.id);
    let items = vec![
        SelectItem::new("", "Mixed"),
        SelectItem::new("inpatient", "Wards"),
        SelectItem::new("outpatient", "Clinics"),
        SelectItem::new("ED", "The emergency department"),
    ];
    html! {
        @if let Some(of) = &progress {
            (InsetText::new(html! {
                p { (of.done) " of " (of.all) " letters read, " (of.new) " of them new. " @if of.ended { "Done." } @else { "It goes on: open this page again." } @if let Some(why) = &of.stopped { " It stopped: " (why) ". Send the same archive again: what is there is left as it is." } }
                @if !of.bad.is_empty() { p { "Not read:" } ul class="nhsuk-list nhsuk-list--bullet" { @for (name, why) in of.bad.iter().take(20) { li { (name) ": " (why) } } } }
            }))
        }
        form method="post" action={ "/letters/audits/" (of.audit.id) "/letters" } enctype="multipart/form-data" novalidate {
            (token)
            (FileUpload::new("file", "Letters, as a ZIP archive or one by one").hint("In the archive, the folder of a letter is its specialty. People are taken out before anything is kept. Large archives in parts"))
            (Select::new("setting", "Where were they written?", items))
            (Button::secondary("Bring them in"))
        }
    }
}

async fn bring_in(
    who: SignedIn,
    Path(id): Path<String>,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    let (importing, back) = {
        let (reading, audit) = access::audit(&site, who.actor(), &id)?;
        if !access::runs(&reading, who.actor(), &audit) {
            return Err(Stop::NotFound);
        }
        let importing = Importing {
            audit: audit.id,
            sampling: audit.begun.sampling,
            rules: read::rules(&reading).map_err(fault("reading the rules of requests"))?,
            specialties: fixit_site::read::specialties(&reading).map_err(fault("reading specialties"))?,
            setting: Setting::from_name(typed.text("setting")),
            today: site.journal.now().day(),
        };
        (importing, format!("/letters/audits/{}", audit.id))
    };
    let Some(sent) = typed.file("file") else {
        return Ok(see_other(back).saying("Choose a file first.").into_response());
    };
    let (mut came, mut bad) = (Vec::new(), Vec::new());
    let mut take =
        |name: String, letter: Result<letters_formats::Text, letters_formats::Refused>| match letter {
            Ok(text) => came.push(Came { name, text: text.text }),
            Err(why) => bad.push((name, why.to_string())),
        };
    if letters_formats::format(&sent.bytes) == letters_formats::Format::Zip {
        if let Err(why) = letters_formats::entries(&sent.bytes, |entry| take(entry.name, entry.letter)) {
            bad.push((sent.name.clone(), why.to_string()));
        }
    } else {
        take(sent.name.clone(), letters_formats::text(&sent.bytes));
    }
    let Some(work) = site.imports.run(&site.journal, who.actor(), importing, came, bad) else {
        return Ok(see_other(back)
            .saying("An import runs already: open this page again when it has ended.")
            .into_response());
    };
    // Where it is quick the page waits for it; else it goes on beside the pages.
    let _ = tokio::time::timeout(std::time::Duration::from_secs(3), work).await;
    Ok(see_other(back).into_response())
}
