//! Every component and every error page, for eyes and for the browser tests. Prints its address and serves until it is
//! ended. It is also the shortest whole program around the shell.

use std::io::Write;
use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use kernel::Moment;
use maud::{Markup, html};
use web::components as nhs;
use web::{Conflict, ConflictField, Forbidden, FormToken, ListQuery, Page, Problems, SignedIn, Stop, Typed};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}", listener.local_addr()?);
    let mut place = web::Place::new("Marlshire", &base, [7; 32]);
    place.synthetic = true;
    place.sessions = Arc::new(OneSession);
    place.parts = |_| {
        vec![
            nhs::header::NavigationItem::new("Mine to do", "/"),
            nhs::header::NavigationItem::new("Ask", "/form"),
            nhs::header::NavigationItem::new("Waiting", "/list?sort=due"),
            nhs::header::NavigationItem::new("Our practice", "/components"),
        ]
    };
    let pages = Router::new()
        .route("/", get(home))
        .route("/components", get(components))
        .route("/form", get(empty_form).post(sent_form))
        .route("/drafts/form", axum::routing::post(|| async { axum::http::StatusCode::NO_CONTENT }))
        .route("/list", get(list))
        .route("/stops/forbidden", get(|| async { Stop::Forbidden(refusal()) }))
        .route("/stops/conflict", get(|| async { Stop::Conflict(Box::new(conflict())) }))
        .route("/stops/fault", get(|| async { Stop::fault("showing the fault page", "asked to") }))
        .route("/stops/too-large", get(|| async { Stop::TooLarge { bytes_max: 2_097_152 } }))
        .route("/stops/too-long", get(|| async { Stop::TooLong }))
        .route("/sign-in", get(|token: FormToken| async { sign_in(token) }));
    let mut out = std::io::stdout();
    writeln!(out, "{base}")?;
    out.flush()?;
    axum::serve(listener, web::shell(pages, place)).await?;
    Ok(())
}

/// Whoever sends the cookie `roundtable=nurse` is a nurse; anybody else is a stranger.
struct OneSession;

impl web::Sessions for OneSession {
    fn resolve<'a>(&'a self, token: &'a str, now: Moment) -> web::Later<'a, Option<web::Session>> {
        let session = (token == "nurse").then(|| web::Session {
            actor: policy::Actor {
                user: kernel::UserId::from_bits(1),
                seat: kernel::SeatId::from_bits(2),
                org: "Y12345".parse::<kernel::OrgId>().unwrap_or_else(|_| std::process::exit(1)),
                org_kind: policy::OrgKind::Practice,
                role: policy::Role::Clinician,
                second_factor: true,
            },
            name: "Anita Rowe".to_owned(),
            seat_title: "Practice nurse".to_owned(),
            org_name: "Orchard Street Surgery".to_owned(),
            csrf: "gallery-form-token".to_owned(),
            ends_at: Some(now.plus_minutes(30)),
        });
        Box::pin(std::future::ready(session))
    }
}

async fn home(_: SignedIn) -> web::SeeOther {
    web::see_other("/list").saying("You are signed in.")
}

fn refusal() -> Forbidden {
    Forbidden {
        reason: "Only the practice that sent the ask can take it back.".to_owned(),
        person: "Sam Okafor, practice manager, Mill Lane Surgery, 01632 960123".to_owned(),
        next_step: "Telephone Mill Lane Surgery and ask them to take it back.".to_owned(),
    }
}

fn conflict() -> Conflict {
    Conflict {
        what: "this ask".to_owned(),
        by_whom: "Sam Okafor at 10:20".to_owned(),
        fields: vec![
            ConflictField {
                label: "Telephone".to_owned(),
                theirs: "01632 960222".to_owned(),
                yours: "07700 900123".to_owned(),
            },
            ConflictField { label: "Language".to_owned(), theirs: String::new(), yours: "Polish".to_owned() },
        ],
        action: "/form".to_owned(),
        page: "/form".to_owned(),
        typed: vec![
            ("telephone".to_owned(), "07700 900123".to_owned()),
            ("version".to_owned(), "7".to_owned()),
        ],
    }
}

