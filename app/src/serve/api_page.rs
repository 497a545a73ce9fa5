//! The page about the interface for programs, for the people who connect them: what each call does, and a first session
//! with a command that everybody has. Made of the routes themselves.

use api::{Kind, Operation, Routes};
use axum::Router;
use axum::routing::get;
use maud::{Markup, html};
use web::components::{Column, Table, TableCell};
use web::{Page, Visitor};

/// Its address.
pub fn routes(of: &Routes, base: &str) -> Router {
    let operations = of.operations().to_vec();
    let base = base.to_owned();
    Router::new().route("/api", get(move |_: Visitor| async move { page(&operations, &base) }))
}

fn page(operations: &[Operation], base: &str) -> Page {
    Page::new("For your own system: the interface for programs")
        .now("Get a token for your organisation from whoever keeps this place, then try the first command below.")
        .audience("Everybody. It says nothing about anybody.")
        .wide()
        .body(html! {
            p { "An organisation’s own system places asks, reads those of its organisation and makes the moves that reception may make. "
                "What a clinician decides names the clinician’s seat that stands behind it. A token stands for one organisation; what is not that organisation’s is answered as a wrong address is." }
            p { "The whole description, for programs: " a href="/api/openapi.json" { "/api/openapi.json" } " (OpenAPI 3.1)." }
            h2 class="nhsuk-heading-m" { "A first session" }
            (session(base))
            h2 class="nhsuk-heading-m" { "What can be called" }
            (calls(operations))
            h2 class="nhsuk-heading-m" { "Rules for every call" }
            ul class="nhsuk-list nhsuk-list--bullet" {
                li { "The token stands in the header " code { "Authorization: Bearer TOKEN" } ", never in an address and never in a cookie." }
                li { "A new ask carries an " code { "Idempotency-Key" } ". Where no answer came, send the same again under the same key: it stays one ask." }
                li { "An event states the " code { "version" } " that it was decided on. Where somebody was quicker the answer is 409, with what the ask is now." }
                li { "An unknown field is refused by its name, so that nothing you send is lost unseen. A body has at most 65,536 bytes." }
                li { "Reading an ask with its contents is a look: it is on record, and she can see that your organisation looked." }
            }
            h2 class="nhsuk-heading-m" { "When the answer is no" }
            p { "Every refusal is " code { "application/problem+json" } " with the rule that spoke, the person who can help and the next step." }
            (problems())
        })
}

fn session(base: &str) -> Markup {
    let lines = format!(
        "TOKEN=…   # from: roundtable token new --org CODE --title \"Record system\"\n\
         curl -H \"Authorization: Bearer $TOKEN\" '{base}/api/hosts?method=implant'\n\
         curl -H \"Authorization: Bearer $TOKEN\" '{base}/api/asks?limit=5'\n\
         curl -H \"Authorization: Bearer $TOKEN\" '{base}/api/asks/ID?only=envelope'\n\
         curl -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' \\\n     \
         -d '{{\"type\":\"read\",\"version\":1}}' '{base}/api/asks/ID/events'"
    );
    html! { pre class="rt-typed" tabindex="0" { (lines) } }
}

fn calls(operations: &[Operation]) -> Markup {
    let rows: Vec<Vec<TableCell>> = operations
        .iter()
        .map(|of| {
            let statuses: Vec<String> = of.answers.iter().map(|answer| answer.status.to_string()).collect();
            vec![
                format!("{} {}", of.method, of.path).into(),
                format!("{}. {}", of.title, of.says).into(),
                statuses.join(", ").into(),
            ]
        })
        .collect();
    let head = vec![Column::words("Call"), Column::words("What it does"), Column::words("Answers")];
    html! { (Table::new("Calls", head, rows)) }
}

fn problems() -> Markup {
    html! {
        @for kind in Kind::ALL {
            h3 class="nhsuk-heading-s" id=(kind.name()) { (kind.status().as_u16()) ": " (kind.title()) }
            p { (kind.next_step()) }
        }
    }
}
