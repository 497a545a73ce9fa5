//! A rule proposed, signed, tried with its table frozen, and adopted. A proposal judges nobody; an adoption begins with a
//! quarter to come and changes no figure before it.

use directory_site::read::Rows;
use journal::{Act, Allowed, Draft, Fault, Loading, Query, Stream};
use kernel::{Day, UserId};
use lawbook::RuleSet;
use measures_rules::facts::v1::{Adopted, Compared, Proposed, RULES, RuleName, Signed, kind};
use measures_rules::period::Quarter;
use measures_rules::proposal::{self, Written, Wrong};
use policy::{Actor, Kind, Permit, Relations, Subject};

use crate::compare::Frozen;
use crate::rules::{self, OwnRule};
use crate::tables::stream_of;

const FIGURES: Subject = Subject::new(Kind::Figures, Relations::NONE);

/// So many clinicians sign a clinical rule.
pub const SIGNATURES_NEEDED: usize = 2;

/// Proposes a rule set as it is written.
pub struct Propose(pub Written);

/// Why a rule was not proposed: every field at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposeRefused(pub Vec<Wrong>);

impl Act for Propose {
    const NAME: &'static str = "propose-rule";
    const NEEDS: Permit = Permit::ProposeRules;
    /// The last version of that name, and today.
    type State = (u16, Day);
    type Refusal = ProposeRefused;
    type Answer = RuleName;

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<(u16, Day), Fault> {
        Ok((last_version(from, &self.0.id)?, from.now().day()))
    }

    fn subject(&self, _state: &(u16, Day), _actor: &Actor) -> Subject {
        FIGURES
    }

    fn decide(
        self,
        (last, today): (u16, Day),
        allowed: &Allowed<'_, Self>,
    ) -> Result<Draft<RuleName>, ProposeRefused> {
        let proposed: Proposed =
            proposal::check(&self.0, last.saturating_add(1), today).map_err(ProposeRefused)?;
        let name = RuleName::of(&proposed.rule);
        let stream = Stream::new(RULES, stream_of(&name));
        Ok(allowed.draft(name).fact(stream, kind::PROPOSED, &proposed))
    }
}

/// The last version of a rule of the place by that name; 0 where there is none.
pub(super) fn last_version(from: &impl Rows, id: &str) -> Result<u16, Fault> {
    let own = rules::own(from)?;
    let same = own.iter().filter(|rule| rule.set.id.eq_ignore_ascii_case(id.trim()));
    Ok(same.map(|rule| rule.set.version).max().unwrap_or(0))
}

fn own_rule(from: &impl Rows, name: &RuleName) -> Result<Option<OwnRule>, Fault> {
    let own = rules::own(from)?;
    Ok(own.into_iter().find(|rule| rule.set.id == name.id && rule.set.version == name.version))
}

/// Why something was not done with a proposed rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleRefused {
    /// Nobody proposed it.
    NoSuchRule(RuleName),
    /// It is in force already, and a rule in force is changed by proposing its next version.
    AlreadyAdopted(RuleName),
    /// This clinician has signed it.
    AlreadySigned,
    /// No comparison with this hash was frozen.
    NotCompared,
    /// It changes something clinical: so many have signed of those needed.
    NotSigned {
        /// Clinicians who signed.
        have: usize,
        /// Clinicians needed.
        need: usize,
    },
    /// The decision is not named.
    NoDecision,
    /// The first day is not the first of a quarter to come; the next such day.
    NotAQuarterToCome(Day),
    /// Figures from its first day on are published already, and they are never restated; the first such quarter.
    PublishedAlready(Quarter),
    /// There is no rule of that name to take the place of.
    NoOldRule(String),
}

impl std::fmt::Display for RuleRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            RuleRefused::NoSuchRule(name) => write!(f, "nobody has proposed {name}"),
            RuleRefused::AlreadyAdopted(name) => {
                write!(f, "{name} is adopted already; propose its next version to change it")
            }
            RuleRefused::AlreadySigned => {
                f.write_str("you have signed it already; another clinician signs next")
            }
            RuleRefused::NotCompared => f.write_str(
                "no table of it is frozen: compare it with the rules in force and freeze the table first",
            ),
            RuleRefused::NotSigned { have, need } => {
                write!(f, "it changes something clinical: {have} of {need} clinicians have signed")
            }
            RuleRefused::NoDecision => f.write_str("name the decision that adopted it, as in the minutes"),
            RuleRefused::NotAQuarterToCome(next) => write!(
                f,
                "a rule begins on the first day of a quarter to come; the next is {}",
                next.in_words()
            ),
            RuleRefused::PublishedAlready(quarter) => write!(
                f,
                "the figures of {} are published, and past figures are never restated: begin with a quarter after them",
                quarter.in_words()
            ),
            RuleRefused::NoOldRule(name) => {
                write!(f, "there is no rule “{name}” that it could take the place of")
            }
        }
    }
}

const SIGNED_BY: Query = Query {
    name: "measures.signed-by",
    sql: "select user_id from measures_signature where id = ?1 and version = ?2 order by user_id",
};

