//! `/groups/{id}/change`: how a group stands, what it is for, its quorum, whom it reports to, and when it meets.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::Version;
use kernel::Day;
use maud::html;
use policy::Permit;
use table_rules::facts::v1::Group;
use table_rules::quorum::AtLeast;
use table_rules::rhythm::Time;
use table_rules::{Every, GroupKind, GroupState, OnHoliday, Rhythm, Sector};
use web::components::{Button, Checkboxes, Choice, Select, Textarea};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::access::{Opened, fault, open, outcome};
use super::form::{choose, day, line, owners};
use super::names::Names;
use super::{Site, groups};
use crate::acts::{At, KeepGroup, group_stream};
use crate::read;

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route("/groups/{id}/change", get(show).post(sent))
}

/// The choices of “how often”: stored number and unit, and words.
const EVERY: &[(&str, &str)] = &[
    ("", "As it is called: no rhythm"),
    ("w1", "Every week"),
    ("w2", "Every two weeks"),
    ("w3", "Every three weeks"),
    ("w4", "Every four weeks"),
    ("m1", "Every month"),
    ("m2", "Every two months"),
    ("m3", "Every quarter"),
    ("m6", "Twice a year"),
    ("m12", "Once a year"),
];

fn every_name(every: Every) -> String {
    match every {
        Every::Weeks(count) => format!("w{count}"),
        Every::Months(count) => format!("m{count}"),
    }
}

fn every_of(name: &str) -> Option<Every> {
    let (unit, count) = name.split_at_checked(1)?;
    let count = count.parse().ok()?;
    match unit {
        "w" => Some(Every::Weeks(count)),
        "m" => Some(Every::Months(count)),
        _ => None,
    }
}

fn typed_of(group: &Group, version: Version, today: Day) -> Typed {
    let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
    let mut pairs = vec![
        ("version", version.0.to_string()),
        ("name", group.name.clone()),
        ("state", group.state.as_str().to_owned()),
        ("kind", group.kind.as_str().to_owned()),
        ("purpose", group.purpose.clone()),
        ("terms", group.terms.clone()),
        ("product", group.product.clone()),
        ("ends", day(group.ends)),
        ("patch", group.patch.clone()),
        ("parent", group.parent.map_or_else(String::new, |id| id.to_string())),
        ("secretary", group.secretary.map_or_else(String::new, |id| id.to_string())),
        (
            "organisations",
            match group.quorum.organisations {
                AtLeast::Half => String::new(),
                AtLeast::Count(count) => count.to_string(),
            },
        ),
    ];
    pairs.extend(group.quorum.sectors.iter().map(|one| ("sectors", one.as_str().to_owned())));
    let rhythm = group.rhythms.last().filter(|one| one.until.is_none());
    if let Some(rhythm) = rhythm {
        pairs.extend([
            ("every", every_name(rhythm.every)),
            ("first", rhythm.first.to_string()),
            ("at", rhythm.at.to_string()),
            ("minutes", rhythm.minutes.to_string()),
            ("place", rhythm.place.clone()),
            ("holiday", rhythm.on_holiday.as_str().to_owned()),
        ]);
    } else {
        pairs.extend([
            ("first", (today + 14).to_string()),
            ("at", "14:00".to_owned()),
            ("minutes", "90".to_owned()),
        ]);
    }
    Typed::of(pairs)
}

