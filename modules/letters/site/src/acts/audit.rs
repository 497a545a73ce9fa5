//! The acts of an audit: begin it on a basis, keep letters without people, read and code, settle, look at words.

use directory_site::read as directory;
use journal::{Act, Allowed, Draft, Fault, KeyName, Loading, Party, Sealing, Stream};
use kernel::{Id, OrgId, SeatId};
use letters_rules::coding::{self, Stand};
use letters_rules::facts::v1::{Basis, Begun, Coded, Kept, Looked, Settled, Words, family, key_of, kind};
use policy::{Actor, OrgKind, Permit, Subject};
use recalls_rules::Test;
use recalls_rules::facts::v1 as recalls;

use crate::read::{self, Audit};

fn audit_stream(id: Id) -> Stream {
    Stream::of(family::AUDIT, id)
}

fn letter_stream(id: Id) -> Stream {
    Stream::of(family::LETTER, id)
}

/// Begins an audit.
pub struct BeginAudit {
    /// Its id, made when the form was shown.
    pub audit: Id,
    /// As it is to be.
    pub begun: Begun,
}

/// Why it was not begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BeginRefused {
    /// It has no title.
    NoTitle,
    /// Letters from another organisation need an agreement and an assessment, both named.
    NoAgreement,
    /// A practice reads its own letters; another organisation's only de-identified under an agreement.
    NotOwnLetters,
    /// Blind double reading takes two readers, and a third where they differ.
    TooFewReaders,
    /// A reader's seat does not exist.
    NoSuchSeat,
    /// A practice names readers of its own only.
    ReaderElsewhere,
    /// The id is another record's: no form of ours brought it.
    IdTaken,
}

/// What must be known to begin.
pub struct Beginning {
    there: bool,
    taken: bool,
    orgs: Option<Vec<OrgId>>,
    leads: Vec<OrgId>,
}

impl Act for BeginAudit {
    const NAME: &'static str = "begin-letter-audit";
    const NEEDS: Permit = Permit::RunAudit;
    type State = Beginning;
    type Refusal = BeginRefused;
    type Answer = Id;

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Beginning, Fault> {
        let there = read::audit(from, &self.audit.to_string())?.is_some();
        let taken = from.key_is_taken(&KeyName::Ask(key_of(self.audit)))?;
        let mut orgs = Some(Vec::new());
        for seat in &self.begun.readers {
            let found = directory::seat(from, *seat)?.filter(|seat| !seat.ended);
            match (found, &mut orgs) {
                (Some(seat), Some(orgs)) => orgs.push(seat.org),
                (None, _) | (_, None) => orgs = None,
            }
        }
        let leads = fixit_site::read::specialties(from)?.iter().map(|of| of.org).collect();
        Ok(Beginning { there, taken, orgs, leads })
    }

    fn subject(&self, _state: &Beginning, actor: &Actor) -> Subject {
        read::subject(actor, Some(actor.org), &[])
    }

    fn decide(mut self, state: Beginning, allowed: &Allowed<'_, Self>) -> Result<Draft<Id>, BeginRefused> {
        if state.there {
            return Ok(allowed.draft(self.audit));
        }
        if state.taken {
            return Err(BeginRefused::IdTaken);
        }
        if self.begun.title.trim().is_empty() {
            return Err(BeginRefused::NoTitle);
        }
        let practice = allowed.actor().org_kind == OrgKind::Practice;
        match &self.begun.basis {
            Basis::DeidentifiedAtTrust { agreement, assessment } => {
                if agreement.trim().is_empty() || assessment.trim().is_empty() {
                    return Err(BeginRefused::NoAgreement);
                }
            }
            Basis::OwnLetters if !practice => return Err(BeginRefused::NotOwnLetters),
            Basis::OwnLetters => {}
        }
        let orgs = state.orgs.ok_or(BeginRefused::NoSuchSeat)?;
        self.begun.readers.sort();
        self.begun.readers.dedup();
        if self.begun.readers.len() < 3 {
            return Err(BeginRefused::TooFewReaders);
        }
        if practice && orgs.iter().any(|org| *org != allowed.actor().org) {
            return Err(BeginRefused::ReaderElsewhere);
        }
        self.begun.org = allowed.actor().org;
        let leads = if practice { Vec::new() } else { state.leads };
        self.begun.parties = orgs.into_iter().chain(leads).chain([self.begun.org]).collect();
        self.begun.parties.sort();
        self.begun.parties.dedup();
        Ok(allowed.draft(self.audit).fact(audit_stream(self.audit), kind::BEGUN, &self.begun))
    }
}

/// A letter as it is to be kept: the people are out of it already.
#[derive(Clone, Debug)]
pub struct LetterToKeep {
    /// Its id, from its words: the same letter sent again is the same.
    pub id: Id,
    /// What is kept in the open.
    pub kept: Kept,
    /// What is sealed.
    pub words: Words,
    /// The tests of recalls that it asks a practice for.
    pub tests: Vec<Test>,
}

/// Keeps letters of one audit. Those that are there already are left as they are.
pub struct KeepLetters {
    /// The audit.
    pub audit: Id,
    /// The letters.
    pub letters: Vec<LetterToKeep>,
}

/// Nothing stands against it but the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NothingAgainst {}

impl Act for KeepLetters {
    const NAME: &'static str = "keep-audited-letters";
    const NEEDS: Permit = Permit::RunAudit;
    type State = (Option<Audit>, Vec<bool>);
    type Refusal = NothingAgainst;
    /// How many were new.
    type Answer = usize;

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Self::State, Fault> {
        let there =
            self.letters.iter().map(|letter| read::is_there(from, letter.id)).collect::<Result<_, _>>()?;
        Ok((read::audit(from, &self.audit.to_string())?, there))
    }

