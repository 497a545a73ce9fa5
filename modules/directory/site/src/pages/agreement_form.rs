//! `/agreements/new` and `/agreements/{code}/change`: an agreement drafted, and one put right.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use directory_rules::facts::v1::{Agreement, AgreementSort, family};
use journal::{NotDone, Stream};
use kernel::{Day, OrgId};
use maud::html;
use policy::Permit;
use web::components as nhs;
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::Site;
use super::access::{may, not_allowed, stop};
use super::agreements::{HERE, seen, subject};
use super::keeping::{add, seen as seen_version, version};
use crate::acts::{AgreementRefused, KeepAgreement};
use crate::read::Signed;

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/agreements/new", get(draft).post(drafted))
        .route("/agreements/{code}/change", get(change).post(changed))
}

const LABELS: &[(&str, &str)] = &[
    ("code", "Code"),
    ("sort", "Kind"),
    ("title", "Title"),
    ("families", "Asks it covers"),
    ("parties", "Parties"),
    ("purpose", "Why information flows"),
    ("items", "What flows"),
    ("basis", "Law and confidence"),
    ("kept", "How long it is kept"),
    ("from", "First day"),
    ("until", "Last day"),
    ("person_to_ask", "Whom to ask"),
    ("reference", "Where the document lies"),
];

fn typed_of(of: &Agreement) -> Typed {
    let parties: Vec<&str> = of.parties.iter().map(OrgId::as_str).collect();
    let pairs = [
        ("code", of.code.to_string()),
        ("sort", of.sort.as_str().to_owned()),
        ("title", of.title.clone()),
        ("families", of.families.join(" ")),
        ("parties", parties.join("\n")),
        ("purpose", of.purpose.clone()),
        ("items", of.items.clone()),
        ("basis", of.basis.clone()),
        ("kept", of.kept.clone()),
        ("from", of.from.to_string()),
        ("until", of.until.map_or_else(String::new, |until| until.to_string())),
        ("person_to_ask", of.person_to_ask.clone()),
        ("reference", of.reference.clone()),
    ];
    Typed::of(pairs.map(|(field, text)| (field.to_owned(), text)).to_vec())
}

/// The agreement that the words make, or everything that is wrong with them.
fn parsed(typed: &Typed, code: Option<OrgId>) -> Result<Agreement, Problems> {
    let mut problems = Problems::default();
    let code = code.or_else(|| {
        problems.parse::<OrgId>(
            typed,
            "code",
            "Enter a short code in capitals and digits, such as DSA-LARC-2",
        )
    });
    let sort = AgreementSort::named(typed.text("sort"));
    if sort.is_none() {
        problems.add("sort", "Choose what kind of agreement it is");
    }
    let mut parties = Vec::new();
    for (nth, line) in typed.text("parties").lines().enumerate() {
        let text = line.trim();
        if text.is_empty() {
            continue;
        }
        match text.parse::<OrgId>() {
            Ok(party) if !parties.contains(&party) => parties.push(party),
            Ok(_) => {}
            Err(_) => {
                problems.add(
                    "parties",
                    format!("Parties: line {}, “{text}”, is no code of an organisation", nth + 1),
                );
            }
        }
    }
    let from = problems.parse::<Day>(typed, "from", "Enter the first day");
    let until = match typed.word("until") {
        None => None,
        Some(_) => {
            problems.parse::<Day>(typed, "until", "Enter the last day, or leave it empty where there is none")
        }
    };
    let text = |field: &str| typed.text(field).trim().to_owned();
    match (code, sort, from) {
        (Some(code), Some(sort), Some(from)) if problems.is_empty() => Ok(Agreement {
            code,
            title: text("title"),
            families: typed
                .text("families")
                .split([' ', ','])
                .filter(|one| !one.is_empty())
                .map(str::to_owned)
                .collect(),
            parties,
            purpose: text("purpose"),
            items: text("items"),
            basis: text("basis"),
            kept: text("kept"),
            from,
            until,
            person_to_ask: text("person_to_ask"),
            sort,
            reference: text("reference"),
        }),
        _ => Err(problems),
    }
}

