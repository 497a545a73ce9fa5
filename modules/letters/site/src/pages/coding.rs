//! Reading and coding one letter, by keyboard: six buttons, each with its key. What another reader or the machine said is
//! not on the page, nor anywhere that this reader may look before having coded.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::{KeyName, NotDone};
use kernel::Id;
use letters_rules::coding::Stand;
use letters_rules::facts::v1::{Words, key_of};
use maud::{Markup, html};
use web::components::InsetText;
use web::{FormToken, Page, SignedIn, Stop, Typed, see_other};

use super::Site;
use super::access::{self, fault};
use crate::acts::{CodeLetter, CodeRefused, LookAtLetters};
use crate::read::{self, Codes};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/letters/audits/{id}/read", get(show).post(code))
}

const CODES: [&str; 6] = [
    "Nothing unsuitable",
    "Not clear who does what by when",
    "Asks the GP to refer on",
    "Passes on a test or a result",
    "Leaves out the fit note",
    "Starts a medicine without a prescription",
];

struct Shown {
    letter: Id,
    words: Words,
    left: usize,
    third: bool,
}

async fn next(site: &Site, who: &SignedIn, id: &str) -> Result<Option<Shown>, Stop> {
    let actor = who.actor();
    let (audit, letter, left, third) = {
        let (reading, audit) = access::audit(site, actor, id)?;
        if !access::reads(&reading, actor, &audit) {
            return Err(Stop::NotFound);
        }
        let letters = read::letters(&reading, audit.id).map_err(fault("reading letters"))?;
        let codes: Codes = read::codes(&reading, audit.id).map_err(fault("reading codes"))?;
        let first = read::next(&letters, &codes, actor.seat, false);
        let third = first.is_none();
        let Some(letter) = first.or_else(|| read::next(&letters, &codes, actor.seat, true)) else {
            return Ok(None);
        };
        let left = letters
            .iter()
            .filter(|of| of.chosen && !of.stopped && !matches!(read::stand_of(of, &codes), Stand::Settled(_)))
            .filter(|of| !codes.get(&of.id).into_iter().flatten().any(|(seat, _)| *seat == actor.seat))
            .count();
        (audit, letter.id, left, third)
    };
    let look = LookAtLetters::<true> { audit: audit.id, specialty: None };
    let viewing = match site.journal.submit(actor, look).await {
        Ok(done) => done.viewing(),
        Err(NotDone::AgainstTheRules(never)) => match never {},
        Err(NotDone::NotAllowed(why)) => return Err(access::refused(site, &why)),
        Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => return Err(Stop::NotFound),
        Err(NotDone::Fault(why)) => return Err(Stop::fault("recording a look at a letter", why)),
    };
    let (reading, _) = access::audit(site, actor, id)?;
    let sealed = read::sealed(&reading, letter).map_err(fault("reading a letter"))?;
    let opened = match sealed {
        Some(sealed) => reading
            .unseal(&viewing, &KeyName::Ask(key_of(audit.id)), "words_sealed", &sealed)
            .map_err(fault("opening a letter"))?,
        None => None,
    };
    let words = opened.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    Ok(Some(Shown { letter, words, left, third }))
}

fn buttons() -> Markup {
    html! {
        div class="nhsuk-button-group" {
            @for (nth, words) in CODES.iter().enumerate() {
                button type="submit" name="code" value=(nth) accesskey=(nth) autofocus[nth == 0]
                    class=(if nth == 0 { "nhsuk-button" } else { "nhsuk-button nhsuk-button--secondary" }) { (nth) " " (words) }
            }
        }
    }
}

async fn show(
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
    State(site): State<Site>,
) -> Result<Page, Stop> {
    let Some(shown) = next(&site, &who, &id).await? else {
        return Ok(Page::new("Nothing is left for you to read")
            .now("Every letter chosen for people is settled, or waits for another reader.")
            .part("/letters")
            .back(format!("/letters/audits/{id}"))
            .body(html! { p { a href={ "/letters/audits/" (id) } { "The audit" } } }));
    };
    let page = Page::new(if shown.third { "Two readers differ: you decide" } else { "Read and code" });
    Ok(page
        .now(format!("Which ask does it breach first? {} left for you. Keys: your browser\u{2019}s access key with 0 to 5, or Tab and Enter.", shown.left))
        .audience("Named readers of this audit only; this look is on record.")
        .part("/letters")
        .back(format!("/letters/audits/{id}"))
        .wide()
        .body(html! {
            form method="post" action={ "/letters/audits/" (id) "/read" } novalidate {
                (token)
                input type="hidden" name="letter" value=(shown.letter);
                (buttons())
            }
            @if shown.words.text.is_empty() { p { "The words of this letter were deleted. Code it 0." } }
            @else { (InsetText::new(html! { @for line in shown.words.text.lines() { (line) br; } })) }
        }))
}

async fn code(
    who: SignedIn,
    Path(id): Path<String>,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    let audit = {
        let (_reading, audit) = access::audit(&site, who.actor(), &id)?;
        audit.id
    };
    let letter = typed.text("letter").parse::<Id>().map_err(|_| Stop::NotFound)?;
    let code = typed.text("code").parse::<u8>().map_err(|_| Stop::NotFound)?;
    let to = format!("/letters/audits/{id}/read");
    match site.journal.submit(who.actor(), CodeLetter { audit, letter, code }).await {
        Ok(_) => Ok(see_other(to).into_response()),
        Err(NotDone::AgainstTheRules(why)) => match why {
            CodeRefused::ReadAlready => {
                Ok(see_other(to).saying("You had coded that one already.").into_response())
            }
            CodeRefused::SettledAlready => {
                Ok(see_other(to).saying("Others settled that one meanwhile.").into_response())
            }
            CodeRefused::NoSuchLetter | CodeRefused::NoSuchCode => Err(Stop::NotFound),
        },
        Err(NotDone::NotAllowed(why)) => Err(access::refused(&site, &why)),
        Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => Err(Stop::NotFound),
        Err(NotDone::Fault(why)) => Err(Stop::fault("coding a letter", why)),
    }
}
