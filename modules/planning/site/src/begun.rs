//! Runs that somebody began: recorded with all that was asked, so that they can be begun again after the program was.

use directory_site::read::Rows;
use journal::{Act, Allowed, Draft, Fault, Loading, Query, Row, Stream};
use kernel::{Day, Id, Moment, UserId};
use planning_rules::facts::v1::{Begun, RUNS, kind};
use policy::{Actor, Kind, Permit, Relations, Subject};

/// Begins a run. It reads figures and changes nothing but the list of runs.
pub(crate) struct BeginRun {
    /// `sites`, `simulation` or `replay`.
    pub about: &'static str,
    pub title: String,
    pub asked: Vec<(String, String)>,
    pub on: Day,
    pub print: String,
}

/// Why it does not begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BeginRefused {
    /// More was typed than is kept of a run.
    TooLong,
    /// Its owner has begun as many on this day as anybody may.
    ManyToday,
}

impl std::fmt::Display for BeginRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            BeginRefused::TooLong => {
                write!(
                    f,
                    "more was asked than a run keeps, {ASKED_MAX} letters: leave comments out of the file"
                )
            }
            BeginRefused::ManyToday => {
                write!(
                    f,
                    "You have begun {A_DAY_MAX} runs today, as many as anybody may in a day: each stays on record. Go on with one of yours, or begin this one tomorrow"
                )
            }
        }
    }
}

/// Letters of what is asked of one run, at most.
const ASKED_MAX: usize = 60_000;

/// Runs that anybody may begin on one day: each is a fact for ever, and takes processors from everybody's pages. One in
/// a quarter of an hour, for twelve hours (decision 0252).
pub(crate) const A_DAY_MAX: usize = 48;

impl Act for BeginRun {
    const NAME: &'static str = "begin-run";
    const NEEDS: Permit = Permit::SeeFigures;
    type State = usize;
    type Refusal = BeginRefused;
    type Answer = String;

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<usize, Fault> {
        on(from, actor.user, self.on)
    }

    fn subject(&self, _state: &usize, _actor: &Actor) -> Subject {
        Subject::new(Kind::Figures, Relations::NONE)
    }

    fn decide(self, begun: usize, allowed: &Allowed<'_, Self>) -> Result<Draft<String>, BeginRefused> {
        if begun >= A_DAY_MAX {
            return Err(BeginRefused::ManyToday);
        }
        if self.asked.iter().map(|(field, text)| field.len() + text.len()).sum::<usize>() > ASKED_MAX {
            return Err(BeginRefused::TooLong);
        }
        let run = Id::from_bits(allowed.new_bits()).to_string();
        let begun = Begun {
            run: run.clone(),
            about: self.about.to_owned(),
            title: self.title,
            asked: self.asked,
            on: self.on,
            print: self.print,
        };
        Ok(allowed.draft(run.clone()).fact(Stream::new(RUNS, &run), kind::BEGUN, &begun))
    }
}

/// A run as it was begun.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub begun: Begun,
    pub at: Moment,
}

const OF_OWNER: Query = Query {
    name: "planning.runs",
    sql: "select run, about, title, asked, day, print, at from planning_run where owner = ?1 order by at desc, run limit 200",
};

const ONE: Query = Query {
    name: "planning.run",
    sql: "select run, about, title, asked, day, print, at from planning_run where owner = ?1 and run = ?2",
};

const ON: Query = Query {
    name: "planning.runs.on",
    sql: "select count(*) from planning_run where owner = ?1 and day = ?2",
};

/// How many runs somebody began on a day.
pub(crate) fn on(from: &impl Rows, owner: UserId, day: Day) -> Result<usize, Fault> {
    let count =
        from.all(&ON, &[owner.into(), day.into()])?.first().map(|row| row.get::<i64>(0)).transpose()?;
    Ok(usize::try_from(count.unwrap_or(0)).unwrap_or(usize::MAX))
}

fn line(row: &Row) -> Result<Line, Fault> {
    let asked = serde_json::from_str(&row.get::<String>(3)?)
        .map_err(|error| Fault::new("read what was asked of a run", error))?;
    let begun = Begun {
        run: row.get(0)?,
        about: row.get(1)?,
        title: row.get(2)?,
        asked,
        on: row.get(4)?,
        print: row.get(5)?,
    };
    Ok(Line { begun, at: row.get(6)? })
}

/// The runs of somebody, the newest first, two hundred at most.
pub(crate) fn of(from: &impl Rows, owner: UserId) -> Result<Vec<Line>, Fault> {
    from.all(&OF_OWNER, &[owner.into()])?.iter().map(line).collect()
}

/// One of that owner.
pub(crate) fn one(from: &impl Rows, owner: UserId, run: &str) -> Result<Option<Line>, Fault> {
    from.all(&ONE, &[owner.into(), run.into()])?.first().map(line).transpose()
}
