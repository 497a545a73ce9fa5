//! A page as its author writes it: a title, what must be done now, who can see it, and its contents. The shell puts
//! the header, the notice that everybody is made up, and the foot around it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, Render, html};

use crate::assets;
use crate::components::footer::{Footer, FooterLink, FooterMeta};
use crate::components::header::{Account, AccountItem, Header, Logo, Navigation, ServiceName};
use crate::components::{BackLink, Breadcrumb, ErrorSummary, NotificationBanner, SkipLink};
use crate::form_token::FormToken;
use crate::markup::{Content, nothing};
use crate::place::Place;
use crate::session::Session;

/// A page.
#[derive(Clone)]
pub struct Page {
    title: String,
    caption: String,
    shows_title: bool,
    now: Content,
    audience: String,
    part: String,
    back: Option<BackLink>,
    crumbs: Option<Breadcrumb>,
    errors: Option<ErrorSummary>,
    body: Markup,
    is_wide: bool,
    prints: bool,
    pub(crate) status: StatusCode,
}

impl Page {
    /// A page of that title, which is also its heading.
    pub fn new(title: impl Into<String>) -> Page {
        Page {
            title: title.into(),
            caption: String::new(),
            shows_title: true,
            now: Content::Nothing,
            audience: String::new(),
            part: String::new(),
            back: None,
            crumbs: None,
            errors: None,
            body: nothing(),
            is_wide: false,
            prints: false,
            status: StatusCode::OK,
        }
    }

    /// A smaller line over the heading: what kind of thing this is.
    #[must_use]
    pub fn caption(mut self, words: impl Into<String>) -> Page {
        self.caption = words.into();
        self
    }

    /// The first line: what must I do now? “Nothing” is an answer.
    #[must_use]
    pub fn now(mut self, words: impl Into<Content>) -> Page {
        self.now = words.into();
        self
    }

    /// Who can see this page, in words: “You and Dr Malik at Orchard Street”.
    #[must_use]
    pub fn audience(mut self, words: impl Into<String>) -> Page {
        self.audience = words.into();
        self
    }

    /// The part of the product that this page belongs to, by the address of its link in the header.
    #[must_use]
    pub fn part(mut self, href: impl Into<String>) -> Page {
        self.part = href.into();
        self
    }

    /// A way back over the heading.
    #[must_use]
    pub fn back(mut self, href: impl Into<String>) -> Page {
        self.back = Some(BackLink::to(href));
        self
    }

    /// Where the page stands among others, in place of a way back.
    #[must_use]
    pub fn crumbs(mut self, crumbs: Breadcrumb) -> Page {
        self.crumbs = Some(crumbs);
        self
    }

    /// What is wrong with the form on it. The title then begins with “Error” and the answer is 422.
    #[must_use]
    pub fn errors(mut self, errors: Option<ErrorSummary>) -> Page {
        if errors.is_some() {
            self.status = StatusCode::UNPROCESSABLE_ENTITY;
        }
        self.errors = errors;
        self
    }

    /// Its contents.
    #[must_use]
    pub fn body(mut self, body: Markup) -> Page {
        self.body = body;
        self
    }

    /// Uses the whole width: for tables and two columns.
    #[must_use]
    pub fn wide(mut self) -> Page {
        self.is_wide = true;
        self
    }

    /// With a button that prints it.
    #[must_use]
    pub fn prints(mut self) -> Page {
        self.prints = true;
        self
    }

    /// The heading is in the contents: the label of the only field, say.
    #[must_use]
    pub fn heading_in_body(mut self) -> Page {
        self.shows_title = false;
        self
    }

