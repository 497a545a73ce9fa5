//! A refusal or fault as a problem (RFC 9457): which rule, who can help, what to do next. Nothing about a person.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// The kinds of problem, each with an anchor on the page about the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each has its title below")]
pub enum Kind {
    NotThere,
    NoToken,
    NotYours,
    Unreadable,
    NotJson,
    TooLarge,
    FieldsWrong,
    AgainstTheRules,
    Changed,
    KeyMissing,
    KeyUsed,
    WrongMethod,
    RingFirst,
    Fault,
    TooLong,
    TooOften,
}

impl Kind {
    /// All kinds.
    pub const ALL: &[Kind] = &[
        Kind::NotThere,
        Kind::NoToken,
        Kind::NotYours,
        Kind::Unreadable,
        Kind::NotJson,
        Kind::TooLarge,
        Kind::FieldsWrong,
        Kind::AgainstTheRules,
        Kind::Changed,
        Kind::KeyMissing,
        Kind::KeyUsed,
        Kind::WrongMethod,
        Kind::RingFirst,
        Kind::Fault,
        Kind::TooLong,
        Kind::TooOften,
    ];

    /// Its short stable name.
    pub const fn name(self) -> &'static str {
        self.row().0
    }

    /// Its status.
    pub const fn status(self) -> StatusCode {
        self.row().1
    }

    /// Its title, in words.
    pub const fn title(self) -> &'static str {
        self.row().2
    }

    /// What a program does about it when nothing more is known.
    pub const fn next_step(self) -> &'static str {
        self.row().3
    }

    const fn row(self) -> (&'static str, StatusCode, &'static str, &'static str) {
        match self {
            Kind::NotThere => (
                "not-there",
                StatusCode::NOT_FOUND,
                "There is nothing here for this token",
                "Check the address against GET /api/asks. What is not your organisation’s is not there.",
            ),
            Kind::NoToken => (
                "no-token",
                StatusCode::UNAUTHORIZED,
                "No token that is taken here",
                "Send “Authorization: Bearer TOKEN”. Whoever keeps your organisation’s systems makes one: roundtable token new.",
            ),
            Kind::NotYours => (
                "not-yours",
                StatusCode::FORBIDDEN,
                "A token may not do this",
                "Have somebody whose seat does it do it on the page.",
            ),
            Kind::Unreadable => (
                "unreadable",
                StatusCode::BAD_REQUEST,
                "The body cannot be read",
                "Send one JSON object in UTF-8.",
            ),
            Kind::NotJson => (
                "not-json",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "The body is not announced as JSON",
                "Send “Content-Type: application/json”.",
            ),
            Kind::TooLarge => (
                "too-large",
                StatusCode::PAYLOAD_TOO_LARGE,
                "The body is too large",
                "Send at most 65,536 bytes: an ask is short.",
            ),
            Kind::FieldsWrong => (
                "fields-wrong",
                StatusCode::UNPROCESSABLE_ENTITY,
                "Some fields cannot be taken",
                "Mend the fields named and send it again.",
            ),
            Kind::AgainstTheRules => (
                "against-the-rules",
                StatusCode::UNPROCESSABLE_ENTITY,
                "A rule says no",
                "Read the rule, and do what it says.",
            ),
            Kind::Changed => (
                "changed",
                StatusCode::CONFLICT,
                "It has changed since you read it",
                "Read what it is now, decide anew, and send the version you read.",
            ),
            Kind::KeyMissing => (
                "key-missing",
                StatusCode::BAD_REQUEST,
                "No Idempotency-Key",
                "Send “Idempotency-Key” with 8 to 64 letters, digits or hyphens, a new one for each new ask.",
            ),
            Kind::KeyUsed => (
                "key-used",
                StatusCode::UNPROCESSABLE_ENTITY,
                "This Idempotency-Key was used for another request",
                "Use a new key for a new request, and the same key only to repeat the same one.",
            ),
            Kind::WrongMethod => (
                "wrong-method",
                StatusCode::METHOD_NOT_ALLOWED,
                "This address does not take that method",
                "See /api/openapi.json for what it takes.",
            ),
            Kind::RingFirst => (
                "ring-first",
                StatusCode::UNPROCESSABLE_ENTITY,
                "Needed within hours: ring first",
                "Ring now, write into “rang” whom you reached and what was agreed, then send.",
            ),
            Kind::Fault => (
                "fault",
                StatusCode::INTERNAL_SERVER_ERROR,
                "Our fault",
                "Try again with the same Idempotency-Key; if it happens again, ring and say the reference.",
            ),
            Kind::TooLong => (
                "too-long",
                StatusCode::SERVICE_UNAVAILABLE,
                "It took too long",
                "It may still be done: repeat it with the same Idempotency-Key.",
            ),
            Kind::TooOften => (
                "too-often",
                StatusCode::TOO_MANY_REQUESTS,
                "Your organisation’s systems call too often",
                "Wait the seconds of Retry-After, then repeat it; read lists by change rather than ask by ask.",
            ),
        }
    }
}

