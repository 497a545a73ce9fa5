//! `/practice/files`: sites, services, fitters and sessions as CSV files, in and out. What was taken is kept at once; what
//! was not is reported by line, field and reason.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use directory_rules::facts::v1::{Fitter, Service, Session, Site as Where};
use maud::html;
use policy::Permit;
use web::components as nhs;
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, csv_file};

use super::Site;
use super::access::may;
use super::own::Own;
use super::practice_file_read::{Left, rows};
use super::practice_file_take::{take, take_fitters};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route("/practice/files", get(show)).route("/practice/files/{what}", get(out).post(sent))
}

/// The four files.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Sites,
    Services,
    Fitters,
    Sessions,
}

impl What {
    const ALL: [What; 4] = [What::Sites, What::Services, What::Fitters, What::Sessions];

    const fn name(self) -> &'static str {
        match self {
            What::Sites => "sites",
            What::Services => "services",
            What::Fitters => "fitters",
            What::Sessions => "sessions",
        }
    }

    fn of_name(name: &str) -> Result<What, Stop> {
        What::ALL.into_iter().find(|what| what.name() == name).ok_or(Stop::NotFound)
    }

    const fn permit(self) -> Permit {
        match self {
            What::Sites | What::Services | What::Fitters => Permit::KeepDirectory,
            What::Sessions => Permit::KeepSessions,
        }
    }

    /// The columns of the file, in order; a column that is left out of a file is as empty.
    pub(super) const fn columns(self) -> &'static [&'static str] {
        match self {
            What::Sites => &["id", "name", "discreet_label", "address", "latitude", "longitude", "telephone"],
            What::Services => &[
                "id",
                "site",
                "name",
                "person_to_ask",
                "telephone",
                "offering",
                "about_days",
                "purses",
                "outside",
                "methods",
                "weekly_limit",
                "not_under",
                "complicated",
                "languages",
                "interpreter",
                "bsl",
                "access",
                "chaperones",
                "ended",
            ],
            What::Fitters => &[
                "seat",
                "title",
                "skill",
                "certified",
                "life_support",
                "until",
                "coils_before",
                "implants_before",
            ],
            What::Sessions => &["id", "service", "day", "times", "fitters", "room", "assistant"],
        }
    }

    /// What must stand in the head for the file to be this one.
    pub(super) const fn needed(self) -> &'static str {
        match self {
            What::Sites => "discreet_label",
            What::Services => "offering",
            What::Fitters => "skill",
            What::Sessions => "day",
        }
    }
}

fn page(site: &Site, who: &SignedIn, token: &FormToken, problems: &Problems, open: Option<What>) -> Page {
    Page::new("Files, in and out")
        .now("Choose a file to send, or take one out.")
        .audience("people who work in your organisation")
        .part("/practice")
        .back("/practice")
        .errors(problems.summary())
        .body(html! {
            p { "The same columns go out and in. A line with an id changes that record; a line without one adds a new one. Two or more of a kind in one cell have a semicolon between them. Days are written 2026-03-31." }
            @for what in What::ALL {
                h2 class="nhsuk-heading-m" { (super::words::capital(what.name())) }
                p { a href={ "/practice/files/" (what.name()) } { "Take " (what.name()) " out as a CSV file" } }
                @if may(site, who.actor(), what.permit()) {
                    form method="post" action={ "/practice/files/" (what.name()) } enctype="multipart/form-data" novalidate {
                        (token)
                        (nhs::FileUpload::new("file", format!("A CSV file of {}", what.name())).id(format!("file-{}", what.name()))
                            .error_message(if open == Some(what) { problems.of(&format!("file-{}", what.name())) } else { None }))
                        (nhs::Button::secondary(format!("Send {}", what.name())))
                    }
                }
            }
        })
}

async fn show(State(site): State<Site>, who: SignedIn, token: FormToken) -> Result<Page, Stop> {
    let _ = Own::read(&site, who.actor(), Permit::SeeOwnDirectory)?;
    Ok(page(&site, &who, &token, &Problems::default(), None))
}

async fn out(State(site): State<Site>, who: SignedIn, Path(what): Path<String>) -> Result<Response, Stop> {
    let what = What::of_name(&what)?;
    let own = Own::read(&site, who.actor(), Permit::SeeOwnDirectory)?.1;
    let lines = match what {
        What::Sites => own.sites.iter().map(|of| line(what, &of.id.to_string(), of, &own)).collect(),
        What::Services => {
            own.services.iter().map(|of| line(what, &of.service.id.to_string(), &of.service, &own)).collect()
        }
        What::Sessions => own.sessions.iter().map(|of| session_line(of, &own)).collect(),
        What::Fitters => own.fitters.iter().flat_map(|of| fitter_lines(of, &own)).collect::<Vec<_>>(),
    };
    csv_file(&format!("{}.csv", what.name()), what.columns(), lines)
}