    /// The status of the answer, where it is not 200.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Page {
        self.status = status;
        self
    }

    fn content(&self) -> Markup {
        html! {
            @if let Some(errors) = &self.errors { (errors) }
            @if self.shows_title {
                h1 class="nhsuk-heading-l" {
                    @if !self.caption.is_empty() { span class="nhsuk-caption-l" { (self.caption) } " " }
                    (self.title)
                }
            }
            @if !self.now.is_empty() { p class="nhsuk-lede-text rt-now" { (self.now) } }
            @if !self.audience.is_empty() {
                p class="nhsuk-body-s rt-audience" { strong { "Who can see this page: " } (self.audience) }
            }
            @if self.prints {
                // Shown by script; without it the browser's own menu prints the page just as well.
                button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small rt-print" type="button" hidden data-print { "Print this page" }
            }
            (self.body)
        }
    }
}

/// Where a page is shown: to whom, and what was just done.
pub(crate) struct Frame<'a> {
    pub(crate) place: &'a Place,
    pub(crate) session: Option<&'a Session>,
    pub(crate) token: &'a FormToken,
    pub(crate) done: Option<String>,
}

impl Frame<'_> {
    /// The whole document.
    pub(crate) fn show(&self, page: &Page) -> Response {
        let document = self.document(page);
        let mut response = (page.status, document).into_response();
        // What somebody may see stays out of shared and later screens: the back button asks again.
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }

    fn document(&self, page: &Page) -> Markup {
        let error = if page.errors.is_some() { "Error: " } else { "" };
        html! {
            (DOCTYPE)
            html lang="en-GB" {
                head {
                    meta charset="utf-8";
                    title { (error) (page.title) " – " (self.place.name) " – Roundtable" }
                    meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                    meta name="theme-color" content="#005eb8";
                    link rel="icon" type="image/svg+xml" href=(assets::url("favicon.svg"));
                    link rel="stylesheet" href=(assets::url("vendor/nhsuk-frontend.css"));
                    link rel="stylesheet" href=(assets::url("roundtable.css"));
                    script type="module" src=(assets::url("js/start.mjs")) {}
                }
                body class=[self.place.synthetic.then_some("rt-place-synthetic")] data-session-ends=[self.seconds_left()] {
                    (SkipLink::default())
                    @if self.place.synthetic {
                        section class="rt-synthetic" aria-label="Synthetic" { (self.place.label) }
                    }
                    (self.header(page))
                    div class="nhsuk-width-container" {
                        @if let Some(back) = &page.back { nav aria-label="Back" { (back) } }
                        @if let Some(crumbs) = &page.crumbs { (crumbs) }
                        main class="nhsuk-main-wrapper" id="maincontent" tabindex="-1" {
                            @if let Some(done) = &self.done { (NotificationBanner::done(done.as_str())) }
                            @if page.is_wide { (page.content()) }
                            @else {
                                div class="nhsuk-grid-row" { div class="nhsuk-grid-column-two-thirds" { (page.content()) } }
                            }
                        }
                    }
                    (self.footer())
                }
            }
        }
    }

    fn seconds_left(&self) -> Option<i64> {
        let ends_at = self.session?.ends_at?;
        Some(ends_at.micros_since(self.place.clock.now()) / 1_000_000)
    }

    fn header(&self, page: &Page) -> Markup {
        let header = Header::default()
            .logo(Logo::default().absent(true))
            .service(ServiceName::default().text(format!("Roundtable {}", self.place.name)).href("/"));
        let Some(session) = self.session else { return header.render() };
        let mut parts = (self.place.parts)(session);
        for part in &mut parts {
            part.active = !page.part.is_empty() && part.href == page.part;
        }
        let who = format!("{}, {}, {}", session.name, session.seat_title, session.org_name);
        let account = Account::default().items(vec![
            AccountItem::default().content(who).href("/account").icon(true),
            AccountItem::default().content("Sign out").action("/sign-out").carries(self.token.render()),
        ]);
        header.account(account).navigation(Navigation::default().items(parts)).render()
    }

    fn footer(&self) -> Markup {
        let links = vec![
            FooterLink::new("What Roundtable is", "/about"),
            FooterLink::new("Who sees what", "/privacy"),
            FooterLink::new("Accessibility", "/accessibility"),
        ];
        Footer::default()
            .meta(FooterMeta::default().items(links))
            .copyright("Roundtable is not yet approved for use with real patients.")
            .render()
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