fn signed_by(from: &impl Rows, name: &RuleName) -> Result<Vec<UserId>, Fault> {
    let rows = from.all(&SIGNED_BY, &[name.id.as_str().into(), i64::from(name.version).into()])?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// A clinician signs a proposed rule.
pub struct Sign(pub RuleName);

impl Act for Sign {
    const NAME: &'static str = "sign-rule";
    const NEEDS: Permit = Permit::SignRules;
    type State = (Option<OwnRule>, Vec<UserId>);
    type Refusal = RuleRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Self::State, Fault> {
        Ok((own_rule(from, &self.0)?, signed_by(from, &self.0)?))
    }

    fn subject(&self, _state: &Self::State, _actor: &Actor) -> Subject {
        FIGURES
    }

    fn decide(
        self,
        (rule, signed): Self::State,
        allowed: &Allowed<'_, Self>,
    ) -> Result<Draft<()>, RuleRefused> {
        proposed(&rule, &self.0)?;
        if signed.contains(&allowed.actor().user) {
            return Err(RuleRefused::AlreadySigned);
        }
        let fact = Signed { seat: allowed.actor().seat };
        Ok(allowed.draft(()).fact(Stream::new(RULES, stream_of(&self.0)), kind::SIGNED, &fact))
    }
}

fn proposed<'r>(rule: &'r Option<OwnRule>, name: &RuleName) -> Result<&'r OwnRule, RuleRefused> {
    let rule = rule.as_ref().ok_or_else(|| RuleRefused::NoSuchRule(name.clone()))?;
    if rule.adopted.is_some() {
        return Err(RuleRefused::AlreadyAdopted(name.clone()));
    }
    Ok(rule)
}

/// Freezes the table of a comparison: its bytes and their hash go into the record.
pub struct Freeze(pub Frozen);

impl Act for Freeze {
    const NAME: &'static str = "freeze-comparison";
    const NEEDS: Permit = Permit::ProposeRules;
    type State = Option<OwnRule>;
    type Refusal = RuleRefused;
    type Answer = String;

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Self::State, Fault> {
        own_rule(from, &self.0.comparison().rule)
    }

    fn subject(&self, _state: &Self::State, _actor: &Actor) -> Subject {
        FIGURES
    }

    fn decide(self, rule: Self::State, allowed: &Allowed<'_, Self>) -> Result<Draft<String>, RuleRefused> {
        let name = self.0.comparison().rule.clone();
        proposed(&rule, &name)?;
        let (first, last) = self.0.days();
        let compared =
            Compared { first, last, table: self.0.text().to_owned(), sha256: self.0.sha256().to_owned() };
        let stream = Stream::new(RULES, stream_of(&name));
        Ok(allowed.draft(compared.sha256.clone()).fact(stream, kind::COMPARED, &compared))
    }
}

/// Adopts a proposed rule from the first day of a quarter, by a decision, on the table that was frozen.
pub struct Adopt {
    /// Which rule.
    pub rule: RuleName,
    /// The decision, by its reference at the table or in the minutes.
    pub decision: String,
    /// First day in force.
    pub from: Day,
    /// Rules that it takes the place of, by their short names.
    pub instead_of: Vec<String>,
    /// The hash of the comparison that was on the table.
    pub sha256: String,
}

/// What must be known to adopt.
pub struct AdoptKnown {
    rule: Option<OwnRule>,
    signed: usize,
    frozen: bool,
    others: Vec<RuleSet>,
    today: Day,
}

const FROZEN: Query = Query {
    name: "measures.frozen-comparison",
    sql: "select sha256 from measures_comparison where id = ?1 and version = ?2 and sha256 = ?3",
};

impl Act for Adopt {
    const NAME: &'static str = "adopt-rule";
    const NEEDS: Permit = Permit::KeepRules;
    type State = AdoptKnown;
    type Refusal = RuleRefused;
    type Answer = Day;

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<AdoptKnown, Fault> {
        let values =
            [self.rule.id.as_str().into(), i64::from(self.rule.version).into(), self.sha256.as_str().into()];
        Ok(AdoptKnown {
            rule: own_rule(from, &self.rule)?,
            signed: signed_by(from, &self.rule)?.len(),
            frozen: !from.all(&FROZEN, &values)?.is_empty(),
            others: rules::all(from)?.into_iter().map(|tried| tried.set).collect(),
            today: from.now().day(),
        })
    }

    fn subject(&self, _state: &AdoptKnown, _actor: &Actor) -> Subject {
        FIGURES
    }

    fn decide(self, known: AdoptKnown, allowed: &Allowed<'_, Self>) -> Result<Draft<Day>, RuleRefused> {
        let name = self.rule.clone();
        let today = known.today;
        let adopted = Adopted { on: None, ..self.adopted(&known, today, true)? };
        let answer = adopted.overlap_until;
        let stream = Stream::new(RULES, stream_of(&name));
        Ok(allowed.draft(answer).fact(stream, kind::ADOPTED, &adopted))
    }
}

impl Adopt {
    /// The adoption as it is decided on a day, or the rule that it breaks.
    pub(super) fn adopted(
        self,
        known: &AdoptKnown,
        on: Day,
        signatures_here: bool,
    ) -> Result<Adopted, RuleRefused> {
        let rule = proposed(&known.rule, &self.rule)?;
        if self.decision.trim().is_empty() {
            return Err(RuleRefused::NoDecision);
        }
        if !known.frozen {
            return Err(RuleRefused::NotCompared);
        }
        if signatures_here && rule.clinical && known.signed < SIGNATURES_NEEDED {
            return Err(RuleRefused::NotSigned { have: known.signed, need: SIGNATURES_NEEDED });
        }
        let quarter = Quarter::of(self.from);
        if self.from <= on || quarter.period().first != self.from {
            return Err(RuleRefused::NotAQuarterToCome(Quarter::of(on).after().period().first));
        }
        for old in &self.instead_of {
            if !known.others.iter().any(|set| set.id == *old && *old != self.rule.id) {
                return Err(RuleRefused::NoOldRule(old.clone()));
            }
        }
        Ok(Adopted {
            decision: self.decision.trim().to_owned(),
            from: self.from,
            instead_of: self.instead_of,
            overlap_until: quarter.period().last,
            sha256: self.sha256,
            on: Some(on),
        })
    }
}
