//! `/plan/replay`: last year judged again by other rules, prices, contracts, sessions or sites, as a run; asked by fields or
//! by a file.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::Reading;
use kernel::Day;
use lawbook::shipped;
use maud::{Markup, html};
use web::components::{Button, Checkboxes, Choice, Details, FileUpload, Input, Radios, Select, SelectItem};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed};

use crate::page::{Planning, may_keep, reading};
use crate::prepare::About;
use crate::replay_form::{FILE, ITEMS, LEAVES_OUT, SETTINGS, years};
use crate::runs_page;
use crate::simulate_page::WEEKDAYS;

pub(crate) const HERE: &str = "/plan/replay";

pub(crate) fn routes() -> Router<Planning> {
    Router::new().route(HERE, get(form_page).post(begin))
}

/// What can be chosen.
struct Offered {
    services: Vec<(String, String)>,
    organisations: Vec<(String, String)>,
    today: Day,
}

fn offered(opened: &Reading, today: Day) -> Result<Offered, Stop> {
    let fault = |why| Stop::fault("reading the directory", why);
    let services = directory_site::read::services(opened).map_err(fault)?;
    let mut services: Vec<(String, String)> = services
        .into_iter()
        .filter(|entered| !entered.service.ended)
        .map(|entered| (entered.service.name.clone(), entered.service.id.to_string()))
        .collect();
    services.sort();
    let organisations = directory_site::read::organisations(opened).map_err(fault)?;
    let seeing = ["practice", "sexual_health_clinic", "hospital", "pharmacy"];
    let mut organisations: Vec<(String, String)> = organisations
        .into_iter()
        .filter(|of| seeing.contains(&of.kind.as_str()))
        .map(|of| (of.name, of.code.to_string()))
        .collect();
    organisations.sort();
    Ok(Offered { services, organisations, today })
}

async fn form_page(who: SignedIn, State(site): State<Planning>, token: FormToken) -> Result<Page, Stop> {
    let opened = reading(&site, who.actor())?;
    let offered = offered(&opened, site.journal.now().day())?;
    let typed =
        Typed::of([("a_day", "-0.04"), ("a_mile", "-0.12"), ("replications", "30"), ("stop", "done")]);
    let keeps = may_keep(&site, who.actor());
    Ok(page(keeps, &offered, &token, &typed, &Problems::default()))
}

async fn begin(
    who: SignedIn,
    State(site): State<Planning>,
    token: FormToken,
    typed: Typed,
) -> Result<Response, Stop> {
    let opened = reading(&site, who.actor())?;
    if !may_keep(&site, who.actor()) {
        return Err(crate::page::forbidden(&site));
    }
    let mut problems = Problems::default();
    if let Some(begun) = runs_page::begin(&site, &who, About::Replay, &typed, "title", &mut problems).await? {
        return Ok(begun);
    }
    let offered = offered(&opened, site.journal.now().day())?;
    Ok(page(true, &offered, &token, &typed, &problems).into_response())
}

fn page(keeps: bool, offered: &Offered, token: &FormToken, typed: &Typed, problems: &Problems) -> Page {
    Page::new("Judge last year again")
        .now("Say what is to change; a year that has closed is judged before and after.")
        .part(crate::page::PATH)
        .back(crate::page::PATH)
        .audience("Those at the table who may try a rule. Small counts are hidden, and no one person is shown.")
        .errors(problems.summary())
        .body(html! {
            @if keeps { (form(offered, token, typed, problems)) }
            @else { p { "Your seat reads what others tried: see " a href="/plan/trials?about=replay" { "what was kept" } "." } }
            p { a href=(runs_page::HERE) { "Your runs" } " · " a href="/plan/trials" { "Trials that were kept" } }
        })
}

fn form(offered: &Offered, token: &FormToken, typed: &Typed, problems: &Problems) -> Markup {
    let periods = years(offered.today).into_iter();
    let periods = periods.map(|year| SelectItem::new(year.last.to_string(), year.in_words())).collect();
    let fields = Fields { offered, typed, problems };
    html! {
        form method="post" action=(HERE) enctype="multipart/form-data" novalidate {
            (token)
            (Input::new("title", "What is tried, in one line").value(typed.text("title")).error_message(problems.of("title")))
            (Select::new("year", "Which year?", periods).hint("Years of whole quarters that have closed, so that no two trials differ by a day").value(typed.text("year")).error_message(problems.of("year")))
            (fields.rule())
            (fields.rota())
            (fields.prices())
            (fields.contract())
            (fields.choice())
            (Details::new("Bring the change as a file instead", html! {
                (FileUpload::new(FILE, "Change file").hint("CHANGE.toml, as the README of planning describes it. Where a file is brought, it alone counts").error_message(problems.of(FILE)))
            }).open(problems.of(FILE).is_some()))
            (Button::new("Judge the year again"))
        }
    }
}

struct Fields<'f> {
    offered: &'f Offered,
    typed: &'f Typed,
    problems: &'f Problems,
}

fn group(legend: &str, inner: Markup) -> Markup {
    html! {
        fieldset class="nhsuk-fieldset" {
            legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--m" { (legend) }
            (inner)
        }
    }
}

