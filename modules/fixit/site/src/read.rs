//! What acts and pages read of issues, specialties and themes.

use directory_site::read::Rows;
use fixit_rules::change::{Change, compare};
use fixit_rules::facts::v1::{Broken, Move, Moved, Outcome, Posted, Project, Specialty};
use fixit_rules::theme::{self, Seen, Theme};
use fixit_rules::{Issue, State, rows};
use journal::{Fault, Query, Row};
use kernel::{Day, Id, Moment, OrgId, SeatId};
use policy::{Actor, Kind, Relations, Subject};

use crate::england;

/// What an issue is called on the telephone: from its id, so that nobody counts issues by it.
pub fn reference(issue: &str) -> String {
    format!(
        "FX-{}",
        issue.chars().rev().take(6).collect::<Vec<_>>().into_iter().rev().collect::<String>().to_uppercase()
    )
}

/// The stable name of a move.
pub const fn name_of(what: &Move) -> &'static str {
    match what {
        Move::Screened { .. } => "screened",
        Move::Given { .. } => "given",
        Move::PassedOn { .. } => "passed-on",
        Move::Rerouted { .. } => "rerouted",
        Move::Answered => "answered",
        Move::Agreed { .. } => "agreed",
        Move::Disputed => "disputed",
        Move::Planned { .. } => "planned",
        Move::Settled { .. } => "settled",
        Move::Reopened => "reopened",
        Move::Merged { .. } => "merged",
        Move::Absorbed { .. } => "absorbed",
        Move::WordsTakenOut => "words-taken-out",
    }
}

const POSTERS: Query = Query {
    name: "fixit.posters",
    sql: "select org, seat from fixit_poster where issue = ?1 order by org, seat",
};

/// Everybody who posted an issue, or one that was found to be the same.
pub fn posters(from: &impl Rows, issue: &str) -> Result<Vec<(OrgId, SeatId)>, Fault> {
    from.all(&POSTERS, &[issue.into()])?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

const POSTED: Query =
    Query { name: "fixit.posted", sql: "select posted, posted_on from fixit_issue where id = ?1" };
const MOVES: Query = Query {
    name: "fixit.moves",
    sql: "select on_day, what, words, words_key, org, seat, at from fixit_move where issue = ?1 order by nth",
};
const MOVES_OF: Query =
    Query { name: "fixit.moves-in-all", sql: "select count(*) from fixit_move where issue = ?1" };

/// A move as the table keeps it.
#[derive(Clone, Debug)]
pub struct Step {
    /// The move.
    pub moved: Moved,
    /// What was said with it; nothing where it was taken out.
    pub words: Option<String>,
    /// The key that seals it.
    pub key: Option<String>,
    /// Whose seat made it.
    pub org: OrgId,
    /// The seat.
    pub seat: SeatId,
    /// When.
    pub at: Moment,
}

fn step(row: &Row) -> Result<Step, Fault> {
    let what = serde_json::from_str(&row.get::<String>(1)?)
        .map_err(|why| Fault::new("read a move of an issue", why))?;
    Ok(Step {
        moved: Moved { on: row.get(0)?, what },
        words: row.get(2)?,
        key: row.get(3)?,
        org: row.get(4)?,
        seat: row.get(5)?,
        at: row.get(6)?,
    })
}

/// The moves of an issue in order.
pub fn steps(from: &impl Rows, issue: &str) -> Result<Vec<Step>, Fault> {
    from.all(&MOVES, &[issue.into()])?.iter().map(step).collect()
}

/// How many moves there are.
pub(crate) fn moves_of(from: &impl Rows, issue: &str) -> Result<i64, Fault> {
    from.all(&MOVES_OF, &[issue.into()])?.first().map_or(Ok(0), |row| row.get(0))
}

/// An issue folded from its moves; nothing where there is none of that id.
pub fn folded(from: &impl Rows, issue: &str) -> Result<Option<Issue>, Fault> {
    let rows = from.all(&POSTED, &[issue.into()])?;
    let Some(row) = rows.first() else { return Ok(None) };
    let posted: Posted = serde_json::from_str(&row.get::<String>(0)?)
        .map_err(|why| Fault::new("read an issue as posted", why))?;
    let mut folded = Issue::posted(&posted, row.get(1)?, england());
    for step in steps(from, issue)? {
        folded
            .follow(&step.moved, england())
            .map_err(|why| Fault::plain(format!("fold an issue: {why:?}")))?;
    }
    Ok(Some(folded))
}

/// How an actor stands to an issue. One that is not there has no relations.
pub fn subject(actor: &Actor, posters: &[(OrgId, SeatId)], owner: Option<SeatId>) -> Subject {
    let relations = Relations::NONE
        .and_if(posters.iter().any(|(org, _)| *org == actor.org), Relations::SENDER)
        .and_if(owner == Some(actor.seat), Relations::OWN_SEAT);
    Subject::new(Kind::Issue, relations)
}

/// An issue in a list.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its id.
    pub id: Id,
    /// Its reference.
    pub reference: String,
    /// Of which specialty, by its short name.
    pub specialty: String,
    /// What is broken.
    pub broken: Broken,
    /// Who posted it.
    pub org: OrgId,
    /// Which seat did.
    pub seat: SeatId,
    /// When.
    pub posted_on: Day,
    /// Where it stands.
    pub state: State,
    /// Who has the next move, by its stable name.
    pub next: Option<String>,
    /// The seat that owns it.
    pub owner: Option<SeatId>,
    /// By when.
    pub due: Option<Day>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// When.
    pub ended_on: Option<Day>,
    /// The words; nothing where they were taken out.
    pub words: Option<String>,
    /// The issue that goes on for it.
    pub merged_into: Option<Id>,
    /// Where its project or rule can be read.
    pub link: String,
}

