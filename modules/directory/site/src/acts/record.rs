//! The records that an organisation keeps: where each stands in the journal, what permit it needs, and what must be true
//! of it. One code path serves them all.

use directory_rules::facts::v1::{self, family, kind};
use directory_rules::method::Method;
use journal::{Draft, Stream};
use kernel::OrgId;
use policy::{Kind, OrgKind, Permit, Relations, Role, Subject};
use serde::Serialize;

/// A field that cannot be taken as it stands, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldWrong {
    /// The field's name in files; pages have a label for it.
    pub field: &'static str,
    /// What is wrong and what to do, in words.
    pub why: String,
}

fn wrong(field: &'static str, why: impl Into<String>) -> FieldWrong {
    FieldWrong { field, why: why.into() }
}

/// A whole record of the directory, as its keeper leaves it.
pub trait Record: Serialize + Send + 'static {
    /// The permit to keep such a record.
    const NEEDS: Permit;
    /// What kind of subject it is.
    const SUBJECT: Kind;

    /// Whose it is.
    fn org(&self) -> OrgId;
    /// Where it stands in the journal.
    fn stream(&self) -> Stream;
    /// The kind of fact.
    fn kind(&self) -> &'static str;
    /// All that is wrong with it, at once.
    fn wrong(&self) -> Vec<FieldWrong>;

    /// The subject as an actor of that organisation sees it.
    fn subject(&self, actor: OrgId) -> Subject {
        Subject::new(Self::SUBJECT, Relations::NONE.and_if(actor == self.org(), Relations::OWN_ORGANISATION))
    }

    /// Adds the record's fact to a draft.
    fn record<T>(&self, draft: Draft<T>) -> Draft<T>
    where
        Self: Sized,
    {
        draft.fact(self.stream(), self.kind(), self)
    }
}

fn named(field: &'static str, text: &str, most: usize, found: &mut Vec<FieldWrong>) {
    if text.trim().is_empty() {
        found.push(wrong(field, "is empty: fill it in"));
    } else if text.chars().count() > most {
        found.push(wrong(field, format!("is longer than {most} letters: shorten it")));
    }
}

fn telephone(text: &str, found: &mut Vec<FieldWrong>) {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let odd = text.chars().any(|c| !(c.is_ascii_digit() || " +()-extEXT".contains(c)));
    if !(9..=17).contains(&digits) || odd {
        found.push(wrong("telephone", "is not a telephone number: write it as in 01632 960123"));
    }
}

fn among(field: &'static str, text: &str, known: &[&str], found: &mut Vec<FieldWrong>) {
    if !known.contains(&text) {
        found.push(wrong(field, format!("“{text}” is not known: choose one of {}", known.join(", "))));
    }
}

impl Record for v1::Organisation {
    const NEEDS: Permit = Permit::KeepDirectory;
    const SUBJECT: Kind = Kind::Directory;

    fn org(&self) -> OrgId {
        self.code
    }

    fn stream(&self) -> Stream {
        Stream::new(family::ORGANISATION, self.code)
    }

    fn kind(&self) -> &'static str {
        kind::ORGANISATION
    }

    fn wrong(&self) -> Vec<FieldWrong> {
        let mut found = Vec::new();
        named("name", &self.name, 120, &mut found);
        if self.kind.parse::<OrgKind>().is_err() {
            let known: Vec<&str> = OrgKind::ALL.iter().map(|kind| kind.as_str()).collect();
            among("kind", &self.kind, &known, &mut found);
        }
        telephone(&self.telephone, &mut found);
        if !self.inbox.is_empty() && !self.inbox.contains('@') {
            found.push(wrong("inbox", "is not an e-mail address: write it as in inbox@practice.example"));
        }
        found
    }
}

impl Record for v1::Site {
    const NEEDS: Permit = Permit::KeepDirectory;
    const SUBJECT: Kind = Kind::Directory;

    fn org(&self) -> OrgId {
        self.org
    }

    fn stream(&self) -> Stream {
        Stream::of(family::SITE, self.id.id())
    }

    fn kind(&self) -> &'static str {
        kind::SITE
    }

    fn wrong(&self) -> Vec<FieldWrong> {
        let mut found = Vec::new();
        named("name", &self.name, 120, &mut found);
        named("discreet_label", &self.discreet_label, 40, &mut found);
        named("address", &self.address, 200, &mut found);
        telephone(&self.telephone, &mut found);
        found
    }
}

