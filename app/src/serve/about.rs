//! The pages that every foot of a page leads to: what this is, who sees what, and how it can be used by everybody.

use axum::Router;
use axum::routing::get;
use maud::html;
use web::{Page, Visitor};

/// Their addresses. `sources` are the statements of whoever's data the place was made of.
pub fn routes(sources: Vec<String>) -> Router {
    let about = move |_: Visitor| async move { about(&sources) };
    Router::new()
        .route("/about", get(about))
        .route("/privacy", get(|_: Visitor| async { privacy() }))
        .route("/accessibility", get(|_: Visitor| async { accessibility() }))
}

fn about(sources: &[String]) -> Page {
    Page::new("What Roundtable is").now("If it is urgent, telephone: nothing urgent waits in a list here.").body(html! {
        p { "When one organisation asks another to see somebody, the ask is written once, has one owner at a time and a telephone number, keeps an honest count of the days, and ends in an answer the asker sees." }
        p { "It is not yet approved for use with real patients." }
        @if !sources.is_empty() {
            h2 class="nhsuk-heading-m" { "Whose data this place was made of" }
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for source in sources { li { (source) } }
            }
        }
    })
}

fn privacy() -> Page {
    Page::new("Who sees what").now("Ask your own Caldicott guardian if anything here is not as it should be.").body(html! {
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { "The two organisations of an ask see it. Reception sees name, telephone and times; clinicians and fitters see what they need to fit safely." }
            li { "Other practices, charities and strangers find nothing: not even that the ask exists." }
            li { "Councils and NHS commissioners see counts, never a person." }
            li { "Every look at what an ask says is on record before it is shown, and a guardian can find it. The person sees which organisations looked." }
            li { "A sexual-health service tells a practice nothing that the person did not agree to." }
            li { "When a person is erased, their key is deleted: what it sealed can never be read again, in backups made afterwards too." }
        }
    })
}

fn accessibility() -> Page {
    Page::new("Accessibility").now("If a page gets in your way, tell whoever looks after Roundtable where you work.").body(html! {
        p { "Every page is made to be read and used with a keyboard alone, with a screen reader, at 390 pixels and in print; reading and referring work without script." }
        p { "Automatic checks for WCAG 2.2 AA are run on the pages. People who use assistive technology have not tested it yet." }
    })
}