/// The columns of [`Line`], of the table as `i`.
macro_rules! lines {
    ($rest:literal) => {
        concat!(
            "select i.id, i.reference, i.specialty, i.broken, i.org, i.seat, i.posted_on, i.state, i.next_move, i.owner, \
             i.due, i.outcome, i.ended_on, i.words, i.merged_into, i.link from fixit_issue i ",
            $rest
        )
    };
}

fn line(row: &Row) -> Result<Line, Fault> {
    let unknown = |what: &str| Fault::plain(format!("read an issue: its {what} is unknown"));
    Ok(Line {
        id: row.get(0)?,
        reference: row.get(1)?,
        specialty: row.get(2)?,
        broken: Broken::named(&row.get::<String>(3)?).ok_or_else(|| unknown("kind"))?,
        org: row.get(4)?,
        seat: row.get(5)?,
        posted_on: row.get(6)?,
        state: State::named(&row.get::<String>(7)?).ok_or_else(|| unknown("state"))?,
        next: row.get(8)?,
        owner: row.get(9)?,
        due: row.get(10)?,
        outcome: row.get::<Option<String>>(11)?.and_then(|name| Outcome::named(&name)),
        ended_on: row.get(12)?,
        words: row.get(13)?,
        merged_into: row.get(14)?,
        link: row.get(15)?,
    })
}

/// The lines of a query that selects [`lines!`].
pub(crate) fn lines_of(
    from: &impl Rows,
    query: &Query,
    values: &[journal::Value],
) -> Result<Vec<Line>, Fault> {
    from.all(query, values)?.iter().map(line).collect()
}

const ISSUE: Query = Query { name: "fixit.issue", sql: lines!("where i.id = ?1") };
const BY_REFERENCE: Query =
    Query { name: "fixit.issue-by-reference", sql: lines!("where i.reference = ?1 order by i.id limit 1") };
const OVERDUE: Query = Query {
    name: "fixit.overdue",
    sql: lines!("where i.next_move in ('office', 'owner') and i.due < ?1 order by i.due, i.posted_on, i.id"),
};
const THEME_ISSUES: Query = Query {
    name: "fixit.issues-of-theme",
    sql: lines!("where i.specialty = ?1 and i.broken = ?2 order by i.posted_on desc, i.id"),
};

/// One issue.
pub fn issue(from: &impl Rows, id: &str) -> Result<Option<Line>, Fault> {
    Ok(lines_of(from, &ISSUE, &[id.into()])?.into_iter().next())
}

/// The issue of that reference, as people give it.
pub fn issue_by_reference(from: &impl Rows, reference: &str) -> Result<Option<Line>, Fault> {
    Ok(lines_of(from, &BY_REFERENCE, &[reference.trim().to_uppercase().into()])?.into_iter().next())
}