const BSL: &[&str] = &["no", "bookable", "staff"];
const ACCESS: &[&str] = &["step-free", "adjustable-couch", "hoist", "hearing-loop", "blue-badge-parking"];
const CHAPERONES: &[&str] = &["woman", "man"];
const SKILLS: &[&str] = &["IUT", "SDI-IR", "SDI-IO", "SDI-RO", "LOCAL-IUT", "LOCAL-SDI-IR"];

impl Record for v1::Service {
    const NEEDS: Permit = Permit::KeepDirectory;
    const SUBJECT: Kind = Kind::Directory;

    fn org(&self) -> OrgId {
        self.org
    }

    fn stream(&self) -> Stream {
        Stream::of(family::SERVICE, self.id.id())
    }

    fn kind(&self) -> &'static str {
        kind::SERVICE
    }

    fn wrong(&self) -> Vec<FieldWrong> {
        let mut found = Vec::new();
        named("name", &self.name, 120, &mut found);
        named("person_to_ask", &self.person_to_ask, 120, &mut found);
        telephone(&self.telephone, &mut found);
        among("bsl", &self.bsl, BSL, &mut found);
        self.access.iter().for_each(|need| among("access", need, ACCESS, &mut found));
        self.chaperones.iter().for_each(|who| among("chaperones", who, CHAPERONES, &mut found));
        if self.outside && self.methods.is_empty() {
            let known: Vec<&str> = Method::ALL.iter().map(|method| method.name()).collect();
            found.push(wrong("methods", format!("is empty: name at least one of {}", known.join(", "))));
        }
        found
    }
}

impl Record for v1::Fitter {
    const NEEDS: Permit = Permit::KeepDirectory;
    const SUBJECT: Kind = Kind::Directory;

    fn org(&self) -> OrgId {
        self.org
    }

    fn stream(&self) -> Stream {
        Stream::of(family::FITTER, self.seat.id())
    }

    fn kind(&self) -> &'static str {
        kind::FITTER
    }

    fn wrong(&self) -> Vec<FieldWrong> {
        let mut found = Vec::new();
        for certificate in &self.certificates {
            among("skill", &certificate.skill, SKILLS, &mut found);
            if certificate.skill.starts_with("LOCAL") && certificate.until.is_none() {
                found.push(wrong("until", "is empty: a local equivalent needs its own last day"));
            }
        }
        found
    }
}

impl Record for v1::Session {
    const NEEDS: Permit = Permit::KeepSessions;
    const SUBJECT: Kind = Kind::Directory;

    fn org(&self) -> OrgId {
        self.org
    }

    fn stream(&self) -> Stream {
        Stream::of(family::SESSION, self.id.id())
    }

    fn kind(&self) -> &'static str {
        kind::SESSION
    }

    fn wrong(&self) -> Vec<FieldWrong> {
        let mut found = Vec::new();
        if self.fitters.is_empty() {
            found.push(wrong("fitters", "is empty: name at least one fitter"));
        }
        if self.slots.is_empty() {
            found.push(wrong("slots", "is empty: give at least one time"));
        }
        if self.slots.iter().any(|slot| slot.at.day() != self.day) {
            found.push(wrong("slots", "a time falls on another day than the session"));
        }
        found
    }
}

impl Record for v1::Seat {
    const NEEDS: Permit = Permit::KeepSeats;
    const SUBJECT: Kind = Kind::Seat;

    fn org(&self) -> OrgId {
        self.org
    }

    fn stream(&self) -> Stream {
        Stream::of(family::SEAT, self.id.id())
    }

    fn kind(&self) -> &'static str {
        kind::SEAT
    }

    fn wrong(&self) -> Vec<FieldWrong> {
        let mut found = Vec::new();
        named("title", &self.title, 80, &mut found);
        telephone(&self.telephone, &mut found);
        if self.role.parse::<Role>().is_err() {
            let known: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
            among("role", &self.role, &known, &mut found);
        }
        found
    }
}

impl Record for v1::Holding {
    const NEEDS: Permit = Permit::KeepSeats;
    const SUBJECT: Kind = Kind::Seat;

    fn org(&self) -> OrgId {
        self.org
    }

    fn stream(&self) -> Stream {
        Stream::of(family::SEAT, self.seat.id())
    }

