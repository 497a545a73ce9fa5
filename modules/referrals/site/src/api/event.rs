//! Events as programs post them, by the names of the `clock` command: one for each move of an ask that an organisation may
//! make. Each becomes the form of the page, so that the same words are read by the same rules.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use api::{Kind, Problem, read_object};

/// A time that is offered: a slot of the directory, or a time agreed by telephone.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Time {
    /// The slot.
    #[serde(default)]
    pub slot: Option<String>,
    /// The time, as in 2025-03-11T10:00, where it is no slot.
    #[serde(default)]
    pub at: Option<String>,
}

/// What was fitted, in the words of the record's form.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    /// The day, as in 2025-03-11.
    pub fitted_on: String,
    /// The device.
    #[schemars(extend("enum" = ["cu-iud-10", "cu-iud-5", "lng-iud-52", "lng-iud-19.5", "lng-iud-13.5", "implant"]))]
    pub fitted_device: String,
    /// Its brand.
    pub brand: String,
    /// Its batch.
    pub batch: String,
    /// Its expiry, a day.
    pub expiry: String,
    /// Sounding length in centimetres; for a coil.
    #[serde(default)]
    pub sounding_cm: String,
    /// `left` or `right`; for an implant.
    #[serde(default)]
    pub arm: String,
    /// What became of the offer of a chaperone.
    #[schemars(extend("enum" = ["accepted", "declined"]))]
    pub chaperone_offer: String,
    /// The chaperone’s role, where accepted.
    #[serde(default)]
    pub chaperone_role: String,
    /// Pain relief.
    #[serde(default)]
    pub pain_relief: String,
    /// Complications.
    #[serde(default)]
    pub complications: String,
    /// `at-once`, or the day from which it works.
    pub effective_from: String,
    /// A follow-up pregnancy test on that day.
    #[serde(default)]
    pub follow_up_test: String,
    /// STI tests taken; kept only where she agrees that it is told.
    #[serde(default)]
    pub sti_tests: String,
    /// She agrees that the tests are told.
    #[serde(default)]
    pub sti_told: Option<bool>,
    /// Who supplied the device.
    #[schemars(extend("enum" = ["host", "brought"]))]
    pub supplied_by: String,
}

