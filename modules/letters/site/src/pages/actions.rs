//! The action block of a letter: who, what, by when, why. An action without an owner is refused.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use letters_rules::action_block::{Owner, Typed as Line, block};
use maud::{Markup, html};
use web::components::{Button, Input, Select, SelectItem, Textarea};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed};

use super::Site;
use super::access;

/// Lines on the page; a letter with more has more than one reader can hold.
const LINES: usize = 5;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/letters/actions", get(form).post(write))
}

async fn form(who: SignedIn, token: FormToken, State(site): State<Site>) -> Result<Page, Stop> {
    access::open(&site, who.actor())?;
    Ok(page(&token, &Typed::default(), &Problems::default(), None))
}

fn line(nth: usize, typed: &Typed, problems: &Problems) -> Markup {
    let name = |field: &str| format!("{field}-{nth}");
    let owners = std::iter::once(SelectItem::new("", "Choose"))
        .chain(Owner::ALL.iter().map(|owner| SelectItem::new(owner.name(), owner.in_words())))
        .collect();
    let input = |field: &str, label: &str| {
        Input::new(name(field), label)
            .value(typed.text(&name(field)))
            .error_message(problems.of(&name(field)))
    };
    html! {
        fieldset class="nhsuk-fieldset" {
            legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s" { "Action " (nth + 1) }
            (Select::new(name("who"), "Who does it?", owners).value(typed.text(&name("who"))).error_message(problems.of(&name("who"))))
            (input("what", "What?"))
            (input("when", "By when?").width("20"))
            (input("why", "Why?"))
        }
    }
}

fn page(token: &FormToken, typed: &Typed, problems: &Problems, written: Option<String>) -> Page {
    Page::new("Action block of a letter")
        .now("Who does what, by when and why. Leave lines that you do not need empty.")
        .part("/letters")
        .back("/letters")
        .errors(problems.summary())
        .body(html! {
            @if let Some(written) = written { (Textarea::new("block", "The block, to paste into the letter").rows(7u32).value(written)) }
            form method="post" action="/letters/actions" novalidate {
                (token)
                @for nth in 0..LINES { (line(nth, typed, problems)) }
                (Button::new("Write the block"))
            }
        })
}

async fn write(
    who: SignedIn,
    token: FormToken,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Page, Stop> {
    access::open(&site, who.actor())?;
    let said = |field: &str, nth: usize| typed.text(&format!("{field}-{nth}")).to_owned();
    let lines: Vec<Line> = (0..LINES)
        .map(|nth| Line {
            who: said("who", nth),
            what: said("what", nth),
            when: said("when", nth),
            why: said("why", nth),
        })
        .collect();
    let mut problems = Problems::default();
    if lines
        .iter()
        .all(|line| [&line.who, &line.what, &line.when, &line.why].iter().all(|text| text.trim().is_empty()))
    {
        problems.add("who-0", "Fill in one line at least, or write in the letter that no action is needed");
        return Ok(page(&token, &typed, &problems, None));
    }
    match block(&lines) {
        Ok(written) => Ok(page(&token, &typed, &problems, Some(written))),
        Err(wrong) => {
            for (nth, why) in wrong {
                problems.add(format!("{}-{nth}", why.field()), why.to_string());
            }
            Ok(page(&token, &typed, &problems, None))
        }
    }
}
