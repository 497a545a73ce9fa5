//! What is agreed about requests, rule by rule with its day; the convener enters what a group agreed.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::NotDone;
use kernel::Day;
use letters_rules::facts::v1::RuleKept;
use letters_rules::local::{Rule, Verdict};
use maud::html;
use policy::{Kind, Permit, Relations, Subject};
use recalls_rules::Test;
use web::components::{
    Button, Checkboxes, Choice, Column, Input, Radios, Select, SelectItem, Table, TableCell, WarningCallout,
};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::Site;
use super::access::{self, fault};
use crate::acts::{KeepRule, RuleRefused};
use crate::read;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/letters/rules", get(show).post(keep))
}

async fn show(who: SignedIn, token: FormToken, State(site): State<Site>) -> Result<Page, Stop> {
    page(&site, &who, &token, &Typed::default(), &Problems::default(), &[])
}

fn page(
    site: &Site,
    who: &SignedIn,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
    without: &[String],
) -> Result<Page, Stop> {
    let reading = access::open(site, who.actor())?;
    let today = site.journal.now().day();
    let rules = read::rules(&reading).map_err(fault("reading the rules of requests"))?;
    let kept = read::rules_kept(&reading).map_err(fault("reading the rules of requests"))?;
    let mut rows = Vec::new();
    for rule in Rule::ALL {
        let own = rules.row(*rule, today);
        let agreed = own.and_then(|row| kept.iter().find(|of| of.rule == *rule && of.from == row.from));
        let next = kept.iter().filter(|of| of.rule == *rule && of.from > today).min_by_key(|of| of.from);
        rows.push(vec![
            TableCell::from(rule.name()),
            TableCell::from(rule.title()),
            TableCell::from(rules.verdict(*rule, today).in_words()),
            TableCell::from(match (agreed, next) {
                (_, Some(next)) => format!("{} from {}", next.verdict.in_words(), next.from.in_words()),
                (Some(of), None) => format!(
                    "Since {}, agreed by {} on {}",
                    of.from.in_words(),
                    of.agreed_by,
                    of.agreed_on.in_words()
                ),
                (None, None) => "All groups start from it".to_owned(),
            }),
        ]);
    }
    let head = ["Rule", "What it is about", "Today", "Since when"].map(Column::words).to_vec();
    let table = Table::new("Requests to GPs", head, rows).responsive(true);
    let enters = reading.permits(Permit::KeepRules, Subject::new(Kind::Figures, Relations::NONE)).is_ok();
    let items = std::iter::once(SelectItem::new("", "Choose"))
        .chain(
            Rule::ALL
                .iter()
                .map(|rule| SelectItem::new(rule.name(), format!("{} {}", rule.name(), rule.title()))),
        )
        .collect();
    let verdicts = Verdict::ALL
        .iter()
        .filter(|of| **of != Verdict::Unclear)
        .map(|of| Choice::new(of.name(), of.in_words()))
        .collect();
    let tests = Test::ALL.iter().map(|test| Choice::new(test.name(), test.in_words())).collect();
    let input = |name: &str, label: &str| {
        Input::new(name, label).value(typed.text(name)).error_message(problems.of(name))
    };
    Ok(Page::new("What is agreed about requests")
        .now("A letter is judged by the rules of its own day; a changed rule is a new row.")
        .part("/letters")
        .back("/letters")
        .prints()
        .wide()
        .errors(problems.summary())
        .body(html! {
            @if !without.is_empty() {
                (WarningCallout::new("Nobody owns such recalls here yet", html! {
                    ul class="nhsuk-list nhsuk-list--bullet" { @for name in without { li { (name) } } }
                    p { a href="/recalls/rules" { "Who owns which recalls" } }
                }))
            }
            (table)
            @if enters {
                h2 class="nhsuk-heading-m" { "Enter what was agreed" }
                form method="post" action="/letters/rules" novalidate {
                    (token)
                    (Select::new("rule", "Which rule?", items).value(typed.text("rule")).error_message(problems.of("rule")))
                    (Radios::new("verdict", "What was agreed?", verdicts).small(true).value(typed.text("verdict")).error_message(problems.of("verdict")))
                    (Checkboxes::new("moves", "Which tests does the hospital repeat itself from then on?", tests).hint("Only where the hospital does it. A rule about tests and pictures always moves repeat chest X-rays. Each test waits until every specialty has an owner for it").values(typed.all("moves")))
                    (input("from", "From which day?").kind("date").width("10"))
                    (input("until", "Until which day?").kind("date").width("10").hint("Leave it empty where it has no end"))
                    (input("agreed_by", "Which group agreed it?"))
                    (input("agreed_on", "When?").kind("date").width("10"))
                    (Button::new("Enter it"))
                }
            }
        }))
}

async fn keep(
    who: SignedIn,
    token: FormToken,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    access::open(&site, who.actor())?;
    let mut problems = Problems::default();
    let rule = problems.need(&typed, "rule", "Choose the rule").and_then(Rule::named);
    let verdict = problems.need(&typed, "verdict", "Choose what was agreed").and_then(Verdict::named);
    let from = problems.parse::<Day>(&typed, "from", "Give the day from which it holds");
    let until = match typed.word("until") {
        None => None,
        Some(_) => problems.parse::<Day>(&typed, "until", "Give its last day, or leave it empty"),
    };
    let by = problems.need(&typed, "agreed_by", "Write which group agreed it").map(str::to_owned);
    let on = problems.parse::<Day>(&typed, "agreed_on", "Give the day on which it was agreed");
    let mut without = Vec::new();
    if let (Some(rule), Some(verdict), Some(from), Some(agreed_by), Some(agreed_on), true) =
        (rule, verdict, from, by, on, problems.is_empty())
    {
        let row = RuleKept { rule, from, until, verdict, agreed_by, agreed_on };
        let moves = typed.all("moves").iter().filter_map(|name| Test::named(name)).collect();
        match site.journal.submit(who.actor(), KeepRule { row, moves }).await {
            Ok(_) => return Ok(see_other("/letters/rules").saying("Entered.").into_response()),
            Err(NotDone::AgainstTheRules(why)) => match why {
                RuleRefused::NoGroup => problems.add("agreed_by", "Write which group agreed it"),
                RuleRefused::EndsFirst => problems.add("until", "It ends before it begins: give a later day"),
                RuleRefused::AgreedLater => {
                    problems.add("agreed_on", "That day is still to come: enter it once it is agreed")
                }
                RuleRefused::Already => {
                    problems.add("from", "A row of this rule begins on that day already: give another day")
                }
                RuleRefused::WithoutOwner(names) => {
                    problems.add("rule", format!("It moves tests to the hospital, and {} specialties have nobody for them: their managers name a seat first", names.len()));
                    without = names;
                }
                RuleRefused::NoSpecialties => problems.add(
                    "rule",
                    "It moves tests to the hospital, and there are no specialties yet: the office enters them in Fix-It first",
                ),
            },
            Err(NotDone::NotAllowed(why)) => return Err(access::refused(&site, &why)),
            Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => return Err(Stop::NotFound),
            Err(NotDone::Fault(why)) => return Err(Stop::fault("entering a rule of requests", why)),
        }
    }
    Ok(page(&site, &who, &token, &typed, &problems, &without)?.into_response())
}
