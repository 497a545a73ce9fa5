//! Beginning an audit: its basis first, then who reads, then which letters.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use directory_site::read as directory;
use journal::{NotDone, Reading};
use kernel::{Id, SeatId};
use letters_rules::facts::v1::{Basis, Begun, Sampling};
use maud::html;
use policy::{OrgKind, Permit};
use web::components::{Button, Checkboxes, Choice, Input, InsetText, Radios};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::Site;
use super::access::{self, fault};
use crate::acts::{BeginAudit, BeginRefused};
use crate::read;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/letters/audits/new", get(form).post(begin))
}

async fn form(who: SignedIn, token: FormToken, State(site): State<Site>) -> Result<Page, Stop> {
    let typed = Typed::of([("audit", Id::from_bits(rand::random()).to_string())]);
    page(&site, &who, &token, &typed, &Problems::default())
}

fn open(site: &Site, who: &SignedIn) -> Result<Reading, Stop> {
    let reading = access::open(site, who.actor())?;
    let actor = who.actor();
    reading
        .permits(Permit::RunAudit, read::subject(actor, Some(actor.org), &[]))
        .map_err(|_| Stop::NotFound)?;
    Ok(reading)
}

/// Whoever may be named as a reader: a practice names its own; the office names the seats of the specialties' leads, its
/// own, and those that clinicians and managers hold at practices and hospitals.
fn readers(reading: &Reading, who: &SignedIn) -> Result<Vec<Choice>, Stop> {
    let actor = who.actor();
    let mut all = Vec::new();
    let orgs = directory::organisations(reading).map_err(fault("reading organisations"))?;
    for org in &orgs {
        let own = org.code == actor.org;
        if !own && (actor.org_kind == OrgKind::Practice || org.kind != "hospital") {
            continue;
        }
        for seat in directory::seats(reading, org.code).map_err(fault("reading seats"))? {
            let reads =
                matches!(seat.role.as_str(), "clinician" | "fitter" | "booking" | "manager" | "convener");
            if reads && !seat.ended {
                all.push(Choice::new(seat.id.to_string(), format!("{}, {}", seat.title, org.name)));
            }
        }
    }
    Ok(all)
}

fn page(
    site: &Site,
    who: &SignedIn,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, Stop> {
    let reading = open(site, who)?;
    let practice = who.actor().org_kind == OrgKind::Practice;
    let input = |name: &str, label: &str| {
        Input::new(name, label).value(typed.text(name)).error_message(problems.of(name))
    };
    let sampling = vec![
        Choice::new("all", "All"),
        Choice::new("random", "So many of a thousand, by chance"),
        Choice::new("stratified", "More of those in which the machine finds something, by weight"),
    ];
    Ok(Page::new("Begin an audit of letters")
        .now("First the basis: without one nobody reads another organisation\u{2019}s letters.")
        .part("/letters")
        .back("/letters")
        .errors(problems.summary())
        .body(html! {
            form method="post" action="/letters/audits/new" novalidate {
                (token)
                input type="hidden" name="audit" value=(typed.text("audit"));
                @if practice {
                    (InsetText::new(html! { p { "Basis: a practice reads letters that it received itself. Only seats of your own organisation read." } }))
                } @else {
                    (InsetText::new(html! { p { "Basis: letters are de-identified at the trust before they leave it, under an agreement with an assessment and named readers. They are confidential all the same. Names are taken out once more here; this finds most of them and not all." } }))
                    (input("agreement", "Which agreement?"))
                    (input("assessment", "Which data protection impact assessment?"))
                }
                (input("title", "What is the audit called?"))
                (Checkboxes::new("readers", "Who reads the letters? Three at least: two, and a third where they differ", readers(&reading, who)?).values(typed.all("readers")).error_message(problems.of("readers")))
                (Radios::new("sampling", "Which letters do people read? The machine reads all", sampling).value(typed.text("sampling")).error_message(problems.of("sampling")))
                (input("of_1000", "How many of a thousand?").width("5").hint("Where the machine finds something, if you choose by weight"))
                (input("other_of_1000", "And how many of a thousand others?").width("5").hint("Only where you choose by weight"))
                (Button::new("Begin"))
            }
        }))
}

fn sampling(typed: &Typed, problems: &mut Problems) -> Option<Sampling> {
    let mut share = |field: &str| -> Option<u16> {
        let number: u16 = problems.parse(typed, field, "Give a whole number from 1 to 1000")?;
        if (1..=1000).contains(&number) {
            return Some(number);
        }
        problems.add(field, "Give a whole number from 1 to 1000");
        None
    };
    match typed.text("sampling") {
        "all" => Some(Sampling::All),
        "random" => Some(Sampling::Random { of_1000: share("of_1000")? }),
        "stratified" => {
            let (found, other) = (share("of_1000"), share("other_of_1000"));
            Some(Sampling::Stratified { found_of_1000: found?, other_of_1000: other? })
        }
        _ => {
            problems.add("sampling", "Choose which letters people read");
            None
        }
    }
}

async fn begin(
    who: SignedIn,
    token: FormToken,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    drop(open(&site, &who)?);
    let mut problems = Problems::default();
    let audit = typed.text("audit").parse::<Id>().map_err(|_| Stop::NotFound)?;
    let practice = who.actor().org_kind == OrgKind::Practice;
    let basis = if practice {
        Some(Basis::OwnLetters)
    } else {
        let agreement = problems.need(&typed, "agreement", "Name the agreement").map(str::to_owned);
        let assessment = problems.need(&typed, "assessment", "Name the assessment").map(str::to_owned);
        agreement
            .zip(assessment)
            .map(|(agreement, assessment)| Basis::DeidentifiedAtTrust { agreement, assessment })
    };
    let title = problems.need(&typed, "title", "Give it a title").map(str::to_owned);
    let readers: Vec<SeatId> = typed.all("readers").iter().filter_map(|text| text.parse().ok()).collect();
    let sampling = sampling(&typed, &mut problems);
    if let (Some(basis), Some(title), Some(sampling), true) = (basis, title, sampling, problems.is_empty()) {
        let begun = Begun { org: who.actor().org, title, basis, readers, parties: Vec::new(), sampling };
        match site.journal.submit(who.actor(), BeginAudit { audit, begun }).await {
            Ok(done) => {
                let to = format!("/letters/audits/{}", done.answer);
                return Ok(see_other(to).saying("Begun. Now bring its letters in.").into_response());
            }
            Err(NotDone::AgainstTheRules(why)) => match why {
                BeginRefused::NoTitle => problems.add("title", "Give it a title"),
                BeginRefused::NoAgreement => {
                    problems.add("agreement", "Name the agreement and the assessment")
                }
                BeginRefused::NotOwnLetters | BeginRefused::IdTaken => return Err(Stop::NotFound),
                BeginRefused::TooFewReaders => {
                    problems.add("readers", "Name three readers at least: two, and a third where they differ")
                }
                BeginRefused::NoSuchSeat => {
                    problems.add("readers", "A seat has ended meanwhile: choose again")
                }
                BeginRefused::ReaderElsewhere => {
                    problems.add("readers", "Only seats of your own practice read its letters")
                }
            },
            Err(NotDone::NotAllowed(why)) => return Err(access::refused(&site, &why)),
            Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => return Err(Stop::NotFound),
            Err(NotDone::Fault(why)) => return Err(Stop::fault("beginning an audit", why)),
        }
    }
    Ok(page(&site, &who, &token, &typed, &problems)?.into_response())
}