/// What is wrong with one field.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FieldProblem {
    /// The field, as the body names it.
    pub field: String,
    /// What is wrong and what to do.
    pub why: String,
}

/// A problem as it is sent.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub struct Told {
    /// Where this kind is explained: an address on this place.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// This case in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The rule that spoke, by its stable name.
    pub rule: String,
    /// Who can help, with a telephone number.
    pub person: String,
    /// What to do now.
    pub next_step: String,
    /// What is wrong with single fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// What it is now, where it has changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Value>,
    #[serde(skip)]
    is: u16,
}

/// A refusal or fault, on its way to a program.
#[derive(Clone, Debug)]
pub struct Problem(Box<Told>);

impl Problem {
    /// A problem of that kind, with its usual next step.
    pub fn new(kind: Kind) -> Problem {
        Problem(Box::new(Told {
            kind: format!("/api#{}", kind.name()),
            title: kind.title().to_owned(),
            status: kind.status().as_u16(),
            detail: None,
            rule: kind.name().to_owned(),
            person: String::new(),
            next_step: kind.next_step().to_owned(),
            errors: Vec::new(),
            current: None,
            is: kind.status().as_u16(),
        }))
    }

    /// This case in words.
    pub fn detail(mut self, words: impl Into<String>) -> Problem {
        self.0.detail = Some(words.into());
        self
    }

    /// The rule that spoke.
    pub fn rule(mut self, name: impl Into<String>) -> Problem {
        self.0.rule = name.into();
        self
    }

    /// Who can help.
    pub fn person(mut self, who: impl Into<String>) -> Problem {
        self.0.person = who.into();
        self
    }

    /// What to do now.
    pub fn next_step(mut self, words: impl Into<String>) -> Problem {
        self.0.next_step = words.into();
        self
    }

    /// One more field that is wrong.
    pub fn field(mut self, field: impl Into<String>, why: impl Into<String>) -> Problem {
        self.0.errors.push(FieldProblem { field: field.into(), why: why.into() });
        self
    }

    /// What it is now.
    pub fn current(mut self, now: Value) -> Problem {
        self.0.current = Some(now);
        self
    }

    /// A fault of ours: logged under a number that the answer carries; what went wrong stays in the log.
    pub fn fault(attempt: &str, why: impl std::fmt::Display) -> Problem {
        let reference = kernel::Id::from_bits(rand::random()).to_string();
        let reference = reference.get(..8).unwrap_or_default().to_uppercase();
        tracing::error!(%reference, attempt, %why, "a fault of ours, told to a program");
        Problem::new(Kind::Fault).detail(format!("Reference {reference}."))
    }

    /// What is wrong with single fields.
    pub fn errors(&self) -> &[FieldProblem] {
        &self.0.errors
    }

    pub(crate) fn or_person(mut self, office: &str) -> Problem {
        if self.0.person.is_empty() {
            self.0.person = office.to_owned();
        }
        self
    }
}

/// A problem on its way out: the shell adds whom to ring where nobody is named, and writes it.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.is).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

pub(crate) fn written(problem: &Problem, mut response: Response) -> Response {
    let body = serde_json::to_vec(&problem.0).unwrap_or_default();
    *response.body_mut() = body.into();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.remove(header::CONTENT_LENGTH);
    if problem.0.is == StatusCode::UNAUTHORIZED.as_u16() {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}