/// A record as a line: every field as its form shows it, several with a semicolon between them.
fn line<R: super::keeping::Kept>(what: What, id: &str, record: &R, own: &Own) -> Vec<String> {
    let typed = Typed::of(record.typed(own));
    what.columns()
        .iter()
        .map(|column| if *column == "id" { id.to_owned() } else { cell(&typed, column) })
        .collect()
}

fn cell(typed: &Typed, column: &str) -> String {
    let all = typed.all(column).join("; ");
    if all.is_empty() { typed.date(column).unwrap_or_default() } else { all }
}

fn session_line(of: &crate::read::Planned, own: &Own) -> Vec<String> {
    let mut cells = line(What::Sessions, &of.session.id.to_string(), &of.session, own);
    let standing = of.slots.iter().filter(|slot| slot.state != directory_rules::SlotState::Withdrawn);
    let times = standing.map(|slot| slot.at.time_in_words()).collect::<Vec<_>>().join("; ");
    if let Some(cell) = cells.get_mut(3) {
        *cell = times;
    }
    cells
}

/// One line a certificate; a fitter without any has one line with no skill.
fn fitter_lines(of: &Fitter, own: &Own) -> Vec<Vec<String>> {
    let base = |skill: &str, certified: String, life_support: String, until: String| {
        vec![
            of.seat.to_string(),
            own.title(of.seat),
            skill.to_owned(),
            certified,
            life_support,
            until,
            of.coils_before.to_string(),
            of.implants_before.to_string(),
        ]
    };
    if of.certificates.is_empty() {
        return vec![base("", String::new(), String::new(), String::new())];
    }
    let day = |day: Option<kernel::Day>| day.map_or_else(String::new, |day| day.to_string());
    let one = |held: &directory_rules::facts::v1::Certificate| {
        base(&held.skill, held.certified.to_string(), held.life_support.to_string(), day(held.until))
    };
    of.certificates.iter().map(one).collect()
}

async fn sent(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(what): Path<String>,
    typed: Typed,
) -> Result<Page, Stop> {
    let what = What::of_name(&what)?;
    let own = Own::read(&site, who.actor(), what.permit())?.1;
    let mut problems = Problems::default();
    let field = format!("file-{}", what.name());
    let Some(file) = typed.file("file") else {
        problems.add(field, "Choose a CSV file to send");
        return Ok(page(&site, &who, &token, &problems, Some(what)));
    };
    let (lines, mut left) = match rows(what, &file.bytes) {
        Ok(read) => read,
        Err(why) => {
            problems.add(field, why);
            return Ok(page(&site, &who, &token, &problems, Some(what)));
        }
    };
    let taken = match what {
        What::Sites => take::<Where>(&site, who.actor(), &own, lines, &mut left).await?,
        What::Services => take::<Service>(&site, who.actor(), &own, lines, &mut left).await?,
        What::Sessions => take::<Session>(&site, who.actor(), &own, lines, &mut left).await?,
        What::Fitters => take_fitters(&site, who.actor(), &own, lines, &mut left).await?,
    };
    left.sort_by_key(|one| one.line);
    Ok(report(what, taken, &left))
}

fn report(what: What, taken: usize, left: &[Left]) -> Page {
    let name = what.name();
    let mut lines: Vec<u64> = left.iter().map(|one| one.line).collect();
    lines.dedup();
    let now = match (taken, lines.len()) {
        (_, 0) => "Nothing. The whole file was taken.".to_owned(),
        (_, 1) => "Put one line right, then send it again.".to_owned(),
        (_, several) => format!("Put {several} lines right, then send them again."),
    };
    let head = vec![
        nhs::Column::figures("Line"),
        nhs::Column::words("Field"),
        nhs::Column::words("Why it was not taken"),
    ];
    let rows = left
        .iter()
        .map(|one| vec![one.line.to_string().into(), one.field.as_str().into(), one.why.as_str().into()]);
    Page::new(format!("{taken} of {} {name} taken", taken + lines.len()))
        .now(now)
        .audience("you; nobody else sees this report")
        .part("/practice")
        .back("/practice/files")
        .wide()
        .prints()
        .body(html! {
            @if !left.is_empty() { (nhs::Table::new("What was not taken", head, rows.collect())) }
            @if taken > 0 { p { "What was taken is kept. Sending the same line again without its id would add it twice: take the file out first." } }
            p { a href="/practice" { "See what is kept now" } }
        })
}
