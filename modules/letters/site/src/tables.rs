//! The read tables of letters. The words of a letter stand sealed to the key of its audit; a deleted key empties them.

use journal::{Entry, Fault, KeyName, Migration, Module, Query, Value, Writing};
use letters_rules::audit::ask_of_line;
use letters_rules::facts::v1::{
    Begun, Coded, Kept, Looked, RuleKept, Settled, TemplateKept, TemplateSigned, Words, family, kind,
};
use recalls_rules::facts::v1 as recalls;

use crate::read;

/// Letters as the journal knows them.
pub const MODULE: Module = Module {
    name: "letters",
    migrations: &[
        Migration { name: "0001-letters", sql: include_str!("../migrations/0001.sql") },
        Migration { name: "0002-letter-tests", sql: include_str!("../migrations/0002.sql") },
    ],
    tables: &[
        "letter_audit",
        "letter_letter",
        "letter_code",
        "letter_test",
        "letter_rule",
        "letter_look",
        "letter_template",
        "letter_signature",
    ],
    retained: &[],
    in_name_of: &[],
    behind_glass: &[],
    project,
};

fn project(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    if let Some(KeyName::Ask(audit)) = entry.erased() {
        let audit = audit.id().to_string();
        return writing.update("letter_letter", &[("audit", audit.into())], &[("words_sealed", Value::Null)]);
    }
    match (entry.family.as_str(), entry.kind.as_str()) {
        (family::AUDIT, kind::BEGUN) => begun(entry, &entry.envelope()?, writing),
        (family::AUDIT, kind::LOOKED) => looked(entry, &entry.envelope()?, writing),
        (family::LETTER, kind::KEPT) => kept(entry, &entry.envelope()?, writing),
        (family::LETTER, recalls::kind::ASKED) => asked(entry, &entry.envelope()?, writing),
        (family::LETTER, kind::CODED) => coded(entry, &entry.envelope()?, writing),
        (family::LETTER, kind::SETTLED) => {
            let of: Settled = entry.envelope()?;
            let key = [("id", entry.stream.as_str().into())];
            writing.update("letter_letter", &key, &[("settled", i64::from(of.code).into())])
        }
        (family::TEMPLATE, kind::SIGNED) => signed(entry, &entry.envelope()?, writing),
        (family::TEMPLATE, _) => template(entry, &entry.envelope()?, writing),
        (family::RULE, _) => rule(&entry.envelope()?, writing),
        _ => Ok(()),
    }
}

fn text(of: &impl serde::Serialize, what: &'static str) -> Result<Value, Fault> {
    serde_json::to_string(of).map(Value::from).map_err(|why| Fault::new(what, why))
}

fn begun(entry: &Entry, of: &Begun, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "letter_audit",
        &[("id", entry.stream.as_str().into())],
        &[
            ("org", of.org.into()),
            ("title", of.title.as_str().into()),
            ("begun", text(of, "write an audit")?),
            ("begun_on", entry.at.day().into()),
            ("seat", entry.seat.into()),
        ],
    )
}

fn kept(entry: &Entry, of: &Kept, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let words = match entry.contents::<Words>()? {
        Some(words) => {
            let bytes =
                serde_json::to_vec(&words).map_err(|_| Fault::plain("write the words of a letter"))?;
            writing.seal(entry, "words_sealed", &bytes)?
        }
        None => Value::Null,
    };
    let machine = read::line_of(&of.lines).first().map_or(0, ask_of_line);
    writing.upsert(
        "letter_letter",
        &[("id", entry.stream.as_str().into())],
        &[
            ("audit", of.audit.to_string().into()),
            ("specialty", of.specialty.as_str().into()),
            ("month", of.month.into()),
            ("machine", i64::from(machine).into()),
            ("lines", text(&of.lines, "write the requests of a letter")?),
            ("chosen", of.chosen.into()),
            ("weight_milli", i64::from(of.weight_milli).into()),
            ("stopped", of.stopped.into()),
            ("outside", of.outside.into()),
            ("settled", Value::Null),
            ("words_sealed", words),
        ],
    )
}

const AUDIT_OF: Query =
    Query { name: "letters.audit-of", sql: "select audit from letter_letter where id = ?1" };

fn asked(entry: &Entry, of: &recalls::Asked, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let audit: String = match writing.first(&AUDIT_OF, &[entry.stream.as_str().into()])? {
        Some(row) => row.get(0)?,
        None => return Err(Fault::plain("write what a letter asks for: the letter is not there")),
    };
    writing.upsert(
        "letter_test",
        &[("letter", entry.stream.as_str().into()), ("test", of.test.name().into())],
        &[("audit", audit.into())],
    )
}

const CODES_OF: Query =
    Query { name: "letters.codes-in-all", sql: "select count(*) from letter_code where letter = ?1" };

fn coded(entry: &Entry, of: &Coded, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let nth: i64 =
        writing.first(&CODES_OF, &[entry.stream.as_str().into()])?.map_or(Ok(0), |row| row.get(0))?;
    writing.upsert(
        "letter_code",
        &[("letter", entry.stream.as_str().into()), ("seat", entry.seat.into())],
        &[
            ("audit", of.audit.to_string().into()),
            ("nth", nth.into()),
            ("code", i64::from(of.code).into()),
            ("at", entry.at.into()),
        ],
    )
}

fn rule(of: &RuleKept, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "letter_rule",
        &[("rule", of.rule.name().into()), ("from_day", of.from.into())],
        &[
            ("until_day", of.until.into()),
            ("verdict", of.verdict.name().into()),
            ("agreed_by", of.agreed_by.as_str().into()),
            ("agreed_on", of.agreed_on.into()),
        ],
    )
}

fn template(entry: &Entry, of: &TemplateKept, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "letter_template",
        &[("ask", i64::from(of.ask).into()), ("version", i64::from(of.version).into())],
        &[("words", of.words.as_str().into()), ("kept_on", entry.at.day().into())],
    )
}

fn signed(entry: &Entry, of: &TemplateSigned, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "letter_signature",
        &[
            ("ask", i64::from(of.ask).into()),
            ("version", i64::from(of.version).into()),
            ("side", of.side.name().into()),
        ],
        &[("seat", entry.seat.into()), ("org", entry.org.into()), ("on_day", entry.at.day().into())],
    )
}

fn looked(entry: &Entry, of: &Looked, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "letter_look",
        &[("audit", entry.stream.as_str().into()), ("seq", entry.seq.into()), ("nth", entry.nth.into())],
        &[
            ("at", entry.at.into()),
            ("seat", entry.seat.into()),
            ("org", entry.org.into()),
            ("what", of.what.as_str().into()),
        ],
    )
}
