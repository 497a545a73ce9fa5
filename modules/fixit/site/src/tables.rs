//! The read tables of issues, and how facts fill them. Where an issue stands is folded by the rules that decided it.

use directory_site::read::Rows;
use fixit_rules::facts::v1::{self, BroughtIn, BroughtWords, Move, Moved, Posted, Words, family, kind};
use fixit_rules::{Issue, MoveRefused};
use journal::{Entry, Fault, InNameOf, KeyName, Migration, Module, Query, Row, Value, Writing};
use kernel::{Day, Moment, OrgId, SeatId};

use crate::{england, read};

/// Fix-It as the journal knows it.
pub const MODULE: Module = Module {
    name: "fixit",
    migrations: &[Migration { name: "0001-issues", sql: include_str!("../migrations/0001.sql") }],
    tables: &[
        "fixit_issue",
        "fixit_move",
        "fixit_poster",
        "fixit_specialty",
        "fixit_project",
        "fixit_told",
        "fixit_agenda",
        "fixit_meeting",
        "fixit_message",
    ],
    retained: &[],
    behind_glass: &[],
    in_name_of: &[InNameOf {
        what: "Fix-It issues posted and not closed",
        goes_over: false,
        counted: Query {
            name: "fixit.open-issues-of-organisation",
            sql: "select count(*) from fixit_issue where org = ?1 and ended_on is null",
        },
    }],
    project,
};

/// A projection that reads what it has written.
struct Before<'w, 't>(&'w Writing<'t>);

impl Rows for Before<'_, '_> {
    fn all(&self, query: &Query, values: &[Value]) -> Result<Vec<Row>, Fault> {
        self.0.rows(query, values)
    }
}

fn project(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    if let Some(key) = entry.erased() {
        return erased(&key, writing);
    }
    match (entry.family.as_str(), entry.kind.as_str()) {
        (family::ISSUE, kind::POSTED) => posted(entry, &entry.envelope()?, writing),
        (family::ISSUE, kind::MOVED) => moved(entry, &entry.envelope()?, writing),
        (family::ISSUE, kind::BROUGHT_IN) => brought_in(entry, &entry.envelope()?, writing),
        (family::ISSUE, kind::NOT_DELIVERED) => not_delivered(entry, &entry.envelope()?, writing),
        (family::SPECIALTY, _) => specialty(&entry.envelope()?, writing),
        (family::THEME, kind::PROJECT) => theme_project(entry, &entry.envelope()?, writing),
        (family::THEME, _) => theme_told(entry, &entry.envelope()?, writing),
        (family::AGENDA, _) => agenda(entry, &entry.envelope()?, writing),
        _ => Ok(()),
    }
}

fn refused(entry: &Entry, refusal: &MoveRefused) -> Fault {
    Fault::plain(format!("fold {} ({}): {refusal:?}", entry.kind, entry.seq))
}

/// The words are gone everywhere that they stood.
fn erased(key: &KeyName, writing: &mut Writing<'_>) -> Result<(), Fault> {
    for table in ["fixit_issue", "fixit_move", "fixit_told"] {
        writing.update(table, &[("words_key", key.to_string().into())], &[("words", Value::Null)])?;
    }
    Ok(())
}

fn words(entry: &Entry) -> Result<Value, Fault> {
    Ok(entry.contents::<Words>()?.map(|words| words.text).filter(|text| !text.is_empty()).into())
}

fn words_key(entry: &Entry) -> Value {
    entry.key.map(|key| key.to_string()).into()
}

/// Who posted an issue, and when.
struct By {
    org: OrgId,
    seat: SeatId,
    on: Day,
}

