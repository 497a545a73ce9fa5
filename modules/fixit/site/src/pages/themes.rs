//! Themes, and one theme from its issues to what changed: project, owner, link, day, before and after, who was told.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use directory_site::read as directory;
use fixit_rules::Broken;
use fixit_rules::change::Change;
use fixit_rules::facts::v1::Project;
use fixit_rules::guard::{Clean, Waived};
use journal::{NotDone, Query, Reading};
use kernel::{Day, Moment};
use maud::{Markup, PreEscaped, html};
use measures_rules::chart::spc::{Labels, draw};
use policy::Permit;
use web::components::{
    Button, Column, Details, Input, InsetText, Row, Select, SelectItem, SummaryList, Table, TableCell,
    Textarea,
};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::access::{self, Names, fault};
use super::{Site, words};
use crate::acts::{KeepProject, TellReporters, ThemeRefused};
use crate::read;

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/fix-it/themes", get(all))
        .route("/fix-it/themes/{specialty}/{broken}", get(show).post(keep))
}

const TOLD: Query = Query {
    name: "fixit.told-of-theme",
    sql: "select at, organisations, words from fixit_told where specialty = ?1 and broken = ?2 order by seq desc",
};
async fn all(who: SignedIn, State(site): State<Site>) -> Result<Page, Stop> {
    let today = site.journal.now().day();
    let reading = access::reading(&site, who.actor())?;
    let found = read::themes(&reading, today).map_err(fault("finding themes"))?;
    let names = Names::new(&reading)?;
    let mut rows = Vec::new();
    for theme in &found {
        let kept =
            read::project(&reading, &theme.specialty, theme.broken).map_err(fault("reading a project"))?;
        let next = match &kept {
            Some(kept) => match kept.changed_on {
                Some(on) => format!("{}: changed on {}", kept.title, on.in_words()),
                None => format!("Project: {}", kept.title),
            },
            None => "No project yet: a project is suggested".to_owned(),
        };
        rows.push(vec![
            TableCell::link(
                format!("{}: {}", names.specialty(&theme.specialty), theme.broken.in_words().to_lowercase()),
                format!("/fix-it/themes/{}/{}", theme.specialty, theme.broken.name()),
            ),
            TableCell::from(theme.issues.to_string()),
            TableCell::from(theme.last.in_words()),
            TableCell::from(next),
        ]);
    }
    let head = vec![
        Column::words("Theme"),
        Column::figures("Issues in 90 days"),
        Column::words("Last"),
        Column::words("Next"),
    ];
    let without = found.len();
    let table = Table::new("Three or more of one specialty about one thing, within 90 days", head, rows)
        .responsive(true);
    Ok(Page::new("Themes")
        .now(if without == 0 { "No theme now.".to_owned() } else { format!("{without} themes. Open the first that has no project.") })
        .part("/fix-it")
        .back("/fix-it")
        .prints()
        .wide()
        .body(html! {
            @if found.is_empty() { p { "A theme appears by itself as soon as three issues of one specialty about one thing were posted within 90 days. " a href="/fix-it/door" { "Post an issue" } } }
            @else { (table) }
        }))
}

async fn show(
    who: SignedIn,
    token: FormToken,
    Path((specialty, broken)): Path<(String, String)>,
    State(site): State<Site>,
) -> Result<Page, Stop> {
    page(&site, &who, &token, &specialty, &broken, &Typed::default(), &Problems::default())
}