fn sign_in(token: FormToken) -> Page {
    Page::new("Sign in").now("Sign in to see what is yours to do.").body(html! {
        form method="post" action="/sign-in" novalidate {
            (token)
            (nhs::Input::new("email", "E-mail address").kind("email").autocomplete("username").spellcheck(false))
            (nhs::PasswordInput::new("password", "Password"))
            (nhs::Button::new("Sign in"))
        }
    })
}

async fn empty_form(_: SignedIn, token: FormToken) -> Page {
    form_page(&token, &Typed::default(), &Problems::default())
}

async fn sent_form(_: SignedIn, token: FormToken, typed: Typed) -> Result<web::SeeOther, Page> {
    let mut problems = Problems::default();
    problems.need(&typed, "telephone", "Enter a telephone number");
    problems.day(&typed, "born", "the date of birth");
    problems.need(&typed, "method", "Choose a method");
    if problems.is_empty() {
        Ok(web::see_other("/list").saying("The ask was sent."))
    } else {
        Err(form_page(&token, &typed, &problems))
    }
}

fn form_page(token: &FormToken, typed: &Typed, problems: &Problems) -> Page {
    let methods = vec![
        nhs::Choice::new("implant", "Implant"),
        nhs::Choice::new("cu-iud", "Copper coil").hint("Also as emergency contraception, up to five days"),
        nhs::Choice::or(),
        nhs::Choice::new("other", "Something else")
            .conditional(nhs::Input::new("other", "Say what").width("20").render_it()),
    ];
    Page::new("Ask another practice")
        .caption("Ask")
        .now("Fill in what you know. Only three things must be there.")
        .audience("You, your practice, and the practice you ask.")
        .part("/form")
        .back("/list")
        .errors(problems.summary())
        .body(html! {
            form method="post" action="/form" novalidate data-draft="/drafts/form" {
                (token)
                (nhs::Input::new("telephone", "Telephone").hint("One that she answers").kind("tel").width("20")
                    .value(typed.text("telephone")).error_message(problems.of("telephone")))
                (nhs::DateInput::new("born", "Date of birth").hint("For example, 31 3 1994").error_message(problems.of("born"))
                    .values(date_values(typed)))
                (nhs::Radios::new("method", "Method", methods).value(typed.text("method")).error_message(problems.of("method")))
                (nhs::Checkboxes::new("need", "Needs", vec![nhs::Choice::new("chaperone", "A chaperone"), nhs::Choice::new("ground", "A room on the ground floor")]).values(typed.all("need")))
                (nhs::Select::new("language", "Language", vec![nhs::SelectItem::new("", "Not recorded"), nhs::SelectItem::new("pl", "Polish"), nhs::SelectItem::new("ur", "Urdu")]).value(typed.text("language")))
                (nhs::CharacterCount::new("note", "Anything the fitter must know", 300).value(typed.text("note")))
                (nhs::Button::new("Send the ask"))
            }
        })
}

fn date_values(typed: &Typed) -> nhs::date_input::DateValues {
    nhs::date_input::DateValues::default()
        .day(typed.text("born[day]"))
        .month(typed.text("born[month]"))
        .year(typed.text("born[year]"))
}

/// `(component)` inside `html!` needs no name; as an argument it does.
trait RenderIt {
    fn render_it(self) -> Markup;
}

impl<T: maud::Render> RenderIt for T {
    fn render_it(self) -> Markup {
        self.render()
    }
}

