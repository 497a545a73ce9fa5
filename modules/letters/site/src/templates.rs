//! What acts and pages read of templates of replies: every version, who signed it, and the one in force.

use directory_site::read::Rows;
use journal::{Fault, Query};
use kernel::Day;
use letters_rules::facts::v1::Side;
use letters_rules::reply::Template;

/// A version with its signatures.
#[derive(Clone, Debug)]
pub struct Version {
    /// The words.
    pub template: Template,
    /// When the practices' side signed.
    pub practice: Option<Day>,
    /// When the hospital's side signed.
    pub hospital: Option<Day>,
}

impl Version {
    /// When that side signed.
    pub const fn signed(&self, side: Side) -> Option<Day> {
        match side {
            Side::Practice => self.practice,
            Side::Hospital => self.hospital,
        }
    }
}

const VERSIONS: Query = Query {
    name: "letters.templates",
    sql: "select ask, version, words from letter_template order by ask, version desc",
};
const SIGNATURES: Query =
    Query { name: "letters.signatures", sql: "select ask, version, side, on_day from letter_signature" };

/// Every version of every ask, the newest of each first.
pub fn versions(from: &impl Rows) -> Result<Vec<Version>, Fault> {
    let mut all = Vec::new();
    for row in from.all(&VERSIONS, &[])? {
        let (ask, version): (i64, i64) = (row.get(0)?, row.get(1)?);
        let template = Template {
            ask: u8::try_from(ask).unwrap_or(0),
            version: u32::try_from(version).unwrap_or(0),
            words: row.get(2)?,
            agreed_on: None,
        };
        all.push(Version { template, practice: None, hospital: None });
    }
    for row in from.all(&SIGNATURES, &[])? {
        let (ask, version, side): (i64, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let found = all
            .iter_mut()
            .find(|of| i64::from(of.template.ask) == ask && i64::from(of.template.version) == version);
        if let Some(of) = found {
            let day: Day = row.get(3)?;
            if side == Side::Practice.name() {
                of.practice = Some(day);
            } else {
                of.hospital = Some(day);
            }
            of.template.agreed_on = of.practice.zip(of.hospital).map(|(one, other)| one.max(other));
        }
    }
    Ok(all)
}

/// The newest version of an ask that both sides signed; else the words that come with the program.
pub fn in_force(all: &[Version], ask: u8) -> Option<Template> {
    all.iter()
        .map(|of| &of.template)
        .find(|of| of.ask == ask && of.agreed_on.is_some())
        .cloned()
        .or_else(|| Template::shipped(ask))
}