/// One event.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Event {
    /// A person of the host has opened it.
    Read {},
    /// The host asks the sender for something.
    NeedsInfo {
        /// Which item, and the question.
        question: String,
    },
    /// The sender answers.
    InfoGiven {
        /// The answer.
        answer: String,
    },
    /// The host takes it.
    Accepted {},
    /// The host does not take it.
    Declined {
        /// Why.
        #[schemars(extend("enum" = ["capacity", "competence", "outside-acceptance", "unsafe-here", "duplicate"]))]
        reason: String,
        /// The seat of your organisation that the sender may talk to.
        talk_to: String,
        /// More, for clinicians of both sides only.
        #[serde(default)]
        note: String,
    },
    /// Passed on: by the host, or by the sender after a host declined. Her clock goes on.
    Redirected {
        /// The new host’s organisation.
        to: String,
        /// Its service.
        service: String,
        /// Why.
        #[schemars(extend("enum" = ["too-complex-here", "sooner-there", "nearer-to-her", "no-fitter-now", "declined-before"]))]
        reason: String,
        /// More, for clinicians of both sides only.
        #[serde(default)]
        note: String,
    },
    /// The host offers times: two on different days, each two working days ahead, make a fair offer.
    Offered {
        /// The times.
        slots: Vec<Time>,
    },
    /// She chose one of the times that stand offered.
    Booked {
        /// Its slot.
        #[serde(default)]
        slot: Option<String>,
        /// Its time, where it is no slot.
        #[serde(default)]
        at: Option<String>,
    },
    /// She declined the times that stand offered.
    WaitingPatient {
        /// The day from which she can come.
        available_from: String,
        /// More, for clinicians of both sides only.
        #[serde(default)]
        note: String,
    },
    /// The host takes the booked time back.
    HostCancelled {
        /// Why.
        #[schemars(extend("enum" = ["fitter-away", "no-room-or-assistant", "no-device", "site-closed"]))]
        reason: String,
        /// More, for clinicians of both sides only.
        #[serde(default)]
        note: String,
    },
    /// She cancelled the booked time, with a day’s notice.
    PatientCancelled {
        /// The day from which she can come.
        available_from: String,
        /// More, for clinicians of both sides only.
        #[serde(default)]
        note: String,
    },
    /// She did not come to the booked time.
    Dna {
        /// The day on which you were in touch again, if you have been.
        #[serde(default)]
        recontact: String,
        /// More, for clinicians of both sides only.
        #[serde(default)]
        note: String,
    },
    /// Put off for a clinical reason. Names a clinician.
    Deferred {
        /// Why.
        #[schemars(extend("enum" = ["pregnancy-not-excluded", "infection-first", "unwell", "result-awaited"]))]
        reason: String,
        /// The day on which it is looked at again.
        review_on: String,
        /// More, for clinicians of both sides only.
        #[serde(default)]
        note: String,
    },
    /// It can go ahead. Names a clinician.
    FitToProceed {},
    /// Fitted: the answer goes to the sender at once. Names a clinician.
    Fitted {
        /// What was fitted.
        record: Box<Record>,
    },
    /// Seen and not fitted. Names a clinician.
    NotFitted {
        /// Why.
        #[schemars(extend("enum" = ["pregnancy-not-excluded", "failed-attempt", "changed-mind", "contraindication",
            "no-device", "no-chaperone", "faint"]))]
        reason: String,
        /// What happens next.
        #[serde(default)]
        next_step: String,
    },
    /// No longer wanted.
    Withdrawn {
        /// Why.
        #[schemars(extend("enum" = ["no-longer-wanted", "fitted-elsewhere", "other-method", "pregnant", "moved-away", "other"]))]
        reason: String,
        /// She withdrew it herself.
        by_person: bool,
        /// More, for clinicians of both sides only.
        #[serde(default)]
        note: String,
    },
    /// Returned to the sender by a decision on this person. Names a clinician.
    Returned {
        /// Why.
        #[schemars(extend("enum" = ["missed-appointments", "not-available-for-long"]))]
        reason: String,
        /// The safety net, and how she comes back.
        #[serde(default)]
        note: String,
    },
    /// The sender has read the answer, which closes it.
    Acknowledged {},
    /// Entered in error, by the system that entered it, within a day.
    Void {
        /// Why.
        #[schemars(extend("enum" = ["wrong-person", "sent-twice", "entered-as-a-trial"]))]
        reason: String,
    },
}

/// An event with the version that it was decided on and who stands behind it.
#[derive(Clone, Debug)]
pub(super) struct Posted {
    pub event: Event,
    pub version: i64,
    pub clinician: Option<String>,
}

impl Posted {
    /// Reads one: the two fields that every event has, then its own.
    pub fn read(mut object: Map<String, Value>) -> Result<Posted, Problem> {
        let version = object.remove("version");
        let clinician = object.remove("clinician");
        let mut problem = Problem::new(Kind::FieldsWrong);
        let version = version.as_ref().and_then(Value::as_i64).filter(|version| *version > 0);
        if version.is_none() {
            problem =
                problem.field("version", "needed: the version of the ask as you read it, a whole number");
        }
        let clinician = match clinician {
            None | Some(Value::Null) => Some(None),
            Some(Value::String(seat)) => Some(Some(seat)),
            Some(_) => None,
        };
        if clinician.is_none() {
            problem = problem.field("clinician", "send the id of a seat, as text");
        }
        if !object.contains_key("type") {
            problem = problem.field("type", "needed: which event it is");
        }
        let (Some(version), Some(clinician), true) = (version, clinician, problem.errors().is_empty()) else {
            return Err(problem);
        };
        Ok(Posted { event: read_object(object)?, version, clinician })
    }
}

impl JsonSchema for Posted {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Event".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Event::json_schema(generator);
        let clinical = ["deferred", "fit-to-proceed", "fitted", "not-fitted", "returned"];
        let events = schema.get_mut("oneOf").and_then(Value::as_array_mut);
        for event in events.into_iter().flatten() {
            let name = event.pointer("/properties/type/const").and_then(Value::as_str).unwrap_or_default();
            let names_one = clinical.contains(&name);
            if let Some(fields) = event.get_mut("properties").and_then(Value::as_object_mut) {
                let says = "The version of the ask as you read it. A newer one makes a conflict, with what it is now.";
                let version = json!({ "type": "integer", "minimum": 1, "description": says });
                fields.insert("version".to_owned(), version);
                let says = "The seat of the clinician of your organisation who stands behind it.";
                fields.insert("clinician".to_owned(), json!({ "type": "string", "description": says }));
            }
            if let Some(needed) = event.get_mut("required").and_then(Value::as_array_mut) {
                needed.push(json!("version"));
                if names_one {
                    needed.push(json!("clinician"));
                }
            }
        }
        schema
    }
}