async fn list(_: SignedIn, query: ListQuery) -> Page {
    let columns = ["due", "practice", "days"];
    let head = vec![
        query.column(nhs::Column::words("Answer by"), "due", &columns),
        query.column(nhs::Column::words("From"), "practice", &columns),
        query.column(nhs::Column::figures("Days so far"), "days", &columns),
        nhs::Column::words("State"),
    ];
    let rows = (1..=query.rows.min(7))
        .map(|row| {
            let late = row < 3;
            vec![
                nhs::TableCell::link(
                    format!("{} July 2025", (query.offset() + row - 1) % 31 + 1),
                    format!("/asks/{row}"),
                ),
                "Mill Lane Surgery".into(),
                (30 - row).to_string().into(),
                if late {
                    nhs::Tag::new("Late", nhs::Colour::Red)
                } else {
                    nhs::Tag::new("Waiting for you", nhs::Colour::Yellow)
                }
                .render_it()
                .into(),
            ]
        })
        .collect();
    let table = nhs::Table::new("Asks that wait for an answer", head, rows)
        .attributes(web::markup::Attributes::none().bare("data-keys"));
    Page::new("Waiting for an answer")
        .now("Two asks are late. Answer the first today.")
        .audience("Everybody with a seat at Orchard Street Surgery.")
        .part("/list?sort=due")
        .crumbs(nhs::Breadcrumb::new(vec![nhs::Crumb::new("Mine to do", "/")]))
        .wide()
        .prints()
        .body(html! { (table) @if let Some(pages) = query.pagination(180) { (pages) } })
}

async fn components(_: SignedIn) -> Page {
    Page::new("Components").now("Look at each.").audience("Everybody.").part("/components").prints().body(html! {
        (nhs::NotificationBanner::important("The clinic at Mill Lane is closed on Monday."))
        (nhs::ActionLink::new("Begin an ask", "/form"))
        (nhs::InsetText::new("She chose to be told by letter."))
        (nhs::WarningCallout::new("Emergency coil", "Do not wait for an answer: telephone 01632 960145 now."))
        (nhs::Card::new("Mill Lane Surgery", html! { p { "Offers by telephone, next about 2 weeks." } })
            .actions(vec![nhs::Action::link("Change", "/form", "opening times")]))
        (nhs::Card::default().heading(nhs::Heading::from("Urgent")).variant(nhs::card::Variant::Urgent)
            .body(html! { p { "Telephone the clinic." } }))
        (nhs::Card::default().heading(nhs::Heading::from("Place an ask")).variant(nhs::card::Variant::Primary).clickable(true)
            .href("/form").description("and follow it to its answer"))
        (nhs::SummaryList::new(vec![
            nhs::Row::new("Method", "Copper coil").actions(vec![nhs::Action::link("Change", "/form", "method")]),
            nhs::Row::new("Language", ""),
        ]))
        p { (nhs::Tag::new("Late", nhs::Colour::Red)) " " (nhs::Tag::new("Done", nhs::Colour::Green)) " " (nhs::Tag::new("Waiting", nhs::Colour::Yellow)) }
        (nhs::Details::new("Why am I asked this?", html! { p { "The fitter needs it." } }))
        (nhs::Details::expander("How days are counted", html! { p { "The day of the ask is day 0." } }))
        (nhs::Panel::new("Ask sent", "You will hear by Friday."))
        (nhs::TaskList::new(vec![
            nhs::Task::new("Opening times", "/form", "Done"),
            nhs::Task::new("Fitters", "/form", nhs::Tag::new("To do", nhs::Colour::Blue)),
        ]))
        (nhs::Tabs::new(vec![nhs::Tab::new("this-week", "This week", "Seven asks."), nhs::Tab::new("last-week", "Last week", "Nine asks.")]))
        (nhs::DoDontList::new("Do", nhs::do_dont_list::Mark::Tick, &["ring first", "say who you are"]))
        (nhs::DoDontList::new("Do not", nhs::do_dont_list::Mark::Cross, &["leave a message that names a clinic"]))
        (nhs::Textarea::new("text", "A plain letter").rows(3u32).value("Dear colleague"))
        (nhs::FileUpload::new("sites", "A file of sites").hint("CSV, at most 2 MB"))
        div class="nhsuk-button-group" {
            (nhs::Button::new("First"))
            (nhs::Button::secondary("Second"))
            (nhs::Button::default().content("Take back").variant(nhs::button::Variant::Warning))
        }
        h2 class="nhsuk-heading-m" { "Copy-out text" }
        p id="copy-out" { "Copper coil, asked 1 July 2025, answered 3 July 2025." }
        button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="button" hidden data-copy="copy-out" { "Copy" }
    })
}