/// Every issue whose next move is late, the longest first: the weekly meeting's list by itself.
pub fn overdue(from: &impl Rows, today: Day) -> Result<Vec<Line>, Fault> {
    lines_of(from, &OVERDUE, &[today.into()])
}

/// The issues of one specialty about one thing, the newest first.
pub fn issues_of_theme(from: &impl Rows, specialty: &str, broken: Broken) -> Result<Vec<Line>, Fault> {
    lines_of(from, &THEME_ISSUES, &[specialty.into(), broken.name().into()])
}

const SPECIALTY: Query = Query {
    name: "fixit.specialty",
    sql: "select code, name, org, lead, telephone, inbox, ended from fixit_specialty where code = ?1",
};
const SPECIALTIES: Query = Query {
    name: "fixit.specialties",
    sql: "select code, name, org, lead, telephone, inbox, ended from fixit_specialty order by name, code",
};

fn specialty_row(row: &Row) -> Result<Specialty, Fault> {
    Ok(Specialty {
        code: row.get(0)?,
        name: row.get(1)?,
        org: row.get(2)?,
        lead: row.get(3)?,
        telephone: row.get(4)?,
        inbox: row.get(5)?,
        ended: row.get(6)?,
    })
}

/// A specialty by its short name.
pub fn specialty(from: &impl Rows, code: &str) -> Result<Option<Specialty>, Fault> {
    from.all(&SPECIALTY, &[code.into()])?.first().map(specialty_row).transpose()
}

/// Every specialty by name.
pub fn specialties(from: &impl Rows) -> Result<Vec<Specialty>, Fault> {
    from.all(&SPECIALTIES, &[])?.iter().map(specialty_row).collect()
}

const SEEN: Query = Query {
    name: "fixit.seen-for-themes",
    sql: "select specialty, broken, posted_on from fixit_issue where posted_on > ?1 and state <> 'merged'",
};
const FIRST: Query = Query { name: "fixit.first-day", sql: "select min(posted_on) from fixit_issue" };
const WITHOUT_END: Query = Query {
    name: "fixit.long-without-end",
    sql: "select count(*) from fixit_issue where state <> 'merged' and outcome is null and posted_on < ?1",
};

/// The themes of a day.
pub fn themes(from: &impl Rows, today: Day) -> Result<Vec<Theme>, Fault> {
    let since = today - i32::from(rows::THEME_DAYS.on(today));
    let mut seen = Vec::new();
    for row in from.all(&SEEN, &[since.into()])? {
        if let Some(broken) = Broken::named(&row.get::<String>(1)?) {
            seen.push(Seen { specialty: row.get(0)?, broken, on: row.get(2)? });
        }
    }
    Ok(theme::themes(&seen, today))
}

/// What can be said of a change in a theme.
pub fn change(
    from: &impl Rows,
    specialty: &str,
    broken: Broken,
    changed: Day,
    today: Day,
) -> Result<Change, Fault> {
    let posted: Vec<Day> =
        issues_of_theme(from, specialty, broken)?.iter().map(|line| line.posted_on).collect();
    let first: Option<Day> = from.all(&FIRST, &[])?.first().map_or(Ok(None), |row| row.get(0))?;
    Ok(compare(&posted, first.unwrap_or(changed), changed, today))
}

/// Issues posted before a day that have not ended in one of the four ways.
pub fn without_end(from: &impl Rows, before: Day) -> Result<i64, Fault> {
    from.all(&WITHOUT_END, &[before.into()])?.first().map_or(Ok(0), |row| row.get(0))
}

const PROJECT: Query = Query {
    name: "fixit.project-of-theme",
    sql: "select title, owner, link, changed_on from fixit_project where specialty = ?1 and broken = ?2",
};

/// The project of a theme.
pub fn project(from: &impl Rows, specialty: &str, broken: Broken) -> Result<Option<Project>, Fault> {
    let rows = from.all(&PROJECT, &[specialty.into(), broken.name().into()])?;
    let Some(row) = rows.first() else { return Ok(None) };
    let (specialty, title, owner) = (specialty.to_owned(), row.get(0)?, row.get(1)?);
    Ok(Some(Project { specialty, broken, title, owner, link: row.get(2)?, changed_on: row.get(3)? }))
}