fn page(
    site: &Site,
    who: &SignedIn,
    token: &FormToken,
    specialty: &str,
    broken: &str,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, Stop> {
    let today = site.journal.now().day();
    let reading = access::reading(site, who.actor())?;
    let broken = Broken::named(broken).ok_or(Stop::NotFound)?;
    let mut names = Names::new(&reading)?;
    let of = names.specialty_of(specialty).cloned().ok_or(Stop::NotFound)?;
    let issues =
        read::issues_of_theme(&reading, specialty, broken).map_err(fault("reading the issues of a theme"))?;
    if issues.is_empty() {
        return Err(Stop::NotFound);
    }
    let kept = read::project(&reading, specialty, broken).map_err(fault("reading a project"))?;
    let told = told(&reading, specialty, broken)?;
    let screens = access::may(&reading, Permit::ScreenIssue);
    let comparison = comparison(&reading, kept.as_ref(), today)?;
    let shown = project_shown(kept.as_ref(), &mut names)?;
    let mut rows = Vec::new();
    for line in issues.iter().take(20) {
        rows.push(vec![
            TableCell::link(line.reference.clone(), format!("/fix-it/issues/{}", line.id)),
            TableCell::from(line.posted_on.in_words()),
            TableCell::from(names.org(line.org)?),
            TableCell::from(words::due(line, today)),
        ]);
    }
    let head = ["Issue", "Posted", "By", "Stands"].map(Column::words).to_vec();
    let table = Table::new("Its issues, the newest first", head, rows).responsive(true);
    let forms = if screens {
        forms(&reading, &of.org, kept.as_ref(), token, typed, problems)?
    } else {
        html! {}
    };
    let count = issues.len();
    Ok(Page::new(format!("{}: {}", of.name, broken.in_words().to_lowercase()))
        .caption("Theme")
        .now(match (&kept, kept.as_ref().and_then(|kept| kept.changed_on)) {
            (None, _) => "Three or more issues about the same thing: make it a project.",
            (Some(_), None) => "It is a project. Note the day on which something changes.",
            (Some(_), Some(_)) if told.is_empty() => "Something changed: tell everybody who reported it.",
            (Some(_), Some(_)) => "Something changed, and everybody who reported it was told.",
        })
        .part("/fix-it")
        .back("/fix-it/themes")
        .prints()
        .wide()
        .errors(problems.summary())
        .body(html! {
            (shown)
            (comparison)
            @if !told.is_empty() {
                h2 class="nhsuk-heading-m" { "What those who reported it were told" }
                @for (at, organisations, words) in &told {
                    (InsetText::new(html! { p { strong { (at.day().in_words()) ", " (organisations) " organisations. " } (words.as_deref().unwrap_or("The words were taken out.")) } }))
                }
            }
            (forms)
            (table)
            @if count > 20 { p { a href={ "/fix-it?show=all&specialty=" (specialty) "&broken=" (broken.name()) } { "All " (count) } } }
            p { "How many of this specialty’s letters ask it is not shown here yet: letters are counted in the audit." }
        }))
}

fn project_shown(kept: Option<&Project>, names: &mut Names<'_>) -> Result<Markup, Stop> {
    let Some(kept) = kept else { return Ok(html! {}) };
    let owner = names.seat(kept.owner)?;
    let list = SummaryList::new(vec![
        Row::new("Project", kept.title.as_str()),
        Row::new("Owner", html! { (owner.title) ", " (words::telephone(&owner.telephone)) }),
        Row::new(
            "Kept at",
            html! { @if kept.link.is_empty() { "not recorded" } @else { a href=(kept.link) rel="noreferrer" { (kept.link) } } },
        ),
        Row::new("Different from", kept.changed_on.map_or_else(|| "not yet".to_owned(), |on| on.in_words())),
    ]);
    Ok(html! { (list) })
}

/// Before and after, or that there is not enough yet.
fn comparison(reading: &Reading, kept: Option<&Project>, today: Day) -> Result<Markup, Stop> {
    let Some(kept) = kept else { return Ok(html! {}) };
    let Some(changed) = kept.changed_on.filter(|on| *on <= today) else { return Ok(html! {}) };
    let change = read::change(reading, &kept.specialty, kept.broken, changed, today);
    let words = match change.map_err(fault("comparing before and after"))? {
        Change::NotEnoughYet { before, after, needed } => html! {
            p { strong { "Not enough data yet. " } (before) " whole months before the change of the " (needed) " that are needed, and " (after) " after it." }
        },
        Change::Compared { before, after, is_special, chart } => {
            let drawn = draw(
                &chart,
                Labels {
                    id: "change",
                    title: "Issues a month, before and after the change",
                    unit: "issues a month",
                },
            );
            html! {
                p {
                    "Before: " strong { (format!("{before:.1}")) } " a month. After: " strong { (format!("{after:.1}")) } " a month. "
                    @if is_special { "That is more than chance: the months after stand outside what the months before lead one to expect." }
                    @else { "That can still be chance." }
                }
                (PreEscaped(without_style(&drawn.figure())))
            }
        }
    };
    Ok(html! { h2 class="nhsuk-heading-m" { "Before and after" } (words) })
}

/// The picture without its own style sheet, which the policy on styles of our pages stops: theirs has the same rules.
fn without_style(figure: &str) -> String {
    match (figure.split_once("<style>"), figure.split_once("</style>")) {
        (Some((before, _)), Some((_, after))) => format!("<div class=\"rt-chart\">{before}{after}</div>"),
        _ => figure.to_owned(),
    }
}

fn told(
    reading: &Reading,
    specialty: &str,
    broken: Broken,
) -> Result<Vec<(Moment, i64, Option<String>)>, Stop> {
    let rows = reading
        .rows(&TOLD, &[specialty.into(), broken.name().into()])
        .map_err(fault("reading who was told"))?;
    rows.iter()
        .map(|row| -> Result<_, journal::Fault> { Ok((row.get(0)?, row.get(1)?, row.get(2)?)) })
        .collect::<Result<_, _>>()
        .map_err(fault("reading who was told"))
}

fn forms(
    reading: &Reading,
    org: &kernel::OrgId,
    kept: Option<&Project>,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
) -> Result<Markup, Stop> {
    let seats = directory::seats(reading, *org).map_err(fault("reading seats"))?;
    let mut items = vec![SelectItem::new("", "Choose")];
    items.extend(
        seats
            .iter()
            .filter(|seat| !seat.ended && seat.role == "manager")
            .map(|seat| SelectItem::new(seat.id.to_string(), format!("{}, {}", seat.title, seat.telephone))),
    );
    let given =
        |field: &str, kept: Option<String>| typed.word(field).map(str::to_owned).or(kept).unwrap_or_default();
    let project = html! {
        form method="post" novalidate {
            (token)
            input type="hidden" name="form" value="project";
            (Input::new("title", "What is the project called?").value(given("title", kept.map(|kept| kept.title.clone()))).error_message(problems.of("title")))
            (Select::new("owner", "Who owns it?", items).value(given("owner", kept.map(|kept| kept.owner.to_string()))).error_message(problems.of("owner")))
            (Input::new("link", "Where is it kept?").hint("Begins with https://, or leave it empty").value(given("link", kept.map(|kept| kept.link.clone()))).error_message(problems.of("link")))
            (Input::new("changed_on", "From which day is it different?").kind("date").width("10").hint("Leave it empty until it is").value(given("changed_on", kept.and_then(|kept| kept.changed_on).map(|on| on.to_string()))).error_message(problems.of("changed_on")))
            (Button::secondary("Keep the project"))
        }
    };
    let tell = html! {
        form method="post" novalidate {
            (token)
            input type="hidden" name="form" value="tell";
            (Textarea::new("told", "What changed because of them?").rows(3u32).hint("No names, numbers or dates of birth. A message without these words goes to each organisation that reported it, and leads here").value(typed.text("told")).error_message(problems.of("told")))
            (Button::new("Tell everybody who reported it"))
        }
    };
    let wrong = |form: &str| !problems.is_empty() && typed.text("form") == form;
    Ok(html! {
        (Details::new(if kept.is_some() { "Change the project" } else { "Make it a project" }, project).open(kept.is_none() || wrong("project")))
        @if kept.is_some_and(|kept| kept.changed_on.is_some()) { (Details::new("Tell everybody who reported it", tell).open(wrong("tell"))) }
    })
}

async fn keep(
    who: SignedIn,
    token: FormToken,
    Path((specialty, broken)): Path<(String, String)>,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    let kind = Broken::named(&broken).ok_or(Stop::NotFound)?;
    let mut problems = Problems::default();
    let today = site.journal.now().day();
    let path = format!("/fix-it/themes/{specialty}/{broken}");
    let done = if typed.text("form") == "tell" {
        match Clean::new(typed.text("told"), today, Waived(false)) {
            Ok(words) => Some(over(
                site.journal
                    .submit(who.actor(), TellReporters { specialty: specialty.clone(), broken: kind, words })
                    .await
                    .map(|_| ()),
            )),
            Err(why) => {
                problems.add("told", words::not_clean(typed.text("told"), &why, "Write what changed"));
                None
            }
        }
    } else {
        let title = problems.need(&typed, "title", "Give the project a title").map(str::to_owned);
        if let Some(title) = &title
            && let Err(why) = Clean::new(title, today, Waived(true))
        {
            problems.add("title", words::not_clean(title, &why, ""));
        }
        let owner = problems.need(&typed, "owner", "Choose who owns it").and_then(|text| text.parse().ok());
        let changed_on = match typed.word("changed_on") {
            None => None,
            Some(_) => problems.parse(&typed, "changed_on", "Give the day"),
        };
        match (title, owner, problems.is_empty()) {
            (Some(title), Some(owner), true) => {
                let link = typed.word("link").unwrap_or_default().to_owned();
                let project =
                    Project { specialty: specialty.clone(), broken: kind, title, owner, link, changed_on };
                Some(over(site.journal.submit(who.actor(), KeepProject(project)).await.map(|_| ())))
            }
            _ => None,
        }
    };
    match done {
        Some(Ok(())) => return Ok(see_other(path).saying("Recorded.").into_response()),
        Some(Err(Over::Refused(why))) => {
            let (field, words) = match why {
                ThemeRefused::NoTitle => ("title", "Give the project a title"),
                ThemeRefused::NotALink => {
                    ("link", "Write an address that begins with https://, or leave it empty")
                }
                ThemeRefused::NoSuchSeat => ("owner", "Choose a seat of the list"),
                ThemeRefused::NobodyReported => ("told", "Nobody has reported anything of the kind"),
            };
            problems.add(field, words);
        }
        Some(Err(Over::NotAllowed(why))) => return Err(access::refused(&site, &why)),
        Some(Err(Over::Fault(why))) => return Err(Stop::fault("keeping a theme", why)),
        None if problems.is_empty() => return Err(Stop::NotFound),
        None => {}
    }
    Ok(page(&site, &who, &token, &specialty, &broken, &typed, &problems)?.into_response())
}

enum Over {
    Refused(ThemeRefused),
    NotAllowed(policy::Refused),
    Fault(journal::Fault),
}

fn over(done: Result<(), NotDone<ThemeRefused>>) -> Result<(), Over> {
    done.map_err(|why| match why {
        NotDone::AgainstTheRules(why) => Over::Refused(why),
        NotDone::NotAllowed(why) => Over::NotAllowed(why),
        NotDone::Fault(why) => Over::Fault(why),
        NotDone::Changed { .. } | NotDone::KeyUsedForAnother => Over::Refused(ThemeRefused::NobodyReported),
    })
}