fn page(opened: &Opened, token: &FormToken, typed: &Typed, problems: &Problems) -> Result<Page, Stop> {
    let group = opened.group();
    let names = Names::read(&opened.reading, &opened.table, None)?;
    let all = read::groups(&opened.reading).map_err(fault("reading groups"))?;
    let others: Vec<(String, String)> = all
        .into_iter()
        .filter(|one| one.group.id != group.id && one.group.state != GroupState::Closed)
        .map(|one| (one.group.id.to_string(), one.group.name))
        .collect();
    let parents =
        std::iter::once(("", "No group")).chain(others.iter().map(|(id, name)| (id.as_str(), name.as_str())));
    let states = std::iter::once(group.state).chain(group.state.next().iter().copied());
    let sectors = Sector::ALL.iter().map(|one| Choice::new(one.as_str(), one.words())).collect();
    let sectors =
        Checkboxes::new("sectors", "Sectors that must be there", sectors).values(typed.all("sectors"));
    Ok(Page::new(format!("Change {}", group.name))
        .now("Change what is not right, then save.")
        .audience("whoever chairs or writes for the group, and the partnership’s office")
        .part(groups::HERE)
        .back(opened.href())
        .errors(problems.summary())
        .body(html! {
            form method="post" action={ (opened.href()) "/change" } id="form" novalidate {
                (token)
                input type="hidden" name="version" value=(typed.text("version"));
                (line(typed, problems, "name", "Name"))
                (choose(typed, problems, "state", "Stands", states.map(|one| (one.as_str(), one.words()))))
                (choose(typed, problems, "kind", "Kind", GroupKind::ALL.iter().map(|one| (one.as_str(), one.words()))))
                (line(typed, problems, "purpose", "Why it meets"))
                (line(typed, problems, "patch", "The part of the place it serves").width("20"))
                (choose(typed, problems, "parent", "Reports to", parents))
                (Select::new("secretary", "Writes for it", owners(&opened.table.seats, &names, group.secretary)).value(typed.text("secretary")))
                h2 class="nhsuk-heading-m" { "When it meets" }
                (choose(typed, problems, "every", "How often", EVERY.iter().copied()))
                (day(typed, problems, "first", "First meeting of this rhythm").hint("The weekday follows from it. A changed rhythm begins there; the meetings before stay as they were"))
                (line(typed, problems, "at", "Begins at").hint("As in 14:00").width("5"))
                (line(typed, problems, "minutes", "Minutes").inputmode("numeric").width("4"))
                (line(typed, problems, "place", "Where"))
                (choose(typed, problems, "holiday", "On a bank holiday", OnHoliday::ALL.iter().map(|one| (one.as_str(), one.words()))))
                h2 class="nhsuk-heading-m" { "Quorum" }
                (line(typed, problems, "organisations", "Organisations that must be there").hint("Leave empty for half of those seated, rounded up").inputmode("numeric").width("4"))
                (sectors)
                h2 class="nhsuk-heading-m" { "More" }
                (line(typed, problems, "product", "What it makes").hint("For a task-and-finish group"))
                (day(typed, problems, "ends", "By when it ends").hint("For a task-and-finish group"))
                (Textarea::new("terms", "Terms of reference").value(typed.text("terms")).error_message(problems.of("terms")))
                (Button::new("Save"))
            }
        }))
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
) -> Result<Page, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::KeepGroup)?;
    let version =
        opened.reading.version(&group_stream(opened.group().id)).map_err(fault("reading a version"))?;
    let typed = typed_of(opened.group(), version, opened.today());
    page(&opened, &token, &typed, &Problems::default())
}

async fn sent(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
    typed: Typed,
) -> Result<Response, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::KeepGroup)?;
    let group = match changed(opened.group(), &typed, opened.today()) {
        Ok(group) => group,
        Err(problems) => return Ok(page(&opened, &token, &typed, &problems)?.into_response()),
    };
    let seen = typed.word("version").and_then(|text| text.parse().ok()).map(Version);
    let done = site.journal.submit(who.actor(), At(KeepGroup { group, seen })).await;
    match outcome(done, "keeping a group")? {
        Ok(()) => Ok(see_other(opened.href()).saying("The group is saved.").into_response()),
        Err(problems) => Ok(page(&opened, &token, &typed, &problems)?.into_response()),
    }
}