fn row_of_issue(
    entry: &Entry,
    of: &Posted,
    by: &By,
    words: Value,
    writing: &mut Writing<'_>,
) -> Result<(), Fault> {
    let posted = serde_json::to_string(of).map_err(|why| Fault::new("write an issue as posted", why))?;
    let reference = read::reference(&entry.stream);
    let columns: [(&str, Value); 12] = [
        ("reference", reference.into()),
        ("posted", posted.into()),
        ("org", by.org.into()),
        ("seat", by.seat.into()),
        ("posted_on", by.on.into()),
        ("specialty", of.specialty.as_str().into()),
        ("broken", of.broken.name().into()),
        ("state", "new".into()),
        ("link", "".into()),
        ("words", words),
        ("words_key", words_key(entry)),
        ("moved_at", entry.at.into()),
    ];
    writing.upsert("fixit_issue", &[("id", entry.stream.as_str().into())], &columns)?;
    poster(&entry.stream, by.org, by.seat, writing)
}

fn poster(issue: &str, org: OrgId, seat: SeatId, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "fixit_poster",
        &[("issue", issue.into()), ("org", org.into()), ("seat", seat.into())],
        &[],
    )
}

fn posted(entry: &Entry, of: &Posted, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let by = By { org: entry.org, seat: entry.seat, on: entry.at.day() };
    row_of_issue(entry, of, &by, words(entry)?, writing)?;
    state(&entry.stream, &Issue::posted(of, by.on, england()), entry.at, writing)
}

fn state(issue: &str, of: &Issue, at: Moment, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let now = &of.now;
    let columns: [(&str, Value); 9] = [
        ("specialty", now.specialty.as_str().into()),
        ("broken", now.broken.name().into()),
        ("state", now.state.name().into()),
        ("next_move", of.next().name().map(str::to_owned).into()),
        ("owner", now.owner.into()),
        ("due", now.due.into()),
        ("answered_on", now.answered_on.into()),
        ("outcome", now.ended.map(|(outcome, _)| outcome.name().to_owned()).into()),
        ("ended_on", now.ended.map(|(_, on)| on).into()),
    ];
    writing.update("fixit_issue", &[("id", issue.into())], &columns)?;
    writing.update("fixit_issue", &[("id", issue.into())], &[("moved_at", at.into())])
}

struct Stepped {
    nth: i64,
    org: OrgId,
    seat: SeatId,
    at: Moment,
}

fn row_of_move(
    entry: &Entry,
    of: &Moved,
    by: &Stepped,
    words: Value,
    writing: &mut Writing<'_>,
) -> Result<(), Fault> {
    let what = serde_json::to_string(&of.what).map_err(|why| Fault::new("write a move of an issue", why))?;
    writing.upsert(
        "fixit_move",
        &[("issue", entry.stream.as_str().into()), ("nth", by.nth.into())],
        &[
            ("on_day", of.on.into()),
            ("kind", read::name_of(&of.what).into()),
            ("what", what.into()),
            ("words", words),
            ("words_key", words_key(entry)),
            ("org", by.org.into()),
            ("seat", by.seat.into()),
            ("at", by.at.into()),
        ],
    )?;
    also(&entry.stream, &of.what, writing)
}

/// What a move changes beside the state: the link of an end, and who follows which issue.
fn also(issue: &str, what: &Move, writing: &mut Writing<'_>) -> Result<(), Fault> {
    match what {
        Move::Settled { link, .. } => {
            writing.update("fixit_issue", &[("id", issue.into())], &[("link", link.as_str().into())])?;
        }
        Move::Merged { into } => {
            writing.update("fixit_issue", &[("id", issue.into())], &[("merged_into", (*into).into())])?;
            for (org, seat) in read::posters(&Before(writing), issue)? {
                poster(&into.to_string(), org, seat, writing)?;
            }
        }
        Move::Screened { .. }
        | Move::Given { .. }
        | Move::PassedOn { .. }
        | Move::Rerouted { .. }
        | Move::Answered
        | Move::Agreed { .. }
        | Move::Disputed
        | Move::Planned { .. }
        | Move::Reopened
        | Move::Absorbed { .. }
        | Move::WordsTakenOut => {}
    }
    Ok(())
}

fn moved(entry: &Entry, of: &Moved, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let Some(mut issue) = read::folded(&Before(writing), &entry.stream)? else {
        return Err(Fault::plain(format!("fold a move of an issue that is not there ({})", entry.seq)));
    };
    issue.follow(of, england()).map_err(|refusal| refused(entry, &refusal))?;
    let nth = read::moves_of(&Before(writing), &entry.stream)?;
    let by = Stepped { nth, org: entry.org, seat: entry.seat, at: entry.at };
    row_of_move(entry, of, &by, words(entry)?, writing)?;
    state(&entry.stream, &issue, entry.at, writing)
}