impl Fields<'_> {
    fn input(&self, field: &'static str, label: &str, hint: &str, width: &'static str) -> Markup {
        let input = Input::new(field, label)
            .width(width)
            .inputmode("decimal")
            .value(self.typed.text(field))
            .error_message(self.problems.of(field));
        if hint.is_empty() {
            html! { (input) }
        } else {
            html! { (input.hint(hint)) }
        }
    }

    fn select(&self, field: &'static str, label: &str, none: &str, of: &[(String, String)]) -> Markup {
        let mut items = vec![SelectItem::new("", none)];
        items.extend(of.iter().map(|(name, id)| SelectItem::new(id.as_str(), name.as_str())));
        html! { (Select::new(field, label, items).value(self.typed.text(field)).error_message(self.problems.of(field))) }
    }

    fn rule(&self) -> Markup {
        let mut rules = vec![
            SelectItem::new("", "The rules in force"),
            SelectItem::new("own", "A rule of its own, below"),
        ];
        rules.extend(
            shipped::rule_sets().iter().map(|set| SelectItem::new(set.id.to_string(), set.title.to_string())),
        );
        let stops = vec![
            Choice::new("done", "The fitting"),
            Choice::new("first-valid-slot", "The first slot that is offered and kept"),
        ];
        let kinds =
            vec![Choice::new("calendar-days", "Calendar days"), Choice::new("working-days", "Working days")];
        let settings = SETTINGS.iter().map(|(name, words)| Choice::new(*name, *words)).collect();
        let leaves = LEAVES_OUT.iter().map(|(name, words)| Choice::new(*name, *words)).collect();
        let own = html! {
            (self.input("limit", "Within how many days?", "", "3"))
            (Radios::new("kind", "Counted as", kinds).inline(true).small(true).value(self.typed.word("kind").unwrap_or("calendar-days")))
            (Radios::new("stop", "The clock stops at", stops).small(true).value(self.typed.word("stop").unwrap_or("done")))
            (Checkboxes::new("settings", "Where it applies", settings).small(true).values(self.typed.all("settings")).error_message(self.problems.of("settings")))
            (Checkboxes::new("leaves", "Days that are not the host’s, left out", leaves).small(true).values(self.typed.all("leaves")))
        };
        let open = self.typed.text("rule") == "own";
        group(
            "The rule",
            html! {
                (Select::new("rule", "Judge by", rules).value(self.typed.text("rule")).error_message(self.problems.of("rule")))
                (Details::new("A rule of its own", own).open(open))
            },
        )
    }

    fn rota(&self) -> Markup {
        let services = &self.offered.services;
        let days: Vec<(String, String)> =
            WEEKDAYS.iter().enumerate().map(|(nth, name)| ((*name).to_owned(), nth.to_string())).collect();
        let inner = html! {
            p class="nhsuk-hint" { "What is changed here is simulated beside the year: the past had other sessions." }
            (self.select("closed", "A service that closes", "None", services))
            (self.select("closed2", "Another that closes", "None", services))
            (self.select("more", "A service with one more session a week", "None", services))
            (self.select("weekday", "On", "Choose a day", &days))
            (self.input("slots", "Its slots", "Whole number", "3"))
        };
        let open =
            ["closed", "closed2", "more", "slots"].iter().any(|field| !self.typed.text(field).is_empty());
        html! { (Details::expander("Sessions and sites", inner).open(open)) }
    }

    fn prices(&self) -> Markup {
        let inner = html! {
            p class="nhsuk-hint" { "Pounds for one. Left empty, a thing has no price; a price of the trial left empty stays as it is in force." }
            @for (item, words) in ITEMS {
                @let (now, then) = (format!("now-{item}"), format!("then-{item}"));
                (Input::new(now.as_str(), format!("{words}, in force")).width("5").inputmode("decimal").prefix("£").value(self.typed.text(&now)).error_message(self.problems.of(&now)))
                (Input::new(then.as_str(), format!("{words}, in the trial")).width("5").inputmode("decimal").prefix("£").value(self.typed.text(&then)).error_message(self.problems.of(&then)))
            }
        };
        let open = self.typed.pairs().iter().any(|(field, text)| {
            (field.starts_with("now-") || field.starts_with("then-")) && !text.is_empty()
        });
        html! { (Details::expander("Prices", inner).open(open)) }
    }

    fn contract(&self) -> Markup {
        let payers =
            [("The council".to_owned(), "council".to_owned()), ("The NHS".to_owned(), "nhs".to_owned())];
        let inner = html! {
            (self.select("provider", "Who is paid a sum a year, whatever is done", "Nobody", &self.offered.organisations))
            (self.select("payer", "Who pays it", "Choose", &payers))
            (self.input("block-now", "Pounds a year, in force", "Leave it empty where there is no such contract yet", "10"))
            (self.input("block-then", "Pounds a year, in the trial", "Leave it empty where it stays as it is", "10"))
        };
        let open = !self.typed.text("provider").is_empty();
        html! { (Details::expander("A block contract", inner).open(open)) }
    }

    fn choice(&self) -> Markup {
        group(
            "How people choose",
            html! {
                p class="nhsuk-hint" { "Where the promises of the rules, or a changed rota, move people. These coefficients are yours to give: nothing in the program knows them. Below 0, people mind." }
                (self.input("a_day", "What a day of wait is worth", "", "5"))
                (self.input("a_mile", "What a mile is worth", "", "5"))
                (self.input("replications", "How many times the luck is drawn", "2 to 200. More, and the intervals are narrower", "3"))
                (Details::new("Waits that are promised, where the rules’ own are not meant", html! {
                    (self.input("practice-before", "At a practice in force, days", "", "3"))
                    (self.input("clinic-before", "At a clinic in force, days", "", "3"))
                    (self.input("practice-after", "At a practice in the trial, days", "", "3"))
                    (self.input("clinic-after", "At a clinic in the trial, days", "", "3"))
                }).open(["practice-before", "clinic-before", "practice-after", "clinic-after"].iter().any(|field| !self.typed.text(field).is_empty() || self.problems.of(field).is_some())))
            },
        )
    }
}