/// The group as the form says it, or all that is wrong with the form.
fn changed(was: &Group, typed: &Typed, today: Day) -> Result<Group, Problems> {
    let mut problems = Problems::default();
    let mut group = was.clone();
    let text = |field: &str| typed.text(field).trim().to_owned();
    group.name = text("name");
    group.purpose = text("purpose");
    group.terms = text("terms");
    group.product = text("product");
    group.patch = text("patch");
    group.parent = typed.word("parent").and_then(|id| id.parse().ok());
    group.secretary = typed.word("secretary").and_then(|id| id.parse().ok()).or(was.secretary);
    if let Some(state) = problems.parse(typed, "state", "Choose how the group stands") {
        group.state = state;
    }
    if let Some(kind) = problems.parse(typed, "kind", "Choose the kind") {
        group.kind = kind;
    }
    group.ends = match typed.word("ends") {
        None => None,
        Some(_) => problems.parse(typed, "ends", "Enter a day"),
    };
    group.quorum.sectors = typed.all("sectors").iter().filter_map(|one| one.parse().ok()).collect();
    group.quorum.organisations = match typed.word("organisations").map(str::parse::<u16>) {
        None => AtLeast::Half,
        Some(Ok(count)) if count > 0 => AtLeast::Count(count),
        Some(_) => {
            problems.add("organisations", "Enter a number of organisations, or leave it empty for half");
            AtLeast::Half
        }
    };
    let rhythm = rhythm_of(typed, &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    group.rhythms = with_rhythm(&was.rhythms, rhythm, today);
    Ok(group)
}

fn rhythm_of(typed: &Typed, problems: &mut Problems) -> Option<Rhythm> {
    let every = every_of(typed.text("every"))?;
    let first = problems.parse::<Day>(typed, "first", "Enter the first meeting");
    let at = problems.parse::<Time>(typed, "at", "Enter when it begins");
    let minutes = typed.text("minutes").trim().parse::<u16>().ok();
    if minutes.is_none() {
        problems.add("minutes", "Enter how many minutes it lasts, in figures");
    }
    Some(Rhythm {
        first: first?,
        until: None,
        every,
        at: at?,
        minutes: minutes?,
        place: typed.text("place").trim().to_owned(),
        on_holiday: typed.text("holiday").parse().unwrap_or(OnHoliday::Moves),
    })
}

/// The rhythms with a changed last one: meetings before it stay as they were, those after follow the new one.
fn with_rhythm(was: &[Rhythm], new: Option<Rhythm>, today: Day) -> Vec<Rhythm> {
    let mut all = was.to_vec();
    let last = all.last().filter(|one| one.until.is_none()).cloned();
    if last == new {
        return all;
    }
    let ends = new.as_ref().map_or(today, |one| one.first.max(today)) - 1;
    if let Some(before) = all.last_mut().filter(|one| one.until.is_none()) {
        before.until = Some(ends);
    }
    // A rhythm that never held a meeting leaves nothing behind.
    all.retain(|one| one.until.is_none_or(|until| until >= one.first));
    all.extend(new);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rhythm(first: &str, until: Option<&str>) -> Rhythm {
        Rhythm {
            first: first.parse().unwrap(),
            until: until.map(|day| day.parse().unwrap()),
            every: Every::Weeks(1),
            at: Time { hour: 9, minute: 0 },
            minutes: 30,
            place: String::new(),
            on_holiday: OnHoliday::Moves,
        }
    }

    #[test]
    fn a_changed_rhythm_ends_the_one_before_and_leaves_its_past() {
        let today: Day = "2026-06-10".parse().unwrap();
        let old = rhythm("2026-01-05", None);
        let new = rhythm("2026-07-01", None);
        let kept = with_rhythm(std::slice::from_ref(&old), Some(new.clone()), today);
        assert_eq!(kept, [rhythm("2026-01-05", Some("2026-06-30")), new.clone()]);
        let same = std::slice::from_ref(&old);
        assert_eq!(with_rhythm(same, Some(old.clone()), today), same);
        assert_eq!(with_rhythm(&[old], None, today), [rhythm("2026-01-05", Some("2026-06-09"))]);
        let never = rhythm("2026-08-01", None);
        assert_eq!(with_rhythm(&[never], Some(new.clone()), today), [new]);
    }
}
