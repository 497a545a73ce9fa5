//! `/seats/invite`: somebody new for a seat.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::NotDone;
use maud::html;
use policy::Permit;
use web::components as nhs;
use web::{Page, Problems, Stop, Typed};

use super::asked::{Asked, stop};
use super::seat_list::{Seats, keeps, read};
use crate::Accounts;
use crate::acts::{Invite, InviteRefused};
use crate::commands::{Newcomer, act, words};

/// The page's addresses.
pub(super) fn routes() -> Router<Accounts> {
    Router::new().route("/seats/invite", get(show).post(sent))
}

const HERE: &str = "/seats/invite";

/// What a refusal says, beside which field.
pub(super) fn in_words(why: &InviteRefused) -> (&'static str, String) {
    let (field, words) = match why {
        InviteRefused::NoSuchSeat => ("seat", "Choose a seat"),
        InviteRefused::NameMissing => ("name", "Enter their name"),
        InviteRefused::NotAnAddress => ("email", "Enter an e-mail address, as in a.rowe@practice.example"),
        InviteRefused::EndsBeforeItBegins => ("until-day", "The last day is before the first"),
        InviteRefused::HoldsIt => ("seat", "They hold that seat in those days already"),
        InviteRefused::Oneself => {
            ("seat", "Nobody gives a seat to themselves: ask another manager or an administrator")
        }
        InviteRefused::NoSuchUser => ("email", "Nobody signs in with that"),
        InviteRefused::Clash(clash) => {
            let words = format!(
                "They hold a seat as {} in those days, and who pays, plans or administers holds none that sees a person",
                clash.held.as_str().replace('_', " ")
            );
            return ("seat", words);
        }
    };
    (field, words.to_owned())
}

/// The seats to choose from.
pub(super) fn choice(of: &Seats, typed: &Typed, problems: &Problems) -> nhs::Select {
    let mut items = vec![nhs::SelectItem::new("", "Choose a seat")];
    items.extend(of.seats.iter().map(|seat| nhs::SelectItem::new(seat.id.to_string(), seat.title.as_str())));
    nhs::Select::new("seat", "Seat", items).value(typed.text("seat")).error_message(problems.of("seat"))
}

/// The days of a holding.
pub(super) fn days(typed: &Typed, problems: &Problems) -> maud::Markup {
    let values = |name: &str| {
        let part = |which: &str| typed.text(&format!("{name}[{which}]")).to_owned();
        nhs::date_input::DateValues::default().day(part("day")).month(part("month")).year(part("year"))
    };
    let until = problems.of("until").or_else(|| problems.of("until-day"));
    html! {
        (nhs::DateInput::new("from", "First day").values(values("from")).error_message(problems.of("from")))
        (nhs::DateInput::new("until", "Last day").hint("Leave it empty if no end is known").values(values("until")).error_message(until))
        (nhs::Radios::new("deputy", "As what?", vec![
            nhs::Choice::new("no", "Holder"),
            nhs::Choice::new("yes", "Deputy").hint("Stands in while the holder is away, or when there is none"),
        ]).value(if typed.text("deputy") == "yes" { "yes" } else { "no" }))
    }
}

/// A form that begins today.
pub(super) fn blank(accounts: &Accounts, asked: &Asked) -> Typed {
    let today = accounts.now().day().to_string();
    let mut parts = today.split('-');
    let mut next = || parts.next().unwrap_or_default().trim_start_matches('0').to_owned();
    let (year, month, day) = (next(), next(), next());
    Typed::of([
        ("seat", asked.query.text("seat").to_owned()),
        ("from[day]", day),
        ("from[month]", month),
        ("from[year]", year),
    ])
}

/// The days that were typed.
pub(super) fn typed_days(
    typed: &Typed,
    problems: &mut Problems,
) -> Option<(kernel::Day, Option<kernel::Day>)> {
    let from = problems.day(typed, "from", "the first day");
    let until = match typed.date("until") {
        Some(_) => Some(problems.day(typed, "until", "the last day")?),
        None => None,
    };
    Some((from?, until))
}

fn page(asked: &Asked, of: &Seats, typed: &Typed, problems: &Problems) -> Page {
    Page::new("Invite somebody new")
        .now("Say who, and for which seat. They are sent a code by mail.")
        .back("/seats")
        .part("/seats")
        .errors(problems.summary())
        .body(html! {
            form method="post" action=(HERE) novalidate {
                (asked.token)
                (nhs::Input::new("name", "Name").value(typed.text("name")).autocomplete("off").error_message(problems.of("name")))
                (nhs::Input::new("email", "E-mail address").kind("email").autocomplete("off").spellcheck(false)
                    .value(typed.text("email")).error_message(problems.of("email")))
                (choice(of, typed, problems))
                (days(typed, problems))
                (nhs::Button::new("Invite"))
            }
        })
}

async fn show(State(accounts): State<Accounts>, asked: Asked) -> Result<Page, Stop> {
    let session = asked.signed_in(HERE)?;
    if !keeps(&accounts, session, Permit::InviteUser) {
        return Err(Stop::NotFound);
    }
    let of = read(&accounts, session).await?;
    Ok(page(&asked, &of, &blank(&accounts, &asked), &Problems::default()))
}

async fn sent(State(accounts): State<Accounts>, asked: Asked, typed: Typed) -> Result<Response, Stop> {
    let session = asked.signed_in(HERE)?;
    if !keeps(&accounts, session, Permit::InviteUser) {
        return Err(Stop::NotFound);
    }
    let of = read(&accounts, session).await?;
    let mut problems = Problems::default();
    problems.need(&typed, "name", "Enter their name");
    problems.need(&typed, "email", "Enter their e-mail address");
    let seat = typed.text("seat").parse();
    if seat.is_err() {
        problems.add("seat", "Choose a seat");
    }
    let days = typed_days(&typed, &mut problems);
    let (Ok(seat), Some((from, until)), true) = (seat, days, problems.is_empty()) else {
        return Ok(page(&asked, &of, &typed, &problems).into_response());
    };
    let newcomer = Newcomer {
        name: typed.text("name").to_owned(),
        email: typed.text("email").to_owned(),
        seat,
        from,
        until,
        deputy: typed.text("deputy") == "yes",
    };
    let act: Invite = act(&accounts, newcomer);
    let invited = match accounts.journal().submit(&session.actor, act).await {
        Ok(done) => done.answer,
        Err(NotDone::AgainstTheRules(why)) => {
            let (field, words) = in_words(&why);
            problems.add(field, words);
            return Ok(page(&asked, &of, &typed, &problems).into_response());
        }
        Err(not_done) => return Err(stop("inviting somebody", not_done)),
    };
    let page = Page::new("Invited").part("/seats").back("/seats").now("Tell them to look at their mail.").body(html! {
        @if let Some(link) = invited.link {
            p { "If mail does not reach them, hand them this yourself. It is not shown again." }
            (nhs::InsetText::new(words(&accounts, link)))
        } @else {
            p { "That address is known here already. Whoever has an account signs in with it as before; whoever was invited before finds a new code in their own mail. The seat is theirs from its first day." }
        }
        (nhs::Button::link("Back to the seats", "/seats"))
    });
    Ok(page.into_response())
}
