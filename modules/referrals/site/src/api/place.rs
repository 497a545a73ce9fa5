//! Placing an ask: the same fields, rules and act as the form of the page. A clinician of the sender stands behind it.

use api::{Answer, Body, Caller, Kind, Operation, Parameter, Problem, Repeat, read_object, schema_of};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use journal::{NotDone, Submission};
use kernel::{AskId, SeatId, ServiceId};
use referrals_rules::request::{self, Area, HardStop, Read};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use web::Typed;

use super::refusals;
use crate::Site;
use crate::acts::{PassOnAsk, reference};
use crate::pages::refer::{self, Ready};
use crate::pages::refer_fields;

/// A new ask: the minimum set and no more. Texts are those of the form on the page.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAsk {
    /// The service that is asked: one of GET /api/hosts.
    service: String,
    /// The seat of the clinician of your organisation who has ticked the checks and stands behind it.
    clinician: String,
    /// The method wanted, or `discuss`.
    #[schemars(extend("enum" = ["cu-iud", "lng-iud", "implant", "discuss"]))]
    method: String,
    /// What for: it decides who pays.
    #[schemars(extend("enum" = ["contraception", "heavy-bleeding", "mixed", "emergency"]))]
    purpose: String,
    /// The name that she gave.
    name: String,
    /// Her date of birth.
    #[schemars(extend("format" = "date"))]
    date_of_birth: String,
    /// Her NHS number, if she offered it.
    #[serde(default)]
    nhs_number: String,
    /// Your own number for her.
    #[serde(default)]
    local_number: String,
    /// By which criterion pregnancy is reasonably excluded, or `not-excluded`.
    #[schemars(extend("enum" = ["no-intercourse", "reliable-method", "start-of-period", "soon-after-birth",
        "fully-breastfeeding", "after-pregnancy-loss", "negative-test", "not-excluded"]))]
    pregnancy: String,
    /// Symptoms or signs of pregnancy.
    #[serde(default)]
    symptoms: bool,
    /// First unprotected sex in this cycle, as in 2025-03-08T22:00; only where pregnancy is not excluded.
    #[serde(default)]
    first_upsi: String,
    /// Last unprotected sex, a day; only where pregnancy is not excluded.
    #[serde(default)]
    last_upsi: String,
    /// First day of the last period; only where pregnancy is not excluded.
    #[serde(default)]
    last_period: String,
    /// Shortest usual cycle, in days; only where pregnancy is not excluded.
    #[serde(default)]
    shortest_cycle: Option<u16>,
    /// A hormonal or oral emergency method in this cycle.
    #[serde(default)]
    hormones_this_cycle: bool,
    /// Her current method; empty where she has none.
    #[serde(default)]
    current_method: String,
    /// She was told to continue it until fitted; needed where she has one.
    #[serde(default)]
    continue_told: Option<bool>,
    /// A problem with a previous fitting, in words.
    #[serde(default)]
    previous_problem: String,
    /// Complicating factors, by their names on the form.
    #[serde(default)]
    factors: Vec<String>,
    /// The STI check.
    #[schemars(extend("enum" = ["done", "offered", "declined", "not-needed"]))]
    sti_check: String,
    /// Relevant allergies: `copper`, `local-anaesthetic`.
    #[serde(default)]
    allergies: Vec<String>,
    /// The language, if an interpreter is needed.
    #[serde(default)]
    language: String,
    /// British Sign Language.
    #[serde(default)]
    bsl: bool,
    /// Access needs: `step-free`, `adjustable-couch`, `hoist`, `hearing-loop`, `blue-badge-parking`.
    #[serde(default)]
    access: Vec<String>,
    /// The chaperone she wishes for.
    #[schemars(extend("enum" = ["woman", "man", "any", "none"]))]
    chaperone: String,
    /// How to reach her.
    #[schemars(extend("enum" = ["text", "telephone", "email", "she-rings"]))]
    channel: String,
    /// The number or address that is hers; empty where she rings.
    #[serde(default)]
    contact: String,
    /// Nobody else may notice.
    #[serde(default = "yes")]
    discreet: bool,
    /// Good times, in her words.
    #[serde(default)]
    times: String,
    /// The farthest she can travel, in miles.
    #[serde(default)]
    travel_miles: Option<u16>,
    /// Where the device comes from.
    #[schemars(extend("enum" = ["host-supplies", "prescribed-and-brought"]))]
    device: String,
    /// She said yes to sending this.
    consent: bool,
    /// Fraser points, for 13 to 15: all five.
    #[serde(default)]
    fraser: Vec<String>,
    /// Exploitation check, under 18: `done` or `not-done`.
    #[serde(default)]
    exploitation: String,
    /// To whom the host speaks before contacting her, under 18.
    #[serde(default)]
    speak_to: String,
    /// Needed within hours: whom you rang, when, and what was agreed.
    #[serde(default)]
    rang: String,
}