fn brought_in(entry: &Entry, of: &BroughtIn, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let spoken = entry.contents::<BroughtWords>()?.unwrap_or_default();
    let text = |text: &str| Value::from(Some(text.to_owned()).filter(|text| !text.is_empty()));
    let by = By { org: of.org, seat: of.seat, on: of.on };
    row_of_issue(entry, &of.posted, &by, text(&spoken.text), writing)?;
    let mut issue = Issue::posted(&of.posted, of.on, england());
    for (nth, moved) in (0_i64..).zip(&of.moves) {
        let seat = issue.now.owner.unwrap_or(of.seat);
        issue.follow(moved, england()).map_err(|refusal| refused(entry, &refusal))?;
        let said = usize::try_from(nth).ok().and_then(|nth| spoken.moves.get(nth)).map_or("", String::as_str);
        let by_poster = matches!(moved.what, Move::Agreed { .. } | Move::Disputed | Move::Reopened);
        let by = Stepped {
            nth,
            org: if by_poster { of.org } else { entry.org },
            seat: if by_poster { of.seat } else { seat },
            at: Moment::start_of(moved.on),
        };
        row_of_move(entry, moved, &by, text(said), writing)?;
    }
    let last = of.moves.last().map_or(of.on, |moved| moved.on);
    state(&entry.stream, &issue, Moment::start_of(last), writing)
}

fn specialty(of: &v1::Specialty, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "fixit_specialty",
        &[("code", of.code.as_str().into())],
        &[
            ("name", of.name.as_str().into()),
            ("org", of.org.into()),
            ("lead", of.lead.into()),
            ("telephone", of.telephone.as_str().into()),
            ("inbox", of.inbox.as_str().into()),
            ("ended", of.ended.into()),
        ],
    )
}

fn theme_project(entry: &Entry, of: &v1::Project, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "fixit_project",
        &[("specialty", of.specialty.as_str().into()), ("broken", of.broken.name().into())],
        &[
            ("title", of.title.as_str().into()),
            ("owner", of.owner.into()),
            ("link", of.link.as_str().into()),
            ("changed_on", of.changed_on.into()),
            ("at", entry.at.into()),
        ],
    )
}

fn theme_told(entry: &Entry, of: &v1::Told, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "fixit_told",
        &[
            ("specialty", of.specialty.as_str().into()),
            ("broken", of.broken.name().into()),
            ("seq", entry.seq.into()),
        ],
        &[
            ("organisations", i64::from(of.organisations).into()),
            ("words", words(entry)?),
            ("words_key", words_key(entry)),
            ("at", entry.at.into()),
        ],
    )
}

fn agenda(entry: &Entry, of: &v1::Agenda, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let lines = i64::try_from(of.lines.len()).unwrap_or(i64::MAX);
    writing.upsert(
        "fixit_meeting",
        &[("on_day", of.on.into())],
        &[("lines", lines.into()), ("at", entry.at.into())],
    )?;
    for (nth, line) in (0_i64..).zip(&of.lines) {
        writing.upsert(
            "fixit_agenda",
            &[("on_day", of.on.into()), ("nth", nth.into())],
            &[
                ("issue", line.issue.into()),
                ("reference", line.reference.as_str().into()),
                ("specialty", line.specialty.as_str().into()),
                ("state", line.state.as_str().into()),
                ("due", line.due.into()),
                ("owner", line.owner.into()),
            ],
        )?;
    }
    Ok(())
}

fn not_delivered(entry: &Entry, of: &v1::NotDelivered, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "fixit_message",
        &[("seq", entry.seq.into()), ("nth", entry.nth.into())],
        &[
            ("issue", entry.stream.as_str().into()),
            ("org", of.org.into()),
            ("template", of.template.as_str().into()),
            ("why", of.why.as_str().into()),
            ("at", entry.at.into()),
        ],
    )
}
