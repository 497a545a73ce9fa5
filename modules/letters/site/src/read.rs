//! What acts and pages read of audits and rules.

use directory_site::read::Rows;
use journal::{Fault, Query, Row};
use kernel::{Day, Id, OrgId, SeatId};
use letters_rules::Action;
use letters_rules::audit::{Counted, Line, Work};
use letters_rules::coding::{Stand, stand};
use letters_rules::facts::v1::{Begun, LineKept, RuleKept};
use letters_rules::local::{self, LocalRules, Rule, Verdict};
use policy::{Actor, Kind, Relations, Subject};
use recalls_rules::Test;

/// An audit.
#[derive(Clone, Debug)]
pub struct Audit {
    /// Its id.
    pub id: Id,
    /// As it was begun.
    pub begun: Begun,
    /// When.
    pub begun_on: Day,
}

const AUDIT: Query =
    Query { name: "letters.audit", sql: "select id, begun, begun_on from letter_audit where id = ?1" };
const AUDITS: Query = Query {
    name: "letters.audits",
    sql: "select id, begun, begun_on from letter_audit order by begun_on desc, id",
};

fn audit_row(row: &Row) -> Result<Audit, Fault> {
    let id: String = row.get(0)?;
    Ok(Audit {
        id: id.parse().map_err(|why| Fault::new("read an audit", why))?,
        begun: serde_json::from_str(&row.get::<String>(1)?)
            .map_err(|why| Fault::new("read an audit", why))?,
        begun_on: row.get(2)?,
    })
}

/// An audit.
pub fn audit(from: &impl Rows, id: &str) -> Result<Option<Audit>, Fault> {
    from.all(&AUDIT, &[id.into()])?.first().map(audit_row).transpose()
}

/// All of them, the newest first.
pub fn audits(from: &impl Rows) -> Result<Vec<Audit>, Fault> {
    from.all(&AUDITS, &[])?.iter().map(audit_row).collect()
}

/// How an actor stands to an audit: whether it is theirs, and whether they are one of its readers.
pub fn subject(actor: &Actor, org: Option<OrgId>, readers: &[SeatId]) -> Subject {
    let relations = Relations::NONE
        .and_if(org == Some(actor.org), Relations::OWN_ORGANISATION)
        .and_if(readers.contains(&actor.seat), Relations::OWN_SEAT);
    Subject::new(Kind::LetterAudit, relations)
}

impl Audit {
    /// How an actor stands to it.
    pub fn subject(&self, actor: &Actor) -> Subject {
        subject(actor, Some(self.begun.org), &self.begun.readers)
    }

    /// How an actor stands to the rates of one specialty: its lead sees them.
    pub fn subject_of(&self, actor: &Actor, lead: Option<SeatId>) -> Subject {
        subject(actor, Some(self.begun.org), lead.as_slice())
    }
}

/// A letter as the table keeps it.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Its id.
    pub id: Id,
    /// The specialty's short name.
    pub specialty: String,
    /// The first day of its month.
    pub month: Option<Day>,
    /// The machine's code.
    pub machine: u8,
    /// What the machine found.
    pub lines: Vec<LineKept>,
    /// People read it.
    pub chosen: bool,
    /// It must not be worked on.
    pub stopped: bool,
    /// Of a private provider.
    pub outside: bool,
    /// What a third reader settled.
    pub settled: Option<u8>,
}

const LETTERS: Query = Query {
    name: "letters.letters",
    sql: "select id, specialty, month, machine, lines, chosen, stopped, outside, settled
          from letter_letter where audit = ?1 order by id",
};

const LETTER: Query = Query {
    name: "letters.letter",
    sql: "select id, specialty, month, machine, lines, chosen, stopped, outside, settled
          from letter_letter where audit = ?1 and id = ?2",
};

fn code(number: i64) -> u8 {
    u8::try_from(number).unwrap_or(0)
}

/// Every letter of an audit, without words.
pub fn letters(from: &impl Rows, audit: Id) -> Result<Vec<Letter>, Fault> {
    from.all(&LETTERS, &[audit.to_string().into()])?.iter().map(letter_row).collect()
}

/// One letter of an audit.
pub fn letter(from: &impl Rows, audit: Id, id: Id) -> Result<Option<Letter>, Fault> {
    from.all(&LETTER, &[audit.to_string().into(), id.to_string().into()])?.first().map(letter_row).transpose()
}

fn letter_row(row: &Row) -> Result<Letter, Fault> {
    let id: String = row.get(0)?;
    Ok(Letter {
        id: id.parse().map_err(|why| Fault::new("read a letter", why))?,
        specialty: row.get(1)?,
        month: row.get(2)?,
        machine: code(row.get(3)?),
        lines: serde_json::from_str(&row.get::<String>(4)?)
            .map_err(|why| Fault::new("read a letter", why))?,
        chosen: row.get(5)?,
        stopped: row.get(6)?,
        outside: row.get(7)?,
        settled: row.get::<Option<i64>>(8)?.map(code),
    })
}

const ASKING: Query =
    Query { name: "letters.asking", sql: "select letter from letter_test where audit = ?1 and test = ?2" };

/// The letters of an audit that ask a practice for a test of recalls.
pub fn asking(from: &impl Rows, audit: Id, test: Test) -> Result<std::collections::HashSet<Id>, Fault> {
    let rows = from.all(&ASKING, &[audit.to_string().into(), test.name().into()])?;
    let id = |row: &Row| -> Result<Id, Fault> {
        row.get::<String>(0)?.parse().map_err(|why| Fault::new("read a letter that asks for a test", why))
    };
    rows.iter().map(id).collect()
}

const THERE: Query = Query { name: "letters.there", sql: "select audit from letter_letter where id = ?1" };