    fn kind(&self) -> &'static str {
        kind::HOLDING
    }

    fn wrong(&self) -> Vec<FieldWrong> {
        let ends_first = self.until.is_some_and(|until| until < self.from);
        if ends_first { vec![wrong("until", "is before the first day")] } else { Vec::new() }
    }
}

impl Record for v1::Agreement {
    const NEEDS: Permit = Permit::KeepAgreements;
    const SUBJECT: Kind = Kind::Agreement;

    fn org(&self) -> OrgId {
        self.parties.first().copied().unwrap_or(self.code)
    }

    fn stream(&self) -> Stream {
        Stream::new(family::AGREEMENT, self.code)
    }

    fn kind(&self) -> &'static str {
        kind::AGREEMENT
    }

    fn wrong(&self) -> Vec<FieldWrong> {
        let mut found = Vec::new();
        named("title", &self.title, 160, &mut found);
        named("person_to_ask", &self.person_to_ask, 120, &mut found);
        if self.parties.len() < 2 {
            found.push(wrong("parties", "must be two organisations or more"));
        }
        let memorandum = self.sort == v1::AgreementSort::Memorandum;
        if memorandum && !self.families.is_empty() {
            found.push(wrong(
                "families",
                "must be left out: a memorandum of understanding is no data agreement",
            ));
        }
        if !memorandum && self.families.is_empty() {
            found.push(wrong(
                "families",
                "must be named: a data-sharing agreement covers asks of one kind or more",
            ));
        }
        if self.until.is_some_and(|until| until < self.from) {
            found.push(wrong("until", "is before the first day"));
        }
        found
    }

    fn subject(&self, actor: OrgId) -> Subject {
        let party = self.parties.contains(&actor);
        Subject::new(Kind::Agreement, Relations::NONE.and_if(party, Relations::OWN_ORGANISATION))
    }
}

impl Record for v1::Signature {
    const NEEDS: Permit = Permit::SignAgreement;
    const SUBJECT: Kind = Kind::Agreement;

    fn org(&self) -> OrgId {
        self.org
    }

    fn stream(&self) -> Stream {
        Stream::new(family::AGREEMENT, self.agreement)
    }

    fn kind(&self) -> &'static str {
        kind::SIGNATURE
    }

    fn wrong(&self) -> Vec<FieldWrong> {
        Vec::new()
    }
}

impl Record for v1::Confirmation {
    const NEEDS: Permit = Permit::ConfirmEntry;
    const SUBJECT: Kind = Kind::Directory;

    fn org(&self) -> OrgId {
        self.org
    }

    fn stream(&self) -> Stream {
        Stream::of(family::SERVICE, self.service.id())
    }

    fn kind(&self) -> &'static str {
        kind::CONFIRMATION
    }

    fn wrong(&self) -> Vec<FieldWrong> {
        Vec::new()
    }
}

impl Record for v1::Description {
    const NEEDS: Permit = Permit::KeepPlace;
    const SUBJECT: Kind = Kind::Place;

    fn org(&self) -> OrgId {
        self.office
    }

    fn stream(&self) -> Stream {
        Stream::new(family::PLACE, "this")
    }

    fn kind(&self) -> &'static str {
        kind::DESCRIPTION
    }

    fn wrong(&self) -> Vec<FieldWrong> {
        let mut found = Vec::new();
        named("name", &self.name, 120, &mut found);
        if self.synthetic {
            named("label", &self.label, 400, &mut found);
        }
        found
    }
}

const RURAL: &[&str] = &["urban", "town-and-fringe", "village"];

impl Record for v1::SmallArea {
    const NEEDS: Permit = Permit::KeepPlace;
    const SUBJECT: Kind = Kind::Place;

    fn org(&self) -> OrgId {
        self.council
    }

    fn stream(&self) -> Stream {
        Stream::new(family::SMALL_AREA, &self.code)
    }

    fn kind(&self) -> &'static str {
        kind::SMALL_AREA
    }

    fn wrong(&self) -> Vec<FieldWrong> {
        let mut found = Vec::new();
        named("code", &self.code, 20, &mut found);
        named("name", &self.name, 120, &mut found);
        among("rural", &self.rural, RURAL, &mut found);
        if !(1..=5).contains(&self.fifth) {
            found
                .push(wrong("fifth", format!("{} is no fifth: give 1, the most deprived, to 5", self.fifth)));
        }
        if self.women_16_to_49.is_some_and(|women| women > self.people) {
            found.push(wrong("women_16_to_49", "is more than everybody who lives there"));
        }
        found
    }
}
