//! Answers other than the page that was asked for: not found, not allowed, changed meanwhile, our fault.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use policy::RefusedWhy;

use crate::components::{Button, Column, InsetText, Row, SummaryList, Table, TableCell};
use crate::form_token::{FIELD, FormToken};
use crate::markup::Content;
use crate::page::Page;

/// Why a handler stops. The shell shows each as a whole page.
#[derive(Clone)]
pub enum Stop {
    /// There is no such page, or not for this reader: the answer is the same, and says nothing.
    NotFound,
    /// The reader may not, and is told who may.
    Forbidden(Forbidden),
    /// Only for those who are signed in. After that they come back to this address.
    SignIn {
        /// The address to come back to.
        back_to: String,
    },
    /// The form was sent from elsewhere or after the session ended. What was typed is shown, to be kept.
    FormRefused {
        /// Fields and what was typed in them.
        typed: Vec<(String, String)>,
        /// The page that the form is on.
        back_to: String,
    },
    /// Somebody else changed the record while the form was open.
    Conflict(Box<Conflict>),
    /// The form or file was too large.
    TooLarge {
        /// The most bytes it may have.
        bytes_max: usize,
    },
    /// It took too long. What was asked may still be done.
    TooLong,
    /// Our fault. The log has what happened under this number.
    Fault {
        /// The number to quote.
        reference: String,
    },
}

/// A refusal in words: a reason, a person, a next step.
#[derive(Clone, Debug, Default)]
pub struct Forbidden {
    /// Why: “Only the practice that sent the ask can take it back.”
    pub reason: String,
    /// Who may, with a telephone number: “Anita Rowe, practice manager, 01632 960123”.
    pub person: String,
    /// What to do now.
    pub next_step: String,
}

/// Two versions of one record, and what was typed.
#[derive(Clone, Debug, Default)]
pub struct Conflict {
    /// What was changed: “this ask”.
    pub what: String,
    /// Who changed it and when: “Sam Okafor at 10:20”.
    pub by_whom: String,
    /// For each field its name, what it is now, and what was typed.
    pub fields: Vec<ConflictField>,
    /// Where “Keep what I typed” sends the form.
    pub action: String,
    /// The page as it is now.
    pub page: String,
    /// Everything that was sent, to be sent again, with the version that it is now.
    pub typed: Vec<(String, String)>,
}

/// One field of a conflict.
#[derive(Clone, Debug, Default)]
pub struct ConflictField {
    /// What it is called.
    pub label: String,
    /// What it is now.
    pub theirs: String,
    /// What was typed.
    pub yours: String,
}

impl Stop {
    /// Our fault: logs what was being attempted and why it failed, and gives the reader a number to quote. Neither text
    /// names a person.
    pub fn fault(attempt: &str, why: impl std::fmt::Display) -> Stop {
        let reference = kernel::Id::from_bits(rand::random()).to_string().chars().take(8).collect::<String>();
        tracing::error!(reference, attempt, %why, "fault");
        Stop::Fault { reference }
    }

    /// A refusal of the policy in the words of a module. `words` has the reason and the next step of what the module can put
    /// into words; for the rest, and for what is not there, there is no such page. `person` is who may, or can help.
    pub fn refused(
        why: RefusedWhy,
        person: impl FnOnce() -> String,
        words: impl FnOnce(RefusedWhy) -> Option<(&'static str, &'static str)>,
    ) -> Stop {
        let said = match why {
            RefusedWhy::NotThere | RefusedWhy::WrongKind => None,
            RefusedWhy::SecondFactorNeeded => Some((
                "This needs a passkey or a one-time code beside your password.",
                "Sign in again with your code, then come back to this page.",
            )),
            RefusedWhy::NotYours
            | RefusedWhy::NoAgreement
            | RefusedWhy::ClinicianMustTick
            | RefusedWhy::RingFirst => words(why),
        };
        let Some((reason, next_step)) = said else { return Stop::NotFound };
        Stop::Forbidden(Forbidden {
            reason: reason.to_owned(),
            person: person(),
            next_step: next_step.to_owned(),
        })
    }