/// Whether a letter is there already.
pub fn is_there(from: &impl Rows, id: Id) -> Result<bool, Fault> {
    Ok(!from.all(&THERE, &[id.to_string().into()])?.is_empty())
}

const SEALED: Query =
    Query { name: "letters.words", sql: "select words_sealed from letter_letter where id = ?1" };

/// The sealed words of a letter; nothing once the audit's key was deleted.
pub fn sealed(from: &impl Rows, id: Id) -> Result<Option<Vec<u8>>, Fault> {
    from.all(&SEALED, &[id.to_string().into()])?.first().map_or(Ok(None), |row| row.get(0))
}

const CODES: Query = Query {
    name: "letters.codes",
    sql: "select letter, seat, code from letter_code where audit = ?1 order by letter, nth",
};

/// Who coded a letter, and how, in the order of reading.
pub type Codes = std::collections::HashMap<Id, Vec<(SeatId, u8)>>;

/// The codes of an audit by letter.
pub fn codes(from: &impl Rows, audit: Id) -> Result<Codes, Fault> {
    let mut all = Codes::new();
    for row in from.all(&CODES, &[audit.to_string().into()])? {
        let id: String = row.get(0)?;
        let id = id.parse().map_err(|why| Fault::new("read a code", why))?;
        all.entry(id).or_default().push((row.get(1)?, code(row.get(2)?)));
    }
    Ok(all)
}

const CODES_OF: Query = Query {
    name: "letters.codes-of",
    sql: "select seat, code from letter_code where letter = ?1 order by nth",
};

/// The codes of one letter.
pub fn codes_of(from: &impl Rows, letter: Id) -> Result<Vec<(SeatId, u8)>, Fault> {
    let rows = from.all(&CODES_OF, &[letter.to_string().into()])?;
    rows.iter().map(|row| Ok((row.get(0)?, code(row.get(1)?)))).collect()
}

/// How a letter stands.
pub fn stand_of(letter: &Letter, codes: &Codes) -> Stand {
    let of: Vec<u8> = codes.get(&letter.id).into_iter().flatten().map(|(_, code)| *code).collect();
    stand(&of, letter.settled)
}

/// The next letter for a seat: one to be read first or second by somebody who has not read it, or one that two have coded
/// differently and this seat has not. The order is that of ids, which is by chance.
pub fn next<'l>(letters: &'l [Letter], codes: &Codes, seat: SeatId, third: bool) -> Option<&'l Letter> {
    let mut open: Vec<(&Letter, Stand)> = letters
        .iter()
        .filter(|letter| letter.chosen && !letter.stopped)
        .filter(|letter| !codes.get(&letter.id).into_iter().flatten().any(|(by, _)| *by == seat))
        .map(|letter| (letter, stand_of(letter, codes)))
        .filter(|(_, stand)| match stand {
            Stand::First | Stand::Second => !third,
            Stand::Third => third,
            Stand::Settled(_) => false,
        })
        .collect();
    // A letter that was begun is finished before another is begun.
    open.sort_by_key(|(_, stand)| *stand != Stand::Second);
    open.first().map(|(letter, _)| *letter)
}

/// Whether a seat has letters to code still, so that it must not see yet what the machine or others said.
pub fn is_blind(audit: &Audit, letters: &[Letter], codes: &Codes, seat: SeatId) -> bool {
    audit.begun.readers.contains(&seat)
        && [false, true].into_iter().any(|third| next(letters, codes, seat, third).is_some())
}

/// Lines as they are counted; the words stay sealed.
pub fn line_of(lines: &[LineKept]) -> Vec<Line> {
    lines
        .iter()
        .map(|line| Line {
            work: Work::of(Action::from_name(&line.action).unwrap_or(Action::Other)),
            rule: line.rule,
            verdict: line.verdict,
            words: String::new(),
        })
        .filter(Line::is_unsuitable)
        .collect()
}

/// A letter as it is counted.
pub fn counted(letter: &Letter, name: &str) -> Counted {
    Counted {
        id: letter.id.to_string(),
        specialty: name.to_owned(),
        month: letter.month,
        lines: line_of(&letter.lines),
        stopped: letter.stopped,
        outside: letter.outside,
        weight: 1.0,
    }
}

const RULES: Query = Query {
    name: "letters.rules",
    sql: "select rule, from_day, until_day, verdict, agreed_by, agreed_on from letter_rule order by rule, from_day",
};

/// The rows that the group has agreed.
pub fn rules_kept(from: &impl Rows) -> Result<Vec<RuleKept>, Fault> {
    let mut all = Vec::new();
    for row in from.all(&RULES, &[])? {
        let (rule, verdict): (String, String) = (row.get(0)?, row.get(3)?);
        let (Some(rule), Some(verdict)) = (Rule::named(&rule), Verdict::named(&verdict)) else { continue };
        all.push(RuleKept {
            rule,
            from: row.get(1)?,
            until: row.get(2)?,
            verdict,
            agreed_by: row.get(4)?,
            agreed_on: row.get(5)?,
        });
    }
    Ok(all)
}

/// The local rules as they stand: the group's rows on the rows that every group starts from.
pub fn rules(from: &impl Rows) -> Result<LocalRules, Fault> {
    Ok(in_force(&rules_kept(from)?))
}

/// The same of rows that were read before.
pub fn in_force(kept: &[RuleKept]) -> LocalRules {
    let shipped = LocalRules::shipped("five-asks");
    let (amber, red) = shipped.map(|of| (of.amber, of.red)).unwrap_or_default();
    LocalRules {
        name: "the partnership\u{2019}s rules of requests in letters".to_owned(),
        rows: kept
            .iter()
            .map(|of| local::Row { rule: of.rule, from: of.from, until: of.until, verdict: of.verdict })
            .collect(),
        amber,
        red,
    }
}
