//! What changed since the day of a rule, and what people found about the machine.

use journal::Reading;
use kernel::Day;
use letters_rules::coding::Stand;
use maud::{Markup, html};
use measures_rules::agreement::Agreement;
use measures_rules::interval::Interval;
use policy::{Actor, OrgKind, Role};
use recalls_rules::Test;
use recalls_site::read::{self as recalls, Standing};
use web::Stop;
use web::components::{Column, InsetText, Row, SummaryList, Table, TableCell};

use super::access::fault;
use super::rates::{assumption, time};
use crate::figures::{self, Asking, Change, Figures, Freed, Half, freed as freed_of};
use crate::read;

/// What became of the repeat chest X-rays that hospitals keep themselves.
pub(super) struct Recalled(Option<Standing>);

impl Recalled {
    /// Counted today, for the office and the hospital's own people; to others a hospital's recalls are not there.
    pub fn load(reading: &Reading, actor: &Actor, today: Day) -> Result<Recalled, Stop> {
        if actor.role != Role::Convener && actor.org_kind != OrgKind::Hospital {
            return Ok(Recalled(None));
        }
        let standing =
            recalls::standing(reading, Test::ChestXRay, today).map_err(fault("counting recalls"))?;
        Ok(Recalled(Some(standing).filter(|of| of.planned > 0)))
    }
}

fn between(limits: Interval) -> String {
    format!("{:.0} to {:.0}", limits.low.unwrap_or(0.0), limits.high)
}

fn freed(of: Option<Freed>) -> String {
    of.map_or_else(
        || "not yet: people must settle letters of both kinds first".to_owned(),
        |of| {
            format!(
                "{:.0} per 1,000 ({}), by {} letters that people settled",
                of.per_1000,
                between(of.limits),
                of.read
            )
        },
    )
}

fn chests(of: Asking) -> String {
    match (of.per_1000(), of.limits()) {
        (Some(rate), Some(limits)) => {
            format!("{rate:.0} per 1,000 ({}): {} letters", between(limits), of.asking)
        }
        _ => "no letters".to_owned(),
    }
}

/// The rules that began while the letters were written, each with both sides of its day.
pub(super) fn changes(of: &Figures, recalled: &Recalled) -> Markup {
    html! { @for change in &of.changes() { (one(change, recalled)) } }
}

fn one(change: &Change, recalled: &Recalled) -> Markup {
    let rule = &change.rule;
    let line = |what: &str, tell: &dyn Fn(&Half) -> String| {
        vec![
            TableCell::from(what.to_owned()),
            TableCell::from(tell(&change.before)),
            TableCell::from(tell(&change.since)),
        ]
    };
    let rows = vec![
        line("Letters", &|half| half.told().rate.letters.to_string()),
        line("With an unsuitable request, as the machine reads", &|half| {
            let rate = &half.told().rate;
            format!("{} per 1,000 ({})", rate.in_words(), rate.limits_in_words())
        }),
        line("The same freed of the machine\u{2019}s known error", &|half| freed(half.freed)),
        line("Ask the practice for a repeat chest X-ray", &|half| chests(half.chests)),
        line(figures::MINUTES_OWN_DAY, &Half::minutes_in_words),
        line(figures::MINUTES_HELD, &Half::minutes_held_in_words),
    ];
    let head = vec![
        Column::words("Each with 95% limits"),
        Column::words(format!("Before {}", rule.from.in_words())),
        Column::words("Since"),
    ];
    let given_back = change.minutes_given_back();
    html! {
        h2 class="nhsuk-heading-m" { "Before and since " (rule.from.in_words()) ": rule " (rule.rule.name()) }
        p { (rule.rule.title()) " Agreed by " (rule.agreed_by) " on " (rule.agreed_on.in_words()) "." }
        (Table::new("What letters asked of practices", head, rows).responsive(true))
        @if let Some(minutes) = given_back {
            p { @if minutes >= 0.0 { "Given back to practices since: about " } @else { "Cost practices more since: about " } strong { (time(minutes.abs())) }
                ", had letters since asked as those before: " (assumption(&change.since.counts.assumed)) ". Letters of both sides are judged by the rules of the change\u{2019}s day, because practices did the work before as well. Other things changed meanwhile too; this does not say why." }
        }
        @if let Some(of) = &recalled.0 {
            (InsetText::new(html! { p {
                "And nobody is lost: of " (of.planned) " repeat chest X-rays that the hospital keeps itself " (of.ended) " have ended as done, died or declined, "
                (of.open) " are on a named owner\u{2019}s list, " (of.nobody) " are with nobody" @if of.late > 0 { " (" (of.late) " of them late)" } ". "
                a href="/recalls/rules" { "Who owns which" } "."
            } }))
        }
        @if change.neither > 0 { p class="nhsuk-hint" { (change.neither) " letters of the month in which the rule began, or without a date, stand on neither side." } }
    }
}

fn said(agreement: Option<Agreement>) -> String {
    let Some(of) = agreement else { return "not yet: nothing is coded twice".to_owned() };
    let kappa = match (of.kappa, of.kappa_limits) {
        (Some(kappa), Some(limits)) => {
            format!("kappa {kappa:.2} ({:.2} to {:.2})", limits.low.unwrap_or(-1.0), limits.high)
        }
        _ => "kappa cannot be reckoned".to_owned(),
    };
    let ac1 = of.ac1.map_or_else(String::new, |ac1| format!(", AC1 {ac1:.2}"));
    format!("{kappa}{ac1}, over {} letters", of.n)
}

/// What people found: how they agree, how the machine agrees with them, the rate freed of its error.
pub(super) fn people(of: &Figures) -> Markup {
    let freed = freed(freed_of(of.letters.iter(), &of.codes));
    let count = |wanted: fn(&Stand) -> bool| {
        of.letters
            .iter()
            .filter(|letter| letter.chosen && !letter.stopped)
            .filter(|letter| wanted(&read::stand_of(letter, &of.codes)))
            .count()
    };
    let list = SummaryList::new(vec![
        Row::new("Two readers with each other", said(of.readers_agree())),
        Row::new("The machine with people", said(of.machine_agrees())),
        Row::new("The rate freed of the machine\u{2019}s known error", freed),
        Row::new(
            "Letters for people",
            format!(
                "{} settled, {} wait for a first or second reader, {} for a third",
                count(|stand| matches!(stand, Stand::Settled(_))),
                count(|stand| matches!(stand, Stand::First | Stand::Second)),
                count(|stand| matches!(stand, Stand::Third))
            ),
        ),
    ]);
    html! { h2 class="nhsuk-heading-m" { "People and the machine" } (list) }
}
