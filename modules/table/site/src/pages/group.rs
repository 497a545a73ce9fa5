//! `/groups/{id}`: a group on one page: why it meets, who sits there, what is next, what is open, what it decided.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use kernel::GroupId;
use maud::{Markup, html};
use policy::Permit;
use table_rules::{GroupKind, chair};
use web::components::{Breadcrumb, Button, Crumb, Row, SummaryList};
use web::{ListQuery, Page, SignedIn, Stop};

use super::Site;
use super::access::{Opened, fault, open};
use super::group_parts as parts;
use super::groups;
use super::names::Names;
use crate::read::{self, ActionRow};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route("/groups/{id}", get(show))
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    Path(id): Path<String>,
    list: ListQuery,
) -> Result<Page, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::SeeGroup)?;
    let actions =
        read::actions_of_group(&opened.reading, opened.group().id).map_err(fault("reading actions"))?;
    let decisions =
        read::decisions(&opened.reading, opened.group().id).map_err(fault("reading decisions"))?;
    let above =
        read::actions_above(&opened.reading, opened.group().id).map_err(fault("reading escalations"))?;
    let names = Names::read(&opened.reading, &opened.table, actions.iter().map(|row| row.action.owner))?;
    let next = read::next_meeting(&opened.reading, opened.group(), opened.today())
        .map_err(fault("reading the next meeting"))?;
    let today = opened.today();
    let mut open_actions: Vec<&ActionRow> = actions.iter().filter(|row| row.state.is_open()).collect();
    open_actions.truncate(10);
    let late = actions.iter().filter(|row| row.is_overdue(today)).count();
    let waits: Vec<&ActionRow> = above.iter().filter(|row| row.answer.is_none()).collect();
    let mine =
        actions.iter().filter(|row| row.state.is_open() && row.action.owner == who.actor().seat).count();
    let now = first_line(mine, late, waits.len(), next.as_ref());
    let crumbs = Breadcrumb::new(vec![Crumb::new("Groups", groups::HERE)]);
    let group = opened.group();
    Ok(Page::new(group.name.as_str())
        .caption(group.kind.words())
        .now(now)
        .audience("everybody with a seat at this table, its secretary, and the partnership’s office")
        .part(groups::HERE)
        .crumbs(crumbs)
        .prints()
        .wide()
        .body(html! {
            (buttons(&opened, next.as_ref()))
            (parts::warned(&parts::warnings(&opened, &names)))
            (summary(&opened, &who, &names)?)
            (escalated(&opened, &waits, &names))
            h2 class="nhsuk-heading-m" id="actions" { "Open actions" }
            @if open_actions.is_empty() { p { "No action is open. Actions are recorded at meetings." } }
            @else { (parts::actions("First what is due first", &open_actions, &names, today)) }
            p { a href={ (opened.href()) "/actions" } { "All " (actions.len()) " actions of this group" } ", " (done_words(&actions)) }
            h2 class="nhsuk-heading-m" id="decisions" { "Decisions" }
            @if decisions.is_empty() { p { "Nothing has been decided yet." } }
            @else { (parts::decisions(&opened, &decisions.iter().take(10).collect::<Vec<_>>())) }
            @if decisions.len() > 10 { p { a href={ (opened.href()) "/decisions" } { "All " (decisions.len()) " decisions" } } }
            (parts::meetings(&opened)?)
            (parts::seats(&opened, &names, &list))
            h2 class="nhsuk-heading-m" id="chairs" { "Chairs" }
            (parts::chairs(&opened, &names))
            (below(&opened, &who)?)
        }))
}

fn first_line(mine: usize, late: usize, waits: usize, next: Option<&read::At>) -> String {
    let meets = next.map_or_else(
        || "No meeting is planned.".to_owned(),
        |at| format!("Next meeting: {}.", at.in_words()),
    );
    match (waits, mine, late) {
        (1.., _, _) => format!("A group below waits for this group’s answer. {meets}"),
        (0, 1, _) => format!("One action here is yours. {meets}"),
        (0, 2.., _) => format!("{mine} actions here are yours. {meets}"),
        (0, 0, 1) => format!("One action is late. {meets}"),
        (0, 0, 2..) => format!("{late} actions are late. {meets}"),
        (0, 0, 0) => meets,
    }
}

fn done_words(actions: &[ActionRow]) -> String {
    use table_rules::action::ActionState;
    let ended = actions.iter().filter(|row| !row.state.is_open());
    let done = ended.clone().filter(|row| {
        matches!(row.state, ActionState::Done)
            || (row.state == ActionState::Closed && !row.outcome.is_empty())
    });
    format!("{} of {} with an outcome", done.count(), actions.len())
}