const fn yes() -> bool {
    true
}

impl NewAsk {
    /// Its fields as the form sends them.
    fn typed(&self) -> Typed {
        let said = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
        let number = |number: Option<u16>| number.map_or_else(String::new, |number| number.to_string());
        let told = self.continue_told.map_or_else(String::new, said);
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (field, text) in [
            ("method", self.method.clone()),
            ("purpose", self.purpose.clone()),
            ("name", self.name.clone()),
            ("nhs_number", self.nhs_number.clone()),
            ("local_number", self.local_number.clone()),
            ("pregnancy", self.pregnancy.clone()),
            ("symptoms", said(self.symptoms)),
            ("first_upsi", self.first_upsi.clone()),
            ("last_upsi", self.last_upsi.clone()),
            ("last_period", self.last_period.clone()),
            ("shortest_cycle", number(self.shortest_cycle)),
            ("hormones_this_cycle", said(self.hormones_this_cycle)),
            ("current_method", self.current_method.clone()),
            ("continue_told", told),
            ("previous_problem", self.previous_problem.clone()),
            ("sti_check", self.sti_check.clone()),
            ("language", self.language.clone()),
            ("bsl", said(self.bsl)),
            ("chaperone", self.chaperone.clone()),
            ("channel", self.channel.clone()),
            ("contact", self.contact.clone()),
            ("discreet", said(self.discreet)),
            ("times", self.times.clone()),
            ("travel_miles", number(self.travel_miles)),
            ("device", self.device.clone()),
            ("consent", said(self.consent)),
            ("exploitation", self.exploitation.clone()),
            ("speak_to", self.speak_to.clone()),
            ("rang", self.rang.clone()),
        ] {
            pairs.push((field.to_owned(), text));
        }
        for (field, ticked) in [
            ("factors", &self.factors),
            ("allergies", &self.allergies),
            ("access", &self.access),
            ("fraser", &self.fraser),
        ] {
            pairs.extend(ticked.iter().map(|text| (field.to_owned(), text.clone())));
        }
        let mut parts = self.date_of_birth.trim().splitn(3, '-');
        for part in ["year", "month", "day"] {
            let text = parts.next().unwrap_or_default();
            pairs.push((format!("date_of_birth[{part}]"), text.to_owned()));
        }
        refusals::typed(pairs)
    }
}

/// An ask that was placed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct Placed {
    /// Its id.
    id: String,
    /// The short reference that is said on the telephone.
    reference: String,
    /// Its version: what the next event states.
    version: i64,
    /// Its state.
    state: String,
    /// Where it is read.
    address: String,
}

pub(super) fn example() -> Value {
    json!({
        "service": "00000000000000000000000001", "clinician": "00000000000000000000000002",
        "method": "implant", "purpose": "contraception",
        "name": "Amara Fairweather", "date_of_birth": "1994-03-07",
        "pregnancy": "reliable-method", "current_method": "pill", "continue_told": true, "sti_check": "done",
        "chaperone": "any", "channel": "text", "contact": "07700 900123", "discreet": true,
        "device": "host-supplies", "consent": true,
    })
}

pub(super) fn operation() -> Operation {
    Operation {
        method: Method::POST,
        path: "/api/asks",
        id: "placeAsk",
        title: "Place an ask with a host",
        says: "The same rules as the form on the page: an agreement in force, what the host takes, who pays, consent. A \
               clinician’s seat of your organisation stands behind it. Everybody who must know is told. Sent twice under \
               one key it is one ask, and the second answer is the first.",
        parameters: vec![key(true)],
        body: Some((schema_of::<NewAsk>, vec![("implant", example())])),
        answers: vec![
            Answer {
                status: 201,
                says: "Placed, and on disk. Location has its address.",
                schema: Some(schema_of::<Placed>),
            },
            Answer {
                status: 400,
                says: "The body is no JSON object, or there is no Idempotency-Key.",
                schema: None,
            },
            Answer { status: 401, says: "No token that is taken.", schema: None },
            Answer { status: 403, says: "This organisation’s token may not.", schema: None },
            Answer { status: 413, says: "More than 65,536 bytes.", schema: None },
            Answer { status: 415, says: "Not announced as JSON.", schema: None },
            Answer {
                status: 422,
                says: "Fields that cannot be taken, each named; a rule that says no, with the person to talk to; a key used \
                       for another request; or something needed within hours, which is rung first.",
                schema: None,
            },
        ],
    }
}