    fn status(&self) -> StatusCode {
        match self {
            Stop::NotFound => StatusCode::NOT_FOUND,
            Stop::Forbidden(_) | Stop::FormRefused { .. } => StatusCode::FORBIDDEN,
            Stop::SignIn { .. } => StatusCode::SEE_OTHER,
            Stop::Conflict(_) => StatusCode::CONFLICT,
            Stop::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Stop::TooLong => StatusCode::GATEWAY_TIMEOUT,
            Stop::Fault { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The page that says so.
    pub fn page(&self, token: &FormToken) -> Page {
        let page = match self {
            Stop::NotFound => Page::new("Page not found")
                .now("Check the address, or start again from the first page.")
                .body(html! {
                    p { "If you typed the address, check it is right. If you followed a link, tell whoever gave it to you." }
                    p { a href="/" { "Go to the first page" } }
                }),
            Stop::Forbidden(refused) => forbidden(refused),
            Stop::SignIn { .. } => Page::new("Sign in").now("Sign in to see this page."),
            Stop::FormRefused { typed, back_to } => refused_form(typed, back_to),
            Stop::Conflict(conflict) => conflicting(conflict, token),
            Stop::TooLarge { bytes_max } => Page::new("What you sent is too large")
                .now(format!("Send less than {} kB at a time.", bytes_max / 1024))
                .body(html! { p { "Nothing was changed. Go back in your browser: what you typed is still there." } }),
            Stop::TooLong => Page::new("This is taking too long")
                .now("Look at the page again before you send anything twice.")
                .body(html! { p { "What you asked for may still be done in the next minute." } }),
            Stop::Fault { reference } => Page::new("Sorry, there is a problem with Roundtable")
                .now("Try again in a few minutes. If it is urgent, telephone.")
                .body(html! {
                    p { "If it happens again, quote this number to whoever looks after Roundtable where you work:" }
                    (InsetText::new(html! { p { strong { (reference) } } }))
                    p { "Nothing that you typed was saved by this attempt. Go back in your browser to find it again." }
                }),
        };
        page.status(self.status())
    }
}

fn forbidden(refused: &Forbidden) -> Page {
    let or = |text: &str, usual: &str| Content::from(text).or(usual);
    Page::new("You cannot do this")
        .now(or(&refused.next_step, "Ask whoever looks after Roundtable where you work."))
        .body(html! {
            (SummaryList::new(vec![
                Row::new("Reason", or(&refused.reason, "Your seat does not allow it.").markup()),
                Row::new("Who can help", refused.person.as_str()),
            ]))
            p { a href="/" { "Go to what is mine to do" } }
        })
}

/// Fields that are not shown back: secrets, and what means nothing to a reader.
fn is_hidden(field: &str) -> bool {
    const OURS: &[&str] = &[FIELD, "ask", "do", "move", "version", "call", "then"];
    OURS.contains(&field) || field.contains("password") || field.contains("code") || field.starts_with('_')
}

fn refused_form(typed: &[(String, String)], back_to: &str) -> Page {
    let shown: Vec<Row> = typed
        .iter()
        .filter(|(field, text)| !is_hidden(field) && !text.trim().is_empty())
        .map(|(field, text)| Row::new(field, html! { span class="rt-typed" { (text) } }))
        .collect();
    Page::new("This form was open for too long").now("Open the form again, then send it.").body(html! {
        p { "Nothing was changed. You may have been signed out, or the form was opened in another window." }
        (Button::link("Open the form again", back_to))
        @if !shown.is_empty() {
            h2 class="nhsuk-heading-m" { "What you had typed" }
            p { "Copy it from here if the form no longer has it." }
            (SummaryList::new(shown))
        }
    })
}

fn conflicting(conflict: &Conflict, token: &FormToken) -> Page {
    let rows = conflict
        .fields
        .iter()
        .map(|field| {
            let written = |text: &str| TableCell::from(Content::from(text).or("Nothing"));
            vec![field.label.as_str().into(), written(&field.theirs), written(&field.yours)]
        })
        .collect();
    let head = vec![Column::words("What"), Column::words("As it is now"), Column::words("As you typed it")];
    let typed: Vec<Markup> = conflict
        .typed
        .iter()
        .filter(|(field, _)| field != FIELD)
        .map(|(field, text)| html! { input type="hidden" name=(field) value=(text); })
        .collect();
    Page::new(format!("Somebody else changed {} while you were writing", conflict.what))
        .now("Compare both, then keep what you typed or leave it as it is.")
        .body(html! {
            p { "Changed by " (Content::from(conflict.by_whom.as_str()).or("somebody else")) ". Nothing that you typed is lost." }
            (Table::new("Both versions", head, rows))
            form method="post" action=(conflict.action) {
                (token)
                @for field in &typed { (field) }
                div class="nhsuk-button-group" {
                    (Button::new("Keep what I typed"))
                    (Button::secondary("Leave it as it is now").href(conflict.page.as_str()))
                }
            }
        })
        .wide()
}

impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