/// The page: of a new agreement, or of one with how many have signed it.
fn page(token: &FormToken, typed: &Typed, problems: &Problems, kept: Option<&Signed>) -> Page {
    let input = |field: &str, label: &str| {
        nhs::Input::new(field, label).value(typed.text(field)).error_message(problems.of(field))
    };
    let area = |field: &str, label: &str, rows: u32| {
        nhs::Textarea::new(field, label).value(typed.text(field)).rows(rows).error_message(problems.of(field))
    };
    let sorts = AgreementSort::ALL.map(|sort| nhs::SelectItem::new(sort.as_str(), sort.words())).to_vec();
    let signed = kept.map_or(0, |kept| kept.signatures.len());
    let action = kept.map_or_else(
        || "/agreements/new".to_owned(),
        |kept| format!("/agreements/{}/change", kept.agreement.code),
    );
    Page::new(if kept.is_some() { "Put an agreement right" } else { "Draft an agreement" })
        .now(match signed {
            0 => "Fill it in, then save. Nothing flows until parties sign.".to_owned(),
            _ => "What has been signed stays. Title, last day, whom to ask and the document’s place can be put right.".to_owned(),
        })
        .audience("its parties, and the partnership’s office; guardians and the convener draft")
        .part(HERE)
        .back(kept.map_or_else(|| HERE.to_owned(), |kept| format!("/agreements/{}", kept.agreement.code)))
        .errors(problems.summary())
        .body(html! {
            form method="post" action=(action) novalidate {
                (token)
                input type="hidden" name="version" value=(typed.text("version"));
                @if kept.is_none() { (input("code", "Code").hint("Short, of the place’s own, as in DSA-LARC-2").width("20")) }
                (nhs::Select::new("sort", "Kind", sorts).value(typed.text("sort")).error_message(problems.of("sort")).hint("A memorandum of understanding covers no asks: it is no data agreement"))
                (input("title", "Title"))
                (input("families", "Asks it covers").hint("For a data-sharing agreement, by their short names, as in larc. Leave empty for a memorandum").width("20"))
                (area("parties", "Parties", 5).hint("One code of an organisation a line, as in ZP001"))
                (area("purpose", "Why information flows", 2))
                (area("items", "What flows", 2))
                (area("basis", "Law and confidence", 2))
                (input("kept", "How long it is kept"))
                (input("from", "First day").kind("date").width("10"))
                (input("until", "Last day").kind("date").width("10").hint("Leave empty where there is none. After it no new ask is sent under it; open ones may finish"))
                (input("person_to_ask", "Whom to ask").hint("A name or an office, with a number"))
                (input("reference", "Where the document lies").hint("A file number or an address; nothing about a person"))
                (nhs::Button::new("Save"))
            }
        })
}

async fn draft(State(site): State<Site>, who: SignedIn, token: FormToken) -> Result<Page, Stop> {
    if !may(&site, who.actor(), Permit::KeepAgreements) {
        return Err(not_allowed(&site, who.actor(), policy::RefusedWhy::NotYours));
    }
    Ok(page(&token, &Typed::default(), &Problems::default(), None))
}

async fn drafted(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    typed: Typed,
) -> Result<Response, Stop> {
    let problems = match parsed(&typed, None) {
        Err(problems) => problems,
        Ok(agreement) => {
            match kept(&site, &who, KeepAgreement { agreement: agreement.clone(), new: true, seen: None })
                .await?
            {
                Ok(()) => {
                    return Ok(see_other(format!("/agreements/{}", agreement.code))
                        .saying("The draft is saved. Its parties can sign it.")
                        .into_response());
                }
                Err(problems) => problems,
            }
        }
    };
    Ok(page(&token, &typed, &problems, None).into_response())
}

/// The agreement of an address that the reader may put right, and the version of it.
fn found(site: &Site, who: &SignedIn, code: &str) -> Result<(Signed, journal::Version), Stop> {
    let (reading, all) = seen(site, who.actor(), Permit::SeeAgreements)?;
    let one = all.into_iter().find(|one| one.agreement.code.to_string() == code).ok_or(Stop::NotFound)?;
    if let Err(refused) = reading.permits(Permit::KeepAgreements, subject(&one, who.actor())) {
        return Err(not_allowed(site, who.actor(), refused.why));
    }
    let version = version(&reading, &Stream::new(family::AGREEMENT, one.agreement.code))?;
    Ok((one, version))
}

async fn change(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(code): Path<String>,
) -> Result<Page, Stop> {
    let (one, version) = found(&site, &who, &code)?;
    let mut pairs = typed_of(&one.agreement).pairs().to_vec();
    pairs.push(("version".to_owned(), version.0.to_string()));
    Ok(page(&token, &Typed::of(pairs), &Problems::default(), Some(&one)))
}

async fn changed(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(code): Path<String>,
    typed: Typed,
) -> Result<Response, Stop> {
    let (one, _) = found(&site, &who, &code)?;
    let problems = match parsed(&typed, Some(one.agreement.code)) {
        Err(problems) => problems,
        Ok(agreement) => {
            let act = KeepAgreement { agreement, new: false, seen: seen_version(&typed) };
            match kept(&site, &who, act).await? {
                Ok(()) => {
                    return Ok(see_other(format!("/agreements/{code}"))
                        .saying("The agreement is saved.")
                        .into_response());
                }
                Err(problems) => problems,
            }
        }
    };
    Ok(page(&token, &typed, &problems, Some(&one)).into_response())
}

/// Keeps it; what is wrong stands beside its field.
async fn kept(site: &Site, who: &SignedIn, act: KeepAgreement) -> Result<Result<(), Problems>, Stop> {
    match site.journal.submit(who.actor(), act).await {
        Ok(_) => Ok(Ok(())),
        Err(NotDone::AgainstTheRules(AgreementRefused::NotThere)) => Err(Stop::NotFound),
        Err(NotDone::AgainstTheRules(AgreementRefused::Fields(wrong))) => {
            let mut problems = Problems::default();
            add(&mut problems, LABELS, &wrong);
            Ok(Err(problems))
        }
        Err(NotDone::Changed { .. }) => {
            let mut problems = Problems::default();
            problems.add("title", "Somebody changed or signed it since you opened this page. What you typed is kept here: open the agreement beside it, then save from a fresh form");
            Ok(Err(problems))
        }
        Err(other) => Err(stop(site, who.actor(), "keeping an agreement", other)),
    }
}