fn said(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

impl Event {
    /// The form of the page that says the same: the name of the move and its fields. Times and records have forms of
    /// their own.
    pub fn form(&self) -> (&'static str, Vec<(&'static str, String)>) {
        let of = |field, text: &String| (field, text.clone());
        match self {
            Event::Read {} => ("read", vec![]),
            Event::NeedsInfo { question } => ("question", vec![of("question", question)]),
            Event::InfoGiven { answer } => ("answer", vec![of("answer", answer)]),
            Event::Accepted {} => ("accept", vec![]),
            Event::Declined { reason, talk_to, note } => {
                ("decline", vec![of("decline_reason", reason), of("talk_to", talk_to), of("note", note)])
            }
            Event::Redirected { to, service, reason, note } => (
                "redirect",
                vec![("to", format!("{to}/{service}")), of("redirect_reason", reason), of("note", note)],
            ),
            Event::Offered { .. } => ("offer", vec![]),
            Event::Booked { .. } => ("book", vec![]),
            Event::WaitingPatient { available_from, note } => {
                ("declined-times", vec![of("times_from", available_from), of("note", note)])
            }
            Event::HostCancelled { reason, note } => {
                ("host-cancel", vec![of("cancel_reason", reason), of("note", note)])
            }
            Event::PatientCancelled { available_from, note } => {
                ("patient-cancel", vec![of("cancel_from", available_from), of("note", note)])
            }
            Event::Dna { recontact, note } => ("missed", vec![of("recontact", recontact), of("note", note)]),
            Event::Deferred { reason, review_on, note } => {
                ("defer", vec![of("defer_reason", reason), of("review_on", review_on), of("note", note)])
            }
            Event::FitToProceed {} => ("fit-to-proceed", vec![]),
            Event::Fitted { record } => ("fitted", record.form()),
            Event::NotFitted { reason, next_step } => {
                ("not-fitted", vec![of("not_fitted_reason", reason), of("next_step", next_step)])
            }
            Event::Withdrawn { reason, by_person, note } => (
                "withdraw",
                vec![of("withdraw_reason", reason), ("by_person", said(*by_person)), of("note", note)],
            ),
            Event::Returned { reason, note } => {
                ("return", vec![of("return_reason", reason), of("note", note)])
            }
            Event::Acknowledged {} => ("acknowledge", vec![]),
            Event::Void { reason } => ("void", vec![of("void_reason", reason)]),
        }
    }
}

impl Record {
    fn form(&self) -> Vec<(&'static str, String)> {
        let at_once = self.effective_from.trim() == "at-once";
        vec![
            ("fitted_on", self.fitted_on.clone()),
            ("fitted_device", self.fitted_device.clone()),
            ("brand", self.brand.clone()),
            ("batch", self.batch.clone()),
            ("expiry", self.expiry.clone()),
            ("sounding_cm", self.sounding_cm.clone()),
            ("arm", self.arm.clone()),
            ("chaperone_offer", self.chaperone_offer.clone()),
            ("chaperone_role", self.chaperone_role.clone()),
            ("pain_relief", self.pain_relief.clone()),
            ("complications", self.complications.clone()),
            ("effective_from", if at_once { "at-once" } else { "day" }.to_owned()),
            ("effective_day", if at_once { String::new() } else { self.effective_from.clone() }),
            ("follow_up_test", self.follow_up_test.clone()),
            ("sti_tests", self.sti_tests.clone()),
            ("sti_told", self.sti_told.map_or_else(String::new, said)),
            ("supplied_by", self.supplied_by.clone()),
        ]
    }
}

/// The names of the form’s fields as a program knows them.
pub(super) const NAMES: &[(&str, &str)] = &[
    ("decline_reason", "reason"),
    ("redirect_reason", "reason"),
    ("cancel_reason", "reason"),
    ("defer_reason", "reason"),
    ("withdraw_reason", "reason"),
    ("return_reason", "reason"),
    ("void_reason", "reason"),
    ("not_fitted_reason", "reason"),
    ("times_from", "available_from"),
    ("cancel_from", "available_from"),
    ("time1", "slots"),
    ("time2", "slots"),
    ("slot", "slots"),
];