    fn subject(&self, state: &Self::State, actor: &Actor) -> Subject {
        state.0.as_ref().map_or_else(|| read::subject(actor, None, &[]), |audit| audit.subject(actor))
    }

    fn decide(self, state: Self::State, allowed: &Allowed<'_, Self>) -> Result<Draft<usize>, NothingAgainst> {
        let (Some(audit), there) = state else { return Ok(allowed.draft(0)) };
        let parties: Vec<Party> = audit.begun.parties.iter().map(|org| Party::Org(*org)).collect();
        let new: Vec<&LetterToKeep> = self
            .letters
            .iter()
            .zip(&there)
            .filter(|(letter, there)| !**there && letter.kept.audit == self.audit)
            .map(|(letter, _)| letter)
            .collect();
        let mut draft = allowed.draft(new.len());
        for letter in new {
            let sealing =
                Sealing { key: KeyName::Ask(key_of(self.audit)), parties: &parties, contents: &letter.words };
            draft = draft.sealed_fact(letter_stream(letter.id), kind::KEPT, &letter.kept, &sealing);
            for test in &letter.tests {
                draft = draft.fact(
                    letter_stream(letter.id),
                    recalls::kind::ASKED,
                    &recalls::Asked { test: *test },
                );
            }
        }
        Ok(draft)
    }
}

/// Codes a letter, or settles what two have coded differently.
pub struct CodeLetter {
    /// The audit.
    pub audit: Id,
    /// The letter.
    pub letter: Id,
    /// 0, or the ask that it breaches first.
    pub code: u8,
}

/// Why it was not coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeRefused {
    /// There is no such letter to read.
    NoSuchLetter,
    /// This seat has coded it already: another reads it second.
    ReadAlready,
    /// It is settled.
    SettledAlready,
    /// There is no such code.
    NoSuchCode,
}

/// What must be known to code.
pub struct Coding {
    audit: Option<Audit>,
    stand: Option<Stand>,
    mine: bool,
}

impl Act for CodeLetter {
    const NAME: &'static str = "code-audited-letter";
    const NEEDS: Permit = Permit::ReadAuditLetter;
    type State = Coding;
    type Refusal = CodeRefused;
    type Answer = ();

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<Coding, Fault> {
        let audit = read::audit(from, &self.audit.to_string())?;
        let codes = read::codes_of(from, self.letter)?;
        let mine = codes.iter().any(|(seat, _)| *seat == actor.seat);
        let letter = read::letter(from, self.audit, self.letter)?.filter(|of| of.chosen && !of.stopped);
        let codes: Vec<u8> = codes.iter().map(|(_, code)| *code).collect();
        let stand = letter.map(|letter| coding::stand(&codes, letter.settled));
        Ok(Coding { audit, stand, mine })
    }

    fn subject(&self, state: &Coding, actor: &Actor) -> Subject {
        state.audit.as_ref().map_or_else(|| read::subject(actor, None, &[]), |audit| audit.subject(actor))
    }

    fn decide(self, state: Coding, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, CodeRefused> {
        if self.code >= coding::CODES {
            return Err(CodeRefused::NoSuchCode);
        }
        let stand = state.stand.ok_or(CodeRefused::NoSuchLetter)?;
        if state.mine {
            return Err(CodeRefused::ReadAlready);
        }
        let stream = letter_stream(self.letter);
        match stand {
            Stand::First | Stand::Second => {
                let fact = Coded { audit: self.audit, code: self.code };
                Ok(allowed.draft(()).fact(stream, kind::CODED, &fact))
            }
            Stand::Third => {
                let fact = Settled { audit: self.audit, code: self.code };
                Ok(allowed.draft(()).fact(stream, kind::SETTLED, &fact))
            }
            Stand::Settled(_) => Err(CodeRefused::SettledAlready),
        }
    }
}

/// Looks at words of an audit's letters: on record before a word is shown. `READS` for a named reader, who sees letters;
/// else for those who see rates, and of a specialty its lead.
pub struct LookAtLetters<const READS: bool> {
    /// The audit.
    pub audit: Id,
    /// The specialty whose requests are looked at, where it is one.
    pub specialty: Option<String>,
}

impl<const READS: bool> Act for LookAtLetters<READS> {
    const NAME: &'static str = if READS { "read-audited-letter" } else { "look-at-audited-requests" };
    const NEEDS: Permit = if READS { Permit::ReadAuditLetter } else { Permit::SeeAudit };
    type State = (Option<Audit>, Option<SeatId>);
    type Refusal = NothingAgainst;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Self::State, Fault> {
        let lead = match &self.specialty {
            Some(code) => fixit_site::read::specialty(from, code)?.and_then(|of| of.lead),
            None => None,
        };
        Ok((read::audit(from, &self.audit.to_string())?, lead))
    }

    fn subject(&self, state: &Self::State, actor: &Actor) -> Subject {
        match &state.0 {
            None => read::subject(actor, None, &[]),
            Some(audit) if READS => audit.subject(actor),
            Some(audit) => audit.subject_of(actor, state.1),
        }
    }

    fn decide(self, _state: Self::State, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, NothingAgainst> {
        let fact = Looked { what: if READS { "letter" } else { "requests" }.to_owned() };
        let draft = allowed.draft(()).fact(audit_stream(self.audit), kind::LOOKED, &fact);
        Ok(draft.opens(KeyName::Ask(key_of(self.audit))))
    }
}