fn buttons(opened: &Opened, next: Option<&read::At>) -> Markup {
    let href = opened.href();
    html! {
        div class="nhsuk-button-group" {
            @if let Some(at) = next { (Button::link("Next meeting", format!("{href}/meetings/{}", at.original))) }
            @if opened.may(Permit::ProposeChair) || opened.may(Permit::AcceptChair) { (Button::secondary("Chair").href(format!("{href}/chair"))) }
            @if opened.may(Permit::KeepGroup) {
                (Button::secondary("Change the group").href(format!("{href}/change")))
                (Button::secondary("New group like this").href(format!("/groups/new?like={}", opened.group().id)))
            }
        }
    }
}

fn summary(opened: &Opened, who: &SignedIn, names: &Names) -> Result<SummaryList, Stop> {
    let (group, table, today) = (opened.group(), &opened.table, opened.today());
    let chairs = match chair::on(&table.chairs, today) {
        None => "Nobody yet".to_owned(),
        Some(now) => {
            let since = format!(
                "{}: {}, since {}",
                now.led_by.words(),
                names.at_table(now.seat),
                now.from.in_words()
            );
            match chair::to_come(&table.chairs, today) {
                None => since,
                Some(next) => {
                    format!("{since}; {} from {}", lower_first(next.led_by.words()), next.from.in_words())
                }
            }
        }
    };
    let parent = match group.parent {
        None => html! { "No group" },
        Some(id) => {
            let known = read::group(&opened.reading, id).map_err(fault("reading the group above"))?;
            named(opened, who, id, known.as_ref().map_or("A group", |known| known.group.name.as_str()))?
        }
    };
    let rhythm =
        group.rhythms.last().map_or_else(|| "As it is called".to_owned(), |one| upper(&one.in_words()));
    let mut rows = vec![
        Row::new("Why it meets", group.purpose.as_str()),
        Row::new("Stands", html! { (groups::tag(group.state)) }),
        Row::new("Chair", chairs),
        Row::new("Meets", rhythm),
        Row::new("Quorum", upper(&group.quorum.in_words())),
        Row::new("Reports to", parent),
        Row::new("Serves", if group.patch.is_empty() { "All of the place" } else { group.patch.as_str() }),
        Row::new(
            "Writes for it",
            group.secretary.map_or_else(|| "Nobody named".to_owned(), |seat| names.seat_with_number(seat)),
        ),
    ];
    if group.kind == GroupKind::TaskAndFinish {
        rows.push(Row::new(
            "Makes",
            if group.product.is_empty() { "Not recorded" } else { group.product.as_str() },
        ));
        rows.push(Row::new(
            "Ends",
            group.ends.map_or_else(|| "Not recorded".to_owned(), |day| day.in_words()),
        ));
    }
    if !group.terms.is_empty() {
        rows.push(Row::new("Terms of reference", html! { span class="rt-typed" { (group.terms) } }));
    }
    Ok(SummaryList::new(rows))
}

fn upper(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().collect::<String>() + letters.as_str())
}

fn escalated(opened: &Opened, waits: &[&ActionRow], names: &Names) -> Markup {
    html! {
        @if !waits.is_empty() {
            h2 class="nhsuk-heading-m" id="escalations" { "Asked of this group" }
            (parts::actions("An answer is waited for; nothing closes before it", waits, names, opened.today()))
        }
    }
}

fn below(opened: &Opened, who: &SignedIn) -> Result<Markup, Stop> {
    let all = read::children(&opened.reading, opened.group().id).map_err(fault("reading groups below"))?;
    let mut lines = Vec::new();
    for one in &all {
        lines.push((named(opened, who, one.group.id, &one.group.name)?, groups::tag(one.group.state)));
    }
    Ok(html! {
        @if !lines.is_empty() {
            h2 class="nhsuk-heading-m" { "Groups that report here" }
            ul class="nhsuk-list" {
                @for (name, tag) in &lines { li { (name) " " (tag) } }
            }
        }
    })
}

/// A group's name, leading to its page for whoever may see it.
fn named(opened: &Opened, who: &SignedIn, id: GroupId, name: &str) -> Result<Markup, Stop> {
    let sees = opened.sees(who.actor(), id)?;
    Ok(html! { @if sees { a href={ "/groups/" (id) } { (name) } } @else { (name) } })
}