/// Events by name, each as it would be posted: for the description, and for a test that posts or reads every one.
pub(super) fn examples() -> Vec<(&'static str, Value)> {
    let seat = "00000000000000000000000002";
    let slot = |nth| json!({ "slot": format!("0000000000000000000000000{nth}") });
    let record = json!({
        "fitted_on": "2025-03-11", "fitted_device": "implant", "brand": "Armstay", "batch": "B1234", "expiry": "2027-01-31",
        "arm": "left", "chaperone_offer": "declined", "effective_from": "at-once", "supplied_by": "host",
    });
    vec![
        ("read", json!({ "type": "read", "version": 1 })),
        (
            "needs-info",
            json!({ "type": "needs-info", "version": 1, "question": "Which method does she use now?" }),
        ),
        ("info-given", json!({ "type": "info-given", "version": 2, "answer": "The pill, every day." })),
        ("accepted", json!({ "type": "accepted", "version": 1 })),
        ("declined", json!({ "type": "declined", "version": 1, "reason": "capacity", "talk_to": seat })),
        (
            "redirected",
            json!({ "type": "redirected", "version": 1, "to": "Y90001", "service": seat, "reason": "sooner-there" }),
        ),
        (
            "offered",
            json!({ "type": "offered", "version": 2, "slots": [slot(1), { "at": "2025-03-11T10:00" }] }),
        ),
        ("booked", json!({ "type": "booked", "version": 3, "slot": "00000000000000000000000001" })),
        (
            "waiting-patient",
            json!({ "type": "waiting-patient", "version": 3, "available_from": "2025-03-31" }),
        ),
        ("host-cancelled", json!({ "type": "host-cancelled", "version": 4, "reason": "fitter-away" })),
        (
            "patient-cancelled",
            json!({ "type": "patient-cancelled", "version": 4, "available_from": "2025-03-31" }),
        ),
        ("dna", json!({ "type": "dna", "version": 4, "recontact": "2025-03-14" })),
        (
            "deferred",
            json!({ "type": "deferred", "version": 1, "clinician": seat, "reason": "infection-first", "review_on": "2025-03-17" }),
        ),
        ("fit-to-proceed", json!({ "type": "fit-to-proceed", "version": 2, "clinician": seat })),
        ("fitted", json!({ "type": "fitted", "version": 4, "clinician": seat, "record": record })),
        (
            "not-fitted",
            json!({ "type": "not-fitted", "version": 4, "clinician": seat, "reason": "faint", "next_step": "We offer again." }),
        ),
        (
            "withdrawn",
            json!({ "type": "withdrawn", "version": 1, "reason": "moved-away", "by_person": true }),
        ),
        (
            "returned",
            json!({ "type": "returned", "version": 9, "clinician": seat, "reason": "missed-appointments" }),
        ),
        ("acknowledged", json!({ "type": "acknowledged", "version": 6 })),
        ("void", json!({ "type": "void", "version": 1, "reason": "sent-twice" })),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_reads_and_every_event_has_one() {
        let mut named: Vec<String> = Vec::new();
        for (name, example) in examples() {
            let Value::Object(object) = example else { panic!("{name}: no object") };
            let posted = Posted::read(object).map_err(|why| format!("{name}: {:?}", why.errors())).unwrap();
            assert!(posted.version > 0);
            named.push(name.to_owned());
        }
        let schema = schemars::schema_for!(Posted).to_value();
        let events = schema["oneOf"].as_array().unwrap();
        let known: Vec<&str> =
            events.iter().map(|event| event["properties"]["type"]["const"].as_str().unwrap()).collect();
        assert_eq!(named, known);
        for event in events {
            assert_eq!(event["additionalProperties"], false, "{event}");
        }
    }

    #[test]
    fn a_field_of_another_event_is_named() {
        let read = |value: Value| match value {
            Value::Object(object) => {
                Posted::read(object).map(|_| ()).map_err(|why| format!("{:?}", why.errors()))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Ok(()),
        };
        let why = read(json!({ "type": "accepted", "version": 1, "reason": "capacity" })).unwrap_err();
        assert!(why.contains("reason"), "{why}");
        assert!(read(json!({ "version": 1 })).unwrap_err().contains("type"));
        assert!(read(json!({ "type": "accepted" })).unwrap_err().contains("version"));
        assert!(read(json!({ "type": "nonsense", "version": 1 })).is_err());
    }
}