/// The header by which a repeated request is known.
pub(super) fn key(needed: bool) -> Parameter {
    Parameter {
        name: "Idempotency-Key",
        place: "header",
        needed,
        says: "8 to 64 letters, digits or hyphens, new for each new request. The same key with the same body hears the same \
               answer; with another body it is refused.",
        schema: json!({ "type": "string", "pattern": "^[A-Za-z0-9-]{8,64}$" }),
    }
}

/// The key and digest as the journal takes them.
pub(super) fn submission(repeat: Option<Repeat>) -> Submission {
    Submission { idempotency: repeat.map(|repeat| (repeat.key, repeat.digest)) }
}

pub(super) async fn place(
    Caller(actor): Caller,
    State(site): State<Site>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let repeat = Repeat::need(&headers, "POST /api/asks", &body.bytes)?;
    let new: NewAsk = read_object(body.object)?;
    let (service, clinician) = ids(&new)?;
    let typed = new.typed();
    let ready = read(&site, &typed)?;
    let urgent = ready.is_urgent() && typed.word("rang").is_none();
    let mut advice = String::new();
    if urgent {
        advice = ready.advice.iter().flat_map(request::Advice::in_words).collect::<Vec<_>>().join(" ");
    }
    let ask = refer::act(&site, &actor, &typed, &ready, service).map_err(refusals::of_stop)?;
    let done = site.journal.submit_as(&actor, PassOnAsk { ask, clinician }, submission(Some(repeat))).await;
    match done {
        Ok(done) => {
            let ask = done.answer;
            let address = format!("/api/asks/{ask}");
            let placed = Placed {
                id: ask.to_string(),
                reference: reference(ask),
                version: 1,
                state: "sent".to_owned(),
                address: address.clone(),
            };
            Ok((StatusCode::CREATED, [(header::LOCATION, address)], axum::Json(placed)).into_response())
        }
        Err(NotDone::AgainstTheRules(why)) => Err(refusals::not_placed(&why)),
        Err(NotDone::NotAllowed(why)) => {
            let problem = refusals::of_policy(&site, &why);
            Err(if urgent && !advice.is_empty() { problem.detail(advice) } else { problem })
        }
        Err(NotDone::KeyUsedForAnother) => Err(Problem::new(Kind::KeyUsed)),
        Err(NotDone::Changed { .. }) => Err(Problem::new(Kind::Changed)),
        Err(NotDone::Fault(why)) => Err(Problem::fault("placing an ask", why)),
    }
}

fn ids(new: &NewAsk) -> Result<(ServiceId, SeatId), Problem> {
    let (service, clinician) = (new.service.parse::<ServiceId>(), new.clinician.parse::<SeatId>());
    let mut problem = Problem::new(Kind::FieldsWrong);
    if service.is_err() {
        problem = problem.field("service", "not the id of a service: take one of GET /api/hosts");
    }
    if clinician.is_err() {
        problem = problem.field(
            "clinician",
            "not the id of a seat: “roundtable user list” shows those of your organisation",
        );
    }
    match (service, clinician) {
        (Ok(service), Ok(clinician)) => Ok((service, clinician)),
        _ => Err(problem),
    }
}

fn read(site: &Site, typed: &Typed) -> Result<Ready, Problem> {
    let now = site.journal.now();
    match request::read(&refer_fields::typed(typed), &Area::default(), &site.numbers, now) {
        Read::Ready { request, advice, notes: _ } => {
            Ok(Ready { request: *request, advice, ask: AskId::beginning(now, rand::random()) })
        }
        Read::Stop(stop) => Err(stopped(&stop)),
        Read::Wrong(wrong) => {
            let mut problem = Problem::new(Kind::FieldsWrong);
            for error in wrong {
                problem = problem.field(error.field.name(), error.why);
            }
            Err(problem)
        }
    }
}

/// Under 13: the routine ends, and both numbers stand there at once. Nothing is kept.
fn stopped(stop: &HardStop) -> Problem {
    Problem::new(Kind::AgainstTheRules)
        .rule("under-13")
        .detail(stop.in_words().join(" "))
        .person(format!("{}; {}", stop.safeguarding_lead, stop.urgent_care))
        .next_step(
            "Do not send this again. Ring both numbers now, the urgent one first if she needs care now.",
        )
}
