//! "May I ask the GP for this?" in one line, for whoever is writing a letter.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use kernel::Day;
use letters_rules::action_block::may_i_ask;
use letters_rules::local::{LocalRules, Verdict};
use letters_rules::{Reader, Setting};
use maud::{Markup, html};
use web::components::{Button, Input, InsetText, Select, SelectItem};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed};

use super::Site;
use super::access::{self, fault};
use super::reply::specialties;
use crate::read;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/letters/may-i-ask", get(form).post(ask))
}

async fn form(who: SignedIn, token: FormToken, State(site): State<Site>) -> Result<Page, Stop> {
    page(&site, &who, &token, &Typed::default(), &Problems::default(), None)
}

fn page(
    site: &Site,
    who: &SignedIn,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
    answer: Option<Markup>,
) -> Result<Page, Stop> {
    let mut items = vec![SelectItem::new("", "Any specialty")];
    items.extend(specialties(site, who)?.into_iter().map(|of| SelectItem::new(of.code, of.name)));
    let settings = vec![
        SelectItem::new("outpatient", "From a clinic"),
        SelectItem::new("inpatient", "From a ward"),
        SelectItem::new("ED", "From the emergency department"),
    ];
    Ok(Page::new("May I ask the GP for this?")
        .now("One line, as you would write it in the letter.")
        .part("/letters")
        .back("/letters")
        .errors(problems.summary())
        .body(html! {
            @if let Some(answer) = answer { (answer) }
            form method="post" action="/letters/may-i-ask" novalidate {
                (token)
                (Input::new("line", "What would you ask?").hint("Such as: repeat chest X-ray in 6 weeks. No names").value(typed.text("line")).error_message(problems.of("line")))
                (Select::new("setting", "From where?", settings).value(typed.text("setting")))
                (Select::new("specialty", "Which specialty?", items).value(typed.text("specialty")))
                (Button::new("Ask"))
            }
        }))
}

fn answer(line: &str, setting: Option<Setting>, specialty: &str, rules: &LocalRules, today: Day) -> Markup {
    let Some((request, verdict)) = may_i_ask(&Reader::new(), line, setting, specialty, rules, today) else {
        return html! { (InsetText::new(html! { p { "No request was understood in that line. Begin with the act: repeat, refer, prescribe, chase." } })) };
    };
    let judged = request.judged;
    html! {
        (InsetText::new(html! {
            p { strong { (match verdict {
                Verdict::Appropriate => "Yes.",
                Verdict::Inappropriate => "No: it is your own team\u{2019}s.",
                Verdict::Borderline => "Nothing is agreed about it: ring the practice first.",
                Verdict::Unclear => "Not like this: say who does what, by when and why.",
                Verdict::Local => "It goes by the local contract.",
            }) } }
            @if let Some(judged) = judged {
                p { (judged.rule.title()) " Rule " (judged.rule.name()) @if let Some(row) = rules.row(judged.rule, today) { ", agreed, in force since " (row.from.in_words()) } @else { ", one of the rules the partners start from" } "." }
            }
            @if verdict == Verdict::Inappropriate { p { a href="/letters/actions" { "Put it into the action block with your own team as its owner" } } }
        }))
    }
}

async fn ask(who: SignedIn, token: FormToken, State(site): State<Site>, typed: Typed) -> Result<Page, Stop> {
    let mut problems = Problems::default();
    let reading = access::open(&site, who.actor())?;
    let rules = read::rules(&reading).map_err(fault("reading the rules of requests"))?;
    let line = problems.need(&typed, "line", "Write what you would ask");
    let name = specialties(&site, &who)?.into_iter().find(|of| of.code == typed.text("specialty"));
    let name = name.map(|of| of.name).unwrap_or_default();
    let today = site.journal.now().day();
    let setting = Setting::from_name(typed.text("setting"));
    let answer = line.map(|line| answer(line, setting, &name, &rules, today));
    page(&site, &who, &token, &typed, &problems, answer)
}
