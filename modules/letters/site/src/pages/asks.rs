//! The five asks on one page to print, with who agreed and since when.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use kernel::Day;
use letters_rules::audit::ASKS;
use letters_rules::local::{LocalRules, Rule, Verdict};
use letters_rules::reply::ask_of;
use maud::html;
use web::{Page, SignedIn, Stop};

use super::Site;
use super::access::{self, fault};
use crate::read;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/letters/asks", get(show))
}

/// What the hospital does by itself under an ask, on a day.
fn theirs(rules: &LocalRules, ask: u8, today: Day) -> Vec<Rule> {
    let all = Rule::ALL.iter().copied().filter(|rule| ask_of(*rule) == ask);
    all.filter(|rule| {
        rules.verdict(*rule, today) == Verdict::Inappropriate || *rule == Rule::Unclear && ask == 1
    })
    .collect()
}

async fn show(who: SignedIn, State(site): State<Site>) -> Result<Page, Stop> {
    let reading = access::open(&site, who.actor())?;
    let today = site.journal.now().day();
    let rules = read::rules(&reading).map_err(fault("reading the rules of requests"))?;
    let kept = read::rules_kept(&reading).map_err(fault("reading the rules of requests"))?;
    let in_force = kept.iter().filter(|of| of.from <= today && of.until.is_none_or(|until| today <= until));
    let latest = in_force.max_by_key(|of| of.agreed_on);
    Ok(Page::new("The five asks")
        .now("What a hospital letter does itself, so that the practice is asked only for what is the practice\u{2019}s.")
        .part("/letters")
        .back("/letters")
        .prints()
        .body(html! {
            @for (nth, title) in ASKS.iter().enumerate() {
                h2 class="nhsuk-heading-m" { (title) }
                ul class="nhsuk-list nhsuk-list--bullet" {
                    @for rule in theirs(&rules, u8::try_from(nth + 1).unwrap_or(0), today) { li { (rule.title()) " (" (rule.name()) ")" } }
                }
            }
            @match latest {
                Some(of) => p { strong { "Agreed by " (of.agreed_by) " on " (of.agreed_on.in_words()) "." } " As in force on " (today.in_words()) "." },
                None => p { strong { "Not yet agreed by a group here." } " These are the rules that the partners start from, as of " (today.in_words()) ". " a href="/letters/rules" { "Enter what was agreed" } },
            }
        }))
}
